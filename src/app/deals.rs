//! Several deals by their IDs, with the cheapest requests.

use super::App;
use crate::api::endpoints::LIST_DEALS;
use crate::api::request::Request;
use crate::error::Error;
use crate::model::record::Record;
use std::collections::HashMap;

/// The reference's limit for `ids` (pipedrive.md P123).
pub const BATCH: usize = 100;
/// From this many deals on one list request (10 tokens for up to 100) beats single ones (1 each).
pub const BATCH_FROM: usize = 11;

impl App {
    /// Those of the deals that list requests bring, where these cost less than single ones. What a
    /// list leaves out without a word (missing, archived, and deleted unless `options` ask for them:
    /// pipedrive.md P123, P124, P135) is left to be asked for singly.
    pub async fn deals_in_batches(
        &self,
        ids: &[u64],
        options: &dyn Fn(Request) -> Request,
    ) -> Result<HashMap<u64, Record>, Error> {
        let mut found = HashMap::new();
        for chunk in ids.chunks(BATCH).filter(|chunk| chunk.len() >= BATCH_FROM) {
            for deal in self.all(options(Request::to(&LIST_DEALS).list("ids", chunk))).await? {
                if let Some(id) = deal.read().id() {
                    found.insert(id, deal);
                }
            }
        }
        Ok(found)
    }
}
