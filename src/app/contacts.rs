//! The known names of persons and organizations: from the account's cache, where they are valid for 24
//! hours like other names, and from lookups of this run.

use super::App;
use crate::model::names::{ContactKind, Contacts};
use crate::store::cache::MAX_AGE;
use std::time::{SystemTime, UNIX_EPOCH};

impl App {
    /// The names known without a request.
    pub fn contacts(&self) -> &Contacts {
        if !self.has_read_contacts.replace(true) && !self.settings.flags.refresh {
            self.read_contacts();
        }
        &self.contacts
    }

    /// Adds the names found by a lookup, and stores them in the cache.
    pub fn learn_contacts(
        &self,
        kind: ContactKind,
        found: impl IntoIterator<Item = (u64, Option<String>)>,
    ) {
        let contacts = self.contacts();
        let mut found = found.into_iter().peekable();
        if found.peek().is_none() {
            return;
        }
        for (id, name) in found {
            contacts.learn(kind, id, name, now());
        }
        // Another run may have stored other names meanwhile.
        self.read_contacts();
        self.cache.write(kind.word(), &contacts.records(kind));
    }

    fn read_contacts(&self) {
        let oldest = now().saturating_sub(MAX_AGE.as_secs());
        for kind in ContactKind::ALL {
            if let Some(records) = self.cache.read(kind.word()) {
                self.contacts.learn_records(kind, &records, oldest);
            }
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
