//! The modules by layer: a layer is a group of `mod` lines with no blank line in it. A module uses
//! only modules of earlier layers; `tests/it/layers.rs` reads every import and fails otherwise.

// Why a run stops, and text for a terminal.
mod error;
mod text;

// What the data is; the terminal.
mod model;
mod ui;

// Files on this machine, fields to write, rows to print.
mod draft;
mod output;
mod store;

// The wire.
pub mod api;

// What this run was asked for, and the embedded Pipedrive.
pub mod sandbox;
mod settings;

// All of it together, once per run.
mod app;
mod help_topics;

// What several commands share.
mod ops;

// One deal on the screen or in an editor, and what a shell completes.
mod completion;
mod interactive;

mod commands;

mod cli;
// What fuzzing reaches.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzz;

pub use cli::{Cli, MISTAKES, command, manual, run};
pub use commands::GROUPS;
pub use completion::Shell;
pub use model::account_url::BaseUrl;
