//! The server's clock, derived from the `Date` headers of its responses.

use super::rate_headers;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// The last known time of the server.
#[derive(Debug, Clone, Copy)]
pub struct ServiceClock {
    /// The `Date` of the last response, in whole seconds.
    pub date: Timestamp,
    /// How far the server's clock was ahead of the local clock.
    pub offset: SignedDuration,
}

impl ServiceClock {
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<ServiceClock> {
        let date = Timestamp::try_from(rate_headers::date(headers, "date")?).ok()?;
        Some(ServiceClock { date, offset: date.duration_since(Timestamp::now()) })
    }
}
