//! Finds out afterwards what became of writes whose outcome is unknown.

use super::journal::{Entry, Journal, Outcome, State, WriteResult, touched_keys};
use super::run::{MARGIN, read_id};
use super::{Attempt, Body, HORIZON, Verdict, Write, judge};
use crate::app::App;
use crate::error::Error;
use crate::model::record::Record;
use jiff::Timestamp;
use std::io;

/// What a check has found of one write.
pub struct Checked {
    pub entry: u64,
    pub state: State,
    /// When it can be told at the latest, where it cannot be told yet.
    pub open_until: Option<Timestamp>,
}

/// A write in doubt: where it stands in the journal, when it was sent.
struct Doubt<'a> {
    entry: u64,
    n: usize,
    state: &'a State,
    sent: Timestamp,
    is_past_horizon: bool,
}

impl App {
    /// Looks for what the writes in doubt of these entries left behind, with one look for all of them,
    /// and writes down what can be told. Each of them comes back, with its result as far as there is
    /// one.
    pub async fn check_writes(
        &self,
        journal: &Journal,
        entries: &[Entry],
    ) -> Result<Vec<Checked>, Error> {
        let now = Timestamp::now();
        let of_entry = |entry| writes_in_doubt(entry, now);
        let doubts: Vec<Doubt> = entries.iter().flat_map(of_entry).collect();
        let Some(first) = doubts.iter().map(|doubt| doubt.sent).min() else {
            return Ok(Vec::new());
        };
        let unusable = |error: io::Error| {
            let place = journal.path().display();
            Error::unexpected(format!("cannot use the journal {place}: {error}"))
        };
        let user = self.user().await?;
        let lost: Vec<&Write> = doubts.iter().map(|doubt| &doubt.state.change.write).collect();
        let mut found = self.look(&lost, first).await;
        if found.iter().all(Result::is_err)
            && let Some(Err(failure)) = found.pop()
        {
            return Err(failure);
        }
        let others = journal.others(first - MARGIN).map_err(unusable)?;
        let own: Vec<_> = doubts.iter().map(|doubt| (doubt.entry, doubt.n)).collect();
        let claimed = others.claimed_ids(&own);
        let mut results: Vec<WriteResult> = Vec::new();
        let (mut seen, mut attempts) = (Vec::new(), Vec::new());
        for (at, (doubt, found)) in doubts.iter().zip(found).enumerate() {
            let change = &doubt.state.change;
            let why = match found {
                Ok(Some(found)) => {
                    let attempt = Attempt {
                        write: &change.write,
                        since: self.on_service_clock(doubt.sent),
                        user,
                        before: &change.before,
                        seen_update_time: change.seen_update_time.as_deref(),
                        claimed: &claimed,
                        is_past_horizon: doubt.is_past_horizon,
                    };
                    seen.push(at);
                    attempts.push((attempt, found));
                    String::new()
                }
                Ok(None) => "nothing shows whether it was executed".to_owned(),
                Err(failure) => format!("looking it up failed ({failure})"),
            };
            results.push(unknown(why, Vec::new()));
        }
        for (at, verdict) in seen.into_iter().zip(judge(attempts)) {
            let doubt = &doubts[at];
            let write = &doubt.state.change.write;
            let is_rivaled = write.makes_new()
                && !doubt.is_past_horizon
                && others.has_rival((doubt.entry, doubt.n), write);
            results[at] = doubt.close(journal, verdict, is_rivaled).map_err(unusable)?;
        }
        let checked = |(doubt, result): (&Doubt, WriteResult)| {
            let is_open = result.outcome == Outcome::Unknown && !doubt.is_past_horizon;
            let state = State { result: Some(result), ..doubt.state.clone() };
            let open_until = is_open.then(|| doubt.sent + HORIZON);
            Checked { entry: doubt.entry, state, open_until }
        };
        Ok(doubts.iter().zip(results).map(checked).collect())
    }
}

fn writes_in_doubt(entry: &Entry, now: Timestamp) -> Vec<Doubt<'_>> {
    let states = entry.changes.iter().enumerate();
    let doubt = |(n, state): (usize, _)| {
        let state: &State = state;
        let sent = state.sent.unwrap_or(entry.time);
        Doubt { entry: entry.id, n, state, sent, is_past_horizon: now >= sent + HORIZON }
    };
    states.filter(|(_, state)| entry.is_in_doubt(state)).map(doubt).collect()
}

impl Doubt<'_> {
    /// Writes down what a look came to, where it came to something.
    fn close(
        &self,
        journal: &Journal,
        verdict: Verdict,
        is_rivaled: bool,
    ) -> io::Result<WriteResult> {
        let record = match verdict {
            Verdict::Unknown { why, candidates } => return Ok(unknown(why, candidates)),
            Verdict::NotDone => {
                let why = Some(format!("not found after {} minutes", HORIZON.as_mins()));
                let result = WriteResult { why, ..new_result(Outcome::NotDone) };
                journal.result(self.entry, self.n, &result)?;
                return Ok(result);
            }
            Verdict::Done(record) => record,
        };
        let candidates = read_id(&record).into_iter().collect();
        if is_rivaled {
            return Ok(unknown("another run is creating the same".into(), candidates));
        }
        let result = done_result(self.state, &record);
        if !self.state.change.write.makes_new() {
            journal.result(self.entry, self.n, &result)?;
        } else if !journal.claim(self.entry, self.n, &result, self.sent - MARGIN)? {
            return Ok(unknown("what was found belongs to another run".into(), candidates));
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
