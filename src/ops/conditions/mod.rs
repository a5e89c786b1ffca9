//! The conditions of `--where`: parsed, sent to the server if it supports the filter, and evaluated on the
//! deals that it returns.

mod help;
mod operands;
mod push_down;

pub use help::rows as help_rows;

use super::resolve::{parse_code, with_refresh};
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::arg::ArgKind;
use crate::model::condition::{Class, Condition, Op, Operand, splits};
use crate::model::field::{Field, FieldKind, is_custom_key};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::text;
#[cfg(feature = "sqlite")]
use jiff::Zoned;
use std::borrow::Cow;

/// Which deals, by conditions on their fields.
#[derive(clap::Args, Debug, Default)]
pub struct WhereArgs {
    /// Condition on any field, like "value>=10000" (repeatable); `--where help` lists the fields
    #[arg(long = "where", value_name = "CONDITION", add = ArgKind::Condition, help_heading = "Filters")]
    conditions: Vec<String>,
}

/// Conditions that a deal has to meet, all of them.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    all: Vec<Condition>,
    /// The keys of a record that they read, and the custom fields, without duplicates.
    keys: Vec<Cow<'static, str>>,
    custom: Vec<Cow<'static, str>>,
}

/// A condition, split at its operator.
struct Split<'t> {
    field: Field,
    op: Op,
    value: &'t str,
}

/// An error in a condition, and its byte offset in the text.
struct Mistake {
    at: usize,
    error: Error,
}

/// The names of flags of `deals list` for fields.
const FLAG_NAMES: [(&str, &str); 3] =
    [("org", "org_id"), ("label", "label_ids"), ("archived", "is_archived")];

/// The key with the labels of a deal.
pub const LABELS: &str = "label_ids";

