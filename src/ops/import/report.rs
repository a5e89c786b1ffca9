//! The final output of an import, and its exit code.

use super::planning::{Planned, UNKNOWN};
use super::results::{Counts, ROW_STATUSES, RowStatus};
use super::send::Sent;
use super::target::Target;
use crate::app::{self, App, Columns};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::field::{Column, FieldKind, column};
use crate::output::Format;
use crate::text;
use serde_json::{Value, json};

const COLUMNS: &[Column] = &[
    column("rows", "Rows", FieldKind::Any),
    column("created", "Created", FieldKind::Any),
    column("changed", "Changed", FieldKind::Any),
    column("done", "Done", FieldKind::Any),
    column("unchanged", "Unchanged", FieldKind::Any),
    column("skipped", "Skipped", FieldKind::Any),
    column("wrong", "Wrong", FieldKind::Any),
    column("refused", "Refused", FieldKind::Any),
    column("not_done", "Not done", FieldKind::Any),
    column("unknown", "Unknown", FieldKind::Any),
    column("not_tried", "Not tried", FieldKind::Any),
    column("results", "Results", FieldKind::Any),
];
/// Maximum number of errors to list; the results file has all of them.
const MAX_LISTED: usize = 20;

/// The number of rows with this result.
pub fn count(counts: &Counts, status: RowStatus) -> usize {
    ROW_STATUSES
        .iter()
        .zip(counts)
        .find(|(known, _)| **known == status)
        .map_or(0, |(_, count)| *count)
}

/// Prints the counts, as a sentence or as JSON.
pub fn print(app: &App, target: &Target, counts: &Counts, sent: &Sent) -> anyhow::Result<()> {
    let done_before = count(counts, RowStatus::Done).saturating_sub(sent.created + sent.changed);
    let mut parts =
        vec![(sent.created, "created"), (sent.changed, "changed"), (done_before, "done before")];
    parts.extend(
        ROW_STATUSES.iter().zip(counts).skip(1).map(|(status, count)| (*count, status.text())),
    );
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, status)| format!("{count} {status}"))
        .collect();
    let results = match target.results() {
        Some(_) => format!("; results in {}", target.shown_results()),
        None => String::new(),
    };
    let parts = if parts.is_empty() { "no rows".to_owned() } else { parts.join(", ") };
    app.note(format_args!("{}: {parts}{results}", target.shown()));
    if app.format == Format::Table && app.settings.jq.is_none() {
        return Ok(());
    }
    let number = |status| count(counts, status);
    let row = json!({
        "rows": counts.iter().sum::<usize>(),
        "created": sent.created,
        "changed": sent.changed,
        "done": number(RowStatus::Done),
        "unchanged": number(RowStatus::Unchanged),
        "skipped": number(RowStatus::Skipped),
        "wrong": number(RowStatus::Wrong),
        "refused": number(RowStatus::Refused),
        "not_done": number(RowStatus::NotDone),
        "unknown": number(RowStatus::Unknown),
        "not_tried": number(RowStatus::NotTried),
        "results": target.results().map(|path| path.display().to_string()),
    });
    app::print_list(&app.settings, Columns::new(COLUMNS), &[row])
}

/// The error of a run in which rows were not imported. `results` is the path of the results file, if any.
pub fn error(
    results: Option<&str>,
    planned: &Planned,
    counts: &Counts,
    sent: &Sent,
) -> Result<(), Error> {
    let number = |status| count(counts, status);
    let unknown = number(RowStatus::Unknown);
    let bad = number(RowStatus::Wrong)
        + number(RowStatus::Refused)
        + number(RowStatus::NotDone)
        + unknown;
    if bad == 0 && sent.stop.stopped.is_none() {
        return Ok(());
    }
    let total = counts.iter().sum::<usize>();
    let mut message = match &sent.stop.stopped {
        Some(stopped) => {
            format!("{stopped}; {} of {}", number(RowStatus::NotTried), text::count(total, "row"))
                + " not tried"
        }
        None => format!("{bad} of {} not imported:", text::count(total, "row")),
    };
    let unknown_before = planned.unknown.iter().map(|name| format!("{name}: {UNKNOWN}"));
    let with_error = |(name, error): &(String, Error)| format!("{name}: {error}");
    let lines: Vec<String> = planned
        .mistakes
        .lines()
        .into_iter()
        .chain(planned.refused.iter().map(with_error))
        .chain(sent.failed.iter().map(with_error))
        .chain(sent.unknown.iter().map(with_error))
        .chain(unknown_before)
        .collect();
    for line in lines.iter().take(MAX_LISTED) {
        message = format!("{message}\n  {line}");
    }
    let all = planned.mistakes.count()
        + planned.totals.refused
        + sent.failed_count
        + sent.unknown_count
        + planned.unknown_count;
    let more = all.saturating_sub(MAX_LISTED.min(lines.len()));
    if more > 0 {
        message = format!("{message}\n  and {more} more");
    }
    let kind = match &sent.stop.stopped {
        _ if unknown > 0 => ErrorKind::Unavailable,
        Some(stopped) => stopped.kind,
        None => ErrorKind::Partial,
    };
    let effect = if unknown > 0 { WriteOutcome::Unknown } else { WriteOutcome::Nothing };
    let error =
        Error { effect, bulk: Some(Box::new(detail(planned, sent))), ..Error::new(kind, message) };
    Err(error.hint(hint(results, counts, sent.stop.stopped.is_some())))
}

fn hint(results: Option<&str>, counts: &Counts, is_stopped: bool) -> String {
    let number = |status| count(counts, status);
    let mut hints = Vec::new();
    if is_stopped {
        hints.push("run the same command again to go on".to_owned());
    }
    if number(RowStatus::Unknown) > 0 {
        hints.push(
            "for unknown rows run it again after five minutes; it sends what was not executed"
                .to_owned(),
        );
    }
    if number(RowStatus::Wrong) + number(RowStatus::Refused) + number(RowStatus::NotDone) > 0 {
        hints.push(match results {
            Some(results) => {
                format!("correct the other rows in {results}, and import that file")
            }
            None => "correct the other rows, and import only those".to_owned(),
        });
    }
    hints.join("; ")
}

/// The errors as JSON.
fn detail(planned: &Planned, sent: &Sent) -> Value {
    let failure = |(name, error): &(String, Error)| json!({ "name": name, "code": error.kind.code(), "message": error.message });
    let list = |errors: &[(String, Error)]| errors.iter().map(failure).collect::<Vec<_>>();
    let mut unknown = list(&sent.unknown);
    unknown.extend(planned.unknown.iter().map(|name| json!({ "name": name, "message": UNKNOWN })));
    json!({
        "wrong": planned.mistakes.details(),
        "refused": list(&planned.refused),
        "failed": list(&sent.failed),
        "unknown": unknown,
    })
}
