//! One test binary: one link step, however many files.
mod coverage;
mod examples;
mod floors;
mod generated;
#[cfg(unix)]
mod questions;
mod reports;
mod state;
mod support;
mod table;
mod transcripts;
mod wire;
