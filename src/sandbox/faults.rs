//! Fault injection: parses fault specifications such as `3=429`, `POST#1+=drop-after`,
//! `2+=slow:300`, and applies them.

use crate::sandbox::wire::call::Answer;
use http::Method;
use std::str::FromStr;
use std::time::Duration;

/// A fault and the requests it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    method: Option<Method>,
    /// The number of the request, from 1; with a method, only its requests are counted.
    from: u64,
    /// Whether the fault also applies to all later requests.
    repeats: bool,
    effect: Effect,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Effect {
    /// Respond with this status; the request is not applied.
    Status(u16),
    /// Respond with the block page.
    Page,
    /// Respond with an HTML page and status 200.
    Html,
    /// Respond with `null` and status 200 (pipedrive.md P57).
    Null,
    /// Close the connection; the request is not applied.
    Drop,
    /// Apply the request, then close the connection without a response.
    DropAfter,
    /// Apply the request, then close the connection in the middle of the response.
    Cut,
    Slow(Duration),
    /// Respond with a 429 and a `retry-after` of this many seconds.
    Retry(u64),
}

/// How much of a response is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    Whole,
    Half,
    Nothing,
}

/// How to handle a request, as decided by the faults.
#[derive(Debug)]
pub struct Handling {
    /// If set, the request is not applied and this is the response.
    pub instead: Option<Answer>,
    pub delivery: Delivery,
    pub wait: Duration,
}

#[derive(Default)]
pub struct Faults {
    pub list: Vec<Fault>,
    calls: u64,
    by_method: Vec<(Method, u64)>,
}

impl Faults {
    /// Counts a request and returns how to handle it. Delays add up; otherwise the first matching
    /// fault counts.
    pub fn next(&mut self, method: &Method) -> Handling {
        self.calls += 1;
        let of_method = match self.by_method.iter_mut().find(|(own, _)| own == method) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.by_method.push((method.clone(), 1));
                1
            }
        };
        let mut handling =
            Handling { instead: None, delivery: Delivery::Whole, wait: Duration::ZERO };
        let mut is_decided = false;
        for fault in &self.list {
            let nth = match &fault.method {
                None => self.calls,
                Some(own) if own == method => of_method,
                Some(_) => continue,
            };
            if nth != fault.from && !(fault.repeats && nth > fault.from) {
                continue;
            }
            if let Effect::Slow(wait) = fault.effect {
                handling.wait += wait;
            } else if !is_decided {
                is_decided = true;
                fault.effect.decide(&mut handling);
            }
        }
        handling
    }
}

impl Effect {
    fn decide(&self, handling: &mut Handling) {
        match self {
            Effect::Status(status) => handling.instead = Some(refusal(*status)),
            Effect::Page => handling.instead = Some(Answer::blocked()),
            Effect::Html => handling.instead = Some(Answer::html(200, "Pipedrive")),
            Effect::Null => {
                handling.instead =
                    Some(Answer { status: 200, text: "null".into(), headers: Vec::new() });
            }
            Effect::Retry(seconds) => {
                let refusal = Answer::gateway(429, "request over limit");
                handling.instead = Some(refusal.with_header("retry-after", seconds));
            }
            Effect::Drop => {
                handling.instead = Some(refusal(500));
                handling.delivery = Delivery::Nothing;
            }
            Effect::DropAfter => handling.delivery = Delivery::Nothing,
            Effect::Cut => handling.delivery = Delivery::Half,
            Effect::Slow(wait) => handling.wait += *wait,
        }
    }
}

