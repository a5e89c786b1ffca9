//! Sends requests to Pipedrive: token, patience, repeats, and the tokens this run has spent.

use super::base_url::BaseUrl;
use super::proxy;
use super::rate_headers::Told;
use super::rate_limit::{self, Pace, Ticket};
use super::request::Request;
use super::response::{Reply, is_page, open};
use crate::error::{Effect, Failure, Kind};
use crate::text;
use crate::ui::progress::Progress;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp, Zoned};
use reqwest::redirect::Policy;
use std::cell::{Cell, OnceCell};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How often a 429 is waited out.
const WAITS: u32 = 3;
/// The longest pause after a fault that nobody gave a time for.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// What a header says of a length is believed this far before the bytes are there.
const LARGEST_GUESS: u64 = 4 << 20;
/// A wait for the gate that is worth a word with `-v`.
const LONG_WAIT: Duration = Duration::from_millis(100);

pub struct Client {
    http: OnceCell<reqwest::Client>,
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
    /// Room for bodies, used again once nothing of the one before is needed.
    rooms: Cell<Vec<BytesMut>>,
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
            http: OnceCell::new(),
            base: base.clone(),
            token,
            patience,
            pace,
            told: Cell::default(),
            ahead: Cell::default(),
            progress: Progress::default(),
            calls: Cell::new(0),
            spent: Cell::new(0),
            rooms: Cell::default(),
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
            let failure = match self.try_once(request, &keep).await {
                Ok(reply) => return Ok(reply),
                // A read changes nothing, answered or not.
                Err(failure) if !request.is_change() => {
                    Failure { effect: Effect::Nothing, ..failure }
                }
                Err(failure) => failure,
            };
            let again = match failure.kind {
                Kind::RateLimited => waits < WAITS && failure.wait.is_some(),
                Kind::Unavailable => {
                    faults < self.patience.retries && failure.effect == Effect::Nothing
                }
                _ => false,
            };
            let wait = failure.wait.unwrap_or_else(|| backoff(faults));
            if again && wait > self.patience.max_wait {
                let message = format!("{failure}, for {} s", wait.as_secs());
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
                // The gate waits it out, and keeps everybody else from calling.
                Kind::RateLimited => waits += 1,
                _ => {
                    faults += 1;
                    tokio::time::sleep(wait).await;
                }
            }
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
    ) -> Result<T, Failure> {
        let ticket = self.admitted(request).await?;
        let target = request.target();
        let mut call = self
            .http()?
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
        let body = self.whole(answer).await.map_err(|error| self.silence(&error))?;
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
        let opened = open(status, wait, &body);
        match status.as_u16() {
            403 if is_page(&body) => self.pace.blocked(true),
            429 => match wait {
                Some(wait) => self.pace.pause(wait),
                None => return opened.map(|reply| keep(reply, &body)).map_err(noticed),
            },
            _ => self.pace.blocked(false),
        }
        opened.map(|reply| keep(reply, &body))
    }

    /// The body in one piece, in room that an earlier one has left: pages are large and alike.
    async fn whole(&self, mut answer: reqwest::Response) -> reqwest::Result<Bytes> {
        let expected = answer.content_length().unwrap_or_default().min(LARGEST_GUESS) as usize;
        let mut rooms = self.rooms.take();
        let free = rooms.iter_mut().position(|room| room.try_reclaim(expected));
        let mut room = free.map_or_else(BytesMut::new, |at| rooms.swap_remove(at));
        self.rooms.set(rooms);
        room.reserve(expected);
        while let Some(chunk) = answer.chunk().await? {
            room.extend_from_slice(&chunk);
        }
        let body = room.split().freeze();
        let mut rooms = self.rooms.take();
        rooms.push(room);
        // One page is printed while the next one comes.
        rooms.drain(..rooms.len().saturating_sub(2));
        self.rooms.set(rooms);
        Ok(body)
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
        if self.base.is_http() {
            // Loopback: no proxy in between, and no certificates to load.
            http = http.no_proxy().tls_certs_only([]);
        } else {
            proxy::check(|name| std::env::var_os(name))?;
        }
        // A second installation is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http.build().map_err(|error| Failure::unexpected(causes(&error)))?;
        Ok(self.http.get_or_init(|| http))
    }

    /// The network said nothing, or broke off.
    fn silence(&self, error: &reqwest::Error) -> Failure {
        let host = self.base.host();
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
        } else {
            (
                format!("the answer of {host} broke off: {}", causes(error)),
                "try again; `-vv` shows the exchange",
                Effect::Unknown,
            )
        };
        Failure { effect, ..Failure::new(Kind::Unavailable, what).hint(hint) }
    }

    fn say(&self, level: u8, line: impl FnOnce() -> String) {
        if self.patience.verbose >= level {
            // Nothing can be said about a stderr that does not take it.
            let _ = writeln!(io::stderr(), "{}", line());
        }
    }
}

/// A budget that is spent is filled again at an hour that nobody tells: when it was seen to be spent
/// is all there is to know.
fn noticed(failure: Failure) -> Failure {
    let at = Zoned::now().strftime("%H:%M:%S %Z");
    Failure { message: format!("{failure}, noticed at {at}"), ..failure }
}

/// 0.2 to 0.6 s, twice that, and so on: many that met the same fault do not come back at once.
fn backoff(fault: u32) -> Duration {
    let most = Duration::from_millis(400) * 2u32.saturating_pow(fault.min(10));
    let chance = RandomState::new().hash_one(fault) % 1_000;
    most.min(LONGEST_BACKOFF).mul_f64(0.5 + chance as f64 / 1_000.0)
}

/// By how much the clock that wrote these headers is ahead of ours.
fn ahead(headers: &HeaderMap) -> Option<SignedDuration> {
    let date = headers.get("date")?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    Some(date.duration_since(Timestamp::now()))
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
