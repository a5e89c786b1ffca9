//! Several deals: read with the cheapest requests, changed one by one, each with its result.

use crate::api::endpoints::{DELETE_DEAL, GET_DEAL, LIST_DEALS};
use crate::api::request::Request;
use crate::app::deals::{BATCH, BATCH_FROM};
use crate::app::write::{Change, Write};
use crate::app::{App, Columns};
use crate::draft::Draft;
use crate::error::{Error, ErrorKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::Field;
use crate::model::names;
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value;
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::old_and_new::heading;
use crate::ops::{contacts, lost_reason};
use crate::output::Layout;
use crate::text;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::Value;

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

/// The columns that are left out first on a narrow terminal, and the usual status.
const LAYOUT: Layout = Layout {
    wraps: false,
    expendable: &["expected_close_date", "owner_id", "stage_id", contacts::CUSTOMER],
    implied: &[("status", "\"open\"")],
};

/// The columns of deals in a list.
pub async fn list_columns(app: &App, default: &[&str]) -> Result<Columns, Error> {
    let columns = app.deal_columns(default).await?.with_layout(LAYOUT);
    Ok(contacts::with_name_columns(app, columns))
}

/// The columns of a deal in a list, without --fields.
pub fn list_row(app: &App) -> &'static [&'static str] {
    let is_named = app.is_tabular() && app.settings.flags.resolve;
    if app.is_on_screen() || is_named { &SCREEN_ROW } else { &ROW }
}

/// The columns of a deal among others.
pub const ROW: [&str; 7] =
    ["id", "title", "value", "status", "stage_id", "owner_id", "expected_close_date"];

/// Deals by ID or URL, each once; `-` reads them from stdin.
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
            // `jq .id` prints a number, `jq '"\(.id)"'` a quoted one.
            for word in text
                .split([',', ' ', '\t', '\r', '\n'])
                .map(|word| word.trim_matches('"'))
                .filter(|w| !w.is_empty())
            {
                ids.push(app.deal_id(word).await?);
            }
        } else {
            for deal in names::deals(word)? {
                ids.push(app.check_deal(deal, word).await?);
            }
        }
    }
    keep_first(&mut ids);
    Ok(ids)
}

/// Drops the repetitions of an ID.
pub fn keep_first(ids: &mut Vec<u64>) {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
}

/// The requests that [`fetch`] begins with.
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

/// The deals in the order asked for, and an error for each that is not found.
pub async fn fetch(
    app: &App,
    ids: &[u64],
    options: &dyn Fn(Request) -> Request,
) -> Result<(Vec<Record>, Vec<(u64, Error)>), Error> {
    let mut found = app.deals_in_batches(ids, options).await?;
    let mut missing = Vec::new();
    let singles: Vec<u64> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    let reads = singles
        .into_iter()
        .map(async |id| (id, app.one(&options(Request::to(&GET_DEAL).with("id", id))).await));
    let mut reads = stream::iter(reads).buffered(app.settings.flags.parallel_requests());
    while let Some((id, deal)) = reads.next().await {
        match deal {
            Ok(deal) => drop(found.insert(id, deal)),
            Err(failure) if failure.kind == ErrorKind::NotFound => {
                missing.push((id, with_not_found_hint(id, failure)));
            }
            Err(failure) => return Err(failure),
        }
    }
    let deals = ids.iter().filter_map(|id| found.remove(id)).collect();
    Ok((deals, missing))
}

/// An error about one deal, which says its ID where it is not found.
pub fn with_deal_name(id: u64, failure: Error) -> Error {
    if failure.kind == ErrorKind::NotFound { with_not_found_hint(id, failure) } else { failure }
}

fn with_not_found_hint(id: u64, failure: Error) -> Error {
    let said = Error { message: format!("no deal {id} ({failure})"), ..failure };
    said.hint("it may be deleted for good, or not visible to this token's user")
}

/// The requests of a change: each deal is read first, to check it and to report what changed.
pub fn change_plan(ids: &[u64], draft: &Draft) -> Vec<Request> {
    let mut plan = fetch_plan(ids, &|request| request);
    plan.extend(ids.iter().filter_map(|id| new_update(*id, draft.for_any_deal()).request().ok()));
    plan
}

fn new_update(deal: u64, draft: Draft) -> Write {
    Write::UpdateDeal { deal, body: draft.into_body() }
}

/// What is to be written to a deal, unless it was changed since.
pub struct Edit<'a> {
    pub id: u64,
    pub draft: &'a Draft,
    pub unmodified_since: Option<Timestamp>,
}

