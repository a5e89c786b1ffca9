//! A plan: a file with writes to send later, to which the outcome of each write is appended when the plan
//! is applied.

use super::journal::{Change, ImportedFile, Outcome, WriteResult};
use crate::error::Error;
use crate::store::files::{self, LockedFile};
use crate::store::lock;
use crate::text;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Format version of the lines.
const VERSION: u32 = 1;

/// The first line of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub v: u32,
    pub id: String,
    /// Company and user, as in the file name of the journal.
    pub account: String,
    pub command: String,
    pub time: Timestamp,
    pub writes: usize,
    pub tokens: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportedFile>,
}

/// The line of a write.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RowLine {
    n: usize,
    name: String,
    #[serde(flatten)]
    change: Change,
}

/// The line of an event while the plan is applied.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    /// The request is about to be sent; `entry` is the journal entry and the number of the write in it,
    /// unless the journal is off.
    Sending {
        n: usize,
        time: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<(u64, usize)>,
    },
    Result {
        n: usize,
        #[serde(flatten)]
        result: WriteResult,
    },
}

/// A write of a plan and its state.
#[derive(Debug, Clone)]
pub struct Row {
    pub n: usize,
    /// The deal's ID, or a description of the write.
    pub name: String,
    pub change: Change,
    pub state: RowState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// Not sent, or not done.
    Open,
    Done,
    /// Sent, and the outcome is unknown. `entry` is the journal entry and the number of the write in it.
    InDoubt {
        sent: Option<Timestamp>,
        entry: Option<(u64, usize)>,
    },
}

/// The content of a plan.
#[derive(Debug)]
pub struct Plan {
    pub header: Header,
    pub rows: Vec<Row>,
}

/// A plan that is being applied, locked until it is dropped.
pub struct OpenPlan {
    path: PathBuf,
    file: RefCell<LockedFile>,
}

impl Plan {
    /// Creates a plan file with access for its owner only. An existing file is not replaced: it may be a
    /// plan that was applied in part. The rows are streamed: an import may have many.
    pub fn create(
        path: &Path,
        header: Header,
        rows: impl IntoIterator<Item = io::Result<(String, Change)>>,
    ) -> Result<(), Error> {
        if path == Path::new("-") {
            return Err(Error::usage("a plan needs the name of a file")
                .hint("`deals apply` writes to it what was done"));
        }
        if path.exists() {
            return Err(Error::usage(format!("{} already exists", path.display()))
                .hint("choose another file, or delete it"));
        }
        let write = |out: &mut BufWriter<File>| {
            serde_json::to_writer(&mut *out, &Header { v: VERSION, ..header })?;
            for (n, row) in rows.into_iter().enumerate() {
                let (name, change) = row?;
                out.write_all(b"\n")?;
                serde_json::to_writer(&mut *out, &RowLine { n, name, change })?;
            }
            out.write_all(b"\n")
        };
        files::replace_with(path, write).map_err(|error| {
            Error::unexpected(format!("cannot write the plan {}: {error}", path.display()))
        })
    }

    /// Reads a plan without locking it.
    pub fn read(path: &Path) -> Result<Plan, Error> {
        let text = files::read(path).map_err(|error| read_error(path, &error))?;
        Plan::parse(path, &text)
    }

