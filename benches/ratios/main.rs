//! Compares the program with `curl` and `curl | jq` on the same machine, as ratios. `cargo bench`;
//! for options `cargo bench -- --help`.
#![allow(clippy::print_stdout, reason = "it prints a report")]

mod run;
mod served;
mod table;

use clap::Parser;
use run::{Line, Pair};
use served::Deals;
use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use table::Table;

/// Factor for the rounds of short runs, which take milliseconds.
const SHORT: usize = 10;
const COLUMNS: &str = "--fields id,title,value,currency,status,stage_id";
const LATENCY: u32 = 150;

/// Measure `deals` side by side with curl and curl | jq, against its own sandbox
#[derive(Parser)]
#[command(name = "cargo bench --")]
struct Options {
    /// Rounds per pair; the median is reported (ten times as many for short runs)
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: usize,
    /// Lengths of the lists
    #[arg(long, value_name = "N,...", value_delimiter = ',', default_value = "10000,50000,100000")]
    deals: Vec<usize>,
    /// Measure this build instead of the current one
    #[arg(long, value_name = "FILE")]
    bin: Option<PathBuf>,
    /// Also compare with this build
    #[arg(long, value_name = "FILE")]
    than: Option<PathBuf>,
    /// Skip the list under a rate limit, which takes 15 seconds a round
    #[arg(long)]
    no_pace: bool,
    /// Passed by cargo to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// The builds and tools to measure and compare.
struct Bench<'h> {
    ours: Deals<'h>,
    than: Option<Deals<'h>>,
    has_curl: bool,
    has_jq: bool,
    rounds: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let (home, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let bin = options.bin.unwrap_or_else(|| env!("CARGO_BIN_EXE_deals").into());
    let bench = Bench {
        ours: Deals { bin: bin.canonicalize()?, home: home.path() },
        than: match options.than {
            Some(bin) => Some(Deals { bin: bin.canonicalize()?, home: other.path() }),
            None => None,
        },
        has_curl: served::is_installed("curl"),
        has_jq: served::is_installed("jq"),
        rounds: options.rounds.max(1),
    };
    for (program, is_there) in [("curl", bench.has_curl), ("jq", bench.has_jq)] {
        if !is_there {
            println!("{program} is not installed: skipping its comparisons");
        }
    }
    bench.short()?;
    for deals in options.deals {
        bench.list(deals)?;
    }
    if !options.no_pace {
        bench.pace()?;
    }
    Ok(())
}

impl Bench<'_> {
    /// The run time of the program for one deal.
    fn short(&self) -> Result<(), Box<dyn Error>> {
        let served = self.ours.serve("--deals 500")?;
        let version = |deals: &Deals| deals.command(["--version"]);
        let mut curl = Command::new("curl");
        curl.arg("--version");
        let mut pairs = self.pairs("--version", &version, Some(curl));
        let get = |deals: &Deals| deals.at(&served, "get 1");
        let curl = served
            .curl(&[format!("{}/api/v2/deals/1", served.url)], self.has_curl && served.packs()?);
        pairs.extend(self.pairs("get 1", &get, Some(curl)));
        self.measure("start and one deal", pairs, self.rounds * SHORT)
    }

    /// A whole list in each format; curl fetches the same pages.
    fn list(&self, deals: usize) -> Result<(), Box<dyn Error>> {
        let served = self.ours.serve(&format!("--deals {deals}"))?;
        let pages = if self.has_curl { served.pages()? } else { Vec::new() };
        let is_packed = self.has_curl && served.packs()?;
        let raw = format!("-o csv {COLUMNS} --raw");
        let mut pairs = Vec::new();
        for (what, args) in [
            ("json", "-o json"),
            ("ndjson", "-o ndjson"),
            ("csv, 6 columns", &format!("-o csv {COLUMNS}")),
            ("the same --raw", &raw),
            ("table", "-o table"),
        ] {
            let run = |deals: &Deals| deals.at(&served, &format!("list {args}"));
            pairs.extend(self.pairs(what, &run, Some(served.curl(&pages, is_packed))));
        }
        if self.has_curl && self.has_jq {
            let ours = Line(vec![self.ours.at(&served, "list -o ndjson")]);
            let peer = served::through_jq(served.curl(&pages, is_packed));
            let peer = Some(("curl \\| jq".to_owned(), peer));
            pairs.push(Pair { what: "ndjson".into(), ours, peer });
        }
        let packed = if is_packed { "packed" } else { "not packed" };
        let title = format!("{deals} deals, {packed}");
        self.measure(&title, pairs, self.rounds)
    }

    /// One run against each available peer.
    fn pairs(
        &self,
        what: &str,
        run: &dyn Fn(&Deals) -> Command,
        curl: Option<Command>,
    ) -> Vec<Pair> {
        let pair = |peer: Option<(String, Command)>| Pair {
            what: what.to_owned(),
            ours: Line(vec![run(&self.ours)]),
            peer: peer.map(|(name, command)| (name, Line(vec![command]))),
        };
        let curl = curl.filter(|_| self.has_curl).map(|curl| ("curl".to_owned(), curl));
        let mut pairs = vec![pair(curl)];
        if let Some(than) = &self.than {
            pairs.push(pair(Some(("--than".to_owned(), run(than)))));
        }
        pairs
    }

    fn measure(&self, title: &str, pairs: Vec<Pair>, rounds: usize) -> Result<(), Box<dyn Error>> {
        let mut table = Table::new(title);
        for mut pair in pairs {
            let costs = pair.measure(rounds)?;
            let peer = pair.peer.as_ref().map(|(name, _)| name.as_str());
            table.row(&pair.what, peer, &costs);
        }
        print!("\nmedians of {rounds} rounds\n\n{}", table.text());
        Ok(())
    }

    /// Reads a hundred pages with the latency of a remote server, under the limit of the smallest
    /// plan: which share of the time is latency, and whether there were 429s.
    fn pace(&self) -> Result<(), Box<dyn Error>> {
        let args = format!("--latency {LATENCY} --plan lite --deals 50000");
        let served = self.ours.serve(&args)?;
        let started = Instant::now();
        let mut run = self.ours.at(&served, "list -o ndjson -v");
        let mut child =
            run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().ok_or("a child without stderr")?;
        let (calls, refused) = served::calls(stderr);
        let status = child.wait()?;
        let took = started.elapsed();
        if !status.success() {
            return Err(format!("the walk ended with {status}").into());
        }
        let least = Duration::from_millis(LATENCY.into()) * u32::try_from(calls - refused)?;
        println!(
            "\nunder the lite plan, {LATENCY} ms an answer: {} pages in {:.2} s, {:.2} of their latency; {refused} answers were 429",
            calls - refused,
            took.as_secs_f64(),
            took.as_secs_f64() / least.as_secs_f64(),
        );
        Ok(())
    }
}
