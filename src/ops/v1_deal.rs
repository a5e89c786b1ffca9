//! Deals in v1 form, as in the responses of duplicating and merging: some fields have other names, and custom
//! fields are at the root (pipedrive.md P182, P263). JSON is the response; tables and CSV show v2 fields.

use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::field::{Field, is_custom_key};
use crate::model::record::{Record, RecordView, string};
use crate::ops::bulk;
use crate::output::Format;
use serde_json::json;
use serde_json::value::RawValue;

/// Fields with different names: v1, and v2.
const RENAMED: [(&str, &str); 6] = [
    ("user_id", "owner_id"),
    ("deleted", "is_deleted"),
    ("label", "label_ids"),
    ("cc_email", "smart_bcc_email"),
    ("person_id", "person_id"),
    ("org_id", "org_id"),
];

/// The columns of such deals, on a card and in rows.
pub struct DealColumns {
    card: Columns,
    row: Columns,
}

/// The columns of `--fields`, or the default ones. Loaded before anything is written.
pub async fn load_columns(app: &App) -> Result<DealColumns, Error> {
    let (mut card, mut row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
    app.prepare(&card).await?;
    if keeps_response(app) {
        for field in card.fields.iter_mut().chain(&mut row.fields) {
            if let Some((old, _)) = RENAMED.iter().find(|(_, new)| *new == field.code) {
                field.code = (*old).into();
            }
        }
    }
    Ok(DealColumns { card, row })
}

/// Prints the deals; `asked` is the number of deals that were requested.
pub async fn show(
    app: &App,
    asked: usize,
    columns: DealColumns,
    deals: &[Record],
) -> anyhow::Result<()> {
    let DealColumns { card, row } = columns;
    if keeps_response(app) {
        return bulk::show(app, asked, card, row, deals).await;
    }
    let zeros = card.chosen;
    let deals: Vec<Record> = deals.iter().filter_map(|deal| convert_to_v2(deal, zeros)).collect();
    bulk::show(app, asked, card, row, &deals).await
}

fn keeps_response(app: &App) -> bool {
    matches!(app.format, Format::Json | Format::Ndjson)
}

/// Converts a deal to v2 names and forms, as far as v2 has them. Counts of zero are only included if `zeros`
/// is set, since every deal has nine of them.
fn convert_to_v2(deal: &Record, zeros: bool) -> Option<Record> {
    let reading = deal.read();
    if reading.get("owner_id").is_some() {
        // Looked up after its response was lost: it is in v2 form already.
        return Some(deal.clone());
    }
    let mut members: Vec<(String, String)> = Vec::new();
    for field in Field::built_in().filter(|field| !field.is_contact_name()) {
        let code = field.code.as_ref();
        let old = RENAMED.iter().find(|(_, new)| *new == code).map_or(code, |(old, _)| old);
        let is_shown = |value: &String| zeros || value != "0" || !code.ends_with("_count");
        if let Some(value) = member(&reading, code, old).filter(is_shown) {
            members.push((code.to_owned(), value));
        }
    }
    members.push(("custom_fields".into(), object(custom(&reading))));
    Record::new(RawValue::from_string(object(members)).ok()?)
}

/// Converts one value to its v2 form.
fn member(deal: &RecordView, code: &str, old: &str) -> Option<String> {
    let raw = deal.get(old)?;
    Some(match code {
        "owner_id" | "creator_user_id" => deal.reference(old)?.to_string(),
        "person_id" => linked_name(deal, old, "person_name")?,
        "org_id" => linked_name(deal, old, "org_name")?,
        "label_ids" => list(&string(raw).unwrap_or_else(|| raw.get().into())),
        _ => raw.get().to_owned(),
    })
}

/// A linked person or organization, with the name that v1 returns.
fn linked_name(deal: &RecordView, code: &str, name: &str) -> Option<String> {
    let id = deal.reference(code)?;
    let name = deal.text(name).or_else(|| deal.object(code).text("name"));
    Some(json!({"value": id, "name": name}).to_string())
}

/// Converts `"101,102"` to a list of IDs.
fn list(text: &str) -> String {
    let is_id = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let ids: Vec<&str> = text.split(',').map(str::trim).filter(is_id).collect();
    format!("[{}]", ids.join(","))
}

/// Converts custom fields: `<key>`, `<key>_currency` and `<key>_until` become one value.
fn custom(deal: &RecordView) -> Vec<(String, String)> {
    let keys: Vec<&str> = deal.members().map(|(key, _)| key).filter(|k| is_custom_key(k)).collect();
    let mut fields = Vec::new();
    for key in keys {
        let Some(raw) = deal.get(key).filter(|raw| raw.get() != "null") else { continue };
        let beside = |part: &str| {
            let part_of = deal.get(&format!("{key}_{part}"))?;
            (part_of.get() != "null").then(|| (part.to_owned(), part_of.get().to_owned()))
        };
        let parts: Vec<_> = ["currency", "until"].into_iter().filter_map(beside).collect();
        let text = string(raw);
        let value = match &text {
            _ if !parts.is_empty() => {
                let mut whole = vec![("value".to_owned(), raw.get().to_owned())];
                whole.extend(parts);
                object(whole)
            }
            // Several options are a string of IDs.
            Some(ids)
                if ids.contains(',') && ids.bytes().all(|b| b.is_ascii_digit() || b == b',') =>
            {
                list(ids)
            }
            _ => raw.get().to_owned(),
        };
        fields.push((key.to_owned(), value));
    }
    fields
}

fn object(members: Vec<(String, String)>) -> String {
    let members: Vec<String> =
        members.into_iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_v1_deal_becomes_a_v2_deal() {
        let (tier, budget) = ("0".repeat(40), "1".repeat(40));
        let old = json!({"id": 4, "title": "x", "user_id": {"id": 7, "name": "Tom"}, "person_id": 3,
            "person_name": "Ada", "org_id": null, "deleted": false, "label": "1,2", "lost_time": "", "files_count": 0,
            tier.as_str(): "101,102", budget.as_str(): 500, format!("{budget}_currency"): "EUR"});
        let old = Record::new(serde_json::value::to_raw_value(&old).unwrap()).unwrap();
        let new = convert_to_v2(&old, false).unwrap();
        let new = new.read();
        let get = |code: &str| new.get(code).map(RawValue::get);
        assert_eq!(
            (get("owner_id"), get("org_id"), get("label_ids")),
            (Some("7"), None, Some("[1,2]"))
        );
        assert_eq!(get("person_id"), Some(r#"{"value":3,"name":"Ada"}"#));
        assert_eq!(get("files_count"), None);
        assert_eq!((get("is_deleted"), get(&tier)), (Some("false"), Some("[101,102]")));
        assert_eq!(get(&budget), Some(r#"{"value":500,"currency":"EUR"}"#));
    }
}
