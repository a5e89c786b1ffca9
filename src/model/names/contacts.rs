//! Names of persons and organizations by ID. A company may have too many to load them all, so names
//! are added as they are looked up.

use crate::model::field::FieldKind;
use crate::model::record::Record;
use serde_json::json;
use serde_json::value::to_raw_value;
use std::cell::RefCell;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactKind {
    Person,
    Organization,
}

/// The names that were looked up so far.
#[derive(Debug, Default)]
pub struct Contacts {
    persons: RefCell<HashMap<u64, Contact>>,
    organizations: RefCell<HashMap<u64, Contact>>,
}

/// A person or an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Contact {
    /// `None` for one that is deleted, or not visible to the token's user.
    name: Option<String>,
    /// When it was looked up, in seconds since 1970.
    time: u64,
}

impl ContactKind {
    pub const ALL: [ContactKind; 2] = [ContactKind::Person, ContactKind::Organization];

    /// The kind of contact whose ID is the value of a field of this kind.
    pub fn from_field(kind: FieldKind) -> Option<ContactKind> {
        match kind {
            FieldKind::Person => Some(ContactKind::Person),
            FieldKind::Org => Some(ContactKind::Organization),
            _ => None,
        }
    }

    pub fn noun(self) -> &'static str {
        match self {
            ContactKind::Person => "person",
            ContactKind::Organization => "organization",
        }
    }

    /// The name of the list, also used as a file name.
    pub fn word(self) -> &'static str {
        match self {
            ContactKind::Person => "persons",
            ContactKind::Organization => "organizations",
        }
    }
}

impl Contacts {
    pub fn name(&self, kind: ContactKind, id: u64) -> Option<String> {
        self.map(kind).borrow().get(&id)?.name.clone()
    }

    /// The name, or else the noun and the ID: `person 17`.
    pub fn label(&self, kind: ContactKind, id: u64) -> String {
        self.name(kind, id).unwrap_or_else(|| format!("{} {id}", kind.noun()))
    }

    /// Whether the contact was looked up, even if it was not found.
    pub fn is_known(&self, kind: ContactKind, id: u64) -> bool {
        self.map(kind).borrow().contains_key(&id)
    }

    pub fn learn(&self, kind: ContactKind, id: u64, name: Option<String>, time: u64) {
        self.map(kind).borrow_mut().insert(id, Contact { name, time });
    }

    /// Adds the names from cached records, unless they were looked up before `since`, in seconds since
    /// 1970.
    pub fn learn_records(&self, kind: ContactKind, records: &[Record], since: u64) {
        for record in records {
            let contact = record.read();
            let time = contact.get("time").and_then(|raw| raw.get().parse().ok()).unwrap_or(0);
            if let Some(id) = contact.id().filter(|_| time >= since) {
                let name = contact.text("name").map(|name| name.into_owned());
                let mut known = self.map(kind).borrow_mut();
                if known.get(&id).is_none_or(|known| known.time < time) {
                    known.insert(id, Contact { name, time });
                }
            }
        }
    }

    /// All contacts as records for the cache, by ID.
    pub fn records(&self, kind: ContactKind) -> Vec<Record> {
        let known = self.map(kind).borrow();
        let mut ids: Vec<&u64> = known.keys().collect();
        ids.sort_unstable();
        let record = |id: &u64| {
            let contact = known.get(id)?;
            let record = json!({"id": id, "name": contact.name, "time": contact.time});
            Record::new(to_raw_value(&record).ok()?)
        };
        ids.into_iter().filter_map(record).collect()
    }

    fn map(&self, kind: ContactKind) -> &RefCell<HashMap<u64, Contact>> {
        match kind {
            ContactKind::Person => &self.persons,
            ContactKind::Organization => &self.organizations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ContactKind::{Organization, Person};

    #[test]
    fn names_round_trip_through_the_cache_until_they_expire() {
        let contacts = Contacts::default();
        contacts.learn(Person, 3, Some("Ada \"A\" Abara".into()), 1000);
        contacts.learn(Person, 4, None, 900);
        contacts.learn(Organization, 3, Some("Northgate".into()), 1000);
        let records = contacts.records(Person);
        assert_eq!(records[0].text(), r#"{"id":3,"name":"Ada \"A\" Abara","time":1000}"#);
        let read = Contacts::default();
        read.learn(Person, 3, Some("Ada".into()), 1500);
        read.learn_records(Person, &records, 900);
        assert_eq!(read.name(Person, 3).as_deref(), Some("Ada"), "the newer name is kept");
        assert_eq!((read.is_known(Person, 4), read.name(Person, 4)), (true, None));
        let read = Contacts::default();
        read.learn_records(Person, &records, 901);
        assert_eq!(read.label(Person, 3), "Ada \"A\" Abara");
        assert_eq!((read.is_known(Person, 4), read.label(Person, 4)), (false, "person 4".into()));
        assert_eq!(read.label(Organization, 3), "organization 3");
    }
}
