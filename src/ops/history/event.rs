//! An event of the flow as a sentence.

use super::{EventFormatter, QUOTED, event_data};
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::text;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An event of the flow.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    pub who: String,
    pub what: String,
}

impl EventFormatter<'_> {
    /// An event of the flow (pipedrive.md P311): who did it, and what they did.
    pub fn event(&self, event: &Record) -> Event {
        let reading = event.read();
        let object = reading.text("object").unwrap_or_default();
        let Some(data) = event_data(&reading) else {
            return Event { who: String::new(), what: kind_in_words(&object) };
        };
        let data = data.read();
        let by = |keys: &[&str]| self.user(&data, keys);
        let (who, what) = match object.as_ref() {
            "dealChange" | "change" => (by(&["user_id"]), self.deal_change(&data)),
            "personChange" => (by(&["user_id"]), self.change(&data, " of the person")),
            "organizationChange" => (by(&["user_id"]), self.change(&data, " of the organization")),
            "marketing_status_change" => (by(&["user_id"]), self.marketing_status(&data)),
            "note" => {
                (self.author(&data), quote_after("added a note", &quote_text(&data, "content")))
            }
            "comment" => (by(&["user_id", "adder_id"]), quote_after("commented", &gist(&data))),
            "file" => (by(&["user_id"]), file(&data)),
            "mailMessage" | "mailMessageWithAttachment" => {
                (parties(&data, "from"), mail(&object, &data))
            }
            "activity" | "plannedActivity" => {
                (by(&["created_by_user_id", "user_id"]), activity(&object, &data))
            }
            "call" => (by(&["user_id"]), quote_after("logged a call", &gist(&data))),
            "follower" | "dealFollower" => (self.actor(&data), self.follower(&data, "it")),
            "personFollower" => (self.actor(&data), self.follower(&data, "the person")),
            "organizationFollower" => (self.actor(&data), self.follower(&data, "the organization")),
            "participant" => (by(&["actor_user_id", "added_by_user_id"]), self.participant(&data)),
            "deal" => {
                (by(&["creator_user_id", "user_id"]), quote_after("added the deal", &gist(&data)))
            }
            "invoice" => (by(&["user_id"]), quote_after("added an invoice", &gist(&data))),
            "document" => (by(&["user_id"]), quote_after("added a document", &gist(&data))),
            "marketing_campaign_stat" => {
                (by(&["user_id"]), quote_after("campaign mail", &gist(&data)))
            }
            other => (
                by(&["actor_user_id", "user_id"]),
                quote_after(&kind_in_words(other), &gist(&data)),
            ),
        };
        Event { who, what }
    }

    /// The first of these that there is, by name.
    fn user(&self, data: &RecordView, keys: &[&str]) -> String {
        let found = keys.iter().find_map(|key| {
            let id = data.reference(key)?;
            let sent = || data.text(&format!("{key}.name")).map(Cow::into_owned);
            Some(self.names.user(id).or_else(sent).unwrap_or_else(|| format!("user {id}")))
        });
        found.unwrap_or_default()
    }

    /// Who wrote a note, which brings the name along (pipedrive.md P316): even of a user who is no
    /// longer listed.
    fn author(&self, note: &RecordView) -> String {
        let known = note.reference("user_id").and_then(|id| self.names.user(id));
        let sent = || note.text("user.name").filter(|name| !name.is_empty()).map(Cow::into_owned);
        known.or_else(sent).unwrap_or_else(|| self.user(note, &["user_id"]))
    }

    /// Who made somebody follow, or else who follows.
    fn actor(&self, data: &RecordView) -> String {
        self.user(data, &["actor_user_id", "user_id"])
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

    fn participant(&self, data: &RecordView) -> String {
        let sent = data.text("person_id.name").or_else(|| data.text("person.name"));
        let name = match (sent, data.reference("person_id")) {
            (Some(name), _) => name.into_owned(),
            (None, Some(id)) => self.people.person(id),
            (None, None) => "somebody".into(),
        };
        if is_removal(data) {
            format!("removed {name} from the participants")
        } else {
            format!("added {name} as a participant")
        }
    }
}

/// The names of those who write or read a mail, or else their addresses.
pub fn parties(mail: &RecordView, side: &str) -> String {
    let Some(raw) = mail.get(side) else {
        return String::new();
    };
    let people: Vec<Box<RawValue>> = if raw.get().starts_with('[') {
        serde_json::from_str(raw.get()).unwrap_or_default()
    } else {
        // One object where a list is usual.
        vec![raw.to_owned()]
    };
    let face = |raw: Box<RawValue>| {
        let record = Record::new(raw)?;
        let reading = record.read();
        let named = ["name", "linked_person_name", "email_address"].into_iter();
        named.filter_map(|key| reading.text(key)).find(|name| !name.is_empty()).map(Cow::into_owned)
    };
    people.into_iter().filter_map(face).collect::<Vec<_>>().join(", ")
}

