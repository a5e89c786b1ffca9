//! Undo and redo: reverses the writes of a journal entry, unless a deal was changed since.

mod examine;

use self::examine::{ADDITIONS, Finding, examine, label, makes_deal, read_deal};
use crate::api::request::Request;
use crate::app::write::journal::{Entry, Journal, Outcome, Reversal, State};
use crate::app::write::{Change, RunOptions, Write, find_ignored};
use crate::app::{self, App, Columns};
use crate::error::{Error, ErrorKind};
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Names;
use crate::model::record::Record;
use crate::ops::bulk;
use crate::ops::write_plan::{Confirmation, WritePlan};
use crate::output::Format;
use crate::store::files::FileLock;
use crate::text;
use serde_json::json;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io;

/// The columns for the sent writes.
const DONE: &[Column] = &[
    column("deal", "Deal", FieldKind::Any),
    column("what", "What", FieldKind::Any),
    column("not_restored", "Not restored", FieldKind::Any),
];

/// A journal entry to undo, and which of its changes are undone already.
pub struct Target {
    pub entry: Entry,
    undone: HashSet<usize>,
    /// Changes with an undo whose outcome is unknown, each with the entry of that undo.
    doubtful: HashMap<usize, u64>,
    /// An earlier undo of the same entry that is not redone either.
    earlier: Option<u64>,
    /// Prevents concurrent undos; `None` in a dry run.
    _lock: Option<FileLock>,
}

/// The writes that undo an entry.
pub struct UndoPlan {
    entry: u64,
    is_redo: bool,
    earlier: Option<u64>,
    plan: WritePlan,
    /// The fields of each step whose old value cannot be restored.
    lost: Vec<Vec<String>>,
    names: Names,
}

impl Target {
    /// Like `find`, but waits until no other run undoes writes, and blocks others.
    pub fn find_locked(
        journal: &Journal,
        number: Option<u64>,
        is_redo: bool,
    ) -> Result<Target, Error> {
        let failed = |error: io::Error| {
            // An error of the lock already has a message.
            error.downcast::<Error>().unwrap_or_else(|error| {
                Error::unexpected(format!("cannot lock {}: {error}", journal.path().display()))
            })
        };
        let lock = journal.lock_undo().map_err(failed)?;
        Ok(Target { _lock: Some(lock), ..Target::find(journal, number, is_redo)? })
    }

