//! The value of a cell for its field. What a spreadsheet adds is undone here; the rest is parsed as
//! `--set` parses it.

use super::amounts::{self, Mark};
use super::dates::{self, Moment, Order};
use super::people::People;
use crate::draft::{self, Pairs};
use crate::error::Error;
use crate::model::currency;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{self, ContactKind, NamedEntity, Names};
use crate::model::{time, value};
use crate::text;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// How the texts of a column are read.
#[derive(Debug, Default, Clone)]
pub struct Format {
    pub dates: Option<Order>,
    pub decimal: Option<Mark>,
    /// Whether amounts are plain numbers: in JSON and on the command line.
    pub is_plain: bool,
    /// Whether 0.5 is 50 percent.
    pub is_fraction: Option<bool>,
}

/// What other cells of the row say about a value.
#[derive(Debug, Default, Clone)]
pub struct Around {
    pub pipeline: Option<u64>,
    /// The currency beside an amount.
    pub currency: Option<String>,
    /// Whether the cell is a number of JSON or a workbook.
    pub is_typed: bool,
}

/// Parses values with the names of the account.
pub struct Values {
    pub names: Names,
    pub now: Zoned,
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The codes and signs of the account's currencies.
    pub currencies: Vec<(String, String)>,
    pub people: People,
}

impl Values {
    /// The values to write for a text that is not empty.
    pub fn parse(
        &self,
        field: &Field,
        text: &str,
        format: &Format,
        around: &Around,
    ) -> Result<Pairs, String> {
        match field.kind {
            FieldKind::Money(_) | FieldKind::Amount(_) => self.money(field, text, format, around),
            FieldKind::Monetary => self.monetary(field, text, format, around),
            FieldKind::Number => self.number(field, text, format, around),
            FieldKind::Date => {
                let day = dates::read_as_day(text, format.dates)?;
                self.written(field, &day.to_string())
            }
            FieldKind::DateRange => self.range(field, text, format),
            FieldKind::Time => {
                let at = self.moment(text, format)?;
                self.written(field, &at)
            }
            FieldKind::Clock | FieldKind::ClockRange => self.clock(field, text),
            FieldKind::Status => self.written(field, find_status(text).unwrap_or(text)),
            FieldKind::Stage => self.stage(field, text, around.pipeline),
            FieldKind::Pipeline => {
                self.pipeline(text).map(|id| vec![(field.code.to_string(), json!(id))])
            }
            FieldKind::User => self.user(text).map(|id| vec![(field.code.to_string(), json!(id))]),
            FieldKind::Person => self.contact(field, ContactKind::Person, text),
            FieldKind::Org => self.contact(field, ContactKind::Organization, text),
            FieldKind::Choice => {
                let text = find_level(field, text).unwrap_or(text);
                check_option(field, text)?;
                self.written(field, text)
            }
            FieldKind::Choices => self.choices(field, text),
            FieldKind::Phone if is_scientific(text) => {
                Err(format!("`{text}` is in scientific notation: its last digits are lost"))
            }
            _ if field.code == "currency" => {
                let code = self.currency(text)?;
                self.written(field, &code)
            }
            _ if field.code == "title" && text.chars().count() > MAX_TITLE => Err(format!(
                "the title has {} characters (at most {MAX_TITLE})",
                text.chars().count()
            )),
            _ => self.written(field, text),
        }
    }

    fn written(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        draft::written(field, text, &self.names, &self.now).map_err(into_line)
    }

    fn money(
        &self,
        field: &Field,
        text: &str,
        format: &Format,
        around: &Around,
    ) -> Result<Pairs, String> {
        let (number, sign) = self.amount(text, format, around)?;
        if number.starts_with('-') && field.code == "value" {
            return Err(format!("`{}` is negative", text::clean(text)));
        }
        let text = match sign.or_else(|| around.currency.clone()) {
            Some(code) => format!("{number} {code}"),
            None => number,
        };
        self.written(field, &text)
    }

    fn monetary(
        &self,
        field: &Field,
        text: &str,
        format: &Format,
        around: &Around,
    ) -> Result<Pairs, String> {
        let (number, sign) = self.amount(text, format, around)?;
        match sign.or_else(|| around.currency.clone()) {
            Some(code) => self.written(field, &format!("{number} {code}")),
            None => self.written(field, &number),
        }
    }

