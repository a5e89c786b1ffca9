//! The wire: what Pipedrive offers, one call to it, and a walk through a list.

mod certificate;
pub mod client;
mod encoding;
pub mod endpoints;
pub mod pages;
mod proxy;
pub mod rate_headers;
pub mod rate_limit;
pub mod request;
pub mod response;
