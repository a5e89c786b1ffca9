//! Parses values written by people into the JSON that v2 expects.

use crate::error::{Error, ErrorKind};
use crate::model::currency;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, Names};
use crate::model::time;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value, json};
use std::borrow::Cow;

/// Parses a value of a field into its JSON in v2 (pipedrive.md P182). `today` and `+2w` are relative to
/// `now`. Persons and organizations must be IDs, as their names need a search.
pub fn parse(field: &Field, text: &str, names: &Names, now: &Zoned) -> Result<Value, Error> {
    // Spaces may be a part of a name.
    let (word, text) = (text, text.trim());
    if text.is_empty() {
        return Err(new_missing_error(field));
    }
    match field.kind {
        FieldKind::Text => check_length(field, text, 255),
        FieldKind::Phone => check_length(field, text, 255),
        FieldKind::LongText => check_length(field, text, 65_535),
        FieldKind::Number | FieldKind::Money(_) | FieldKind::Amount(_) => {
            number(text).map(Value::Number)
        }
        FieldKind::Monetary => with_currency(text),
        FieldKind::Date => day(text, now).map(Value::from),
        FieldKind::DateRange => days(text, now),
        FieldKind::Time => {
            // v2 takes this moment in the form of v1 (pipedrive.md P239).
            let write = if field.code == "archive_time" { time::v1 } else { time::v2 };
            time::moment(text, now).map(|at| json!(write(at)))
        }
        FieldKind::Clock => parse_clock(text, &["value"]),
        FieldKind::ClockRange => parse_clock(text, &["value", "until"]),
        FieldKind::Status => DealStatus::parse(&text.to_ascii_lowercase())
            .filter(|status| DealStatus::SETTABLE.contains(status))
            .map(Value::from)
            .ok_or_else(|| Error::usage(format!("`{text}` is not a status (open, won or lost)"))),
        FieldKind::Choice => names::resolve_option(field, word).map(option_value),
        FieldKind::Choices => collect_choices(names::resolve_options(field, word)),
        FieldKind::Stage => id(word, |word| names.find_stage(word, None)),
        FieldKind::Pipeline => {
            id(word, |word| names::find_by_name("pipeline", word, &names.pipelines))
        }
        FieldKind::User => id(word, |word| names.find_user(word)),
        FieldKind::Person => id(text, |word| Err(no_id("person", word))),
        FieldKind::Org => id(text, |word| Err(no_id("organization", word))),
        FieldKind::Id => id(text, |word| Err(no_id("record", word))),
        FieldKind::Address => Ok(json!({"value": text})),
        FieldKind::Flag => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok(json!(true)),
            "no" | "false" => Ok(json!(false)),
            // The company may have its own labels (pipedrive.md P189).
            _ => names::resolve_option(field, word)
                .map(option_value)
                .map_err(|_| Error::usage(format!("`{text}` must be yes or no"))),
        },
        FieldKind::Any | FieldKind::Size => {
            Err(Error::usage(format!("values of {} are not supported", field.name))
                .hint("use JSON: --custom-fields or --body"))
        }
    }
}

/// The error for an empty value.
pub fn new_missing_error(field: &Field) -> Error {
    Error::usage(format!("missing value for {}", field.name))
        .hint("use --clear FIELD to clear a field")
}

/// Checks the maximum length of a text (pipedrive.md P183), which is documented for custom fields only.
fn check_length(field: &Field, text: &str, longest: usize) -> Result<Value, Error> {
    let length = text.chars().count();
    if field.is_custom() && length > longest {
        return Err(Error::usage(format!(
            "the text for {} has {length} characters (at most {longest})",
            field.name
        )));
    }
    Ok(json!(text))
}

/// Parses a number; fails if JSON cannot keep all of its digits.
pub fn number(text: &str) -> Result<Number, Error> {
    let wrong = |why| Error::usage(format!("`{text}` is not a number: {why}"));
    decimal_in(text, None).map_err(wrong)
}

