//! The writes of the API, one variant each: the request, a description, how it is verified after a
//! lost response, and its inverse.

mod assign;
mod check;
mod effect;
mod entry;
mod evidence;
mod inverse;
pub mod journal;
mod judge;
mod kept;
mod look;
mod lost;
pub mod plan;
mod reversible;
mod run;

pub use evidence::{Evidence, Trace};
pub use inverse::DISCOUNT_KEYS;
pub use journal::Change;
pub use judge::{Attempt, HORIZON, Verdict, judge};
pub use kept::{MAX_TITLE, find_ignored};
pub use reversible::{Reversible, ReversibleTally};
pub use run::{PlanRows, RunOptions, Sent, WriteRun};

use crate::api::endpoints::{self as ep, Endpoint};
use crate::api::request::Request;
use crate::error::Error;
use crate::model::record::Record;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The body of a request: keys and values.
pub type Body = Map<String, Value>;

/// A write with all parameters of its request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "write", rename_all = "snake_case")]
pub enum Write {
    CreateDeal {
        body: Body,
    },
    UpdateDeal {
        deal: u64,
        body: Body,
    },
    DeleteDeal {
        deal: u64,
    },
    DuplicateDeal {
        deal: u64,
    },
    MergeDeals {
        deal: u64,
        into: u64,
    },
    ConvertDeal {
        deal: u64,
    },
    AddFollower {
        deal: u64,
        user: u64,
    },
    RemoveFollower {
        deal: u64,
        user: u64,
    },
    AddParticipant {
        deal: u64,
        person: u64,
    },
    RemoveParticipant {
        deal: u64,
        participant: u64,
    },
    AddDiscount {
        deal: u64,
        body: Body,
    },
    UpdateDiscount {
        deal: u64,
        discount: String,
        body: Body,
    },
    RemoveDiscount {
        deal: u64,
        discount: String,
    },
    /// A request of `deals api`; its effect is not known.
    Raw {
        method: String,
        target: String,
        /// JSON text, unchanged.
        body: Option<String>,
    },
}

