//! What takes minutes: writes that are killed, lost, late or changed, held against what the service did.
//! Run by `.ci/journal`, in a build whose horizon is seconds. Unix only, as tests/it is.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "every function here is part of a test")]
#![allow(clippy::print_stdout, reason = "a failure is repeated by what was printed")]

mod kill;
mod proxy;
mod scenes;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "tests/it uses the rest")]
mod support;

use std::time::Duration;

/// When a write that left no trace counts as not executed, with a margin.
const HORIZON: Duration = Duration::from_millis(3500);

/// The outcome of a run in one word, as its exit code and its error say it.
fn claim(ran: &support::Output) -> &'static str {
    if ran.code == Some(0) {
        "done"
    } else if ran.err.contains(r#""outcome":"unknown""#) {
        "unknown"
    } else {
        "not done"
    }
}
