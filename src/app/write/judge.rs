//! Determines whether writes with lost responses were applied: *done*, *not done* or *unknown*,
//! from what was sent, the previous values and the evidence. No I/O.

use super::assign::{Search, Share, assign};
use super::kept::{holds_sent, is_same_text, normalize, read_value};
use super::{Body, Evidence, Write};
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value::{self, is_same};
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;

/// A request without evidence after this time was not applied. The soak tests are built with a shorter
/// time.
pub const HORIZON: SignedDuration =
    SignedDuration::from_secs(if cfg!(deals_short_horizon) { 3 } else { 5 * 60 });

/// A write whose response was lost.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub write: &'a Write,
    /// When it was sent, by the server's clock, minus a margin.
    pub since: Timestamp,
    /// The ID of the user who sent it.
    pub user: Option<u64>,
    /// Previous values of the changed keys, as far as known.
    pub before: &'a Body,
    /// The previous `update_time` of the deal.
    pub seen_update_time: Option<&'a str>,
    /// IDs that other writes created.
    pub claimed: &'a HashSet<String>,
    /// Whether [`HORIZON`] has passed since it was sent.
    pub is_past_horizon: bool,
}

/// The outcome of a write.
#[derive(Debug)]
pub enum Verdict {
    /// Applied; the record that proves it.
    Done(Record),
    /// Not applied, and it will not be.
    NotDone,
    Unknown {
        why: String,
        /// IDs of records that it may have created.
        candidates: Vec<String>,
    },
}

/// What the evidence shows for one write.
enum Finding {
    Verdict(Verdict),
    /// New records that match a create, and those with its title and other values.
    NewRecords {
        matching: Vec<Record>,
        other: Vec<Record>,
    },
}

