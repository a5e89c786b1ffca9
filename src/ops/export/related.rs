//! Reads the records related to exported deals: with one request per deal, products of 100 deals per request,
//! and activities and notes as whole lists that are filtered on the client.

use super::thread::DatabaseThread;
use crate::api::endpoints::{
    DEAL_CHANGELOG, DEAL_FLOW, Endpoint, LIST_ACTIVITIES, LIST_DISCOUNTS, LIST_FILES,
    LIST_FOLLOWERS, LIST_NOTES, LIST_PARTICIPANTS, LIST_PRODUCTS,
};
use crate::api::request::Request;
use crate::app::App;
use crate::app::deals::BATCH;
use crate::error::{Error, ErrorKind};
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use crate::store::database::{RelatedLeft, RelatedRecords, RelatedWalk};
use crate::text;
use futures_util::{StreamExt, future, stream};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Maximum number of tokens to spend without confirmation.
const MAX_UNCONFIRMED_TOKENS: u32 = 1_000;
/// Up to this number of deals, the records are read per deal, since the length of the list of all records is
/// unknown.
const FEW_DEALS: usize = 10;
/// Records are stored after this number of deals, or after this time.
const MAX_BATCH: usize = 25;
const MAX_BATCH_AGE: Duration = Duration::from_secs(1);
/// Number of consecutively rejected requests after which to stop.
const MAX_REJECTED: usize = 10;

/// The endpoint of a kind.
pub fn endpoint(kind: RelatedKind) -> &'static Endpoint {
    match kind {
        RelatedKind::Followers => &LIST_FOLLOWERS,
        RelatedKind::Participants => &LIST_PARTICIPANTS,
        RelatedKind::Discounts => &LIST_DISCOUNTS,
        RelatedKind::Files => &LIST_FILES,
        RelatedKind::Changelog => &DEAL_CHANGELOG,
        RelatedKind::Flow => &DEAL_FLOW,
        RelatedKind::Products => &LIST_PRODUCTS,
        RelatedKind::Activities => &LIST_ACTIVITIES,
        RelatedKind::Notes => &LIST_NOTES,
    }
}

/// How to request the records of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// One request per deal.
    Deal,
    /// One request for up to 100 deals.
    Batch,
    /// The list of the records of all deals, or one request per deal.
    List,
}

impl Access {
    pub fn new(kind: RelatedKind) -> Access {
        match kind {
            RelatedKind::Products => Access::Batch,
            RelatedKind::Activities | RelatedKind::Notes => Access::List,
            _ => Access::Deal,
        }
    }
}

/// The minimum work of a run.
#[derive(Default)]
struct Work {
    lists: Vec<(RelatedKind, RelatedWalk)>,
    /// Kinds and deals; several deals if one request takes several.
    jobs: Vec<(RelatedKind, Vec<u64>)>,
    /// The cost in tokens by kind; long lists cost more.
    costs: Vec<(RelatedKind, u32)>,
}

impl Work {
    fn new(left: Vec<RelatedLeft>) -> Work {
        let mut work = Work::default();
        for RelatedLeft { kind, deals, walk, requests } in left {
            let cost = endpoint(kind).cost;
            let is_list = match (Access::new(kind), requests) {
                (Access::List, _) if walk.is_some() => true,
                (Access::List, Some(requests)) => deals.len() > requests as usize,
                (Access::List, None) => deals.len() > FEW_DEALS,
                _ => false,
            };
            if deals.is_empty() {
                continue;
            }
            let count = if is_list {
                let walk = walk.unwrap_or_default();
                let left = requests.unwrap_or(1).saturating_sub(walk.requests).max(1);
                work.lists.push((kind, walk));
                left
            } else {
                let size = if Access::new(kind) == Access::Batch { BATCH } else { 1 };
                let jobs = deals.chunks(size).map(|deals| (kind, deals.to_vec()));
                let before = work.jobs.len();
                work.jobs.extend(jobs);
                u32::try_from(work.jobs.len() - before).unwrap_or(u32::MAX)
            };
            work.costs.push((kind, count.saturating_mul(cost)));
        }
        work
    }

    fn cost(&self) -> u32 {
        self.costs.iter().fold(0, |sum, (_, cost)| sum.saturating_add(*cost))
    }

    /// Formats the cost in total and by kind: `6,700 tokens or more (files 6,680, notes 20)`.
    fn describe(&self) -> String {
        let group = |number: u32| text::group_digits(&number.to_string());
        let cost = |(kind, cost): &(RelatedKind, u32)| format!("{kind} {}", group(*cost));
        let costs: Vec<String> = self.costs.iter().map(cost).collect();
        format!("{} tokens or more ({})", group(self.cost()), costs.join(", "))
    }
}

/// Prints the cost of the related records of deals, in a dry run.
pub fn note_cost(app: &App, left: Vec<RelatedLeft>, deals: usize) {
    let work = Work::new(left);
    let deals = text::count(deals, "deal");
    app.note(format_args!("related records of {deals}: {}", work.describe()));
}

