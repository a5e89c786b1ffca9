//! The values that conditions compare: parsed from the text of a condition, or read from a record.

use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::record::{RecordView, string};
use crate::model::{time, value};
use crate::text;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan, Zoned};
use serde_json::Value;
use serde_json::value::RawValue;

/// How the values of a kind of field are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Compared without case and accents.
    Text,
    Number,
    Money,
    /// A day, or a range of days.
    Date,
    /// A date with a time of day.
    Moment,
    /// A time of day, or a range of them.
    Clock,
    /// An ID whose name is in a list of the company: options, stages, users.
    Name,
    /// A person or an organization, found by a search.
    Contact,
    Status,
    Flag,
    /// Not comparable: a list of objects.
    None,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// No value.
    Empty,
    /// Folded: without case and accents.
    Text(String),
    Number(f64),
    Money {
        amount: f64,
        currency: Option<String>,
    },
    Period(Period),
    Id(String),
    Flag(bool),
}

/// A range in days or microseconds since 1970, or in seconds since midnight; both ends are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: i64,
    pub until: i64,
}

impl Class {
    pub fn from_kind(kind: FieldKind) -> Class {
        match kind {
            FieldKind::Text | FieldKind::LongText | FieldKind::Phone | FieldKind::Address => {
                Class::Text
            }
            FieldKind::Number | FieldKind::Id | FieldKind::Size => Class::Number,
            FieldKind::Money(_) | FieldKind::Amount(_) | FieldKind::Monetary => Class::Money,
            FieldKind::Date | FieldKind::DateRange => Class::Date,
            FieldKind::Time => Class::Moment,
            FieldKind::Clock | FieldKind::ClockRange => Class::Clock,
            FieldKind::Choice
            | FieldKind::Choices
            | FieldKind::Stage
            | FieldKind::Pipeline
            | FieldKind::User => Class::Name,
            FieldKind::Person | FieldKind::Org => Class::Contact,
            FieldKind::Status => Class::Status,
            FieldKind::Flag => Class::Flag,
            FieldKind::Any => Class::None,
        }
    }

    /// A noun for the values, for help.
    pub fn describe(self) -> &'static str {
        match self {
            Class::Text => "text",
            Class::Number => "number",
            Class::Money => "amount",
            Class::Date => "date",
            Class::Moment => "time",
            Class::Clock => "time of day",
            Class::Name => "name or ID",
            Class::Contact => "full name or ID",
            Class::Status => "status",
            Class::Flag => "yes or no",
            Class::None => "",
        }
    }

    /// An example value, for help and errors.
    pub fn example(self) -> &'static str {
        match self {
            Class::Text => "roof",
            Class::Number => "12.5",
            Class::Money => "10000 EUR",
            Class::Date => "2026-01-31",
            Class::Moment => "-7d",
            Class::Clock => "09:00",
            Class::Name | Class::Contact => "17",
            Class::Status => "won",
            Class::Flag => "yes",
            Class::None => "",
        }
    }
}

impl Period {
    /// Whether one period contains the other, such as a day one of its moments.
    pub(super) fn meets(&self, other: &Period) -> bool {
        let contains =
            |one: &Period, other: &Period| one.from <= other.from && other.until <= one.until;
        contains(self, other) || contains(other, self)
    }

    fn from_days(from: Date, until: Date) -> Period {
        Period { from: day_number(from), until: day_number(until) }
    }
}

