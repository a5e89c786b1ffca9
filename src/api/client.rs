//! The HTTP client of the Pipedrive API: authentication, timeouts, retries, and the token budget of
//! a run.

use super::encoding::MAX_BODY;
use super::error::{Error, ErrorKind, LongText, Outcome};
use super::event::{Event, Observer};
use super::proxy;
use super::rate_headers::RateLimitHeaders;
use super::rate_limit::{self, Admission, Permit, RateLimiter};
use super::request::Request;
use super::response::{Response, is_page, parse_response};
use super::service_clock::ServiceClock;
use super::transport_error::{self, root_cause};
use super::{certificate, encoding};
use crate::model::account_url::BaseUrl;
use crate::text;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, StatusCode};
use jiff::SignedDuration;
use reqwest::redirect::Policy;
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// Maximum number of times to wait out a 429.
const MAX_THROTTLE_WAITS: u32 = 3;
/// Maximum backoff when the response has no `Retry-After`.
const MAX_BACKOFF: Duration = Duration::from_secs(20);
/// Maximum buffer to reserve from `Content-Length`; a larger body grows the buffer as it arrives.
const MAX_RESERVED: u64 = 4 << 20;
/// Waits for the rate limiter that are longer than this are reported to the observer.
const LONG_WAIT: Duration = Duration::from_millis(100);
/// Idle connections are dropped after this time: a server or proxy may have closed them, and a
/// write that was lost on a closed connection cannot be retried.
const MAX_IDLE: Duration = Duration::from_secs(1);
/// After this idle time the connection pool is polled before a connection is used.
const POLL_AFTER_IDLE: Duration = Duration::from_millis(50);
/// A 429 with a longer `Retry-After` is not about the burst window: it ends this run and does not
/// pause other processes.
const MAX_PAUSE: Duration = Duration::from_secs(15 * 60);

pub struct Client {
    http: RefCell<Option<reqwest::Client>>,
    /// When the last response was complete.
    last_response: Cell<Option<Instant>>,
    base: BaseUrl,
    token: HeaderValue,
    retry_policy: RetryPolicy,
    rate_limiter: RateLimiter,
    /// The rate limit headers of the last response, and the offset of the server's clock.
    limits: Cell<RateLimitHeaders>,
    clock: Cell<Option<ServiceClock>>,
    /// Receives an event for each step of a request.
    observer: Observer,
    calls: Cell<u32>,
    spent: Cell<u32>,
}

/// Timeouts, retries, and the token budget of a run.
#[derive(Debug, Clone)]
pub struct RetryPolicy {
    /// Timeout of one request, including its response body.
    pub timeout: Duration,
    /// Maximum number of retries of a read after a network or server error.
    pub retries: u32,
    /// Maximum wait before a retry; a longer one ends the run.
    pub max_wait: Duration,
    /// Token budget of this run; a request that would exceed it is not sent.
    pub max_tokens: Option<u32>,
    /// Send requests even if Pipedrive blocked the account in the last 15 minutes.
    pub force: bool,
}

impl Client {
    /// Creates a client for the host at `base`. TLS and connections are set up on the first
    /// request.
    pub fn new(
        base: &BaseUrl,
        token: &str,
        retry_policy: RetryPolicy,
        rate_limiter: RateLimiter,
        observer: Observer,
    ) -> Result<Client, Error> {
        let mut token = HeaderValue::from_str(token).map_err(|_| {
            Error::new(
                ErrorKind::Token,
                "the API token has characters that are not allowed in a header",
            )
        })?;
        token.set_sensitive(true);
        Ok(Client {
            http: RefCell::default(),
            last_response: Cell::default(),
            base: base.clone(),
            token,
            retry_policy,
            rate_limiter,
            limits: Cell::default(),
            clock: Cell::default(),
            observer,
            calls: Cell::new(0),
            spent: Cell::new(0),
        })
    }

