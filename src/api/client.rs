//! Sends requests to Pipedrive: token, patience, repeats, and the tokens this run has spent.

use super::encoding::LARGEST_BODY;
use super::proxy;
use super::rate_headers::Told;
use super::rate_limit::{self, Pace, Ticket};
use super::request::Request;
use super::response::{Reply, is_page, open};
use super::{certificate, encoding, rate_headers};
use crate::error::{Effect, Failure, Kind};
use crate::model::account_url::BaseUrl;
use crate::text;
use crate::ui::progress::Progress;
use crate::ui::stdio;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::{RoundMode, SignedDuration, Timestamp, Unit, Zoned, ZonedRound};
use reqwest::redirect::Policy;
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// How often a 429 is waited out.
const WAITS: u32 = 3;
/// The longest pause after a fault that nobody gave a time for.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// Memory is reserved for the length in a header up to this size; the rest as the bytes arrive.
const LARGEST_GUESS: u64 = 4 << 20;
/// A wait for the gate that is worth a word with `-v`.
const LONG_WAIT: Duration = Duration::from_millis(100);
/// Connections that were idle for longer are not used again: a server or a proxy on the way may have
/// closed them, and a write that is lost on one cannot be sent again.
const LONGEST_IDLE: Duration = Duration::from_secs(1);
/// After a longer idle time the connections are polled before one is used.
const SHORT_IDLE: Duration = Duration::from_millis(50);
/// A 429 that asks for a longer wait is not about the burst window: it ends this run, and keeps no
/// other run from finding out for itself.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// Longer waits are shown as the time at which they end.
const LONG_SPAN: Duration = Duration::from_secs(60 * 60);

pub struct Client {
    http: RefCell<Option<reqwest::Client>>,
    /// When the last response was complete.
    last_response: Cell<Option<Instant>>,
    base: BaseUrl,
    token: HeaderValue,
    patience: Patience,
    pace: Pace,
    /// What the last answer said of limits, and by how much the other side's clock is ahead.
    told: Cell<Told>,
    ahead: Cell<Option<SignedDuration>>,
    /// What the person sees of the waiting.
    pub progress: Progress,
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
    /// Call although Pipedrive's guard has shut the door a few minutes ago.
    pub force: bool,
    /// 1: a line on stderr for each call; 2: headers and bodies as well.
    pub verbose: u8,
}

impl Client {
    /// A client for the host at `base`. No connection and no TLS set-up before the first call.
    pub fn new(
        base: &BaseUrl,
        token: &str,
        patience: Patience,
        pace: Pace,
    ) -> Result<Client, Failure> {
        let mut token = HeaderValue::from_str(token)
            .map_err(|_| Failure::denied("the API token has characters that no token has"))?;
        token.set_sensitive(true);
        Ok(Client {
            http: RefCell::default(),
            last_response: Cell::default(),
            base: base.clone(),
            token,
            patience,
            pace,
            told: Cell::default(),
            ahead: Cell::default(),
            progress: Progress::default(),
            calls: Cell::new(0),
            spent: Cell::new(0),
        })
    }

    /// Where the calls go: scheme and host.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Calls this run has made, repeats included.
    pub fn calls(&self) -> u32 {
        self.calls.get()
    }

    /// Tokens this run has taken from the daily budget. What was turned away by a 429 is counted
    /// too: nobody knows whether Pipedrive does.
    pub fn spent(&self) -> u32 {
        self.spent.get()
    }

    /// What the last answer said of limits.
    pub fn told(&self) -> Told {
        self.told.get()
    }

    /// By how much the other side's clock is ahead of ours, as the last answer told it, to a second.
    pub fn ahead(&self) -> Option<SignedDuration> {
        self.ahead.get()
    }

