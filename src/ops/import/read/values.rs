//! Parses the value of a cell for its field. Converts spreadsheet formats; the rest is parsed like `--set`.

use super::amounts::{self, DecimalMark};
use super::dates::{self, DateOrder, Moment};
use super::entities::{check_option, find_level, find_status};
use super::people::People;
use crate::app::write::MAX_TITLE;
use crate::draft::{self, Pairs};
use crate::error::Error;
use crate::model::currency;
use crate::model::field::{Field, FieldKind};
use crate::model::local_time::local_time;
use crate::model::names::{ContactKind, Names};
use crate::model::{time, value};
use crate::text;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// The format of a column.
#[derive(Debug, Default, Clone)]
pub struct CellFormat {
    pub dates: Option<DateOrder>,
    pub decimal: Option<DecimalMark>,
    /// Whether amounts are plain numbers, as in JSON and on the command line.
    pub is_plain: bool,
    /// Whether 0.5 is 50 percent.
    pub is_fraction: Option<bool>,
}

/// The values of other cells in the row that a value depends on.
#[derive(Debug, Default, Clone)]
pub struct CellContext {
    pub pipeline: Option<u64>,
    /// The currency next to an amount.
    pub currency: Option<String>,
    /// Whether the cell is a number from JSON or a workbook.
    pub is_typed: bool,
}

/// Why a text cannot be written.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueError {
    pub message: String,
    /// What it means nevertheless: a deal may have it, or the currency that it lacks.
    pub pairs: Pairs,
}

impl From<String> for ValueError {
    fn from(message: String) -> ValueError {
        ValueError { message, pairs: Pairs::new() }
    }
}

/// Parses values with the names of the account.
pub struct Values {
    pub names: Names,
    pub now: Zoned,
    /// The time zone of times without one.
    pub zone: TimeZone,
    /// The codes and symbols of the account's currencies.
    pub currencies: Vec<(String, String)>,
    pub people: People,
}

impl Values {
    /// Parses a nonempty text into the values to write.
    pub fn parse(
        &self,
        field: &Field,
        text: &str,
        format: &CellFormat,
        context: &CellContext,
    ) -> Result<Pairs, ValueError> {
        match field.kind {
            FieldKind::Money(_) | FieldKind::Amount(_) | FieldKind::Monetary => {
                self.parse_money(field, text, format, context)
            }
            _ => Ok(self.parse_other(field, text, format, context)?),
        }
    }

    /// Parses a value other than an amount of money.
    fn parse_other(
        &self,
        field: &Field,
        text: &str,
        format: &CellFormat,
        context: &CellContext,
    ) -> Result<Pairs, String> {
        match field.kind {
            FieldKind::Number => self.parse_number(field, text, format, context),
            FieldKind::Date => {
                let day = dates::read_as_day(text, format.dates)?;
                self.parse_like_set(field, &day.to_string())
            }
            FieldKind::DateRange => self.parse_range(field, text, format),
            FieldKind::Time => {
                let at = self.format_moment(text, format)?;
                self.parse_like_set(field, &at)
            }
            FieldKind::Clock | FieldKind::ClockRange => self.parse_clock(field, text),
            FieldKind::Status => self.parse_like_set(field, find_status(text).unwrap_or(text)),
            FieldKind::Stage => self.stage(field, text, context.pipeline),
            FieldKind::Pipeline => {
                self.pipeline(text).map(|id| vec![(field.code.to_string(), json!(id))])
            }
            FieldKind::User => self.user(text).map(|id| vec![(field.code.to_string(), json!(id))]),
            FieldKind::Person => self.contact(field, ContactKind::Person, text),
            FieldKind::Org => self.contact(field, ContactKind::Organization, text),
            FieldKind::Choice => {
                let text = find_level(field, text).unwrap_or(text);
                check_option(field, text)?;
                self.parse_like_set(field, text)
            }
            FieldKind::Choices => self.choices(field, text),
            FieldKind::Phone if is_scientific(text) => {
                Err(format!("`{text}` is in scientific notation: its last digits are lost"))
            }
            _ if field.code == "currency" => {
                let code = self.currency(text)?;
                self.parse_like_set(field, &code)
            }
            _ if field.code == "title" && text.chars().count() > MAX_TITLE => Err(format!(
                "the title has {} characters (at most {MAX_TITLE})",
                text.chars().count()
            )),
            _ => self.parse_like_set(field, text),
        }
    }

