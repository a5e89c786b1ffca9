//! `deals move`, `win`, `lose`, `reopen`, `archive`, `unarchive`: one PATCH, said as people say it.

use crate::app::App;
use crate::bulk;
use crate::draft::Draft;
use crate::failure::Failure;
use crate::{time, words};

/// Move deals to a stage
///
/// The stage's pipeline follows from it. Costs 5 tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "deals move [OPTIONS] <DEAL>... <STAGE>",
    after_long_help = "\
Examples:
  $ deals move 1 Negotiation
  $ deals move 1 2 3 --yes"
)]
pub struct MoveArgs {
    /// The deals, and last the stage
    #[arg(required = true, num_args = 2.., value_names = ["DEAL", "STAGE"])]
    deals: Vec<String>,
    /// The pipeline that the stage is in, where two have one of its name
    #[arg(long, value_name = "PIPELINE")]
    pipeline: Option<String>,
}

/// Mark deals as won
///
/// Costs 5 tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals win 1
  $ deals win 2 --time yesterday")]
pub struct WinArgs {
    #[command(flatten)]
    deals: Deals,
    /// When it was won; now if left out
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    time: Option<String>,
}

/// Mark deals as lost
///
/// Costs 5 tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals lose 1 --reason \"Too expensive\"
  $ deals lose 2 --time 2026-01-31")]
pub struct LoseArgs {
    #[command(flatten)]
    deals: Deals,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// When it was lost; now if left out
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    time: Option<String>,
}

/// Open won or lost deals again
///
/// Pipedrive then forgets when and why they were closed. Costs 5 tokens for each deal, and 1 to
/// read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals reopen 1
  $ deals reopen 1 2 --yes")]
pub struct ReopenArgs {
    #[command(flatten)]
    deals: Deals,
}

/// Archive deals
///
/// Archived deals leave every list but `deals list --archived`, and cannot be changed. Costs 5
/// tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals archive 1
  $ deals archive 2 --time 2026-01-31T10:00:00Z")]
pub struct ArchiveArgs {
    #[command(flatten)]
    deals: Deals,
    /// When it was archived; now if left out
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    time: Option<String>,
}

/// Take deals out of the archive
///
/// Costs 5 tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals unarchive 1
  $ deals unarchive 1 2 --yes")]
pub struct UnarchiveArgs {
    #[command(flatten)]
    deals: Deals,
}

#[derive(clap::Args, Debug)]
struct Deals {
    /// The deals, by id or by the address of their page; `-` reads them from stdin
    #[arg(required = true, value_name = "DEAL")]
    deals: Vec<String>,
}

pub async fn to_stage(app: &App, mut args: MoveArgs) -> anyhow::Result<()> {
    let stage = args.deals.pop().unwrap_or_default();
    let pipeline = match &args.pipeline {
        Some(word) => Some(words::pipeline(app, word).await?),
        None => None,
    };
    let draft = Draft::default().with("stage_id", words::stage(app, &stage, pipeline).await?);
    bulk::run_change(app, &args.deals, &draft, None).await
}

pub async fn win(app: &App, args: WinArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("status", "won");
    if let Some(at) = &args.time {
        draft.set("won_time", moment(app, at, time::v2).await?);
    }
    bulk::run_change(app, &args.deals.deals, &draft, None).await
}

pub async fn lose(app: &App, args: LoseArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("status", "lost");
    if let Some(reason) = args.reason {
        draft.set("lost_reason", reason);
    }
    if let Some(at) = &args.time {
        draft.set("lost_time", moment(app, at, time::v2).await?);
    }
    bulk::run_change(app, &args.deals.deals, &draft, None).await
}

pub async fn reopen(app: &App, args: ReopenArgs) -> anyhow::Result<()> {
    // Nothing about the reason: an empty one is refused, and reopening clears it (field note Q43).
    bulk::run_change(app, &args.deals.deals, &Draft::default().with("status", "open"), None).await
}

pub async fn archive(app: &App, args: ArchiveArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("is_archived", true);
    if let Some(at) = &args.time {
        draft.set("archive_time", moment(app, at, time::v1).await?);
    }
    bulk::run_change(app, &args.deals.deals, &draft, None).await
}

pub async fn unarchive(app: &App, args: UnarchiveArgs) -> anyhow::Result<()> {
    bulk::run_change(app, &args.deals.deals, &Draft::default().with("is_archived", false), None)
        .await
}

async fn moment(
    app: &App,
    text: &str,
    write: fn(jiff::Timestamp) -> String,
) -> Result<String, Failure> {
    words::moment(app, text).await.map(write)
}
