//! Deals and related records as the API's two versions write them.

pub mod v1;
pub mod v2;
