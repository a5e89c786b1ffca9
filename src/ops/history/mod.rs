//! Formats the history of a deal: changes of fields, and events of the flow as sentences. Values are strings,
//! numbers or objects, and keys have their v1 names.

mod change;
mod event;
mod fold;
mod needs;
mod read;
mod sources;

pub use event::parties;
pub use fold::{fold_changes, fold_events};
pub use needs::Needs;
pub use read::{ROW, read, requests, rows};
pub use sources::{HistoryEvent, HistoryMerge, HistorySource, kind as event_kind};

use crate::model::field::is_custom_key;
use crate::model::names::Names;
use crate::model::record::{Record, RecordView, string};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Maximum width of a quoted note or mail, in columns; JSON has the full text.
const QUOTED: usize = 200;

/// Formats changes and events with these names.
pub struct EventFormatter<'a> {
    pub names: &'a Names,
    /// For people: grouped digits, and times in the account's zone. A file has the values of the response.
    pub grouped: bool,
}

fn event_data(event: &RecordView) -> Option<Record> {
    Record::new(event.get("data")?.to_owned())
}

/// Converts v1 keys to the v2 names that the list of fields uses (pipedrive.md P121, P315).
fn strip_version(key: &str) -> &str {
    match key {
        "user_id" => "owner_id",
        "label" => "label_ids",
        "pipeline" => "pipeline_id",
        "deleted" => "is_deleted",
        "archived" => "is_archived",
        other => other,
    }
}

/// Whether `key` is that of a custom field, or of a part of one (`<key>_currency`).
fn is_custom_part(key: &str) -> bool {
    key.get(..40).is_some_and(is_custom_key)
}

/// Parses an ID that is a number or a string.
fn parse_id(raw: &RawValue) -> Option<u64> {
    let text = string(raw).unwrap_or(Cow::Borrowed(raw.get()));
    text.trim().parse().ok()
}
