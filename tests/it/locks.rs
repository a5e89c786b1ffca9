//! Another process holds a lock and does not let go of it: the wait is announced, ended by Ctrl-C,
//! and never for ever. What can be done without the lock is done.

use super::support::{Home, Output, sandbox_with};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Locks a file as another process does, until it is dropped.
fn hold(path: &Path) -> File {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::options().create(true).append(true).open(path).unwrap();
    // Waits: a child of another test may hold a copy for a moment, until it has started.
    file.lock().unwrap();
    file
}

fn spawn(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for its end, which must come within that time.
#[track_caller]
fn wait_at_most(mut child: Child, limit: Duration) -> std::process::Output {
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > limit {
            child.kill().unwrap();
            panic!("still running after {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

/// The lock, and a run that needs it.
fn lock_holders(home: &Home) -> [(PathBuf, Command); 3] {
    [
        (
            home.path().join("config/deals/config.lock"),
            home.command(&["config", "set", "output", "json"]),
        ),
        (
            home.path().join("data/deals/sandbox.ndjson.lock"),
            home.command(&["--sandbox", "win", "1", "-o", "table"]),
        ),
        (home.path().join("data/deals/sandbox.ndjson.lock"), home.command(&["sandbox", "reset"])),
    ]
}

#[test]
fn a_run_goes_on_when_the_lock_is_free_again() {
    let home = Home::new();
    for (path, command) in lock_holders(&home) {
        let held = hold(&path);
        // What is not there any more holds nothing, whatever the file says.
        fs::write(&path, "999999999").unwrap();
        let child = spawn(command);
        std::thread::sleep(Duration::from_millis(1300));
        drop(held);
        let ran = Output::from_output(wait_at_most(child, Duration::from_secs(10)));
        let announced =
            format!("waiting for the lock on {}, held by another process\n", path.display());
        assert!(ran.err.starts_with(&announced), "{}", ran.err);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
    }
    assert!(
        fs::read_to_string(home.path().join("config/deals/config.toml")).unwrap().contains("json")
    );
}

#[cfg(unix)]
#[test]
fn the_process_that_holds_a_lock_is_named_and_a_short_wait_is_not_announced() {
    let home = Home::new();
    for (path, mut command) in lock_holders(&home) {
        let held = hold(&path);
        let id = std::process::id().to_string();
        fs::write(&path, &id).unwrap();
        let child = spawn(command);
        std::thread::sleep(Duration::from_millis(1200));
        drop(held);
        let ran = Output::from_output(wait_at_most(child, Duration::from_secs(10)));
        assert!(ran.err.contains(&format!("held by process {id}\n")), "{}", ran.err);
        let held = hold(&path);
        command = lock_holders(&home).into_iter().find(|(known, _)| *known == path).unwrap().1;
        let child = spawn(command);
        std::thread::sleep(Duration::from_millis(300));
        drop(held);
        let ran = Output::from_output(wait_at_most(child, Duration::from_secs(10)));
        assert!(!ran.err.contains("waiting"), "{}", ran.err);
    }
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_wait_at_once_and_leaves_the_lock_in_order() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = sandbox_with(5);
    let home = Home::new();
    // So that there is a folder of the account, with its window.
    let _ = home.at(&sandbox, &["get", "1"]).ok();
    let account = fs::read_dir(home.path().join("cache/deals")).unwrap().next().unwrap().unwrap();
    let mut update = home.command(&["win", "1"]);
    update.env("DEALS_BASE_URL", sandbox.url());
    let changes = sandbox.world().changes();
    let all = lock_holders(&home).into_iter().chain([(account.path().join("pace.json"), update)]);
    for (path, mut command) in all {
        let held = hold(&path);
        for (name, ends) in [("-INT", (Some(130), None)), ("-TERM", (Some(143), None))] {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(400));
            signal(&child, name);
            let output = wait_at_most(child, Duration::from_millis(1500));
            let status = output.status;
            assert_eq!((status.code(), status.signal()), ends, "{} {name}", path.display());
        }
        // Nobody who waited has taken it along.
        drop(held);
        drop(hold(&path));
    }
    assert_eq!(sandbox.world().changes(), changes, "nothing was sent after Ctrl-C");
}

/// Windows lets nobody read or write a file that another process has locked.
#[test]
fn a_lock_is_on_a_file_that_holds_nothing_else() {
    let home = Home::new();
    let runs = [
        ("config/deals/config.toml", ["config", "set", "output", "table"]),
        ("data/deals/sandbox.ndjson", ["--sandbox", "win", "1", "-q"]),
    ];
    for (file, args) in runs {
        let _ = home.run(&args).ok();
        let held = hold(&home.path().join(file));
        let began = Instant::now();
        let ran = home.run(&args);
        assert_eq!(ran.err, "");
        let _ = ran.ok();
        assert!(began.elapsed() < Duration::from_secs(5), "{file}: {:?}", began.elapsed());
        drop(held);
    }
}

#[test]
fn what_is_optional_is_done_without() {
    let (sandbox, home) = (sandbox_with(5), Home::new());
    let _ = home.at(&sandbox, &["get", "1"]).ok();
    let account = fs::read_dir(home.path().join("cache/deals")).unwrap().next().unwrap().unwrap();
    let ledger = hold(&account.path().join("ledger.ndjson"));
    let before = fs::read(account.path().join("ledger.ndjson")).unwrap();
    let began = Instant::now();
    let ran = home.at(&sandbox, &["get", "1", "-o", "json"]);
    assert_eq!(ran.err, "");
    assert_eq!(ran.json()["id"], 1);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert_eq!(fs::read(account.path().join("ledger.ndjson")).unwrap(), before);
    drop(ledger);
}
