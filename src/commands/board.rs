//! `deals board`

use super::Coverage;
use crate::app::App;
use crate::error::Error;
#[cfg(feature = "board")]
use crate::interactive::{self, board::Options};
use crate::model::arg::{ArgKind, DealColumns};
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::ops::board::{self, Board, BoardDeal, BoardPipeline, BoardSource};
use crate::ops::conditions::WhereArgs;
use crate::ops::contacts::ContactNames;
use crate::ops::listing::ListPrinter;
use crate::ops::selection::Selection;
use crate::output::Format;
use crate::text;
use crate::ui::style::Style;
use std::io::{self, IsTerminal};

/// The default columns of a table.
const ROW: [&str; 5] = ["stage_id", "id", "title", "value", "owner_id"];
/// The default columns of CSV, which has the currency in a separate column.
const FILE: [&str; 6] = ["stage_id", "id", "title", "value", "currency", "owner_id"];

/// The columns that are computed.
const COMPUTED: [Column; 2] =
    [column("days", "Days", FieldKind::Number), column("rotting", "Rotting", FieldKind::Flag)];

/// Show the open deals of a pipeline by stage
///
/// On a terminal the stages are columns, as many as fit. A heading has the number of deals, their total in
/// the currency that most of them have, and how many have another one; a card has ID, title, value, owner
/// and days in the stage, with `!` if the deal exceeds the limit of the stage. Elsewhere, and with -o or
/// --fields, it is a table; JSON contains the deals as Pipedrive sent them, in the order of the stages.
///
/// With -i it opens an interactive screen, on which keys move, close, edit and show deals. A move is a `deals
/// move`: it is checked, recorded in the journal, and verified if its response is lost; `u` undoes the last
/// write. Errors are shown at the bottom until you press a key. `?` lists the keys.
///
/// Cost: 10 tokens per 500 deals; with -i also 6 per move, win or loss, 7 per edit or undo, 80 per history of a
/// deal, and 10 per 500 deals that are read again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals board
  $ deals board Refits --where owner=me
  $ deals board Sales -o csv")]
pub struct BoardArgs {
    /// Pipeline [default: that of a condition, else the first one]
    #[arg(value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
    /// Show a screen on which deals are moved and changed with keys
    #[arg(long, short)]
    interactive: bool,
    /// Leave out the keys of --interactive that change deals
    #[arg(long, requires = "interactive")]
    read_only: bool,
    #[command(flatten)]
    pub conditions: WhereArgs,
}

pub async fn run(app: &App, args: BoardArgs) -> anyhow::Result<()> {
    if args.interactive {
        check_screen(app)?;
    }
    let conditions = args.conditions.conditions(app).await?;
    let pipeline = BoardPipeline::find(app, args.pipeline.as_deref(), &conditions).await?;
    let request = pipeline.request(&conditions);
    let is_drawn = is_drawn(app);
    let lookups = needed_lookups(app, is_drawn);
    let selection = Selection::new(app, request, &[], &conditions, None)?;
    selection.note(app);
    if app.is_dry() {
        lookups.iter().for_each(|lookup| app.plan_lookup(*lookup));
        let pages = selection.requests().iter();
        let pages = pages.map(|request| selection.pages(app, request).request());
        return app.plan(&pages.collect::<Vec<_>>());
    }
    if pipeline.is_default && !args.interactive {
        note_pipeline(app, pipeline).await?;
    }
    let source = BoardSource::read(app, pipeline, &lookups).await?;
    #[cfg(feature = "board")]
    if args.interactive {
        return show_screen(app, source, pipeline, &selection, args.read_only).await;
    }
    let board = source.board(&selection.read(app, None, None).await?.deals);
    if is_drawn { print_columns(app, &board).await } else { print_rows(app, &board).await }
}

/// Rejects `--interactive` without a terminal.
fn check_screen(app: &App) -> Result<(), Error> {
    if cfg!(not(feature = "board")) {
        return Err(Error::usage("this build of deals has no screen for the board")
            .hint("leave out --interactive, or build it with the feature `board`"));
    }
    if !app.ask.can_ask() || !io::stdout().is_terminal() {
        return Err(Error::usage("--interactive needs a terminal")
            .hint("leave it out: `deals board` prints the deals by stage"));
    }
    if !is_drawn(app) || app.is_dry() {
        return Err(Error::usage("--interactive shows a screen and prints no data")
            .hint("leave it out, or -o, --fields, --jq, --raw and --dry-run"));
    }
    Ok(())
}