/// Judges several writes together, so that no record is assigned to two of them. A write without
/// evidence is unknown until [`HORIZON`] has passed: the service may still apply it, or show it later.
pub fn judge(lost: Vec<(Attempt<'_>, Evidence)>) -> Vec<Verdict> {
    let lost: Vec<(Attempt, Finding)> = lost
        .into_iter()
        .map(|(attempt, found)| {
            let finding = attempt.examine(found);
            (attempt, finding)
        })
        .collect();
    let searches: Vec<Search> = lost
        .iter()
        .map(|(Attempt { write, .. }, finding)| match finding {
            Finding::NewRecords { matching, .. } => Search { write, matching: ids(matching) },
            Finding::Verdict(_) => Search { write, matching: Vec::new() },
        })
        .collect();
    let shares = assign(&searches);
    let taken: HashSet<String> = shares.iter().filter_map(Share::id).map(String::from).collect();
    let verdict = |((attempt, finding), share): ((Attempt, Finding), Share)| match finding {
        Finding::Verdict(verdict) => verdict,
        Finding::NewRecords { matching, other } => attempt.conclude(share, matching, other, &taken),
    };
    lost.into_iter().zip(shares).map(verdict).collect()
}

impl Attempt<'_> {
    fn examine(&self, found: Evidence) -> Finding {
        Finding::Verdict(match (self.write, found) {
            (Write::CreateDeal { body }, Evidence::NewDeals { deals, .. }) => {
                return self.find_new(
                    deals.into_iter().filter(|deal| has_title(body, &deal.read())),
                    ("add_time", "creator_user_id"),
                    |deal| holds_sent(body, deal, None),
                );
            }
            (Write::DuplicateDeal { deal }, Evidence::NewDeals { deals, original }) => {
                let Some(original) = original else {
                    return Finding::Verdict(unknown_because(format!(
                        "deal {deal} no longer exists"
                    )));
                };
                let original = original.read();
                let is_titled = |copy: &Record| {
                    let copy = copy.read();
                    copy.id() != Some(*deal) && resembles_title(&original, &copy)
                };
                return self.find_new(
                    deals.into_iter().filter(is_titled),
                    ("add_time", "creator_user_id"),
                    |copy| is_copy(&original, copy),
                );
            }
            (Write::AddDiscount { body, .. }, Evidence::Rows(rows)) => {
                return self.find_new(rows.into_iter(), ("created_at", "created_by"), |row| {
                    holds_sent(body, row, None)
                });
            }
            (Write::UpdateDeal { deal, .. }, Evidence::Deal(None)) => {
                unknown_because(format!("deal {deal} no longer exists"))
            }
            (Write::UpdateDeal { deal, body }, Evidence::Deal(Some(record))) => {
                let reading = record.read();
                if holds_sent(body, &reading, Some(self.before)) {
                    Verdict::Done(record)
                } else if self.is_past_horizon && self.is_untouched(body, &reading) {
                    Verdict::NotDone
                } else {
                    unknown_because(format!("deal {deal} does not have the values that were sent"))
                }
            }
            (Write::DeleteDeal { deal }, Evidence::Deal(found)) => {
                match found.filter(|deal| !is_deleted(deal)) {
                    None => removal_verdict(json!({ "id": deal })),
                    Some(_) => self.unchanged_verdict(format!("deal {deal} still exists")),
                }
            }
            (Write::MergeDeals { deal, into }, Evidence::Deals(merged, remaining)) => {
                match (merged.filter(|deal| !is_deleted(deal)), remaining) {
                    (Some(_), _) => self.unchanged_verdict(format!("deal {deal} still exists")),
                    (None, Some(remaining)) => Verdict::Done(remaining),
                    (None, None) => {
                        unknown_because(format!("neither deal {deal} nor deal {into} exists"))
                    }
                }
            }
            (Write::AddFollower { user, .. }, Evidence::Rows(rows)) => {
                self.judge_present(rows, |row| row.reference("user_id") == Some(*user))
            }
            (Write::RemoveFollower { user, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.reference("user_id") == Some(*user);
                self.judge_absent(&rows, is_it, json!({ "user_id": user }))
            }
            (Write::AddParticipant { person, .. }, Evidence::Rows(rows)) => {
                self.judge_present(rows, |row| row.reference("person_id") == Some(*person))
            }
            (Write::RemoveParticipant { participant, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.id() == Some(*participant);
                self.judge_absent(&rows, is_it, json!({ "id": participant }))
            }
            (Write::UpdateDiscount { discount, body, .. }, Evidence::Rows(rows)) => self
                .judge_present(rows, |row| {
                    row.text("id").as_deref() == Some(discount)
                        && holds_sent(body, row, Some(self.before))
                }),
            (Write::RemoveDiscount { discount, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.text("id").as_deref() == Some(discount);
                self.judge_absent(&rows, is_it, json!({ "id": discount }))
            }
            (write, _) => {
                unknown_because(format!("this request cannot be verified: {}", write.describe()))
            }
        })
    }

    /// The records created by this user since the write was sent, except those claimed by other writes.
    /// The keys are those of the time and the creator.
    fn find_new(
        &self,
        records: impl Iterator<Item = Record>,
        (time, creator): (&str, &str),
        is_match: impl Fn(&RecordView) -> bool,
    ) -> Finding {
        let is_new = |record: &Record| {
            let reading = record.read();
            let at = reading.text(time).as_deref().and_then(time::read);
            let by = reading.reference(creator);
            at.is_some_and(|at| at >= self.since)
                && (by.is_none() || self.user.is_none() || by == self.user)
                && read_id(record).is_some_and(|id| !self.claimed.contains(&id))
        };
        let (matching, other) = records.filter(is_new).partition(|record| is_match(&record.read()));
        Finding::NewRecords { matching, other }
    }

    /// The verdict for a create. Several matching records are ambiguous. Records in `taken` belong
    /// to other writes.
    fn conclude(
        &self,
        share: Share,
        matching: Vec<Record>,
        other: Vec<Record>,
        taken: &HashSet<String>,
    ) -> Verdict {
        let may_be = |candidates: Vec<String>| Verdict::Unknown {
            why: format!("the new record may be {}", candidates.join(" or ")),
            candidates,
        };
        let record = |id: &str| {
            matching.iter().find(|record| read_id(record).as_deref() == Some(id)).cloned()
        };
        if let Some(record) = share.id().and_then(record) {
            return Verdict::Done(record);
        }
        if share == Share::Ambiguous {
            return may_be(ids(&matching));
        }
        let other: Vec<String> = ids(&other).into_iter().filter(|id| !taken.contains(id)).collect();
        if other.is_empty() {
            self.unchanged_verdict("no matching record was found yet".into())
        } else {
            may_be(other)
        }
    }

    fn judge_present(&self, rows: Vec<Record>, is_it: impl Fn(&RecordView) -> bool) -> Verdict {
        match rows.into_iter().find(|row| is_it(&row.read())) {
            Some(row) => Verdict::Done(row),
            None => self.unchanged_verdict("no matching record was found yet".into()),
        }
    }

    fn judge_absent(
        &self,
        rows: &[Record],
        is_it: impl Fn(&RecordView) -> bool,
        answer: Value,
    ) -> Verdict {
        if rows.iter().any(|row| is_it(&row.read())) {
            return self.unchanged_verdict("the record still exists".into());
        }
        removal_verdict(answer)
    }

    /// The verdict if everything is as before the write.
    fn unchanged_verdict(&self, why: String) -> Verdict {
        if self.is_past_horizon { Verdict::NotDone } else { unknown_because(why) }
    }

    /// Whether the changed keys have their previous values, and the deal was not updated since.
    fn is_untouched(&self, body: &Body, deal: &RecordView) -> bool {
        let is_as_before = |key: &String, before: &Value| match (before, read_value(deal, key)) {
            (Value::Object(before), Value::Object(kept)) => before
                .iter()
                .all(|(key, before)| is_same(before, kept.get(key).unwrap_or(&Value::Null))),
            (before, kept) => is_same(before, &kept),
        };
        body.keys().all(|key| self.before.get(key).is_some_and(|before| is_as_before(key, before)))
            && self.seen_update_time == deal.text("update_time").as_deref()
    }
}

fn unknown_because(why: String) -> Verdict {
    Verdict::Unknown { why, candidates: Vec::new() }
}

/// The record that the response to a removal would have had: just the ID.
fn removal_verdict(answer: Value) -> Verdict {
    let raw = RawValue::from_string(answer.to_string()).ok();
    match raw.and_then(Record::new) {
        Some(record) => Verdict::Done(record),
        None => unknown_because("the ID is invalid".into()),
    }
}

/// The ID as text: a number or a UUID.
fn read_id(record: &Record) -> Option<String> {
    record.read().get("id").map(|id| value::plain(id).into_owned())
}

fn ids(records: &[Record]) -> Vec<String> {
    records.iter().filter_map(read_id).collect()
}

fn is_deleted(deal: &Record) -> bool {
    deal.read().is_true("is_deleted")
}

/// Whether a deal is a copy: it has the title of the original, optionally with the suffix ` (copy)`, and
/// the same values.
fn is_copy(original: &RecordView, copy: &RecordView) -> bool {
    const COPIED: [&str; 5] = ["value", "currency", "person_id", "org_id", "pipeline_id"];
    let (Some(title), Some(copied)) = (original.text("title"), copy.text("title")) else {
        return false;
    };
    (is_same_text(&title, &copied) || is_same_text(&format!("{} (copy)", title.trim()), &copied))
        && COPIED.iter().all(|key| is_same(&read_value(original, key), &read_value(copy, key)))
}

/// Whether the title may be that of a copy: which suffixes Pipedrive uses is not proven.
fn resembles_title(original: &RecordView, copy: &RecordView) -> bool {
    let (title, copied) = (original.text("title"), copy.text("title"));
    title.zip(copied).is_some_and(|(title, copied)| {
        let (title, copied) = (normalize(&title), normalize(&copied));
        copied.contains(&title) || is_same_text(&format!("{title} (copy)"), &copied)
    })
}

fn has_title(body: &Body, deal: &RecordView) -> bool {
    let sent = body.get("title").and_then(Value::as_str).unwrap_or_default();
    deal.text("title").is_some_and(|kept| is_same_text(sent, &kept))
}

#[cfg(test)]
mod tests;
