//! Why a request has no usable response. `app/api_error.rs` adds the hint and the exit code.

use std::fmt;
use std::time::Duration;

/// Why a request failed.
#[derive(Debug, Clone)]
pub struct Error {
    pub kind: ErrorKind,
    /// The HTTP status of the response, if there was one.
    pub status: Option<u16>,
    /// The wait that the server asked for.
    pub retry_after: Option<Duration>,
    /// The wait before the next retry, if it exceeds the maximum of the retry policy.
    pub longest_wait: Option<Duration>,
    /// Whether the request may have been applied.
    pub outcome: Outcome,
    /// What happened: the cause, or the error text of the response.
    pub message: String,
    /// A longer form of the error text, if `message` has it shortened.
    pub long_text: Option<LongText>,
    /// `GET /api/v2/deals/{id}`
    pub endpoint: Option<String>,
}

/// A long error text of a response.
#[derive(Debug, Clone)]
pub struct LongText {
    /// The shortened text, as in `message`.
    pub short: String,
    /// The full text, or a longer part of it.
    pub long: String,
}

/// Whether a failed write may have been applied. A read is always `NotDone`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not sent, or rejected.
    NotDone,
    /// Sent, but the response was lost.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection.
    Unreachable,
    /// No connection through the proxy in the named environment variable.
    ProxyUnreachable(&'static str),
    /// The proxy in the named environment variable requires a user name and password.
    ProxyLogin(&'static str),
    /// No response in time.
    Timeout,
    /// The connection was closed before the response was complete.
    Interrupted,
    /// The server closed the connection without processing the request.
    Unprocessed,
    /// The server's certificate is not trusted.
    Certificate(Distrust),
    /// TLS cannot be set up on this machine.
    Tls,
    /// The named environment variable does not hold a valid proxy URL.
    Proxy(&'static str),
    /// The token has characters that are not allowed in a header.
    Token,
    /// An invalid ID or path.
    Path,
    TooLarge,
    /// An unsupported `Content-Encoding`.
    Encoding,
    /// The compressed body is corrupt.
    Compression,
    NotJson,
    /// An incomplete or empty response.
    Incomplete,
    /// An HTML page instead of an API response.
    Page,
    Redirect,
    Unauthorized,
    PaymentRequired,
    Forbidden,
    /// The OAuth token lacks a scope.
    Scope,
    NotFound,
    /// Any other 4xx, with its `error_info`.
    Refused(Option<String>),
    /// The burst limit is reached.
    Throttled,
    /// The daily token budget is spent, with the time until it resets if known.
    BudgetSpent(Option<Duration>),
    Server,
    /// Pipedrive blocked the account: time since then, and time left.
    Blocked {
        since: Duration,
        left: Duration,
    },
    /// The request would exceed the token budget of this run.
    OverBudget {
        cost: u32,
        spent: u32,
        limit: u32,
    },
    /// A list that cannot be read to its end.
    List,
    /// A signal interrupted the wait for a lock.
    Canceled,
}

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// Expired, or not valid yet.
    Date,
    /// Issued for another host.
    Host,
    /// Not signed by a trusted issuer.
    Issuer,
}

impl Error {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error {
            kind,
            status: None,
            retry_after: None,
            longest_wait: None,
            outcome: Outcome::NotDone,
            message: message.into(),
            long_text: None,
            endpoint: None,
        }
    }

    /// Whether a read may be retried.
    pub fn is_transient(&self) -> bool {
        match self.kind {
            ErrorKind::Page => self.status.is_some_and(|status| status >= 500),
            _ => matches!(
                self.kind,
                ErrorKind::Unreachable
                    | ErrorKind::ProxyUnreachable(_)
                    | ErrorKind::Timeout
                    | ErrorKind::Interrupted
                    | ErrorKind::Unprocessed
                    | ErrorKind::Compression
                    | ErrorKind::Incomplete
                    | ErrorKind::Server
            ),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
