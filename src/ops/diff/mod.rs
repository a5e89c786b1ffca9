//! Compares two exports, or an export with the account, and plans the writes that restore an export.

mod lines;
mod live;
mod report;
mod restore;
mod source;

pub use live::fetch_live;
pub use report::{print, summarize};
pub use restore::{Restore, plan_restore};
pub use source::Source;

use crate::error::Error;
use crate::model::amount::Amount;
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use crate::model::value::{self, is_same};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A deal in one or both of the exports.
pub enum DealChange {
    Added(Record),
    Removed(Record),
    Changed { before: Record, after: Record, codes: Vec<String> },
}

/// The differences between two exports.
#[derive(Default)]
pub struct Differences {
    /// Sorted by ID.
    pub deals: Vec<DealChange>,
    /// The total value of the deals that are not deleted, before and after, by currency.
    pub values: BTreeMap<String, (Amount, Amount)>,
    /// The fields that a deal has in one export only, and that are not compared.
    pub only_before: BTreeSet<String>,
    pub only_after: BTreeSet<String>,
}

/// A key that is ignored, since every write changes it.
const CLOCK: &str = "update_time";
/// A key that `--resolve` adds.
const ADDED: &str = "names";

impl DealChange {
    pub fn id(&self) -> u64 {
        let record = match self {
            DealChange::Added(deal) | DealChange::Removed(deal) => deal,
            DealChange::Changed { after, .. } => after,
        };
        record.id().unwrap_or_default()
    }
}

/// Compares two exports deal by deal; `skips_added` skips deals that only the second one has.
pub fn compare(
    before: &mut Source,
    after: &mut Source,
    skips_added: bool,
) -> Result<Differences, Error> {
    let mut differences = Differences::default();
    walk(before, after, |before, after| {
        if before.is_none() && skips_added {
            return Ok(());
        }
        differences.count_values(before, after);
        differences.deals.extend(match (before, after) {
            (Some(before), None) => Some(DealChange::Removed(before.detach())),
            // It was created and deleted since.
            (None, Some(after)) if is_true(after, "is_deleted") => None,
            (None, Some(after)) => Some(DealChange::Added(after.detach())),
            (Some(before), Some(after)) => {
                differences.only_before.extend(fields_of_one(before, after));
                differences.only_after.extend(fields_of_one(after, before));
                let codes = changed_codes(before, after);
                (!codes.is_empty()).then(|| DealChange::Changed {
                    before: before.detach(),
                    after: after.detach(),
                    codes,
                })
            }
            (None, None) => None,
        });
        Ok(())
    })?;
    Ok(differences)
}

/// Visits the deals of both exports by ID, each with its record in either.
fn walk(
    before: &mut Source,
    after: &mut Source,
    mut visit: impl FnMut(Option<&Record>, Option<&Record>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut one, mut other) = (before.next()?, after.next()?);
    loop {
        let order = match (&one, &other) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.id().cmp(&other.id()),
        };
        visit(one.as_ref().filter(|_| order.is_le()), other.as_ref().filter(|_| order.is_ge()))?;
        if order.is_le() {
            one = before.next()?;
        }
        if order.is_ge() {
            other = after.next()?;
        }
    }
}

/// The fields that the first of two records of a deal has and the other has not: it was written with other
/// fields, or before the field was added. A field without a value is null (pipedrive.md P130).
fn fields_of_one(one: &Record, other: &Record) -> Vec<String> {
    if one.text() == other.text() {
        return Vec::new();
    }
    let (one, other) = (one.read(), other.read());
    let members = one.members().chain(one.custom_members());
    let missing = members.map(|(code, _)| code).filter(|code| {
        *code != "custom_fields"
            && *code != ADDED
            && RelatedKind::parse(code).is_none()
            && other.get(code).is_none()
    });
    missing.map(str::to_owned).collect()
}

