//! Reads lists of deals in parallel parts: from both ends by ID, and long lists in slices by update time.
//! Deals that change meanwhile may move between slices, so the caller reads the changes since the start
//! again.

use super::mark::Mark;
use super::scope::Scope;
use super::slices::{self, MIN_SLICED, Slice};
use super::thread::DatabaseThread;
use crate::api::pages::Pages;
use crate::app::App;
use crate::error::Error;
use crate::model::record::Record;
use crate::model::time;
use crate::store::database::{Order, Walk, WalkedList};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use std::cell::Cell;

/// The ID of a walk that was not stored yet.
const NEW: i64 = 0;

/// The walks of a run.
pub struct Pool<'a> {
    app: &'a App,
    thread: &'a DatabaseThread,
    scope: &'a Scope,
    /// The end of the last slice: later changes are read again.
    mark: &'a Mark,
    /// The tokens that earlier processes spent on this run.
    spent_before: u32,
    received: &'a Cell<usize>,
    walks: Vec<OpenWalk<'a>>,
}

/// A walk, with its state in this process.
struct OpenWalk<'a> {
    walk: Walk,
    /// `None` while a request is in flight.
    pages: Option<Pages<'a>>,
    /// Whether its cursor is from an earlier process, and may have expired.
    is_resumed: bool,
    /// The earliest update time on the first page of this process, and the number of deals.
    first: Option<Timestamp>,
    read: usize,
    /// The lowest and highest ID of the first page of the list, and the number of deals.
    first_page: Option<(u64, u64, usize)>,
}

