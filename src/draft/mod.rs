//! The fields to write to a deal, from flags, prompts or a file. Values that Pipedrive is known to reject
//! are reported before the request.

mod body_file;
mod flags;
mod set;

pub use flags::{DraftArgs, Ids, LabelArgs};
pub use set::{Pairs, check_writable, clear, is_writable, monetary, parse_options, parse_value};

use crate::error::{Error, ErrorKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::is_custom_key;
use crate::model::record::RecordView;
use crate::model::value;
use serde_json::{Map, Value, json};

/// The body of a write.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Draft {
    body: Map<String, Value>,
    labels: Labels,
    /// Keys of monetary custom fields with an amount without a currency; the deal's currency is added.
    bare_amounts: Vec<String>,
}

/// Labels to add and to remove; a deal keeps its others. The API only replaces the whole set.
#[derive(Debug, Default, Clone, PartialEq)]
struct Labels {
    add: Vec<u64>,
    remove: Vec<u64>,
}

impl Draft {
    pub fn set(&mut self, code: &str, value: impl Into<Value>) {
        self.body.insert(code.to_owned(), value.into());
    }

    pub fn with(mut self, code: &str, value: impl Into<Value>) -> Draft {
        self.set(code, value);
        self
    }

    /// The value written to a field, built-in or custom.
    pub fn get(&self, code: &str) -> Option<&Value> {
        let own = || self.body.get("custom_fields").and_then(|fields| fields.get(code));
        self.body.get(code).or_else(own)
    }

    /// Writes a field, replacing an earlier value.
    pub fn write(&mut self, code: &str, value: Value) {
        if !is_custom_key(code) {
            return self.set(code, value);
        }
        let fields = self.body.entry("custom_fields").or_insert_with(|| json!({}));
        if !fields.is_object() {
            *fields = json!({});
        }
        fields[code] = value;
    }

    /// Removes a field from the draft, so that it is not written.
    pub fn forget(&mut self, code: &str) {
        // Keeps the order of the other fields, in which they are shown.
        self.body.shift_remove(code);
        let Some(fields) = self.body.get_mut("custom_fields").and_then(Value::as_object_mut) else {
            return;
        };
        fields.shift_remove(code);
        if fields.is_empty() {
            self.body.shift_remove("custom_fields");
        }
    }

    /// Sets the value of a flag; `false` if another flag gave a different one.
    fn set_by_flag(&mut self, given: &mut Vec<String>, code: &str, value: &Value) -> bool {
        let is_custom = is_custom_key(code);
        let before = if is_custom {
            self.body.get("custom_fields").and_then(|fields| fields.get(code))
        } else {
            self.body.get(code)
        };
        // Flags override --body, but not --custom-fields.
        let by_flag = |word: &str| given.iter().any(|code| code == word);
        let is_given = by_flag(code) || is_custom && by_flag("custom_fields");
        if is_given && before.is_some_and(|before| before != value) {
            return false;
        }
        given.push(code.to_owned());
        self.write(code, value.clone());
        true
    }

    pub fn is_empty(&self) -> bool {
        self.body.is_empty() && self.labels == Labels::default()
    }

