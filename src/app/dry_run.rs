//! A dry run: it reads what it must know to show the requests that a run would send, as far as
//! Pipedrive can be reached, and sends nothing else.

use super::App;
use crate::error::{Error, ErrorKind};
use std::cell::RefCell;

#[derive(Default)]
pub(super) struct DryRun {
    /// Why nothing can be looked up.
    offline: RefCell<Option<String>>,
    /// Names that stand for IDs.
    placeholders: RefCell<Vec<String>>,
    /// Those of them that could not be looked up.
    missing: RefCell<Vec<String>>,
}

impl DryRun {
    /// A dry run that was told from the beginning that nothing can be looked up.
    pub fn new(offline: Option<String>) -> DryRun {
        DryRun { offline: RefCell::new(offline), ..DryRun::default() }
    }
}

impl App {
    pub fn is_dry(&self) -> bool {
        self.settings.flags.dry_run
    }

    /// Whether this is a dry run that has found that it can look nothing up.
    pub fn is_offline(&self) -> bool {
        self.dry_run.offline.borrow().is_some()
    }

    /// The error of a look-up; a dry run that met it tries no other one.
    pub fn lookup_error(&self, what: &str, error: Error) -> Error {
        if !self.is_dry() || !is_out_of_reach(&error) {
            return error;
        }
        self.dry_run.offline.borrow_mut().get_or_insert_with(|| error.message.clone());
        self.offline_error(what)
    }

    /// What a dry run says of what it cannot look up.
    pub(super) fn offline_error(&self, what: &str) -> Error {
        let why = self.dry_run.offline.borrow().clone().unwrap_or_default();
        Error::new(ErrorKind::Unavailable, format!("the dry run cannot look up {what}: {why}"))
            .hint("use IDs and keys instead of names")
    }

    /// The ID that a look-up found; in a dry run that could not look it up, a number that is shown
    /// as the name.
    pub fn id_or_placeholder(&self, name: &str, found: Result<u64, Error>) -> Result<u64, Error> {
        match found {
            Err(error) if self.is_offline() && is_out_of_reach(&error) => {
                self.dry_run.missing.borrow_mut().push(name.to_owned());
                Ok(self.placeholder(name))
            }
            found => found,
        }
    }

    /// A number that is shown as the name: IDs that are known only once the run has begun.
    pub fn placeholder(&self, name: &str) -> u64 {
        let mut names = self.dry_run.placeholders.borrow_mut();
        names.push(name.to_owned());
        number(names.len() - 1)
    }

    /// A text with `<name>` in the place of each placeholder.
    pub(super) fn show_placeholders(&self, text: &str, is_json: bool) -> String {
        let names = self.dry_run.placeholders.borrow();
        names.iter().enumerate().fold(text.to_owned(), |text, (n, name)| {
            let shown = format!("<{name}>");
            let shown = if is_json { serde_json::Value::from(shown).to_string() } else { shown };
            text.replace(&number(n).to_string(), &shown)
        })
    }

    /// Says what the requests do not show rightly because nothing could be looked up.
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

/// No ID is that large.
fn number(n: usize) -> u64 {
    u64::MAX - n as u64
}

/// Whether nobody answered, or nobody is asked: no token, no network, no budget.
fn is_out_of_reach(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Unavailable | ErrorKind::Denied | ErrorKind::RateLimited)
}
