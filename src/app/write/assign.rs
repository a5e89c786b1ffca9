//! Which of the new records was made by which of several writes that were lost together. Pure.

use super::Write;
use std::collections::{BTreeMap, BTreeSet};

/// A write that makes something new, and the IDs of the records that it may have made.
#[derive(Debug)]
pub struct Search<'a> {
    pub write: &'a Write,
    pub fitting: Vec<String>,
}

/// What of the records belongs to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    Record(String),
    Nothing,
    /// Some of them may, and it cannot be told which.
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

/// Gives each write its record. Writes that may have made the same record are told apart only where
/// there are as many records as writes, or where the writes are equal: then it does not matter which
/// of them made a record, only how many did.
pub fn assign(searches: &[Search]) -> Vec<Share> {
    let mut shares = vec![Share::Ambiguous; searches.len()];
    for group in groups(searches) {
        let records: BTreeSet<&str> =
            group.iter().flat_map(|at| searches[*at].fitting.iter().map(String::as_str)).collect();
        let makers = matching(searches, &group);
        let is_each_taken = makers.len() == records.len();
        let first = searches[group[0]].write;
        let is_one_kind = group.iter().all(|at| searches[*at].write == first);
        if is_each_taken && (records.len() == group.len() || is_one_kind) {
            for at in group {
                shares[at] = Share::Nothing;
            }
            for (id, at) in makers {
                shares[at] = Share::Record(id.to_owned());
            }
        }
    }
    shares
}

/// The writes, in groups that share no record.
fn groups(searches: &[Search]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, search) in searches.iter().enumerate() {
        let is_shared =
            |other: &usize| searches[*other].fitting.iter().any(|id| search.fitting.contains(id));
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(is_shared));
        groups = apart;
        groups.push(joined.into_iter().flatten().chain([at]).collect());
    }
    groups
}

/// As many records as can be given to writes that fit, one each: the record, and who made it.
fn matching<'a>(searches: &'a [Search], group: &[usize]) -> BTreeMap<&'a str, usize> {
    let mut makers = BTreeMap::new();
    for at in group {
        give(searches, *at, &mut makers, &mut BTreeSet::new());
    }
    makers
}

/// Gives a write a record, and the one that had it another one, where there is one.
fn give<'a>(
    searches: &'a [Search],
    at: usize,
    makers: &mut BTreeMap<&'a str, usize>,
    tried: &mut BTreeSet<&'a str>,
) -> bool {
    for id in searches[at].fitting.iter().map(String::as_str) {
        if !tried.insert(id) {
            continue;
        }
        let holder = makers.get(id).copied();
        if holder.is_none_or(|holder| give(searches, holder, makers, tried)) {
            makers.insert(id, at);
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

    /// Creates with these titles and the records that fit each; what each is given.
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
                fitting: ids.iter().map(|id| (*id).to_owned()).collect(),
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
    fn a_record_is_given_to_one_write_where_it_can_be_told_to_which() {
        type Case<'a> = (&'a [(&'a str, &'a [&'a str])], &'a [&'a str]);
        let cases: [Case; 9] = [
            (&[("a", &["1"])], &["1"]),
            (&[("a", &[])], &["none"]),
            (&[("a", &["1", "2"])], &["?"]),
            (&[("a", &["1"]), ("b", &["2"]), ("c", &[])], &["1", "2", "none"]),
            // As many as there are writes: the only way that all were executed.
            (&[("a", &["1", "2"]), ("b", &["1"])], &["2", "1"]),
            // Either may have made it.
            (&[("a", &["1"]), ("b", &["1"])], &["?", "?"]),
            // Of equal writes it does not matter which.
            (&[("a", &["1"]), ("a", &["1"])], &["1", "none"]),
            (&[("a", &["1", "2"]), ("a", &["1", "2"])], &["2", "1"]),
            // One of them is somebody else's.
            (&[("a", &["1", "2", "3"]), ("a", &["1", "2", "3"])], &["?", "?"]),
        ];
        for (lost, expected) in cases {
            assert_eq!(shares(lost), expected, "{lost:?}");
        }
        // The earlier one saw both, the later one none: one of the two is somebody else's.
        assert_eq!(shares(&[("a", &["1", "2"]), ("a", &[])]), ["?", "none"]);
    }
}
