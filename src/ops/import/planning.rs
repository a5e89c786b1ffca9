//! Plans the write for each row before anything is sent. The writes are stored in a temporary file.

use super::base_export::BaseExport;
use super::deal_store::DealStore;
use super::decide::{
    Current, Decision, Rules, column_error, decide_change, decide_new, row_error, row_name,
};
use super::earlier::SentRows;
use super::matching::{RowPlace, Wanted, is_unknown, place_row};
use super::mistakes::Mistakes;
use super::reader::ImportReader;
use super::results::{Counts, ROW_STATUSES, RowResult, RowStatus};
use super::row::ImportRow;
use crate::app::write::Change;
use crate::app::{App, directories};
use crate::draft::Draft;
use crate::error::{Error, ErrorKind};
use crate::model::record::Record;
use crate::ops::lost_reason;
use crate::ops::plan_totals::PlanTotals;
use crate::ops::write_plan::Step;
use crate::store::temporary::ItemFile;
use serde_json::json;
use std::io;

/// The number of rows to plan between checks for a signal.
const SIGNAL_CHECK_INTERVAL: usize = 500;
/// Maximum number of errors to keep for messages; the results file has all of them.
pub const MAX_ERRORS: usize = 100;

/// The planned writes, and the results of the other rows.
pub struct Planned {
    pub totals: PlanTotals,
    /// The writes, each with the name of its row.
    pub writes: ItemFile<(String, Change)>,
    /// The results of the rows that are not written.
    pub others: ItemFile<RowResult>,
    pub mistakes: Mistakes,
    /// The number of new deals.
    pub creates: usize,
    /// The first rows that the state of the account does not allow to be written, with the errors.
    pub refused: Vec<(String, Error)>,
    /// The names of the first rows whose outcome is unknown.
    pub unknown: Vec<String>,
    pub unknown_count: usize,
    /// The number of rows that earlier runs have done.
    pub done_before: usize,
    /// The number of rows that are not deals, such as totals.
    pub skipped: usize,
}

/// The deals to compare rows with.
pub struct Deals<'r> {
    pub store: DealStore,
    pub wanted: Wanted,
    pub base: Option<BaseExport>,
    /// The columns that identify the deal of a row.
    pub id_heading: Option<&'r str>,
    pub key_heading: Option<&'r str>,
}

pub async fn plan(
    app: &App,
    reader: &ImportReader,
    sent: &SentRows,
    deals: &Deals<'_>,
    rules: &Rules<'_>,
) -> Result<Planned, Error> {
    let dir = directories()?.cache_dir().to_owned();
    let mut planned = Planned {
        totals: PlanTotals::default(),
        writes: ItemFile::new(&dir, "import-writes").map_err(|error| write_error(&error))?,
        others: ItemFile::new(&dir, "import-results").map_err(|error| write_error(&error))?,
        mistakes: Mistakes::new(if app.settings.flags.verbose > 0 {
            usize::MAX
        } else {
            MAX_ERRORS
        }),
        creates: 0,
        refused: Vec::new(),
        unknown: Vec::new(),
        unknown_count: 0,
        done_before: 0,
        skipped: 0,
    };
    for (n, row) in reader.rows()?.enumerate() {
        let row = row?;
        if n % SIGNAL_CHECK_INTERVAL == 0 {
            tokio::task::yield_now().await;
        }
        if let Some(why) = &row.skip {
            planned.skipped += 1;
            let result = RowResult::new(row.number, RowStatus::Skipped, None, why);
            planned.others.add(&result).map_err(|error| write_error(&error))?;
            continue;
        }
        let added = match place_row(&row, sent) {
            RowPlace::Done => {
                planned.done_before += 1;
                Ok(())
            }
            RowPlace::Unknown => planned.add_unknown(&row),
            place => match decide(&row, place, sent, deals, rules)? {
                Some(decision) => {
                    let decision = check_lost_reason(app, decision, deals).await?;
                    planned.add(&row, decision)
                }
                None => planned.add_unknown(&row),
            },
        };
        added.map_err(|error| write_error(&error))?;
    }
    planned.writes.finish().and_then(|()| planned.others.finish()).map_err(|e| write_error(&e))?;
    Ok(planned)
}

/// Decides about a row; `None` if its outcome is unknown.
fn decide(
    row: &ImportRow,
    place: RowPlace,
    sent: &SentRows,
    deals: &Deals<'_>,
    rules: &Rules,
) -> Result<Option<Decision>, Error> {
    let Deals { store, wanted, .. } = deals;
    let found = match &place {
        RowPlace::Id(id) if wanted.is_repeated_id(*id) => {
            let message = format!("the ID {id} is in several rows");
            return Ok(Some(Decision::Wrong(vec![column_error(deals.id_heading, message)])));
        }
        RowPlace::Key(key) if wanted.is_repeated_key(key, store) => {
            let message = format!("the key `{key}` is in several rows");
            return Ok(Some(Decision::Wrong(vec![column_error(deals.key_heading, message)])));
        }
        RowPlace::Id(id) => match store.deal(*id) {
            Ok(deal) => Some(deal),
            Err(error) if error.kind == ErrorKind::NotFound => {
                return Ok(Some(Decision::Refused(error)));
            }
            Err(error) => return Err(error),
        },
        RowPlace::Key(key) => match choose(store.deals_with_key(key)?) {
            Ok(found) => found,
            Err(error) => return Ok(Some(Decision::Refused(error))),
        },
        _ => None,
    };
    let Some(deal) = found else {
        if is_unknown(row, sent) {
            return Ok(None);
        }
        return Ok(Some(match place {
            RowPlace::New
                if store.has_key() && row.errors.is_empty() && !rules.is_deal_unclear() =>
            {
                Decision::Wrong(vec![row_error("it has no value for the key")])
            }
            _ => decide_new(row, rules),
        }));
    };
    let base = match (&deals.base, deal.id()) {
        (Some(base), Some(id)) => base.deal(id)?,
        _ => None,
    };
    let base = base.as_ref().zip(deals.base.as_ref().map(BaseExport::names));
    Ok(Some(decide_change(row, &Current { deal: &deal, base }, rules)))
}

