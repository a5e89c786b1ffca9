//! Rate limit headers of a response. Each of them is optional.

use http::HeaderMap;
use std::time::{Duration, SystemTime};

/// The burst window of every plan (pipedrive.md P73).
pub const WINDOW: Duration = Duration::from_secs(2);
/// A longer `Retry-After` does not refer to the burst window.
const MAX_BURST_WAIT: Duration = Duration::from_secs(60);

/// The rate limit headers of one response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimitHeaders {
    /// Requests allowed and remaining in the burst window, for all clients with this token.
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    /// Seconds until the burst window resets (pipedrive.md P77).
    pub reset: Option<u64>,
    /// Daily token budget of the company; not in every response (pipedrive.md P79).
    pub tokens: Option<u64>,
    pub tokens_left: Option<u64>,
    /// Time to wait before a retry.
    pub retry_after: Option<Duration>,
    /// Writes that this user may still make today (pipedrive.md P78).
    pub writes_left: Option<u64>,
}

impl RateLimitHeaders {
    pub fn from_headers(headers: &HeaderMap) -> RateLimitHeaders {
        let small = |name| number(headers, name).and_then(|number| u32::try_from(number).ok());
        RateLimitHeaders {
            limit: small("x-ratelimit-limit").filter(|limit| *limit > 0),
            remaining: small("x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset"),
            retry_after: retry_after(headers),
            tokens: number(headers, "x-daily-ratelimit-token-limit"),
            tokens_left: number(headers, "x-daily-ratelimit-token-remaining"),
            writes_left: number(headers, "x-daily-requests-left"),
        }
    }

    /// How long to wait after a 429, or `None` if the headers say that the daily budget is spent:
    /// no tokens remain, or the burst window had room and there is no short `Retry-After`
    /// (pipedrive.md P81). The response body may also say that the budget is spent.
    pub fn wait(&self) -> Option<Duration> {
        let is_short = self.retry_after.is_some_and(|wait| wait <= MAX_BURST_WAIT);
        let has_room = self.remaining.is_some_and(|left| left > 0);
        if self.tokens_left == Some(0) || has_room && !is_short {
            return None;
        }
        let wait = self.retry_after.or(self.reset.map(Duration::from_secs));
        Some(wait.unwrap_or(WINDOW))
    }
}

/// Parses `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3). A date is compared with the
/// response's `Date`, so that the local clock does not matter.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = date(headers, "retry-after")?;
    let now = date(headers, "date").unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// Parses a header that holds an HTTP date.
pub fn date(headers: &HeaderMap, name: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?.trim()).ok()
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_pairs(pairs: &[(&'static str, &'static str)]) -> RateLimitHeaders {
        RateLimitHeaders::from_headers(
            &pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect(),
        )
    }

    #[test]
    fn does_not_wait_for_the_daily_budget() {
        let wait = |pairs: &[(&'static str, &'static str)]| parse_pairs(pairs).wait();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait(&[]), seconds(2));
        assert_eq!(wait(&[("x-ratelimit-reset", "1")]), seconds(1));
        assert_eq!(wait(&[("x-ratelimit-remaining", "0")]), seconds(2));
        assert_eq!(wait(&[("retry-after", "0"), ("x-ratelimit-reset", "1")]), seconds(0));
        assert_eq!(wait(&[("x-ratelimit-remaining", "7")]), None);
        assert_eq!(wait(&[("x-ratelimit-remaining", "7"), ("retry-after", "3939")]), None);
        // Searches have their own window, to which `remaining` does not apply.
        assert_eq!(wait(&[("x-ratelimit-remaining", "7"), ("retry-after", "1")]), seconds(1));
        let spent = [("x-daily-ratelimit-token-remaining", "0"), ("retry-after", "1")];
        assert_eq!(wait(&spent), None);
    }

    #[test]
    fn parses_retry_after_as_seconds_or_a_date() {
        let wait = |text| parse_pairs(&[("date", DATE), ("retry-after", text)]).retry_after;
        const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait("120"), seconds(120));
        assert_eq!(wait(" 7 "), seconds(7));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT"), seconds(30));
        assert_eq!(wait("Sunday, 06-Nov-94 08:50:07 GMT"), seconds(30));
        assert_eq!(wait("Sun Nov  6 08:50:07 1994"), seconds(30));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), seconds(0), "a date in the past");
        for other in ["", "soon", "-1", "1.5", "Sun, 06 Nov 1994", "Mon, 31 Feb 2026 10:00:00 GMT"]
        {
            assert_eq!(wait(other), None, "{other}");
        }
        // Without a `Date` header the local clock is used.
        let later = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(600));
        let headers = [("retry-after".parse().unwrap(), later.parse().unwrap())];
        let wait =
            RateLimitHeaders::from_headers(&headers.into_iter().collect()).retry_after.unwrap();
        assert!((595..=600).contains(&wait.as_secs()), "{wait:?}");
    }

    #[test]
    fn parses_a_retry_after_of_any_length() {
        let wait = |text| parse_pairs(&[("retry-after", text)]).retry_after.unwrap();
        assert_eq!(wait("18446744073709551615"), Duration::from_secs(u64::MAX));
        assert_eq!(wait("99999999999999999999999999"), Duration::from_secs(u64::MAX));
        assert!(wait("Fri, 31 Dec 9999 23:59:59 GMT") > Duration::from_secs(200_000_000_000));
    }
}
