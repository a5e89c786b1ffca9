//! Pagination: fetches the pages of a list on demand, by cursor or by offset.

mod items;
mod seen;

pub use items::records;
pub use seen::SeenIds;

use super::client::Client;
use super::endpoints::Paging;
use super::error::{Error, ErrorKind};
use super::request::Request;
use super::response::{Next, Response};
use crate::model::record::Record;
use items::items;
use seen::Key;
use std::collections::HashSet;

/// Maximum number of consecutive pages without a new record before the list counts as endless.
const MAX_STALE_PAGES: u32 = 2;

pub struct Pages<'a> {
    client: &'a Client,
    request: Request,
    step: Step,
    /// Number of records still wanted; `None` for all.
    left: Option<u64>,
    /// A predicate for the wanted records; `None` for all.
    filter: Option<Filter<'a>>,
    /// Whether `limit` left out records.
    cut: bool,
    /// Whether `limit` left out records of the last page.
    cut_within_page: bool,
    /// Whether items may be of any JSON type.
    bare: bool,
    seen: SeenIds,
    /// Cursors that were used.
    cursors: HashSet<String>,
    /// The keys of the previous page.
    last: Vec<Key>,
    /// Number of consecutive pages without a new record.
    stale_pages: u32,
}

/// A predicate on records.
struct Filter<'a> {
    is_wanted: Box<dyn Fn(&Record) -> bool + 'a>,
    /// Whether it may drop most records of a page.
    is_sparse: bool,
}

enum Step {
    First,
    At(Next),
    Done,
}

impl<'a> Pages<'a> {
    /// Reads the whole list of `request`.
    pub fn new(client: &'a Client, request: Request) -> Pages<'a> {
        Pages {
            client,
            request,
            step: Step::First,
            left: None,
            filter: None,
            cut: false,
            cut_within_page: false,
            bare: false,
            seen: SeenIds::default(),
            cursors: HashSet::new(),
            last: Vec::new(),
            stale_pages: 0,
        }
    }

    /// Returns at most `limit` records.
    pub fn limit(mut self, limit: Option<u64>) -> Pages<'a> {
        self.left = limit;
        self
    }

