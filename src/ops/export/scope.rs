//! The deals of an export: the lists to read, and the deals to keep.

use super::all_deals;
use crate::api::endpoints::Endpoint;
#[cfg(feature = "sqlite")]
use crate::api::endpoints::LIST_ARCHIVED;
#[cfg(feature = "sqlite")]
use crate::api::endpoints::LIST_DEALS;
#[cfg(feature = "sqlite")]
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
#[cfg(feature = "sqlite")]
use crate::model::deal_status::DealStatus;
#[cfg(feature = "sqlite")]
use crate::model::record::Record;
use crate::ops::conditions::Conditions;
use crate::ops::selection::Selection;
#[cfg(feature = "sqlite")]
use crate::ops::selection::request_fields;
#[cfg(feature = "sqlite")]
use crate::store::database::{StoredConditions, WalkedList};

/// The deals that meet the conditions; `everything` includes deleted and archived ones.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub everything: bool,
    pub conditions: Conditions,
}

impl Scope {
    /// The lists, each with the conditions that Pipedrive can filter by. A list without matching deals has no
    /// request.
    pub fn selections(&self, app: &App) -> Result<Vec<Selection<'_>>, Error> {
        // A condition on `is_archived` selects the list.
        let both = self.everything && self.conditions.archived().is_none();
        let select = |list: &'static Endpoint| {
            let request = all_deals(list, self.everything);
            Selection::new(app, request, &[], &self.conditions, None)
        };
        super::lists(both).into_iter().map(select).collect()
    }
}

#[cfg(feature = "sqlite")]
impl Scope {
    /// The lists to read.
    pub fn lists(&self) -> Vec<WalkedList> {
        let all: &[WalkedList] = match self.conditions.archived() {
            Some(true) => &[WalkedList::Archived],
            Some(false) => &[WalkedList::Current],
            None if self.everything => &WalkedList::BOTH,
            None => &[WalkedList::Current],
        };
        all.iter().copied().filter(|list| self.narrow(*list).is_some()).collect()
    }

    /// The request for the deals of a list.
    pub fn request(&self, list: WalkedList) -> Request {
        self.narrow(list).unwrap_or_else(|| list_request(list, self.everything))
    }

    /// The request for the deals of a list, to be filtered by update time: it includes deals that no longer
    /// meet the conditions.
    pub fn request_for_changes(&self, list: WalkedList) -> Request {
        request_fields(list_request(list, true), self.conditions.fields())
    }

    fn narrow(&self, list: WalkedList) -> Option<Request> {
        let request = request_fields(list_request(list, self.everything), self.conditions.fields());
        self.conditions.push_down(request).request
    }

    /// Whether the lists are filtered by the server: their number of deals then differs from that of
    /// Pipedrive's summary.
    pub fn is_narrowed(&self) -> bool {
        let whole = |list| list_request(list, self.everything);
        let pushed = |list| self.conditions.push_down(whole(list));
        self.lists().iter().any(|list| !pushed(*list).sent.is_empty())
    }

    /// Whether a deal is part of the export. Deleted and archived deals require `everything` or a condition on
    /// them.
    pub fn keeps(&self, deal: &Record) -> bool {
        let view = deal.read_keys(&["is_deleted", "is_archived"], &[]);
        let is_listed = self.everything
            || (!view.is_true("is_deleted") || self.wants_deleted())
                && (!view.is_true("is_archived") || self.conditions.archived() == Some(true));
        is_listed && self.conditions.matches(deal)
    }

    /// Whether the conditions select deleted deals.
    fn wants_deleted(&self) -> bool {
        let request = self.request(WalkedList::Current);
        let is_deleted = |status: &str| status == DealStatus::Deleted.as_str();
        request.query_value("status").is_some_and(|all| all.split(',').any(is_deleted))
    }

    /// The conditions as stored with a run.
    pub fn stored_conditions(&self) -> Option<StoredConditions> {
        let texts: Vec<String> = self.conditions.texts().map(str::to_owned).collect();
        (!texts.is_empty()).then(|| StoredConditions { texts, key: self.conditions.key() })
    }
}

/// The request for a list of deals, with or without deleted ones.
#[cfg(feature = "sqlite")]
pub fn list_request(list: WalkedList, with_deleted: bool) -> Request {
    let endpoint = match list {
        WalkedList::Current => &LIST_DEALS,
        WalkedList::Archived => &LIST_ARCHIVED,
    };
    all_deals(endpoint, with_deleted)
}
