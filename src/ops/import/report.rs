//! What is said at the end of an import, and its exit code.

use super::planning::{Planned, UNKNOWN};
use super::results::{Counts, WORDS, Word};
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
/// Errors that are listed; the file of results has all.
const LISTED: usize = 20;

/// How many rows ended with this word.
pub fn count(counts: &Counts, word: Word) -> usize {
    WORDS.iter().zip(counts).find(|(known, _)| **known == word).map_or(0, |(_, count)| *count)
}

/// Prints the counts: in one sentence, and for programs.
pub fn print(app: &App, target: &Target, counts: &Counts, sent: &Sent) -> anyhow::Result<()> {
    let done_before = count(counts, Word::Done).saturating_sub(sent.created + sent.changed);
    let mut parts =
        vec![(sent.created, "created"), (sent.changed, "changed"), (done_before, "done before")];
    parts.extend(WORDS.iter().zip(counts).skip(1).map(|(word, count)| (*count, word.text())));
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
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
    let of = |word| count(counts, word);
    let row = json!({
        "rows": counts.iter().sum::<usize>(),
        "created": sent.created,
        "changed": sent.changed,
        "done": of(Word::Done),
        "unchanged": of(Word::Unchanged),
        "skipped": of(Word::Skipped),
        "wrong": of(Word::Wrong),
        "refused": of(Word::Refused),
        "not_done": of(Word::NotDone),
        "unknown": of(Word::Unknown),
        "not_tried": of(Word::NotTried),
        "results": target.results().map(|path| path.display().to_string()),
    });
    app::print_list(&app.settings, Columns::new(COLUMNS), &[row])
}

/// The error of a run, if rows were not imported. `results` is the file that has them, if one was written.
pub fn error(
    results: Option<&str>,
    planned: &Planned,
    counts: &Counts,
    sent: &Sent,
) -> Result<(), Error> {
    let of = |word| count(counts, word);
    let unknown = of(Word::Unknown);
    let bad = of(Word::Wrong) + of(Word::Refused) + of(Word::NotDone) + unknown;
    if bad == 0 && sent.stopped.is_none() {
        return Ok(());
    }
    let total = counts.iter().sum::<usize>();
    let mut message = match &sent.stopped {
        Some(stopped) => {
            format!("{stopped}; {} of {}", of(Word::NotTried), text::count(total, "row"))
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
    for line in lines.iter().take(LISTED) {
        message = format!("{message}\n  {line}");
    }
    let all = planned.mistakes.count()
        + planned.totals.refused
        + sent.failed_count
        + sent.unknown_count
        + planned.unknown_count;
    let more = all.saturating_sub(LISTED.min(lines.len()));
    if more > 0 {
        message = format!("{message}\n  and {more} more");
    }
    let kind = match &sent.stopped {
        _ if unknown > 0 => ErrorKind::Unavailable,
        Some(stopped) => stopped.kind,
        None => ErrorKind::Partial,
    };
    let effect = if unknown > 0 { WriteOutcome::Unknown } else { WriteOutcome::Nothing };
    let error =
        Error { effect, bulk: Some(Box::new(detail(planned, sent))), ..Error::new(kind, message) };
    Err(error.hint(hint(results, counts, sent.stopped.is_some())))
}

fn hint(results: Option<&str>, counts: &Counts, is_stopped: bool) -> String {
    let of = |word| count(counts, word);
    let mut hints = Vec::new();
    if is_stopped {
        hints.push("run the same command again to go on".to_owned());
    }
    if of(Word::Unknown) > 0 {
        hints.push(
            "for unknown rows run it again after five minutes; it sends what was not executed"
                .to_owned(),
        );
    }
    if of(Word::Wrong) + of(Word::Refused) + of(Word::NotDone) > 0 {
        hints.push(match results {
            Some(results) => {
                format!("correct the other rows in {results}, and import that file")
            }
            None => "correct the other rows, and import only those".to_owned(),
        });
    }
    hints.join("; ")
}

/// The errors for a script.
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
