use super::*;
use crate::model::names::{Lookup, Names};
use serde_json::{Value, json};

const TIER: &str = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";

fn record(value: Value) -> Record {
    Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
}

fn names() -> Names {
    let mut names =
        Names { zone: jiff::tz::TimeZone::get("Europe/Berlin").ok(), ..Names::default() };
    let users = [json!({"id": 1, "name": "Mara"}), json!({"id": 2, "name": "Tom"})];
    names.learn(Lookup::Users, &users.map(record));
    let stages = [(2, "Qualified"), (3, "Proposal"), (4, "Phase 4")];
    let stages = stages.map(|(id, name)| json!({"id": id, "name": name}));
    names.learn(Lookup::Stages, &stages.map(record));
    let fields = [
        json!({"field_code": TIER, "field_name": "Tier", "field_type": "enum",
            "options": [{"id": 101, "label": "Gold"}]}),
        json!({"field_code": "label_ids", "field_name": "Label", "field_type": "set",
            "options": [{"id": 1, "label": "Hot"}, {"id": 2, "label": "Warm"}]}),
    ];
    names.learn(Lookup::Fields, &fields.map(record));
    names
}

fn format_for_test(object: &str, data: Value) -> String {
    let names = names();
    let event = record(json!({"object": object, "timestamp": "", "data": data}));
    let Event { who, what } = EventFormatter { names: &names, grouped: true }.event(&event);
    format!("{who} {what}").trim().to_owned()
}

#[test]
fn every_kind_of_event_is_formatted_as_a_sentence() {
    let change = |key: &str, old: Value, new: Value| {
        json!({"user_id": 1, "field_key": key, "old_value": old, "new_value": new,
            "additional_data": []})
    };
    let named = |key: &str, old: Value, new: Value| {
        let mut data = change(key, old, new);
        data["additional_data"] = json!({"old_value_formatted": "Gone", "new_value_formatted": ""});
        data
    };
    let mail = json!({"from": [{"name": "Ada", "email_address": "a@b.c"}],
        "to": [{"name": "", "email_address": "t@h.i"}, {"name": "Tom"}], "subject": "Hi"});
    for (object, data, sentence) in [
        (
            "dealChange",
            change("stage_id", json!(2), json!("3")),
            "Mara moved it from Qualified to Proposal",
        ),
        (
            "dealChange",
            named("stage_id", json!("2"), json!("3")),
            "Mara moved it from Gone to Proposal",
        ),
        (
            "dealChange",
            change("stage_id", json!("12"), json!("3")),
            "Mara moved it from stage 12 to Proposal",
        ),
        // A name that ends like the ID is still a name.
        (
            "dealChange",
            change("stage_id", json!(4), json!(3)),
            "Mara moved it from Phase 4 to Proposal",
        ),
        (
            "dealChange",
            named("b7dbb7dbb7dbb7dbb7dbb7dbb7dbb7dbb7dbb7db", json!("9850"), Value::Null),
            "Mara b7dbb7dbb7dbb7dbb7dbb7dbb7dbb7dbb7dbb7db Gone → nothing",
        ),
        // Only an ID has a name.
        ("change", named("value", json!(1000), json!(1200.5)), "Mara value 1,000 → 1,200.50"),
        ("dealChange", change("value", Value::Null, json!("1200")), "Mara value nothing → 1,200"),
        (
            "dealChange",
            change("won_time", json!(""), json!("2026-01-02 03:04:05")),
            "Mara won time nothing → 2026-01-02 04:04:05",
        ),
        ("dealChange", change("status", json!("open"), json!("won")), "Mara won it"),
        (
            "dealChange",
            change("user_id", json!(1), json!(2)),
            "Mara changed the owner from Mara to Tom",
        ),
        ("dealChange", change("label", json!("1,2"), json!("")), "Mara labels Hot, Warm → nothing"),
        ("dealChange", change(TIER, json!(""), json!("101")), "Mara Tier nothing → Gold"),
        (
            "dealChange",
            change(&format!("{TIER}_currency"), json!("EUR"), json!("USD")),
            "Mara Tier currency EUR → USD",
        ),
        (
            "dealChange",
            named("person_id", json!(7), json!({"name": "Ada", "value": 8})),
            "Mara person Gone → Ada",
        ),
        ("dealChange", json!({}), "changed a field"),
        ("personChange", change("phone", json!("1"), json!("2")), "Mara phone of the person 1 → 2"),
        (
            "organizationChange",
            change("name", json!("A"), json!("B")),
            "Mara name of the organization A → B",
        ),
        (
            "note",
            json!({"user_id": 2, "content": "<p>Call <b>back</b></p>"}),
            "Tom added a note: Call back",
        ),
        (
            "note",
            json!({"user_id": 9, "content": "Yes", "user": {"name": "Jana", "is_you": false}}),
            "Jana added a note: Yes",
        ),
        ("change", change("value", json!(7000.0), json!("7500.0")), "Mara value 7,000 → 7,500"),
        (
            "activity",
            json!({"user_id": 9, "created_by_user_id": 9, "owner_name": "Jana", "done": true}),
            "Jana completed the activity",
        ),
        (
            "activity",
            json!({"user_id": 9, "created_by_user_id": 1, "owner_name": "Jana", "done": true}),
            "Mara completed the activity",
        ),
        ("comment", json!({"user_id": 9, "content": "Yes"}), "user 9 commented: Yes"),
        (
            "file",
            json!({"user_id": {"id": 2}, "name": "a.pdf", "file_size": 12345}),
            "Tom added the file a.pdf (12.3 kB)",
        ),
        ("mailMessage", mail.clone(), "Ada wrote to t@h.i, Tom: Hi"),
        ("mailMessageWithAttachment", mail, "Ada wrote to t@h.i, Tom: Hi (with files)"),
        (
            "activity",
            json!({"user_id": 1, "done": true, "subject": "Visit", "type": "meeting"}),
            "Mara completed the activity \"Visit\" (meeting)",
        ),
        (
            "activity",
            json!({"user_id": 1, "done": false, "subject": "Visit", "due_date": "2026-01-02", "due_time": ""}),
            "Mara planned the activity \"Visit\" for 2026-01-02",
        ),
        (
            "plannedActivity",
            json!({"user_id": 1, "subject": "Visit", "due_date": "2026-07-02", "due_time": "22:30"}),
            "Mara planned the activity \"Visit\" for 2026-07-03 00:30",
        ),
        (
            "plannedActivity",
            json!({"user_id": 1, "subject": "Visit"}),
            "Mara planned the activity \"Visit\"",
        ),
        ("call", json!({"user_id": 1, "subject": "Hello"}), "Mara logged a call: Hello"),
        (
            "dealFollower",
            json!({"user_id": 1, "actor_user_id": 1, "action": "added"}),
            "Mara started following it",
        ),
        (
            "follower",
            json!({"user_id": 2, "actor_user_id": 1, "action": "removed"}),
            "Mara removed Tom from the followers",
        ),
        (
            "personFollower",
            json!({"user_id": 2, "actor_user_id": 1}),
            "Mara added Tom as a follower of the person",
        ),
        ("organizationFollower", json!({"user_id": 2}), "Tom started following the organization"),
        (
            "participant",
            json!({"person_id": {"value": 3, "name": "Ada"}, "actor_user_id": 1}),
            "Mara added Ada as a participant",
        ),
        (
            "participant",
            json!({"person_id": 3, "action": "removed"}),
            "removed person 3 from the participants",
        ),
        ("deal", json!({"creator_user_id": 1, "title": "Roof"}), "Mara added the deal: Roof"),
        ("invoice", json!({"number": 17}), "added an invoice: 17"),
        ("document", json!({"name": "Offer"}), "added a document: Offer"),
        ("marketing_campaign_stat", json!({"subject": "News"}), "campaign mail: News"),
        (
            "marketing_status_change",
            json!({"old_value": "a", "new_value": "b"}),
            "marketing status a → b",
        ),
        ("someNewThing", json!({"user_id": 1, "title": "T"}), "Mara some new thing: T"),
        ("", Value::Null, "something happened"),
    ] {
        assert_eq!(format_for_test(object, data), sentence, "{object}");
    }
}

