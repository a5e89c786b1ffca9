//! The errors of requests without a complete response.

use super::certificate;
use super::error::{Error, ErrorKind, Outcome};
use std::error::Error as _;
use std::time::Duration;

/// Converts an error of reqwest; `host` and `timeout` are for the message.
pub fn from_reqwest(error: &reqwest::Error, host: &str, timeout: Duration) -> Error {
    if let Some(why) = certificate::find_rejection(error) {
        return certificate::explain(host, why);
    }
    let cause = root_cause(error);
    if error.is_connect() {
        return Error::new(ErrorKind::Unreachable, format!("cannot reach {host}: {cause}"));
    }
    if is_unprocessed(error) {
        let message = format!("{host} closed the connection before it processed the request");
        return Error::new(ErrorKind::Unprocessed, message);
    }
    let (kind, message) = if error.is_timeout() {
        let seconds = timeout.as_secs_f32();
        (ErrorKind::Timeout, format!("no response from {host} within {seconds} s"))
    } else {
        (ErrorKind::Interrupted, format!("the response from {host} was cut off: {cause}"))
    };
    Error { outcome: Outcome::Unknown, ..Error::new(kind, message) }
}

/// Whether an HTTP/2 server reported that it did not process the request (RFC 9113, 8.7).
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let mut next: Option<&dyn std::error::Error> = error.source();
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            let left = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            return error.is_remote() && (refused || left);
        }
        next = error.source();
    }
    false
}

/// The root cause of an error; the outer errors only repeat that the request failed, and its URL.
pub fn root_cause(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}