    /// Finds the entry with this number; without one the newest entry with changes to undo that is neither an
    /// undo nor a redo. For a redo it finds the newest undo, or the one with this number, or the one of the
    /// entry with this number.
    pub fn find(journal: &Journal, number: Option<u64>, is_redo: bool) -> Result<Target, Error> {
        let unread = |error: io::Error| {
            Error::unexpected(format!("cannot read {}: {error}", journal.path().display()))
        };
        // The newest entry is read first, so the entries that reverse it are known when an entry is reached.
        let mut undone: HashSet<(u64, usize)> = HashSet::new();
        let mut doubtful: HashMap<(u64, usize), u64> = HashMap::new();
        let mut found: Option<Target> = None;
        for entry in journal.entries().map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let own: HashSet<usize> =
                undone.iter().filter(|(id, _)| *id == entry.id).map(|(_, n)| *n).collect();
            let is_undo = entry.reverses.is_some_and(|reversal| !reversal.is_redo);
            let is_left = entry.changes.iter().enumerate().any(|(n, state)| {
                !own.contains(&n) && (is_done(state) || entry.is_in_doubt(state))
            });
            let is_undo_of =
                |number| is_undo && is_left && entry.reverses.is_some_and(|of| of.entry == number);
            let is_wanted = match number {
                None if is_redo => is_undo && is_left,
                None => entry.reverses.is_none() && is_left,
                Some(number) => entry.id == number || is_redo && is_undo_of(number),
            };
            if let Some(target) = &mut found {
                if number == Some(entry.id) {
                    break;
                }
                if is_wanted {
                    target.earlier = Some(entry.id);
                    break;
                }
            } else if is_wanted {
                if is_redo && !is_undo {
                    return Err(Error::usage(format!("entry {} is not undone", entry.id))
                        .hint("list the entries: deals log"));
                }
                if let Some(process) = journal.find_run(entry.id) {
                    let message =
                        format!("the run of entry {} has not ended ({process})", entry.id);
                    return Err(Error::new(ErrorKind::Refused, message)
                        .hint("wait for it to end, or stop it with Ctrl-C"));
                }
                let of_entry = doubtful.iter().filter(|((id, _), _)| *id == entry.id);
                let doubtful = of_entry.map(|((_, n), undo)| (*n, *undo)).collect();
                let is_one_of_several = is_redo && number.is_some_and(|number| number != entry.id);
                let target = Target { entry, undone: own, doubtful, earlier: None, _lock: None };
                if !is_one_of_several {
                    return Ok(target);
                }
                found = Some(target);
                continue;
            }
            if let Some(reversal) = entry.reverses {
                for (n, state) in entry.changes.iter().enumerate() {
                    let Some(of) = state.change.reverses.filter(|_| !own.contains(&n)) else {
                        continue;
                    };
                    if is_done(state) && took_effect(state) {
                        undone.insert((reversal.entry, of));
                    } else if entry.is_in_doubt(state) {
                        doubtful.entry((reversal.entry, of)).or_insert(entry.id);
                    }
                }
            }
        }
        if let Some(target) = found {
            return Ok(target);
        }
        let word = if is_redo { "redo" } else { "undo" };
        Err(match number {
            Some(number) => Error::not_found(format!("no entry {number} in the journal"))
                .hint("list the entries: deals log"),
            None => {
                Error::not_found(format!("nothing to {word}")).hint("list the entries: deals log")
            }
        })
    }

    /// The writes that undo the entry without reading the deals, for a dry run.
    pub fn requests(&self) -> Result<Vec<Request>, Error> {
        let open = self.open_changes();
        let inverses = open.filter_map(|(_, state)| {
            let made = state.result.as_ref().and_then(|result| result.id.as_deref());
            state.change.write.inverse(&state.change.before, made)
        });
        inverses.map(|inverse| inverse.write.request()).collect()
    }

    /// The changes that were or may have been executed, and are not undone.
    fn open_changes(&self) -> impl Iterator<Item = (usize, &State)> {
        let states = self.entry.changes.iter().enumerate();
        states.filter(|(n, state)| {
            !self.undone.contains(n) && (is_done(state) || self.entry.is_in_doubt(state))
        })
    }

    /// Reads the deals and plans the writes. `force` also undoes changes of deals that were changed since.
    pub async fn plan(&self, app: &App, force: bool) -> Result<UndoPlan, Error> {
        let mut ids: Vec<u64> =
            self.open_changes().filter_map(|(_, state)| read_deal(state)).collect();
        bulk::keep_first(&mut ids);
        let counts: Vec<&str> = ADDITIONS.iter().map(|(code, _)| *code).collect();
        let makes_deals = self.open_changes().any(|(_, state)| makes_deal(&state.change.write));
        let options = |request: Request| {
            if makes_deals { request.list("include_fields", &counts) } else { request }
        };
        let removes_deals =
            |(_, state): (usize, &State)| matches!(state.change.write, Write::DeleteDeal { .. });
        let (deals, missing) = if self.open_changes().any(removes_deals) {
            // Lists have deleted deals only if they are requested.
            let all =
                |request: Request| request.query("status", "open,won,lost,deleted".to_owned());
            let read = app.fetch_deals_in_batches(&ids, &all).await?;
            bulk::fetch_unread(app, &ids, read.into_values().collect()).await?
        } else {
            bulk::fetch(app, &ids, &options).await?
        };
        let deals: HashMap<u64, &Record> =
            deals.iter().filter_map(|deal| Some((deal.read().id()?, deal))).collect();
        let missing: HashMap<u64, Error> = missing.into_iter().collect();
        let names = app.cached_names().await;
        let is_redo = self.entry.reverses.is_some_and(|reversal| !reversal.is_redo);
        let (mut plan, mut lost_fields) = (WritePlan::default(), Vec::new());
        if self.entry.damaged > 0 {
            let writes = text::count(self.entry.damaged, "write");
            let error =
                Error::unexpected(format!("{writes} cannot be read: the journal is damaged"));
            plan.refused.push((format!("entry {}", self.entry.id), error));
        }
        for (n, state) in self.open_changes() {
            let label = label(state);
            let current = match read_deal(state) {
                Some(deal) => match (deals.get(&deal), missing.get(&deal)) {
                    (Some(record), _) => Some(*record),
                    (None, Some(error)) => {
                        plan.refused.push((label, error.clone()));
                        continue;
                    }
                    (None, None) => None,
                },
                None => None,
            };
            let is_in_doubt = !is_done(state);
            match (examine(state, n, current, is_in_doubt, force, &names), self.doubtful.get(&n)) {
                // A second request would create a second record.
                (Finding::Undo(step, _), Some(undo)) if step.change.write.creates_record() => {
                    let message = format!("the outcome of its undo, entry {undo}, is unknown");
                    let error = Error::new(ErrorKind::Refused, message)
                        .hint(format!("check it first: deals log --check {undo}"));
                    plan.refused.push((label, error));
                }
                (Finding::Undo(step, lost), _) => {
                    plan.steps.push(*step);
                    lost_fields.push(lost);
                }
                (Finding::Settled, _) => {}
                (Finding::Skip(error), _) => plan.refused.push((label, error)),
            }
        }
        let (entry, earlier) = (self.entry.id, self.earlier);
        Ok(UndoPlan { entry, is_redo, earlier, plan, lost: lost_fields, names })
    }
}

