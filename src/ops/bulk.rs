//! Operations on several deals: their IDs, the cheapest requests to read them, and their rows.

use crate::api::endpoints::{GET_DEAL, LIST_DEALS};
use crate::api::request::Request;
pub use crate::app::deals::with_deal_name;
use crate::app::deals::{BATCH, BATCH_FROM};
use crate::app::{App, Columns};
use crate::error::{Error, ErrorKind};
use crate::model::names;
use crate::model::record::Record;
use crate::ops::contacts;
use crate::output::Layout;
use crate::text;
use futures_util::{StreamExt, stream};
use std::collections::HashMap;

/// The columns of a deal on a terminal, where the names of customers are looked up.
const SCREEN_ROW: [&str; 8] = [
    "id",
    "title",
    contacts::CUSTOMER,
    "value",
    "status",
    "stage_id",
    "owner_id",
    "expected_close_date",
];

/// The columns to drop first on a narrow terminal, and the default status.
const LAYOUT: Layout = Layout {
    wraps: false,
    expendable: &["expected_close_date", "owner_id", "stage_id", contacts::CUSTOMER],
    implied: &[("status", "\"open\"")],
};

/// The columns of a list of deals.
pub async fn list_columns(app: &App, default: &[&str]) -> Result<Columns, Error> {
    let columns = app.deal_columns(default).await?.with_layout(LAYOUT);
    Ok(contacts::with_name_columns(app, columns))
}

/// The default columns of a list of deals.
pub fn list_row(app: &App) -> &'static [&'static str] {
    let is_named = app.is_tabular() && app.settings.flags.resolve;
    if app.is_on_screen() || is_named { &SCREEN_ROW } else { &ROW }
}

/// The default columns of a deal in a list.
pub const ROW: [&str; 7] =
    ["id", "title", "value", "status", "stage_id", "owner_id", "expected_close_date"];

/// Parses deal IDs and URLs without duplicates; `-` reads them from stdin.
pub async fn ids(app: &App, words: &[String]) -> Result<Vec<u64>, Error> {
    let mut ids = Vec::new();
    for word in words {
        if word == "-" {
            let text = text::read_input(word)
                .map_err(|error| Error::usage(format!("cannot read stdin: {error}")))?;
            if text.trim_start().starts_with(['{', '[']) {
                return Err(Error::usage("stdin has JSON instead of deal IDs")
                    .hint("pipe IDs: deals list -o ndjson --jq .id"));
            }
            let before = ids.len();
            // `jq .id` prints a number, `jq '"\(.id)"'` a quoted one.
            for word in text
                .split([',', ' ', '\t', '\r', '\n'])
                .map(|word| word.trim_matches('"'))
                .filter(|w| !w.is_empty())
            {
                ids.push(app.deal_id(word).await?);
            }
            if ids.len() == before {
                app.note(format_args!("no deals on stdin"));
            }
        } else {
            for deal in names::parse_deals(word)? {
                ids.push(app.check_deal(deal, word).await?);
            }
        }
    }
    keep_first(&mut ids);
    Ok(ids)
}

/// Removes duplicate IDs and keeps the first of each.
pub fn keep_first(ids: &mut Vec<u64>) {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
}

/// The first requests of [`fetch`].
pub fn fetch_plan(ids: &[u64], options: &dyn Fn(Request) -> Request) -> Vec<Request> {
    let single = |id: &u64| options(Request::to(&GET_DEAL).with("id", *id));
    let batch = |ids: &[u64]| {
        options(Request::to(&LIST_DEALS).list("ids", ids)).query("limit", BATCH.to_string())
    };
    ids.chunks(BATCH)
        .flat_map(|chunk| {
            if chunk.len() < BATCH_FROM {
                chunk.iter().map(single).collect()
            } else {
                vec![batch(chunk)]
            }
        })
        .collect()
}

/// Reads deals by ID, in the order of `ids`; returns an error for each that was not found.
pub async fn fetch(
    app: &App,
    ids: &[u64],
    options: &dyn Fn(Request) -> Request,
) -> Result<(Vec<Record>, Vec<(u64, Error)>), Error> {
    let mut found = app.fetch_deals_in_batches(ids, options).await?;
    let mut missing = Vec::new();
    let singles: Vec<u64> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    let reads = singles
        .into_iter()
        .map(async |id| (id, app.one(&options(Request::to(&GET_DEAL).with("id", id))).await));
    let mut reads = stream::iter(reads).buffered(app.settings.flags.parallel_requests());
    while let Some((id, deal)) = reads.next().await {
        match deal {
            Ok(deal) => drop(found.insert(id, deal)),
            // A 403 may concern this deal only (pipedrive.md P55).
            Err(failure)
                if failure.kind == ErrorKind::NotFound
                    || failure.kind == ErrorKind::Denied && failure.status == Some(403) =>
            {
                missing.push((id, with_deal_name(id, failure)));
            }
            Err(failure) => return Err(failure),
        }
    }
    let deals = ids.iter().filter_map(|id| found.remove(id)).collect();
    Ok((deals, missing))
}

/// Like [`fetch`], without requests for the deals in `read`.
pub async fn fetch_unread(
    app: &App,
    ids: &[u64],
    read: Vec<Record>,
) -> Result<(Vec<Record>, Vec<(u64, Error)>), Error> {
    let mut known: HashMap<u64, Record> =
        read.into_iter().filter_map(|deal| Some((deal.id()?, deal))).collect();
    let unread: Vec<u64> = ids.iter().copied().filter(|id| !known.contains_key(id)).collect();
    let (deals, missing) = fetch(app, &unread, &|request| request).await?;
    known.extend(deals.into_iter().filter_map(|deal| Some((deal.id()?, deal))));
    Ok((ids.iter().filter_map(|id| known.remove(id)).collect(), missing))
}

/// Like [`show`], with the default columns.
pub async fn show_rows(app: &App, asked: usize, deals: &[Record]) -> anyhow::Result<()> {
    let (card, row) = (app.deal_card().await?, app.deal_columns(&ROW).await?);
    show(app, asked, card, row, deals).await
}

/// Prints deals: a card for one, rows for several or if none were requested, nothing if none is left.
pub async fn show_deals(
    app: &App,
    asked: usize,
    card: Columns,
    row: Columns,
    deals: &[Record],
) -> anyhow::Result<()> {
    match deals {
        [] if asked > 0 => Ok(()),
        [deal] if asked == 1 => app.print(card, deal).await,
        deals => app.print_rows(row, deals).await,
    }
}

/// Prints the written records without a pager: a card for one, rows for several. On a terminal nothing is
/// printed unless more is requested, since each write has printed a line.
pub async fn show(
    app: &App,
    asked: usize,
    card: Columns,
    row: Columns,
    deals: &[Record],
) -> anyhow::Result<()> {
    match deals {
        _ if app.hides_written() => Ok(()),
        [] if asked > 0 => Ok(()),
        [deal] if asked == 1 => app.print_written(card, deal).await,
        deals => {
            let mut rows = app.list(row).await?;
            rows.page(deals)?;
            let hidden = rows.hidden();
            rows.finish()?;
            app.note_hidden_columns(hidden);
            Ok(())
        }
    }
}

/// The error for deals that were not found, with their IDs.
pub fn check_missing(mut missing: Vec<(u64, Error)>) -> Result<(), Error> {
    match missing.len() {
        0 => Ok(()),
        1 => Err(missing.remove(0).1),
        _ => {
            let ids = missing.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>().join(", ");
            Err(Error { message: format!("no deals {ids}"), ..missing.remove(0).1 })
        }
    }
}
