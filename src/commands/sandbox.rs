//! `deals sandbox`: the embedded Pipedrive on a port, and starting over.

use crate::app;
use crate::error::Error;
use crate::model::arg::{self, ArgKind};
use crate::sandbox::{self, Fault, Plan, Sandbox, World};
use crate::settings::Settings;
use crate::ui::stdio;
use anyhow::Context;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The embedded made-up Pipedrive: serve it to other programs, or start it over
#[derive(clap::Args, Debug)]
pub struct SandboxArgs {
    #[command(subcommand)]
    command: SandboxCommand,
}

#[derive(clap::Subcommand, Debug)]
enum SandboxCommand {
    Serve(ServeArgs),
    /// Start `--sandbox` over with the deals it began with
    ///
    /// The state that was there is kept beside it, as sandbox.ndjson.old.
    #[command(
        after_long_help = "Examples:\n  $ deals sandbox reset\n  $ deals sandbox reset --quiet"
    )]
    Reset,
}

/// Serve the sandbox until interrupted
///
/// Prints its address on stdout. Any client of Pipedrive's API can talk to it, with any token. The
/// deals are in memory, and the same at each start, unless --state keeps them in a file.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
A fault is WHEN=WHAT. WHEN is the number of a call (3), of a call with a method (POST#1), or of all
from one on (3+, GET#2+). WHAT is a status (429, 500, 502, 503, 504, 524), page (403 and a web
page), html (200 and a web page), null (200 and null), drop (closed before anything is done),
drop-after (done, then closed), cut (half an answer), slow:MS, retry:SECONDS (429).

Examples:
  $ deals sandbox serve --port 8080 --deals 100000
  $ deals sandbox serve --plan lite --fault 3=502 --fault POST#1=drop-after")]
struct ServeArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0, value_parser = arg::whole::<u16>(0), allow_negative_numbers = true)]
    port: u16,
    /// So many deals instead of a few hundred
    #[arg(long, value_name = "N", value_parser = arg::whole::<usize>(0), allow_negative_numbers = true)]
    deals: Option<usize>,
    /// Let every answer take so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = arg::whole::<u64>(0), allow_negative_numbers = true)]
    latency: u64,
    /// Keep to a plan's burst limit: lite, growth, premium or ultimate; without it none is enforced
    #[arg(long, value_name = "PLAN")]
    plan: Option<PlanName>,
    /// Answer 429 once so many tokens are spent
    #[arg(long, value_name = "TOKENS", value_parser = arg::whole::<u64>(0), allow_negative_numbers = true)]
    budget: Option<u64>,
    /// Go wrong at a certain call; again for another
    #[arg(long, value_name = "WHEN=WHAT")]
    fault: Vec<Fault>,
    /// Keep the state in this file
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    state: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum PlanName {
    Lite,
    Growth,
    Premium,
    Ultimate,
}

pub async fn run(settings: &Settings, args: SandboxArgs) -> anyhow::Result<()> {
    match args.command {
        SandboxCommand::Serve(args) => serve(args).await,
        SandboxCommand::Reset => reset(settings),
    }
}

async fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let mut world = match (&args.state, args.deals) {
        (Some(file), deals) => app::open_world(file, deals)?,
        (None, Some(deals)) => World::with_deals(deals),
        (None, None) => World::seed(),
    };
    world.plan(args.plan.map(|plan| match plan {
        PlanName::Lite => Plan::Lite,
        PlanName::Growth => Plan::Growth,
        PlanName::Premium => Plan::Premium,
        PlanName::Ultimate => Plan::Ultimate,
    }));
    world.budget(args.budget);
    world.latency(Duration::from_millis(args.latency));
    world.faults(args.fault);
    let sandbox = Sandbox::start_on(world, args.port)
        .with_context(|| format!("cannot serve on port {}", args.port))?;
    app::print_text(&format!("{}\n", sandbox.url()))?;
    // Until Ctrl-C, which the caller listens for.
    std::future::pending::<()>().await;
    Ok(())
}

fn reset(settings: &Settings) -> anyhow::Result<()> {
    let file = app::sandbox_file()?;
    let old = file.with_extension("ndjson.old");
    let said = match sandbox::move_state(&file, &old) {
        Ok(()) => format!("the sandbox starts over; what was there is kept in {}", old.display()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            "the sandbox is as it began".to_owned()
        }
        Err(error) => {
            let failure = error.downcast::<Error>().unwrap_or_else(|error| {
                Error::usage(format!("{} cannot be moved: {error}", file.display()))
            });
            return Err(failure.into());
        }
    };
    if !settings.flags.quiet {
        stdio::message(said);
    }
    Ok(())
}
