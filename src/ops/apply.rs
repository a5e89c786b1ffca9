//! Applies a plan: sends each of its writes once, unless the deal was changed since the plan was made.

use crate::app::App;
use crate::app::write::journal::{Outcome, State, WriteResult};
use crate::app::write::plan::{Header, OpenPlan, Plan, Row, RowState};
use crate::app::write::{Body, Change, PlanRows, RunOptions, Write};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::names::Names;
use crate::model::record::Record;
use crate::ops::bulk;
use crate::ops::old_and_new::{
    changed_keys, describe_body, describe_changed, holds_values, rebase_values,
};
use crate::ops::v1_deal;
use crate::ops::write_plan::{Confirmation, Step, WritePlan};
use crate::text;
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The decision for a row.
enum Next {
    Send(Box<Step>),
    /// A record shows that it was executed, although the plan does not.
    Done(Option<String>),
    Refuse(Error),
    /// It was sent before, with an unknown outcome.
    Unknown(Option<u64>),
}

/// What to report about a write.
struct Sending {
    label: String,
    text: String,
    creates_record: bool,
}

/// Sends the open writes of a plan. With `rebase` they are adapted to deals that were changed since.
pub async fn apply(app: &App, path: PathBuf, rebase: bool) -> anyhow::Result<()> {
    if app.is_dry() {
        return show(app, &path);
    }
    let (open, Plan { header, rows }) = OpenPlan::open(path)?;
    let total = rows.len();
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.state != RowState::Done).collect();
    if rows.is_empty() {
        app.note(format_args!("already applied: {}", text::count(total, "write")));
        return Ok(());
    }
    check_account(app, &header).await?;
    let names = app.cached_names().await;
    let (plan, numbers, unknown) = decide(app, &open, rows, rebase, &names).await?;
    if !plan.is_empty() {
        let writes = text::count(plan.steps.len(), "write");
        let question = format!("Send {writes} of the plan to {}?", app.account());
        plan.confirm(app, &names, Confirmation::Question(&question))?;
    }
    let sending = |step: &Step| Sending {
        label: step.label(),
        text: step.text.clone(),
        creates_record: step.change.write.creates_record(),
    };
    let sendings: Vec<Sending> = plan.steps.iter().map(sending).collect();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let record = sent?;
        let Sending { label, text, creates_record } = &sendings[n];
        match record.id().filter(|_| *creates_record) {
            Some(id) => app.note(format_args!("{label}: {text} (deal {id})")),
            None => app.note(format_args!("{label}: {text}")),
        }
        Ok(Some(record))
    };
    let plan_makes_copies =
        plan.changes().any(|change| matches!(change.write, Write::DuplicateDeal { .. }));
    let plan_rows = Some(PlanRows { plan: open, numbers });
    let import = header.import;
    let options = RunOptions { plan: plan_rows, import, ..RunOptions::default() };
    let mut outcome = plan.send(app, options, report).await?;
    for (name, error) in unknown {
        outcome.add_unknown(name, error);
    }
    if plan_makes_copies {
        // The responses are in v1 form.
        v1_deal::show(app, total, v1_deal::load_columns(app).await?, &outcome.records).await?;
    } else {
        bulk::show_rows(app, total, &outcome.records).await?;
    }
    Ok(outcome.check("deal")?)
}

/// Shows the open writes and their requests, without network access.
fn show(app: &App, path: &Path) -> anyhow::Result<()> {
    let Plan { header, rows } = Plan::read(path)?;
    let total = rows.len();
    let open = rows.into_iter().filter(|row| row.state != RowState::Done);
    let names = app.names_so_far();
    let steps = open.map(|row| {
        let text = describe_planned(&row.change, &names);
        Step::new(row.name, row.change, text, None)
    });
    let plan = WritePlan { steps: steps.collect(), ..WritePlan::default() };
    let Header { account, command, time, .. } = &header;
    app.note(format_args!(
        "plan of `deals {command}` for account {account}, {}: {} of {} done",
        app.display_time(*time),
        total - plan.steps.len(),
        text::count(total, "write"),
    ));
    if !plan.is_empty() {
        plan.show(app, &names);
    }
    app.plan(&plan.requests()?)
}

