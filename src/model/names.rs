//! The company's words and their ids, both ways: fields, pipelines, stages, users, filters. A word
//! that fits two things is a failure that lists both; never a guess.

use crate::api::base_url::DealUrl;
use crate::api::endpoints::{self as ep, Endpoint};
use crate::error::{Failure, Kind};
use crate::model::field::{Choice, Field, is_custom_key};
use crate::model::record::Record;
use crate::text;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A list of the company that changes rarely and is needed often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    Fields,
    Pipelines,
    Stages,
    Users,
    Filters,
    Currencies,
    /// One record: the token's user, with the company and its time zone.
    Account,
}

/// Something of the company that has an id and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: u64,
    pub name: String,
    /// Another word for it: a user's address, a currency's code.
    pub also: Option<String>,
    /// What it stands in: a stage's pipeline.
    pub within: Option<u64>,
    /// A user who has left, a stage that is deleted.
    pub is_gone: bool,
    /// The user whose token this is.
    pub is_you: bool,
}

/// What follows the name of something that is of the past.
pub const GONE: &str = " (inactive)";

/// The lists that this run has needed; the others are empty.
#[derive(Debug, Default)]
pub struct Names {
    pub fields: Vec<Field>,
    pub pipelines: Vec<Named>,
    pub stages: Vec<Named>,
    pub users: Vec<Named>,
    pub filters: Vec<Named>,
}

impl Lookup {
    pub fn endpoint(self) -> &'static Endpoint {
        match self {
            Lookup::Fields => &ep::LIST_DEAL_FIELDS,
            Lookup::Pipelines => &ep::LIST_PIPELINES,
            Lookup::Stages => &ep::LIST_STAGES,
            Lookup::Users => &ep::LIST_USERS,
            Lookup::Filters => &ep::LIST_FILTERS,
            Lookup::Currencies => &ep::LIST_CURRENCIES,
            Lookup::Account => &ep::GET_ME,
        }
    }

    /// The name of the list, also as a file.
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
    /// Takes a list in.
    pub fn learn(&mut self, lookup: Lookup, records: &[Record]) {
        let named = || records.iter().filter_map(Named::of_record).collect();
        match lookup {
            Lookup::Fields => {
                self.fields = records.iter().filter_map(Field::of_record).collect();
                tell_apart(&mut self.fields);
            }
            Lookup::Pipelines => self.pipelines = named(),
            Lookup::Stages => self.stages = named(),
            Lookup::Users => self.users = named(),
            Lookup::Filters => self.filters = named(),
            Lookup::Currencies | Lookup::Account => {}
        }
    }

    pub fn stage(&self, id: u64) -> Option<String> {
        name_of(&self.stages, id)
    }

    pub fn pipeline(&self, id: u64) -> Option<String> {
        name_of(&self.pipelines, id)
    }

    pub fn user(&self, id: u64) -> Option<String> {
        name_of(&self.users, id)
    }

    /// The field with this code, as the company has it or as every company has it.
    pub fn field_of(&self, code: &str) -> Field {
        let found = self.fields.iter().find(|field| field.code == code);
        found.cloned().unwrap_or_else(|| Field::of_code(code))
    }

    /// A field by code, key, or name.
    pub fn field(&self, word: &str) -> Result<Field, Failure> {
        if let Some(field) = self.fields.iter().find(|field| field.code == word) {
            return Ok(field.clone());
        }
        if let Some(field) = Field::known(word) {
            return self.alone(word, self.field_of(&field.code));
        }
        if is_custom_key(word) && self.fields.is_empty() {
            return Ok(Field::of_code(word));
        }
        let words = |field: &Field| -> Vec<String> {
            [Some(field.name.to_string()), field.also.clone()].into_iter().flatten().collect()
        };
        let all: Vec<(Vec<String>, &Field)> =
            self.fields.iter().map(|field| (words(field), field)).collect();
        let (_, found) = pick(
            "field",
            word,
            &all,
            |(words, _)| words.iter().map(String::as_str).collect(),
            |(_, field)| field_face(field),
        )?;
        Ok((*found).clone())
    }

    /// The built-in field, unless `word` is its heading and the name of a field of the company's.
    fn alone(&self, word: &str, field: Field) -> Result<Field, Failure> {
        let name = |field: &Field| fold(field.name.split(" [").next().unwrap_or_default());
        let twins = self.fields.iter().filter(|twin| twin.is_custom() && name(twin) == fold(word));
        let twins: Vec<String> = twins.map(field_face).collect();
        if twins.is_empty() || field.code == word {
            return Ok(field);
        }
        let message = format!(
            "`{word}` fits {}: {}, {}",
            text::count(twins.len() + 1, "field"),
            field_face(&field),
            twins.join(", ")
        );
        Err(Failure::new(Kind::Ambiguous, message).hint("say the code in brackets"))
    }

    /// A stage by name, in one pipeline or in any.
    pub fn stage_called(&self, word: &str, pipeline: Option<u64>) -> Result<u64, Failure> {
        let fits = |stage: &&Named| pipeline.is_none() || stage.within == pipeline;
        let stages: Vec<Named> = self.stages.iter().filter(fits).cloned().collect();
        let face = |stage: &Named| {
            let pipeline = stage.within.and_then(|id| self.pipeline(id));
            let within = pipeline.map(|name| format!(" in {name}")).unwrap_or_default();
            format!("{}{within} ({})", stage.face(), stage.id)
        };
        pick("stage", word, &stages, |stage| vec![&stage.name], face).map(|stage| stage.id)
    }
}

