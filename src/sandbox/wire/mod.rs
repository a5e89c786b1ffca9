//! One request to the sandbox and its response: routing data in, JSON out.

pub mod body;
pub mod call;
pub mod cursor;
pub mod page;
pub mod query;
