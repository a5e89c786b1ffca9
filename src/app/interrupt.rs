//! A signal that asks the run to end. A write that is under way ends first: its response is waited
//! for a moment, and what became of it is said.

use crate::error::Error;
use crate::ui::signals::Signal;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// Shared by the run and by whoever listens for signals.
#[derive(Clone, Default)]
pub struct Interrupt(Rc<State>);

#[derive(Default)]
struct State {
    signal: Cell<Option<Signal>>,
    raised: Notify,
    /// The writes under way, for other threads too.
    writes: Arc<AtomicU32>,
}

impl Interrupt {
    /// A signal came.
    pub fn raise(&self, signal: Signal) {
        self.0.signal.set(Some(signal));
        self.0.raised.notify_waiters();
    }

    pub fn signal(&self) -> Option<Signal> {
        self.0.signal.get()
    }

    /// Refuses to begin anything once a signal has come.
    pub fn check(&self) -> Result<(), Error> {
        self.signal().map_or(Ok(()), |signal| Err(signal.failure()))
    }

    /// Whether a write is under way.
    pub fn is_writing(&self) -> bool {
        self.0.writes.load(Ordering::Relaxed) > 0
    }

    /// How many writes are under way.
    pub fn writes(&self) -> Arc<AtomicU32> {
        self.0.writes.clone()
    }

    /// Marks a write as under way until the guard is dropped.
    pub fn begin_writing(&self) -> Writing {
        self.0.writes.fetch_add(1, Ordering::Relaxed);
        Writing(self.clone())
    }

    /// Ends so long after a signal.
    pub async fn after(&self, grace: Duration) {
        self.wait_for_signal().await;
        tokio::time::sleep(grace).await;
    }

    /// Waits, unless a signal comes: then `None`.
    pub async fn run_until_signal<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            () = self.wait_for_signal() => None,
            done = wait => Some(done),
        }
    }

    async fn wait_for_signal(&self) {
        loop {
            let notified = self.0.raised.notified();
            if self.signal().is_some() {
                return;
            }
            notified.await;
        }
    }
}

/// A write that is under way.
pub struct Writing(Interrupt);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.0.writes.fetch_sub(1, Ordering::Relaxed);
    }
}
