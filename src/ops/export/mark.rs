//! The time from which the next run has to read changes.

use crate::app::App;
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;

/// A change may become visible shortly after its update time.
const MARGIN: SignedDuration = SignedDuration::from_secs(2);

/// The server's time of the first request, minus two seconds.
pub struct Mark {
    sent: Timestamp,
    fixed: Cell<Option<Timestamp>>,
}

impl Mark {
    /// The mark of a run that is about to send its first request.
    pub fn new() -> Mark {
        Mark { sent: Timestamp::now(), fixed: Cell::default() }
    }

    /// The mark of a run that an earlier process started.
    pub fn from_run(mark: Timestamp) -> Mark {
        Mark { sent: mark, fixed: Cell::new(Some(mark)) }
    }

    /// The mark. It is fixed after the first response, whose `Date` shows the server's clock.
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
