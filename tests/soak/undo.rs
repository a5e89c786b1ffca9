//! Runs on many deals that are killed at random moments. Their undo restores every changed deal
//! and changes no other.

use crate::HORIZON;
use crate::kill::{draw, read_seed};
use crate::proxy::{Proxy, Write};
use crate::support::Home;
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

const KILLS: u64 = 20;
const DEALS: usize = 300;
/// Maximum delay of a write to the sandbox, and of its response.
const LONGEST_WAY: Duration = Duration::from_millis(40);

/// Every deal, without the times that the service sets itself.
fn snapshot(sandbox: &Sandbox) -> BTreeMap<u64, Value> {
    let world = sandbox.world();
    let deal = |id| {
        let mut deal: Value = world.deal(id)?;
        deal.as_object_mut()?.remove("update_time");
        Some((id, deal))
    };
    world.deal_ids().into_iter().filter_map(deal).collect()
}

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, in a build with a short horizon"
)]
fn undo_restores_every_deal_of_a_killed_run() {
    let seed = read_seed();
    let sandbox = Sandbox::start(World::with_deals(DEALS)).unwrap();
    let proxy = Proxy::new(&sandbox.url(), move |mut write: Write| {
        let way = |what| LONGEST_WAY.mul_f64(draw(seed, [99, write.n as u64, what]));
        let (there, back) = (way(1), way(2));
        thread::sleep(there);
        let response = write.commit()?;
        thread::sleep(back);
        write.respond(&response)
    });
    let home = Home::new();
    let command = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("DEALS_BASE_URL", &proxy.url);
        command
    };
    let run = |args: &[&str]| crate::support::Output::from_output(command(args).output().unwrap());
    let start = snapshot(&sandbox);
    let is_live =
        |deal: &&Value| ["is_archived", "is_deleted"].iter().all(|key| deal[*key] == json!(false));
    let ids: Vec<String> =
        start.values().filter(is_live).map(|deal| deal["id"].to_string()).collect();
    let update = |value: &str| {
        let mut child = command(&["update", "-", "--probability", value, "--yes", "-q"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(ids.join("\n").as_bytes()).unwrap();
        child
    };
    let newest = || run(&["log", "--limit", "1", "-o", "json"]).json()[0]["entry"].to_string();
    let began = Instant::now();
    assert!(update("1").wait().unwrap().success());
    let length = began.elapsed();
    assert_eq!(run(&["undo", &newest(), "--yes", "-q"]).code, Some(0));
    assert_eq!(snapshot(&sandbox), start, "an undisturbed run");
    let (mut changed, mut faults) = (Vec::new(), Vec::new());
    for kill in 0..KILLS {
        let before = newest();
        let mut child = update(&format!("{}", kill + 2));
        thread::sleep(length.mul_f64(draw(seed, [98, kill, 0])));
        child.kill().unwrap();
        child.wait().unwrap();
        // Waits for requests in flight.
        thread::sleep(LONGEST_WAY * 3);
        let now = snapshot(&sandbox);
        changed.push(now.iter().filter(|(id, deal)| start[id] != **deal).count());
        let entry = newest();
        if entry == before {
            // The run was killed before it wrote to the journal.
            assert_eq!(now, start);
            continue;
        }
        thread::sleep(HORIZON);
        let _ = run(&["log", "--check"]);
        let undone = run(&["undo", &entry, "--yes", "-q"]);
        let after = snapshot(&sandbox);
        let wrong: Vec<&u64> =
            after.iter().filter(|(id, deal)| start[id] != **deal).map(|(id, _)| id).collect();
        if undone.code != Some(0) || !wrong.is_empty() {
            faults.push(format!("kill {kill}: {:?} {wrong:?} {}", undone.code, undone.err));
        }
    }
    println!("deals changed when the run was killed: {changed:?} of {}", ids.len());
    assert!(faults.is_empty(), "seed {seed}:\n{}", faults.join("\n"));
    let partly = changed.iter().filter(|count| (1..ids.len()).contains(count)).count();
    assert!(partly >= 5, "the moments are not spread: {changed:?}");
}
