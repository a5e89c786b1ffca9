//! `deals list`

use super::Coverage;
use super::filter::{FilterArgs, IncludeArgs, word};
use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS};
use crate::api::pages::Pages;
use crate::api::request::Request;
use crate::app::deals::BATCH;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::arg;
use crate::model::arg::DealColumns;
use crate::ops::contacts::ContactNames;
use crate::ops::listing::ListPrinter;
use crate::ops::{bulk, deal_pages};
use crate::output::Format;
use clap::ValueEnum;

/// The columns of CSV, without --fields.
const FILE: [&str; 13] = [
    "id",
    "title",
    "value",
    "currency",
    "status",
    "pipeline_id",
    "stage_id",
    "owner_id",
    "person_id",
    "org_id",
    "expected_close_date",
    "add_time",
    "update_time",
];

/// List deals
///
/// Lists all deals unless filters or --limit are given. Fetches pages while it prints, one page ahead,
/// so that `deals list | head` pays for a few pages only. Archived deals are listed separately, with
/// --archived. A table on a terminal shows customers by name (the organization, else the person) for the
/// first 100 deals; --resolve names all. The status is left out if all deals are open or have the one
/// status of --status.
///
/// Cost: 10 tokens per 500 deals, 20 with --archived; names: 10 tokens per 100 persons and per 100
/// organizations, once in 24 hours
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_DEALS), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals list --status open --limit 10
  $ deals list --updated-since -7d --sort-by update_time --sort-direction desc
  $ deals list --fields id,title,value,currency -o csv")]
pub struct ListArgs {
    /// List archived deals instead
    #[arg(long, add = Coverage::Endpoint(&LIST_ARCHIVED))]
    archived: bool,
    /// Show at most N deals
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Sort by `id`, `update_time` or `add_time`
    #[arg(long, value_name = "FIELD", hide_possible_values = true)]
    sort_by: Option<SortBy>,
    /// Sort order: `asc` or `desc`
    #[arg(long, value_name = "DIRECTION", hide_possible_values = true)]
    sort_direction: Option<Direction>,
    /// Resume from the cursor of an earlier run
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// Open the deals in the web browser, at most 10
    #[arg(long)]
    web: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    with: IncludeArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum SortBy {
    Id,
    UpdateTime,
    AddTime,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Direction {
    Asc,
    Desc,
}

pub async fn run(app: &App, args: ListArgs) -> anyhow::Result<()> {
    let default: &[&str] = if app.format == Format::Csv { &FILE } else { bulk::list_row(app) };
    let mut columns = bulk::list_columns(app, default).await?;
    if app.is_on_screen() && !columns.chosen && args.filter.has_one_status() {
        columns.fields.retain(|field| field.code != "status");
    }
    let requests = requests(app, &args, &columns).await?;
    if app.is_dry() {
        app.will_show(&columns);
        let names = ContactNames::new(app, &columns).await?.plan();
        let pages = requests.into_iter().map(|request| pages(app, request, &args).request());
        return app.plan(&pages.chain(names).collect::<Vec<_>>());
    }
    if args.web {
        let lists = requests.into_iter().map(|request| pages(app, request, &args));
        return deal_pages::open_listed(app, lists, "id").await;
    }
    let mut walk = ListPrinter::new(app, columns.clone(), "deal").await?;
    let mut names = ContactNames::new(app, &columns).await?;
    walk.set_prepares_json(names.is_for_json());
    for request in requests {
        let pages = pages(app, request, &args).limit(walk.left(args.limit));
        if walk.through(pages, async |records| names.add(records).await).await? {
            break;
        }
    }
    walk.finish().await?;
    names.note_unnamed();
    Ok(())
}

fn pages<'a>(app: &'a App, request: Request, args: &ListArgs) -> Pages<'a> {
    app.pages(request).limit(args.limit).from_cursor(args.cursor.clone())
}

/// One request, or one for each 100 IDs.
async fn requests(app: &App, args: &ListArgs, columns: &Columns) -> Result<Vec<Request>, Error> {
    let custom = args.with.custom_keys(app).await?;
    if args.archived && args.with.wants_labels() {
        return Err(Error::usage("archived deals come without labels")
            .hint("leave out --include-option-labels and --include-labels"));
    }
    let endpoint = if args.archived { &LIST_ARCHIVED } else { &LIST_DEALS };
    let request = args.filter.apply(app, Request::to(endpoint)).await?;
    let request = args
        .with
        .apply(request, columns, &custom)
        .query("sort_by", args.sort_by.map(word))
        .query("sort_direction", args.sort_direction.map(word));
    let ids = bulk::ids(app, &args.filter.ids).await?;
    if ids.is_empty() {
        return Ok(vec![request]);
    }
    if ids.len() > BATCH && (args.sort_by.is_some() || args.sort_direction.is_some()) {
        return Err(Error::usage(format!(
            "cannot sort {} IDs: they take several requests",
            ids.len()
        ))
        .hint(format!("leave out --sort-by and --sort-direction, or give at most {BATCH} IDs")));
    }
    Ok(ids.chunks(BATCH).map(|chunk| request.clone().list("ids", chunk)).collect())
}
