//! The fields of a deal: the company's own ones, and what values each kind of them takes.

use super::company::Company;
use super::form::whole;
use super::query;
use serde_json::{Map, Value, json};

/// The kinds of custom fields (behaviours 86).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Varchar,
    VarcharAuto,
    Text,
    Phone,
    Double,
    Monetary,
    Enum,
    Set,
    User,
    Org,
    People,
    Date,
    DateRange,
    Time,
    TimeRange,
    Address,
}

pub struct Custom {
    pub key: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    pub options: &'static [(u64, &'static str)],
}

const fn custom(key: &'static str, name: &'static str, kind: Kind) -> Custom {
    Custom {
        key,
        name,
        kind,
        options: &[],
    }
}

/// Two of them are called Region, as happens in real companies (behaviours 85).
pub static CUSTOM: &[Custom] = &[
    custom(
        "48f49808ade3e1bc48258fca7e2c121cec3bebbf",
        "Contract term",
        Kind::Varchar,
    ),
    Custom {
        key: "056df6b90dbc08086de6d809bff5aab89bc2c1a9",
        name: "Tier",
        kind: Kind::Enum,
        options: &[(101, "Gold"), (102, "Silver"), (103, "Bronze")],
    },
    custom(
        "104b80162ec1be40b9329413a0c872a1acb13570",
        "Budget",
        Kind::Monetary,
    ),
    Custom {
        key: "f9fbb62a855220acdc8a975b53d39f6f1230af6e",
        name: "Source",
        kind: Kind::Set,
        options: &[
            (111, "Website"),
            (112, "Referral"),
            (113, "Trade fair"),
            (114, "Cold call"),
        ],
    },
    custom(
        "b2c60694b9c431a03c9ab8cf42be9bea5854a47a",
        "Reference number",
        Kind::VarcharAuto,
    ),
    custom(
        "265b35f332fca2e3e71410f5b5df937184ffbdc8",
        "Scope",
        Kind::Text,
    ),
    custom(
        "2c671f01da7cac28a29212097663e4ce37ca941a",
        "Site phone",
        Kind::Phone,
    ),
    custom(
        "dd74eb9bad4ea4e20a16a60a790db782ffcf5523",
        "Floor area",
        Kind::Double,
    ),
    custom(
        "825b18a578b35079425387071250c1afd1734a5b",
        "Site manager",
        Kind::User,
    ),
    custom(
        "098f3000bedfb39758180d9fa7e3e76ee6c83ee2",
        "Main contractor",
        Kind::Org,
    ),
    custom(
        "1107f62ad9833b51d6ebfbc00249bbe399c1824f",
        "Architect",
        Kind::People,
    ),
    custom(
        "7fe301cbc1af53d80b3e9648ed8e559acf2fcc13",
        "Survey date",
        Kind::Date,
    ),
    custom(
        "7c37f6e8a1f001ec09c4e9f9d233bcf035e12093",
        "Works period",
        Kind::DateRange,
    ),
    custom(
        "7ba81300c77b96cea06ee5d51a2f9b27772d7d33",
        "Delivery time",
        Kind::Time,
    ),
    custom(
        "655e89db6f7ca0e9c76cda5c2f4e12e36e325c15",
        "Site hours",
        Kind::TimeRange,
    ),
    custom(
        "d46131d337b18a3d210da21db0c9549a82f96232",
        "Site address",
        Kind::Address,
    ),
    Custom {
        key: "e1b430357251fc710e2aa4e01aa6987239091811",
        name: "Region",
        kind: Kind::Enum,
        options: &[(121, "North"), (122, "South"), (123, "Islands")],
    },
    custom(
        "c260b390dcd561b7181362bef320a4081b2ef549",
        "Region",
        Kind::Varchar,
    ),
];

pub static LABELS: &[(u64, &str, &str)] = &[
    (1, "Hot", "red"),
    (2, "Warm", "yellow"),
    (3, "Cold", "blue"),
];

/// Where `key` stands in [`CUSTOM`].
pub fn place(key: &str) -> Option<usize> {
    CUSTOM.iter().position(|field| field.key == key)
}

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

