//! What the data is: deals and their fields, names, times and values. No I/O.

pub mod account_url;
pub mod arg;
pub mod currency;
pub mod deal_status;
pub mod field;
pub mod names;
pub mod record;
pub mod time;
pub mod value;
