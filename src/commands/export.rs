//! `deals export`

use super::Coverage;
use crate::app::App;
use crate::model::arg::{self, ArgKind, DealColumns};
use crate::ops::export::{self, Destination, Options};

/// Export all deals to a file
///
/// FILE ends in .db (SQLite), .csv, .json or .ndjson; the last three may end in .gz. A database has the
/// tables `deals`, with a column for each field, and `deal_versions`, with older states, and the view
/// `deals_by_name` with the names of fields, stages, users and options. A text is written from a database
/// beside it, FILE.state.db.
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
  $ deals export --to open.csv.gz --fields id,title,value,currency
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
}

pub async fn run(app: &App, args: ExportArgs) -> anyhow::Result<()> {
    let ExportArgs { to, everything, since_last, full } = args;
    export::run(app, &Options { destination: to, everything, since_last, full }).await
}
