//! Slow tests: writes that are killed, lost, late or changed, compared with the state of the service, and
//! exports and watches that are killed.
//! Run by `.ci/journal`, in a build with a short horizon. Unix only, like tests/it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "every function here is part of a test")]
#![allow(clippy::print_stdout, reason = "a failure is repeated by what was printed")]

#[cfg(feature = "sqlite")]
mod export;
mod import;
mod kill;
mod proxy;
mod scenes;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "tests/it uses the rest")]
mod support;
mod undo;
#[cfg(feature = "sqlite")]
mod watch;

use std::time::Duration;

/// When a write without a trace counts as not applied, with a margin.
const HORIZON: Duration = Duration::from_millis(3500);

/// The outcome of a run, from its exit code and its error.
fn claim(output: &support::Output) -> &'static str {
    if output.code == Some(0) {
        "done"
    } else if output.err.contains(r#""outcome":"unknown""#) {
        "unknown"
    } else {
        "not done"
    }
}
