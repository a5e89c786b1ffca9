//! Exports that are killed repeatedly at random moments: the file equals that of an uninterrupted run.

use crate::kill::{draw, read_seed};
use crate::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use rusqlite::Connection;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Number of deals of a large company, and how many of them have no update_time.
const MANY: usize = 50_000;
const WITHOUT_TIME: usize = 5_000;
const KILLS: u64 = 10;
/// Number of kills before an export may end.
const IN_A_ROW: u64 = 3;

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, as the other tests of killed runs"
)]
fn killed_exports_continue() {
    let seed = read_seed();
    println!("{KILLS} kills with the seed {seed}");
    let mut world = World::with_deals(6_000);
    world.latency(Duration::from_millis(50));
    let (sandbox, home) = (Sandbox::start(world).unwrap(), Home::new());
    let command = |name: &str| -> Command {
        let file = home.path().join(name);
        let mut command = home.command(&["export", "--everything", "--to", file.to_str().unwrap()]);
        command.env("DEALS_BASE_URL", sandbox.url()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    // Fills the caches, and measures the length of a run.
    assert!(command("first.ndjson").status().unwrap().success());
    let began = Instant::now();
    assert!(command("whole.ndjson").status().unwrap().success());
    let length = began.elapsed();
    let read = |name: &str| std::fs::read(home.path().join(name)).unwrap();
    let whole = read("whole.ndjson");
    let (mut faults, mut calls) = (Vec::new(), Vec::new());
    for kill in 0..KILLS {
        let name = format!("{kill}.ndjson");
        let before = sandbox.world().calls();
        for time in 0..=kill % IN_A_ROW {
            let mut child = command(&name).spawn().unwrap();
            thread::sleep(length.mul_f64(draw(seed, [99, kill, time])));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let ran = Output::from_output(command(&name).stderr(Stdio::piped()).output().unwrap());
        calls.push(sandbox.world().calls() - before);
        if ran.code != Some(0) || read(&name) != whole {
            faults.push(format!("kill {kill}: {:?} {}", ran.code, ran.err));
        }
    }
    println!("requests of each export: {calls:?}");
    assert!(faults.is_empty(), "seed {seed}:\n{}", faults.join("\n"));
}

/// The IDs in an export with --everything, those in the company, and the output.
fn export_everything(world: World) -> (Vec<u64>, Vec<u64>, String) {
    let (sandbox, home) = (Sandbox::start(world).unwrap(), Home::new());
    let file = home.path().join("deals.db");
    let args = ["export", "--everything", "--to", file.to_str().unwrap()];
    let ran = home.at(&sandbox, &args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let database = Connection::open(file).unwrap();
    let mut select = database.prepare("SELECT id FROM deals ORDER BY id").unwrap();
    let found = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let expected = sandbox.world().deal_ids();
    (found, expected, ran.err)
}

#[test]
#[cfg_attr(not(deals_short_horizon), ignore = "run by .ci/journal: it is slow")]
fn exports_many_deals_with_equal_and_missing_update_times() {
    let at = "2026-10-01T12:00:00Z".parse().unwrap();
    let mut one = World::with_deals(MANY);
    one.deal_ids().into_iter().for_each(|id| one.set_update_time(id, Some(at)));
    let (found, expected, printed) = export_everything(one);
    assert!(found == expected, "{} of {}: {printed}", found.len(), expected.len());
    assert!(!printed.contains("differs"), "{printed}");
    let mut none = World::with_deals(MANY);
    let ids = none.deal_ids();
    let without = ids.iter().step_by(ids.len() / WITHOUT_TIME);
    without.for_each(|id| none.set_update_time(*id, None));
    let (found, expected, printed) = export_everything(none);
    assert!(found == expected, "{} of {}: {printed}", found.len(), expected.len());
    assert!(printed.contains("differs"), "{printed}");
}