impl WhereArgs {
    pub fn is_given(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Whether the conditions are `help`, which lists the fields.
    pub fn wants_help(&self) -> bool {
        self.conditions.iter().any(|text| text == "help")
    }

    /// Parses the conditions and resolves their names; all mistakes are reported together.
    pub async fn conditions(&self, app: &App) -> Result<Conditions, Error> {
        Conditions::parse(app, &self.conditions).await
    }
}

impl Conditions {
    async fn parse(app: &App, texts: &[String]) -> Result<Conditions, Error> {
        let mut mistakes: Vec<(usize, Mistake)> = Vec::new();
        let mut parts = Vec::new();
        for (n, text) in texts.iter().enumerate() {
            match split(app, text).await {
                Ok(part) => parts.push((n, part)),
                Err(mistake) => mistakes.push((n, check_mistake(mistake)?)),
            }
        }
        // Several pipelines may have a stage with the same name: another condition may choose the pipeline.
        parts.sort_by_key(|(_, part)| part.field.kind != FieldKind::Pipeline);
        let mut all: Vec<(usize, Condition)> = Vec::new();
        for (n, Split { field, op, value }) in parts {
            let text = texts[n].clone();
            let start = text.len() - value.len();
            let pipeline = all.iter().find_map(|(_, condition)| single_pipeline(condition));
            let (operands, wrong) = operands::read(app, &field, op, value, pipeline).await;
            for Mistake { at, error } in wrong {
                mistakes.push((n, check_mistake(Mistake { at: start + at, error })?));
            }
            all.push((n, Condition { field, op, operands, text }));
        }
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|(n, mistake)| (*n, mistake.at));
            return Err(report(texts, &mistakes));
        }
        all.sort_by_key(|(n, _)| *n);
        Ok(Conditions::new(all.into_iter().map(|(_, condition)| condition).collect()))
    }

    fn new(all: Vec<Condition>) -> Conditions {
        let mut codes: Vec<Cow<'static, str>> = all.iter().flat_map(record_keys).collect();
        codes.sort();
        codes.dedup();
        let (custom, keys) = codes.into_iter().partition(|code| is_custom_key(code));
        Conditions { all, keys, custom }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Parses the dates and times again: `today` is another day than it was.
    #[cfg(feature = "sqlite")]
    pub fn update_dates(&mut self, now: &Zoned) {
        for condition in &mut self.all {
            let Condition { field, op, operands, text } = condition;
            if !matches!(Class::from_kind(field.kind), Class::Date | Class::Moment) {
                continue;
            }
            // No date contains an operator.
            let value = text.rsplit(['=', '<', '>', '~']).next().unwrap_or_default();
            let words = if op.is_order() { vec![value] } else { value.split(',').collect() };
            let parse = |word: &str| match word.trim() {
                "" => Ok(Operand::Empty),
                word => Operand::parse(field, word, now),
            };
            if let Ok(updated) = words.into_iter().map(parse).collect() {
                *operands = updated;
            }
        }
    }

    /// The conditions as given on the command line.
    #[cfg(feature = "sqlite")]
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|condition| condition.text.as_str())
    }

    /// Normalized text of the conditions: two runs with the same key select the same deals.
    #[cfg(feature = "sqlite")]
    pub fn key(&self) -> String {
        let describe = |Condition { field, op, operands, .. }: &Condition| {
            let mut operands: Vec<String> =
                operands.iter().map(|operand| format!("{operand:?}")).collect();
            operands.sort_unstable();
            format!("{}{op}{}", field.code, operands.join(","))
        };
        let mut all: Vec<String> = self.all.iter().map(describe).collect();
        all.sort_unstable();
        all.dedup();
        all.join("\n")
    }

    /// Whether the deal meets all conditions.
    pub fn matches(&self, deal: &Record) -> bool {
        let deal = deal.read_keys(&to_strs(&self.keys), &to_strs(&self.custom));
        self.all.iter().all(|condition| condition.matches(&deal))
    }

    /// The fields to request with the deals.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.all.iter().map(|condition| &condition.field)
    }

    /// `true` if only archived deals can meet the conditions, `false` if none can.
    pub fn archived(&self) -> Option<bool> {
        self.all.iter().find_map(archived)
    }

    /// The pipeline of all matching deals, if a condition has one.
    pub fn pipeline(&self) -> Option<u64> {
        self.all.iter().find_map(single_pipeline)
    }

    /// Whether a condition allows only one status.
    pub fn has_one_status(&self) -> bool {
        self.all.iter().any(|condition| {
            condition.field.kind == FieldKind::Status
                && condition.op == Op::Equal
                && matches!(condition.operands[..], [Operand::Text(_)])
        })
    }

    /// Whether a condition is about labels.
    pub fn reads_labels(&self) -> bool {
        self.keys.iter().any(|key| key == LABELS)
    }
}

fn to_strs<'c>(codes: &'c [Cow<'static, str>]) -> Vec<&'c str> {
    codes.iter().map(Cow::as_ref).collect()
}

/// The keys of a record that a condition reads.
fn record_keys(condition: &Condition) -> Vec<Cow<'static, str>> {
    let field = &condition.field;
    match field.kind {
        FieldKind::Money(currency) | FieldKind::Amount(currency) => {
            vec![field.code.clone(), currency.into()]
        }
        FieldKind::Status => vec![field.code.clone(), "is_deleted".into()],
        _ => vec![field.code.clone()],
    }
}

/// Whether a deal has to be archived, or must not be; `None` for both.
fn archived(condition: &Condition) -> Option<bool> {
    match (&*condition.field.code, condition.op, &condition.operands[..]) {
        ("is_archived", Op::Equal, [Operand::Flag(flag)]) => Some(*flag),
        ("is_archived", Op::NotEqual, [Operand::Flag(flag)]) => Some(!*flag),
        _ => None,
    }
}

/// The pipeline that all matching deals are in.
fn single_pipeline(condition: &Condition) -> Option<u64> {
    match (condition.field.kind, condition.op, &condition.operands[..]) {
        (FieldKind::Pipeline, Op::Equal, [Operand::Id(id)]) => id.parse().ok(),
        _ => None,
    }
}

