//! Writes to stdout and stderr: errors, closed pipes, and the only module that prints.

use super::support::{Home, Output, sandbox_with, sources};
use std::path::Path;

/// A write error is an error; a closed pipe is not.
#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_an_error_and_closed_pipe_is_not() {
    use std::process::{Command, Stdio};
    let (sandbox, home) = (sandbox_with(50), Home::new());
    for line in [
        "--help",
        "--version",
        "-h",
        "list --help",
        "followers add -h",
        "help",
        "help list",
        "help exit-codes",
        "completions bash",
        "man",
        "config path",
        "api --list",
        "list",
        "list -o table",
        "list -o csv",
        "get 1",
        "list --jq .[0].id",
        "list --dry-run",
    ] {
        let run = |stdout: Stdio| {
            let mut command = home.command(&line.split(' ').collect::<Vec<_>>());
            Output::from_output(
                command.env("DEALS_BASE_URL", sandbox.url()).stdout(stdout).output().unwrap(),
            )
        };
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = run(full.into());
        assert_eq!(output.code, Some(1), "{line}: {}", output.err);
        assert!(
            output.err.contains("cannot write to stdout: No space left"),
            "{line}: {}",
            output.err
        );
        let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        let output = run(pipe.into());
        assert_eq!(output.code, Some(0), "{line}: {}", output.err);
        assert!(!output.err.contains("error"), "{line}: {}", output.err);
    }
}

/// Only `stdio.rs` prints, except prompts and the progress display.
#[test]
fn only_stdio_writes_to_stdout_and_stderr() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed = [
        ("io::stdout()", ".is_terminal()", &["ui/stdio.rs"][..]),
        // The editor draws on the terminal.
        (
            "io::stderr()",
            ".is_terminal()",
            &["ui/stdio.rs", "ui/input_writer.rs", "interactive/editor.rs"],
        ),
        ("Term::stdout()", "", &["app/print.rs", "ui/stdio.rs"]),
        (
            "Term::stderr()",
            "",
            &[
                "app/mod.rs",
                "app/print.rs",
                "cli/mod.rs",
                "commands/edit.rs",
                "interactive/deal_form/card.rs",
                "interactive/deal_form/mod.rs",
                "interactive/deal_form/failed.rs",
                "ui/keyboard.rs",
                "ui/stdio.rs",
            ],
        ),
        // The board draws its screen.
        ("buffered_stderr()", "", &["ui/screen.rs", "interactive/board/screen.rs"]),
        ("ProgressDrawTarget::stderr()", "", &["ui/progress.rs"]),
    ];
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&src).unwrap().to_str().unwrap();
        for (call, but, files) in allowed {
            let calls =
                text.split(call).skip(1).filter(|rest| but.is_empty() || !rest.starts_with(but));
            assert!(files.contains(&name) || calls.count() == 0, "{name} uses {call}");
        }
    }
}

/// Lines are wrapped at spaces: a longer line would be broken by the terminal.
#[cfg(unix)]
#[test]
fn an_error_is_wrapped_on_a_terminal_only() {
    use super::terminal::Terminal;
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("DEALS_OUTPUT", "table")];
    let args = ["list", "--updated-since", "someday"];
    let piped = Output::from_output(home.command(&args).envs(env).output().unwrap()).err;
    assert_eq!(piped.lines().count(), 2, "{piped}");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for columns in [80, 40] {
        let mut asked = Terminal::start_with_size(&home, (columns, 24), &env, &args);
        asked.wait_for("-3mo, -1y");
        let screen = asked.screen();
        assert_eq!(words(&screen), words(&piped), "{screen}");
        assert!(screen.lines().all(|line| line.chars().count() <= columns.into()), "{screen}");
        let mut hint = screen.trim_end().lines().skip_while(|line| !line.starts_with("hint: "));
        assert!(hint.next().is_some() && hint.all(|line| line.starts_with("      ")), "{screen}");
        assert!(screen.contains("\"2026-01-31 10:20\"") && screen.lines().count() > 2, "{screen}");
    }
}
