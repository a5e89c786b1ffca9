//! The wire: what Pipedrive offers, one call to it, and a walk through a list.

mod base_url;
mod certificate;
pub mod client;
mod encoding;
pub mod endpoints;
pub mod pages;
pub mod rate_headers;
pub mod rate_limit;
pub mod request;
pub mod response;
