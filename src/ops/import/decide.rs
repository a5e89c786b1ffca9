//! Compares a row with its deal and decides: a write, no change, or an error. No I/O.

use super::row::{CellError, ImportRow};
use crate::app::write::{Body, Change, Write};
use crate::draft::{Draft, Pairs};
use crate::error::{Error, ErrorKind};
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value::{self, is_same};
use crate::ops::old_and_new::{describe_body, describe_changed};
use crate::ops::write_plan::Step;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashSet;

/// The decision for a row.
pub enum Decision {
    Write(Box<Step>),
    /// The deal already has these values.
    Unchanged(u64),
    /// The row has mistakes.
    Wrong(Vec<CellError>),
    /// The current state of the account does not allow the write.
    Refused(Error),
}

/// A deal, and its state when the file was exported.
pub struct Current<'a> {
    pub deal: &'a Record,
    /// From the database export of the file, with the names of that time.
    pub base: Option<(&'a Record, &'a Names)>,
}

/// Everything besides the row that a decision depends on.
pub struct Rules<'a> {
    pub names: &'a Names,
    pub create_only: bool,
    pub update_only: bool,
    pub force: bool,
    /// The heading of the status column, unless it was set by `--map`: such a column does not reopen deals.
    pub status_heading: Option<&'a str>,
    /// The codes of fields that unclear columns may hold.
    pub unclear: &'a HashSet<String>,
    /// The code of the `--key` field.
    pub key: Option<&'a str>,
    /// Formats a time for a message.
    pub show_time: &'a dyn Fn(Timestamp) -> String,
}

impl Rules<'_> {
    /// Whether an unclear column may hold one of these fields.
    fn is_unclear(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.unclear.contains(*code))
    }

    /// Whether an unclear column may identify the deal of a row.
    pub fn is_deal_unclear(&self) -> bool {
        self.is_unclear(&["id"]) || self.key.is_some_and(|key| self.is_unclear(&[key]))
    }
}

/// Formats the name of a row for messages.
pub fn row_name(row: &ImportRow, deal: Option<u64>) -> String {
    match deal {
        Some(deal) => format!("row {} (deal {deal})", row.number),
        None => format!("row {}", row.number),
    }
}

/// An error in a column.
pub fn column_error(column: Option<&str>, message: impl Into<String>) -> CellError {
    CellError { column: column.map(str::to_owned), ..row_error(message) }
}

/// An error about the whole row.
pub fn row_error(message: impl Into<String>) -> CellError {
    CellError { message: message.into(), ..CellError::default() }
}

/// Decides about a row without a deal.
pub fn decide_new(row: &ImportRow, rules: &Rules) -> Decision {
    if rules.update_only {
        if row.key.is_some() {
            return Decision::Refused(Error::not_found("no deal has this key"));
        }
        let mut errors = row.errors.clone();
        let has_error = errors.iter().any(|error| error.field.as_deref() == Some("id"));
        if !has_error && !rules.is_deal_unclear() {
            errors.push(row_error("it has no ID, and --update-only does not create deals"));
        }
        return Decision::Wrong(errors);
    }
    let mut errors = row.errors.clone();
    errors.extend(row.errors_if_new.iter().cloned());
    let title = row.draft.get("title").and_then(Value::as_str).unwrap_or_default();
    let is_title_wrong = errors.iter().any(|error| error.field.as_deref() == Some("title"))
        || rules.is_unclear(&["title"])
        || rules.is_deal_unclear();
    if title.trim().is_empty() && !is_title_wrong {
        errors.push(row_error("a new deal needs a title"));
    }
    if !rules.is_unclear(&["status", "stage_id", "currency"])
        && !rules.is_deal_unclear()
        && let Err(error) = row.draft.check_new()
    {
        errors.push(row_error(error.message));
    }
    if !errors.is_empty() {
        return Decision::Wrong(errors);
    }
    let body = row.draft.clone().into_body();
    let amount = body.get("value").and_then(Value::as_f64).filter(|amount| *amount != 0.0);
    let currency = body.get("currency").and_then(Value::as_str).map(str::to_owned);
    let change = Change::with_before(Write::CreateDeal { body }, Body::new());
    let change = Change { row: Some(row.number), ..change };
    let text = change.write.describe();
    let mut step = Step::new(row_name(row, None), change, text, None);
    step.value = amount.zip(currency);
    Decision::Write(Box::new(step))
}

