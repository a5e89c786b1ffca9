//! What to read after a lost response, to determine whether the write was applied.

use crate::api::endpoints::Endpoint;
use crate::model::record::Record;

/// What to read.
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

/// What was read.
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