impl Kind {
    /// As Pipedrive calls it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Varchar => "varchar",
            Kind::VarcharAuto => "varchar_auto",
            Kind::Text => "text",
            Kind::Phone => "phone",
            Kind::Double => "double",
            Kind::Monetary => "monetary",
            Kind::Enum => "enum",
            Kind::Set => "set",
            Kind::User => "user",
            Kind::Org => "org",
            Kind::People => "people",
            Kind::Date => "date",
            Kind::DateRange => "daterange",
            Kind::Time => "time",
            Kind::TimeRange => "timerange",
            Kind::Address => "address",
        }
    }

    /// The kinds that the search looks into, by its reference page.
    pub fn is_searchable(self) -> bool {
        matches!(
            self,
            Kind::Address
                | Kind::Varchar
                | Kind::Text
                | Kind::VarcharAuto
                | Kind::Double
                | Kind::Monetary
                | Kind::Phone
        )
    }

    /// Code, kind and name of the parts, for the kinds whose values are objects.
    pub fn parts(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Kind::Monetary => &[
                ("value", "double", "Amount"),
                ("currency", "varchar", "Currency"),
            ],
            Kind::DateRange => &[("value", "date", "Start"), ("until", "date", "End")],
            Kind::Time => &[
                ("value", "time", "Time"),
                ("timezone_id", "int", "Timezone"),
            ],
            Kind::TimeRange => &[
                ("value", "time", "Start"),
                ("until", "time", "End"),
                ("timezone_id", "int", "Timezone"),
            ],
            Kind::Address => &[
                ("value", "varchar", "Address"),
                ("street_number", "varchar", "House number"),
                ("route", "varchar", "Street"),
                ("sublocality", "varchar", "District"),
                ("locality", "varchar", "City"),
                ("subpremise", "varchar", "Apartment"),
                ("admin_area_level_1", "varchar", "State"),
                ("admin_area_level_2", "varchar", "Region"),
                ("country", "varchar", "Country"),
                ("postal_code", "varchar", "Postal code"),
                ("formatted_address", "varchar", "Full address"),
            ],
            _ => &[],
        }
    }
}

impl Custom {
    /// What `value` is kept as; `None` clears. The error says what is wrong with it.
    pub fn accept(&self, value: &Value, company: &Company) -> Result<Option<Value>, String> {
        if value.is_null() {
            return Ok(None);
        }
        match self.kind {
            Kind::Varchar | Kind::VarcharAuto | Kind::Phone => text(value, 255),
            Kind::Text => text(value, 65_535),
            Kind::Double if value.is_number() => Ok(Some(value.clone())),
            Kind::Double => Err(not_a("number")),
            Kind::Monetary => money(value),
            Kind::Enum => Ok(Some(json!(self.option(value)?))),
            Kind::Set => self.options_of(value),
            Kind::User => known(value, |id| company.user(id).is_some(), "User"),
            Kind::Org => known(value, |id| company.org(id).is_some(), "Organization"),
            Kind::People => known(value, |id| company.person(id).is_some(), "Person"),
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

    fn options_of(&self, value: &Value) -> Result<Option<Value>, String> {
        let options = value.as_array().ok_or_else(|| not_a("array"))?;
        if options.is_empty() {
            // Clearing takes a null (field note Q41).
            return Err("The value must have at least 1 item".into());
        }
        let ids: Vec<u64> = options
            .iter()
            .map(|option| self.option(option))
            .collect::<Result<_, _>>()?;
        Ok(Some(json!(ids)))
    }

    pub fn label(&self, option: u64) -> Option<&'static str> {
        let (_, label) = self.options.iter().find(|(id, _)| *id == option)?;
        Some(label)
    }
}

fn not_a(kind: &str) -> String {
    format!("The value is not a valid '{kind}'")
}

fn text(value: &Value, longest: usize) -> Result<Option<Value>, String> {
    let text = value.as_str().ok_or_else(|| not_a("string"))?;
    if text.chars().count() > longest {
        return Err(format!("The value must not be longer than {longest}"));
    }
    Ok((!text.is_empty()).then(|| json!(text)))
}

fn known(value: &Value, exists: impl Fn(u64) -> bool, what: &str) -> Result<Option<Value>, String> {
    let id = whole(value).ok_or_else(|| not_a("integer"))?;
    if exists(id) {
        Ok(Some(json!(id)))
    } else {
        Err(format!("{what} {id} was not found"))
    }
}

/// The object, if it has all of `needed`; more is for the caller to look at.
fn parts<'v>(value: &'v Value, needed: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let object = value.as_object().ok_or_else(|| not_a("object"))?;
    match needed.iter().find(|name| !object.contains_key(**name)) {
        Some(name) => Err(format!("'{name}' is required")),
        None => Ok(object),
    }
}

