//! Sends requests to Pipedrive: token, patience, repeats, and the tokens this run has spent.

use super::open::{Reply, open};
use super::request::Request;
use crate::failure::{Failure, Kind};
use crate::text;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use std::cell::{Cell, OnceCell};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How often a 429 is waited out.
const WAITS: u32 = 3;
/// The burst window of every plan (behaviours 16).
const BURST_WINDOW: Duration = Duration::from_secs(2);

pub struct Client {
    http: OnceCell<reqwest::Client>,
    base: String,
    token: HeaderValue,
    patience: Patience,
    /// The window was empty at the last answer: wait until then.
    resume: Cell<Option<Instant>>,
    calls: Cell<u32>,
    spent: Cell<u32>,
}

/// What the network is forgiven, and what this run may cost.
#[derive(Debug, Clone)]
pub struct Patience {
    /// For one answer, from the first byte sent to the last received.
    pub timeout: Duration,
    /// How often a read is tried again after a fault.
    pub retries: u32,
    /// The longest wait that is waited; longer ones end the run.
    pub max_wait: Duration,
    /// No call is made that would bring the run over this many tokens.
    pub max_tokens: Option<u32>,
    /// 1: a line on stderr for each call; 2: headers and bodies as well.
    pub verbose: u8,
}

impl Client {
    /// A client for the host at `base`. No connection and no TLS set-up before the first call.
    pub fn new(base: &str, token: &str, patience: Patience) -> Result<Client, Failure> {
        let mut token = HeaderValue::from_str(token)
            .map_err(|_| Failure::denied("the API token has characters that no token has"))?;
        token.set_sensitive(true);
        Ok(Client {
            http: OnceCell::new(),
            base: checked_base(base)?,
            token,
            patience,
            resume: Cell::new(None),
            calls: Cell::new(0),
            spent: Cell::new(0),
        })
    }

    /// Where the calls go: scheme and host.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Calls this run has made, repeats included.
    pub fn calls(&self) -> u32 {
        self.calls.get()
    }

    /// Tokens this run has taken from the daily budget.
    pub fn spent(&self) -> u32 {
        self.spent.get()
    }

