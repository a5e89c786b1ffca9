//! Converts API errors to errors with an exit code and a hint.

use crate::api::certificate::READS_VARIABLE;
use crate::api::error::Distrust;
use crate::api::{self, ErrorKind as Cause};
use crate::error::{Abridged, Error, ErrorKind, WriteOutcome};
use jiff::{RoundMode, SignedDuration, Unit, Zoned, ZonedRound};
use std::time::Duration;

/// Longer waits are shown as an end time.
const MIN_UNTIL: Duration = Duration::from_secs(60 * 60);

impl From<api::Error> for Error {
    fn from(error: api::Error) -> Error {
        let (kind, hint) = explain(&error);
        let mut message = match &error.kind {
            Cause::OverBudget { cost, spent, limit } => {
                format!(
                    "{error} would cost {cost} tokens ({spent} spent so far, --max-tokens is {limit})"
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

/// The error kind, which decides the exit code, and the hint.
fn explain(error: &api::Error) -> (ErrorKind, Option<String>) {
    const ADDRESS: &str = "check the base URL with `deals config list`";
    const RETRY: &str = "try again; use -vv to print requests and responses";
    const LATER: &str = "try again later";
    let (kind, hint) = match &error.kind {
        Cause::Unreachable => (
            ErrorKind::Unavailable,
            "check the network connection, and the base URL with `deals config list`; `deals --sandbox` needs neither",
        ),
        Cause::Timeout => (ErrorKind::Unavailable, "try again, or increase --timeout"),
        Cause::Interrupted | Cause::Unprocessed | Cause::Compression => {
            (ErrorKind::Unavailable, RETRY)
        }
        Cause::Incomplete => (ErrorKind::Unavailable, "try again"),
        Cause::Certificate(distrust) => (ErrorKind::Unavailable, certificate_hint(*distrust)),
        Cause::Tls if READS_VARIABLE => (
            ErrorKind::Unavailable,
            "check that CA certificates are installed, and the value of SSL_CERT_FILE if it is set",
        ),
        Cause::Tls => (ErrorKind::Unavailable, "check that CA certificates are installed"),
        Cause::Proxy(name) => {
            let hint = format!("set it to a URL like http://proxy.example:3128, or unset {name}");
            return (ErrorKind::Usage, Some(hint));
        }
        Cause::ProxyUnreachable(name) => {
            let hint = format!(
                "check the proxy and the value of {name}; NO_PROXY lists the hosts that need no proxy"
            );
            return (ErrorKind::Unavailable, Some(hint));
        }
        Cause::ProxyLogin(name) => {
            let hint =
                format!("add them to its URL: {name}=http://USER:PASSWORD@proxy.example:3128");
            return (ErrorKind::Unavailable, Some(hint));
        }
        Cause::Token => return (ErrorKind::Denied, None),
        Cause::Path => return (ErrorKind::Usage, None),
        Cause::TooLarge => {
            (ErrorKind::Unexpected, "request fewer records, for example with --limit")
        }
        Cause::Encoding => (
            ErrorKind::Unexpected,
            "only gzip is supported; a proxy may have changed the encoding: use -vv to print the headers",
        ),
        Cause::NotJson | Cause::List => return (ErrorKind::Unexpected, None),
        Cause::Page => match error.status {
            Some(403) => (
                ErrorKind::Denied,
                "send no requests for 15 minutes; Pipedrive blocks accounts that ignore its rate limit",
            ),
            Some(404) => (ErrorKind::NotFound, ADDRESS),
            Some(500..) => (ErrorKind::Unavailable, LATER),
            _ => (
                ErrorKind::Unexpected,
                "check the base URL with `deals config list`, and whether requests go through a proxy",
            ),
        },
        Cause::Redirect => (ErrorKind::Unexpected, ADDRESS),
        Cause::Unauthorized => (
            ErrorKind::Denied,
            "check the token with `deals auth status`; a wrong company name gives the same error",
        ),
        Cause::PaymentRequired => return (ErrorKind::Denied, None),
        Cause::Forbidden => (
            ErrorKind::Denied,
            "the token's user lacks permission, or a limit of the plan is reached",
        ),
        // The scopes of pipedrive.md P27.
        Cause::Scope => (
            ErrorKind::Denied,
            "the OAuth token lacks a scope: deals:read, deals:full for changes, recents:read for changelog and flow, mail:read for mail",
        ),
        Cause::NotFound => return (ErrorKind::NotFound, None),
        Cause::Refused(info) => return (ErrorKind::Refused, info.clone()),
        Cause::Throttled => {
            (ErrorKind::RateLimited, "wait a few seconds, and run fewer commands in parallel")
        }
        Cause::BudgetSpent(reset) => {
            let at = reset.and_then(local_time).map(|at| format!("the budget resets at {at}"));
            let unknown = "the budget resets at midnight, in the time zone of Pipedrive's servers";
            return (ErrorKind::RateLimited, Some(at.unwrap_or_else(|| unknown.to_owned())));
        }
        Cause::Server => (ErrorKind::Unavailable, LATER),
        Cause::Blocked { left, .. } => {
            let hint = format!("wait {}; requests during the block may extend it", minutes(*left));
            return (ErrorKind::Denied, Some(hint));
        }
        Cause::OverBudget { .. } => {
            (ErrorKind::RateLimited, "raise --max-tokens, or request fewer records")
        }
        Cause::Canceled => return (ErrorKind::Canceled, None),
    };
    (kind, Some(hint.to_owned()))
}

fn certificate_hint(distrust: Distrust) -> &'static str {
    match distrust {
        Distrust::Date => {
            "check the date and time of this machine; if they are correct, the server or a proxy needs a new certificate"
        }
        Distrust::Host => {
            "check the base URL with `deals config list`; the response may be from a proxy or the network's sign-in page"
        }
        Distrust::Issuer if READS_VARIABLE => {
            "if your company's proxy inspects TLS traffic, add its CA certificate to the system, or set SSL_CERT_FILE to a PEM file with all trusted CA certificates"
        }
        // On other systems the certificates are verified by the system, which ignores that
        // variable.
        Distrust::Issuer => {
            "if your company's proxy inspects TLS traffic, add its CA certificate to the system"
        }
    }
}

fn minutes(span: Duration) -> String {
    match span.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// `for 90 s`, or for a long wait `until 14:05 CET`.
fn display_wait(wait: Duration) -> String {
    if wait <= MIN_UNTIL {
        return format!("for {} s", wait.as_secs());
    }
    match local_time(wait) {
        Some(at) => format!("until {at}"),
        None => "for thousands of years".to_owned(),
    }
}

/// The local time after `wait`, rounded up to a minute: `14:05 CET`, with the date unless it is
/// today. `None` if jiff cannot represent it.
fn local_time(wait: Duration) -> Option<String> {
    let now = Zoned::now();
    let minute = ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil);
    let at = now.checked_add(SignedDuration::try_from(wait).ok()?).ok()?.round(minute).ok()?;
    let format = if at.date() == now.date() { "%H:%M %Z" } else { "%Y-%m-%d %H:%M %Z" };
    Some(at.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_of_any_length_can_be_read() {
        assert_eq!(display_wait(Duration::from_secs(90)), "for 90 s");
        assert!(display_wait(Duration::from_secs(7200)).starts_with("until "));
        for seconds in [u64::MAX, i64::MAX as u64, 1 << 40] {
            assert_eq!(display_wait(Duration::from_secs(seconds)), "for thousands of years");
        }
    }
}
