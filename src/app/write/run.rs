//! The one door for writes. What is about to be sent stands in the journal first; a write whose
//! response was lost is never sent again: it is looked up, and is *done*, *not done* or *unknown*.

use super::journal::{Change, Journal, Outcome, WriteResult, touched_keys};
use super::{Attempt, Body, Evidence, Trace, Verdict, Write, judge};
use crate::api::endpoints::{GET_DEAL, LIST_ARCHIVED, LIST_DEALS};
use crate::api::request::Request;
use crate::app::{App, require_record};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::{time, value};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::io;
use std::time::Duration;

/// When to look for what a lost write left behind, counted from the loss: what was executed shows at
/// once as a rule, and what is still under way within seconds.
const LOOKS: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];
/// After a signal, how long the response is waited for.
const GRACE: Duration = Duration::from_secs(3);
/// Times on the wire are whole seconds, in a header and in a record.
const MARGIN: SignedDuration = SignedDuration::from_secs(2);

/// The writes of one command, which are one entry of the journal.
pub struct WriteRun<'a> {
    app: &'a App,
    /// `None` where no journal is kept.
    journal: Option<(Journal, u64)>,
    changes: Vec<Change>,
}

impl Change {
    /// A write, with what the touched keys of the deal it changes held before.
    pub fn new(write: Write, before: Option<&Record>) -> Change {
        let seen = before.and_then(|record| record.read().text("update_time").map(String::from));
        let before = match (write.body(), before) {
            (Some(body), Some(record)) => touched_keys(body, record),
            _ => Body::new(),
        };
        Change { write, before, seen_update_time: seen }
    }
}

impl App {
    /// Sends one write, and gives back the record of its response or, where that was lost, of what
    /// was found instead.
    pub async fn write(&self, write: Write, before: Option<&Record>) -> Result<Record, Error> {
        self.begin(vec![Change::new(write, before)]).await?.send(0).await
    }

