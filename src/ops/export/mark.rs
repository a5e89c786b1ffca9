//! From when on the next run has to read changes.

use crate::app::App;
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;

/// A change can become visible a moment after the time it is marked with.
const MARGIN: SignedDuration = SignedDuration::from_secs(2);

/// The server's time when the first request was sent, less two seconds.
pub struct Mark {
    sent: Timestamp,
    fixed: Cell<Option<Timestamp>>,
}

impl Mark {
    /// Of a run whose first request is about to be sent.
    pub fn new() -> Mark {
        Mark { sent: Timestamp::now(), fixed: Cell::default() }
    }

    /// Of a run that an earlier process began.
    pub fn from_run(mark: Timestamp) -> Mark {
        Mark { sent: mark, fixed: Cell::new(Some(mark)) }
    }

    /// The mark, which is fixed by the first response: the server's clock is known from its `Date`.
    pub fn get(&self, app: &App) -> Timestamp {
        if let Some(mark) = self.fixed.get() {
            return mark;
        }
        let offset = app.client.clock_offset();
        let at = self.sent.checked_add(offset.unwrap_or_default() - MARGIN).unwrap_or(self.sent);
        let mark = Timestamp::from_second(at.as_second()).unwrap_or(at);
        self.fixed.set(offset.map(|_| mark));
        mark
    }
}
