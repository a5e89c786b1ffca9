//! The company's lists, from the memory of this run, the cache, or the API, in this order.

use super::App;
use super::account::account_id;
use crate::api::endpoints::{self as ep, Endpoint};
use crate::api::request::Request;
use crate::error::{self, Error};
use crate::model::account_url::BaseUrl;
use crate::model::names::{self, DealRef, Lookup, Names};
use crate::model::record::Record;
use std::borrow::Cow;
use std::rc::Rc;

/// A list, and whether it was read from the cache and may be out of date.
#[derive(Clone)]
pub(super) struct CachedLookup {
    records: Rc<Vec<Record>>,
    is_old: bool,
}

impl App {
    /// Returns a list of the company, from the API if it is not cached.
    pub async fn lookup(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Error> {
        match self.cached(lookup) {
            Some(records) => Ok(records),
            None => self.fetch_lookup(lookup).await,
        }
    }

    /// The account, for the file name of its journal. A loopback port may be reused by another sandbox: the
    /// account of a loopback server is always requested, and cached lists of another account are removed.
    pub(super) async fn current_account(&self) -> Result<Rc<Vec<Record>>, Error> {
        let account = Lookup::Account;
        let kept =
            self.cache.read_list(account.word()).filter(|_| self.client.base().is_loopback());
        let Some(kept) = kept else {
            return self.lookup(account).await;
        };
        let is_fresh = self.known.borrow().get(&account).is_some_and(|known| !known.is_old);
        let now =
            if is_fresh { self.lookup(account).await? } else { self.fetch_lookup(account).await? };
        if now.first().map(account_id) != kept.first().map(account_id) {
            self.known.borrow_mut().retain(|lookup, known| *lookup == account || !known.is_old);
            self.cache.remove_except(account.word());
        }
        Ok(now)
    }

    /// Returns a list of the company if it is cached and not expired.
    pub fn cached(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        let known = self.known.borrow().get(&lookup).map(|known| known.records.clone());
        known.or_else(|| {
            let kept = self.cache.read(lookup.word()).filter(|_| !self.settings.flags.refresh);
            kept.map(|records| self.learn(lookup, records, true))
        })
    }

    /// Returns a list of the company if it is cached, even if it is expired.
    pub fn cached_at_any_age(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        self.cached(lookup).or_else(|| self.cache.read_list(lookup.word()).map(Rc::new))
    }

    /// The name of a user if the users are cached, else `user ID`.
    pub fn user_display_name(&self, id: u64) -> String {
        let mut names = Names::default();
        if let Some(users) = self.cached(Lookup::Users) {
            names.learn(Lookup::Users, &users);
        }
        names.user(id).unwrap_or_else(|| format!("user {id}"))
    }

    /// The ID of the deal in a DEAL argument. A URL must belong to this account: in another account the same
    /// ID is another deal.
    pub async fn deal_id(&self, word: &str) -> Result<u64, Error> {
        self.check_deal(names::parse_deal(word)?, word).await
    }

    /// The ID of a deal; an error for a URL of another account. `word` is the argument, for messages.
    pub async fn check_deal(&self, deal: DealRef, word: &str) -> Result<u64, Error> {
        let page = match deal {
            DealRef::Id(id) => return Ok(id),
            DealRef::Page(page) => page,
        };
        let base = self.client.base();
        let is_ours = match page.belongs_to(base, None) {
            Some(is_ours) => is_ours,
            None => {
                let company = self.company(&format!("check the account of `{word}`")).await?;
                page.belongs_to(base, Some(&company)) == Some(true)
            }
        };
        if is_ours {
            return Ok(page.id);
        }
        let refused = Error::usage(format!("`{word}` is not a deal of this account"));
        Err(match base.company() {
            Some(company) => refused.hint(format!(
                "this account is {company}.pipedrive.com; choose another one with --profile"
            )),
            None => refused.hint("choose the account of the deal with --profile"),
        })
    }

    /// The URL of a deal in the account's web app (pipedrive.md P380).
    pub async fn deal_page(&self, deal: u64) -> Result<String, Error> {
        let company = match self.client.base().company() {
            Some(company) => company.to_owned(),
            None => self.company("build the URL").await?,
        };
        Ok(format!("{}/deal/{deal}", BaseUrl::from_company(&company)?))
    }

    /// The prefix of deal URLs, if it is known without a request. Deals of the sandbox have no URLs.
    pub fn cached_deal_url_prefix(&self) -> Option<String> {
        let known = || {
            let account = self.cached_at_any_age(Lookup::Account)?;
            Some(account.first()?.read().text("company_domain")?.into_owned())
        };
        let company = self.client.base().company().map(str::to_owned).or_else(known);
        let company = company.filter(|_| !self.is_sandbox())?;
        Some(format!("{}/deal/", BaseUrl::from_company(&company).ok()?))
    }

    /// The company domain in the URLs of the account's web app. `purpose` is for errors: `cannot PURPOSE`.
    async fn company(&self, purpose: &str) -> Result<String, Error> {
        let unknown = |why: &dyn std::fmt::Display| format!("cannot {purpose}: {why}");
        let account = match self.lookup(Lookup::Account).await {
            Ok(account) => account,
            Err(failure) if self.is_offline() => {
                return Err(Error { message: unknown(&failure), ..failure }
                    .hint("set `company` in the profile"));
            }
            Err(failure) => return Err(Error { message: unknown(&failure), ..failure }),
        };
        let me = account.first().map(Record::read);
        let name = me.as_ref().and_then(|me| me.text("company_domain"));
        name.filter(|name| !name.is_empty())
            .map(Cow::into_owned)
            .ok_or_else(|| Error::usage(unknown(&"the account has no company domain")))
    }

    /// The request for a list of the company.
    pub fn lookup_request(lookup: Lookup) -> Request {
        let deals_only = (lookup == Lookup::Filters).then(|| "deals".to_owned());
        // Required and important fields are only included on request.
        let wanted =
            (lookup == Lookup::Fields).then(|| "important_fields,required_fields".to_owned());
        Request::to(endpoint(lookup)).query("type", deals_only).query("include_fields", wanted)
    }

    /// Whether a list can be looked up; a dry run tries it. A command that only reads a file sends no request.
    pub async fn can_look_up(&self, lookup: Lookup) -> bool {
        if !self.settings.needs_token {
            return self.cached(lookup).is_some();
        }
        !self.is_dry() || self.lookup(lookup).await.is_ok() || !self.is_offline()
    }

    /// Fails if the command only reads a file; `what` names the missing list.
    pub fn require_account(&self, what: &str) -> Result<(), Error> {
        if self.settings.needs_token {
            return Ok(());
        }
        Err(Error::usage(format!("the file does not have {what}"))
            .hint("use an ID, or leave out --from"))
    }

    /// Fetches a list of the company from the API, and caches it.
    pub async fn fetch_lookup(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Error> {
        let what = format!("the {}", lookup.word());
        if self.is_offline() {
            return Err(self.offline_error(&what));
        }
        self.require_account(&what)?;
        let records = self.all(Self::lookup_request(lookup)).await;
        let records = records.map_err(|error| self.lookup_error(&what, error))?;
        self.cache.write(lookup.word(), &records);
        Ok(self.learn(lookup, records, false))
    }

    fn learn(&self, lookup: Lookup, records: Vec<Record>, is_old: bool) -> Rc<Vec<Record>> {
        let records = Rc::new(records);
        self.known.borrow_mut().insert(lookup, CachedLookup { records: records.clone(), is_old });
        records
    }

    /// Sets a list for this run, such as that of an export.
    pub fn set_list(&self, lookup: Lookup, records: Vec<Record>) {
        self.learn(lookup, records, false);
    }

    /// Returns the names of these lists, from the API if they are not cached.
    pub async fn names(&self, lookups: &[Lookup]) -> Result<Names, Error> {
        let mut names = Names::default();
        for lookup in lookups {
            names.learn(*lookup, &self.lookup(*lookup).await?);
        }
        self.add_formats(&mut names);
        Ok(names)
    }

    /// The names that this run has loaded so far, without a request.
    pub fn names_so_far(&self) -> Names {
        self.contacts();
        let mut names = Names::default();
        for (lookup, known) in self.known.borrow().iter() {
            names.learn(*lookup, &known.records);
        }
        self.add_formats(&mut names);
        names
    }

    /// Records that IDs in requests were resolved with these lists.
    pub fn record_resolved(&self, lookups: &[Lookup]) {
        self.resolved.borrow_mut().extend(lookups);
    }

    /// After a 400, whose cause may be an ID that no longer exists: refreshes the cached lists with which IDs
    /// were resolved, and names those that have changed in the hint.
    pub async fn refresh_after_refusal(&self, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
        let Err(error) = outcome else { return Ok(()) };
        let refused = error::from_anyhow(&error).filter(|error| error.status == Some(400));
        let Some(refused) = refused.cloned() else { return Err(error) };
        let resolved = self.resolved.borrow().clone();
        let old: Vec<(Lookup, Rc<Vec<Record>>)> = resolved
            .into_iter()
            .filter_map(|lookup| {
                let known = self.known.borrow().get(&lookup).filter(|known| known.is_old).cloned();
                known.map(|known| (lookup, known.records))
            })
            .collect();
        let mut changed = Vec::new();
        for (lookup, before) in old {
            // The original error is reported, not that of this lookup.
            let Ok(now) = self.fetch_lookup(lookup).await else { break };
            let texts = |records: &[Record]| -> Vec<String> {
                records.iter().map(|record| record.text().to_owned()).collect()
            };
            if texts(&now) != texts(&before) {
                changed.push(lookup.word());
            }
        }
        if changed.is_empty() {
            return Err(error);
        }
        let message = format!("{error:#}");
        let hint = format!(
            "the cached {} were out of date and have been refreshed: run the command again",
            changed.join(" and ")
        );
        Err(Error { message, ..refused }.hint(hint).into())
    }

    /// The cached names and the account's time zone. Only the sandbox, where a request costs nothing, is
    /// requested for its time zone.
    pub async fn cached_names(&self) -> Names {
        if self.sandbox.is_some() && self.shows_times() {
            // If this fails, times are in UTC.
            let _ = self.lookup(Lookup::Account).await;
        }
        self.contacts();
        let mut names = Names::default();
        for lookup in [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users] {
            if let Some(records) = self.cached(lookup) {
                names.learn(lookup, &records);
            }
        }
        self.add_formats(&mut names);
        // The account of the journal is cached, but may be expired.
        if let Some(account) = self.cached_at_any_age(Lookup::Account) {
            names.learn(Lookup::Account, &account);
        }
        names
    }

    /// Adds the cached formats of amounts and times, and the known names of persons and organizations.
    fn add_formats(&self, names: &mut Names) {
        names.contacts = self.contacts.clone();
        for lookup in [Lookup::Currencies, Lookup::Account] {
            if let Some(records) = self.cached(lookup) {
                names.learn(lookup, &records);
            }
        }
    }

    /// Refreshes those of the lists that were read from the cache. Returns whether any was refreshed; false
    /// in an offline dry run.
    pub async fn refresh(&self, lookups: &[Lookup]) -> Result<bool, Error> {
        let is_old =
            |lookup: &&Lookup| self.known.borrow().get(lookup).is_some_and(|known| known.is_old);
        let old: Vec<Lookup> = lookups.iter().filter(is_old).copied().collect();
        for lookup in &old {
            match self.fetch_lookup(*lookup).await {
                Err(_) if self.is_offline() => return Ok(false),
                asked => drop(asked?),
            }
        }
        Ok(!old.is_empty())
    }
}

/// The endpoint of a list of the company.
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