/// The same for changes, whose number is not known in advance.
pub fn note_cost_of_changes(app: &App, kinds: &[RelatedKind]) {
    let cost = |kind: &RelatedKind| {
        let per = if Access::new(*kind) == Access::Batch { " per 100" } else { "" };
        format!("{kind} {}{per}", endpoint(*kind).cost)
    };
    let costs: Vec<String> = kinds.iter().map(cost).collect();
    app.note(format_args!(
        "related records: for each deal that was changed {} tokens",
        costs.join(", ")
    ));
}

/// The progress: answered requests, and all known requests.
#[derive(Default)]
pub struct RelatedProgress {
    pub done: Cell<usize>,
    pub all: Cell<usize>,
    /// The number of requests that Pipedrive rejected, and the first error.
    rejected: RefCell<Option<(usize, Error)>>,
}

impl RelatedProgress {
    /// Returns an error if the records of some deals are missing.
    pub fn check(&self) -> Result<(), Error> {
        match self.rejected.take() {
            None => Ok(()),
            Some((count, first)) => {
                let requests = text::count(count, "request");
                let message = format!(
                    "{requests} for related records were rejected, the first with: {first}"
                );
                Err(Error::new(ErrorKind::Partial, message)
                    .hint("the next export to this file sends them again"))
            }
        }
    }

    fn reject(&self, error: Error) {
        let mut rejected = self.rejected.borrow_mut();
        rejected.get_or_insert((0, error)).0 += 1;
    }
}

/// Reads the related records that are missing in the database.
pub struct RelatedReader<'a> {
    pub app: &'a App,
    pub thread: &'a DatabaseThread,
    pub progress: &'a RelatedProgress,
}

impl RelatedReader<'_> {
    pub async fn read(&self, kinds: &[RelatedKind]) -> Result<(), Error> {
        let kinds = kinds.to_vec();
        let left = self.thread.run(move |database| database.related_left(&kinds)).await?;
        let work = Work::new(left);
        if work.costs.is_empty() {
            return Ok(());
        }
        self.confirm_cost(&work)?;
        self.progress.all.set(work.lists.len() + work.jobs.len());
        let parallel = self.app.settings.flags.parallel_requests();
        let mut lists = stream::iter(work.lists)
            .map(|(kind, walk)| self.read_list(kind, walk))
            .buffer_unordered(parallel);
        while let Some(read) = lists.next().await {
            read?;
        }
        self.read_deals(work.jobs, parallel).await
    }

    /// Asks for confirmation of a high cost, unless a flag confirms or limits it.
    fn confirm_cost(&self, work: &Work) -> Result<(), Error> {
        let app = self.app;
        if app.settings.flags.verbose > 0 {
            app.note(format_args!("related records: {}", work.describe()));
        }
        let is_limited = app.settings.retry_policy.max_tokens.is_some();
        if work.cost() <= MAX_UNCONFIRMED_TOKENS || is_limited || app.settings.flags.yes {
            return Ok(());
        }
        let what = format!("related records cost {}", work.describe());
        if !app.ask.can_ask() {
            return Err(Error::usage(what).hint(
                "add --yes, or --max-tokens N to stop at N tokens; the deals are stored, and the same \
                 command continues",
            ));
        }
        let mut answer = Ok(());
        app.progress.suspend(|| answer = app.ask.confirm(&format!("The {what}. Read them?")));
        answer
    }

    /// Reads the records of all deals page by page.
    async fn read_list(&self, kind: RelatedKind, mut walk: RelatedWalk) -> Result<(), Error> {
        let mut is_resumed = walk.next.is_some();
        let mut pages = self.pages(kind, walk.next.clone());
        loop {
            let page = match pages.next().await {
                Ok(page) => page,
                // The lifetime of a cursor is not documented (pipedrive.md P103).
                Err(error) if is_resumed && error.status == Some(400) => {
                    self.thread.run(move |database| database.restart_related_walk(kind)).await?;
                    (walk, is_resumed) = (RelatedWalk::default(), false);
                    pages = self.pages(kind, None);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let Some(records) = page else { break };
            is_resumed = false;
            let start = pages.start().map(|start| start.to_string());
            walk.next = pages.cursor().map(str::to_owned).or(start);
            walk.requests += 1;
            let stored = walk.clone();
            let store = self
                .thread
                .send(move |database| database.store_related_page(kind, &records, &stored));
            store.await?;
        }
        self.progress.done.set(self.progress.done.get() + 1);
        let requests = walk.requests;
        self.thread.send(move |database| database.finish_related_walk(kind, requests)).await
    }

    fn pages(&self, kind: RelatedKind, next: Option<String>) -> crate::api::pages::Pages<'_> {
        let pages = self.app.pages(Request::to(endpoint(kind)));
        match next.as_deref().map(str::parse) {
            Some(Ok(start)) if kind == RelatedKind::Notes => pages.from_start(Some(start)),
            _ => pages.from_cursor(next),
        }
    }

    /// Reads the records of single deals, and stores them in batches. After an error, requests in flight are
    /// completed, since they are charged.
    async fn read_deals(
        &self,
        jobs: Vec<(RelatedKind, Vec<u64>)>,
        parallel: usize,
    ) -> Result<(), Error> {
        let failure = RefCell::new(None);
        let mut reads = stream::iter(jobs)
            .take_while(|_| future::ready(failure.borrow().is_none()))
            .map(|(kind, deals)| self.read_job(kind, deals))
            .buffer_unordered(parallel);
        let mut batch = Vec::new();
        let mut begun = Instant::now();
        let mut rejected_in_a_row = 0;
        while let Some(read) = reads.next().await {
            match read {
                Ok(read) => {
                    batch.extend(read);
                    rejected_in_a_row = 0;
                }
                // Other deals may succeed.
                Err(error) if is_rejected(&error) && rejected_in_a_row + 1 < MAX_REJECTED => {
                    self.progress.reject(error);
                    rejected_in_a_row += 1;
                }
                Err(error) => {
                    failure.borrow_mut().get_or_insert(error);
                    continue;
                }
            }
            self.progress.done.set(self.progress.done.get() + 1);
            if batch.len() >= MAX_BATCH || begun.elapsed() >= MAX_BATCH_AGE {
                self.store(std::mem::take(&mut batch)).await?;
                begun = Instant::now();
            }
        }
        drop(reads);
        self.store(batch).await?;
        failure.into_inner().map_or(Ok(()), Err)
    }

    async fn store(&self, batch: Vec<RelatedRecords>) -> Result<(), Error> {
        self.thread.send(move |database| database.store_related(&batch)).await
    }

    /// Reads the records of one or several deals.
    async fn read_job(
        &self,
        kind: RelatedKind,
        deals: Vec<u64>,
    ) -> Result<Vec<RelatedRecords>, Error> {
        let mut by_deal: HashMap<u64, Vec<Record>> = HashMap::new();
        let mut pages = self.app.pages(job_request(kind, &deals));
        loop {
            let records = match pages.next().await {
                Ok(Some(records)) => records,
                Ok(None) => break,
                // The deal was deleted meanwhile: its stored records are kept.
                Err(error) if matches!(error.status, Some(404 | 410)) => return Ok(Vec::new()),
                Err(error) => return Err(error.into()),
            };
            for record in records {
                let deal = match deals[..] {
                    [only] => Some(only),
                    _ => record.read().reference("deal_id"),
                };
                if let Some(deal) = deal {
                    by_deal.entry(deal).or_default().push(record);
                }
            }
        }
        let of_deal = |deal: u64| RelatedRecords {
            kind,
            deal,
            records: by_deal.remove(&deal).unwrap_or_default(),
        };
        Ok(deals.into_iter().map(of_deal).collect())
    }
}

