//! Verifies whether earlier writes with an unknown outcome were applied.

use super::evidence::evidence_ids;
use super::journal::{Entry, Journal, Outcome, SentAt, State, WriteResult, touched_keys};
use super::run::{MARGIN, read_id};
use super::{Attempt, Body, HORIZON, Verdict, Write, judge};
use crate::app::App;
use crate::error::Error;
use crate::model::record::Record;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::io;

/// How long to wait for a run that has not ended.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// The result of a check.
pub struct Checked {
    pub entry: u64,
    pub state: State,
    /// The time at which the outcome can be determined at the latest, if it cannot be yet.
    pub open_until: Option<Timestamp>,
}

/// A write with an unknown outcome: its entry and number in the journal, and when it was sent.
struct UncertainWrite<'a> {
    entry: u64,
    n: usize,
    state: &'a State,
    sent: SentAt,
    is_past_horizon: bool,
}

impl App {
    /// Verifies all writes with an unknown outcome in these entries, and records the outcomes in the
    /// journal. Returns each write with its result.
    pub async fn check_writes(
        &self,
        journal: &Journal,
        entries: &[Entry],
    ) -> Result<Vec<Checked>, Error> {
        let now = Timestamp::now();
        let (mut checked, mut uncertain) = (Vec::new(), Vec::new());
        for entry in entries {
            let writes = uncertain_writes(entry, now);
            let run = if writes.is_empty() { None } else { journal.find_run(entry.id) };
            match run {
                Some(process) => checked.extend(writes.iter().map(|one| one.wait(&process, now))),
                None => uncertain.extend(writes),
            }
        }
        let Some(first) = uncertain.iter().map(|write_state| write_state.sent).reduce(SentAt::min)
        else {
            return Ok(checked);
        };
        let unusable = |error: io::Error| {
            let place = journal.path().display();
            Error::unexpected(format!("cannot use the journal {place}: {error}"))
        };
        journal.check_version().map_err(unusable)?;
        let user = self.user().await?;
        let lost: Vec<&Write> =
            uncertain.iter().map(|write_state| &write_state.state.change.write).collect();
        let mut found = self.read_evidence(&lost, first).await;
        if found.iter().all(Result::is_err)
            && let Some(Err(failure)) = found.pop()
        {
            return Err(failure);
        }
        let ids = evidence_ids(found.iter().flatten().flatten());
        let others = journal.read_others(first.time - MARGIN, &ids).map_err(unusable)?;
        let own_ids: Vec<_> =
            uncertain.iter().map(|write_state| (write_state.entry, write_state.n)).collect();
        let claimed = others.claimed_ids(&own_ids);
        let mut results: Vec<WriteResult> = Vec::new();
        let (mut seen, mut attempts) = (Vec::new(), Vec::new());
        let mut unverifiable = HashSet::new();
        for (at, (write_state, found)) in uncertain.iter().zip(found).enumerate() {
            let change = &write_state.state.change;
            let why = match found {
                Ok(Some(found)) => {
                    let attempt = Attempt {
                        write: &change.write,
                        since: self.since_on_service_clock(write_state.sent),
                        user,
                        before: &change.before,
                        seen_update_time: change.seen_update_time.as_deref(),
                        claimed: &claimed,
                        is_past_horizon: write_state.is_past_horizon,
                    };
                    seen.push(at);
                    attempts.push((attempt, found));
                    String::new()
                }
                Ok(None) => {
                    unverifiable.insert(at);
                    "this request cannot be verified".to_owned()
                }
                Err(failure) => format!("the check failed ({failure})"),
            };
            results.push(unknown(why, Vec::new()));
        }
        for (at, verdict) in seen.into_iter().zip(judge(attempts)) {
            let write_state = &uncertain[at];
            let write = &write_state.state.change.write;
            let has_rival = write.creates_record()
                && !write_state.is_past_horizon
                && others.has_rival((write_state.entry, write_state.n), write);
            results[at] =
                write_state.record_outcome(journal, verdict, has_rival).map_err(unusable)?;
        }
        let to_checked = |(at, (write_state, result)): (usize, (&UncertainWrite, WriteResult))| {
            let is_open = result.outcome == Outcome::Unknown
                && !write_state.is_past_horizon
                && !unverifiable.contains(&at);
            let state = State { result: Some(result), ..write_state.state.clone() };
            let open_until = is_open.then(|| write_state.sent.time + HORIZON);
            Checked { entry: write_state.entry, state, open_until }
        };
        checked.extend(uncertain.iter().zip(results).enumerate().map(to_checked));
        Ok(checked)
    }
}

fn uncertain_writes(entry: &Entry, now: Timestamp) -> Vec<UncertainWrite<'_>> {
    let write_state = |state| {
        let state: &State = state;
        let sent = state.sent.unwrap_or_else(|| entry.time.into());
        UncertainWrite {
            entry: entry.id,
            n: state.n,
            state,
            sent,
            is_past_horizon: now >= sent.time + HORIZON,
        }
    };
    entry.changes.iter().filter(|state| entry.is_in_doubt(state)).map(write_state).collect()
}

impl UncertainWrite<'_> {
    /// The result while the run has not ended: it may wait and send the write later.
    fn wait(&self, process: &str, now: Timestamp) -> Checked {
        let result = unknown(format!("its run has not ended ({process})"), Vec::new());
        let state = State { result: Some(result), ..self.state.clone() };
        Checked { entry: self.entry, state, open_until: Some(now + PAUSE) }
    }

    /// Records the outcome in the journal, if it was determined.
    fn record_outcome(
        &self,
        journal: &Journal,
        verdict: Verdict,
        has_rival: bool,
    ) -> io::Result<WriteResult> {
        let record = match verdict {
            Verdict::Unknown { why, candidates } => return Ok(unknown(why, candidates)),
            Verdict::NotDone => {
                let why = Some(format!("not found after {} minutes", HORIZON.as_mins()));
                let result = WriteResult { why, ..new_result(Outcome::NotDone) };
                journal.record_result(self.entry, self.n, &result)?;
                return Ok(result);
            }
            Verdict::Done(record) => record,
        };
        let candidates = read_id(&record).into_iter().collect();
        if has_rival {
            return Ok(unknown("another run is creating an identical record".into(), candidates));
        }
        let result = done_result(self.state, &record);
        if !self.state.change.write.creates_record() {
            journal.record_result(self.entry, self.n, &result)?;
        } else if !journal.claim(self.entry, self.n, &result, self.sent.time - MARGIN)? {
            return Ok(unknown(
                "the record that was found belongs to another run".into(),
                candidates,
            ));
        }
        Ok(result)
    }
}

fn unknown(why: String, candidates: Vec<String>) -> WriteResult {
    WriteResult { why: Some(why), candidates, ..new_result(Outcome::Unknown) }
}

fn done_result(state: &State, record: &Record) -> WriteResult {
    let after =
        state.change.write.body().map(|body| touched_keys(body, record)).unwrap_or_default();
    WriteResult { id: read_id(record), after, ..new_result(Outcome::Done) }
}

fn new_result(outcome: Outcome) -> WriteResult {
    WriteResult {
        outcome,
        time: Timestamp::now(),
        id: None,
        after: Body::new(),
        why: None,
        candidates: Vec::new(),
    }
}
