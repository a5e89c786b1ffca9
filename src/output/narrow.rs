//! Writes a record as one line of JSON: the text of the response, or with `--fields` these fields in the
//! same structure. `--resolve` adds a key with names.

use super::View;
use crate::model::field::{Field, FieldKind};
use crate::model::names::ContactKind;
use crate::model::record::{Record, RecordView};
use crate::model::value;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{self, Write};

/// A member of the narrowed object: a whole value, or an object with some of its members.
struct Member<'a> {
    key: &'a str,
    /// The code of the field, if its whole value was requested.
    whole: Option<&'a str>,
    inner: Vec<Member<'a>>,
}

pub fn write_object(view: &View, record: &Record, out: &mut impl Write) -> io::Result<()> {
    if !view.chosen && !view.resolve {
        return out.write_all(one_line(record.text()).as_bytes());
    }
    let reading = record.read();
    // A deal or a search result; related records such as files have no names to add.
    let is_deal = reading.get("title").is_some() && reading.get("stage_id").is_some();
    let hit = reading.object("item");
    let is_hit = hit.get("title").is_some() && hit.object("stage").id().is_some();
    if !view.resolve || !is_deal && !is_hit {
        return write_fields(view, record, &reading, out);
    }
    // Keeps the bytes of the response, and inserts a key before the last brace.
    let mut text = Vec::new();
    write_fields(view, record, &reading, &mut text)?;
    text.pop();
    out.write_all(&text)?;
    let is_empty = text.trim_ascii_end().ends_with(b"{");
    out.write_all(if is_empty { b"\"names\":" } else { b",\"names\":" })?;
    let names = if is_hit { hit_names(view, &hit) } else { resolve_ids(view, &reading) };
    serde_json::to_writer(&mut *out, &names)?;
    out.write_all(b"}")
}

/// The names in a search hit, with the keys that a deal has; it has no other IDs than these.
fn hit_names(view: &View, hit: &RecordView) -> Map<String, Value> {
    let name = |code: &str, inner: &str, kind: FieldKind| {
        let id = hit.object(inner).get("id")?.to_owned();
        let is_asked = |field: &Field| field.code.starts_with(&format!("item.{inner}."));
        let is_shown = !view.chosen || view.columns.iter().any(is_asked);
        let given = hit.object(inner).text("name").map(|name| Value::from(name.into_owned()));
        let field = Field { kind, ..view.names.field_for_code(code) };
        let name = given.unwrap_or_else(|| value::show_json(&field, &id, &view.names));
        is_shown.then(|| (inner.to_owned(), name))
    };
    let names = [
        name("person_id", "person", FieldKind::Person),
        name("org_id", "organization", FieldKind::Org),
        name("stage_id", "stage", FieldKind::Stage),
        name("pipeline_id", "pipeline", FieldKind::Pipeline),
        name("owner_id", "owner", FieldKind::User),
    ];
    names.into_iter().flatten().collect()
}

/// The names of the IDs in the record, and the custom fields by name.
fn resolve_ids(view: &View, reading: &RecordView) -> Map<String, Value> {
    let all = || reading.members().chain(reading.custom_members()).map(|(code, _)| code.to_owned());
    let codes: Vec<String> = if view.chosen {
        view.columns.iter().map(|field| field.code.to_string()).collect()
    } else {
        all().collect()
    };
    let (mut names, mut custom) = (Map::new(), Map::new());
    for code in codes {
        let field = view.names.field_for_code(&code);
        let Some(raw) = reading.get(&code).filter(|raw| raw.get() != "null") else {
            continue;
        };
        let contact = ContactKind::from_field(field.kind);
        let name = match contact.map(|kind| (kind, raw.get().parse())) {
            Some((kind, Ok(id))) => match view.names.contacts.name(kind, id) {
                Some(name) => name.into(),
                None => continue,
            },
            _ => value::show_json(&field, raw, &view.names),
        };
        if reading.is_custom(&code) {
            custom.insert(field.name.into_owned(), name);
        } else if matches!(
            field.kind,
            FieldKind::Stage
                | FieldKind::Pipeline
                | FieldKind::User
                | FieldKind::Person
                | FieldKind::Org
                | FieldKind::Choice
                | FieldKind::Choices
        ) {
            names.insert(field.name.to_lowercase().replace(' ', "_"), name);
        }
    }
    if !custom.is_empty() {
        names.insert("custom_fields".to_owned(), Value::Object(custom));
    }
    names
}

fn write_fields(
    view: &View,
    record: &Record,
    reading: &RecordView,
    out: &mut impl Write,
) -> io::Result<()> {
    if !view.chosen {
        return out.write_all(one_line(record.text()).as_bytes());
    }
    write_members(&members(view, reading), reading, out)
}

fn write_members(members: &[Member], reading: &RecordView, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{")?;
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        serde_json::to_writer(&mut *out, member.key)?;
        out.write_all(b":")?;
        match member.whole {
            Some(code) => write_value(reading, code, out)?,
            None => write_members(&member.inner, reading, out)?,
        }
    }
    out.write_all(b"}")
}

/// The requested fields that the record has, in the requested order, but with the members of an object
/// together.
fn members<'a>(view: &'a View, reading: &RecordView) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for field in &view.columns {
        let code = field.code.as_ref();
        if reading.get(code).is_none() {
            continue;
        }
        if reading.is_custom(code) {
            insert_member(&mut members, &["custom_fields", code], code);
        } else {
            insert_member(&mut members, &code.split('.').collect::<Vec<_>>(), code);
        }
    }
    members
}

/// Inserts the value of `code` at `path`.
fn insert_member<'a>(members: &mut Vec<Member<'a>>, path: &[&'a str], code: &'a str) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = members.iter().position(|member| member.key == *key).unwrap_or_else(|| {
        members.push(Member { key, whole: None, inner: Vec::new() });
        members.len() - 1
    });
    match rest {
        [] => members[at].whole = Some(code),
        rest => insert_member(&mut members[at].inner, rest, code),
    }
}

fn write_value(reading: &RecordView, code: &str, out: &mut impl Write) -> io::Result<()> {
    let text = reading.get(code).map_or("null", |raw| raw.get());
    out.write_all(one_line(text).as_bytes())
}

/// Removes line breaks and the indentation after them. They are between tokens, as JSON strings cannot
/// contain raw line breaks.
fn one_line(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return text.into();
    }
    text.split(['\n', '\r'])
        .map(|line| line.trim_start_matches([' ', '\t']))
        .collect::<String>()
        .into()
}
