//! A signal that asks the run to end. A write that is under way ends first: its response is waited
//! for a moment, and what became of it is said.

use crate::error::{Failure, Kind};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// The signals that end a run, each with its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    Terminate,
    /// The terminal was closed.
    HangUp,
}

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

impl Signal {
    /// What ends the run.
    pub fn failure(self) -> Failure {
        match self {
            Signal::Interrupt => Failure::new(Kind::Cancelled, "cancelled"),
            Signal::Terminate => Failure::new(Kind::Terminated, "terminated"),
            Signal::HangUp => Failure::new(Kind::HungUp, "the terminal was closed"),
        }
    }
}

impl Signal {
    /// The failure of a run that this signal ended, whatever else went wrong: its exit code is the
    /// signal's.
    pub fn stamp(self, error: anyhow::Error) -> anyhow::Error {
        let kind = self.failure().kind;
        match error.downcast::<Failure>() {
            Ok(failure) => Failure { kind, ..failure }.into(),
            Err(error) => Failure::new(kind, format!("{error:#}")).into(),
        }
    }
}

/// The signals of the process.
pub struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    /// Begins to listen.
    #[cfg(unix)]
    pub fn listen() -> Signals {
        use tokio::signal::unix::{SignalKind, signal};
        Signals {
            terminate: signal(SignalKind::terminate()).ok(),
            hang_up: if ignores_hang_up() { None } else { signal(SignalKind::hangup()).ok() },
        }
    }

    #[cfg(not(unix))]
    pub fn listen() -> Signals {
        Signals {}
    }

    /// The next of them.
    #[cfg(unix)]
    pub async fn next(&mut self) -> Signal {
        async fn from(signal: &mut Option<tokio::signal::unix::Signal>) {
            match signal {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        }
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => Signal::Interrupt,
            () = from(&mut self.terminate) => Signal::Terminate,
            () = from(&mut self.hang_up) => Signal::HangUp,
            else => std::future::pending().await,
        }
    }

    #[cfg(not(unix))]
    pub async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::Interrupt,
            Err(_) => std::future::pending().await,
        }
    }
}

/// A run under `nohup` ignores the end of its terminal, and goes on doing so: to listen would change
/// that.
#[cfg(target_os = "linux")]
fn ignores_hang_up() -> bool {
    const SIGHUP_BIT: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & SIGHUP_BIT != 0)
}

/// Where it cannot be read, a run without a terminal is taken for one under `nohup`.
#[cfg(all(unix, not(target_os = "linux")))]
fn ignores_hang_up() -> bool {
    use std::io::IsTerminal;
    !std::io::stdin().is_terminal() && !std::io::stderr().is_terminal()
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
    pub fn check(&self) -> Result<(), Failure> {
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
    pub fn writing(&self) -> Writing {
        self.0.writes.fetch_add(1, Ordering::Relaxed);
        Writing(self.clone())
    }

    /// Ends so long after a signal.
    pub async fn after(&self, grace: Duration) {
        self.raised().await;
        tokio::time::sleep(grace).await;
    }

    /// Waits, unless a signal comes: then `None`.
    pub async fn during<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            () = self.raised() => None,
            done = wait => Some(done),
        }
    }

    async fn raised(&self) {
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
