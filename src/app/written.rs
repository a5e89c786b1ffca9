//! The writes that a run has applied. They are named in its error, so that it is not mistaken for the error of
//! a write.

use super::App;
use super::write::Write;
use crate::error::{self, Error, ErrorKind, WriteOutcome};
use std::cell::{Cell, RefCell};

/// Maximum number of writes to name in the error of a run.
const MAX_NAMED: usize = 100;

/// A description of each write, with the ID in its response.
#[derive(Default)]
pub struct WrittenLog {
    first: RefCell<Vec<String>>,
    /// The number of further writes, of which an import may have many.
    more: Cell<usize>,
}

impl WrittenLog {
    pub fn is_empty(&self) -> bool {
        self.first.borrow().is_empty()
    }

    fn add(&self, what: String) {
        let mut first = self.first.borrow_mut();
        if first.len() < MAX_NAMED {
            first.push(what);
        } else {
            self.more.set(self.more.get() + 1);
        }
    }

    fn describe(&self) -> String {
        let mut done = self.first.borrow().clone();
        if self.more.get() > 0 {
            done.push(format!("and {} more", self.more.get()));
        }
        done.join(", ")
    }
}

impl App {
    /// Records a write that was applied.
    pub fn record_write(&self, write: &Write, id: Option<String>) {
        let what = write.describe();
        self.written.add(id.map_or_else(|| what.clone(), |id| format!("{what} (ID {id})")));
    }

    /// Adds the applied writes to the error of the run, so that it is not mistaken for the error of a
    /// write.
    pub fn add_writes_to_error(&self, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
        let error = match (outcome, self.interrupt.signal()) {
            (Ok(()), None) => return Ok(()),
            (Ok(()), Some(signal)) => signal.to_error().into(),
            (Err(error), _) => error,
        };
        if self.written.is_empty() {
            return Err(error);
        }
        let done = self.written.describe();
        if error::is_closed_pipe(&error) {
            self.note(format_args!("done: {done}"));
            return Err(error);
        }
        let known = error::from_anyhow(&error);
        if known.is_some_and(|failure| failure.bulk.is_some() || failure.is_in_doubt()) {
            return Err(error);
        }
        let kind = match known.map(|failure| failure.kind) {
            // The arguments were valid for the write.
            None | Some(ErrorKind::Usage | ErrorKind::Ambiguous) => ErrorKind::Unexpected,
            Some(kind) => kind,
        };
        let message = format!("{error:#}; the write succeeded, verified by its response: {done}");
        let hint = "do not run the write again";
        Err(Error { effect: WriteOutcome::Done, ..Error::new(kind, message).hint(hint) }.into())
    }
}