/// Parses a number, or an amount in a currency.
fn decimal_in(text: &str, currency: Option<&str>) -> Result<Number, &'static str> {
    let text =
        without_group_commas(text, currency).ok_or("a comma may mean thousands or decimals")?;
    let text = text.as_ref();
    if currency.is_some_and(|code| currency::iso_decimals(code) < 3) && has_thousands_shape(text) {
        return Err("a point may mean thousands or decimals");
    }
    let number: Number =
        text.trim_start_matches('+').parse().map_err(|_| "it is not a decimal number")?;
    let digits = |text: &str| {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    if digits(text) != digits(&number.to_string()) {
        return Err("it has too many digits");
    }
    Ok(number)
}

/// Whether a point may separate thousands, as in `10.000`; no currency with two decimals needs three.
pub fn has_thousands_shape(text: &str) -> bool {
    let Some((whole, fraction)) = text.trim_start_matches(['+', '-']).split_once('.') else {
        return false;
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    matches!(whole.len(), 1..=3)
        && !whole.starts_with('0')
        && fraction.len() == 3
        && is_digits(whole)
        && is_digits(fraction)
}

/// Removes thousands separators; `None` if a comma could be the decimal mark. It cannot be if there are
/// several (`1,200,000`), if a point follows (`1,200.50`), or if the currency has fewer than three
/// decimals (`12,500 EUR`).
fn without_group_commas<'t>(text: &'t str, currency: Option<&str>) -> Option<Cow<'t, str>> {
    if !text.contains(',') {
        return Some(Cow::Borrowed(text));
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = matches!(first.len(), 1..=3)
        && is_digits(first)
        && !first.starts_with('0')
        && rest.iter().all(|group| group.len() == 3 && is_digits(group))
        && fraction.is_none_or(is_digits);
    let is_short = currency.is_some_and(|code| currency::iso_decimals(code) < 3);
    let is_clear = is_grouped && (rest.len() > 1 || fraction.is_some() || is_short);
    is_clear.then(|| Cow::Owned(text.replace(',', "")))
}

/// Parses an amount of a custom field; without a currency, the object has no `currency`.
pub fn monetary(text: &str) -> Result<Value, Error> {
    Ok(match money(text)? {
        (amount, Some(currency)) => json!({"value": amount, "currency": currency}),
        (amount, None) => json!({"value": amount}),
    })
}

/// Parses an amount with a required currency; the default differs by account (pipedrive.md P186).
fn with_currency(text: &str) -> Result<Value, Error> {
    let value = monetary(text)?;
    match value.get("currency") {
        Some(_) => Ok(value),
        None => Err(no_currency(&value["value"])),
    }
}

/// The error for an amount without a currency.
pub fn no_currency(amount: &Value) -> Error {
    Error::usage(format!("`{amount}` has no currency"))
        .hint(format!("write it like \"{amount} EUR\""))
}

fn day(text: &str, now: &Zoned) -> Result<String, Error> {
    time::day(text, now).map(|day| day.to_string())
}

fn days(text: &str, now: &Zoned) -> Result<Value, Error> {
    let (from, until) = text.split_once("..").ok_or_else(|| {
        Error::usage(format!("`{text}` is not a range of dates"))
            .hint("write it like 2026-01-01..2026-02-01; both dates may be words, like today..+2w")
    })?;
    let (from, until) = (day(from, now)?, day(until, now)?);
    if until < from {
        return Err(Error::usage(format!("`{text}` ends before it starts")));
    }
    Ok(json!({"value": from, "until": until}))
}