    /// A plain number, and the currency that stands with it.
    fn amount(
        &self,
        text: &str,
        format: &Format,
        around: &Around,
    ) -> Result<(String, Option<String>), String> {
        let (number, sign) = if format.is_plain || around.is_typed {
            let (number, code) = value::money(text).map_err(|error| error.message)?;
            let code = code.map(|code| self.currency(&code)).transpose()?;
            (number.to_string(), code.map(|code| vec![code]))
        } else {
            let figure = amounts::read(text, format.decimal)?;
            (figure.number, self.currencies_of(&figure.affix, text)?)
        };
        let beside = around.currency.as_deref();
        let code = match (sign, beside) {
            (None, _) => None,
            (Some(codes), Some(beside)) if codes.iter().any(|code| code == beside) => {
                Some(beside.to_owned())
            }
            (Some(codes), Some(beside)) => {
                return Err(format!(
                    "`{}` is in {}, and the column of currencies says {beside}",
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
        let known = code.as_deref().or(beside);
        let fraction = number.split_once('.').map_or("", |(_, fraction)| fraction);
        if let Some(code) = known.filter(|code| currency::iso_decimals(code) == 0)
            && fraction.bytes().any(|digit| digit != b'0')
        {
            return Err(format!("`{}` has decimals, and {code} has none", text::clean(text)));
        }
        Ok((number, code))
    }

    /// The currencies that a sign or a code beside an amount stands for.
    fn currencies_of(&self, affix: &str, text: &str) -> Result<Option<Vec<String>>, String> {
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
                "`{}`: `{affix}` is no currency of the account",
                text::clean(text)
            ));
        }
        Ok(Some(codes))
    }

    /// A currency of the account.
    pub fn currency(&self, text: &str) -> Result<String, String> {
        let code = value::currency(text).map_err(into_line)?;
        if !self.currencies.is_empty() && !self.currencies.iter().any(|(known, _)| *known == code) {
            return Err(format!("`{code}` is no currency of the account"));
        }
        Ok(code)
    }

    fn number(
        &self,
        field: &Field,
        text: &str,
        format: &Format,
        around: &Around,
    ) -> Result<Pairs, String> {
        let is_percent = field.code == "probability";
        let figure = if is_percent { text.trim_end_matches('%').trim() } else { text };
        let has_sign = figure.len() < text.len();
        let number = if format.is_plain || around.is_typed {
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
            return self.written(field, &number);
        }
        let fraction = number.parse::<f64>().ok().filter(|number| *number > 0.0 && *number < 1.0);
        match (fraction, format.is_fraction) {
            (Some(fraction), Some(true)) => {
                let percent = (fraction * 1e10).round() / 1e8;
                self.written(field, &percent.to_string())
            }
            (Some(_), None) if !format.is_plain => Err(format!(
                "`{text}` could be {text} percent or {}: write it with `%`",
                format_args!("{}%", (fraction.unwrap_or_default() * 1e10).round() / 1e8)
            )),
            _ => self.written(field, &number),
        }
    }

    fn range(&self, field: &Field, text: &str, format: &Format) -> Result<Pairs, String> {
        let parts = split_range(text);
        let [from, until] = parts[..] else {
            return Err(format!("`{}` is not a range of dates: it needs two", text::clean(text)));
        };
        let day = |part: &str| dates::read_as_day(part, format.dates);
        self.written(field, &format!("{}..{}", day(from)?, day(until)?))
    }

    /// A moment, as the parser of times takes it.
    fn moment(&self, text: &str, format: &Format) -> Result<String, String> {
        let civil = match dates::read(text, format.dates)? {
            Moment::At(at) => return Ok(at.to_string()),
            Moment::Local(civil) => civil,
            Moment::Day(day) => day.at(0, 0, 0, 0),
        };
        let zoned = civil.to_zoned(self.zone.clone());
        zoned.map(|at| time::v2(at.timestamp())).map_err(|error| error.to_string())
    }

    fn clock(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        if let Some(fraction) = text.parse::<f64>().ok().filter(|n| (0.0..1.0).contains(n)) {
            let minutes = (fraction * 24.0 * 60.0).round() as u64;
            return Err(format!(
                "`{text}` is a part of a day, which Excel shows as {:02}:{:02}: write it like that",
                minutes / 60,
                minutes % 60
            ));
        }
        self.written(field, text)
    }

    /// A pipeline by its whole name; `Sales Pipeline` is `Sales` if there is no other.
    pub fn pipeline(&self, text: &str) -> Result<u64, String> {
        let all = &self.names.pipelines;
        match find_entity("pipeline", text, all) {
            Err(why) => match without_pipeline(text).map(|word| find_entity("pipeline", word, all))
            {
                Some(Ok(id)) => Ok(id),
                _ => Err(why),
            },
            found => found,
        }
    }

    /// A stage by its whole name, in the pipeline of the row; `Quote (Refits)` names both. `status won` is
    /// an answer for a word that is a status.
    fn stage(&self, field: &Field, text: &str, within: Option<u64>) -> Result<Pairs, String> {
        if let Some(status) = text.strip_prefix("status ").and_then(find_status) {
            return self.written(&self.names.field_for_code("status"), status);
        }
        let pair = |id: u64| vec![(field.code.to_string(), json!(id))];
        let whole = self.find_stage(text, within);
        if whole.is_ok() {
            return whole.map(pair);
        }
        let Some((stage, pipeline)) = split_bracket(text) else { return whole.map(pair) };
        match self.pipeline(pipeline) {
            Ok(pipeline) => {
                let id = self.find_stage(stage, Some(pipeline))?;
                if within.is_none_or(|within| within == pipeline) {
                    return Ok(pair(id));
                }
                Err(format!(
                    "`{}` is in another pipeline than the row: {}",
                    text::clean(text),
                    self.names.pipeline(pipeline).unwrap_or_default()
                ))
            }
            Err(_) => whole.map(pair),
        }
    }

    fn find_stage(&self, text: &str, within: Option<u64>) -> Result<u64, String> {
        if let Some(id) = names::as_id(text) {
            return known_id("stage", id, &self.names.stages);
        }
        let found = names::find_exact(text, &self.names.stages, NamedEntity::words);
        let fits = |stage: &&&NamedEntity| within.is_none() || stage.parent_id == within;
        let here: Vec<&&NamedEntity> = found.iter().filter(fits).collect();
        match here[..] {
            [stage] => Ok(stage.id),
            [] => match self.names.find_stage(text, within) {
                Err(error) => Err(into_line(error)),
                Ok(id) => Err(nearest("stage", text, &self.names.stage(id).unwrap_or_default())),
            },
            ref many => {
                let name = |stage: &&&NamedEntity| {
                    stage.parent_id.and_then(|id| self.names.pipeline(id)).unwrap_or_default()
                };
                let pipelines: Vec<String> = many.iter().map(name).collect();
                Err(format!(
                    "`{}` is in {}: name the pipeline in a column or with --set Pipeline=…",
                    text::clean(text),
                    pipelines.join(" and in ")
                ))
            }
        }
    }

    /// An active user by the whole name or email address.
    pub fn user(&self, text: &str) -> Result<u64, String> {
        find_entity("user", text, &self.names.users)
    }

    fn contact(&self, field: &Field, kind: ContactKind, text: &str) -> Result<Pairs, String> {
        self.people.find(kind, text).map(|id| vec![(field.code.to_string(), json!(id))])
    }

    /// Options between commas, semicolons, bars or line breaks. A text is only split if every part is an
    /// option.
    fn choices(&self, field: &Field, text: &str) -> Result<Pairs, String> {
        if check_option(field, text).is_ok() {
            return draft::chosen(field, &[text.to_owned()]).map_err(into_line);
        }
        for sign in [';', '|', '\n'] {
            let words: Vec<String> = text.split(sign).map(|part| part.trim().to_owned()).collect();
            if words.len() > 1 && words.iter().all(|word| check_option(field, word).is_ok()) {
                return draft::chosen(field, &words).map_err(into_line);
            }
        }
        for (word, _) in names::matches_in(field, text) {
            check_option(field, word)?;
        }
        self.written(field, text)
    }
}

/// The longest title.
const MAX_TITLE: usize = 255;

/// The words for statuses, in the languages of Pipedrive's exports.
const STATUSES: &[(&str, &str)] = &[
    ("offen", "open"),
    ("gewonnen", "won"),
    ("verloren", "lost"),
    ("aberto", "open"),
    ("ganho", "won"),
    ("perdido", "lost"),
    ("ouvert", "open"),
    ("en cours", "open"),
    ("gagne", "won"),
    ("gagnee", "won"),
    ("perdu", "lost"),
    ("perdue", "lost"),
    ("abierto", "open"),
    ("ganado", "won"),
    ("active", "open"),
];

/// The words for levels of visibility that an account may not have among its options, and their IDs with
/// and without visibility groups (pipedrive.md P138).
const LEVELS: &[(&str, &[&str])] = &[
    ("entire company", &["7", "3"]),
    ("all users", &["7", "3"]),
    ("owner & followers", &["1"]),
    ("owner and followers", &["1"]),
    ("owner only", &["1"]),
    ("item owner", &["1"]),
];

/// The ID of the level of visibility that a word stands for, if it is no option itself.
fn find_level(field: &Field, text: &str) -> Option<&'static str> {
    if field.code != "visible_to" || check_option(field, text).is_ok() {
        return None;
    }
    let folded = text::fold(text.trim());
    let (_, ids) = LEVELS.iter().find(|(word, _)| *word == folded)?;
    let has = |id: &&&str| field.options.iter().any(|option| option.id == **id);
    ids.iter().find(has).copied()
}

