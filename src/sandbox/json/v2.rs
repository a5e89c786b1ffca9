//! JSON of a deal in v2, with all custom fields, even those without a value.

use crate::sandbox::data::company::{Company, CompanyKind};
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields::{CUSTOM, Kind, LABELS};
use crate::sandbox::data::deal::{Deal, day};
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Fields that are only sent on request.
pub const OPTIONAL: &[&str] = &[
    "next_activity_id",
    "last_activity_id",
    "first_won_time",
    "products_count",
    "files_count",
    "notes_count",
    "followers_count",
    "email_messages_count",
    "activities_count",
    "done_activities_count",
    "undone_activities_count",
    "participants_count",
    "last_incoming_mail_time",
    "last_outgoing_mail_time",
    "smart_bcc_email",
    "source_lead_id",
];

/// Which fields of a deal to send.
#[derive(Debug, Default)]
pub struct Shape {
    include: Vec<&'static str>,
    /// Indexes in [`CUSTOM`]; `None` for all.
    custom: Option<Vec<usize>>,
    option_labels: bool,
    labels: bool,
    /// The response of a POST has no `update_time` (pipedrive.md P242).
    is_new: bool,
}

impl Shape {
    pub fn read(query: &Query, company: &Company) -> Shape {
        let requested = query.choices("include_fields", OPTIONAL).unwrap_or_default();
        Shape {
            include: OPTIONAL.iter().copied().filter(|field| requested.contains(field)).collect(),
            custom: custom(query, company),
            option_labels: query.flag("include_option_labels"),
            labels: query.flag("include_labels"),
            is_new: false,
        }
    }

    /// The response for a new deal.
    pub fn new_deal() -> Shape {
        Shape { is_new: true, ..Shape::default() }
    }

    /// The archive endpoint does not return the names of labels and options (pipedrive.md P131).
    pub fn read_archived(query: &Query, company: &Company) -> Shape {
        Shape { option_labels: false, labels: false, ..Shape::read(query, company) }
    }
}

/// Parses `custom_fields`: up to 15 keys; an unknown key is an error (pipedrive.md P129).
fn custom(query: &Query, company: &Company) -> Option<Vec<usize>> {
    let keys: Vec<&str> = query.text("custom_fields")?.split(',').collect();
    if keys.len() > 15 {
        query.refuse("custom_fields", "The value must not have more than 15 items");
    }
    let places = keys.iter().filter_map(|key| {
        let place = company.custom_place(key);
        if place.is_none() {
            query.refuse("custom_fields", &format!("Unknown key '{key}'"));
        }
        place
    });
    Some(places.collect())
}

/// Serializes a deal in a shape.
pub struct Shown<'a> {
    pub deal: &'a Deal,
    pub company: &'a Company,
    pub shape: &'a Shape,
}

/// The default shape.
pub fn default_json(deal: &Deal, company: &Company) -> Value {
    let shape = Shape::default();
    json!(Shown { deal, company, shape: &shape })
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let deal = self.deal;
        let at = |at: Option<Timestamp>| at.map(At);
        let date = |at: Option<Timestamp>| at.map(|at| day(at).to_string());
        let mut map = serializer.serialize_map(None)?;
        // Keys in the order of the recordings (pipedrive.md P120); amounts as floats (pipedrive.md
        // P141).
        map.serialize_entry("id", &deal.id)?;
        map.serialize_entry("title", &deal.title)?;
        map.serialize_entry("creator_user_id", &deal.creator)?;
        map.serialize_entry("value", &deal.value)?;
        map.serialize_entry("person_id", &deal.person)?;
        map.serialize_entry("org_id", &deal.org)?;
        map.serialize_entry("stage_id", &deal.stage)?;
        map.serialize_entry("currency", deal.currency)?;
        map.serialize_entry("add_time", &At(deal.added))?;
        map.serialize_entry(
            "update_time",
            &at((deal.has_update_time && !self.shape.is_new).then_some(deal.updated)),
        )?;
        map.serialize_entry("status", &deal.shown_status())?;
        map.serialize_entry("probability", &deal.probability.map(Plain))?;
        map.serialize_entry("lost_reason", &deal.lost_reason)?;
        map.serialize_entry("visible_to", &deal.visible_to)?;
        map.serialize_entry("close_time", &at(deal.closed))?;
        map.serialize_entry("pipeline_id", &deal.pipeline)?;
        map.serialize_entry("won_time", &at(deal.won))?;
        map.serialize_entry("lost_time", &at(deal.lost))?;
        map.serialize_entry("stage_change_time", &at(deal.staged))?;
        map.serialize_entry("local_won_date", &date(deal.won))?;
        map.serialize_entry("local_lost_date", &date(deal.lost))?;
        map.serialize_entry("local_close_date", &date(deal.closed))?;
        map.serialize_entry("expected_close_date", &deal.expected.text())?;
        map.serialize_entry("custom_fields", &CustomFields(self))?;
        map.serialize_entry("owner_id", &deal.owner)?;
        map.serialize_entry("label_ids", &deal.labels)?;
        map.serialize_entry("is_deleted", &deal.deleted.is_some())?;
        map.serialize_entry("origin", deal.origin)?;
        map.serialize_entry("origin_id", &())?;
        map.serialize_entry("channel", &deal.channel.map(|(id, _)| id))?;
        map.serialize_entry("channel_id", &deal.channel.map(|(_, name)| name))?;
        if self.company.kind == CompanyKind::Full {
            map.serialize_entry("acv", &())?;
            map.serialize_entry("arr", &())?;
            map.serialize_entry("mrr", &())?;
        }
        map.serialize_entry("is_archived", &deal.archived.is_some())?;
        map.serialize_entry("archive_time", &at(deal.archived))?;
        for field in &self.shape.include {
            map.serialize_entry(field, &self.optional(field))?;
        }
        if self.shape.labels {
            map.serialize_entry("labels", &self.labels())?;
        }
        map.end()
    }
}

