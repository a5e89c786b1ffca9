//! Formats an event of the flow as a sentence.

use super::{EventFormatter, QUOTED, event_data};
use crate::model::names::ContactKind;
use crate::model::record::{Record, RecordView};
use crate::model::{time, value};
use crate::text;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A formatted event of the flow.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    pub who: String,
    pub what: String,
}

impl EventFormatter<'_> {
    /// Formats an action of the flow, of one or several events (pipedrive.md P314).
    pub fn action(&self, events: &[&Record]) -> Event {
        let formatted: Vec<Event> = events.iter().rev().map(|event| self.event(event)).collect();
        let who = formatted.first().map(|event| event.who.clone()).unwrap_or_default();
        if events.len() < 2 {
            return formatted.into_iter().next().unwrap_or(Event { who, what: String::new() });
        }
        let changed = |code: &str| {
            let of =
                |event: &Record| event.read().text("data.field_key").is_some_and(|key| key == code);
            events.iter().find(|event| of(event))
        };
        let (status, reason) = (changed("status"), changed("lost_reason"));
        if let (Some(status), Some(reason)) = (status, reason) {
            let is_lost = status.read().text("data.new_value").is_some_and(|new| new == "lost");
            let reason = event_data(&reason.read()).filter(|_| is_lost);
            let reason = reason.map(|data| self.new_value(&data.read())).unwrap_or_default();
            return Event { who, what: quote_after(&self.event(status).what, &reason) };
        }
        let what: Vec<String> = formatted.into_iter().map(|event| event.what).collect();
        Event { who, what: what.join(", ") }
    }

    /// Formats an event of the flow (pipedrive.md P311): its author and what they did.
    pub fn event(&self, event: &Record) -> Event {
        let reading = event.read();
        let object = reading.text("object").unwrap_or_default();
        let Some(data) = event_data(&reading) else {
            return Event { who: String::new(), what: kind_in_words(&object) };
        };
        let data = data.read();
        let who = match object.as_ref() {
            "mailMessage" | "mailMessageWithAttachment" => parties(&data, "from"),
            object => self.user(&data, author_keys(object)),
        };
        let what = match object.as_ref() {
            "dealChange" | "change" => self.deal_change(&data),
            "personChange" => self.change(&data, " of the person"),
            "organizationChange" => self.change(&data, " of the organization"),
            "marketing_status_change" => self.marketing_status(&data),
            "note" => quote_after("added a note", &quote_text(&data, "content")),
            "comment" => quote_after("commented", &summarize(&data)),
            "file" => file(&data),
            "mailMessage" | "mailMessageWithAttachment" => mail(&object, &data),
            "activity" | "plannedActivity" => self.activity(&object, &data),
            "call" => quote_after("logged a call", &summarize(&data)),
            "follower" | "dealFollower" => self.follower(&data, "it"),
            "personFollower" => self.follower(&data, "the person"),
            "organizationFollower" => self.follower(&data, "the organization"),
            "participant" => self.participant(&data),
            "deal" => quote_after("added the deal", &summarize(&data)),
            "invoice" => quote_after("added an invoice", &summarize(&data)),
            "document" => quote_after("added a document", &summarize(&data)),
            "marketing_campaign_stat" => quote_after("campaign mail", &summarize(&data)),
            other => quote_after(&kind_in_words(other), &summarize(&data)),
        };
        Event { who, what }
    }

    /// The name of the user in the first of these keys that is set.
    fn user(&self, data: &RecordView, keys: &[&str]) -> String {
        let found = keys.iter().find_map(|key| {
            let id = data.reference(key)?;
            let name = sent_user(data, key).or_else(|| self.names.user(id));
            Some(name.unwrap_or_else(|| format!("user {id}")))
        });
        found.unwrap_or_default()
    }

    fn follower(&self, data: &RecordView, what: &str) -> String {
        let (actor, user) = (data.reference("actor_user_id"), data.reference("user_id"));
        let own = actor.is_none() || actor == user;
        let name = self.user(data, &["user_id"]);
        let of = if what == "it" { String::new() } else { format!(" of {what}") };
        match (is_removal(data), own) {
            (false, true) => format!("started following {what}"),
            (false, false) => format!("added {name} as a follower{of}"),
            (true, true) => format!("stopped following {what}"),
            (true, false) => format!("removed {name} from the followers{of}"),
        }
    }

    fn activity(&self, object: &str, data: &RecordView) -> String {
        let subject = quote_text(data, "subject");
        let subject = if subject.is_empty() { String::new() } else { format!(" \"{subject}\"") };
        let kind = data.text("type").filter(|kind| !kind.is_empty());
        let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
        let done = data.get("done").map(RawValue::get);
        if object == "activity" && !matches!(done, Some("false" | "0")) {
            return format!("completed the activity{subject}{kind}");
        }
        let zone = self.names.zone.as_ref();
        let words = |due: String| {
            if self.grouped { time::display_text(&due, zone).into_owned() } else { due }
        };
        let due = due_text(data).map(|due| format!(" for {}", words(due)));
        format!("planned the activity{subject}{kind}{}", due.unwrap_or_default())
    }

    fn participant(&self, data: &RecordView) -> String {
        let sent = data.text("person_id.name").or_else(|| data.text("person.name"));
        let name = match (sent, data.reference("person_id")) {
            (Some(name), _) => name.into_owned(),
            (None, Some(id)) => self.names.contacts.label(ContactKind::Person, id),
            (None, None) => "somebody".into(),
        };
        if is_removal(data) {
            format!("removed {name} from the participants")
        } else {
            format!("added {name} as a participant")
        }
    }
}

