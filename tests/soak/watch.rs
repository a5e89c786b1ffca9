//! A watch during minutes of changes, with server errors and a kill -9: each change is reported at least
//! once, in order, with a stable ID.

use crate::kill::{draw, read_seed};
use crate::support::Home;
use deals::sandbox::{Sandbox, World};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

const SECONDS: &str = "DEALS_SOAK_SECONDS";
const DEFAULT_SECONDS: u64 = 600;
/// Enough deals that none is changed twice between two polls.
const DEALS: usize = 400;
/// Maximum pause between two changes.
const MAX_PAUSE: Duration = Duration::from_millis(500);
/// The injected faults, each at a fraction of the duration.
const FAULTS: [(f64, &str); 3] = [(0.2, "GET#1=502"), (0.4, "GET#1=drop"), (0.6, "GET#1=cut")];
const KILL_AT: f64 = 0.8;
/// Maximum delay of the last events.
const REST: Duration = Duration::from_secs(20);

struct Soak {
    home: Home,
    sandbox: Sandbox,
    /// The output of each watch.
    outputs: Vec<PathBuf>,
    /// The time of --until, which ends a watch even if the test fails.
    until: String,
}

impl Soak {
    /// Changes the value of a deal, without other requests, so that faults hit only the watch.
    fn set_value(&self, deal: u64, value: u64) {
        let host = self.sandbox.url();
        let host = host.strip_prefix("http://").unwrap();
        let body = format!("{{\"value\":{value}}}");
        let request = format!(
            "PATCH /api/v2/deals/{deal} HTTP/1.1\r\nhost: {host}\r\nx-api-token: any\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    }

    fn start(&mut self) -> Child {
        let name = format!("events-{}", self.outputs.len());
        self.outputs.push(self.home.path().join(&name));
        let file = File::create(self.home.path().join(&name)).unwrap();
        let err = File::create(self.home.path().join(format!("{name}.err"))).unwrap();
        let args =
            ["watch", "--every", "1s", "--since-last", "--retries", "0", "--until", &self.until];
        let mut command = self.home.command(&args);
        let command = command.env("DEALS_BASE_URL", self.sandbox.url());
        let child = command.stdout(file).stderr(err).spawn().unwrap();
        let started = Instant::now();
        let has_started = |text: &str| {
            ["watching ", "continuing ", "nothing was read"]
                .iter()
                .any(|begin| text.contains(begin))
        };
        while !has_started(&self.messages()) {
            assert!(started.elapsed() < REST, "{}", self.messages());
            thread::sleep(Duration::from_millis(20));
        }
        child
    }

    /// The messages of the running watch.
    fn messages(&self) -> String {
        let file = self.outputs.last().unwrap().with_extension("err");
        std::fs::read_to_string(file).unwrap()
    }

    /// The events so far. The last line of a watch that was killed may be incomplete.
    fn events(&self) -> Vec<Value> {
        let texts = self.outputs.iter().map(|file| std::fs::read_to_string(file).unwrap());
        let lines = |text: String| -> Vec<Value> {
            let whole = text.rfind('\n').map_or(0, |end| end + 1);
            text[..whole].lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        texts.flat_map(lines).collect()
    }
}

/// Parses an event: the deal and its new value.
fn change(event: &Value) -> (u64, u64) {
    (event["deal"].as_u64().unwrap(), event["to"].as_f64().unwrap() as u64)
}

#[test]
#[ignore = "takes minutes; run by .ci/watch"]
fn a_watch_delivers_each_change() {
    let seed = read_seed();
    let seconds = std::env::var(SECONDS).map_or(DEFAULT_SECONDS, |text| text.parse().unwrap());
    let length = Duration::from_secs(seconds);
    println!("{seconds} s with the seed {seed}");
    let sandbox = Sandbox::start(World::with_deals(DEALS)).unwrap();
    let world = sandbox.world();
    let is_live = |id: &u64| {
        let deal = world.deal(*id).unwrap();
        ["is_archived", "is_deleted"].iter().all(|key| deal[*key] == false)
    };
    let deals: Vec<u64> = world.deal_ids().into_iter().filter(is_live).collect();
    drop(world);
    let mut soak = Soak {
        home: Home::new(),
        sandbox,
        outputs: Vec::new(),
        until: format!("+{}s", seconds + 120),
    };
    let mut watch = soak.start();
    let began = Instant::now();
    let at = |part: f64| began + length.mul_f64(part);
    let (mut faults, mut is_killed) = (FAULTS.into_iter().peekable(), false);
    let (mut number, mut changes): (u64, Vec<(u64, u64)>) = (0, Vec::new());
    while Instant::now() < began + length {
        number += 1;
        let deal = deals[number as usize % deals.len()];
        soak.set_value(deal, 1_000_000 + number);
        changes.push((deal, 1_000_000 + number));
        if faults.next_if(|(part, _)| Instant::now() >= at(*part)).is_some_and(|(_, fault)| {
            soak.sandbox.world().faults(vec![fault.parse().unwrap()]);
            true
        }) {
            println!("a fault after {} changes", changes.len());
        }
        if !is_killed && Instant::now() >= at(KILL_AT) {
            is_killed = true;
            watch.kill().unwrap();
            watch.wait().unwrap();
            println!("killed after {} changes and {} events", changes.len(), soak.events().len());
            watch = soak.start();
        }
        thread::sleep(MAX_PAUSE.mul_f64(draw(seed, [number, 0, 0])));
    }
    assert!(is_killed && faults.next().is_none(), "too short");
    let last = *changes.last().unwrap();
    let ended = Instant::now();
    while !soak.events().iter().any(|event| change(event) == last) && ended.elapsed() < REST {
        thread::sleep(Duration::from_millis(100));
    }
    let status = watch.try_wait().unwrap();
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert_eq!(status, None, "the watch has ended: {}", soak.messages());
    let events = soak.events();
    let (mut seen, mut first) = (HashMap::new(), Vec::new());
    for event in &events {
        let id = event["id"].as_str().unwrap();
        match seen.insert(id, event) {
            None => first.push(event),
            Some(before) => assert_eq!(before, event, "an ID of two events"),
        }
    }
    let found: Vec<(u64, u64)> = first.iter().map(|event| change(event)).collect();
    let known: HashSet<(u64, u64)> = found.iter().copied().collect();
    let missing: Vec<_> = changes.iter().filter(|change| !known.contains(change)).collect();
    println!(
        "{} changes, {} events, {} repeated",
        changes.len(),
        first.len(),
        events.len() - first.len()
    );
    assert!(missing.is_empty(), "missing: {missing:?}\n{}", soak.messages());
    assert_eq!(found, changes, "not in order, or other events");
    let outages = soak.outputs.iter().map(|file| {
        let text = std::fs::read_to_string(file.with_extension("err")).unwrap();
        text.matches("connected again").count()
    });
    assert_eq!(outages.sum::<usize>(), FAULTS.len(), "errors that the watch has met");
}
