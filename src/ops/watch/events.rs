//! Derives the events of a deal from the differences between its old and new state.

use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value::is_same;
use crate::ops::conditions::Conditions;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    Created,
    Stage,
    Changed,
    Won,
    Lost,
    Archived,
    Deleted,
    /// The deal no longer meets the conditions, or is no longer visible.
    Left,
}

/// A printed event.
#[derive(Debug, Serialize)]
pub struct Event {
    /// Stable across repeated deliveries.
    pub id: String,
    /// The time of the last update of the deal.
    pub time: Option<String>,
    pub kind: EventKind,
    pub deal: u64,
    pub title: String,
    pub field: Option<String>,
    pub field_name: Option<String>,
    pub from: Option<Box<RawValue>>,
    pub to: Option<Box<RawValue>>,
    pub value: Option<Box<RawValue>>,
    pub currency: Option<String>,
    pub owner_id: Option<u64>,
}

/// The conditions of a watch, and the names of fields.
pub struct Rules<'a> {
    pub conditions: &'a Conditions,
    pub names: &'a Names,
}

/// Times and dates that Pipedrive sets when a deal is moved, closed, archived or deleted.
const CLOCKS: [&str; 9] = [
    "stage_change_time",
    "close_time",
    "won_time",
    "lost_time",
    "first_won_time",
    "local_won_date",
    "local_lost_date",
    "local_close_date",
    "archive_time",
];

/// Maximum age at which a deal that appears for the first time counts as new.
const VISIBLE_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// The fields whose changes set the times above.
const ACTIONS: [&str; 4] = ["stage_id", "status", "is_archived", "is_deleted"];

