//! What the client does, for whoever shows it.

use super::Error;
use http::{HeaderMap, Method};
use serde_json::value::RawValue;
use std::time::Duration;

pub enum Event<'a> {
    /// The burst window is full for so long.
    Waiting(Duration),
    Sending {
        method: &'a Method,
        target: &'a str,
        body: Option<&'a RawValue>,
    },
    Received {
        method: &'a Method,
        target: &'a str,
        status: u16,
        took: Duration,
        /// Tokens, where the price is known.
        cost: Option<u32>,
        headers: &'a HeaderMap,
        body: &'a [u8],
    },
    /// The request is sent again after a wait.
    Retrying {
        error: &'a Error,
        wait: Duration,
    },
}

/// Whoever is told.
pub type Observer = Box<dyn Fn(&Event)>;
