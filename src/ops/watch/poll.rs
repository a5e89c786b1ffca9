//! Reads changes into the database of a watch, and derives the events.

use super::events::{Event, Rules, update_time};
use super::state::TemporaryFile;
use crate::api;
use crate::api::ErrorKind as Cause;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::field::is_custom_key;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::time;
use crate::ops::conditions::Conditions;
use crate::ops::export::{self, Mark, list_request};
use crate::store::database::{Database, WalkedList, WatchTime};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

/// Number of deals to compare at a time.
const PAGE: usize = 500;

/// Why a poll failed.
pub enum Failure {
    /// A temporary error; the server may have requested a wait before the next poll.
    Temporary(Error, Option<Duration>),
    Final(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Final(error)
    }
}

impl From<api::Error> for Failure {
    fn from(error: api::Error) -> Failure {
        let is_temporary = error.is_transient()
            || match error.kind {
                Cause::Throttled | Cause::NotJson | Cause::List | Cause::Certificate(_) => true,
                // From a proxy or the sign-in page of a network; 403 is a block.
                Cause::Page => !matches!(error.status, Some(403 | 404)),
                _ => false,
            };
        let wait = error.longest_wait.or(error.retry_after);
        if is_temporary {
            Failure::Temporary(error.into(), wait)
        } else {
            Failure::Final(error.into())
        }
    }
}

/// Polls the service.
pub struct Poll<'a> {
    pub app: &'a App,
    conditions: Conditions,
    /// The day in the account's zone on which the dates of the conditions were parsed.
    day: Date,
    /// Keys of custom fields that a lookup did not find.
    unknown: HashSet<String>,
}

/// The changed deals of a list, and the time up to which they were read.
struct Changed {
    deals: Vec<Record>,
    since: Timestamp,
    mark: Timestamp,
}

