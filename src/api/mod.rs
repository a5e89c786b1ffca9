//! The wire: what Pipedrive offers, one call to it, and a walk through a list.

pub mod address;
pub mod client;
pub mod endpoints;
pub mod open;
pub mod pace;
pub mod pages;
mod proxy;
pub mod request;
mod split;
pub mod told;
