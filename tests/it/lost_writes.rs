//! Bulk writes with lost responses: they are verified together, with few requests, and reported in
//! input order.

use super::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};

/// A home with warm caches and a sandbox. Each run sets different titles.
struct Bulk {
    home: Home,
    sandbox: Sandbox,
    runs: u32,
}

/// The output of a run, and its number of requests.
struct Counted {
    output: Output,
    requests: usize,
}

impl Bulk {
    fn new() -> Bulk {
        let (home, sandbox) = (Home::new(), Sandbox::start(World::with_deals(200)).unwrap());
        let _ = home.at(&sandbox, &["create", "fills the caches"]).ok();
        Bulk { home, sandbox, runs: 0 }
    }

    fn run(&self, args: &[&str], fault: Option<&str>) -> Counted {
        let faults = fault.iter().map(|fault| fault.parse().unwrap()).collect();
        self.sandbox.world().faults(faults);
        let before = self.sandbox.world().calls();
        let output = self.home.at(&self.sandbox, args);
        Counted { output, requests: self.sandbox.world().calls() - before }
    }

    /// The first `count` deals that can be changed, in reverse order.
    fn deals(&self, count: usize) -> Vec<u64> {
        let world = self.sandbox.world();
        let is_live = |id: &u64| {
            let deal = world.deal(*id).unwrap();
            ["is_archived", "is_deleted"].iter().all(|key| deal[*key] == json!(false))
        };
        let mut deals: Vec<u64> =
            world.deal_ids().into_iter().filter(is_live).take(count).collect();
        deals.reverse();
        deals
    }

    /// Updates this many deals.
    fn update(&mut self, deals: usize, fault: Option<&str>, flags: &[&str]) -> Counted {
        self.runs += 1;
        let title = format!("title {}", self.runs);
        let ids: Vec<String> = self.deals(deals).iter().map(u64::to_string).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let same = ["--title", &title, "--yes", "-o", "ndjson"];
        self.run(&[&["update"], &ids[..], &same, flags].concat(), fault)
    }
}

impl Counted {
    fn ids(&self) -> Vec<u64> {
        let id = |line| serde_json::from_str::<Value>(line).unwrap()["id"].as_u64().unwrap();
        self.output.out.lines().map(id).collect()
    }

    /// The results of all deals in the JSON error.
    fn deals(&self) -> Value {
        let error = self.output.err.lines().find(|line| line.starts_with("{\"error\"")).unwrap();
        serde_json::from_str::<Value>(error).unwrap()["error"]["deals"].clone()
    }

    fn unknown(&self) -> Vec<u64> {
        let deals = self.deals();
        let name = |end: &Value| end["name"].as_str().unwrap().parse().unwrap();
        deals["unknown"].as_array().unwrap().iter().map(name).collect()
    }
}

#[test]
fn verifies_all_lost_updates_with_one_request_per_round() {
    let mut bulk = Bulk::new();
    let whole = bulk.update(20, None, &[]);
    assert_eq!(whole.output.code, Some(0), "{}", whole.output.err);
    let found = bulk.update(20, Some("PATCH#1+=drop-after"), &[]);
    assert_eq!(found.output.code, Some(0), "{}", found.output.err);
    assert_eq!(found.requests - whole.requests, 1, "{}", found.output.err);
    assert_eq!(found.ids(), bulk.deals(20), "in the order of the input");

    let lost = bulk.update(20, Some("PATCH#1+=drop"), &[]);
    assert_eq!(lost.output.code, Some(7), "{}", lost.output.err);
    assert_eq!(lost.requests - whole.requests, 4, "one for each round");
    assert_eq!((lost.unknown(), lost.ids()), (bulk.deals(20), vec![]));

    // Only some are lost, and they were applied: the run continues.
    let some = bulk.update(20, Some("PATCH#7=drop-after"), &[]);
    assert_eq!((some.output.code, some.ids()), (Some(0), bulk.deals(20)), "{}", some.output.err);
    let some = bulk.update(20, Some("PATCH#7=drop"), &[]);
    // Eight requests are in flight, so the seventh request may be for another deal than the seventh.
    let unknown = some.unknown();
    assert_eq!((some.output.code, unknown.len()), (Some(7), 1), "{}", some.output.err);
    let others: Vec<u64> = bulk.deals(20).into_iter().filter(|id| !unknown.contains(id)).collect();
    assert_eq!((some.ids(), some.deals()["not_tried"].clone()), (others, json!([])));
}

