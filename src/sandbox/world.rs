//! The state of the sandbox: the company, authentication, rate limits, injected faults, and the
//! state file.

use crate::api::endpoints::{self, Endpoint};
use crate::api::pages::records;
use crate::api::response::parse_response;
use crate::model::record::Record;
use crate::sandbox::data::company::{Company, CompanyKind};
use crate::sandbox::data::directory::COMPANY_ID;
use crate::sandbox::faults::{Delivery, Fault, Faults};
use crate::sandbox::journal::{LOCK_TIMEOUT, Log, error_response};
use crate::sandbox::json::v2;
use crate::sandbox::play::Play;
use crate::sandbox::rate_limit::{Limits, Plan};
use crate::sandbox::wire::call::{Answer, Body, Call};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// The state of a sandbox, created before a [`Sandbox`](crate::sandbox::Sandbox) starts and accessible
/// while it runs.
pub struct World {
    company: Company,
    /// The state file, if the company is persistent.
    log: Option<Log>,
    limits: Limits,
    faults: Faults,
    latency: Duration,
    calls: usize,
}

/// A response, and how to send it.
pub struct Reply {
    pub answer: Answer,
    pub delivery: Delivery,
    pub wait: Duration,
    /// The time of the response, by the company's clock.
    pub at: Timestamp,
}

/// How to create a new company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setup {
    /// Number of listed deals; `None` for the default.
    pub deals: Option<usize>,
    pub company: CompanyKind,
    pub plays: Vec<Play>,
    /// The start date; `None` for that of the seed.
    pub today: Option<Date>,
    /// The account ID; `None` for the default.
    pub account: Option<u64>,
}

impl Setup {
    /// The default company with this number of deals.
    pub fn with_deals(deals: usize) -> Setup {
        Setup { deals: Some(deals), ..Setup::default() }
    }
}

impl World {
    /// The company of the seed.
    pub fn seed() -> World {
        World::new(&Setup::default())
    }

    /// The company of the seed with this number of deals.
    pub fn with_deals(deals: usize) -> World {
        World::new(&Setup::with_deals(deals))
    }

    pub fn new(setup: &Setup) -> World {
        World::with(Company::new(setup), None)
    }

    /// Opens the state file, or creates it. A corrupt file is not changed: the error is of kind
    /// `InvalidData` and has the line number.
    pub fn open(file: &Path) -> io::Result<World> {
        World::open_with(file, &Setup::default())
    }

    /// Like [`World::open`]; `setup` applies only to a new file.
    pub fn open_with(file: &Path, setup: &Setup) -> io::Result<World> {
        let (log, company) = Log::open(file, setup)?;
        Ok(World::with(company, Some(log)))
    }

    fn with(company: Company, log: Option<Log>) -> World {
        World {
            company,
            log,
            limits: Limits::default(),
            faults: Faults::default(),
            latency: Duration::ZERO,
            calls: 0,
        }
    }

    /// The kind of company, which is part of its cache key.
    pub fn company(&self) -> CompanyKind {
        self.company.kind
    }

    /// The account ID; `None` for the default.
    pub fn account(&self) -> Option<u64> {
        Some(self.company.account).filter(|account| *account != COMPANY_ID)
    }

    /// The company's time: the start plus one second per change.
    pub fn now(&self) -> Timestamp {
        self.company.now()
    }

    /// Returns a list without authentication, rate limits and faults.
    pub fn list(&mut self, list: &'static Endpoint, query: &[(&str, &str)]) -> Vec<Record> {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let answer = self.company.answer(&Call {
            method: list.method.clone(),
            path: list.path.to_owned(),
            query: query.iter().map(pair).collect(),
            body: Body::Empty,
            token: String::new(),
        });
        let status = StatusCode::from_u16(answer.status).unwrap_or_default();
        let response = parse_response(status, None, &answer.text.into_bytes().into());
        response.and_then(|response| records(response.data)).unwrap_or_default()
    }

    /// Number of requests received.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Number of changes since the company was created.
    pub fn changes(&self) -> u64 {
        self.company.changes
    }

    /// A deal as v2 JSON, including deleted and archived ones.
    pub fn deal(&self, id: u64) -> Option<Value> {
        let deal = self.company.deals.get(&id)?;
        Some(v2::default_json(deal, &self.company))
    }

    /// Sets the `update_time` of a deal; `None` removes it.
    pub fn set_update_time(&mut self, id: u64, time: Option<Timestamp>) {
        if let Some(deal) = self.company.deals.get_mut(&id) {
            deal.has_update_time = time.is_some();
            deal.updated = time.unwrap_or(deal.updated);
        }
    }

    /// Attaches a product to a deal.
    pub fn attach_product(&mut self, deal: u64, name: &str, quantity: f64, price: f64) {
        self.company.attach_product(deal, name, quantity, price);
    }

    /// Adds a note to a deal.
    pub fn add_note(&mut self, deal: u64, content: &str) {
        self.company.add_note(deal, content);
    }

    /// The IDs of all deals, including deleted and archived ones.
    pub fn deal_ids(&self) -> Vec<u64> {
        self.company.deals.keys().copied().collect()
    }

    /// Sets the plan whose burst limit is enforced; `None` for no limit.
    pub fn plan(&mut self, plan: Option<Plan>) {
        self.limits.plan = plan;
    }

    /// Sets the token budget, counted from the start of the server.
    pub fn budget(&mut self, tokens: Option<u64>) {
        self.limits.budget = tokens;
    }

    /// Sets the delay of every response.
    pub fn latency(&mut self, latency: Duration) {
        self.latency = latency;
    }

    /// Sets the faults to inject; the request count restarts.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        self.faults = Faults::default();
        self.faults.list = faults;
    }

    pub(crate) fn receive(&mut self, call: &Call) -> Reply {
        self.calls += 1;
        let handling = self.faults.next(&call.method);
        let answer = match handling.instead {
            Some(answer) => answer,
            None => self.admit_and_answer(call),
        };
        let wait = handling.wait + self.latency;
        Reply { answer, delivery: handling.delivery, wait, at: self.now() }
    }

    /// Checks the token and the rate limits, then answers the request.
    fn admit_and_answer(&mut self, call: &Call) -> Answer {
        if call.token.trim().is_empty() || call.token == "invalid" {
            return Answer::gateway(401, "unauthorized access")
                .with_header("x-401-by-gw", "true")
                .with_header("x-correlation-id", format!("sandbox-{}", self.calls));
        }
        let endpoint = endpoints::find(&call.method, &call.path).map(|(row, _)| row);
        self.limits.seconds_to_midnight = self.company.seconds_to_midnight();
        let headers = match self.limits.admit(endpoint, &call.method, Instant::now()) {
            Ok(headers) => headers,
            Err(refusal) => return refusal,
        };
        let mut answer = self.answer(call);
        answer.headers.extend(headers);
        answer
    }

    fn answer(&mut self, call: &Call) -> Answer {
        let World { company, log, .. } = self;
        let Some(log) = log else {
            return company.answer(call);
        };
        let answered = log.with_lock(LOCK_TIMEOUT, |log| {
            log.catch_up(company)?;
            let before = company.changes;
            let answer = company.answer(call);
            if company.changes > before {
                log.append(call)?;
            }
            Ok(answer)
        });
        answered.unwrap_or_else(|error| error_response(&error))
    }
}
