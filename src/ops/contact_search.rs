//! Resolves persons and organizations by name with a search, since their lists are long.

use super::candidates;
use crate::api::endpoints::{SEARCH_ORGANIZATIONS, SEARCH_PERSONS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::names;
use crate::model::record::Record;
use crate::text;
use crate::ui::prompt::Item;

/// Resolves a person: the only exact match, else the only hit.
pub async fn person(app: &App, word: &str) -> Result<u64, Error> {
    match names::as_id(word) {
        Some(id) => Ok(id),
        None => search_once(app, "person", word, || Request::to(&SEARCH_PERSONS)).await,
    }
}

/// Resolves an organization: the only exact match, else the only hit.
pub async fn organization(app: &App, word: &str) -> Result<u64, Error> {
    match names::as_id(word) {
        Some(id) => Ok(id),
        None => search_once(app, "organization", word, || Request::to(&SEARCH_ORGANIZATIONS)).await,
    }
}

async fn search_once(
    app: &App,
    what: &str,
    word: &str,
    request: impl Fn() -> Request,
) -> Result<u64, Error> {
    let name = word.trim().strip_prefix("name:").unwrap_or(word.trim());
    check_term(name)?;
    app.require_account(&format!("the {what}s"))?;
    if app.is_offline() {
        let offline =
            app.lookup_error(&format!("the {what}s"), Error::new(ErrorKind::Unavailable, ""));
        return app.id_or_placeholder(name, Err(offline));
    }
    let search = async |request: Request| {
        app.all(request).await.map_err(|error| app.lookup_error(&format!("the {what}s"), error))
    };
    let exact = term(request(), name).query("exact_match", "true".to_owned());
    let hits = match search(exact).await {
        Ok(exact) if exact.is_empty() => search(term(request(), name)).await,
        exact => exact,
    };
    let hits = match hits {
        Err(failure) => return app.id_or_placeholder(name, Err(failure)),
        Ok(hits) => hits,
    };
    let hits: Vec<Hit> = hits.iter().filter_map(Hit::from_record).collect();
    let mut fits = names::find_exact(name, &hits, |hit| vec![&hit.name]);
    if fits.is_empty() {
        fits = hits.iter().collect();
    }
    match &fits[..] {
        [hit] => Ok(hit.id),
        [] => Err(Error::not_found(format!("no {what} `{name}`"))),
        many => {
            // Maximum number of matches to list; all of them could fill a page.
            const MAX_LISTED: usize = 8;
            let label = |hit: &&Hit| {
                let of = if hit.of.is_empty() { String::new() } else { format!(", {}", hit.of) };
                format!("{}{of} ({})", hit.name, hit.id)
            };
            let listed: Vec<String> = many.iter().take(MAX_LISTED).map(label).collect();
            let more = if many.len() > MAX_LISTED { ", …" } else { "" };
            let message = format!(
                "`{name}` matches {}: {}{more}",
                text::count(many.len(), what),
                listed.join(", ")
            );
            let ambiguous = Error::new(ErrorKind::Ambiguous, message)
                .hint("use a longer name or the ID in parentheses");
            candidates::choose(app, what, name, Err(ambiguous), || {
                many.iter().map(|hit| (hit.id, hit.item())).collect()
            })
        }
    }
}

/// Checks that a search term is long enough.
pub fn check_term(name: &str) -> Result<(), Error> {
    if name.chars().count() < 2 {
        return Err(Error::usage(format!("`{name}` is too short to search for"))
            .hint("use at least two characters, or an ID"));
    }
    Ok(())
}

fn term(request: Request, name: &str) -> Request {
    request.query("term", name.to_owned()).query("fields", "name".to_owned())
}

/// A person or organization that a search found.
pub struct Hit {
    pub id: u64,
    pub name: String,
    /// The organization of a person, or the address of an organization.
    pub of: String,
}

impl Hit {
    /// The hit as an item of a list.
    pub fn item(&self) -> Item {
        Item::new(&self.name).note(&self.of).id(self.id)
    }

    fn from_record(record: &Record) -> Option<Hit> {
        let reading = record.read();
        let of = reading.text("item.organization.name").or_else(|| reading.text("item.address"));
        Some(Hit {
            id: reading.reference("item.id")?,
            name: text::clean(&reading.text("item.name")?).into_owned(),
            of: text::clean(&of.unwrap_or_default()).into_owned(),
        })
    }
}

/// Searches for persons whose names contain these letters: 20 tokens.
pub async fn search_persons(app: &App, letters: &str) -> Result<Vec<Hit>, Error> {
    let hits = app.all(term(Request::to(&SEARCH_PERSONS), letters)).await?;
    Ok(hits.iter().filter_map(Hit::from_record).collect())
}

/// Searches for organizations whose names contain these letters: 20 tokens.
pub async fn search_organizations(app: &App, letters: &str) -> Result<Vec<Hit>, Error> {
    let hits = app.all(term(Request::to(&SEARCH_ORGANIZATIONS), letters)).await?;
    Ok(hits.iter().filter_map(Hit::from_record).collect())
}
