//! `deals watch`: an event for each changed field, in order, at least once, with a stable ID,
//! across errors, signals and kills.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Maximum time to wait for an event.
const TIMEOUT: Duration = Duration::from_secs(30);

struct Account {
    home: Home,
    sandbox: Sandbox,
}

/// A running watch.
struct Watch {
    child: Child,
    out: Option<Receiver<String>>,
    err: Receiver<String>,
}

impl Account {
    fn new(deals: usize) -> Account {
        Account { home: Home::new(), sandbox: Sandbox::start(World::with_deals(deals)).unwrap() }
    }

    fn run(&self, args: &[&str]) {
        let mut command = self.home.command(args);
        let command = command.env("DEALS_BASE_URL", self.sandbox.url()).env("DEALS_JOURNAL", "off");
        let _ = Output::from_output(command.output().unwrap()).ok();
    }

    /// Starts a watch, and waits until it has read all deals or has continued an earlier one.
    fn watch(&self, flags: &[&str]) -> Watch {
        let watch = self.start(flags);
        watch.wait_for(&["watching ", "continuing from", "nothing was read"]);
        watch
    }

    fn start(&self, flags: &[&str]) -> Watch {
        let args = [&["watch", "--every", "1s", "--retries", "0"], flags].concat();
        let mut child = self
            .home
            .command(&args)
            .env("DEALS_BASE_URL", self.sandbox.url())
            .env("PIPEDRIVE_API_TOKEN", "secret")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = read_lines(child.stdout.take().unwrap());
        let err = read_lines(child.stderr.take().unwrap());
        Watch { child, out: Some(out), err }
    }

    fn state_files(&self) -> Vec<PathBuf> {
        let dir = self.home.path().join("data/deals/watch");
        let entries = std::fs::read_dir(dir).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|end| end == "db")).collect()
    }

    /// Waits until the only running watch has seen all changes.
    fn wait_for_poll(&self) {
        let calls = self.sandbox.world().calls();
        let started = Instant::now();
        // The first poll may have started before the changes.
        while self.sandbox.world().calls() < calls + 2 {
            assert!(started.elapsed() < TIMEOUT, "no poll");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn read_lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                // The pipe is closed.
                return;
            }
        }
    });
    lines
}

impl Watch {
    /// The next events.
    fn events(&self, count: usize) -> Vec<Value> {
        let line = |_| {
            let line = self.out.as_ref().unwrap().recv_timeout(TIMEOUT);
            let line =
                line.unwrap_or_else(|_| panic!("{:?}", self.err.try_iter().collect::<Vec<_>>()));
            serde_json::from_str(&line).unwrap()
        };
        (0..count).map(line).collect()
    }

    /// Waits for a message with one of these texts.
    fn wait_for(&self, texts: &[&str]) -> String {
        loop {
            let line = self.err.recv_timeout(TIMEOUT).unwrap_or_else(|_| panic!("no {texts:?}"));
            if texts.iter().any(|text| line.contains(text)) {
                return line;
            }
        }
    }

