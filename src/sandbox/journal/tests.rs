//! Tests of `journal.rs`.

use super::*;
use crate::sandbox::World;
use proptest::prelude::*;
use serde_json::json;

fn rename_deal(world: &mut World, title: &str) {
    let call = Call::new_for_test("PATCH", "/api/v2/deals/1", json!({ "title": title }));
    assert_eq!(world.receive(&call).answer.status, 200);
}

fn title(world: &mut World) -> String {
    let call = Call::new_for_test("GET", "/api/v2/deals/1", Value::Null);
    let answer: Value = serde_json::from_str(&world.receive(&call).answer.text).unwrap();
    answer["data"]["title"].as_str().unwrap().to_owned()
}

#[test]
fn two_worlds_share_a_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deeper/state.ndjson");
    let (mut one, mut two) = (
        World::open_with(&file, &Setup::with_deals(5)).unwrap(),
        World::open_with(&file, &Setup::with_deals(9)).unwrap(),
    );
    assert_eq!(two.deal_ids().len(), 5);
    rename_deal(&mut one, "by one");
    assert_eq!(title(&mut two), "by one");
    rename_deal(&mut two, "by two");
    assert_eq!(title(&mut one), "by two");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 3);
    assert_eq!(World::open(&file).unwrap().deal(1), one.deal(1));
}

#[test]
fn header_stores_the_setup() {
    let setup = Setup {
        company: CompanyKind::Plain,
        plays: vec![Play::SecondDelete(404)],
        today: "2025-03-04".parse().ok(),
        ..Setup::with_deals(5).with_new_account()
    };
    let line = serde_json::to_vec(&Header::new(&setup)).unwrap();
    assert_eq!(Header::read(&line).unwrap().setup(), Ok(setup));
}

#[test]
fn reads_and_rejected_requests_are_not_logged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let mut world = World::open(&file).unwrap();
    let before = fs::read(&file).unwrap();
    title(&mut world);
    world.receive(&Call::new_for_test("DELETE", "/api/v2/deals/9999", Value::Null));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn ignores_a_truncated_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    rename_deal(&mut World::open(&file).unwrap(), "kept");
    let whole = fs::read(&file).unwrap();
    let incomplete = [&whole[..], b"{\"method\":\"DELETE\",\"path\":\"/api/v2/de"].concat();
    fs::write(&file, incomplete).unwrap();
    let mut world = World::open(&file).unwrap();
    assert_eq!(title(&mut world), "kept");
    rename_deal(&mut world, "next");
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert_eq!(title(&mut World::open(&file).unwrap()), "next");
}

#[test]
fn creates_a_world_from_an_empty_file_or_truncated_header() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    for text in ["", "{\"deals_san", "{\"deals_sandbox\":2,\"de"] {
        fs::write(&file, text).unwrap();
        assert_eq!(World::open_with(&file, &Setup::with_deals(4)).unwrap().deal_ids().len(), 4);
        assert_eq!(World::open(&file).unwrap().deal_ids().len(), 4);
    }
}

#[test]
fn reports_the_line_of_a_corrupt_file_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let header = "{\"deals_sandbox\":2,\"deals\":5}\n";
    for (text, expected) in [
        ("hello\n".to_owned(), "line 1: not a sandbox state file"),
        ("hello".to_owned(), "line 1: not a sandbox state file"),
        ("{\"deals_sandbox\":1,\"deals\":5}\n".to_owned(), "line 1: unsupported format 1"),
        (format!("{header}oops\n"), "line 2: expected value"),
        (
            format!("{header}{{\"method\":\"DELETE\",\"path\":\"/api/v2/deals/77\"}}\n"),
            "line 2: DELETE /api/v2/deals/77 changed nothing (status 404)",
        ),
    ] {
        fs::write(&file, &text).unwrap();
        let error = World::open(&file).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn starts_over_if_the_file_was_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let mut world = World::open_with(&file, &Setup::with_deals(5)).unwrap();
    let new_title = title(&mut world);
    rename_deal(&mut world, "before");
    fs::remove_file(&file).unwrap();
    assert_eq!(title(&mut world), new_title);
    rename_deal(&mut world, "again");
    fs::write(&file, "{\"deals_sandbox\":2,\"deals\":3}\n").unwrap();
    assert_eq!(title(&mut world), new_title);
    assert_eq!(world.deal_ids().len(), 3);
}

/// Requests of every kind that changes something, some of them invalid.
fn some_call() -> impl Strategy<Value = (&'static str, String, Value)> {
    let deal = 1..9u64;
    prop_oneof![
        (deal.clone(), ".{0,8}").prop_map(|(id, title)| (
            "PATCH",
            format!("/api/v2/deals/{id}"),
            json!({ "title": title })
        )),
        (deal.clone(), 0..4usize).prop_map(|(id, to)| (
            "PATCH",
            format!("/api/v2/deals/{id}"),
            [
                json!({"status": "won"}),
                json!({"status": "open"}),
                json!({"is_archived": true}),
                json!({"is_archived": false})
            ][to]
                .clone()
        )),
        "[a-z]{1,5}".prop_map(|title| ("POST", "/api/v2/deals".into(), json!({ "title": title }))),
        deal.clone().prop_map(|id| ("DELETE", format!("/api/v2/deals/{id}"), Value::Null)),
        deal.clone().prop_map(|id| (
            "PATCH",
            format!("/api/v2/deals/{id}"),
            json!({"is_deleted": false})
        )),
        deal.clone().prop_map(|id| ("POST", format!("/api/v1/deals/{id}/duplicate"), Value::Null)),
        (deal.clone(), 1..9u64).prop_map(|(id, into)| (
            "PUT",
            format!("/api/v1/deals/{id}/merge"),
            json!({ "merge_with_id": into })
        )),
        (deal.clone(), 1..7u64).prop_map(|(id, user)| (
            "POST",
            format!("/api/v2/deals/{id}/followers"),
            json!({ "user_id": user })
        )),
        deal.prop_map(|id| ("POST", format!("/api/v2/deals/{id}/convert/lead"), json!({}))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn replay_leads_to_the_same_world(
        calls in prop::collection::vec(some_call(), 0..25)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state");
        let mut world = World::open_with(&file, &Setup::with_deals(6)).unwrap();
        for (method, url, body) in calls {
            world.receive(&Call::new_for_test(method, &url, body));
        }
        let again = World::open(&file).unwrap();
        prop_assert_eq!(again.now(), world.now());
        prop_assert_eq!(again.deal_ids(), world.deal_ids());
        for id in world.deal_ids() {
            prop_assert_eq!(again.deal(id), world.deal(id));
        }
    }
}