impl Write {
    /// The endpoint, unless this is `Raw`.
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(match self {
            Write::CreateDeal { .. } => &ep::CREATE_DEAL,
            Write::UpdateDeal { .. } => &ep::UPDATE_DEAL,
            Write::DeleteDeal { .. } => &ep::DELETE_DEAL,
            Write::DuplicateDeal { .. } => &ep::DUPLICATE_DEAL,
            Write::MergeDeals { .. } => &ep::MERGE_DEAL,
            Write::ConvertDeal { .. } => &ep::CONVERT_DEAL,
            Write::AddFollower { .. } => &ep::ADD_FOLLOWER,
            Write::RemoveFollower { .. } => &ep::REMOVE_FOLLOWER,
            Write::AddParticipant { .. } => &ep::ADD_PARTICIPANT,
            Write::RemoveParticipant { .. } => &ep::REMOVE_PARTICIPANT,
            Write::AddDiscount { .. } => &ep::ADD_DISCOUNT,
            Write::UpdateDiscount { .. } => &ep::UPDATE_DISCOUNT,
            Write::RemoveDiscount { .. } => &ep::REMOVE_DISCOUNT,
            Write::Raw { .. } => return None,
        })
    }

    /// Builds the request. A discount ID that is not a UUID is rejected: it could change the path.
    pub fn request(&self) -> Result<Request, Error> {
        let Some(endpoint) = self.endpoint() else {
            let Write::Raw { method, target, body } = self else {
                return Err(Error::unexpected("a write without an endpoint"));
            };
            let method = Method::from_bytes(method.as_bytes())
                .map_err(|_| Error::usage(format!("invalid HTTP method `{method}`")))?;
            let request = Request::free(method, target.clone());
            let Some(body) = body else { return Ok(request) };
            let body = RawValue::from_string(body.clone())
                .map_err(|_| Error::unexpected("a write whose body is not JSON"))?;
            return Ok(request.raw_json(body));
        };
        let request = Request::to(endpoint);
        let request = match self.find_deal() {
            Some(deal) => request.with("id", deal),
            None => request,
        };
        Ok(match self {
            Write::CreateDeal { body }
            | Write::UpdateDeal { body, .. }
            | Write::AddDiscount { body, .. } => request.json(&json!(body)),
            Write::MergeDeals { into, .. } => request.json(&json!({ "merge_with_id": into })),
            // Without a body the request is rejected as invalid JSON (pipedrive.md P266, P267,
            // P268).
            Write::ConvertDeal { .. } => request.json(&json!({})),
            Write::AddFollower { user, .. } => request.json(&json!({ "user_id": user })),
            Write::RemoveFollower { user, .. } => request.with("follower_id", *user),
            Write::AddParticipant { person, .. } => request.json(&json!({ "person_id": person })),
            Write::RemoveParticipant { participant, .. } => {
                request.with("deal_participant_id", *participant)
            }
            Write::UpdateDiscount { discount, body, .. } => {
                request.with_uuid("discount_id", discount)?.json(&json!(body))
            }
            Write::RemoveDiscount { discount, .. } => request.with_uuid("discount_id", discount)?,
            Write::DeleteDeal { .. } | Write::DuplicateDeal { .. } | Write::Raw { .. } => request,
        })
    }

    /// The ID of the deal; `None` for a new deal and for `Raw`.
    pub fn find_deal(&self) -> Option<u64> {
        match self {
            Write::CreateDeal { .. } | Write::Raw { .. } => None,
            Write::UpdateDeal { deal, .. }
            | Write::DeleteDeal { deal }
            | Write::DuplicateDeal { deal }
            | Write::MergeDeals { deal, .. }
            | Write::ConvertDeal { deal }
            | Write::AddFollower { deal, .. }
            | Write::RemoveFollower { deal, .. }
            | Write::AddParticipant { deal, .. }
            | Write::RemoveParticipant { deal, .. }
            | Write::AddDiscount { deal, .. }
            | Write::UpdateDiscount { deal, .. }
            | Write::RemoveDiscount { deal, .. } => Some(*deal),
        }
    }

    /// The keys and values to be sent.
    pub fn body(&self) -> Option<&Body> {
        match self {
            Write::CreateDeal { body }
            | Write::UpdateDeal { body, .. }
            | Write::AddDiscount { body, .. }
            | Write::UpdateDiscount { body, .. } => Some(body),
            _ => None,
        }
    }

    /// The keys whose values are recorded once the write was applied: those that it writes, and for a new
    /// deal those that show whether it was changed before an undo deletes it.
    pub fn recorded_result(&self) -> Option<Cow<'_, Body>> {
        const OF_NEW_DEAL: [&str; 16] = [
            "title",
            "value",
            "currency",
            "status",
            "lost_reason",
            "pipeline_id",
            "stage_id",
            "probability",
            "expected_close_date",
            "owner_id",
            "person_id",
            "org_id",
            "label_ids",
            "visible_to",
            "is_archived",
            // For changes of custom fields, of which a company may have hundreds.
            "update_time",
        ];
        match self {
            Write::CreateDeal { .. } | Write::DuplicateDeal { .. } => {
                let mut keys = self.body().cloned().unwrap_or_default();
                for key in OF_NEW_DEAL {
                    keys.entry(key).or_insert(Value::Null);
                }
                Some(Cow::Owned(keys))
            }
            _ => self.body().map(Cow::Borrowed),
        }
    }

    /// A short description: `update deal 42 (stage_id, value)`.
    pub fn describe(&self) -> String {
        let action = self.describe_action();
        match self {
            Write::CreateDeal { .. } | Write::Raw { .. } => action,
            Write::UpdateDeal { deal, body } => format!("update deal {deal} ({})", keys(body)),
            Write::DeleteDeal { deal } | Write::DuplicateDeal { deal } => {
                format!("{action} deal {deal}")
            }
            Write::MergeDeals { deal, into } => format!("merge deal {deal} into deal {into}"),
            Write::ConvertDeal { deal } => format!("convert deal {deal} to a lead"),
            Write::AddFollower { deal, .. }
            | Write::AddParticipant { deal, .. }
            | Write::AddDiscount { deal, .. } => format!("{action} to deal {deal}"),
            Write::RemoveFollower { deal, .. }
            | Write::RemoveParticipant { deal, .. }
            | Write::RemoveDiscount { deal, .. } => format!("{action} from deal {deal}"),
            Write::UpdateDiscount { deal, .. } => format!("{action} of deal {deal}"),
        }
    }

    /// Like `describe`, for text that names the deal already.
    pub fn describe_action(&self) -> String {
        match self {
            Write::CreateDeal { body } => {
                format!("create deal {}", body.get("title").unwrap_or(&Value::Null))
            }
            Write::UpdateDeal { body, .. } => format!("update ({})", keys(body)),
            Write::DeleteDeal { .. } => "delete".to_owned(),
            Write::DuplicateDeal { .. } => "duplicate".to_owned(),
            Write::MergeDeals { into, .. } => format!("merge into deal {into}"),
            Write::ConvertDeal { .. } => "convert to a lead".to_owned(),
            Write::AddFollower { user, .. } => format!("add follower {user}"),
            Write::RemoveFollower { user, .. } => format!("remove follower {user}"),
            Write::AddParticipant { person, .. } => format!("add person {person}"),
            Write::RemoveParticipant { participant, .. } => {
                format!("remove participant {participant}")
            }
            Write::AddDiscount { .. } => "add a discount".to_owned(),
            Write::UpdateDiscount { discount, .. } => format!("update discount {discount}"),
            Write::RemoveDiscount { discount, .. } => format!("remove discount {discount}"),
            Write::Raw { method, target, .. } => format!("{method} {target}"),
        }
    }

    /// The records to read to verify the write; `None` if it cannot be verified.
    pub fn trace(&self) -> Option<Trace> {
        Some(match self {
            Write::CreateDeal { body } => Trace::NewDeals {
                is_archived: body.get("is_archived") == Some(&Value::Bool(true)),
                original: None,
            },
            Write::DuplicateDeal { deal } => {
                Trace::NewDeals { is_archived: false, original: Some(*deal) }
            }
            Write::UpdateDeal { deal, .. } | Write::DeleteDeal { deal } => Trace::Deal(*deal),
            Write::MergeDeals { deal, into } => Trace::Deals(*deal, *into),
            Write::AddFollower { deal, .. } | Write::RemoveFollower { deal, .. } => {
                Trace::List(&ep::LIST_FOLLOWERS, *deal)
            }
            Write::AddParticipant { deal, .. } | Write::RemoveParticipant { deal, .. } => {
                Trace::List(&ep::LIST_PARTICIPANTS, *deal)
            }
            Write::AddDiscount { deal, .. }
            | Write::UpdateDiscount { deal, .. }
            | Write::RemoveDiscount { deal, .. } => Trace::List(&ep::LIST_DISCOUNTS, *deal),
            // A converted deal cannot be told from a deleted one.
            Write::ConvertDeal { .. } | Write::Raw { .. } => return None,
        })
    }

    /// Whether a response with this record confirms the write; one without an ID, or with that of another
    /// record, does not.
    pub fn is_confirmed_by(&self, record: &Record) -> bool {
        let reading = record.read();
        match self {
            Write::UpdateDeal { deal, .. } | Write::DeleteDeal { deal } => {
                reading.id() == Some(*deal)
            }
            // The remaining deal (pipedrive.md P261).
            Write::MergeDeals { deal, into } => {
                reading.id().is_some_and(|id| [*deal, *into].contains(&id))
            }
            Write::ConvertDeal { .. } => reading.text("conversion_id").is_some(),
            Write::AddFollower { .. } | Write::RemoveFollower { .. } => {
                reading.reference("user_id").or(reading.id()).is_some()
            }
            Write::AddDiscount { .. }
            | Write::UpdateDiscount { .. }
            | Write::RemoveDiscount { .. } => {
                reading.get("id").is_some_and(|id| !matches!(id.get(), "null" | "\"\""))
            }
            Write::Raw { .. } => true,
            // A copy has a new ID.
            Write::DuplicateDeal { deal } => reading.id().is_some_and(|copy| copy != *deal),
            _ => reading.id().is_some(),
        }
    }

    /// Whether the write creates a record with a new ID.
    pub fn creates_record(&self) -> bool {
        matches!(
            self,
            Write::CreateDeal { .. }
                | Write::DuplicateDeal { .. }
                | Write::AddParticipant { .. }
                | Write::AddDiscount { .. }
        )
    }
}

