//! Which deal? Where a command line does not say it, a person at a terminal is asked; elsewhere the
//! failure names everything that is missing.

use crate::api::endpoints::{LIST_DEALS, SEARCH_DEALS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::field_prompt;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Lookup, Names};
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::text;
use crate::ui::prompt::{Item, Question};

/// So many of the deals that were changed last are offered.
const RECENT: usize = 50;

/// How a deal is said.
const SAID: &str = "a deal goes by its id or the address of its page; a terminal is asked for it";

/// What is missing without a terminal, all of it at once: pairs of a name and whether it is given. `like`
/// shows how it is said.
pub fn complete(app: &App, needed: &[(&str, bool)], like: &str) -> Result<(), Error> {
    let missing: Vec<&str> =
        needed.iter().filter(|(_, is_given)| !is_given).map(|(name, _)| *name).collect();
    if app.ask.is_somebody() || missing.is_empty() {
        return Ok(());
    }
    let verb = if missing.len() == 1 { "is" } else { "are" };
    Err(Error::usage(format!("{} {verb} missing", missing.join(" and "))).hint(like))
}

/// Some letters of a title, then one of the deals that have them; no letters, then one of those
/// that were changed last.
pub async fn pick_id(app: &App, what: &str, name: &str) -> Result<u64, Error> {
    complete(app, &[(name, false)], SAID)?;
    let mut wrong = String::new();
    loop {
        let check = |letters: &str| match letters {
            "" => Ok(()),
            letters if names::deal(letters).is_ok() => Ok(()),
            letters if letters.chars().count() < 2 => {
                Err("two letters at least, or an id".to_owned())
            }
            _ => Ok(()),
        };
        let asked = Question::new(what, name)
            .help("a few letters of the title, or an id; an empty line lists those changed last")
            .wrong(&wrong)
            .vanishes();
        let letters = app.ask.text(asked, check)?;
        if names::deal(&letters).is_ok() {
            match app.deal_id(&letters).await {
                Err(failure) if failure.is_mistake() => {
                    wrong = failure.message;
                    continue;
                }
                id => return id,
            }
        }
        let found = search_deals(app, &letters).await?;
        if found.is_empty() {
            wrong = match letters.as_str() {
                "" => "there is no deal yet".to_owned(),
                _ => format!("no deal has `{letters}` in its title; try other letters"),
            };
            continue;
        }
        let mut items: Vec<Item> = found.iter().map(|deal| deal.item.clone()).collect();
        items.push(Item::new("(other letters)"));
        let at = app.ask.pick(Question::new(what, name), &items, 0)?;
        match found.get(at) {
            Some(deal) => return Ok(deal.id),
            None => wrong.clear(),
        }
    }
}

/// Deals with these letters in the title; without letters those that were changed last.
pub(super) async fn search_deals(app: &App, letters: &str) -> Result<Vec<FoundDeal>, Error> {
    let request = match letters {
        "" => Request::to(&LIST_DEALS)
            .query("sort_by", "update_time".to_owned())
            .query("sort_direction", "desc".to_owned())
            .query("limit", RECENT.to_string()),
        letters => Request::to(&SEARCH_DEALS)
            .query("term", letters.to_owned())
            .query("fields", "title".to_owned())
            .query("limit", "100".to_owned()),
    };
    // One page: who does not find it there types more letters.
    let page = app.next_page(&mut app.pages(request)).await?.unwrap_or_default();
    let names = app.names(&[Lookup::Stages]).await?;
    let offered = |record: &Record| {
        let reading = record.read();
        let at = if letters.is_empty() { "" } else { "item." };
        found_deal(&reading, at, &names)
    };
    Ok(page.iter().filter_map(offered).collect())
}

/// A deal to pick from a list.
pub(super) struct FoundDeal {
    pub id: u64,
    pub title: String,
    /// Its stage or status, and its value.
    pub details: String,
    pub item: Item,
}

fn found_deal(deal: &RecordView, at: &str, names: &Names) -> Option<FoundDeal> {
    let key = |name: &str| format!("{at}{name}");
    let id = deal.reference(&key("id"))?;
    let title = text::clean(&deal.text(&key("title")).unwrap_or_default()).into_owned();
    let status = deal.text(&key("status")).unwrap_or_default().into_owned();
    let stage = match DealStatus::parse(&status) {
        Some(DealStatus::Open) => deal
            .reference(&key("stage_id"))
            .or_else(|| deal.reference(&key("stage")))
            .or_else(|| deal.reference(&key("stage.id")))
            .and_then(|id| names.stage(id)),
        _ => None,
    };
    let currency = deal.text(&key("currency"));
    let money = Field::new("value", "Value", FieldKind::Money("currency"));
    let value = deal.get(&key("value"));
    let value = value.map(|raw| value::cell_text(&money, raw, currency.as_deref(), names));
    let value = value
        .filter(|value| value != "0" && !value.starts_with("0 "))
        .unwrap_or_default()
        .into_owned();
    let details = [stage.unwrap_or(status), value];
    let details: Vec<String> = details.into_iter().filter(|part| !part.is_empty()).collect();
    let note = [id.to_string()].into_iter().chain(details.iter().cloned());
    let item = Item::new(title.clone()).note(note.collect::<Vec<_>>().join(" · "));
    Some(FoundDeal { id, title, details: details.join(", "), item })
}

/// The place of the one that is picked among those that a deal has; `none` says that it has none.
pub fn among(app: &App, what: &str, items: &[Item], none: String) -> Result<usize, Error> {
    match items {
        [] => Err(Error::not_found(none)),
        items => app.ask.pick(Question::new(what, what), items, 0),
    }
}

/// A user, picked from those of the company.
pub async fn user(app: &App) -> Result<u64, Error> {
    complete(app, &[("USER", false)], "a user goes by name, e-mail or id")?;
    let names = app.names(&[Lookup::Users]).await?;
    let here: Vec<_> = names.users.iter().filter(|user| !user.is_inactive).collect();
    let items: Vec<Item> = here
        .iter()
        .map(|user| Item::new(&user.name).note(user.also.clone().unwrap_or_default()))
        .collect();
    if items.is_empty() {
        return Err(Error::not_found("the company has no active user"));
    }
    let at = app.ask.pick(Question::new("User", "USER"), &items, 0)?;
    Ok(here[at].id)
}

/// A person, found by some letters or by number, with what to call them.
pub async fn person(app: &App) -> Result<(String, u64), Error> {
    complete(app, &[("PERSON", false)], "a person goes by name or id")?;
    let found = field_prompt::ask_somebody(app, "Person", "PERSON", false, None, &[]).await?;
    let (id, name) = found.ok_or_else(Error::canceled)?;
    Ok((name.unwrap_or_else(|| format!("person {id}")), id))
}
