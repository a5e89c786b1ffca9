//! Updates and deletions of deals: planned from the current state, shown, confirmed, and sent or saved to a
//! file.

use crate::api::endpoints::DELETE_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::{Change, RunOptions, Write};
use crate::draft::Draft;
use crate::error::{Error, ErrorKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::Field;
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value;
use crate::ops::bulk;
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::lost_reason;
use crate::ops::old_and_new::{describe_body, heading, holds_values};
use crate::ops::write_plan::{Confirmation, Step, WritePlan};
use crate::text;
use jiff::Timestamp;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The deals that a command writes to.
#[derive(Default)]
pub struct Targets {
    pub ids: Vec<u64>,
    /// The deals that were read already.
    pub read: Vec<Record>,
    /// The requests that read the deals, in a dry run.
    pub reads: Vec<Request>,
    /// Whether the deals were selected by conditions.
    pub is_selection: bool,
    /// The file to write the plan to instead of sending it.
    pub plan_file: Option<PathBuf>,
}

/// The fields to write to a deal, unless it was changed since.
pub struct Edit<'a> {
    pub id: u64,
    pub draft: &'a Draft,
    pub unmodified_since: Option<Timestamp>,
}

/// The updates of several deals, with the state before.
struct UpdatePlan {
    plan: WritePlan,
    /// The draft for each step, and the deal before it.
    details: Vec<(u64, Draft, Record)>,
    names: Names,
}

impl Targets {
    /// The deals given by ID.
    pub fn new(ids: Vec<u64>) -> Targets {
        let reads = bulk::fetch_plan(&ids, &|request| request);
        Targets { ids, reads, ..Targets::default() }
    }

    /// The known IDs; a selection has none yet in a dry run.
    pub fn known_ids(&self, app: &App) -> &[u64] {
        if self.is_selection && app.is_dry() { &[] } else { &self.ids }
    }

    pub fn confirmation<'q>(&self, question: &'q str, asks: bool) -> Confirmation<'q> {
        match () {
            () if self.is_selection => Confirmation::Count(question),
            () if asks => Confirmation::Question(question),
            () => Confirmation::None,
        }
    }
}

/// The requests of an update: each deal is read first, to check it and to report the changes.
pub fn update_requests(targets: &Targets, draft: &Draft) -> Vec<Request> {
    let update = |id: &u64| new_update(*id, draft.for_any_deal()).request().ok();
    let updates = targets.ids.iter().filter_map(update);
    targets.reads.iter().cloned().chain(updates).collect()
}

fn new_update(deal: u64, draft: Draft) -> Write {
    Write::UpdateDeal { deal, body: draft.into_body() }
}