/// Parses `9:30`, `09:00:30`, `09:00-17:00` or `09:00..17:00`, each with or without a time zone. It is
/// not documented which zone Pipedrive assumes by default (pipedrive.md P187).
fn parse_clock(text: &str, keys: &[&str]) -> Result<Value, Error> {
    let wrong = |why: &str| {
        let like = if keys.len() == 2 { "09:00-17:00" } else { "9:30" };
        Error::usage(format!("`{text}` is not a time of day: {why}"))
            .hint(format!("write it like {like} or \"{like} Europe/London\""))
    };
    let (clocks, zone) = match text.find(char::is_alphabetic) {
        Some(at) => (&text[..at], Some(text[at..].trim())),
        None => (text, None),
    };
    let clocks = clocks.replace("..", "-").replace('–', "-");
    let clocks: Vec<&str> = clocks.split('-').map(str::trim).collect();
    if clocks.len() != keys.len() {
        return Err(wrong(if keys.len() == 2 {
            "it needs a start and an end"
        } else {
            "it has an end"
        }));
    }
    let mut object = Map::new();
    for (key, clock) in keys.iter().zip(clocks) {
        let clock = if clock.find(':') == Some(1) { format!("0{clock}") } else { clock.to_owned() };
        let time: Option<jiff::civil::Time> =
            Some(clock).filter(|clock| matches!(clock.len(), 5 | 8)).and_then(|c| c.parse().ok());
        let time = time.ok_or_else(|| wrong("it needs hours and minutes"))?;
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

/// Resolves one option for each word; a word may contain commas.
pub fn options(field: &Field, words: &[String]) -> Result<Value, Error> {
    collect_choices(words.iter().map(|word| names::resolve_option(field, word)).collect())
}

/// The resolved options as JSON, each once, or the first error.
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

/// The JSON of an option's ID: a number, except in some built-in fields, where it is a string or, for a
/// flag, a boolean (pipedrive.md P189).
pub fn option_value(option: &Choice) -> Value {
    let flag = || option.id.parse::<bool>().map(Value::from);
    option.id.parse::<u64>().map(Value::from).or_else(|_| flag()).unwrap_or(json!(option.id))
}

/// Parses an ID or a name, with or without the displayed suffix of inactive entities.
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
    Error::usage(format!("`{word}` is not a {what} ID"))
}

/// Signs of a single currency.
const SIGNS: [(char, &str); 9] = [
    ('€', "EUR"),
    ('₹', "INR"),
    ('₪', "ILS"),
    ('₺', "TRY"),
    ('₴', "UAH"),
    ('₦', "NGN"),
    ('₫', "VND"),
    ('₱', "PHP"),
    ('₸', "KZT"),
];

/// Signs that several currencies share; they are rejected.
const SHARED_SIGNS: [char; 4] = ['$', '£', '¥', '₩'];

/// Parses an amount with or without a currency: `1200`, `1,200.50 EUR`, `EUR 1200`, `€1200`.
pub fn money(text: &str) -> Result<(Number, Option<String>), Error> {
    let wrong = |why: &str| {
        Error::usage(format!("`{}` is not an amount: {why}", text.trim()))
            .hint("write it like 1200, 1200.50 or \"1,200.50 EUR\"")
    };
    if let Some(sign) = text.chars().find(|c| SHARED_SIGNS.contains(c)) {
        return Err(wrong(&format!("several currencies have the sign `{sign}`")));
    }
    let mut spelled = text.to_owned();
    for (sign, code) in SIGNS {
        spelled = spelled.replace(sign, &format!(" {code} "));
    }
    let is_figure =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_digit() || "-+.,".contains(c));
    let (figures, codes): (Vec<&str>, Vec<&str>) = spelled.split_whitespace().partition(is_figure);
    let figure = match figures[..] {
        [figure] => figure,
        [] => return Err(wrong("it has no number")),
        _ => return Err(wrong("it has two numbers")),
    };
    let code = match codes[..] {
        [] => None,
        [code] => Some(find_currency_code(code).ok_or_else(|| wrong(&no_code(code)))?),
        _ => return Err(wrong("it has more than a number and a currency")),
    };
    let amount = decimal_in(figure, code.as_deref()).map_err(wrong)?;
    Ok((amount, code))
}

/// Parses a three-letter currency code (pipedrive.md P198) into capitals.
pub fn currency(text: &str) -> Result<String, Error> {
    let wrong = || Error::usage(no_code(text)).hint("`deals currencies` lists them");
    find_currency_code(text.trim()).ok_or_else(wrong)
}

fn find_currency_code(text: &str) -> Option<String> {
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
    is_code.then(|| text.to_ascii_uppercase())
}

fn no_code(text: &str) -> String {
    format!("`{text}` is not a three-letter currency code, like EUR")
}
