//! The company's lists: known to the run, else from the cache, else asked for.

use super::App;
use crate::api::endpoints::{self as ep, Endpoint};
use crate::api::request::Request;
use crate::error::Failure;
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use std::rc::Rc;

/// A look-up, and whether it came from the disk, where it may be out of date.
#[derive(Clone)]
pub(super) struct Known {
    records: Rc<Vec<Record>>,
    is_old: bool,
}

impl App {
    /// A list of the company's: known to this run, else from the cache, else asked for.
    pub async fn lookup(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Failure> {
        match self.known(lookup) {
            Some(records) => Ok(records),
            None => self.look_up_again(lookup).await,
        }
    }

    /// A list of the company's, if it can be had without asking.
    pub fn known(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        let known = self.known.borrow().get(&lookup).map(|known| known.records.clone());
        known.or_else(|| {
            let kept = self.cache.read(lookup.word()).filter(|_| !self.settings.flags.refresh);
            kept.map(|records| self.learn(lookup, records, true))
        })
    }

    /// A user by name where that costs nothing, else by number.
    pub fn user_face(&self, id: u64) -> String {
        let mut names = Names::default();
        if let Some(users) = self.known(Lookup::Users) {
            names.learn(Lookup::Users, &users);
        }
        names.user(id).unwrap_or_else(|| format!("user {id}"))
    }

    /// The call that asks for a list of the company's.
    pub fn lookup_request(lookup: Lookup) -> Request {
        let deals_only = (lookup == Lookup::Filters).then(|| "deals".to_owned());
        // Which fields the company wants filled in is told only when asked.
        let wanted =
            (lookup == Lookup::Fields).then(|| "important_fields,required_fields".to_owned());
        Request::to(endpoint(lookup)).query("type", deals_only).query("include_fields", wanted)
    }

    /// Whether a list can be had: a dry run asks for nothing, but in the sandbox.
    pub fn can_look_up(&self, lookup: Lookup) -> bool {
        self.may_ask() || self.known(lookup).is_some()
    }

    fn may_ask(&self) -> bool {
        !self.is_dry() || self.sandbox.is_some()
    }

    async fn look_up_again(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Failure> {
        if !self.may_ask() {
            return Err(Failure::usage(format!(
                "a dry run sends nothing, and the {} are not in the cache",
                lookup.word()
            ))
            .hint("say ids instead of names, or run it once without --dry-run"));
        }
        let records = self.all(Self::lookup_request(lookup)).await?;
        self.cache.write(lookup.word(), &records);
        Ok(self.learn(lookup, records, false))
    }

    fn learn(&self, lookup: Lookup, records: Vec<Record>, is_old: bool) -> Rc<Vec<Record>> {
        let records = Rc::new(records);
        self.known.borrow_mut().insert(lookup, Known { records: records.clone(), is_old });
        records
    }

    /// The company's words, those lists of them that are needed.
    pub async fn names(&self, lookups: &[Lookup]) -> Result<Names, Failure> {
        let mut names = Names::default();
        for lookup in lookups {
            names.learn(*lookup, &self.lookup(*lookup).await?);
        }
        Ok(names)
    }

    /// The words that this run has had a use for so far; nothing is asked for.
    pub fn names_so_far(&self) -> Names {
        let mut names = Names::default();
        for (lookup, known) in self.known.borrow().iter() {
            names.learn(*lookup, &known.records);
        }
        names
    }

    /// Asks again for those of the lists that came from the disk; whether there were any. A dry run
    /// does not ask.
    pub async fn refresh(&self, lookups: &[Lookup]) -> Result<bool, Failure> {
        if !self.may_ask() {
            return Ok(false);
        }
        let is_old =
            |lookup: &&Lookup| self.known.borrow().get(lookup).is_some_and(|known| known.is_old);
        let old: Vec<Lookup> = lookups.iter().filter(is_old).copied().collect();
        for lookup in &old {
            self.look_up_again(*lookup).await?;
        }
        Ok(!old.is_empty())
    }
}

/// The endpoint that answers with a list of the company's.
pub fn endpoint(lookup: Lookup) -> &'static Endpoint {
    match lookup {
        Lookup::Fields => &ep::LIST_DEAL_FIELDS,
        Lookup::Pipelines => &ep::LIST_PIPELINES,
        Lookup::Stages => &ep::LIST_STAGES,
        Lookup::Users => &ep::LIST_USERS,
        Lookup::Filters => &ep::LIST_FILTERS,
        Lookup::Currencies => &ep::LIST_CURRENCIES,
        Lookup::Account => &ep::GET_ME,
    }
}
