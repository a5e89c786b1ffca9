//! The one door for writes. What is about to be sent stands in the journal first; a write whose
//! response was lost is never sent again: it is looked up, and is *done*, *not done* or *unknown*.

use super::journal::{Change, Journal, Outcome, WriteResult, touched_keys};
use super::{Attempt, Body, Verdict, Write, judge};
use crate::api::request::Request;
use crate::app::deals::BATCH;
use crate::app::interrupt::Writing;
use crate::app::{App, require_record};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::record::Record;
use crate::model::value;
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// When to look for what a lost write left behind, counted from the loss: what was executed shows at
/// once as a rule, and what is still under way within seconds.
const LOOKS: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];
/// A run that loses its responses goes on for so long before it looks: a service that answers nothing
/// is not sent hundreds of writes, one timeout after the other.
const LONGEST_DOUBT: Duration = Duration::from_secs(60);
/// After a signal, how long the response is waited for.
const GRACE: Duration = Duration::from_secs(3);
/// Times on the wire are whole seconds, in a header and in a record.
pub(super) const MARGIN: SignedDuration = SignedDuration::from_secs(2);

/// The writes of one command, which are one entry of the journal.
pub struct WriteRun<'a> {
    app: &'a App,
    /// `None` where no journal is kept.
    journal: Option<(Journal, u64)>,
    changes: Vec<Change>,
}

/// How the sending of a write ended.
pub enum Sent {
    Answered(Result<Record, Error>),
    Lost(Lost),
}

/// A write whose response was lost.
pub struct Lost {
    n: usize,
    began: Timestamp,
    at: Instant,
    failure: Error,
    /// A signal lets the run find out first.
    _writing: Writing,
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
            body: request.body.as_deref().map(|body| body.get().to_owned()),
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

    /// A moment of ours by the service's clock, with a margin.
    pub fn on_service_clock(&self, at: Timestamp) -> Timestamp {
        let ahead = self.client.clock_offset().unwrap_or_default();
        at.checked_add(ahead).and_then(|at| at.checked_sub(MARGIN)).unwrap_or(at)
    }
}

