//! Reads the evidence for lost writes; lists and deals that several writes need are read once.

use super::journal::SentAt;
use super::{Evidence, Trace, Write};
use crate::api::endpoints::{Endpoint, GET_DEAL, LIST_ARCHIVED, LIST_DEALS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::time;
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

/// The lists and deals that were read, or the errors.
#[derive(Default)]
struct Reads {
    deals: HashMap<u64, Result<Option<Record>, Error>>,
    newest: HashMap<bool, Result<Vec<Record>, Error>>,
    lists: HashMap<(&'static str, u64), Result<Vec<Record>, Error>>,
}

impl App {
    /// Reads the evidence for each of these writes, the first of which was sent at `first`. `None` for a
    /// write that cannot be verified.
    pub async fn read_evidence(
        &self,
        lost: &[&Write],
        first: SentAt,
    ) -> Vec<Result<Option<Evidence>, Error>> {
        let traces: Vec<Option<Trace>> = lost.iter().map(|write| write.trace()).collect();
        let mut deals = Vec::new();
        let mut reads = Reads::default();
        for trace in traces.iter().flatten() {
            match *trace {
                Trace::NewDeals { is_archived, original } => {
                    if let Vacant(place) = reads.newest.entry(is_archived) {
                        place.insert(self.fetch_newest_deals(is_archived, first).await);
                    }
                    deals.extend(original);
                }
                Trace::Deal(id) => deals.push(id),
                Trace::Deals(merged, remaining) => deals.extend([merged, remaining]),
                Trace::List(endpoint, deal) => {
                    if let Vacant(place) = reads.lists.entry(key(endpoint, deal)) {
                        place.insert(self.all(Request::to(endpoint).with("id", deal)).await);
                    }
                }
            }
        }
        reads.deals = self.fetch_deals_in_any_state(deals).await;
        traces
            .into_iter()
            .map(|trace| trace.map(|trace| reads.evidence(trace)).transpose())
            .collect()
    }

    /// Fetches deals, including deleted and archived ones; `None` for a deal that does not exist.
    async fn fetch_deals_in_any_state(
        &self,
        mut ids: Vec<u64>,
    ) -> HashMap<u64, Result<Option<Record>, Error>> {
        ids.sort_unstable();
        ids.dedup();
        let in_any_state =
            |request: Request| request.query("status", "open,won,lost,deleted".to_owned());
        let mut found = match self.fetch_deals_in_batches(&ids, &in_any_state).await {
            Ok(found) => found,
            Err(failure) => return ids.iter().map(|id| (*id, Err(failure.clone()))).collect(),
        };
        let mut deals = HashMap::new();
        for id in ids {
            let deal = match found.remove(&id) {
                Some(deal) => Ok(Some(deal)),
                None => match self.one(&Request::to(&GET_DEAL).with("id", id)).await {
                    Ok(deal) => Ok(Some(deal)),
                    Err(failure) if failure.kind == ErrorKind::NotFound => Ok(None),
                    Err(failure) => Err(failure),
                },
            };
            deals.insert(id, deal);
        }
        deals
    }

    /// Fetches the deals added since `first`, newest first. `updated_since` would omit deals without an
    /// `update_time`.
    async fn fetch_newest_deals(
        &self,
        is_archived: bool,
        first: SentAt,
    ) -> Result<Vec<Record>, Error> {
        const PAGE: u32 = 100;
        let endpoint = if is_archived { &LIST_ARCHIVED } else { &LIST_DEALS };
        let request = Request::to(endpoint)
            .query("sort_by", "add_time".to_owned())
            .query("sort_direction", "desc".to_owned())
            .query("limit", PAGE.to_string());
        let mut pages = self.pages(request);
        let mut newest = Vec::new();
        while let Some(page) = self.next_page(&mut pages).await? {
            // This response may be the first that has the server's time.
            let since = self.since_on_service_clock(first);
            let is_new = |deal: &Record| {
                let added = deal.read().text("add_time").as_deref().and_then(time::read);
                added.is_none_or(|at| at >= since)
            };
            let is_over = page.iter().any(|deal| !is_new(deal));
            newest.extend(page.into_iter().filter(is_new));
            if is_over {
                break;
            }
        }
        Ok(newest)
    }

    /// The ID of the token's user.
    pub async fn user(&self) -> Result<Option<u64>, Error> {
        let account = self.lookup(Lookup::Account).await?;
        Ok(account.first().and_then(|me| me.read().id()))
    }
}

fn key(endpoint: &Endpoint, deal: u64) -> (&'static str, u64) {
    (endpoint.path, deal)
}

impl Reads {
    fn evidence(&self, trace: Trace) -> Result<Evidence, Error> {
        let deal = |id: u64| self.deals.get(&id).cloned().unwrap_or(Ok(None));
        Ok(match trace {
            Trace::NewDeals { is_archived, original } => Evidence::NewDeals {
                deals: self.newest.get(&is_archived).cloned().unwrap_or_else(|| Ok(Vec::new()))?,
                original: original.map_or(Ok(None), deal)?,
            },
            Trace::Deal(id) => Evidence::Deal(deal(id)?),
            Trace::Deals(merged, remaining) => Evidence::Deals(deal(merged)?, deal(remaining)?),
            Trace::List(endpoint, id) => {
                let list = self.lists.get(&key(endpoint, id)).cloned();
                Evidence::Rows(list.unwrap_or_else(|| Ok(Vec::new()))?)
            }
        })
    }
}
