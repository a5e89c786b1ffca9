//! The inverse of a write, which restores the old values as far as the service allows.

use super::{Body, Write};
use crate::draft;
use crate::model::deal_status::DealStatus;
use crate::model::field::Field;
use crate::model::time;
use crate::model::value::is_same;
use serde_json::{Map, Value, json};

/// The write that undoes another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Inverse {
    pub write: Write,
    /// Keys whose old value cannot be restored, because the service does not allow clearing them.
    pub lost: Vec<String>,
}

/// Keys of a deal that the service changes together with another key, or requires together with it
/// (pipedrive.md P224, P225, P227, P239): their old values are recorded too.
const COMPANIONS: [(&str, &[&str]); 3] = [
    ("status", &["lost_reason", "won_time", "lost_time"]),
    ("pipeline_id", &["stage_id"]),
    ("is_archived", &["archive_time"]),
];

/// The writable keys of a discount.
pub const DISCOUNT_KEYS: [&str; 3] = ["description", "amount", "type"];

impl Write {
    /// The write that undoes this one, given the values of the changed keys `before` it and, for a create,
    /// the ID in the response. `None` if there is no inverse, or if an old value is unknown.
    pub fn inverse(&self, before: &Body, made: Option<&str>) -> Option<Inverse> {
        let number = || made.and_then(|id| id.parse().ok());
        let known = |key: &str| before.get(key).and_then(Value::as_u64);
        let write = match self {
            Write::CreateDeal { .. } | Write::DuplicateDeal { .. } => {
                Write::DeleteDeal { deal: number()? }
            }
            // An update cannot delete a deal (pipedrive.md P223).
            Write::UpdateDeal { deal, body } if body.get("is_deleted") == Some(&json!(false)) => {
                Write::DeleteDeal { deal: *deal }
            }
            Write::UpdateDeal { deal, body } => {
                let (body, lost) = restore_body(body, before)?;
                let write = Write::UpdateDeal { deal: *deal, body };
                return Some(Inverse { write, lost });
            }
            Write::DeleteDeal { deal } => {
                let body = Body::from_iter([("is_deleted".to_owned(), Value::Bool(false))]);
                Write::UpdateDeal { deal: *deal, body }
            }
            Write::AddFollower { deal, user } => Write::RemoveFollower { deal: *deal, user: *user },
            Write::RemoveFollower { deal, user } => Write::AddFollower { deal: *deal, user: *user },
            Write::AddParticipant { deal, .. } => {
                Write::RemoveParticipant { deal: *deal, participant: number()? }
            }
            Write::RemoveParticipant { deal, .. } => {
                Write::AddParticipant { deal: *deal, person: known("person_id")? }
            }
            Write::AddDiscount { deal, .. } => {
                Write::RemoveDiscount { deal: *deal, discount: made?.to_owned() }
            }
            Write::UpdateDiscount { deal, discount, body } => {
                let old = |key: &String| Some((key.clone(), before.get(key)?.clone()));
                let body = body.keys().map(old).collect::<Option<_>>()?;
                Write::UpdateDiscount { deal: *deal, discount: discount.clone(), body }
            }
            Write::RemoveDiscount { deal, .. } => {
                let old = |key: &str| Some((key.to_owned(), before.get(key)?.clone()));
                let body = DISCOUNT_KEYS.into_iter().map(old).collect::<Option<_>>()?;
                Write::AddDiscount { deal: *deal, body }
            }
            Write::MergeDeals { .. } | Write::ConvertDeal { .. } | Write::Raw { .. } => {
                return None;
            }
        };
        Some(Inverse { write, lost: Vec::new() })
    }

    /// The keys whose old values have to be recorded before an update is sent.
    pub fn recorded_keys(body: &Body) -> Body {
        let mut keys = body.clone();
        for (key, companions) in COMPANIONS {
            if body.contains_key(key) {
                for companion in companions {
                    keys.entry(*companion).or_insert(Value::Null);
                }
            }
        }
        keys
    }
}

/// The body that restores the old values of the keys in `body`, and the keys that cannot be restored.
/// `None` if an old value is unknown.
fn restore_body(body: &Body, before: &Body) -> Option<(Body, Vec<String>)> {
    let mut restored = Body::new();
    let mut lost = Vec::new();
    for (key, sent) in body {
        let old = before.get(key)?;
        match key.as_str() {
            "status" => restore_status(&mut restored, old, before),
            // Restored by `restore_status`, or cleared by the service with the status.
            "lost_reason" | "won_time" | "lost_time" | "close_time"
                if body.contains_key("status") => {}
            "is_archived" => {
                restored.insert(key.clone(), old.clone());
                let archived = before.get("archive_time").and_then(Value::as_str);
                if let (Value::Bool(true), Some(at)) = (old, archived.and_then(time::read)) {
                    restored.insert("archive_time".to_owned(), json!(time::v1(at)));
                }
            }
            "archive_time" if body.contains_key("is_archived") => {}
            "pipeline_id" => {
                restored.insert(key.clone(), old.clone());
                if let Some(stage) = before.get("stage_id").filter(|stage| !stage.is_null()) {
                    restored.insert("stage_id".to_owned(), stage.clone());
                }
            }
            "custom_fields" => {
                let fields = restore_custom_fields(sent, old);
                if !fields.is_empty() {
                    restored.insert(key.clone(), Value::Object(fields));
                }
            }
            _ if is_empty(old) => match draft::clear(&Field::from_code(key)) {
                Ok(cleared) => restored.extend(cleared),
                Err(_) => lost.push(key.clone()),
            },
            _ => drop(restored.insert(key.clone(), old.clone())),
        }
    }
    Some((restored, lost))
}

