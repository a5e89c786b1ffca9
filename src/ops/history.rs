//! What happened to a deal, in words: a changed field with its old and new value, an event of the
//! flow as a sentence. Values come as texts, numbers or objects, and keys by their v1 names.

use crate::model::field::{Field, FieldKind, is_custom_key};
use crate::model::names::{Lookup, Names};
use crate::model::record::{Record, RecordView, string};
use crate::model::value;
use crate::ops::contacts::People;
use crate::text;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// How much of a note or a mail stands in a sentence; the whole is in the JSON.
const QUOTED: usize = 200;

/// Tells with these names.
pub struct EventFormatter<'a> {
    pub names: &'a Names,
    pub people: &'a People,
    /// Digits in groups, for reading; a file has them as they came.
    pub grouped: bool,
}

/// An event of the flow.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    pub who: String,
    pub what: String,
}

/// What has to be known before some records can be told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub lookups: Vec<Lookup>,
    pub persons: Vec<u64>,
    pub orgs: Vec<u64>,
}

impl Needs {
    /// What the change of a field needs.
    pub fn change(&mut self, key: &str, values: [Option<&RawValue>; 2]) {
        let ids = values.into_iter().flatten().filter_map(parse_id);
        match Field::from_code(strip_version(key)).kind {
            FieldKind::Person => self.persons.extend(ids),
            FieldKind::Org => self.orgs.extend(ids),
            FieldKind::Stage => self.lookup(Lookup::Stages),
            FieldKind::Pipeline => self.lookup(Lookup::Pipelines),
            FieldKind::User => self.lookup(Lookup::Users),
            FieldKind::Choice | FieldKind::Choices => self.lookup(Lookup::Fields),
            _ if is_custom_part(key) => self.lookup(Lookup::Fields),
            _ => {}
        }
    }

    /// What an event of the flow needs.
    pub fn event(&mut self, event: &Record) {
        self.lookup(Lookup::Users);
        let reading = event.read();
        let Some(data) = event_data(&reading) else {
            return;
        };
        let data = data.read();
        match reading.text("object").as_deref() {
            Some("dealChange" | "change") => {
                let key = data.text("field_key").unwrap_or_default();
                self.change(&key, [data.get("old_value"), data.get("new_value")]);
            }
            // Some versions of the service send the person along.
            Some("participant") if data.text("person_id.name").is_none() => {
                self.persons.extend(data.reference("person_id"));
            }
            _ => {}
        }
    }

    pub fn lookup(&mut self, lookup: Lookup) {
        if !self.lookups.contains(&lookup) {
            self.lookups.push(lookup);
        }
    }
}

