//! The conditions of `--where`: read from words, sent to the server as far as it can filter, and
//! evaluated here on what comes back.

use super::resolve::{self, parse_code, with_refresh};
use crate::api::request::Request;
use crate::app::App;
use crate::app::deals::BATCH;
use crate::draft::all_at_once;
use crate::error::{Error, ErrorKind};
use crate::model::condition::{Class, Condition, Op, Operand, splits};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Lookup, Names};
use crate::model::record::Record;
use crate::model::time;
use jiff::{Timestamp, Zoned};

/// Conditions, all of which a deal has to meet.
#[derive(Debug, Default)]
pub struct Conditions {
    all: Vec<Condition>,
}

/// A condition after its field and operator are found.
struct Split<'t> {
    field: Field,
    op: Op,
    value: &'t str,
}

impl Conditions {
    /// Reads all conditions; all mistakes are reported together.
    pub async fn parse(app: &App, texts: &[String]) -> Result<Conditions, Error> {
        let mut mistakes = Vec::new();
        let mut parts = Vec::new();
        for text in texts {
            match split(app, text).await {
                Ok(part) => parts.push((text, part)),
                Err(error) => mistakes.push((text.clone(), error)),
            }
        }
        // A stage may have its name in several pipelines: another condition may say in which.
        let mut all: Vec<Condition> = Vec::new();
        parts.sort_by_key(|(_, part)| part.field.kind != FieldKind::Pipeline);
        for (text, Split { field, op, value }) in parts {
            let pipeline = all.iter().find_map(single_pipeline);
            match operands(app, &field, op, value, pipeline).await {
                Ok(operands) => all.push(Condition { field, op, operands, text: text.clone() }),
                Err(error) => mistakes.push((text.clone(), error)),
            }
        }
        if !mistakes.is_empty() {
            return Err(all_at_once(mistakes));
        }
        // As they were written, for messages.
        all.sort_by_key(|condition| texts.iter().position(|text| *text == condition.text));
        Ok(Conditions { all })
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether the deal meets all conditions.
    pub fn matches(&self, deal: &Record) -> bool {
        let deal = deal.read();
        self.all.iter().all(|condition| condition.matches(&deal))
    }

    /// The fields that the deals have to come with.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.all.iter().map(|condition| &condition.field)
    }

    /// Whether only archived deals, or only others, can meet the conditions.
    pub fn archived(&self) -> Option<bool> {
        self.all.iter().find_map(archived)
    }

    /// The request with the conditions that the server can filter by, and those that are evaluated here
    /// only. What the request filters by already stays. A saved filter makes the server ignore the rest
    /// (pipedrive.md P122).
    pub fn push_down(&self, mut request: Request) -> (Request, Vec<&Condition>) {
        let mut local = Vec::new();
        let is_filtered = request.has_query("filter_id");
        for condition in &self.all {
            let pushed = query_parameter(condition).filter(|(name, _)| {
                let is_ignored = is_filtered && !matches!(*name, "updated_since" | "updated_until");
                !request.has_query(name) && !is_ignored
            });
            let is_exact = condition.field.code == "is_archived";
            match pushed {
                Some((name, value)) => request = request.query(name, value),
                None if is_exact => {}
                None => local.push(condition),
            }
        }
        (request, local)
    }
}

/// The pipeline that all matching deals are in.
fn single_pipeline(condition: &Condition) -> Option<u64> {
    match (condition.field.kind, condition.op, &condition.operands[..]) {
        (FieldKind::Pipeline, Op::Equal, [Operand::Id(id)]) => id.parse().ok(),
        _ => None,
    }
}

/// Whether a deal has to be archived, or must not be.
fn archived(condition: &Condition) -> Option<bool> {
    match (&*condition.field.code, condition.op, &condition.operands[..]) {
        ("is_archived", Op::Equal, [Operand::Flag(flag)]) => Some(*flag),
        ("is_archived", Op::NotEqual, [Operand::Flag(flag)]) => Some(!*flag),
        _ => None,
    }
}

/// Codes whose query parameter has the same name and takes one ID.
const ID_PARAMETERS: [&str; 5] = ["owner_id", "stage_id", "pipeline_id", "person_id", "org_id"];

