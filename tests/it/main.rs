//! One test binary: one link step, however many files.
//!
//! Unix only: each test runs the program in a home of its own, but on Windows the program asks the
//! system for its folders, not the environment, and a test would change the settings of the user.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "every function here is part of a test")]

mod address;
mod cache;
mod complete;
#[cfg(unix)]
mod connections;
mod coverage;
#[cfg(unix)]
mod editing;
mod examples;
mod facts;
mod faults;

mod for_people;
mod generated;
mod help;
mod history;
mod journal;
mod jq;
mod layers;
#[cfg(unix)]
mod leaving;
mod linked;
#[cfg(unix)]
mod lists;
mod locks;
mod lost_reasons;
mod lost_writes;
#[cfg(unix)]
mod names;
mod pace;
#[cfg(unix)]
mod pasting;
#[cfg(unix)]
mod picking;
#[cfg(unix)]
mod pictures;
#[cfg(unix)]
mod progress;
#[cfg(unix)]
mod questions;
mod recordings;
mod reports;
mod service;
mod serving;
mod state;
mod support;
mod table;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod terminal_safety;
mod text_input;
mod tls;
mod token;
mod transcripts;
mod usage;
mod wire;
