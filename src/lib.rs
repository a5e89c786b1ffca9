//! The modules by floor, a floor being a run of `mod` lines with no blank line between them. A
//! module may use only modules on floors before its own; `tests/it/floors.rs` holds us to it.
#![deny(clippy::print_stdout, clippy::print_stderr)]

// Words everybody uses.
mod failure;
mod text;

// What the data is.
mod model;

// The terminal.
mod store;
mod ui;

// The wire.
pub mod api;

// The pretend other side.
pub mod sandbox;

// The person, fields in, rows out.
mod draft;
mod output;

// What this run was asked for, and what is kept from run to run.
mod settings;

// The deals that were seen last, and what the manual says of all commands.
mod topics;

// All of it together, once per run.
mod app;

mod ops;

mod interactive;

// Words to ids, and ids to people.

// Several deals at once, and what happened to one.

// A deal and a field, asked for; a draft as the command line that says it.

// A deal to pick, or to fill in: on the screen, or in an editor.

// Deals as text in an editor.

// Lists, from their first page to their last.

// A deal in its old shape.

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
