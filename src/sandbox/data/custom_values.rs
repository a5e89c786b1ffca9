//! Validates and normalizes values of custom fields.

use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields::{Custom, Kind};
use crate::sandbox::wire::body::whole;
use crate::sandbox::wire::query;
use serde_json::{Map, Value, json};

const ADDRESS_PARTS: &[&str] = &[
    "street_number",
    "route",
    "sublocality",
    "locality",
    "subpremise",
    "admin_area_level_1",
    "admin_area_level_2",
    "country",
    "postal_code",
    "formatted_address",
];

impl Custom {
    /// Converts a value to the form in which it is stored; `None` clears the field. The error text
    /// is that of the service.
    pub fn accept(&self, value: &Value, company: &Company) -> Result<Option<Value>, String> {
        if value.is_null() {
            return Ok(None);
        }
        match self.kind {
            Kind::Varchar | Kind::VarcharAuto | Kind::Phone => text(value, 255),
            Kind::Text => text(value, 65_535),
            Kind::Double => Ok(Some(json!(number(value)?))),
            Kind::Monetary => money(value),
            Kind::Enum => Ok(Some(json!(self.option(value)?))),
            Kind::Set => self.check_options(value),
            Kind::User => check_reference(value, |id| company.user(id).is_some(), "User"),
            Kind::Org => check_reference(value, |id| company.org(id).is_some(), "Organization"),
            Kind::People => check_reference(value, |id| company.person(id).is_some(), "Person"),
            Kind::Date => Ok(Some(json!(date(value)?))),
            Kind::DateRange => {
                let range = parts(value, &["value", "until"])?;
                let (from, until) = (date(&range["value"])?, date(&range["until"])?);
                Ok(Some(json!({"value": from, "until": until})))
            }
            Kind::Time => times(value, &["value"]),
            Kind::TimeRange => times(value, &["value", "until"]),
            Kind::Address => address(value),
        }
    }

    fn option(&self, value: &Value) -> Result<u64, String> {
        let id = whole(value).ok_or_else(|| not_a("integer"))?;
        match self.label(id) {
            Some(_) => Ok(id),
            None => Err(format!("Unknown option '{id}'")),
        }
    }

    fn check_options(&self, value: &Value) -> Result<Option<Value>, String> {
        let options = value.as_array().ok_or_else(|| not_a("array"))?;
        if options.is_empty() {
            // Fields are cleared with null (pipedrive.md P185).
            return Err("The value must have at least 1 item".into());
        }
        let ids: Vec<u64> =
            options.iter().map(|option| self.option(option)).collect::<Result<_, _>>()?;
        Ok(Some(json!(ids)))
    }
}

fn not_a(kind: &str) -> String {
    format!("The value is not a valid '{kind}'")
}

fn number(value: &Value) -> Result<Plain, String> {
    value.as_f64().map(Plain).ok_or_else(|| not_a("number"))
}

fn text(value: &Value, longest: usize) -> Result<Option<Value>, String> {
    let text = value.as_str().ok_or_else(|| not_a("string"))?;
    if text.chars().count() > longest {
        return Err(format!("The value must not be longer than {longest}"));
    }
    Ok((!text.is_empty()).then(|| json!(text)))
}

fn check_reference(
    value: &Value,
    exists: impl Fn(u64) -> bool,
    what: &str,
) -> Result<Option<Value>, String> {
    let id = whole(value).ok_or_else(|| not_a("integer"))?;
    if exists(id) { Ok(Some(json!(id))) } else { Err(format!("{what} {id} was not found")) }
}

/// The object in `value`, if it has all keys in `needed`; other keys are checked by the caller.
fn parts<'v>(value: &'v Value, required: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let object = value.as_object().ok_or_else(|| not_a("object"))?;
    match required.iter().find(|name| !object.contains_key(**name)) {
        Some(name) => Err(format!("'{name}' is required")),
        None => Ok(object),
    }
}

/// Fails if the object has a key that is not in `known`.
fn reject_unknown_keys(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("Unknown key '{key}'")),
        None => Ok(()),
    }
}

fn money(value: &Value) -> Result<Option<Value>, String> {
    let money = parts(value, &["value"])?;
    reject_unknown_keys(money, &["value", "currency"])?;
    if money["value"].is_null() {
        return Ok(None);
    }
    let amount = number(&money["value"])?;
    let currency = match money.get("currency") {
        None | Some(Value::Null) => crate::sandbox::data::currency::HOME.code,
        Some(code) => code
            .as_str()
            .and_then(crate::sandbox::data::currency::currency)
            .map(|known| known.code)
            .ok_or("Unknown currency")?,
    };
    Ok(Some(json!({"value": amount, "currency": currency})))
}

