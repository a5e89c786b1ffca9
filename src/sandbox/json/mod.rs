//! JSON of deals and related records in API v1 and v2.

pub mod v1;
pub mod v2;