/// Describes the change relative to the deal at the time of the plan.
fn describe_planned(change: &Change, names: &Names) -> String {
    let Change { write, before, .. } = change;
    let before = serde_json::value::to_raw_value(before).ok().and_then(Record::new);
    match (write, before) {
        (Write::UpdateDeal { body, .. }, Some(before)) => {
            describe_body(body, &before.read(), names)
        }
        (write, _) => write.describe_action(),
    }
}

async fn check_account(app: &App, header: &Header) -> Result<(), Error> {
    let account = app.account_key().await?;
    if account == header.account {
        return Ok(());
    }
    Err(Error::usage(format!(
        "the plan is for account {}, not for {account}, the account of this run",
        header.account
    ))
    .hint("choose the account of the plan with --profile"))
}

/// Returns the rows to send with their numbers in the plan, and the rows whose outcome stays unknown.
async fn decide(
    app: &App,
    open: &OpenPlan,
    rows: Vec<Row>,
    rebase: bool,
    names: &Names,
) -> Result<(WritePlan, Vec<usize>, Vec<(String, Error)>), Error> {
    let reads = rows.iter().filter(|row| is_idempotent(&row.change.write));
    let mut ids: Vec<u64> = reads.filter_map(|row| row.change.write.find_deal()).collect();
    bulk::keep_first(&mut ids);
    let (deals, missing) = bulk::fetch(app, &ids, &|request| request).await?;
    let deals: HashMap<u64, Record> =
        deals.into_iter().filter_map(|deal| Some((deal.id()?, deal))).collect();
    let missing: HashMap<u64, Error> = missing.into_iter().collect();
    let recorded = read_doubtful(app, &rows).await?;
    let (mut plan, mut numbers, mut unknown) = (WritePlan::default(), Vec::new(), Vec::new());
    for row in rows {
        let deal = row.change.write.find_deal();
        let current = deal.and_then(|deal| deals.get(&deal));
        let next = match deal.and_then(|deal| missing.get(&deal)) {
            Some(error) => Next::Refuse(error.clone()),
            None => examine(&row, current, recorded.get(&row.n), rebase, names),
        };
        match next {
            Next::Send(step) => {
                plan.steps.push(*step);
                numbers.push(row.n);
            }
            Next::Done(id) => {
                open.record(row.n, &done_result(id)).map_err(|error| {
                    let path = open.path().display();
                    Error::unexpected(format!("cannot write the plan {path}: {error}"))
                })?;
                app.note(format_args!("{}: already done", row.name));
            }
            Next::Refuse(error) => plan.refused.push((row.name, error)),
            Next::Unknown(entry) => unknown.push((row.name, unknown_error(entry))),
        }
    }
    Ok((plan, numbers, unknown))
}

/// Reads the journal for sent rows whose outcome the plan does not have. Outcomes that are unknown there,
/// too, are looked up.
async fn read_doubtful(app: &App, rows: &[Row]) -> Result<HashMap<usize, State>, Error> {
    let in_journal: Vec<(usize, (u64, usize), &Row)> = rows
        .iter()
        .filter_map(|row| match row.state {
            RowState::InDoubt { entry: Some(entry), .. } if !is_idempotent(&row.change.write) => {
                Some((row.n, entry, row))
            }
            _ => None,
        })
        .collect();
    let mut found = HashMap::new();
    let (false, Some(journal)) = (in_journal.is_empty(), app.journal().await?) else {
        return Ok(found);
    };
    let unread = |error: std::io::Error| {
        Error::unexpected(format!("cannot read {}: {error}", journal.path().display()))
    };
    let oldest = in_journal.iter().map(|(_, (entry, _), _)| *entry).min().unwrap_or_default();
    for entry in journal.entries().map_err(unread)? {
        let mut entry = entry.map_err(unread)?;
        if entry.id < oldest {
            break;
        }
        // An entry with that number on another machine is a different one.
        let own = in_journal.iter().filter(|(_, (id, n), row)| {
            *id == entry.id
                && entry.changes.get(*n).is_some_and(|state| state.change.write == row.change.write)
        });
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            continue;
        }
        if own.iter().any(|(_, (_, n), _)| entry.is_in_doubt(&entry.changes[*n])) {
            app.check_writes(&journal, std::slice::from_ref(&entry)).await?;
            let read = journal.entries().map_err(unread)?;
            for again in read {
                let again = again.map_err(unread)?;
                if again.id == entry.id {
                    entry = again;
                    break;
                }
            }
        }
        for (row, (_, n), _) in own {
            found.insert(*row, entry.changes[*n].clone());
        }
    }
    Ok(found)
}

