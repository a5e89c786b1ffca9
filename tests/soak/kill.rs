//! Kills runs at random moments. Afterwards the journal must match the sandbox: no deal is missing
//! or created twice.

use crate::HORIZON;
use crate::proxy::{Proxy, Write};
use crate::support::{Home, at_once};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Number of homes in parallel, and of kills in each.
const LANES: u64 = 8;
const KILLS: u64 = 25;
/// Writes before the first kill.
const UNDISTURBED: usize = 2;
/// Maximum delay of a request to the sandbox, and of its response.
const MAX_DELAY: Duration = Duration::from_millis(250);
/// Share of writes that are dropped before the sandbox.
const LOST_SHARE: f64 = 0.25;
/// The sandbox clock advances a second per change; the clock of a service advances with ours.
const CLOCK_STEP: Duration = Duration::from_secs(1);
/// Interval of kills after which the journal is checked at once, while the write may be in
/// progress.
const CHECK_EVERY: u64 = 5;
const SEED: &str = "DEALS_SOAK_SEED";

/// A pseudo-random number between 0 and 1 (SplitMix64).
pub fn draw(seed: u64, what: [u64; 3]) -> f64 {
    let mut bits = seed;
    for number in what {
        bits = bits.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
    }
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

/// The seed of the environment, or one from the clock.
pub fn read_seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().expect("the seed is a number"),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64,
    }
}

/// A home, its sandbox, and a proxy that delays writes.
struct Lane {
    seed: u64,
    number: u64,
    home: Home,
    sandbox: Sandbox,
    proxy: Proxy,
    /// Deals to change, one per kill.
    deals: Vec<u64>,
}

/// A write that may have been killed.
struct Attempt {
    title: String,
    /// The deal that is changed; `None` for a create.
    deal: Option<u64>,
    was_killed: bool,
}

impl Lane {
    fn new(seed: u64, number: u64) -> Lane {
        let sandbox = Sandbox::start(World::with_deals(60)).unwrap();
        let proxy = Proxy::new(&sandbox.url(), move |mut write: Write| {
            let draw = |what| draw(seed, [number, write.n as u64, what]);
            let (way, way_back) = (MAX_DELAY.mul_f64(draw(11)), MAX_DELAY.mul_f64(draw(12)));
            let is_lost = write.n >= UNDISTURBED && draw(13) < LOST_SHARE;
            thread::sleep(way);
            let response = if is_lost { None } else { Some(write.commit()?) };
            thread::sleep(way_back);
            match response {
                Some(response) => write.respond(&response)?,
                None => write.reset(),
            }
            Ok(())
        });
        let world = sandbox.world();
        let is_live = |id: &u64| {
            let deal = world.deal(*id).unwrap();
            ["is_archived", "is_deleted"].iter().all(|key| deal[*key] == json!(false))
        };
        let deals: Vec<u64> = world.deal_ids().into_iter().filter(is_live).collect();
        drop(world);
        Lane { seed, number, home: Home::new(), sandbox, proxy, deals }
    }

    fn run(&self, args: &[&str]) -> crate::support::Output {
        let mut command = self.home.command(args);
        let output = command.env("DEALS_BASE_URL", &self.proxy.url).output().unwrap();
        crate::support::Output::from_output(output)
    }

