//! The terminal: styles, the pager, progress while waiting, and questions.

pub mod browser;
pub mod choice_lines;
#[cfg(unix)]
mod input_writer;
pub mod keyboard;
mod multi_select;
pub mod pager;
pub mod progress;
pub mod prompt;
mod prompt_theme;
mod question;
mod screen;
pub mod signals;
pub mod stdio;
pub mod style;
pub mod windows_console;
