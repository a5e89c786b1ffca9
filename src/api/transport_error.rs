//! The errors of requests without a complete response.

use super::certificate;
use super::error::{Error, ErrorKind, Outcome};
use super::proxy::Proxy;
use std::error::Error as _;
use std::time::Duration;

/// Converts an error of reqwest; `host`, `proxy` (if it was used) and `timeout` are for the message.
pub fn from_reqwest(
    error: &reqwest::Error,
    host: &str,
    proxy: Option<Proxy>,
    timeout: Duration,
) -> Error {
    if let Some(why) = certificate::find_rejection(error) {
        return certificate::explain(host, why);
    }
    let cause = root_cause(error);
    if let Some(proxy) = proxy.filter(|_| error.is_connect()) {
        return proxy_error(&proxy, host, &cause);
    }
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

/// The error for a proxy that did not connect to this host. The type of hyper-util's error is private:
/// only its text says what the proxy responded.
fn proxy_error(Proxy { variable, host: proxy }: &Proxy, host: &str, cause: &str) -> Error {
    let (kind, why) = match cause.strip_prefix("tunnel error: ") {
        Some("proxy authorization required") => {
            (ErrorKind::ProxyLogin(variable), "it requires a user name and password (407)")
        }
        Some("unsuccessful") => (ErrorKind::ProxyUnreachable(variable), "it refused to connect"),
        why => (ErrorKind::ProxyUnreachable(variable), why.unwrap_or(cause)),
    };
    let message = format!("cannot reach {host} through the proxy {proxy} ({variable}): {why}");
    Error::new(kind, message)
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