impl Shown<'_> {
    fn optional(&self, field: &str) -> Value {
        let linked = self.company.linked(self.deal.id);
        let activities = || linked.activities.iter();
        let done = || activities().filter(|activity| activity.is_done).count();
        let at = |at: Option<Timestamp>| json!(at.map(At));
        match field {
            "next_activity_id" => json!(linked.next_activity().map(|next| next.id)),
            "last_activity_id" => json!(linked.last_activity().map(|last| last.id)),
            "first_won_time" => at(self.deal.first_won),
            "files_count" => json!(linked.files.len()),
            "notes_count" => json!(linked.notes.len()),
            "followers_count" => json!(linked.followers.len()),
            "email_messages_count" => json!(linked.mail.len()),
            "activities_count" => json!(linked.activities.len()),
            "done_activities_count" => json!(done()),
            "undone_activities_count" => json!(linked.activities.len() - done()),
            "participants_count" => json!(linked.participants.len()),
            "last_incoming_mail_time" => at(linked.last_mail(true)),
            "last_outgoing_mail_time" => at(linked.last_mail(false)),
            "smart_bcc_email" => json!(bcc(self.deal.id)),
            "products_count" => json!(linked.products.len()),
            // No deal of the sandbox was a lead.
            _ => Value::Null,
        }
    }

    fn labels(&self) -> Vec<Value> {
        let label = |id: &u64| {
            let known = LABELS.iter().find(|(label, ..)| label == id);
            json!({"id": id, "label": known.map(|(_, label, _)| label)})
        };
        self.deal.labels.iter().map(label).collect()
    }
}

pub fn bcc(deal: u64) -> String {
    format!("harbour-and-sons+deal{deal}@mail.example")
}

struct CustomFields<'a>(&'a Shown<'a>);

impl Serialize for CustomFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown { deal, company, shape } = self.0;
        if company.custom_fields().is_empty() {
            return serializer.serialize_none();
        }
        let mut map = serializer.serialize_map(None)?;
        for (place, field) in company.custom_fields().iter().enumerate() {
            if let Some(requested) = &shape.custom
                && !requested.contains(&place)
            {
                continue;
            }
            match deal.custom(place) {
                Some(value) if shape.option_labels => {
                    map.serialize_entry(field.key, &label_option(place, value))?;
                }
                value => map.serialize_entry(field.key, &value)?,
            }
        }
        map.end()
    }
}

/// Options as `{id, label}`; a removed option has no label (pipedrive.md P191).
fn label_option(place: usize, value: &RawValue) -> Value {
    let field = &CUSTOM[place];
    let value: Value = serde_json::from_str(value.get()).unwrap_or(Value::Null);
    let option = |id: &Value| {
        let label = id.as_u64().and_then(|id| field.label(id));
        json!({"id": id, "label": label})
    };
    match (field.kind, &value) {
        (Kind::Enum, id) => option(id),
        (Kind::Set, Value::Array(ids)) => ids.iter().map(option).collect(),
        _ => value,
    }
}

/// A time in the format of v2.
pub struct At(pub Timestamp);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // jiff formats whole seconds as v2 does, and all times are whole seconds.
        serializer.collect_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deal_json_has_all_custom_fields_and_a_realistic_size() {
        let company = Company::with_deals(240);
        let deal = default_json(&company.deals[&1], &company);
        let custom = deal["custom_fields"].as_object().unwrap();
        assert_eq!(custom.len(), CUSTOM.len());
        assert!(custom.values().any(Value::is_null));
        assert_eq!(deal["value"].to_string(), "12500.0");
        let size = deal.to_string().len();
        assert!((1_400..2_400).contains(&size), "{size}");
    }
}
