//! Whether writes can be undone, as far as is known before they are sent, and what an undo does not
//! restore.

use super::{Body, Change, Write};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;

/// Whether a write can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversible {
    Yes,
    /// Some fields, IDs or times differ after an undo, or the service may reject it.
    InPart,
    No,
}

/// Restoring and unarchiving may be rejected (pipedrive.md P233, P234).
const UNPROVEN_RESTORE: &str = "Pipedrive may refuse to restore a deleted deal";
const UNPROVEN_UNARCHIVE: &str = "Pipedrive may refuse to unarchive a deal";

impl Write {
    /// Whether the write can be undone, as far as is known before it is sent.
    pub fn reversible(&self) -> Reversible {
        match self {
            Write::CreateDeal { .. } | Write::DuplicateDeal { .. } => Reversible::Yes,
            Write::UpdateDeal { .. }
            | Write::DeleteDeal { .. }
            | Write::AddFollower { .. }
            | Write::RemoveFollower { .. }
            | Write::AddParticipant { .. }
            | Write::RemoveParticipant { .. }
            | Write::AddDiscount { .. }
            | Write::UpdateDiscount { .. }
            | Write::RemoveDiscount { .. } => Reversible::InPart,
            Write::MergeDeals { .. } | Write::ConvertDeal { .. } | Write::Raw { .. } => {
                Reversible::No
            }
        }
    }
}

/// Whether several changes can be undone, and what an undo does not restore.
#[derive(Debug, Default)]
pub struct ReversibleTally {
    has_yes: bool,
    has_no: bool,
    /// The codes of fields that keep their new value.
    fields: BTreeSet<String>,
    other: BTreeSet<&'static str>,
}

impl<'a> FromIterator<&'a Change> for ReversibleTally {
    fn from_iter<I: IntoIterator<Item = &'a Change>>(changes: I) -> ReversibleTally {
        let mut tally = ReversibleTally::default();
        changes.into_iter().for_each(|change| tally.add(change));
        tally
    }
}

impl ReversibleTally {
    pub fn add(&mut self, change: &Change) {
        match change.write.reversible() {
            Reversible::No => self.has_no = true,
            Reversible::Yes => self.has_yes = true,
            Reversible::InPart => {
                self.has_yes = true;
                self.add_limits(change);
            }
        }
    }

    /// `yes`, `no`, or `in part` with the reasons.
    pub fn describe(&self) -> String {
        if !self.has_yes {
            return "no".to_owned();
        }
        let some = self.has_no.then_some("some of the writes cannot be undone");
        let mut reasons: Vec<String> =
            self.other.iter().copied().chain(some).map(str::to_owned).collect();
        if !self.fields.is_empty() {
            let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
            reasons.push(format!("not restored: {}", fields.join(", ")));
        }
        if reasons.is_empty() {
            "yes".to_owned()
        } else {
            format!("in part ({})", reasons.join("; "))
        }
    }

    fn add_limits(&mut self, change: &Change) {
        let Change { write, before, .. } = change;
        match write {
            Write::DeleteDeal { .. } => drop(self.other.insert(UNPROVEN_RESTORE)),
            Write::RemoveFollower { .. }
            | Write::RemoveParticipant { .. }
            | Write::RemoveDiscount { .. } => {
                self.other.insert("what is added again has a new ID and time");
            }
            Write::UpdateDeal { body, .. } => {
                match write.inverse(before, None) {
                    Some(inverse) => self.add_fields(inverse.lost.iter().map(String::as_str)),
                    None => drop(self.other.insert("the old values are not known")),
                }
                self.add_own_fields(body);
            }
            _ => {}
        }
    }

    fn add_fields<'k>(&mut self, keys: impl IntoIterator<Item = &'k str>) {
        self.fields.extend(keys.into_iter().map(str::to_owned));
    }

    /// Adds the read-only fields that the service changes together with those in `body` (pipedrive.md P144,
    /// P222).
    fn add_own_fields(&mut self, body: &Body) {
        if body.contains_key("stage_id") || body.contains_key("pipeline_id") {
            self.add_fields(["stage_change_time"]);
        }
        if body.get("status") == Some(&json!("won")) {
            self.add_fields(["first_won_time"]);
        }
        if body.get("is_archived") == Some(&json!(true)) {
            self.other.insert(UNPROVEN_UNARCHIVE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn update(body: Value, before: Value) -> Change {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        Change::with_before(Write::UpdateDeal { deal: 7, body: object(body) }, object(before))
    }

    fn describe(changes: &[&Change]) -> String {
        changes.iter().copied().collect::<ReversibleTally>().describe()
    }

    #[test]
    fn describes_what_an_undo_does_not_restore() {
        let title = update(json!({"title": "New"}), json!({"title": "Old"}));
        assert_eq!(describe(&[&title]), "yes");
        let stage = update(json!({"stage_id": 2}), json!({"stage_id": 1}));
        assert_eq!(describe(&[&title, &stage]), "in part (not restored: stage_change_time)");
        let date = update(
            json!({"expected_close_date": "2026-01-02"}),
            json!({"expected_close_date": null}),
        );
        assert!(describe(&[&date]).contains("not restored: expected_close_date"));
        let merge = Change::new(Write::MergeDeals { deal: 1, into: 2 }, None);
        assert_eq!(describe(&[&merge]), "no");
        assert!(describe(&[&merge, &title]).starts_with("in part (some of the writes"));
        let create = Change::new(Write::CreateDeal { body: Body::new() }, None);
        assert_eq!(describe(&[&create]), "yes");
    }
}