/// The codes of the fields that both have and that differ; `12` and `12.0` are equal. Related records are ignored.
fn changed_codes(before: &Record, after: &Record) -> Vec<String> {
    if before.text() == after.text() {
        return Vec::new();
    }
    let value = |text: Option<&str>| -> Value {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let (old, new) = (before.read(), after.read());
    let changes = before.changes(after).into_iter().filter(|change| {
        change.code != CLOCK
            && old.get(&change.code).is_some()
            && new.get(&change.code).is_some()
            && change.code != ADDED
            && RelatedKind::parse(&change.code).is_none()
            && !is_same(&value(change.from), &value(change.to))
    });
    changes.map(|change| change.code.into_owned()).collect()
}

/// Whether the deal is deleted or archived.
pub fn is_gone(deal: &Record) -> bool {
    is_true(deal, "is_deleted") || is_true(deal, "is_archived")
}

fn is_true(deal: &Record, key: &str) -> bool {
    deal.read().is_true(key)
}

impl Differences {
    fn count_values(&mut self, before: Option<&Record>, after: Option<&Record>) {
        let value = |deal: Option<&Record>| -> Option<(String, Amount)> {
            let deal = deal.filter(|deal| !is_true(deal, "is_deleted"))?;
            let reading = deal.read();
            let amount = Amount::from_json(&value::plain(reading.get("value")?))?;
            Some((reading.text("currency")?.into_owned(), amount))
        };
        if let Some((currency, amount)) = value(before) {
            self.values.entry(currency).or_default().0 += amount;
        }
        if let Some((currency, amount)) = value(after) {
            self.values.entry(currency).or_default().1 += amount;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn source(dir: &tempfile::TempDir, name: &str, text: &str) -> Source {
        let path: PathBuf = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        Source::open(&path).unwrap()
    }

    #[test]
    fn finds_added_removed_and_changed_deals() {
        let dir = tempfile::tempdir().unwrap();
        let mut before = source(
            &dir,
            "a.ndjson",
            r#"{"id":1,"title":"A","value":0.1,"currency":"EUR","update_time":"x"}
{"id":2,"title":"B","value":0.20,"currency":"EUR"}
{"id":4,"title":"D","custom_fields":{"k":1,"l":null}}
{"id":5,"title":"E","value":7,"currency":"JPY","is_deleted":true}
"#,
        );
        let mut after = source(
            &dir,
            "b.ndjson",
            r#"{"id":1,"title":"A","value":0.1,"currency":"EUR","update_time":"y"}
{"id":2,"title":"B","value":0.2,"currency":"EUR","label_ids":null,"names":{}}
{"id":3,"title":"C","value":3,"currency":"USD"}
{"id":4,"title":"D","custom_fields":{"k":2}}
{"id":6,"title":"F","value":9,"currency":"EUR","is_deleted":true}
"#,
        );
        let Differences { deals, values, only_before, only_after } =
            compare(&mut before, &mut after, false).unwrap();
        let found: Vec<(u64, &str, Vec<String>)> = deals
            .iter()
            .map(|deal| match deal {
                DealChange::Added(_) => (deal.id(), "added", vec![]),
                DealChange::Removed(_) => (deal.id(), "removed", vec![]),
                DealChange::Changed { codes, .. } => (deal.id(), "changed", codes.clone()),
            })
            .collect();
        assert_eq!(
            found,
            [(3, "added", vec![]), (4, "changed", vec!["k".to_owned()]), (5, "removed", vec![])]
        );
        let values: Vec<_> = values.into_iter().collect();
        // 0.1 + 0.2 is not 0.3 in binary.
        let amount = |text: &str| Amount::from_json(text).unwrap();
        assert_eq!(
            values,
            [
                ("EUR".to_owned(), (amount("0.3"), amount("0.3"))),
                ("USD".to_owned(), (amount("0"), amount("3")))
            ]
        );
        assert_eq!(only_before.into_iter().collect::<Vec<_>>(), ["l"]);
        assert_eq!(only_after.into_iter().collect::<Vec<_>>(), ["label_ids"]);
    }

    #[test]
    fn fields_that_one_export_lacks_are_not_compared() {
        let dir = tempfile::tempdir().unwrap();
        let whole = r#"{"id":1,"title":"B","value":5,"stage_id":2,"custom_fields":{"k":1}}"#;
        let compare = |one: &str, other: &str| {
            let mut one = source(&dir, "a.json", one);
            let mut other = source(&dir, "b.json", other);
            compare(&mut one, &mut other, false).unwrap()
        };
        let found = compare(r#"{"id":1,"title":"A"}"#, whole);
        let [DealChange::Changed { codes, .. }] = &found.deals[..] else { panic!() };
        assert_eq!(codes, &["title"]);
        let missing: Vec<&str> = found.only_after.iter().map(String::as_str).collect();
        assert_eq!(missing, ["k", "stage_id", "value"]);
        let found = compare(whole, r#"{"id":1,"title":"B"}"#);
        assert!(found.deals.is_empty() && found.only_after.is_empty());
        assert_eq!(found.only_before.len(), 3);
        // A field without a value has changed.
        let found = compare(r#"{"id":1,"custom_fields":{"k":null}}"#, whole);
        let [DealChange::Changed { codes, .. }] = &found.deals[..] else { panic!() };
        assert_eq!(codes, &["k"]);
    }
}
