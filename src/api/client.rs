//! Sends requests to Pipedrive: token, patience, repeats, and the tokens this run has spent.

use super::encoding::LARGEST_BODY;
use super::error::{Error, ErrorKind, Outcome};
use super::event::{Event, Observer};
use super::proxy;
use super::rate_headers::RateLimitHeaders;
use super::rate_limit::{self, Permit, RateLimiter};
use super::request::Request;
use super::response::{Response, is_page, parse_response};
use super::{certificate, encoding, rate_headers};
use crate::model::account_url::BaseUrl;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};
use reqwest::redirect::Policy;
use std::cell::{Cell, RefCell};
use std::error::Error as _;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// How often a 429 is waited out.
const WAITS: u32 = 3;
/// The longest pause after a fault that nobody gave a time for.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// Memory is reserved for the length in a header up to this size; the rest as the bytes arrive.
const LARGEST_GUESS: u64 = 4 << 20;
/// A wait for the burst window that is worth an event.
const LONG_WAIT: Duration = Duration::from_millis(100);
/// Connections that were idle for longer are not used again: a server or a proxy on the way may have
/// closed them, and a write that is lost on one cannot be sent again.
const LONGEST_IDLE: Duration = Duration::from_secs(1);
/// After a longer idle time the connections are polled before one is used.
const SHORT_IDLE: Duration = Duration::from_millis(50);
/// A 429 that asks for a longer wait is not about the burst window: it ends this run, and keeps no
/// other run from finding out for itself.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

pub struct Client {
    http: RefCell<Option<reqwest::Client>>,
    /// When the last response was complete.
    last_response: Cell<Option<Instant>>,
    base: BaseUrl,
    token: HeaderValue,
    patience: RetryPolicy,
    pace: RateLimiter,
    /// What the last answer said of limits, and by how much the other side's clock is ahead.
    told: Cell<RateLimitHeaders>,
    ahead: Cell<Option<SignedDuration>>,
    /// Told what the client does.
    observer: Observer,
    calls: Cell<u32>,
    spent: Cell<u32>,
}

/// What the network is forgiven, and what this run may cost.
#[derive(Debug, Clone)]
pub struct RetryPolicy {
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
}

impl Client {
    /// A client for the host at `base`. No connection and no TLS set-up before the first call.
    pub fn new(
        base: &BaseUrl,
        token: &str,
        patience: RetryPolicy,
        pace: RateLimiter,
        observer: Observer,
    ) -> Result<Client, Error> {
        let mut token = HeaderValue::from_str(token).map_err(|_| {
            Error::new(ErrorKind::Token, "the API token has characters that no token has")
        })?;
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
            observer,
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
    pub fn rate_limit_headers(&self) -> RateLimitHeaders {
        self.told.get()
    }

    /// By how much the other side's clock is ahead of ours, as the last answer told it, to a second.
    pub fn ahead(&self) -> Option<SignedDuration> {
        self.ahead.get()
    }

    /// The answer, out of its envelope.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        self.exchange(request, |reply, _| reply).await
    }

    /// The answer's whole text, envelope and all.
    pub async fn body(&self, request: &Request) -> Result<String, Error> {
        let text = |_, body: &Bytes| String::from_utf8_lossy(body).into_owned();
        self.exchange(request, text).await
    }

