//! The signals that end a run, for asynchronous and blocking code.

use crate::error::{Error, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

/// The signals that end a run, each with its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    Terminate,
    /// The terminal was closed.
    HangUp,
}

impl Signal {
    /// The error with which the signal ends the run.
    pub fn to_error(self) -> Error {
        match self {
            Signal::Interrupt => Error::new(ErrorKind::Canceled, "canceled"),
            Signal::Terminate => Error::new(ErrorKind::Terminated, "terminated"),
            Signal::HangUp => Error::new(ErrorKind::HungUp, "the terminal was closed"),
        }
    }
}

impl Signal {
    /// Replaces the kind of an error by that of the signal, so that the exit code is the signal's. A
    /// message that says nothing more than the kind is replaced too.
    pub fn override_kind(self, error: anyhow::Error) -> anyhow::Error {
        let Error { kind, message, .. } = self.to_error();
        match error.downcast::<Error>() {
            Ok(failure) if failure.message == Error::canceled().message => {
                Error { kind, message, ..failure }.into()
            }
            Ok(failure) => Error { kind, ..failure }.into(),
            Err(error) => Error::new(kind, format!("{error:#}")).into(),
        }
    }
}

/// A listener for the signals of the process.
pub struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
    #[cfg(windows)]
    ctrl_break: Option<tokio::signal::windows::CtrlBreak>,
    /// Windows ends the process some seconds after the console is closed, the user logs off or the machine
    /// shuts down, which is enough time for a clean exit.
    #[cfg(windows)]
    close: Option<tokio::signal::windows::CtrlClose>,
    #[cfg(windows)]
    log_off: Option<tokio::signal::windows::CtrlLogoff>,
    #[cfg(windows)]
    shut_down: Option<tokio::signal::windows::CtrlShutdown>,
}

impl Signals {
    /// Installs the signal handlers.
    #[cfg(unix)]
    pub fn listen() -> Signals {
        use tokio::signal::unix::{SignalKind, signal};
        // Without a handler a file that is larger than `ulimit -f` allows would end the process; with one
        // the write fails.
        let _ = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()));
        Signals {
            terminate: signal(SignalKind::terminate()).ok(),
            hang_up: if ignores_hang_up() { None } else { signal(SignalKind::hangup()).ok() },
        }
    }

    #[cfg(windows)]
    pub fn listen() -> Signals {
        use tokio::signal::windows::{ctrl_break, ctrl_close, ctrl_logoff, ctrl_shutdown};
        Signals {
            ctrl_break: ctrl_break().ok(),
            close: ctrl_close().ok(),
            log_off: ctrl_logoff().ok(),
            shut_down: ctrl_shutdown().ok(),
        }
    }

    /// Waits for the next signal that is for this program.
    pub async fn next(&mut self) -> Signal {
        loop {
            let signal = self.receive().await;
            let is_foreign = || {
                IS_IGNORING.load(Ordering::Relaxed) || HAS_IGNORED.swap(false, Ordering::Relaxed)
            };
            if signal != Signal::Interrupt || !is_foreign() {
                return signal;
            }
        }
    }

    #[cfg(unix)]
    async fn receive(&mut self) -> Signal {
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

    #[cfg(windows)]
    async fn receive(&mut self) -> Signal {
        let Signals { ctrl_break, close, log_off, shut_down } = self;
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => Signal::Interrupt,
            Some(()) = async { ctrl_break.as_mut()?.recv().await } => Signal::Interrupt,
            Some(()) = async { close.as_mut()?.recv().await } => Signal::HangUp,
            Some(()) = async { log_off.as_mut()?.recv().await } => Signal::Terminate,
            Some(()) = async { shut_down.as_mut()?.recv().await } => Signal::Terminate,
            else => std::future::pending().await,
        }
    }
}

/// Another program on the terminal has Ctrl-C now.
static IS_IGNORING: AtomicBool = AtomicBool::new(false);

/// Ctrl-C was pressed in another program, and the runtime, which was blocked, has not received it yet.
static HAS_IGNORED: AtomicBool = AtomicBool::new(false);

/// Runs another program on the terminal, such as an editor, and ignores Ctrl-C until it ends: the terminal
/// sends the signal to this program too. A separate thread listens, because the caller blocks the runtime.
pub fn ignore_interrupts<T>(run: impl FnOnce() -> T) -> T {
    /// The last signal may be received only after the end of the program.
    const SIGNAL_WAIT: Duration = Duration::from_millis(10);
    let (ready, listens) = mpsc::channel::<()>();
    let (end, mut ended) = tokio::sync::oneshot::channel::<()>();
    IS_IGNORING.store(true, Ordering::Relaxed);
    let listener = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.is_ok_and(|runtime| {
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    received = tokio::signal::ctrl_c() => received.is_ok(),
                    // Polled after the signal, for which the handler is then installed.
                    () = async {
                        drop(ready);
                        let _ = (&mut ended).await;
                        tokio::time::sleep(SIGNAL_WAIT).await;
                    } => false,
                }
            })
        })
    });
    let _ = listens.recv();
    let outcome = run();
    drop(end);
    HAS_IGNORED.store(listener.join().unwrap_or(false), Ordering::Relaxed);
    IS_IGNORING.store(false, Ordering::Relaxed);
    outcome
}

/// Whether SIGHUP is ignored, as under `nohup`. A handler would change that.
#[cfg(target_os = "linux")]
fn ignores_hang_up() -> bool {
    const SIGHUP_BIT: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & SIGHUP_BIT != 0)
}

/// The disposition cannot be read on this platform: a run without a terminal counts as under `nohup`.
#[cfg(all(unix, not(target_os = "linux")))]
fn ignores_hang_up() -> bool {
    use std::io::IsTerminal;
    !std::io::stdin().is_terminal() && !std::io::stderr().is_terminal()
}

/// The first signal received since the first call. A separate thread listens, because the thread of the
/// runtime receives no signals while it blocks.
pub fn requested() -> Option<Signal> {
    static ARRIVED: OnceLock<Signal> = OnceLock::new();
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        let (ready, listens) = mpsc::channel::<()>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            let Ok(runtime) = runtime else { return };
            let signal = runtime.block_on(async {
                let mut signals = Signals::listen();
                tokio::select! {
                    biased;
                    signal = signals.next() => signal,
                    // Polled last, when the handlers are installed.
                    signal = async { drop(ready); std::future::pending().await } => signal,
                }
            });
            let _ = ARRIVED.set(signal);
        });
        // Returns when the sender is dropped: the thread listens, or could not start.
        let _ = listens.recv();
    });
    ARRIVED.get().copied()
}