impl Rules<'_> {
    /// Whether the deal meets the conditions of the watch.
    fn is_met(&self, deal: &Record) -> bool {
        if self.conditions.is_empty() {
            return true;
        }
        let view = deal.read_keys(&["is_deleted", "is_archived"], &[]);
        let names_deleted = || {
            self.conditions.fields().any(|field| matches!(&*field.code, "status" | "is_deleted"))
        };
        (!is_true(&view, "is_archived") || self.conditions.archived() == Some(true))
            && (!is_true(&view, "is_deleted") || names_deleted())
            && self.conditions.matches(deal)
    }

    /// The events between the old state of a deal and its new one. `since` is the time of the previous read.
    pub fn compare(&self, old: Option<&Record>, new: &Record, since: Timestamp) -> Vec<Event> {
        if old.is_some_and(|old| is_older(new, old)) {
            return Vec::new();
        }
        let was_met = old.is_some_and(|old| self.is_met(old));
        let is_met = self.is_met(new);
        if !was_met && !is_met {
            return Vec::new();
        }
        let mut events = match old {
            Some(old) => self.changes(old, new),
            None => self.beginnings(new, since),
        };
        let has_ended =
            |event: &Event| matches!(event.kind, EventKind::Archived | EventKind::Deleted);
        if was_met && !is_met && !events.iter().any(has_ended) {
            events.push(self.event(new, EventKind::Left, None));
        }
        events
    }

    /// The event of a deal that is missing from the list of all deals.
    pub fn leave(&self, old: &Record) -> Option<Event> {
        let view = old.read_keys(&["is_deleted"], &[]);
        // A deleted deal is in no list after 30 days.
        let is_watched = self.is_met(old) && !is_true(&view, "is_deleted");
        is_watched.then(|| self.event(old, EventKind::Left, None))
    }

    /// The events of a deal that was not known.
    fn beginnings(&self, new: &Record, since: Timestamp) -> Vec<Event> {
        let view = new.read();
        let added = view.text("add_time").as_deref().and_then(time::read);
        // A deal that is older has become visible.
        let is_new = added.is_none_or(|added| added >= since - VISIBLE_AFTER);
        let mut events = vec![self.event(
            new,
            if is_new { EventKind::Created } else { EventKind::Changed },
            None,
        )];
        if is_new {
            let change = |field| view.get(field).map(|to| (field, None, Some(to.get())));
            let kind = match view.text("status").as_deref() {
                Some("won") => Some(EventKind::Won),
                Some("lost") => Some(EventKind::Lost),
                _ => None,
            };
            events.extend(kind.map(|kind| self.event(new, kind, change("status"))));
            for (field, kind) in
                [("is_archived", EventKind::Archived), ("is_deleted", EventKind::Deleted)]
            {
                if is_true(&view, field) {
                    events.push(self.event(new, kind, change(field)));
                }
            }
        }
        events
    }

    /// The events of changed fields; an event that closes a deal comes last.
    fn changes(&self, old: &Record, new: &Record) -> Vec<Event> {
        let value = |text: Option<&str>| -> Value {
            text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
        };
        let view = new.read();
        let mut changes = old.changes(new);
        // The lists of archived and of other deals may have different keys.
        changes.retain(|change| {
            change.code != "update_time"
                && change.to.is_some()
                && (change.from.is_some() || view.is_custom(&change.code))
                && !is_same(&value(change.from), &value(change.to))
        });
        let has = |code: &str| changes.iter().any(|change| change.code == code);
        let (has_action, is_deletion) = (ACTIONS.iter().any(|code| has(code)), has("is_deleted"));
        let mut events: Vec<Event> = changes
            .iter()
            .filter(|change| !(has_action && CLOCKS.contains(&&*change.code)))
            // Deleting and restoring set the status, too.
            .filter(|change| !(is_deletion && change.code == "status"))
            .map(|change| {
                let kind = match (&*change.code, change.to) {
                    ("stage_id", _) => EventKind::Stage,
                    ("status", Some("\"won\"")) => EventKind::Won,
                    ("status", Some("\"lost\"")) => EventKind::Lost,
                    ("is_archived", Some("true")) => EventKind::Archived,
                    ("is_deleted", Some("true")) => EventKind::Deleted,
                    _ => EventKind::Changed,
                };
                self.event(new, kind, Some((&*change.code, change.from, change.to)))
            })
            .collect();
        events.sort_by_key(|event| match event.kind {
            EventKind::Created | EventKind::Stage => 0,
            EventKind::Changed => 1,
            EventKind::Won | EventKind::Lost => 2,
            EventKind::Archived | EventKind::Deleted | EventKind::Left => 3,
        });
        events
    }

    fn event(
        &self,
        deal: &Record,
        kind: EventKind,
        change: Option<(&str, Option<&str>, Option<&str>)>,
    ) -> Event {
        let view = deal.read();
        let id = view.id().unwrap_or_default();
        let time = update_time(&view).map(Cow::into_owned);
        let (field, from, to) = change
            .map_or((None, None, None), |(field, from, to)| (Some(field.to_owned()), from, to));
        let name = field.as_deref().map(|code| self.names.field_for_code(code).name.into_owned());
        let raw =
            |text: Option<&str>| text.and_then(|text| RawValue::from_string(text.to_owned()).ok());
        Event {
            id: event_id(id, time.as_deref(), kind, [field.as_deref(), from, to]),
            time,
            kind,
            deal: id,
            title: view.text("title").unwrap_or_default().into_owned(),
            field,
            field_name: name,
            from: raw(from),
            to: raw(to),
            value: raw(view.get("value").map(RawValue::get)),
            currency: view.text("currency").map(Cow::into_owned),
            owner_id: view.reference("owner_id"),
        }
    }
}

/// The last update of a deal; a new deal has no update time for a second (pipedrive.md P242).
pub fn update_time<'a>(deal: &RecordView<'a>) -> Option<Cow<'a, str>> {
    deal.text("update_time").or_else(|| deal.text("add_time"))
}

/// The ID includes the values: a field may change twice in the same second.
fn event_id(deal: u64, time: Option<&str>, kind: EventKind, change: [Option<&str>; 3]) -> String {
    let text = format!("{deal}\0{time:?}\0{kind:?}\0{change:?}");
    let hash: String =
        digest(&SHA256, text.as_bytes()).as_ref()[..8].iter().map(|b| format!("{b:02x}")).collect();
    format!("{deal}-{hash}")
}

/// Whether a state is older than another one; two lists may return different states of a deal.
fn is_older(one: &Record, other: &Record) -> bool {
    let at = |deal: &Record| {
        deal.read_keys(&["update_time"], &[]).text("update_time").as_deref().and_then(time::read)
    };
    matches!((at(one), at(other)), (Some(one), Some(other)) if one < other)
}