    /// The answer, out of its envelope.
    pub async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        self.waited(self.exchange(request, |reply, _| reply)).await
    }

    /// The answer's whole text, envelope and all.
    pub async fn body(&self, request: &Request) -> Result<String, Failure> {
        let text = |_, body: &Bytes| String::from_utf8_lossy(body).into_owned();
        self.waited(self.exchange(request, text)).await
    }

    /// Path and query of an address on this host, whether or not it says the host; any other host
    /// is refused, for the token would go there.
    pub fn path_of(&self, address: &str) -> Result<(String, Vec<(String, String)>), Failure> {
        self.base.path_of(address)
    }

    /// Waits, and shows that it does.
    async fn waited<T>(&self, exchange: impl Future<Output = T>) -> T {
        let host = self.base.host();
        let first = || format!("waiting for {host}");
        let what = || self.progress.so_far(self.spent.get()).unwrap_or_else(first);
        self.progress.during(what, exchange).await
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
            let Fault { mut failure, is_final } = match self.try_once(request, &keep).await {
                Ok(reply) => return Ok(reply),
                Err(fault) => fault,
            };
            if !request.is_change() {
                // A read changes nothing, answered or not.
                failure.effect = Effect::Nothing;
            }
            let again = match failure.kind {
                _ if is_final => false,
                Kind::RateLimited => waits < WAITS && failure.wait.is_some(),
                Kind::Unavailable => {
                    faults < self.patience.retries && failure.effect == Effect::Nothing
                }
                _ => false,
            };
            let wait = failure.wait.unwrap_or_else(|| backoff(faults));
            if again && wait > self.patience.max_wait {
                let message = format!("{failure}, {}", display_wait(wait));
                let hint = "wait, or be more patient with --max-wait";
                return Err(
                    Failure { message, endpoint: Some(request.row()), ..failure }.hint(hint)
                );
            }
            if !again {
                return Err(Failure { endpoint: Some(request.row()), ..failure });
            }
            self.say(1, || format!("{failure}; again in {} ms", wait.as_millis()));
            match failure.kind {
                // The gate keeps everybody else from calling meanwhile, but not for hours.
                Kind::RateLimited => waits += 1,
                _ => faults += 1,
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits until the window has room for one more.
    async fn admitted(&self, request: &Request) -> Result<Ticket, Failure> {
        let mut said = false;
        loop {
            let wait = match self.pace.admit(request.is_search(), self.patience.force)? {
                Ok(ticket) => return Ok(ticket),
                Err(wait) => wait,
            };
            if wait > self.patience.max_wait.max(rate_limit::LONGEST) {
                let message = format!("Pipedrive asks us to wait {} s more", wait.as_secs());
                return Err(Failure::new(Kind::RateLimited, message)
                    .hint("wait, or be more patient with --max-wait"));
            }
            if wait > LONG_WAIT && !said {
                said = true;
                self.say(1, || {
                    format!("waiting {} ms: the burst window is full", wait.as_millis())
                });
            }
            tokio::time::sleep(wait).await;
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
    ) -> Result<T, Fault> {
        let ticket = self.admitted(request).await?;
        let target = request.target();
        let mut call = self
            .http()
            .await?
            .request(request.method.clone(), self.base.join(&target)?)
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
        let sent = call.send().await;
        let told = sent.as_ref().ok().map(|answer| Told::of(answer.headers()));
        self.pace.answered(&ticket, told.as_ref());
        let answer = sent.map_err(|error| {
            if error.is_connect() {
                // It never got as far as to cost something.
                self.spent.set(self.spent.get() - request.cost().unwrap_or_default());
            }
            self.silence(&error)
        })?;
        let told = told.unwrap_or_default();
        self.told.set(told);
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.ahead.set(ahead(&headers).or(self.ahead.get()));
        let body = whole(answer, LARGEST_BODY).await.map_err(|error| match error {
            Some(error) => self.silence(&error),
            None => too_large(status).into(),
        })?;
        self.last_response.set(Some(Instant::now()));
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
        let wait = if status.as_u16() == 429 { told.wait() } else { told.retry_after };
        let (text, unread) = match encoding::decode(&headers, body) {
            // An HTML page adds nothing to the status and the headers of these.
            Ok(text) if matches!(status.as_u16(), 429 | 503) && is_page(&text) => {
                (Bytes::new(), None)
            }
            Ok(text) => (text, None),
            Err(failure) if status.is_success() => return Err(failure.into()),
            Err(failure) => (Bytes::new(), Some(failure)),
        };
        let opened = open(status, wait, &text).map_err(|failure| match unread {
            Some(why) => Failure { message: format!("{failure} ({why})"), ..failure },
            None => failure,
        });
        match (status.as_u16(), &opened) {
            (403, _) if is_page(&text) => self.pace.blocked(true),
            (429, Err(Failure { wait: Some(wait), .. })) if *wait <= LONGEST_PAUSE => {
                self.pace.pause(*wait);
            }
            (429, _) => {}
            _ => self.pace.blocked(false),
        }
        let reply = opened.map_err(|failure| match status.as_u16() {
            429 if failure.wait.is_none() => explain_spent(failure, told.retry_after),
            // Whether a server changes anything before it redirects is not known.
            300..400 => Failure { effect: Effect::Unknown, ..failure },
            _ => failure,
        });
        Ok(keep(reply?, &text))
    }

    /// The HTTP client, without connections that may be closed by now. The idle timeout of its pool
    /// is of no use: a question blocks the runtime, and only when that runs again does the last
    /// connection get into the pool, as if it had been used just now.
    async fn http(&self) -> Result<reqwest::Client, Fault> {
        match self.last_response.get().map(|at| at.elapsed()) {
            Some(idle) if idle > LONGEST_IDLE => drop(self.http.take()),
            // Connections that were closed while the runtime was blocked leave the pool.
            Some(idle) if idle > SHORT_IDLE => tokio::time::sleep(Duration::from_millis(1)).await,
            _ => {}
        }
        if let Some(http) = &*self.http.borrow() {
            return Ok(http.clone());
        }
        let mut http = reqwest::Client::builder()
            // reqwest drops `Authorization` when a redirect leaves the host, but not
            // `x-api-token`; the API never redirects, so neither do we.
            .redirect(Policy::none())
            // Every request is counted: no other is sent than those of `exchange`.
            .retry(reqwest::retry::never())
            .connect_timeout(self.patience.timeout.min(Duration::from_secs(10)))
            .timeout(self.patience.timeout)
            .user_agent(concat!("deals/", env!("CARGO_PKG_VERSION")));
        if self.base.is_http() {
            // Loopback: no proxy in between, and no certificates to load.
            http = http.no_proxy().tls_certs_only([]);
        } else {
            proxy::check(|name| std::env::var_os(name))?;
        }
        // A second installation is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http.build().map_err(|error| Fault {
            failure: certificate::explain_setup(&causes(&error)),
            is_final: true,
        })?;
        Ok(self.http.borrow_mut().insert(http).clone())
    }

    /// A request without a response, or without the whole of it.
    fn silence(&self, error: &reqwest::Error) -> Fault {
        // Other connections in the pool may have the same fault.
        self.http.take();
        let host = self.base.host();
        if let Some(why) = certificate::find_rejection(error) {
            return Fault { failure: certificate::explain(host, why), is_final: true };
        }
        let (what, hint, effect) = if error.is_connect() {
            (
                format!("cannot reach {host}: {}", causes(error)),
                "check the network and the company's address: `deals config list`; `deals --sandbox` works without either",
                Effect::Nothing,
            )
        } else if error.is_timeout() {
            (
                format!("no answer from {host} within {} s", self.patience.timeout.as_secs_f32()),
                "try again, or give it more time with --timeout",
                Effect::Underway,
            )
        } else if is_unprocessed(error) {
            (
                format!("{host} closed the connection before it processed the request"),
                "try again; `-vv` shows the exchange",
                Effect::Nothing,
            )
        } else {
            (
                format!("the answer of {host} broke off: {}", causes(error)),
                "try again; `-vv` shows the exchange",
                Effect::Unknown,
            )
        };
        Failure { effect, ..Failure::new(Kind::Unavailable, what).hint(hint) }.into()
    }

    fn say(&self, level: u8, line: impl FnOnce() -> String) {
        if self.patience.verbose >= level {
            stdio::lines(line(), false);
        }
    }
}