/// An error response in the format of the component that usually sends this status: gateway, proxy or
/// service.
fn refusal(status: u16) -> Answer {
    match status {
        401 => Answer::gateway(401, "unauthorized access"),
        // No delay, so that tests do not wait.
        429 => Answer::gateway(429, "request over limit").with_header("retry-after", 0),
        502 => Answer::html(502, "502 Bad Gateway"),
        504 => Answer::html(504, "504 Gateway Time-out"),
        524 => Answer::html(524, "524: A timeout occurred"),
        503 => Answer::new_refusal(503, "Service unavailable"),
        status => Answer::new_refusal(status, "Injected fault"),
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Fault, String> {
        let Some((when, effect)) = text.split_once('=') else {
            return Err(format!(
                "`{text}` has no `=`: expected a fault like `3=429` or `POST#1=drop`"
            ));
        };
        let (method, nth) = match when.split_once('#') {
            Some((method, nth)) => (Some(parse_method(method)?), nth),
            None => (None, when),
        };
        let (nth, repeats) = match nth.strip_suffix('+') {
            Some(nth) => (nth, true),
            None => (nth, false),
        };
        let from = nth.parse().ok().filter(|from| *from > 0).ok_or_else(|| {
            format!("`{when}` does not select a request: expected `3`, `3+`, `POST#1` or `POST#1+`")
        })?;
        Ok(Fault { method, from, repeats, effect: effect.parse()? })
    }
}

fn parse_method(name: &str) -> Result<Method, String> {
    match name.to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        "PATCH" => Ok(Method::PATCH),
        "DELETE" => Ok(Method::DELETE),
        _ => Err(format!("unknown method `{name}`: expected GET, POST, PUT, PATCH or DELETE")),
    }
}

impl FromStr for Effect {
    type Err = String;

    fn from_str(text: &str) -> Result<Effect, String> {
        let number = |text: &str| {
            let number = text.parse::<u64>();
            number.map_err(|_| format!("`{text}` is not a whole number"))
        };
        if let Some(millis) = text.strip_prefix("slow:") {
            return Ok(Effect::Slow(Duration::from_millis(number(millis)?)));
        }
        if let Some(seconds) = text.strip_prefix("retry:") {
            return Ok(Effect::Retry(number(seconds)?));
        }
        match text {
            "page" => Ok(Effect::Page),
            "html" => Ok(Effect::Html),
            "null" => Ok(Effect::Null),
            "drop" => Ok(Effect::Drop),
            "drop-after" => Ok(Effect::DropAfter),
            "cut" => Ok(Effect::Cut),
            status => match status.parse() {
                Ok(status @ 400..=599) => Ok(Effect::Status(status)),
                _ => Err(format!(
                    "unknown fault `{text}`: expected a status from 400 to 599, page, \
                     html, null, drop, drop-after, cut, slow:MS or retry:S"
                )),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(specs: &[&str]) -> Faults {
        Faults {
            list: specs.iter().map(|spec| spec.parse().unwrap()).collect(),
            ..Faults::default()
        }
    }

    #[test]
    fn applies_to_the_selected_request() {
        let mut faults = faults(&["2=429", "POST#2+=drop-after", "1+=slow:5"]);
        let mut next = |method: Method| {
            let handling = faults.next(&method);
            assert_eq!(handling.wait, Duration::from_millis(5));
            (handling.instead.map(|answer| answer.status), handling.delivery)
        };
        assert_eq!(next(Method::POST), (None, Delivery::Whole));
        assert_eq!(next(Method::GET), (Some(429), Delivery::Whole));
        assert_eq!(next(Method::POST), (None, Delivery::Nothing));
        assert_eq!(next(Method::POST), (None, Delivery::Nothing));
        assert_eq!(next(Method::GET), (None, Delivery::Whole));
    }

    #[test]
    fn explains_an_invalid_fault() {
        for (spec, expected) in [
            ("429", "no `=`"),
            ("0=429", "does not select a request"),
            ("x=429", "does not select a request"),
            ("LOOK#1=429", "unknown method `LOOK`"),
            ("1=200", "unknown fault `200`"),
            ("1=slow:soon", "`soon` is not a whole number"),
        ] {
            let error = spec.parse::<Fault>().unwrap_err();
            assert!(error.contains(expected), "{spec}: {error}");
        }
    }
}
