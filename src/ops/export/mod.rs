//! Exports deals to SQLite, to text that is written from the database, or as a stream to stdout.

#[cfg(feature = "sqlite")]
mod choice;
mod destination;
#[cfg(feature = "sqlite")]
mod explain;
#[cfg(feature = "sqlite")]
mod mark;
#[cfg(feature = "sqlite")]
mod pool;
#[cfg(feature = "sqlite")]
mod related;
#[cfg(feature = "sqlite")]
mod run;
mod scope;
#[cfg(feature = "sqlite")]
mod slices;
#[cfg(feature = "sqlite")]
mod text;
#[cfg(feature = "sqlite")]
mod thread;

pub use destination::Destination;
#[cfg(feature = "sqlite")]
pub use mark::Mark;
#[cfg(feature = "sqlite")]
pub use run::{company_lists, fetch};
pub use scope::Scope;
#[cfg(feature = "sqlite")]
pub use scope::list_request;

use super::bulk;
use super::listing::{ListPrinter, as_is};
use crate::api::endpoints::{Endpoint, LIST_ARCHIVED, LIST_DEALS};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::field::{DEAL_KEYS, Field};
use crate::model::names::Lookup;
use crate::model::related::RelatedKind;
use crate::output::Format;

/// The supported destinations for related records.
const WITH_HINT: &str = "export them to a file that ends in .db, .json or .ndjson";

/// What to export, and the destination.
pub struct Options {
    pub destination: Destination,
    pub scope: Scope,
    /// The kinds of related records to export.
    pub with: Vec<RelatedKind>,
    /// Only read changes since the last run.
    pub since_last: bool,
    /// Read all deals again.
    pub full: bool,
}

pub async fn run(app: &App, options: &Options) -> anyhow::Result<()> {
    if options.destination == Destination::Stdout {
        return print(app, options).await;
    }
    check_flags(app, &options.destination)?;
    if let (Destination::Text { format: Format::Csv, .. }, [kind, ..]) =
        (&options.destination, &options.with[..])
    {
        let error = Error::usage(format!("CSV cannot contain {kind}"));
        return Err(error.hint(WITH_HINT).into());
    }
    check_since_last(options)?;
    #[cfg(feature = "sqlite")]
    return run::run(app, options).await;
    #[cfg(not(feature = "sqlite"))]
    Err(Error::usage("this build of deals has no SQLite, which exports to files need")
        .hint("export to stdout with `--to -`, or build with the feature `sqlite`")
        .into())
}

/// Prints the deals like `deals list`, archived ones last.
async fn print(app: &App, options: &Options) -> anyhow::Result<()> {
    if options.since_last || options.full {
        return Err(Error::usage("an export to stdout has no earlier run")
            .hint("leave out --since-last and --full, or export to a file")
            .into());
    }
    if !options.with.is_empty() {
        return Err(Error::usage("related records need a file").hint(WITH_HINT).into());
    }
    let columns = match app.format {
        Format::Csv => columns(app).await?,
        _ => bulk::list_columns(app, bulk::list_row(app)).await?,
    };
    let selections = options.scope.selections(app)?;
    if let Some(first) = selections.first() {
        first.note(app);
    }
    let lists = selections.iter().flat_map(|selection| {
        selection.requests().iter().map(|request| selection.pages(app, request))
    });
    if app.is_dry() {
        app.plan_lookups(&columns);
        return app.plan(&lists.map(|pages| pages.request()).collect::<Vec<_>>());
    }
    let mut printer = ListPrinter::new(app, columns, "deal").await?;
    for pages in lists {
        printer.print_pages(pages, as_is).await?;
    }
    selections.iter().for_each(|selection| selection.note_unlabeled(app));
    printer.finish().await
}

/// The requests for all deals; `everything` includes deleted and archived ones.
pub fn list_requests(everything: bool) -> Vec<Request> {
    lists(everything).into_iter().map(|list| all_deals(list, everything)).collect()
}

fn lists(everything: bool) -> Vec<&'static Endpoint> {
    if everything { vec![&LIST_DEALS, &LIST_ARCHIVED] } else { vec![&LIST_DEALS] }
}

/// The request for a list of deals, with or without deleted ones (pipedrive.md P124).
fn all_deals(list: &'static Endpoint, with_deleted: bool) -> Request {
    let statuses = if with_deleted { &DealStatus::ALL[..] } else { &[] };
    Request::to(list).list("status", statuses)
}

/// The columns of CSV: those of `--fields`, or else the fields that every deal has.
async fn columns(app: &App) -> Result<Columns, Error> {
    if app.settings.flags.fields.is_some() {
        return app.deal_columns(&[]).await;
    }
    let names = app.names(&[Lookup::Fields]).await?;
    let has = |field: &Field| field.is_custom() || DEAL_KEYS.contains(&field.code.as_ref());
    Ok(Columns::from_fields(names.all_fields().into_iter().filter(has).collect()))
}

/// Refuses conditions on fields whose changes do not set the update time: an export of changes would miss
/// deals that meet them now.
fn check_since_last(options: &Options) -> Result<(), Error> {
    let optional = options.scope.conditions.fields().find(|field| field.is_optional());
    match optional.filter(|_| options.since_last) {
        None => Ok(()),
        Some(field) => Err(Error::usage(format!(
            "--since-last cannot have a condition on {}: Pipedrive changes it without a new update_time",
            field.code
        ))
        .hint("leave out --since-last to read all deals")),
    }
}

/// Refuses flags that only apply to stdout, or only to text.
fn check_flags(app: &App, destination: &Destination) -> Result<(), Error> {
    let flags = &app.settings.flags;
    let is_database = matches!(destination, Destination::Database(_));
    let refused = |flag: &str, why: &str| {
        Error::usage(format!("{flag} does not apply to this export: {why}"))
    };
    if flags.output.is_some() && !app.is_dry() {
        return Err(refused("--output", "the end of the file name decides the format"));
    }
    if flags.jq.is_some() {
        return Err(
            refused("--jq", "it filters what is printed").hint("export to stdout with `--to -`")
        );
    }
    if is_database && flags.fields.is_some() {
        return Err(refused("--fields", "a database has all fields"));
    }
    Ok(())
}
