//! Assigns new records to the writes that created them, for several writes whose responses were
//! lost. No I/O.

use super::Write;
use std::collections::{BTreeMap, BTreeSet};

/// A write that creates a record, and the IDs of the records that match it.
#[derive(Debug)]
pub struct Search<'a> {
    pub write: &'a Write,
    pub matching: Vec<String>,
}

/// The record assigned to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    Record(String),
    Nothing,
    /// Some records match, but it cannot be determined which.
    Ambiguous,
}

impl Share {
    pub fn id(&self) -> Option<&str> {
        match self {
            Share::Record(id) => Some(id),
            _ => None,
        }
    }
}

/// Assigns a record to each write. Writes that match the same records are only resolved if there
/// are as many records as writes, or if the writes are equal: then only the number of records
/// matters.
pub fn assign(searches: &[Search]) -> Vec<Share> {
    let mut shares = vec![Share::Ambiguous; searches.len()];
    for group in groups(searches) {
        let records: BTreeSet<&str> =
            group.iter().flat_map(|at| searches[*at].matching.iter().map(String::as_str)).collect();
        let writes_by_record = matching(searches, &group);
        let is_each_taken = writes_by_record.len() == records.len();
        let first = searches[group[0]].write;
        let is_one_kind = group.iter().all(|at| searches[*at].write == first);
        if is_each_taken && (records.len() == group.len() || is_one_kind) {
            for at in group {
                shares[at] = Share::Nothing;
            }
            for (id, at) in writes_by_record {
                shares[at] = Share::Record(id.to_owned());
            }
        }
    }
    shares
}

/// Groups of writes that share no record.
fn groups(searches: &[Search]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, search) in searches.iter().enumerate() {
        let is_shared =
            |other: &usize| searches[*other].matching.iter().any(|id| search.matching.contains(id));
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(is_shared));
        groups = apart;
        groups.push(joined.into_iter().flatten().chain([at]).collect());
    }
    groups
}

/// A maximum matching of records to writes: the write of each record.
fn matching<'a>(searches: &'a [Search], group: &[usize]) -> BTreeMap<&'a str, usize> {
    let mut writes_by_record = BTreeMap::new();
    for at in group {
        augment(searches, *at, &mut writes_by_record, &mut BTreeSet::new());
    }
    writes_by_record
}

/// Assigns a record to a write, moving other writes to other records if needed (an augmenting
/// path).
fn augment<'a>(
    searches: &'a [Search],
    at: usize,
    writes_by_record: &mut BTreeMap<&'a str, usize>,
    tried: &mut BTreeSet<&'a str>,
) -> bool {
    for id in searches[at].matching.iter().map(String::as_str) {
        if !tried.insert(id) {
            continue;
        }
        let current = writes_by_record.get(id).copied();
        if current.is_none_or(|current| augment(searches, current, writes_by_record, tried)) {
            writes_by_record.insert(id, at);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::write::Body;
    use serde_json::json;

    /// Assigns records to creates with these titles and matching records; returns what each gets.
    fn shares(lost: &[(&str, &[&str])]) -> Vec<String> {
        let write = |title: &str| {
            let body = Body::from_iter([("title".to_owned(), json!(title))]);
            Write::CreateDeal { body }
        };
        let writes: Vec<Write> = lost.iter().map(|(title, _)| write(title)).collect();
        let searches: Vec<Search> = writes
            .iter()
            .zip(lost)
            .map(|(write, (_, ids))| Search {
                write,
                matching: ids.iter().map(|id| (*id).to_owned()).collect(),
            })
            .collect();
        let word = |share| match share {
            Share::Record(id) => id,
            Share::Nothing => "none".into(),
            Share::Ambiguous => "?".into(),
        };
        assign(&searches).into_iter().map(word).collect()
    }

    #[test]
    fn assigns_records_only_if_unambiguous() {
        type Case<'a> = (&'a [(&'a str, &'a [&'a str])], &'a [&'a str]);
        let cases: [Case; 9] = [
            (&[("a", &["1"])], &["1"]),
            (&[("a", &[])], &["none"]),
            (&[("a", &["1", "2"])], &["?"]),
            (&[("a", &["1"]), ("b", &["2"]), ("c", &[])], &["1", "2", "none"]),
            // As many records as writes: all were applied.
            (&[("a", &["1", "2"]), ("b", &["1"])], &["2", "1"]),
            // Either may have created it.
            (&[("a", &["1"]), ("b", &["1"])], &["?", "?"]),
            // For equal writes, either assignment is correct.
            (&[("a", &["1"]), ("a", &["1"])], &["1", "none"]),
            (&[("a", &["1", "2"]), ("a", &["1", "2"])], &["2", "1"]),
            // One of them was created by someone else.
            (&[("a", &["1", "2", "3"]), ("a", &["1", "2", "3"])], &["?", "?"]),
        ];
        for (lost, expected) in cases {
            assert_eq!(shares(lost), expected, "{lost:?}");
        }
        // The earlier write matches two records and the later none: one record was created by
        // someone else.
        assert_eq!(shares(&[("a", &["1", "2"]), ("a", &[])]), ["?", "none"]);
    }
}
