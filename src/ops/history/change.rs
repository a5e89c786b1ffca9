//! Formats the change of a field: its name, and its old and new value.

use super::{EventFormatter, QUOTED, is_custom_part, parse_id, strip_version};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Field, FieldKind};
use crate::model::names::ContactKind;
use crate::model::record::{RecordView, string};
use crate::model::{time, value};
use crate::text;
use serde_json::value::RawValue;
use std::borrow::Cow;

impl EventFormatter<'_> {
    /// The display name of a field.
    pub fn field(&self, key: &str) -> String {
        let code = strip_version(key);
        // The key of a part of a custom field is the key of the field followed by the name of the part.
        match code.get(..40).filter(|_| is_custom_part(code)) {
            Some(whole) if whole != code => {
                let name = self.names.field_for_code(whole).name;
                format!("{name}{}", code[40..].replace('_', " "))
            }
            _ => self.names.field_for_code(code).name.into_owned(),
        }
    }

    /// Formats the old or new value of a field; empty if there is none.
    pub fn value(&self, key: &str, raw: Option<&RawValue>) -> String {
        let field = self.names.field_for_code(strip_version(key));
        let Some(raw) = raw.filter(|raw| raw.get() != "null") else {
            return String::new();
        };
        if raw.get().starts_with(['{', '[']) {
            return self.inner(&field, raw);
        }
        let text = string(raw).unwrap_or(Cow::Borrowed(raw.get()));
        let text = text.trim();
        if let Some(id) = text.parse().ok()
            && let Some((noun, name)) = self.find_name(field.kind, id)
        {
            return name.unwrap_or_else(|| format!("{noun} {id}"));
        }
        match field.kind {
            FieldKind::Choice => field.label(text).unwrap_or(text).to_owned(),
            FieldKind::Choices => {
                let ids = text.trim_matches(['[', ']']).split(',').map(str::trim);
                ids.map(|id| field.label(id).unwrap_or(id)).collect::<Vec<_>>().join(", ")
            }
            // The currency is in another change, if in any.
            FieldKind::Money(_) | FieldKind::Monetary if self.grouped => {
                self.names.currencies.amount(text, None)
            }
            FieldKind::Number if self.grouped => {
                text::group_digits(value::without_zero_fraction(text))
            }
            FieldKind::Number | FieldKind::Money(_) | FieldKind::Monetary => {
                value::without_zero_fraction(text).to_owned()
            }
            FieldKind::Flag if matches!(text, "1" | "true") => "yes".into(),
            FieldKind::Flag if matches!(text, "0" | "false") => "no".into(),
            FieldKind::Time if self.grouped => {
                time::display_text(text, self.names.zone.as_ref()).into_owned()
            }
            FieldKind::Date | FieldKind::Time if time::is_none(text) => String::new(),
            // JSON within a string: the value of a custom field with parts.
            _ => match serde_json::from_str::<Box<RawValue>>(text) {
                Ok(inner) if text.starts_with(['{', '[']) => self.inner(&field, &inner),
                _ => text.to_owned(),
            },
        }
    }

    /// Formats a value that has parts.
    fn inner(&self, field: &Field, raw: &RawValue) -> String {
        if self.grouped {
            value::cell_text(field, raw, None, self.names).into_owned()
        } else {
            value::show(field, raw, self.names).into_owned()
        }
    }

    /// The noun for an ID in a field of this kind, and its name if known; `None` if a number is not an ID.
    fn find_name(&self, kind: FieldKind, id: u64) -> Option<(&'static str, Option<String>)> {
        Some(match kind {
            FieldKind::Stage => ("stage", self.names.stage(id)),
            FieldKind::Pipeline => ("pipeline", self.names.pipeline(id)),
            FieldKind::User => ("user", self.names.user(id)),
            FieldKind::Person => ("person", self.names.contacts.name(ContactKind::Person, id)),
            FieldKind::Org => {
                ("organization", self.names.contacts.name(ContactKind::Organization, id))
            }
            _ => return None,
        })
    }

    pub(super) fn deal_change(&self, data: &RecordView) -> String {
        let (old, new) = self.values(data);
        let key = data.text("field_key").unwrap_or_default();
        let is = |status: DealStatus| new == status.as_str();
        match strip_version(&key) {
            "stage_id" if !old.is_empty() => format!("moved it from {old} to {new}"),
            "pipeline_id" if !old.is_empty() => {
                // A pipeline without a known name is "pipeline 1" already.
                let named = |name: String| {
                    if name.starts_with("pipeline ") { name } else { format!("pipeline {name}") }
                };
                format!("moved it from {} to {}", named(old), named(new))
            }
            "owner_id" if !old.is_empty() => format!("changed the owner from {old} to {new}"),
            "title" if !old.is_empty() => format!("renamed it from \"{old}\" to \"{new}\""),
            "status" if is(DealStatus::Won) => "won it".into(),
            "status" if is(DealStatus::Lost) => "lost it".into(),
            "status" if is(DealStatus::Deleted) => "deleted it".into(),
            "status" if is(DealStatus::Open) && !old.is_empty() => "reopened it".into(),
            "add_time" if old.is_empty() => "created it".into(),
            "archive_time" if old.is_empty() => "archived it".into(),
            "archive_time" if new.is_empty() => "unarchived it".into(),
            "is_archived" if new == "yes" => "archived it".into(),
            "is_archived" if new == "no" => "unarchived it".into(),
            _ => self.change(data, ""),
        }
    }

    pub(super) fn change(&self, data: &RecordView, of: &str) -> String {
        let key = data.text("field_key").unwrap_or_default();
        let name = match self.field(&key) {
            name if name.is_empty() => "a field".into(),
            // Built-in fields are in lower case in a sentence; custom fields keep their names.
            name => match Field::find_built_in(strip_version(&key)) {
                // "Won" is a good column heading for a time, but ambiguous in a sentence.
                Some(field) if field.kind == FieldKind::Time => field.code.replace('_', " "),
                Some(_) => name.to_lowercase(),
                None => name,
            },
        };
        describe_change(&format!("{name}{of}"), self.values(data))
    }

    pub(super) fn marketing_status(&self, data: &RecordView) -> String {
        describe_change("marketing status", self.values(data))
    }

    pub(super) fn new_value(&self, data: &RecordView) -> String {
        self.values(data).1
    }

    /// Formats the old and new value: an ID as the name in the entry (pipedrive.md P316), or as the cached
    /// name.
    fn values(&self, data: &RecordView) -> (String, String) {
        let key = data.text("field_key").unwrap_or_default();
        let code = strip_version(&key);
        let kind = self.names.field_for_code(code).kind;
        // A custom field that is deleted or not visible may have held an ID.
        let is_unknown =
            is_custom_part(code) && self.names.fields.iter().all(|field| field.code != code);
        let format_side = |side: &str| {
            let raw = data.get(side);
            let is_id = raw
                .and_then(parse_id)
                .is_some_and(|id| is_unknown || self.find_name(kind, id).is_some());
            let name = match sent_name(data, side).filter(|_| is_id) {
                Some(name) => name,
                None => self.value(&key, raw),
            };
            text::fit(&text::clean(&name), QUOTED).into_owned()
        };
        (format_side("old_value"), format_side("new_value"))
    }
}

/// The name that an entry has for the ID in `old_value` or `new_value`.
pub(super) fn sent_name(data: &RecordView, side: &str) -> Option<String> {
    let name = data.text(&format!("additional_data.{side}_formatted"))?;
    (!name.is_empty()).then(|| name.into_owned())
}

/// Formats `value 1,000 → 1,200`, like the report of a write.
fn describe_change(name: &str, (old, new): (String, String)) -> String {
    let or_nothing = |value: String| if value.is_empty() { "nothing".into() } else { value };
    match (old.as_str(), new.as_str()) {
        ("", "") => format!("changed {name}"),
        _ => format!("{name} {} → {}", or_nothing(old), or_nothing(new)),
    }
}
