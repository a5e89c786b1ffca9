//! One test binary: one link step, however many files.
mod cache;
mod examples;
mod floors;
mod generated;
mod jq;
#[cfg(unix)]
mod questions;
mod state;
mod support;
mod table;
mod transcripts;
mod wire;
