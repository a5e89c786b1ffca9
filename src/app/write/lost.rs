//! Verifies the writes of a run whose responses were lost. The outcome is *done*, *not done* or *unknown*.

use super::evidence::evidence_ids;
use super::journal::{Outcome, SentAt};
use super::run::{MARGIN, WriteRun, read_id};
use super::{Attempt, Verdict, Write, judge};
use crate::app::interrupt::Writing;
use crate::error::{Error, WriteOutcome};
use crate::model::record::Record;
use std::time::Duration;
use tokio::time::Instant;

/// When to read the evidence of a lost write, after the loss: an applied write is usually visible at once,
/// and one in progress within seconds.
const LOOK_TIMES: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];
/// A write whose response was lost.
pub struct Lost {
    pub(super) n: usize,
    pub(super) sent: SentAt,
    pub(super) at: Instant,
    pub(super) failure: Error,
    /// Delays the end of the run after a signal until the outcome is known.
    pub(super) _writing: Writing,
}

impl WriteRun<'_> {
    /// Verifies lost writes together. Returns the number and result of each.
    pub async fn verify(&self, lost: Vec<Lost>) -> Vec<(usize, Result<Record, Error>)> {
        let verdicts = self.find_verdicts(&lost).await;
        let ends = lost.into_iter().zip(verdicts);
        ends.map(|(lost, verdict)| (lost.n, self.conclude(lost, verdict))).collect()
    }

    /// Records the verdict in the journal and converts it to the result of the write.
    pub(super) fn conclude(&self, lost: Lost, verdict: Verdict) -> Result<Record, Error> {
        let (app, Lost { n, failure, .. }) = (self.app, lost);
        let write = &self.changes[n].write;
        match verdict {
            Verdict::Done(record) => {
                app.note(format_args!(
                    "{failure}; verified: the change was applied ({})",
                    write.describe()
                ));
                app.record_write(write, read_id(&record));
                app.remember_deals(&write.request()?, std::slice::from_ref(&record));
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

    /// Reads the evidence of lost writes, several times if needed, and judges it.
    pub(super) async fn find_verdicts(&self, lost: &[Lost]) -> Vec<Verdict> {
        let app = self.app;
        let mut verdicts: Vec<Verdict> = lost.iter().map(|_| no_evidence()).collect();
        let Some((journal, entry)) = self.entry.journal() else { return verdicts };
        let write = |at: usize| &self.changes[lost[at].n].write;
        let mut open: Vec<usize> =
            (0..lost.len()).filter(|at| write(*at).trace().is_some()).collect();
        let Some(first) = lost.iter().map(|lost| lost.sent).reduce(SentAt::min) else {
            return verdicts;
        };
        let start = Instant::now();
        for (round, at) in LOOK_TIMES.into_iter().enumerate() {
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
            let since = |at: usize| app.since_on_service_clock(lost[at].sent);
            let writes: Vec<&Write> = open.iter().map(|at| write(*at)).collect();
            let found = app.read_evidence(&writes, first).await;
            let ids = evidence_ids(found.iter().flatten().flatten());
            let others = journal.read_others(first.time - MARGIN, &ids).ok();
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
                    Err(error) => {
                        let why = format!("the check failed ({error})");
                        verdicts[at] = Verdict::Unknown { why, candidates: Vec::new() };
                    }
                }
            }
            for (at, verdict) in looked_at.into_iter().zip(judge(attempts)) {
                let own_id = (entry, self.first + lost[at].n);
                let has_rival =
                    others.as_ref().is_none_or(|others| others.has_rival(own_id, write(at)));
                verdicts[at] = match verdict {
                    Verdict::Done(record) => self.claim(&lost[at], record, has_rival),
                    verdict => verdict,
                };
                if !matches!(verdicts[at], Verdict::Done(_)) {
                    open.push(at);
                }
            }
        }
        verdicts
    }

    /// Claims the record for this write in the journal, unless it may belong to another run.
    fn claim(&self, lost: &Lost, record: Record, has_rival: bool) -> Verdict {
        let n = lost.n;
        let result = self.result(n, Outcome::Done, Some(&record));
        if !self.changes[n].write.creates_record() {
            self.record(n, &result);
            return Verdict::Done(record);
        }
        let why = if has_rival {
            // The other run may also claim this record.
            "another run is creating an identical record"
        } else {
            let claimed = self.entry.journal().is_some_and(|(journal, entry)| {
                journal
                    .claim(entry, self.first + n, &result, lost.sent.time - MARGIN)
                    .unwrap_or(false)
            });
            if claimed {
                self.record_in_plan(n, &result);
                return Verdict::Done(record);
            }
            "the record that was found belongs to another run"
        };
        Verdict::Unknown { why: why.into(), candidates: read_id(&record).into_iter().collect() }
    }
}

pub(super) fn no_evidence() -> Verdict {
    Verdict::Unknown { why: "this request cannot be verified".into(), candidates: Vec::new() }
}
