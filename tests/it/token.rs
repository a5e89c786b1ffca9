//! Where the token comes from: a command that prints it, the environment, the profile.

use super::support::{Home, Output, sandbox_with};
use std::fs;
use std::io::Write;
use std::process::Stdio;

/// A home with a profile whose token comes from this command.
fn home_with(base: &str, command: &str) -> Home {
    let home = Home::new();
    for (key, value) in [("base_url", base), ("token_command", command)] {
        let _ = home.run(&["config", "set", key, value]).ok();
    }
    home
}

#[test]
fn a_token_command_leaves_stdin_to_the_command_line() {
    let sandbox = sandbox_with(5);
    for command in ["cat >/dev/null; echo sesame42", "read x; echo sesame42"] {
        let home = home_with(&sandbox.url(), command);
        let mut update = home.command(&["update", "-", "--title", "x", "--yes", "-o", "ndjson"]);
        let mut child = update
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"1\n2\n3\n").unwrap();
        let ran = Output::from_output(child.wait_with_output().unwrap());
        assert_eq!(ran.ok().lines().count(), 3, "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_token_command_that_others_could_have_written_is_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox_with(5);
    let home = home_with(&sandbox.url(), "touch \"$HOME/ran\"; echo sesame42");
    let file = home.path().join("config/deals/config.toml");
    for (mode, is_run) in [(0o620, false), (0o602, false), (0o666, false), (0o644, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let ran = home.run(&["get", "1", "-o", "table"]);
        assert_eq!(home.path().join("ran").exists(), is_run, "{mode:o}");
        if !is_run {
            assert_eq!(ran.code, Some(3), "{}", ran.err);
            assert!(ran.err.contains("others can write to it\nhint: "), "{}", ran.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_token_command_may_ask_at_the_terminal() {
    use super::terminal::{CTRL_C, Terminal};
    let sandbox = sandbox_with(5);
    // As ssh and gpg do: without an echo, which only the foreground may turn off.
    let command = "exec 3<>/dev/tty; stty -echo <&3; printf 'PIN ' >&3; read pin <&3; \
                   stty echo <&3; test \"$pin\" = 1234 && echo sesame42";
    let home = home_with(&sandbox.url(), command);
    let get = || {
        Terminal::start_with_size(
            &home,
            (80, 24),
            &[],
            &["get", "1", "--fields", "id", "-o", "ndjson"],
        )
    };
    let mut terminal = get();
    terminal.sees("PIN ");
    terminal.press("1234\r");
    assert_eq!(terminal.ends(), (Some(0), "{\"id\":1}\n".to_owned()));
    let mut terminal = get();
    terminal.sees("PIN ");
    terminal.press(CTRL_C);
    assert_eq!(terminal.ends().0, Some(130));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8_is_an_error_that_names_it() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let sandbox = sandbox_with(5);
    let home = home_with(&sandbox.url(), "echo sesame42");
    let help = home.run(&["help", "environment"]).ok();
    let words = help.split(|c: char| !c.is_alphanumeric() && c != '_');
    let variables =
        words.filter(|word| word.starts_with("DEALS_") || word.starts_with("PIPEDRIVE_"));
    let variables: std::collections::BTreeSet<&str> = variables.collect();
    assert!(variables.len() >= 6, "{variables:?}");
    for name in variables {
        let mut command = home.command(&["delete", "1", "--yes", "-o", "table"]);
        let ran =
            Output::from_output(command.env(name, OsStr::from_bytes(b"caf\xe9")).output().unwrap());
        assert_eq!(ran.code, Some(2), "{name}: {}", ran.err);
        let says = format!("deals: the environment variable {name} is not valid UTF-8\n");
        assert!(ran.err.starts_with(&says), "{name}: {}", ran.err);
        // A flag does not make it better.
        let mut command = home.command(&["config", "list", "-o", "json", "--profile", "default"]);
        let ran =
            Output::from_output(command.env(name, OsStr::from_bytes(b"\xff")).output().unwrap());
        assert_eq!(ran.code, Some(2), "{name}: {}", ran.err);
    }
    assert_eq!(sandbox.world().calls(), 0);
}

#[test]
fn a_profile_that_is_not_there_is_an_error_whatever_else_is_set() {
    let sandbox = sandbox_with(5);
    let home = home_with(&sandbox.url(), "echo sesame42");
    let _ = home.run(&["config", "set", "max_tokens", "1", "--profile", "prod"]).ok();
    let token = ("PIPEDRIVE_API_TOKEN", "x".to_owned());
    let address = ("DEALS_BASE_URL", sandbox.url());
    let yes = ("DEALS_SANDBOX", "1".to_owned());
    for env in [vec![], vec![token.clone()], vec![token, address], vec![yes]] {
        for args in [
            &["get", "1"][..],
            &["delete", "1", "--yes"],
            &["delete", "1", "--dry-run"],
            &["auth", "status"],
            &["config", "list"],
            &["config", "get", "output"],
        ] {
            let by_flag = home.command(&[args, &["--profile", "prdo"]].concat());
            let mut by_variable = home.command(args);
            by_variable.env("DEALS_PROFILE", "prdo");
            for mut command in [by_flag, by_variable] {
                command.env("DEALS_OUTPUT", "table").envs(env.iter().cloned());
                let ran = Output::from_output(command.output().unwrap());
                assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{args:?}: {}", ran.err);
                assert!(ran.err.contains("did you mean `prod`"), "{args:?}: {}", ran.err);
            }
        }
    }
    assert_eq!(sandbox.world().calls(), 0);
    // What makes a profile need not find it.
    let _ = home.run(&["config", "set", "output", "json", "--profile", "fresh"]).ok();
    let ran = home.run(&["config", "get", "output", "--profile", "fresh"]);
    assert_eq!(ran.ok(), "json\n");
}
