//! Sends writes, after recording each in the journal. A write whose response was lost is never sent again;
//! it is verified as *done*, *not done* or *unknown*.

use super::effect::{check_effect, name_web_app};
use super::entry::{OpenEntry, journal_error};
use super::journal::{
    Change, ImportedFile, NewEntry, Outcome, Reversal, SentAt, WriteResult, touched_keys,
};
use super::lost::{Lost, no_evidence};
use super::plan::OpenPlan;
use super::{Body, ReversibleTally, Write};
use crate::api::request::Request;
use crate::app::{App, require_record};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::record::Record;
use crate::model::value;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::io::{self, IsTerminal};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::Instant;

/// Maximum number of lost writes until a batch run verifies them, so that it does not send hundreds of writes
/// to a service that does not respond.
const MAX_LOST: usize = 20;
/// The maximum age of a lost write that is not verified.
const MAX_UNVERIFIED: Duration = Duration::from_secs(60);
/// How long to wait for a response after a signal.
const GRACE: Duration = Duration::from_secs(3);
/// Times in the API have a resolution of one second, both in headers and in records.
pub(super) const MARGIN: SignedDuration = SignedDuration::from_secs(2);

/// The writes of a command, or some of them, recorded as one entry of the journal.
pub struct WriteRun<'a> {
    pub(super) app: &'a App,
    pub(super) entry: Rc<OpenEntry<'a>>,
    /// The number of the first write in the entry.
    pub(super) first: usize,
    pub(super) changes: Vec<Change>,
    plan: Option<PlanRows>,
}

/// Options of a run: the source of its writes.
#[derive(Default)]
pub struct RunOptions {
    /// The journal entry that the writes undo.
    pub reverses: Option<Reversal>,
    pub plan: Option<PlanRows>,
    /// The file that the writes are imported from.
    pub import: Option<ImportedFile>,
}

/// The plan of a run, and the row number of each write in it.
pub struct PlanRows {
    pub plan: OpenPlan,
    pub numbers: Vec<usize>,
}

/// The result of sending a write.
pub enum Sent {
    Answered(Result<Record, Error>),
    Lost(Lost),
}

impl Change {
    /// A write, with the previous values of the keys it changes.
    pub fn new(write: Write, before: Option<&Record>) -> Change {
        let seen = before.and_then(|record| record.read().text("update_time").map(String::from));
        let before = match (&write, before) {
            (Write::UpdateDeal { body, .. }, Some(record)) => {
                touched_keys(&Write::recorded_keys(body), record)
            }
            _ => Body::new(),
        };
        Change { seen_update_time: seen, ..Change::with_before(write, before) }
    }

    /// A write to another record than a deal, with the values that an undo needs.
    pub fn with_before(write: Write, before: Body) -> Change {
        Change { write, before, seen_update_time: None, reverses: None, row: None }
    }
}

impl App {
    /// Sends a write; returns the record of its response or, if that was lost, the record that
    /// proves the write.
    pub async fn write(&self, write: Write, before: Option<&Record>) -> Result<Record, Error> {
        self.write_change(Change::new(write, before)).await
    }

    /// Like `write`, for a change whose old values are known.
    pub async fn write_change(&self, change: Change) -> Result<Record, Error> {
        self.begin(vec![change], RunOptions::default()).await?.send(0).await
    }