impl WriteRun<'_> {
    /// Sends one of the writes; where its response is lost, looks what became of it.
    pub async fn send(&self, n: usize) -> Result<Record, Error> {
        match self.try_send(n).await {
            Sent::Answered(answer) => answer,
            Sent::Lost(lost) => {
                let verdict = self.look_for(std::slice::from_ref(&lost)).await.pop();
                self.conclude(lost, verdict.unwrap_or_else(no_evidence))
            }
        }
    }

    /// Sends one of the writes. One whose response is lost is to be looked up.
    pub async fn try_send(&self, n: usize) -> Sent {
        let app = self.app;
        let change = &self.changes[n];
        let ready = change
            .write
            .request()
            .and_then(|request| app.interrupt.check().map(|()| request))
            .and_then(|request| Ok((request, self.mark_sending(n)?)));
        let (request, began) = match ready {
            Ok(ready) => ready,
            Err(failure) => return Sent::Answered(Err(failure)),
        };
        let writing = app.interrupt.begin_writing();
        let response = tokio::select! {
            response = app.send(&request) => response.map(require_record),
            () = app.interrupt.after(GRACE) => Err(interrupted_error()),
        };
        let failure = match response {
            Ok(Ok(record)) if change.write.is_confirmed_by(&record) => {
                self.record_done(n, &record);
                return Sent::Answered(Ok(record));
            }
            // A success that names no record, or another one.
            Ok(Ok(_)) => incomplete_error(&request),
            Ok(Err(failure)) => Error { effect: WriteOutcome::Unknown, ..failure },
            Err(failure) => failure,
        };
        if !failure.is_in_doubt() {
            self.record_not_done(n, &failure);
            return Sent::Answered(Err(Error { effect: WriteOutcome::NotDone, ..failure }));
        }
        self.note(|journal, entry| journal.lost(entry, n, &failure.message));
        let failure = Error { kind: ErrorKind::Unavailable, ..failure };
        Sent::Lost(Lost { n, began, at: Instant::now(), failure, _writing: writing })
    }

    /// Whether so many are lost, or for so long, that what became of them decides if the run goes on.
    /// Without a journal nothing can be found out.
    pub fn are_due(&self, lost: &[Lost]) -> bool {
        lost.first().is_some_and(|first| {
            self.journal.is_none() || lost.len() >= BATCH || first.at.elapsed() >= LONGEST_DOUBT
        })
    }

    /// Looks what became of lost writes, all of them with the same looks. Each comes back with its
    /// number.
    pub async fn look_up(&self, lost: Vec<Lost>) -> Vec<(usize, Result<Record, Error>)> {
        let verdicts = self.look_for(&lost).await;
        let ends = lost.into_iter().zip(verdicts);
        ends.map(|(lost, verdict)| (lost.n, self.conclude(lost, verdict))).collect()
    }

    /// What a lost write comes to, in the journal and for the run.
    fn conclude(&self, lost: Lost, verdict: Verdict) -> Result<Record, Error> {
        let (app, Lost { n, failure, .. }) = (self.app, lost);
        let write = &self.changes[n].write;
        match verdict {
            Verdict::Done(record) => {
                app.note(format_args!("{failure}; verified: {} was done", write.describe()));
                app.did(write, read_id(&record));
                app.saw(&write.request()?, std::slice::from_ref(&record));
                Ok(record)
            }
            Verdict::NotDone => {
                self.record_not_done(n, &failure);
                Err(Error { effect: WriteOutcome::NotDone, ..failure })
            }
            Verdict::Unknown { why, candidates } => {
                Err(self.record_unknown(n, failure, &why, candidates))
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

    /// Looks a few times for what lost writes left behind.
    async fn look_for(&self, lost: &[Lost]) -> Vec<Verdict> {
        let app = self.app;
        let mut verdicts: Vec<Verdict> = lost.iter().map(|_| no_evidence()).collect();
        let Some((journal, entry)) = &self.journal else { return verdicts };
        let write = |at: usize| &self.changes[lost[at].n].write;
        let mut open: Vec<usize> =
            (0..lost.len()).filter(|at| write(*at).trace().is_some()).collect();
        let first = lost.iter().map(|lost| lost.began).min().unwrap_or_default();
        let start = Instant::now();
        for (round, at) in LOOKS.into_iter().enumerate() {
            if open.is_empty()
                || round > 0
                    && app
                        .interrupt
                        .run_until_signal(tokio::time::sleep_until(start + at))
                        .await
                        .is_none()
            {
                break;
            }
            let user = app.user().await;
            let since = |at: usize| app.on_service_clock(lost[at].began);
            let sought: Vec<&Write> = open.iter().map(|at| write(*at)).collect();
            let found = app.look(&sought, first).await;
            let others = journal.others(first - MARGIN).ok();
            let claimed = others.as_ref().map(|others| others.claimed_ids(&[])).unwrap_or_default();
            let (mut looked_at, mut attempts) = (Vec::new(), Vec::new());
            for (at, found) in open.drain(..).zip(found) {
                let change = &self.changes[lost[at].n];
                let found = user.clone().and_then(|user| Ok((user, found?)));
                match found {
                    Ok((user, Some(found))) => {
                        let attempt = Attempt {
                            write: &change.write,
                            since: since(at),
                            user,
                            before: &change.before,
                            seen_update_time: change.seen_update_time.as_deref(),
                            claimed: &claimed,
                            is_past_horizon: false,
                        };
                        looked_at.push(at);
                        attempts.push((attempt, found));
                    }
                    Ok((_, None)) => {}
                    Err(trouble) => {
                        let why = format!("looking it up failed ({trouble})");
                        verdicts[at] = Verdict::Unknown { why, candidates: Vec::new() };
                    }
                }
            }
            for (at, verdict) in looked_at.into_iter().zip(judge(attempts)) {
                let own = (*entry, lost[at].n);
                let is_rivaled =
                    others.as_ref().is_none_or(|others| others.has_rival(own, write(at)));
                verdicts[at] = match verdict {
                    Verdict::Done(record) => self.claim(&lost[at], record, is_rivaled),
                    verdict => verdict,
                };
                if !matches!(verdicts[at], Verdict::Done(_)) {
                    open.push(at);
                }
            }
        }
        verdicts
    }

    /// What was found belongs to this write from now on: it is in the journal, under the lock, before
    /// anybody is told.
    fn claim(&self, lost: &Lost, record: Record, is_rivaled: bool) -> Verdict {
        let n = lost.n;
        let result = self.result(n, Outcome::Done, Some(&record));
        if !self.changes[n].write.makes_new() {
            self.note(|journal, entry| journal.result(entry, n, &result));
            return Verdict::Done(record);
        }
        let why = if is_rivaled {
            // The other run may be about to hear that this one is its own.
            "another run is creating the same"
        } else {
            let claimed = self.journal.as_ref().is_some_and(|(journal, entry)| {
                journal.claim(*entry, n, &result, lost.began - MARGIN).unwrap_or(false)
            });
            if claimed {
                return Verdict::Done(record);
            }
            "what was found belongs to another run"
        };
        Verdict::Unknown { why: why.into(), candidates: read_id(&record).into_iter().collect() }
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

fn no_evidence() -> Verdict {
    Verdict::Unknown { why: "nothing shows whether it was executed".into(), candidates: Vec::new() }
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