/// Decides about a row that has a deal.
pub fn decide_change(row: &ImportRow, current: &Current, rules: &Rules) -> Decision {
    let reading = current.deal.read();
    let id = reading.id().unwrap_or_default();
    let base = current.base.map(|(deal, names)| (deal.read(), names));
    // If the export has a newer state of the deal than the file, the file was not made from it.
    let base =
        base.filter(|(base, _)| !read_update_time(base).is_some_and(|at| row.is_older_than(at)));
    let is_shown = |code: &str, text: &str| {
        shows(code, text, &reading, rules.names)
            || base.as_ref().is_some_and(|(base, names)| shows(code, text, base, names))
    };
    let has_all = |pairs: &Pairs, deal: &RecordView| {
        pairs.iter().all(|(code, value)| is_same(value, &read_value(deal, code)))
    };
    // A cell that cannot be read or written, but is what the deal shows or has, is left alone.
    let is_wrong = |error: &&CellError| {
        let has_it = |deal: &RecordView| !error.pairs.is_empty() && has_all(&error.pairs, deal);
        !error.field.as_deref().is_some_and(|code| is_shown(code, &error.text))
            && !has_it(&reading)
            && !base.as_ref().is_some_and(|(base, _)| has_it(base))
    };
    let mut draft = row.draft.for_deal(&reading);
    let mut errors = Vec::new();
    for error in row.errors.iter().filter(is_wrong) {
        match complete(error, &reading) {
            Some((code, value)) => draft.write(&code, value),
            None => errors.push(error.clone()),
        }
    }
    if !errors.is_empty() {
        return Decision::Wrong(errors);
    }
    let codes: Vec<String> = draft.codes().into_iter().map(str::to_owned).collect();
    for code in codes {
        let value = draft.get(&code).cloned().unwrap_or_default();
        let text = row.texts.iter().find(|(of, _)| *of == code).map(|(_, text)| text.as_str());
        let is_value_of = |deal: &RecordView| {
            let own = read_value(deal, &code);
            is_same(&value, &own) || value.is_null() && own.as_str().is_some_and(time::is_none)
        };
        if is_value_of(&reading)
            || base.as_ref().is_some_and(|(base, _)| is_value_of(base))
            || text.is_some_and(|text| is_shown(&code, text))
        {
            draft.forget(&code);
        }
    }
    if draft.is_empty() {
        return Decision::Unchanged(id);
    }
    if rules.create_only {
        let message = format!("deal {id} exists, and --create-only does not change deals");
        return Decision::Refused(Error::new(ErrorKind::Refused, message));
    }
    if let Err(error) = draft.check_change(&reading) {
        return Decision::Refused(error);
    }
    if let Some(heading) = rules.status_heading
        && draft.get("status") == Some(&Value::from("open"))
    {
        let status = reading.text("status").unwrap_or_default();
        return Decision::Wrong(vec![CellError {
            column: Some(heading.to_owned()),
            field: Some("status".to_owned()),
            text: "open".to_owned(),
            message: format!(
                "the deal is {status}, and would be reopened: use --map '{heading}=Status' if that is meant"
            ),
            ..CellError::default()
        }]);
    }
    if !rules.force
        && let Some(error) = find_conflict(row, &draft, &reading, base.as_ref(), rules)
    {
        return Decision::Refused(error);
    }
    write(row, id, draft, current.deal, rules.names)
}

/// The amount of a cell without a currency, in that of the deal's amount.
fn complete(error: &CellError, deal: &RecordView) -> Option<(String, Value)> {
    let [(code, amount)] = &error.pairs[..] else { return None };
    let mut amount = amount.as_object()?.clone();
    let Value::Object(own) = read_value(deal, code) else { return None };
    let currency = own.get("currency").filter(|currency| currency.is_string())?.clone();
    let has_own = amount.insert("currency".to_owned(), currency).is_some();
    (!has_own).then(|| (code.clone(), amount.into()))
}

fn write(row: &ImportRow, id: u64, draft: Draft, deal: &Record, names: &Names) -> Decision {
    let body = draft.into_body();
    let text = describe_body(&body, &deal.read(), names);
    let change = Change::new(Write::UpdateDeal { deal: id, body }, Some(deal));
    let change = Change { row: Some(row.number), ..change };
    Decision::Write(Box::new(Step::new(row_name(row, Some(id)), change, text, Some(deal))))
}