impl EventFormatter<'_> {
    /// A field by what people call it.
    pub fn field(&self, key: &str) -> String {
        let code = strip_version(key);
        // A part of a custom field goes by the field's key and its own name.
        match code.get(..40).filter(|_| is_custom_part(code)) {
            Some(whole) if whole != code => {
                let name = self.names.field_for_code(whole).name;
                format!("{name}{}", code[40..].replace('_', " "))
            }
            _ => self.names.field_for_code(code).name.into_owned(),
        }
    }

    /// A value that the field had or has; empty where there is none.
    pub fn value(&self, key: &str, raw: Option<&RawValue>) -> String {
        let field = self.names.field_for_code(strip_version(key));
        let Some(raw) = raw.filter(|raw| raw.get() != "null") else {
            return String::new();
        };
        if raw.get().starts_with(['{', '[']) {
            return value::show(&field, raw, self.names).into_owned();
        }
        let text = string(raw).unwrap_or(Cow::Borrowed(raw.get()));
        let text = text.trim();
        if let Some(told) = text.parse().ok().and_then(|id| self.id(field.kind, id)) {
            return told;
        }
        match field.kind {
            FieldKind::Choice => field.label(text).unwrap_or(text).to_owned(),
            FieldKind::Choices => {
                let ids = text.trim_matches(['[', ']']).split(',').map(str::trim);
                ids.map(|id| field.label(id).unwrap_or(id)).collect::<Vec<_>>().join(", ")
            }
            FieldKind::Number | FieldKind::Money(_) | FieldKind::Monetary => {
                let number = value::without_zero_fraction(text);
                if self.grouped { text::group_digits(number) } else { number.to_owned() }
            }
            FieldKind::Flag if matches!(text, "1" | "true") => "yes".into(),
            FieldKind::Flag if matches!(text, "0" | "false") => "no".into(),
            FieldKind::Time if text.len() >= 16 && text.is_ascii() => text[..16].replace('T', " "),
            // JSON within a text: the value of a custom field that has parts.
            _ => match serde_json::from_str::<Box<RawValue>>(text) {
                Ok(inner) if text.starts_with(['{', '[']) => value::plain(&inner).into_owned(),
                _ => text.to_owned(),
            },
        }
    }

    /// What an id means in a field of this kind; `None` where a number is only a number.
    fn id(&self, kind: FieldKind, id: u64) -> Option<String> {
        let or = |name: Option<String>, what: &str| name.unwrap_or_else(|| format!("{what} {id}"));
        Some(match kind {
            FieldKind::Stage => or(self.names.stage(id), "stage"),
            FieldKind::Pipeline => or(self.names.pipeline(id), "pipeline"),
            FieldKind::User => or(self.names.user(id), "user"),
            FieldKind::Person => self.people.person(id),
            FieldKind::Org => self.people.org(id),
            _ => return None,
        })
    }

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

    fn deal_change(&self, data: &RecordView) -> String {
        let (old, new) = self.values(data);
        let key = data.text("field_key").unwrap_or_default();
        match strip_version(&key) {
            "stage_id" if !old.is_empty() => format!("moved it from {old} to {new}"),
            "owner_id" if !old.is_empty() => format!("handed it from {old} to {new}"),
            "title" if !old.is_empty() => format!("renamed it from \"{old}\" to \"{new}\""),
            "status" if new == "won" => "won it".into(),
            "status" if new == "lost" => "lost it".into(),
            "status" if new == "deleted" => "deleted it".into(),
            "status" if new == "open" && !old.is_empty() => "reopened it".into(),
            "add_time" if old.is_empty() => "created it".into(),
            "archive_time" if old.is_empty() => "archived it".into(),
            "archive_time" if new.is_empty() => "unarchived it".into(),
            _ => self.change(data, ""),
        }
    }

    fn change(&self, data: &RecordView, of: &str) -> String {
        let key = data.text("field_key").unwrap_or_default();
        let name = match self.field(&key) {
            name if name.is_empty() => "a field".into(),
            // What every deal has is said in lower case; the company's own names are kept.
            name => match Field::find_built_in(strip_version(&key)) {
                // "Won" heads a column of times well; in a sentence it is something else.
                Some(field) if field.kind == FieldKind::Time => field.code.replace('_', " "),
                Some(_) => name.to_lowercase(),
                None => name,
            },
        };
        describe_change(&format!("{name}{of}"), self.values(data))
    }

    fn marketing_status(&self, data: &RecordView) -> String {
        describe_change("marketing status", self.values(data))
    }

    /// Old and new, in our words, or in those that came along where an id means nothing to us.
    fn values(&self, data: &RecordView) -> (String, String) {
        let key = data.text("field_key").unwrap_or_default();
        let told = |side: &str| {
            let raw = data.get(side);
            let ours = self.value(&key, raw);
            let known = || data.text(&format!("additional_data.{side}_formatted"));
            // `stage 12`: a stage that is no longer listed.
            let is_bare =
                raw.and_then(parse_id).is_some_and(|id| ours.ends_with(&format!(" {id}")));
            match known().filter(|theirs| is_bare && !theirs.is_empty()) {
                Some(theirs) => theirs.into_owned(),
                None => text::fit(&text::clean(&ours), QUOTED).into_owned(),
            }
        };
        (told("old_value"), told("new_value"))
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

fn event_data(event: &RecordView) -> Option<Record> {
    Record::new(event.get("data")?.to_owned())
}

/// Keys of v1 by the name that v2, and so the list of fields, has for them (pipedrive.md P121,
/// P315).
fn strip_version(key: &str) -> &str {
    match key {
        "user_id" => "owner_id",
        "label" => "label_ids",
        "pipeline" => "pipeline_id",
        "deleted" => "is_deleted",
        "archived" => "is_archived",
        other => other,
    }
}

/// Whether `key` is of a custom field, or of a part of one (`<key>_currency`).
fn is_custom_part(key: &str) -> bool {
    key.get(..40).is_some_and(is_custom_key)
}

/// The number in a value that is an id, whichever way it is written.
fn parse_id(raw: &RawValue) -> Option<u64> {
    let text = string(raw).unwrap_or(Cow::Borrowed(raw.get()));
    text.trim().parse().ok()
}

fn is_removal(data: &RecordView) -> bool {
    data.text("action").is_some_and(|action| action == "removed" || action == "deleted")
}

/// `value 1,000 → 1,200`, as the report of a write has it.
fn describe_change(name: &str, (old, new): (String, String)) -> String {
    let or_nothing = |value: String| if value.is_empty() { "nothing".into() } else { value };
    match (old.as_str(), new.as_str()) {
        ("", "") => format!("changed {name}"),
        _ => format!("{name} {} → {}", or_nothing(old), or_nothing(new)),
    }
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
    use serde_json::{Value, json};

    const TIER: &str = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";

    fn record(value: Value) -> Record {
        Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
    }

    fn names() -> Names {
        let mut names = Names::default();
        let users = [json!({"id": 1, "name": "Mara"}), json!({"id": 2, "name": "Tom"})];
        names.learn(Lookup::Users, &users.map(record));
        let stages = [json!({"id": 2, "name": "Qualified"}), json!({"id": 3, "name": "Proposal"})];
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
            ("change", change("value", json!(1000), json!(1200.5)), "Mara value 1,000 → 1,200.5"),
            (
                "dealChange",
                change("value", Value::Null, json!("1200")),
                "Mara value nothing → 1,200",
            ),
            (
                "dealChange",
                change("won_time", json!(""), json!("2026-01-02 03:04:05")),
                "Mara won time nothing → 2026-01-02 03:04",
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

    #[test]
    fn only_what_is_needed_is_asked_for() {
        let mut needs = Needs::default();
        let raw = |text: &str| RawValue::from_string(text.into()).unwrap();
        needs.change("org_id", [Some(&raw("\"5\"")), Some(&raw("6"))]);
        needs.change("value", [None, None]);
        assert_eq!(needs, Needs { orgs: vec![5, 6], ..Needs::default() });
        needs.change("label", [None, None]);
        needs.event(&record(json!({"object": "participant", "data": {"person_id": 3}})));
        assert_eq!(needs.lookups, [Lookup::Fields, Lookup::Users]);
        assert_eq!(needs.persons, [3]);
    }
}
