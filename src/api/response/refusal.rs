//! Maps error responses to `api::Error`.

use crate::api::error::{Error, ErrorKind, LongText};
use crate::text;
use http::StatusCode;
use serde_json::Value;
use std::borrow::Cow;
use std::time::Duration;

/// The error for an HTML page.
pub(super) fn page(status: StatusCode) -> Error {
    let message = match status.as_u16() {
        // The result of ignoring 429s (pipedrive.md P82).
        403 => "Pipedrive blocked the account's API traffic: received an HTML page".to_owned(),
        404 => "not found: received an HTML page instead of an API response".to_owned(),
        500.. => format!("Pipedrive returned a server error: {status}"),
        _ => format!("received an HTML page instead of an API response ({status})"),
    };
    Error::new(ErrorKind::Page, message)
}

/// The error for a response with an error status; its message has the error text of the response.
pub(super) fn refusal(
    status: StatusCode,
    wait: Option<Duration>,
    error: Option<String>,
    info: Option<String>,
) -> Error {
    let reason = error.unwrap_or_else(|| status.to_string());
    let (kind, message) = match status.as_u16() {
        401 => (ErrorKind::Unauthorized, format!("Pipedrive rejected the API token ({reason})")),
        402 => {
            (ErrorKind::PaymentRequired, format!("the Pipedrive account is not active: {reason}"))
        }
        // OAuth tokens only (pipedrive.md P28).
        403 if reason.contains("Scope and URL mismatch") => {
            (ErrorKind::Scope, format!("Pipedrive does not allow this: {reason}"))
        }
        403 => (ErrorKind::Forbidden, format!("Pipedrive does not allow this: {reason}")),
        404 => (ErrorKind::NotFound, reason),
        429 if wait.is_none() || is_daily(&reason) => (
            ErrorKind::BudgetSpent(None),
            format!("the company's token budget for today is spent ({reason})"),
        ),
        429 => (ErrorKind::Throttled, format!("Pipedrive's rate limit is reached ({reason})")),
        408 | 500.. => (ErrorKind::Server, format!("Pipedrive returned a server error: {reason}")),
        _ => {
            // The usual `error_info` only links to the documentation.
            let info =
                info.filter(|info| !info.starts_with("Please check developers.pipedrive.com"));
            (ErrorKind::Refused(info), format!("Pipedrive rejected the request: {reason}"))
        }
    };
    let retry_after = wait.filter(|_| !matches!(kind, ErrorKind::BudgetSpent(_)));
    Error { retry_after, ..Error::new(kind, message) }
}

/// Whether a 429 is about the daily budget: `daily request budget exceeded` (pipedrive.md P80).
fn is_daily(reason: &str) -> bool {
    let reason = reason.to_lowercase();
    reason.contains("daily") && reason.contains("budget")
}

pub(super) fn read_text(value: &Value) -> Option<String> {
    let reason = match value {
        Value::Null => return None,
        Value::String(text) => text::clean(text).into_owned(),
        other => text::clean(&other.to_string()).into_owned(),
    };
    Some(reason).filter(|reason| !reason.is_empty())
}

/// Maximum length of an error text in characters, on a terminal and in JSON.
pub(super) const MAX_SHORT: usize = 1_000;
const MAX_LONG: usize = 10_000;

pub(super) fn shorten(reason: &str) -> Option<LongText> {
    match text::truncate_text(reason, MAX_SHORT) {
        Cow::Borrowed(_) => None,
        Cow::Owned(short) => {
            Some(LongText { short, long: text::truncate_text(reason, MAX_LONG).into_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::api::error::ErrorKind;
    use crate::api::response::tests::parse_for_test;

    #[test]
    fn maps_each_response_to_a_kind() {
        let kind = |status, body| parse_for_test(status, body).unwrap_err().0;
        let response = r#"{"success":false,"error":"no"}"#;
        let page = "\n <!DOCTYPE html><title>Attention Required!</title>";
        for (status, body, expected) in [
            (200, response, ErrorKind::Refused(None)),
            (400, response, ErrorKind::Refused(None)),
            (401, response, ErrorKind::Unauthorized),
            (402, response, ErrorKind::PaymentRequired),
            (403, response, ErrorKind::Forbidden),
            (403, r#"{"success":false,"error":"Scope and URL mismatch"}"#, ErrorKind::Scope),
            (403, page, ErrorKind::Page),
            (404, response, ErrorKind::NotFound),
            (404, page, ErrorKind::Page),
            (410, response, ErrorKind::Refused(None)),
            (429, response, ErrorKind::BudgetSpent(None)),
            (500, "", ErrorKind::Server),
            (502, page, ErrorKind::Page),
            (524, "error code: 524", ErrorKind::Server),
            (200, page, ErrorKind::Page),
            (200, "null", ErrorKind::Incomplete),
            (200, "", ErrorKind::Incomplete),
            (200, r#"{"success":true,"data":[{"#, ErrorKind::Incomplete),
            (200, "[1]", ErrorKind::NotJson),
            (302, "", ErrorKind::Redirect),
        ] {
            assert_eq!(kind(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn keeps_the_error_text_of_the_response() {
        let response = |status, body| parse_for_test(status, body).unwrap_err().1;
        let body = r#"{"success":false,"error":"Validation failed: foo: Parameter 'foo' is not allowed","code":"ERR"}"#;
        assert_eq!(
            response(400, body),
            "Pipedrive rejected the request: Validation failed: foo: Parameter 'foo' is not allowed"
        );
        assert!(
            response(401, r#"{"success":false,"message":"Invalid client"}"#)
                .contains("Invalid client")
        );
    }
}
