//! Whether a write whose response was lost was executed. Pure: what was sent, what was there before
//! and what was found, in; *done*, *not done* or *unknown*, out.

use super::assign::{Search, Share, assign};
use super::{Body, Evidence, Write};
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::model::value::{self, is_same};
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// After this long a request that left no trace was not executed. The soak tests have a build of their
/// own, which does not wait so long.
pub const HORIZON: SignedDuration =
    SignedDuration::from_secs(if cfg!(deals_short_horizon) { 3 } else { 5 * 60 });
/// Pipedrive cuts a title at so many characters.
const LONGEST_TEXT: usize = 255;

/// A write whose response was lost, and its circumstances.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub write: &'a Write,
    /// When it was sent, by the service's clock and with a margin.
    pub since: Timestamp,
    /// The user it was sent as.
    pub user: Option<u64>,
    /// What the touched keys held before, as far as it was read.
    pub before: &'a Body,
    /// The deal's `update_time` before.
    pub seen_update_time: Option<&'a str>,
    /// The IDs that other writes have made.
    pub claimed: &'a HashSet<String>,
    /// [`HORIZON`] has passed since.
    pub is_past_horizon: bool,
}

/// What became of the write.
#[derive(Debug)]
pub enum Verdict {
    /// It was executed; this is what it left behind.
    Done(Record),
    /// It was not executed, and will not be.
    NotDone,
    Unknown {
        why: String,
        /// IDs of what it may have made.
        candidates: Vec<String>,
    },
}

/// What one look has shown of one write.
enum Sight {
    Verdict(Verdict),
    /// The new records that fit a write that makes one, and those that do not.
    NewOnes {
        fitting: Vec<Record>,
        other: Vec<Record>,
    },
}