/// Whether sending the write twice has the same effect as sending it once.
fn is_idempotent(write: &Write) -> bool {
    matches!(write, Write::UpdateDeal { .. } | Write::DeleteDeal { .. })
}

/// Decides about a row from the current state of its deal.
fn examine(
    row: &Row,
    current: Option<&Record>,
    recorded: Option<&State>,
    rebase: bool,
    names: &Names,
) -> Next {
    let Change { write, before, .. } = &row.change;
    let is_in_doubt = row.state != RowState::Open;
    let send = |change: Change, text: String| {
        let change = Change { row: row.change.row, ..change };
        Next::Send(Box::new(Step::new(row.name.clone(), change, text, current)))
    };
    if is_in_doubt && !is_idempotent(write) {
        let entry = match row.state {
            RowState::InDoubt { entry, .. } => entry.map(|(entry, _)| entry),
            RowState::Open | RowState::Done => None,
        };
        return match recorded.and_then(|state| state.result.as_ref()) {
            Some(result) if result.outcome == Outcome::Done => Next::Done(result.id.clone()),
            Some(result) if result.outcome == Outcome::NotDone => {
                send(row.change.clone(), write.describe_action())
            }
            _ => Next::Unknown(entry),
        };
    }
    let Some(deal) = current else { return send(row.change.clone(), write.describe_action()) };
    let reading = deal.read();
    let is_deleted = reading.is_true("is_deleted");
    match write {
        Write::UpdateDeal { deal: id, body } => {
            if is_deleted && !is_in_doubt && !body.contains_key("is_deleted") {
                return Next::Refuse(Error::new(ErrorKind::Refused, "it is deleted"));
            }
            // It was executed, or another user made the same change.
            if holds_values(body, &reading) {
                return Next::Done(Some(id.to_string()));
            }
            let changed = changed_keys(body, Some(before), before, &reading, is_in_doubt);
            if changed.is_empty() {
                let text = describe_body(body, &reading, names);
                return send(Change::new(write.clone(), current), text);
            }
            if !rebase {
                let changes = describe_changed(&changed, before, &reading, names);
                return Next::Refuse(
                    Error::new(ErrorKind::Refused, format!("changed since: {changes}"))
                        .hint("plan it again for the deal as it is now with --rebase"),
                );
            }
            let body = rebase_values(body, before, &reading);
            let text = describe_body(&body, &reading, names);
            send(Change::new(Write::UpdateDeal { deal: *id, body }, current), text)
        }
        Write::DeleteDeal { deal } if is_deleted && is_in_doubt => {
            Next::Done(Some(deal.to_string()))
        }
        Write::DeleteDeal { .. } if is_deleted => {
            Next::Refuse(Error::new(ErrorKind::Refused, "it is already deleted"))
        }
        // A deletion touches every value.
        Write::DeleteDeal { .. } if has_changed(&row.change, deal) && !rebase => Next::Refuse(
            Error::new(ErrorKind::Refused, "changed since the plan was made")
                .hint("send it all the same with --rebase"),
        ),
        write => send(Change::new(write.clone(), current), write.describe_action()),
    }
}

/// Whether the deal has another `update_time` than in the plan.
fn has_changed(change: &Change, deal: &Record) -> bool {
    let reading = deal.read();
    let now = reading.text("update_time");
    change.seen_update_time.as_deref().is_some_and(|seen| now.as_deref() != Some(seen))
}

fn unknown_error(entry: Option<u64>) -> Error {
    let error =
        Error::new(ErrorKind::Unavailable, "it was sent before, and the outcome is unknown");
    let error = Error { effect: WriteOutcome::Unknown, ..error };
    match entry {
        Some(entry) => error.hint(format!("check it with: deals log --check {entry} --wait")),
        None => error.hint("check in Pipedrive whether it was executed"),
    }
}

fn done_result(id: Option<String>) -> WriteResult {
    WriteResult {
        outcome: Outcome::Done,
        time: Timestamp::now(),
        id,
        after: Body::new(),
        why: None,
        candidates: Vec::new(),
    }
}
