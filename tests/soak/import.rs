//! Imports that are killed at random moments, and imports with lost or late responses. Afterwards every
//! row has exactly one deal and a result.

use crate::HORIZON;
use crate::kill::{draw, read_seed};
use crate::proxy::{Proxy, Write};
use crate::support::{Home, Output};
use deals::sandbox::{Sandbox, World};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const ROWS: usize = 5_000;
/// Number of equal rows at the end.
const TWINS: usize = 50;
const KILLS: u64 = 10;
/// Maximum number of writes before a run is killed, and the time to wait for them.
const MOST_WRITES: f64 = 600.0;
const LONGEST_RUN: Duration = Duration::from_secs(30);
/// Maximum delay of a write to the sandbox, and of its response.
const LONGEST_WAY: Duration = Duration::from_millis(15);
const TIMEOUT: Duration = Duration::from_secs(1);
/// Maximum number of runs until all outcomes are known.
const MAX_RUNS: usize = 6;

struct Desk {
    home: Home,
    sandbox: Sandbox,
    proxy: Proxy,
    path: String,
}

impl Desk {
    fn new(handle: impl Fn(Write) -> std::io::Result<()> + Send + Sync + 'static) -> Desk {
        let sandbox = Sandbox::start(World::with_deals(60)).unwrap();
        let proxy = Proxy::new(&sandbox.url(), handle);
        let home = Home::new();
        let path = home.path().join("leads.csv").to_str().unwrap().to_owned();
        let rows: String = (0..ROWS).map(|row| format!("{},{row},EUR\n", title(row))).collect();
        std::fs::write(&path, format!("Title,Value,Currency\n{rows}")).unwrap();
        Desk { home, sandbox, proxy, path }
    }

    fn import(&self) -> Command {
        let timeout = TIMEOUT.as_secs().to_string();
        let mut command = self.home.command(&[
            "import",
            &self.path,
            "--yes",
            "--timeout",
            &timeout,
            "-o",
            "json",
        ]);
        command.env("DEALS_BASE_URL", &self.proxy.url);
        command
    }

    /// Runs the import until every outcome is known.
    fn finish(&self) {
        for run in 0..MAX_RUNS {
            let ran = Output::from_output(self.import().output().unwrap());
            let last =
                ran.err.lines().find(|line| line.contains("leads.csv: ")).unwrap_or_default();
            println!("run {run}: exit code {:?}: {last}", ran.code);
            if ran.code == Some(0) {
                return;
            }
            assert!([Some(7), Some(8)].contains(&ran.code), "{}", ran.err);
            thread::sleep(HORIZON);
        }
        panic!("rows are left after {MAX_RUNS} runs");
    }

    /// Compares the rows with the deals of the sandbox, and with the result file.
    fn check(&self) {
        let world = self.sandbox.world();
        let titles: BTreeMap<u64, String> = world
            .deal_ids()
            .into_iter()
            .map(|id| (id, world.deal(id).unwrap()["title"].as_str().unwrap().to_owned()))
            .filter(|(_, title)| title.starts_with("Imported "))
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        titles.values().for_each(|title| *counts.entry(title).or_default() += 1);
        let expected = |title: &str| if title == "Imported twin" { TWINS } else { 1 };
        let wrong: Vec<_> =
            counts.iter().filter(|(title, count)| **count != expected(title)).collect();
        assert!(wrong.is_empty(), "created more or less often than once: {wrong:?}");
        assert_eq!(titles.len(), ROWS);
        let results = std::fs::read_to_string(format!("{}.result.csv", self.path)).unwrap();
        let mut csv = csv::Reader::from_reader(results.as_bytes());
        let mut deals = Vec::new();
        for (row, result) in csv.records().enumerate() {
            let result = result.unwrap();
            let deal: u64 = result[4].parse().unwrap();
            assert_eq!((&result[0], &result[3]), (title(row).as_str(), "done"), "{result:?}");
            assert_eq!(titles[&deal], title(row), "{result:?}");
            deals.push(deal);
        }
        deals.sort_unstable();
        deals.dedup();
        assert_eq!(deals.len(), ROWS, "a row without a deal of its own");
    }
}

fn title(row: usize) -> String {
    if row < ROWS - TWINS { format!("Imported {row}") } else { "Imported twin".to_owned() }
}

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, in a build with a short horizon"
)]
fn a_killed_import_continues() {
    let seed = read_seed();
    println!(
        "{KILLS} kills with the seed {seed}; again: DEALS_SOAK_SEED={seed} .ci/journal killed_import"
    );
    let desk = Desk::new(move |mut write: Write| {
        let way = |what| LONGEST_WAY.mul_f64(draw(seed, [97, write.n as u64, what]));
        let (there, back) = (way(1), way(2));
        thread::sleep(there);
        let response = write.commit()?;
        thread::sleep(back);
        write.respond(&response)
    });
    let mut interrupted = 0;
    for kill in 0..KILLS {
        let mut child = desk.import().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let writes = desk.proxy.received() + (MOST_WRITES * draw(seed, [96, kill, 0])) as usize;
        let began = Instant::now();
        while desk.proxy.received() < writes && began.elapsed() < LONGEST_RUN {
            thread::sleep(Duration::from_millis(1));
        }
        interrupted += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    println!("{interrupted} runs were interrupted; {} writes sent", desk.proxy.received());
    assert_eq!(interrupted, KILLS as usize, "a run ended before it was killed");
    desk.finish();
    desk.check();
}

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, in a build with a short horizon"
)]
fn lost_and_late_responses_create_nothing_twice() {
    let desk = Desk::new(|mut write: Write| {
        let response = write.commit()?;
        match write.n % 50 {
            0 => write.reset(),
            25 => {
                thread::sleep(TIMEOUT + TIMEOUT / 2);
                // The client has closed the connection.
                let _ = write.respond(&response);
            }
            _ => write.respond(&response)?,
        }
        Ok(())
    });
    desk.finish();
    desk.check();
}
