//! What has to be looked up before changes and events can be told.

use super::{event_data, is_custom_part, parse_id, strip_version};
use crate::model::field::{Field, FieldKind};
use crate::model::names::Lookup;
use crate::model::record::Record;
use serde_json::value::RawValue;

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
            FieldKind::Time => self.lookup(Lookup::Account),
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

    /// Times are printed as they came: nobody needs to know the account's zone.
    pub fn forget_zone(&mut self) {
        self.lookups.retain(|lookup| *lookup != Lookup::Account);
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
