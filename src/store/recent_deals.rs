//! Recently seen deals with their titles, for completion of DEAL arguments. Stored in the account's
//! cache folder.

use crate::model::record::{Record, RecordView};
use crate::store::cache::Cache;
use crate::text;
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashSet;

/// Maximum number of deals to store.
const MAX_STORED: usize = 200;
/// Maximum number of deals to add per run, so that a long list does not replace all earlier ones.
const MAX_PER_RUN: usize = 100;
/// Maximum length of a title, in columns.
const MAX_TITLE: usize = 60;
/// File name in the account's cache folder.
const FILE: &str = "recent";

/// A deal that was seen recently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDeal {
    pub id: u64,
    pub title: String,
}

/// The deals seen by this run.
#[derive(Default)]
pub struct Recent(RefCell<Run>);

#[derive(Default)]
struct Run {
    seen: Vec<RecentDeal>,
    deleted: Vec<u64>,
}

impl RecentDeal {
    /// Parses a deal or a search result; `None` if it has no title or is deleted.
    pub fn from_record(record: &Record) -> Option<RecentDeal> {
        let reading = record.read();
        match reading.get("item") {
            Some(_) => RecentDeal::from_view(&reading.object("item")),
            None => RecentDeal::from_view(&reading),
        }
    }

    fn from_view(reading: &RecordView) -> Option<RecentDeal> {
        let is_deleted = reading.is_true("is_deleted");
        let title = reading.text("title").filter(|_| !is_deleted)?;
        let title = text::fit(&text::clean(&title), MAX_TITLE).into_owned();
        Some(RecentDeal { id: reading.id()?, title })
    }
}

impl Recent {
    /// Adds deals, up to the limit per run.
    pub fn add(&self, deals: &[Record]) {
        let mut run = self.0.borrow_mut();
        let room = MAX_PER_RUN.saturating_sub(run.seen.len());
        run.seen.extend(deals.iter().take(room).filter_map(RecentDeal::from_record));
    }

    /// Removes a deal that was deleted.
    pub fn remove(&self, id: u64) {
        self.0.borrow_mut().deleted.push(id);
    }

    /// Stores the deals of this run in addition to earlier ones. Errors are ignored.
    pub fn store(&self, cache: &Cache) {
        let run = self.0.take();
        if run.seen.is_empty() && run.deleted.is_empty() {
            return;
        }
        let before = read(cache);
        let mut ids: HashSet<u64> = run.deleted.into_iter().collect();
        let all = run.seen.into_iter().chain(before.iter().cloned());
        let now: Vec<RecentDeal> =
            all.filter(|seen| ids.insert(seen.id)).take(MAX_STORED).collect();
        if now == before {
            return;
        }
        let lines: Vec<String> = now
            .iter()
            .map(|seen| json!({"id": seen.id, "title": seen.title}).to_string())
            .collect();
        cache.write_list(FILE, &format!("[{}]\n", lines.join(",\n")));
    }
}

/// The stored deals, most recent first.
pub fn read(cache: &Cache) -> Vec<RecentDeal> {
    let kept = cache.read_list(FILE).unwrap_or_default();
    kept.iter().filter_map(RecentDeal::from_record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn deal(id: u64, title: &str) -> Record {
        let text = json!({"id": id, "title": title, "is_deleted": title == "Gone"}).to_string();
        Record::new(serde_json::value::RawValue::from_string(text).unwrap()).unwrap()
    }

    fn run(cache: &Cache, deals: &[Record]) -> Vec<u64> {
        let recent = Recent::default();
        recent.add(deals);
        recent.store(cache);
        read(cache).into_iter().map(|seen| seen.id).collect()
    }

    #[test]
    fn lists_the_latest_first_without_duplicates() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        assert!(run(&cache, &[]).is_empty());
        assert!(
            fs::read_dir(dir.path()).unwrap().next().is_none(),
            "a run without deals writes no file"
        );
        assert_eq!(run(&cache, &[deal(1, "One"), deal(2, "Two"), deal(3, "Gone")]), [1, 2]);
        assert_eq!(run(&cache, &[deal(3, "\x1b[31mThree\n")]), [3, 1, 2]);
        assert_eq!(run(&cache, &[deal(2, "Two, again")]), [2, 3, 1]);
        assert_eq!(read(&cache)[1], RecentDeal { id: 3, title: "Three".into() });
        let recent = Recent::default();
        recent.remove(2);
        recent.store(&cache);
        assert_eq!(read(&cache).len(), 2);
    }

    #[test]
    fn long_list_keeps_earlier_deals() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        let _ = run(&cache, &[deal(5000, "Mine")]);
        let many: Vec<Record> = (1..=500).map(|id| deal(id, "Listed")).collect();
        let ids = run(&cache, &many);
        assert_eq!((ids.len(), ids[0], ids[100]), (101, 1, 5000));
        let others: Vec<Record> = (1000..1500).map(|id| deal(id, "Listed")).collect();
        let third: Vec<Record> = (2000..2500).map(|id| deal(id, "Listed")).collect();
        let _ = run(&cache, &others);
        assert_eq!(run(&cache, &third).len(), MAX_STORED);
    }
}
