//! Tests of `judge.rs`.

use super::*;
use unicode_normalization::UnicodeNormalization;

const SINCE: &str = "2026-01-02T10:00:00Z";

fn record(value: Value) -> Record {
    Record::new(RawValue::from_string(value.to_string()).unwrap()).unwrap()
}

fn body(value: Value) -> Body {
    value.as_object().unwrap().clone()
}

/// Judges one write; only the ID 900 is claimed.
fn judge_for_test(write: &Write, before: &Body, found: Evidence, is_past_horizon: bool) -> Verdict {
    let claimed = HashSet::from(["900".to_owned()]);
    let attempt = Attempt {
        write,
        since: SINCE.parse().unwrap(),
        user: Some(11),
        before,
        seen_update_time: Some("2026-01-01T00:00:00Z"),
        claimed: &claimed,
        is_past_horizon,
    };
    judge(vec![(attempt, found)]).remove(0)
}

fn outcome(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Done(_) => "done",
        Verdict::NotDone => "not done",
        Verdict::Unknown { .. } => "unknown",
    }
}

/// A normalization by the service: its name, whether it is accepted, and the change.
type Normalization = (&'static str, bool, fn(&mut Body));

const NORMALIZATIONS: [Normalization; 12] = [
    ("as sent", true, |_| {}),
    ("trimmed", true, |kept| edit_text(kept, "title", |text| text.trim().to_owned())),
    ("cut at 255", true, |kept| {
        edit_text(kept, "title", |text| text.chars().take(255).collect());
    }),
    ("one line", true, |kept| edit_text(kept, "title", |text| text.replace('\n', " "))),
    ("composed", true, |kept| edit_text(kept, "title", |text| text.nfc().collect())),
    ("rounded", true, |kept| drop(kept.insert("value".into(), json!(10.56)))),
    ("rounded down", true, |kept| drop(kept.insert("value".into(), json!(10.55)))),
    ("currency in capitals", true, |kept| drop(kept.insert("currency".into(), json!("EUR")))),
    ("label dropped", true, |kept| drop(kept.insert("label_ids".into(), json!([2])))),
    ("other owner", false, |kept| drop(kept.insert("owner_id".into(), json!(12)))),
    ("other title", false, |kept| drop(kept.insert("title".into(), json!("Cellar")))),
    ("other value", false, |kept| drop(kept.insert("value".into(), json!(12)))),
];

fn edit_text(kept: &mut Body, key: &str, edit: impl Fn(&str) -> String) {
    let text = edit(kept[key].as_str().unwrap());
    kept.insert(key.into(), text.into());
}

fn sent_body() -> Body {
    let title = format!(" Cafe\u{301} roof\n{}", "x".repeat(300));
    body(json!({
        "title": title, "value": 10.555, "currency": "eur", "owner_id": 11, "label_ids": [2, 99],
    }))
}

/// Each normalization × record visible or not × horizon passed or not.
#[test]
fn judges_a_new_deal_in_all_combinations() {
    let write = Write::CreateDeal { body: sent_body() };
    for (name, is_known, keep) in NORMALIZATIONS {
        for is_shown in [true, false] {
            for is_past_horizon in [true, false] {
                let mut kept = sent_body();
                keep(&mut kept);
                kept.extend(body(json!({
                    "id": 101, "add_time": "2026-01-02T10:00:01Z", "creator_user_id": 11,
                })));
                let deals = if is_shown { vec![record(Value::Object(kept))] } else { vec![] };
                let found = Evidence::NewDeals { deals, original: None };
                let verdict = judge_for_test(&write, &Body::new(), found, is_past_horizon);
                // A deal with another title is no candidate.
                let is_candidate = is_shown && name != "other title";
                let expected = match (is_candidate, is_known, is_past_horizon) {
                    (true, true, _) => "done",
                    (true, false, _) | (false, _, false) => "unknown",
                    (false, _, true) => "not done",
                };
                let case = format!("{name}, shown {is_shown}, horizon {is_past_horizon}");
                assert_eq!(outcome(&verdict), expected, "{case}: {verdict:?}");
                if let Verdict::Unknown { candidates, .. } = verdict {
                    assert_eq!(candidates.is_empty(), !is_candidate, "{case}");
                }
            }
        }
    }
}

#[test]
fn accepts_only_new_unclaimed_deals_of_this_user() {
    let write = Write::CreateDeal { body: body(json!({"title": "Roof"})) };
    let deal = |id: u64, add_time: &str, user: u64| {
        record(json!({"id": id, "title": "Roof", "add_time": add_time, "creator_user_id": user}))
    };
    let mine = || deal(101, "2026-01-02T10:00:00Z", 11);
    let verdict = |deals| {
        judge_for_test(&write, &Body::new(), Evidence::NewDeals { deals, original: None }, true)
    };
    assert_eq!(outcome(&verdict(vec![mine()])), "done");
    assert_eq!(outcome(&verdict(vec![deal(100, "2026-01-02T09:59:59Z", 11)])), "not done");
    assert_eq!(outcome(&verdict(vec![deal(102, "2026-01-02T10:00:01Z", 12)])), "not done");
    assert_eq!(outcome(&verdict(vec![deal(900, "2026-01-02T10:00:01Z", 11)])), "not done");
    let two = verdict(vec![mine(), deal(103, "2026-01-02T10:00:02Z", 11)]);
    let Verdict::Unknown { candidates, .. } = two else { panic!("{two:?}") };
    assert_eq!(candidates, ["101", "103"]);
}

#[test]
fn assigns_no_record_to_two_writes() {
    let create = |sent: Value| Write::CreateDeal { body: body(sent) };
    let roof = create(json!({"title": "Roof"}));
    let dear_roof = create(json!({"title": "Roof", "value": 10}));
    let tower = create(json!({"title": "Tower"}));
    let deal = |id: u64, title: &str, value: u64| {
        record(json!({"id": id, "title": title, "value": value,
            "add_time": "2026-01-02T10:00:01Z", "creator_user_id": 11}))
    };
    let outcomes = |writes: &[&Write], deals: &[Record]| -> Vec<String> {
        let (before, claimed) = (Body::new(), HashSet::new());
        let lost = writes.iter().map(|write| {
            let attempt = Attempt {
                write,
                since: SINCE.parse().unwrap(),
                user: Some(11),
                before: &before,
                seen_update_time: None,
                claimed: &claimed,
                is_past_horizon: true,
            };
            (attempt, Evidence::NewDeals { deals: deals.to_vec(), original: None })
        });
        let name = |verdict| match verdict {
            Verdict::Done(record) => read_id(&record).unwrap(),
            other => outcome(&other).to_owned(),
        };
        judge(lost.collect()).into_iter().map(name).collect()
    };
    let (cheap, dear) = (deal(101, "Roof", 0), deal(102, "Roof", 10));
    // The record of one write does not affect the other write.
    assert_eq!(outcomes(&[&tower, &roof], std::slice::from_ref(&cheap)), ["not done", "101"]);
    assert_eq!(outcomes(&[&roof, &dear_roof], &[cheap, dear.clone()]), ["101", "102"]);
    // Either may have created it.
    assert_eq!(outcomes(&[&roof, &dear_roof], std::slice::from_ref(&dear)), ["unknown", "unknown"]);
    assert_eq!(outcomes(&[&roof, &roof], &[dear]), ["102", "not done"]);
}

#[test]
fn judges_an_update_by_the_changed_keys() {
    let before = body(json!({"title": "Old", "label_ids": [1], "custom_fields": {"f": null}}));
    let write = |sent: Value| Write::UpdateDeal { deal: 5, body: body(sent) };
    let deal = |update_time: &str, kept: Value| {
        let mut deal = body(json!({"id": 5, "title": "Old", "label_ids": [1],
            "custom_fields": {"f": null, "g": 1}, "update_time": update_time}));
        deal.extend(body(kept));
        Evidence::Deal(Some(record(Value::Object(deal))))
    };
    const SAME: &str = "2026-01-01T00:00:00Z";
    const LATER: &str = "2026-01-02T10:00:01Z";
    let cases = [
        (json!({"title": "New"}), deal(LATER, json!({"title": "New"})), "done", "done"),
        (json!({"title": "New"}), deal(SAME, json!({})), "unknown", "not done"),
        // Someone else has changed the deal since.
        (json!({"title": "New"}), deal(LATER, json!({})), "unknown", "unknown"),
        (json!({"title": "New"}), deal(LATER, json!({"title": "Third"})), "unknown", "unknown"),
        (json!({"title": "New"}), Evidence::Deal(None), "unknown", "unknown"),
        // The old list is a subset of the new one, so it does not prove that the write was
        // applied.
        (json!({"label_ids": [1, 2]}), deal(SAME, json!({})), "unknown", "not done"),
        (json!({"label_ids": [2, 99]}), deal(LATER, json!({"label_ids": [2]})), "done", "done"),
        // Another user may have removed all labels.
        (json!({"label_ids": [2]}), deal(LATER, json!({"label_ids": []})), "unknown", "unknown"),
        (
            json!({"custom_fields": {"f": "x"}}),
            deal(LATER, json!({"custom_fields": {"f": "x", "g": 2}})),
            "done",
            "done",
        ),
        (json!({"custom_fields": {"f": "x"}}), deal(SAME, json!({})), "unknown", "not done"),
    ];
    for (sent, found, early, late) in cases {
        let write = write(sent);
        assert_eq!(
            outcome(&judge_for_test(&write, &before, found.clone(), false)),
            early,
            "{write:?}"
        );
        assert_eq!(
            outcome(&judge_for_test(&write, &before, found.clone(), true)),
            late,
            "{write:?} {found:?}"
        );
    }
}

#[test]
fn recognizes_only_titles_of_copies() {
    let write = Write::DuplicateDeal { deal: 5 };
    let deal = |id: u64, title: &str, value: u64| {
        record(json!({"id": id, "title": title, "value": value, "currency": "EUR",
            "add_time": "2026-01-02T10:00:01Z", "creator_user_id": 11}))
    };
    let verdict = |copy| {
        let original = Some(deal(5, "Roof", 10));
        judge_for_test(
            &write,
            &Body::new(),
            Evidence::NewDeals { deals: vec![copy], original },
            true,
        )
    };
    assert_eq!(outcome(&verdict(deal(101, "Roof", 10))), "done");
    assert_eq!(outcome(&verdict(deal(101, "Roof (copy)", 10))), "done");
    assert_eq!(outcome(&verdict(deal(101, "Roof of the tower", 10))), "unknown");
    assert_eq!(outcome(&verdict(deal(101, "Roof", 12))), "unknown");
    assert_eq!(outcome(&verdict(deal(101, "Cellar", 10))), "not done");
    let long = "x".repeat(255);
    let original = Some(deal(5, &long, 10));
    let found = Evidence::NewDeals { deals: vec![deal(101, &long, 10)], original };
    assert_eq!(outcome(&judge_for_test(&write, &Body::new(), found, true)), "done");
}

#[test]
fn judges_other_writes_by_existing_records() {
    let discount = "30195b0e-7577-4f52-a5cf-f3ee39b9d1e0";
    let terms = json!({"description": "Early ", "amount": 5.005, "type": "percentage"});
    let row = |value: Value| Evidence::Rows(vec![record(value)]);
    let none = || Evidence::Rows(Vec::new());
    let made = json!({"id": discount, "description": "Early", "amount": 5.01, "type": "percentage",
        "created_at": "2026-01-02T10:00:01Z", "created_by": 11});
    let deal = |value: Value| Evidence::Deal(Some(record(value)));
    let both = |gone: Option<Value>, stays: Option<Value>| {
        Evidence::Deals(gone.map(record), stays.map(record))
    };
    let follower = json!({"user_id": 3, "add_time": "2026-01-02T10:00:01Z"});
    let participant = json!({"id": 9, "person_id": {"value": 4, "name": "P"}});
    let add = Write::AddDiscount { deal: 5, body: body(terms.clone()) };
    let change = Write::UpdateDiscount { deal: 5, discount: discount.into(), body: body(terms) };
    let remove = Write::RemoveDiscount { deal: 5, discount: discount.into() };
    // The write, evidence that proves it, and evidence that does not.
    let cases = [
        (Write::DeleteDeal { deal: 5 }, Evidence::Deal(None), deal(json!({"id": 5}))),
        (
            Write::DeleteDeal { deal: 5 },
            deal(json!({"id": 5, "is_deleted": true})),
            deal(json!({"id": 5, "is_deleted": false})),
        ),
        (
            Write::MergeDeals { deal: 5, into: 6 },
            both(None, Some(json!({"id": 6}))),
            both(Some(json!({"id": 5})), Some(json!({"id": 6}))),
        ),
        (Write::AddFollower { deal: 5, user: 3 }, row(follower.clone()), none()),
        (Write::RemoveFollower { deal: 5, user: 3 }, none(), row(follower)),
        (Write::AddParticipant { deal: 5, person: 4 }, row(participant.clone()), none()),
        (Write::RemoveParticipant { deal: 5, participant: 9 }, none(), row(participant)),
        (add, row(made.clone()), none()),
        (change, row(made.clone()), row(json!({"id": discount, "amount": 7}))),
        (remove, none(), row(made)),
    ];
    let before = body(json!({"description": "Late", "amount": 5, "type": "percentage"}));
    for (write, shown, hidden) in cases {
        for is_past_horizon in [false, true] {
            let verdict = judge_for_test(&write, &before, shown.clone(), is_past_horizon);
            assert_eq!(outcome(&verdict), "done", "{write:?}");
            let verdict = judge_for_test(&write, &before, hidden.clone(), is_past_horizon);
            let expected = if is_past_horizon { "not done" } else { "unknown" };
            assert_eq!(outcome(&verdict), expected, "{write:?}");
        }
    }
    let gone = both(None, None);
    let merge = Write::MergeDeals { deal: 5, into: 6 };
    assert_eq!(outcome(&judge_for_test(&merge, &Body::new(), gone, true)), "unknown");
}