/// Restores the status, and the keys that can only be written together with it (pipedrive.md P224, P225).
fn restore_status(restored: &mut Body, old: &Value, before: &Body) {
    restored.insert("status".to_owned(), old.clone());
    let along: &[&str] = match old.as_str().and_then(DealStatus::parse) {
        Some(DealStatus::Won) => &["won_time"],
        Some(DealStatus::Lost) => &["lost_time", "lost_reason"],
        _ => &[],
    };
    for key in along {
        if let Some(value) = before.get(*key).filter(|value| !is_empty(value)) {
            restored.insert((*key).to_owned(), value.clone());
        }
    }
}

/// The old values of the custom fields that were written; null clears a field.
fn restore_custom_fields(sent: &Value, old: &Value) -> Map<String, Value> {
    let Value::Object(sent) = sent else { return Map::new() };
    let value = |key: &String| (key.clone(), old.get(key).cloned().unwrap_or_default());
    sent.keys().map(value).filter(|(key, value)| !is_same(&sent[key], value)).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => time::is_none(text),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reversible;
    use super::super::tests::writes;
    use super::*;

    fn body(value: Value) -> Body {
        match value {
            Value::Object(body) => body,
            other => panic!("{other} is not an object"),
        }
    }

    #[test]
    fn every_reversible_write_has_an_inverse() {
        let before = body(json!({"title": "Old", "person_id": 2, "amount": 4,
            "type": "amount", "description": "Fair"}));
        for write in writes() {
            let inverse = write.inverse(&before, Some("9"));
            assert_eq!(inverse.is_none(), write.reversible() == Reversible::No, "{write:?}");
        }
        // Without the old values nothing can be restored.
        let update = Write::UpdateDeal { deal: 7, body: body(json!({"title": "New"})) };
        assert_eq!(update.inverse(&Body::new(), None), None);
    }

    #[test]
    fn inverse_of_an_update_includes_companion_keys() {
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let cases = [
            (json!({"title": "New"}), json!({"title": "Old"}), json!({"title": "Old"})),
            (
                json!({"status": "won"}),
                json!({"status": "open", "won_time": null}),
                json!({"status": "open"}),
            ),
            (
                json!({"status": "lost", "lost_reason": "Price", "lost_time": "2026-01-02T00:00:00Z"}),
                json!({"status": "open", "lost_reason": null, "lost_time": null}),
                json!({"status": "open"}),
            ),
            (
                json!({"status": "open"}),
                json!({"status": "lost", "lost_reason": "Price", "lost_time": "2026-01-02T00:00:00Z"}),
                json!({"status": "lost", "lost_reason": "Price", "lost_time": "2026-01-02T00:00:00Z"}),
            ),
            (
                json!({"pipeline_id": 2}),
                json!({"pipeline_id": 1, "stage_id": 3}),
                json!({"pipeline_id": 1, "stage_id": 3}),
            ),
            (
                json!({"is_archived": true}),
                json!({"is_archived": false, "archive_time": null}),
                json!({"is_archived": false}),
            ),
            (
                json!({"is_archived": false}),
                json!({"is_archived": true, "archive_time": "2026-01-02T03:04:05Z"}),
                json!({"is_archived": true, "archive_time": "2026-01-02 03:04:05"}),
            ),
            (json!({"label_ids": [1]}), json!({"label_ids": []}), json!({"label_ids": []})),
            (
                json!({"custom_fields": {key: 5}}),
                json!({"custom_fields": {key: null}}),
                json!({"custom_fields": {key: null}}),
            ),
        ];
        for (sent, before, restored) in cases {
            let update = Write::UpdateDeal { deal: 7, body: body(sent) };
            let inverse = update.inverse(&body(before), None).unwrap();
            assert_eq!(inverse.write, Write::UpdateDeal { deal: 7, body: body(restored) });
            assert!(inverse.lost.is_empty());
        }
    }

    #[test]
    fn inverse_lists_the_keys_that_cannot_be_cleared() {
        let update = Write::UpdateDeal {
            deal: 7,
            body: body(
                json!({"expected_close_date": "2026-01-02", "person_id": 4, "title": "New"}),
            ),
        };
        let before = body(json!({"expected_close_date": null, "person_id": null, "title": "Old"}));
        let inverse = update.inverse(&before, None).unwrap();
        assert_eq!(inverse.write.body(), Some(&body(json!({"title": "Old"}))));
        assert_eq!(inverse.lost, ["expected_close_date", "person_id"]);
    }
}