/// Passes an error on unless the user made a mistake: a rejected token, for example, ends the run at once.
fn check_mistake(mistake: Mistake) -> Result<Mistake, Error> {
    if mistake.error.is_mistake() { Ok(mistake) } else { Err(mistake.error) }
}

/// The error that lists the mistakes, each with its condition and position.
fn report(texts: &[String], mistakes: &[(usize, Mistake)]) -> Error {
    let describe = |(n, Mistake { at, error }): &(usize, Mistake)| {
        let text = &texts[*n];
        let place = text[..*at].chars().count() + 1;
        format!("`{}`, character {place}: {error}", text::clean(text))
    };
    if let [mistake] = mistakes {
        let hint = mistake.1.error.hint.clone();
        return Error { hint, ..Error::usage(format!("--where {}", describe(mistake))) };
    }
    let line = |mistake: &(usize, Mistake)| match &mistake.1.error.hint {
        Some(hint) => format!("\n  {} ({hint})", describe(mistake)),
        None => format!("\n  {}", describe(mistake)),
    };
    let lines: String = mistakes.iter().map(line).collect();
    Error::usage(format!("{} in --where:{lines}", text::count(mistakes.len(), "mistake")))
}

/// Splits a condition after the longest name of a field that is followed by an operator, else at the first
/// operator.
async fn split<'t>(app: &App, text: &'t str) -> Result<Split<'t>, Mistake> {
    let splits = splits(text);
    let start = text.len() - text.trim_start().len();
    let Some(first) = splits.first() else {
        let error = Error::usage("an operator is missing")
            .hint("write it in quotes, like \"value>=10000\"; operators: = != < <= > >= ~");
        return Err(Mistake { at: text.trim_end().len().max(start), error });
    };
    if first.0.trim().is_empty() {
        let error = Error::usage(format!("no field before `{}`", first.1))
            .hint("`--where help` lists the fields");
        return Err(Mistake { at: start, error });
    }
    // These need no lookup: a code, and a built-in name if no other name can be known.
    let plain = |field| Split { field, op: first.1, value: first.2 };
    let coded = parse_code(first.0).map(plain);
    let found = match coded {
        Some(found) if splits.len() == 1 => Ok(found),
        _ if app.can_look_up(Lookup::Fields).await => look_up(app, &splits).await,
        Some(found) => Ok(found),
        None => match find_field(&Names::default(), first.0.trim()) {
            Ok(field) => Ok(plain(field)),
            Err(_) => look_up(app, &splits).await,
        },
    };
    let found = found.map_err(|error| Mistake { at: start, error: with_list(error) })?;
    check(found, text)
}

async fn look_up<'t>(app: &App, splits: &[(&str, Op, &'t str)]) -> Result<Split<'t>, Error> {
    with_refresh(app, &[Lookup::Fields], |names| {
        let whole = splits.iter().rev().find(|(word, ..)| is_field(names, word));
        let (word, op, value) = whole.unwrap_or(&splits[0]);
        Ok(Split { field: find_field(names, word.trim())?, op: *op, value })
    })
    .await
}

fn is_field(names: &Names, word: &str) -> bool {
    names.has_field(word) || find_flag_name(word).is_some()
}

fn find_flag_name(word: &str) -> Option<&'static str> {
    let word = text::fold(word.trim());
    FLAG_NAMES.iter().find(|(name, _)| *name == word).map(|(_, code)| *code)
}

/// Finds a field by name or code, or by the name of a flag.
fn find_field(names: &Names, word: &str) -> Result<Field, Error> {
    match find_flag_name(word).filter(|_| !names.has_field(word)) {
        Some(code) => Ok(names.field_for_code(code)),
        None => names.field(word),
    }
}

fn with_list(error: Error) -> Error {
    match (error.kind, &error.hint) {
        (ErrorKind::NotFound, None) => error.hint("`--where help` lists the fields"),
        _ => error,
    }
}

