//! Values on their way to Pipedrive: what a person wrote, in the shape that v2 wants.

use crate::error::{Error, ErrorKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, Names};
use crate::model::time;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value, json};

/// What a person wrote as the field's value on the wire (the shapes of pipedrive.md P182). `now` is
/// what `today` and `+2w` count from. People and organizations are ids here: who they are is a
/// search's to say.
pub fn parse(field: &Field, text: &str, names: &Names, now: &Zoned) -> Result<Value, Error> {
    // A name is looked for as it is written: spaces may be a part of it.
    let (word, text) = (text, text.trim());
    if text.is_empty() {
        return Err(Error::usage(format!("no value is given for {}", field.name))
            .hint("to make a field empty: --clear FIELD"));
    }
    match field.kind {
        FieldKind::Text => short(field, text, 255),
        FieldKind::Phone => short(field, text, 255),
        FieldKind::LongText => short(field, text, 65_535),
        FieldKind::Number | FieldKind::Money(_) | FieldKind::Amount(_) => decimal(text)
            .map(Value::Number)
            .map_err(|why| Error::usage(format!("`{text}` is not a number: {why}"))),
        FieldKind::Monetary => monetary(text),
        FieldKind::Date => day(text, now).map(Value::from),
        FieldKind::DateRange => days(text, now),
        FieldKind::Time => {
            // The one moment that v2 wants in the words of v1 (pipedrive.md P239).
            let write = if field.code == "archive_time" { time::v1 } else { time::v2 };
            time::moment(text, now).map(|at| json!(write(at))).map_err(Error::usage)
        }
        FieldKind::Clock => parse_clock(text, &["value"]),
        FieldKind::ClockRange => parse_clock(text, &["value", "until"]),
        FieldKind::Status => DealStatus::parse(&text.to_ascii_lowercase())
            .filter(|status| DealStatus::SETTABLE.contains(status))
            .map(Value::from)
            .ok_or_else(|| Error::usage(format!("`{text}` is not a status: open, won or lost"))),
        FieldKind::Choice => names::option(field, word).map(option_value),
        FieldKind::Choices => collect_choices(names::options_in(field, word)),
        FieldKind::Stage => id(word, |word| names.find_stage(word, None)),
        FieldKind::Pipeline => {
            id(word, |word| names::find_by_name("pipeline", word, &names.pipelines))
        }
        FieldKind::User => id(word, |word| names.find_user(word)),
        FieldKind::Person => id(text, |word| Err(no_id("person", word))),
        FieldKind::Org => id(text, |word| Err(no_id("organization", word))),
        FieldKind::Id => id(text, |word| Err(no_id("thing", word))),
        FieldKind::Address => Ok(json!({"value": text})),
        FieldKind::Flag => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok(json!(true)),
            "no" | "false" => Ok(json!(false)),
            // The company's words for both, where it has some (pipedrive.md P189).
            _ => names::option(field, word)
                .map(option_value)
                .map_err(|_| Error::usage(format!("`{text}` is neither yes nor no"))),
        },
        FieldKind::Any | FieldKind::Size => {
            Err(Error::usage(format!("{} is of a kind whose shape is not known here", field.name))
                .hint("write it as JSON: --custom-fields or --body"))
        }
    }
}