fn field_face(field: &Field) -> String {
    format!("{} ({})", text::clean(&field.name), field.code)
}

/// Fields of one name are told apart by the beginning of their keys (names are not unique,
/// behaviours 85).
fn tell_apart(fields: &mut [Field]) {
    let names: Vec<String> = fields.iter().map(|field| fold(&field.name)).collect();
    for (at, field) in fields.iter_mut().enumerate() {
        let shared =
            names.iter().enumerate().any(|(other, name)| other != at && *name == names[at]);
        if shared && field.is_custom() {
            field.name = format!("{} [{}]", field.name, &field.code[..4]).into();
        }
    }
}

/// The id of something by its name or its other word.
pub fn called(what: &str, word: &str, all: &[Named]) -> Result<u64, Failure> {
    let words = |one: &Named| {
        let mut words = vec![one.name.clone()];
        words.extend(one.also.clone());
        words
    };
    let all: Vec<(Vec<String>, &Named)> = all.iter().map(|one| (words(one), one)).collect();
    let face = |one: &&Named| match &one.also {
        Some(also) => format!("{} <{also}> ({})", one.face(), one.id),
        None => format!("{} ({})", one.face(), one.id),
    };
    pick_by(what, word, &all, face).map(|one| one.id)
}

/// An option of a field by its label or its number.
pub fn option<'f>(field: &'f Field, word: &str) -> Result<&'f Choice, Failure> {
    let id = word.trim();
    let id = id.strip_prefix("id:").unwrap_or(id);
    if let Some(option) = field.options.iter().find(|option| option.id == id) {
        return Ok(option);
    }
    let face = |option: &Choice| format!("{} ({})", option.label, option.id);
    let what = format!("option of {}", field.name);
    pick(&what, word, &field.options, |option| vec![&option.label], face)
}

/// The id that `word` is, where it says so: all digits, or `id:17`. `None` for a name, which
/// `name:17` also is.
pub fn as_id(word: &str) -> Option<u64> {
    let word = word.trim();
    let digits = word.strip_prefix("id:").unwrap_or(word);
    let is_id = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|id| is_id && *id > 0)
}