/// Judges what was found of writes that are looked for together, so that no record is taken for two
/// of them. A write that left nothing behind yet is unknown until [`HORIZON`] has passed: the service
/// may still execute it, or show it later.
pub fn judge(lost: Vec<(Attempt<'_>, Evidence)>) -> Vec<Verdict> {
    let lost: Vec<(Attempt, Sight)> = lost
        .into_iter()
        .map(|(attempt, found)| {
            let sight = attempt.see(found);
            (attempt, sight)
        })
        .collect();
    let searches: Vec<Search> = lost
        .iter()
        .map(|(Attempt { write, .. }, sight)| match sight {
            Sight::NewOnes { fitting, .. } => Search { write, fitting: ids(fitting) },
            Sight::Verdict(_) => Search { write, fitting: Vec::new() },
        })
        .collect();
    let shares = assign(&searches);
    let taken: HashSet<String> = shares.iter().filter_map(Share::id).map(String::from).collect();
    let verdict = |((attempt, sight), share): ((Attempt, Sight), Share)| match sight {
        Sight::Verdict(verdict) => verdict,
        Sight::NewOnes { fitting, other } => attempt.conclude(share, fitting, other, &taken),
    };
    lost.into_iter().zip(shares).map(verdict).collect()
}

impl Attempt<'_> {
    fn see(&self, found: Evidence) -> Sight {
        Sight::Verdict(match (self.write, found) {
            (Write::CreateDeal { body }, Evidence::NewDeals { deals, .. }) => {
                return self.new_ones(deals, "add_time", "creator_user_id", |deal| {
                    has_title(body, deal) && is_as_sent(body, deal, None)
                });
            }
            (Write::DuplicateDeal { deal }, Evidence::NewDeals { deals, original }) => {
                let Some(original) = original else {
                    return Sight::Verdict(unknown_because(format!(
                        "deal {deal} is not there any more"
                    )));
                };
                let original = original.read();
                let deals = deals.into_iter().filter(|copy| copy.read().id() != Some(*deal));
                return self.new_ones(deals.collect(), "add_time", "creator_user_id", |copy| {
                    is_copy(&original, copy)
                });
            }
            (Write::AddDiscount { body, .. }, Evidence::Rows(rows)) => {
                return self
                    .new_ones(rows, "created_at", "created_by", |row| is_as_sent(body, row, None));
            }
            (Write::UpdateDeal { deal, .. }, Evidence::Deal(None)) => {
                unknown_because(format!("deal {deal} is not there any more"))
            }
            (Write::UpdateDeal { deal, body }, Evidence::Deal(Some(record))) => {
                let reading = record.read();
                if is_as_sent(body, &reading, Some(self.before)) {
                    Verdict::Done(record)
                } else if self.is_past_horizon && self.is_untouched(body, &reading) {
                    Verdict::NotDone
                } else {
                    unknown_because(format!("deal {deal} does not hold what was sent"))
                }
            }
            (Write::DeleteDeal { deal }, Evidence::Deal(found)) => {
                match found.filter(|deal| !is_deleted(deal)) {
                    None => made_up(json!({ "id": deal })),
                    Some(_) => self.still(format!("deal {deal} is still there")),
                }
            }
            (Write::MergeDeals { deal, into }, Evidence::Deals(gone, stays)) => {
                match (gone.filter(|deal| !is_deleted(deal)), stays) {
                    (Some(_), _) => self.still(format!("deal {deal} is still there")),
                    (None, Some(stays)) => Verdict::Done(stays),
                    (None, None) => {
                        unknown_because(format!("deals {deal} and {into} are both gone"))
                    }
                }
            }
            (Write::AddFollower { user, .. }, Evidence::Rows(rows)) => {
                self.judge_present(rows, |row| row.reference("user_id") == Some(*user))
            }
            (Write::RemoveFollower { user, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.reference("user_id") == Some(*user);
                self.judge_absent(&rows, is_it, json!({ "user_id": user }))
            }
            (Write::AddParticipant { person, .. }, Evidence::Rows(rows)) => {
                self.judge_present(rows, |row| row.reference("person_id") == Some(*person))
            }
            (Write::RemoveParticipant { participant, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.id() == Some(*participant);
                self.judge_absent(&rows, is_it, json!({ "id": participant }))
            }
            (Write::UpdateDiscount { discount, body, .. }, Evidence::Rows(rows)) => self
                .judge_present(rows, |row| {
                    row.text("id").as_deref() == Some(discount) && is_as_sent(body, row, None)
                }),
            (Write::RemoveDiscount { discount, .. }, Evidence::Rows(rows)) => {
                let is_it = |row: &RecordView| row.text("id").as_deref() == Some(discount);
                self.judge_absent(&rows, is_it, json!({ "id": discount }))
            }
            (write, _) => unknown_because(format!(
                "nothing shows whether it was executed: {}",
                write.describe()
            )),
        })
    }

    /// The records that were made since by this user and that no other write has made.
    fn new_ones(
        &self,
        records: Vec<Record>,
        time: &str,
        maker: &str,
        fits: impl Fn(&RecordView) -> bool,
    ) -> Sight {
        let is_new = |record: &Record| {
            let reading = record.read();
            let at = reading.text(time).as_deref().and_then(time::read);
            let by = reading.reference(maker);
            at.is_some_and(|at| at >= self.since)
                && (by.is_none() || self.user.is_none() || by == self.user)
                && read_id(record).is_some_and(|id| !self.claimed.contains(&id))
        };
        let (fitting, other) =
            records.into_iter().filter(is_new).partition(|record| fits(&record.read()));
        Sight::NewOnes { fitting, other }
    }

    /// The one record that fits; several that fit cannot be told apart. Those that were `taken` by
    /// other writes are not meant.
    fn conclude(
        &self,
        share: Share,
        fitting: Vec<Record>,
        other: Vec<Record>,
        taken: &HashSet<String>,
    ) -> Verdict {
        let may_be = |candidates: Vec<String>| Verdict::Unknown {
            why: format!("it may be {}", candidates.join(" or ")),
            candidates,
        };
        let record = |id: &str| {
            fitting.iter().find(|record| read_id(record).as_deref() == Some(id)).cloned()
        };
        if let Some(record) = share.id().and_then(record) {
            return Verdict::Done(record);
        }
        if share == Share::Ambiguous {
            return may_be(ids(&fitting));
        }
        let other: Vec<String> = ids(&other).into_iter().filter(|id| !taken.contains(id)).collect();
        if other.is_empty() { self.still("it cannot be found yet".into()) } else { may_be(other) }
    }

    fn judge_present(&self, rows: Vec<Record>, is_it: impl Fn(&RecordView) -> bool) -> Verdict {
        match rows.into_iter().find(|row| is_it(&row.read())) {
            Some(row) => Verdict::Done(row),
            None => self.still("it cannot be found yet".into()),
        }
    }

    fn judge_absent(
        &self,
        rows: &[Record],
        is_it: impl Fn(&RecordView) -> bool,
        answer: Value,
    ) -> Verdict {
        if rows.iter().any(|row| is_it(&row.read())) {
            return self.still("it is still there".into());
        }
        made_up(answer)
    }

    /// Everything is as it was before the write.
    fn still(&self, why: String) -> Verdict {
        if self.is_past_horizon { Verdict::NotDone } else { unknown_because(why) }
    }

    /// Whether the touched keys hold what they held, and nobody has changed the deal since.
    fn is_untouched(&self, body: &Body, deal: &RecordView) -> bool {
        let is_as_before = |key: &String, before: &Value| match (before, read_value(deal, key)) {
            (Value::Object(before), Value::Object(kept)) => before
                .iter()
                .all(|(key, before)| is_same(before, kept.get(key).unwrap_or(&Value::Null))),
            (before, kept) => is_same(before, &kept),
        };
        body.keys().all(|key| self.before.get(key).is_some_and(|before| is_as_before(key, before)))
            && self.seen_update_time == deal.text("update_time").as_deref()
    }
}

fn unknown_because(why: String) -> Verdict {
    Verdict::Unknown { why, candidates: Vec::new() }
}

/// The response that a removal would have had, which is nothing but the ID that was sent.
fn made_up(answer: Value) -> Verdict {
    let raw = RawValue::from_string(answer.to_string()).ok();
    match raw.and_then(Record::new) {
        Some(record) => Verdict::Done(record),
        None => unknown_because("the ID is none".into()),
    }
}

/// A number or a UUID.
fn read_id(record: &Record) -> Option<String> {
    record.read().get("id").map(|id| value::plain(id).into_owned())
}

fn ids(records: &[Record]) -> Vec<String> {
    records.iter().filter_map(read_id).collect()
}

fn is_deleted(deal: &Record) -> bool {
    deal.read().get("is_deleted").is_some_and(|raw| raw.get() == "true")
}

fn read_value(record: &RecordView, key: &str) -> Value {
    record.get(key).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// A copy has the original's title, or says behind it that it is one.
fn is_copy(original: &RecordView, copy: &RecordView) -> bool {
    const COPIED: [&str; 5] = ["value", "currency", "person_id", "org_id", "pipeline_id"];
    let (Some(title), Some(copied)) = (original.text("title"), copy.text("title")) else {
        return false;
    };
    let (title, copied) = (normalize(&title), normalize(&copied));
    (copied == title || copied == format!("{title} (copy)"))
        && COPIED.iter().all(|key| is_same(&read_value(original, key), &read_value(copy, key)))
}

fn has_title(body: &Body, deal: &RecordView) -> bool {
    let sent = body.get("title").and_then(Value::as_str).unwrap_or_default();
    deal.text("title").is_some_and(|kept| is_same_text(sent, &kept))
}

/// Whether a record holds everything that was sent, or what the service is known to make of it. What
/// was not sent is not compared. `before` tells of a list that is shorter than it was sent whether
/// the service dropped an option or never saw the request.
fn is_as_sent(body: &Body, record: &RecordView, before: Option<&Body>) -> bool {
    body.iter().all(|(key, sent)| {
        let kept = read_value(record, key);
        let before = before.and_then(|before| before.get(key));
        is_kept(key, sent, &kept, before)
    })
}

fn is_kept(key: &str, sent: &Value, kept: &Value, before: Option<&Value>) -> bool {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent.iter().all(|(key, sent)| {
            let kept = kept.get(key).unwrap_or(&Value::Null);
            is_kept(key, sent, kept, before.and_then(|before| before.get(key)))
        }),
        (Value::Array(sent), Value::Array(kept)) => {
            let is_in = |list: &[Value], one: &Value| list.iter().any(|other| is_same(one, other));
            let is_all = sent.iter().all(|one| is_in(kept, one));
            let is_part = kept.iter().all(|one| is_in(sent, one));
            // Unknown options are dropped.
            let has_moved =
                before.is_none_or(|before| !is_same(before, &Value::Array(kept.clone())));
            is_part && (is_all || has_moved)
        }
        (Value::Number(sent), Value::Number(kept)) => {
            let (Some(sent), Some(kept)) = (sent.as_f64(), kept.as_f64()) else { return false };
            sent == kept || (0..=4).any(|places| is_rounded(sent, kept, places))
        }
        (Value::String(sent), Value::String(kept)) => {
            is_same_text(sent, kept)
                || key == "currency" && sent.eq_ignore_ascii_case(kept)
                || matches!((time::read(sent), time::read(kept)), (Some(a), Some(b)) if a == b)
        }
        (Value::Null, Value::String(text)) | (Value::String(text), Value::Null) => text.is_empty(),
        (Value::Null, Value::Array(items)) | (Value::Array(items), Value::Null) => items.is_empty(),
        (sent, kept) => sent == kept,
    }
}

/// Rounded to so many places, a half up or down.
fn is_rounded(sent: f64, kept: f64, places: i32) -> bool {
    let unit = 10f64.powi(places);
    let slack = 1e-9 * sent.abs().max(1.0);
    (sent - kept).abs() <= 0.5 / unit + slack
        && ((kept * unit).round() / unit - kept).abs() <= slack
}

/// Trimmed, composed, on one line, cut at 255 characters.
fn is_same_text(sent: &str, kept: &str) -> bool {
    let is_cut = kept.chars().count() == LONGEST_TEXT;
    let (sent, kept) = (normalize(sent), normalize(kept));
    sent == kept || is_cut && sent.starts_with(&kept)
}

fn normalize(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.replace("\r\n", " ").replace(['\n', '\r'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: &str = "2026-01-02T10:00:00Z";

    fn record(value: Value) -> Record {
        Record::new(RawValue::from_string(value.to_string()).unwrap()).unwrap()
    }

    fn body(value: Value) -> Body {
        value.as_object().unwrap().clone()
    }

    /// Judges with nothing claimed, `before` as it was read.
    fn judge_for_test(
        write: &Write,
        before: &Body,
        found: Evidence,
        is_past_horizon: bool,
    ) -> Verdict {
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

    fn word(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Done(_) => "done",
            Verdict::NotDone => "not done",
            Verdict::Unknown { .. } => "unknown",
        }
    }

    /// A way in which the service keeps something, and whether it is one that is known.
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

    /// Every write × was it executed and shown × did the horizon pass × how it was kept.
    #[test]
    fn a_new_deal_is_judged_rightly_over_the_whole_product() {
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
                    let expected = match (is_shown, is_known, is_past_horizon) {
                        (true, true, _) => "done",
                        (true, false, _) | (false, _, false) => "unknown",
                        (false, _, true) => "not done",
                    };
                    let case = format!("{name}, shown {is_shown}, horizon {is_past_horizon}");
                    assert_eq!(word(&verdict), expected, "{case}: {verdict:?}");
                    if let Verdict::Unknown { candidates, .. } = verdict {
                        assert_eq!(candidates.is_empty(), !is_shown, "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn only_a_deal_of_this_user_since_the_attempt_that_no_other_run_has_is_taken() {
        let write = Write::CreateDeal { body: body(json!({"title": "Roof"})) };
        let deal = |id: u64, add_time: &str, user: u64| {
            record(
                json!({"id": id, "title": "Roof", "add_time": add_time, "creator_user_id": user}),
            )
        };
        let mine = || deal(101, "2026-01-02T10:00:00Z", 11);
        let verdict = |deals| {
            judge_for_test(&write, &Body::new(), Evidence::NewDeals { deals, original: None }, true)
        };
        assert_eq!(word(&verdict(vec![mine()])), "done");
        assert_eq!(word(&verdict(vec![deal(100, "2026-01-02T09:59:59Z", 11)])), "not done");
        assert_eq!(word(&verdict(vec![deal(102, "2026-01-02T10:00:01Z", 12)])), "not done");
        assert_eq!(word(&verdict(vec![deal(900, "2026-01-02T10:00:01Z", 11)])), "not done");
        let two = verdict(vec![mine(), deal(103, "2026-01-02T10:00:02Z", 11)]);
        let Verdict::Unknown { candidates, .. } = two else { panic!("{two:?}") };
        assert_eq!(candidates, ["101", "103"]);
    }

    #[test]
    fn of_writes_that_were_lost_together_none_is_given_what_another_made() {
        let create = |sent: Value| Write::CreateDeal { body: body(sent) };
        let roof = create(json!({"title": "Roof"}));
        let dear_roof = create(json!({"title": "Roof", "value": 10}));
        let tower = create(json!({"title": "Tower"}));
        let deal = |id: u64, title: &str, value: u64| {
            record(json!({"id": id, "title": title, "value": value,
                "add_time": "2026-01-02T10:00:01Z", "creator_user_id": 11}))
        };
        let words = |writes: &[&Write], deals: &[Record]| -> Vec<String> {
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
                other => word(&other).to_owned(),
            };
            judge(lost.collect()).into_iter().map(name).collect()
        };
        let (cheap, dear) = (deal(101, "Roof", 0), deal(102, "Roof", 10));
        // The record of one is no reason to doubt that the other made none.
        assert_eq!(words(&[&tower, &roof], std::slice::from_ref(&cheap)), ["not done", "101"]);
        assert_eq!(words(&[&roof, &dear_roof], &[cheap, dear.clone()]), ["101", "102"]);
        // Either may have made it.
        assert_eq!(
            words(&[&roof, &dear_roof], std::slice::from_ref(&dear)),
            ["unknown", "unknown"]
        );
        assert_eq!(words(&[&roof, &roof], &[dear]), ["102", "not done"]);
    }

    #[test]
    fn an_update_is_judged_by_what_it_touches() {
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
            // Somebody has changed the deal since.
            (json!({"title": "New"}), deal(LATER, json!({})), "unknown", "unknown"),
            (json!({"title": "New"}), deal(LATER, json!({"title": "Third"})), "unknown", "unknown"),
            (json!({"title": "New"}), Evidence::Deal(None), "unknown", "unknown"),
            // The old list is a part of the new one: nothing says that it was executed.
            (json!({"label_ids": [1, 2]}), deal(SAME, json!({})), "unknown", "not done"),
            (json!({"label_ids": [2, 99]}), deal(LATER, json!({"label_ids": [2]})), "done", "done"),
            (json!({"label_ids": [2]}), deal(LATER, json!({"label_ids": []})), "done", "done"),
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
                word(&judge_for_test(&write, &before, found.clone(), false)),
                early,
                "{write:?}"
            );
            assert_eq!(
                word(&judge_for_test(&write, &before, found.clone(), true)),
                late,
                "{write:?} {found:?}"
            );
        }
    }

    #[test]
    fn a_copy_is_not_any_deal_whose_title_holds_the_originals() {
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
        assert_eq!(word(&verdict(deal(101, "Roof", 10))), "done");
        assert_eq!(word(&verdict(deal(101, "Roof (copy)", 10))), "done");
        assert_eq!(word(&verdict(deal(101, "Roof of the tower", 10))), "unknown");
        assert_eq!(word(&verdict(deal(101, "Roof", 12))), "unknown");
    }

    #[test]
    fn other_writes_are_judged_by_what_is_there() {
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
        let change =
            Write::UpdateDiscount { deal: 5, discount: discount.into(), body: body(terms) };
        let remove = Write::RemoveDiscount { deal: 5, discount: discount.into() };
        // The write, what shows that it was executed, what shows nothing of it.
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
        for (write, shown, hidden) in cases {
            for is_past_horizon in [false, true] {
                let verdict = judge_for_test(&write, &Body::new(), shown.clone(), is_past_horizon);
                assert_eq!(word(&verdict), "done", "{write:?}");
                let verdict = judge_for_test(&write, &Body::new(), hidden.clone(), is_past_horizon);
                let expected = if is_past_horizon { "not done" } else { "unknown" };
                assert_eq!(word(&verdict), expected, "{write:?}");
            }
        }
        let gone = both(None, None);
        let merge = Write::MergeDeals { deal: 5, into: 6 };
        assert_eq!(word(&judge_for_test(&merge, &Body::new(), gone, true)), "unknown");
    }
}