impl UndoPlan {
    /// Shows the writes, asks for confirmation, sends them, and reports each.
    pub async fn run(self, app: &App) -> anyhow::Result<()> {
        self.confirm(app)?;
        self.send(app).await
    }

    /// Whether there is a write to confirm.
    pub fn has_writes(&self) -> bool {
        !self.plan.is_empty()
    }

    /// Shows the writes and asks for confirmation.
    pub fn confirm(&self, app: &App) -> Result<(), Error> {
        if !self.has_writes() {
            return Ok(());
        }
        let writes = text::count(self.plan.steps.len(), "write");
        let verb = if self.is_redo { "Redo" } else { "Undo" };
        let question = format!("{verb} {writes} of entry {} in {}?", self.entry, app.account());
        self.plan.confirm(app, &self.names, Confirmation::Question(&question))
    }

    /// Sends the writes, and reports each.
    pub async fn send(self, app: &App) -> anyhow::Result<()> {
        let UndoPlan { entry, is_redo, earlier, plan, lost, .. } = self;
        if let Some(earlier) = earlier {
            app.note(format_args!(
                "entry {earlier} undid other writes of the same entry: deals redo {earlier}"
            ));
        }
        if plan.is_empty() && plan.refused.is_empty() {
            let word = if is_redo { "redo" } else { "undo" };
            app.note(format_args!("entry {entry}: nothing to {word}; the deals are as before"));
            return Ok(());
        }
        let steps: Vec<(String, String, Write)> = plan
            .steps
            .iter()
            .map(|step| (step.label(), step.text.clone(), step.change.write.clone()))
            .collect();
        let done = RefCell::new(Vec::new());
        let report = async |n: usize, sent: Result<Record, Error>| {
            let (label, text, write) = &steps[n];
            let record = match sent {
                Ok(record) => record,
                // It is already gone, which is the intended state.
                Err(error) if removes(write) && matches!(error.status, Some(404 | 410)) => {
                    app.note(format_args!("{label}: {text} (already gone)"));
                    return Ok(None);
                }
                Err(error) => return Err(error),
            };
            app.note(format_args!("{label}: {text}"));
            done.borrow_mut().push(json!({
                "deal": write.find_deal(),
                "what": text,
                "not_restored": lost[n].join(", "),
            }));
            for field in &lost[n] {
                app.note(format_args!(
                    "{label}: {field} was not restored: the API does not take its old value"
                ));
            }
            Ok(Some(record))
        };
        let reverses = Some(Reversal { entry, is_redo });
        let options = RunOptions { reverses, ..RunOptions::default() };
        let outcome = plan.send(app, options, report).await?;
        if app.format != Format::Table {
            app::print_list(&app.settings, Columns::new(DONE), &done.take())?;
        }
        Ok(outcome.check("write")?)
    }
}

fn removes(write: &Write) -> bool {
    matches!(
        write,
        Write::DeleteDeal { .. }
            | Write::RemoveFollower { .. }
            | Write::RemoveParticipant { .. }
            | Write::RemoveDiscount { .. }
    )
}

fn is_done(state: &State) -> bool {
    state.result.as_ref().is_some_and(|result| result.outcome == Outcome::Done)
}

/// Whether the response shows the written values, if the service may have ignored them.
fn took_effect(state: &State) -> bool {
    let Change { write, before, .. } = &state.change;
    let (Some(sent), Some(result)) = (write.body(), &state.result) else { return true };
    let is_refused = |key: &str| {
        let (sent, after) = (sent.get(key), result.after.get(key));
        sent.zip(after).is_some_and(|(sent, after)| sent != after)
    };
    !["is_deleted", "is_archived"].into_iter().any(is_refused)
        && find_ignored(sent, &result.after, before).is_empty()
}
