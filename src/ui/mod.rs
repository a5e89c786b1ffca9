//! The terminal: styles, progress while waiting, and questions.

pub mod browser;
pub mod progress;
pub mod prompt;
pub mod signals;
pub mod stdio;
pub mod style;
pub mod windows_console;
