//! `deals export`

use super::Coverage;
use crate::app::App;
use crate::model::arg::{self, ArgKind, DealColumns};
use crate::ops::conditions::WhereArgs;
use crate::ops::export::{self, Destination, Options, Scope};

/// Export all deals to a file
///
/// FILE ends in .db (SQLite), .csv, .json or .ndjson; the last three may end in .gz. A database has the
/// tables `deals`, with a column for each field, and `deal_versions`, with older states, and the view
/// `deals_by_name` with the names of fields, stages, users and options. A text is written from a database
/// beside it, FILE.state.db.
///
/// --where exports the deals that meet conditions on any field, and --since-last keeps the file so: a deal
/// that no longer meets them leaves the file (a database keeps its last state in `deal_versions`), one that
/// meets them now comes in. The conditions must be those of the last export; if words like `today` mean
/// another day, all deals are read again. Pipedrive filters by what it can: -v and --dry-run show what.
///
/// An export that was interrupted continues when it is run again. Lists are read in several parts at the
/// same time (--parallel); the number of deals is then compared with Pipedrive's. --since-last cannot see
/// that a deal was deleted for good, became invisible to you, or was merged into another one; an export
/// without it does.
///
/// Cost: 10 tokens per 500 deals, 20 for archived ones; 40 to compare the number of a long list
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals export --to deals.db --everything
  $ deals export --to deals.db --since-last
  $ deals export --to open.csv.gz --where status=open --fields id,title,value
  $ deals export --to - -o ndjson")]
pub struct ExportArgs {
    /// File to write, or `-` for stdout
    #[arg(long, value_name = "FILE", add = ArgKind::File, value_parser = arg::new_parser(Destination::parse))]
    to: Destination,
    /// Include deleted deals (of the last 30 days) and archived deals; a file keeps this
    #[arg(long)]
    everything: bool,
    /// Read only what has changed since the last export to this file
    #[arg(long, conflicts_with = "full")]
    since_last: bool,
    /// Read all deals again instead of continuing an interrupted export
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    pub conditions: WhereArgs,
}

pub async fn run(app: &App, args: ExportArgs) -> anyhow::Result<()> {
    let ExportArgs { to, everything, since_last, full, conditions } = args;
    let scope = Scope { everything, conditions: conditions.conditions(app).await? };
    export::run(app, &Options { destination: to, scope, since_last, full }).await
}