fn keys(body: &Body) -> String {
    body.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each variant.
    pub fn writes() -> Vec<Write> {
        let body = Body::from_iter([("title".to_owned(), json!("Roof"))]);
        let terms = Body::from_iter([("amount".to_owned(), json!(5))]);
        let discount = "30195b0e-7577-4f52-a5cf-f3ee39b9d1e0".to_owned();
        vec![
            Write::CreateDeal { body: body.clone() },
            Write::UpdateDeal { deal: 7, body },
            Write::DeleteDeal { deal: 7 },
            Write::DuplicateDeal { deal: 7 },
            Write::MergeDeals { deal: 7, into: 8 },
            Write::ConvertDeal { deal: 7 },
            Write::AddFollower { deal: 7, user: 1 },
            Write::RemoveFollower { deal: 7, user: 1 },
            Write::AddParticipant { deal: 7, person: 2 },
            Write::RemoveParticipant { deal: 7, participant: 3 },
            Write::AddDiscount { deal: 7, body: terms.clone() },
            Write::UpdateDiscount { deal: 7, discount: discount.clone(), body: terms },
            Write::RemoveDiscount { deal: 7, discount },
        ]
    }

    #[test]
    fn has_a_variant_for_every_write_endpoint() {
        let writes = writes();
        let of_table = ep::DEALS.iter().filter(|row| row.method != Method::GET);
        for row in of_table.clone() {
            let fits = |write: &&Write| write.endpoint().is_some_and(|at| std::ptr::eq(at, *row));
            assert_eq!(writes.iter().filter(fits).count(), 1, "{} {}", row.method, row.path);
        }
        assert_eq!(of_table.count(), writes.len());
    }

    #[test]
    fn fills_all_parameters_and_round_trips_through_json() {
        for write in writes() {
            let request = write.request().unwrap();
            assert!(!request.target().contains('{'), "{}", request.target());
            let text = serde_json::to_string(&write).unwrap();
            assert_eq!(serde_json::from_str::<Write>(&text).unwrap(), write, "{text}");
        }
        let write = Write::RemoveDiscount { deal: 1, discount: "../2".into() };
        assert!(write.request().is_err());
    }
}