    pub fn parse_like_set(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        draft::parse_value(field, text, &self.names, &self.now).map_err(into_line)
    }

    fn parse_money(
        &self,
        field: &Field,
        text: &str,
        format: &CellFormat,
        context: &CellContext,
    ) -> Result<Pairs, ValueError> {
        let (mut number, sign) = self.parse_amount(text, format, context)?;
        if value::has_thousands_shape(&number) {
            // The decimal mark is known here.
            number.push('0');
        }
        if number.starts_with('-') && field.code == "value" {
            return Err(format!("`{}` is negative", text::clean(text)).into());
        }
        let fraction = number.split_once('.').map_or("", |(_, fraction)| fraction);
        let has_decimals = fraction.bytes().any(|digit| digit != b'0');
        let text = match sign.or_else(|| context.currency.clone()) {
            Some(code) if has_decimals && currency::iso_decimals(&code) == 0 => {
                let message = format!("`{}` has decimals, and {code} has none", text::clean(text));
                let pairs = self.parse_like_set(field, &format!("{number} {code}"))?;
                return Err(ValueError { message, pairs });
            }
            Some(code) => format!("{number} {code}"),
            None if field.kind == FieldKind::Monetary => {
                let message = self.parse_like_set(field, &number).err().unwrap_or_default();
                let pairs = draft::monetary(field, &number).map_err(into_line)?;
                return Err(ValueError { message, pairs });
            }
            None => number,
        };
        Ok(self.parse_like_set(field, &text)?)
    }

    /// Parses a plain number, and the currency next to it.
    fn parse_amount(
        &self,
        text: &str,
        format: &CellFormat,
        context: &CellContext,
    ) -> Result<(String, Option<String>), String> {
        let (number, sign) = if format.is_plain || context.is_typed {
            let (number, code) = value::money(text).map_err(|error| error.message)?;
            let code = code.map(|code| self.currency(&code)).transpose()?;
            (number.to_string(), code.map(|code| vec![code]))
        } else {
            let figure = amounts::read(text, format.decimal)?;
            (figure.number, self.find_currencies(&figure.affix, text)?)
        };
        let beside = context.currency.as_deref();
        let code = match (sign, beside) {
            (None, _) => None,
            (Some(codes), Some(beside)) if codes.iter().any(|code| code == beside) => {
                Some(beside.to_owned())
            }
            (Some(codes), Some(beside)) => {
                return Err(format!(
                    "`{}` is in {}, but the column of currencies has {beside}",
                    text::clean(text),
                    codes.join(" or ")
                ));
            }
            (Some(codes), None) => match &codes[..] {
                [code] => Some(code.clone()),
                codes => {
                    return Err(format!(
                        "`{}` could be in {}: give the currency in a column of its own",
                        text::clean(text),
                        codes.join(" or ")
                    ));
                }
            },
        };
        Ok((number, code))
    }

    /// Resolves the currencies that a symbol or a code next to an amount may mean.
    fn find_currencies(&self, affix: &str, text: &str) -> Result<Option<Vec<String>>, String> {
        if affix.is_empty() {
            return Ok(None);
        }
        let is_code = affix.len() == 3 && affix.bytes().all(|b| b.is_ascii_alphabetic());
        let by_sign = self.currencies.iter().filter(|(_, sign)| sign == affix);
        let mut codes: Vec<String> = by_sign.map(|(code, _)| code.clone()).collect();
        if is_code {
            codes.push(self.currency(affix)?);
        }
        codes.dedup();
        if affix == text.trim() {
            let shown = text::clean(affix);
            return Err(format!(
                "`{shown}` is not an amount: it has more than a number and a currency"
            ));
        }
        if codes.is_empty() {
            return Err(format!(
                "`{}`: `{affix}` is not a currency of the account",
                text::clean(text)
            ));
        }
        Ok(Some(codes))
    }

