//! The company's words and their ids, both ways: fields, pipelines, stages, users, filters. A word
//! that fits two things is a failure that lists both; never a guess.

use crate::error::{Error, ErrorKind};
use crate::model::account_url::DealUrl;
use crate::model::field::{Choice, Field, is_custom_key};
use crate::model::record::Record;
use crate::text;
use std::fmt;

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
pub struct NamedEntity {
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
    pub pipelines: Vec<NamedEntity>,
    pub stages: Vec<NamedEntity>,
    pub users: Vec<NamedEntity>,
    pub filters: Vec<NamedEntity>,
}

impl Lookup {
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
        let named = || records.iter().filter_map(NamedEntity::from_record).collect();
        match lookup {
            Lookup::Fields => {
                self.fields = records.iter().filter_map(Field::from_record).collect();
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
        find_name(&self.stages, id)
    }

    pub fn pipeline(&self, id: u64) -> Option<String> {
        find_name(&self.pipelines, id)
    }

    pub fn user(&self, id: u64) -> Option<String> {
        find_name(&self.users, id)
    }

    /// The field with this code, as the company has it or as every company has it.
    pub fn field_for_code(&self, code: &str) -> Field {
        let found = self.fields.iter().find(|field| field.code == code);
        found.cloned().unwrap_or_else(|| Field::from_code(code))
    }

    /// A field by code, key, or name. A code always means its own field, even where another one has
    /// it for a name: scripts rely on codes.
    pub fn field(&self, word: &str) -> Result<Field, Error> {
        self.field_among(&self.all_fields(), word)
    }

    /// The fields in a list separated by commas.
    pub fn fields_in(&self, list: &str) -> Result<Vec<Field>, Error> {
        let all = self.all_fields();
        let words = parts(list, &all, field_words).into_iter();
        words
            .filter(|word| !word.trim().is_empty())
            .map(|word| self.field_among(&all, word))
            .collect()
    }

    /// `FIELD=VALUE` split at the last `=` that follows the whole name of a field, else at the last
    /// one that follows the beginning of a name; with both sides as they are written.
    pub fn assignment<'t>(&self, text: &'t str) -> Result<(Field, &'t str, &'t str), Error> {
        let all = self.all_fields();
        let splits = || text.rmatch_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]));
        if let Some((word, value)) = splits().find(|(word, _)| self.is_field(&all, word)) {
            return Ok((self.field_among(&all, word)?, word, value));
        }
        if self.is_field(&all, text) {
            return Err(Error::usage(format!("no value is given for the field `{text}`"))
                .hint(format!("write it like --set \"{text}=12 months\"")));
        }
        for (word, value) in splits() {
            // A name that goes on after this `=` was not meant: the rest of it would be the value.
            let signs = |name: &str| name.matches('=').count() <= word.matches('=').count();
            let names = |field: &Field| {
                field_words(field)
                    .into_iter()
                    .filter(|name| signs(name))
                    .map(str::to_owned)
                    .collect()
            };
            let known: Vec<(Vec<String>, &Field)> =
                all.iter().map(|field| (names(field), field)).collect();
            match &starting_with(word, &known, many_words)[..] {
                [] => {}
                [(_, field)] => return Ok(((*field).clone(), word, value)),
                many => {
                    let faces = many.iter().map(|(_, field)| field_label(field)).collect();
                    return Err(ambiguous("field".into(), word, faces).hint(SAY_THE_CODE));
                }
            }
        }
        let word = text.split('=').next().unwrap_or_default();
        Err(none("field".into(), word, &all, field_words, field_label, None))
    }

    /// The labels of deals in a list separated by commas, each found or not.
    pub fn labels_in(&self, list: &str) -> Vec<Result<u64, Error>> {
        let field = self.field_for_code("label_ids");
        let id = |option: &Choice| {
            let wrong = |_| {
                let label = text::clean(&option.label);
                Error::unexpected(format!("the label `{label}` has no number"))
            };
            option.id.parse().map_err(wrong)
        };
        options_in(&field, list).into_iter().map(|found| found.and_then(id)).collect()
    }

    /// Every field: the company's, and the built-in ones that it does not list.
    pub fn all_fields(&self) -> Vec<Field> {
        let built_in: Vec<Field> =
            Field::built_in().map(|field| self.field_for_code(&field.code)).collect();
        let is_more = |field: &&Field| built_in.iter().all(|known| known.code != field.code);
        let more: Vec<Field> = self.fields.iter().filter(is_more).cloned().collect();
        built_in.into_iter().chain(more).collect()
    }

    fn field_among(&self, all: &[Field], word: &str) -> Result<Field, Error> {
        if let Some(field) = self.find_by_code(word) {
            return Ok(field);
        }
        pick("field", word, all, field_words, field_label).cloned().map_err(|failure| match failure
            .kind
        {
            ErrorKind::Ambiguous => failure.hint(SAY_THE_CODE),
            _ => failure,
        })
    }

    /// The field of that code or key; any key while the company's fields are not known.
    fn find_by_code(&self, word: &str) -> Option<Field> {
        let code = word.trim();
        let is_key = || self.fields.is_empty() && is_custom_key(code);
        let own = self.fields.iter().find(|field| field.code == code).cloned();
        own.or_else(|| Field::from_custom_key(code))
            .or_else(|| is_key().then(|| Field::from_code(code)))
    }

    /// Whether a word is the whole name or the code of a field.
    fn is_field(&self, all: &[Field], word: &str) -> bool {
        self.find_by_code(word).is_some() || !whole(word, all, field_words).is_empty()
    }

    /// A stage by name, in one pipeline or in any.
    pub fn find_stage(&self, word: &str, pipeline: Option<u64>) -> Result<u64, Error> {
        let fits = |stage: &&NamedEntity| pipeline.is_none() || stage.within == pipeline;
        let stages: Vec<NamedEntity> = self.stages.iter().filter(fits).cloned().collect();
        let face = |stage: &NamedEntity| {
            let pipeline = stage.within.and_then(|id| self.pipeline(id));
            let within = pipeline.map(|name| format!(" in {name}")).unwrap_or_default();
            format!("{}{within} ({})", stage.label(), stage.id)
        };
        pick("stage", word, &stages, |stage| vec![&stage.name], face).map(|stage| stage.id)
    }
}

