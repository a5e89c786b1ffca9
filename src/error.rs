//! Every way a run can stop short: the exit status a script sees, what happened, and what to do
//! about it. Anything that is not an `Error` exits with status 1.

use serde_json::Value;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why a run stopped.
#[derive(Debug, Clone)]
pub struct Error {
    pub kind: ErrorKind,
    /// What happened, with the word the user typed; lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The HTTP status of the answer, where there was one.
    pub status: Option<u16>,
    /// The row of the call, where there was one: `GET /api/v2/deals/{id}`.
    pub endpoint: Option<String>,
    /// How long the other side asks us to wait.
    pub wait: Option<Duration>,
    /// What the call may have done all the same.
    pub effect: WriteOutcome,
    /// Pipedrive's own words, where `message` has only their beginning.
    pub abridged: Option<Box<Abridged>>,
    /// The account of several writes, for the JSON error object.
    pub bulk: Option<Box<Value>>,
}

/// A long text of Pipedrive's.
#[derive(Debug, Clone)]
pub struct Abridged {
    /// As `message` has it.
    pub short: String,
    /// More of it.
    pub long: String,
}

/// What is known of the effect of a call that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    /// Nothing was written: a read, or a write that was never sent.
    Nothing,
    /// A write was sent and turned down: it was not executed.
    NotDone,
    /// A write was executed; what failed came later.
    Done,
    /// It was made, and the answer was lost.
    Unknown,
}

/// What a script can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// An answer that is not what the API documents, or a fault of ours.
    Unexpected,
    /// The command line asks for something that cannot be done.
    Usage,
    /// A word that fits several things; the candidates are listed.
    Ambiguous,
    /// Pipedrive does not know this token, or it may not do this.
    Denied,
    /// No such deal, stage, person, …
    NotFound,
    /// Pipedrive read the request and turned it down.
    Refused,
    /// Too many requests, or a token budget is spent.
    RateLimited,
    /// No answer, or one that says the other side is not well.
    Unavailable,
    /// Some of several writes failed.
    Partial,
    /// The user said no, or pressed Ctrl-C.
    Cancelled,
    /// SIGTERM.
    Terminated,
    /// SIGHUP: the terminal was closed.
    HungUp,
}

/// The exit statuses, for the manual; a test holds them against [`ErrorKind::exit_code`].
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
    (129, "Interrupted: the terminal was closed"),
    (130, "Canceled: Ctrl-C, or the answer was no"),
    (143, "Interrupted by SIGTERM"),
];

impl ErrorKind {
    /// The exit status.
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
            ErrorKind::Cancelled => 130,
            ErrorKind::Terminated => 143,
            ErrorKind::HungUp => 129,
        }
    }

    /// The stable word in the JSON error object.
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
            ErrorKind::Cancelled => "cancelled",
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

    pub fn cancelled() -> Error {
        Error::new(ErrorKind::Cancelled, "cancelled")
    }

    /// Whether the person can mend it on the command line.
    pub fn is_mistake(&self) -> bool {
        matches!(self.kind, ErrorKind::Usage | ErrorKind::Ambiguous | ErrorKind::NotFound)
    }

    /// Whether a write may have been executed, or not.
    pub fn is_in_doubt(&self) -> bool {
        self.effect == WriteOutcome::Unknown
    }

    /// Adds what to do about it.
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

/// The failure at the root of `error`, if it is one of ours: context never hides a code.
pub fn from_anyhow(error: &anyhow::Error) -> Option<&Error> {
    error.chain().find_map(|cause| cause.downcast_ref().or_else(|| find_in_io(cause)))
}

/// A failure that was met while rows were printed has come through an `io::Error`.
fn find_in_io<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a Error> {
    cause.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()
}

/// Whether the run ended because nobody reads our output any more, which is how
/// `deals list | head` ends: no failure.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |io: &io::Error| io.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_in_the_manual() {
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
            Cancelled,
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
    fn context_does_not_hide_the_failure() {
        let error = anyhow::Error::new(Error::not_found("no deal 7")).context("row 14");
        assert_eq!(from_anyhow(&error).map(|f| f.kind), Some(ErrorKind::NotFound));
    }
}
