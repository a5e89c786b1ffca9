//! The explanations of `--dry-run` and `-v` for an export: its requests, which filters the server applies,
//! and the cost.

use super::Options;
use super::choice::{Choice, Plan, choose_plan};
use super::related::{note_cost, note_cost_of_changes};
use super::run::{LISTS, changes_request, read_count};
use super::scope::Scope;
use crate::api::endpoints::SUMMARY;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::related::RelatedKind;
use crate::store::database::{Database, RelatedLeft, WalkedList};
use crate::text;
use std::path::Path;

/// Prints which filters the server applies, with `-v` or in a dry run. Changes are read without filters: a
/// changed deal may no longer meet the conditions.
pub fn note_filters(app: &App, scope: &Scope, plan: &Plan) -> Result<(), Error> {
    let selections = scope.selections(app)?;
    if !matches!(plan, Plan::Changes(_)) {
        if let Some(first) = selections.first() {
            first.note(app);
        }
    } else if app.settings.flags.verbose > 0 || app.is_dry() {
        for text in scope.conditions.texts() {
            app.note(format_args!("filtered here: {}", text::clean(text)));
        }
    }
    Ok(())
}

/// Prints the requests of a run that are known in advance.
pub async fn show_plan(app: &App, options: &Options, path: &Path) -> anyhow::Result<()> {
    LISTS.into_iter().for_each(|list| app.plan_lookup(list));
    let mut choice = Choice { plan: Plan::Full, scope: options.scope.clone(), note: None };
    let mut database = None;
    if path.exists() {
        let opened = Database::open(path)?;
        let account = app.account_key().await?;
        choice = choose_plan(&opened, options, &account)?;
        database = Some(opened);
    }
    let Choice { plan, scope, .. } = choice;
    note_filters(app, &scope, &plan)?;
    if !options.with.is_empty() {
        note_related_cost(app, &options.with, &plan, database).await?;
    }
    let requests: Vec<Request> = match plan {
        Plan::Changes(since) => {
            WalkedList::BOTH.iter().map(|list| changes_request(&scope, *list, since)).collect()
        }
        _ => {
            let lists = scope.lists().into_iter().map(|list| scope.request(list));
            let changes = WalkedList::BOTH.iter().filter(|_| scope.everything).map(|list| {
                let start = app.placeholder("start of the export");
                scope.request_for_changes(*list).query("updated_since", start.to_string())
            });
            lists.chain(changes).collect()
        }
    };
    let requests = requests.into_iter().map(|request| app.pages(request).request());
    app.plan(&requests.collect::<Vec<_>>())
}

/// Prints the cost of the related records, for the deals in the file, or for the number of deals in the
/// summary.
async fn note_related_cost(
    app: &App,
    kinds: &[RelatedKind],
    plan: &Plan,
    database: Option<Database>,
) -> Result<(), Error> {
    let deals = match &database {
        Some(database) => Some(database.count_deals()?),
        // The number of current deals, unless it cannot be read.
        None => app.send(&Request::to(&SUMMARY)).await.ok().and_then(read_count),
    };
    let mut left = match database {
        Some(mut database) => database.related_left(kinds)?,
        None => Vec::new(),
    };
    if !matches!(plan, Plan::Full) {
        if matches!(plan, Plan::Changes(_)) {
            note_cost_of_changes(app, kinds);
        }
        // New kinds, and those that an interrupted run did not finish.
        left.retain(|left| !left.deals.is_empty());
        if let Some(deals) = left.iter().map(|left| left.deals.len()).max() {
            note_cost(app, left, deals);
        }
        return Ok(());
    }
    let Some(deals) = deals else { return Ok(()) };
    let all: Vec<u64> = (0..deals as u64).collect();
    let unread = |kind: &RelatedKind| RelatedLeft {
        kind: *kind,
        deals: all.clone(),
        walk: None,
        requests: left.iter().find(|left| left.kind == *kind).and_then(|left| left.requests),
    };
    note_cost(app, kinds.iter().map(unread).collect(), deals);
    Ok(())
}
