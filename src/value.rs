//! Values as people read and write them: what [`show`] prints of a value, [`parse`] reads back.

use crate::failure::Failure;
use crate::field::{Choice, Field, Kind};
use crate::names::{self, Names};
use crate::record::string;
use crate::time;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value, json};
use std::borrow::Cow;

/// A field's value in words: what is an id is named where the name is known, and shown as the
/// number it is where it is not.
pub fn show<'a>(field: &Field, raw: &'a RawValue, names: &Names) -> Cow<'a, str> {
    let text = raw.get();
    let named = |find: &dyn Fn(u64) -> Option<String>| text.parse().ok().and_then(find);
    let words = match field.kind {
        Kind::Stage => named(&|id| names.stage(id)),
        Kind::Pipeline => named(&|id| names.pipeline(id)),
        Kind::User => named(&|id| names.user(id)),
        Kind::Choice => field.label(&option_id(raw)).map(str::to_owned),
        Kind::Choices => labels(field, text),
        Kind::Clock | Kind::ClockRange => clocks(text),
        _ => None,
    };
    words.map_or_else(|| plain(raw), Cow::Owned)
}

/// The same for a program: several options are a list.
pub fn words(field: &Field, raw: &RawValue, names: &Names) -> Value {
    let options: Option<Vec<Box<RawValue>>> = match field.kind {
        Kind::Choices => serde_json::from_str(raw.get()).ok(),
        _ => None,
    };
    match options {
        Some(options) => options.iter().map(|id| json!(label(field, id))).collect(),
        None => json!(show(field, raw, names)),
    }
}

/// `Gold, Silver`, from a list of ids, or from the `"101,102"` of v1.
fn labels(field: &Field, text: &str) -> Option<String> {
    let ids: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    Some(ids.iter().map(|id| label(field, id)).collect::<Vec<_>>().join(", "))
}

/// An option's word, or what it is told by where it has none (any more).
fn label<'a>(field: &'a Field, raw: &'a RawValue) -> Cow<'a, str> {
    field.label(&option_id(raw)).map_or_else(|| plain(raw), Cow::Borrowed)
}

fn option_id(raw: &RawValue) -> Cow<'_, str> {
    string(raw).unwrap_or(Cow::Borrowed(raw.get()))
}

/// `09:00`, `09:00..11:30 Europe/London`; seconds only where there are any.
fn clocks(text: &str) -> Option<String> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    let clock = |key: &str| {
        let clock = object.get(key)?.as_str()?;
        Some(clock.strip_suffix(":00").filter(|short| short.len() == 5).unwrap_or(clock))
    };
    let mut face = clock("value")?.to_owned();
    if let Some(until) = clock("until") {
        face = format!("{face}..{until}");
    }
    if let Some(zone) = object.get("timezone_name").and_then(Value::as_str) {
        face = format!("{face} {zone}");
    }
    Some(face)
}

/// A value by its shape: the words or digits of it, as short as they can be without loss of sense.
pub fn plain(raw: &RawValue) -> Cow<'_, str> {
    match raw.get().as_bytes().first() {
        Some(b'n') => Cow::Borrowed(""),
        Some(b't') => Cow::Borrowed("yes"),
        Some(b'f') => Cow::Borrowed("no"),
        Some(b'"') => string(raw).unwrap_or(Cow::Borrowed("")),
        Some(b'[' | b'{') => match serde_json::from_str::<Value>(raw.get()) {
            Ok(value) => Cow::Owned(nested(&value)),
            Err(_) => Cow::Borrowed(raw.get()),
        },
        _ => Cow::Borrowed(raw.get()),
    }
}

/// Lists, and the objects that custom fields have for values (behaviours 86).
fn nested(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(nested).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let part = |key| object.get(key).filter(|part| !part.is_null()).map(nested);
            match (part("label").or(part("name")), part("value"), part("currency"), part("until")) {
                (Some(words), ..) => words,
                (_, Some(amount), Some(currency), _) => format!("{amount} {currency}"),
                (_, Some(from), _, Some(until)) => format!("{from}..{until}"),
                (_, Some(value), ..) => value,
                _ if object.values().all(Value::is_null) => String::new(),
                _ => value.to_string(),
            }
        }
    }
}

