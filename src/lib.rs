//! The modules by layer: a layer is a group of `mod` lines with no blank line in it. A module uses
//! only modules of earlier layers; `tests/it/layers.rs` reads every import and fails otherwise.

// Errors; text for a terminal.
mod error;
mod text;

// The data model; the terminal.
mod model;
mod ui;

// Files on this machine; fields to write; output formats.
mod draft;
mod output;
mod store;

// The Pipedrive API.
pub mod api;

// Settings, and the embedded Pipedrive.
pub mod sandbox;
mod settings;

// The state of a run.
mod app;
mod help_topics;

// Operations that several commands share.
mod ops;

// Interactive forms, and shell completion.
mod completion;
mod interactive;

mod commands;

mod cli;
// Entry points for fuzzing.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzz;

pub use cli::{Cli, MISTAKES, command, manual, run};
pub use commands::GROUPS;
pub use completion::Shell;
pub use model::account_url::BaseUrl;
