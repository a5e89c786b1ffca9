//! The results of several writes: done, failed, unknown or not tried.

use crate::app::App;
use crate::app::write::{Change, RunOptions, Sent, WriteRun};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::model::record::Record;
use crate::text;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::mem;

/// Maximum number of different hints of failures to print.
const MAX_OWN_HINTS: usize = 3;

/// The results of several writes, by name: the ID of a deal, or a user.
#[derive(Default)]
pub struct BulkOutcome {
    /// The records to print, in order.
    pub records: Vec<Record>,
    done: Vec<String>,
    failed: Vec<(String, Error)>,
    unknown: Vec<(String, Error)>,
    not_tried: Vec<String>,
    /// Why the run stopped early.
    stopped: Option<Error>,
    options: RunOptions,
}

impl BulkOutcome {
    /// For writes that undo a journal entry or come from a plan.
    pub fn with_options(options: RunOptions) -> BulkOutcome {
        BulkOutcome { options, ..BulkOutcome::default() }
    }

    /// Adds one that required no write.
    pub fn add_done(&mut self, name: impl Into<String>, record: Option<Record>) {
        self.done.push(name.into());
        self.records.extend(record);
    }

    /// Adds one that was refused before anything was sent.
    pub fn add_failed(&mut self, name: impl Into<String>, failure: Error) {
        self.failed.push((name.into(), failure));
    }

    /// Adds one that an earlier run sent, with an unknown outcome.
    pub fn add_unknown(&mut self, name: impl Into<String>, failure: Error) {
        self.unknown.push((name.into(), failure));
    }

    /// Sorts the records in the order of these deals.
    pub fn sort_records(&mut self, ids: &[u64]) {
        let place = |record: &Record| {
            record.read().id().and_then(|id| ids.iter().position(|other| *other == id))
        };
        self.records.sort_by_key(|record| place(record).unwrap_or(usize::MAX));
    }

