//! Shell completion in real shells on a pseudo-terminal: bash always, zsh and fish where installed.

use super::support::Home;
use rexpect::session::PtySession;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// A shell in the home, with `deals` in its PATH, the sandbox as the account, and the completion script.
fn start_shell(home: &Home, shell: &str, args: &[&str], setup: &str) -> PtySession {
    let script = home.path().join("script");
    fs::write(&script, home.run(&["completions", shell]).ok()).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
    let mut command = std::process::Command::new(shell);
    command
        .args(args)
        .env_clear()
        .envs(super::support::environment(home.path()))
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .env("PS1", "> ")
        .env("TERM", "dumb")
        .env("DEALS_SANDBOX", "1");
    let mut shell = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    let source = format!("{setup} source '{}'; echo ready-$(expr 1 + 1)", script.display());
    shell.send_line(&source).unwrap();
    shell.exp_string("ready-2").unwrap();
    shell
}

/// Types a line, presses TAB, and types the rest and Enter.
fn complete(shell: &mut PtySession, typed: &str, rest: &str) -> Result<(), rexpect::error::Error> {
    shell.send(typed)?;
    shell.send("\t")?;
    shell.flush()?;
    // Time for the shell to complete the line.
    sleep(Duration::from_millis(600));
    shell.send(&format!("{rest}\r"))?;
    shell.flush()
}

/// Completed lines as each shell runs them, and a part of their output.
const COMPLETED: &[(&str, &str, &str)] = &[
    ("deals -n create Roof --set Contr", "12\\ months --fields id", "\"12 months\""),
    ("deals -n move 1 neg", "", "\"stage_id\": 4"),
    ("deals -n list --owner yuk", "", "owner_id=4"),
    ("deals -n list --status open,w", "", "status=open,won"),
    ("deals -n list --status=open,lo", "", "status=open,lost"),
    ("deals -n update 1 --label hot,wa", "", "\"label_ids\": ["),
];

#[test]
fn bash_runs_the_lines_that_it_completes() -> Result<(), rexpect::error::Error> {
    let home = Home::new();
    let _ = home.run(&["--sandbox", "fields"]).ok();
    let mut bash = start_shell(&home, "bash", &["--norc", "--noprofile", "-i"], "");
    for (typed, rest, output) in COMPLETED {
        complete(&mut bash, typed, rest)?;
        bash.exp_string(output)?;
    }
    // Candidates without a common prefix are listed, and the line does not change.
    bash.send("deals -n list --status open,\t\t")?;
    bash.flush()?;
    bash.exp_string("open,won")?;
    bash.send_line("won")?;
    bash.exp_string("status=open,won")?;
    // An interactive bash ignores SIGTERM.
    bash.send_line("exit")?;
    bash.exp_eof().map(drop)
}

#[test]
fn zsh_completes_and_keeps_the_order_of_stages() -> Result<(), rexpect::error::Error> {
    if !is_installed("zsh") {
        return Ok(());
    }
    let home = Home::new();
    let _ = home.run(&["--sandbox", "fields"]).ok();
    let mut zsh = start_shell(&home, "zsh", &["-f", "-i"], "autoload -U compinit; compinit -u;");
    for (typed, rest, output) in COMPLETED {
        complete(&mut zsh, typed, rest)?;
        zsh.exp_string(output)?;
    }
    zsh.send("deals list --stage \t\t")?;
    zsh.flush()?;
    for stage in ["Lead in ", "Qualified ", "Proposal ", "Negotiation ", "Contacted ", "Survey "] {
        zsh.exp_string(&format!("\n{stage}"))?;
    }
    // The first one closes the menu, the second one clears the line.
    for _ in 0..2 {
        zsh.send_control('c')?;
        sleep(Duration::from_millis(500));
    }
    zsh.send_line("exit")?;
    zsh.exp_eof().map(drop)
}

#[test]
fn fish_runs_the_lines_that_it_completes() -> Result<(), rexpect::error::Error> {
    if !is_installed("fish") {
        return Ok(());
    }
    let home = Home::new();
    let _ = home.run(&["--sandbox", "fields"]).ok();
    let mut fish = start_shell(&home, "fish", &["--no-config", "-i"], "");
    for (typed, rest, output) in COMPLETED {
        complete(&mut fish, typed, rest)?;
        fish.exp_string(output)?;
    }
    fish.send_line("exit")?;
    fish.exp_eof().map(drop)
}

/// Whether a shell is installed; reports it if its test is skipped.
#[expect(clippy::print_stderr, reason = "a skipped test has no other way to report it")]
fn is_installed(shell: &str) -> bool {
    let is_installed = std::process::Command::new(shell).arg("--version").output().is_ok();
    if !is_installed {
        eprintln!("{shell} is not installed: its test is skipped");
    }
    is_installed
}
