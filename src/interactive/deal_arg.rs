//! The deals that a command line names: by ID, by URL, or at a terminal by title. Where it names none,
//! one is picked.

use super::deal_picker::{self, FoundDeal, Pool, pick_id};
use crate::app::App;
use crate::error::Error;
use crate::model::arg::{self, ArgKind};
use crate::model::names;
use crate::model::record::Record;
use crate::ops::change::Targets;
use crate::ops::conditions::{Conditions, WhereArgs};
use crate::ops::selection::{Selection, Sort, SortArgs};
use crate::ops::{bulk, resolve};
use crate::text;
use crate::ui::prompt::{Item, Question};
use std::path::PathBuf;

/// The one deal that a command is about.
#[derive(clap::Args, Debug)]
pub struct DealArg {
    /// Deal ID or URL; at a terminal also a title, or part of one
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
}

/// The deals that a command is about.
#[derive(clap::Args, Debug)]
pub struct DealsArg {
    /// Deal IDs or URLs; at a terminal also titles, or parts of them; `-` reads IDs from stdin
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deals: Vec<String>,
}

/// The deals that a command writes to: named, or selected by conditions.
#[derive(clap::Args, Debug)]
pub struct TargetsArg {
    #[command(flatten)]
    deals: DealsArg,
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Conditions that select the deals, and whether the writes are sent or kept in a file. The heading
/// stays for all arguments that follow.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Filters")]
pub struct SelectionArgs {
    #[command(flatten)]
    pub conditions: WhereArgs,
    #[command(flatten)]
    sort: SortArgs,
    /// With --where: send nothing if more than N deals match
    #[arg(long, value_name = "N", default_value_t = 100, requires = "conditions", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true, help_heading = "Safety")]
    max: u64,
    /// Write a plan to FILE instead of sending it; `deals apply FILE` sends it
    #[arg(long, value_name = "FILE", add = ArgKind::File, help_heading = "Safety")]
    plan: Option<PathBuf>,
}

/// What becomes of a deal that is found by its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Read,
    /// Nothing else shows which deal is going to be changed, so it is asked about.
    Change,
    /// The command asks before the change and names the deal, unless `--yes` is given.
    ConfirmedChange,
}

impl DealArg {
    pub fn is_given(&self) -> bool {
        self.deal.is_some()
    }

    /// The ID of the deal, or of the one that is picked.
    pub async fn resolve(&self, app: &App, purpose: Purpose) -> Result<u64, Error> {
        match &self.deal {
            Some(word) => id(app, word, purpose).await,
            None => pick_id(app, "Deal", "DEAL").await,
        }
    }
}

impl DealsArg {
    pub fn is_given(&self) -> bool {
        !self.deals.is_empty()
    }

    /// The IDs of the deals, or that of the one that is picked.
    pub async fn resolve(&self, app: &App, purpose: Purpose) -> Result<Vec<u64>, Error> {
        ids(app, &self.deals, purpose).await
    }
}

impl TargetsArg {
    pub fn is_given(&self) -> bool {
        self.deals.is_given() || self.selection.is_given()
    }

    pub fn has_plan_file(&self) -> bool {
        self.selection.plan.is_some()
    }

    /// The same for a command that reads the deals in a dry run, too.
    pub async fn read(&self, app: &App, purpose: Purpose, pool: Pool) -> Result<Targets, Error> {
        let ids = self.selection.named(app, &self.deals, purpose, pool).await?;
        if self.selection.is_given() {
            self.selection.find(app, &ids, pool).await
        } else {
            self.selection.resolve(app, ids, pool).await
        }
    }

    /// The deals that are named or selected, or the one that is picked from a pool.
    pub async fn resolve(&self, app: &App, purpose: Purpose, pool: Pool) -> Result<Targets, Error> {
        self.selection.targets(app, &self.deals, purpose, pool).await
    }
}

impl SelectionArgs {
    pub fn is_given(&self) -> bool {
        self.conditions.is_given()
    }

    /// The deals that are named, or those that meet the conditions, or the one that is picked from a pool.
    pub async fn targets(
        &self,
        app: &App,
        deals: &DealsArg,
        purpose: Purpose,
        pool: Pool,
    ) -> Result<Targets, Error> {
        let ids = self.named(app, deals, purpose, pool).await?;
        self.resolve(app, ids, pool).await
    }

    /// The deals that are named; without conditions, the one that is picked.
    async fn named(
        &self,
        app: &App,
        deals: &DealsArg,
        purpose: Purpose,
        pool: Pool,
    ) -> Result<Vec<u64>, Error> {
        if deals.is_given() {
            deals.resolve(app, purpose).await
        } else if self.is_given() {
            Ok(Vec::new())
        } else {
            Ok(vec![deal_picker::pick_from(app, "Deal", "DEAL", pool).await?])
        }
    }

