//! Matches rows with deals: collects the IDs and keys in the file and reads their deals.

use super::deal_store::{DealStore, value_key};
use super::earlier::SentRows;
use super::reader::ImportReader;
use super::row::ImportRow;
use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS, SUMMARY};
use crate::api::request::Request;
use crate::app::write::journal::RowState;
use crate::app::{App, directories};
use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::record::Record;
use crate::ops::bulk;
use std::collections::HashSet;

/// From this number of IDs, reading the whole list may be cheaper than batches of 100 IDs; the deals are
/// counted first, which costs 40 tokens.
const MIN_IDS_FOR_LIST: usize = 1_000;
/// How many times more deals a list request returns than a batch by ID, for the same cost.
const PAGE_PER_BATCH: usize = 5;
/// The number of IDs to read before their deals are stored on disk.
const CHUNK_SIZE: usize = 800;

/// The state of a row before it is compared with its deal.
pub enum RowPlace {
    /// Done by an earlier run.
    Done,
    /// Sent by an earlier run, with an unknown outcome.
    Unknown,
    /// Matched by the ID of its deal.
    Id(u64),
    /// Matched by this key, which may belong to no deal.
    Key(String),
    New,
}

/// The IDs and keys of the rows that are not done.
#[derive(Default)]
pub struct Wanted {
    pub rows: usize,
    ids: HashSet<u64>,
    repeated_ids: HashSet<u64>,
    keys: HashSet<u64>,
    repeated_keys: HashSet<u64>,
}

/// Finds the state of a row, from the row itself and the journal.
pub fn place_row(row: &ImportRow, sent: &SentRows) -> RowPlace {
    let is_done_in_results = row.earlier.as_ref().is_some_and(|(result, _)| result == "done");
    if is_done_in_results || matches!(sent.get(row.number), Some(RowState::Done(_))) {
        return RowPlace::Done;
    }
    if let Some(id) = row.id {
        return RowPlace::Id(id);
    }
    if let Some(key) = row.key.as_ref().and_then(value_key) {
        return RowPlace::Key(key);
    }
    if is_unknown(row, sent) { RowPlace::Unknown } else { RowPlace::New }
}

/// Whether the row was sent by an earlier run with an unknown outcome.
pub fn is_unknown(row: &ImportRow, sent: &SentRows) -> bool {
    let is_in_results = row.earlier.as_ref().is_some_and(|(result, _)| result == "unknown");
    sent.get(row.number) == Some(&RowState::InDoubt) || is_in_results
}

impl Wanted {
    /// Reads all rows once. `store` hashes the keys.
    pub fn read(
        reader: &ImportReader,
        sent: &SentRows,
        store: &DealStore,
    ) -> Result<Wanted, Error> {
        let mut wanted = Wanted::default();
        for row in reader.rows()? {
            let row = row?;
            wanted.rows += 1;
            match place_row(&row, sent) {
                RowPlace::Id(id) if !wanted.ids.insert(id) => {
                    wanted.repeated_ids.insert(id);
                }
                RowPlace::Key(key) => {
                    let key = store.hash(&key);
                    if !wanted.keys.insert(key) {
                        wanted.repeated_keys.insert(key);
                    }
                }
                _ => {}
            }
        }
        Ok(wanted)
    }

    pub fn is_repeated_id(&self, id: u64) -> bool {
        self.repeated_ids.contains(&id)
    }

    pub fn is_repeated_key(&self, key: &str, store: &DealStore) -> bool {
        self.repeated_keys.contains(&store.hash(key))
    }

    /// Reads the deals with these IDs and keys into the store.
    pub async fn read_deals(&self, app: &App, store: &mut DealStore) -> Result<(), Error> {
        if !self.keys.is_empty() {
            // A key may belong to a deleted or an archived deal.
            for list in [&LIST_DEALS, &LIST_ARCHIVED] {
                self.walk(app, store, Request::to(list).list("status", &DealStatus::ALL)).await?;
            }
        } else if self.ids.len() > MIN_IDS_FOR_LIST
            && count_deals(app).await? <= self.ids.len().saturating_mul(PAGE_PER_BATCH)
        {
            self.walk(app, store, Request::to(&LIST_DEALS)).await?;
        }
        let mut ids: Vec<u64> =
            self.ids.iter().copied().filter(|id| !store.contains(*id)).collect();
        ids.sort_unstable();
        for ids in ids.chunks(CHUNK_SIZE) {
            let (deals, missing) = bulk::fetch(app, ids, &|request| request).await?;
            deals.iter().try_for_each(|deal| store.add(deal))?;
            missing.into_iter().for_each(|(id, error)| store.add_missing(id, error));
        }
        Ok(())
    }

    /// Reads a whole list and stores the wanted deals.
    async fn walk(&self, app: &App, store: &mut DealStore, request: Request) -> Result<(), Error> {
        let mut pages = app.pages(request);
        while let Some(deals) = app.next_page(&mut pages).await? {
            for deal in &deals {
                let is_named = deal.id().is_some_and(|id| self.ids.contains(&id));
                let has_key = || {
                    let key = store.deal_key(&deal.read());
                    key.is_some_and(|key| self.keys.contains(&store.hash(&key)))
                };
                if is_named || !self.keys.is_empty() && has_key() {
                    store.add(deal)?;
                }
            }
        }
        Ok(())
    }
}

/// Creates an empty store for the deals of the rows.
pub fn new_store(reader: &ImportReader) -> Result<DealStore, Error> {
    DealStore::new(directories()?.cache_dir(), reader.key_field())
}

/// Requests the number of deals in the account.
async fn count_deals(app: &App) -> Result<usize, Error> {
    let summary: Record = app.one(&Request::to(&SUMMARY)).await?;
    let count = summary.read().get("total_count").and_then(|raw| raw.get().parse().ok());
    Ok(count.unwrap_or(usize::MAX))
}