/// Returns an error if the fields to write have changed in Pipedrive since the export. Without an export, any
/// later change of the deal is a conflict.
fn find_conflict(
    row: &ImportRow,
    draft: &Draft,
    deal: &RecordView,
    base: Option<&(RecordView, &Names)>,
    rules: &Rules,
) -> Option<Error> {
    let refuse = |message: String| {
        let hint = "look at the deal, or write the row anyway with --force";
        Some(Error::new(ErrorKind::Refused, message).hint(hint))
    };
    if let Some((base, _)) = base {
        let is_changed = |code: &&str| !is_same(&read_value(base, code), &read_value(deal, code));
        let changed: Vec<String> =
            draft.codes().into_iter().filter(is_changed).map(str::to_owned).collect();
        if changed.is_empty() {
            return None;
        }
        let was = changed.iter().map(|code| (code.clone(), read_value(base, code))).collect();
        let changes = describe_changed(&changed, &was, deal, rules.names);
        return refuse(format!("changed since the export: {changes}"));
    }
    let (updated, now) = (row.updated?, read_update_time(deal)?);
    row.is_older_than(now).then(|| {
        let (now, updated) = ((rules.show_time)(now), (rules.show_time)(updated));
        refuse(format!("changed at {now}, after the file was made ({updated})"))
    })?
}

fn read_update_time(deal: &RecordView) -> Option<Timestamp> {
    deal.text("update_time").as_deref().and_then(time::read)
}

