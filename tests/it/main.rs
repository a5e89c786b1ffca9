//! All integration tests in one binary, which saves link time. Unix only: tests set the home directory
//! in the environment, which Windows does not use, so they would change the user's settings.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "every function here is part of a test")]

mod address;
#[cfg(unix)]
mod board;
#[cfg(unix)]
#[cfg(feature = "board")]
mod board_screen;
mod cache;
mod complete;
#[cfg(unix)]
mod conditions;
mod connections;
mod coverage;
mod deal_reports;
#[cfg(unix)]
#[cfg(feature = "sqlite")]
mod diff;
mod dry_runs;
mod editing;
mod examples;
#[cfg(feature = "sqlite")]
mod export;
#[cfg(feature = "sqlite")]
mod export_run;
#[cfg(feature = "sqlite")]
mod export_where;
#[cfg(feature = "sqlite")]
mod export_with;
#[cfg(feature = "sqlite")]
mod export_with_cost;
mod facts;
mod faults;
#[cfg(unix)]
mod first_hour;
#[cfg(unix)]
mod for_people;
mod generated;
mod help;
mod history;
mod import;
mod import_again;
#[cfg(feature = "sqlite")]
mod import_exports;
mod import_files;
mod import_formats;
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
mod opening;
mod pace;
mod paging;
mod parallel;
#[cfg(unix)]
mod pasting;
#[cfg(unix)]
mod picking;
#[cfg(unix)]
mod pictures;
mod plain_words;
mod plans;
mod plays;
#[cfg(unix)]
mod progress;
#[cfg(unix)]
mod questions;
mod recordings;
mod report_rules;
mod reports;
mod rows;
#[cfg(unix)]
mod screen;
mod selection;
mod service;
mod serving;
mod shells;
mod state;
mod stdio;
mod support;
mod table;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod terminal_safety;
mod text_input;
#[cfg(unix)]
mod text_line;
mod tls;
mod token;
mod transcripts;
#[cfg(unix)]
mod undo;
mod unfinished_runs;
mod usage;
#[cfg(feature = "sqlite")]
mod watch;
mod where_changes;
mod wire;
mod write_evidence;
