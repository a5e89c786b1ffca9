//! Rate limits of the sandbox: the burst window of the plan, and the daily token budget.

use crate::api::endpoints::Endpoint;
use crate::sandbox::wire::call::Answer;
use http::Method;
use std::collections::VecDeque;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// A plan of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Lite,
    Growth,
    Premium,
    Ultimate,
}

/// Length of the burst window.
const WINDOW: Duration = Duration::from_secs(2);
/// Limit of searches, the same on every plan (pipedrive.md P74).
const SEARCH_LIMIT: usize = 10;
/// Number of consecutive 429s before the account is blocked (pipedrive.md P82).
const MAX_REJECTED: u32 = 10;
/// The limit in the headers if no plan is set, so high that clients never wait.
const UNLIMITED: usize = 1_000_000;
/// Maximum number of writes per day.
const DAILY_WRITES: u64 = 10_000;

impl Plan {
    /// Requests per two seconds.
    pub fn burst(self) -> usize {
        match self {
            Plan::Lite => 20,
            Plan::Growth => 40,
            Plan::Premium => 100,
            Plan::Ultimate => 120,
        }
    }
}

impl FromStr for Plan {
    type Err = String;

    fn from_str(text: &str) -> Result<Plan, String> {
        match text.to_ascii_lowercase().as_str() {
            "lite" => Ok(Plan::Lite),
            "growth" => Ok(Plan::Growth),
            "premium" => Ok(Plan::Premium),
            "ultimate" => Ok(Plan::Ultimate),
            _ => Err(format!("unknown plan `{text}`: expected lite, growth, premium or ultimate")),
        }
    }
}

/// Times of the requests in the last two seconds.
#[derive(Default)]
struct Window(VecDeque<Instant>);

impl Window {
    fn forget_before(&mut self, now: Instant) {
        while self.0.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            self.0.pop_front();
        }
    }

    /// Seconds until the next request is admitted, rounded up, at least 1.
    fn wait(&self, now: Instant) -> u64 {
        let oldest = self.0.front().map(|at| now.duration_since(*at));
        let left = WINDOW.saturating_sub(oldest.unwrap_or_default());
        (left.as_millis().div_ceil(1_000) as u64).max(1)
    }
}

#[derive(Default)]
pub struct Limits {
    pub plan: Option<Plan>,
    /// Tokens per day; `None` for no limit.
    pub budget: Option<u64>,
    /// Seconds until the budget resets.
    pub seconds_to_midnight: u64,
    spent: u64,
    writes: u64,
    calls: Window,
    searches: Window,
    refusals: u32,
}

impl Limits {
    /// Admits a request and returns the headers of its response, or rejects it.
    pub fn admit(
        &mut self,
        endpoint: Option<&Endpoint>,
        method: &Method,
        now: Instant,
    ) -> Result<Vec<(&'static str, String)>, Answer> {
        let is_search = endpoint.is_some_and(Endpoint::is_search);
        let (window, most) = match self.plan {
            None if is_search => (&mut self.searches, UNLIMITED),
            None => (&mut self.calls, UNLIMITED),
            Some(_) if is_search => (&mut self.searches, SEARCH_LIMIT),
            Some(plan) => (&mut self.calls, plan.burst()),
        };
        window.forget_before(now);
        if window.0.len() >= most {
            let wait = window.wait(now);
            self.refusals += 1;
            if self.refusals > MAX_REJECTED {
                return Err(Answer::blocked());
            }
            let refusal = Answer::gateway(429, "request over limit")
                .with_header("retry-after", wait)
                .with_header("x-ratelimit-limit", most)
                .with_header("x-ratelimit-remaining", 0)
                .with_header("x-ratelimit-reset", wait);
            return Err(self.with_budget(refusal));
        }
        window.0.push_back(now);
        let headers = vec![
            ("x-ratelimit-limit", most.to_string()),
            ("x-ratelimit-remaining", most.saturating_sub(window.0.len()).to_string()),
            ("x-ratelimit-reset", window.wait(now).to_string()),
        ];
        self.refusals = 0;
        self.spend(endpoint, headers, method)
    }

