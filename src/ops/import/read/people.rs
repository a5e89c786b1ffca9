//! Resolves persons and organizations by name. Only an exact name matches; anything else is a mistake, and no
//! contact is created.

use crate::api::endpoints::{
    LIST_ORGANIZATIONS, LIST_PERSONS, SEARCH_ORGANIZATIONS, SEARCH_PERSONS,
};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::names::{self, ContactKind};
use crate::model::record::Record;
use crate::text;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// The persons and organizations that were looked up.
#[derive(Debug, Default)]
pub struct People {
    found: HashMap<(ContactKind, String), Result<u64, String>>,
    names: HashMap<(ContactKind, u64), String>,
}

/// A person or an organization.
#[derive(Debug, Clone)]
struct FoundContact {
    id: u64,
    name: String,
}

impl People {
    /// Returns the contact for a text, which must have been looked up.
    pub fn find(&self, kind: ContactKind, text: &str) -> Result<u64, String> {
        if let Some(id) = names::as_id(text) {
            return Ok(id);
        }
        let word = strip_email(text);
        match self.found.get(&(kind, fold(word))) {
            Some(found) => found.clone(),
            None => Err(format!("no {} `{}`", kind.noun(), text::clean(word))),
        }
    }

    /// Whether the contact with this ID has the name, even if others have it too.
    pub fn has(&self, kind: ContactKind, text: &str, id: u64) -> bool {
        self.name(kind, id).is_some_and(|name| fold(name) == fold(strip_email(text)))
    }

    /// The name of a contact, if it was looked up.
    pub fn name(&self, kind: ContactKind, id: u64) -> Option<&str> {
        self.names.get(&(kind, id)).map(String::as_str)
    }

    /// Looks up words: in the whole list, or with one search each, whichever costs less.
    pub async fn look_up<'w>(
        &mut self,
        app: &App,
        kind: ContactKind,
        words: impl Iterator<Item = &'w String>,
    ) -> Result<(), Error> {
        let mut wanted: Vec<&str> = words
            .map(|word| strip_email(word))
            .filter(|word| names::as_id(word).is_none())
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|word| !self.found.contains_key(&(kind, fold(word))));
        if wanted.is_empty() {
            return Ok(());
        }
        match list(app, kind, wanted.len()).await? {
            Some(all) => self.add_list(kind, &wanted, &all),
            None => {
                for word in wanted {
                    let found = search(app, kind, word).await?;
                    self.insert(kind, word, found);
                }
            }
        }
        Ok(())
    }

    fn add_list(&mut self, kind: ContactKind, wanted: &[&str], all: &[FoundContact]) {
        let mut by_name: HashMap<String, Vec<&FoundContact>> = HashMap::new();
        for contact in all {
            by_name.entry(fold(&contact.name)).or_default().push(contact);
            self.names.insert((kind, contact.id), contact.name.clone());
        }
        for word in wanted {
            let found = match by_name.get(&fold(word)).map(Vec::as_slice) {
                Some([one]) => Ok(one.id),
                Some(many) => Err(ambiguous_message(kind, word, many)),
                None => {
                    let parts = split(word);
                    let is_list = parts.len() > 1
                        && parts.iter().all(|part| by_name.contains_key(&fold(part)));
                    let near = || find_nearest(word, all);
                    Err(if is_list {
                        too_many_message(kind, word)
                    } else {
                        no_match_message(kind, word, &near())
                    })
                }
            };
            self.insert(kind, word, found);
        }
    }

    fn insert(&mut self, kind: ContactKind, word: &str, found: Result<u64, String>) {
        if let Ok(id) = found {
            self.names.entry((kind, id)).or_insert_with(|| word.to_owned());
        }
        self.found.insert((kind, fold(word)), found);
    }
}

/// Normalizes a name: case and surrounding spaces are ignored, but accents are not, since `Sorensen` and
/// `Sørensen` may be two persons.
fn fold(name: &str) -> String {
    let plain: String = text::clean(name).nfc().flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Removes the email address that some exports append to a name: `Ada Abara (ada@example.com)`.
fn strip_email(text: &str) -> &str {
    match super::values::split_bracket(text) {
        Some((name, bracket)) if bracket.contains('@') && !bracket.contains(' ') => name,
        _ => text.trim(),
    }
}

fn split(word: &str) -> Vec<&str> {
    word.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn ambiguous_message(kind: ContactKind, word: &str, many: &[&FoundContact]) -> String {
    let ids: Vec<String> = many.iter().take(8).map(|contact| contact.id.to_string()).collect();
    format!(
        "{} are called `{}`: use the ID of one ({})",
        text::count(many.len(), kind.noun()),
        text::clean(word),
        ids.join(", ")
    )
}

fn too_many_message(kind: ContactKind, word: &str) -> String {
    let noun = kind.noun();
    format!("`{}` names several {}, but a deal has only one", text::clean(word), text::plural(noun))
}

fn no_match_message(kind: ContactKind, word: &str, near: &[&FoundContact]) -> String {
    let none = format!("no {} `{}`", kind.noun(), text::clean(word));
    if super::facts::is_placeholder(word) {
        return format!("{none} (use --empty '{word}' if that means empty)");
    }
    let near: Vec<String> = near
        .iter()
        .map(|contact| format!("`{}` ({})", text::clean(&contact.name), contact.id))
        .collect();
    if near.is_empty() { none } else { format!("{none}; nearest: {}", near.join(", ")) }
}

/// The contacts whose names are the most similar.
fn find_nearest<'c>(word: &str, all: &'c [FoundContact]) -> Vec<&'c FoundContact> {
    let folded = text::fold(word);
    let same: Vec<&FoundContact> =
        all.iter().filter(|contact| text::fold(&contact.name) == folded).take(3).collect();
    if !same.is_empty() {
        return same;
    }
    let near = text::find_similar(word, all.iter().map(|contact| contact.name.as_str()));
    near.iter().filter_map(|name| all.iter().find(|contact| contact.name == *name)).collect()
}

