//! Locks held by another process: the wait is announced, has a timeout, and is ended by Ctrl-C.
//! Optional files are skipped.

use super::support::{Home, Output, sandbox_with};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Locks a file as another process would, until dropped.
fn lock_file(path: &Path) -> File {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::options().create(true).append(true).open(path).unwrap();
    // Waits, since a child process of another test may inherit the file for a moment.
    file.lock().unwrap();
    file
}

fn spawn(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for the process to end; fails after the limit.
#[track_caller]
fn wait_at_most(mut child: Child, limit: Duration) -> std::process::Output {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > limit {
            child.kill().unwrap();
            panic!("still running after {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

/// Releases the lock once the process has announced that it waits, and returns the output.
fn release_when_announced(mut child: Child, held: File) -> Output {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut err = String::new();
    stderr.read_line(&mut err).unwrap();
    drop(held);
    stderr.read_to_string(&mut err).unwrap();
    Output { err, ..Output::from_output(wait_at_most(child, Duration::from_secs(10))) }
}

/// Lock files, and a command that needs each.
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
fn continues_when_the_lock_is_released() {
    let home = Home::new();
    for (path, command) in lock_holders(&home) {
        let held = lock_file(&path);
        // A process that no longer exists is not named.
        fs::write(&path, "999999999").unwrap();
        let output = release_when_announced(spawn(command), held);
        let announced =
            format!("waiting for the lock on {}, held by another process\n", path.display());
        assert!(output.err.starts_with(&announced), "{}", output.err);
        assert_eq!(output.code, Some(0), "{}", output.err);
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
    }
    assert!(
        fs::read_to_string(home.path().join("config/deals/config.toml")).unwrap().contains("json")
    );
}

#[cfg(unix)]
#[test]
fn names_the_lock_holder_after_a_while() {
    let home = Home::new();
    for (path, mut command) in lock_holders(&home) {
        let held = lock_file(&path);
        let id = std::process::id().to_string();
        fs::write(&path, &id).unwrap();
        let output = release_when_announced(spawn(command), held);
        assert!(output.err.contains(&format!("held by process {id}\n")), "{}", output.err);
        let held = lock_file(&path);
        command = lock_holders(&home).into_iter().find(|(known, _)| *known == path).unwrap().1;
        let child = spawn(command);
        std::thread::sleep(Duration::from_millis(300));
        drop(held);
        let output = Output::from_output(wait_at_most(child, Duration::from_secs(10)));
        assert!(!output.err.contains("waiting"), "{}", output.err);
    }
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn signal_ends_the_wait_and_keeps_the_lock() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = sandbox_with(5);
    let home = Home::new();
    // Creates the folder of the account.
    let _ = home.at(&sandbox, &["get", "1"]).ok();
    let account = fs::read_dir(home.path().join("cache/deals")).unwrap().next().unwrap().unwrap();
    let mut update = home.command(&["win", "1"]);
    update.env("DEALS_BASE_URL", sandbox.url());
    let changes = sandbox.world().changes();
    let all = lock_holders(&home).into_iter().chain([(account.path().join("pace.json"), update)]);
    for (path, mut command) in all {
        let held = lock_file(&path);
        for (name, ends) in [("-INT", (Some(130), None)), ("-TERM", (Some(143), None))] {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(400));
            signal(&child, name);
            let output = wait_at_most(child, Duration::from_millis(1500));
            let status = output.status;
            assert_eq!((status.code(), status.signal()), ends, "{} {name}", path.display());
        }
        // The waiting process did not remove the lock.
        drop(held);
        drop(lock_file(&path));
    }
    assert_eq!(sandbox.world().changes(), changes, "nothing was sent after Ctrl-C");
}

/// On Windows a locked file cannot be read or written by other processes, so locks are on separate files.
#[test]
fn locks_separate_files() {
    let home = Home::new();
    let runs = [
        ("config/deals/config.toml", ["config", "set", "output", "table"]),
        ("data/deals/sandbox.ndjson", ["--sandbox", "win", "1", "-q"]),
    ];
    for (file, args) in runs {
        let _ = home.run(&args).ok();
        let held = lock_file(&home.path().join(file));
        let started = Instant::now();
        let output = home.run(&args);
        assert_eq!(output.err, "");
        let _ = output.ok();
        assert!(started.elapsed() < Duration::from_secs(5), "{file}: {:?}", started.elapsed());
        drop(held);
    }
}

#[test]
fn continues_without_optional_files() {
    let (sandbox, home) = (sandbox_with(5), Home::new());
    let _ = home.at(&sandbox, &["get", "1"]).ok();
    let account = fs::read_dir(home.path().join("cache/deals")).unwrap().next().unwrap().unwrap();
    let ledger = lock_file(&account.path().join("ledger.ndjson"));
    let before = fs::read(account.path().join("ledger.ndjson")).unwrap();
    let started = Instant::now();
    let output = home.at(&sandbox, &["get", "1", "-o", "json"]);
    assert_eq!(output.err, "");
    assert_eq!(output.json()["id"], 1);
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert_eq!(fs::read(account.path().join("ledger.ndjson")).unwrap(), before);
    drop(ledger);
}
