//! `deals export`

use super::Coverage;
use crate::app::App;
use crate::model::arg::{self, ArgKind, DealColumns};
use crate::model::related::RelatedWord;
use crate::ops::conditions::WhereArgs;
use crate::ops::export::{self, Destination, Options, Scope};

/// Export all deals to a file
///
/// FILE ends in .db (SQLite), .csv, .json or .ndjson; the last three may end in .gz. A database has the
/// tables `deals`, with a column for each field, and `deal_versions`, with older states, and the view
/// `deals_by_name` with the names of fields, stages, users and options. Text files are written from a
/// database next to them, FILE.state.db.
///
/// --where exports the deals that meet conditions on any field, and --since-last keeps the file up to date: a
/// deal that no longer meets them leaves the file (a database keeps its last state in `deal_versions`), one
/// that meets them now is added. The conditions must be those of the last export; if words like `today` mean
/// another day, all deals are read again. -v and --dry-run show which conditions Pipedrive evaluates.
///
/// --with adds related records: a database has a table for each kind, with deal_id, id, columns and the
/// record as Pipedrive sent it; JSON has a list for each kind in every deal. CSV and stdout cannot contain
/// them. If they cost more than 1,000 tokens, a terminal asks first; elsewhere --yes or --max-tokens is
/// needed. --since-last reads those of new and changed deals: it cannot see a new follower, file or note
/// that leaves the update_time of its deal as it was. Deleted deals keep the records that they had.
///
/// An export that was interrupted continues when it is run again. Lists are read in several parts at the
/// same time (--parallel); the number of deals is then compared with Pipedrive's. --since-last cannot see
/// that a deal was deleted for good, became invisible to you, or was merged into another one; an export
/// without it removes such deals.
///
/// Cost: 10 tokens per 500 deals, 20 for archived ones; 40 to compare the number of a long list; with
/// --everything 30 for changes during the export. Related records, for each deal: 10 for followers,
/// participants and discounts, 20 for files and the changelog, 40 for the flow; products 10 per 100 deals; 10
/// per 500 activities and 20 per 500 notes of the account
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals export --to deals.db --everything
  $ deals export --to deals.db --since-last
  $ deals export --to open.csv.gz --where status=open --fields id,title,value
  $ deals export --to won.json --where status=won --with products,notes
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
    /// Include related records: followers, participants, discounts, files, changelog, flow, products,
    /// activities, notes, or all
    #[arg(long, value_name = "KIND,...", value_delimiter = ',', value_parser = RelatedWord::parser(), hide_possible_values = true)]
    with: Vec<RelatedWord>,
    #[command(flatten)]
    pub conditions: WhereArgs,
}

pub async fn run(app: &App, args: ExportArgs) -> anyhow::Result<()> {
    let ExportArgs { to, everything, since_last, full, with, conditions } = args;
    let with = RelatedWord::kinds(&with);
    let scope = Scope { everything, conditions: conditions.conditions(app).await? };
    export::run(app, &Options { destination: to, scope, with, since_last, full }).await
}
