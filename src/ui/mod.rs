//! The terminal: styles, the pager, progress while waiting, and questions.

pub mod browser;
pub mod pager;
pub mod progress;
pub mod prompt;
pub mod signals;
pub mod stdio;
pub mod style;
pub mod windows_console;
