//! Why a request has no usable response. Sentences for a person and what to do about it are made
//! from this above the wire.

use std::fmt;
use std::time::Duration;

/// Why a request failed.
#[derive(Debug, Clone)]
pub struct Error {
    pub kind: ErrorKind,
    /// The HTTP status of the response, where there was one.
    pub status: Option<u16>,
    /// How long the service asks to wait.
    pub retry_after: Option<Duration>,
    /// A wait that is longer than the retry policy allows, so that the request was given up.
    pub longest_wait: Option<Duration>,
    /// What the request may have done all the same.
    pub outcome: Outcome,
    /// What happened, with the service's own words, or the cause.
    pub message: String,
    /// More of the service's own words, where `message` has only their beginning.
    pub full_words: Option<Words>,
    /// `GET /api/v2/deals/{id}`
    pub endpoint: Option<String>,
}

/// A long text of the service.
#[derive(Debug, Clone)]
pub struct Words {
    /// As `message` has it.
    pub short: String,
    /// More of it.
    pub long: String,
}

/// What is known of a write that failed. A read never does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not sent, or refused.
    NotDone,
    /// It was sent, and its response was lost.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection.
    Unreachable,
    /// No response in time.
    Timeout,
    /// The connection ended before the response did.
    Interrupted,
    /// The server closed the connection without processing the request.
    Unprocessed,
    /// The certificate of the other side is not trusted.
    Certificate(Distrust),
    /// TLS cannot be set up on this machine.
    Tls,
    /// The proxy that this environment variable names cannot be read.
    Proxy(&'static str),
    /// The token has characters that no header may have.
    Token,
    /// An ID or a path that is none.
    Path,
    TooLarge,
    /// A `Content-Encoding` that is not supported.
    Encoding,
    /// The compressed body is damaged.
    Compression,
    NotJson,
    /// Half of a response, or none.
    Incomplete,
    /// An HTML page instead of a response of the API.
    Page,
    Redirect,
    Unauthorized,
    PaymentRequired,
    Forbidden,
    /// The OAuth token lacks a scope.
    Scope,
    NotFound,
    /// Any other 4xx, with what `error_info` says.
    Refused(Option<String>),
    /// Too many requests in the burst window.
    Throttled,
    /// The token budget of the day is spent; when it resets, where that is known.
    BudgetSpent(Option<Duration>),
    Server,
    /// The service blocked the account so long ago, and may for so much longer.
    Blocked {
        since: Duration,
        left: Duration,
    },
    /// The next request would cost more tokens than this run may spend.
    OverBudget {
        cost: u32,
        spent: u32,
        limit: u32,
    },
    /// A list that cannot be walked to its end.
    List,
    /// A signal ended the wait for a lock.
    Canceled,
}

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// It has expired, or is not valid yet.
    Date,
    /// It is for another host.
    Host,
    /// Nobody who is trusted has signed it.
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
            full_words: None,
            endpoint: None,
        }
    }

    /// Whether a read may be sent again soon.
    pub fn is_transient(&self) -> bool {
        match self.kind {
            ErrorKind::Page => self.status.is_some_and(|status| status >= 500),
            _ => matches!(
                self.kind,
                ErrorKind::Unreachable
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