fn is_removal(data: &RecordView) -> bool {
    data.text("action").is_some_and(|action| action == "removed" || action == "deleted")
}

fn file(data: &RecordView) -> String {
    let name = ["name", "file_name"].into_iter().find_map(|key| data.text(key));
    let name = name.unwrap_or_default();
    let size = data.get("file_size").and_then(|raw| text::size(raw.get()));
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

fn activity(object: &str, data: &RecordView) -> String {
    let subject = quote_text(data, "subject");
    let subject = if subject.is_empty() { String::new() } else { format!(" \"{subject}\"") };
    let kind = data.text("type").filter(|kind| !kind.is_empty());
    let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    let done = data.get("done").map(RawValue::get);
    if object == "activity" && !matches!(done, Some("false" | "0")) {
        return format!("completed the activity{subject}{kind}");
    }
    let due = ["due_date", "due_time"].into_iter().filter_map(|key| data.text(key));
    let due: Vec<Cow<str>> = due.filter(|part| !part.is_empty()).collect();
    let due = if due.is_empty() { String::new() } else { format!(" for {}", due.join(" ")) };
    format!("planned the activity{subject}{kind}{due}")
}

/// Whatever a thing we know little of says of itself.
fn gist(data: &RecordView) -> String {
    const TELLING: [&str; 9] = [
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
    let told = TELLING.into_iter().map(|key| quote_text(data, key));
    told.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn quote_text(data: &RecordView, key: &str) -> String {
    let raw = data.get(key).filter(|raw| !raw.get().starts_with(['{', '[']));
    let told = raw.map(value::plain).unwrap_or_default();
    let told = text::html_to_text(&told);
    text::fit(&text::clean(&told), QUOTED).into_owned()
}

fn quote_after(what: &str, quote: &str) -> String {
    if quote.is_empty() { what.to_owned() } else { format!("{what}: {quote}") }
}

/// `marketing campaign stat` for `marketing_campaign_stat`, `some new thing` for `someNewThing`.
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
mod tests {
    use super::*;
    use crate::model::names::{Lookup, Names};
    use crate::ops::contacts::People;
    use serde_json::{Value, json};

    const TIER: &str = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";

    fn record(value: Value) -> Record {
        Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
    }

    fn names() -> Names {
        let mut names = Names { zone: Some(jiff::tz::TimeZone::UTC), ..Names::default() };
        let users = [json!({"id": 1, "name": "Mara"}), json!({"id": 2, "name": "Tom"})];
        names.learn(Lookup::Users, &users.map(record));
        let stages = [(2, "Qualified"), (3, "Proposal"), (4, "Phase 4")];
        let stages = stages.map(|(id, name)| json!({"id": id, "name": name}));
        names.learn(Lookup::Stages, &stages.map(record));
        let fields = [
            json!({"field_code": TIER, "field_name": "Tier", "field_type": "enum",
                "options": [{"id": 101, "label": "Gold"}]}),
            json!({"field_code": "label_ids", "field_name": "Label", "field_type": "set",
                "options": [{"id": 1, "label": "Hot"}, {"id": 2, "label": "Warm"}]}),
        ];
        names.learn(Lookup::Fields, &fields.map(record));
        names
    }

    fn format_for_test(object: &str, data: Value) -> String {
        let (names, people) = (names(), People::default());
        let event = record(json!({"object": object, "timestamp": "", "data": data}));
        let Event { who, what } =
            EventFormatter { names: &names, people: &people, grouped: true }.event(&event);
        format!("{who} {what}").trim().to_owned()
    }

    #[test]
    fn every_kind_of_event_is_a_sentence() {
        let change = |key: &str, old: Value, new: Value| {
            json!({"user_id": 1, "field_key": key, "old_value": old, "new_value": new,
                "additional_data": {"old_value_formatted": "Gone", "new_value_formatted": "x"}})
        };
        let mail = json!({"from": [{"name": "Ada", "email_address": "a@b.c"}],
            "to": [{"name": "", "email_address": "t@h.i"}, {"name": "Tom"}], "subject": "Hi"});
        for (object, data, sentence) in [
            (
                "dealChange",
                change("stage_id", json!(2), json!("3")),
                "Mara moved it from Qualified to Proposal",
            ),
            (
                "dealChange",
                change("stage_id", json!(12), json!(3)),
                "Mara moved it from Gone to Proposal",
            ),
            // A name that ends like the ID is a name all the same.
            (
                "dealChange",
                change("stage_id", json!(4), json!(3)),
                "Mara moved it from Phase 4 to Proposal",
            ),
            ("change", change("value", json!(1000), json!(1200.5)), "Mara value 1,000 → 1,200.50"),
            (
                "dealChange",
                change("value", Value::Null, json!("1200")),
                "Mara value nothing → 1,200",
            ),
            (
                "dealChange",
                change("won_time", json!(""), json!("2026-01-02 03:04:05")),
                "Mara won time nothing → 2026-01-02 03:04:05",
            ),
            ("dealChange", change("status", json!("open"), json!("won")), "Mara won it"),
            (
                "dealChange",
                change("user_id", json!(1), json!(2)),
                "Mara handed it from Mara to Tom",
            ),
            (
                "dealChange",
                change("label", json!("1,2"), json!("")),
                "Mara labels Hot, Warm → nothing",
            ),
            ("dealChange", change(TIER, json!(""), json!("101")), "Mara Tier nothing → Gold"),
            (
                "dealChange",
                change(&format!("{TIER}_currency"), json!("EUR"), json!("USD")),
                "Mara Tier currency EUR → USD",
            ),
            (
                "dealChange",
                change("person_id", json!(7), json!({"name": "Ada", "value": 8})),
                "Mara person Gone → Ada",
            ),
            ("dealChange", json!({}), "changed a field"),
            (
                "personChange",
                change("phone", json!("1"), json!("2")),
                "Mara phone of the person 1 → 2",
            ),
            (
                "organizationChange",
                change("name", json!("A"), json!("B")),
                "Mara name of the organization A → B",
            ),
            (
                "note",
                json!({"user_id": 2, "content": "<p>Call <b>back</b></p>"}),
                "Tom added a note: Call back",
            ),
            (
                "note",
                json!({"user_id": 9, "content": "Yes", "user": {"name": "Jana", "is_you": false}}),
                "Jana added a note: Yes",
            ),
            ("change", change("value", json!(7000.0), json!("7500.0")), "Mara value 7,000 → 7,500"),
            ("comment", json!({"user_id": 9, "content": "Yes"}), "user 9 commented: Yes"),
            (
                "file",
                json!({"user_id": {"id": 2}, "name": "a.pdf", "file_size": 12345}),
                "Tom added the file a.pdf (12.3 kB)",
            ),
            ("mailMessage", mail.clone(), "Ada wrote to t@h.i, Tom: Hi"),
            ("mailMessageWithAttachment", mail, "Ada wrote to t@h.i, Tom: Hi (with files)"),
            (
                "activity",
                json!({"user_id": 1, "done": true, "subject": "Visit", "type": "meeting"}),
                "Mara completed the activity \"Visit\" (meeting)",
            ),
            (
                "activity",
                json!({"user_id": 1, "done": false, "subject": "Visit", "due_date": "2026-01-02", "due_time": ""}),
                "Mara planned the activity \"Visit\" for 2026-01-02",
            ),
            (
                "plannedActivity",
                json!({"user_id": 1, "subject": "Visit"}),
                "Mara planned the activity \"Visit\"",
            ),
            ("call", json!({"user_id": 1, "subject": "Hello"}), "Mara logged a call: Hello"),
            (
                "dealFollower",
                json!({"user_id": 1, "actor_user_id": 1, "action": "added"}),
                "Mara started following it",
            ),
            (
                "follower",
                json!({"user_id": 2, "actor_user_id": 1, "action": "removed"}),
                "Mara removed Tom from the followers",
            ),
            (
                "personFollower",
                json!({"user_id": 2, "actor_user_id": 1}),
                "Mara added Tom as a follower of the person",
            ),
            (
                "organizationFollower",
                json!({"user_id": 2}),
                "Tom started following the organization",
            ),
            (
                "participant",
                json!({"person_id": {"value": 3, "name": "Ada"}, "actor_user_id": 1}),
                "Mara added Ada as a participant",
            ),
            (
                "participant",
                json!({"person_id": 3, "action": "removed"}),
                "removed person 3 from the participants",
            ),
            ("deal", json!({"creator_user_id": 1, "title": "Roof"}), "Mara added the deal: Roof"),
            ("invoice", json!({"number": 17}), "added an invoice: 17"),
            ("document", json!({"name": "Offer"}), "added a document: Offer"),
            ("marketing_campaign_stat", json!({"subject": "News"}), "campaign mail: News"),
            (
                "marketing_status_change",
                json!({"old_value": "a", "new_value": "b"}),
                "marketing status a → b",
            ),
            ("someNewThing", json!({"user_id": 1, "title": "T"}), "Mara some new thing: T"),
            ("", Value::Null, "something happened"),
        ] {
            assert_eq!(format_for_test(object, data), sentence, "{object}");
        }
    }
}