const SAY_THE_CODE: &str = "use the code in brackets";

fn field_label(field: &Field) -> String {
    format!("{} ({})", text::clean(&field.name), field.code)
}

/// The names of a field.
fn field_words(field: &Field) -> Vec<&str> {
    [field.name.as_ref()].into_iter().chain(field.also.as_deref()).collect()
}

/// Custom fields that share their name with another field, or with the heading of a built-in one,
/// are told apart by the beginning of their keys (names are not unique, pipedrive.md P181).
fn tell_apart(fields: &mut [Field]) {
    let headings =
        Field::built_in().filter(|field| fields.iter().all(|own| own.code != field.code));
    let mut names: Vec<String> = fields.iter().map(|field| text::fold(&field.name)).collect();
    names.extend(headings.map(|field| text::fold(&field.name)));
    let is_shared =
        |at: usize| names.iter().enumerate().any(|(other, name)| other != at && *name == names[at]);
    let shared: Vec<usize> =
        (0..fields.len()).filter(|at| fields[*at].is_custom() && is_shared(*at)).collect();
    for at in shared {
        let field = &fields[at];
        let is_taken =
            |name: &str| fields.iter().any(|other| text::fold(&other.name) == text::fold(name));
        let longer = (4..=field.code.len())
            .map(|length| format!("{} [{}]", field.name, &field.code[..length]));
        if let Some(name) = longer.into_iter().find(|name| !is_taken(name)) {
            let plain = std::mem::replace(&mut fields[at].name, name.into());
            fields[at].also = Some(plain.into_owned());
        }
    }
}

/// The id of something by its name or its other word.
pub fn find_by_name(what: &str, word: &str, all: &[NamedEntity]) -> Result<u64, Error> {
    let face = |one: &NamedEntity| match &one.also {
        Some(also) => format!("{} <{also}> ({})", one.label(), one.id),
        None => format!("{} ({})", one.label(), one.id),
    };
    pick(what, word, all, NamedEntity::words, face).map(|one| one.id)
}