fn stranger(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("Unknown key '{key}'")),
        None => Ok(()),
    }
}

fn money(value: &Value) -> Result<Option<Value>, String> {
    let money = parts(value, &["value"])?;
    stranger(money, &["value", "currency"])?;
    if money["value"].is_null() {
        return Ok(None);
    }
    if !money["value"].is_number() {
        return Err(not_a("number"));
    }
    let currency = match money.get("currency") {
        None | Some(Value::Null) => super::money::HOME.code,
        Some(code) => code
            .as_str()
            .and_then(super::money::currency)
            .map(|known| known.code)
            .ok_or("Unknown currency")?,
    };
    Ok(Some(json!({"value": money["value"], "currency": currency})))
}

fn date(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .filter(|text| query::date(text).is_some())
        .ok_or_else(|| not_a("date"))
}

fn times(value: &Value, clocks: &[&str]) -> Result<Option<Value>, String> {
    let given = parts(value, clocks)?;
    let zone = ["timezone_id", "timezone_name"];
    stranger(given, &[clocks, &zone].concat())?;
    let mut kept = Map::new();
    for clock in clocks {
        let time: jiff::civil::Time = given[*clock]
            .as_str()
            .filter(|text| matches!(text.len(), 5 | 8))
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| not_a("time"))?;
        kept.insert(
            (*clock).into(),
            json!(time.strftime("%H:%M:%S").to_string()),
        );
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

/// Only `value` is needed; the parts that are left out become null (behaviours 86).
fn address(value: &Value) -> Result<Option<Value>, String> {
    let given = parts(value, &["value"])?;
    stranger(given, &[&["value"], ADDRESS_PARTS].concat())?;
    if given["value"].is_null() {
        return Ok(None);
    }
    if !given
        .values()
        .all(|part| part.is_string() || part.is_null())
    {
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

    fn accept(name: &str, value: Value) -> Result<Option<Value>, String> {
        let company = Company::of(1);
        let field = CUSTOM.iter().find(|field| field.name == name).unwrap();
        field.accept(&value, &company)
    }

    #[test]
    fn every_kind_has_a_field() {
        let kinds: std::collections::HashSet<_> =
            CUSTOM.iter().map(|field| field.kind.name()).collect();
        assert_eq!(kinds.len(), 16);
        for field in CUSTOM {
            assert_eq!(field.key.len(), 40);
        }
    }

    #[test]
    fn each_kind_takes_its_own_shape_and_no_other() {
        let right = [
            ("Contract term", json!("24 months")),
            ("Tier", json!(101)),
            ("Budget", json!({"value": 500.5, "currency": "USD"})),
            ("Source", json!([111, 113])),
            ("Floor area", json!(12.25)),
            ("Survey date", json!("2026-01-31")),
            (
                "Works period",
                json!({"value": "2026-01-01", "until": "2026-02-01"}),
            ),
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
    fn parts_that_are_left_out_become_null() {
        let address = accept("Site address", json!({"value": "Quay 1"})).unwrap();
        assert_eq!(address.unwrap()["country"], Value::Null);
        let time = accept("Delivery time", json!({"value": "09:00"})).unwrap();
        assert_eq!(
            time.unwrap(),
            json!({"value": "09:00:00", "timezone_id": null, "timezone_name": null})
        );
    }
}
