//! The fields of a form, and whether the company marks them as required or important.

use crate::app::App;
use crate::draft;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use serde_json::{Value, json};

/// The built-in fields in the order of a card; custom fields follow.
const ORDER: [&str; 13] = [
    "title",
    "value",
    "currency",
    "pipeline_id",
    "stage_id",
    "owner_id",
    "person_id",
    "org_id",
    "label_ids",
    "status",
    "probability",
    "expected_close_date",
    "lost_reason",
];

/// The writable fields, in the order of a card.
pub async fn writable(app: &App, names: &Names, is_new: bool) -> Result<Vec<Field>, Error> {
    let records = app.lookup(Lookup::Fields).await?;
    let is_locked = |code: &str| {
        records.iter().any(|record| {
            let reading = record.read();
            reading.text("field_code").as_deref() == Some(code)
                && reading.get("is_writable").is_some_and(|raw| raw.get() == "false")
        })
    };
    let has_question =
        |field: &Field| !matches!(field.kind, FieldKind::Any | FieldKind::Size | FieldKind::Id);
    let mut fields: Vec<Field> = ORDER.iter().map(|code| names.field_for_code(code)).collect();
    let rest = names.fields.iter().filter(|field| !ORDER.contains(&field.code.as_ref()));
    fields.extend(rest.cloned());
    fields.retain(|field| {
        let is_out = is_new && field.code == "is_deleted";
        draft::check_writable(field).is_ok()
            && has_question(field)
            && !is_out
            && !is_locked(&field.code)
    });
    // Custom fields come before the rarely used built-in ones.
    fields.sort_by_key(|field| match ORDER.iter().position(|code| *code == field.code) {
        Some(place) => place,
        None if field.is_custom() => ORDER.len(),
        None => ORDER.len() + 1,
    });
    Ok(fields)
}

/// Whether the company marks the field as required or important in that stage. The flag is a bool
/// or an object (pipedrive.md P193, P194); newer settings list their stages.
pub fn is_important(field: &Record, stage: Option<u64>) -> bool {
    let reading = field.read();
    let read = |key: &str| -> Option<Value> { serde_json::from_str(reading.get(key)?.get()).ok() };
    let mandatory = read("mandatory_flag").is_some_and(|flag| match flag {
        Value::Object(where_from) => !where_from.is_empty(),
        flag => flag == json!(true),
    });
    let counts = |key: &str| {
        read(key).is_some_and(|rule| {
            let stages = rule["stage_ids"].as_array().cloned().unwrap_or_default();
            let is_here = stages.is_empty() || stages.iter().any(|id| id.as_u64() == stage);
            rule["enabled"] == json!(true) && is_here
        })
    };
    mandatory || counts("required_fields") || counts("important_fields")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn importance_is_read_in_every_form() {
        let important = |field: Value| {
            let raw = serde_json::value::to_raw_value(&field).unwrap();
            is_important(&Record::new(raw).unwrap(), Some(2))
        };
        assert!(important(json!({"mandatory_flag": true})));
        assert!(important(json!({"mandatory_flag": {"1": ["won"]}})));
        assert!(important(json!({"important_fields": {"enabled": true, "stage_ids": []}})));
        assert!(important(json!({"required_fields": {"enabled": true, "stage_ids": [1, 2]}})));
        for not in [
            json!({}),
            json!({"mandatory_flag": false, "required_fields": null}),
            json!({"mandatory_flag": {}}),
            json!({"required_fields": {"enabled": true, "stage_ids": [1]}}),
            json!({"important_fields": {"enabled": false, "stage_ids": [2]}}),
        ] {
            assert!(!important(not.clone()), "{not}");
        }
    }
}