    /// Writes down what is about to be sent.
    pub async fn begin(&self, changes: Vec<Change>) -> Result<WriteRun<'_>, Error> {
        let journal = match self.journal().await? {
            None => None,
            Some(journal) => {
                let entry = journal
                    .begin(&self.command, &changes, Timestamp::now())
                    .map_err(|error| journal_error(&journal, &error))?;
                Some((journal, entry))
            }
        };
        Ok(WriteRun { app: self, journal, changes })
    }

    /// Waits for the response to a path of the user's own. A write is in the journal; one whose
    /// response is lost is unknown, for only the user knows what it should have done.
    pub async fn send_raw<T>(
        &self,
        request: &Request,
        response: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        if !request.is_change() {
            return response.await;
        }
        let write = Write::Raw {
            method: request.method.to_string(),
            target: request.target(),
            body: request.body.clone(),
        };
        let run = self.begin(vec![Change::new(write, None)]).await?;
        run.mark_sending(0)?;
        let _writing = self.interrupt.begin_writing();
        let response = tokio::select! {
            response = response => response,
            () = self.interrupt.after(GRACE) => Err(interrupted_error()),
        };
        match response {
            Ok(response) => {
                let done = run.result(0, Outcome::Done, None);
                run.note(|journal, entry| journal.result(entry, 0, &done));
                self.did(&run.changes[0].write, None);
                Ok(response)
            }
            Err(failure) if failure.is_in_doubt() => Err(run.record_unknown(
                0,
                failure,
                "nothing shows whether it was executed",
                Vec::new(),
            )),
            Err(failure) => {
                run.record_not_done(0, &failure);
                Err(Error { effect: WriteOutcome::NotDone, ..failure })
            }
        }
    }

    /// One look for what a write left behind; the evidence, or `None` where nothing would tell.
    pub async fn look(&self, write: &Write, since: Timestamp) -> Result<Option<Evidence>, Error> {
        let Some(trace) = write.trace() else { return Ok(None) };
        Ok(Some(match trace {
            Trace::NewDeals { is_archived, original } => {
                let deals = self.newest_deals(is_archived, since).await?;
                let original = match original {
                    Some(id) => self.find_deal(id).await?,
                    None => None,
                };
                Evidence::NewDeals { deals, original }
            }
            Trace::Deal(id) => Evidence::Deal(self.find_deal(id).await?),
            Trace::Deals(gone, stays) => {
                Evidence::Deals(self.find_deal(gone).await?, self.find_deal(stays).await?)
            }
            Trace::List(endpoint, deal) => {
                Evidence::Rows(self.all(Request::to(endpoint).with("id", deal)).await?)
            }
        }))
    }

    /// A deal, if it is there.
    async fn find_deal(&self, id: u64) -> Result<Option<Record>, Error> {
        match self.one(&Request::to(&GET_DEAL).with("id", id)).await {
            Ok(deal) => Ok(Some(deal)),
            Err(failure) if failure.kind == ErrorKind::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The deals added since then, the newest first. `updated_since` would leave out those that have
    /// no `update_time` yet.
    async fn newest_deals(
        &self,
        is_archived: bool,
        since: Timestamp,
    ) -> Result<Vec<Record>, Error> {
        const PAGE: u32 = 100;
        let endpoint = if is_archived { &LIST_ARCHIVED } else { &LIST_DEALS };
        let request = Request::to(endpoint)
            .query("sort_by", "add_time".to_owned())
            .query("sort_direction", "desc".to_owned())
            .query("limit", PAGE.to_string());
        let mut pages = self.pages(request);
        let mut newest = Vec::new();
        while let Some(page) = self.next_page(&mut pages).await? {
            let is_new = |deal: &Record| {
                let added = deal.read().text("add_time").as_deref().and_then(time::read);
                added.is_none_or(|at| at >= since)
            };
            let is_over = page.iter().any(|deal| !is_new(deal));
            newest.extend(page.into_iter().filter(is_new));
            if is_over {
                break;
            }
        }
        Ok(newest)
    }

    /// The user whose token this is.
    pub async fn user(&self) -> Result<Option<u64>, Error> {
        let account = self.lookup(Lookup::Account).await?;
        Ok(account.first().and_then(|me| me.read().id()))
    }

    /// A moment of ours by the service's clock, with a margin.
    pub fn on_service_clock(&self, at: Timestamp) -> Timestamp {
        let ahead = self.client.ahead().unwrap_or_default();
        at.checked_add(ahead).and_then(|at| at.checked_sub(MARGIN)).unwrap_or(at)
    }
}

impl WriteRun<'_> {
    /// Sends one of the writes.
    pub async fn send(&self, n: usize) -> Result<Record, Error> {
        let app = self.app;
        let change = &self.changes[n];
        let request = change.write.request()?;
        app.interrupt.check()?;
        let began = self.mark_sending(n)?;
        let _writing = app.interrupt.begin_writing();
        let response = tokio::select! {
            response = app.send(&request) => response.map(require_record),
            () = app.interrupt.after(GRACE) => Err(interrupted_error()),
        };
        let failure = match response {
            Ok(Ok(record)) if change.write.is_confirmed_by(&record) => {
                self.record_done(n, &record);
                return Ok(record);
            }
            // A success that names no record, or another one.
            Ok(Ok(_)) => incomplete_error(&request),
            Ok(Err(failure)) => Error { effect: WriteOutcome::Unknown, ..failure },
            Err(failure) => failure,
        };
        if !failure.is_in_doubt() {
            self.record_not_done(n, &failure);
            return Err(Error { effect: WriteOutcome::NotDone, ..failure });
        }
        self.note(|journal, entry| journal.lost(entry, n, &failure.message));
        let failure = Error { kind: ErrorKind::Unavailable, ..failure };
        match self.look_up(n, began).await {
            Ok(Verdict::Done(record)) => {
                app.note(format_args!("{failure}; verified: {} was done", change.write.describe()));
                self.app.did(&change.write, read_id(&record));
                app.saw(&request, std::slice::from_ref(&record));
                Ok(record)
            }
            Ok(Verdict::NotDone) => {
                self.record_not_done(n, &failure);
                Err(Error { effect: WriteOutcome::NotDone, ..failure })
            }
            Ok(Verdict::Unknown { why, candidates }) => {
                Err(self.record_unknown(n, failure, &why, candidates))
            }
            Err(trouble) => {
                let why = format!("looking it up failed ({trouble})");
                Err(self.record_unknown(n, failure, &why, Vec::new()))
            }
        }
    }

    /// Marks a write as sent from now on.
    fn mark_sending(&self, n: usize) -> Result<Timestamp, Error> {
        let now = Timestamp::now();
        if let Some((journal, entry)) = &self.journal {
            journal.mark_sending(*entry, n, now).map_err(|error| journal_error(journal, &error))?;
        }
        Ok(now)
    }

    /// Looks a few times for what a lost write left behind. What is found belongs to this write from
    /// then on: it is in the journal, under the lock, before anybody is told.
    async fn look_up(&self, n: usize, began: Timestamp) -> Result<Verdict, Error> {
        let (app, change) = (self.app, &self.changes[n]);
        let mut verdict = Verdict::Unknown {
            why: "nothing shows whether it was executed".into(),
            candidates: Vec::new(),
        };
        let Some((journal, entry)) = &self.journal else { return Ok(verdict) };
        if change.write.trace().is_none() {
            return Ok(verdict);
        }
        let user = app.user().await?;
        let start = tokio::time::Instant::now();
        for (round, at) in LOOKS.into_iter().enumerate() {
            if round > 0
                && app
                    .interrupt
                    .run_until_signal(tokio::time::sleep_until(start + at))
                    .await
                    .is_none()
            {
                break;
            }
            let since = app.on_service_clock(began);
            let Some(found) = app.look(&change.write, since).await? else { break };
            let (claimed, is_rivaled) = journal
                .claimed_ids(*entry, n, began - MARGIN)
                .unwrap_or_else(|_| (HashSet::new(), true));
            let attempt = Attempt {
                since,
                user,
                before: &change.before,
                seen_update_time: change.seen_update_time.as_deref(),
                claimed: &claimed,
                is_past_horizon: false,
            };
            verdict = judge(&change.write, &attempt, found);
            if let Verdict::Done(record) = &verdict {
                if is_rivaled && change.write.makes_new() {
                    // The other run may be about to hear that this one is its own.
                    let candidates = read_id(record).into_iter().collect();
                    let why = "another run is creating the same".to_owned();
                    verdict = Verdict::Unknown { why, candidates };
                    continue;
                }
                let result = self.result(n, Outcome::Done, Some(record));
                if !change.write.makes_new() {
                    self.note(|journal, entry| journal.result(entry, n, &result));
                    return Ok(verdict);
                }
                // What cannot be claimed may be another's.
                if journal.claim(*entry, n, &result, began - MARGIN).unwrap_or(false) {
                    return Ok(verdict);
                }
                verdict = Verdict::Unknown {
                    why: "what was found belongs to another run".into(),
                    candidates: read_id(record).into_iter().collect(),
                };
            }
        }
        Ok(verdict)
    }

    fn result(&self, n: usize, outcome: Outcome, record: Option<&Record>) -> WriteResult {
        let write = &self.changes[n].write;
        let after = match (write.body(), record) {
            (Some(body), Some(record)) => touched_keys(body, record),
            _ => Body::new(),
        };
        WriteResult {
            outcome,
            time: Timestamp::now(),
            id: record.and_then(read_id),
            after,
            why: None,
            candidates: Vec::new(),
        }
    }

    fn record_done(&self, n: usize, record: &Record) {
        let write = &self.changes[n].write;
        let result = self.result(n, Outcome::Done, Some(record));
        self.note(|journal, entry| journal.result(entry, n, &result));
        self.app.did(write, read_id(record));
        if let Ok(request) = write.request() {
            self.app.saw(&request, std::slice::from_ref(record));
        }
    }

    fn record_not_done(&self, n: usize, failure: &Error) {
        let result = WriteResult {
            why: Some(failure.message.clone()),
            ..self.result(n, Outcome::NotDone, None)
        };
        self.note(|journal, entry| journal.result(entry, n, &result));
    }

    fn record_unknown(
        &self,
        n: usize,
        failure: Error,
        why: &str,
        candidates: Vec<String>,
    ) -> Error {
        let message = format!("{failure}; the outcome is unknown: {why}");
        let result = WriteResult {
            why: Some(message.clone()),
            candidates,
            ..self.result(n, Outcome::Unknown, None)
        };
        self.note(|journal, entry| journal.result(entry, n, &result));
        let hint = match &self.journal {
            Some((_, entry)) => {
                format!("check it with `deals log --check {entry}` before you run it again")
            }
            None => "look for it before you run it again".to_owned(),
        };
        Error { message, effect: WriteOutcome::Unknown, ..failure }.hint(hint)
    }

    /// Writes to the journal after a request was sent. Where that fails the run goes on: the write
    /// cannot be unsent, and `log --check` finds out what became of it.
    fn note(&self, line: impl FnOnce(&Journal, u64) -> io::Result<()>) {
        if let Some((journal, entry)) = &self.journal
            && let Err(error) = line(journal, *entry)
        {
            self.app.note(format_args!(
                "the journal {} cannot be written ({error}); `deals log --check` finds out what was done",
                journal.path().display()
            ));
        }
    }
}

