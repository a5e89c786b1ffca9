//! `deals sandbox`: serves and resets the embedded server.

use super::{Coverage, is_dry};
use crate::app;
use crate::error::Error;
use crate::model::arg::{self, ArgKind};
use crate::sandbox::{self, CompanyKind, Fault, Plan, Play, Sandbox, Setup, World};
use crate::settings::Settings;
use crate::ui::stdio;
use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Serve or reset the embedded demo Pipedrive
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
pub struct SandboxArgs {
    #[command(subcommand)]
    command: SandboxCommand,
}

#[derive(clap::Subcommand, Debug)]
enum SandboxCommand {
    Serve(ServeArgs),
    /// Reset the sandbox to its initial deals
    ///
    /// The old state is kept next to the new one, as sandbox.ndjson.old. The new sandbox is another account
    /// with its own journal.
    ///
    /// Cost: none
    #[command(after_long_help = "\
--play applies until the next reset; `deals sandbox serve --help` lists the values.

Examples:
  $ deals sandbox reset
  $ deals sandbox reset --company plain --play restore=refused")]
    Reset(CompanyArgs),
}

/// The flags for the contents of a new sandbox.
#[derive(clap::Args, Debug)]
struct CompanyArgs {
    /// Demo company: `full`, or `plain` without custom fields
    #[arg(long, value_name = "COMPANY", default_value = "full", hide_possible_values = true)]
    company: CompanyName,
    /// Choose a response that sources disagree about (repeatable)
    #[arg(long, value_name = "WHAT=HOW", value_parser = plays(), hide_possible_values = true)]
    play: Vec<Play>,
}

fn plays() -> impl TypedValueParser<Value = Play> {
    PossibleValuesParser::new(Play::ALL.map(|(name, _)| name)).try_map(|text| text.parse())
}

impl CompanyArgs {
    fn setup(self, deals: Option<usize>) -> Setup {
        let company = match self.company {
            CompanyName::Full => CompanyKind::Full,
            CompanyName::Plain => CompanyKind::Plain,
        };
        Setup { deals, company, plays: self.play, ..Setup::default() }
    }
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum CompanyName {
    Full,
    Plain,
}

/// Serve the sandbox over HTTP until interrupted
///
/// Prints its URL to stdout. Any client of the Pipedrive API can use it, with any token. The deals are
/// kept in memory and are the same at every start, unless --state keeps them in a file. --today moves
/// all dates. Every start is a company with its own ID; a state file keeps the date and the ID.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Faults (--fault WHEN=WHAT):
  WHEN  3        request number 3
        POST#1   first POST request
        3+       every request from number 3; GET#2+ works too
  WHAT  400 to 599   respond with this status
        page         respond with 403 and an HTML page
        html         respond with 200 and an HTML page
        null         respond with 200 and `null`
        drop         close the connection without executing the request
        drop-after   execute the request, then close the connection
        cut          send an incomplete response
        slow:MS      delay the response
        retry:SECS   respond with 429 and a retry-after header

Sources disagree about some responses of Pipedrive (--play WHAT=HOW; the first
is the default):
  second-delete=410|404|200        DELETE of a deal that is already deleted
  restore=works|refused|ignored    is_deleted: false on a deleted deal
  unarchive=works|refused|ignored  is_archived: false on an archived deal

`ignored` means 200 without a change. An existing --state file keeps its own
company and responses.

Examples:
  $ deals sandbox serve --port 8080 --deals 100000
  $ deals sandbox serve --port 8080 --today 2026-11-02
  $ deals sandbox serve --plan lite --fault 3=502 --fault POST#1=drop-after
  $ deals sandbox serve --company plain --play restore=refused")]
struct ServeArgs {
    /// Port on 127.0.0.1; 0 chooses a free port
    #[arg(long, default_value_t = 0, value_parser = arg::whole::<u16>(0), allow_negative_numbers = true)]
    port: u16,
    /// Number of deals [default: a few hundred]
    #[arg(long, value_name = "N", value_parser = arg::whole::<usize>(0), allow_negative_numbers = true)]
    deals: Option<usize>,
    /// Delay every response by MS milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = arg::whole::<u64>(0), allow_negative_numbers = true)]
    latency: u64,
    /// Enforce the rate limit of a plan [default: no limit]
    #[arg(long, value_name = "PLAN")]
    plan: Option<PlanName>,
    /// Respond with 429 after TOKENS tokens are spent
    #[arg(long, value_name = "TOKENS", value_parser = arg::whole::<u64>(0), allow_negative_numbers = true)]
    budget: Option<u64>,
    /// Inject a fault at a given request (repeatable)
    #[arg(long, value_name = "WHEN=WHAT")]
    fault: Vec<Fault>,
    /// Current date of the company: like 2026-11-02, or `real`
    #[arg(long, value_name = "DATE|real", default_value = "real", value_parser = arg::new_parser(parse_today))]
    today: Today,
    /// Keep the state in a file
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    state: Option<PathBuf>,
    #[command(flatten)]
    company: CompanyArgs,
}

#[derive(Debug, Clone, Copy)]
enum Today {
    Real,
    Fixed(Date),
}

impl Today {
    /// The current date in UTC, the time zone of the company.
    fn date(self) -> Date {
        match self {
            Today::Real => Timestamp::now().to_zoned(TimeZone::UTC).date(),
            Today::Fixed(date) => date,
        }
    }
}

fn parse_today(text: &str) -> Result<Today, String> {
    if text == "real" {
        return Ok(Today::Real);
    }
    let years = civil::date(2000, 1, 1)..=civil::date(2099, 12, 31);
    let date = text.parse().ok().filter(|date| text.len() == 10 && years.contains(date));
    let date = date.map(Today::Fixed);
    date.ok_or_else(|| "must be real or a date from 2000 to 2099, like 2026-11-02".into())
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
        SandboxCommand::Reset(args) => reset(settings, args),
    }
}

async fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let setup = Setup { today: Some(args.today.date()), ..args.company.setup(args.deals) };
    let setup = setup.with_new_account();
    let mut world = match &args.state {
        Some(file) => app::open_world(file, &setup)?,
        None => World::new(&setup),
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
    // Runs until Ctrl-C, which the caller handles.
    std::future::pending::<()>().await;
    Ok(())
}

fn reset(settings: &Settings, args: CompanyArgs) -> anyhow::Result<()> {
    let file = app::sandbox_file()?;
    let old = file.with_extension("ndjson.old");
    if is_dry(settings, format_args!("the state would be moved to {}", old.display())) {
        return Ok(());
    }
    let setup = args.setup(None);
    let is_usual = setup == Setup::default();
    let moved = sandbox::move_state(&file, &old);
    let is_new = moved.is_ok() || !is_usual;
    let message = match moved {
        Ok(()) => format!("reset the sandbox; the old state is in {}", old.display()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_usual => {
            "the sandbox has its initial state already".to_owned()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => "reset the sandbox".to_owned(),
        Err(error) => {
            let failure = error.downcast::<Error>().unwrap_or_else(|error| {
                Error::usage(format!("cannot move {}: {error}", file.display()))
            });
            return Err(failure.into());
        }
    };
    if is_new {
        // Created now rather than at the first use, because the state stores the company and the account ID.
        app::open_world(&file, &setup.with_new_account())?;
    }
    if !settings.flags.quiet {
        stdio::message(message);
    }
    Ok(())
}
