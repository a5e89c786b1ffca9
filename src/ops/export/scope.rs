//! Which deals an export has: the lists that it reads, and the deals of them that it keeps.

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

/// The deals that meet the conditions, with `everything` deleted and archived ones too.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub everything: bool,
    pub conditions: Conditions,
}

impl Scope {
    /// The lists, each with the conditions that Pipedrive can filter by. A list that can have no such deal
    /// has no request.
    pub fn selections(&self, app: &App) -> Result<Vec<Selection<'_>>, Error> {
        // A condition on it chooses the list.
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
    /// The lists that an export of all these deals reads.
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

    /// The request for the deals of a list, to which parameters are added that filter by the time of
    /// update: deals that do not meet the conditions any more come as well.
    pub fn request_for_changes(&self, list: WalkedList) -> Request {
        request_fields(list_request(list, true), self.conditions.fields())
    }

    fn narrow(&self, list: WalkedList) -> Option<Request> {
        let request = request_fields(list_request(list, self.everything), self.conditions.fields());
        self.conditions.push_down(request).request
    }

    /// Whether the lists come without deals that do not meet the conditions: their number is not that of
    /// Pipedrive's summary then.
    pub fn is_narrowed(&self) -> bool {
        let whole = |list| list_request(list, self.everything);
        let pushed = |list| self.conditions.push_down(whole(list));
        self.lists().iter().any(|list| !pushed(*list).sent.is_empty())
    }

    /// Whether a deal belongs to the export. Without conditions on it a deleted or archived deal does not.
    pub fn keeps(&self, deal: &Record) -> bool {
        let view = deal.read_keys(&["is_deleted", "is_archived"], &[]);
        let is_listed = self.everything
            || (!view.is_true("is_deleted") || self.wants_deleted())
                && (!view.is_true("is_archived") || self.conditions.archived() == Some(true));
        is_listed && self.conditions.matches(deal)
    }

    /// Whether the conditions ask for deleted deals.
    fn wants_deleted(&self) -> bool {
        let request = self.request(WalkedList::Current);
        let is_deleted = |status: &str| status == DealStatus::Deleted.as_str();
        request.query_value("status").is_some_and(|all| all.split(',').any(is_deleted))
    }

    /// The conditions as a run stores them.
    pub fn stored_conditions(&self) -> Option<StoredConditions> {
        let texts: Vec<String> = self.conditions.texts().map(str::to_owned).collect();
        (!texts.is_empty()).then(|| StoredConditions { texts, key: self.conditions.key() })
    }
}

/// The request for a list of deals, with deleted ones or without.
#[cfg(feature = "sqlite")]
pub fn list_request(list: WalkedList, with_deleted: bool) -> Request {
    let endpoint = match list {
        WalkedList::Current => &LIST_DEALS,
        WalkedList::Archived => &LIST_ARCHIVED,
    };
    all_deals(endpoint, with_deleted)
}