    /// The answer, out of its envelope.
    pub async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        self.exchange(request, |reply, _| reply).await
    }

    /// The answer's whole text, envelope and all.
    pub async fn body(&self, request: &Request) -> Result<String, Failure> {
        self.exchange(request, |_, body| String::from_utf8_lossy(body).into_owned()).await
    }

    /// Path and query of an address on this host, whether or not it says the host; any other host
    /// is refused, for the token would go there.
    pub fn path_of(&self, address: &str) -> Result<(String, Vec<(String, String)>), Failure> {
        let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
        let whole = match scheme.ends_with(':') {
            true => address.to_owned(),
            false => format!("{}/{}", self.base, address.trim_start_matches('/')),
        };
        let wrong = |why: &str| Failure::usage(format!("`{address}` {why}"));
        let url = reqwest::Url::parse(&whole).map_err(|_| wrong("is not a path"))?;
        let home = reqwest::Url::parse(&self.base).map_err(|_| wrong("has no host"))?;
        if url.origin() != home.origin() || !url.username().is_empty() {
            return Err(wrong("is on another host")
                .hint("the token goes to the account's own host only; say the path alone"));
        }
        let query = url.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
        Ok((url.path().to_owned(), query))
    }

    /// The one loop around the network: waits, tries, and tries again what cannot be done twice.
    async fn exchange<T>(
        &self,
        request: &Request,
        keep: impl Fn(Reply, &Bytes) -> T,
    ) -> Result<T, Failure> {
        let (mut faults, mut waits) = (0, 0);
        loop {
            self.within_budget(request)?;
            if let Some(at) = self.resume.take() {
                tokio::time::sleep_until(at.into()).await;
            }
            let failure = match self.try_once(request, &keep).await {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            let pause = match failure.kind {
                Kind::RateLimited if waits < WAITS && failure.wait.is_some() => {
                    waits += 1;
                    failure.wait
                }
                Kind::Unavailable if faults < self.patience.retries && !request.is_change() => {
                    faults += 1;
                    failure.wait.or(Some(backoff(faults)))
                }
                _ => None,
            };
            match pause {
                Some(pause) if pause <= self.patience.max_wait => {
                    self.say(1, || format!("{failure}; again in {} ms", pause.as_millis()));
                    tokio::time::sleep(pause).await;
                }
                _ => {
                    return Err(Failure { endpoint: Some(request.row()), ..failure });
                }
            }
        }
    }

    fn within_budget(&self, request: &Request) -> Result<(), Failure> {
        let (spent, cost) = (self.spent.get(), request.cost().unwrap_or_default());
        match self.patience.max_tokens {
            Some(most) if spent + cost > most => Err(Failure::new(
                Kind::RateLimited,
                format!(
                    "{} would cost {cost} tokens, after {spent} spent; --max-tokens is {most}",
                    request.row()
                ),
            )
            .hint("raise --max-tokens, or ask for less with --limit")),
            _ => Ok(()),
        }
    }

    /// The only place that knows reqwest.
    async fn try_once<T>(
        &self,
        request: &Request,
        keep: impl Fn(Reply, &Bytes) -> T,
    ) -> Result<T, Failure> {
        let target = request.target();
        let mut call = self
            .http()?
            .request(request.method.clone(), format!("{}{target}", self.base))
            .header("x-api-token", self.token.clone());
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        self.calls.set(self.calls.get() + 1);
        self.spent.set(self.spent.get() + request.cost().unwrap_or_default());
        let started = Instant::now();
        let method = &request.method;
        self.say(2, || format!("> {method} {target}\n> x-api-token: [redacted]"));
        if let Some(body) = &request.body {
            self.say(2, || format!("> {body}"));
        }
        let answer = call.send().await.map_err(|error| self.silence(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(|error| self.silence(&error))?;
        self.say(1, || {
            let took = started.elapsed().as_millis();
            let cost = match request.cost() {
                Some(cost) => text::count(cost as usize, "token"),
                None => "price unknown".into(),
            };
            format!("{method} {target}: {} in {took} ms, {cost}", status.as_u16())
        });
        self.say(2, || {
            let lines = headers.iter().map(|(name, value)| format!("< {name}: {value:?}\n"));
            format!("{}< {}", lines.collect::<String>(), String::from_utf8_lossy(&body))
        });
        self.notice(&headers);
        open(status, limit_of(&headers), &body).map(|reply| keep(reply, &body))
    }

    fn http(&self) -> Result<&reqwest::Client, Failure> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let mut http = reqwest::Client::builder()
            // reqwest drops `Authorization` when a redirect leaves the host, but not
            // `x-api-token`; the API never redirects, so neither do we.
            .redirect(Policy::none())
            .connect_timeout(self.patience.timeout.min(Duration::from_secs(10)))
            .timeout(self.patience.timeout)
            .user_agent(concat!("deals/", env!("CARGO_PKG_VERSION")));
        if self.base.starts_with("http:") {
            // Loopback: no proxy in between, and no certificates to load.
            http = http.no_proxy().tls_certs_only([]);
        }
        // A second installation is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http.build().map_err(|error| Failure::unexpected(causes(&error)))?;
        Ok(self.http.get_or_init(|| http))
    }

    /// The burst window as the answer tells it: `reset` is seconds to wait (field note Q3).
    fn notice(&self, headers: &HeaderMap) {
        if number(headers, "x-ratelimit-remaining") == Some(0) {
            let reset =
                number(headers, "x-ratelimit-reset").map_or(BURST_WINDOW, Duration::from_secs);
            self.resume.set(Some(Instant::now() + reset.min(self.patience.max_wait)));
        }
    }

    /// The network said nothing, or broke off.
    fn silence(&self, error: &reqwest::Error) -> Failure {
        let host = self.base.split("//").nth(1).unwrap_or(&self.base);
        let what = if error.is_timeout() {
            format!("no answer from {host} within {} s", self.patience.timeout.as_secs_f32())
        } else if error.is_connect() {
            format!("cannot reach {host}: {}", causes(error))
        } else {
            format!("the answer of {host} broke off: {}", causes(error))
        };
        let hint = if error.is_timeout() {
            "try again, or give it more time with --timeout"
        } else if error.is_connect() {
            "check the network and the company's address: `deals config list`; `deals --sandbox` works without either"
        } else {
            "try again; `-vv` shows the exchange"
        };
        Failure::new(Kind::Unavailable, what).hint(hint)
    }

    fn say(&self, level: u8, line: impl FnOnce() -> String) {
        if self.patience.verbose >= level {
            // Nothing can be said about a stderr that does not take it.
            let _ = writeln!(io::stderr(), "{}", line());
        }
    }
}

/// Scheme and host only; https, or http where nobody can listen in.
fn checked_base(base: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::usage(format!("the address `{base}` {why}"));
    let url = reqwest::Url::parse(base).map_err(|_| wrong("is not a URL"))?;
    let host = url.host_str().unwrap_or_default();
    let loopback = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => {
            return Err(wrong("would send the token in the clear")
                .hint("use https://; http:// is for this machine only (127.0.0.1, localhost)"));
        }
        _ => return Err(wrong("is neither https:// nor http://")),
    }
    if !url.username().is_empty() || url.path() != "/" || url.query().is_some() {
        return Err(wrong("has more than scheme and host")
            .hint("write it like https://acme.pipedrive.com; paths are added by the program"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// How long a 429 asks to wait, or `None` when waiting is of no use: the day's budget is spent.
/// Nothing but these headers tells the two apart (behaviours 19).
fn limit_of(headers: &HeaderMap) -> Option<Duration> {
    if number(headers, "x-daily-ratelimit-token-remaining") == Some(0) {
        return None;
    }
    let told = number(headers, "retry-after").or_else(|| number(headers, "x-ratelimit-reset"));
    Some(told.map_or(BURST_WINDOW, Duration::from_secs))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// 0.4 s, 0.8 s, 1.6 s, …
fn backoff(fault: u32) -> Duration {
    Duration::from_millis(200) * 2u32.saturating_pow(fault.min(10))
}

/// The last cause of an error, which is the one that says something: the first ones repeat that a
/// request failed, and name its URL.
fn causes(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_only_travels_where_nobody_can_listen() {
        let base = |text| checked_base(text).map_err(|failure| failure.message);
        assert_eq!(
            base("https://acme.pipedrive.com/").as_deref(),
            Ok("https://acme.pipedrive.com")
        );
        assert_eq!(base("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(base("http://[::1]:8080").as_deref(), Ok("http://[::1]:8080"));
        for wrong in [
            "http://acme.pipedrive.com",
            "http://127.0.0.1.evil.com",
            "https://acme.pipedrive.com/api/v2",
            "https://user:secret@acme.pipedrive.com",
            "ftp://localhost",
            "acme",
        ] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_of_the_persons_own_stays_on_the_host() {
        let patience = Patience {
            timeout: Duration::ZERO,
            retries: 0,
            max_wait: Duration::ZERO,
            max_tokens: None,
            verbose: 0,
        };
        let client = Client::new("https://acme.pipedrive.com", "x", patience).unwrap();
        let path = |address| client.path_of(address).map(|(path, _)| path).map_err(|f| f.message);
        for same in ["/a/b", "a/b", "//a/b", "https://acme.pipedrive.com/a/b#c", "/x/../a/b"] {
            assert_eq!(path(same).as_deref(), Ok("/a/b"), "{same}");
        }
        assert_eq!(path("@evil.com/a").as_deref(), Ok("/@evil.com/a"));
        for other in [
            "https://evil.com/a/b",
            "http://acme.pipedrive.com/a/b",
            "https://acme.pipedrive.com.evil.com/",
            "https://acme.pipedrive.com:8443/",
            "https://acme.pipedrive.com@evil.com/",
            "https://me@acme.pipedrive.com/",
            "file:///etc/passwd",
        ] {
            assert!(path(other).is_err(), "{other}");
        }
        let query = client.path_of("/a?b=c%20d&e=https://x").unwrap().1;
        assert_eq!(query, [("b".into(), "c d".into()), ("e".into(), "https://x".into())]);
    }

    #[test]
    fn a_spent_day_is_not_waited_for() {
        let limit = |pairs: &[(&'static str, &'static str)]| {
            limit_of(&pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect())
        };
        assert_eq!(limit(&[]), Some(BURST_WINDOW));
        assert_eq!(limit(&[("x-ratelimit-reset", "1")]), Some(Duration::from_secs(1)));
        assert_eq!(
            limit(&[("retry-after", "0"), ("x-ratelimit-reset", "1")]),
            Some(Duration::ZERO)
        );
        assert_eq!(
            limit(&[("x-daily-ratelimit-token-remaining", "0"), ("retry-after", "1")]),
            None
        );
    }
}