    fn spend(
        &mut self,
        endpoint: Option<&Endpoint>,
        mut headers: Vec<(&'static str, String)>,
        method: &Method,
    ) -> Result<Vec<(&'static str, String)>, Answer> {
        let cost = endpoint.map_or(0, |endpoint| u64::from(endpoint.cost));
        if let Some(budget) = self.budget
            && self.spent + cost > budget
        {
            self.spent = budget;
            let mut refusal =
                Answer::budget_spent().with_header("retry-after", self.seconds_to_midnight);
            refusal.headers.extend(headers);
            return Err(self.with_budget(refusal));
        }
        self.spent += cost;
        if !method.is_safe() {
            self.writes += 1;
            let left = DAILY_WRITES.saturating_sub(self.writes);
            headers.push(("x-daily-requests-left", left.to_string()));
        }
        headers.extend(self.budget_headers());
        Ok(headers)
    }

    fn with_budget(&self, mut answer: Answer) -> Answer {
        answer.headers.extend(self.budget_headers());
        answer
    }

    fn budget_headers(&self) -> Vec<(&'static str, String)> {
        let Some(budget) = self.budget else {
            return Vec::new();
        };
        let left = budget.saturating_sub(self.spent);
        vec![
            ("x-daily-ratelimit-token-limit", budget.to_string()),
            ("x-daily-ratelimit-token-remaining", left.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoints::{GET_DEAL, LIST_DEALS, SEARCH_DEALS};

    fn header<'a>(headers: &'a [(&str, String)], name: &str) -> Option<&'a str> {
        let (_, value) = headers.iter().find(|(own, _)| *own == name)?;
        Some(value)
    }

    #[test]
    fn enforces_the_burst_limit_and_then_blocks() {
        let mut limits = Limits { plan: Some(Plan::Lite), ..Limits::default() };
        let start = Instant::now();
        let mut ask = |at| limits.admit(Some(&GET_DEAL), &Method::GET, start + at);
        for _ in 0..20 {
            assert!(ask(Duration::ZERO).is_ok());
        }
        let refusal = ask(Duration::from_millis(500)).unwrap_err();
        assert_eq!(refusal.status, 429);
        assert_eq!(header(&refusal.headers, "retry-after"), Some("2"));
        for _ in 0..9 {
            assert_eq!(ask(Duration::from_secs(1)).unwrap_err().status, 429);
        }
        let blocked = ask(Duration::from_secs(1)).unwrap_err();
        assert!(blocked.status == 403 && blocked.is_html());
        assert!(ask(Duration::from_secs(3)).is_ok());
    }

    #[test]
    fn searches_have_their_own_window() {
        let mut limits = Limits { plan: Some(Plan::Ultimate), ..Limits::default() };
        let now = Instant::now();
        for _ in 0..10 {
            assert!(limits.admit(Some(&SEARCH_DEALS), &Method::GET, now).is_ok());
        }
        assert!(limits.admit(Some(&SEARCH_DEALS), &Method::GET, now).is_err());
        assert!(limits.admit(Some(&LIST_DEALS), &Method::GET, now).is_ok());
    }

    #[test]
    fn reports_a_spent_budget_and_its_reset() {
        let mut limits =
            Limits { budget: Some(25), seconds_to_midnight: 3939, ..Limits::default() };
        let now = Instant::now();
        for left in ["15", "5"] {
            let headers = limits.admit(Some(&LIST_DEALS), &Method::GET, now).unwrap();
            let remaining = header(&headers, "x-daily-ratelimit-token-remaining");
            assert_eq!(remaining, Some(left));
        }
        let refusal = limits.admit(Some(&LIST_DEALS), &Method::GET, now).unwrap_err();
        assert_eq!(refusal.status, 429);
        assert_eq!(header(&refusal.headers, "retry-after"), Some("3939"));
        assert!(refusal.text.contains("daily request budget exceeded"));
        let remaining = header(&refusal.headers, "x-daily-ratelimit-token-remaining");
        assert_eq!(remaining, Some("0"));
        assert_ne!(header(&refusal.headers, "x-ratelimit-remaining"), Some("0"));
    }
}
