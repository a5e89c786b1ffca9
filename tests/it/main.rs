//! One test binary: one link step, however many files.
mod cache;
mod coverage;
#[cfg(unix)]
mod editing;
mod examples;
mod floors;
mod generated;
mod jq;
mod linked;
#[cfg(unix)]
mod picking;
#[cfg(unix)]
mod questions;
mod reports;
mod state;
mod support;
mod table;
#[cfg(unix)]
mod terminal;
mod transcripts;
mod wire;