impl<'a> Poll<'a> {
    /// With conditions that were parsed on a day.
    pub fn new(app: &'a App, conditions: Conditions, day: Date) -> Poll<'a> {
        Poll { app, conditions, day, unknown: HashSet::new() }
    }

    /// Parses the dates of the conditions again on another day.
    pub fn update_conditions(&mut self, now: &Zoned) {
        if now.date() != self.day {
            self.conditions.update_dates(now);
            self.day = now.date();
        }
    }

    /// Reads the changes since the last poll; `archived` includes archived deals. Deals, events and times are
    /// stored in one transaction after all pages were read. Returns the number of events.
    pub async fn read_changes(
        &mut self,
        database: &mut Database,
        archived: bool,
    ) -> Result<usize, Failure> {
        let mut lists = vec![(WalkedList::Current, WatchTime::Current)];
        if archived {
            lists.push((WalkedList::Archived, WatchTime::Archived));
        }
        let (mut all, mut times) = (Vec::new(), Vec::new());
        for (list, name) in lists {
            let since = database.watch_time(name)?.ok_or_else(no_state)?;
            let Changed { deals, since, mark } = self.read_list(list, since).await?;
            all.extend(deals.into_iter().map(|deal| (since, deal)));
            times.push((name, mark));
        }
        // Each list is in this order already; a deal may be in both, or twice in one.
        all.sort_by_cached_key(|(_, deal)| order(deal));
        self.load_fields(database, all.iter().map(|(_, deal)| deal)).await;
        let names = self.app.cached_names().await;
        let rules = Rules { conditions: &self.conditions, names: &names };
        let mut events = Vec::new();
        let mut known = HashMap::new();
        for (since, deal) in &all {
            let Some(id) = deal.id() else { continue };
            let old = match known.get(&id) {
                Some(old) => Some(Record::clone(old)),
                None => database.find_deal(id)?,
            };
            events.extend(rules.compare(old.as_ref(), deal, *since));
            known.insert(id, deal.clone());
        }
        let deals: Vec<Record> = all.into_iter().map(|(_, deal)| deal).collect();
        database.store_events(&deals, &[], &to_json(&events)?, &times)?;
        Ok(events.len())
    }

    /// Reads all deals into `path` and compares them with the database, which also finds deals that are no
    /// longer visible.
    pub async fn read_all(
        &mut self,
        database: &mut Database,
        path: &Path,
    ) -> Result<usize, Failure> {
        let file = TemporaryFile::new(path.to_owned());
        let fetched = export::fetch(self.app, &file.0, true).await;
        let full = fetched.map_err(|error| match error.kind {
            ErrorKind::Unavailable => Failure::Temporary(error, None),
            _ => Failure::Final(error),
        })?;
        let mark = full.last_run()?.and_then(|run| run.mark).ok_or_else(no_state)?;
        let since = database.watch_time(WatchTime::Current)?.ok_or_else(no_state)?;
        database.learn(&export::company_lists(self.app).await?)?;
        let names = self.app.cached_names().await;
        let rules = Rules { conditions: &self.conditions, names: &names };
        let (mut events, mut changed) = (Vec::new(), Vec::new());
        let mut after = None;
        loop {
            let deals = full.deals_after(after, PAGE)?;
            let Some(last) = deals.last() else { break };
            after = last.id();
            for deal in deals {
                let old = deal.id().map(|id| database.find_deal(id)).transpose()?.flatten();
                let is_same = old.as_ref().is_some_and(|old| old.text() == deal.text());
                if !is_same {
                    let found = rules.compare(old.as_ref(), &deal, since);
                    events.extend(found.into_iter().map(|event| (order(&deal), event)));
                    changed.push(deal);
                }
            }
        }
        let mut removed = Vec::new();
        let mut after = None;
        loop {
            let deals = database.deals_after(after, PAGE)?;
            let Some(last) = deals.last() else { break };
            after = last.id();
            for deal in deals {
                let Some(id) = deal.id() else { continue };
                if full.find_deal(id)?.is_none() {
                    events.extend(rules.leave(&deal).map(|event| (order(&deal), event)));
                    removed.push(id);
                }
            }
        }
        events.sort_by_key(|(order, _)| *order);
        let events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
        let times =
            [WatchTime::Current, WatchTime::Archived, WatchTime::Full].map(|name| (name, mark));
        database.store_events(&changed, &removed, &to_json(&events)?, &times)?;
        full.close()?;
        Ok(events.len())
    }

    async fn read_list(&self, list: WalkedList, since: Timestamp) -> Result<Changed, Failure> {
        let request = list_request(list, true)
            .query("updated_since", time::v2(since))
            .query("sort_by", "update_time".to_owned());
        let mark = Mark::new();
        let mut pages = self.app.pages(request);
        let mut deals = Vec::new();
        while let Some(page) = pages.next().await? {
            // Fixes the mark with the time of the first response.
            mark.get(self.app);
            deals.extend(page);
        }
        // If the clock of the server is wrong, the time must not move back.
        Ok(Changed { deals, since, mark: mark.get(self.app).max(since) })
    }

    /// Looks up custom fields that were added since the last lookup. Without a response they have no name
    /// yet.
    async fn load_fields(&mut self, database: &mut Database, deals: impl Iterator<Item = &Record>) {
        let names = self.app.cached_names().await;
        let is_new =
            |key: &str| !names.has_field(key) && is_custom_key(key) && !self.unknown.contains(key);
        let mut new = HashSet::new();
        for deal in deals {
            let view = deal.read();
            new.extend(
                view.custom_members()
                    .map(|(key, _)| key)
                    .filter(|key| is_new(key))
                    .map(str::to_owned),
            );
        }
        if new.is_empty() {
            return;
        }
        if self.app.fetch_lookup(Lookup::Fields).await.is_ok() {
            if let Ok(lists) = export::company_lists(self.app).await {
                let _ = database.learn(&lists);
            }
            self.unknown.extend(new);
        }
    }
}

/// The order of events: by update time, then by deal.
fn order(deal: &Record) -> (Option<Timestamp>, Option<u64>) {
    let view = deal.read_keys(&["id", "update_time", "add_time"], &[]);
    (update_time(&view).as_deref().and_then(time::read), view.id())
}

fn to_json(events: &[Event]) -> Result<Vec<String>, Error> {
    let json: serde_json::Result<_> = events.iter().map(serde_json::to_string).collect();
    json.map_err(|error| Error::unexpected(error.to_string()))
}

fn no_state() -> Error {
    Error::unexpected("the database of the watch has no time to continue from")
}

/// Looks up the names to print events with.
pub async fn load_names(app: &App) -> Result<(), Error> {
    let lists = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users, Lookup::Account];
    app.names(&lists).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_temporary_errors_are_retried() {
        let is_temporary = |kind: Cause, status: Option<u16>| {
            let error = api::Error { status, ..api::Error::new(kind, "x") };
            matches!(Failure::from(error), Failure::Temporary(..))
        };
        for kind in [Cause::Unreachable, Cause::Timeout, Cause::Interrupted, Cause::Server] {
            assert!(is_temporary(kind, None));
        }
        assert!(
            is_temporary(Cause::Throttled, Some(429)) && is_temporary(Cause::NotJson, Some(200))
        );
        assert!(is_temporary(Cause::Page, Some(200)) && !is_temporary(Cause::Page, Some(403)));
        let over = Cause::OverBudget { cost: 10, spent: 95, limit: 100 };
        for (kind, status, code) in [
            (Cause::Unauthorized, Some(401), 3),
            (Cause::Forbidden, Some(403), 3),
            (Cause::BudgetSpent(None), Some(429), 6),
            (over, None, 6),
        ] {
            let error = api::Error { status, ..api::Error::new(kind, "x") };
            match Failure::from(error) {
                Failure::Final(error) => assert_eq!(error.kind.exit_code(), code),
                Failure::Temporary(error, _) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn retry_after_of_the_server_is_kept() {
        let wait = Some(Duration::from_secs(90));
        let error = api::Error { retry_after: wait, ..api::Error::new(Cause::Throttled, "x") };
        assert!(matches!(Failure::from(error), Failure::Temporary(_, found) if found == wait));
    }
}
