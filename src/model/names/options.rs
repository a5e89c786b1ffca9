//! Resolves options of a field by label or ID.

use super::Names;
use super::matching::{Noun, ambiguous, find_exact, matches, pick, split_list};
use crate::error::Error;
use crate::model::field::{Choice, Field};
use crate::text;

impl Names {
    /// Resolves a comma-separated list of deal labels, each to an ID or an error.
    pub fn resolve_labels(&self, list: &str) -> Vec<Result<u64, Error>> {
        let field = self.field_for_code("label_ids");
        let id = |option: &Choice| {
            let wrong = |_| {
                let label = text::clean(&option.label);
                Error::unexpected(format!("the label `{label}` has no numeric ID"))
            };
            option.id.parse().map_err(wrong)
        };
        resolve_options(&field, list).into_iter().map(|found| found.and_then(id)).collect()
    }
}

/// Each word of a comma-separated list, with the options that it matches.
pub fn match_options<'f, 'l>(field: &'f Field, list: &'l str) -> Vec<(&'l str, Vec<&'f Choice>)> {
    let of = |word: &'l str| {
        let mut found = matches(word, &field.options, option_words);
        let numbered = field.options.iter().find(|option| option.id == word.trim());
        found.extend(numbered.filter(|option| !found.contains(option)));
        (word, found)
    };
    split_list(list, &field.options, option_words).into_iter().map(of).collect()
}

/// Resolves an option by label or ID. A number that is the ID of one option and the label of
/// another is an error.
pub fn resolve_option<'f>(field: &'f Field, word: &str) -> Result<&'f Choice, Error> {
    let id = word.trim();
    let (id, is_id) = id.strip_prefix("id:").map_or((id, false), |id| (id, true));
    let numbered = field.options.iter().find(|option| option.id == id);
    if let Some(option) = numbered {
        let labelled = find_exact(word, &field.options, option_words);
        if is_id || labelled.iter().all(|other| other.id == option.id) {
            return Ok(option);
        }
        let displays = [option].into_iter().chain(labelled).map(option_label).collect();
        return Err(ambiguous(option_noun(field), word, displays)
            .hint(format!("write id:{id} for the ID, name:{id} for the label")));
    }
    pick(option_noun(field), word, &field.options, option_words, option_label)
}

/// Resolves a comma-separated list of options, each to an option or an error.
pub fn resolve_options<'f>(field: &'f Field, list: &str) -> Vec<Result<&'f Choice, Error>> {
    let words = split_list(list, &field.options, option_words).into_iter();
    words.map(|word| resolve_option(field, word)).collect()
}

/// A text that resolves to this option only: its label if possible.
pub fn option_word(field: &Field, wanted: &Choice) -> String {
    let by_name = [wanted.label.clone(), format!("name:{}", wanted.label)];
    let means =
        |word: &String| resolve_option(field, word).is_ok_and(|found| found.id == wanted.id);
    by_name.into_iter().find(means).unwrap_or_else(|| format!("id:{}", wanted.id))
}

pub(super) fn option_words(option: &Choice) -> Vec<&str> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::model::names::tests::{code, text_field};

    #[test]
    fn rejects_a_number_that_is_an_id_and_a_label() {
        let mut field = text_field(&code(0), "Rating");
        field.options = [("2", "3"), ("3", "2"), ("7", "12")]
            .map(|(id, label)| Choice { id: id.into(), label: label.into() })
            .to_vec();
        let id = |word: &str| {
            resolve_option(&field, word).map(|one| one.id.clone()).map_err(|why| why.kind)
        };
        assert_eq!(id("2"), Err(ErrorKind::Ambiguous));
        assert_eq!((id("id:2"), id("name:2")), (Ok("2".into()), Ok("3".into())));
        assert_eq!((id("12"), id("7")), (Ok("7".into()), Ok("7".into())));
        for one in &field.options {
            assert_eq!(id(&option_word(&field, one)), Ok(one.id.clone()));
        }
    }
}