/// Returns the only deal with a key that can be changed, if there is one.
fn choose(deals: Vec<Record>) -> Result<Option<Record>, Error> {
    let refuse = |message: String| Err(Error::new(ErrorKind::Refused, message));
    let is = |deal: &Record, code: &str| deal.read().is_true(code);
    let (deleted, mut deals): (Vec<_>, Vec<_>) =
        deals.into_iter().partition(|deal| is(deal, "is_deleted"));
    match (&deals[..], &deleted[..]) {
        ([], []) => Ok(None),
        ([], [deal, ..]) => {
            refuse(format!("deal {} has this key and is deleted", deal.id().unwrap_or_default()))
        }
        ([deal], _) if is(deal, "is_archived") => {
            refuse(format!("deal {} has this key and is archived", deal.id().unwrap_or_default()))
        }
        ([_], _) => Ok(deals.pop()),
        (several, _) => {
            let ids: Vec<String> =
                several.iter().filter_map(Record::id).map(|id| id.to_string()).collect();
            refuse(format!("{} deals have this key: {}", several.len(), ids.join(", ")))
        }
    }
}

/// Refuses to lose a deal without a reason where the company requires one.
async fn check_lost_reason(
    app: &App,
    decision: Decision,
    deals: &Deals<'_>,
) -> Result<Decision, Error> {
    let Decision::Write(step) = &decision else { return Ok(decision) };
    let write = &step.change.write;
    let Some(body) = write.body().filter(|body| body.get("status") == Some(&json!("lost"))) else {
        return Ok(decision);
    };
    let mut draft = Draft::default();
    body.iter().for_each(|(key, value)| draft.set(key, value.clone()));
    let before = match write.find_deal() {
        Some(id) => Some(deals.store.deal(id)?),
        None => None,
    };
    match lost_reason::check(app, &draft, before.as_ref()).await {
        Ok(()) => Ok(decision),
        Err(error) if error.is_mistake() && before.is_none() => {
            Ok(Decision::Wrong(vec![row_error(error.message)]))
        }
        Err(error) if error.is_mistake() => Ok(Decision::Refused(error)),
        Err(error) => Err(error),
    }
}

impl Planned {
    fn add(&mut self, row: &ImportRow, decision: Decision) -> io::Result<()> {
        match decision {
            Decision::Write(step) => {
                self.totals.add(&step);
                let Step { name, change, .. } = *step;
                self.creates += usize::from(change.write.find_deal().is_none());
                self.writes.add(&(name, change))
            }
            Decision::Unchanged(deal) => {
                self.totals.add_unchanged();
                self.others.add(&RowResult::new(row.number, RowStatus::Unchanged, Some(deal), ""))
            }
            Decision::Wrong(errors) => {
                let shown = self.mistakes.add(row, errors);
                self.totals.add_wrong(&format!("{}: {shown}", row_name(row, row.id)));
                self.others.add(&RowResult::new(row.number, RowStatus::Wrong, row.id, &shown))
            }
            Decision::Refused(error) => {
                let name = row_name(row, row.id);
                self.totals.refuse(&name, &error);
                self.others.add(&RowResult::new(
                    row.number,
                    RowStatus::Refused,
                    row.id,
                    &error.message,
                ))?;
                if self.refused.len() < MAX_ERRORS {
                    self.refused.push((name, error));
                }
                Ok(())
            }
        }
    }

    fn add_unknown(&mut self, row: &ImportRow) -> io::Result<()> {
        self.unknown_count += 1;
        if self.unknown.len() < MAX_ERRORS {
            self.unknown.push(row_name(row, None));
        }
        self.others.add(&RowResult::new(row.number, RowStatus::Unknown, None, UNKNOWN))
    }

    /// The number of unwritten rows by result.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (status, count) in ROW_STATUSES.iter().zip(&mut counts) {
            *count = match status {
                RowStatus::Done => self.done_before,
                RowStatus::Unchanged => self.totals.unchanged,
                RowStatus::Skipped => self.skipped,
                RowStatus::Wrong => self.mistakes.rows,
                RowStatus::Refused => self.totals.refused,
                RowStatus::Unknown => self.unknown_count,
                RowStatus::NotDone => 0,
                RowStatus::NotTried => self.totals.writes,
            };
        }
        counts
    }

    /// The number of rows that have to be imported but are not part of the plan.
    pub fn left_out(&self) -> usize {
        self.mistakes.rows + self.totals.refused + self.unknown_count
    }
}

/// Why a row with an unknown outcome is not sent again.
pub const UNKNOWN: &str = "it was sent before, and the outcome is unknown";

fn write_error(error: &io::Error) -> Error {
    Error::unexpected(format!("cannot use a temporary file: {error}"))
}
