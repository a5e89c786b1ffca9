//! Matches names: finds the one entity that a word names, or explains why there is not exactly one.

use crate::error::{Error, ErrorKind};
use crate::text;
use std::fmt;

/// What is being looked up, for messages: `stage`, `option of Tier`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun<'n> {
    pub one: &'n str,
    pub of: &'n str,
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

/// Finds the entity with this name, or else the only one whose name starts with it. Several matches
/// are an error that lists them; no match is an error with the closest names. `words` returns the
/// names of an entity, the display name first.
pub(super) fn pick<'a, 'n, T>(
    noun: impl Into<Noun<'n>>,
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
    display: impl Fn(&T) -> String,
) -> Result<&'a T, Error> {
    pick_or(noun.into(), word, all, words, display, None)
}

/// Like `pick`, for pairs of names and an entity. If no name is close, the hint is `list`.
pub fn pick_by<'a, T>(
    noun: &str,
    word: &str,
    all: &'a [(Vec<String>, T)],
    display: impl Fn(&T) -> String,
    list: &str,
) -> Result<&'a T, Error> {
    let display = |(_, one): &(Vec<String>, T)| display(one);
    let found = pick_or(noun.into(), word, all, many_words, display, Some(list));
    found.map(|(_, one)| one)
}

pub(super) fn many_words<T>((words, _): &(Vec<String>, T)) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn pick_or<'a, T>(
    noun: Noun,
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
    display: impl Fn(&T) -> String,
    list: Option<&str>,
) -> Result<&'a T, Error> {
    match &matches(word, all, &words)[..] {
        [one] => Ok(one),
        [] => Err(no_match(noun, word, all, words, display, list)),
        many => Err(ambiguous(noun, word, many.iter().map(|one| display(one)).collect())),
    }
}

/// The entities that `word` matches: by full name, or else by a prefix of a name.
pub fn matches<'a, T>(word: &str, all: &'a [T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'a T> {
    let found = find_exact(word, all, &words);
    if found.is_empty() { starting_with(word, all, words) } else { found }
}

/// Finds entities by full name. The strictest comparison with a match decides: exact, then trimmed,
/// then ignoring case and accents, then also ignoring runs of spaces. A `name:` prefix is removed
/// unless a name starts with it.
pub fn find_exact<'a, T>(word: &str, all: &'a [T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'a T> {
    const COMPARISONS: [fn(&str) -> String; 4] =
        [str::to_owned, |word| word.trim().to_owned(), text::fold, fold_spaces];
    for wanted in without_prefix(word) {
        for compared in COMPARISONS {
            let wanted = compared(wanted);
            let is_it = |one: &&T| words(one).into_iter().any(|name| compared(name) == wanted);
            let matches: Vec<&T> = all.iter().filter(is_it).collect();
            if !wanted.is_empty() && !matches.is_empty() {
                return matches;
            }
        }
    }
    Vec::new()
}

/// Entities with a name that starts with `word`.
pub(super) fn starting_with<'a, T>(
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
) -> Vec<&'a T> {
    for wanted in without_prefix(word) {
        let wanted = fold_spaces(wanted);
        let begins = |name: &str| fold_spaces(name).starts_with(&wanted);
        let matches: Vec<&T> =
            all.iter().filter(|one| words(one).into_iter().any(begins)).collect();
        if !wanted.is_empty() && !matches.is_empty() {
            return matches;
        }
    }
    Vec::new()
}

/// The word as written, and without the prefix `name:`, which marks it as a name and not an ID.
fn without_prefix(word: &str) -> impl Iterator<Item = &str> {
    [word].into_iter().chain(word.trim_start().strip_prefix("name:"))
}

pub(super) fn ambiguous(noun: Noun, word: &str, displays: Vec<String>) -> Error {
    let message =
        format!("`{word}` matches {}: {}", noun.count(displays.len()), displays.join(", "));
    Error::new(ErrorKind::Ambiguous, message).hint("use a longer name or the ID")
}

