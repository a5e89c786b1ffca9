//! Converts the four histories of a deal to events in the form of the flow.

use super::strip_version;
use crate::api::endpoints::{
    DEAL_CHANGELOG, DEAL_FLOW, Endpoint, FOLLOWERS_CHANGELOG, PARTICIPANTS_CHANGELOG,
};
use crate::api::request::Request;
use crate::model::record::{Record, RecordView, string};
use crate::model::time;
use jiff::Timestamp;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashSet;

/// The source of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistorySource {
    Flow,
    Changelog,
    Followers,
    Participants,
}

impl HistorySource {
    /// The flow comes first: entries of other sources that repeat it are dropped.
    pub const ALL: [HistorySource; 4] = [
        HistorySource::Flow,
        HistorySource::Changelog,
        HistorySource::Followers,
        HistorySource::Participants,
    ];

    fn endpoint(self) -> &'static Endpoint {
        match self {
            HistorySource::Flow => &DEAL_FLOW,
            HistorySource::Changelog => &DEAL_CHANGELOG,
            HistorySource::Followers => &FOLLOWERS_CHANGELOG,
            HistorySource::Participants => &PARTICIPANTS_CHANGELOG,
        }
    }

    pub fn request(self, deal: u64) -> Request {
        let all = (self == HistorySource::Flow).then(|| "1".to_owned());
        Request::to(self.endpoint()).with("id", deal).query("all_changes", all)
    }

    /// Converts an entry to an event of the flow.
    fn event(self, entry: &Record) -> Option<Record> {
        let reading = entry.read();
        let raw = |key: &str| reading.get(key).map(RawValue::to_owned);
        let data = match self {
            HistorySource::Flow => return Some(entry.clone()),
            // A flag that is not set is null in the flow.
            HistorySource::Changelog => json!({
                "field_key": raw("field_key"),
                "old_value": raw("old_value"),
                "new_value": raw("new_value"),
                "user_id": raw("actor_user_id"),
                "change_source": raw("change_source"),
                "is_bulk_update_flag": reading.is_true("is_bulk_update_flag").then_some(true),
            }),
            HistorySource::Followers => json!({
                "user_id": raw("follower_user_id"),
                "actor_user_id": raw("actor_user_id"),
                "action": raw("action"),
            }),
            HistorySource::Participants => json!({
                "person_id": raw("person_id"),
                "actor_user_id": raw("actor_user_id"),
                "action": raw("action"),
            }),
        };
        let object = match self {
            HistorySource::Flow | HistorySource::Changelog => "dealChange",
            HistorySource::Followers => "dealFollower",
            HistorySource::Participants => "participant",
        };
        let event = json!({"object": object, "timestamp": raw("time"), "data": data});
        Record::new(to_raw_value(&event).ok()?)
    }
}

/// An event, and the entry that it was made of.
pub struct HistoryEvent {
    pub at: Option<Timestamp>,
    pub event: Record,
    pub entry: Record,
}

/// Merges the events of all sources, newest first; planned activities come first.
#[derive(Default)]
pub struct HistoryMerge {
    events: Vec<HistoryEvent>,
    /// The keys of the events, to find duplicates.
    seen: HashSet<String>,
}

impl HistoryMerge {
    /// Adds entries of a source, except for those that an earlier source has. The flow has to be added first.
    pub fn add(&mut self, source: HistorySource, entries: Vec<Record>) {
        let mut own = Vec::new();
        for entry in entries {
            let Some(event) = source.event(&entry) else { continue };
            let key = key(&event.read());
            if source != HistorySource::Flow
                && key.as_ref().is_some_and(|key| self.seen.contains(key))
            {
                continue;
            }
            own.extend(key);
            let at = event.read().text("timestamp").as_deref().and_then(time::read);
            self.events.push(HistoryEvent { at, event, entry });
        }
        // Equal entries of the same source are two events.
        self.seen.extend(own);
    }

    /// Returns the events since `since`, in order.
    pub fn finish(mut self, since: Option<Timestamp>) -> Vec<HistoryEvent> {
        let is_wanted =
            |event: &HistoryEvent| since.is_none_or(|since| event.at.is_none_or(|at| since <= at));
        self.events.retain(is_wanted);
        self.events.sort_by_key(|event| std::cmp::Reverse((is_planned(&event.event), event.at)));
        self.events
    }
}