/// The status that a word stands for.
fn find_status(text: &str) -> Option<&'static str> {
    let folded = text::fold(text.trim());
    let own = ["open", "won", "lost"].into_iter().find(|status| *status == folded);
    own.or_else(|| STATUSES.iter().find(|(word, _)| *word == folded).map(|(_, status)| *status))
}

/// `Sales Pipeline` without its last word.
fn without_pipeline(text: &str) -> Option<&str> {
    let (name, last) = text.trim().rsplit_once(' ')?;
    last.eq_ignore_ascii_case("pipeline").then(|| name.trim())
}

/// `Quote (Refits)`
pub fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim().strip_suffix(')')?.rsplit_once(" (")?;
    Some((name.trim(), rest.trim()))
}

/// The parts of a range: `A - B`, `A – B`, `A..B`, `A to B`.
pub fn split_range(text: &str) -> Vec<&str> {
    for sign in ["..", " - ", " – ", " — ", "–", " to "] {
        if let Some((from, until)) = text.split_once(sign) {
            return vec![from.trim(), until.trim()];
        }
    }
    vec![text]
}

/// An active entity by its whole name, or by its ID.
fn find_entity(noun: &str, text: &str, all: &[NamedEntity]) -> Result<u64, String> {
    if let Some(id) = names::as_id(text) {
        return known_id(noun, id, all);
    }
    let plain = text.trim_end();
    let name = plain.strip_suffix(names::INACTIVE_SUFFIX).unwrap_or(plain);
    let active = |one: &&NamedEntity| !one.is_inactive;
    let found = names::find_exact(name, all, NamedEntity::words);
    match found[..] {
        [] => match names::find_by_name(noun, text, all) {
            Err(error) => Err(into_line(error)),
            Ok(id) => {
                let near = all.iter().find(|one| one.id == id).map(NamedEntity::label);
                Err(nearest(noun, text, &near.unwrap_or_default()))
            }
        },
        [one] if one.is_inactive => {
            Err(format!("the {noun} `{}` is not active", text::clean(name)))
        }
        [one] => Ok(one.id),
        ref many => match many.iter().copied().filter(active).collect::<Vec<_>>()[..] {
            [one] => Ok(one.id),
            _ => {
                Err(names::find_by_name(noun, name, all).map_or_else(into_line, |_| String::new()))
            }
        },
    }
}

