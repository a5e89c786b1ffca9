//! `deals list`

use super::Coverage;
use super::filter::{FilterArgs, IncludeArgs};
use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::arg;
use crate::model::arg::DealColumns;
use crate::ops::conditions::WhereArgs;
use crate::ops::contacts::ContactNames;
use crate::ops::listing::ListPrinter;
use crate::ops::selection::{Selection, SortArgs};
use crate::ops::{bulk, deal_pages};
use crate::output::Format;

/// The default columns of CSV.
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
/// Lists all deals unless filters or --limit are given. --where selects deals by any field: see `deals
/// help where`. Fetches pages while it prints, one page ahead, so that `deals list | head` pays for a few
/// pages only; sorting by a field that Pipedrive cannot sort by reads the whole list first. Archived deals are
/// listed separately, with --archived. A table on a terminal shows customers by name (the organization, else
/// the person) for the first 100 deals; --resolve names all. The status is left out if all deals have the same
/// status.
///
/// Cost: 10 tokens per 500 deals, 20 with --archived; 20 to 40 to search for a person or organization by
/// name; names in tables: 10 tokens per 100 persons and per 100 organizations, once in 24 hours
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_DEALS), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals list --status open --limit 10
  $ deals list --updated-since -7d --sort-by update_time --sort-direction desc
  $ deals list --where \"value>=10000 EUR\" --where owner=me --sort-by value
  $ deals list --fields id,title,value,currency -o csv")]
pub struct ListArgs {
    /// List archived deals instead
    #[arg(long, add = Coverage::Endpoint(&LIST_ARCHIVED))]
    archived: bool,
    /// Show at most N deals
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Resume from the cursor of an earlier run
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// Open the deals in the web browser, at most 10
    #[arg(long)]
    web: bool,
    #[command(flatten)]
    sort: SortArgs,
    #[command(flatten)]
    pub conditions: WhereArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    with: IncludeArgs,
}

pub async fn run(app: &App, args: ListArgs) -> anyhow::Result<()> {
    let default: &[&str] = if app.format == Format::Csv { &FILE } else { bulk::list_row(app) };
    let mut columns = bulk::list_columns(app, default).await?;
    let conditions = args.conditions.conditions(app).await?;
    let has_one_status = args.filter.has_one_status() || conditions.has_one_status();
    if app.is_on_screen() && !columns.chosen && has_one_status {
        columns.fields.retain(|field| field.code != "status");
    }
    let sort = args.sort.resolve(app).await?;
    let is_archived = args.archived || conditions.archived() == Some(true);
    let request = build_request(app, &args, &columns, is_archived).await?;
    let ids = bulk::ids(app, &args.filter.ids).await?;
    let selection = Selection::new(app, request, &ids, &conditions, sort.as_ref())?;
    if args.cursor.is_some() && selection.requests().len() > 1 {
        return Err(Error::usage("--cursor resumes one request, and these IDs take several")
            .hint("leave out --cursor")
            .into());
    }
    selection.note(app);
    let pages =
        |request| selection.pages(app, request).limit(args.limit).from_cursor(args.cursor.clone());
    let requests = selection.requests().iter();
    if app.is_dry() {
        app.plan_lookups(&columns);
        let names = ContactNames::new(app, &columns).await?.plan();
        let pages = requests.map(|request| pages(request).request());
        return app.plan(&pages.chain(names).collect::<Vec<_>>());
    }
    let sorted = if selection.is_sorted_here {
        Some(selection.read(app, args.limit, args.cursor.clone()).await?)
    } else {
        None
    };
    if args.web {
        return match sorted {
            Some(sorted) => deal_pages::open_records(app, &sorted.deals).await,
            None => deal_pages::open_listed(app, requests.map(pages), "id").await,
        };
    }
    let mut printer = ListPrinter::new(app, columns.clone(), "deal").await?;
    let mut names = ContactNames::new(app, &columns).await?;
    printer.set_prepares_json(names.is_for_json());
    match sorted {
        Some(sorted) => {
            let in_cells = async |records| names.add(records).await;
            printer.print_records(sorted.deals, sorted.is_cut, in_cells).await?;
        }
        None => {
            for request in requests {
                let pages = pages(request).limit(printer.left(args.limit));
                if printer.print_pages(pages, async |records| names.add(records).await).await? {
                    break;
                }
            }
            selection.note_unlabeled(app);
        }
    }
    printer.finish().await?;
    names.note_unnamed();
    Ok(())
}

/// Builds the request for the deals that the flags select, except --ids.
async fn build_request(
    app: &App,
    args: &ListArgs,
    columns: &Columns,
    is_archived: bool,
) -> Result<Request, Error> {
    let custom = args.with.custom_keys(app).await?;
    if is_archived && args.with.wants_labels() {
        return Err(Error::usage("archived deals have IDs of labels and options only")
            .hint("leave out --include-option-labels and --include-labels"));
    }
    let endpoint = if is_archived { &LIST_ARCHIVED } else { &LIST_DEALS };
    let request = args.filter.apply(app, Request::to(endpoint)).await?;
    Ok(args.with.apply(request, columns, &custom))
}
