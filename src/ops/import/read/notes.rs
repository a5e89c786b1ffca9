//! The notes about how a file was read, one line each.

use super::amounts;
use super::columns::{FileColumn, Role, list};
use super::dates;
use super::facts::Facts;
use super::reading::{Reading, role_field};
use super::table::FileTable;
use crate::model::field::FieldKind;
use crate::text;

pub fn collect(reading: &Reading, facts: &Facts, table: &FileTable) -> Vec<String> {
    let mut notes = Vec::new();
    for (column, facts) in reading.columns.iter().zip(&facts.columns) {
        let heading = text::clean(&column.heading);
        if let dates::OrderDecision::Proved(order, seen) = facts.dates.decide() {
            notes.push(format!(
                "dates in `{heading}` are {}: row {}, {}",
                order.word(),
                seen.row,
                seen.text
            ));
        }
        if let amounts::MarkDecision::Proved(mark, seen) = facts.amounts.decide()
            && mark == amounts::DecimalMark::Comma
        {
            notes.push(format!(
                "amounts in `{heading}` have the decimal mark `,`: row {}, {}",
                seen.row, seen.text
            ));
        }
        let mut words: Vec<_> = facts.placeholders.iter().collect();
        words.sort_unstable();
        for (word, count) in words {
            notes.push(format!(
                "`{}` is the text of {} in `{heading}`; --empty '{word}' would make it empty",
                text::clean(word),
                text::count(*count, "cell")
            ));
        }
        if facts.html > 0 {
            let cells = text::count(facts.html, "cell");
            notes.push(format!("{cells} in `{heading}` with HTML: it is kept as text"));
        }
    }
    notes.extend(list_ignored(reading, facts));
    notes.extend(pipelines(reading, facts));
    let counts = facts.counts;
    let mut count = |n: usize, noun: &str, what: &str| {
        if n > 0 {
            notes.push(format!("{} {what}", text::count(n, noun)));
        }
    };
    count(counts.blank, "blank row", "skipped");
    count(counts.footer, "row", "of the footer skipped");
    count(counts.last, "row", "at the end left out");
    count(facts.short, "row", "with fewer cells than headings: the missing ones are empty");
    count(facts.trimmed, "cell", "with spaces around the text: they are removed");
    let has = |role: &Role| reading.columns.iter().any(|column| column.role == *role);
    if has(&Role::Updated) && reading.zone_of_updates.is_none() {
        let is_local = reading.columns.iter().zip(&facts.columns).any(|(column, facts)| {
            column.role == Role::Updated && facts.filled > 0 && facts.has_local_time
        });
        if is_local {
            notes.push("the times of update have no zone: use --zone if you know it".to_owned());
        }
    }
    let is_clock = |column: &FileColumn| {
        role_field(&column.role)
            .is_some_and(|f| matches!(f.kind, FieldKind::Clock | FieldKind::ClockRange))
    };
    if reading
        .columns
        .iter()
        .zip(&facts.columns)
        .any(|(column, facts)| is_clock(column) && facts.filled > 0)
    {
        notes.push("times of day without a zone are those of the account".to_owned());
    }
    if reading.key.is_none() && facts.rows > 0 && facts.new_rows == facts.rows {
        notes.push(
            "no ID and no --key: the same rows in another file would be created again".to_owned(),
        );
    }
    if !table.other_sheets.is_empty() {
        let others: Vec<&str> = table.other_sheets.iter().map(String::as_str).collect();
        notes.push(format!(
            "only the first sheet is read; others have rows, too: {}",
            list(&others)
        ));
    }
    if table.is_page {
        notes.push("the file has a cursor to a next page: it is one page of more".to_owned());
    }
    notes
}

/// The names of the columns that are not imported.
fn list_ignored(reading: &Reading, facts: &Facts) -> Vec<String> {
    let mut notes = Vec::new();
    let joined = reading.columns.iter().filter(|column| column.places.len() > 1);
    let mut used: Vec<usize> = joined.flat_map(|column| column.places.iter().copied()).collect();
    used.extend(reading.settings.iter().flat_map(|setting| setting.template.places()));
    let is_ignored = |column: &&FileColumn| {
        let is_used = column.places.iter().any(|place| used.contains(place));
        !is_used
            && matches!(column.role, Role::Ignored | Role::Lost | Role::ContactId(_) | Role::Cents)
            && !super::columns::EARLIER.contains(&column.heading.as_str())
    };
    let ignored: Vec<&str> =
        reading.columns.iter().filter(is_ignored).map(|column| column.heading.as_str()).collect();
    if !ignored.is_empty() {
        notes.push(format!("{} ignored: {}", text::count(ignored.len(), "column"), list(&ignored)));
    }
    let columns = reading.columns.iter().zip(&facts.columns);
    let empty =
        columns.filter(|(column, facts)| column.role == Role::Nameless && facts.filled == 0);
    let numbers: Vec<String> =
        empty.map(|(column, _)| (column.places[0] + 1).to_string()).collect();
    if !numbers.is_empty() {
        let noun = text::count(numbers.len(), "column");
        notes.push(format!("{noun} without a heading and without values: {}", numbers.join(", ")));
    }
    notes
}

/// Notes `Sales Pipeline` where it was read as `Sales`.
fn pipelines(reading: &Reading, facts: &Facts) -> Vec<String> {
    let mut notes = Vec::new();
    for (column, facts) in reading.columns.iter().zip(&facts.columns) {
        if role_field(&column.role).is_none_or(|field| field.kind != FieldKind::Pipeline) {
            continue;
        }
        let mut words: Vec<&String> = facts.words.keys().collect();
        words.sort_unstable();
        for word in words {
            let name =
                reading.values.pipeline(word).ok().and_then(|id| reading.names().pipeline(id));
            if let Some(name) = name.filter(|name| text::fold(name) != text::fold(word.trim()))
                && crate::model::names::as_id(word).is_none()
            {
                notes.push(format!(
                    "`{}` is the pipeline `{}`",
                    text::clean(word),
                    text::clean(&name)
                ));
            }
        }
    }
    notes
}