/// What a person wrote as the field's value on the wire (the shapes of behaviours 86). `now` is what
/// `today` and `+2w` count from. People and organizations are ids here: who they are is a search's
/// to say.
pub fn parse(field: &Field, text: &str, names: &Names, now: &Zoned) -> Result<Value, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::usage(format!("no value is given for {}", field.name))
            .hint("to make a field empty: --clear FIELD"));
    }
    match field.kind {
        Kind::Text => short(field, text, 255),
        Kind::Phone => short(field, text, 255),
        Kind::LongText => short(field, text, 65_535),
        Kind::Number | Kind::Money(_) => decimal(text)
            .map(Value::Number)
            .map_err(|why| Failure::usage(format!("`{text}` is not a number: {why}"))),
        Kind::Monetary => monetary(text),
        Kind::Date => day(text, now).map(Value::from),
        Kind::DateRange => days(text, now),
        Kind::Time => {
            // The one moment that v2 wants in the words of v1 (field note Q31).
            let write = if field.code == "archive_time" { time::v1 } else { time::v2 };
            time::moment(text, now).map(|at| json!(write(at))).map_err(Failure::usage)
        }
        Kind::Clock => clock_of(text, &["value"]),
        Kind::ClockRange => clock_of(text, &["value", "until"]),
        Kind::Status => match text.to_ascii_lowercase().as_str() {
            status @ ("open" | "won" | "lost") => Ok(json!(status)),
            _ => Err(Failure::usage(format!("`{text}` is not a status: open, won or lost"))),
        },
        Kind::Choice => names::option(field, text).map(option_value),
        Kind::Choices => choices(field, text),
        Kind::Stage => id(text, |word| names.stage_called(word, None)),
        Kind::Pipeline => id(text, |word| names::called("pipeline", word, &names.pipelines)),
        Kind::User => id(text, |word| names::called("user", word, &names.users)),
        Kind::Person => id(text, |word| Err(no_id("person", word))),
        Kind::Org => id(text, |word| Err(no_id("organization", word))),
        Kind::Id => id(text, |word| Err(no_id("thing", word))),
        Kind::Address => Ok(json!({"value": text})),
        Kind::Flag => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok(json!(true)),
            "no" | "false" => Ok(json!(false)),
            _ => Err(Failure::usage(format!("`{text}` is neither yes nor no"))),
        },
        Kind::Any | Kind::Size => Err(Failure::usage(format!(
            "{} is of a kind whose shape is not known here",
            field.name
        ))
        .hint("write it as JSON: --custom-fields or --body")),
    }
}

/// A text that fits (behaviours 86). Built-in ones have no documented end.
fn short(field: &Field, text: &str, longest: usize) -> Result<Value, Failure> {
    let length = text.chars().count();
    if field.is_custom() && length > longest {
        return Err(Failure::usage(format!(
            "the text for {} has {length} characters: {longest} at most",
            field.name
        )));
    }
    Ok(json!(text))
}

/// Digits as they are written, where the wire keeps every one of them.
fn decimal(text: &str) -> Result<Number, &'static str> {
    if text.contains(',') {
        // 1,200 is twelve hundred to one reader and one and a bit to the next.
        return Err("a comma may mean thousands or decimals");
    }
    let number: Number =
        text.trim_start_matches('+').parse().map_err(|_| "that is no decimal number")?;
    let digits = |text: &str| {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    if digits(text) != digits(&number.to_string()) {
        return Err("it has more digits than can be kept");
    }
    Ok(number)
}

/// Without a currency it would be the user's own by default, which nobody said.
fn monetary(text: &str) -> Result<Value, Failure> {
    match money(text)? {
        (amount, Some(currency)) => Ok(json!({"value": amount, "currency": currency})),
        (amount, None) => Err(Failure::usage(format!("`{text}` says no currency"))
            .hint(format!("write it like \"{amount} EUR\""))),
    }
}

fn day(text: &str, now: &Zoned) -> Result<String, Failure> {
    time::day(text, now).map(|day| day.to_string()).map_err(Failure::usage)
}

