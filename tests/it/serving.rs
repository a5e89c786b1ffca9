//! `deals sandbox serve`: its start date and its account.

use super::support::{Home, Output};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A sandbox in its own process.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(home: &Home, args: &[&str]) -> Server {
        let args = [&["sandbox", "serve", "--deals", "5"], args].concat();
        let mut child = home.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Server { child, url: url.trim().to_owned() }
    }

    /// Stops this server and starts another one on the same port.
    fn restart(self, home: &Home) -> Server {
        let port = self.url.rsplit(':').next().unwrap().to_owned();
        drop(self);
        Server::start(home, &["--port", &port])
    }

    fn run(&self, home: &Home, args: &[&str]) -> Output {
        Output::from_output(home.command(args).env("DEALS_BASE_URL", &self.url).output().unwrap())
    }

    fn company(&self, home: &Home) -> u64 {
        let me = self.run(home, &["api", "GET", "/api/v1/users/me", "-o", "json"]).json();
        me["data"]["company_id"].as_u64().unwrap()
    }

    /// The expected close date and the add time of deal 1.
    fn dates(&self, home: &Home) -> (String, String) {
        let deal = self.run(home, &["get", "1", "-o", "json"]).json();
        let text = |key: &str| deal[key].as_str().unwrap().to_owned();
        (text("expected_close_date"), text("add_time"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn starts_on_the_requested_day() {
    let home = Home::new();
    let fixed = Server::start(&home, &["--today", "2026-11-02"]).dates(&home);
    assert_eq!(fixed.0, "2026-12-02");
    let later = Server::start(&home, &["--today", "2027-11-02"]).dates(&home);
    assert_eq!(later.0, "2027-12-02");
    assert_eq!(later.1[10..], fixed.1[10..], "the time of day stays");
    let real = Server::start(&home, &[]);
    let new = real.run(&home, &["create", "New", "-o", "json"]).json();
    let (today, now) = (new["add_time"].as_str().unwrap(), jiff::Timestamp::now().to_string());
    assert_eq!(today[..10], now[..10]);
    for wrong in ["2026-13-01", "20261102", "tomorrow", "1066-10-14"] {
        let output = home.run(&["sandbox", "serve", "--today", wrong]);
        assert_eq!(output.code, Some(2), "{}", output.err);
        assert!(output.err.contains("real or a date"), "{}", output.err);
    }
}

#[test]
fn restarted_sandbox_is_a_new_account() {
    let home = Home::new();
    let one = Server::start(&home, &[]);
    let _ = one.run(&home, &["create", "Of the first", "-q"]).ok();
    assert!(one.run(&home, &["log"]).ok().contains("Of the first"));
    let first = one.company(&home);
    let other = one.restart(&home);
    assert_ne!(other.company(&home), first);
    // The base URL is the same, but no data of the earlier sandbox is used.
    let _ = other.run(&home, &["create", "Of the second", "-q"]).ok();
    let log = other.run(&home, &["log"]).ok();
    assert!(log.contains("Of the second") && !log.contains("Of the first"), "{log}");
    let journals = std::fs::read_dir(home.path().join("data/deals/journal")).unwrap();
    let names = journals.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.ends_with(".ndjson")).count(), 2);
}

#[test]
fn reset_sandbox_has_a_new_journal() {
    let home = Home::new();
    let log = || home.run(&["--sandbox", "log"]).ok();
    let _ = home.run(&["--sandbox", "create", "Of the first", "-q"]).ok();
    let _ = home.run(&["--sandbox", "create", "Also of it", "-q"]).ok();
    assert!(log().contains("Of the first") && log().contains("Also of it"));
    let _ = home.run(&["sandbox", "reset"]).ok();
    let _ = home.run(&["--sandbox", "create", "Of the second", "-q"]).ok();
    assert!(log().contains("Of the second") && !log().contains("Of the first"), "{}", log());
}

#[test]
fn state_file_keeps_start_date_and_account() {
    let home = Home::new();
    let file = home.path().join("state.ndjson");
    let state = ["--state", file.to_str().unwrap()];
    let start = |more: &[&str]| {
        let server = Server::start(&home, &[&state[..], more].concat());
        (server.company(&home), server.dates(&home))
    };
    let first = start(&["--today", "2025-03-04"]);
    assert_eq!(first, start(&["--today", "2030-01-01"]));
    std::fs::remove_file(&file).unwrap();
    assert_ne!(first, start(&[]));
}
