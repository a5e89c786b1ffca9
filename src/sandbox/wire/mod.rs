//! Requests to the sandbox and their responses: parameters, JSON, paging.

pub mod body;
pub mod call;
pub mod cursor;
pub mod page;
pub mod query;
