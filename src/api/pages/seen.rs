//! Which records a walk has handed out, so that none comes twice.

use crate::api::endpoints::{LIST_DEAL_FIELDS, LIST_FOLLOWERS};
use crate::api::request::Request;
use crate::model::record::Record;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// The keys of all records of a walk, 64 to an entry: IDs are mostly consecutive, and a million of
/// them then take half a megabyte.
#[derive(Default)]
pub struct SeenIds(HashMap<u64, u64>);

/// What a record is told apart by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Its ID, or a hash of an ID that is no number: two records that have it are one.
    Id(u64),
    /// A hash of its text, where it has no ID: two records that have it may well be two.
    Text(u64),
}

impl SeenIds {
    /// Whether it was not there.
    pub(super) fn insert(&mut self, key: u64) -> bool {
        let bit = 1 << (key % 64);
        let bits = self.0.entry(key / 64).or_default();
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// What a record of a response to `request` is told apart by.
    pub(super) fn key(&self, request: &Request, record: &Record) -> Key {
        let hash = |text: &str| self.0.hasher().hash_one(text);
        let is_there = |id: &&RawValue| id.get() != "null";
        if request.paging().is_none() {
            // Records of several kinds may have the same ID, but then they are not alike.
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
    fn a_million_ids_take_little_room() {
        let mut seen = SeenIds::default();
        assert!((1..=1_000_000).all(|id| seen.insert(id)));
        assert!((1..=1_000_000).all(|id| !seen.insert(id)));
        assert!(seen.0.capacity() * size_of::<(u64, u64)>() < 1 << 20);
        assert!(seen.insert(u64::MAX) && seen.insert(0));
    }
}