/// An option of a field by its label or its number. A number that is one option's and another
/// one's label is a failure.
pub fn option<'f>(field: &'f Field, word: &str) -> Result<&'f Choice, Error> {
    let id = word.trim();
    let (id, is_id) = id.strip_prefix("id:").map_or((id, false), |id| (id, true));
    let numbered = field.options.iter().find(|option| option.id == id);
    if let Some(option) = numbered {
        let labelled = whole(word, &field.options, option_words);
        if is_id || labelled.iter().all(|other| other.id == option.id) {
            return Ok(option);
        }
        let faces = [option].into_iter().chain(labelled).map(option_label).collect();
        return Err(ambiguous(option_noun(field), word, faces)
            .hint(format!("write id:{id} for the ID, name:{id} for the label")));
    }
    pick(option_noun(field), word, &field.options, option_words, option_label)
}

/// The options in a list separated by commas, each found or not.
pub fn options_in<'f>(field: &'f Field, list: &str) -> Vec<Result<&'f Choice, Error>> {
    let words = parts(list, &field.options, option_words).into_iter();
    words.map(|word| option(field, word)).collect()
}

/// A word that means this option and no other: its label, if that does.
pub fn option_word(field: &Field, wanted: &Choice) -> String {
    let by_name = [wanted.label.clone(), format!("name:{}", wanted.label)];
    let means = |word: &String| option(field, word).is_ok_and(|found| found.id == wanted.id);
    by_name.into_iter().find(means).unwrap_or_else(|| format!("id:{}", wanted.id))
}

fn option_words(option: &Choice) -> Vec<&str> {
    vec![&option.label]
}

fn option_label(option: &Choice) -> String {
    format!("{} ({})", text::clean(&option.label), option.id)
}

fn option_noun(field: &Field) -> Noun<'_> {
    match field.code.as_ref() {
        "label_ids" => "label".into(),
        _ => Noun { one: "option", of: &field.name },
    }
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
pub fn deal(word: &str) -> Result<DealArg, Error> {
    let page = || DealUrl::parse(word).map(DealArg::Page);
    as_id(word).map(DealArg::Id).or_else(page).ok_or_else(|| {
        Error::usage(format!("`{word}` is not the id of a deal"))
            .hint("an id is a whole number; `deals search` finds deals by title")
    })
}

/// What is looked for, as a message says it: `stage`, `option of Tier`.
#[derive(Debug, Clone, Copy)]
pub struct Noun<'n> {
    one: &'n str,
    of: &'n str,
}

impl<'n> From<&'n str> for Noun<'n> {
    fn from(one: &'n str) -> Noun<'n> {
        Noun { one, of: "" }
    }
}

impl fmt::Display for Noun<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.one, self.rest())
    }
}

impl Noun<'_> {
    fn rest(&self) -> String {
        if self.of.is_empty() { String::new() } else { format!(" of {}", text::clean(self.of)) }
    }

    fn plural(&self) -> String {
        format!("{}{}", text::plural(self.one), self.rest())
    }

    fn count(&self, n: usize) -> String {
        format!("{}{}", text::count(n, self.one), self.rest())
    }
}

/// The one thing that `word` names: in full, or else by the beginning of its name. Two are a failure
/// that lists them, none is one with the nearest names. `words` are the names of a thing, the first
/// of them the one to display.
pub fn pick<'a, 'n, T>(
    noun: impl Into<Noun<'n>>,
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
    face: impl Fn(&T) -> String,
) -> Result<&'a T, Error> {
    pick_or(noun.into(), word, all, words, face, None)
}

/// The one of these that `word` names, each of which goes by some words. Where nothing is near, the
/// hint is `list`.
pub fn pick_by<'a, T>(
    noun: &str,
    word: &str,
    all: &'a [(Vec<String>, T)],
    face: impl Fn(&T) -> String,
    list: &str,
) -> Result<&'a T, Error> {
    let face = |(_, one): &(Vec<String>, T)| face(one);
    let found = pick_or(noun.into(), word, all, many_words, face, Some(list));
    found.map(|(_, one)| one)
}

fn many_words<T>((words, _): &(Vec<String>, T)) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn pick_or<'a, T>(
    noun: Noun,
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
    face: impl Fn(&T) -> String,
    list: Option<&str>,
) -> Result<&'a T, Error> {
    let mut found = whole(word, all, &words);
    if found.is_empty() {
        found = starting_with(word, all, &words);
    }
    match &found[..] {
        [one] => Ok(one),
        [] => Err(none(noun, word, all, words, face, list)),
        many => Err(ambiguous(noun, word, many.iter().map(|one| face(one)).collect())),
    }
}

