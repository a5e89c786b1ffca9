//! A plan: writes that were decided on but not sent, in a file of the user's own; and what became of each
//! when the plan was applied.

use super::journal::{Change, Outcome, WriteResult};
use crate::error::Error;
use crate::store::files;
use crate::store::journal::JournalFile;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// The version of the lines that this program writes.
const VERSION: u32 = 1;

/// The first line of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub v: u32,
    /// Company and user, as the journal is called.
    pub account: String,
    pub command: String,
    pub time: Timestamp,
    pub writes: usize,
    pub tokens: u32,
}

/// A line for each write.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RowLine {
    n: usize,
    label: String,
    #[serde(flatten)]
    change: Change,
}

/// A line for each thing that happened when the plan was applied.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Sending {
        n: usize,
        time: Timestamp,
    },
    Result {
        n: usize,
        #[serde(flatten)]
        result: WriteResult,
    },
}

/// A write of a plan, and how far it came.
#[derive(Debug, Clone)]
pub struct Row {
    pub n: usize,
    pub label: String,
    pub change: Change,
    pub state: RowState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    Open,
    Done,
    /// It was sent, and nobody wrote down what became of it.
    InDoubt,
}

/// A plan in a file.
#[derive(Debug, Clone)]
pub struct PlanFile {
    file: JournalFile,
}

/// A plan as it stands.
pub struct Plan {
    pub header: Header,
    pub rows: Vec<Row>,
}

impl PlanFile {
    pub fn new(path: PathBuf) -> PlanFile {
        PlanFile { file: JournalFile::new(path) }
    }

    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Writes a new plan, readable by the user only. A file that exists is not replaced: it may be a plan
    /// that is applied in part.
    pub fn create(&self, header: Header, rows: Vec<(String, Change)>) -> Result<(), Error> {
        let path = self.path();
        if path.exists() {
            return Err(Error::usage(format!("{} exists already", path.display()))
                .hint("choose another file, or delete it"));
        }
        let mut text =
            serde_json::to_string(&Header { v: VERSION, ..header }).map_err(broken)? + "\n";
        for (n, (label, change)) in rows.into_iter().enumerate() {
            text += &serde_json::to_string(&RowLine { n, label, change }).map_err(broken)?;
            text.push('\n');
        }
        files::replace(path, text.as_bytes()).map_err(|error| {
            Error::unexpected(format!("cannot write the plan {}: {error}", path.display()))
        })
    }

    pub fn read(&self) -> Result<Plan, Error> {
        let path = self.path().display();
        let text = std::fs::read_to_string(self.path())
            .map_err(|error| Error::usage(format!("cannot read the plan {path}: {error}")))?;
        let mut lines = text.lines();
        let no_plan = || {
            Error::usage(format!("{path} is not a plan"))
                .hint("a plan is written by --plan FILE of a command that changes deals")
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
            if let Ok(RowLine { n, label, change }) = serde_json::from_str(line) {
                rows.push(Row { n, label, change, state: RowState::Open });
                continue;
            }
            // A line that was cut off says nothing.
            match serde_json::from_str(line) {
                Ok(Event::Sending { n, .. }) => drop(states.insert(n, RowState::InDoubt)),
                Ok(Event::Result { n, result }) => {
                    let state = match result.outcome {
                        Outcome::Done => RowState::Done,
                        Outcome::NotDone => RowState::Open,
                        Outcome::Unknown => RowState::InDoubt,
                    };
                    states.insert(n, state);
                }
                Err(_) => {}
            }
        }
        if rows.len() != header.writes {
            return Err(Error::usage(format!(
                "{path} has {} of its {} writes: it was cut off",
                rows.len(),
                header.writes
            ))
            .hint("make the plan again"));
        }
        for row in &mut rows {
            row.state = states.get(&row.n).copied().unwrap_or(RowState::Open);
        }
        Ok(Plan { header, rows })
    }

    pub(super) fn mark_sending(&self, n: usize, now: Timestamp) -> io::Result<()> {
        self.append(&Event::Sending { n, time: now }, false)
    }

    pub fn result(&self, n: usize, result: &WriteResult) -> io::Result<()> {
        self.append(&Event::Result { n, result: result.clone() }, false)
    }

    fn append(&self, event: &Event, is_synced: bool) -> io::Result<()> {
        let line = serde_json::to_string(event)? + "\n";
        self.file.lock()?.append(&line, is_synced)
    }
}

fn broken(error: serde_json::Error) -> Error {
    Error::unexpected(format!("cannot write the plan: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Write};
    use super::*;

    fn plan(dir: &tempfile::TempDir) -> PlanFile {
        PlanFile::new(dir.path().join("p.plan"))
    }

    fn header(writes: usize) -> Header {
        let (account, command) = ("1-2".to_owned(), "delete 3".to_owned());
        Header { v: 0, account, command, time: Timestamp::UNIX_EPOCH, writes, tokens: 6 }
    }

    fn rows() -> Vec<(String, Change)> {
        let row = |deal: u64| {
            (deal.to_string(), Change::with_before(Write::DeleteDeal { deal }, Body::new()))
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

    #[test]
    fn a_plan_keeps_what_became_of_its_writes() {
        let dir = tempfile::tempdir().unwrap();
        let file = plan(&dir);
        file.create(header(2), rows()).unwrap();
        let states = || file.read().unwrap().rows.iter().map(|row| row.state).collect::<Vec<_>>();
        assert_eq!(states(), [RowState::Open; 2]);
        file.mark_sending(0, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(states(), [RowState::InDoubt, RowState::Open]);
        file.result(0, &result(Outcome::Done)).unwrap();
        file.result(1, &result(Outcome::Unknown)).unwrap();
        assert_eq!(states(), [RowState::Done, RowState::InDoubt]);
        file.result(1, &result(Outcome::NotDone)).unwrap();
        assert_eq!(states(), [RowState::Done, RowState::Open]);
        let read = file.read().unwrap();
        assert_eq!((read.header.v, read.header.command.as_str()), (VERSION, "delete 3"));
        assert_eq!(read.rows[1].change.write, Write::DeleteDeal { deal: 4 });
    }

    #[test]
    fn a_plan_is_not_replaced_and_a_torn_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = plan(&dir);
        file.create(header(2), rows()).unwrap();
        assert!(file.create(header(2), rows()).unwrap_err().message.contains("exists already"));
        let text = std::fs::read_to_string(file.path()).unwrap();
        std::fs::write(file.path(), &text[..text.len() - 20]).unwrap();
        assert!(file.read().err().unwrap().message.contains("1 of its 2 writes"));
        std::fs::write(file.path(), "hello\n").unwrap();
        assert!(file.read().err().unwrap().message.contains("is not a plan"));
        // The outcomes of a newer version may mean something else.
        std::fs::write(file.path(), text.replacen("\"v\":1", "\"v\":2", 1)).unwrap();
        assert!(file.read().err().unwrap().message.contains("newer version"));
    }
}
