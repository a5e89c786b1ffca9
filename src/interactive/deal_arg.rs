//! The deal arguments of the commands: by ID, by URL, or on a terminal by title. Without an argument, a
//! terminal prompts for a deal.

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

/// The argument of a command for a single deal.
#[derive(clap::Args, Debug)]
pub struct DealArg {
    /// Deal ID or URL; at a terminal also a title, or part of one
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
}

/// The argument of a command for several deals.
#[derive(clap::Args, Debug)]
pub struct DealsArg {
    /// Deal IDs or URLs; at a terminal also titles, or parts of them; `-` reads IDs from stdin
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deals: Vec<String>,
}

/// The deals that a command changes: named, or selected by conditions.
#[derive(clap::Args, Debug)]
pub struct TargetsArg {
    #[command(flatten)]
    deals: DealsArg,
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// The conditions that select the deals, and the plan file to write instead of sending. The heading
/// applies to all arguments that follow.
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

/// What a command does with a deal that is found by its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Read,
    /// The command does not show the deal before the change, so the match must be confirmed.
    Change,
    /// The command itself asks for confirmation and names the deal, unless `--yes` is given.
    ConfirmedChange,
}

impl DealArg {
    pub fn is_given(&self) -> bool {
        self.deal.is_some()
    }

    /// Resolves the ID of the deal; prompts for a missing one.
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

    /// Resolves the IDs of the deals; prompts if none is given.
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

    /// Like `resolve`, for a command that also reads the deals in a dry run.
    pub async fn read(&self, app: &App, purpose: Purpose, pool: Pool) -> Result<Targets, Error> {
        let ids = self.selection.named(app, &self.deals, purpose, pool).await?;
        if self.selection.is_given() {
            self.selection.find(app, &ids, pool).await
        } else {
            self.selection.resolve(app, ids, pool).await
        }
    }

    /// Resolves the named or selected deals; prompts for one of the pool if there are none.
    pub async fn resolve(&self, app: &App, purpose: Purpose, pool: Pool) -> Result<Targets, Error> {
        self.selection.targets(app, &self.deals, purpose, pool).await
    }
}

impl SelectionArgs {
    pub fn is_given(&self) -> bool {
        self.conditions.is_given()
    }

    /// The named deals, or those that meet the conditions, or one from a prompt.
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

    /// The named deals; prompts for one if there are neither names nor conditions.
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

    /// Resolves the deals of a pool that meet the conditions, only those in `ids` if it is not empty; without
    /// conditions, all of `ids`.
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
        // One more than the maximum, to detect that there are too many.
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

/// Resolves words to deal IDs, without duplicates; prompts for a deal if there are no words.
pub async fn ids(app: &App, words: &[String], purpose: Purpose) -> Result<Vec<u64>, Error> {
    if words.is_empty() {
        return Ok(vec![pick_id(app, "Deal", "DEAL").await?]);
    }
    let mut found = Vec::new();
    for word in words {
        if may_be_title(app, word) {
            found.push(find_by_title(app, word, purpose).await?);
        } else {
            found.extend(bulk::ids(app, std::slice::from_ref(word)).await?);
        }
    }
    bulk::keep_first(&mut found);
    Ok(found)
}

/// Resolves a word to a deal ID.
pub async fn id(app: &App, word: &str, purpose: Purpose) -> Result<u64, Error> {
    if may_be_title(app, word) {
        find_by_title(app, word, purpose).await
    } else {
        app.deal_id(word).await
    }
}

/// Whether to search for the word as a title. Never in scripts: titles are not unique over time.
fn may_be_title(app: &App, word: &str) -> bool {
    app.ask.can_ask() && word != "-" && names::parse_deals(word).is_err()
}

/// Finds a deal by its exact title, or else by words in its title; prompts if several match.
async fn find_by_title(app: &App, word: &str, purpose: Purpose) -> Result<u64, Error> {
    let title = word.trim();
    resolve::check_term(title)?;
    let hits = deal_picker::search_deals(app, title, Pool::All).await?;
    let mut found = names::find_exact(title, &hits, |deal| vec![&deal.title]);
    if found.is_empty() {
        found = hits.iter().collect();
    }
    match found[..] {
        [] => Err(Error::not_found(format!("no deal has `{title}` in its title"))
            .hint("use an ID, a URL or a title; for archived and deleted deals only an ID")),
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
    /// The title, and details that distinguish deals with the same title.
    fn label(&self) -> String {
        match self.details.as_str() {
            "" => self.title.clone(),
            details => format!("{}, {details}", self.title),
        }
    }
}
