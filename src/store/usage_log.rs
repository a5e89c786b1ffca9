//! What this machine has spent of the company's tokens, by command: one line a run beside the cache.
//! A log that cannot be kept costs nothing else.

use crate::store::files;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// A longer file is folded: one line for each command and day.
const LONG: u64 = 512 * 1024;
/// How long to wait for another process that writes to the file: nobody waits for it at the end of a
/// run, and what could not be entered is not missed.
const PATIENCE: Duration = Duration::from_millis(900);
pub struct UsageLog {
    file: PathBuf,
}

/// What a command has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub requests: u64,
    pub tokens: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    command: String,
    requests: u64,
    tokens: u64,
}

impl UsageLog {
    pub fn new(file: PathBuf) -> UsageLog {
        UsageLog { file }
    }

    /// A run of `command` has come to its end.
    pub fn spend(&self, command: &str, spent: Spent) {
        let Spent { requests, tokens } = spent;
        let line = Line { at: Timestamp::now(), command: command.to_owned(), requests, tokens };
        if let Ok(line) = serde_json::to_string(&line) {
            let _ = files::append(&self.file, &line, PATIENCE);
        }
        if fs::metadata(&self.file).is_ok_and(|file| file.len() > LONG) {
            self.fold();
        }
    }

    /// What was spent on the day that holds `now`, by command.
    pub fn tokens_of_day(&self, now: Timestamp) -> BTreeMap<String, Spent> {
        let today = day(now);
        let mut all = BTreeMap::<String, Spent>::new();
        for line in self.lines().into_iter().filter(|line| day(line.at) == today) {
            let spent = all.entry(line.command).or_default();
            spent.requests += line.requests;
            spent.tokens += line.tokens;
        }
        all
    }

    /// A line that was cut off by a crash is no line.
    fn lines(&self) -> Vec<Line> {
        if !self.file.exists() {
            return Vec::new();
        }
        // Under the lock: another process may be in the middle of it, and Windows lets nobody else
        // read what is locked.
        match files::LockedFile::open(&self.file, PATIENCE) {
            Ok(page) => parse_lines(&page.text),
            Err(_) => parse_lines(&fs::read(&self.file).unwrap_or_default()),
        }
    }

    fn fold(&self) {
        let Ok(mut page) = files::LockedFile::open(&self.file, PATIENCE) else { return };
        let now = Timestamp::now();
        let mut days = BTreeMap::<(Date, String), (Timestamp, Spent)>::new();
        let mut folded = Vec::new();
        for line in parse_lines(&page.text) {
            let start = (line.at, Spent::default());
            let (at, spent) = days.entry((day(line.at), line.command)).or_insert(start);
            *at = line.at.max(*at);
            spent.requests += line.requests;
            spent.tokens += line.tokens;
        }
        let month_ago = day(now).checked_sub(jiff::Span::new().days(31)).unwrap_or(Date::MIN);
        for ((day, command), (at, Spent { requests, tokens })) in days {
            if day >= month_ago {
                folded.push(Line { at, command, requests, tokens });
            }
        }
        let lines = folded.iter().filter_map(|line| serde_json::to_string(line).ok());
        let text: String = lines.map(|line| line + "\n").collect();
        let _ = page.write(text.as_bytes());
    }
}

fn parse_lines(text: &[u8]) -> Vec<Line> {
    text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// The day as this machine's people count it: when Pipedrive's begins nobody tells
/// (pipedrive.md P85).
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::system()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_is_added_up_by_command_and_survives_folding_and_crashes() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = UsageLog::new(dir.path().join("deep/ledger.ndjson"));
        assert!(ledger.tokens_of_day(Timestamp::now()).is_empty());
        let run = |command, tokens| ledger.spend(command, Spent { requests: 1, tokens });
        run("list", 10);
        run("get", 1);
        run("list", 20);
        let long_ago = r#"{"at":"2020-01-01T12:00:00Z","command":"list","requests":5,"tokens":50}"#;
        files::append(&ledger.file, long_ago, PATIENCE).unwrap();
        files::append(&ledger.file, "{\"at\":\"2020-01-0", PATIENCE).unwrap();
        let seen = || ledger.tokens_of_day(Timestamp::now());
        let before = seen();
        assert_eq!(before["list"], Spent { requests: 2, tokens: 30 });
        assert_eq!(before["get"], Spent { requests: 1, tokens: 1 });
        ledger.fold();
        assert_eq!(seen(), before);
        assert_eq!(ledger.lines().len(), 2);
    }

    #[test]
    fn the_file_is_read_between_the_writes_of_others() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = UsageLog::new(dir.path().join("ledger.ndjson"));
        ledger.spend("get", Spent { requests: 1, tokens: 1 });
        let text = fs::read(&ledger.file).unwrap();
        let mut page = files::LockedFile::open(&ledger.file, PATIENCE).unwrap();
        page.write(b"").unwrap();
        let other = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            page.write(&text).unwrap();
        });
        let spent = ledger.tokens_of_day(Timestamp::now());
        assert_eq!(spent["get"], Spent { requests: 1, tokens: 1 });
        other.join().unwrap();
    }

    #[test]
    fn a_long_ledger_is_folded_on_the_way() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = UsageLog::new(dir.path().join("ledger.ndjson"));
        ledger.spend("get", Spent { requests: 1, tokens: 1 });
        let line = fs::read_to_string(&ledger.file).unwrap();
        fs::write(&ledger.file, line.repeat(LONG as usize / line.len() + 1)).unwrap();
        ledger.spend("get", Spent { requests: 1, tokens: 1 });
        let runs = LONG / line.len() as u64 + 2;
        let spent = ledger.tokens_of_day(Timestamp::now());
        assert_eq!(spent["get"], Spent { requests: runs, tokens: runs });
        assert_eq!(ledger.lines().len(), 1);
    }
}
