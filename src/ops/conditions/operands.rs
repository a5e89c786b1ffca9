//! The values of a condition: resolved by name, or parsed by the kind of field.

use super::Mistake;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::condition::{Class, Op, Operand, find_by_part};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Lookup, NamedEntity, Names};
use crate::ops::resolve::{self, with_refresh};
use crate::text;
use jiff::Zoned;
use std::cell::RefCell;

/// The values that a text stands for.
type Found = Result<Vec<Operand>, Error>;

/// Parses the values in `text`. Commas separate alternative values, unless the whole text is one value.
pub(super) async fn read(
    app: &App,
    field: &Field,
    op: Op,
    text: &str,
    pipeline: Option<u64>,
) -> (Vec<Operand>, Vec<Mistake>) {
    let reader = Reader { app, field, op, pipeline, whole: RefCell::default() };
    let words = match reader.words(text).await {
        Ok(words) => words,
        Err(error) => return (Vec::new(), vec![Mistake { at: start(text, text), error }]),
    };
    let (mut operands, mut mistakes) = (Vec::new(), Vec::new());
    for word in words {
        match reader.value(word).await {
            Ok(found) => operands.extend(found),
            Err(error) => mistakes.push(Mistake { at: start(text, word), error }),
        }
    }
    (operands, mistakes)
}

/// The byte offset in `text` at which `word`, a part of it, begins, after leading spaces.
fn start(text: &str, word: &str) -> usize {
    let spaces = word.len() - word.trim_start().len();
    let at = word.as_ptr() as usize - text.as_ptr() as usize + spaces;
    if word.trim().is_empty() { at - spaces } else { at }
}

struct Reader<'a> {
    app: &'a App,
    field: &'a Field,
    op: Op,
    /// The pipeline in which to resolve a stage.
    pipeline: Option<u64>,
    /// The ID of the person or organization whose name is the whole text.
    whole: RefCell<Option<String>>,
}

