//! The modules by floor, a floor being a run of `mod` lines with no blank line between them. A
//! module may use only modules on floors before its own; `tests/it/floors.rs` holds us to it.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod time;

pub mod api;

pub mod sandbox;