/// What a DEAL argument says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DealArg {
    Id(u64),
    /// Of which account it is, `App::deal_id` finds out.
    Page(DealUrl),
}

/// A deal by its ID, or by the URL of its page in the web app.
pub fn deal(word: &str) -> Result<DealArg, Failure> {
    let page = || DealUrl::parse(word).map(DealArg::Page);
    as_id(word).map(DealArg::Id).or_else(page).ok_or_else(|| {
        Failure::usage(format!("`{word}` is not the id of a deal"))
            .hint("an id is a whole number; `deals search` finds deals by title")
    })
}

/// The one thing that `word` fits: whole, in any case and with or without accents; else as the
/// beginning of one. Two fits are a failure that lists them, none one with the nearest words.
pub fn pick<'a, T>(
    what: &str,
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
    face: impl Fn(&T) -> String,
) -> Result<&'a T, Failure> {
    let wanted = word.trim().strip_prefix("name:").unwrap_or(word.trim());
    let wanted_folded = fold(wanted);
    let fitting = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a T> {
        all.iter().filter(|one| words(one).into_iter().any(fits)).collect()
    };
    let empty = wanted_folded.is_empty();
    for fits in [
        fitting(&|name| name == wanted),
        fitting(&|name| fold(name) == wanted_folded),
        fitting(&|name| !empty && fold(name).starts_with(&wanted_folded)),
    ] {
        match fits[..] {
            [] => {}
            [one] => return Ok(one),
            _ => {
                let faces: Vec<String> = fits.into_iter().map(&face).collect();
                let message = format!(
                    "`{word}` fits {}: {}",
                    text::count(faces.len(), what),
                    faces.join(", ")
                );
                return Err(Failure::new(Kind::Ambiguous, message)
                    .hint("say more of the name, or the id in brackets"));
            }
        }
    }
    let known: Vec<&str> = all.iter().flat_map(words).collect();
    let hint = text::did_you_mean(wanted, known.iter().copied()).or_else(|| {
        (!known.is_empty() && known.len() <= 12).then(|| format!("there are {}", known.join(", ")))
    });
    let none = Failure::not_found(format!("no {what} `{word}`"));
    Err(match hint {
        Some(hint) => none.hint(hint),
        None => none,
    })
}

/// The one of these that `word` fits, each of which goes by some words.
pub fn pick_by<'a, T>(
    what: &str,
    word: &str,
    all: &'a [(Vec<String>, T)],
    face: impl Fn(&T) -> String,
) -> Result<&'a T, Failure> {
    let found = pick(
        what,
        word,
        all,
        |(words, _)| words.iter().map(String::as_str).collect(),
        |(_, one)| face(one),
    );
    found.map(|(_, one)| one)
}

