//! Finding the one thing that a word names, and saying what is wrong where there is none or more than
//! one.

use crate::error::{Error, ErrorKind};
use crate::text;
use std::fmt;

/// What is looked for, as a message says it: `stage`, `option of Tier`.
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

/// The one thing that `word` names: in full, or else by the beginning of its name. Two are a failure
/// that lists them, none is one with the nearest names. `words` are the names of a thing, the first
/// of them the one to display.
pub(super) fn pick<'a, 'n, T>(
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

pub(super) fn many_words<T>((words, _): &(Vec<String>, T)) -> Vec<&str> {
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
    match &matches(word, all, &words)[..] {
        [one] => Ok(one),
        [] => Err(none(noun, word, all, words, face, list)),
        many => Err(ambiguous(noun, word, many.iter().map(|one| face(one)).collect())),
    }
}

/// The things that `word` names: in full, or else by the beginning of a name.
pub fn matches<'a, T>(word: &str, all: &'a [T], words: impl Fn(&T) -> Vec<&str>) -> Vec<&'a T> {
    let found = whole(word, all, &words);
    if found.is_empty() { starting_with(word, all, words) } else { found }
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
pub(super) fn starting_with<'a, T>(
    word: &str,
    all: &'a [T],
    words: impl Fn(&T) -> Vec<&str>,
) -> Vec<&'a T> {
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

pub(super) fn ambiguous(noun: Noun, word: &str, faces: Vec<String>) -> Error {
    let message = format!("`{word}` fits {}: {}", noun.count(faces.len()), faces.join(", "));
    Error::new(ErrorKind::Ambiguous, message).hint("say more of the name, or the id in brackets")
}

/// The failure for a word that names none of these, with the nearest names, or else with `list`, or
/// else with all of them.
pub(super) fn none<T>(
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

/// The same, with one space for any run of them, as the word is displayed.
fn fold_spaces(word: &str) -> String {
    text::fold(&text::clean(word)).split_whitespace().collect::<Vec<_>>().join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Choice;
    use crate::model::names::options::{option, option_words};
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

    proptest! {
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
}