/// The things that `word` names in full. The strictest comparison that any of them passes decides:
/// as it is written, without the spaces around it, in any case and without accents, and last with
/// any spaces within. `name:` before a name is taken off unless a name begins with it.
pub fn whole<'a, T>(word: &str, all: &'a [T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'a T> {
    const COMPARISONS: [fn(&str) -> String; 4] =
        [str::to_owned, |word| word.trim().to_owned(), text::fold, fold_spaces];
    for wanted in forms(word) {
        for compared in COMPARISONS {
            let wanted = compared(wanted);
            let is_it = |one: &&T| words(one).into_iter().any(|name| compared(name) == wanted);
            let fits: Vec<&T> = all.iter().filter(is_it).collect();
            if !wanted.is_empty() && !fits.is_empty() {
                return fits;
            }
        }
    }
    Vec::new()
}

/// The things with a name that begins with `word`.
fn starting_with<'a, T>(word: &str, all: &'a [T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'a T> {
    for wanted in forms(word) {
        let wanted = fold_spaces(wanted);
        let begins = |name: &str| fold_spaces(name).starts_with(&wanted);
        let fits: Vec<&T> = all.iter().filter(|one| words(one).into_iter().any(begins)).collect();
        if !wanted.is_empty() && !fits.is_empty() {
            return fits;
        }
    }
    Vec::new()
}

/// A word as it is, and without the `name:` that says that it is no ID.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    [word].into_iter().chain(word.trim_start().strip_prefix("name:"))
}

fn ambiguous(noun: Noun, word: &str, faces: Vec<String>) -> Error {
    let message = format!("`{word}` fits {}: {}", noun.count(faces.len()), faces.join(", "));
    Error::new(ErrorKind::Ambiguous, message).hint("say more of the name, or the id in brackets")
}

/// The failure for a word that names none of these, with the nearest names, or else with `list`, or
/// else with all of them.
fn none<T>(
    noun: Noun,
    word: &str,
    all: &[T],
    words: impl Fn(&T) -> Vec<&str>,
    face: impl Fn(&T) -> String,
    list: Option<&str>,
) -> Error {
    let wanted = forms(word).last().unwrap_or_default().trim();
    let display = |one: &T| {
        words(one).first().map_or_else(|| face(one), |name| text::clean(name).trim().to_owned())
    };
    let displays: Vec<String> = all.iter().map(display).collect();
    // A name first; an address is compared only where no name is near.
    let near = text::near(wanted, displays.iter().map(String::as_str));
    let near: Vec<&str> = match &near[..] {
        [] => {
            let others = || {
                all.iter().zip(&displays).flat_map(|(one, display)| {
                    words(one).into_iter().map(move |other| (other, display))
                })
            };
            let found = text::near(wanted, others().map(|(other, _)| other));
            let mut found: Vec<&str> = found
                .into_iter()
                .filter_map(|near| others().find(|(other, _)| *other == near))
                .map(|(_, display)| display.as_str())
                .collect();
            found.dedup();
            found
        }
        _ => near,
    };
    let failure = Error::not_found(format!("no {noun} `{word}`"));
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    if !quoted.is_empty() {
        return failure.hint(format!("did you mean {}?", quoted.join(" or ")));
    }
    if let Some(list) = list {
        return failure.hint(list);
    }
    // Enough to choose from; more would be a page.
    const LISTED: usize = 16;
    if all.is_empty() || all.len() > LISTED {
        return failure;
    }
    let is_shared = |name: &String| displays.iter().filter(|other| *other == name).count() > 1;
    let listed = all
        .iter()
        .zip(&displays)
        .map(|(one, name)| if is_shared(name) { face(one) } else { name.clone() });
    failure.hint(format!("valid {}: {}", noun.plural(), listed.collect::<Vec<_>>().join(", ")))
}