impl<'a> Pool<'a> {
    pub fn new(
        app: &'a App,
        thread: &'a DatabaseThread,
        scope: &'a Scope,
        mark: &'a Mark,
        spent_before: u32,
        received: &'a Cell<usize>,
    ) -> Pool<'a> {
        Pool { app, thread, scope, mark, spent_before, received, walks: Vec::new() }
    }

    /// Resumes the walks of an earlier process.
    pub fn resume(&mut self, walks: Vec<Walk>) {
        for walk in walks {
            self.open(walk, true);
        }
    }

    /// Starts reading each list at its first page.
    pub async fn add_lists(&mut self) -> Result<(), Error> {
        let walk = |list| new_walk(list, Order::Id);
        self.add(self.scope.lists().into_iter().map(walk).collect()).await
    }

    /// Starts reading the current deals once more, from the first to the last by ID.
    pub async fn add_plain_walk(&mut self) -> Result<(), Error> {
        self.add(vec![new_walk(WalkedList::Current, Order::Id)]).await
    }

    /// Whether a list was cut into slices, which omit deals without an update time (pipedrive.md P149).
    pub fn is_sliced(&self) -> bool {
        self.walks.iter().any(|open| open.walk.order == Order::UpdateTime)
    }

    pub fn walks(&self) -> usize {
        self.walks.len()
    }

    /// Reads all walks to their end in parallel.
    pub async fn read(&mut self) -> Result<(), Error> {
        self.read_with(self.app.settings.flags.parallel_requests()).await
    }

    /// Reads all walks to their end, one after the other.
    pub async fn read_one_by_one(&mut self) -> Result<(), Error> {
        self.read_with(1).await
    }

    async fn read_with(&mut self, parallel: usize) -> Result<(), Error> {
        let mut under_way = FuturesUnordered::new();
        if parallel > 1 {
            self.divide(parallel).await?;
        }
        loop {
            while under_way.len() < parallel {
                let Some((place, pages)) = self.take_ready() else {
                    if parallel > 1 && self.split().await? {
                        continue;
                    }
                    break;
                };
                under_way.push(next_page(place, pages));
            }
            let Some((place, pages, page)) = under_way.next().await else { return Ok(()) };
            self.take(place, pages, page).await?;
            if parallel > 1 {
                self.divide(parallel).await?;
            }
        }
    }

    /// Takes a walk whose next page can be requested.
    fn take_ready(&mut self) -> Option<(usize, Pages<'a>)> {
        let is_ready = |open: &OpenWalk| !open.walk.is_done && open.pages.is_some();
        let place = self.walks.iter().position(is_ready)?;
        Some((place, self.walks[place].pages.take()?))
    }

    /// Stores a page and the progress of its walk.
    async fn take(
        &mut self,
        place: usize,
        pages: Pages<'a>,
        page: Result<Option<Vec<Record>>, Error>,
    ) -> Result<(), Error> {
        let is_resumed = std::mem::take(&mut self.walks[place].is_resumed);
        let deals = match page {
            Ok(deals) => deals.unwrap_or_default(),
            // The lifetime of a cursor is not documented (pipedrive.md P103).
            Err(error) if is_resumed && error.status == Some(400) => {
                self.walks[place].walk.cursor = None;
                let pages = self.pages(&self.walks[place].walk);
                self.walks[place].pages = Some(pages);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.received.set(self.received.get() + deals.len());
        let open = &mut self.walks[place];
        open.advance(&deals);
        open.walk.cursor = pages.cursor().map(str::to_owned);
        open.walk.is_done |= pages.is_done();
        open.pages = Some(pages);
        let walk = open.walk.clone();
        self.close_met(walk.list);
        let tokens = self.spent_before + self.app.client.spent();
        let mark = self.mark.get(self.app);
        self.thread.send(move |database| database.store_page(&deals, &walk, mark, tokens)).await
    }

    /// Ends the two walks of a list by ID once they have met.
    fn close_met(&mut self, list: WalkedList) {
        let position = |order: Order| {
            let is_of = |open: &&OpenWalk| open.walk.list == list && open.walk.order == order;
            self.walks.iter().find(is_of).and_then(|open| open.walk.position)
        };
        let (Some(up), Some(down)) = (position(Order::Id), position(Order::IdDescending)) else {
            return;
        };
        if up + 1 >= down {
            let of_list = self.walks.iter_mut().filter(|open| open.walk.list == list);
            of_list
                .filter(|open| open.walk.order != Order::UpdateTime)
                .for_each(|open| open.walk.is_done = true);
        }
    }

    /// Adds a walk from the other end of a list with more than one page, and cuts a long list into slices.
    async fn divide(&mut self, parallel: usize) -> Result<(), Error> {
        for list in self.scope.lists() {
            let of_list = self.walks.iter().filter(|open| open.walk.list == list);
            match &of_list.collect::<Vec<_>>()[..] {
                [only] if !only.walk.is_done && only.walk.position.is_some() => {
                    self.add(vec![new_walk(list, Order::IdDescending)]).await?;
                }
                [up, down] if self.can_slice(list) && !up.walk.is_done => {
                    let (Some(first), Some(last)) = (up.first_page, down.first_page) else {
                        continue;
                    };
                    let oldest =
                        up.first.filter(|_| slices::estimate_count(first, last) >= MIN_SLICED);
                    if let Some(oldest) = oldest {
                        self.slice(list, oldest, parallel).await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a long list may be cut into slices. Missing deals are detected by the number of all deals.
    fn can_slice(&self, list: WalkedList) -> bool {
        list == WalkedList::Current && !self.scope.is_narrowed()
    }

    /// Replaces the walks of a list with slices from the oldest deal to the mark.
    async fn slice(
        &mut self,
        list: WalkedList,
        oldest: Timestamp,
        parallel: usize,
    ) -> Result<(), Error> {
        let mut changed: Vec<Walk> = Vec::new();
        for open in self.walks.iter_mut().filter(|open| open.walk.list == list) {
            open.walk.is_done = true;
            changed.push(open.walk.clone());
        }
        let mark = self.mark.get(self.app);
        let bounds = slices::divide(oldest, mark, parallel);
        let starts = [None].into_iter().chain(bounds.iter().copied().map(Some));
        let ends = bounds.iter().copied().chain([mark]);
        for (since, until) in starts.zip(ends) {
            let until = Some(until);
            changed.push(Walk { since, until, ..new_walk(list, Order::UpdateTime) });
        }
        self.add(changed).await
    }

    /// Cuts the slice with the most remaining deals in two; returns whether there was one to cut.
    async fn split(&mut self) -> Result<bool, Error> {
        let left = |open: &OpenWalk| open.slice().and_then(|slice| slice.left());
        let cuts = self
            .walks
            .iter()
            .enumerate()
            .filter_map(|(place, open)| Some((place, open.slice()?.cut()?, left(open)?)));
        let Some((place, cut, _)) = cuts.max_by(|one, other| one.2.total_cmp(&other.2)) else {
            return Ok(false);
        };
        let first = &mut self.walks[place].walk;
        let (list, until) = (first.list, first.until.replace(cut));
        let first = first.clone();
        let second = new_walk(list, Order::UpdateTime);
        self.add(vec![first, Walk { since: Some(cut), until, ..second }]).await?;
        Ok(true)
    }

    /// Adds new walks, and stores them together with the changed ones.
    async fn add(&mut self, mut walks: Vec<Walk>) -> Result<(), Error> {
        for walk in walks.iter_mut().filter(|walk| walk.id == NEW) {
            walk.id = self.walks.len() as i64 + 1;
            self.open(walk.clone(), false);
        }
        self.thread.send(move |database| database.put_walks(&walks)).await
    }

    fn open(&mut self, walk: Walk, is_resumed: bool) {
        let pages = Some(self.pages(&walk));
        let is_resumed = is_resumed && walk.cursor.is_some();
        self.walks.push(OpenWalk {
            walk,
            pages,
            is_resumed,
            first: None,
            read: 0,
            first_page: None,
        });
    }

    /// The remaining pages of a walk.
    fn pages(&self, walk: &Walk) -> Pages<'a> {
        let request = self.scope.request(walk.list);
        let (sort, direction) = match walk.order {
            Order::Id => (None, None),
            Order::IdDescending => (None, Some("desc")),
            Order::UpdateTime => (Some("update_time"), None),
        };
        // Without a cursor a slice resumes at the update time of the last deal.
        let reached = walk.position.filter(|_| walk.order == Order::UpdateTime);
        let reached = reached.and_then(|at| Timestamp::from_microsecond(at).ok());
        let request = request
            .query("sort_by", sort.map(str::to_owned))
            .query("sort_direction", direction.map(str::to_owned))
            .query("updated_since", reached.or(walk.since).map(time::v2))
            .query("updated_until", walk.until.map(time::v2));
        self.app.pages(request).from_cursor(walk.cursor.clone())
    }
}

fn new_walk(list: WalkedList, order: Order) -> Walk {
    Walk {
        id: NEW,
        list,
        order,
        since: None,
        until: None,
        cursor: None,
        position: None,
        is_done: false,
    }
}

/// Requests the next page of a walk.
async fn next_page(
    place: usize,
    mut pages: Pages<'_>,
) -> (usize, Pages<'_>, Result<Option<Vec<Record>>, Error>) {
    let page = pages.next().await;
    (place, pages, page.map_err(Error::from))
}

impl OpenWalk<'_> {
    /// Records the deals of a page.
    fn advance(&mut self, deals: &[Record]) {
        let time = |deal: &Record| deal.read().text("update_time").as_deref().and_then(time::read);
        let ids = || deals.iter().filter_map(Record::id);
        let (Some(lowest), Some(highest)) = (ids().min(), ids().max()) else { return };
        if self.read == 0 {
            self.first = deals.iter().filter_map(time).min();
            // A list that an earlier process began to read is not cut into slices.
            let is_new = self.walk.position.is_none();
            self.first_page = is_new.then_some((lowest, highest, deals.len()));
        }
        self.read += deals.len();
        let walk = &mut self.walk;
        walk.position = match walk.order {
            Order::Id => i64::try_from(highest).ok(),
            Order::IdDescending => i64::try_from(lowest).ok(),
            Order::UpdateTime => {
                let last = deals.iter().rev().find_map(time);
                let has_ended = last.zip(walk.until).is_some_and(|(last, until)| last >= until);
                walk.is_done |= has_ended;
                last.map(Timestamp::as_microsecond).or(walk.position)
            }
        };
    }

    /// The progress of a slice, if its start is known.
    fn slice(&self) -> Option<Slice> {
        let is_slice = self.walk.order == Order::UpdateTime && !self.walk.is_done;
        let position = self.walk.position.filter(|_| is_slice)?;
        Some(Slice {
            start: self.first?,
            position: Timestamp::from_microsecond(position).ok()?,
            until: self.walk.until?,
            read: self.read,
        })
    }
}