    /// Scheme and host of all requests.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Number of requests sent by this run, retries included.
    pub fn calls(&self) -> u32 {
        self.calls.get()
    }

    /// Tokens spent by this run. Requests rejected with a 429 are counted too: whether Pipedrive
    /// counts them is not documented.
    pub fn spent(&self) -> u32 {
        self.spent.get()
    }

    /// The rate limit headers of the last response.
    pub fn rate_limit_headers(&self) -> RateLimitHeaders {
        self.limits.get()
    }

    /// How far the server's clock is ahead of the local clock, from the last response with a `Date`
    /// header; accurate to a second.
    pub fn clock_offset(&self) -> Option<SignedDuration> {
        self.clock.get().map(|clock| clock.offset)
    }

    /// The last known time of the server.
    pub fn service_clock(&self) -> Option<ServiceClock> {
        self.clock.get()
    }

    /// Sends a request and returns the parsed response.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        self.send_with_retries(request, |response, _| response).await
    }

    /// Sends a request and returns the unparsed response body.
    pub async fn body(&self, request: &Request) -> Result<String, Error> {
        let text = |_, body: &Bytes| String::from_utf8_lossy(body).into_owned();
        self.send_with_retries(request, text).await
    }

    /// Sends a request, and retries it if that cannot apply a write twice.
    async fn send_with_retries<T>(
        &self,
        request: &Request,
        keep: impl Fn(Response, &Bytes) -> T,
    ) -> Result<T, Error> {
        let (mut faults, mut waits) = (0, 0);
        loop {
            self.check_request(request)?;
            let mut error = match self.send_once(request, &keep).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            self.redact(&mut error);
            if !request.is_change() {
                // A read never changes anything.
                error.outcome = Outcome::NotDone;
            }
            request.set_in_flight(error.outcome != Outcome::NotDone);
            let is_throttled = error.kind == ErrorKind::Throttled;
            let is_retried = if is_throttled {
                waits < MAX_THROTTLE_WAITS && error.retry_after.is_some()
            } else {
                error.is_transient()
                    && faults < self.retry_policy.retries
                    && error.outcome == Outcome::NotDone
            };
            error.endpoint = Some(self.redact_text(&request.row()));
            let wait = error.retry_after.unwrap_or_else(|| backoff_delay(faults));
            if is_retried && wait > self.retry_policy.max_wait {
                return Err(Error { longest_wait: Some(wait), ..error });
            }
            if !is_retried {
                return Err(error);
            }
            (self.observer)(&Event::Retrying { error: &error, wait });
            // The rate limiter also makes other processes wait for this 429, up to `MAX_PAUSE`.
            if is_throttled {
                waits += 1;
            } else {
                faults += 1;
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits for the rate limiter to admit the request.
    async fn admit(&self, request: &Request) -> Result<Permit, Error> {
        let mut is_reported = false;
        loop {
            let wait =
                match self.rate_limiter.admit(request.is_search(), self.retry_policy.force)? {
                    Admission::Go(permit) => return Ok(permit),
                    Admission::Wait(wait) => wait,
                };
            if wait > self.retry_policy.max_wait.max(rate_limit::MAX_WAIT) {
                let error = Error::new(ErrorKind::Throttled, "Pipedrive's rate limit is reached");
                return Err(Error { longest_wait: Some(wait), ..error });
            }
            if wait > LONG_WAIT && !is_reported {
                is_reported = true;
                (self.observer)(&Event::Waiting(wait));
            }
            tokio::time::sleep(wait).await;
        }
    }

    fn check_request(&self, request: &Request) -> Result<(), Error> {
        self.check_budget(request.cost().unwrap_or_default(), || request.row())
    }

    /// Fails if `cost` exceeds the rest of the token budget; `what` describes the request in the error.
    pub fn check_budget(&self, cost: u32, what: impl FnOnce() -> String) -> Result<(), Error> {
        let spent = self.spent.get();
        match self.retry_policy.max_tokens {
            Some(limit) if spent + cost > limit => {
                Err(Error::new(ErrorKind::OverBudget { cost, spent, limit }, what()))
            }
            _ => Ok(()),
        }
    }

    /// Sends a request once. Only this function uses reqwest.
    async fn send_once<T>(
        &self,
        request: &Request,
        keep: impl Fn(Response, &Bytes) -> T,
    ) -> Result<T, Error> {
        let permit = self.admit(request).await?;
        let target = request.target();
        let mut call = self
            .http()
            .await?
            .request(request.method.clone(), self.build_url(&target)?)
            .header("x-api-token", self.token.clone());
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.get().to_owned());
        }
        // Concurrent requests may have been sent while this one waited.
        self.check_request(request)?;
        self.calls.set(self.calls.get() + 1);
        self.spent.set(self.spent.get() + request.cost().unwrap_or_default());
        request.set_in_flight(true);
        let started = Instant::now();
        let method = &request.method;
        let body = request.body.as_deref();
        (self.observer)(&Event::Sending { method, target: &target, body });
        let sent = call.send().await;
        let limits =
            sent.as_ref().ok().map(|response| RateLimitHeaders::from_headers(response.headers()));
        self.rate_limiter.record_response(&permit, limits.as_ref());
        let response = sent.map_err(|error| {
            if error.is_connect() {
                // Without a connection, no tokens were spent.
                self.spent.set(self.spent.get() - request.cost().unwrap_or_default());
            }
            self.transport_error(&error)
        })?;
        let limits = limits.unwrap_or_default();
        self.limits.set(limits);
        let (status, headers) = (response.status(), response.headers().clone());
        self.clock.set(ServiceClock::from_headers(&headers).or(self.clock.get()));
        let body = read_body(response, MAX_BODY).await.map_err(|error| match error {
            Some(error) => self.transport_error(&error),
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
        let wait = if status.as_u16() == 429 { limits.wait() } else { limits.retry_after };
        let (text, unread) = match encoding::decode(&headers, body) {
            // An HTML body adds nothing to the status and headers of these.
            Ok(text) if matches!(status.as_u16(), 429 | 503) && is_page(&text) => {
                (Bytes::new(), None)
            }
            Ok(text) => (text, None),
            Err(error) if status.is_success() => {
                return Err(Error { outcome: Outcome::Unknown, ..error });
            }
            Err(error) => (Bytes::new(), Some(error)),
        };
        let parsed = parse_response(status, wait, &text).map_err(|error| match unread {
            Some(why) => Error { message: format!("{error} ({why})"), ..error },
            None => error,
        });
        match (status.as_u16(), &parsed) {
            (403, _) if is_page(&text) => self.rate_limiter.set_blocked(true),
            (429, Err(Error { retry_after: Some(wait), .. })) if *wait <= MAX_PAUSE => {
                self.rate_limiter.pause(*wait);
            }
            (429, _) => {}
            _ => self.rate_limiter.set_blocked(false),
        }
        let response = parsed.map_err(|error| match error.kind {
            // Here `Retry-After` is the time until the budget resets (pipedrive.md P80).
            ErrorKind::BudgetSpent(_) => {
                Error { kind: ErrorKind::BudgetSpent(limits.retry_after), ..error }
            }
            _ => error,
        });
        Ok(keep(response?, &text))
    }

    /// The HTTP client, without stale connections. The idle timeout of reqwest's pool does not
    /// help: a prompt blocks the runtime, so the last connection returns to the pool only after the
    /// prompt and counts as just used.
    async fn http(&self) -> Result<reqwest::Client, Error> {
        match self.last_response.get().map(|at| at.elapsed()) {
            Some(idle) if idle > MAX_IDLE => drop(self.http.take()),
            // Lets the runtime remove connections that were closed while it was blocked.
            Some(idle) if idle > POLL_AFTER_IDLE => {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            _ => {}
        }
        if let Some(http) = &*self.http.borrow() {
            return Ok(http.clone());
        }
        let mut http = reqwest::Client::builder()
            // reqwest removes `Authorization` when a redirect leaves the host, but not
            // `x-api-token`; the API never redirects.
            .redirect(Policy::none())
            // All retries are made by `send_with_retries`, which counts them.
            .retry(reqwest::retry::never())
            .connect_timeout(self.retry_policy.timeout.min(Duration::from_secs(10)))
            .timeout(self.retry_policy.timeout)
            .user_agent(concat!("deals/", env!("CARGO_PKG_VERSION")));
        if self.base.is_http() {
            // Loopback: no proxy and no CA certificates are needed.
            http = http.no_proxy().tls_certs_only([]);
        } else {
            proxy::check(|name| std::env::var_os(name))?;
        }
        // Fails without effect if a provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http.build().map_err(|error| certificate::explain_setup(&root_cause(&error)))?;
        Ok(self.http.borrow_mut().insert(http).clone())
    }

    fn build_url(&self, target: &str) -> Result<reqwest::Url, Error> {
        let url = self.base.join(target);
        url.map_err(|_| Error::new(ErrorKind::Path, format!("`{target}` is not a path")))
    }

    /// Replaces the token in an error: a server or a proxy may echo it.
    fn redact(&self, error: &mut Error) {
        error.message = self.redact_text(&error.message);
        if let Some(LongText { short, long }) = &mut error.long_text {
            (*short, *long) = (self.redact_text(short), self.redact_text(long));
        }
        if let ErrorKind::Refused(Some(info)) = &mut error.kind {
            *info = self.redact_text(info);
        }
    }

    fn redact_text(&self, text: &str) -> String {
        text::redact(text, self.token.to_str().unwrap_or_default()).into_owned()
    }

    /// The error for a request without a complete response.
    fn transport_error(&self, error: &reqwest::Error) -> Error {
        // Other pooled connections may have the same fault.
        self.http.take();
        // No proxy is used for loopback.
        let proxy = (!self.base.is_http()).then(|| proxy::find(self.base.as_str())).flatten();
        transport_error::from_reqwest(error, self.base.host(), proxy, self.retry_policy.timeout)
    }
}

/// Reads the body; `Err(None)` means that it is larger than `limit` bytes.
async fn read_body(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Bytes, Option<reqwest::Error>> {
    let expected = response.content_length().unwrap_or_default().min(MAX_RESERVED) as usize;
    let mut body = BytesMut::with_capacity(expected);
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(status: StatusCode) -> Error {
    let size = MAX_BODY >> 20;
    let message = format!("the response is larger than {size} MiB ({status})");
    let error = Error::new(ErrorKind::TooLarge, message);
    Error { status: Some(status.as_u16()), outcome: Outcome::Unknown, ..error }
}

/// Exponential backoff with jitter: 0.2 to 0.6 s for the first retry, doubled for each further one.
fn backoff_delay(fault: u32) -> Duration {
    let most = Duration::from_millis(400) * 2u32.saturating_pow(fault.min(10));
    let chance = RandomState::new().hash_one(fault) % 1_000;
    most.min(MAX_BACKOFF).mul_f64(0.5 + chance as f64 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_a_body_over_the_limit() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = |size: usize| {
            let response = reqwest::Response::from(http::Response::new(vec![b'x'; size]));
            runtime.block_on(read_body(response, 10))
        };
        assert_eq!(read(0).unwrap(), "");
        assert_eq!(read(10).unwrap(), "xxxxxxxxxx");
        assert!(matches!(read(11), Err(None)));
        let error = too_large(StatusCode::OK);
        assert_eq!((&error.kind, error.outcome), (&ErrorKind::TooLarge, Outcome::Unknown));
        assert!(error.message.contains("256 MiB"), "{error}");
    }
}
