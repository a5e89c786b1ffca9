//! What an answer says of limits, in headers of which any may be missing.

use http::HeaderMap;
use std::time::Duration;

/// The burst window of every plan (behaviours 16).
pub const WINDOW: Duration = Duration::from_secs(2);

/// What one answer says of limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Calls in a burst window, and those that remain of it, for everybody with this token.
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    /// Seconds until there is room again (field note Q3).
    pub reset: Option<u64>,
    /// The company's tokens for the day, which not every answer tells (field note Q4).
    pub tokens: Option<u64>,
    pub tokens_left: Option<u64>,
    /// How long to wait before another try.
    pub retry_after: Option<Duration>,
    /// Writes that this user may still do today (field note Q5).
    pub writes_left: Option<u64>,
}

impl Told {
    pub fn of(headers: &HeaderMap) -> Told {
        let small = |name| number(headers, name).and_then(|number| u32::try_from(number).ok());
        Told {
            limit: small("x-ratelimit-limit").filter(|limit| *limit > 0),
            remaining: small("x-ratelimit-remaining"),
            reset: number(headers, "x-ratelimit-reset"),
            retry_after: number(headers, "retry-after").map(Duration::from_secs),
            tokens: number(headers, "x-daily-ratelimit-token-limit"),
            tokens_left: number(headers, "x-daily-ratelimit-token-remaining"),
            writes_left: number(headers, "x-daily-requests-left"),
        }
    }

    /// How long a 429 asks to wait, or `None` when waiting is of no use: the day's budget is
    /// spent. Nothing but these headers tells a burst from a spent day (behaviours 19, field note
    /// Q7): there was room left in the window, or there are no tokens left.
    pub fn wait(&self) -> Option<Duration> {
        if self.tokens_left == Some(0) || self.remaining.is_some_and(|left| left > 0) {
            return None;
        }
        let told = self.retry_after.or(self.reset.map(Duration::from_secs));
        Some(told.unwrap_or(WINDOW))
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pairs: &[(&'static str, &'static str)]) -> Told {
        Told::of(&pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect())
    }

    #[test]
    fn a_spent_day_is_not_waited_for() {
        let wait = |pairs: &[(&'static str, &'static str)]| told(pairs).wait();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(wait(&[]), seconds(2));
        assert_eq!(wait(&[("x-ratelimit-reset", "1")]), seconds(1));
        assert_eq!(wait(&[("x-ratelimit-remaining", "0")]), seconds(2));
        assert_eq!(wait(&[("retry-after", "0"), ("x-ratelimit-reset", "1")]), seconds(0));
        assert_eq!(wait(&[("x-ratelimit-remaining", "7"), ("retry-after", "1")]), None);
        let spent = [("x-daily-ratelimit-token-remaining", "0"), ("retry-after", "1")];
        assert_eq!(wait(&spent), None);
    }
}
