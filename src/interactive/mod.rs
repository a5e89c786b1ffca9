//! Prompts for deals and their fields, edits deals as text, and the interactive board.

#[cfg(feature = "board")]
pub mod board;
pub mod command_line;
pub mod deal_arg;
pub mod deal_form;
pub mod deal_picker;
pub mod deal_toml;
pub mod editor;
pub mod field_prompt;