fn days(text: &str, now: &Zoned) -> Result<Value, Failure> {
    let (from, until) = text.split_once("..").ok_or_else(|| {
        Failure::usage(format!("`{text}` is not a range of dates"))
            .hint("write it like 2026-01-01..2026-02-01")
    })?;
    let (from, until) = (day(from, now)?, day(until, now)?);
    if until < from {
        return Err(Failure::usage(format!("`{text}` ends before it begins")));
    }
    Ok(json!({"value": from, "until": until}))
}

/// `09:00`, `09:00:30`, `09:00..11:00`, each with a time zone or without. Without one nothing is
/// said of it on the wire, and it is Pipedrive's to choose.
fn clock_of(text: &str, keys: &[&str]) -> Result<Value, Failure> {
    let wrong = |why: &str| {
        let like = if keys.len() == 2 { "09:00..11:00" } else { "09:00" };
        Failure::usage(format!("`{text}` is not a time of day: {why}"))
            .hint(format!("write it like {like} or \"{like} Europe/London\""))
    };
    let (clocks, zone) = match text.split_once(char::is_whitespace) {
        Some((clocks, zone)) => (clocks, Some(zone.trim())),
        None => (text, None),
    };
    let clocks: Vec<&str> = clocks.split("..").collect();
    if clocks.len() != keys.len() {
        return Err(wrong(if keys.len() == 2 { "it needs an end" } else { "it has an end" }));
    }
    let mut object = Map::new();
    for (key, clock) in keys.iter().zip(clocks) {
        let time: Option<jiff::civil::Time> =
            Some(clock).filter(|clock| matches!(clock.len(), 5 | 8)).and_then(|c| c.parse().ok());
        let time = time.ok_or_else(|| wrong("two digits for the hour, two for the minute"))?;
        object.insert((*key).to_owned(), json!(time.strftime("%H:%M:%S").to_string()));
    }
    if let Some(zone) = zone {
        let known = TimeZone::get(zone).ok();
        let name = known.as_ref().and_then(TimeZone::iana_name);
        let name = name.ok_or_else(|| wrong(&format!("`{zone}` is not a time zone")))?;
        object.insert("timezone_name".to_owned(), json!(name));
    }
    Ok(Value::Object(object))
}

/// `Gold, Silver`; a label may hold commas itself, so the longest that fits comes first.
fn choices(field: &Field, text: &str) -> Result<Value, Failure> {
    let parts: Vec<&str> = text.split(',').collect();
    let mut chosen = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let whole = (at + 2..=parts.len()).rev().find_map(|end| {
            let word = parts[at..end].join(",");
            let fits = |option: &&Choice| option.label == word.trim();
            field.options.iter().find(fits).map(|option| (option, end))
        });
        let (option, end) = match whole {
            Some(found) => found,
            None => (names::option(field, parts[at].trim())?, at + 1),
        };
        let value = option_value(option);
        if !chosen.contains(&value) {
            chosen.push(value);
        }
        at = end;
    }
    Ok(Value::Array(chosen))
}

/// Ids of options are numbers, but for some built-in fields (behaviours 87).
fn option_value(option: &Choice) -> Value {
    option.id.parse::<u64>().map_or_else(|_| json!(option.id), Value::from)
}

fn id(text: &str, find: impl Fn(&str) -> Result<u64, Failure>) -> Result<Value, Failure> {
    match names::as_id(text) {
        Some(id) => Ok(json!(id)),
        None => find(text.strip_suffix(names::GONE).unwrap_or(text)).map(Value::from),
    }
}

fn no_id(what: &str, word: &str) -> Failure {
    Failure::usage(format!("`{word}` is not the id of a {what}"))
}

/// An amount and perhaps its currency, as one writes it: `1200`, `1200.50 EUR`, `EUR 1200`.
pub fn money(text: &str) -> Result<(Number, Option<String>), Failure> {
    let wrong = |why: &str| {
        Failure::usage(format!("`{text}` is not an amount: {why}"))
            .hint("write it like 1200, 1200.50 or \"1200.50 EUR\"")
    };
    let mut amount = None;
    let mut code = None;
    for word in text.split_whitespace() {
        if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',')) {
            if amount.replace(word).is_some() {
                return Err(wrong("it has two numbers"));
            }
        } else if code.replace(currency(word)?).is_some() {
            return Err(wrong("it has two currencies"));
        }
    }
    let amount = amount.ok_or_else(|| wrong("it has no number"))?;
    Ok((decimal(amount).map_err(wrong)?, code))
}

