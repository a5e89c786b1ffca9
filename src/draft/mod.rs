//! The fields a deal is about to get: filled by flags, answers or a file, checked by what Pipedrive
//! is known to refuse, and sent as one body.

mod flags;

pub use flags::{DraftArgs, Ids};

use crate::failure::{Failure, Kind};
use crate::record::Reading;
use serde_json::{Map, Value};

/// Whether a deal is going on, won or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Status {
    Open,
    Won,
    Lost,
}

/// A body in the making.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Draft(Map<String, Value>);

impl Draft {
    pub fn set(&mut self, code: &str, value: impl Into<Value>) {
        self.0.insert(code.to_owned(), value.into());
    }

    pub fn with(mut self, code: &str, value: impl Into<Value>) -> Draft {
        self.set(code, value);
        self
    }

    pub fn get(&self, code: &str) -> Option<&Value> {
        self.0.get(code)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn into_body(self) -> Value {
        Value::Object(self.0)
    }

    /// What is wrong with the draft whatever deal it is for (behaviours 59–61, 68; field note Q42).
    fn mistake(&self) -> Option<Failure> {
        let empty = |code| self.0.get(code).and_then(Value::as_object).is_some_and(Map::is_empty);
        if empty("custom_fields") {
            return Some(Failure::usage(
                "custom_fields is empty: that might clear every custom field of the deal",
            ));
        }
        if self.0.contains_key("archive_time")
            && self.0.get("is_archived") == Some(&Value::Bool(false))
        {
            return Some(Failure::usage("archive_time goes only with an archived deal"));
        }
        // On its own a status word decides; without one the deal's own does.
        self.status().and_then(|status| self.closing_mistake(status))
    }

    /// What Pipedrive would refuse for a new deal.
    pub fn check_new(&self) -> Result<(), Failure> {
        if self.0.get("is_deleted") == Some(&Value::Bool(true)) {
            return Err(Failure::usage("a deal cannot be created deleted"));
        }
        if self.0.contains_key("archive_time")
            && self.0.get("is_archived") != Some(&Value::Bool(true))
        {
            return Err(Failure::usage("archive_time goes only with --archived"));
        }
        self.closing_mistake(self.status().unwrap_or("open")).map_or(Ok(()), Err)
    }

    /// What Pipedrive would refuse for the deal as it stands.
    pub fn check_change(&self, deal: &Reading) -> Result<(), Failure> {
        let id = deal.id().unwrap_or_default();
        let refused =
            |what: String, hint: String| Err(Failure::new(Kind::Refused, what).hint(hint));
        let is = |code: &str| deal.get(code).is_some_and(|raw| raw.get() == "true");
        let undoes = |code: &str| self.0.get(code) == Some(&Value::Bool(false));
        if self.0.get("is_deleted") == Some(&Value::Bool(true)) {
            return Err(Failure::usage("a deal is not deleted by an update")
                .hint(format!("deals delete {id}")));
        }
        if is("is_deleted") && !undoes("is_deleted") {
            return refused(
                format!("deal {id} is deleted"),
                format!("bring it back first: deals update {id} --deleted=false"),
            );
        }
        if is("is_archived") && !undoes("is_archived") {
            return refused(
                format!("deal {id} is archived and cannot be changed"),
                format!("take it out first: deals unarchive {id}"),
            );
        }
        let status = deal.text("status").unwrap_or_default();
        self.closing_mistake(self.status().unwrap_or(&status)).map_or(Ok(()), Err)
    }

    fn status(&self) -> Option<&str> {
        self.0.get("status").and_then(Value::as_str)
    }

    /// Reasons and times of closing go only with the status they belong to (behaviours 60).
    fn closing_mistake(&self, status: &str) -> Option<Failure> {
        let rules = [
            ("lost_reason", &["lost"][..]),
            ("lost_time", &["lost"]),
            ("won_time", &["won"]),
            ("close_time", &["won", "lost"]),
        ];
        let set = |code| self.0.get(code).is_some_and(|value| !value.is_null());
        let (code, fits) =
            rules.into_iter().find(|(code, fits)| set(*code) && !fits.contains(&status))?;
        let message =
            format!("{code} goes only with status {}, and the deal is {status}", fits.join(" or "));
        Some(Failure::usage(message).hint(format!("add --status {}", fits[0])))
    }
}

impl Status {
    /// As it stands on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Won => "won",
            Status::Lost => "lost",
        }
    }
}

/// A title as Pipedrive takes it: any text but none.
pub fn checked_title(title: &str) -> Result<&str, Failure> {
    if title.trim().is_empty() {
        return Err(Failure::usage("a deal needs a title: it is empty"));
    }
    Ok(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_deal_that_cannot_be_changed_is_not_written_to() {
        let check = |deal: Value, draft: Draft| {
            let record =
                crate::record::Record::new(serde_json::value::to_raw_value(&deal).unwrap())
                    .unwrap();
            draft.check_change(&record.read()).map_err(|failure| failure.message)
        };
        let title = || Draft::default().with("title", "x");
        assert!(
            check(json!({"id": 1, "status": "open", "is_archived": true}), title())
                .unwrap_err()
                .contains("archived")
        );
        assert!(
            check(
                json!({"id": 1, "status": "open", "is_archived": true}),
                title().with("is_archived", false)
            )
            .is_ok()
        );
        assert!(check(json!({"id": 1, "status": "open", "is_deleted": true}), title()).is_err());
        let reason = || Draft::default().with("lost_reason", "price");
        assert!(check(json!({"id": 1, "status": "lost"}), reason()).is_ok());
        assert!(check(json!({"id": 1, "status": "open"}), reason()).is_err());
    }
}