    /// Runs a write, and kills it after a random share of `length`.
    fn attempt(&self, kill: u64, length: Duration) -> Attempt {
        let title = format!("kill {} {kill}", self.number);
        let deal = (kill % 2 == 1).then(|| self.deals[kill as usize]);
        let id = deal.map(|id| id.to_string());
        let args = match &id {
            Some(id) => vec!["update", id, "--title", &title],
            None => vec!["create", &title],
        };
        let mut child = self
            .home
            .command(&args)
            .env("DEALS_BASE_URL", &self.proxy.url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(length.mul_f64(draw(self.seed, [self.number, kill, 0])));
        let was_killed = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        Attempt { title, deal, was_killed }
    }

    /// Kills many runs; returns the faults found, and the number of each kind of end.
    fn play(&self) -> (Vec<String>, BTreeMap<String, u32>) {
        // Fills the caches, and measures the length of a run.
        let _ = self.run(&["create", "the first"]).ok();
        let start = Instant::now();
        let _ = self.run(&["create", "the second"]).ok();
        let length = start.elapsed().mul_f64(1.1);
        let mut attempts = Vec::new();
        for kill in 0..KILLS {
            let start = Instant::now();
            attempts.push(self.attempt(kill, length));
            if kill % CHECK_EVERY == 0 {
                let _ = self.run(&["log", "--check"]);
            }
            thread::sleep(CLOCK_STEP.saturating_sub(start.elapsed()));
        }
        thread::sleep(HORIZON);
        let checked = self.run(&["log", "--check"]);
        let mut faults = Vec::new();
        if checked.code != Some(0) {
            faults.push(format!("lane {}: {}", self.number, checked.err));
        }
        let log = self.run(&["log", "--limit", "999", "-o", "json"]).json();
        let mut ends = BTreeMap::new();
        for attempt in &attempts {
            let (end, fault) = self.verify(attempt, log.as_array().unwrap());
            *ends.entry(end).or_default() += 1;
            faults.extend(fault);
        }
        (faults, ends)
    }

    /// Compares an attempt with the sandbox and the journal; returns how it ended, and a fault if
    /// there is one.
    fn verify(&self, attempt: &Attempt, log: &[Value]) -> (String, Option<String>) {
        let Attempt { title, deal, was_killed } = attempt;
        let world = self.sandbox.world();
        let titled: Vec<u64> = world
            .deal_ids()
            .into_iter()
            .filter(|id| world.deal(*id).unwrap()["title"] == **title)
            .collect();
        let what = match deal {
            Some(deal) => format!("update deal {deal} (title)"),
            None => format!("create deal \"{title}\""),
        };
        let entries: Vec<&Value> = log.iter().filter(|row| row["what"] == *what).collect();
        let state = match entries[..] {
            [] => "not in the journal",
            [entry] => entry["state"].as_str().unwrap(),
            _ => "in the journal more than once",
        };
        let end = format!("{}, {state}", if *was_killed { "killed" } else { "finished" });
        let is_right = match (titled.len(), state) {
            (0, "not in the journal" | "not tried" | "not done") => true,
            (1, "done") => {
                let id = titled[0].to_string();
                entries[0]["deals"] == *id && deal.is_none_or(|deal| deal == titled[0])
            }
            _ => false,
        };
        let fault =
            format!("{title} ({what}): the sandbox has {titled:?}, the journal {entries:?}");
        (end, (!is_right).then_some(fault))
    }
}

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, in a build with a short horizon"
)]
fn killed_runs_are_logged() {
    let seed = read_seed();
    println!("{} kills with the seed {seed}; again: {SEED}={seed} .ci/journal", LANES * KILLS);
    let (faults, ends) = (Mutex::new(Vec::new()), Mutex::new(BTreeMap::<String, u32>::new()));
    at_once(LANES as usize, 0..LANES, |number| {
        let (wrong, counts) = Lane::new(seed, number).play();
        faults.lock().unwrap().extend(wrong);
        for (end, count) in counts {
            *ends.lock().unwrap().entry(end).or_default() += count;
        }
    });
    let (faults, ends) = (faults.into_inner().unwrap(), ends.into_inner().unwrap());
    println!("{ends:#?}");
    assert!(faults.is_empty(), "seed {seed}, {} faults:\n{}", faults.len(), faults.join("\n"));
    for end in ["killed, done", "killed, not done", "killed, not in the journal"] {
        assert!(ends.contains_key(end), "no run was {end}: the moments are not spread, {ends:?}");
    }
}
