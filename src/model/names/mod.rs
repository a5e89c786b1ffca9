//! Names of the account's entities and their IDs: fields, pipelines, stages, users, filters. A name
//! that matches several entities is an error that lists them.

mod contacts;
mod fields;
mod id;
mod matching;
mod options;

pub use contacts::{ContactKind, Contacts};
pub use id::{DealRef, as_id, parse_deal, parse_deals};
pub use matching::{find_exact, matches, pick_by, split_list};
pub use options::{match_options, option_word, resolve_option, resolve_options};

use crate::error::Error;
use crate::model::currency::Currencies;
use crate::model::field::Field;
use crate::model::record::{Record, RecordView};
use crate::text;
use jiff::tz::TimeZone;
use matching::pick;
use std::rc::Rc;

/// A list of the account that changes rarely and is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lookup {
    Fields,
    Pipelines,
    Stages,
    Users,
    Filters,
    Currencies,
    /// One record: the token's user, with company and time zone.
    Account,
}

/// An entity with an ID and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEntity {
    pub id: u64,
    pub name: String,
    /// Another name: a user's email address, a currency's code.
    pub also: Option<String>,
    /// The ID of the pipeline of a stage.
    pub parent_id: Option<u64>,
    /// Whether this is a deactivated user or a deleted stage.
    pub is_inactive: bool,
    /// Whether this is the token's user.
    pub is_you: bool,
}

/// Appended to the name of an inactive entity.
pub const INACTIVE_SUFFIX: &str = " (inactive)";

/// The lists loaded by this run; others are empty.
#[derive(Debug, Default)]
pub struct Names {
    pub fields: Vec<Field>,
    pub pipelines: Vec<NamedEntity>,
    pub stages: Vec<NamedEntity>,
    pub users: Vec<NamedEntity>,
    pub filters: Vec<NamedEntity>,
    pub currencies: Currencies,
    /// The ID of the token's user, from [`Lookup::Account`].
    pub me: Option<u64>,
    /// Shared with the run, which adds to it.
    pub contacts: Rc<Contacts>,
    /// The time zone of the token's user, or the local one if this machine does not know that zone.
    pub zone: Option<TimeZone>,
}

impl Lookup {
    /// The name of the list, also used as a file name.
    pub fn word(self) -> &'static str {
        match self {
            Lookup::Fields => "fields",
            Lookup::Pipelines => "pipelines",
            Lookup::Stages => "stages",
            Lookup::Users => "users",
            Lookup::Filters => "filters",
            Lookup::Currencies => "currencies",
            Lookup::Account => "account",
        }
    }
}

impl Names {
    /// Loads a list.
    pub fn learn(&mut self, lookup: Lookup, records: &[Record]) {
        let named = || records.iter().filter_map(NamedEntity::from_record).collect();
        match lookup {
            Lookup::Fields => {
                self.fields = records.iter().filter_map(Field::from_record).collect();
                fields::disambiguate(&mut self.fields);
            }
            Lookup::Pipelines => self.pipelines = named(),
            Lookup::Stages => self.stages = named(),
            Lookup::Users => self.users = named(),
            Lookup::Filters => self.filters = named(),
            Lookup::Currencies => self.currencies.learn(records),
            Lookup::Account => {
                self.zone = Some(account_zone(records));
                let me = records.first().map(Record::read);
                self.me = me.as_ref().and_then(RecordView::id);
                self.currencies.home = me.and_then(|me| Some(me.text("default_currency")?.into()));
            }
        }
    }

    pub fn stage(&self, id: u64) -> Option<String> {
        find_name(&self.stages, id)
    }

    pub fn pipeline(&self, id: u64) -> Option<String> {
        find_name(&self.pipelines, id)
    }

    pub fn user(&self, id: u64) -> Option<String> {
        find_name(&self.users, id)
    }