impl Reader<'_> {
    /// Splits a text at the commas that separate values.
    async fn words<'t>(&self, text: &'t str) -> Result<Vec<&'t str>, Error> {
        if !text.contains(',') || self.op.is_order() {
            return Ok(vec![text]);
        }
        let plain = || text.split(',').collect::<Vec<_>>();
        match Class::from_kind(self.field.kind) {
            // Numbers are IDs, and need no lookup.
            Class::Name if text.split(',').all(|word| names::as_id(word).is_some()) => Ok(plain()),
            Class::Name if self.op == Op::Contains => Ok(plain()),
            Class::Name => {
                let names = self.app.names(self.lookups()).await?;
                Ok(match self.entities(&names) {
                    Some(all) => names::split_list(text, all, NamedEntity::words),
                    None => {
                        let field = names.field_for_code(&self.field.code);
                        names::split_list(text, &field.options, |option| vec![&option.label])
                    }
                })
            }
            Class::Contact if text.split(',').all(|word| names::as_id(word).is_some()) => {
                Ok(plain())
            }
            Class::Contact => match self.contact(text).await {
                Err(error) if error.kind == ErrorKind::NotFound => Ok(plain()),
                Err(error) => Err(error),
                Ok(id) => {
                    self.whole.replace(Some(id));
                    Ok(vec![text])
                }
            },
            // Any text is valid: the whole text or a part of it may match.
            Class::Text if self.op != Op::Contains => {
                Ok([text].into_iter().chain(text.split(',')).collect())
            }
            Class::Number | Class::Money => Ok(self.amounts(text)),
            _ => Ok(plain()),
        }
    }

    /// Splits amounts, in which a comma may be part of a number: `1,200` is never two amounts. IDs and counts
    /// have neither thousands separators nor decimals.
    fn amounts<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let code = &self.field.code;
        if matches!(self.field.kind, FieldKind::Id | FieldKind::Size) || code.ends_with("_count") {
            return text.split(',').collect();
        }
        let bytes = text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut words = Vec::new();
        let mut from = 0;
        for (at, _) in text.match_indices(',') {
            if !(at > 0 && is_digit(at - 1) && is_digit(at + 1)) {
                words.push(&text[from..at]);
                from = at + 1;
            }
        }
        words.push(&text[from..]);
        words
    }

    /// The values for one word: several if `~` compares names.
    async fn value(&self, word: &str) -> Found {
        if word.trim().is_empty() {
            return match self.op {
                Op::Equal | Op::NotEqual => Ok(vec![Operand::Empty]),
                op => Err(Error::usage(format!("no value after `{op}`")).hint(format!(
                    "write it like {}{op}{}",
                    self.field.code,
                    self.example()
                ))),
            };
        }
        match (Class::from_kind(self.field.kind), self.op) {
            (Class::Name, Op::Contains) => self.names_with(word).await,
            (Class::Name, _) => self.name(word).await.map(|id| vec![Operand::Id(id)]),
            (Class::Contact, _) => self.contact(word).await.map(|id| vec![Operand::Id(id)]),
            _ => {
                let operand = self.plain(word).await?;
                self.check_currency(&operand).await?;
                Ok(vec![operand])
            }
        }
    }

    /// Parses a value that needs no lookup except for the account's time zone.
    async fn plain(&self, word: &str) -> Result<Operand, Error> {
        let class = Class::from_kind(self.field.kind);
        let now = match class {
            Class::Date | Class::Moment => {
                // Invalid values are rejected before the time zone is requested.
                Operand::parse(self.field, word, &Zoned::now())?;
                self.app.now().await?
            }
            _ => Zoned::now(),
        };
        Operand::parse(self.field, word, &now).map_err(|error| match class {
            Class::Number | Class::Money if word.contains(',') => {
                error.hint("write it without a comma; a comma and a space separate two numbers")
            }
            _ => error,
        })
    }

    /// Refuses a currency that the account does not have, if its list is known without a request.
    async fn check_currency(&self, operand: &Operand) -> Result<(), Error> {
        let Operand::Money { currency: Some(code), .. } = operand else { return Ok(()) };
        if self.app.cached(Lookup::Currencies).is_none() {
            return Ok(());
        }
        with_refresh(self.app, &[Lookup::Currencies], |names| {
            if !names.currencies.lacks(code) {
                return Ok(());
            }
            let code = text::clean(code);
            Err(Error::not_found(format!("`{code}` is not a currency of the account"))
                .hint("list them: deals currencies"))
        })
        .await
    }

    /// Resolves the name of a stage, a pipeline, a user or an option to its ID.
    async fn name(&self, word: &str) -> Result<String, Error> {
        let found = match self.field.kind {
            FieldKind::Stage => resolve::stage(self.app, word, self.pipeline).await,
            FieldKind::Pipeline => resolve::pipeline(self.app, word).await,
            FieldKind::User => resolve::user(self.app, word).await,
            _ => {
                if let Some(id) = names::as_id(word)
                    && !self.app.can_look_up(Lookup::Fields).await
                {
                    return Ok(id.to_string());
                }
                return with_refresh(self.app, self.lookups(), |names| {
                    let field = names.field_for_code(&self.field.code);
                    names::resolve_option(&field, word).map(|option| option.id.clone())
                })
                .await;
            }
        };
        found.map(|id| id.to_string()).map_err(|error| self.with_condition_hint(error, word))
    }

    /// Replaces hints about flags with hints about conditions.
    fn with_condition_hint(&self, error: Error, word: &str) -> Error {
        let status = DealStatus::parse(&word.trim().to_lowercase());
        match (error.kind, self.field.kind, status) {
            (ErrorKind::Ambiguous, FieldKind::Stage, _) => {
                error.hint("add a condition on the pipeline, or use the ID in parentheses")
            }
            (ErrorKind::NotFound, FieldKind::Stage, Some(status)) => {
                error.hint(format!("{status} is a status, not a stage: write status={status}"))
            }
            _ => error,
        }
    }

    /// The IDs of all entities whose name contains a text.
    async fn names_with(&self, word: &str) -> Found {
        with_refresh(self.app, self.lookups(), |names| {
            let field = names.field_for_code(&self.field.code);
            let field = Field { kind: self.field.kind, ..field };
            let found = find_by_part(&field, word, names);
            if !found.is_empty() {
                return Ok(found);
            }
            let all: Vec<&str> = match self.entities(names) {
                Some(all) => all.iter().map(|one| one.name.as_str()).collect(),
                None => field.options.iter().map(|option| option.label.as_str()).collect(),
            };
            let error = Error::not_found(format!(
                "no value of {} contains `{}`",
                text::clean(&field.name),
                word.trim()
            ));
            Err(match text::did_you_mean(word.trim(), all) {
                Some(hint) => error.hint(hint),
                None => error,
            })
        })
        .await
    }

    /// Resolves the name of a person or an organization with a search (20 tokens).
    async fn contact(&self, word: &str) -> Result<String, Error> {
        if let Some(id) = self.whole.take() {
            return Ok(id);
        }
        let found = match self.field.kind {
            FieldKind::Person => resolve::person(self.app, word).await,
            _ => resolve::organization(self.app, word).await,
        };
        found.map(|id| id.to_string())
    }

    fn lookups(&self) -> &'static [Lookup] {
        match self.field.kind {
            FieldKind::Stage => &[Lookup::Stages, Lookup::Pipelines],
            FieldKind::Pipeline => &[Lookup::Pipelines],
            FieldKind::User => &[Lookup::Users],
            _ => &[Lookup::Fields],
        }
    }

    /// The cached list with the values of the field, unless they are options.
    fn entities<'n>(&self, names: &'n Names) -> Option<&'n [NamedEntity]> {
        match self.field.kind {
            FieldKind::Stage => Some(&names.stages),
            FieldKind::Pipeline => Some(&names.pipelines),
            FieldKind::User => Some(&names.users),
            _ => None,
        }
    }

    fn example(&self) -> &'static str {
        Class::from_kind(self.field.kind).example()
    }
}
