//! Errors of a run, with the exit code, the message and the hint. Other errors exit with code 1.

use serde_json::Value;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why a run stopped.
#[derive(Debug, Clone)]
pub struct Error {
    pub kind: ErrorKind,
    /// What happened, quoting the user's input; lowercase, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The HTTP status of the response, if there was one.
    pub status: Option<u16>,
    /// The endpoint of the request, if there was one: `GET /api/v2/deals/{id}`.
    pub endpoint: Option<String>,
    /// The time to wait before a retry, as the server requested.
    pub wait: Option<Duration>,
    /// Whether a write may have been applied.
    pub effect: WriteOutcome,
    /// The full error text of the service, if `message` has it shortened.
    pub abridged: Option<Box<Abridged>>,
    /// The results of several writes, for the JSON error object.
    pub bulk: Option<Box<Value>>,
}

/// A long error text of the service.
#[derive(Debug, Clone)]
pub struct Abridged {
    /// The shortened text, as in `message`.
    pub short: String,
    /// The full text, or a longer part of it.
    pub long: String,
}

/// Whether a failed request changed data in Pipedrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    /// A read, or a write that was not sent.
    Nothing,
    /// A write was rejected.
    NotDone,
    /// A write was applied, and something failed after it.
    Done,
    /// A write was sent, and the response was lost.
    Unknown,
}

/// The kind of an error, which decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// An unexpected response, or a bug.
    Unexpected,
    /// Invalid arguments.
    Usage,
    /// A name that matches several entities.
    Ambiguous,
    /// The token was rejected, or lacks permission.
    Denied,
    /// No such deal, stage, person, …
    NotFound,
    /// Pipedrive rejected the request.
    Refused,
    /// A rate limit or a token budget was reached.
    RateLimited,
    /// No response, or a server error.
    Unavailable,
    /// Some of several writes failed.
    Partial,
    /// Two exports differ: the result of `diff --exit-code`.
    Different,
    /// The user answered no or pressed Ctrl-C.
    Canceled,
    /// SIGTERM.
    Terminated,
    /// SIGHUP: the terminal was closed.
    HungUp,
}

/// The exit codes for the manual; a test compares them with [`ErrorKind::exit_code`].
pub const EXIT_STATUS: &[(u8, &str)] = &[
    (0, "Success; also if the reader of a pipe closed it early"),
    (1, "Unexpected error, such as an undocumented response"),
    (2, "Usage error: an unknown flag, a missing value, an ambiguous name"),
    (3, "Denied: no token, an invalid token, or no permission (401, 403)"),
    (4, "Not found"),
    (5, "Rejected by Pipedrive (400, 409, 410, 422)"),
    (6, "Rate limit or token budget reached"),
    (
        7,
        "Unavailable: network error, timeout or server error, after retries; or the outcome of a write is unknown",
    ),
    (8, "Partial: some of several deals failed; each is listed"),
    (9, "Different: only with `diff --exit-code`"),
    (129, "Interrupted: the terminal was closed"),
    (130, "Canceled: Ctrl-C, or the answer was no"),
    (143, "Interrupted by SIGTERM"),
];

impl ErrorKind {
    /// The exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Unexpected => 1,
            ErrorKind::Usage | ErrorKind::Ambiguous => 2,
            ErrorKind::Denied => 3,
            ErrorKind::NotFound => 4,
            ErrorKind::Refused => 5,
            ErrorKind::RateLimited => 6,
            ErrorKind::Unavailable => 7,
            ErrorKind::Partial => 8,
            ErrorKind::Different => 9,
            ErrorKind::Canceled => 130,
            ErrorKind::Terminated => 143,
            ErrorKind::HungUp => 129,
        }
    }

    /// The code in the JSON error object.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::Unexpected => "unexpected",
            ErrorKind::Usage => "usage",
            ErrorKind::Ambiguous => "ambiguous",
            ErrorKind::Denied => "denied",
            ErrorKind::NotFound => "not_found",
            ErrorKind::Refused => "refused",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::Partial => "partial",
            ErrorKind::Different => "different",
            ErrorKind::Canceled => "canceled",
            ErrorKind::Terminated => "terminated",
            ErrorKind::HungUp => "hung_up",
        }
    }
}

impl Error {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        let message = message.into();
        Error {
            kind,
            message,
            hint: None,
            status: None,
            endpoint: None,
            wait: None,
            effect: WriteOutcome::Nothing,
            abridged: None,
            bulk: None,
        }
    }

    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Usage, message)
    }

    pub fn denied(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Denied, message)
    }

    pub fn not_found(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::NotFound, message)
    }

    pub fn unexpected(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Unexpected, message)
    }

    pub fn canceled() -> Error {
        Error::new(ErrorKind::Canceled, "canceled")
    }

    /// Whether the error can be fixed on the command line.
    pub fn is_mistake(&self) -> bool {
        matches!(self.kind, ErrorKind::Usage | ErrorKind::Ambiguous | ErrorKind::NotFound)
    }

    /// Whether it is unknown if a write was applied.
    pub fn is_in_doubt(&self) -> bool {
        self.effect == WriteOutcome::Unknown
    }

    /// Adds a hint: what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The `Error` in the chain of `error`, if there is one.
pub fn from_anyhow(error: &anyhow::Error) -> Option<&Error> {
    error.chain().find_map(|cause| cause.downcast_ref().or_else(|| find_in_io(cause)))
}

/// Errors that occur while rows are printed are wrapped in an `io::Error`.
fn find_in_io<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a Error> {
    cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()
}

/// Whether the run ended because the reader of stdout closed the pipe, as `deals list | head` does.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |io: &io::Error| io.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_every_exit_code() {
        use ErrorKind::*;
        let kinds = [
            Unexpected,
            Usage,
            Ambiguous,
            Denied,
            NotFound,
            Refused,
            RateLimited,
            Unavailable,
            Partial,
            Different,
            Canceled,
            Terminated,
            HungUp,
        ];
        let mut codes: Vec<u8> = kinds.map(ErrorKind::exit_code).to_vec();
        codes.push(0);
        codes.sort();
        codes.dedup();
        assert_eq!(codes, EXIT_STATUS.iter().map(|(code, _)| *code).collect::<Vec<_>>());
    }

    #[test]
    fn finds_the_error_behind_context() {
        let error = anyhow::Error::new(Error::not_found("no deal 7")).context("row 14");
        assert_eq!(from_anyhow(&error).map(|f| f.kind), Some(ErrorKind::NotFound));
    }
}