/// The query parameter that makes the server leave out deals that do not match. What it lets through is
/// evaluated here all the same.
fn query_parameter(condition: &Condition) -> Option<(&'static str, String)> {
    let code = condition.field.code.as_ref();
    match (code, condition.op, &condition.operands[..]) {
        (_, Op::Equal, [Operand::Id(id)]) => {
            let name = ID_PARAMETERS.into_iter().find(|name| *name == code)?;
            Some((name, id.clone()))
        }
        ("id", Op::Equal, ids) => {
            let id = |operand: &Operand| match operand {
                Operand::Number(id) if id.fract() == 0.0 && *id > 0.0 => Some(id.to_string()),
                _ => None,
            };
            let ids: Vec<String> = ids.iter().map(id).collect::<Option<_>>()?;
            (!ids.is_empty() && ids.len() <= BATCH).then(|| ("ids", ids.join(",")))
        }
        ("status", op @ (Op::Equal | Op::NotEqual), operands) => {
            // Deleted deals come only when they are asked for (pipedrive.md P124).
            let is_wanted = |status: &DealStatus| {
                let is_named = operands.contains(&Operand::Text(status.as_str().to_owned()));
                if op == Op::Equal { is_named } else { !is_named && *status != DealStatus::Deleted }
            };
            let wanted: Vec<&str> = DealStatus::ALL
                .iter()
                .filter(|status| is_wanted(status))
                .map(|status| status.as_str())
                .collect();
            (!wanted.is_empty()).then(|| ("status", wanted.join(",")))
        }
        ("is_deleted", Op::Equal, [Operand::Flag(true)]) => {
            Some(("status", DealStatus::Deleted.as_str().to_owned()))
        }
        ("update_time", op, [Operand::Period(period)]) => {
            // Whole seconds, the end exclusive (pipedrive.md P125, P126).
            let at = |micros: i64| Timestamp::from_microsecond(micros).ok().map(time::v2);
            let after = |micros: i64| at(micros.saturating_add(1_000_000));
            match op {
                Op::GreaterOrEqual | Op::Equal => Some(("updated_since", at(period.from)?)),
                Op::Greater => Some(("updated_since", at(period.until)?)),
                Op::Less => Some(("updated_until", after(period.from)?)),
                Op::LessOrEqual => Some(("updated_until", after(period.until)?)),
                Op::NotEqual | Op::Contains => None,
            }
        }
        _ => None,
    }
}

/// Splits a condition at the operator that follows the longest whole name of a field, else at the first
/// one.
async fn split<'t>(app: &App, text: &'t str) -> Result<Split<'t>, Error> {
    let splits = splits(text);
    let Some(first) = splits.first() else {
        return Err(Error::usage(format!("`{text}` has no operator"))
            .hint("write it like \"value>=10000\"; operators: = != < <= > >= ~"));
    };
    if let ([(word, op, value)], Some(field)) = (&splits[..], parse_code(first.0)) {
        debug_assert_eq!(field.code, word.trim());
        return check(Split { field, op: *op, value });
    }
    let found = with_refresh(app, &[Lookup::Fields], |names| {
        let whole = splits.iter().rev().find(|(word, ..)| names.has_field(word));
        let (word, op, value) = whole.unwrap_or(first);
        Ok(Split { field: names.field(word)?, op: *op, value })
    });
    check(found.await?)
}

/// The operator has to be one of those for the kind of field.
fn check(split: Split) -> Result<Split, Error> {
    let valid = Op::for_class(Class::from_kind(split.field.kind));
    if valid.contains(&split.op) {
        return Ok(split);
    }
    let name = &split.field.name;
    if valid.is_empty() {
        return Err(Error::usage(format!("{name} ({}) cannot be compared", split.field.code)));
    }
    let valid: Vec<&str> = valid.iter().map(|op| op.as_str()).collect();
    Err(Error::usage(format!("`{}` does not apply to {name}", split.op))
        .hint(format!("valid operators: {}", valid.join(" "))))
}

async fn operands(
    app: &App,
    field: &Field,
    op: Op,
    text: &str,
    pipeline: Option<u64>,
) -> Result<Vec<Operand>, Error> {
    if text.trim().is_empty() {
        return match op {
            Op::Equal | Op::NotEqual => Ok(vec![Operand::Empty]),
            op => Err(Error::usage(format!("no value after `{op}`")).hint(format!(
                "{} takes: {}",
                field.name,
                Class::from_kind(field.kind).example()
            ))),
        };
    }
    match Class::from_kind(field.kind) {
        Class::Name => named_operands(app, field, op, text, pipeline).await,
        Class::Contact => contact_operands(app, field, text).await,
        _ => plain_operands(app, field, op, text).await,
    }
}

