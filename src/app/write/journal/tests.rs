//! Tests of `journal.rs`.

use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let file = JournalFile::new(dir.path().join("1-2.ndjson"));
    (dir, Journal::new(file))
}

fn change(title: &str) -> Change {
    let body = Body::from_iter([("title".to_owned(), json!(title))]);
    Change::with_before(Write::CreateDeal { body }, Body::new())
}

fn begin(journal: &Journal, changes: &[Change], now: Timestamp) -> io::Result<u64> {
    begin_at(journal, changes, now, Some(now))
}

fn begin_at(
    journal: &Journal,
    changes: &[Change],
    now: Timestamp,
    service_time: Option<Timestamp>,
) -> io::Result<u64> {
    let new =
        NewEntry { command: "create", changes: changes.len(), service_time, ..NewEntry::default() };
    journal.begin(new, changes.iter().cloned().map(Ok), now)
}

#[test]
fn a_wrong_clock_removes_no_entries() {
    let (_dir, journal) = journal();
    let now = Timestamp::now();
    let first = begin(&journal, &[change("a")], now).unwrap();
    journal.record_end(first, false).unwrap();
    let journal = journal.with_retention(90);
    let wrong = now + SignedDuration::from_hours(24 * 200);
    for service_time in [Some(now), None] {
        begin_at(&journal, &[change("b")], wrong, service_time).unwrap();
    }
    assert_eq!(journal.entries().unwrap().count(), 3);
    begin_at(&journal, &[change("b")], wrong + SignedDuration::from_hours(24), Some(wrong))
        .unwrap();
    assert_eq!(journal.entries().unwrap().count(), 3, "the first is removed");
}

fn done_result(id: &str) -> WriteResult {
    WriteResult {
        outcome: Outcome::Done,
        time: Timestamp::now(),
        id: Some(id.into()),
        after: Body::new(),
        why: None,
        candidates: Vec::new(),
    }
}

#[test]
fn reads_entries_as_written() {
    let (_dir, journal) = journal();
    let now = Timestamp::now();
    let changes = [change("a"), change("b"), change("c")];
    let first = begin(&journal, &changes, now).unwrap();
    journal.mark_sending(first, 0, now.into()).unwrap();
    journal.record_result(first, 0, &done_result("7")).unwrap();
    journal.mark_sending(first, 1, now.into()).unwrap();
    let second = begin(&journal, &changes[..1], now).unwrap();
    journal.record_lost(first, 1, "timeout").unwrap();
    assert_eq!((first, second), (1, 2));
    let entries: Vec<Entry> = journal.entries().unwrap().map(Result::unwrap).collect();
    let [new, old] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((new.id, new.changes.len(), new.is_open()), (2, 1, false));
    assert_eq!((old.id, old.changes.len(), old.is_open()), (1, 3, true));
    assert_eq!(old.changes[0].result.as_ref().unwrap().id.as_deref(), Some("7"));
    assert!(old.changes[1].is_lost && old.changes[2].sent.is_none());
    assert_eq!(old.changes[2].change, changes[2]);
}

#[test]
fn claims_each_id_once() {
    let (_dir, journal) = journal();
    let now = Timestamp::now();
    let one = begin(&journal, &[change("a")], now).unwrap();
    let other = begin(&journal, &[change("a")], now).unwrap();
    for entry in [one, other] {
        journal.mark_sending(entry, 0, now.into()).unwrap();
    }
    let has_rival = || {
        let write = &change("a").write;
        journal.read_others(now, &HashSet::new()).unwrap().has_rival((one, 0), write)
    };
    assert!(has_rival(), "an equal write is in progress");
    for entry in [one, other] {
        journal.record_lost(entry, 0, "timeout").unwrap();
    }
    assert!(!has_rival());
    assert!(journal.claim(one, 0, &done_result("7"), now).unwrap());
    assert!(!journal.claim(other, 0, &done_result("7"), now).unwrap());
    assert!(journal.claim(other, 0, &done_result("8"), now).unwrap());
    let ids = HashSet::from(["7".to_owned(), "8".to_owned()]);
    let claimed = |own: &[(u64, usize)]| journal.read_others(now, &ids).unwrap().claimed_ids(own);
    assert_eq!(claimed(&[(one, 0)]), HashSet::from(["8".to_owned()]));
    assert_eq!(claimed(&[]).len(), 2);
}

#[test]
fn prune_keeps_unknown_outcomes_and_never_reuses_numbers() {
    let (_dir, journal) = journal();
    let old: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let now = Timestamp::now();
    let first = begin(&journal, &[change("a")], old).unwrap();
    journal.mark_sending(first, 0, old.into()).unwrap();
    let second = begin(&journal, &[change("b")], old).unwrap();
    journal.record_end(second, false).unwrap();
    assert_eq!(journal.prune(now).unwrap(), 1);
    let left: Vec<u64> = journal.entries().unwrap().map(|entry| entry.unwrap().id).collect();
    assert_eq!(left, [first]);
    assert_eq!(begin(&journal, &[change("c")], now).unwrap(), 3);
}

