//! The fields of a deal that reports read.

use crate::model::amount::Amount;
use crate::model::deal_status::DealStatus;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value;
use crate::ops::conditions::LABELS;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

/// The keys that all reports read.
const KEYS: [&str; 18] = [
    "id",
    "value",
    "currency",
    "status",
    "stage_id",
    "pipeline_id",
    "owner_id",
    "probability",
    LABELS,
    "expected_close_date",
    "lost_reason",
    "add_time",
    "stage_change_time",
    "won_time",
    "lost_time",
    "close_time",
    "is_archived",
    "is_deleted",
];

/// Additional keys for reports that list deals. A missing key means that the whole record has to be parsed.
const LISTED_KEYS: [&str; 5] = [
    "title",
    "update_time",
    "next_activity_id",
    "last_incoming_mail_time",
    "last_outgoing_mail_time",
];

/// The keys that are only returned on request (pipedrive.md P128).
pub const OPTIONAL: [&str; 3] =
    ["next_activity_id", "last_incoming_mail_time", "last_outgoing_mail_time"];

#[derive(Debug)]
pub struct Facts {
    pub id: u64,
    pub title: String,
    /// The value as in the record, for lists of deals.
    pub raw_value: Option<Box<RawValue>>,
    /// The value for sums, 0 if there is none.
    pub value: Amount,
    pub currency: String,
    pub status: Option<DealStatus>,
    pub stage: Option<u64>,
    pub pipeline: Option<u64>,
    pub owner: Option<u64>,
    pub probability: Option<f64>,
    /// `None` if the record lacks them.
    pub labels: Option<Vec<u64>>,
    pub expected_close: Option<Date>,
    pub lost_reason: Option<String>,
    pub added: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub stage_since: Option<Timestamp>,
    /// The time at which the deal was won or lost.
    pub closed: Option<Timestamp>,
    pub is_archived: bool,
    pub is_deleted: bool,
    /// `None` if the record lacks it, as in some exports.
    pub has_next_activity: Option<bool>,
    /// The time of the last incoming or outgoing mail.
    pub last_mail: Option<Timestamp>,
}

impl Facts {
    /// Reads the fields for counts.
    pub fn from_record(deal: &Record) -> Option<Facts> {
        Facts::from_view(&deal.read_keys(&KEYS, &[]))
    }

    /// Reads the fields for counts and for lists.
    pub fn from_listed(deal: &Record) -> Option<Facts> {
        let view = deal.read_keys(&[&KEYS[..], &LISTED_KEYS[..]].concat(), &[]);
        let raw_value = view.get("value").map(ToOwned::to_owned);
        Some(Facts { raw_value, ..Facts::from_view(&view)? })
    }

    fn from_view(deal: &RecordView) -> Option<Facts> {
        let time = |code: &str| deal.text(code).as_deref().and_then(time::read);
        let text = |code: &str| deal.text(code).map(String::from).filter(|text| !text.is_empty());
        let added = time("add_time");
        let status = deal.text("status").and_then(|word| DealStatus::parse(&word));
        let is_deleted = deal.is_true("is_deleted");
        let closed = match status {
            _ if is_deleted => None,
            // A deal may lack the time of its status (pipedrive.md P151).
            Some(DealStatus::Won) => time("won_time").or_else(|| time("close_time")),
            Some(DealStatus::Lost) => time("lost_time").or_else(|| time("close_time")),
            _ => None,
        };
        Some(Facts {
            id: deal.id()?,
            title: text("title").unwrap_or_default(),
            raw_value: None,
            value: deal
                .get("value")
                .and_then(|raw| Amount::from_json(&value::plain(raw)))
                .unwrap_or_default(),
            currency: text("currency").unwrap_or_default(),
            status,
            stage: deal.reference("stage_id"),
            pipeline: deal.reference("pipeline_id"),
            owner: deal.reference("owner_id"),
            probability: deal.get("probability").and_then(|raw| raw.get().parse().ok()),
            labels: read_labels(deal),
            expected_close: deal.text("expected_close_date").and_then(|text| text.parse().ok()),
            lost_reason: text("lost_reason"),
            added,
            updated: time("update_time"),
            // A deal that never moved has been in its stage since it was added.
            stage_since: time("stage_change_time").or(added),
            closed,
            is_archived: deal.is_true("is_archived"),
            is_deleted,
            has_next_activity: deal.get("next_activity_id").map(|raw| raw.get() != "null"),
            last_mail: time("last_incoming_mail_time").max(time("last_outgoing_mail_time")),
        })
    }

    pub fn is_open(&self) -> bool {
        self.status == Some(DealStatus::Open) && !self.is_deleted
    }

    /// Whether the deal was won or lost.
    pub fn is_closed(&self) -> bool {
        matches!(self.status, Some(DealStatus::Won | DealStatus::Lost)) && !self.is_deleted
    }

    pub fn is_won(&self) -> bool {
        self.status == Some(DealStatus::Won)
    }

    /// The time of the last update or mail.
    pub fn last_touch(&self) -> Option<Timestamp> {
        self.updated.or(self.added).max(self.last_mail)
    }

    /// The number of days since a time, by calendar dates.
    pub fn days_since(since: Timestamp, today: Date, zone: &TimeZone) -> i64 {
        let day = since.to_zoned(zone.clone()).date();
        today.since(day).map_or(0, |span| i64::from(span.get_days())).max(0)
    }
}

/// The labels, unless the record lacks the key.
fn read_labels(deal: &RecordView) -> Option<Vec<u64>> {
    let labels = deal.get(LABELS)?;
    Some(serde_json::from_str(labels.get()).unwrap_or_default())
}