/// Changes every deal and reports what changed. With `asks`, a change of several deals is confirmed
/// first.
pub async fn change(app: &App, edits: &[Edit<'_>], asks: bool) -> Result<BulkOutcome, Error> {
    let ids: Vec<u64> = edits.iter().map(|edit| edit.id).collect();
    let (deals, failed) = fetch(app, &ids, &|request| request).await?;
    let mut outcome = BulkOutcome::default();
    for (id, failure) in failed {
        outcome.add_failed(id.to_string(), failure);
    }
    let (mut ready, mut names_of) = (Vec::new(), Vec::new());
    let (mut unchanged, mut to_change) = (Vec::new(), Vec::new());
    for deal in deals {
        let reading = deal.read();
        let id = reading.id().unwrap_or_default();
        let Some(Edit { draft, unmodified_since, .. }) = edits.iter().find(|edit| edit.id == id)
        else {
            continue;
        };
        let checked = draft
            .check_change(&reading)
            .and_then(|()| check_unmodified(app, &reading, *unmodified_since));
        let checked = match checked {
            Ok(()) => lost_reason::check(app, draft, Some(&deal)).await,
            refused => refused,
        };
        let draft = match checked {
            Ok(()) => draft.for_deal(&reading),
            Err(failure) => {
                outcome.add_failed(id.to_string(), failure);
                continue;
            }
        };
        to_change.push(read_title(&reading));
        if draft.is_empty() {
            unchanged.push((id, deal));
            continue;
        }
        let change = Change::new(new_update(id, draft.clone()), Some(&deal));
        ready.push((id.to_string(), change));
        names_of.push((id, draft, deal));
    }
    let names = app.names_so_far();
    if let (true, [first, _, ..]) = (asks && !to_change.is_empty(), edits) {
        let deals = text::count(to_change.len(), "deal");
        let what = describe_draft(first.draft, &deals, &names);
        app.confirm(&format!("{what} in {}? {}", app.account(), list_titles(&to_change)))?;
    }
    for (id, deal) in unchanged {
        // It has these labels already: no request is needed.
        app.note(format_args!("deal {id}: nothing to change"));
        outcome.add_done(id.to_string(), Some(deal));
    }
    let report = async |n: usize, sent: Result<Record, Error>| {
        let (id, draft, before) = &names_of[n];
        let after = sent?;
        app.note(format_args!("deal {id}: {}", describe_change(before, &after, draft, &names)));
        Ok(Some(after))
    };
    outcome.send(app, ready, report).await?;
    outcome.sort_records(&ids);
    Ok(outcome)
}

/// A command that writes one draft to some deals, from their IDs to its rows.
pub async fn run_change(
    app: &App,
    ids: &[u64],
    draft: &Draft,
    unmodified_since: Option<Timestamp>,
) -> anyhow::Result<()> {
    let (card, row) = (app.deal_card().await?, app.deal_columns(&ROW).await?);
    app.prepare(&card).await?;
    if app.is_dry() {
        lost_reason::check(app, draft, None).await?;
        return app.plan(&change_plan(ids, draft));
    }
    let edits: Vec<Edit> = ids.iter().map(|id| Edit { id: *id, draft, unmodified_since }).collect();
    let outcome = change(app, &edits, true).await?;
    show(app, ids.len(), card, row, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}

/// The same as [`show`], for deals whose columns are not known yet.
pub async fn show_rows(app: &App, asked: usize, deals: &[Record]) -> anyhow::Result<()> {
    let (card, row) = (app.deal_card().await?, app.deal_columns(&ROW).await?);
    show(app, asked, card, row, deals).await
}

/// The deals that were asked for: a card for one, rows for several, nothing for none.
pub async fn show_deals(
    app: &App,
    asked: usize,
    card: Columns,
    row: Columns,
    deals: &[Record],
) -> anyhow::Result<()> {
    match deals {
        [] => Ok(()),
        [deal] if asked == 1 => app.print(card, deal).await,
        deals => app.print_rows(row, deals).await,
    }
}

/// What became of the records that were written, without a pager: a card for one, rows for several.
/// On a terminal the line about each write is enough, unless more is asked for.
pub async fn show(
    app: &App,
    asked: usize,
    card: Columns,
    row: Columns,
    deals: &[Record],
) -> anyhow::Result<()> {
    match deals {
        _ if app.hides_written() => Ok(()),
        [] => Ok(()),
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

/// The requests of a deletion.
pub fn delete_plan(ids: &[u64]) -> Vec<Request> {
    let mut plan = fetch_plan(ids, &|request| request);
    plan.extend(ids.iter().map(|id| Request::to(&DELETE_DEAL).with("id", *id)));
    plan
}

/// Deletes the deals, after asking.
pub async fn delete(app: &App, ids: &[u64]) -> Result<BulkOutcome, Error> {
    let (deals, failed) = fetch(app, ids, &|request| request).await?;
    let mut outcome = BulkOutcome::default();
    for (id, failure) in failed {
        outcome.add_failed(id.to_string(), failure);
    }
    let (mut ready, mut titles) = (Vec::new(), Vec::new());
    for deal in &deals {
        let reading = deal.read();
        let id = reading.id().unwrap_or_default();
        if reading.get("is_deleted").is_some_and(|raw| raw.get() == "true") {
            outcome.add_failed(id.to_string(), deleted_already(id));
            continue;
        }
        ready.push((id.to_string(), Change::new(Write::DeleteDeal { deal: id }, Some(deal))));
        titles.push((id, read_title(&reading)));
    }
    let question = match &titles[..] {
        [] => return Ok(outcome),
        [(id, title)] => format!("Delete deal {id} ({title}) in {}?", app.account()),
        many => {
            let deals = text::count(many.len(), "deal");
            let titles: Vec<String> = many.iter().map(|(_, title)| title.clone()).collect();
            format!("Delete {deals} in {}? {}", app.account(), list_titles(&titles))
        }
    };
    app.confirm(&question)?;
    let report = async |n: usize, sent: Result<Record, Error>| {
        let (id, title) = &titles[n];
        match sent {
            Ok(answer) => {
                app.note(format_args!(
                    "deal {id}: deleted ({title}); for 30 days `deals update {id} --deleted=false` may bring it back",
                ));
                Ok(Some(answer))
            }
            // Perhaps with `success: true` (pipedrive.md P51).
            Err(failure) if failure.status == Some(410) => {
                Err(Error { message: deleted_already(*id).message, ..failure })
            }
            Err(failure) => Err(failure),
        }
    };
    outcome.send(app, ready, report).await?;
    Ok(outcome)
}

fn deleted_already(id: u64) -> Error {
    Error::new(ErrorKind::Refused, format!("deal {id} is already deleted"))
}

/// The error of a read that did not find all deals, with their IDs.
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

fn check_unmodified(app: &App, deal: &RecordView, since: Option<Timestamp>) -> Result<(), Error> {
    let (Some(since), Some(updated)) =
        (since, deal.text("update_time").as_deref().and_then(time::read))
    else {
        return Ok(());
    };
    if updated <= since {
        return Ok(());
    }
    let id = deal.id().unwrap_or_default();
    Err(Error::new(
        ErrorKind::Refused,
        format!(
            "deal {id} was changed at {}, after {}",
            app.display_time(updated),
            app.display_time(since)
        ),
    )
    .hint(format!("check it first: deals get {id}")))
}

/// `status open → won, value 1,200 EUR → 1,500 EUR`: everything that changed, also what Pipedrive changed on
/// its own (pipedrive.md P237, P238), except the times that change with every write.
fn describe_change(before: &Record, after: &Record, draft: &Draft, names: &Names) -> String {
    const CLOCKS: [&str; 9] = [
        "update_time",
        "stage_change_time",
        "won_time",
        "lost_time",
        "close_time",
        "archive_time",
        "local_won_date",
        "local_lost_date",
        "local_close_date",
    ];
    let shown = |field: &Field, raw: Option<&str>, deal: &RecordView| {
        let raw =
            raw.and_then(|raw| serde_json::from_str::<&serde_json::value::RawValue>(raw).ok());
        let currency = value::currency_beside(field, deal);
        let face = raw.map(|raw| value::cell_text(field, raw, currency.as_deref(), names));
        let face = face.unwrap_or_default();
        let face = text::clean(&face);
        if face.is_empty() { "nothing".to_owned() } else { text::fit(&face, 60).into_owned() }
    };
    let changes = before.changes(after);
    let told: Vec<String> = changes
        .iter()
        .filter(|change| {
            !CLOCKS.contains(&change.code.as_ref()) || draft.get(&change.code).is_some()
        })
        .map(|change| {
            let field = names.field_for_code(&change.code);
            let name = heading(&change.code, names);
            let (from, to) = (before.read(), after.read());
            let (from, to) = (shown(&field, change.from, &from), shown(&field, change.to, &to));
            format!("{name} {from} → {to}")
        })
        .collect();
    if told.is_empty() { "nothing changed".into() } else { told.join(", ") }
}

/// The change of a draft for a question: `Mark 2 deals as won`.
fn describe_draft(draft: &Draft, deals: &str, names: &Names) -> String {
    let codes = draft.codes();
    let has_only = |own: &[&str]| codes.iter().all(|code| own.contains(code));
    let status = draft.get("status").and_then(Value::as_str).and_then(DealStatus::parse);
    match status {
        Some(DealStatus::Open) if has_only(&["status"]) => return format!("Reopen {deals}"),
        Some(status) if has_only(&["status", "won_time", "lost_time", "lost_reason"]) => {
            return format!("Mark {deals} as {status}");
        }
        _ => {}
    }
    match draft.get("is_archived") {
        Some(Value::Bool(true)) if has_only(&["is_archived", "archive_time"]) => {
            return format!("Archive {deals}");
        }
        Some(Value::Bool(false)) if has_only(&["is_archived"]) => {
            return format!("Unarchive {deals}");
        }
        _ => {}
    }
    let stage = draft.get("stage_id").and_then(Value::as_u64).and_then(|id| names.stage(id));
    match stage {
        Some(stage) if has_only(&["stage_id"]) => format!("Move {deals} to {stage}"),
        _ => {
            let fields: Vec<String> = codes.iter().map(|code| heading(code, names)).collect();
            format!("Change {} of {deals}", fields.join(", "))
        }
    }
}

/// The titles of deals for a question.
fn list_titles(titles: &[String]) -> String {
    const LISTED: usize = 5;
    let listed = titles[..titles.len().min(LISTED)].join(", ");
    match titles.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

fn read_title(deal: &RecordView) -> String {
    text::clean(&deal.text("title").unwrap_or_default()).into_owned()
}