    /// Sends the writes, several in parallel. Those whose response is lost are looked up together, usually
    /// after the last one. `report` prints the result of each write, in order, except for those that were
    /// looked up, and may turn an error into a success without a record. The run stops at an error that the
    /// next write would get too, and at an outcome that stays unknown.
    pub async fn send(
        &mut self,
        app: &App,
        changes: Vec<(String, Change)>,
        mut report: impl AsyncFnMut(usize, Result<Record, Error>) -> Result<Option<Record>, Error>,
    ) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let (names, changes): (Vec<String>, Vec<Change>) = changes.into_iter().unzip();
        let run = app.begin(changes, mem::take(&mut self.options)).await?;
        let (total, done) = (names.len(), Cell::new(0));
        let (mut ends, mut stop) = (BTreeMap::new(), StopRule::default());
        let mut keep = async |n: usize, response: Result<Record, Error>| {
            let end = report(n, response).await;
            stop.add(end.as_ref().err());
            ends.insert(n, end);
            stop.stopped.is_some()
        };
        let all = send_all(app, &run, total, &done, &mut keep);
        app.progress.show_count(&done, total, all).await;
        self.stopped = stop.stopped;
        for (n, name) in names.into_iter().enumerate() {
            let failure = match ends.remove(&n) {
                None => {
                    self.not_tried.push(name);
                    continue;
                }
                Some(Ok(record)) => {
                    self.add_done(name, record);
                    continue;
                }
                Some(Err(failure)) => failure,
            };
            let is_unsent =
                failure.effect == WriteOutcome::Nothing && app.interrupt.signal().is_some();
            if failure.is_in_doubt() {
                self.unknown.push((name, failure));
            } else if ends_the_run(&failure) && is_unsent {
                self.not_tried.push(name);
            } else {
                self.failed.push((name, failure));
            }
        }
        Ok(())
    }

    /// The error of the run: that of the only write, or a list of all results, with `noun` for their kind.
    pub fn check(mut self, noun: &str) -> Result<(), Error> {
        let bad = self.failed.len() + self.unknown.len();
        if bad == 0 && self.stopped.is_none() {
            return Ok(());
        }
        let total = bad + self.done.len() + self.not_tried.len();
        if total == 1 {
            let alone = self.failed.pop().or_else(|| self.unknown.pop());
            return Err(alone
                .map(|(_, failure)| failure)
                .or(self.stopped)
                .unwrap_or_else(|| Error::unexpected("the run failed without an error")));
        }
        let detail = self.detail();
        let mut message = match &self.stopped {
            Some(stopped) => format!("{stopped}"),
            None => format!("{bad} of {} failed:", text::count(total, noun)),
        };
        let mut line = |what: &str| message = format!("{message}\n  {what}");
        let is_reason_to_stop = |failure: &Error| {
            self.stopped.as_ref().is_some_and(|stopped| stopped.message == failure.message)
        };
        for (name, failure) in &self.failed {
            if is_reason_to_stop(failure) {
                line(&format!("failed: {name}"));
            } else {
                line(&format!("{name}: {failure}"));
            }
        }
        for (name, failure) in &self.unknown {
            if is_reason_to_stop(failure) {
                line(&format!("outcome unknown: {name}"));
            } else {
                line(&format!("{name}: outcome unknown: {failure}"));
            }
        }
        if self.stopped.is_some() && !self.done.is_empty() {
            line(&format!("done: {}", join_names(&self.done)));
        }
        if !self.not_tried.is_empty() {
            line(&format!("not tried: {}", join_names(&self.not_tried)));
        }
        let kind = match (&self.stopped, self.failed.first()) {
            _ if !self.unknown.is_empty() => ErrorKind::Unavailable,
            (Some(stopped), _) => stopped.kind,
            // If everything failed with the same kind of error, its exit code is more specific than that of
            // "partial".
            (None, Some((_, first)))
                if self.done.is_empty()
                    && self.unknown.is_empty()
                    && self.failed.iter().all(|(_, other)| other.kind == first.kind) =>
            {
                first.kind
            }
            _ => ErrorKind::Partial,
        };
        let effect =
            if self.unknown.is_empty() { WriteOutcome::Nothing } else { WriteOutcome::Unknown };
        let failure = Error { effect, bulk: Some(Box::new(detail)), ..Error::new(kind, message) };
        let unknown_hint = self.unknown_hint();
        // What ended the run concerns the account, not the write that met it.
        let (retry, permanent): (Vec<_>, Vec<_>) = self
            .failed
            .into_iter()
            .partition(|(_, failure)| is_worth_retrying(failure) || ends_the_run(failure));
        let mut own_hints: Vec<String> = Vec::new();
        for hint in permanent.iter().filter_map(|(_, failure)| failure.hint.as_ref()) {
            if !own_hints.contains(hint) {
                own_hints.push(hint.clone());
            }
        }
        let names = |failed: Vec<(String, Error)>| failed.into_iter().map(|(name, _)| name);
        let retry: Vec<String> = names(retry).chain(self.not_tried).collect();
        let permanent: Vec<String> = names(permanent).collect();
        let mut hints: Vec<String> = Vec::new();
        // That of an unknown outcome names only its own entry.
        hints.extend(
            self.stopped.filter(|stopped| !stopped.is_in_doubt()).and_then(|stopped| stopped.hint),
        );
        hints.extend(unknown_hint);
        if !retry.is_empty() {
            hints.push(format!("run it again for: {}", join_names(&retry)));
        }
        if !permanent.is_empty() {
            hints.push(format!("would fail again: {}", join_names(&permanent)));
            hints.extend(own_hints.into_iter().take(MAX_OWN_HINTS));
        }
        Err(failure.hint(hints.join("; ")))
    }

    /// How to find out the unknown outcomes. Without a journal, each has its own hint.
    fn unknown_hint(&self) -> Option<String> {
        const CHECK: &str = "deals log --check";
        let (_, first) = self.unknown.first()?;
        let mut hints = self.unknown.iter().filter_map(|(_, failure)| failure.hint.as_deref());
        if hints.any(|hint| hint.contains(CHECK)) {
            return Some(format!("check the unknown outcomes with `{CHECK}`"));
        }
        first.hint.clone()
    }

    /// The results as JSON.
    fn detail(&self) -> Value {
        let failures = |list: &[(String, Error)], can_retry: bool| {
            let failure = |(name, failure): &(String, Error)| {
                json!({
                    "name": name,
                    "code": failure.kind.code(),
                    "message": failure.message,
                    "retry": can_retry && is_worth_retrying(failure),
                })
            };
            list.iter().map(failure).collect::<Vec<_>>()
        };
        json!({
            "done": self.done,
            "failed": failures(&self.failed, true),
            // Sent again, such a write could be executed twice.
            "unknown": failures(&self.unknown, false),
            "not_tried": self.not_tried,
        })
    }
}

