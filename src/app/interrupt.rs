//! Signals that end the run. A write in progress is finished first: its response is awaited for a
//! short time, and its outcome is reported.

use crate::error::Error;
use crate::ui::signals::Signal;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// Shared by the run and the signal listener.
#[derive(Clone, Default)]
pub struct Interrupt(Rc<State>);

#[derive(Default)]
struct State {
    signal: Cell<Option<Signal>>,
    raised: Notify,
    /// Number of writes in progress, readable from other threads.
    writes: Arc<AtomicU32>,
}

impl Interrupt {
    /// Records a signal.
    pub fn raise(&self, signal: Signal) {
        self.0.signal.set(Some(signal));
        self.0.raised.notify_waiters();
    }

    pub fn signal(&self) -> Option<Signal> {
        self.0.signal.get()
    }

    /// Fails after a signal, so that no new request is started.
    pub fn check(&self) -> Result<(), Error> {
        self.signal().map_or(Ok(()), |signal| Err(signal.to_error()))
    }

    /// Whether a write is in progress.
    pub fn is_writing(&self) -> bool {
        self.0.writes.load(Ordering::Relaxed) > 0
    }

    /// The number of writes in progress.
    pub fn writes(&self) -> Arc<AtomicU32> {
        self.0.writes.clone()
    }

    /// Marks a write as in progress until the guard is dropped.
    pub fn begin_writing(&self) -> Writing {
        self.0.writes.fetch_add(1, Ordering::Relaxed);
        Writing(self.clone())
    }

    /// Completes after a signal: `grace` later if a request is in flight then.
    pub async fn wait_after_signal(&self, grace: Duration, is_in_flight: impl Fn() -> bool) {
        self.wait_for_signal().await;
        if is_in_flight() {
            tokio::time::sleep(grace).await;
        }
    }

    /// Waits for the future; `None` if a signal comes first.
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

/// A write in progress.
pub struct Writing(Interrupt);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.0.writes.fetch_sub(1, Ordering::Relaxed);
    }
}
