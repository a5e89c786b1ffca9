//! Which deals the rows of the file are about: the IDs and keys in it, and the deals that have them.

use super::deal_store::{DealStore, key_of_value};
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

/// From this number of IDs on, reading the whole list may be cheaper than reading them by 100; the number
/// of deals, which costs 40 tokens, is asked for then.
const MANY_IDS: usize = 1_000;
/// How many deals a request for a page returns, for each that a request by ID returns, at the same cost.
const PAGE_PER_BATCH: usize = 5;
/// IDs that are read before their deals are written to the disk.
const CHUNK: usize = 800;

/// A step that a row is at before it is compared with its deal.
pub enum RowPlace {
    /// It is done by an earlier run.
    Done,
    /// It was sent, and nobody knows whether it was executed.
    Unknown,
    /// It has this deal.
    Id(u64),
    /// It has a deal with this key, or none.
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

/// Where a row is, by itself and by what earlier runs did.
pub fn place_row(row: &ImportRow, sent: &SentRows) -> RowPlace {
    let is_done_in_results = row.earlier.as_ref().is_some_and(|(result, _)| result == "done");
    if is_done_in_results || matches!(sent.get(row.number), Some(RowState::Done(_))) {
        return RowPlace::Done;
    }
    if let Some(id) = row.id {
        return RowPlace::Id(id);
    }
    if let Some(key) = row.key.as_ref().and_then(key_of_value) {
        return RowPlace::Key(key);
    }
    if is_unknown(row, sent) { RowPlace::Unknown } else { RowPlace::New }
}

/// Whether the row was sent by an earlier run, and nobody knows whether it was executed.
pub fn is_unknown(row: &ImportRow, sent: &SentRows) -> bool {
    let is_in_results = row.earlier.as_ref().is_some_and(|(result, _)| result == "unknown");
    sent.get(row.number) == Some(&RowState::InDoubt) || is_in_results
}

impl Wanted {
    /// Reads the rows once. The store is that of the deals, whose keys are compared with these.
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

    /// Reads the deals with these IDs and keys.
    pub async fn read_deals(&self, app: &App, store: &mut DealStore) -> Result<(), Error> {
        if !self.keys.is_empty() {
            // A key may be that of a deleted or an archived deal.
            for list in [&LIST_DEALS, &LIST_ARCHIVED] {
                self.walk(app, store, Request::to(list).list("status", &DealStatus::ALL)).await?;
            }
        } else if self.ids.len() > MANY_IDS
            && count_deals(app).await? <= self.ids.len().saturating_mul(PAGE_PER_BATCH)
        {
            self.walk(app, store, Request::to(&LIST_DEALS)).await?;
        }
        let mut ids: Vec<u64> =
            self.ids.iter().copied().filter(|id| !store.contains(*id)).collect();
        ids.sort_unstable();
        for ids in ids.chunks(CHUNK) {
            let (deals, missing) = bulk::fetch(app, ids, &|request| request).await?;
            deals.iter().try_for_each(|deal| store.add(deal))?;
            missing.into_iter().for_each(|(id, error)| store.add_missing(id, error));
        }
        Ok(())
    }

    /// Reads a whole list, and keeps the deals that are wanted.
    async fn walk(&self, app: &App, store: &mut DealStore, request: Request) -> Result<(), Error> {
        let mut pages = app.pages(request);
        while let Some(deals) = app.next_page(&mut pages).await? {
            for deal in &deals {
                let is_named = deal.id().is_some_and(|id| self.ids.contains(&id));
                let has_key = || {
                    let key = store.key_of_deal(&deal.read());
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

/// A store for the deals that rows are compared with.
pub fn new_store(reader: &ImportReader) -> Result<DealStore, Error> {
    DealStore::new(directories()?.cache_dir(), reader.key_field())
}

/// How many deals the account has.
async fn count_deals(app: &App) -> Result<usize, Error> {
    let summary: Record = app.one(&Request::to(&SUMMARY)).await?;
    let count = summary.read().get("total_count").and_then(|raw| raw.get().parse().ok());
    Ok(count.unwrap_or(usize::MAX))
}
