//! The events that the client reports about its requests, for `-v` and progress.

use super::Error;
use http::{HeaderMap, Method};
use serde_json::value::RawValue;
use std::time::Duration;

pub enum Event<'a> {
    /// Waiting for the rate limiter.
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
        /// Cost in tokens, if known.
        cost: Option<u32>,
        headers: &'a HeaderMap,
        body: &'a [u8],
    },
    /// The request is retried after a wait.
    Retrying {
        error: &'a Error,
        wait: Duration,
    },
}

/// Receives the events of a client.
pub type Observer = Box<dyn Fn(&Event)>;
