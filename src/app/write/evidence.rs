//! The records that show, after a lost response, whether a write was applied.

use super::run::read_id;
use crate::api::endpoints::Endpoint;
use crate::model::record::Record;
use std::collections::HashSet;

/// The records to read.
#[derive(Debug, Clone, Copy)]
pub enum Trace {
    /// The newest deals by `add_time`, and the original of a copy.
    NewDeals {
        is_archived: bool,
        original: Option<u64>,
    },
    Deal(u64),
    /// The merged deal, which should be deleted, and the remaining one.
    Deals(u64, u64),
    /// A list of related records of a deal.
    List(&'static Endpoint, u64),
}

/// The records that were read.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// New deals and, if it exists, the original of a copy.
    NewDeals {
        deals: Vec<Record>,
        original: Option<Record>,
    },
    /// The deal, or `None` if it does not exist.
    Deal(Option<Record>),
    Deals(Option<Record>, Option<Record>),
    Rows(Vec<Record>),
}

/// The IDs of all records in the evidence.
pub fn evidence_ids<'e>(evidence: impl Iterator<Item = &'e Evidence>) -> HashSet<String> {
    let mut ids = HashSet::new();
    for evidence in evidence {
        let (list, others) = match evidence {
            Evidence::NewDeals { deals, original } => (&deals[..], [original.as_ref(), None]),
            Evidence::Deal(deal) => (&[][..], [deal.as_ref(), None]),
            Evidence::Deals(merged, remaining) => (&[][..], [merged.as_ref(), remaining.as_ref()]),
            Evidence::Rows(rows) => (&rows[..], [None, None]),
        };
        ids.extend(list.iter().chain(others.into_iter().flatten()).filter_map(read_id));
    }
    ids
}