    fn parse(path: &Path, text: &[u8]) -> Result<Plan, Error> {
        let path = path.display();
        let text = String::from_utf8_lossy(text);
        let mut lines = text.lines();
        let no_plan = || {
            Error::usage(format!("{path} is not a plan"))
                .hint("a command that changes deals writes a plan with --plan FILE")
        };
        let header: Header =
            lines.next().and_then(|line| serde_json::from_str(line).ok()).ok_or_else(no_plan)?;
        if header.v != VERSION {
            return Err(Error::usage(format!("{path} was written by a newer version of deals"))
                .hint("update deals"));
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut states: HashMap<usize, RowState> = HashMap::new();
        for line in lines {
            if let Ok(RowLine { n, name, change }) = serde_json::from_str(line) {
                rows.push(Row { n, name, change, state: RowState::Open });
                continue;
            }
            // A truncated line is ignored.
            match serde_json::from_str(line) {
                Ok(Event::Sending { n, time, entry }) => {
                    states.insert(n, RowState::InDoubt { sent: Some(time), entry });
                }
                Ok(Event::Result { n, result }) => {
                    let state = match result.outcome {
                        Outcome::Done => RowState::Done,
                        Outcome::NotDone => RowState::Open,
                        Outcome::Unknown => match states.get(&n) {
                            Some(state @ RowState::InDoubt { .. }) => *state,
                            _ => RowState::InDoubt { sent: None, entry: None },
                        },
                    };
                    states.insert(n, state);
                }
                Err(_) => {}
            }
        }
        if rows.len() != header.writes {
            return Err(Error::usage(format!(
                "{path} is truncated: it has {} of {} writes",
                rows.len(),
                header.writes
            ))
            .hint("create the plan again"));
        }
        for row in &mut rows {
            row.state = states.get(&row.n).copied().unwrap_or(RowState::Open);
        }
        Ok(Plan { header, rows })
    }
}

impl OpenPlan {
    /// Locks and reads a plan. Waits for another process that is applying it.
    pub fn open(path: PathBuf) -> Result<(OpenPlan, Plan), Error> {
        if !path.exists() {
            return Err(read_error(&path, &io::ErrorKind::NotFound.into()));
        }
        let failed = |error: io::Error| {
            // The error of the lock already names its holder, or is a cancellation.
            error.downcast::<Error>().unwrap_or_else(|error| {
                Error::usage(format!("cannot open the plan {}: {error}", path.display()))
            })
        };
        let file = LockedFile::open(&path, lock::REQUIRED_TIMEOUT).map_err(failed)?;
        let plan = Plan::parse(&path, &file.text)?;
        Ok((OpenPlan { path, file: RefCell::new(file) }, plan))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Records that a write is about to be sent. With `is_synced`, the line survives a power failure.
    pub(super) fn mark_sending(
        &self,
        n: usize,
        now: Timestamp,
        entry: Option<(u64, usize)>,
        is_synced: bool,
    ) -> io::Result<()> {
        self.append(&Event::Sending { n, time: now, entry })?;
        if is_synced { self.file.borrow_mut().sync() } else { Ok(()) }
    }

    pub fn record(&self, n: usize, result: &WriteResult) -> io::Result<()> {
        self.append(&Event::Result { n, result: result.clone() })
    }

    fn append(&self, event: &Event) -> io::Result<()> {
        let line = serde_json::to_string(event)? + "\n";
        self.file.borrow_mut().append(line.as_bytes())
    }
}

fn read_error(path: &Path, error: &io::Error) -> Error {
    let why = text::describe_io_error(error);
    Error::usage(format!("cannot read the plan {}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Write};
    use super::*;

    fn header(writes: usize) -> Header {
        let (account, command) = ("1-2".to_owned(), "delete 3".to_owned());
        let id = "1".to_owned();
        Header {
            v: 0,
            id,
            account,
            command,
            time: Timestamp::UNIX_EPOCH,
            writes,
            tokens: 6,
            import: None,
        }
    }

    fn rows() -> Vec<io::Result<(String, Change)>> {
        let row = |deal: u64| {
            Ok((deal.to_string(), Change::with_before(Write::DeleteDeal { deal }, Body::new())))
        };
        vec![row(3), row(4)]
    }

    fn result(outcome: Outcome) -> WriteResult {
        WriteResult {
            outcome,
            time: Timestamp::UNIX_EPOCH,
            id: None,
            after: Body::new(),
            why: None,
            candidates: Vec::new(),
        }
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn keeps_the_outcome_of_its_writes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.plan");
        Plan::create(&path, header(2), rows()).unwrap();
        let states =
            || Plan::read(&path).unwrap().rows.iter().map(|row| row.state).collect::<Vec<_>>();
        assert_eq!(states(), [RowState::Open; 2]);
        let (open, plan) = OpenPlan::open(path.clone()).unwrap();
        assert_eq!((plan.header.v, plan.header.command.as_str()), (VERSION, "delete 3"));
        assert_eq!(plan.rows[1].change.write, Write::DeleteDeal { deal: 4 });
        open.mark_sending(0, NOW, Some((7, 0)), true).unwrap();
        let doubt = RowState::InDoubt { sent: Some(NOW), entry: Some((7, 0)) };
        assert_eq!(states(), [doubt, RowState::Open]);
        // An unknown outcome keeps the time and the journal entry of the write.
        open.record(0, &result(Outcome::Unknown)).unwrap();
        assert_eq!(states(), [doubt, RowState::Open]);
        open.record(0, &result(Outcome::Done)).unwrap();
        open.record(1, &result(Outcome::NotDone)).unwrap();
        assert_eq!(states(), [RowState::Done, RowState::Open]);
    }

    #[test]
    fn appends_after_a_truncated_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.plan");
        Plan::create(&path, header(2), rows()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text + "{\"event\":\"send").unwrap();
        let (open, _) = OpenPlan::open(path.clone()).unwrap();
        open.record(1, &result(Outcome::Done)).unwrap();
        drop(open);
        let states: Vec<_> = Plan::read(&path).unwrap().rows.iter().map(|row| row.state).collect();
        assert_eq!(states, [RowState::Open, RowState::Done]);
    }

    #[test]
    fn a_plan_is_not_replaced_and_a_truncated_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.plan");
        Plan::create(&path, header(2), rows()).unwrap();
        let again = Plan::create(&path, header(2), rows()).unwrap_err();
        assert!(again.message.contains("already exists"));
        let text = std::fs::read_to_string(&path).unwrap();
        let refused = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Plan::read(&path).unwrap_err().message
        };
        assert!(refused(&text[..text.len() - 20]).contains("1 of 2 writes"));
        assert!(refused("hello\n").contains("is not a plan"));
        // The format of a newer version may differ.
        assert!(refused(&text.replacen("\"v\":1", "\"v\":2", 1)).contains("newer version"));
        assert!(OpenPlan::open(dir.path().join("none")).is_err());
    }
}