    /// Resolves a user by name or email address; `me` is the token's user.
    pub fn find_user(&self, word: &str) -> Result<u64, Error> {
        let me = || self.me.or_else(|| Some(self.users.iter().find(|user| user.is_you)?.id));
        match is_me(word).then(me).flatten() {
            Some(id) => Ok(id),
            None => find_by_name("user", word, &self.users),
        }
    }

    /// Resolves a stage by name, in one pipeline or in all.
    pub fn find_stage(&self, word: &str, pipeline: Option<u64>) -> Result<u64, Error> {
        let fits = |stage: &&NamedEntity| pipeline.is_none() || stage.parent_id == pipeline;
        let stages: Vec<NamedEntity> = self.stages.iter().filter(fits).cloned().collect();
        let display = |stage: &NamedEntity| {
            let pipeline = stage.parent_id.and_then(|id| self.pipeline(id));
            let within = pipeline.map(|name| format!(" in {name}")).unwrap_or_default();
            format!("{}{within} ({})", stage.label(), stage.id)
        };
        pick("stage", word, &stages, |stage| vec![&stage.name], display).map(|stage| stage.id)
    }
}

/// Whether the word is `me`, the token's user. A user with that name is written `name:me`.
pub fn is_me(word: &str) -> bool {
    word.trim().eq_ignore_ascii_case("me")
}

/// The time zone of the token's user, or the local one if this machine does not know that zone.
pub fn account_zone(account: &[Record]) -> TimeZone {
    let me = account.first().map(Record::read);
    let name = me.as_ref().and_then(|me| me.text("timezone_name"));
    let zone = name.and_then(|name| TimeZone::get(&name).ok());
    zone.unwrap_or_else(TimeZone::system)
}

/// Resolves a name to an ID.
pub fn find_by_name(what: &str, word: &str, all: &[NamedEntity]) -> Result<u64, Error> {
    let display = |one: &NamedEntity| match &one.also {
        Some(also) => format!("{} <{also}> ({})", one.label(), one.id),
        None => format!("{} ({})", one.label(), one.id),
    };
    pick(what, word, all, NamedEntity::words, display).map(|one| one.id)
}

fn find_name(all: &[NamedEntity], id: u64) -> Option<String> {
    all.iter().find(|one| one.id == id).map(NamedEntity::label)
}

impl NamedEntity {
    pub fn from_record(record: &Record) -> Option<NamedEntity> {
        let reading = record.read();
        let flag =
            |code: &str, value: &str| reading.get(code).is_some_and(|raw| raw.get() == value);
        Some(NamedEntity {
            id: reading.id()?,
            name: text::clean(&reading.text("name")?).into_owned(),
            also: reading.text("email").map(|email| text::clean(&email).into_owned()),
            parent_id: reading.reference("pipeline_id"),
            // v1 users and filters use one key, v2 pipelines and stages the other (pipedrive.md
            // P362).
            is_inactive: flag("is_deleted", "true") || flag("active_flag", "false"),
            is_you: flag("is_you", "true"),
        })
    }

    /// The words that match the entity, the name first.
    pub fn words(&self) -> Vec<&str> {
        [self.name.as_str()].into_iter().chain(self.also.as_deref()).collect()
    }