/// Checks that the field supports the operator.
fn check<'t>(split: Split<'t>, text: &'t str) -> Result<Split<'t>, Mistake> {
    let Split { field, op, value } = &split;
    let start = text.len() - text.trim_start().len();
    if field.is_contact_name() {
        let error = Error::usage("deals have IDs of persons and organizations, not their names")
            .hint("use person or org, with a whole name or an ID");
        return Err(Mistake { at: start, error });
    }
    let valid = Op::for_class(Class::from_kind(field.kind));
    if valid.is_empty() {
        let error = Error::usage(format!("{} ({}) cannot be compared", field.name, field.code))
            .hint("`--where help` lists the fields");
        return Err(Mistake { at: start, error });
    }
    if valid.contains(op) {
        return Ok(split);
    }
    let before = text[..text.len() - value.len()].trim_end();
    let at = before.len() - op.as_str().len();
    let valid: Vec<&str> = valid.iter().map(|op| op.as_str()).collect();
    let error = Error::usage(format!("`{op}` does not apply to {}", text::clean(&field.name)))
        .hint(format!("valid operators: {}", valid.join(" ")));
    Err(Mistake { at, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_shows_its_condition_and_position() {
        let mistake =
            |at, message: &str, hint: &str| Mistake { at, error: Error::usage(message).hint(hint) };
        let texts = ["Größe>x".to_owned(), "status=opne".to_owned()];
        let one = report(&texts, &[(0, mistake(8, "not a number", "write 1"))]);
        assert_eq!(one.message, "--where `Größe>x`, character 7: not a number");
        assert_eq!(one.hint.as_deref(), Some("write 1"));
        let both = [(0, mistake(8, "a", "b")), (1, mistake(7, "c", "d"))];
        let both = report(&texts, &both);
        assert_eq!(
            both.message,
            "2 mistakes in --where:\n  `Größe>x`, character 7: a (b)\n  `status=opne`, character 8: c (d)"
        );
        assert_eq!((both.kind, both.hint), (ErrorKind::Usage, None));
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn dates_follow_the_day() {
        let [monday, tuesday] =
            ["2026-11-02T23:59[Europe/Berlin]", "2026-11-03T00:00[Europe/Berlin]"]
                .map(|at| at.parse::<Zoned>().unwrap());
        for (code, op, value) in [
            ("expected_close_date", Op::Less, "today"),
            ("expected_close_date", Op::Equal, "today,tomorrow"),
            ("update_time", Op::GreaterOrEqual, "-7d"),
        ] {
            let on = |now: &Zoned| {
                let field = Field::from_code(code);
                let words = value.split(',');
                let operands = words.map(|word| Operand::parse(&field, word, now).unwrap());
                let (operands, text) = (operands.collect(), format!("{code}{op}{value}"));
                Conditions::new(vec![Condition { field, op, operands, text }])
            };
            let mut conditions = on(&monday);
            assert_ne!(conditions.key(), on(&tuesday).key(), "{code}{op}{value}");
            conditions.update_dates(&tuesday);
            assert_eq!(conditions.key(), on(&tuesday).key(), "{code}{op}{value}");
        }
        // What is no date stays.
        let (field, operands) =
            (Field::from_code("title"), vec![Operand::Text("today".to_owned())]);
        let text = "title=today".to_owned();
        let mut titles = Conditions::new(vec![Condition { field, op: Op::Equal, operands, text }]);
        let before = titles.key();
        titles.update_dates(&tuesday);
        assert_eq!(titles.key(), before);
    }

    #[test]
    fn names_of_flags_resolve_to_fields() {
        let names = Names::default();
        let code = |word: &str| find_field(&names, word).unwrap().code.into_owned();
        assert_eq!(code("org"), "org_id");
        assert_eq!(code(" Label "), "label_ids");
        assert_eq!(code("archived"), "is_archived");
        assert_eq!(code("person"), "person_id");
        assert_eq!(code("Expected close"), "expected_close_date");
    }
}
