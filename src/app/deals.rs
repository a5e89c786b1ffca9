//! Fetches several deals by ID with the cheapest requests.

use super::App;
use crate::api::endpoints::LIST_DEALS;
use crate::api::request::Request;
use crate::error::{Error, ErrorKind};
use crate::model::record::Record;
use futures_util::{StreamExt, stream};
use std::collections::HashMap;

/// Maximum number of `ids` in a request (pipedrive.md P123).
pub const BATCH: usize = 100;
/// From this number of deals on, a list request (10 tokens for up to 100) is cheaper than single
/// requests (1 token each).
pub const BATCH_FROM: usize = 11;

/// An error about one deal, which says its ID where it is not found or not accessible.
pub fn with_deal_name(id: u64, failure: Error) -> Error {
    match failure.kind {
        ErrorKind::NotFound => {}
        ErrorKind::Denied if failure.status == Some(403) => {
            return Error { message: format!("deal {id}: {failure}"), ..failure };
        }
        _ => return failure,
    }
    let said = Error { message: format!("no deal {id} ({failure})"), ..failure };
    said.hint("it may be deleted for good, or not visible to this token's user")
}

impl App {
    /// Fetches deals with list requests if these are cheaper than single requests. Lists silently omit
    /// missing and archived deals, and deleted ones unless `options` include them (pipedrive.md P123,
    /// P124, P135); the caller requests the rest one by one.
    pub async fn fetch_deals_in_batches(
        &self,
        ids: &[u64],
        options: &dyn Fn(Request) -> Request,
    ) -> Result<HashMap<u64, Record>, Error> {
        let mut found = HashMap::new();
        let chunks = ids.chunks(BATCH).filter(|chunk| chunk.len() >= BATCH_FROM);
        let reads = chunks.map(|ids| self.all(options(Request::to(&LIST_DEALS).list("ids", ids))));
        let mut reads = stream::iter(reads).buffered(self.settings.flags.parallel_requests());
        while let Some(deals) = reads.next().await {
            for deal in deals? {
                if let Some(id) = deal.read().id() {
                    found.insert(id, deal);
                }
            }
        }
        Ok(found)
    }
}