/// The error for no match. Its hint has the closest names, else `list`, else all names.
pub(super) fn no_match<T>(
    noun: Noun,
    word: &str,
    all: &[T],
    words: impl Fn(&T) -> Vec<&str>,
    display: impl Fn(&T) -> String,
    list: Option<&str>,
) -> Error {
    let wanted = without_prefix(word).last().unwrap_or_default().trim();
    let short = |one: &T| {
        words(one).first().map_or_else(|| display(one), |name| text::clean(name).trim().to_owned())
    };
    let displays: Vec<String> = all.iter().map(short).collect();
    // Email addresses are compared only if no name is close.
    let near = text::find_similar(wanted, displays.iter().map(String::as_str));
    let near: Vec<&str> = match &near[..] {
        [] => {
            let others = || {
                all.iter().zip(&displays).flat_map(|(one, display)| {
                    words(one).into_iter().map(move |other| (other, display))
                })
            };
            let found = text::find_similar(wanted, others().map(|(other, _)| other));
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
    let error = Error::not_found(format!("no {noun} `{word}`"));
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    if !quoted.is_empty() {
        return error.hint(format!("did you mean {}?", quoted.join(" or ")));
    }
    if let Some(list) = list {
        return error.hint(list);
    }
    // Maximum number of names to list in a hint.
    const MAX_LISTED: usize = 16;
    if all.is_empty() || all.len() > MAX_LISTED {
        return error;
    }
    let is_shared = |name: &String| displays.iter().filter(|other| *other == name).count() > 1;
    let listed = all
        .iter()
        .zip(&displays)
        .map(|(one, name)| if is_shared(name) { display(one) } else { name.clone() });
    error.hint(format!("valid {}: {}", noun.plural(), listed.collect::<Vec<_>>().join(", ")))
}

/// Like `fold`, with runs of spaces as one space.
fn fold_spaces(word: &str) -> String {
    text::fold(&text::clean(word)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Splits a comma-separated list. A name may contain commas, so the longest run of parts that is a
/// name is kept together. One space after a comma is ignored.
pub fn split_list<'l, T>(
    list: &'l str,
    all: &[T],
    words: impl Fn(&T) -> Vec<&str>,
) -> Vec<&'l str> {
    let commas = |name: &str| name.matches(',').count();
    let most = all.iter().flat_map(&words).map(commas).max().unwrap_or_default();
    let mut parts = Vec::new();
    let mut rest = list;
    loop {
        let ends = rest.match_indices(',').map(|(at, _)| at).chain([rest.len()]);
        let ends: Vec<usize> = ends.take(most + 1).collect();
        let is_name = |end: &&usize| !find_exact(&rest[..**end], all, &words).is_empty();
        let end = *ends[1..].iter().rev().find(is_name).unwrap_or(&ends[0]);
        parts.push(&rest[..end]);
        let Some(after) = rest[end..].strip_prefix(',') else {
            return parts;
        };
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use crate::model::names::options::{option_words, resolve_option};
    use crate::model::names::tests::{code, company, new_entity, text_field};
    use crate::model::names::{NamedEntity, find_by_name};
    use proptest::prelude::*;

    fn users() -> Vec<NamedEntity> {
        vec![
            new_entity(1, "Tom Okafor", None),
            new_entity(2, "Tom Reyes", None),
            new_entity(3, "Zoë Ann", None),
            new_entity(4, "Zoë", None),
        ]
    }

    #[test]
    fn finds_full_names_folded_names_and_prefixes() {
        let id = |word| find_by_name("user", word, &users()).map_err(|error| error.message);
        assert_eq!(id("Tom Okafor"), Ok(1));
        assert!(id("tom reyes@EXAMPLE.com").is_err());
        assert_eq!(id("TOM.REYES@example.com"), Ok(2));
        assert_eq!(id("zoe"), Ok(4));
        assert_eq!(id("zoe a"), Ok(3));
        assert_eq!(id("name:Zoë"), Ok(4));
    }

    #[test]
    fn lists_several_matches_and_suggests_close_names() {
        let refused = find_by_name("user", "tom", &users()).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Ambiguous);
        assert_eq!(
            refused.message,
            "`tom` matches 2 users: Tom Okafor <tom.okafor@example.com> (1), Tom Reyes <tom.reyes@example.com> (2)"
        );
        let refused = find_by_name("user", "Tom Reys", &users()).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotFound);
        assert!(refused.hint.unwrap().starts_with("did you mean `Tom Reyes`"));
        assert_eq!(find_by_name("user", "", &users()).unwrap_err().kind, ErrorKind::NotFound);
    }

    #[test]
    fn hint_has_each_name_once() {
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
        let refused = resolve_option(&field, "zzz").unwrap_err();
        assert_eq!(refused.message, "no option of Tier `zzz`");
        assert_eq!(refused.hint.unwrap(), "valid options of Tier: Gold");
    }

    #[test]
    fn splits_a_list_at_commas_outside_names() {
        let names = company(&["a,b", "a", "b", "c", " c", "A,B,C", "é"].map(str::to_owned));
        let ids = |list: &str| -> Vec<Option<u64>> {
            names.resolve_labels(list).into_iter().map(Result::ok).collect()
        };
        assert_eq!(ids("a,b"), [Some(1)]);
        assert_eq!(ids("b,a"), [Some(3), Some(2)]);
        assert_eq!(ids("b, a,b"), [Some(3), Some(1)]);
        assert_eq!(ids("a,b,c"), [Some(6)]);
        assert_eq!(ids("c, c"), [Some(4), Some(4)], "one space after a comma is ignored");
        assert_eq!(ids("c,  c"), [Some(4), Some(5)]);
        assert_eq!(ids("E,b"), [Some(7), Some(3)]);
        assert_eq!(ids("a,x,c"), [Some(2), None, Some(4)]);
    }

    proptest! {
        #[test]
        fn does_not_panic_on_any_list_or_assignment(
            words in prop::collection::hash_set("[ab ,=]{1,4}", 0..5), text in "[abc ,=]{0,12}"
        ) {
            let names = company(&words.into_iter().collect::<Vec<_>>());
            let _ = (names.resolve_fields(&text).is_ok(), names.parse_assignment(&text).is_ok());
            let labels = names.field_for_code("label_ids");
            let read = split_list(&text, &labels.options, option_words);
            // Only separators may be lost.
            let plain = |text: &str| text.replace([',', ' '], "");
            prop_assert_eq!(plain(&read.concat()), plain(&text));
        }
    }
}
