//! The modules by floor, a floor being a run of `mod` lines with no blank line between them. A
//! module may use only modules on floors before its own; `tests/it/floors.rs` holds us to it.
#![deny(clippy::print_stdout, clippy::print_stderr)]

// Words everybody uses.
mod failure;
mod ink;
mod text;

// Signals.
mod interrupt;

// Waiting for locks.
mod lock;

// Files.
mod disk;

// What the data is.
mod record;
mod time;

// What a deal's fields are, and a sign of life.
mod field;
mod progress;

// The wire.
pub mod api;

// What ids mean.
mod names;

// Values both ways, and the pretend other side.
pub mod sandbox;
mod value;

// The person, fields in, rows out.
mod ask;
mod draft;
mod output;

// What this run was asked for, and what is kept from run to run.
mod cache;
mod ledger;
mod settings;

// The deals that were seen last, and what the manual says of all commands.
mod recent;
mod topics;

// All of it together, once per run.
mod app;

// Words to ids, and ids to people.
mod people;
mod words;

// Several deals at once, and what happened to one.
mod bulk;
mod story;

// A deal and a field, asked for; a draft as the command line that says it.
mod question;
mod spelled;

// A deal to pick, or to fill in: on the screen, or in an editor.
mod form;
mod picker;

// Deals as text in an editor.
mod editor;
mod paper;

// Lists, from their first page to their last.
mod walk;

// A deal in its old shape.
mod v1;

// What the shell may offer.
mod complete;

mod commands;

mod cli;

// What fuzzing reaches.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzz;

pub use cli::{Cli, command, manual, run};
pub use commands::GROUPS;
pub use complete::Shell;
