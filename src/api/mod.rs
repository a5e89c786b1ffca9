//! The wire: what Pipedrive offers, one call to it, and a walk through a list.

mod address;
mod certificate;
pub mod client;
mod encoding;
pub mod endpoints;
pub mod open;
pub mod pace;
pub mod pages;
pub mod request;
mod split;
pub mod told;