fn is_planned(event: &Record) -> bool {
    let event = event.read();
    let is_activity = event
        .text("object")
        .is_some_and(|object| object == "activity" || object == "plannedActivity");
    let done = event.get("data.done").map(RawValue::get);
    is_activity && matches!(done, Some("false" | "0"))
}

/// The key of a change, the same in every source; `None` for events that only the flow has.
fn key(event: &RecordView) -> Option<String> {
    let data = event.object("data");
    let plain = |key: &str| {
        let raw = data.get(key)?;
        Some(string(raw).map_or_else(|| raw.get().to_owned(), |text| text.into_owned()))
    };
    let object = event.text("object")?;
    let what = match object.as_ref() {
        "dealChange" | "change" => {
            let field = plain("field_key")?;
            let new = plain("new_value").filter(|new| new != "null").unwrap_or_default();
            format!("change {} {new}", strip_version(&field))
        }
        "follower" | "dealFollower" => {
            format!("follower {} {}", plain("user_id")?, plain("action").unwrap_or_default())
        }
        "participant" => {
            let person = data.reference("person_id")?;
            format!("participant {person} {}", plain("action").unwrap_or_default())
        }
        _ => return None,
    };
    let at = event.text("timestamp").as_deref().and_then(time::read)?;
    Some(format!("{} {what}", at.as_second()))
}

/// The kind of an event, as used by `--kind`.
pub fn kind(event: &RecordView) -> &'static str {
    match event.text("object").as_deref().unwrap_or_default() {
        "dealChange" | "change" | "personChange" | "organizationChange" => "change",
        "activity" | "plannedActivity" | "call" => "activity",
        "note" | "comment" => "note",
        "mailMessage" | "mailMessageWithAttachment" => "mail",
        "file" | "document" => "file",
        "follower" | "dealFollower" | "personFollower" | "organizationFollower" => "follower",
        "participant" => "participant",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn record(value: Value) -> Record {
        Record::new(to_raw_value(&value).unwrap()).unwrap()
    }

    #[test]
    fn an_event_in_two_sources_is_listed_once() {
        let flow = |key: &str, new: Value, second: u32| {
            record(
                json!({"object": "dealChange", "timestamp": format!("2026-01-01 10:00:{second:02}"),
                "data": {"field_key": key, "new_value": new, "user_id": 1}}),
            )
        };
        let change = |key: &str, new: Value, second: u32| {
            record(json!({"field_key": key, "new_value": new, "actor_user_id": 1,
                "time": format!("2026-01-01 10:00:{second:02}")}))
        };
        let mut merge = HistoryMerge::default();
        merge.add(
            HistorySource::Flow,
            vec![
                flow("stage_id", json!("3"), 9),
                flow("user_id", json!("2"), 5),
                flow("title", Value::Null, 4),
            ],
        );
        merge.add(
            HistorySource::Changelog,
            vec![
                change("stage_id", json!(3), 9),
                change("owner_id", json!("2"), 5),
                change("title", json!(null), 4),
                change("stage_id", json!("3"), 7),
            ],
        );
        let follower = json!({"follower_user_id": 4, "actor_user_id": 1, "action": "added",
            "time": "2026-01-01T10:00:08Z"});
        merge.add(HistorySource::Followers, vec![record(follower)]);
        let since = "2026-01-01T10:00:05Z".parse().ok();
        let events = merge.finish(since);
        let found: Vec<String> = events
            .iter()
            .map(|event| {
                format!("{} {}", kind(&event.event.read()), event.at.unwrap().as_second() % 60)
            })
            .collect();
        assert_eq!(found, ["change 9", "follower 8", "change 7", "change 5"]);
    }

    #[test]
    fn planned_activities_come_first() {
        let event = |object: &str, data: Value| {
            record(json!({"object": object, "timestamp": "2026-01-01 10:00:00", "data": data}))
        };
        let mut merge = HistoryMerge::default();
        merge.add(
            HistorySource::Flow,
            vec![
                event("note", json!({})),
                event("activity", json!({"done": true})),
                event("activity", json!({"done": false})),
            ],
        );
        let events = merge.finish(None);
        assert!(is_planned(&events[0].event) && !is_planned(&events[1].event));
    }
}