/// A text that fits (pipedrive.md P183). Built-in ones have no documented end.
fn short(field: &Field, text: &str, longest: usize) -> Result<Value, Error> {
    let length = text.chars().count();
    if field.is_custom() && length > longest {
        return Err(Error::usage(format!(
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
fn monetary(text: &str) -> Result<Value, Error> {
    match money(text)? {
        (amount, Some(currency)) => Ok(json!({"value": amount, "currency": currency})),
        (amount, None) => Err(Error::usage(format!("`{text}` says no currency"))
            .hint(format!("write it like \"{amount} EUR\""))),
    }
}

fn day(text: &str, now: &Zoned) -> Result<String, Error> {
    time::day(text, now).map(|day| day.to_string()).map_err(Error::usage)
}

fn days(text: &str, now: &Zoned) -> Result<Value, Error> {
    let (from, until) = text.split_once("..").ok_or_else(|| {
        Error::usage(format!("`{text}` is not a range of dates"))
            .hint("write it like 2026-01-01..2026-02-01")
    })?;
    let (from, until) = (day(from, now)?, day(until, now)?);
    if until < from {
        return Err(Error::usage(format!("`{text}` ends before it begins")));
    }
    Ok(json!({"value": from, "until": until}))
}

/// `09:00`, `09:00:30`, `09:00..11:00`, each with a time zone or without. Without one nothing is
/// said of it on the wire, and it is Pipedrive's to choose.
fn parse_clock(text: &str, keys: &[&str]) -> Result<Value, Error> {
    let wrong = |why: &str| {
        let like = if keys.len() == 2 { "09:00..11:00" } else { "09:00" };
        Error::usage(format!("`{text}` is not a time of day: {why}"))
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

/// Options by a word for each, whatever commas are in it.
pub fn options(field: &Field, words: &[String]) -> Result<Value, Error> {
    collect_choices(words.iter().map(|word| names::option(field, word)).collect())
}

/// Options that were found, each once.
fn collect_choices(found: Vec<Result<&Choice, Error>>) -> Result<Value, Error> {
    let mut chosen = Vec::new();
    for option in found {
        let value = option_value(option?);
        if !chosen.contains(&value) {
            chosen.push(value);
        }
    }
    Ok(Value::Array(chosen))
}

/// Ids of options are numbers, but for some built-in fields, where they are texts, or the booleans of
/// a flag (pipedrive.md P189).
pub fn option_value(option: &Choice) -> Value {
    let flag = || option.id.parse::<bool>().map(Value::from);
    option.id.parse::<u64>().map(Value::from).or_else(|_| flag()).unwrap_or(json!(option.id))
}

/// An ID, or a name, which may be followed by what is displayed after the name of something gone.
fn id(word: &str, find: impl Fn(&str) -> Result<u64, Error>) -> Result<Value, Error> {
    if let Some(id) = names::as_id(word) {
        return Ok(json!(id));
    }
    let found = match (find(word), word.trim_end().strip_suffix(names::INACTIVE_SUFFIX)) {
        (Err(failure), Some(name)) if failure.kind == ErrorKind::NotFound => find(name),
        (found, _) => found,
    };
    found.map(Value::from)
}

fn no_id(what: &str, word: &str) -> Error {
    Error::usage(format!("`{word}` is not the id of a {what}"))
}

/// An amount and perhaps its currency, as one writes it: `1200`, `1200.50 EUR`, `EUR 1200`.
pub fn money(text: &str) -> Result<(Number, Option<String>), Error> {
    let wrong = |why: &str| {
        Error::usage(format!("`{}` is not an amount: {why}", text.trim()))
            .hint("write it like 1200, 1200.50 or \"1200.50 EUR\"")
    };
    let is_figure =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_digit() || "-+.,".contains(c));
    let (figures, codes): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(is_figure);
    let figure = match figures[..] {
        [figure] => figure,
        [] => return Err(wrong("it has no number")),
        _ => return Err(wrong("it has two numbers")),
    };
    let amount = decimal(figure).map_err(wrong)?;
    let code = match codes[..] {
        [] => None,
        [code] => Some(find_currency_code(code).ok_or_else(|| wrong(&no_code(code)))?),
        _ => return Err(wrong("it has more than a number and a currency")),
    };
    Ok((amount, code))
}

/// A currency's code of three letters (the contract's `currency`), in capitals.
pub fn currency(text: &str) -> Result<String, Error> {
    let wrong = || Error::usage(no_code(text)).hint("`deals currencies` lists them");
    find_currency_code(text.trim()).ok_or_else(wrong)
}

fn find_currency_code(text: &str) -> Option<String> {
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
    is_code.then(|| text.to_ascii_uppercase())
}

fn no_code(text: &str) -> String {
    format!("`{text}` is not a currency code of three letters, like EUR")
}