    /// The deals of a pool that meet the conditions, of `ids` if there are any; without conditions those
    /// of `ids`.
    pub async fn resolve(&self, app: &App, ids: Vec<u64>, pool: Pool) -> Result<Targets, Error> {
        if !self.is_given() {
            return Ok(Targets { plan_file: self.plan.clone(), ..Targets::new(ids) });
        }
        if !app.is_dry() {
            return self.find(app, &ids, pool).await;
        }
        let (conditions, sort) = self.order(app).await?;
        let request = pool.select_request(&conditions);
        let selection = Selection::new(app, request, &ids, &conditions, sort.as_ref())?;
        selection.note(app);
        let page = |request| selection.pages(app, request).request();
        let reads = selection.requests().iter().map(page).collect();
        let ids = vec![app.placeholder("each deal that matches")];
        Ok(Targets { reads, ids, is_selection: true, ..Targets::default() })
    }

    async fn order(&self, app: &App) -> Result<(Conditions, Option<Sort>), Error> {
        Ok((self.conditions.conditions(app).await?, self.sort.resolve(app).await?))
    }

    /// Reads the deals of a pool that meet the conditions.
    async fn find(&self, app: &App, ids: &[u64], pool: Pool) -> Result<Targets, Error> {
        let (conditions, sort) = self.order(app).await?;
        let request = pool.select_request(&conditions);
        let selection = Selection::new(app, request, ids, &conditions, sort.as_ref())?;
        selection.note(app);
        // One more shows that there are too many.
        let found = selection.read(app, Some(self.max.saturating_add(1)), None).await?.deals;
        if found.len() as u64 > self.max {
            let max = text::count(usize::try_from(self.max).unwrap_or(usize::MAX), "deal");
            return Err(Error::usage(format!("more than {max} match"))
                .hint("add a condition, or allow more deals with --max N"));
        }
        if found.is_empty() {
            app.note(format_args!("no deal matches"));
        }
        let ids = found.iter().filter_map(Record::id).collect();
        let plan_file = self.plan.clone();
        Ok(Targets { ids, read: found, is_selection: true, plan_file, ..Targets::default() })
    }
}

/// The deals that these words mean, each once, or the one that is picked.
pub async fn ids(app: &App, words: &[String], purpose: Purpose) -> Result<Vec<u64>, Error> {
    if words.is_empty() {
        return Ok(vec![pick_id(app, "Deal", "DEAL").await?]);
    }
    let mut found = Vec::new();
    for word in words {
        if may_be_title(app, word) {
            found.push(by_title(app, word, purpose).await?);
        } else {
            found.extend(bulk::ids(app, std::slice::from_ref(word)).await?);
        }
    }
    bulk::keep_first(&mut found);
    Ok(found)
}

/// The deal that this word means.
pub async fn id(app: &App, word: &str, purpose: Purpose) -> Result<u64, Error> {
    if may_be_title(app, word) {
        by_title(app, word, purpose).await
    } else {
        app.deal_id(word).await
    }
}

/// A script never finds a deal by its title: the one it means today may have a twin tomorrow.
fn may_be_title(app: &App, word: &str) -> bool {
    app.ask.can_ask() && word != "-" && names::parse_deals(word).is_err()
}

/// The deal with this title, or else with these words in its title; of several one is picked.
async fn by_title(app: &App, word: &str, purpose: Purpose) -> Result<u64, Error> {
    let title = word.trim();
    resolve::check_term(title)?;
    let hits = deal_picker::search_deals(app, title, Pool::All).await?;
    let mut found = names::find_exact(title, &hits, |deal| vec![&deal.title]);
    if found.is_empty() {
        found = hits.iter().collect();
    }
    match found[..] {
        [] => Err(Error::not_found(format!("no deal has `{title}` in its title"))
            .hint("a deal goes by ID, URL or title; archived and deleted ones only by ID")),
        [deal] => {
            let is_asked = match purpose {
                Purpose::Read => false,
                Purpose::Change => true,
                Purpose::ConfirmedChange => app.settings.flags.yes,
            };
            if is_asked {
                app.ask.confirm(&format!("Change deal {} ({})?", deal.id, deal.label()))?;
            }
            Ok(deal.id)
        }
        _ => {
            let items: Vec<Item> = found.iter().map(|deal| deal.item.clone()).collect();
            let question = format!("Deals with `{title}` in the title");
            let place = app.ask.pick(Question::new(&question, "DEAL"), &items, None)?;
            Ok(found[place.ok_or_else(Error::canceled)?].id)
        }
    }
}

impl FoundDeal {
    /// The title, and what tells the deal from another one of that title.
    fn label(&self) -> String {
        match self.details.as_str() {
            "" => self.title.clone(),
            details => format!("{}, {details}", self.title),
        }
    }
}
