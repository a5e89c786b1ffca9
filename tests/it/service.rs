//! The sandbox answers as the live service was recorded to answer: the keys of its records and their
//! order, whole amounts as doubles, nulls where the service has them. The recordings of
//! `tests/fixtures/live` are the witness.

use super::support::{Home, sandbox_of};
use deals::sandbox::Sandbox;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A response of the sandbox, whole.
fn ask(sandbox: &Sandbox, args: &[&str]) -> Value {
    let args = [&["api"], args, &["--yes"]].concat();
    Home::new().at(sandbox, &args).json()
}

fn get(sandbox: &Sandbox, path: &str) -> Value {
    ask(sandbox, &["GET", path])
}

fn recorded(file: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/live");
    serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap()
}

fn keys(object: &Value) -> Vec<&str> {
    let keys = object.as_object().unwrap_or_else(|| panic!("no object: {object}")).keys();
    // Keys of custom fields are the company's.
    keys.map(String::as_str).filter(|key| key.len() < 40).collect()
}

#[test]
fn a_deal_has_the_keys_of_a_recorded_one_in_their_order() {
    let sandbox = sandbox_of(10);
    let recorded = recorded("v2-deals-list.json");
    for path in ["/api/v2/deals/1", "/api/v2/deals?ids=1"] {
        let ours = &get(&sandbox, path)["data"];
        let deal = if ours.is_array() { &ours[0] } else { ours };
        assert_eq!(keys(deal), keys(&recorded["data"][0]), "{path}");
    }
}

#[test]
fn v2_sends_amounts_as_doubles_and_v1_and_search_do_not() {
    let sandbox = sandbox_of(10);
    let home = Home::new();
    let text = |path: &str| home.at(&sandbox, &["api", "GET", path]).ok();
    assert!(text("/api/v2/deals/1").contains(r#""value":12500.0,"#));
    assert!(text("/api/v2/deals/search?term=copper").contains(r#""value":12500,"#));
    let copy = home.at(&sandbox, &["duplicate", "1", "-o", "json"]).ok();
    assert!(copy.contains(r#""value":12500,"#), "{copy}");
}

#[test]
fn a_new_deal_has_no_update_time_and_is_followed_by_who_created_it() {
    let sandbox = sandbox_of(10);
    let new = &ask(&sandbox, &["POST", "/api/v2/deals", "-f", "title=Roof"])["data"];
    let recorded = recorded("v2-deal-create.json");
    assert_eq!(keys(new), keys(&recorded["data"]));
    assert_eq!((&new["update_time"], &new["value"]), (&Value::Null, &Value::Null));
    let path = format!("/api/v2/deals/{}", new["id"]);
    let read = &get(&sandbox, &path)["data"];
    assert_eq!(read["update_time"], read["add_time"]);
    let followers = &get(&sandbox, &format!("{path}/followers"))["data"];
    assert_eq!(followers, &json!([{"user_id": 1, "add_time": new["add_time"]}]));
    let id = new["id"].to_string();
    let again = Home::new().at(&sandbox, &["followers", "add", &id, "1", "-o", "table"]);
    assert_eq!(again.code, Some(5));
    assert!(again.err.contains(&format!("follows deal {id} already")), "{}", again.err);
}
