//! The values that conditions compare: what a condition says, and what a record holds.

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
    /// Without regard to case and accents.
    Text,
    Number,
    Money,
    /// A day, or a range of days.
    Date,
    /// A date with a time of day.
    Moment,
    /// A time of day, or a range of them.
    Clock,
    /// Something that has an ID and a name in a list of the company: options, stages, users.
    Name,
    /// A person or an organization, found by a search.
    Contact,
    Status,
    Flag,
    /// What has no comparison: a list of objects.
    None,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// No value.
    Empty,
    /// Folded.
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

/// A span of days, of microseconds since 1970, or of seconds since midnight; both ends belong to it.
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

    /// What a value looks like, for help and errors.
    pub fn example(self) -> &'static str {
        match self {
            Class::Text => "text",
            Class::Number => "1200.5",
            Class::Money => "1200, \"1200 EUR\"",
            Class::Date => "2026-01-31, today, -7d",
            Class::Moment => "2026-01-31, \"2026-01-31 10:20\", today, -7d",
            Class::Clock => "09:00",
            Class::Name => "name or ID",
            Class::Contact => "name or ID",
            Class::Status => "open, won, lost, deleted",
            Class::Flag => "yes, no",
            Class::None => "",
        }
    }
}

impl Period {
    /// Whether one of them contains the other: a moment its day, a range a day.
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
    /// A value of a field whose values need no look-up; `now` has the account's time zone.
    pub fn parse(field: &Field, text: &str, now: &Zoned) -> Result<Operand, Error> {
        let text = text.trim();
        let period = match Class::from_kind(field.kind) {
            Class::Text => return Ok(Operand::Text(text::fold(text))),
            Class::Number => return read_number(text).map(Operand::Number),
            Class::Money => {
                let (amount, currency) = value::money(text)?;
                let amount = amount.as_f64().unwrap_or(f64::NAN);
                return Ok(Operand::Money { amount, currency });
            }
            Class::Status => {
                let known = DealStatus::parse(&text.to_ascii_lowercase());
                return known.map(|status| Operand::Text(status.to_string())).ok_or_else(|| {
                    let all = DealStatus::ALL.map(DealStatus::as_str).join(", ");
                    Error::usage(format!("`{text}` is not a status"))
                        .hint(format!("valid statuses: {all}"))
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

fn read_number(text: &str) -> Result<f64, Error> {
    match value::money(text)? {
        (number, None) => Ok(number.as_f64().unwrap_or(f64::NAN)),
        (_, Some(_)) => Err(Error::usage(format!("`{text}` is not a number"))),
    }
}

fn read_flag(text: &str) -> Result<bool, Error> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Error::usage(format!("`{text}` is neither yes nor no"))),
    }
}

/// A day, or `FROM..UNTIL`.
fn read_dates(text: &str, now: &Zoned) -> Result<Period, Error> {
    let (from, until) = text.split_once("..").unwrap_or((text, text));
    let day = |text| time::day(text, now);
    Ok(Period::from_days(day(from)?, day(until)?))
}

/// A moment, or a whole day in the zone of `now`.
fn read_moments(text: &str, now: &Zoned) -> Result<Period, Error> {
    let zone = now.time_zone();
    if let Ok(day) = time::day(text, now) {
        let start = |day: Date| day.to_zoned(zone.clone()).map(|start| start.timestamp());
        let bounds = start(day).and_then(|from| Ok((from, start(day.checked_add(1.day())?)?)));
        let (from, next) = bounds
            .map_err(|_| Error::usage(format!("`{text}` is too far in the past or the future")))?;
        return Ok(Period { from: from.as_microsecond(), until: next.as_microsecond() - 1 });
    }
    let at = time::moment(text, now)?.as_microsecond();
    Ok(Period { from: at, until: at })
}

/// `9:00`, or `09:00..17:00`.
fn read_clocks(text: &str) -> Result<Period, Error> {
    let (from, until) = text.split_once("..").unwrap_or((text, text));
    let clock = |text: &str| {
        let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
        padded.parse::<Time>().map(second_of_day).map_err(|_| {
            Error::usage(format!("`{text}` is not a time of day")).hint("write it like 09:00")
        })
    };
    Ok(Period { from: clock(from.trim())?, until: clock(until.trim())? })
}

fn day_number(day: Date) -> i64 {
    i64::from(
        Date::new(1970, 1, 1).map_or(0, |epoch| epoch.until(day).map_or(0, |span| span.get_days())),
    )
}

fn second_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// The values of a field in a record: none, one, or the several options of a label field. What cannot be
/// read as a value of its kind is none.
pub(super) fn held_values(field: &Field, record: &RecordView) -> Vec<Operand> {
    let Some(raw) = record.get(&field.code).filter(|raw| raw.get() != "null") else {
        return Vec::new();
    };
    let one = match Class::from_kind(field.kind) {
        Class::Text | Class::Status => {
            let text = text::fold(&value::plain(raw));
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

/// A number, or one in a string.
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

/// IDs: a number or a text, several of them, or objects that hold one as `id` or `value`.
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
