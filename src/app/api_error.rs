//! What to say of a request that failed, and what to do about it.

use crate::api::certificate::READS_VARIABLE;
use crate::api::error::Distrust;
use crate::api::{self, ErrorKind as Cause};
use crate::error::{Abridged, Error, ErrorKind, WriteOutcome};
use jiff::{RoundMode, SignedDuration, Unit, Zoned, ZonedRound};
use std::time::Duration;

/// Longer waits are shown as the time at which they end.
const LONG_SPAN: Duration = Duration::from_secs(60 * 60);

impl From<api::Error> for Error {
    fn from(error: api::Error) -> Error {
        let (kind, hint) = explain(&error);
        let mut message = match &error.kind {
            Cause::OverBudget { cost, spent, limit } => {
                format!(
                    "{error} would cost {cost} tokens, after {spent} spent; --max-tokens is {limit}"
                )
            }
            Cause::Blocked { since, .. } => format!("{error}, {} ago", minutes(*since)),
            Cause::BudgetSpent(reset) if reset.and_then(local_time).is_none() => {
                format!("{error}, noticed at {}", Zoned::now().strftime("%H:%M:%S %Z"))
            }
            _ => error.message.clone(),
        };
        let mut hint = hint;
        if let Some(wait) = error.longest_wait {
            message = format!("{message}, {}", display_wait(wait));
            hint = Some("wait, or raise the limit with --max-wait".to_owned());
        }
        Error {
            hint,
            status: error.status,
            endpoint: error.endpoint,
            wait: error.retry_after,
            effect: match error.outcome {
                api::Outcome::NotDone => WriteOutcome::Nothing,
                api::Outcome::Unknown => WriteOutcome::Unknown,
            },
            abridged: error
                .long_text
                .map(|words| Box::new(Abridged { short: words.short, long: words.long })),
            ..Error::new(kind, message)
        }
    }
}

/// The exit code and the hint.
fn explain(error: &api::Error) -> (ErrorKind, Option<String>) {
    const ADDRESS: &str = "check the company's address: `deals config list`";
    const AGAIN: &str = "try again; `-vv` shows the exchange";
    const LATER: &str = "try again later";
    let (kind, hint) = match &error.kind {
        Cause::Unreachable => (
            ErrorKind::Unavailable,
            "check the network and the company's address: `deals config list`; `deals --sandbox` works without either",
        ),
        Cause::Timeout => (ErrorKind::Unavailable, "try again, or allow more time with --timeout"),
        Cause::Interrupted | Cause::Unprocessed | Cause::Compression => {
            (ErrorKind::Unavailable, AGAIN)
        }
        Cause::Incomplete => (ErrorKind::Unavailable, "try again"),
        Cause::Certificate(distrust) => (ErrorKind::Unavailable, trust(*distrust)),
        Cause::Tls if READS_VARIABLE => (
            ErrorKind::Unavailable,
            "check that CA certificates are installed, and what SSL_CERT_FILE names if it is set",
        ),
        Cause::Tls => (ErrorKind::Unavailable, "check that CA certificates are installed"),
        Cause::Proxy(name) => {
            let hint = format!("write it like http://proxy.example:3128, or unset {name}");
            return (ErrorKind::Usage, Some(hint));
        }
        Cause::Token => return (ErrorKind::Denied, None),
        Cause::Path => return (ErrorKind::Usage, None),
        Cause::TooLarge => {
            (ErrorKind::Unexpected, "request less at once, for example with --limit")
        }
        Cause::Encoding => (
            ErrorKind::Unexpected,
            "deals accepts gzip only; a proxy may have encoded it again: `-vv` shows the headers",
        ),
        Cause::NotJson | Cause::List => return (ErrorKind::Unexpected, None),
        Cause::Page => match error.status {
            Some(403) => (
                ErrorKind::Denied,
                "send no requests for 15 minutes; something has ignored Pipedrive's rate limit",
            ),
            Some(404) => (ErrorKind::NotFound, ADDRESS),
            Some(500..) => (ErrorKind::Unavailable, LATER),
            _ => (
                ErrorKind::Unexpected,
                "check the address, and whether a proxy is in between: `deals config list`",
            ),
        },
        Cause::Redirect => (ErrorKind::Unexpected, ADDRESS),
        Cause::Unauthorized => (
            ErrorKind::Denied,
            "check it with `deals auth status`; a mistyped company name looks the same",
        ),
        Cause::PaymentRequired => return (ErrorKind::Denied, None),
        Cause::Forbidden => {
            (ErrorKind::Denied, "the token's user lacks the permission, or the plan its limit")
        }
        // The scopes of pipedrive.md P27.
        Cause::Scope => (
            ErrorKind::Denied,
            "the OAuth token lacks a scope: deals:read, deals:full for changes, recents:read for changelog and flow, mail:read for mail",
        ),
        Cause::NotFound => return (ErrorKind::NotFound, None),
        Cause::Refused(info) => return (ErrorKind::Refused, info.clone()),
        Cause::Throttled => (ErrorKind::RateLimited, "wait a little, and run fewer at once"),
        Cause::BudgetSpent(reset) => {
            let at = reset.and_then(local_time).map(|at| format!("the budget resets at {at}"));
            let unknown = "the budget resets at midnight, in the time zone of Pipedrive's servers";
            return (ErrorKind::RateLimited, Some(at.unwrap_or_else(|| unknown.to_owned())));
        }
        Cause::Server => (ErrorKind::Unavailable, LATER),
        Cause::Blocked { left, .. } => {
            let hint = format!("more requests make it worse: wait {}", minutes(*left));
            return (ErrorKind::Denied, Some(hint));
        }
        Cause::OverBudget { .. } => {
            (ErrorKind::RateLimited, "raise --max-tokens, or ask for less with --limit")
        }
        Cause::Canceled => return (ErrorKind::Canceled, None),
    };
    (kind, Some(hint.to_owned()))
}

fn trust(distrust: Distrust) -> &'static str {
    match distrust {
        Distrust::Date => {
            "check this machine's date and time; if they are right, the server or a proxy needs a new certificate"
        }
        Distrust::Host => {
            "check the company's address: `deals config list`; a proxy or a sign-in page of the network may have answered instead"
        }
        Distrust::Issuer if READS_VARIABLE => {
            "if a proxy of your company inspects the traffic, add its CA certificate to the system's, or name a PEM file with all CA certificates to trust in SSL_CERT_FILE"
        }
        // Elsewhere the system verifies certificates, and ignores that variable.
        Distrust::Issuer => {
            "if a proxy of your company inspects the traffic, add its CA certificate to the system's"
        }
    }
}

fn minutes(span: Duration) -> String {
    match span.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// `for 90 s`, or for a long wait the time at which it ends: `until 14:05 CET`.
fn display_wait(wait: Duration) -> String {
    match local_time(wait).filter(|_| wait > LONG_SPAN) {
        Some(at) => format!("until {at}"),
        None => format!("for {} s", wait.as_secs()),
    }
}

/// The local time after a wait, rounded up to a minute: `14:05 CET`, with the date unless it is today.
/// `None` if it is after the last date that jiff knows.
fn local_time(wait: Duration) -> Option<String> {
    let now = Zoned::now();
    let minute = ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil);
    let at = now.checked_add(SignedDuration::try_from(wait).ok()?).ok()?.round(minute).ok()?;
    let format = if at.date() == now.date() { "%H:%M %Z" } else { "%Y-%m-%d %H:%M %Z" };
    Some(at.strftime(format).to_string())
}
