//! The wire: what Pipedrive offers, one call to it, and a walk through a list.

pub mod endpoints;
