//! The records that a list has returned, to skip duplicates.

use crate::api::endpoints::{LIST_DEAL_FIELDS, LIST_FOLLOWERS};
use crate::api::request::Request;
use crate::model::record::Record;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// A set of keys as a bitmap, 64 to an entry: IDs are mostly consecutive, so a million take half a
/// megabyte.
#[derive(Default)]
pub struct SeenIds(HashMap<u64, u64>);

/// Identifies a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// The ID, or a hash of a non-numeric ID.
    Id(u64),
    /// A hash of the text of a record without an ID; distinct records may have the same.
    Text(u64),
}

impl SeenIds {
    /// Adds a key; returns whether it was new.
    pub(super) fn insert(&mut self, key: u64) -> bool {
        let bit = 1 << (key % 64);
        let bits = self.0.entry(key / 64).or_default();
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// The key of a record in a response to `request`.
    pub(super) fn key(&self, request: &Request, record: &Record) -> Key {
        let hash = |text: &str| self.0.hasher().hash_one(text);
        let is_there = |id: &&RawValue| id.get() != "null";
        if request.paging().is_none() {
            // Records of several kinds may share an ID, so the key includes the text.
            let text = hash(record.text());
            let has_id = record.read().get("id").filter(is_there).is_some();
            return if has_id { Key::Id(text) } else { Key::Text(text) };
        }
        if let Some(id) = record.id() {
            return Key::Id(id);
        }
        let name = match request {
            search if search.is_search() => "item.id",
            fields if fields.is_to(&LIST_DEAL_FIELDS) => "field_code",
            followers if followers.is_to(&LIST_FOLLOWERS) => "user_id",
            _ => "id",
        };
        match record.read().get(name).filter(is_there).map(RawValue::get) {
            Some(id) => Key::Id(id.parse().unwrap_or_else(|_| hash(id))),
            None => Key::Text(hash(record.text())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_a_million_ids_compactly() {
        let mut seen = SeenIds::default();
        assert!((1..=1_000_000).all(|id| seen.insert(id)));
        assert!((1..=1_000_000).all(|id| !seen.insert(id)));
        assert!(seen.0.capacity() * size_of::<(u64, u64)>() < 1 << 20);
        assert!(seen.insert(u64::MAX) && seen.insert(0));
    }
}