fn is_rejected(error: &Error) -> bool {
    matches!(error.status, Some(400 | 403 | 409 | 422))
}

/// The request for the records of deals.
fn job_request(kind: RelatedKind, deals: &[u64]) -> Request {
    let request = Request::to(endpoint(kind));
    match (Access::new(kind), deals) {
        (Access::Batch, deals) => request.list("deal_ids", deals),
        (Access::List, deals) => request.list("deal_id", deals),
        (Access::Deal, deals) => {
            let deal = deals.first().copied().unwrap_or_default();
            // Without this parameter the flow lacks changes of custom fields.
            let all = (kind == RelatedKind::Flow).then(|| "1".to_owned());
            request.with("id", deal).query("all_changes", all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(kind: RelatedKind, deals: u64, requests: Option<u32>) -> RelatedLeft {
        RelatedLeft { kind, deals: (1..=deals).collect(), walk: None, requests }
    }

    #[test]
    fn each_kind_is_read_with_the_cheapest_requests() {
        for (kind, deals, requests, lists, jobs, cost) in [
            (RelatedKind::Files, 250, None, 0, 250, 5_000),
            (RelatedKind::Products, 250, None, 0, 3, 30),
            (RelatedKind::Notes, 250, None, 1, 0, 20),
            (RelatedKind::Notes, 250, Some(8), 1, 0, 160),
            (RelatedKind::Notes, 8, Some(8), 0, 8, 160),
            (RelatedKind::Activities, 10, None, 0, 10, 100),
            (RelatedKind::Activities, 11, None, 1, 0, 10),
            (RelatedKind::Activities, 0, None, 0, 0, 0),
        ] {
            let work = Work::new(vec![left(kind, deals, requests)]);
            let found = (work.lists.len(), work.jobs.len(), work.cost());
            assert_eq!(found, (lists, jobs, cost), "{kind} {deals} {requests:?}");
        }
    }

    #[test]
    fn a_partly_read_list_is_resumed() {
        let walk = RelatedWalk { next: Some("500".to_owned()), requests: 6 };
        let left = RelatedLeft { walk: Some(walk.clone()), ..left(RelatedKind::Notes, 3, Some(8)) };
        let work = Work::new(vec![left]);
        assert_eq!((&work.lists[..], work.cost()), (&[(RelatedKind::Notes, walk)][..], 40));
    }
}