    /// Drops records that are not wanted; they do not count toward the limit. With `is_sparse`, a limit does
    /// not reduce the page size.
    pub fn filtered(
        mut self,
        is_wanted: impl Fn(&Record) -> bool + 'a,
        is_sparse: bool,
    ) -> Pages<'a> {
        self.filter = Some(Filter { is_wanted: Box::new(is_wanted), is_sparse });
        self
    }

    /// Starts at a cursor of an earlier response.
    pub fn from_cursor(mut self, cursor: Option<String>) -> Pages<'a> {
        if let Some(cursor) = cursor {
            self.cursors.insert(cursor.clone());
            self.step = Step::At(Next::Cursor(cursor));
        }
        self
    }

    /// Starts at an offset.
    pub fn from_start(mut self, start: Option<u64>) -> Pages<'a> {
        if let Some(start) = start {
            self.step = Step::At(Next::Start(start));
        }
        self
    }

    /// Accepts items that are not objects; one endpoint has them (pipedrive.md P283).
    pub fn bare(mut self) -> Pages<'a> {
        self.bare = true;
        self
    }

    /// Skips records of earlier lists.
    pub fn without(mut self, seen: SeenIds) -> Pages<'a> {
        self.seen = seen;
        self
    }

    /// The IDs of all records so far, including those passed to `without`.
    pub fn into_seen_ids(self) -> SeenIds {
        self.seen
    }

    /// Fetches the next page; `None` after the last. Only a missing cursor or offset ends a list:
    /// an empty page does not.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>, Error> {
        if self.is_done() {
            return Ok(None);
        }
        let response = self.client.send(&self.request()).await?;
        self.take(response).map(Some)
    }

    /// Returns the new records of a page, up to the limit, and advances to the next page.
    fn take(&mut self, response: Response) -> Result<Vec<Record>, Error> {
        let Response { data, next } = response;
        let step = self.advance(next)?;
        let mut records = if self.bare { items(data)? } else { records(data)? };
        let is_new = self.retain_new(&mut records)?;
        self.stale_pages = if is_new { 0 } else { self.stale_pages + 1 };
        if self.stale_pages >= MAX_STALE_PAGES && !matches!(step, Step::Done) {
            return Err(stuck(format_args!("{MAX_STALE_PAGES} pages in a row have no new record")));
        }
        self.step = step;
        if let Some(filter) = &self.filter {
            records.retain(|record| (filter.is_wanted)(record));
        }
        if let Some(left) = &mut self.left {
            let wanted = usize::try_from(*left).unwrap_or(usize::MAX);
            self.cut_within_page = records.len() > wanted;
            self.cut =
                self.cut_within_page || records.len() == wanted && !matches!(self.step, Step::Done);
            records.truncate(wanted);
            *left -= records.len() as u64;
        }
        Ok(records)
    }

    /// Whether the end of the list or the limit is reached.
    pub fn is_done(&self) -> bool {
        matches!(self.step, Step::Done) || self.left == Some(0)
    }

    /// Whether the limit ended the list early.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether records that the limit left out are known to be wanted.
    pub fn has_more(&self) -> bool {
        let is_sparse = self.filter.as_ref().is_some_and(|filter| filter.is_sparse);
        self.cut && (self.cut_within_page || !is_sparse)
    }

    /// Whether records are dropped.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// The cursor from which a later run can resume; `None` if it would skip records of a page.
    pub fn cursor(&self) -> Option<&str> {
        match &self.step {
            _ if self.cut_within_page && self.is_filtered() => None,
            Step::At(Next::Cursor(cursor)) => Some(cursor),
            _ => None,
        }
    }

    /// The offset from which a later run can resume.
    pub fn start(&self) -> Option<u64> {
        match self.step {
            Step::At(Next::Start(start)) => Some(start),
            _ => None,
        }
    }

    /// The request for the next page, with the largest page size that is useful: the cost does not
    /// depend on it (pipedrive.md P71).
    pub fn request(&self) -> Request {
        let mut request = self.request.clone();
        match request.paging() {
            Some(Paging::Cursor { max } | Paging::Offset { max })
                if !request.has_query("limit") =>
            {
                let max = u64::from(max);
                let is_sparse = self.filter.as_ref().is_some_and(|filter| filter.is_sparse);
                let left = self.left.filter(|_| !is_sparse);
                request.set("limit", left.map_or(max, |left| left.min(max)).to_string());
            }
            // Not paged, a path that is not in the endpoint table, or an explicit page size.
            _ => {}
        }
        match &self.step {
            Step::At(Next::Cursor(cursor)) => request.set("cursor", cursor.clone()),
            Step::At(Next::Start(start)) => request.set("start", start.to_string()),
            Step::First | Step::Done => {}
        }
        request
    }

    fn advance(&mut self, next: Option<Next>) -> Result<Step, Error> {
        let is_repeated = match (&self.step, &next) {
            (_, Some(Next::Cursor(next))) => !self.cursors.insert(next.clone()),
            (Step::At(Next::Start(at)), Some(Next::Start(next))) => next <= at,
            (Step::First, Some(Next::Start(next))) => *next == 0,
            _ => false,
        };
        if is_repeated {
            return Err(stuck("the next page was already fetched"));
        }
        Ok(next.map_or(Step::Done, Step::At))
    }

    /// Drops records that were returned before; returns whether any is new. Records without IDs may
    /// be equal and still distinct, so only the overlap of two consecutive offset pages is dropped:
    /// a record added at the start of the list meanwhile moves the last records of a page to the
    /// next one.
    fn retain_new(&mut self, records: &mut Vec<Record>) -> Result<bool, Error> {
        let keys: Vec<Key> =
            records.iter().map(|record| self.seen.key(&self.request, record)).collect();
        if keys.len() > 1 && keys == self.last {
            return Err(stuck("the same page was returned twice"));
        }
        let overlap = match self.step {
            Step::At(Next::Start(_)) => (1..=keys.len().min(self.last.len()))
                .rfind(|length| self.last.ends_with(&keys[..*length])),
            _ => None,
        };
        let (mut at, mut is_any_new) = (0, false);
        records.retain(|_| {
            let (Key::Id(key) | Key::Text(key)) = keys[at];
            let is_new = self.seen.insert(key);
            let is_alike = matches!(keys[at], Key::Text(_)) && at >= overlap.unwrap_or_default();
            is_any_new |= is_new;
            at += 1;
            is_new || is_alike
        });
        self.last = keys;
        Ok(is_any_new)
    }
}

fn stuck(why: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::List, format!("the list does not advance: {why}"))
}

#[cfg(test)]
mod tests;
