//! Finds out afterwards what became of writes whose outcome is unknown.

use super::journal::{Entry, Journal, Outcome, State, WriteResult, touched_keys};
use super::run::read_id;
use super::{Attempt, Body, HORIZON, Verdict, judge};
use crate::api::endpoints::GET_ME;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::record::Record;
use jiff::{SignedDuration, Timestamp};

/// What a check has found of one write.
pub struct Checked {
    pub entry: u64,
    pub state: State,
    /// When it can be told at the latest, where it cannot be told yet.
    pub open_until: Option<Timestamp>,
}

impl App {
    /// Looks for what the writes in doubt of these entries left behind, and writes down what can be
    /// told. Each of them comes back, with its result as far as there is one.
    pub async fn check_writes(
        &self,
        journal: &Journal,
        entries: &[Entry],
    ) -> Result<Vec<Checked>, Error> {
        let mut checked = Vec::new();
        for entry in entries {
            for (n, state) in entry.changes.iter().enumerate() {
                if entry.is_in_doubt(state) {
                    checked.push(self.check_write(journal, entry, n, state).await?);
                }
            }
        }
        Ok(checked)
    }

    async fn check_write(
        &self,
        journal: &Journal,
        entry: &Entry,
        n: usize,
        state: &State,
    ) -> Result<Checked, Error> {
        let change = &state.change;
        let sent = state.sent.unwrap_or(entry.time);
        let unread = |error: std::io::Error| {
            let place = journal.path().display();
            Error::unexpected(format!("cannot use the journal {place}: {error}"))
        };
        if self.client.ahead().is_none() {
            // What time it is at the service stands in every response; this is the cheapest.
            self.one(&Request::to(&GET_ME)).await?;
        }
        let since = self.on_service_clock(sent);
        let until = sent + HORIZON;
        let is_past_horizon = Timestamp::now() >= until;
        let found = self.look(&change.write, since).await?;
        let margin = SignedDuration::from_secs(2);
        let (claimed, is_rivaled) =
            journal.claimed_ids(entry.id, n, sent - margin).map_err(unread)?;
        let verdict = match found {
            None => Verdict::Unknown {
                why: "nothing shows whether it was executed".into(),
                candidates: Vec::new(),
            },
            Some(found) => {
                let attempt = Attempt {
                    since,
                    user: self.user().await?,
                    before: &change.before,
                    seen_update_time: change.seen_update_time.as_deref(),
                    claimed: &claimed,
                    is_past_horizon,
                };
                judge(&change.write, &attempt, found)
            }
        };
        let is_rivaled = is_rivaled && change.write.makes_new() && !is_past_horizon;
        let result = match verdict {
            Verdict::Done(record) if !is_rivaled => done_result(state, &record),
            Verdict::Done(record) => WriteResult {
                why: Some("another run is creating the same".into()),
                candidates: read_id(&record).into_iter().collect(),
                ..new_result(Outcome::Unknown)
            },
            Verdict::NotDone => WriteResult {
                why: Some(format!("not found after {} minutes", HORIZON.as_mins())),
                ..new_result(Outcome::NotDone)
            },
            Verdict::Unknown { why, candidates } => {
                WriteResult { why: Some(why), candidates, ..new_result(Outcome::Unknown) }
            }
        };
        let is_open = result.outcome == Outcome::Unknown;
        if result.outcome == Outcome::Done && change.write.makes_new() {
            if !journal.claim(entry.id, n, &result, sent - margin).map_err(unread)? {
                return Box::pin(self.check_write(journal, entry, n, state)).await;
            }
        } else if !is_open {
            journal.result(entry.id, n, &result).map_err(unread)?;
        }
        let state = State { result: Some(result), ..state.clone() };
        let open_until = (is_open && !is_past_horizon).then_some(until);
        Ok(Checked { entry: entry.id, state, open_until })
    }
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
