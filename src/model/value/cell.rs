//! Formats values for tables, cards and sentences. [`show`] formats them so that they can be parsed
//! again.

use super::show;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{ContactKind, Names};
use crate::model::record::{RecordView, string};
use crate::model::time;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Formats a value for display: amounts with grouped digits and the decimals of their currency,
/// times in the account's zone. `currency` is the one that belongs to an amount
/// ([`currency_beside`]).
pub fn cell_text<'a>(
    field: &Field,
    raw: &'a RawValue,
    currency: Option<&str>,
    names: &Names,
) -> Cow<'a, str> {
    let amount = || names.currencies.amount(&show(field, raw, names), currency);
    match (field.kind, currency) {
        (FieldKind::Money(_), Some(currency)) if !currency.is_empty() => match amount() {
            nothing if nothing.is_empty() => nothing.into(),
            amount => format!("{amount} {currency}").into(),
        },
        (FieldKind::Money(_) | FieldKind::Amount(_), _) => amount().into(),
        // The company's fields may not be loaded.
        (FieldKind::Monetary | FieldKind::Any, _) => {
            monetary(raw, names).map_or_else(|| show(field, raw, names), Cow::Owned)
        }
        (FieldKind::Time, _) => match (show(field, raw, names), names.zone.as_ref()) {
            (Cow::Borrowed(text), zone) => time::display_text(text, zone),
            (Cow::Owned(text), zone) => time::display_text(&text, zone).into_owned().into(),
        },
        (kind, _) => match ContactKind::from_field(kind).and_then(|kind| contact(kind, raw, names))
        {
            Some(name) => name.into(),
            None => show(field, raw, names),
        },
    }
}

/// The name of a person or an organization, if known; [`show`] prints the ID, which can be parsed again.
fn contact(kind: ContactKind, raw: &RawValue, names: &Names) -> Option<String> {
    names.contacts.name(kind, raw.get().parse().ok()?)
}

/// The currency of an amount of this field, from the record.
pub fn currency_beside<'a>(field: &Field, record: &RecordView<'a>) -> Option<Cow<'a, str>> {
    record.text(currency_key(field)?)
}

/// The key that has the currency of an amount of this field.
pub fn currency_key(field: &Field) -> Option<&'static str> {
    match field.kind {
        FieldKind::Money(key) | FieldKind::Amount(key) => Some(key),
        _ => None,
    }
}

/// Formats an object of amount and currency (pipedrive.md P182).
fn monetary(raw: &RawValue, names: &Names) -> Option<String> {
    // A string or a number fails to parse at its first character.
    let parts: BTreeMap<Cow<str>, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    let (amount, currency) = (parts.get("value")?, string(parts.get("currency")?)?);
    let digits = string(amount).unwrap_or(Cow::Borrowed(amount.get()));
    if digits == "null" {
        return None;
    }
    Some(format!("{} {currency}", names.currencies.amount(&digits, Some(&currency))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Lookup;
    use crate::model::record::Record;
    use serde_json::{Value, json, value::to_raw_value};

    fn names() -> Names {
        let mut names = Names::default();
        let me = json!({"id": 1, "timezone_name": "Europe/Berlin", "default_currency": "JPY"});
        names.learn(Lookup::Account, &[Record::new(to_raw_value(&me).unwrap()).unwrap()]);
        names
    }

    #[test]
    fn formats_amounts_and_times_for_people() {
        let kinds = [
            (FieldKind::Money("currency"), json!(1200.5), Some("EUR"), "1,200.50 EUR"),
            (FieldKind::Money("currency"), json!("7500.0"), Some("EUR"), "7,500 EUR"),
            (FieldKind::Money("currency"), json!(1200.5), None, "1,200.50"),
            (FieldKind::Money("currency"), Value::Null, Some("EUR"), ""),
            (
                FieldKind::Amount("currency"),
                json!(27_583.333_333_333_332),
                Some("EUR"),
                "27,583.33",
            ),
            (
                FieldKind::Monetary,
                json!({"value": 1200.5, "currency": "EUR"}),
                None,
                "1,200.50 EUR",
            ),
            (FieldKind::Any, json!({"value": 1200.5, "currency": "KWD"}), None, "1,200.500 KWD"),
            (FieldKind::Monetary, json!({"value": null, "currency": null}), None, ""),
            (FieldKind::Any, json!({"odd": 1.5}), None, r#"{"odd":1.5}"#),
            (FieldKind::Number, json!(1200.5), None, "1200.5"),
            (FieldKind::Time, json!("2026-01-31T09:20:00Z"), None, "2026-01-31 10:20"),
            (FieldKind::Time, json!("0000-00-00 00:00:00"), None, ""),
            (FieldKind::Date, json!("0000-00-00"), None, ""),
            (FieldKind::Date, json!("2026-01-31"), None, "2026-01-31"),
        ];
        for (kind, value, currency, expected) in kinds {
            let field = Field { kind, ..Field::from_code("x") };
            let raw = to_raw_value(&value).unwrap();
            let shown = cell_text(&field, &raw, currency, &names());
            assert_eq!(shown, expected, "{kind:?} {value}");
        }
    }
}