    /// The display name, marked if inactive, without trailing spaces (pipedrive.md P364).
    pub fn label(&self) -> String {
        let name = self.name.trim();
        if self.is_inactive { format!("{name}{INACTIVE_SUFFIX}") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use proptest::prelude::*;

    pub(super) fn new_entity(id: u64, name: &str, parent_id: Option<u64>) -> NamedEntity {
        let also = Some(format!("{}@example.com", name.to_lowercase().replace(' ', ".")));
        NamedEntity { id, name: name.into(), also, parent_id, is_inactive: false, is_you: false }
    }

    pub(super) fn text_field(code: &str, name: &str) -> Field {
        Field {
            code: code.to_owned().into(),
            name: name.to_owned().into(),
            ..Field::from_code("x")
        }
    }

    /// The code of the custom field at this position; all codes have the same start.
    pub(super) fn code(at: usize) -> String {
        format!("{:a>37}{at:03}", "")
    }

    /// An account in which every entity has one of these names.
    pub(super) fn company(words: &[String]) -> Names {
        let named = |(at, word): (usize, &String)| NamedEntity {
            id: at as u64 + 1,
            name: word.clone(),
            also: None,
            parent_id: Some(1),
            is_inactive: false,
            is_you: false,
        };
        let all: Vec<NamedEntity> = words.iter().enumerate().map(named).collect();
        let option = |one: &NamedEntity| Choice { id: one.id.to_string(), label: one.name.clone() };
        let labels =
            Field { options: all.iter().map(option).collect(), ..Field::from_code("label_ids") };
        let custom = words.iter().enumerate().map(|(at, word)| text_field(&code(at), word));
        let mut fields: Vec<Field> = [labels].into_iter().chain(custom).collect();
        fields::disambiguate(&mut fields);
        let [pipelines, stages, users, filters] = [(); 4].map(|()| all.clone());
        Names { fields, pipelines, stages, users, filters, ..Names::default() }
    }

    #[test]
    fn requires_the_pipeline_of_an_ambiguous_stage() {
        let names = Names {
            stages: vec![new_entity(2, "Qualified", Some(1)), new_entity(7, "Qualified", Some(2))],
            pipelines: vec![new_entity(1, "Sales", None), new_entity(2, "Partners", None)],
            ..Names::default()
        };
        let refused = names.find_stage("qual", None).unwrap_err();
        assert_eq!(
            refused.message,
            "`qual` matches 2 stages: Qualified in Sales (2), Qualified in Partners (7)"
        );
        assert_eq!(names.find_stage("qual", Some(2)).unwrap(), 7);
    }

    proptest! {
        #[test]
        fn resolves_every_exact_name_to_its_entity(
            words in prop::collection::hash_set("(name:)?[abAB ,=é]{1,5}", 1..8)
        ) {
            let is_name = |word: &String| !word.trim().is_empty();
            let words: Vec<String> = words.into_iter().filter(is_name).collect();
            let names = company(&words);
            for (at, word) in words.iter().enumerate() {
                let id = at as u64 + 1;
                for all in [&names.pipelines, &names.users, &names.filters] {
                    prop_assert_eq!(find_by_name("thing", word, all).ok(), Some(id), "{}", word);
                }
                prop_assert_eq!(names.find_stage(word, None).ok(), Some(id), "{}", word);
                let labels: Option<Vec<u64>> =
                    names.resolve_labels(word).into_iter().map(Result::ok).collect();
                prop_assert_eq!(labels, Some(vec![id]), "{}", word);
                let field = names.field(word).map(|field| field.code).ok();
                prop_assert_eq!(field.as_deref(), Some(&*code(at)), "{}", word);
                let fields = names.resolve_fields(word).unwrap();
                prop_assert_eq!((fields.len(), &*fields[0].code), (1, &*code(at)), "{}", word);
                let text = format!("{word}=x y");
                let (field, left, right) = names.parse_assignment(&text).unwrap();
                let read = (&*field.code, left, right);
                prop_assert_eq!(read, (&*code(at), word.as_str(), "x y"));
            }
        }
    }

    #[test]
    fn trims_names_for_display() {
        let record = |text: &str| {
            let raw = serde_json::value::RawValue::from_string(text.into());
            Record::new(raw.unwrap()).unwrap()
        };
        let mut names = Names::default();
        names.learn(
            Lookup::Pipelines,
            &[record(r#"{"id":4,"name":"Service "}"#), record(r#"{"id":5,"name":"Repair"}"#)],
        );
        assert_eq!(names.pipeline(4).as_deref(), Some("Service"));
        assert_eq!(find_by_name("pipeline", "service", &names.pipelines).ok(), Some(4));
        let refused = find_by_name("pipeline", "x", &names.pipelines).unwrap_err();
        assert_eq!(refused.hint.unwrap(), "valid pipelines: Service, Repair");
    }
}