/// A word without its case and accents.
pub fn fold(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

fn name_of(all: &[Named], id: u64) -> Option<String> {
    all.iter().find(|one| one.id == id).map(Named::face)
}

impl Named {
    pub fn of_record(record: &Record) -> Option<Named> {
        let reading = record.read();
        let flag =
            |code: &str, value: &str| reading.get(code).is_some_and(|raw| raw.get() == value);
        Some(Named {
            id: reading.id()?,
            name: text::clean(&reading.text("name")?).into_owned(),
            also: reading.text("email").map(|email| text::clean(&email).into_owned()),
            within: reading.reference("pipeline_id"),
            // Users and filters say it one way, v2 pipelines and stages the other (field note Q75).
            is_gone: flag("is_deleted", "true") || flag("active_flag", "false"),
            is_you: flag("is_you", "true"),
        })
    }

    /// The name, and that it is of the past.
    pub fn face(&self) -> String {
        if self.is_gone { format!("{}{GONE}", self.name) } else { self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: u64, name: &str, within: Option<u64>) -> Named {
        let also = Some(format!("{}@example.com", name.to_lowercase().replace(' ', ".")));
        Named { id, name: name.into(), also, within, is_gone: false, is_you: false }
    }

    fn users() -> Vec<Named> {
        vec![
            named(1, "Tom Okafor", None),
            named(2, "Tom Reyes", None),
            named(3, "Zoë Ann", None),
            named(4, "Zoë", None),
        ]
    }

    #[test]
    fn a_word_is_found_whole_folded_or_begun() {
        let id = |word| called("user", word, &users()).map_err(|failure| failure.message);
        assert_eq!(id("Tom Okafor"), Ok(1));
        assert!(id("tom reyes@EXAMPLE.com").is_err());
        assert_eq!(id("TOM.REYES@example.com"), Ok(2));
        assert_eq!(id("zoe"), Ok(4));
        assert_eq!(id("zoe a"), Ok(3));
        assert_eq!(id("name:Zoë"), Ok(4));
    }

    #[test]
    fn two_fits_are_listed_and_none_is_told_with_the_nearest() {
        let refused = called("user", "tom", &users()).unwrap_err();
        assert_eq!(refused.kind, Kind::Ambiguous);
        assert_eq!(
            refused.message,
            "`tom` fits 2 users: Tom Okafor <tom.okafor@example.com> (1), Tom Reyes <tom.reyes@example.com> (2)"
        );
        let refused = called("user", "Tom Reys", &users()).unwrap_err();
        assert_eq!(refused.kind, Kind::NotFound);
        assert!(refused.hint.unwrap().starts_with("did you mean `Tom Reyes`"));
        assert_eq!(called("user", "", &users()).unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn a_stage_of_two_pipelines_needs_its_pipeline() {
        let names = Names {
            stages: vec![named(2, "Qualified", Some(1)), named(7, "Qualified", Some(2))],
            pipelines: vec![named(1, "Sales", None), named(2, "Partners", None)],
            ..Names::default()
        };
        let refused = names.stage_called("qual", None).unwrap_err();
        assert_eq!(
            refused.message,
            "`qual` fits 2 stages: Qualified in Sales (2), Qualified in Partners (7)"
        );
        assert_eq!(names.stage_called("qual", Some(2)).unwrap(), 7);
    }

    #[test]
    fn two_fields_of_one_name_are_told_apart() {
        let field = |code: &str, name: &str| {
            let text = format!(
                r#"{{"field_code":"{code}","field_name":"{name}","field_type":"varchar"}}"#
            );
            Record::new(serde_json::value::RawValue::from_string(text).unwrap()).unwrap()
        };
        let (one, two) = (
            "e1b430357251fc710e2aa4e01aa6987239091811",
            "c260b390dcd561b7181362bef320a4081b2ef549",
        );
        let mut names = Names::default();
        names.learn(
            Lookup::Fields,
            &[field(one, "Region"), field(two, "region"), field("title", "Title")],
        );
        assert_eq!(names.field("Region").unwrap_err().kind, Kind::Ambiguous);
        assert_eq!(names.field("region [c260]").unwrap().code, two);
        assert_eq!(names.field(one).unwrap().name, "Region [e1b4]");
    }

    #[test]
    fn digits_are_an_id_and_a_deal_may_be_a_page() {
        assert_eq!(
            (as_id("17"), as_id("id:17"), as_id("name:17"), as_id("0"), as_id("+1")),
            (Some(17), Some(17), None, None, None)
        );
        for word in ["42", " 42 ", "id:42"] {
            assert_eq!(deal(word).unwrap(), DealArg::Id(42), "{word}");
        }
        let page = "https://acme.pipedrive.com/deal/42?x=1";
        assert_eq!(deal(page).unwrap(), DealArg::Page(DealUrl::parse(page).unwrap()));
        for word in
            ["", "0", "-1", "+1", "4 2", "x", "99999999999999999999", "https://acme.pipedrive.com/"]
        {
            assert!(deal(word).is_err(), "{word}");
        }
    }
}
