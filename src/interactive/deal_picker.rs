//! Prompts for the values that are missing on a command line; without a terminal, the
//! error names all of them.

use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS, SEARCH_DEALS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::field_prompt;
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Lookup, Names};
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::ops::conditions::Conditions;
use crate::text;
use crate::ui::prompt::{Item, Question};

/// Number of recently changed deals to offer.
const RECENT: usize = 50;

/// The deals that a command accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    All,
    Open,
    /// Won or lost.
    Closed,
    Archived,
}

/// Rejects an incomplete command line if no prompt is possible. `needed` are pairs of
/// a name and whether it is given; `usage` is a complete command line.
pub fn require(app: &App, needed: &[(&str, bool)], usage: &str) -> Result<(), Error> {
    let missing: Vec<&str> =
        needed.iter().filter(|(_, is_given)| !is_given).map(|(name, _)| *name).collect();
    if app.ask.can_ask() || missing.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!("missing {}", missing.join(" and "))).hint(usage))
}

/// Prompts for a deal.
pub async fn pick_id(app: &App, question: &str, name: &str) -> Result<u64, Error> {
    pick_from(app, question, name, Pool::All).await
}

/// Prompts for a part of the title, then for one of the matching deals; without a part, for one of
/// the recently changed deals.
pub async fn pick_from(app: &App, question: &str, name: &str, pool: Pool) -> Result<u64, Error> {
    require(app, &[(name, false)], "use the ID or the URL of a deal")?;
    let check = |part: &str| match part {
        part if names::parse_deal(part).is_err() && part.chars().count() == 1 => {
            Err("type at least 2 characters, or an ID".to_owned())
        }
        _ => Ok(()),
    };
    let mut wrong = String::new();
    loop {
        let asked = Question::new(question, name)
            .help("part of the title, an ID or a URL; an empty line lists the deals changed last")
            .wrong(&wrong)
            .vanishes();
        let part = app.ask.text(asked, check)?;
        if names::parse_deal(&part).is_ok() {
            match app.deal_id(&part).await {
                Err(failure) if failure.is_mistake() => {
                    wrong = failure.message;
                    continue;
                }
                id => return id,
            }
        }
        let found = search_deals(app, &part, pool).await?;
        if found.is_empty() {
            wrong = match part.as_str() {
                "" => format!("there is no {}", pool.noun()),
                _ => format!("no {} has `{part}` in its title", pool.noun()),
            };
            continue;
        }
        let items: Vec<Item> = found.iter().map(|deal| deal.item.clone()).collect();
        let asked = Question::new(question, name).searches_again();
        match app.ask.pick(asked, &items, None)? {
            Some(place) => return Ok(found[place].id),
            None => wrong.clear(),
        }
    }
}

impl Pool {
    fn noun(self) -> &'static str {
        match self {
            Pool::All => "deal",
            Pool::Open => "open deal",
            Pool::Closed => "won or lost deal",
            Pool::Archived => "archived deal",
        }
    }

    /// The request for the deals of the pool, restricted to its statuses unless the conditions name a status.
    pub fn select_request(self, conditions: &Conditions) -> Request {
        let is_archived = conditions.archived().unwrap_or(self == Pool::Archived);
        let request = Request::to(if is_archived { &LIST_ARCHIVED } else { &LIST_DEALS });
        if conditions.fields().any(|field| matches!(&*field.code, "status" | "is_deleted")) {
            return request;
        }
        request.list("status", self.statuses())
    }

    fn statuses(self) -> &'static [DealStatus] {
        match self {
            Pool::All | Pool::Archived => &[],
            Pool::Open => &[DealStatus::Open],
            Pool::Closed => &[DealStatus::Won, DealStatus::Lost],
        }
    }

    /// The request for the recently changed deals of the pool.
    fn list_request(self) -> Request {
        let endpoint = if self == Pool::Archived { &LIST_ARCHIVED } else { &LIST_DEALS };
        Request::to(endpoint)
            .list("status", self.statuses())
            .query("sort_by", "update_time".to_owned())
            .query("sort_direction", "desc".to_owned())
            .query("limit", RECENT.to_string())
    }

    /// Whether a search result belongs to the pool. A search filters by one status at most, and also
    /// finds archived deals.
    fn has_hit(self, hit: &RecordView) -> bool {
        let status = hit.text("item.status");
        let status = status.as_deref().and_then(DealStatus::parse);
        let is_archived = hit.is_true("item.is_archived");
        match self {
            Pool::All => true,
            Pool::Open => status == Some(DealStatus::Open) && !is_archived,
            Pool::Closed => {
                matches!(status, Some(DealStatus::Won | DealStatus::Lost)) && !is_archived
            }
            Pool::Archived => is_archived,
        }
    }
}

/// Searches for deals with this part in the title; without a part, lists the recently changed ones.
pub(super) async fn search_deals(
    app: &App,
    part: &str,
    pool: Pool,
) -> Result<Vec<FoundDeal>, Error> {
    let request = match part {
        "" => pool.list_request(),
        part => Request::to(&SEARCH_DEALS)
            .query("term", part.to_owned())
            .query("fields", "title".to_owned())
            .query("status", (pool == Pool::Open).then(|| "open".to_owned()))
            .query("limit", "100".to_owned()),
    };
    // One page is enough: a longer part of the title narrows the search.
    let page = app.next_page(&mut app.pages(request)).await?.unwrap_or_default();
    let names = app.names(&[Lookup::Stages]).await?;
    let item = |record: &Record| {
        let reading = record.read();
        match part {
            "" => found_deal(&reading, "", &names),
            _ if pool.has_hit(&reading) => found_deal(&reading, "item.", &names),
            _ => None,
        }
    };
    Ok(page.iter().filter_map(item).collect())
}

/// A deal to choose from a list.
pub(super) struct FoundDeal {
    pub id: u64,
    pub title: String,
    /// Its stage or status, and its value.
    pub details: String,
    pub item: Item,
}

/// Reads a deal whose keys are below the path `at`.
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
    let item = Item::new(title.clone()).note(note.collect::<Vec<_>>().join(" · ")).id(id);
    Some(FoundDeal { id, title, details: details.join(", "), item })
}

/// Prompts for one of a deal's items, and returns its index; `none` is the error if there are no items.
pub fn pick_item(app: &App, what: &str, items: &[Item], none: String) -> Result<usize, Error> {
    match items {
        [] => Err(Error::not_found(none)),
        items => app.ask.pick(Question::new(what, what), items, None)?.ok_or_else(Error::canceled),
    }
}

/// Prompts for a user of the company.
pub async fn pick_user(app: &App) -> Result<u64, Error> {
    require(app, &[("USER", false)], "use the name, email or ID of a user")?;
    let names = app.names(&[Lookup::Users]).await?;
    let active: Vec<_> = names.users.iter().filter(|user| !user.is_inactive).collect();
    let items: Vec<Item> = active.iter().map(|user| field_prompt::user_item(user)).collect();
    if items.is_empty() {
        return Err(Error::not_found("the company has no active user"));
    }
    let place = app.ask.pick(Question::new("User", "USER"), &items, None)?;
    Ok(active[place.ok_or_else(Error::canceled)?].id)
}

/// Prompts for a person, and returns the name and the ID.
pub async fn pick_person(app: &App) -> Result<(String, u64), Error> {
    require(app, &[("PERSON", false)], "use the name or ID of a person")?;
    let found = field_prompt::ask_contact(app, "Person", "PERSON", false, None).await?;
    let (id, name) = found.ok_or_else(Error::canceled)?;
    Ok((name.unwrap_or_else(|| format!("person {id}")), id))
}