    /// The one loop around the network: waits, tries, and tries again what cannot be done twice.
    async fn exchange<T>(
        &self,
        request: &Request,
        keep: impl Fn(Response, &Bytes) -> T,
    ) -> Result<T, Error> {
        let (mut faults, mut waits) = (0, 0);
        loop {
            self.check_budget(request)?;
            let mut error = match self.try_once(request, &keep).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if !request.is_change() {
                // A read changes nothing, answered or not.
                error.outcome = Outcome::NotDone;
            }
            let is_throttled = error.kind == ErrorKind::Throttled;
            let again = if is_throttled {
                waits < WAITS && error.retry_after.is_some()
            } else {
                error.is_transient()
                    && faults < self.patience.retries
                    && error.outcome == Outcome::NotDone
            };
            error.endpoint = Some(request.row());
            let wait = error.retry_after.unwrap_or_else(|| backoff(faults));
            if again && wait > self.patience.max_wait {
                return Err(Error { longest_wait: Some(wait), ..error });
            }
            if !again {
                return Err(error);
            }
            (self.observer)(&Event::Retrying { error: &error, wait });
            // The gate keeps everybody else from calling meanwhile, but not for hours.
            if is_throttled {
                waits += 1;
            } else {
                faults += 1;
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits until the window has room for one more.
    async fn admit(&self, request: &Request) -> Result<Permit, Error> {
        let mut said = false;
        loop {
            let wait = match self.pace.admit(request.is_search(), self.patience.force)? {
                Ok(ticket) => return Ok(ticket),
                Err(wait) => wait,
            };
            if wait > self.patience.max_wait.max(rate_limit::LONGEST) {
                let error = Error::new(ErrorKind::Throttled, "Pipedrive's rate limit is reached");
                return Err(Error { longest_wait: Some(wait), ..error });
            }
            if wait > LONG_WAIT && !said {
                said = true;
                (self.observer)(&Event::Waiting(wait));
            }
            tokio::time::sleep(wait).await;
        }
    }

    fn check_budget(&self, request: &Request) -> Result<(), Error> {
        let (spent, cost) = (self.spent.get(), request.cost().unwrap_or_default());
        match self.patience.max_tokens {
            Some(limit) if spent + cost > limit => {
                Err(Error::new(ErrorKind::OverBudget { cost, spent, limit }, request.row()))
            }
            _ => Ok(()),
        }
    }

    /// The only place that knows reqwest.
    async fn try_once<T>(
        &self,
        request: &Request,
        keep: impl Fn(Response, &Bytes) -> T,
    ) -> Result<T, Error> {
        let ticket = self.admit(request).await?;
        let target = request.target();
        let mut call = self
            .http()
            .await?
            .request(request.method.clone(), self.build_url(&target)?)
            .header("x-api-token", self.token.clone());
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        self.calls.set(self.calls.get() + 1);
        self.spent.set(self.spent.get() + request.cost().unwrap_or_default());
        let started = Instant::now();
        let method = &request.method;
        let body = request.body.as_ref();
        (self.observer)(&Event::Sending { method, target: &target, body });
        let sent = call.send().await;
        let told =
            sent.as_ref().ok().map(|answer| RateLimitHeaders::from_headers(answer.headers()));
        self.pace.record_response(&ticket, told.as_ref());
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
            None => too_large(status),
        })?;
        self.last_response.set(Some(Instant::now()));
        (self.observer)(&Event::Received {
            method,
            target: &target,
            status: status.as_u16(),
            took: started.elapsed(),
            cost: request.cost(),
            headers: &headers,
            body: &body,
        });
        let wait = if status.as_u16() == 429 { told.wait() } else { told.retry_after };
        let (text, unread) = match encoding::decode(&headers, body) {
            // An HTML page adds nothing to the status and the headers of these.
            Ok(text) if matches!(status.as_u16(), 429 | 503) && is_page(&text) => {
                (Bytes::new(), None)
            }
            Ok(text) => (text, None),
            Err(error) if status.is_success() => {
                return Err(Error { outcome: Outcome::Unknown, ..error });
            }
            Err(error) => (Bytes::new(), Some(error)),
        };
        let opened = parse_response(status, wait, &text).map_err(|error| match unread {
            Some(why) => Error { message: format!("{error} ({why})"), ..error },
            None => error,
        });
        match (status.as_u16(), &opened) {
            (403, _) if is_page(&text) => self.pace.set_blocked(true),
            (429, Err(Error { retry_after: Some(wait), .. })) if *wait <= LONGEST_PAUSE => {
                self.pace.pause(*wait);
            }
            (429, _) => {}
            _ => self.pace.set_blocked(false),
        }
        let reply = opened.map_err(|error| match error.kind {
            // `Retry-After` is the time until the budget resets (pipedrive.md P80).
            ErrorKind::BudgetSpent(_) => {
                Error { kind: ErrorKind::BudgetSpent(told.retry_after), ..error }
            }
            _ => error,
        });
        Ok(keep(reply?, &text))
    }

    /// The HTTP client, without connections that may be closed by now. The idle timeout of its pool
    /// is of no use: a question blocks the runtime, and only when that runs again does the last
    /// connection get into the pool, as if it had been used just now.
    async fn http(&self) -> Result<reqwest::Client, Error> {
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
        let http = http.build().map_err(|error| certificate::explain_setup(&causes(&error)))?;
        Ok(self.http.borrow_mut().insert(http).clone())
    }

    fn build_url(&self, target: &str) -> Result<reqwest::Url, Error> {
        let url = self.base.join(target);
        url.map_err(|_| Error::new(ErrorKind::Path, format!("`{target}` is not a path")))
    }

    /// A request without a response, or without the whole of it.
    fn silence(&self, error: &reqwest::Error) -> Error {
        // Other connections in the pool may have the same fault.
        self.http.take();
        let host = self.base.host();
        if let Some(why) = certificate::find_rejection(error) {
            return certificate::explain(host, why);
        }
        let cause = causes(error);
        if error.is_connect() {
            return Error::new(ErrorKind::Unreachable, format!("cannot reach {host}: {cause}"));
        }
        if is_unprocessed(error) {
            let message = format!("{host} closed the connection before it processed the request");
            return Error::new(ErrorKind::Unprocessed, message);
        }
        let (kind, message) = if error.is_timeout() {
            let seconds = self.patience.timeout.as_secs_f32();
            (ErrorKind::Timeout, format!("no response from {host} within {seconds} s"))
        } else {
            (ErrorKind::Interrupted, format!("the response of {host} was cut off: {cause}"))
        };
        Error { outcome: Outcome::Unknown, ..Error::new(kind, message) }
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

fn too_large(status: StatusCode) -> Error {
    let size = LARGEST_BODY >> 20;
    let message = format!("the response is larger than {size} MiB ({status})");
    let error = Error::new(ErrorKind::TooLarge, message);
    Error { status: Some(status.as_u16()), outcome: Outcome::Unknown, ..error }
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
    let mut next: Option<&dyn std::error::Error> = error.source();
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
    fn a_body_is_read_up_to_a_limit() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = |size: usize| {
            let answer = reqwest::Response::from(http::Response::new(vec![b'x'; size]));
            runtime.block_on(whole(answer, 10))
        };
        assert_eq!(read(0).unwrap(), "");
        assert_eq!(read(10).unwrap(), "xxxxxxxxxx");
        assert!(matches!(read(11), Err(None)));
        let error = too_large(StatusCode::OK);
        assert_eq!((&error.kind, error.outcome), (&ErrorKind::TooLarge, Outcome::Unknown));
        assert!(error.message.contains("256 MiB"), "{error}");
    }
}