impl Operand {
    /// Parses a value of a class that needs no lookup; `now` has the account's time zone.
    pub fn parse(field: &Field, text: &str, now: &Zoned) -> Result<Operand, Error> {
        let text = text.trim();
        let period = match Class::from_kind(field.kind) {
            Class::Text => return Ok(Operand::Text(text::fold(text))),
            Class::Number => {
                let number = value::number(text).map_err(|error| with_full_number(text, error))?;
                return Ok(Operand::Number(number.as_f64().unwrap_or(f64::NAN)));
            }
            Class::Money => {
                let (amount, currency) =
                    value::money(text).map_err(|error| with_full_number(text, error))?;
                let amount = amount.as_f64().unwrap_or(f64::NAN);
                return Ok(Operand::Money { amount, currency });
            }
            Class::Status => {
                let known = DealStatus::parse(&text.to_ascii_lowercase());
                return known.map(|status| Operand::Text(status.to_string())).ok_or_else(|| {
                    let all = DealStatus::ALL.map(DealStatus::as_str);
                    let hint = text::did_you_mean(text, all)
                        .unwrap_or_else(|| format!("valid statuses: {}", all.join(", ")));
                    Error::usage(format!("`{text}` is not a status")).hint(hint)
                });
            }
            Class::Flag => return read_flag(text).map(Operand::Flag),
            Class::Date => read_dates(text, now)?,
            Class::Moment => read_moments(text, now)?,
            Class::Clock => read_clocks(text)?,
            Class::Name | Class::Contact | Class::None => {
                return Err(Error::unexpected(format!("{} needs a look-up", field.name)));
            }
        };
        Ok(Operand::Period(period))
    }
}

/// Adds a hint to the error about a number such as `10k`: the number in full.
fn with_full_number(text: &str, error: Error) -> Error {
    let times = match text.chars().last().map(|last| last.to_ascii_lowercase()) {
        Some('k') => 1_000.0,
        Some('m') => 1_000_000.0,
        _ => return error,
    };
    match text[..text.len() - 1].trim_end().parse::<f64>() {
        Ok(number) if number.is_finite() => {
            error.hint(format!("write the number in full: {}", number * times))
        }
        _ => error,
    }
}

fn read_flag(text: &str) -> Result<bool, Error> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Error::usage(format!("`{text}` is neither yes nor no"))),
    }
}

/// Parses a value, or a range: `FROM..UNTIL`. Fails if the range ends before it starts.
fn read_range(text: &str, read: impl Fn(&str) -> Result<Period, Error>) -> Result<Period, Error> {
    let Some((from, until)) = text.split_once("..") else { return read(text) };
    let period = Period { from: read(from.trim())?.from, until: read(until.trim())?.until };
    if period.until < period.from {
        return Err(Error::usage(format!("`{text}` ends before it starts")));
    }
    Ok(period)
}

/// Parses a day, or a range of days.
fn read_dates(text: &str, now: &Zoned) -> Result<Period, Error> {
    read_range(text, |text| time::day(text, now).map(|day| Period::from_days(day, day)))
}

/// Parses a moment, a range of moments, or whole days in the zone of `now`.
fn read_moments(text: &str, now: &Zoned) -> Result<Period, Error> {
    read_range(text, |text| read_moment(text, now))
}

fn read_moment(text: &str, now: &Zoned) -> Result<Period, Error> {
    let zone = now.time_zone();
    match time::day(text, now) {
        Ok(day) if !time::is_part_of_day(text) => {
            let start = |day: Date| day.to_zoned(zone.clone()).map(|start| start.timestamp());
            let bounds = start(day).and_then(|from| Ok((from, start(day.checked_add(1.day())?)?)));
            let (from, next) = bounds.map_err(|_| {
                Error::usage(format!("`{text}` is too far in the past or the future"))
            })?;
            Ok(Period { from: from.as_microsecond(), until: next.as_microsecond() - 1 })
        }
        _ => {
            let at = time::moment(text, now)?.as_microsecond();
            Ok(Period { from: at, until: at })
        }
    }
}

/// Parses `9:00`, or `09:00..17:00`.
fn read_clocks(text: &str) -> Result<Period, Error> {
    read_range(text, |text| {
        let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
        let clock = padded.parse::<Time>().map(second_of_day).map_err(|_| {
            Error::usage(format!("`{text}` is not a time of day")).hint("write it like 09:00")
        })?;
        Ok(Period { from: clock, until: clock })
    })
}

fn day_number(day: Date) -> i64 {
    i64::from(
        Date::new(1970, 1, 1).map_or(0, |epoch| epoch.until(day).map_or(0, |span| span.get_days())),
    )
}