fn read_value(deal: &RecordView, code: &str) -> Value {
    deal.get(code).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// Whether the deal shows this text for a field, in a table, in CSV or as raw JSON.
fn shows(code: &str, text: &str, deal: &RecordView, names: &Names) -> bool {
    let Some(raw) = deal.get(code) else { return text.trim().is_empty() };
    let field = names.field_for_code(code);
    let currency = value::currency_beside(&field, deal);
    let text = text.trim();
    value::cell_text(&field, raw, currency.as_deref(), names).trim() == text
        || value::show(&field, raw, names).trim() == text
        || raw.get() == text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::LazyLock;

    fn record(value: Value) -> Record {
        Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
    }

    fn row(fields: &[(&str, Value)]) -> ImportRow {
        let mut draft = Draft::default();
        fields.iter().for_each(|(code, value)| draft.write(code, value.clone()));
        ImportRow { number: 3, id: Some(7), draft, ..ImportRow::default() }
    }

    fn rules(names: &Names) -> Rules<'_> {
        static CLEAR: LazyLock<HashSet<String>> = LazyLock::new(HashSet::new);
        Rules {
            names,
            unclear: &CLEAR,
            key: None,
            create_only: false,
            update_only: false,
            force: false,
            show_time: &|at| at.to_string(),
            status_heading: None,
        }
    }

    /// Returns the body to send, or the reason why nothing is sent.
    fn change(row: &ImportRow, deal: Value, base: Option<Value>) -> Result<Value, String> {
        let names = Names::default();
        let (deal, base) = (record(deal), base.map(record));
        let base = base.as_ref().map(|base| (base, &names));
        match decide_change(row, &Current { deal: &deal, base }, &rules(&names)) {
            Decision::Write(step) => Ok(json!(step.change.write.body())),
            Decision::Unchanged(_) => Err("unchanged".to_owned()),
            Decision::Wrong(errors) => Err(errors[0].message.clone()),
            Decision::Refused(error) => Err(error.message),
        }
    }

    const TIER: &str = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";

    fn deal() -> Value {
        json!({"id": 7, "title": "Roof", "value": 1200.0, "currency": "EUR", "status": "open",
            "update_time": "2026-01-02T00:00:00Z", "custom_fields": {TIER: "Gold"}})
    }

    #[test]
    fn only_changed_fields_are_sent() {
        let same = row(&[("title", json!("Roof")), ("value", json!(1200)), (TIER, json!("Gold"))]);
        assert_eq!(change(&same, deal(), None), Err("unchanged".to_owned()));
        let other = row(&[("title", json!("Roof")), ("value", json!(5)), (TIER, json!("Tin"))]);
        assert_eq!(
            change(&other, deal(), None),
            Ok(json!({"value": 5, "custom_fields": {TIER: "Tin"}}))
        );
        // A cell with the text that the deal shows is unchanged, whatever it would be parsed as.
        let mut shown = row(&[("value", json!(1))]);
        shown.texts = vec![("value".to_owned(), "1,200 EUR".to_owned())];
        assert_eq!(change(&shown, deal(), None), Err("unchanged".to_owned()));
        let mut unread = row(&[]);
        let error = |text: &str| CellError {
            column: Some("Value".to_owned()),
            field: Some("value".to_owned()),
            text: text.to_owned(),
            message: "it is no amount".to_owned(),
            ..CellError::default()
        };
        unread.errors = vec![error("1,200 EUR")];
        assert_eq!(change(&unread, deal(), None), Err("unchanged".to_owned()));
        unread.errors = vec![error("1,201 EUR")];
        assert_eq!(change(&unread, deal(), None), Err("it is no amount".to_owned()));
        // Clearing a field that is already empty.
        let cleared = row(&[("title", json!("Roof")), ("lost_reason", Value::Null)]);
        assert_eq!(change(&cleared, deal(), None), Err("unchanged".to_owned()));
    }

    #[test]
    fn a_later_change_is_a_conflict_only_if_the_row_changes_something() {
        let updated = |value: i64, updated: &str| ImportRow {
            updated: Some(updated.parse().unwrap()),
            ..row(&[("value", json!(value))])
        };
        let (old, new) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        assert_eq!(change(&updated(1200, old), deal(), None), Err("unchanged".to_owned()));
        assert!(change(&updated(5, old), deal(), None).unwrap_err().contains("changed at"));
        assert_eq!(change(&updated(5, new), deal(), None), Ok(json!({"value": 5})));
        // With an export, only changes to the fields of the row are conflicts, and unedited cells are not
        // sent.
        let base = |value: i64, title: &str| {
            Some(json!({"id": 7, "title": title, "value": value, "currency": "EUR",
                "update_time": old}))
        };
        assert_eq!(change(&updated(5, old), deal(), base(1200, "Old")), Ok(json!({"value": 5})));
        assert_eq!(
            change(&updated(1000, old), deal(), base(1000, "Old")),
            Err("unchanged".to_owned())
        );
        let refused = change(&updated(5, old), deal(), base(1000, "Old")).unwrap_err();
        assert_eq!(refused, "changed since the export: value 1,000 EUR → 1,200 EUR");
        // The file was not made from an export that is newer.
        let newer = Some(json!({"id": 7, "value": 5, "update_time": new}));
        assert!(change(&updated(5, old), deal(), newer).unwrap_err().contains("changed at"));
    }

    #[test]
    fn a_deal_that_cannot_be_changed_is_refused() {
        let other = row(&[("value", json!(5))]);
        let with = |key: &str, value: Value| {
            let mut deal = deal();
            deal[key] = value;
            change(&other, deal, None).unwrap_err()
        };
        assert!(with("is_deleted", json!(true)).contains("deleted"));
        assert!(with("is_archived", json!(true)).contains("archived"));
        let reason = row(&[("lost_reason", json!("Price"))]);
        assert!(change(&reason, deal(), None).unwrap_err().contains("only with status lost"));
        let names = Names::default();
        let decided = |row: &ImportRow, rules: Rules| match decide_new(row, &rules) {
            Decision::Write(step) => step.text,
            Decision::Wrong(errors) => errors[0].message.clone(),
            Decision::Refused(error) => error.message,
            Decision::Unchanged(_) => "unchanged".to_owned(),
        };
        let new = ImportRow { id: None, ..row(&[("title", json!("Roof"))]) };
        assert_eq!(decided(&new, rules(&names)), "create deal \"Roof\"");
        let nameless = ImportRow { id: None, ..row(&[("value", json!(5))]) };
        assert_eq!(decided(&nameless, rules(&names)), "a new deal needs a title");
        let update_only = || Rules { update_only: true, ..rules(&names) };
        assert!(decided(&new, update_only()).contains("--update-only"));
        let keyed = ImportRow { key: Some(json!("K1")), ..new };
        assert_eq!(decided(&keyed, update_only()), "no deal has this key");
    }
}