fn known_id(noun: &str, id: u64, all: &[NamedEntity]) -> Result<u64, String> {
    match all.iter().find(|one| one.id == id) {
        Some(one) if one.is_inactive => Err(format!("{noun} {id} is not active")),
        Some(_) => Ok(id),
        None => Err(format!("no {noun} has the ID {id}")),
    }
}

fn nearest(noun: &str, text: &str, near: &str) -> String {
    format!("no {noun} `{}` (did you mean `{near}`?)", text::clean(text))
}

/// Whether a word is the whole label of an option, or its ID.
fn check_option(field: &Field, text: &str) -> Result<(), String> {
    let word = text.trim();
    let id = word.strip_prefix("id:").unwrap_or(word);
    let label = |option: &Choice| option.label.clone();
    let is_whole = field.options.iter().any(|option| option.id == id)
        || !names::find_exact(word, &field.options, |option| vec![&option.label]).is_empty();
    match names::option(field, text) {
        Err(error) => Err(into_line(error)),
        Ok(option) if !is_whole => {
            Err(nearest(&format!("option of {}", field.name), text, &label(option)))
        }
        Ok(_) => Ok(()),
    }
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

/// An error as one line.
pub fn into_line(error: Error) -> String {
    match error.hint {
        Some(hint) if !hint.contains("--") => format!("{} ({hint})", error.message),
        _ => error.message,
    }
}

/// The value that clears a field.
pub fn clear(field: &Field) -> Result<Vec<(String, Value)>, String> {
    draft::clear(field).map_err(into_line)
}