    /// Sends a signal, and returns the exit code, the events that were not read, and the messages.
    fn stop(mut self, signal: Signal) -> (Option<i32>, Vec<Value>, String) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        self.end()
    }

    fn end(&mut self) -> (Option<i32>, Vec<Value>, String) {
        let started = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            assert!(started.elapsed() < TIMEOUT, "the watch goes on");
            thread::sleep(Duration::from_millis(10));
        };
        let rest = self.out.iter().flatten();
        let rest = rest.map(|line| serde_json::from_str(&line).unwrap()).collect();
        (code, rest, self.err.iter().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The deal and a text such as `stage 2 → 4` for each event.
fn describe(events: &[Value]) -> Vec<String> {
    let describe = |event: &Value| {
        let [deal, from, to] = ["deal", "from", "to"].map(|key| event[key].to_string());
        let kind = event["kind"].as_str().unwrap();
        match event["field"].as_str() {
            Some(field) => format!("{deal} {kind} {field} {from} {to}"),
            None => format!("{deal} {kind}"),
        }
    };
    events.iter().map(describe).collect()
}

#[test]
fn each_changed_field_is_an_event() {
    let account = Account::new(20);
    let watch = account.watch(&[]);
    account.run(&["update", "1", "--value", "99", "--title", "Slate roof", "-q"]);
    account.run(&["move", "2", "Negotiation", "-q"]);
    account.run(&["win", "3", "-q"]);
    account.run(&["create", "New roof", "-q"]);
    let mut events = watch.events(5);
    account.run(&["lose", "2", "--reason", "Price", "-q"]);
    account.run(&["delete", "4", "--yes", "-q"]);
    events.extend(watch.events(3));
    assert_eq!(
        describe(&events)[..3],
        [
            r#"1 changed title "Copper roof" "Slate roof""#,
            "1 changed value 12500.0 99.0",
            "2 stage stage_id 2 4"
        ]
    );
    let created = events[4]["deal"].as_u64().unwrap();
    assert_eq!(
        describe(&events)[3..],
        [
            r#"3 won status "open" "won""#.to_owned(),
            format!("{created} created"),
            r#"2 changed lost_reason null "Price""#.to_owned(),
            r#"2 lost status "open" "lost""#.to_owned(),
            "4 deleted is_deleted false true".to_owned(),
        ]
    );
    let won = &events[3];
    assert_eq!((&won["title"], &won["value"]), (&json!("Garden wall"), &json!(4200.0)));
    assert_eq!((&won["currency"], &won["field_name"]), (&json!("EUR"), &json!("Status")));
    let (code, rest, err) = watch.stop(Signal::INT);
    assert_eq!((code, rest), (Some(130), vec![]), "{err}");
    // Without --since-last, no state is kept.
    let cache = std::fs::read_dir(account.home.path().join("cache/deals")).unwrap();
    let left =
        cache.flatten().filter(|entry| entry.file_name().to_str().unwrap().contains("watch-"));
    assert_eq!((account.state_files().len(), left.count()), (0, 0));
}

#[test]
fn a_watch_continues_where_the_last_one_stopped() {
    let account = Account::new(20);
    let watch = account.watch(&["--since-last"]);
    account.run(&["update", "1", "--value", "99", "-q"]);
    let first = watch.events(1);
    let (code, rest, err) = watch.stop(Signal::TERM);
    assert_eq!((code, rest), (Some(143), vec![]), "{err}");
    // Created and deleted in between, archived, and changed twice.
    account.run(&["create", "Short", "-q"]);
    let short = *account.sandbox.world().deal_ids().iter().max().unwrap();
    account.run(&["delete", &short.to_string(), "--yes", "-q"]);
    account.run(&["archive", "5", "--yes", "-q"]);
    account.run(&["update", "1", "--value", "100", "-q"]);
    account.run(&["update", "1", "--value", "101", "-q"]);
    let watch = account.watch(&["--since-last"]);
    let events = watch.events(4);
    assert_eq!(
        describe(&events),
        [
            format!("{short} created"),
            format!("{short} deleted is_deleted null true"),
            "5 archived is_archived false true".to_owned(),
            "1 changed value 99.0 101.0".to_owned(),
        ]
    );
    assert!(!events.contains(&first[0]));
    // Only one watch may run for the same conditions.
    let mut second = account.start(&["--since-last"]);
    let (code, _, err) = second.end();
    assert_eq!(code, Some(7));
    assert!(err.contains("in use") && err.contains("running already"), "{err}");
    let other = account.watch(&["--since-last", "--where", "status=won"]);
    account.run(&["win", "3", "-q"]);
    assert_eq!(describe(&other.events(1)), [r#"3 won status "open" "won""#]);
    assert_eq!(describe(&watch.events(1)), [r#"3 won status "open" "won""#]);
    let times: Vec<Value> = events.iter().map(|event| event["time"].clone()).collect();
    assert!(times.is_sorted_by(|one, other| one.as_str() <= other.as_str()), "{times:?}");
    assert_eq!(account.state_files().len(), 2);
}

#[test]
fn an_event_is_repeated_after_its_command_was_killed() {
    let account = Account::new(20);
    let log = account.home.path().join("log");
    let log = log.to_str().unwrap();
    let slow = format!("cat >> {log}; echo \"token: $PIPEDRIVE_API_TOKEN\" >> {log}; sleep 60");
    let mut watch = account.watch(&["--since-last", "--exec", &slow]);
    account.run(&["update", "1", "--value", "99", "-q"]);
    account.run(&["update", "2", "--value", "98", "-q"]);
    let first = watch.events(1);
    let started = Instant::now();
    while !std::fs::read_to_string(log).is_ok_and(|text| text.contains("token:")) {
        assert!(started.elapsed() < TIMEOUT);
        thread::sleep(Duration::from_millis(10));
    }
    watch.child.kill().unwrap();
    // The command continues, and keeps stderr open.
    let rest: Vec<String> = watch.out.iter().flatten().collect();
    assert_eq!(rest, Vec::<String>::new(), "one command at a time");
    // A command that fails is reported, and its event is delivered.
    let watch = account.watch(&["--since-last", "--exec", &format!("cat >> {log}; exit 3")]);
    let events = watch.events(2);
    assert_eq!((&events[0], &events[1]["deal"]), (&first[0], &json!(2)));
    for event in &events {
        let line = watch.wait_for(&["--exec failed"]);
        let id = event["id"].as_str().unwrap();
        assert_eq!(line, format!("event {id}: --exec failed (exit status: 3)"));
    }
    account.run(&["update", "3", "--value", "97", "-q"]);
    assert_eq!(watch.events(1)[0]["deal"], 3);
    watch.wait_for(&["--exec failed"]);
    let text = std::fs::read_to_string(log).unwrap();
    let deals: Vec<Value> = text
        .lines()
        .filter_map(|line| Some(serde_json::from_str::<Value>(line).ok()?["deal"].clone()))
        .collect();
    assert_eq!(deals, [1, 1, 2, 3]);
    assert!(text.contains("token: \n"), "{text}");
}

#[test]
fn conditions_apply_before_and_after_a_change() {
    let account = Account::new(20);
    let watch = account.watch(&["--where", "value>=10000", "--where", "status=open"]);
    // 1 has 12,500, 2 has 8,000.
    account.run(&["update", "2", "--title", "Small", "-q"]);
    account.wait_for_poll();
    account.run(&["update", "2", "--value", "11000", "-q"]);
    account.run(&["update", "1", "--value", "500", "-q"]);
    assert_eq!(
        describe(&watch.events(3)),
        ["2 changed value 8000.0 11000.0", "1 changed value 12500.0 500.0", "1 left"]
    );
    account.run(&["update", "1", "--value", "600", "-q"]);
    account.wait_for_poll();
    account.run(&["win", "2", "-q"]);
    assert_eq!(describe(&watch.events(2)), [r#"2 won status "open" "won""#, "2 left"]);
}

#[test]
fn a_watch_continues_after_an_outage_and_reports_it() {
    let account = Account::new(20);
    let watch = account.watch(&[]);
    account
        .sandbox
        .world()
        .faults(vec!["GET#1=502".parse().unwrap(), "GET#2=drop".parse().unwrap()]);
    let line = watch.wait_for(&["trying again"]);
    assert!(line.contains("502"), "{line}");
    account.run(&["update", "1", "--value", "99", "-q"]);
    assert_eq!(describe(&watch.events(1)), ["1 changed value 12500.0 99.0"]);
    let line = watch.wait_for(&["connected again"]);
    assert!(line.contains("nothing was read since "), "{line}");
    account.run(&["update", "1", "--value", "98", "-q"]);
    assert_eq!(describe(&watch.events(1)), ["1 changed value 99.0 98.0"]);
}

#[test]
fn a_partly_failed_poll_loses_and_repeats_no_event() {
    let account = Account::new(560);
    let watch = account.watch(&["--since-last"]);
    let _ = watch.stop(Signal::TERM);
    account.run(&[
        "update",
        "--where",
        "probability!=41",
        "--max",
        "1000",
        "--probability",
        "41",
        "--yes",
        "-q",
    ]);
    let world = account.sandbox.world();
    let is_changed = |id: &u64| world.deal(*id).unwrap()["probability"] == 41;
    let expected = world.deal_ids().iter().filter(|id| is_changed(id)).count();
    drop(world);
    assert!(expected > 500, "{expected}");
    // The first page is received, the second one is not.
    let calls = account.sandbox.world().calls();
    let watch = account.start(&["--since-last"]);
    while account.sandbox.world().calls() == calls {
        thread::sleep(Duration::from_millis(1));
    }
    account.sandbox.world().faults(vec!["GET#2=502".parse().unwrap()]);
    let events = watch.events(expected);
    let mut deals: Vec<u64> = events.iter().map(|event| event["deal"].as_u64().unwrap()).collect();
    deals.sort_unstable();
    deals.dedup();
    assert_eq!(deals.len(), expected);
    watch.wait_for(&["connected again"]);
    let (_, rest, _) = watch.stop(Signal::TERM);
    assert_eq!(rest, Vec::<Value>::new());
}

#[test]
fn a_deal_that_is_no_longer_visible_is_reported_as_left() {
    let account = Account::new(20);
    let watch = account.watch(&["--since-last"]);
    let _ = watch.stop(Signal::TERM);
    let database = Connection::open(&account.state_files()[0]).unwrap();
    let invisible = r#"replace(record, '"id":1,', '"id":900,')"#;
    database
        .execute_batch(&format!(
            "INSERT INTO deals (id, record) SELECT 900, {invisible} FROM deals WHERE id = 1;
             UPDATE watch_times SET at = '2020-01-01T00:00:00Z' WHERE name = 'full';"
        ))
        .unwrap();
    drop(database);
    account.run(&["update", "1", "--value", "99", "-q"]);
    let watch = account.watch(&["--since-last"]);
    let mut events = describe(&watch.events(2));
    events.sort();
    assert_eq!(events, ["1 changed value 12500.0 99.0", "900 left"]);
    account.run(&["update", "1", "--value", "98", "-q"]);
    assert_eq!(describe(&watch.events(1)), ["1 changed value 99.0 98.0"]);
}

#[test]
fn the_last_poll_reads_archived_deals() {
    let account = Account::new(20);
    let mut watch = account.watch(&["--until", "+6s"]);
    account.run(&["archive", "5", "--yes", "-q"]);
    assert_eq!(describe(&watch.events(1)), ["5 archived is_archived false true"]);
    let (code, _, err) = watch.end();
    assert_eq!(code, Some(0), "{err}");
}

#[test]
fn a_watch_stops_at_its_limits() {
    let account = Account::new(20);
    let mut watch = account.watch(&["--until", "+2s"]);
    let (code, _, err) = watch.end();
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("stopped at the time of --until: 0 events"), "{err}");
    let mut watch = account.start(&["--max-tokens", "120"]);
    let (code, _, err) = watch.end();
    assert_eq!(code, Some(6), "{err}");
    // A reader that closes the pipe.
    let mut watch = account.watch(&[]);
    watch.out = None;
    account.run(&["update", "1", "--value", "99", "-q"]);
    account.run(&["update", "1", "--value", "98", "-q"]);
    // The thread that reads stdout ends after the first line.
    let started = Instant::now();
    let code = loop {
        if let Some(status) = watch.child.try_wait().unwrap() {
            break status.code();
        }
        assert!(started.elapsed() < TIMEOUT);
        account.run(&["update", "2", "--value", &started.elapsed().as_millis().to_string(), "-q"]);
        thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(code, Some(0), "{:?}", watch.err.iter().collect::<Vec<_>>());
    // The budget of the day.
    let watch = account.watch(&[]);
    account.sandbox.world().budget(Some(0));
    let mut watch = watch;
    let (code, _, err) = watch.end();
    assert_eq!(code, Some(6), "{err}");
}

#[test]
fn lines_have_names() {
    let account = Account::new(20);
    let watch = account.watch(&["-o", "table"]);
    account.run(&["move", "2", "Negotiation", "-q"]);
    account.run(&["win", "3", "-q"]);
    let line = || watch.out.as_ref().unwrap().recv_timeout(TIMEOUT).unwrap();
    let rest = |line: String| line.split_once("  ").unwrap().1.to_owned();
    assert_eq!(rest(line()), "2 Harbour lights: Stage Qualified → Negotiation");
    assert_eq!(rest(line()), "3 Garden wall: won, 4,200 EUR");
    let watch =
        account.watch(&["-o", "ndjson", "--jq", "select(.kind == \"lost\") | .title", "-r"]);
    account.run(&["update", "3", "--value", "1", "-q"]);
    account.run(&["lose", "1", "-q"]);
    assert_eq!(watch.out.as_ref().unwrap().recv_timeout(TIMEOUT).unwrap(), "Copper roof");
}
