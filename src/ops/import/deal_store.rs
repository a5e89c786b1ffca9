//! The deals that rows are compared with: stored on disk, indexed by ID and by the value of the key.

use crate::error::Error;
use crate::model::field::Field;
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::store::temporary::{Place, TextStore};
use bytestring::ByteString;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;

pub struct DealStore {
    texts: TextStore,
    places: HashMap<u64, Place>,
    key: Option<Field>,
    hasher: RandomState,
    by_key: HashMap<u64, Vec<u64>>,
    /// Deals that could not be read, with the error.
    missing: HashMap<u64, Error>,
}

impl DealStore {
    pub fn new(dir: &Path, key: Option<&Field>) -> Result<DealStore, Error> {
        Ok(DealStore {
            texts: TextStore::new(dir, "import-deals").map_err(|error| file_error(&error))?,
            places: HashMap::new(),
            key: key.cloned(),
            hasher: RandomState::new(),
            by_key: HashMap::new(),
            missing: HashMap::new(),
        })
    }

    /// Whether deals are indexed by a key.
    pub fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Hashes a key, to keep large sets of keys small.
    pub fn hash(&self, key: &str) -> u64 {
        self.hasher.hash_one(key)
    }

    /// The key of a deal; `None` if it is empty.
    pub fn deal_key(&self, deal: &RecordView) -> Option<String> {
        key_text(deal.get(&self.key.as_ref()?.code)?)
    }

    pub fn add(&mut self, deal: &Record) -> Result<(), Error> {
        let Some(id) = deal.id() else { return Ok(()) };
        let place = self.texts.add(deal.text()).map_err(|error| file_error(&error))?;
        if self.places.insert(id, place).is_none()
            && let Some(key) = self.deal_key(&deal.read())
        {
            let hash = self.hash(&key);
            self.by_key.entry(hash).or_default().push(id);
        }
        Ok(())
    }

    pub fn add_missing(&mut self, id: u64, error: Error) {
        self.missing.insert(id, error);
    }

    pub fn contains(&self, id: u64) -> bool {
        self.places.contains_key(&id)
    }

    /// The deal with this ID, or the error with which it could not be read.
    pub fn deal(&self, id: u64) -> Result<Record, Error> {
        if let Some(error) = self.missing.get(&id) {
            return Err(error.clone());
        }
        let read = match self.places.get(&id) {
            Some(place) => self.texts.read(*place).map_err(|error| file_error(&error))?,
            None => return Err(Error::not_found(format!("no deal {id}"))),
        };
        Record::from_text(ByteString::from(read))
            .ok_or_else(|| Error::unexpected(format!("deal {id} is not an object")))
    }

    /// Returns the deals whose key has this value.
    pub fn deals_with_key(&self, key: &str) -> Result<Vec<Record>, Error> {
        let mut deals = Vec::new();
        for id in self.by_key.get(&self.hash(key)).into_iter().flatten() {
            let deal = self.deal(*id)?;
            if self.deal_key(&deal.read()).as_deref() == Some(key) {
                deals.push(deal);
            }
        }
        Ok(deals)
    }
}

/// Formats a value as a key: its trimmed text; `None` if that is empty.
pub fn key_text(raw: &RawValue) -> Option<String> {
    let text = value::plain(raw);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Like `key_text`, for a value to write.
pub fn value_key(value: &Value) -> Option<String> {
    key_text(&serde_json::value::to_raw_value(value).ok()?)
}

fn file_error(error: &io::Error) -> Error {
    Error::unexpected(format!("cannot use a temporary file: {error}"))
}