/// A currency's code of three letters (the contract's `currency`), in capitals.
pub fn currency(text: &str) -> Result<String, Failure> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(Failure::usage(format!("`{text}` is not a currency: a code of three letters, like EUR")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Named;
    use proptest::prelude::*;

    fn shown(json: &str) -> String {
        plain(&RawValue::from_string(json.into()).unwrap()).into_owned()
    }

    #[test]
    fn every_shape_of_value_reads_well() {
        for (json, expected) in [
            ("null", ""),
            ("1200.10", "1200.10"),
            ("true", "yes"),
            (r#""a\u00e9\n""#, "aé\n"),
            ("[11,12]", "11, 12"),
            (r#"[{"id":1,"label":"Hot"}]"#, "Hot"),
            (r#"{"value":500,"currency":"USD"}"#, "500 USD"),
            (r#"{"value":"2024-01-01","until":"2024-02-01"}"#, "2024-01-01..2024-02-01"),
            (r#"{"value":"09:00:00","timezone_id":318}"#, "09:00:00"),
            (r#"{"value":4,"name":"Ada"}"#, "Ada"),
            (r#"{"value":null,"currency":null}"#, ""),
            (r#"{"odd":1}"#, r#"{"odd":1}"#),
        ] {
            assert_eq!(shown(json), expected, "{json}");
        }
    }

    #[test]
    fn amounts_are_read_and_never_guessed() {
        let read = |text| money(text).map(|(n, c)| (n.to_string(), c)).map_err(|f| f.message);
        assert_eq!(read("1200"), Ok(("1200".into(), None)));
        assert_eq!(read("1200.50 eur"), Ok(("1200.5".into(), Some("EUR".into()))));
        assert_eq!(read("EUR 1200"), Ok(("1200".into(), Some("EUR".into()))));
        for wrong in
            ["", "1.200,50 EUR", "1,200", "12 13", "twelve", "1200 EUR USD", "nan", "1e999"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    fn field(kind: Kind) -> Field {
        let options = [("101", "Gold"), ("102", "Silver"), ("103", "Gold, old"), ("7", "12")];
        let choice = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
        let code = "056df6b90dbc08086de6d809bff5aab89bc2c1a9".into();
        Field { code, name: "Odd".into(), also: None, kind, options: options.map(choice).to_vec() }
    }

    fn names() -> Names {
        let named = |id, name: &str, within| Named {
            id,
            name: name.into(),
            also: None,
            within,
            is_gone: id == 6,
            is_you: false,
        };
        Names {
            users: vec![named(1, "Mara", None), named(6, "Otto", None)],
            pipelines: vec![named(1, "Sales", None)],
            stages: vec![named(3, "Proposal", Some(1))],
            ..Names::default()
        }
    }

    fn read(kind: Kind, text: &str) -> Result<Value, String> {
        let now = "2026-03-31T15:00:00Z[UTC]".parse().unwrap();
        parse(&field(kind), text, &names(), &now).map_err(|failure| failure.message)
    }

    fn told(kind: Kind, value: &Value) -> String {
        let raw = serde_json::value::to_raw_value(value).unwrap();
        show(&field(kind), &raw, &names()).into_owned()
    }

    /// Both ways, for a text as it would be shown.
    fn holds(kind: Kind, text: &str, value: Value) {
        assert_eq!(read(kind, text), Ok(value.clone()), "{kind:?} {text}");
        assert_eq!(told(kind, &value), text, "{kind:?} {value}");
    }

    #[test]
    fn every_kind_has_its_shape_both_ways() {
        holds(Kind::Text, "12 months", json!("12 months"));
        holds(Kind::LongText, "a\nb", json!("a\nb"));
        holds(Kind::Phone, "+44 161 496 0000", json!("+44 161 496 0000"));
        holds(Kind::Number, "12.25", json!(12.25));
        holds(Kind::Money("currency"), "1200", json!(1200));
        holds(Kind::Monetary, "5000 EUR", json!({"value": 5000, "currency": "EUR"}));
        holds(Kind::Date, "2026-01-31", json!("2026-01-31"));
        let range = json!({"value": "2026-01-01", "until": "2026-02-01"});
        holds(Kind::DateRange, "2026-01-01..2026-02-01", range);
        holds(Kind::Time, "2026-01-31T10:20:30Z", json!("2026-01-31T10:20:30Z"));
        holds(Kind::Clock, "09:00", json!({"value": "09:00:00"}));
        let zoned = json!({"value": "09:00:30", "timezone_name": "Europe/London"});
        holds(Kind::Clock, "09:00:30 Europe/London", zoned);
        let hours = json!({"value": "09:00:00", "until": "11:00:00"});
        holds(Kind::ClockRange, "09:00..11:00", hours);
        holds(Kind::Status, "won", json!("won"));
        holds(Kind::Choice, "Gold", json!(101));
        holds(Kind::Choices, "Gold, Silver", json!([101, 102]));
        holds(Kind::Choices, "Silver, Gold, old", json!([102, 103]));
        holds(Kind::Stage, "Proposal", json!(3));
        holds(Kind::Pipeline, "Sales", json!(1));
        holds(Kind::User, "Mara", json!(1));
        holds(Kind::User, "Otto (inactive)", json!(6));
        holds(Kind::Person, "4", json!(4));
        holds(Kind::Org, "4", json!(4));
        holds(Kind::Id, "4", json!(4));
        holds(Kind::Address, "Quay 1, Saltby", json!({"value": "Quay 1, Saltby"}));
        holds(Kind::Flag, "yes", json!(true));
    }

    #[test]
    fn people_may_write_loosely() {
        assert_eq!(read(Kind::Date, "tomorrow"), Ok(json!("2026-04-01")));
        assert_eq!(read(Kind::Choices, "silver,gold, gold"), Ok(json!([102, 101])));
        assert_eq!(read(Kind::Choice, "12"), Ok(json!(7)));
        assert_eq!(read(Kind::Choice, "id:102"), Ok(json!(102)));
        assert_eq!(
            read(Kind::Monetary, "eur 12.50"),
            Ok(json!({"value": 12.5, "currency": "EUR"}))
        );
        assert_eq!(
            read(Kind::Clock, "09:00  europe/london"),
            Ok(json!({"value": "09:00:00", "timezone_name": "Europe/London"}))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        for (kind, text, why) in [
            (Kind::Text, " ", "no value"),
            (Kind::Number, "12,5", "a comma may mean"),
            (Kind::Number, "12345678901234567890.5", "more digits"),
            (Kind::Monetary, "1.200,50 EUR", "a comma may mean"),
            (Kind::Monetary, "1200", "no currency"),
            (Kind::Date, "31.01.2026", "not a date"),
            (Kind::DateRange, "2026-01-01", "not a range"),
            (Kind::DateRange, "2026-02-01..2026-01-01", "ends before"),
            (Kind::Clock, "9:00", "two digits"),
            (Kind::Clock, "25:00", "two digits"),
            (Kind::Clock, "09:00 Mars", "not a time zone"),
            (Kind::Clock, "09:00..10:00", "has an end"),
            (Kind::ClockRange, "09:00", "needs an end"),
            (Kind::Choice, "Bronze", "no option of Odd"),
            (Kind::Choices, "Gold, Bronze", "no option of Odd"),
            (Kind::User, "Nobody", "no user"),
            (Kind::Person, "Ada", "not the id"),
            (Kind::Flag, "maybe", "neither"),
            (Kind::Status, "deleted", "not a status"),
            (Kind::Any, "x", "not known here"),
        ] {
            let refused = read(kind, text).unwrap_err();
            assert!(refused.contains(why), "{kind:?} {text}: {refused}");
        }
        assert!(read(Kind::Text, &"x".repeat(256)).is_err());
        assert!(read(Kind::LongText, &"x".repeat(256)).is_ok());
    }

    /// A value of that kind, as Pipedrive might send it.
    fn values(kind: Kind) -> BoxedStrategy<Value> {
        let date = || {
            (1970i16..2100, 1i8..13, 1i8..29)
                .prop_map(|(y, m, d)| jiff::civil::date(y, m, d).to_string())
        };
        let clock =
            || (0i8..24, 0i8..60, 0i8..60).prop_map(|(h, m, s)| format!("{h:02}:{m:02}:{s:02}"));
        let zone =
            || prop::option::of(prop::sample::select(vec!["Europe/London", "Atlantic/Reykjavik"]));
        let zoned = |mut object: Value, zone: Option<&str>| {
            if let Some(zone) = zone {
                object["timezone_name"] = json!(zone);
            }
            object
        };
        let words = || "[^\\s\\p{C}]([^\\p{C}]{0,40}[^\\s\\p{C}])?";
        let number = || {
            prop_oneof![
                any::<i32>().prop_map(|n| json!(n)),
                any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| json!(n)),
            ]
        };
        let one = |ids: Vec<u64>| prop::sample::select(ids).prop_map(|id| json!(id)).boxed();
        match kind {
            Kind::Text | Kind::LongText | Kind::Phone => words().prop_map(Value::from).boxed(),
            Kind::Address => words().prop_map(|text| json!({"value": text})).boxed(),
            Kind::Number | Kind::Money(_) => number().boxed(),
            Kind::Monetary => (number(), "[A-Z]{3}")
                .prop_map(|(value, currency)| json!({"value": value, "currency": currency}))
                .boxed(),
            Kind::Date => date().prop_map(Value::from).boxed(),
            Kind::DateRange => (date(), date())
                .prop_map(|(a, b)| json!({"value": (&a).min(&b), "until": (&a).max(&b)}))
                .boxed(),
            Kind::Time => (date(), clock())
                .prop_map(|(date, clock)| json!(format!("{date}T{clock}Z")))
                .boxed(),
            Kind::Clock => (clock(), zone())
                .prop_map(move |(value, zone)| zoned(json!({"value": value}), zone))
                .boxed(),
            Kind::ClockRange => (clock(), clock(), zone())
                .prop_map(move |(from, until, zone)| {
                    zoned(json!({"value": from, "until": until}), zone)
                })
                .boxed(),
            Kind::Status => {
                prop::sample::select(vec!["open", "won", "lost"]).prop_map(Value::from).boxed()
            }
            Kind::Choice => one(vec![101, 102, 103, 7]),
            Kind::Choices => prop::sample::subsequence(vec![101, 102, 103, 7], 1..=4)
                .prop_shuffle()
                .prop_map(|ids| json!(ids))
                .boxed(),
            Kind::Stage => one(vec![3, 99]),
            Kind::Pipeline => one(vec![1, 99]),
            Kind::User => one(vec![1, 6, 99]),
            Kind::Person | Kind::Org | Kind::Id => (1u64..).prop_map(|id| json!(id)).boxed(),
            Kind::Flag | Kind::Any | Kind::Size => any::<bool>().prop_map(Value::from).boxed(),
        }
    }

    const KINDS: [Kind; 22] = [
        Kind::Text,
        Kind::LongText,
        Kind::Phone,
        Kind::Number,
        Kind::Money("currency"),
        Kind::Monetary,
        Kind::Date,
        Kind::DateRange,
        Kind::Time,
        Kind::Clock,
        Kind::ClockRange,
        Kind::Status,
        Kind::Choice,
        Kind::Choices,
        Kind::Stage,
        Kind::Pipeline,
        Kind::User,
        Kind::Person,
        Kind::Org,
        Kind::Address,
        Kind::Id,
        Kind::Flag,
    ];

    proptest! {
        #[test]
        fn what_is_shown_is_read_back_and_shown_the_same(
            (kind, value) in prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), values(kind)))
        ) {
            let text = told(kind, &value);
            let back = read(kind, &text);
            prop_assert_eq!(back.as_ref(), Ok(&value), "{:?} {}", kind, text);
            prop_assert_eq!(told(kind, &back.unwrap()), text);
        }

        #[test]
        fn whatever_is_written_is_read_or_refused(
            kind in prop::sample::select(KINDS.to_vec()), text in any::<String>()
        ) {
            if let Ok(value) = read(kind, &text) {
                prop_assert_eq!(read(kind, &told(kind, &value)), Ok(value));
            }
        }
    }
}