/// The body in one piece; `None` is the error of a body of more than `limit` bytes.
async fn whole(
    mut answer: reqwest::Response,
    limit: usize,
) -> Result<Bytes, Option<reqwest::Error>> {
    let expected = answer.content_length().unwrap_or_default().min(LARGEST_GUESS) as usize;
    let mut body = BytesMut::with_capacity(expected);
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(status: StatusCode) -> Failure {
    let size = LARGEST_BODY >> 20;
    let failure = Failure::unexpected(format!("the response is larger than {size} MiB ({status})"));
    // A write may have been done.
    Failure { status: Some(status.as_u16()), effect: Effect::Unknown, ..failure }
        .hint("request less at once, for example with --limit")
}

/// A request that failed.
struct Fault {
    failure: Failure,
    /// It would fail again.
    is_final: bool,
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault { failure, is_final: false }
    }
}

/// The day's budget is spent: `Retry-After` is the time until it resets (pipedrive.md P80). Without
/// one, the time of the response is all that is known.
fn explain_spent(failure: Failure, reset: Option<Duration>) -> Failure {
    if let Some(at) = reset.and_then(local_time) {
        return failure.hint(format!("the budget resets at {at}"));
    }
    let at = Zoned::now().strftime("%H:%M:%S %Z");
    Failure { message: format!("{failure}, noticed at {at}"), ..failure }
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

/// 0.2 to 0.6 s, twice that, and so on: many that met the same fault do not come back at once.
fn backoff(fault: u32) -> Duration {
    let most = Duration::from_millis(400) * 2u32.saturating_pow(fault.min(10));
    let chance = RandomState::new().hash_one(fault) % 1_000;
    most.min(LONGEST_BACKOFF).mul_f64(0.5 + chance as f64 / 1_000.0)
}

/// By how much the clock that wrote these headers is ahead of ours.
fn ahead(headers: &HeaderMap) -> Option<SignedDuration> {
    let date = Timestamp::try_from(rate_headers::date(headers, "date")?).ok()?;
    Some(date.duration_since(Timestamp::now()))
}

/// Whether an HTTP/2 server says that it has not processed the request (RFC 9113, 8.7).
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let mut next: Option<&dyn Error> = error.source();
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            let left = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            return error.is_remote() && (refused || left);
        }
        next = error.source();
    }
    false
}

/// The last cause of an error, which is the one that says something: the first ones repeat that a
/// request failed, and name its URL.
fn causes(error: &reqwest::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_up_to_a_limit() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = |size: usize| {
            let answer = reqwest::Response::from(http::Response::new(vec![b'x'; size]));
            runtime.block_on(whole(answer, 10))
        };
        assert_eq!(read(0).unwrap(), "");
        assert_eq!(read(10).unwrap(), "xxxxxxxxxx");
        assert!(matches!(read(11), Err(None)));
        let failure = too_large(StatusCode::OK);
        assert_eq!((failure.kind, failure.effect), (Kind::Unexpected, Effect::Unknown));
        assert!(failure.message.contains("256 MiB"), "{failure}");
    }
}
