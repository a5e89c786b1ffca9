//! Collects the lookups that are needed to format changes and events.

use super::change::sent_name;
use super::event::{author_keys, due_text, sent_user};
use super::{event_data, is_custom_part, parse_id, strip_version};
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{ContactKind, Lookup, Names};
use crate::model::record::{Record, RecordView};
use crate::ops::contacts;
use serde_json::value::RawValue;

/// The names that some records need.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub lookups: Vec<Lookup>,
    pub persons: Vec<u64>,
    pub orgs: Vec<u64>,
}

impl Needs {
    /// Adds the lookups for the name of a field.
    pub fn field(&mut self, key: &str) {
        if is_custom_part(key) {
            self.lookup(Lookup::Fields);
        }
    }

    /// Adds the lookups for values of a field, unless the response has their names.
    pub fn values(&mut self, key: &str, values: [Option<&RawValue>; 2]) {
        let values =
            values.into_iter().flatten().filter(|raw| !matches!(raw.get(), "null" | "\"\""));
        let mut ids = values.clone().filter_map(parse_id).peekable();
        let (has_id, has_value) = (ids.peek().is_some(), values.clone().next().is_some());
        match Field::from_code(strip_version(key)).kind {
            FieldKind::Person => self.persons.extend(ids),
            FieldKind::Org => self.orgs.extend(ids),
            FieldKind::Stage if has_id => self.lookup(Lookup::Stages),
            FieldKind::Pipeline if has_id => self.lookup(Lookup::Pipelines),
            FieldKind::User if has_id => self.lookup(Lookup::Users),
            FieldKind::Choice | FieldKind::Choices if has_value => self.lookup(Lookup::Fields),
            FieldKind::Time if has_value => self.lookup(Lookup::Account),
            _ if has_value && is_custom_part(key) => self.lookup(Lookup::Fields),
            _ => {}
        }
    }

    /// Adds the lookups for the author of an event of the flow.
    pub fn who(&mut self, event: &Record) {
        let reading = event.read();
        let object = reading.text("object").unwrap_or_default();
        if let Some(data) = event_data(&reading) {
            self.user(&data.read(), author_keys(&object));
        }
    }

    /// Adds the lookups for the sentence about an event of the flow.
    pub fn what(&mut self, event: &Record) {
        let reading = event.read();
        let Some(data) = event_data(&reading) else {
            return;
        };
        let data = data.read();
        match reading.text("object").as_deref() {
            Some("dealChange" | "change") => {
                let key = data.text("field_key").unwrap_or_default();
                let unnamed =
                    |side: &str| data.get(side).filter(|_| sent_name(&data, side).is_none());
                self.field(&key);
                self.values(&key, [unnamed("old_value"), unnamed("new_value")]);
            }
            Some("follower" | "dealFollower" | "personFollower" | "organizationFollower") => {
                // If a user added themselves as a follower, they are the author.
                let (actor, user) = (data.reference("actor_user_id"), data.reference("user_id"));
                if actor.is_some_and(|actor| user != Some(actor)) {
                    self.user(&data, &["user_id"]);
                }
            }
            Some("activity" | "plannedActivity")
                if due_text(&data).is_some_and(|due| due.contains(':')) =>
            {
                self.lookup(Lookup::Account);
            }
            // Some versions of the service send the person, too.
            Some("participant") if data.text("person_id.name").is_none() => {
                self.persons.extend(data.reference("person_id"));
            }
            _ => {}
        }
    }

    /// Fetches the names. The account's time zone is not needed if times are printed unchanged.
    pub async fn fetch(mut self, app: &App) -> Result<Names, Error> {
        if !app.shows_times() {
            self.lookups.retain(|lookup| *lookup != Lookup::Account);
        }
        contacts::load_names(app, ContactKind::Person, self.persons).await?;
        contacts::load_names(app, ContactKind::Organization, self.orgs).await?;
        app.names(&self.lookups).await
    }

    /// Adds the first of these keys that is set, unless the response has its name.
    fn user(&mut self, data: &RecordView, keys: &[&str]) {
        let key = keys.iter().find(|key| data.reference(key).is_some());
        if key.is_some_and(|key| sent_user(data, key).is_none()) {
            self.lookup(Lookup::Users);
        }
    }

    pub fn lookup(&mut self, lookup: Lookup) {
        if !self.lookups.contains(&lookup) {
            self.lookups.push(lookup);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn record(value: Value) -> Record {
        Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
    }

    #[test]
    fn only_needed_names_are_looked_up() {
        let mut needs = Needs::default();
        let raw = |text: &str| RawValue::from_string(text.into()).unwrap();
        needs.values("org_id", [Some(&raw("\"5\"")), Some(&raw("6"))]);
        needs.values("value", [Some(&raw("5")), None]);
        needs.values("stage_id", [Some(&raw("null")), None]);
        needs.values("label", [Some(&raw("\"\"")), None]);
        let event = |object: &str, data: Value| record(json!({"object": object, "data": data}));
        let note = event("note", json!({"user_id": 2, "user": {"name": "Jana"}}));
        let activity = event("activity", json!({"user_id": 2, "owner_name": "Jana"}));
        let names = json!({"old_value_formatted": "A", "new_value_formatted": "B"});
        let moved = |names: Value| {
            event(
                "dealChange",
                json!({"field_key": "stage_id", "old_value": "1", "new_value": "2", "additional_data": names}),
            )
        };
        for event in [&note, &activity, &event("mailMessage", json!({"user_id": 2}))] {
            needs.who(event);
            needs.what(event);
        }
        needs.what(&moved(names));
        assert_eq!(needs, Needs { orgs: vec![5, 6], ..Needs::default() });
        needs.values("label", [Some(&raw("\"1,2\"")), None]);
        needs.what(&event("participant", json!({"person_id": 3})));
        needs.what(&moved(json!({"new_value_formatted": "B"})));
        needs.who(&event(
            "activity",
            json!({"user_id": 2, "created_by_user_id": 3, "owner_name": "Jana"}),
        ));
        assert_eq!(needs.lookups, [Lookup::Fields, Lookup::Stages, Lookup::Users]);
        assert_eq!(needs.persons, [3]);
    }
}