/// Values that need no look-up but the account's time zone. A comma separates values, unless the whole is
/// one.
async fn plain_operands(
    app: &App,
    field: &Field,
    op: Op,
    text: &str,
) -> Result<Vec<Operand>, Error> {
    let class = Class::from_kind(field.kind);
    let now = match class {
        Class::Date | Class::Moment => app.now().await?,
        _ => Zoned::now(),
    };
    let parse = |text: &str| Operand::parse(field, text, &now);
    let whole = parse(text);
    if !text.contains(',') || op.is_order() {
        return Ok(vec![whole?]);
    }
    let parts: Result<Vec<Operand>, Error> = text.split(',').map(parse).collect();
    match (whole, parts) {
        // Either the text with its comma, or one of its parts.
        (Ok(whole), Ok(parts)) if class == Class::Text => {
            Ok([whole].into_iter().chain(parts).collect())
        }
        (Ok(whole), _) => Ok(vec![whole]),
        (Err(_), parts) => parts,
    }
}

/// Stages, pipelines, users and options. With `~`, all whose name contains the text.
async fn named_operands(
    app: &App,
    field: &Field,
    op: Op,
    text: &str,
    pipeline: Option<u64>,
) -> Result<Vec<Operand>, Error> {
    let lookups: &[Lookup] = match field.kind {
        FieldKind::Stage => &[Lookup::Stages, Lookup::Pipelines],
        FieldKind::Pipeline => &[Lookup::Pipelines],
        FieldKind::User => &[Lookup::Users],
        _ => &[Lookup::Fields],
    };
    if op == Op::Contains {
        return with_refresh(app, lookups, |names| {
            match &Condition::find_by_part(&with_options(field, names), text, names)[..] {
                [] => Err(Error::not_found(format!(
                    "no value of {} contains `{}`",
                    field.name,
                    text.trim()
                ))),
                found => Ok(found.to_vec()),
            }
        })
        .await;
    }
    if matches!(field.kind, FieldKind::Choice | FieldKind::Choices) {
        return with_refresh(app, lookups, |names| {
            let field = names.field_for_code(&field.code);
            let found = names::options_in(&field, text).into_iter();
            found.map(|option| option.map(|option| Operand::Id(option.id.clone()))).collect()
        })
        .await;
    }
    let ids: Option<Vec<u64>> = text.split(',').map(names::as_id).collect();
    if let Some(ids) = ids {
        return Ok(ids.into_iter().map(|id| Operand::Id(id.to_string())).collect());
    }
    let words: Vec<String> = if text.contains(',') {
        let names = app.names(lookups).await?;
        let all = match field.kind {
            FieldKind::Stage => &names.stages,
            FieldKind::Pipeline => &names.pipelines,
            _ => &names.users,
        };
        names::parts(text, all, |one| vec![&one.name]).into_iter().map(str::to_owned).collect()
    } else {
        vec![text.to_owned()]
    };
    let mut found = Vec::new();
    for word in &words {
        let id = match field.kind {
            FieldKind::Stage => resolve::stage(app, word, pipeline).await,
            FieldKind::Pipeline => resolve::pipeline(app, word).await,
            _ => resolve::user(app, word).await,
        };
        let id = id.map_err(|error| match (error.kind, field.kind) {
            (ErrorKind::Ambiguous, FieldKind::Stage) => {
                error.hint("add a condition for the pipeline, or use the ID in brackets")
            }
            _ => error,
        })?;
        found.push(Operand::Id(id.to_string()));
    }
    Ok(found)
}

/// Persons and organizations, by ID or by a search for the name (20 tokens each).
async fn contact_operands(app: &App, field: &Field, text: &str) -> Result<Vec<Operand>, Error> {
    let find = async |word: &str| -> Result<Operand, Error> {
        let id = match field.kind {
            FieldKind::Person => resolve::person(app, word).await?,
            _ => resolve::organization(app, word).await?,
        };
        Ok(Operand::Id(id.to_string()))
    };
    match find(text).await {
        Err(error) if text.contains(',') && error.kind == ErrorKind::NotFound => {}
        found => return Ok(vec![found?]),
    }
    let mut found = Vec::new();
    for word in text.split(',') {
        found.push(find(word).await?);
    }
    Ok(found)
}

/// The field with the company's options, where it has any.
fn with_options(field: &Field, names: &Names) -> Field {
    match field.kind {
        FieldKind::Choice | FieldKind::Choices => names.field_for_code(&field.code),
        _ => field.clone(),
    }
}
