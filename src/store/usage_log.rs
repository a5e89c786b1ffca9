//! Log of the tokens that this machine spent, by command: one line per run. Errors are ignored.

use crate::store::files;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Size in bytes above which the file is compacted to one line per command and day.
const MAX_SIZE: u64 = 512 * 1024;
/// Timeout for the lock at the end of a run; an entry that cannot be written in time is dropped.
const LOCK_TIMEOUT: Duration = Duration::from_millis(900);
pub struct UsageLog {
    file: PathBuf,
}

/// The cost of a command.
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

    /// Adds the cost of a run of `command`.
    pub fn spend(&self, command: &str, spent: Spent) {
        let Spent { requests, tokens } = spent;
        let line = Line { at: Timestamp::now(), command: command.to_owned(), requests, tokens };
        if let Ok(line) = serde_json::to_string(&line) {
            let _ = files::append(&self.file, &line, LOCK_TIMEOUT);
        }
        if fs::metadata(&self.file).is_ok_and(|file| file.len() > MAX_SIZE) {
            self.compact();
        }
    }

    /// The cost by command on the day of `now`.
    pub fn cost_by_command(&self, now: Timestamp) -> BTreeMap<String, Spent> {
        let today = day(now);
        let mut all = BTreeMap::<String, Spent>::new();
        for line in self.lines().into_iter().filter(|line| day(line.at) == today) {
            let spent = all.entry(line.command).or_default();
            spent.requests += line.requests;
            spent.tokens += line.tokens;
        }
        all
    }

    /// Skips truncated lines.
    fn lines(&self) -> Vec<Line> {
        if !self.file.exists() {
            return Vec::new();
        }
        // Under the lock: another process may be writing, and Windows does not allow others to read
        // a locked file.
        match files::LockedFile::open(&self.file, LOCK_TIMEOUT) {
            Ok(page) => parse_lines(&page.text),
            Err(_) => parse_lines(&fs::read(&self.file).unwrap_or_default()),
        }
    }

    fn compact(&self) {
        let Ok(mut page) = files::LockedFile::open(&self.file, LOCK_TIMEOUT) else { return };
        let now = Timestamp::now();
        let mut days = BTreeMap::<(Date, String), (Timestamp, Spent)>::new();
        let mut compacted = Vec::new();
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
                compacted.push(Line { at, command, requests, tokens });
            }
        }
        let lines = compacted.iter().filter_map(|line| serde_json::to_string(line).ok());
        let text: String = lines.map(|line| line + "\n").collect();
        let _ = page.write(text.as_bytes());
    }
}

fn parse_lines(text: &[u8]) -> Vec<Line> {
    text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

/// The day in the local time zone; when the day of Pipedrive's budget starts is not documented
/// (pipedrive.md P85).
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::system()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_cost_by_command_after_compaction_and_crashes() {
        let dir = tempfile::tempdir().unwrap();
        let log = UsageLog::new(dir.path().join("deep/ledger.ndjson"));
        assert!(log.cost_by_command(Timestamp::now()).is_empty());
        let run = |command, tokens| log.spend(command, Spent { requests: 1, tokens });
        run("list", 10);
        run("get", 1);
        run("list", 20);
        let long_ago = r#"{"at":"2020-01-01T12:00:00Z","command":"list","requests":5,"tokens":50}"#;
        files::append(&log.file, long_ago, LOCK_TIMEOUT).unwrap();
        files::append(&log.file, "{\"at\":\"2020-01-0", LOCK_TIMEOUT).unwrap();
        let seen = || log.cost_by_command(Timestamp::now());
        let before = seen();
        assert_eq!(before["list"], Spent { requests: 2, tokens: 30 });
        assert_eq!(before["get"], Spent { requests: 1, tokens: 1 });
        log.compact();
        assert_eq!(seen(), before);
        assert_eq!(log.lines().len(), 2);
    }

    #[test]
    fn waits_for_concurrent_writers() {
        let dir = tempfile::tempdir().unwrap();
        let log = UsageLog::new(dir.path().join("ledger.ndjson"));
        log.spend("get", Spent { requests: 1, tokens: 1 });
        let text = fs::read(&log.file).unwrap();
        let mut page = files::LockedFile::open(&log.file, LOCK_TIMEOUT).unwrap();
        page.write(b"").unwrap();
        let other = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            page.write(&text).unwrap();
        });
        let spent = log.cost_by_command(Timestamp::now());
        assert_eq!(spent["get"], Spent { requests: 1, tokens: 1 });
        other.join().unwrap();
    }

    #[test]
    fn compacts_a_large_file() {
        let dir = tempfile::tempdir().unwrap();
        let log = UsageLog::new(dir.path().join("ledger.ndjson"));
        log.spend("get", Spent { requests: 1, tokens: 1 });
        let line = fs::read_to_string(&log.file).unwrap();
        fs::write(&log.file, line.repeat(MAX_SIZE as usize / line.len() + 1)).unwrap();
        log.spend("get", Spent { requests: 1, tokens: 1 });
        let runs = MAX_SIZE / line.len() as u64 + 2;
        let spent = log.cost_by_command(Timestamp::now());
        assert_eq!(spent["get"], Spent { requests: runs, tokens: runs });
        assert_eq!(log.lines().len(), 1);
    }
}