/// Updates the deals without confirmation, and reports the changes.
pub async fn update(app: &App, edits: &[Edit<'_>]) -> Result<BulkOutcome, Error> {
    plan_updates(app, edits, Vec::new()).await?.send(app, edits).await
}

/// Saves the updates to a plan instead of sending them.
pub async fn save(app: &App, edits: &[Edit<'_>], path: &Path) -> Result<(), Error> {
    let updates = plan_updates(app, edits, Vec::new()).await?;
    updates.plan.save(app, &updates.names, path).await
}

/// Runs a command that writes one draft to several deals, and prints the results.
pub async fn run_update(
    app: &App,
    mut targets: Targets,
    draft: &Draft,
    unmodified_since: Option<Timestamp>,
) -> anyhow::Result<()> {
    let (card, row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
    app.prepare(&card).await?;
    if app.is_dry() {
        lost_reason::check(app, draft, None).await?;
        return app.plan(&update_requests(&targets, draft));
    }
    let edit = |id: &u64| Edit { id: *id, draft, unmodified_since };
    let edits: Vec<Edit> = targets.ids.iter().map(edit).collect();
    let updates = plan_updates(app, &edits, std::mem::take(&mut targets.read)).await?;
    if let Some(path) = &targets.plan_file {
        return Ok(updates.plan.save(app, &updates.names, path).await?);
    }
    if !updates.plan.is_empty() {
        let deals = text::count(updates.plan.steps.len(), "deal");
        let what = describe_draft(draft, &deals, &updates.names);
        let titles = updates.plan.list_titles();
        let question = format!("{what} in {}? {titles}", app.account());
        let how = targets.confirmation(&question, edits.len() > 1);
        updates.plan.confirm(app, &updates.names, how)?;
    }
    let outcome = updates.send(app, &edits).await?;
    bulk::show(app, edits.len(), card, row, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}

/// Reads the deals that are not in `read`, and plans the update of each.
async fn plan_updates(
    app: &App,
    edits: &[Edit<'_>],
    read: Vec<Record>,
) -> Result<UpdatePlan, Error> {
    let ids: Vec<u64> = edits.iter().map(|edit| edit.id).collect();
    let (deals, missing) = bulk::fetch_unread(app, &ids, read).await?;
    let names = app.names_so_far();
    let mut plan = WritePlan::default();
    plan.refused.extend(missing.into_iter().map(|(id, error)| (id.to_string(), error)));
    let mut details = Vec::new();
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
        if let Err(error) = checked {
            plan.refused.push((id.to_string(), error));
            continue;
        }
        let draft = draft.for_deal(&reading);
        let body = draft.clone().into_body();
        if holds_values(&body, &reading) {
            plan.unchanged.push((id, deal));
            continue;
        }
        let text = describe_body(&body, &reading, &names);
        let write = Write::UpdateDeal { deal: id, body };
        let change = Change::new(write, Some(&deal));
        let step = Step::new(id.to_string(), change, text, Some(&deal));
        plan.steps.push(step);
        details.push((id, draft, deal));
    }
    Ok(UpdatePlan { plan, details, names })
}

impl UpdatePlan {
    /// Sends the updates; the records are in the order of `edits`.
    async fn send(self, app: &App, edits: &[Edit<'_>]) -> Result<BulkOutcome, Error> {
        let UpdatePlan { plan, details, names } = self;
        let report = async |n: usize, sent: Result<Record, Error>| {
            let (id, draft, before) = &details[n];
            let after = sent?;
            app.note(format_args!("deal {id}: {}", describe_change(before, &after, draft, &names)));
            Ok(Some(after))
        };
        let mut outcome = plan.send(app, RunOptions::default(), report).await?;
        let ids: Vec<u64> = edits.iter().map(|edit| edit.id).collect();
        outcome.sort_records(&ids);
        Ok(outcome)
    }
}

/// The requests of a deletion.
pub fn delete_requests(targets: &Targets) -> Vec<Request> {
    let delete = |id: &u64| Request::to(&DELETE_DEAL).with("id", *id);
    targets.reads.iter().cloned().chain(targets.ids.iter().map(delete)).collect()
}

/// Deletes the deals after confirmation. Returns `None` if the plan was saved to a file.
pub async fn delete(app: &App, targets: Targets) -> Result<Option<BulkOutcome>, Error> {
    let plan = plan_deletions(app, &targets.ids, targets.read.clone()).await?;
    let names = app.names_so_far();
    if let Some(path) = &targets.plan_file {
        return plan.save(app, &names, path).await.map(|()| None);
    }
    let titles: Vec<(String, String)> =
        plan.steps.iter().map(|step| (step.name.clone(), step.title.clone())).collect();
    if let [(id, title), others @ ..] = &titles[..] {
        if others.is_empty() && !targets.is_selection {
            app.note_reversible(&plan.changes().collect());
            app.confirm(&format!("Delete deal {id} ({title}) in {}?", app.account()))?;
        } else {
            let deals = text::count(titles.len(), "deal");
            let question = format!("Delete {deals} in {}? {}", app.account(), plan.list_titles());
            plan.confirm(app, &names, targets.confirmation(&question, true))?;
        }
    }
    let report = async |n: usize, sent: Result<Record, Error>| {
        let (id, title) = &titles[n];
        match sent {
            Ok(answer) => {
                app.note(format_args!(
                    "deal {id}: deleted ({title}); for 30 days `deals update {id} --deleted=false` may bring it back",
                ));
                Ok(Some(answer))
            }
            // The response may have `success: true` (pipedrive.md P51).
            Err(failure) if failure.status == Some(410) => {
                Err(Error { message: already_deleted(id).message, ..failure })
            }
            Err(failure) => Err(failure),
        }
    };
    plan.send(app, RunOptions::default(), report).await.map(Some)
}

async fn plan_deletions(app: &App, ids: &[u64], read: Vec<Record>) -> Result<WritePlan, Error> {
    let (deals, missing) = bulk::fetch_unread(app, ids, read).await?;
    let mut plan = WritePlan::default();
    plan.refused.extend(missing.into_iter().map(|(id, error)| (id.to_string(), error)));
    for deal in &deals {
        let reading = deal.read();
        let id = reading.id().unwrap_or_default();
        if reading.is_true("is_deleted") {
            plan.refused.push((id.to_string(), already_deleted(id)));
            continue;
        }
        let change = Change::new(Write::DeleteDeal { deal: id }, Some(deal));
        let mut step = Step::new(id.to_string(), change, String::new(), Some(deal));
        step.text = format!("delete {}", step.title);
        plan.steps.push(step);
    }
    Ok(plan)
}

fn already_deleted(id: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Refused, format!("deal {id} is already deleted"))
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

/// Formats `status open → won, value 1,200 EUR → 1,500 EUR`: all changes, including those that Pipedrive made
/// (pipedrive.md P237, P238), except the times that change with every write.
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
        let cell = raw.map(|raw| value::cell_text(field, raw, currency.as_deref(), names));
        let cell = cell.unwrap_or_default();
        let cell = text::clean(&cell);
        if cell.is_empty() { "nothing".to_owned() } else { text::fit(&cell, 60).into_owned() }
    };
    let changes = before.changes(after);
    let changed: Vec<String> = changes
        .iter()
        // A key that the response lacks, and the same value in another form, did not change.
        .filter(|change| change.to.is_some() && !is_same_json(change.from, change.to))
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
    if changed.is_empty() { "nothing changed".into() } else { changed.join(", ") }
}

/// Whether two values mean the same (pipedrive.md P249).
fn is_same_json(from: Option<&str>, to: Option<&str>) -> bool {
    let parse = |text: Option<&str>| serde_json::from_str(text.unwrap_or("null")).ok();
    let (from, to): (Option<Value>, Option<Value>) = (parse(from), parse(to));
    from.zip(to).is_some_and(|(from, to)| value::is_same(&from, &to))
}

/// Describes the change of a draft for a prompt: `Mark 2 deals as won`.
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