#[cfg(feature = "board")]
async fn show_screen(
    app: &App,
    source: BoardSource<'_>,
    pipeline: BoardPipeline,
    selection: &Selection<'_>,
    is_read_only: bool,
) -> anyhow::Result<()> {
    let names = app.names(&[Lookup::Pipelines]).await?;
    let name = text::clean(names.pipeline(pipeline.id).unwrap_or_default().trim()).into_owned();
    let options = Options { source, selection, name, pipeline: pipeline.id, is_read_only };
    interactive::board::run(app, options).await
}

/// Whether to draw the stages as columns: on a terminal, without `-o` and `--fields`.
fn is_drawn(app: &App) -> bool {
    app.is_on_screen() && app.settings.flags.fields.is_none() && app.settings.flags.output.is_none()
}

/// The lookups that the output needs.
fn needed_lookups(app: &App, is_drawn: bool) -> Vec<Lookup> {
    let mut lookups = vec![Lookup::Pipelines, Lookup::Stages];
    if is_drawn {
        lookups.push(Lookup::Users);
    }
    if app.is_tabular() {
        lookups.push(Lookup::Account);
    }
    lookups
}

/// Notes which pipeline is shown, and which others exist.
async fn note_pipeline(app: &App, pipeline: BoardPipeline) -> anyhow::Result<()> {
    let names = app.names(&[Lookup::Pipelines]).await?;
    let name = names.pipeline(pipeline.id).unwrap_or_default();
    let name = name.trim();
    let others = names.pipelines.iter().filter(|other| other.id != pipeline.id);
    let others: Vec<&str> = others.map(|other| other.name.trim()).collect();
    match &others[..] {
        [] => app.note(format_args!("pipeline {name}")),
        others => {
            app.note(format_args!("pipeline {name}, the first; others: {}", others.join(", ")));
        }
    }
    Ok(())
}

async fn print_columns(app: &App, board: &Board) -> anyhow::Result<()> {
    let stream = app.stdout_style();
    let width = stream.width.unwrap_or(80);
    let names = app.names_so_far();
    let style = Style { color: stream.color };
    let drawn = board::draw(board, &names.currencies, width, style);
    app.print_paged(&drawn.text, stream.color).await?;
    if !drawn.hidden.is_empty() {
        let hidden = drawn.hidden.iter().map(|(name, deals)| format!("{name} {deals}"));
        let hidden = hidden.collect::<Vec<_>>().join(", ");
        app.note(format_args!(
            "left out, the terminal is too narrow: {hidden}; choose with --where stage=NAME"
        ));
    }
    let rotting = board.deals().filter(|deal| deal.is_rotting).count();
    let deals = text::count(board.deals().count(), "deal");
    match rotting {
        0 => app.note(format_args!("{deals}")),
        rotting => app.note(format_args!(
            "{deals}, {rotting} rotting (!): in the stage for more days than its limit"
        )),
    }
    Ok(())
}

async fn print_rows(app: &App, board: &Board) -> anyhow::Result<()> {
    let default: &[&str] = if app.format == Format::Csv { &FILE } else { &ROW };
    let mut columns = app.deal_columns(default).await?;
    let has_computed = app.is_tabular() && !columns.chosen && app.settings.jq.is_none();
    if has_computed {
        columns.fields.extend(COMPUTED.iter().map(Column::field));
    }
    let row = |deal: &BoardDeal| if has_computed { deal.row() } else { deal.record.clone() };
    let rows: Vec<Record> = board.deals().map(row).collect();
    let mut printer = ListPrinter::new(app, columns.clone(), "deal").await?;
    let mut names = ContactNames::new(app, &columns).await?;
    printer.set_prepares_json(names.is_for_json());
    printer.print_records(rows, false, async |records| names.add(records).await).await?;
    printer.finish().await?;
    names.note_unnamed();
    Ok(())
}