    /// Adds an entry with these writes to the journal.
    pub async fn begin(
        &self,
        changes: Vec<Change>,
        options: RunOptions,
    ) -> Result<WriteRun<'_>, Error> {
        self.note_reversible(&changes.iter().collect());
        let new = NewEntry {
            command: &self.command,
            changes: changes.len(),
            reverses: options.reverses,
            import: options.import,
            ..NewEntry::default()
        };
        let entry = self.open_entry(new, changes.iter().cloned().map(Ok)).await?;
        let plan = options.plan;
        Ok(WriteRun { app: self, entry: Rc::new(entry), first: 0, changes, plan })
    }

    /// Creates a run for some writes of an entry, numbered from `first` on.
    pub fn continue_entry<'a>(
        &'a self,
        entry: &Rc<OpenEntry<'a>>,
        first: usize,
        changes: Vec<Change>,
    ) -> WriteRun<'a> {
        WriteRun { app: self, entry: entry.clone(), first, changes, plan: None }
    }

    /// Prints on a terminal, once per run, whether the writes can be undone.
    pub fn note_reversible(&self, tally: &ReversibleTally) {
        if io::stderr().is_terminal() && !self.has_noted_reversible.get() {
            self.show_reversible(tally);
        }
    }

    /// Prints whether the writes can be undone.
    pub fn show_reversible(&self, tally: &ReversibleTally) {
        self.has_noted_reversible.set(true);
        let what = if self.settings.keeps_journal {
            tally.describe()
        } else {
            "no, the journal is off".to_owned()
        };
        self.note(format_args!("can be undone: {what}"));
    }

    /// Prints that a write cannot be undone; `what` describes its effect.
    pub fn note_irreversible(&self, what: fmt::Arguments) {
        self.has_noted_reversible.set(true);
        self.note(format_args!("{what}; this cannot be undone"));
    }

    /// Awaits the response to a request of `deals api`. A write is recorded in the journal; if its
    /// response is lost, its outcome is unknown, as there is no way to verify it.
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
        let run = self.begin(vec![Change::new(write, None)], RunOptions::default()).await?;
        run.mark_sending(0)?;
        let _writing = self.interrupt.begin_writing();
        let response = self.await_write(request, response).await;
        match response {
            Ok(response) => {
                let done = run.result(0, Outcome::Done, None);
                run.record(0, &done);
                self.record_write(&run.changes[0].write, None);
                Ok(response)
            }
            Err(failure) if failure.is_in_doubt() => {
                let failure = Error { kind: ErrorKind::Unavailable, ..failure };
                Err(run.record_unknown(0, failure, "this request cannot be verified", Vec::new()))
            }
            Err(failure) => {
                run.record_not_done(0, &failure);
                Err(Error { effect: WriteOutcome::NotDone, ..failure })
            }
        }
    }

    /// Awaits the response to a write. After a signal it waits for a short time, and not at all for a request
    /// that was not sent yet.
    async fn await_write<T>(
        &self,
        request: &Request,
        response: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::select! {
            response = response => return response,
            () = self.interrupt.wait_after_signal(GRACE, || request.is_in_flight()) => {}
        }
        if !request.is_in_flight() {
            self.interrupt.check()?;
        }
        Err(interrupted_error())
    }

    /// The current time, by both clocks.
    fn sent_now(&self) -> SentAt {
        /// The time of the last response is used as the lower bound if it is not older than this.
        const MAX_AGE: SignedDuration = SignedDuration::from_secs(60);
        let time = Timestamp::now();
        // A request is executed after the previous response, so its time is a lower bound.
        let service_time = self.client.service_clock().map(|clock| {
            let by_offset = time.checked_add(clock.offset).unwrap_or(clock.date);
            by_offset.checked_sub(MAX_AGE).map_or(clock.date, |oldest| oldest.max(clock.date))
        });
        SentAt { time, service_time }
    }

    /// A lower bound of the server's time at which a request was executed, with a margin: the minimum by the
    /// clock offset known then and that known now.
    pub(super) fn since_on_service_clock(&self, sent: SentAt) -> Timestamp {
        let offset = self.client.clock_offset().unwrap_or_default();
        let now_known = sent.time.checked_add(offset).unwrap_or(sent.time);
        let since = sent.service_time.map_or(now_known, |then_known| then_known.min(now_known));
        since.checked_sub(MARGIN).unwrap_or(since)
    }
}

