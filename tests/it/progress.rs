//! Progress on a terminal during slow responses: cleared before the first row, and not shown without a
//! terminal.

use super::support::{Home, sandbox_with};
use deals::sandbox::Sandbox;
use rexpect::error::Error;
use rexpect::session::{PtySession, spawn_command};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A sandbox with latency.
fn slow(deals: usize) -> Sandbox {
    let sandbox = sandbox_with(deals);
    sandbox.world().latency(Duration::from_millis(600));
    sandbox
}

fn on_terminal(home: &Home, sandbox: &Sandbox, args: &[&str]) -> Result<PtySession, Error> {
    let mut command = home.command(args);
    command
        .env("TERM", "xterm-256color")
        .env("DEALS_BASE_URL", sandbox.url())
        .stdin(Stdio::inherit());
    spawn_command(command, Some(20_000))
}

#[test]
fn progress_is_cleared_before_the_first_row() -> Result<(), Error> {
    let (sandbox, home) = (slow(20), Home::new());
    let mut ran = on_terminal(&home, &sandbox, &["list", "--limit", "2", "--raw"])?;
    let before = ran.exp_string("Copper roof")?;
    let (waited, table) = before.rsplit_once("\u{1b}[2K").expect("the line was cleared");
    assert!(waited.contains("waiting for 127.0.0.1"), "{before:?}");
    assert!(table.contains("title") && !table.contains("waiting"), "{table:?}");
    // No progress for later pages, because their rows are printed to the same screen.
    let after = ran.exp_eof()?;
    assert!(!after.contains("waiting") && !after.contains("so far"), "{after:?}");
    assert!(!before.contains("\u{1b}[?25l"), "the cursor was hidden");
    Ok(())
}

#[test]
fn progress_shows_rows_and_tokens_if_rows_go_to_a_file() -> Result<(), Error> {
    let (sandbox, home) = (slow(1100), Home::new());
    let mut command = Command::new("sh");
    let line = format!("{} list > list.json", env!("CARGO_BIN_EXE_deals"));
    command
        .args(["-c", &line])
        .current_dir(home.path())
        .env_clear()
        .envs(super::support::environment(home.path()))
        .env("TERM", "xterm-256color")
        .env("DEALS_BASE_URL", sandbox.url());
    let mut ran = spawn_command(command, Some(20_000))?;
    ran.exp_string("1000 deals so far, 30 tokens")?;
    ran.exp_string("\u{1b}[2K")?;
    ran.exp_eof()?;
    let list = std::fs::read_to_string(home.path().join("list.json")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&list).is_ok());
    Ok(())
}

#[test]
fn progress_is_not_shown_without_a_terminal_or_with_quiet() -> Result<(), Error> {
    let (sandbox, home) = (slow(20), Home::new());
    let ran = home.at(&sandbox, &["list", "--limit", "2"]);
    assert_eq!(ran.err, "2 deals shown; there are more\n");
    for more in ["-q", "-v"] {
        let args = ["list", "--limit", "2", "--raw", more];
        let output = on_terminal(&home, &sandbox, &args)?.exp_eof()?;
        assert!(output.contains("Copper roof") && !output.contains("waiting"), "{output:?}");
    }
    Ok(())
}
