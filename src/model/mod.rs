//! The data model: deals, fields, names, times and values. No I/O.

pub mod account_url;
pub mod amount;
pub mod arg;
pub mod condition;
pub mod currency;
pub mod deal_status;
pub mod deal_url;
pub mod field;
pub mod local_time;
pub mod names;
pub mod record;
pub mod related;
pub mod time;
pub mod value;