fn date(value: &Value) -> Result<&str, String> {
    value.as_str().filter(|text| query::date(text).is_some()).ok_or_else(|| not_a("date"))
}

fn times(value: &Value, clocks: &[&str]) -> Result<Option<Value>, String> {
    let given = parts(value, clocks)?;
    let zone = ["timezone_id", "timezone_name"];
    reject_unknown_keys(given, &[clocks, &zone].concat())?;
    let mut kept = Map::new();
    for clock in clocks {
        let time: jiff::civil::Time = given[*clock]
            .as_str()
            .filter(|text| matches!(text.len(), 5 | 8))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| not_a("time"))?;
        kept.insert((*clock).into(), json!(time.strftime("%H:%M:%S").to_string()));
    }
    let id = given.get("timezone_id").unwrap_or(&Value::Null);
    let name = given.get("timezone_name").unwrap_or(&Value::Null);
    if !(id.is_u64() || id.is_null()) {
        return Err(not_a("integer"));
    }
    if !(name.is_string() || name.is_null()) {
        return Err(not_a("string"));
    }
    kept.insert("timezone_id".into(), id.clone());
    kept.insert("timezone_name".into(), name.clone());
    Ok(Some(Value::Object(kept)))
}

/// Only `value` is required; missing parts become null (pipedrive.md P184).
fn address(value: &Value) -> Result<Option<Value>, String> {
    let given = parts(value, &["value"])?;
    reject_unknown_keys(given, &[&["value"], ADDRESS_PARTS].concat())?;
    if given["value"].is_null() {
        return Ok(None);
    }
    if !given.values().all(|part| part.is_string() || part.is_null()) {
        return Err(not_a("string"));
    }
    let mut kept = Map::from_iter([("value".to_owned(), given["value"].clone())]);
    for part in ADDRESS_PARTS {
        let text = given.get(*part).cloned().unwrap_or(Value::Null);
        kept.insert((*part).into(), text);
    }
    Ok(Some(Value::Object(kept)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::data::custom_fields::CUSTOM;

    fn accept(name: &str, value: Value) -> Result<Option<Value>, String> {
        let company = Company::with_deals(1);
        let field = CUSTOM.iter().find(|field| field.name == name).unwrap();
        field.accept(&value, &company)
    }

    #[test]
    fn accepts_only_the_shape_of_the_kind() {
        let right = [
            ("Contract term", json!("24 months")),
            ("Tier", json!(101)),
            ("Budget", json!({"value": 500.5, "currency": "USD"})),
            ("Source", json!([111, 113])),
            ("Floor area", json!(12.25)),
            ("Survey date", json!("2026-01-31")),
            ("Works period", json!({"value": "2026-01-01", "until": "2026-02-01"})),
        ];
        for (name, value) in right {
            assert_eq!(accept(name, value.clone()), Ok(Some(value)), "{name}");
        }
        let wrong = [
            ("Contract term", json!("x".repeat(256))),
            ("Contract term", json!(5)),
            ("Tier", json!("101")),
            ("Tier", json!(999)),
            ("Budget", json!(500)),
            ("Budget", json!({"value": "500", "currency": "USD"})),
            ("Source", json!([])),
            ("Source", json!(111)),
            ("Site phone", json!([{"value": "1"}])),
            ("Floor area", json!("12")),
            ("Site manager", json!(99)),
            ("Survey date", json!("31.01.2026")),
            ("Works period", json!({"value": "2026-01-01"})),
            ("Delivery time", json!("09:00")),
            ("Site address", json!("Quay 1")),
        ];
        for (name, value) in wrong {
            assert!(accept(name, value.clone()).is_err(), "{name} {value}");
        }
        assert_eq!(accept("Source", Value::Null), Ok(None));
    }

    #[test]
    fn missing_parts_become_null() {
        let address = accept("Site address", json!({"value": "Quay 1"})).unwrap();
        assert_eq!(address.unwrap()["country"], Value::Null);
        let time = accept("Delivery time", json!({"value": "09:00"})).unwrap();
        assert_eq!(
            time.unwrap(),
            json!({"value": "09:00:00", "timezone_id": null, "timezone_name": null})
        );
    }
}