#[test]
fn first_entry_of_a_day_prunes_old_entries() {
    let (_dir, journal) = journal();
    let kept = |journal: &Journal| -> Vec<u64> {
        journal.entries().unwrap().map(|entry| entry.unwrap().id).collect()
    };
    let day = |day: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
    let begin = |journal: &Journal, at: Timestamp| {
        let entry = begin(journal, &[change("a")], at).unwrap();
        journal.record_end(entry, false).unwrap();
        entry
    };
    let open = begin(&journal, day(1000));
    journal.mark_sending(open, 0, day(1000).into()).unwrap();
    begin(&journal, day(1000));
    begin(&journal, day(1080));
    begin(&journal, day(1095));
    let journal = journal.with_retention(90);
    begin(&journal, day(1095) + SignedDuration::from_hours(23));
    assert_eq!(kept(&journal), [5, 4, 3, 2, 1], "not the first entry of the day");
    begin(&journal, day(1096));
    assert_eq!(kept(&journal), [6, 5, 4, 3, open], "an unknown outcome is kept");
    begin(&journal, day(9999));
    assert_eq!(kept(&journal), [7, open], "numbers are not reused");
    let journal = Journal { retention: None, ..journal };
    begin(&journal, day(20_000));
    assert_eq!(kept(&journal), [8, 7, open]);
    // More days than jiff can represent.
    begin(&journal.with_retention(u32::MAX), day(20_001));
}

#[test]
fn newer_journal_is_read_only() {
    let (_dir, journal) = journal();
    let now = Timestamp::now();
    begin(&journal, &[change("a")], now).unwrap();
    let newer = "{\"v\":2,\"entry\":2,\"event\":\"begin\",\"more\":1}\n";
    journal.file.lock().unwrap().append(newer, false).unwrap();
    assert_eq!(journal.entries().unwrap().count(), 1);
    let refused = begin(&journal, &[change("b")], now).unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::Unsupported);
    assert!(journal.prune(now).is_err());
    // Even if this version has appended a line.
    let own = line(3, Event::End).unwrap();
    journal.file.lock().unwrap().append(&own, false).unwrap();
    assert!(journal.prune(now).is_err());
    let journal = journal.with_retention(1);
    let before = std::fs::read(journal.path()).unwrap();
    begin(&journal, &[change("b")], now + SignedDuration::from_hours(240)).unwrap();
    assert!(std::fs::read(journal.path()).unwrap().starts_with(&before));
}

proptest! {
    // Each case waits for fsync.
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The result is the same as reading complete entries and filtering their writes.
    #[test]
    fn entries_in_doubt_equal_filtered_entries(
        events in prop::collection::vec((1u64..4, 0usize..5, 0..6), 0..60),
        is_rebooted: bool,
    ) {
        let (_dir, journal) = journal();
        let now = Timestamp::now();
        let titles = ["a", "b", "c", "d", "e"];
        for _ in 1..4 {
            begin(&journal, &titles.map(change), now).unwrap();
        }
        if is_rebooted {
            let text = std::fs::read_to_string(journal.path()).unwrap();
            std::fs::write(journal.path(), text.replace("\"boot\":\"", "\"boot\":\"not ")).unwrap();
        }
        for (entry, n, event) in events {
            let result = |outcome| WriteResult { outcome, ..done_result("7") };
            let written = match event {
                0 | 1 => journal.mark_sending(entry, n, now.into()),
                2 => journal.record_lost(entry, n, "timeout"),
                3 => journal.record_result(entry, n, &result(Outcome::Done)),
                4 => journal.record_result(entry, n, &result(Outcome::Unknown)),
                _ if n == 0 => journal.record_end(entry, false),
                _ => Ok(()),
            };
            written.unwrap();
        }
        let whole: Vec<Entry> = journal.entries().unwrap().map(Result::unwrap).collect();
        let expected = whole.into_iter().filter(|entry| entry.id != 2).map(|mut entry| {
            let (id, is_ended) = (entry.id, entry.is_ended);
            let states = std::mem::take(&mut entry.changes);
            let open: Vec<State> =
                states.into_iter().filter(|state| entry.is_in_doubt(state)).collect();
            (id, is_ended, format!("{open:?}"))
        });
        let read = journal.entries_in_doubt(&BTreeSet::from([1, 3])).unwrap();
        let read = read.into_iter().map(|mut entry| {
            let states = std::mem::take(&mut entry.changes);
            let open: Vec<State> =
                states.into_iter().filter(|state| entry.is_in_doubt(state)).collect();
            (entry.id, entry.is_ended, format!("{open:?}"))
        });
        prop_assert_eq!(read.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
}
