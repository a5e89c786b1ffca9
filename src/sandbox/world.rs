//! The company behind its gateway: who may call, how often, what goes wrong on purpose, and where
//! all of it is kept.

use crate::api::endpoints::{self, Endpoint};
use crate::api::pages::records;
use crate::api::response::parse_response;
use crate::model::record::Record;
use crate::sandbox::data::company::{Company, CompanyKind};
use crate::sandbox::data::directory::COMPANY_ID;
use crate::sandbox::faults::{Delivery, Fault, Faults};
use crate::sandbox::journal::{Log, PATIENCE, trouble};
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

/// Everything the sandbox is. Made before a [`Sandbox`](crate::sandbox::Sandbox) starts and looked at
/// while it runs.
pub struct World {
    company: Company,
    /// Where the company outlives the run, if it does.
    log: Option<Log>,
    limits: Limits,
    faults: Faults,
    latency: Duration,
    calls: usize,
}

/// An answer, and how it is to be sent.
pub struct Reply {
    pub answer: Answer,
    pub delivery: Delivery,
    pub wait: Duration,
    /// By the world's own clock.
    pub at: Timestamp,
}

/// What a fresh world is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setup {
    /// How many deals a list shows; a few hundred unless said otherwise.
    pub deals: Option<usize>,
    pub company: CompanyKind,
    pub plays: Vec<Play>,
    /// The day of its first morning; the seed has its own, and moves with it.
    pub today: Option<Date>,
    /// The ID of the company, where it is not the usual one.
    pub account: Option<u64>,
}

impl Setup {
    /// The usual company with so many deals.
    pub fn with_deals(deals: usize) -> Setup {
        Setup { deals: Some(deals), ..Setup::default() }
    }
}

impl World {
    /// The made-up company as it always begins.
    pub fn seed() -> World {
        World::new(&Setup::default())
    }

    /// The same company with so many deals.
    pub fn with_deals(deals: usize) -> World {
        World::new(&Setup::with_deals(deals))
    }

    pub fn new(setup: &Setup) -> World {
        World::with(Company::new(setup), None)
    }

    /// The world kept in `file`, or a fresh one that will be. A file that makes no sense is left
    /// alone: the error is of kind `InvalidData` and names the line.
    pub fn open(file: &Path) -> io::Result<World> {
        World::open_with(file, &Setup::default())
    }

    /// Like [`World::open`], a fresh world being made of that; one that exists keeps its own.
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

    /// Which of the companies it is, for what is remembered of it elsewhere.
    pub fn company(&self) -> CompanyKind {
        self.company.kind
    }

    /// The ID of the company, where it is not the usual one.
    pub fn account(&self) -> Option<u64> {
        Some(self.company.account).filter(|account| *account != COMPANY_ID)
    }

    /// The world's own clock: its first morning, and a second later with every change.
    pub fn now(&self) -> Timestamp {
        self.company.now()
    }

    /// A list as it stands, read with no call made: no gate, no count, no wait.
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
        let reply = parse_response(status, None, &answer.text.into_bytes().into());
        reply.and_then(|reply| records(reply.data)).unwrap_or_default()
    }

    /// Calls that came so far, whatever became of them.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Calls that changed something, since the beginning of this world.
    pub fn changes(&self) -> u64 {
        self.company.changes
    }

    /// A deal as v2 would send it, deleted and archived ones too.
    pub fn deal(&self, id: u64) -> Option<Value> {
        let deal = self.company.deals.get(&id)?;
        Some(v2::plainly(deal, &self.company))
    }

    /// Every deal there is, deleted and archived ones too.
    pub fn deal_ids(&self) -> Vec<u64> {
        self.company.deals.keys().copied().collect()
    }

    /// Refuses more than the plan allows in two seconds; without one nothing is refused.
    pub fn plan(&mut self, plan: Option<Plan>) {
        self.limits.plan = plan;
    }

    /// Tokens for the day, counted from when this server started.
    pub fn budget(&mut self, tokens: Option<u64>) {
        self.limits.budget = tokens;
    }

    /// How long every answer takes.
    pub fn latency(&mut self, latency: Duration) {
        self.latency = latency;
    }

    /// What goes wrong from now on; the count of calls starts anew.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        self.faults = Faults::default();
        self.faults.list = faults;
    }

    pub(crate) fn receive(&mut self, call: &Call) -> Reply {
        self.calls += 1;
        let verdict = self.faults.next(&call.method);
        let answer = match verdict.instead {
            Some(answer) => answer,
            None => self.at_the_gate(call),
        };
        let wait = verdict.wait + self.latency;
        Reply { answer, delivery: verdict.delivery, wait, at: self.now() }
    }

    fn at_the_gate(&mut self, call: &Call) -> Answer {
        if call.token.trim().is_empty() || call.token == "invalid" {
            return Answer::gateway(401, "unauthorized access")
                .with_header("x-401-by-gw", "true")
                .with_header("x-correlation-id", format!("sandbox-{}", self.calls));
        }
        let endpoint = endpoints::find(&call.method, &call.path).map(|(row, _)| row);
        self.limits.day_left = self.company.day_left();
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
        let answered = log.with_lock(PATIENCE, |log| {
            log.catch_up(company)?;
            let before = company.changes;
            let answer = company.answer(call);
            if company.changes > before {
                log.append(call)?;
            }
            Ok(answer)
        });
        answered.unwrap_or_else(|error| trouble(&error))
    }
}