#[test]
fn an_action_of_several_entries_is_one_sentence() {
    let names = names();
    let teller = EventFormatter { names: &names, grouped: true };
    let action = |entries: &[(&str, Value, Value)]| {
        let event = |(key, old, new): &(&str, Value, Value)| {
            record(json!({"object": "dealChange", "timestamp": "",
                "data": {"user_id": 1, "field_key": key, "old_value": old, "new_value": new}}))
        };
        let events: Vec<Record> = entries.iter().map(event).collect();
        teller.action(&events.iter().collect::<Vec<_>>()).what
    };
    let reason = ("lost_reason", Value::Null, json!("Price"));
    let lost = ("status", json!("open"), json!("lost"));
    assert_eq!(action(&[reason, lost]), "lost it: Price");
    let reason = ("lost_reason", json!("Price"), Value::Null);
    let reopened = ("status", json!("lost"), json!("open"));
    assert_eq!(action(&[reason, reopened]), "reopened it");
    let pipeline = ("pipeline_id", json!("1"), json!("2"));
    assert_eq!(
        action(&[("stage_id", json!("2"), json!("3")), pipeline]),
        "moved it from pipeline 1 to pipeline 2, moved it from Qualified to Proposal"
    );
    let clock = |key| (key, Value::Null, json!("2026-01-02 03:04:05"));
    assert_eq!(
        action(&[clock("won_time"), clock("close_time")]),
        "close time nothing → 2026-01-02 04:04:05, won time nothing → 2026-01-02 04:04:05"
    );
}
