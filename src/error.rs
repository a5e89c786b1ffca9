//! Every way a run can stop short: the exit status a script sees, what happened, and what to do
//! about it. Anything that is not a `Failure` exits with status 1.

use serde_json::Value;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why a run stopped.
#[derive(Debug, Clone)]
pub struct Failure {
    pub kind: Kind,
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
    pub effect: Effect,
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
pub enum Effect {
    /// Nothing was written: a read, or a write that was never sent.
    Nothing,
    /// A write was sent and turned down: it was not executed.
    NotDone,
    /// A write was executed; what failed came later.
    Done,
    /// It was made, and the answer was lost.
    Unknown,
    /// The same, and the other side may still be at it.
    Underway,
}

/// What a script can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

/// The exit statuses, for the manual; a test holds them against [`Kind::exit_code`].
pub const EXIT_STATUS: &[(u8, &str)] = &[
    (0, "Done; also when the reader of our output closed the pipe early"),
    (1, "Something unexpected, such as an answer that is not what the API documents"),
    (2, "Usage: an unknown flag, a missing value, a word that fits two things"),
    (3, "Denied: no token, a bad token, or no permission (401, 403)"),
    (4, "Not found"),
    (5, "Refused by Pipedrive (400, 409, 410, 422)"),
    (6, "Rate limit or token budget reached"),
    (7, "Unavailable: network, timeout or server error, after repeats where repeating is safe"),
    (8, "Partial: some of several deals failed; each is named"),
    (129, "Interrupted: the terminal was closed"),
    (130, "Canceled, by Ctrl-C or by answering no"),
    (143, "Interrupted by SIGTERM"),
];

impl Kind {
    /// The exit status.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Unexpected => 1,
            Kind::Usage | Kind::Ambiguous => 2,
            Kind::Denied => 3,
            Kind::NotFound => 4,
            Kind::Refused => 5,
            Kind::RateLimited => 6,
            Kind::Unavailable => 7,
            Kind::Partial => 8,
            Kind::Cancelled => 130,
            Kind::Terminated => 143,
            Kind::HungUp => 129,
        }
    }

    /// The stable word in the JSON error object.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Unexpected => "unexpected",
            Kind::Usage => "usage",
            Kind::Ambiguous => "ambiguous",
            Kind::Denied => "denied",
            Kind::NotFound => "not_found",
            Kind::Refused => "refused",
            Kind::RateLimited => "rate_limited",
            Kind::Unavailable => "unavailable",
            Kind::Partial => "partial",
            Kind::Cancelled => "cancelled",
            Kind::Terminated => "terminated",
            Kind::HungUp => "hung_up",
        }
    }
}

impl Failure {
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        let message = message.into();
        Failure {
            kind,
            message,
            hint: None,
            status: None,
            endpoint: None,
            wait: None,
            effect: Effect::Nothing,
            abridged: None,
            bulk: None,
        }
    }

    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Kind::Usage, message)
    }

    pub fn denied(message: impl Into<String>) -> Failure {
        Failure::new(Kind::Denied, message)
    }

    pub fn not_found(message: impl Into<String>) -> Failure {
        Failure::new(Kind::NotFound, message)
    }

    pub fn unexpected(message: impl Into<String>) -> Failure {
        Failure::new(Kind::Unexpected, message)
    }

    pub fn cancelled() -> Failure {
        Failure::new(Kind::Cancelled, "cancelled")
    }

    /// Whether the person can mend it on the command line.
    pub fn is_mistake(&self) -> bool {
        matches!(self.kind, Kind::Usage | Kind::Ambiguous | Kind::NotFound)
    }

    /// Whether a write may have been executed, or not.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self.effect, Effect::Unknown | Effect::Underway)
    }

    /// Adds what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The failure at the root of `error`, if it is one of ours: context never hides a code.
pub fn of(error: &anyhow::Error) -> Option<&Failure> {
    error.chain().find_map(|cause| cause.downcast_ref().or_else(|| within_io(cause)))
}

/// A failure that was met while rows were printed has come through an `io::Error`.
fn within_io<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a Failure> {
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
        use Kind::*;
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
        let mut codes: Vec<u8> = kinds.map(Kind::exit_code).to_vec();
        codes.push(0);
        codes.sort();
        codes.dedup();
        assert_eq!(codes, EXIT_STATUS.iter().map(|(code, _)| *code).collect::<Vec<_>>());
    }

    #[test]
    fn context_does_not_hide_the_failure() {
        let error = anyhow::Error::new(Failure::not_found("no deal 7")).context("row 14");
        assert_eq!(of(&error).map(|f| f.kind), Some(Kind::NotFound));
    }
}