impl WriteRun<'_> {
    /// Sends a write; if its response is lost, verifies it.
    pub async fn send(&self, n: usize) -> Result<Record, Error> {
        match self.try_send(n).await {
            Sent::Answered(answer) => answer,
            Sent::Lost(lost) => {
                let verdict = self.find_verdicts(std::slice::from_ref(&lost)).await.pop();
                self.conclude(lost, verdict.unwrap_or_else(no_evidence))
            }
        }
    }

    /// Sends a write. If its response is lost, the caller must verify it.
    pub async fn try_send(&self, n: usize) -> Sent {
        let app = self.app;
        let change = &self.changes[n];
        let ready = change
            .write
            .request()
            .and_then(|request| app.interrupt.check().map(|()| request))
            .and_then(|request| Ok((request, self.mark_sending(n)?)));
        let (request, sent) = match ready {
            Ok(ready) => ready,
            Err(failure) => return Sent::Answered(Err(failure)),
        };
        let writing = app.interrupt.begin_writing();
        let response = app.await_write(&request, app.send(&request));
        let response = response.await.map(require_record);
        let failure = match response {
            Ok(Ok(record)) if change.write.is_confirmed_by(&record) => {
                return Sent::Answered(self.finish(n, record).await);
            }
            // A successful response without the expected record.
            Ok(Ok(_)) => incomplete_error(&request),
            Ok(Err(failure)) => Error { effect: WriteOutcome::Unknown, ..failure },
            Err(failure) => failure,
        };
        if !failure.is_in_doubt() {
            self.record_not_done(n, &failure);
            let failure = name_web_app(&change.write, failure);
            // After a signal the write was not sent.
            let signal = app.interrupt.signal();
            let is_unsent = signal.is_some_and(|signal| signal.to_error().kind == failure.kind);
            let effect = if is_unsent { WriteOutcome::Nothing } else { WriteOutcome::NotDone };
            return Sent::Answered(Err(Error { effect, ..failure }));
        }
        let number = self.first + n;
        self.entry.note(|journal, entry| journal.record_lost(entry, number, &failure.message));
        let failure = Error { kind: ErrorKind::Unavailable, ..failure };
        Sent::Lost(Lost { n, sent, at: Instant::now(), failure, _writing: writing })
    }

    /// Records a write that was answered with success.
    async fn finish(&self, n: usize, record: Record) -> Result<Record, Error> {
        match check_effect(self.app, &self.changes[n], &record).await {
            Ok(()) => {
                self.record_done(n, &record);
                Ok(record)
            }
            Err(failure) if failure.is_in_doubt() => {
                let why = "the response does not show whether it was applied";
                Err(self.record_unknown(n, failure, why, Vec::new()))
            }
            Err(failure) => {
                self.record_not_done(n, &failure);
                Err(failure)
            }
        }
    }

    /// Whether another write may be sent while others are in progress or lost. Before the run continues, lost
    /// writes are verified if there are many, or if one is old. Without a journal no write can be verified,
    /// so the first lost write ends the run.
    pub fn has_room(&self, lost: &[Lost], in_progress: usize, parallel: usize) -> bool {
        if self.entry.journal().is_none() {
            return lost.is_empty() && in_progress == 0;
        }
        in_progress < parallel
            && lost.len() + in_progress < MAX_LOST.max(parallel)
            && lost.first().is_none_or(|first| first.at.elapsed() < MAX_UNVERIFIED)
    }

    /// Records that a write is about to be sent.
    fn mark_sending(&self, n: usize) -> Result<SentAt, Error> {
        let sent = self.app.sent_now();
        let number = self.first + n;
        if let Some((journal, entry)) = self.entry.journal() {
            journal
                .mark_sending(entry, number, sent)
                .map_err(|error| journal_error(journal, &error, number == 0))?;
        }
        if let Some(PlanRows { plan, numbers }) = &self.plan {
            let entry = self.entry.journal().map(|(_, entry)| (entry, number));
            // Sent again after a power failure, only such a write would do something twice.
            let is_synced = self.changes[n].write.creates_record();
            plan.mark_sending(numbers[n], sent.time, entry, is_synced)
                .map_err(|error| plan_error(plan, &error))?;
        }
        Ok(sent)
    }

    pub(super) fn result(
        &self,
        n: usize,
        outcome: Outcome,
        record: Option<&Record>,
    ) -> WriteResult {
        let write = &self.changes[n].write;
        let after = match (write.recorded_result(), record) {
            (Some(keys), Some(record)) => touched_keys(&keys, record),
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
        self.record(n, &result);
        self.app.record_write(write, read_id(record));
        if let Ok(request) = write.request() {
            self.app.remember_deals(&request, std::slice::from_ref(record));
        }
    }

    pub(super) fn record_not_done(&self, n: usize, failure: &Error) {
        let result = WriteResult {
            why: Some(failure.message.clone()),
            ..self.result(n, Outcome::NotDone, None)
        };
        self.record(n, &result);
    }

    pub(super) fn record_unknown(
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
        self.record(n, &result);
        let hint = match self.entry.journal() {
            Some((_, entry)) => {
                format!("check it with `deals log --check {entry}` before you run it again")
            }
            None => "check whether it was applied before you run it again".to_owned(),
        };
        Error { message, effect: WriteOutcome::Unknown, ..failure }.hint(hint)
    }

    /// Records the result of a write in the journal and in its plan.
    pub(super) fn record(&self, n: usize, result: &WriteResult) {
        let number = self.first + n;
        self.entry.note(|journal, entry| journal.record_result(entry, number, result));
        self.record_in_plan(n, result);
    }

    pub(super) fn record_in_plan(&self, n: usize, result: &WriteResult) {
        if let Some(PlanRows { plan, numbers }) = &self.plan
            && let Err(error) = plan.record(numbers[n], result)
        {
            self.app.note(format_args!(
                "cannot write the plan {} ({error}); apply it again to verify its writes",
                plan.path().display()
            ));
        }
    }
}

/// The ID as text: a number or a UUID.
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
            format!("the response to {} does not have the expected record", request.row()),
        )
    }
}

/// The error for a plan that cannot be written; the write is not sent, as it could be sent twice.
fn plan_error(plan: &OpenPlan, error: &io::Error) -> Error {
    Error::unexpected(format!("cannot write the plan {}: {error}", plan.path().display()))
}
