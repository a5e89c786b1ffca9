//! Local files: atomic writes, locks, cached lists, the journal, recent deals, token usage, and the
//! database of an export.

pub mod cache;
#[cfg(feature = "sqlite")]
pub mod database;
pub mod files;
pub mod journal;
pub mod lock;
pub mod recent_deals;
pub mod temporary;
pub mod usage_log;