/// The keys that may have the author of this kind of event, in order of precedence.
pub(super) fn author_keys(object: &str) -> &'static [&'static str] {
    match object {
        "dealChange"
        | "change"
        | "personChange"
        | "organizationChange"
        | "marketing_status_change"
        | "note"
        | "file"
        | "call"
        | "invoice"
        | "document"
        | "marketing_campaign_stat" => &["user_id"],
        "comment" => &["user_id", "adder_id"],
        "activity" | "plannedActivity" => &["created_by_user_id", "user_id"],
        "participant" => &["actor_user_id", "added_by_user_id"],
        "deal" => &["creator_user_id", "user_id"],
        "mailMessage" | "mailMessageWithAttachment" => &[],
        // The user who added the follower, or else the follower.
        _ => &["actor_user_id", "user_id"],
    }
}

/// The name that an event has for the user in `key`: notes and activities have the name of their user
/// (pipedrive.md P316).
pub(super) fn sent_user(data: &RecordView, key: &str) -> Option<String> {
    let is_owner = data.reference(key)? == data.reference("user_id")?;
    let own = format!("{key}.name");
    let names =
        [Some(own.as_str()), is_owner.then_some("user.name"), is_owner.then_some("owner_name")];
    let mut sent = names.into_iter().flatten().filter_map(|name| data.text(name));
    sent.find(|name| !name.is_empty()).map(|name| text::clean(&name).into_owned())
}

/// The due date of an activity in UTC, with a time of day if it has one (pipedrive.md P325).
pub(super) fn due_text(data: &RecordView) -> Option<String> {
    let parts = ["due_date", "due_time"].into_iter().filter_map(|key| data.text(key));
    let parts: Vec<Cow<str>> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The names of the senders or recipients of a mail, or else their addresses.
pub fn parties(mail: &RecordView, side: &str) -> String {
    let Some(raw) = mail.get(side) else {
        return String::new();
    };
    let people: Vec<Box<RawValue>> = if raw.get().starts_with('[') {
        serde_json::from_str(raw.get()).unwrap_or_default()
    } else {
        // A single object instead of a list.
        vec![raw.to_owned()]
    };
    let name_or_address = |raw: Box<RawValue>| {
        let record = Record::new(raw)?;
        let reading = record.read();
        let named = ["name", "linked_person_name", "email_address"].into_iter();
        named.filter_map(|key| reading.text(key)).find(|name| !name.is_empty()).map(Cow::into_owned)
    };
    people.into_iter().filter_map(name_or_address).collect::<Vec<_>>().join(", ")
}

fn is_removal(data: &RecordView) -> bool {
    data.text("action").is_some_and(|action| action == "removed" || action == "deleted")
}

fn file(data: &RecordView) -> String {
    let name = ["name", "file_name"].into_iter().find_map(|key| data.text(key));
    let name = name.unwrap_or_default();
    let size = data.get("file_size").and_then(|raw| text::format_size(raw.get()));
    match size {
        Some(size) => format!("added the file {name} ({size})"),
        None => format!("added the file {name}"),
    }
}

fn mail(object: &str, data: &RecordView) -> String {
    let to = parties(data, "to");
    let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
    let flag = data.get("has_attachments_flag").map(RawValue::get);
    let with = if object == "mailMessageWithAttachment" || matches!(flag, Some("1" | "true")) {
        " (with files)"
    } else {
        ""
    };
    quote_after(&format!("wrote{to}"), &quote_text(data, "subject")) + with
}

/// A summary of an object of an unknown kind.
fn summarize(data: &RecordView) -> String {
    const SUMMARY_KEYS: [&str; 9] = [
        "subject",
        "title",
        "name",
        "number",
        "file_name",
        "content",
        "comment",
        "description",
        "snippet",
    ];
    let texts = SUMMARY_KEYS.into_iter().map(|key| quote_text(data, key));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn quote_text(data: &RecordView, key: &str) -> String {
    let raw = data.get(key).filter(|raw| !raw.get().starts_with(['{', '[']));
    let text = raw.map(value::plain).unwrap_or_default();
    let plain = text::html_to_text(&text);
    text::fit(&text::clean(&plain), QUOTED).into_owned()
}

fn quote_after(what: &str, quote: &str) -> String {
    if quote.is_empty() { what.to_owned() } else { format!("{what}: {quote}") }
}

/// Formats `marketing_campaign_stat` as `marketing campaign stat`, and `someNewThing` as `some new thing`.
fn kind_in_words(object: &str) -> String {
    let mut words = String::new();
    for c in object.chars() {
        match c {
            '_' => words.push(' '),
            c if c.is_uppercase() => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c => words.push(c),
        }
    }
    let words = words.trim();
    if words.is_empty() { "something happened".to_owned() } else { words.to_owned() }
}

#[cfg(test)]
mod tests;