/// Sends the first `total` writes of the run, several in parallel; `done` counts them. `report` gets the
/// result of each write, in order, except for those that were looked up, and returns whether to stop. Returns
/// whether the run was stopped.
pub async fn send_all(
    app: &App,
    run: &WriteRun<'_>,
    total: usize,
    done: &Cell<usize>,
    report: &mut impl AsyncFnMut(usize, Result<Record, Error>) -> bool,
) -> bool {
    let parallel = app.settings.flags.parallel_requests();
    let mut under_way = FuturesUnordered::new();
    let mut waiting = 0..total;
    // Responses that arrived before those of earlier writes, and the first write without a report.
    let (mut early, mut first) = (BTreeMap::new(), 0);
    let mut lost = Vec::new();
    let mut is_over = false;
    loop {
        while !is_over && run.has_room(&lost, under_way.len(), parallel) {
            let Some(n) = waiting.next() else { break };
            under_way.push(async move { (n, run.try_send(n).await) });
        }
        match under_way.next().await {
            Some((n, sent)) => {
                done.set(done.get() + 1);
                let response = match sent {
                    Sent::Answered(response) => Some(response),
                    Sent::Lost(one) => {
                        lost.push(one);
                        None
                    }
                };
                is_over |= matches!(&response, Some(Err(failure)) if ends_the_run(failure));
                early.insert(n, response);
            }
            None if lost.is_empty() => return is_over,
            None => {
                for (n, response) in run.verify(mem::take(&mut lost)).await {
                    is_over |= report(n, response).await;
                }
            }
        }
        while let Some(response) = early.remove(&first) {
            if let Some(response) = response {
                is_over |= report(first, response).await;
            }
            first += 1;
        }
    }
}

/// Joins names for a shell: those with a space are quoted.
fn join_names(names: &[String]) -> String {
    let quoted = |name: &String| {
        if name.contains(' ') { format!("\"{name}\"") } else { name.clone() }
    };
    names.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Whether the same write may succeed later without other changes.
fn is_worth_retrying(failure: &Error) -> bool {
    !matches!(
        failure.kind,
        ErrorKind::Refused
            | ErrorKind::NotFound
            | ErrorKind::Denied
            | ErrorKind::Usage
            | ErrorKind::Ambiguous
    )
}

/// Decides when a run stops early.
#[derive(Default)]
pub struct StopRule {
    /// The error that stopped the run.
    pub stopped: Option<Error>,
    /// The number of 403 responses since the last success.
    denied: usize,
}

impl StopRule {
    /// Adds the result of a write.
    pub fn add(&mut self, failure: Option<&Error>) {
        /// After that many 403 responses in a row, the token rather than the deals lacks permission.
        const MAX_DENIED: usize = 3;
        let Some(failure) = failure else {
            self.denied = 0;
            return;
        };
        self.denied += usize::from(failure.status == Some(403));
        if ends_the_run(failure) || self.denied == MAX_DENIED {
            self.stopped.get_or_insert_with(|| failure.clone());
        }
    }
}

/// Whether the next write would fail, too. A 403 may concern one deal only (pipedrive.md P55).
fn ends_the_run(failure: &Error) -> bool {
    if failure.kind == ErrorKind::Denied {
        return failure.status != Some(403);
    }
    matches!(
        failure.kind,
        ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::Unexpected
            | ErrorKind::Canceled
            | ErrorKind::Terminated
            | ErrorKind::HungUp
    )
}
