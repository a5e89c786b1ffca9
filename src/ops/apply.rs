//! Applies a plan: its writes are sent as they were decided on, each once, to deals that are still as they
//! were.

use crate::api::request::Request;
use crate::app::App;
use crate::app::write::journal::{Outcome, WriteResult};
use crate::app::write::plan::{Plan, PlanFile, Row, RowState};
use crate::app::write::{Body, Change, PlanRows, RunOptions, Write};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::names::Names;
use crate::model::record::Record;
use crate::ops::bulk;
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::old_and_new::{changed_keys, describe_body, describe_changed, holds_values};
use crate::text;
use jiff::Timestamp;
use std::collections::HashMap;

/// What is to become of a row.
enum Next {
    Send(Change, String),
    /// It was executed, though nobody wrote it down.
    Done(Option<Record>),
    Refuse(Error),
    /// It was sent before, and nothing shows whether it was executed.
    Unknown,
}

/// Sends the writes of a plan that are open. `rebase` plans anew for the deals that changed since.
pub async fn apply(app: &App, file: PlanFile, rebase: bool) -> anyhow::Result<()> {
    let Plan { header, rows } = file.read()?;
    let total = rows.len();
    let open: Vec<Row> = rows.into_iter().filter(|row| row.state != RowState::Done).collect();
    if open.is_empty() {
        app.note(format_args!("already applied: {}", text::count(total, "write")));
        return Ok(());
    }
    if app.is_dry() {
        let requests: Result<Vec<Request>, Error> =
            open.iter().map(|row| row.change.write.request()).collect();
        return app.plan(&requests?);
    }
    let account = app.account_key().await?;
    if account != header.account {
        return Err(Error::usage(format!(
            "the plan is of account {}, and this is account {account}",
            header.account
        ))
        .hint("choose the account of the plan with --profile")
        .into());
    }
    let mut ids: Vec<u64> = open.iter().filter_map(|row| row.change.write.find_deal()).collect();
    bulk::keep_first(&mut ids);
    let (deals, missing) = bulk::fetch(app, &ids, &|request| request).await?;
    let deals: HashMap<u64, Record> =
        deals.into_iter().filter_map(|deal| Some((deal.read().id()?, deal))).collect();
    let mut missing: HashMap<u64, Error> = missing.into_iter().collect();
    let names = app.names_at_hand().await;
    let (mut refused, mut unknown) = (Vec::new(), Vec::new());
    let (mut ready, mut texts, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for row in open {
        let deal = row.change.write.find_deal();
        let next = match deal.and_then(|deal| missing.remove(&deal)) {
            Some(error) => Next::Refuse(error),
            None => examine(&row, deal.and_then(|deal| deals.get(&deal)), rebase, &names),
        };
        match next {
            Next::Send(change, text) => {
                ready.push((row.label.clone(), change));
                texts.push(text);
                numbers.push(row.n);
            }
            Next::Done(record) => {
                let id = record.and_then(|record| record.id()).map(|id| id.to_string());
                file.result(row.n, &found_done(id))?;
                app.note(format_args!("{}: done already", row.label));
            }
            Next::Refuse(error) => refused.push((row.label, error)),
            Next::Unknown => unknown.push(row.label),
        }
    }
    if !ready.is_empty() {
        show(app, &ready, &texts, &refused);
        let writes = text::count(ready.len(), "write");
        app.confirm(&format!("Send {writes} of the plan to {}?", app.account()))?;
    }
    let plan = Some(PlanRows { file, numbers });
    let mut outcome = BulkOutcome::with_options(RunOptions { plan, ..RunOptions::default() });
    for (label, error) in refused {
        outcome.add_failed(label, error);
    }
    for label in unknown {
        let error =
            Error::new(ErrorKind::Unavailable, "it was sent before, and its outcome is unknown");
        outcome.add_unknown(label, Error { effect: WriteOutcome::Unknown, ..error });
    }
    let labels: Vec<String> = ready.iter().map(|(label, _)| label.clone()).collect();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let record = sent?;
        app.note(format_args!("deal {}: {}", labels[n], texts[n]));
        Ok(Some(record))
    };
    outcome.send(app, ready, report).await?;
    bulk::show_rows(app, total, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}

/// Whether a row can be sent to the deal as it is now.
fn examine(row: &Row, current: Option<&Record>, rebase: bool, names: &Names) -> Next {
    let Change { write, before, .. } = &row.change;
    let is_in_doubt = row.state == RowState::InDoubt;
    let (deal, reading) = match current {
        Some(deal) => (deal, deal.read()),
        None if is_in_doubt => return Next::Unknown,
        None => return Next::Send(row.change.clone(), write.describe()),
    };
    let is_deleted = reading.get("is_deleted").is_some_and(|raw| raw.get() == "true");
    match write {
        Write::UpdateDeal { body, .. } => {
            if is_in_doubt && holds_values(body, &reading) {
                return Next::Done(Some(deal.clone()));
            }
            if is_deleted && !body.contains_key("is_deleted") {
                return Next::Refuse(Error::new(ErrorKind::Refused, "it is deleted"));
            }
            let touched: Body = body.clone();
            let changed = changed_keys(&touched, Some(before), before, &reading, is_in_doubt);
            if !changed.is_empty() && !rebase {
                let changes = describe_changed(&changed, before, &reading, names);
                return Next::Refuse(
                    Error::new(ErrorKind::Refused, format!("changed since: {changes}"))
                        .hint("write to it all the same with --rebase"),
                );
            }
            let text = describe_body(body, &reading, names);
            Next::Send(Change::new(write.clone(), Some(deal)), text)
        }
        Write::DeleteDeal { .. } if is_deleted => {
            if is_in_doubt {
                Next::Done(Some(deal.clone()))
            } else {
                Next::Refuse(Error::new(ErrorKind::Refused, "it is deleted already"))
            }
        }
        Write::DeleteDeal { .. } => {
            Next::Send(Change::new(write.clone(), Some(deal)), write.describe())
        }
        _ if is_in_doubt => Next::Unknown,
        _ => Next::Send(row.change.clone(), write.describe()),
    }
}

/// What is going to be sent, for whoever is asked about it.
fn show(app: &App, ready: &[(String, Change)], texts: &[String], refused: &[(String, Error)]) {
    const LISTED: usize = 5;
    if app.settings.flags.yes {
        return;
    }
    for ((label, _), text) in ready.iter().zip(texts).take(LISTED) {
        app.note(format_args!("  {label}: {text}"));
    }
    if ready.len() > LISTED {
        app.note(format_args!("  and {} more", ready.len() - LISTED));
    }
    for (label, error) in refused.iter().take(LISTED) {
        app.note(format_args!("  refused: {label}: {error}"));
    }
}

fn found_done(id: Option<String>) -> WriteResult {
    WriteResult {
        outcome: Outcome::Done,
        time: Timestamp::now(),
        id,
        after: Body::new(),
        why: None,
        candidates: Vec::new(),
    }
}
