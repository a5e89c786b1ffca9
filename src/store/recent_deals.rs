//! The deals that were seen last, each with its title, beside the account's look-ups: what a shell
//! can offer where a DEAL is wanted.

use crate::model::record::{Record, RecordView};
use crate::store::cache::Cache;
use crate::text;
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashSet;

/// How many are kept.
const KEPT: usize = 200;
/// How many of a run's count: a long list must not push out all that was seen before it.
const OF_ONE_RUN: usize = 100;
/// How much of a title, in columns.
const TITLE: usize = 60;
/// The file's name among those of the account.
const FILE: &str = "recent";

/// A deal, as somebody remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDeal {
    pub id: u64,
    pub title: String,
}

/// What this run has seen of deals.
#[derive(Default)]
pub struct Recent(RefCell<Run>);

#[derive(Default)]
struct Run {
    seen: Vec<RecentDeal>,
    gone: Vec<u64>,
}

impl RecentDeal {
    /// A deal, or a hit of a search for one; `None` for what has no title or is deleted.
    pub fn from_record(record: &Record) -> Option<RecentDeal> {
        let reading = record.read();
        match reading.get("item") {
            Some(_) => RecentDeal::from_view(&reading.object("item")),
            None => RecentDeal::from_view(&reading),
        }
    }

    fn from_view(reading: &RecordView) -> Option<RecentDeal> {
        let is_deleted = reading.get("is_deleted").is_some_and(|raw| raw.get() == "true");
        let title = reading.text("title").filter(|_| !is_deleted)?;
        let title = text::fit(&text::clean(&title), TITLE).into_owned();
        Some(RecentDeal { id: reading.id()?, title })
    }
}

impl Recent {
    /// Takes note of deals, as far as there is room.
    pub fn see(&self, deals: &[Record]) {
        let mut run = self.0.borrow_mut();
        let room = OF_ONE_RUN.saturating_sub(run.seen.len());
        run.seen.extend(deals.iter().take(room).filter_map(RecentDeal::from_record));
    }

    /// A deal that is no more.
    pub fn forget(&self, id: u64) {
        self.0.borrow_mut().gone.push(id);
    }

    /// Adds what this run has seen to what was seen before. What cannot be kept is not missed.
    pub fn keep(&self, cache: &Cache) {
        let run = self.0.take();
        if run.seen.is_empty() && run.gone.is_empty() {
            return;
        }
        let before = read(cache);
        let mut ids: HashSet<u64> = run.gone.into_iter().collect();
        let all = run.seen.into_iter().chain(before.iter().cloned());
        let now: Vec<RecentDeal> = all.filter(|seen| ids.insert(seen.id)).take(KEPT).collect();
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

/// The deals that were seen last, the latest first.
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
        recent.see(deals);
        recent.keep(cache);
        read(cache).into_iter().map(|seen| seen.id).collect()
    }

    #[test]
    fn the_latest_come_first_and_each_once() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        assert!(run(&cache, &[]).is_empty());
        assert!(fs::read_dir(dir.path()).unwrap().next().is_none(), "nothing seen, nothing kept");
        assert_eq!(run(&cache, &[deal(1, "One"), deal(2, "Two"), deal(3, "Gone")]), [1, 2]);
        assert_eq!(run(&cache, &[deal(3, "\x1b[31mThree\n")]), [3, 1, 2]);
        assert_eq!(run(&cache, &[deal(2, "Two, again")]), [2, 3, 1]);
        assert_eq!(read(&cache)[1], RecentDeal { id: 3, title: "Three".into() });
        let recent = Recent::default();
        recent.forget(2);
        recent.keep(&cache);
        assert_eq!(read(&cache).len(), 2);
    }

    #[test]
    fn a_long_list_leaves_room_for_what_was_seen_before() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(dir.path().into(), "x", "a");
        let _ = run(&cache, &[deal(5000, "Mine")]);
        let many: Vec<Record> = (1..=500).map(|id| deal(id, "Listed")).collect();
        let ids = run(&cache, &many);
        assert_eq!((ids.len(), ids[0], ids[100]), (101, 1, 5000));
        let others: Vec<Record> = (1000..1500).map(|id| deal(id, "Listed")).collect();
        let third: Vec<Record> = (2000..2500).map(|id| deal(id, "Listed")).collect();
        let _ = run(&cache, &others);
        assert_eq!(run(&cache, &third).len(), KEPT);
    }
}