    /// The codes of the fields in the draft; for custom fields, their keys.
    pub fn codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.body.keys().map(String::as_str).collect();
        codes.retain(|code| *code != "custom_fields");
        let custom = self.body.get("custom_fields").and_then(Value::as_object);
        codes.extend(custom.into_iter().flat_map(Map::keys).map(String::as_str));
        if self.labels != Labels::default() {
            codes.push("label_ids");
        }
        codes
    }

    /// Completes the draft for this deal: adds its other labels if labels are added or removed, and its
    /// currency to amounts without one.
    pub fn for_deal(&self, deal: &RecordView) -> Draft {
        let mut draft = Draft { body: self.body.clone(), ..Draft::default() };
        if let Some(currency) = deal.text("currency") {
            draft.set_currency(&self.bare_amounts, &currency);
        }
        let Labels { add, remove } = &self.labels;
        let before: Vec<u64> = deal
            .get("label_ids")
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or_default();
        let mut after = before.clone();
        after.retain(|id| !remove.contains(id));
        after.extend(add.iter().filter(|id| !before.contains(id)));
        if after != before {
            draft.set("label_ids", after);
        }
        draft
    }

    /// Completes the draft for a deal that was not read, with texts for its labels and currency.
    pub fn for_any_deal(&self) -> Draft {
        let mut draft = Draft { body: self.body.clone(), ..Draft::default() };
        draft.set_currency(&self.bare_amounts, "that of the deal");
        if self.labels != Labels::default() {
            let Labels { add, remove } = &self.labels;
            let list = |ids: &[u64]| ids.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
            let mut labels = "those of the deal".to_owned();
            for (word, ids) in [("and", add), ("without", remove)] {
                if !ids.is_empty() {
                    labels = format!("{labels} {word} {}", list(ids));
                }
            }
            draft.set("label_ids", labels);
        }
        draft
    }

    /// Sets the currency of the amounts of these custom fields.
    fn set_currency(&mut self, keys: &[String], currency: &str) {
        for key in keys {
            if let Some(Value::Object(mut amount)) = self.get(key).cloned() {
                amount.insert("currency".to_owned(), currency.into());
                self.write(key, amount.into());
            }
        }
    }

    pub fn into_body(self) -> Map<String, Value> {
        self.body
    }

    /// The error for a draft that is invalid for any deal (pipedrive.md P223, P224, P226, P236, P239).
    fn find_mistake(&self) -> Option<Error> {
        let empty =
            |code| self.body.get(code).and_then(Value::as_object).is_some_and(Map::is_empty);
        if empty("custom_fields") {
            return Some(Error::usage(
                "custom_fields is empty, which might clear all custom fields of the deal",
            ));
        }
        if self.body.contains_key("archive_time")
            && self.body.get("is_archived") == Some(&Value::Bool(false))
        {
            return Some(Error::usage("archive_time is valid only for an archived deal"));
        }
        // Without a status, the status of the deal decides.
        self.status().and_then(|status| self.find_closing_mistake(status))
    }

    /// Fails if Pipedrive would reject the draft for a new deal.
    pub fn check_new(&self) -> Result<(), Error> {
        if self.body.get("is_deleted") == Some(&Value::Bool(true)) {
            return Err(Error::usage("a new deal cannot be deleted"));
        }
        if self.body.contains_key("archive_time")
            && self.body.get("is_archived") != Some(&Value::Bool(true))
        {
            return Err(Error::usage("archive_time is valid only with --archived"));
        }
        if let Some(amount) = self.bare_amounts.first().and_then(|key| self.get(key)) {
            return Err(value::no_currency(&amount["value"]));
        }
        self.find_closing_mistake(self.status().unwrap_or(DealStatus::Open.as_str()))
            .map_or(Ok(()), Err)
    }

    /// Fails if Pipedrive would reject the draft for this deal.
    pub fn check_change(&self, deal: &RecordView) -> Result<(), Error> {
        let id = deal.id().unwrap_or_default();
        let refused =
            |what: String, hint: String| Err(Error::new(ErrorKind::Refused, what).hint(hint));
        let is = |code: &str| deal.is_true(code);
        let undoes = |code: &str| self.body.get(code) == Some(&Value::Bool(false));
        if self.body.get("is_deleted") == Some(&Value::Bool(true)) {
            return Err(Error::usage("an update cannot delete a deal")
                .hint(format!("use `deals delete {id}`")));
        }
        if is("is_deleted") && !undoes("is_deleted") {
            return refused(
                format!("deal {id} is deleted"),
                format!("restore it first: deals update {id} --deleted=false"),
            );
        }
        if is("is_archived") && !undoes("is_archived") {
            return refused(
                format!("deal {id} is archived and cannot be changed"),
                format!("unarchive it first: deals unarchive {id}"),
            );
        }
        let status = deal.text("status").unwrap_or_default();
        self.find_closing_mistake(self.status().unwrap_or(&status)).map_or(Ok(()), Err)
    }

    fn status(&self) -> Option<&str> {
        self.body.get("status").and_then(Value::as_str)
    }

    /// Reasons and times of closing are valid only with their status (pipedrive.md P224).
    fn find_closing_mistake(&self, status: &str) -> Option<Error> {
        let rules = [
            ("lost_reason", &[DealStatus::Lost][..]),
            ("lost_time", &[DealStatus::Lost]),
            ("won_time", &[DealStatus::Won]),
            ("close_time", &[DealStatus::Won, DealStatus::Lost]),
        ];
        let set = |code| self.body.get(code).is_some_and(|value| !value.is_null());
        let is_one_of = |fits: &[DealStatus]| fits.iter().any(|fit| fit.as_str() == status);
        let (code, fits) = rules.into_iter().find(|(code, fits)| set(*code) && !is_one_of(fits))?;
        let words: Vec<&str> = fits.iter().map(|status| status.as_str()).collect();
        let message = format!(
            "{code} is valid only with status {}, and the deal is {status}",
            words.join(" or ")
        );
        Some(Error::usage(message).hint(format!("add --status {}", fits[0])))
    }
}

