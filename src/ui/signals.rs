//! Signals that end a run, also for code that waits without an `await`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, mpsc};
use std::thread;

/// Whether a hangup and a termination end the run in good order; else they do what they always do.
static CATCHES_TERMINATION: AtomicBool = AtomicBool::new(false);

/// Waits for Ctrl-C or, on Windows, Ctrl-Break.
pub async fn interrupted() {
    #[cfg(windows)]
    if let Ok(mut ctrl_break) = tokio::signal::windows::ctrl_break() {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = ctrl_break.recv() => {}
        }
        return;
    }
    // Where nothing can be heard the run ends when it likes.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

/// A terminal that is closed, or a polite request to end, leaves a question as Ctrl-C does. Where
/// nobody is asked both do what they always do: a run under `nohup` goes on.
#[cfg(unix)]
pub async fn terminated(asks: bool) {
    use tokio::signal::unix::{SignalKind, signal};
    // Only to listen changes what a signal does.
    if !asks {
        return std::future::pending().await;
    }
    CATCHES_TERMINATION.store(true, Ordering::Relaxed);
    let (Ok(mut hung_up), Ok(mut ended)) =
        (signal(SignalKind::hangup()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = hung_up.recv() => {}
        _ = ended.recv() => {}
    }
}

/// Windows ends the process some seconds after the console is closed, the user logs off or the
/// machine shuts down, whether or not questions can be asked. Until then a run can end in good order.
#[cfg(windows)]
pub async fn terminated(_: bool) {
    use tokio::signal::windows::{ctrl_close, ctrl_logoff, ctrl_shutdown};
    let (Ok(mut closed), Ok(mut logged_off), Ok(mut shut_down)) =
        (ctrl_close(), ctrl_logoff(), ctrl_shutdown())
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = closed.recv() => {}
        _ = logged_off.recv() => {}
        _ = shut_down.recv() => {}
    }
}

/// Whether Ctrl-C, or a termination that is caught, has arrived since this was first asked. The
/// runtime's own thread cannot notice while it waits for something that is not a future, so a thread
/// of its own listens from then on.
pub fn is_requested() -> bool {
    static IS_REQUESTED: AtomicBool = AtomicBool::new(false);
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        let (ready, listens) = mpsc::channel::<()>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = interrupted() => {}
                    () = terminated(CATCHES_TERMINATION.load(Ordering::Relaxed)) => {}
                    // Polled last: the others are listening by then.
                    () = async { drop(ready); std::future::pending().await } => {}
                }
            });
            IS_REQUESTED.store(true, Ordering::Relaxed);
        });
        // Nothing is sent: it ends when the thread listens, or cannot.
        let _ = listens.recv();
    });
    IS_REQUESTED.load(Ordering::Relaxed)
}
