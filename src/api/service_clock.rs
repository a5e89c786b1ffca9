//! The server's clock, by the `Date` headers of its responses.

use super::rate_headers;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// The last known time of the server.
#[derive(Debug, Clone, Copy)]
pub struct ServiceClock {
    /// The time of its last response, in whole seconds.
    pub date: Timestamp,
    /// How far it was ahead of the clock of this machine.
    pub offset: SignedDuration,
}

impl ServiceClock {
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<ServiceClock> {
        let date = Timestamp::try_from(rate_headers::date(headers, "date")?).ok()?;
        Some(ServiceClock { date, offset: date.duration_since(Timestamp::now()) })
    }
}