/// Parses a probability (pipedrive.md P226).
fn parse_percent(text: &str) -> Result<Value, Error> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => {
            // Sent as it was written: 50, not 50.0.
            Ok(text
                .trim_end_matches('%')
                .trim()
                .parse::<u64>()
                .map_or_else(|_| json!(percent), |whole| json!(whole)))
        }
        _ => Err(Error::usage(format!("`{text}` is not a probability from 0 to 100"))),
    }
}

/// Returns the title unchanged; fails if it is blank.
pub fn check_title(title: &str) -> Result<&str, Error> {
    if title.trim().is_empty() {
        return Err(Error::usage("a deal needs a title"));
    }
    Ok(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rejects_changes_of_a_deleted_or_archived_deal() {
        let check = |deal: Value, draft: Draft| {
            let record =
                crate::model::record::Record::new(serde_json::value::to_raw_value(&deal).unwrap())
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

    #[test]
    fn adds_and_removes_labels() {
        let after = |deal: Value, add: &[u64], remove: &[u64]| -> Value {
            let labels = Labels { add: add.to_vec(), remove: remove.to_vec() };
            let record =
                crate::model::record::Record::new(serde_json::value::to_raw_value(&deal).unwrap())
                    .unwrap();
            Draft { labels, ..Draft::default() }.for_deal(&record.read()).into_body().into()
        };
        assert_eq!(after(json!({"label_ids": [2]}), &[1], &[]), json!({"label_ids": [2, 1]}));
        assert_eq!(after(json!({"label_ids": [1, 2]}), &[3], &[1]), json!({"label_ids": [2, 3]}));
        assert_eq!(after(json!({"label_ids": [1]}), &[], &[1]), json!({"label_ids": []}));
        assert_eq!(after(json!({"label_ids": [1]}), &[1], &[2]), json!({}));
        assert_eq!(after(json!({}), &[1], &[]), json!({"label_ids": [1]}));
    }

    #[test]
    fn a_bare_amount_takes_the_currency_of_the_deal() {
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let mut draft = Draft { bare_amounts: vec![key.into()], ..Draft::default() };
        draft.write(key, json!({"value": 5000}));
        let deal = json!({"id": 1, "currency": "USD"});
        let deal =
            crate::model::record::Record::new(serde_json::value::to_raw_value(&deal).unwrap())
                .unwrap();
        let written = |draft: Draft| draft.into_body()["custom_fields"][key].clone();
        let expected = json!({"value": 5000, "currency": "USD"});
        assert_eq!(written(draft.for_deal(&deal.read())), expected);
        assert_eq!(written(draft.for_any_deal())["currency"], "that of the deal");
        assert_eq!(draft.check_new().unwrap_err().message, "`5000` has no currency");
    }

    #[test]
    fn a_written_field_can_be_removed() {
        let key = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
        let mut draft = Draft::default().with("title", "Roof");
        draft.write(key, json!(101));
        assert_eq!((draft.get(key), draft.codes()), (Some(&json!(101)), vec!["title", key]));
        draft.forget(key);
        assert_eq!(Value::from(draft.clone().into_body()), json!({"title": "Roof"}));
        draft.forget("title");
        assert!(draft.is_empty());
    }
}