fn second_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// The values of a field in a record: none, one, or the several options of a label field. A value that
/// does not parse as its kind is omitted.
pub(super) fn record_values(field: &Field, record: &RecordView) -> Vec<Operand> {
    let Some(raw) = record.get(&field.code).filter(|raw| raw.get() != "null") else {
        return Vec::new();
    };
    let one = match Class::from_kind(field.kind) {
        // A deleted deal may keep its earlier status (pipedrive.md P146).
        Class::Status if record.is_true("is_deleted") => {
            Some(Operand::Text(DealStatus::Deleted.to_string()))
        }
        Class::Text | Class::Status => {
            let text = text::fold(value::plain(raw).trim());
            (!text.is_empty()).then_some(Operand::Text(text))
        }
        Class::Number => parse_number(raw).map(Operand::Number),
        Class::Money => parse_money(field, raw, record),
        Class::Date => parse_dates(raw).map(Operand::Period),
        Class::Moment => string(raw)
            .and_then(|text| time::read(&text))
            .map(Timestamp::as_microsecond)
            .map(|at| Operand::Period(Period { from: at, until: at })),
        Class::Clock => parse_clocks(raw).map(Operand::Period),
        Class::Name | Class::Contact => return parse_ids(raw),
        Class::Flag => parse_flag(raw).map(Operand::Flag),
        Class::None => None,
    };
    one.into_iter().collect()
}

/// Parses a number, also in a string.
fn parse_number(raw: &RawValue) -> Option<f64> {
    string(raw).as_deref().unwrap_or(raw.get()).trim().parse().ok()
}

fn parse_money(field: &Field, raw: &RawValue, record: &RecordView) -> Option<Operand> {
    if let FieldKind::Money(beside) | FieldKind::Amount(beside) = field.kind {
        let currency = record.text(beside).map(|currency| currency.into_owned());
        return Some(Operand::Money { amount: parse_number(raw)?, currency });
    }
    let parts: Value = serde_json::from_str(raw.get()).ok()?;
    let currency = parts["currency"].as_str().map(str::to_owned);
    Some(Operand::Money { amount: parts["value"].as_f64()?, currency })
}

fn parse_dates(raw: &RawValue) -> Option<Period> {
    let day = |text: &str| text.parse::<Date>().ok().filter(|_| !time::is_none(text));
    if let Some(text) = string(raw) {
        let day = day(&text)?;
        return Some(Period::from_days(day, day));
    }
    let parts: Value = serde_json::from_str(raw.get()).ok()?;
    let from = day(parts["value"].as_str()?)?;
    let until = parts["until"].as_str().and_then(day).unwrap_or(from);
    Some(Period::from_days(from, until))
}

fn parse_clocks(raw: &RawValue) -> Option<Period> {
    let parts: Value = serde_json::from_str(raw.get()).ok()?;
    let clock = |value: &Value| value.as_str()?.parse::<Time>().ok().map(second_of_day);
    let from = clock(if parts.is_string() { &parts } else { &parts["value"] })?;
    Some(Period { from, until: clock(&parts["until"]).unwrap_or(from) })
}

/// Parses IDs: a number or a string, a list of them, or objects with an `id` or `value`.
fn parse_ids(raw: &RawValue) -> Vec<Operand> {
    let id = |value: &Value| {
        let object = value.as_object();
        let value =
            object.and_then(|object| object.get("id").or(object.get("value"))).unwrap_or(value);
        match value {
            Value::String(text) if !text.is_empty() => Some(Operand::Id(text.clone())),
            Value::Number(number) => Some(Operand::Id(number.to_string())),
            Value::Bool(flag) => Some(Operand::Id(flag.to_string())),
            _ => None,
        }
    };
    match serde_json::from_str(raw.get()) {
        Ok(Value::Array(items)) => items.iter().filter_map(id).collect(),
        Ok(value) => id(&value).into_iter().collect(),
        Err(_) => Vec::new(),
    }
}

fn parse_flag(raw: &RawValue) -> Option<bool> {
    match raw.get() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
