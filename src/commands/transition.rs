//! `deals move`, `win`, `lose`, `reopen`, `archive`, `unarchive`: each sends one PATCH per deal.

use super::Coverage;
use crate::api::endpoints::{GET_DEAL, UPDATE_DEAL};
use crate::api::request::Request;
use crate::app::App;
use crate::draft::Draft;
use crate::error::{Error, ErrorKind};
use crate::interactive::deal_arg::{self, Purpose, SelectionArgs, TargetsArg};
use crate::interactive::deal_picker::{self, Pool};
use crate::interactive::field_prompt;
use crate::model::arg::{ArgKind, DealColumns};
use crate::model::deal_status::DealStatus;
use crate::model::names;
use crate::model::time;
use crate::ops::bulk;
use crate::ops::change;
use crate::ops::lost_reason;
use crate::ops::resolve;
use crate::ui::prompt::{Item, Question};

/// Move deals to a stage
///
/// A stage of another pipeline moves the deals to that pipeline. On a terminal, asks for a missing deal
/// or stage.
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(
    override_usage = "deals move [OPTIONS] [DEAL]... [STAGE]",
    after_long_help = "\
Examples:
  $ deals move 1 Negotiation
  $ deals move 1 2 3 --yes"
)]
pub struct MoveArgs {
    /// Deal IDs or URLs, then the stage; `-` reads deals from stdin
    #[arg(num_args = 0.., value_names = ["DEAL", "STAGE"], add = ArgKind::DealsAndStage)]
    deals: Vec<String>,
    /// Pipeline of the stage, if several have a stage of that name
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Mark deals as won
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals win 1
  $ deals win 2 --time yesterday")]
pub struct WinArgs {
    /// Time the deal was won [default: now]
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    time: Option<String>,
    #[command(flatten)]
    pub deals: TargetsArg,
}

/// Mark deals as lost
///
/// On a terminal, asks for a missing reason.
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals lose 1 --reason \"Too expensive\"
  $ deals lose 2 --time 2026-01-31")]
pub struct LoseArgs {
    /// Lost reason: one that the company defined, or any text
    #[arg(long, value_name = "REASON", add = ArgKind::LostReason)]
    reason: Option<String>,
    /// Time the deal was lost [default: now]
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    time: Option<String>,
    #[command(flatten)]
    pub deals: TargetsArg,
}

/// Reopen won or lost deals
///
/// Pipedrive clears the time and the reason of closing.
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals reopen 1
  $ deals reopen 1 2 --yes")]
pub struct ReopenArgs {
    #[command(flatten)]
    pub deals: TargetsArg,
}

/// Archive deals
///
/// Archived deals cannot be changed, and are listed by `deals list --archived` only.
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals archive 1
  $ deals archive 2 --time 2026-01-31T10:00:00Z")]
pub struct ArchiveArgs {
    /// Time the deal was archived [default: now]
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    time: Option<String>,
    #[command(flatten)]
    pub deals: TargetsArg,
}

/// Unarchive deals
///
/// Cost: 5 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals unarchive 1
  $ deals unarchive 1 2 --yes")]
pub struct UnarchiveArgs {
    #[command(flatten)]
    pub deals: TargetsArg,
}

pub async fn to_stage(app: &App, args: MoveArgs) -> anyhow::Result<()> {
    let is_selection = args.selection.is_given();
    let (deals, stage) = match &args.deals[..] {
        [deals @ .., stage] if is_selection => (deals, Some(stage.as_str())),
        words => split_stage(words),
    };
    deal_picker::require(
        app,
        &[("DEAL", is_selection || !deals.is_empty()), ("STAGE", stage.is_some())],
        "usage: deals move 42 Negotiation",
    )?;
    let ids = if is_selection && deals.is_empty() {
        Vec::new()
    } else {
        deal_arg::ids(app, deals, Purpose::Change).await?
    };
    let targets = args.selection.resolve(app, ids, Pool::All).await?;
    let pipeline = match &args.pipeline {
        Some(word) => Some(resolve::pipeline(app, word).await?),
        None => None,
    };
    let stage = match stage {
        Some(word) => resolve::stage_for(app, word, pipeline, targets.known_ids(app))
            .await
            .map_err(|failure| with_status_hint(word, failure))?,
        None => pick_stage(app, &targets.ids, pipeline).await?,
    };
    change::run_update(app, targets, &Draft::default().with("stage_id", stage), None).await
}

/// Suggests the right command if a status was given as a stage.
fn with_status_hint(word: &str, failure: Error) -> Error {
    let command = match DealStatus::parse(&word.trim().to_lowercase()) {
        Some(DealStatus::Won) => "win",
        Some(DealStatus::Lost) => "lose",
        _ => return failure,
    };
    if failure.kind != ErrorKind::NotFound {
        return failure;
    }
    failure.hint(format!("`{word}` is a status, not a stage: use `deals {command}`"))
}

/// Splits the words into the deals and the stage, which is last. A single word is either.
fn split_stage(words: &[String]) -> (&[String], Option<&str>) {
    match words {
        [] => (words, None),
        [one] if one == "-" || names::parse_deal(one).is_ok() => (words, None),
        [deals @ .., stage] => (deals, Some(stage)),
    }
}

/// Prompts for a stage; those in the pipeline of the deals come first.
async fn pick_stage(app: &App, deals: &[u64], pipeline: Option<u64>) -> Result<u64, Error> {
    let deal = match deals {
        [id] if pipeline.is_none() => {
            let read = app.one(&Request::to(&GET_DEAL).with("id", *id)).await;
            Some(read.map_err(|failure| bulk::with_deal_name(*id, failure))?)
        }
        _ => None,
    };
    let at = |code: &str| deal.as_ref().and_then(|deal| deal.read().reference(code));
    let stages = field_prompt::list_stages(app, pipeline.or(at("pipeline_id"))).await?;
    let current = at("stage_id");
    let current = stages.iter().position(|(id, _)| Some(*id) == current);
    let items: Vec<Item> = stages.iter().map(|(_, item)| item.clone()).collect();
    if items.is_empty() {
        return Err(Error::not_found("the company has no stage"));
    }
    let place = app.ask.pick(Question::new("Stage", "STAGE"), &items, current)?;
    Ok(stages[place.ok_or_else(Error::canceled)?].0)
}

pub async fn win(app: &App, args: WinArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("status", DealStatus::Won);
    if let Some(at) = &args.time {
        draft.set("won_time", parse_moment(app, at, time::v2).await?);
    }
    let deals = args.deals.resolve(app, Purpose::Change, Pool::Open).await?;
    change::run_update(app, deals, &draft, None).await
}

pub async fn lose(app: &App, args: LoseArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("status", DealStatus::Lost);
    if let Some(at) = &args.time {
        draft.set("lost_time", parse_moment(app, at, time::v2).await?);
    }
    let deals = args.deals.resolve(app, Purpose::Change, Pool::Open).await?;
    let reason = match args.reason {
        None => lost_reason::ask(app).await?,
        Some(reason) => Some(lost_reason::resolve(app, &reason).await?),
    };
    if let Some(reason) = reason {
        draft.set("lost_reason", reason);
    }
    change::run_update(app, deals, &draft, None).await
}

pub async fn reopen(app: &App, args: ReopenArgs) -> anyhow::Result<()> {
    // Sends no reason: an empty one is rejected, and reopening clears it (pipedrive.md P225).
    let deals = args.deals.resolve(app, Purpose::Change, Pool::Closed).await?;
    change::run_update(app, deals, &Draft::default().with("status", DealStatus::Open), None).await
}

pub async fn archive(app: &App, args: ArchiveArgs) -> anyhow::Result<()> {
    let mut draft = Draft::default().with("is_archived", true);
    if let Some(at) = &args.time {
        draft.set("archive_time", parse_moment(app, at, time::v1).await?);
    }
    let deals = args.deals.resolve(app, Purpose::Change, Pool::All).await?;
    change::run_update(app, deals, &draft, None).await
}

pub async fn unarchive(app: &App, args: UnarchiveArgs) -> anyhow::Result<()> {
    let deals = args.deals.resolve(app, Purpose::Change, Pool::Archived).await?;
    change::run_update(app, deals, &Draft::default().with("is_archived", false), None).await
}

async fn parse_moment(
    app: &App,
    text: &str,
    write: fn(jiff::Timestamp) -> String,
) -> Result<String, Error> {
    resolve::moment(app, text).await.map(write)
}