fn is_true(deal: &RecordView, key: &str) -> bool {
    deal.is_true(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytestring::ByteString;
    use serde_json::json;

    fn deal(changes: Value) -> Record {
        let mut deal = json!({
            "id": 7, "title": "Roof", "value": 100.0, "currency": "EUR", "stage_id": 1, "status": "open",
            "add_time": "2026-11-01T09:00:00Z", "update_time": "2026-11-02T09:00:00Z",
            "stage_change_time": null, "won_time": null, "label_ids": [1, 2], "is_archived": false,
            "is_deleted": false, "custom_fields": {},
        });
        for (key, value) in changes.as_object().unwrap() {
            deal[key] = value.clone();
        }
        Record::from_text(ByteString::from(deal.to_string())).unwrap()
    }

    fn compare(old: Option<&Record>, new: &Record) -> Vec<Event> {
        let (conditions, names) = (Conditions::default(), Names::default());
        let rules = Rules { conditions: &conditions, names: &names };
        rules.compare(old, new, "2026-11-01T00:00:00Z".parse().unwrap())
    }

    fn describe(events: &[Event]) -> Vec<String> {
        let text =
            |raw: &Option<Box<RawValue>>| raw.as_ref().map_or("-", |raw| raw.get()).to_owned();
        let describe = |event: &Event| {
            let field = event.field.as_deref().unwrap_or("-");
            format!("{:?} {field} {} {}", event.kind, text(&event.from), text(&event.to))
        };
        events.iter().map(describe).collect()
    }

    #[test]
    fn each_field_that_changed_is_an_event() {
        let old = deal(json!({}));
        let later = "2026-11-03T09:00:00Z";
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        for (changes, expected) in [
            (json!({}), vec![]),
            (json!({"value": 100, "label_ids": [2, 1]}), vec![]),
            (json!({"value": 250.5}), vec!["Changed value 100.0 250.5"]),
            (
                json!({"status": "won", "won_time": later, "stage_id": 2, "stage_change_time": later,
                    "title": "Big roof"}),
                vec![
                    "Stage stage_id 1 2",
                    r#"Changed title "Roof" "Big roof""#,
                    r#"Won status "open" "won""#,
                ],
            ),
            (json!({"status": "lost"}), vec![r#"Lost status "open" "lost""#]),
            (
                json!({"is_deleted": true, "status": "deleted"}),
                vec!["Deleted is_deleted false true"],
            ),
            (
                json!({"is_archived": true, "archive_time": later}),
                vec!["Archived is_archived false true"],
            ),
            (json!({"won_time": later}), vec![r#"Changed won_time null "2026-11-03T09:00:00Z""#]),
            // A new field is an event once it has a value.
            (json!({"custom_fields": {key: null}}), vec![]),
            (
                json!({"custom_fields": {key: 5}}),
                vec!["Changed 056df6b90dbc08086de6d809bff5aab89bc2c1a9 - 5"],
            ),
        ] {
            let mut changes = changes;
            changes["update_time"] = later.into();
            assert_eq!(describe(&compare(Some(&old), &deal(changes))), expected);
        }
        // A key that only one of the lists has is not a change, and neither is an older state.
        let without =
            Record::from_text(old.text().replace(r#""label_ids":[1,2],"#, "").into()).unwrap();
        assert!(
            compare(Some(&old), &without).is_empty() && compare(Some(&without), &old).is_empty()
        );
        let before = deal(json!({"value": 1.0, "update_time": "2026-11-01T09:00:00Z"}));
        assert!(compare(Some(&old), &before).is_empty());
    }

    #[test]
    fn an_unknown_deal_is_new_or_has_become_visible() {
        for (changes, expected) in [
            (json!({}), vec!["Created - - -"]),
            (json!({"status": "won"}), vec!["Created - - -", r#"Won status - "won""#]),
            (
                json!({"status": "deleted", "is_deleted": true}),
                vec!["Created - - -", "Deleted is_deleted - true"],
            ),
            (json!({"add_time": "2025-01-01T09:00:00Z"}), vec!["Changed - - -"]),
        ] {
            assert_eq!(describe(&compare(None, &deal(changes))), expected);
        }
    }

    #[test]
    fn an_id_is_stable_and_differs_for_another_change() {
        let old = deal(json!({}));
        let (two, three) = (deal(json!({"value": 2.0})), deal(json!({"value": 3.0})));
        let id = |old: &Record, new: &Record| compare(Some(old), new)[0].id.clone();
        assert_eq!(id(&old, &two), id(&old, &two));
        assert!(id(&old, &two).starts_with("7-"));
        // In the same second.
        assert_ne!(id(&old, &two), id(&two, &three));
    }
}
