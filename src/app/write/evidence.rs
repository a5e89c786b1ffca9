//! What is read after a lost response, to find out whether the write was executed.

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
    /// The deal that should be gone, and the one that stays.
    Deals(u64, u64),
    /// A list of what belongs to a deal.
    List(&'static Endpoint, u64),
}

/// What was read.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// Deals that may be the new one; the original of a copy, where it is still there.
    NewDeals {
        deals: Vec<Record>,
        original: Option<Record>,
    },
    /// The deal, or that it is gone.
    Deal(Option<Record>),
    Deals(Option<Record>, Option<Record>),
    Rows(Vec<Record>),
}
