//! Files on disk: settings and sandbox state. Corrupt files are reported and kept, and concurrent
//! processes lose no data.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use std::collections::HashSet;
use std::fs;

#[test]
fn concurrent_processes_share_the_sandbox() {
    let home = Home::new();
    let children: Vec<_> = (0..12)
        .map(|n| {
            let mut command = home.command(&[
                "--sandbox",
                "create",
                &format!("Deal of process {n}"),
                "--fields",
                "id",
                "-o",
                "ndjson",
            ]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let ids: HashSet<String> = children
        .into_iter()
        .map(|child| Output::from_output(child.wait_with_output().unwrap()).ok())
        .collect();
    assert_eq!(ids.len(), 12);
    let found = home.run(&["--sandbox", "search", "Deal of process", "-o", "json"]).json();
    assert_eq!(found.as_array().unwrap().len(), 12);
}

#[test]
fn reports_a_corrupt_sandbox_and_resets_it() {
    let home = Home::new();
    let _ = home.run(&["--sandbox", "create", "Kept"]).ok();
    let state = home.path().join("data/deals/sandbox.ndjson");
    let broken = fs::read_to_string(&state).unwrap().replace("Kept", "Kept\" oops");
    fs::write(&state, &broken).unwrap();
    let output = home.run(&["--sandbox", "list", "-o", "table"]);
    assert_eq!((output.code, output.out.as_str()), (Some(2), ""));
    assert!(
        output.err.contains("sandbox.ndjson")
            && output.err.contains("line 2")
            && output.err.contains("deals sandbox reset"),
        "{}",
        output.err
    );
    assert_eq!(fs::read_to_string(&state).unwrap(), broken);
    let _ = home.run(&["sandbox", "reset"]).ok();
    assert_eq!(fs::read_to_string(state.with_extension("ndjson.old")).unwrap(), broken);
    let _ = home.run(&["--sandbox", "list"]).ok();
}

#[test]
fn reports_the_position_of_a_syntax_error_in_the_settings() {
    let home = Home::new();
    let file = home.path().join("config/deals/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "[profiles.a]\noutput = csv\n").unwrap();
    for args in [
        &["--sandbox", "list", "-o", "table"][..],
        &["config", "set", "output", "json", "-o", "table"],
    ] {
        let output = home.run(args);
        assert_eq!((output.code, output.out.as_str()), (Some(2), ""));
        assert!(output.err.contains("config.toml, line 2, column 10: "), "{}", output.err);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "[profiles.a]\noutput = csv\n");
}

#[test]
fn login_stores_the_token_with_mode_600() {
    use std::io::Write;
    let sandbox = Sandbox::start(World::seed()).unwrap();
    let home = Home::new();
    let login = |token: &str| {
        let mut command = home.command(&["auth", "login", "--profile", "here"]);
        command.env("DEALS_BASE_URL", sandbox.url()).env("DEALS_OUTPUT", "table");
        let mut child = command
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
        Output::from_output(child.wait_with_output().unwrap())
    };
    let refused = login("invalid\n");
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(!home.path().join("config/deals/config.toml").exists());
    let welcome = login("sesame42\n");
    assert!(
        welcome.err.contains("logged in as ") && !welcome.err.contains("sesame42"),
        "{}",
        welcome.err
    );
    let _ = welcome.ok();

    let status = home.run(&["auth", "status", "-o", "json"]).json();
    assert_eq!(
        (&status[0]["profile"], &status[0]["token"]),
        (&"here".into(), &"settings file".into())
    );
    assert_eq!(home.run(&["list", "--limit", "1", "-q"]).json().as_array().unwrap().len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = home.path().join("config/deals/config.toml");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let output = home.run(&["list", "-o", "table"]);
        assert_eq!((output.code, output.out.as_str()), (Some(3), ""));
        assert!(output.err.contains("chmod 600"), "{}", output.err);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    // The token is not sent to another host.
    let output = home.run(&["--base-url", "https://example.com", "list", "-o", "table"]);
    assert_eq!(output.code, Some(3));
    assert!(output.err.contains("is not sent to https://example.com"), "{}", output.err);
    let _ = home.run(&["auth", "logout"]).ok();
    assert!(
        !fs::read_to_string(home.path().join("config/deals/config.toml"))
            .unwrap()
            .contains("sesame42")
    );
}

#[test]
fn reads_the_token_from_a_command() {
    let sandbox = Sandbox::start(World::seed()).unwrap();
    let home = Home::new();
    for (key, value) in
        [("base_url", sandbox.url()), ("token_command", "echo sesame42; echo more".into())]
    {
        let _ = home.run(&["config", "set", key, &value]).ok();
    }
    assert_eq!(home.run(&["list", "--limit", "1", "-q"]).json().as_array().unwrap().len(), 1);
    let _ = home.run(&["config", "set", "token_command", "exit 3"]).ok();
    let output = home.run(&["list", "-o", "table"]);
    assert_eq!(output.code, Some(3));
    assert!(output.err.contains("token_command `exit 3` failed"), "{}", output.err);
}

#[test]
fn reset_selects_the_kind_of_company() {
    let home = Home::new();
    let custom = |args: &[&str]| {
        let args = [&["--sandbox"], args, &["-o", "json"]].concat();
        home.run(&args).json().to_string().contains("48f49808ade3e1bc48258fca7e2c121cec3bebbf")
    };
    assert!(custom(&["fields"]) && custom(&["get", "1"]));
    let reset = ["sandbox", "reset", "--company", "plain", "--play", "restore=refused"];
    let _ = home.run(&reset).ok();
    // The cache of the other company is not used.
    assert!(!custom(&["fields"]) && !custom(&["get", "1"]));
    let _ = home.run(&["--sandbox", "delete", "1", "--yes"]).ok();
    let output = home.run(&["--sandbox", "update", "1", "--deleted=false"]);
    assert_eq!(output.code, Some(5), "{}", output.err);
    // The state file has the setup: it applies until the next reset.
    let list = home.run(&["--sandbox", "list", "--ids", "1", "-o", "ndjson"]).ok();
    assert_eq!(list, "");
    let _ = home.run(&["sandbox", "reset"]).ok();
    assert!(custom(&["fields"]) && custom(&["get", "1"]));
}
