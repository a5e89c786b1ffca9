//! Old and new values of a deal: compared with the current state, and formatted.

use crate::app::write::Body;
use crate::model::names::Names;
use crate::model::record::RecordView;
use crate::model::value::{self, is_same};
use crate::text;
use serde_json::Value;
use std::borrow::Cow;

/// The keys that an update wrote, with a key for each custom field.
fn keys(body: &Body) -> Vec<String> {
    let mut keys = Vec::new();
    for (key, value) in body {
        match value {
            Value::Object(fields) if key == "custom_fields" => keys.extend(fields.keys().cloned()),
            _ => keys.push(key.clone()),
        }
    }
    keys
}

/// A value of a body, including those of custom fields.
fn read_member(body: &Body, key: &str) -> Option<Value> {
    let custom = || body.get("custom_fields")?.get(key);
    body.get(key).or_else(custom).cloned()
}

fn read_value(deal: &RecordView, key: &str) -> Value {
    deal.get(key).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// The keys that have been changed since the write: they have neither the written value nor, if the write may
/// not have been executed, the value before it.
pub fn changed_keys(
    body: &Body,
    after: Option<&Body>,
    before: &Body,
    deal: &RecordView,
    is_in_doubt: bool,
) -> Vec<String> {
    let is_changed = |key: &String| {
        let now = read_value(deal, key);
        let left =
            after.and_then(|after| read_member(after, key)).or_else(|| read_member(body, key));
        let was = read_member(before, key).unwrap_or_default();
        !(left.is_some_and(|left| is_same(&left, &now)) || is_in_doubt && is_same(&was, &now))
    };
    keys(body).into_iter().filter(is_changed).collect()
}

/// Whether the deal has these values already.
pub fn holds_values(body: &Body, deal: &RecordView) -> bool {
    keys(body).iter().all(|key| {
        read_member(body, key).is_some_and(|value| is_same(&value, &read_value(deal, key)))
    })
}

pub fn describe_body(body: &Body, deal: &RecordView, names: &Names) -> String {
    let none = Body::new();
    let change = |key: &String| {
        let old = show_value(key, &read_value(deal, key), &none, deal, names);
        let new = read_member(body, key).unwrap_or_default();
        let new = show_value(key, &new, body, deal, names);
        format!("{} {old} → {new}", heading(key, names))
    };
    keys(body).iter().map(change).collect::<Vec<_>>().join(", ")
}

/// Formats the previous and the current values of changed keys.
pub fn describe_changed(
    changed: &[String],
    was: &Body,
    deal: &RecordView,
    names: &Names,
) -> String {
    let none = Body::new();
    let change = |key: &String| {
        let old = read_member(was, key).unwrap_or_default();
        let old = show_value(key, &old, was, deal, names);
        let now = show_value(key, &read_value(deal, key), &none, deal, names);
        format!("{} {old} → {now}", heading(key, names))
    };
    changed.iter().map(change).collect::<Vec<_>>().join(", ")
}

/// The name of a field within a sentence.
pub fn heading(key: &str, names: &Names) -> String {
    names.field_for_code(key).name_in_sentence()
}

/// A value in words. The currency of an amount is that in `beside`, else the deal's.
fn show_value(key: &str, value: &Value, beside: &Body, deal: &RecordView, names: &Names) -> String {
    let field = names.field_for_code(key);
    let own = value::currency_key(&field).and_then(|key| beside.get(key)?.as_str());
    let currency = own.map(Cow::Borrowed).or_else(|| value::currency_beside(&field, deal));
    let shown = serde_json::value::to_raw_value(value)
        .map(|raw| value::cell_text(&field, &raw, currency.as_deref(), names).into_owned())
        .unwrap_or_default();
    let shown = text::clean(&shown);
    if shown.is_empty() { "nothing".to_owned() } else { text::fit(&shown, 60).into_owned() }
}

/// Removes options that the company has deleted since, which the API rejects; returns the keys of their
/// fields. Fields with unknown options are kept.
pub fn drop_deleted_options(body: &mut Body, names: &Names) -> Vec<String> {
    let mut dropped = Vec::new();
    let mut drop_from = |values: &mut Body| {
        values.retain(|key, value| {
            let field = names.field_for_code(key);
            let exists = |id: &Value| {
                let id = id.to_string();
                field.options.iter().any(|one| one.id == id)
            };
            if field.options.is_empty() {
                return true;
            }
            match value {
                Value::Number(_) if !exists(value) => {
                    dropped.push(key.clone());
                    false
                }
                Value::Array(ids) if !ids.iter().all(exists) => {
                    dropped.push(key.clone());
                    ids.retain(exists);
                    true
                }
                _ => true,
            }
        });
    };
    drop_from(body);
    if let Some(Value::Object(fields)) = body.get_mut("custom_fields") {
        drop_from(fields);
        if fields.is_empty() {
            body.remove("custom_fields");
        }
    }
    dropped
}

/// Adapts a write to the current deal: for multiple options, the same ones are added and removed; other
/// values are unchanged.
pub fn rebase_values(body: &Body, before: &Body, deal: &RecordView) -> Body {
    let rebase = |key: &str, wanted: &Value| {
        let was = read_member(before, key);
        match (wanted, was, read_value(deal, key)) {
            (Value::Array(wanted), Some(Value::Array(was)), Value::Array(now)) => {
                let is_removed = |one: &Value| was.contains(one) && !wanted.contains(one);
                let added = wanted.iter().filter(|one| !was.contains(one) && !now.contains(one));
                let kept = now.iter().filter(|one| !is_removed(one));
                kept.chain(added).cloned().collect()
            }
            _ => wanted.clone(),
        }
    };
    let mut rebased = Body::new();
    for (key, value) in body {
        let value = match value {
            Value::Object(fields) if key == "custom_fields" => {
                fields.iter().map(|(key, value)| (key.clone(), rebase(key, value))).collect()
            }
            value => rebase(key, value),
        };
        rebased.insert(key.clone(), value);
    }
    rebased
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::Record;
    use serde_json::json;

    #[test]
    fn a_rebase_adds_and_removes_the_same_options() {
        let body = |value: Value| value.as_object().cloned().unwrap_or_default();
        let deal = json!({"id": 1, "label_ids": [1, 3, 4], "title": "Theirs",
            "custom_fields": {"tags": [7]}});
        let deal = Record::new(serde_json::value::to_raw_value(&deal).unwrap()).unwrap();
        let before = body(json!({"label_ids": [1, 2, 3], "title": "Old",
            "custom_fields": {"tags": []}}));
        let wanted = body(json!({"label_ids": [1, 2, 5], "title": "Ours",
            "custom_fields": {"tags": [8]}}));
        let rebased = rebase_values(&wanted, &before, &deal.read());
        assert_eq!(
            json!(rebased),
            json!({"label_ids": [1, 4, 5], "title": "Ours",
            "custom_fields": {"tags": [7, 8]}})
        );
    }

    #[test]
    fn an_amount_has_the_currency_of_its_side() {
        let body = |value: Value| value.as_object().cloned().unwrap_or_default();
        let deal = json!({"id": 1, "value": 12500, "currency": "EUR"});
        let deal = Record::new(serde_json::value::to_raw_value(&deal).unwrap()).unwrap();
        let (deal, names) = (deal.read(), Names::default());
        let both = body(json!({"value": 12, "currency": "USD"}));
        let text = describe_body(&both, &deal, &names);
        assert_eq!(text, "value 12,500 EUR → 12 USD, currency EUR → USD");
        let changed = ["value".to_owned(), "currency".to_owned()];
        let text = describe_changed(&changed, &both, &deal, &names);
        assert_eq!(text, "value 12 USD → 12,500 EUR, currency USD → EUR");
        let one = body(json!({"value": 12}));
        assert_eq!(describe_body(&one, &deal, &names), "value 12,500 EUR → 12 EUR");
        assert_eq!(
            describe_changed(&changed[..1], &one, &deal, &names),
            "value 12 EUR → 12,500 EUR"
        );
    }

    #[test]
    fn deleted_options_are_left_out() {
        let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let field = json!({"field_code": tier, "field_name": "Tier", "field_type": "enum",
            "options": [{"id": 7, "label": "Gold"}]});
        let field = Record::new(serde_json::value::to_raw_value(&field).unwrap()).unwrap();
        let mut names = Names::default();
        names.learn(crate::model::names::Lookup::Fields, &[field]);
        let drop_from = |value: Value| {
            let mut body = Body::from_iter([("custom_fields".to_owned(), json!({tier: value}))]);
            let dropped = drop_deleted_options(&mut body, &names);
            (json!(body), dropped.len())
        };
        assert_eq!(drop_from(json!(7)), (json!({"custom_fields": {tier: 7}}), 0));
        assert_eq!(drop_from(json!(9)), (json!({}), 1));
        assert_eq!(drop_from(json!([9, 7])), (json!({"custom_fields": {tier: [7]}}), 1));
        assert_eq!(drop_from(json!(null)), (json!({"custom_fields": {tier: null}}), 0));
        let mut other = Body::from_iter([("value".to_owned(), json!(9))]);
        assert!(drop_deleted_options(&mut other, &names).is_empty() && other.len() == 1);
    }
}
