//! `deals import`

use super::Coverage;
use crate::app::App;
use crate::model::arg::{self, ArgKind, DealColumns};
use crate::ops::import::{self, ImportOptions, ReadOptions, WriteOptions};
use std::path::PathBuf;

/// Create and change deals from a spreadsheet
///
/// FILE is CSV, TSV, JSON, JSON Lines or an Excel workbook (.xlsx, its first sheet). Headings are names of
/// fields, as `deals list -o csv` and `deals export` write them. A row with the ID of a deal changes this
/// deal, a row without one creates a deal; --key matches rows with deals by another field. `deals help import`
/// says how columns and cells are understood.
///
/// All mistakes in the file are reported before anything is sent. The same import can be run again after an
/// interruption: no row is written twice.
///
/// Cost: 5 tokens per deal that is created or changed, 10 per 500 deals to read them first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals import leads.csv --dry-run
  $ deals import leads.csv --key Title --yes
  $ deals import fair.csv --header-row 4 --set \"Title=Expo: {Company}\" --yes
  $ deals import leads.csv --status")]
pub struct ImportArgs {
    /// File to read, or `-` for stdin
    #[arg(value_name = "FILE", add = ArgKind::File)]
    file: PathBuf,
    /// Field by which rows are matched with deals
    #[arg(long, value_name = "FIELD", add = ArgKind::Field, help_heading = "Rows")]
    key: Option<String>,
    /// Create deals only; a row for a deal that exists is a mistake
    #[arg(long, conflicts_with = "update_only", help_heading = "Rows")]
    create_only: bool,
    /// Change deals only; a row without a deal is a mistake
    #[arg(long, help_heading = "Rows")]
    update_only: bool,
    /// Change deals that were changed since the file was written, too
    #[arg(long, help_heading = "Rows")]
    force: bool,
    /// Import the other rows if some have mistakes
    #[arg(long, help_heading = "Rows")]
    skip_wrong: bool,
    /// Show the result of each row, and write FILE.result.csv again
    #[arg(long, help_heading = "Rows")]
    status: bool,
    /// Write the changes to a file instead of sending them; see `deals apply`
    #[arg(long, value_name = "FILE", add = ArgKind::File, help_heading = "Rows")]
    plan: Option<PathBuf>,
    /// System that wrote the file: pipedrive, hubspot, salesforce, zoho, close, copper, attio or trello
    #[arg(long, value_name = "SYSTEM", help_heading = "Columns")]
    from: Option<String>,
    /// Field of a column
    #[arg(long, value_name = "HEADING=FIELD", help_heading = "Columns")]
    map: Vec<String>,
    /// Column to leave out: a heading, or `#N`
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    ignore: Vec<String>,
    /// Value for a field in every row; `{HEADING}` in it is the cell of that column
    #[arg(long, value_name = "FIELD=VALUE", add = ArgKind::Assignment, help_heading = "Columns")]
    set: Vec<String>,
    /// Row with the headings
    #[arg(long, value_name = "N", value_parser = arg::whole::<usize>(1), allow_negative_numbers = true, help_heading = "Columns")]
    header_row: Option<usize>,
    /// Rows to leave out at the end
    #[arg(
        long,
        value_name = "N",
        value_parser = arg::whole::<usize>(0),
        allow_negative_numbers = true,
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "Columns"
    )]
    skip_last: usize,
    /// Empty the field of an empty cell instead of leaving it alone
    #[arg(long, help_heading = "Cells")]
    clear_empty: bool,
    /// Word that stands for an empty cell
    #[arg(long, value_name = "WORD", help_heading = "Cells")]
    empty: Vec<String>,
    /// Value for a word in a column
    #[arg(long, value_name = "COLUMN:WORD=VALUE", help_heading = "Cells")]
    map_value: Vec<String>,
    /// CSV file with values for words: column, word, value
    #[arg(long, value_name = "FILE", add = ArgKind::File, help_heading = "Cells")]
    values: Option<PathBuf>,
    /// Order of day and month: dmy or mdy
    #[arg(long, value_name = "ORDER", help_heading = "Cells")]
    dates: Option<String>,
    /// Decimal mark of amounts: `,` or `.`
    #[arg(long, value_name = "MARK", help_heading = "Cells")]
    decimal: Option<String>,
    /// Encoding of the file, such as windows-1252
    #[arg(long, value_name = "ENCODING", help_heading = "Cells")]
    encoding: Option<String>,
    /// Time zone of times without one
    #[arg(long, value_name = "ZONE", help_heading = "Cells")]
    zone: Option<String>,
}

pub async fn run(app: &App, args: ImportArgs) -> anyhow::Result<()> {
    let read = ReadOptions {
        from: args.from,
        map: args.map,
        ignore: args.ignore,
        set: args.set,
        map_value: args.map_value,
        values: args.values,
        clear_empty: args.clear_empty,
        empty: args.empty,
        dates: args.dates,
        decimal: args.decimal,
        encoding: args.encoding,
        header_row: args.header_row,
        skip_last: args.skip_last,
        zone: args.zone,
    };
    let write = WriteOptions {
        key: args.key,
        create_only: args.create_only,
        update_only: args.update_only,
        force: args.force,
        skip_wrong: args.skip_wrong,
        status: args.status,
        plan_file: args.plan,
    };
    import::run(app, &ImportOptions { file: args.file, read, write }).await
}