/// The parts of a list separated by commas. A name may hold commas itself, so the longest run of
/// parts that is a name stays whole. One space after a comma belongs to the comma.
pub fn parts<'l, T>(list: &'l str, all: &[T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'l str> {
    let commas = |name: &str| name.matches(',').count();
    let most = all.iter().flat_map(&words).map(commas).max().unwrap_or_default();
    let mut parts = Vec::new();
    let mut rest = list;
    loop {
        let ends = rest.match_indices(',').map(|(at, _)| at).chain([rest.len()]);
        let ends: Vec<usize> = ends.take(most + 1).collect();
        let is_name = |end: &&usize| !whole(&rest[..**end], all, &words).is_empty();
        let end = *ends[1..].iter().rev().find(is_name).unwrap_or(&ends[0]);
        parts.push(&rest[..end]);
        let Some(after) = rest[end..].strip_prefix(',') else {
            return parts;
        };
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
}

/// The same, with one space for any run of them, as the word is displayed.
fn fold_spaces(word: &str) -> String {
    text::fold(&text::clean(word)).split_whitespace().collect::<Vec<_>>().join(" ")
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
            within: reading.reference("pipeline_id"),
            // Users and filters say it one way, v2 pipelines and stages the other
            // (pipedrive.md P362).
            is_gone: flag("is_deleted", "true") || flag("active_flag", "false"),
            is_you: flag("is_you", "true"),
        })
    }

    fn words(&self) -> Vec<&str> {
        [self.name.as_str()].into_iter().chain(self.also.as_deref()).collect()
    }

    /// The name, and that it is of the past; without the blank that some end in
    /// (pipedrive.md P364).
    pub fn label(&self) -> String {
        let name = self.name.trim();
        if self.is_gone { format!("{name}{GONE}") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn new_entity(id: u64, name: &str, within: Option<u64>) -> NamedEntity {
        let also = Some(format!("{}@example.com", name.to_lowercase().replace(' ', ".")));
        NamedEntity { id, name: name.into(), also, within, is_gone: false, is_you: false }
    }

    fn users() -> Vec<NamedEntity> {
        vec![
            new_entity(1, "Tom Okafor", None),
            new_entity(2, "Tom Reyes", None),
            new_entity(3, "Zoë Ann", None),
            new_entity(4, "Zoë", None),
        ]
    }

    #[test]
    fn a_word_is_found_whole_folded_or_begun() {
        let id = |word| find_by_name("user", word, &users()).map_err(|failure| failure.message);
        assert_eq!(id("Tom Okafor"), Ok(1));
        assert!(id("tom reyes@EXAMPLE.com").is_err());
        assert_eq!(id("TOM.REYES@example.com"), Ok(2));
        assert_eq!(id("zoe"), Ok(4));
        assert_eq!(id("zoe a"), Ok(3));
        assert_eq!(id("name:Zoë"), Ok(4));
    }

    #[test]
    fn two_fits_are_listed_and_none_is_told_with_the_nearest() {
        let refused = find_by_name("user", "tom", &users()).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Ambiguous);
        assert_eq!(
            refused.message,
            "`tom` fits 2 users: Tom Okafor <tom.okafor@example.com> (1), Tom Reyes <tom.reyes@example.com> (2)"
        );
        let refused = find_by_name("user", "Tom Reys", &users()).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotFound);
        assert!(refused.hint.unwrap().starts_with("did you mean `Tom Reyes`"));
        assert_eq!(find_by_name("user", "", &users()).unwrap_err().kind, ErrorKind::NotFound);
    }

    #[test]
    fn a_stage_of_two_pipelines_needs_its_pipeline() {
        let names = Names {
            stages: vec![new_entity(2, "Qualified", Some(1)), new_entity(7, "Qualified", Some(2))],
            pipelines: vec![new_entity(1, "Sales", None), new_entity(2, "Partners", None)],
            ..Names::default()
        };
        let refused = names.find_stage("qual", None).unwrap_err();
        assert_eq!(
            refused.message,
            "`qual` fits 2 stages: Qualified in Sales (2), Qualified in Partners (7)"
        );
        assert_eq!(names.find_stage("qual", Some(2)).unwrap(), 7);
    }

    #[test]
    fn a_blank_at_the_end_of_a_name_is_not_shown() {
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
        assert_eq!(names.field("REGION").unwrap_err().kind, ErrorKind::Ambiguous);
        assert_eq!(names.field("region").unwrap().code, two);
        assert_eq!(names.field("region [c260]").unwrap().code, two);
        assert_eq!(names.field(one).unwrap().name, "Region [e1b4]");
    }

    fn text_field(code: &str, name: &str) -> Field {
        Field {
            code: code.to_owned().into(),
            name: name.to_owned().into(),
            ..Field::from_code("x")
        }
    }

    /// A code for the custom field in that place; all begin alike.
    fn code(at: usize) -> String {
        format!("{:a>37}{at:03}", "")
    }

    /// A company in which everything has these names.
    fn company(words: &[String]) -> Names {
        let named = |(at, word): (usize, &String)| NamedEntity {
            id: at as u64 + 1,
            name: word.clone(),
            also: None,
            within: Some(1),
            is_gone: false,
            is_you: false,
        };
        let all: Vec<NamedEntity> = words.iter().enumerate().map(named).collect();
        let option = |one: &NamedEntity| Choice { id: one.id.to_string(), label: one.name.clone() };
        let labels =
            Field { options: all.iter().map(option).collect(), ..Field::from_code("label_ids") };
        let custom = words.iter().enumerate().map(|(at, word)| text_field(&code(at), word));
        let mut fields: Vec<Field> = [labels].into_iter().chain(custom).collect();
        tell_apart(&mut fields);
        let [pipelines, stages, users, filters] = [(); 4].map(|()| all.clone());
        Names { fields, pipelines, stages, users, filters }
    }

    proptest! {
        #[test]
        fn every_name_means_itself_as_it_is_spelled(
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
                    names.labels_in(word).into_iter().map(Result::ok).collect();
                prop_assert_eq!(labels, Some(vec![id]), "{}", word);
                let field = names.field(word).map(|field| field.code).ok();
                prop_assert_eq!(field.as_deref(), Some(&*code(at)), "{}", word);
                let fields = names.fields_in(word).unwrap();
                prop_assert_eq!((fields.len(), &*fields[0].code), (1, &*code(at)), "{}", word);
                let text = format!("{word}=x y");
                let (field, left, right) = names.assignment(&text).unwrap();
                let read = (&*field.code, left, right);
                prop_assert_eq!(read, (&*code(at), word.as_str(), "x y"));
            }
        }

        #[test]
        fn any_list_and_any_assignment_is_read_or_refused(
            words in prop::collection::hash_set("[ab ,=]{1,4}", 0..5), text in "[abc ,=]{0,12}"
        ) {
            let names = company(&words.into_iter().collect::<Vec<_>>());
            let _ = (names.fields_in(&text).is_ok(), names.assignment(&text).is_ok());
            let labels = names.field_for_code("label_ids");
            let read = parts(&text, &labels.options, option_words);
            // Nothing is lost but what separates the parts.
            let plain = |text: &str| text.replace([',', ' '], "");
            prop_assert_eq!(plain(&read.concat()), plain(&text));
        }
    }

    #[test]
    fn a_list_is_taken_apart_where_no_name_has_the_comma() {
        let names = company(&["a,b", "a", "b", "c", " c", "A,B,C", "é"].map(str::to_owned));
        let ids = |list: &str| -> Vec<Option<u64>> {
            names.labels_in(list).into_iter().map(Result::ok).collect()
        };
        assert_eq!(ids("a,b"), [Some(1)]);
        assert_eq!(ids("b,a"), [Some(3), Some(2)]);
        assert_eq!(ids("b, a,b"), [Some(3), Some(1)]);
        assert_eq!(ids("a,b,c"), [Some(6)]);
        assert_eq!(ids("c, c"), [Some(4), Some(4)], "a space after a comma belongs to it");
        assert_eq!(ids("c,  c"), [Some(4), Some(5)]);
        assert_eq!(ids("E,b"), [Some(7), Some(3)]);
        assert_eq!(ids("a,x,c"), [Some(2), None, Some(4)]);
    }

    #[test]
    fn the_longest_whole_name_before_an_equals_sign_is_the_field() {
        let names =
            company(&["Price", "Price=Net", "Zeta = why", "Contract term"].map(str::to_owned));
        let read = |text: &str| {
            let read = names.assignment(text).map_err(|failure| failure.message);
            read.map(|(field, _, value)| (field.name.into_owned(), value.to_owned()))
        };
        let is = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(read("Price=5"), is("Price", "5"));
        assert_eq!(read("Price=Net=5"), is("Price=Net", "5"));
        assert_eq!(read("price = Net=5"), is("Price", " Net=5"));
        assert_eq!(read("price=net=5=6"), is("Price=Net", "5=6"));
        assert_eq!(read("contr=a=b"), is("Contract term", "a=b"));
        assert_eq!(read("title=a=b"), is("Title", "a=b"));
        // Neither the beginning of the name nor the whole of it has a value.
        assert!(read("Zeta=x").unwrap_err().contains("no field `Zeta`"));
        assert!(read("Zeta = why").unwrap_err().contains("no value"));
        assert_eq!(read("Zeta = w=x"), is("Zeta = why", "x"));
    }

    #[test]
    fn a_name_of_a_built_in_and_a_custom_field_is_ambiguous() {
        let names = company(&["Notes", "owner", "status"].map(str::to_owned));
        for word in ["Notes", "notes", "OWNER"] {
            let refused = names.field(word).unwrap_err();
            assert_eq!(refused.kind, ErrorKind::Ambiguous, "{word}");
            assert_eq!(names.fields_in(word).unwrap_err().message, refused.message);
            assert_eq!(
                names.assignment(&format!("{word}=x")).unwrap_err().message,
                refused.message
            );
        }
        let refused = names.field("Notes").unwrap_err();
        let (message, hint) = (refused.message, refused.hint.unwrap());
        let custom = code(0);
        assert_eq!(
            message,
            format!("`Notes` fits 2 fields: Notes (notes_count), Notes [aaaa] ({custom})")
        );
        assert_eq!(hint, "use the code in brackets");
        // One that is spelled so wins over one that is not; a code is always that field.
        assert_eq!(names.field("owner").unwrap().code, code(1));
        assert_eq!(names.field("Owner").unwrap().code, "owner_id");
        assert_eq!(names.field("status").unwrap().code, "status");
    }

    #[test]
    fn fields_of_one_name_and_the_beginning_of_a_key_are_told_apart() {
        let mut fields = vec![text_field(&code(1), "Size"), text_field(&code(2), "Size")];
        fields.push(text_field(&code(3), "Size [aaaa]"));
        tell_apart(&mut fields);
        let names: std::collections::HashSet<_> = fields.iter().map(|field| &field.name).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }

    #[test]
    fn a_number_that_is_one_option_and_the_label_of_another_is_no_guess() {
        let mut field = text_field(&code(0), "Rating");
        field.options = [("2", "3"), ("3", "2"), ("7", "12")]
            .map(|(id, label)| Choice { id: id.into(), label: label.into() })
            .to_vec();
        let id =
            |word: &str| option(&field, word).map(|one| one.id.clone()).map_err(|why| why.kind);
        assert_eq!(id("2"), Err(ErrorKind::Ambiguous));
        assert_eq!((id("id:2"), id("name:2")), (Ok("2".into()), Ok("3".into())));
        assert_eq!((id("12"), id("7")), (Ok("7".into()), Ok("7".into())));
        for one in &field.options {
            assert_eq!(id(&option_word(&field, one)), Ok(one.id.clone()));
        }
    }

    #[test]
    fn a_hint_has_each_name_once() {
        let user = |id, name: &str, email: &str| NamedEntity {
            id,
            also: Some(email.into()),
            ..new_entity(id, name, None)
        };
        let users = [
            user(1, "Ana Lind", "ana@example.com"),
            user(2, "Bo Vik", "bo@example.com"),
            user(3, "Bo Vik", "vik@example.com"),
        ];
        let hint = |word: &str| find_by_name("user", word, &users).unwrap_err().hint.unwrap();
        assert_eq!(
            hint("zzz"),
            "valid users: Ana Lind, Bo Vik <bo@example.com> (2), Bo Vik <vik@example.com> (3)"
        );
        assert_eq!(hint("Bo Viik"), "did you mean `Bo Vik`?");
        assert_eq!(hint("anna@example.com"), "did you mean `Ana Lind` or `Bo Vik`?");
        let mut field = text_field(&code(0), "Tier");
        field.options = vec![Choice { id: "1".into(), label: "Gold".into() }];
        let refused = option(&field, "zzz").unwrap_err();
        assert_eq!(refused.message, "no option of Tier `zzz`");
        assert_eq!(refused.hint.unwrap(), "valid options of Tier: Gold");
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