/// Maximum number of records on a page of a list.
const PAGE: u64 = 500;

/// Reads the whole list, if that costs less than `count` searches.
async fn list(
    app: &App,
    kind: ContactKind,
    count: usize,
) -> Result<Option<Vec<FoundContact>>, Error> {
    let (endpoint, search) = match kind {
        ContactKind::Person => (&LIST_PERSONS, &SEARCH_PERSONS),
        ContactKind::Organization => (&LIST_ORGANIZATIONS, &SEARCH_ORGANIZATIONS),
    };
    let failed = |error| app.lookup_error(&format!("the {}", kind.word()), error);
    // The newest come first: the highest ID bounds their number.
    let request = Request::to(endpoint)
        .query("sort_by", "id".to_owned())
        .query("sort_direction", "desc".to_owned());
    let mut pages = app.pages(request);
    let mut all = Vec::new();
    let mut is_first = true;
    while let Some(page) = app.next_page(&mut pages).await.map_err(failed)? {
        all.extend(page.iter().filter_map(read_contact));
        let last = page.last().and_then(Record::id).unwrap_or_default();
        let rest = u64::from(endpoint.cost) * last.saturating_sub(1).div_ceil(PAGE);
        if is_first && !pages.is_done() && rest > u64::from(search.cost) * count as u64 {
            return Ok(None);
        }
        is_first = false;
    }
    Ok(Some(all))
}

async fn search(app: &App, kind: ContactKind, word: &str) -> Result<Result<u64, String>, Error> {
    if word.chars().count() < 2 {
        return Ok(Err(format!("`{}` is too short to search for: use the ID", text::clean(word))));
    }
    let endpoint = match kind {
        ContactKind::Person => &SEARCH_PERSONS,
        ContactKind::Organization => &SEARCH_ORGANIZATIONS,
    };
    let find = async |is_exact: bool| {
        let request =
            Request::to(endpoint).query("term", word.to_owned()).query("fields", "name".to_owned());
        let request =
            if is_exact { request.query("exact_match", "true".to_owned()) } else { request };
        let hits = app.all(request).await;
        let hits =
            hits.map_err(|error| app.lookup_error(&format!("the {}", kind.word()), error))?;
        Ok::<_, Error>(hits.iter().filter_map(read_hit).collect::<Vec<FoundContact>>())
    };
    let hits = find(true).await?;
    let same: Vec<&FoundContact> =
        hits.iter().filter(|hit| fold(&hit.name) == fold(word)).collect();
    Ok(match same[..] {
        [one] => Ok(one.id),
        [] if split(word).len() > 1 && word.contains(';') => Err(too_many_message(kind, word)),
        [] => {
            let near = if hits.is_empty() { find(false).await? } else { hits };
            Err(no_match_message(kind, word, &near.iter().take(3).collect::<Vec<_>>()))
        }
        ref many => Err(ambiguous_message(kind, word, many)),
    })
}

fn read_contact(record: &Record) -> Option<FoundContact> {
    let reading = record.read();
    Some(FoundContact { id: reading.id()?, name: reading.text("name")?.trim().to_owned() })
}

fn read_hit(record: &Record) -> Option<FoundContact> {
    let reading = record.read();
    let name = reading.text("item.name")?.trim().to_owned();
    Some(FoundContact { id: reading.reference("item.id")?, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_resolves_only_to_an_exact_unique_match() {
        let contact = |id, name: &str| FoundContact { id, name: name.into() };
        let all = [
            contact(1, "Sørensen Fisk"),
            contact(2, "Juniper & Ash Architects"),
            contact(3, "Twice"),
            contact(4, "twice"),
            contact(5, "Wren, Opera; House"),
            contact(6, "Ada Abara"),
        ];
        let words = [
            "sørensen  FISK",
            "Sorensen Fisk",
            "Juniper and Ash Architects",
            "Twice",
            "Wren, Opera; House",
            "Ada Abara, Sørensen Fisk",
            "n/a",
        ];
        let kind = ContactKind::Organization;
        let mut people = People::default();
        people.add_list(kind, &words, &all);
        let find = |text: &str| people.find(kind, text);
        assert_eq!(find("sørensen  FISK"), Ok(1));
        assert_eq!(find("Wren, Opera; House"), Ok(5));
        assert_eq!(find("17"), Ok(17));
        for (word, why) in [
            ("Sorensen Fisk", "no organization `Sorensen Fisk`; nearest: `Sørensen Fisk` (1)"),
            ("Juniper and Ash Architects", "nearest: `Juniper & Ash Architects` (2)"),
            ("Twice", "2 organizations are called `Twice`: use the ID of one (3, 4)"),
            ("Ada Abara, Sørensen Fisk", "names several organizations"),
            ("n/a", "use --empty 'n/a'"),
        ] {
            let refused = find(word).unwrap_err();
            assert!(refused.contains(why), "{word}: {refused}");
        }
        assert_eq!(strip_email("Ada Abara (ada@example.test)"), "Ada Abara");
        assert_eq!(strip_email("Fisk (Skagen)"), "Fisk (Skagen)");
    }
}