/// What is not tried any more has no mark behind it.
impl Drop for WriteRun<'_> {
    fn drop(&mut self) {
        self.note(|journal, entry| journal.end(entry, self.changes.len() > 1));
    }
}

/// A number or a UUID.
pub fn read_id(record: &Record) -> Option<String> {
    let reading = record.read();
    let id = ["id", "conversion_id"].into_iter().find_map(|key| reading.get(key));
    id.map(|id| value::plain(id).into_owned())
}

fn interrupted_error() -> Error {
    Error {
        effect: WriteOutcome::Unknown,
        ..Error::new(ErrorKind::Unavailable, "interrupted while waiting for the response")
    }
}

fn incomplete_error(request: &Request) -> Error {
    Error {
        effect: WriteOutcome::Unknown,
        ..Error::new(
            ErrorKind::Unavailable,
            format!("the response to {} names no such record", request.row()),
        )
    }
}

/// Nothing is sent that could not be undone or accounted for.
fn journal_error(journal: &Journal, error: &io::Error) -> Error {
    let message = format!("cannot write the journal {}: {error}", journal.path().display());
    let hint = match error.kind() {
        io::ErrorKind::Unsupported => "update deals; nothing was sent",
        _ => "nothing was sent; set DEALS_JOURNAL=off to go on without undo",
    };
    Error::unexpected(message).hint(hint)
}
