//! Dry runs: lookups are sent if Pipedrive is reachable; all other requests are only printed.

use super::App;
use crate::error::{Error, ErrorKind};
use std::cell::RefCell;

#[derive(Default)]
pub(super) struct DryRun {
    /// Why lookups are not possible.
    offline: RefCell<Option<String>>,
    /// Names without an ID, each shown in place of its ID.
    placeholders: RefCell<Vec<String>>,
    /// The placeholders whose names could not be looked up.
    missing: RefCell<Vec<String>>,
}

impl DryRun {
    /// `offline` is the reason if lookups are known not to be possible.
    pub fn new(offline: Option<String>) -> DryRun {
        DryRun { offline: RefCell::new(offline), ..DryRun::default() }
    }
}

impl App {
    pub fn is_dry(&self) -> bool {
        self.settings.flags.dry_run
    }

    /// Whether this is a dry run in which lookups are not possible.
    pub fn is_offline(&self) -> bool {
        self.dry_run.offline.borrow().is_some()
    }

    /// Converts the error of a lookup; after the first one a dry run sends no more lookups.
    pub fn lookup_error(&self, what: &str, error: Error) -> Error {
        if !self.is_dry() || !is_unreachable(&error) {
            return error;
        }
        self.dry_run.offline.borrow_mut().get_or_insert_with(|| error.message.clone());
        self.offline_error(what)
    }

    /// The error for a lookup that an offline dry run does not send.
    pub(super) fn offline_error(&self, what: &str) -> Error {
        let why = self.dry_run.offline.borrow().clone().unwrap_or_default();
        Error::new(ErrorKind::Unavailable, format!("the dry run cannot look up {what}: {why}"))
            .hint("use IDs and keys instead of names")
    }

    /// Returns the ID that was found or, in an offline dry run, a placeholder that is printed as `<name>`.
    pub fn id_or_placeholder(&self, name: &str, found: Result<u64, Error>) -> Result<u64, Error> {
        match found {
            Err(error) if self.is_offline() && is_unreachable(&error) => {
                self.dry_run.missing.borrow_mut().push(name.to_owned());
                Ok(self.placeholder(name))
            }
            found => found,
        }
    }

    /// Creates a placeholder for an ID that is known only during the run.
    pub fn placeholder(&self, name: &str) -> u64 {
        let mut names = self.dry_run.placeholders.borrow_mut();
        names.push(name.to_owned());
        placeholder_id(names.len() - 1)
    }

    /// Replaces each placeholder by `<name>`.
    pub fn show_placeholders(&self, text: &str, is_json: bool) -> String {
        let names = self.dry_run.placeholders.borrow();
        names.iter().enumerate().fold(text.to_owned(), |text, (n, name)| {
            let shown = format!("<{name}>");
            let shown = if is_json { serde_json::Value::from(shown).to_string() } else { shown };
            text.replace(&placeholder_id(n).to_string(), &shown)
        })
    }

    /// Prints a note about the placeholders in the requests.
    pub(super) fn note_placeholders(&self) {
        let Some(why) = self.dry_run.offline.borrow().clone() else { return };
        match &self.dry_run.missing.borrow()[..] {
            [] => {}
            names => {
                let names = names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>();
                let names = names.join(", ");
                self.note(format_args!("could not look up {names}: {why}"));
            }
        }
    }
}

/// Larger than any ID.
fn placeholder_id(n: usize) -> u64 {
    u64::MAX - n as u64
}

/// Whether the service cannot be used: no token, no network, no budget.
fn is_unreachable(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Unavailable | ErrorKind::Denied | ErrorKind::RateLimited)
}