    /// Resolves a currency of the account.
    pub fn currency(&self, text: &str) -> Result<String, String> {
        let code = value::currency(text).map_err(into_line)?;
        if !self.currencies.is_empty() && !self.currencies.iter().any(|(known, _)| *known == code) {
            return Err(format!("`{code}` is not a currency of the account"));
        }
        Ok(code)
    }

    fn parse_number(
        &self,
        field: &Field,
        text: &str,
        format: &CellFormat,
        context: &CellContext,
    ) -> Result<Pairs, String> {
        let is_percent = field.code == "probability";
        let figure = if is_percent { text.trim_end_matches('%').trim() } else { text };
        let has_sign = figure.len() < text.len();
        let number = if format.is_plain || context.is_typed {
            figure.to_owned()
        } else {
            let read = amounts::read(figure, format.decimal)
                .map_err(|why| why.replace("is not an amount", "is not a number"))?;
            if !read.affix.is_empty() {
                return Err(format!(
                    "`{}` is not a number: it has `{}` with it",
                    text::clean(text),
                    text::clean(&read.affix)
                ));
            }
            read.number
        };
        if !is_percent || has_sign {
            return self.parse_like_set(field, &number);
        }
        let fraction = number.parse::<f64>().ok().filter(|number| *number > 0.0 && *number < 1.0);
        match (fraction, format.is_fraction) {
            (Some(fraction), Some(true)) => {
                let percent = (fraction * 1e10).round() / 1e8;
                self.parse_like_set(field, &percent.to_string())
            }
            (Some(_), None) if !format.is_plain => Err(format!(
                "`{text}` could be {text}% or {percent}%: write `{text}%` or {percent}",
                percent = (fraction.unwrap_or_default() * 1e10).round() / 1e8
            )),
            _ => self.parse_like_set(field, &number),
        }
    }

    fn parse_range(&self, field: &Field, text: &str, format: &CellFormat) -> Result<Pairs, String> {
        let parts = split_range(text);
        let [from, until] = parts[..] else {
            return Err(format!("`{}` is not a range of dates: it needs two", text::clean(text)));
        };
        let day = |part: &str| dates::read_as_day(part, format.dates);
        self.parse_like_set(field, &format!("{}..{}", day(from)?, day(until)?))
    }

    /// Formats a time for the time parser.
    fn format_moment(&self, text: &str, format: &CellFormat) -> Result<String, String> {
        let civil = match dates::read(text, format.dates)? {
            Moment::At(at) => return Ok(at.to_string()),
            Moment::Local(civil) => civil,
            Moment::Day(day) => {
                let start = day.to_zoned(self.zone.clone());
                return start.map(|at| time::v2(at.timestamp())).map_err(|error| error.to_string());
            }
        };
        local_time(civil, &self.zone).map(time::v2).map_err(into_line)
    }

    fn parse_clock(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        if let Some(fraction) = text.parse::<f64>().ok().filter(|n| (0.0..1.0).contains(n)) {
            let minutes = (fraction * 24.0 * 60.0).round() as u64;
            return Err(format!(
                "`{text}` is a part of a day, which Excel shows as {:02}:{:02}: write it like that",
                minutes / 60,
                minutes % 60
            ));
        }
        self.parse_like_set(field, text)
    }
}

/// `Quote (Refits)`
pub fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim().strip_suffix(')')?.rsplit_once(" (")?;
    Some((name.trim(), rest.trim()))
}

/// Splits a range: `A - B`, `A – B`, `A..B`, `A to B`.
pub fn split_range(text: &str) -> Vec<&str> {
    for sign in ["..", " - ", " – ", " — ", "–", " to "] {
        if let Some((from, until)) = text.split_once(sign) {
            return vec![from.trim(), until.trim()];
        }
    }
    vec![text]
}

/// `2.08E+10`
pub fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    };
    is_number(number.trim_start_matches(['-', '+']))
        && is_number(exponent.trim_start_matches(['-', '+']))
}

/// Formats an error as one line.
pub fn into_line(error: Error) -> String {
    match error.hint {
        Some(hint) if !hint.contains("--") => format!("{} ({hint})", error.message),
        _ => error.message,
    }
}

/// Returns the value that clears a field.
pub fn clear(field: &Field) -> Result<Vec<(String, Value)>, String> {
    draft::clear(field).map_err(into_line)
}
