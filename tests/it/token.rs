//! Sources of the token: a command, the environment, the profile.

use super::support::{Home, Output, sandbox_with};
use std::fs;
use std::io::Write;
use std::process::Stdio;

/// A home with a profile that has this token command.
fn home_with(base: &str, command: &str) -> Home {
    let home = Home::new();
    for (key, value) in [("base_url", base), ("token_command", command)] {
        let _ = home.run(&["config", "set", key, value]).ok();
    }
    home
}

#[test]
fn token_command_does_not_read_stdin() {
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
        let output = Output::from_output(child.wait_with_output().unwrap());
        assert_eq!(output.ok().lines().count(), 3, "{command}");
    }
}

#[cfg(unix)]
#[test]
fn does_not_run_a_token_command_that_others_can_edit() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox_with(5);
    let home = home_with(&sandbox.url(), "touch \"$HOME/ran\"; echo sesame42");
    let file = home.path().join("config/deals/config.toml");
    for (mode, is_run) in [(0o620, false), (0o602, false), (0o666, false), (0o644, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let output = home.run(&["get", "1", "-o", "table"]);
        assert_eq!(home.path().join("ran").exists(), is_run, "{mode:o}");
        if !is_run {
            assert_eq!(output.code, Some(3), "{}", output.err);
            assert!(output.err.contains("other users can write to it\nhint: "), "{}", output.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn rejects_a_file_with_the_token_of_any_profile_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox_with(5);
    let home = home_with(&sandbox.url(), "touch \"$HOME/ran\"; echo sesame42");
    let file = home.path().join("config/deals/config.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n[profiles.other]\ntoken = \"sesame43\"\n")).unwrap();
    for (mode, is_run) in [(0o644, false), (0o640, false), (0o600, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let output = home.run(&["get", "1", "-o", "table", "--profile", "default"]);
        assert_eq!(home.path().join("ran").exists(), is_run, "{mode:o}: {}", output.err);
        if is_run {
            let _ = output.ok();
        } else {
            assert_eq!(output.code, Some(3), "{}", output.err);
            assert!(output.err.contains("other users can read it\nhint: "), "{}", output.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn token_command_can_prompt_on_the_terminal() {
    use super::terminal::{CTRL_C, Terminal};
    let sandbox = sandbox_with(5);
    // Like ssh and gpg, the command turns echo off, which only a foreground process can do.
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
    terminal.wait_for("PIN ");
    terminal.press("1234\r");
    assert_eq!(terminal.wait_for_end(), (Some(0), "{\"id\":1}\n".to_owned()));
    let mut terminal = get();
    terminal.wait_for("PIN ");
    terminal.press(CTRL_C);
    assert_eq!(terminal.wait_for_end().0, Some(130));
}

#[cfg(unix)]
#[test]
fn rejects_a_variable_that_is_not_utf8() {
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
        let output =
            Output::from_output(command.env(name, OsStr::from_bytes(b"caf\xe9")).output().unwrap());
        assert_eq!(output.code, Some(2), "{name}: {}", output.err);
        let expected = format!("deals: the environment variable {name} is not valid UTF-8\n");
        assert!(output.err.starts_with(&expected), "{name}: {}", output.err);
        // A flag does not override the error.
        let mut command = home.command(&["config", "list", "-o", "json", "--profile", "default"]);
        let output =
            Output::from_output(command.env(name, OsStr::from_bytes(b"\xff")).output().unwrap());
        assert_eq!(output.code, Some(2), "{name}: {}", output.err);
    }
    assert_eq!(sandbox.world().calls(), 0);
}

#[test]
fn rejects_an_unknown_profile() {
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
                let output = Output::from_output(command.output().unwrap());
                assert_eq!(
                    (output.code, output.out.as_str()),
                    (Some(4), ""),
                    "{args:?}: {}",
                    output.err
                );
                assert!(output.err.contains("did you mean `prod`"), "{args:?}: {}", output.err);
            }
        }
    }
    assert_eq!(sandbox.world().calls(), 0);
    // Commands that create a profile do not require it.
    let _ = home.run(&["config", "set", "output", "json", "--profile", "fresh"]).ok();
    let output = home.run(&["config", "get", "output", "--profile", "fresh"]);
    assert_eq!(output.ok(), "json\n");
}
