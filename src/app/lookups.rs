//! The company's lists: from this run, else from the cache, else from the API.

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

/// A look-up, and whether it came from the disk, where it may be out of date.
#[derive(Clone)]
pub(super) struct CachedLookup {
    records: Rc<Vec<Record>>,
    is_old: bool,
}

impl App {
    /// A list of the company: from this run, else from the cache, else from the API.
    pub async fn lookup(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Error> {
        match self.cached(lookup) {
            Some(records) => Ok(records),
            None => self.look_up_again(lookup).await,
        }
    }

    /// The account, for the name of its journal. Another sandbox may answer on the port of an earlier
    /// one: a server on this machine is asked anew, and what was kept of another account is dropped.
    pub(super) async fn current_account(&self) -> Result<Rc<Vec<Record>>, Error> {
        let account = Lookup::Account;
        let kept =
            self.cache.read_list(account.word()).filter(|_| self.client.base().is_loopback());
        let Some(kept) = kept else {
            return self.lookup(account).await;
        };
        let is_fresh = self.known.borrow().get(&account).is_some_and(|known| !known.is_old);
        let now = if is_fresh {
            self.lookup(account).await?
        } else {
            self.look_up_again(account).await?
        };
        if now.first().map(account_id) != kept.first().map(account_id) {
            self.known.borrow_mut().retain(|lookup, known| *lookup == account || !known.is_old);
            self.cache.remove_except(account.word());
        }
        Ok(now)
    }

    /// A list of the company, if it takes no request.
    pub fn cached(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        let known = self.known.borrow().get(&lookup).map(|known| known.records.clone());
        known.or_else(|| {
            let kept = self.cache.read(lookup.word()).filter(|_| !self.settings.flags.refresh);
            kept.map(|records| self.learn(lookup, records, true))
        })
    }

    /// A list of the company as it was cached last, however old.
    pub fn in_memory(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        self.cached(lookup).or_else(|| self.cache.read_list(lookup.word()).map(Rc::new))
    }

    /// A user by name where that takes no request, else by ID.
    pub fn user_display_name(&self, id: u64) -> String {
        let mut names = Names::default();
        if let Some(users) = self.cached(Lookup::Users) {
            names.learn(Lookup::Users, &users);
        }
        names.user(id).unwrap_or_else(|| format!("user {id}"))
    }

    /// The ID of the deal that a DEAL argument names. A URL must be of this account: the deal of the
    /// same number in another one is another deal.
    pub async fn deal_id(&self, word: &str) -> Result<u64, Error> {
        self.check_deal(names::parse_deal(word)?, word).await
    }

    /// The ID of a deal; the page of another account's deal is refused. `word` is how it was named.
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

    /// The page of a deal in the account's web app (pipedrive.md P380).
    pub async fn deal_page(&self, deal: u64) -> Result<String, Error> {
        let company = match self.client.base().company() {
            Some(company) => company.to_owned(),
            None => self.company("build the URL").await?,
        };
        Ok(format!("{}/deal/{deal}", BaseUrl::from_company(&company)?))
    }

    /// What the URLs of deal pages begin with, where that is known without a request. The company of the
    /// sandbox has no pages.
    pub fn deal_pages_at_hand(&self) -> Option<String> {
        let known = || {
            let account = self.in_memory(Lookup::Account)?;
            Some(account.first()?.read().text("company_domain")?.into_owned())
        };
        let company = self.client.base().company().map(str::to_owned).or_else(known);
        let company = company.filter(|_| !self.is_sandbox())?;
        Some(format!("{}/deal/", BaseUrl::from_company(&company).ok()?))
    }

    /// The company in the URLs of the account's web app. `purpose` says what cannot be done without it.
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
        // Which fields are required or important comes only on request.
        let wanted =
            (lookup == Lookup::Fields).then(|| "important_fields,required_fields".to_owned());
        Request::to(endpoint(lookup)).query("type", deals_only).query("include_fields", wanted)
    }

    /// Whether a list can be looked up, as far as is known: a dry run may find that it cannot.
    pub async fn can_look_up(&self, lookup: Lookup) -> bool {
        !self.is_dry() || self.lookup(lookup).await.is_ok() || !self.is_offline()
    }

    /// Refuses a request in a command that reads a file only.
    pub fn must_have_account(&self, what: &str) -> Result<(), Error> {
        if self.settings.needs_token {
            return Ok(());
        }
        Err(Error::usage(format!("the file does not have {what}"))
            .hint("use an ID, or leave out --from"))
    }

    /// A list of the company, from the API.
    pub async fn look_up_again(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Error> {
        let what = format!("the {}", lookup.word());
        if self.is_offline() {
            return Err(self.offline_error(&what));
        }
        self.must_have_account(&what)?;
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

    /// Uses this list in this run, as that of an export.
    pub fn set_list(&self, lookup: Lookup, records: Vec<Record>) {
        self.learn(lookup, records, false);
    }

    /// The company's names, of the lists that are needed.
    pub async fn names(&self, lookups: &[Lookup]) -> Result<Names, Error> {
        let mut names = Names::default();
        for lookup in lookups {
            names.learn(*lookup, &self.lookup(*lookup).await?);
        }
        self.learn_formats(&mut names);
        Ok(names)
    }

    /// The names that this run knows so far, without a request.
    pub fn names_so_far(&self) -> Names {
        self.contacts();
        let mut names = Names::default();
        for (lookup, known) in self.known.borrow().iter() {
            names.learn(*lookup, &known.records);
        }
        self.learn_formats(&mut names);
        names
    }

    /// Remembers that IDs that are sent were found in these lists.
    pub fn resolved_in(&self, lookups: &[Lookup]) {
        self.resolved.borrow_mut().extend(lookups);
    }

    /// After a 400, which an ID that no longer exists leads to as well: refreshes once the cached lists
    /// in which IDs were found, and reports those that have changed.
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
            // The refusal is what is reported, whatever this look-up meets.
            let Ok(now) = self.look_up_again(lookup).await else { break };
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

    /// The company's names and the account's time zone, as far as they are known without a request. The
    /// sandbox is asked for its zone, which costs nothing.
    pub async fn names_at_hand(&self) -> Names {
        if self.sandbox.is_some() && self.shows_times() {
            // Without a response there is no zone, and times are in UTC.
            let _ = self.lookup(Lookup::Account).await;
        }
        self.contacts();
        let mut names = Names::default();
        for lookup in [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users] {
            if let Some(records) = self.cached(lookup) {
                names.learn(lookup, &records);
            }
        }
        self.learn_formats(&mut names);
        // The journal's account is known, if from another day.
        if let Some(account) = self.in_memory(Lookup::Account) {
            names.learn(Lookup::Account, &account);
        }
        names
    }

    /// How amounts and times are written, and the names of persons and organizations, as far as that is
    /// known without a request.
    fn learn_formats(&self, names: &mut Names) {
        names.contacts = self.contacts.clone();
        for lookup in [Lookup::Currencies, Lookup::Account] {
            if let Some(records) = self.cached(lookup) {
                names.learn(lookup, &records);
            }
        }
    }

    /// Refreshes those of the lists that came from the cache; whether there were any. A dry run that
    /// cannot look them up goes on without.
    pub async fn refresh(&self, lookups: &[Lookup]) -> Result<bool, Error> {
        let is_old =
            |lookup: &&Lookup| self.known.borrow().get(lookup).is_some_and(|known| known.is_old);
        let old: Vec<Lookup> = lookups.iter().filter(is_old).copied().collect();
        for lookup in &old {
            match self.look_up_again(*lookup).await {
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
