//! A deal in a compact form, as a company may have 100,000.

use crate::model::deal_status::DealStatus;
use crate::model::time;
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields::CUSTOM;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Debug, Clone)]
pub struct Deal {
    pub id: u64,
    pub title: Box<str>,
    pub creator: u64,
    pub owner: u64,
    pub person: Option<u64>,
    pub org: Option<u64>,
    pub pipeline: u64,
    pub stage: u64,
    pub value: Option<f64>,
    pub currency: &'static str,
    /// The status regardless of deletion; [`Deal::shown_status`] is the one in the API.
    pub status: DealStatus,
    pub probability: Option<f64>,
    pub lost_reason: Option<Box<str>>,
    pub visible_to: u64,
    pub labels: Vec<u64>,
    pub expected: Expected,
    pub origin: &'static str,
    pub channel: Option<(u64, &'static str)>,
    pub added: Timestamp,
    pub updated: Timestamp,
    /// Whether `update_time` is sent; a new deal does not have it (pipedrive.md P242).
    pub has_update_time: bool,
    pub staged: Option<Timestamp>,
    pub won: Option<Timestamp>,
    pub first_won: Option<Timestamp>,
    pub lost: Option<Timestamp>,
    pub closed: Option<Timestamp>,
    pub archived: Option<Timestamp>,
    pub deleted: Option<Timestamp>,
    /// JSON values of the custom fields that are set, by index in [`CUSTOM`].
    custom: Vec<(u8, Box<RawValue>)>,
}

/// The expected close date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Unset,
    /// Set to `""`, which the service stores as `0000-00-00` (pipedrive.md P228).
    Zero,
    On(Date),
}

impl Expected {
    pub fn text(self) -> Option<String> {
        match self {
            Expected::Unset => None,
            Expected::Zero => Some("0000-00-00".into()),
            Expected::On(date) => Some(date.to_string()),
        }
    }
}

impl Deal {
    /// Whether an unfiltered list includes the deal: neither deleted nor archived.
    pub fn is_listed(&self) -> bool {
        self.deleted.is_none() && self.archived.is_none()
    }

    /// An open deal with required fields only.
    pub fn new(id: u64, title: &str, owner: u64, added: Timestamp) -> Deal {
        Deal {
            id,
            title: title.into(),
            creator: owner,
            owner,
            person: None,
            org: None,
            pipeline: 1,
            stage: 1,
            value: None,
            currency: crate::sandbox::data::currency::HOME.code,
            status: DealStatus::Open,
            probability: None,
            lost_reason: None,
            visible_to: 3,
            labels: Vec::new(),
            expected: Expected::Unset,
            origin: "ManuallyCreated",
            channel: None,
            added,
            updated: added,
            has_update_time: true,
            staged: None,
            won: None,
            first_won: None,
            lost: None,
            closed: None,
            archived: None,
            deleted: None,
            custom: Vec::new(),
        }
    }

    /// The status in the API; `deleted` overrides all others.
    pub fn shown_status(&self) -> DealStatus {
        if self.deleted.is_some() { DealStatus::Deleted } else { self.status }
    }

    pub fn custom(&self, place: usize) -> Option<&RawValue> {
        let (_, value) = self.custom.iter().find(|(at, _)| usize::from(*at) == place)?;
        Some(value)
    }

    pub fn set_custom(&mut self, place: usize, value: Option<&Value>) {
        self.custom.retain(|(at, _)| usize::from(*at) != place);
        if let Some(value) = value
            && let (Ok(place), Ok(raw)) =
                (u8::try_from(place), serde_json::value::to_raw_value(value))
        {
            self.custom.push((place, raw));
        }
    }

    pub fn clear_custom(&mut self) {
        self.custom.clear();
    }

    /// A custom value as text, as in the changelog.
    pub fn custom_text(&self, place: usize) -> Option<String> {
        let value: Value = serde_json::from_str(self.custom(place)?.get()).ok()?;
        Some(plain_text(&value))
    }

    /// The fields that the changelog tracks, by v1 key (pipedrive.md P315), in the order in which one
    /// action logs them (pipedrive.md P314).
    pub fn tracked_fields(&self) -> [(&'static str, Option<String>); 19] {
        let at = |at: Option<Timestamp>| at.map(time::v1);
        let id = |id: Option<u64>| id.map(|id| id.to_string());
        let labels: Vec<String> = self.labels.iter().map(u64::to_string).collect();
        [
            ("title", Some(self.title.to_string())),
            ("user_id", id(Some(self.owner))),
            ("person_id", id(self.person)),
            ("org_id", id(self.org)),
            ("pipeline_id", id(Some(self.pipeline))),
            ("stage_id", id(Some(self.stage))),
            ("stage_change_time", at(self.staged)),
            ("value", self.value.map(|value| Plain(value).to_string())),
            ("currency", Some(self.currency.into())),
            ("status", Some(self.shown_status().as_str().into())),
            ("close_time", at(self.closed)),
            ("won_time", at(self.won)),
            ("lost_time", at(self.lost)),
            ("lost_reason", self.lost_reason.as_deref().map(str::to_owned)),
            ("probability", self.probability.map(|value| Plain(value).to_string())),
            ("visible_to", id(Some(self.visible_to))),
            ("label", (!labels.is_empty()).then(|| labels.join(","))),
            ("expected_close_date", self.expected.text()),
            ("archive_time", at(self.archived)),
        ]
    }

    /// The value of a date field, for timelines; the outer `None` if `key` is not a date field.
    pub fn find_day(&self, key: &str) -> Option<Option<Date>> {
        let day = |at: Option<Timestamp>| at.map(day);
        Some(match key {
            "add_time" => Some(self::day(self.added)),
            "update_time" => Some(self::day(self.updated)),
            "stage_change_time" => day(self.staged),
            "won_time" => day(self.won),
            "first_won_time" => day(self.first_won),
            "lost_time" => day(self.lost),
            "close_time" => day(self.closed),
            "expected_close_date" => match self.expected {
                Expected::On(date) => Some(date),
                _ => None,
            },
            key => {
                let place = crate::sandbox::data::custom_fields::place(key)?;
                if CUSTOM[place].kind != crate::sandbox::data::custom_fields::Kind::Date {
                    return None;
                }
                self.custom_text(place).and_then(|text| crate::sandbox::wire::query::date(&text))
            }
        })
    }
}

/// The date in UTC, the company's time zone.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain_text).collect();
            items.join(",")
        }
        Value::Object(parts) => parts.get("value").map(plain_text).unwrap_or_default(),
        other => other.to_string(),
    }
}
