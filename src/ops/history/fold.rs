//! Groups the entries of one action, since the service writes one entry per field: a move has two, a win
//! three (pipedrive.md P314).

use super::{event_data, strip_version};
use crate::model::record::{Record, RecordView};
use serde_json::value::RawValue;

/// The data that entries of one action have in common.
#[derive(Debug, PartialEq, Eq)]
struct Common {
    kind: Kind,
    /// Object, record, time, author and source of the change.
    parts: [String; 6],
}

/// A kind of action that changes several fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Move,
    /// Won, lost, or reopened.
    Close,
    Archive,
}

fn kind(code: &str) -> Option<Kind> {
    Some(match code {
        "pipeline_id" | "stage_id" | "stage_change_time" => Kind::Move,
        "status" | "lost_reason" | "close_time" | "won_time" | "lost_time" | "first_won_time"
        | "local_won_date" | "local_lost_date" | "local_close_date" => Kind::Close,
        "is_archived" | "archive_time" => Kind::Archive,
        _ => return None,
    })
}

/// Whether the service sets the field along with other changes.
fn is_clock(code: &str) -> bool {
    code.ends_with("_time") || code.starts_with("local_")
}

/// An entry that may be one of several of an action.
struct Entry<'r> {
    record: &'r Record,
    code: String,
    common: Option<Common>,
}

impl<'r> Entry<'r> {
    fn from_event(record: &'r Record) -> Entry<'r> {
        let reading = record.read();
        let object = reading.text("object").unwrap_or_default();
        let data = match object.as_ref() {
            "dealChange" | "change" => event_data(&reading),
            _ => None,
        };
        let Some(data) = data else {
            return Entry { record, code: String::new(), common: None };
        };
        let data = data.read();
        Entry::new(
            record,
            &data,
            [
                object.into_owned(),
                raw(&data, "item_id"),
                raw(&data, "user_id"),
                second(&reading, "timestamp"),
            ],
        )
    }

    fn from_change(record: &'r Record) -> Entry<'r> {
        let reading = record.read();
        let parts = [raw(&reading, "actor_user_id"), second(&reading, "time")];
        let [actor, time] = parts;
        Entry::new(record, &reading, [String::new(), String::new(), actor, time])
    }

    fn new(
        record: &'r Record,
        change: &RecordView,
        [object, item, actor, time]: [String; 4],
    ) -> Entry<'r> {
        let key = change.text("field_key").unwrap_or_default();
        let code = strip_version(&key).to_owned();
        let (source, bulk) = (raw(change, "change_source"), raw(change, "is_bulk_update_flag"));
        let parts = [object, item, actor, time, source, bulk];
        let common = kind(&code).map(|kind| Common { kind, parts });
        Entry { record, code, common }
    }
}

fn raw(reading: &RecordView, key: &str) -> String {
    reading.get(key).map(RawValue::get).unwrap_or_default().to_owned()
}

/// The time without fractional seconds.
fn second(reading: &RecordView, key: &str) -> String {
    let time = reading.text(key).unwrap_or_default();
    time.get(..19).unwrap_or(&time).to_owned()
}

/// Groups the entries of each action, in the order of their newest entry. Times that the service set are left
/// out of a group, unless it has nothing else.
fn fold<'r>(entries: impl Iterator<Item = Entry<'r>>) -> Vec<Vec<&'r Record>> {
    let mut actions: Vec<Vec<Entry>> = Vec::new();
    for entry in entries {
        // A second change of the same field is another action in the same second.
        let is_of = |action: &&mut Vec<Entry>| action[0].common == entry.common;
        let is_new = |action: &Vec<Entry>| action.iter().all(|other| other.code != entry.code);
        let action = entry.common.as_ref().and_then(|_| actions.iter_mut().rev().find(is_of));
        match action {
            Some(action) if is_new(action) => action.push(entry),
            _ => actions.push(vec![entry]),
        }
    }
    let to_records = |mut action: Vec<Entry<'r>>| {
        if action.iter().any(|entry| !is_clock(&entry.code)) {
            action.retain(|entry| !is_clock(&entry.code));
        }
        action.into_iter().map(|entry| entry.record).collect()
    };
    actions.into_iter().map(to_records).collect()
}

/// Groups events of the flow by action.
pub fn fold_events(events: &[Record]) -> Vec<Vec<&Record>> {
    fold(events.iter().map(Entry::from_event))
}

/// Entries of the changelog without times that the service set along with another field.
pub fn fold_changes(changes: &[Record]) -> Vec<&Record> {
    fold(changes.iter().map(Entry::from_change)).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn record(value: Value) -> Record {
        Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
    }

    /// Builds and folds entries, each from its field, author, second, and whether it was a bulk change.
    fn fold_for_test(entries: &[(&str, u64, u64, Value)]) -> Vec<Vec<String>> {
        let event = |(key, by, second, bulk): &(&str, u64, u64, Value)| {
            record(
                json!({"object": "dealChange", "timestamp": format!("2026-01-02 03:04:{second:02}"),
                "data": {"item_id": 3, "user_id": by, "field_key": key, "is_bulk_update_flag": bulk}}),
            )
        };
        let key = |record: &Record| record.read().text("data.field_key").unwrap().into_owned();
        let events: Vec<Record> = entries.iter().map(event).collect();
        fold_events(&events)
            .iter()
            .map(|action| action.iter().map(|one| key(one)).collect())
            .collect()
    }

    #[test]
    fn a_move_and_a_win_are_one_action_each() {
        let null = Value::Null;
        let entry = |key, second| (key, 1, second, null.clone());
        let entries = [
            entry("won_time", 5),
            entry("close_time", 5),
            entry("status", 5),
            entry("stage_change_time", 4),
            entry("stage_id", 4),
            entry("value", 4),
            entry("stage_change_time", 3),
        ];
        assert_eq!(
            fold_for_test(&entries),
            [["status"], ["stage_id"], ["value"], ["stage_change_time"]]
        );
        let lost = [entry("lost_reason", 5), entry("lost_time", 5), entry("status", 5)];
        assert_eq!(fold_for_test(&lost), [["lost_reason", "status"]]);
    }

    #[test]
    fn another_time_author_or_source_is_another_action() {
        let null = Value::Null;
        for other in [
            ("stage_change_time", 1, 6, null.clone()),
            ("stage_change_time", 2, 5, null.clone()),
            ("stage_change_time", 1, 5, json!(1)),
            ("won_time", 1, 5, null.clone()),
            ("stage_id", 1, 5, null.clone()),
        ] {
            let entries = [other, ("stage_id", 1, 5, null.clone())];
            assert_eq!(fold_for_test(&entries).len(), 2, "{entries:?}");
        }
        // Won and reopened within a second: two actions of two entries each.
        let twice =
            ["won_time", "status", "won_time", "status"].map(|key| (key, 1, 5, null.clone()));
        assert_eq!(fold_for_test(&twice), [["status"], ["status"]]);
    }
}
