//! Several deals at once: read with the cheapest calls, changed one by one, each with its result.

use crate::api::endpoints::{DELETE_DEAL, GET_DEAL, LIST_DEALS, UPDATE_DEAL};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::draft::Draft;
use crate::error::{Failure, Kind};
use crate::model::field::Field;
use crate::model::names::Names;
use crate::model::record::{Reading, Record};
use crate::model::time;
use crate::model::value;
use crate::text;
use jiff::Timestamp;
use std::collections::HashMap;
use std::io::{self, BufRead};

/// From this many deals on one list call (10 tokens for up to 100) beats single ones (1 each).
const BATCH_FROM: usize = 11;
/// The columns of a deal among others.
pub const ROW: [&str; 7] =
    ["id", "title", "value", "status", "stage_id", "owner_id", "expected_close_date"];
/// The reference's limit for `ids`.
const BATCH: usize = 100;

/// The deals that a command is about; `-` reads them from stdin, one a line.
pub async fn ids(app: &App, words: &[String]) -> Result<Vec<u64>, Failure> {
    let mut ids = Vec::new();
    for word in words {
        if word == "-" {
            for line in io::stdin().lock().lines() {
                let line =
                    line.map_err(|error| Failure::usage(format!("stdin cannot be read: {error}")))?;
                // `jq .id` prints a number, `jq '"\(.id)"'` a quoted one.
                for word in line
                    .split([',', ' ', '\t'])
                    .map(|word| word.trim_matches('"'))
                    .filter(|w| !w.is_empty())
                {
                    ids.push(app.deal_id(word).await?);
                }
            }
        } else {
            ids.push(app.deal_id(word).await?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}

/// The calls that [`fetch`] begins with.
pub fn fetch_plan(ids: &[u64], options: &dyn Fn(Request) -> Request) -> Vec<Request> {
    let single = |id: &u64| options(Request::to(&GET_DEAL).with("id", *id));
    let batch = |ids: &[u64]| {
        options(Request::to(&LIST_DEALS).list("ids", ids)).query("limit", BATCH.to_string())
    };
    ids.chunks(BATCH)
        .flat_map(|chunk| match chunk.len() < BATCH_FROM {
            true => chunk.iter().map(single).collect(),
            false => vec![batch(chunk)],
        })
        .collect()
}

/// The deals in the order asked for, and a failure for each that is not to be had. What a batch
/// leaves out without a word (missing, archived, deleted: behaviours 42, 52) is asked for singly.
pub async fn fetch(
    app: &App,
    ids: &[u64],
    options: &dyn Fn(Request) -> Request,
) -> Result<(Vec<Record>, Vec<(u64, Failure)>), Failure> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(BATCH).filter(|chunk| chunk.len() >= BATCH_FROM) {
        for deal in app.all(options(Request::to(&LIST_DEALS).list("ids", chunk))).await? {
            if let Some(id) = deal.read().id() {
                found.insert(id, deal);
            }
        }
    }
    let (mut deals, mut missing) = (Vec::new(), Vec::new());
    for id in ids {
        if let Some(deal) = found.remove(id) {
            deals.push(deal);
            continue;
        }
        match app.one(&options(Request::to(&GET_DEAL).with("id", *id))).await {
            Ok(deal) => deals.push(deal),
            Err(failure) if failure.kind == Kind::NotFound => {
                missing.push((*id, not_found(*id, failure)));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok((deals, missing))
}

/// A failure about one deal: its absence is told by its number.
pub fn named(id: u64, failure: Failure) -> Failure {
    if failure.kind == Kind::NotFound { not_found(id, failure) } else { failure }
}

fn not_found(id: u64, failure: Failure) -> Failure {
    let said = Failure { message: format!("no deal {id} ({failure})"), ..failure };
    said.hint("it may be deleted for good, or not visible to this token's user")
}

/// The calls of a change: each deal is read first, to check it and to tell what moved.
pub fn change_plan(ids: &[u64], draft: &Draft) -> Vec<Request> {
    let mut plan = fetch_plan(ids, &|request| request);
    plan.extend(ids.iter().map(|id| change_of(*id, draft.for_any_deal())));
    plan
}

fn change_of(id: u64, draft: Draft) -> Request {
    Request::to(&UPDATE_DEAL).with("id", id).json(draft.into_body())
}

/// Writes the same draft to every deal, and says of each what changed. Gives back the deals as
/// they now are, and what could not be changed.
pub async fn change(
    app: &App,
    ids: &[u64],
    draft: &Draft,
    unmodified_since: Option<Timestamp>,
) -> Result<(Vec<Record>, Vec<(u64, Failure)>), Failure> {
    let (deals, mut failed) = fetch(app, ids, &|request| request).await?;
    let mut ready = Vec::new();
    for deal in deals {
        let reading = deal.read();
        let id = reading.id().unwrap_or_default();
        let checked =
            draft.check_change(&reading).and_then(|()| unmodified(&reading, unmodified_since));
        match checked {
            Ok(()) => ready.push((id, draft.for_deal(&reading), deal)),
            Err(failure) => failed.push((id, failure)),
        }
    }
    let names = app.names_so_far();
    if ids.len() > 1 && !ready.is_empty() {
        let headings = draft.codes().into_iter().map(|code| heading(code, &names));
        let codes = headings.collect::<Vec<_>>().join(", ");
        app.confirm(&format!(
            "Change {codes} of {} in {}?",
            text::count(ready.len(), "deal"),
            app.account()
        ))?;
    }
    let mut changed = Vec::new();
    for (id, draft, before) in ready {
        if draft.is_empty() {
            // Its labels are as they should be already: nothing to pay for.
            app.note(format_args!("deal {id}: nothing to change"));
            changed.push(before);
            continue;
        }
        match app.change(&change_of(id, draft.clone())).await {
            Ok(after) => {
                app.note(format_args!("deal {id}: {}", told(&before, &after, &draft, &names)));
                changed.push(after);
            }
            Err(failure) if ends_the_run(&failure) => return Err(stopped(failure, &changed)),
            Err(failure) => failed.push((id, failure)),
        }
    }
    Ok((changed, failed))
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
        return app.plan(&change_plan(ids, draft));
    }
    let (changed, failed) = change(app, ids, draft, unmodified_since).await?;
    show(app, ids.len(), card, row, &changed).await?;
    Ok(outcome(changed.len(), failed)?)
}

/// What became of the deals asked for: a card for one, rows for several, nothing for none.
pub async fn show(
    app: &App,
    asked: usize,
    card: Columns,
    row: Columns,
    deals: &[Record],
) -> anyhow::Result<()> {
    match deals {
        [] => Ok(()),
        [deal] if asked == 1 => app.print(card, deal).await,
        deals => {
            let mut rows = app.list(row).await?;
            rows.page(deals)?;
            rows.finish()?;
            Ok(())
        }
    }
}

/// The calls of a deletion.
pub fn delete_plan(ids: &[u64]) -> Vec<Request> {
    let mut plan = fetch_plan(ids, &|request| request);
    plan.extend(ids.iter().map(|id| Request::to(&DELETE_DEAL).with("id", *id)));
    plan
}

/// Deletes the deals, after asking. Gives back the answers, and what could not be deleted.
pub async fn delete(app: &App, ids: &[u64]) -> Result<(Vec<Record>, Vec<(u64, Failure)>), Failure> {
    let (deals, mut failed) = fetch(app, ids, &|request| request).await?;
    let mut ready = Vec::new();
    for deal in &deals {
        let reading = deal.read();
        let id = reading.id().unwrap_or_default();
        match reading.get("is_deleted").is_some_and(|raw| raw.get() == "true") {
            true => failed
                .push((id, Failure::new(Kind::Refused, format!("deal {id} is deleted already")))),
            false => ready.push((id, reading.text("title").unwrap_or_default())),
        }
    }
    let question = match &ready[..] {
        [] => return Ok((Vec::new(), failed)),
        [(id, title)] => format!("Delete deal {id} ({}) in {}?", text::clean(title), app.account()),
        many => format!("Delete {} in {}?", text::count(many.len(), "deal"), app.account()),
    };
    app.confirm(&question)?;
    let mut deleted = Vec::new();
    for (id, title) in ready {
        match app.change(&Request::to(&DELETE_DEAL).with("id", id)).await {
            Ok(answer) => {
                app.note(format_args!(
                    "deal {id}: deleted ({}); for 30 days `deals update {id} --deleted=false` may bring it back",
                    text::clean(&title)
                ));
                deleted.push(answer);
            }
            Err(failure) if ends_the_run(&failure) => return Err(stopped(failure, &deleted)),
            Err(failure) => failed.push((id, failure)),
        }
    }
    Ok((deleted, failed))
}

/// Does one write for each of these, which go by name, each with its result: the records that came
/// back, and what could not be done. What would go no better for the next one ends the run.
pub async fn each<T>(
    things: &[(String, T)],
    write: impl AsyncFn(&str, &T) -> Result<Option<Record>, Failure>,
) -> Result<(Vec<Record>, Vec<(String, Failure)>), Failure> {
    let (mut records, mut done, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (name, thing) in things {
        match write(name, thing).await {
            Ok(record) => {
                records.extend(record);
                done.push(name.as_str());
            }
            Err(failure) if ends_the_run(&failure) && !done.is_empty() => {
                let message = format!("{failure}; done before that: {}", done.join(", "));
                return Err(Failure { message, ..failure });
            }
            Err(failure) if ends_the_run(&failure) => return Err(failure),
            Err(failure) => failed.push((name.clone(), failure)),
        }
    }
    Ok((records, failed))
}

/// The failure of a run over several deals: the one itself, or a line for each.
pub fn outcome(done: usize, failed: Vec<(u64, Failure)>) -> Result<(), Failure> {
    outcome_of("deal", done, failed.into_iter().map(|(id, why)| (id.to_string(), why)).collect())
}

/// The same of things that are called `noun`.
pub fn outcome_of(
    noun: &str,
    done: usize,
    mut failed: Vec<(String, Failure)>,
) -> Result<(), Failure> {
    if failed.is_empty() {
        return Ok(());
    }
    if done == 0 && failed.len() == 1 {
        return Err(failed.remove(0).1);
    }
    let lines: String =
        failed.iter().map(|(name, failure)| format!("\n  {name}: {failure}")).collect();
    // All of one kind and nothing done: that kind's code says more than "partial".
    let kind = failed[0].1.kind;
    let alike = done == 0 && failed.iter().all(|(_, failure)| failure.kind == kind);
    let of = text::count(done + failed.len(), noun);
    let failure = Failure::new(
        if alike { kind } else { Kind::Partial },
        format!("{} of {of} failed:{lines}", failed.len()),
    );
    let quoted = |(name, _): &(String, Failure)| match name.contains(' ') {
        true => format!("\"{name}\""),
        false => name.clone(),
    };
    let again = failed.iter().map(quoted).collect::<Vec<_>>().join(" ");
    Err(failure.hint(format!("what succeeded is done; to try the rest again: {again}")))
}

/// The failure of a read that did not find them all: they are named.
pub fn missing(mut missing: Vec<(u64, Failure)>) -> Result<(), Failure> {
    match missing.len() {
        0 => Ok(()),
        1 => Err(missing.remove(0).1),
        _ => {
            let ids = missing.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>().join(", ");
            Err(Failure { message: format!("no deals {ids}"), ..missing.remove(0).1 })
        }
    }
}

/// What ends a run over several deals, for the next one would fare no better.
pub fn ends_the_run(failure: &Failure) -> bool {
    matches!(failure.kind, Kind::Denied | Kind::RateLimited | Kind::Unavailable | Kind::Cancelled)
}

/// What ended the run, and what was done before.
pub fn stopped(failure: Failure, done: &[Record]) -> Failure {
    if done.is_empty() {
        return failure;
    }
    let ids: Vec<String> =
        done.iter().filter_map(|deal| deal.read().id()).map(|id| id.to_string()).collect();
    let message = format!("{failure}; done before that: {}", ids.join(" "));
    Failure { message, ..failure }
}

fn unmodified(deal: &Reading, since: Option<Timestamp>) -> Result<(), Failure> {
    let (Some(since), Some(updated)) =
        (since, deal.text("update_time").as_deref().and_then(time::read))
    else {
        return Ok(());
    };
    if updated <= since {
        return Ok(());
    }
    let id = deal.id().unwrap_or_default();
    Err(Failure::new(
        Kind::Refused,
        format!("deal {id} was changed at {}, after {}", time::v2(updated), time::v2(since)),
    )
    .hint(format!("look at it first: deals get {id}")))
}

/// `status open → won, value 1200 → 1500`: everything that moved, so that what Pipedrive changed on
/// its own (field note Q44) is seen too; but for the clocks that move with every write.
fn told(before: &Record, after: &Record, draft: &Draft, names: &Names) -> String {
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
    let shown = |field: &Field, raw: Option<&str>| {
        let raw =
            raw.and_then(|raw| serde_json::from_str::<&serde_json::value::RawValue>(raw).ok());
        let face = raw.map(|raw| value::show(field, raw, names)).unwrap_or_default();
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
            let field = names.field_of(&change.code);
            let name = heading(&change.code, names);
            format!("{name} {} → {}", shown(&field, change.from), shown(&field, change.to))
        })
        .collect();
    if told.is_empty() { "nothing changed".into() } else { told.join(", ") }
}

/// A field's name within a sentence.
fn heading(code: &str, names: &Names) -> String {
    let field = names.field_of(code);
    match field.is_custom() {
        true => text::clean(&field.name).into_owned(),
        false => field.name.to_lowercase(),
    }
}
