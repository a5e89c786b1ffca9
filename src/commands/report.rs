//! `deals report`

use super::Coverage;
use crate::api::endpoints::{CONVERSION_STATISTICS, MOVEMENT_STATISTICS};
use crate::app::App;
use crate::model::arg::{self, ArgKind};
use crate::ops::conditions::WhereArgs;
use crate::ops::report::{self, By, Kind, Options};
use std::path::PathBuf;

/// Report on the deals of the account or of an export
///
/// A report reads the list of deals once and says how it was computed. Amounts of different currencies are
/// not added; deals without a probability have rows of their own. Reports on closed deals include
/// archived ones. Days, also those in --where, are in the account's time zone; --from uses the one that was
/// last seen for the account, or else the time zone of this machine, with a note.
///
/// Cost: 10 tokens per 500 deals; for closed deals 20 more per 500 archived ones; funnel: 2 requests of 40
/// tokens per user; nothing with --from
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals report pipeline
  $ deals report winrate --by owner --since 2026-01-01
  $ deals report stale --days 14 --where owner=me
  $ deals report forecast --from deals.ndjson -o csv")]
pub struct ReportArgs {
    /// Report
    #[arg(value_name = "NAME", value_enum)]
    name: Kind,
    /// Group the deals by owner, pipeline or label
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    by: Option<By>,
    /// First day of the period of closed deals [default: 90 days before its last day]
    #[arg(long, value_name = "DATE", add = ArgKind::Time, allow_hyphen_values = true)]
    since: Option<String>,
    /// Last day of the period [default: today]
    #[arg(long, value_name = "DATE", add = ArgKind::Time, allow_hyphen_values = true)]
    until: Option<String>,
    /// Days without a change after which an open deal is stale
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = arg::whole::<u32>(0), allow_negative_numbers = true)]
    days: u32,
    /// Probability from which an open deal is committed, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 90, value_parser = arg::whole::<u32>(0), allow_negative_numbers = true)]
    commit: u32,
    /// Show at most N rows
    #[arg(long, value_name = "N", value_parser = arg::whole::<usize>(1), allow_negative_numbers = true)]
    limit: Option<usize>,
    /// Print bars
    #[arg(long)]
    chart: bool,
    /// Pipeline of the funnel [default: the first one]
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline, add = Coverage::Endpoint(&CONVERSION_STATISTICS))]
    pipeline: Option<String>,
    /// User whose deals the funnel counts, or `all` for each [default: the token's user]
    #[arg(long, value_name = "USER", add = ArgKind::User, add = Coverage::Endpoint(&MOVEMENT_STATISTICS))]
    user: Option<String>,
    /// Read an export (.db, .json, .ndjson) instead of the account
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    from: Option<PathBuf>,
    #[command(flatten)]
    pub conditions: WhereArgs,
}

impl ReportArgs {
    /// Whether the report reads an export instead of the account.
    pub fn reads_file(&self) -> bool {
        self.from.is_some()
    }
}

pub async fn run(app: &App, args: ReportArgs) -> anyhow::Result<()> {
    let options = Options {
        kind: args.name,
        conditions: &args.conditions,
        by: args.by,
        since: args.since,
        until: args.until,
        days: args.days.into(),
        commit: args.commit.into(),
        limit: args.limit,
        chart: args.chart,
        pipeline: args.pipeline,
        user: args.user,
        from: args.from,
    };
    report::run(app, &options).await
}