#[test]
fn sends_at_most_twenty_writes_to_a_service_that_does_not_respond() {
    let mut bulk = Bulk::new();
    let whole = bulk.update(120, None, &[]);
    let found = bulk.update(120, Some("PATCH#1+=drop-after"), &[]);
    assert_eq!(
        (found.output.code, found.ids()),
        (Some(0), bulk.deals(120)),
        "{}",
        found.output.err
    );
    assert_eq!(found.requests - whole.requests, 6, "one for each twenty");
    let lost = bulk.update(120, Some("PATCH#1+=drop"), &[]);
    assert_eq!((lost.output.code, lost.unknown().len()), (Some(7), 20), "{}", lost.output.err);
    assert_eq!(lost.deals()["not_tried"].as_array().unwrap().len(), 100);
}

#[test]
fn stops_at_the_first_lost_write_without_a_journal() {
    let bulk = Bulk::new();
    bulk.sandbox.world().faults(vec!["PATCH#2+=drop-after".parse().unwrap()]);
    let mut command = bulk.home.command(&["win", "1", "2", "3", "4", "--yes"]);
    let command = command.env("DEALS_BASE_URL", bulk.sandbox.url()).env("DEALS_JOURNAL", "off");
    let output = Output::from_output(command.output().unwrap());
    let lost = Counted { output, requests: 0 };
    assert_eq!((lost.output.code, lost.unknown()), (Some(7), vec![2]), "{}", lost.output.err);
    assert_eq!(lost.deals()["not_tried"], json!(["3", "4"]));
}

#[test]
fn verifies_other_kinds_of_writes_together() {
    let bulk = Bulk::new();
    let deals: Vec<String> = bulk.deals(36).iter().map(u64::to_string).collect();
    let new_deal = || {
        let made = bulk.run(&["create", "Bell tower", "-o", "ndjson"], None);
        made.ids()[0].to_string()
    };
    let line = |command: &str, deals: &[String], last: &[&str]| -> Vec<String> {
        let command = command.split(' ').map(String::from);
        let last = last.iter().map(|word| (*word).to_owned());
        command.chain(deals.iter().cloned()).chain(last).collect()
    };
    let follow = || line("followers add", &[new_deal()], &["2", "3", "4"]);
    // A run without faults, a run that loses all writes, the number of writes, and the requests of the
    // checks: for copies, the originals are read too.
    let cases = [
        (
            line("delete", &deals[..15], &["--yes"]),
            line("delete", &deals[15..30], &["--yes"]),
            "DELETE#1+=drop-after",
            (15, 1),
        ),
        (
            line("duplicate", &deals[30..33], &["--yes"]),
            line("duplicate", &deals[33..], &["--yes"]),
            "POST#1+=drop-after",
            (3, 4),
        ),
        (follow(), follow(), "POST#1+=drop-after", (3, 1)),
    ];
    for (whole, lost, fault, (writes, looks)) in cases {
        let run = |args: &[String], fault| {
            bulk.run(&args.iter().map(String::as_str).collect::<Vec<_>>(), fault)
        };
        let whole = run(&whole, None);
        assert_eq!(whole.output.code, Some(0), "{}", whole.output.err);
        let changes = bulk.sandbox.world().changes();
        let found = run(&lost, Some(fault));
        assert_eq!(found.output.code, Some(0), "{lost:?}: {}", found.output.err);
        assert_eq!(found.requests - whole.requests, looks, "{lost:?}: {}", found.output.err);
        let changes = bulk.sandbox.world().changes() - changes;
        assert_eq!(changes, writes, "{lost:?}: none is sent twice");
    }
}

#[test]
fn checks_respect_max_tokens() {
    let mut bulk = Bulk::new();
    let whole = bulk.update(20, None, &["-v"]);
    let tokens = whole.output.err.lines().last().unwrap().rsplit(", ").next().unwrap().to_owned();
    let tokens = tokens.split(' ').next().unwrap().to_owned();
    let lost = bulk.update(20, Some("PATCH#1+=drop-after"), &["--max-tokens", &tokens]);
    assert_eq!(lost.output.code, Some(7), "{}", lost.output.err);
    assert_eq!(lost.requests, whole.requests, "no look");
    assert_eq!(lost.unknown(), bulk.deals(20));
    assert!(lost.output.err.contains("--max-tokens"), "{}", lost.output.err);
    let checked = bulk.run(&["log", "--check"], None);
    assert_eq!(checked.output.code, Some(0), "{}", checked.output.err);
    assert_eq!(checked.requests, 1, "one look for all");
}
