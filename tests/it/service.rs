//! The sandbox responds like the recorded live service: keys and their order, number formats,
//! nulls. The recordings are in `tests/fixtures/live`.

use super::support::{Home, sandbox_with};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

/// A response of the sandbox.
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

pub fn send(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> Response {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(sandbox.url().trim_start_matches("http://")).unwrap();
    let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\nx-api-token: t\r\nconnection: close\r\n\
         {kind}content-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap() }
}

pub fn get(sandbox: &Sandbox, path: &str) -> Value {
    let response = send(sandbox, "GET", path, &Value::Null);
    assert_eq!(response.status, 200, "{path}: {}", response.body);
    response.body
}

pub fn recorded(file: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/live");
    serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap()
}

pub fn keys(object: &Value) -> Vec<&str> {
    let keys = object.as_object().unwrap_or_else(|| panic!("no object: {object}")).keys();
    // Keys of custom fields differ between companies.
    keys.map(String::as_str).filter(|key| key.len() < 40).collect()
}

#[test]
fn deal_has_the_recorded_keys_in_order() {
    let sandbox = sandbox_with(10);
    let recorded = recorded("v2-deals-list.json");
    for path in ["/api/v2/deals/1", "/api/v2/deals?ids=1"] {
        let sandbox_fields = &get(&sandbox, path)["data"];
        let deal = if sandbox_fields.is_array() { &sandbox_fields[0] } else { sandbox_fields };
        assert_eq!(keys(deal), keys(&recorded["data"][0]), "{path}");
    }
}

#[test]
fn only_v2_sends_amounts_as_floats() {
    let sandbox = sandbox_with(10);
    let home = Home::new();
    let text = |path: &str| home.at(&sandbox, &["api", "GET", path]).ok();
    assert!(text("/api/v2/deals/1").contains(r#""value":12500.0,"#));
    assert!(text("/api/v2/deals/search?term=copper").contains(r#""value":12500,"#));
    let copy = home.at(&sandbox, &["duplicate", "1", "-o", "json"]).ok();
    assert!(copy.contains(r#""value":12500,"#), "{copy}");
}

#[test]
fn new_deal_has_no_update_time_and_is_followed_by_its_creator() {
    let sandbox = sandbox_with(10);
    let new = &send(&sandbox, "POST", "/api/v2/deals", &json!({"title": "Roof"})).body["data"];
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

#[test]
fn not_found_responses_match_recordings() {
    let sandbox = sandbox_with(10);
    let missing = |path: &str| {
        let response = send(&sandbox, "GET", path, &Value::Null);
        assert_eq!(response.status, 404, "{path}");
        response.body
    };
    assert_eq!(missing("/api/v2/deals/999"), recorded("err-404-deal-v2.json"));
    let old = missing("/api/v1/deals/999/flow");
    assert_eq!((&old["error"], old.get("code")), (&json!("Deal not found"), None));
}

#[test]
fn spent_budget_response_matches_recording() {
    let mut world = World::with_deals(3);
    world.budget(Some(25));
    let sandbox = Sandbox::start(world).unwrap();
    get(&sandbox, "/api/v1/users");
    let refusal = send(&sandbox, "GET", "/api/v1/users", &Value::Null);
    assert_eq!((refusal.status, &refusal.body), (429, &recorded("err-429-daily.json")));
    // From nine o'clock to midnight.
    assert!(refusal.head.contains("retry-after: 54000\r\n"), "{}", refusal.head);
    let output = Home::new().at(&sandbox, &["users", "-o", "table"]);
    assert_eq!(output.code, Some(6));
    assert!(output.err.contains("token budget for today is spent"), "{}", output.err);
    // With the date, unless that is today's.
    let hint = output.err.lines().find(|line| line.starts_with("hint: the budget resets at "));
    assert!(hint.is_some_and(|hint| hint.ends_with(" UTC")), "{}", output.err);
}

/// The rows of a list, by the value of `key`.
fn by_key<'v>(list: &'v Value, key: &str) -> BTreeMap<&'v str, &'v Value> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.filter_map(|row| Some((row[key].as_str()?, row))).collect()
}

#[test]
fn field_types_match_recordings() {
    let sandbox = sandbox_with(3);
    let sandbox_fields = get(&sandbox, "/api/v2/dealFields?limit=500");
    let recorded_fields = recorded("v2-dealFields-pt.json");
    let (sandbox_fields, recorded_fields) =
        (by_key(&sandbox_fields, "field_code"), by_key(&recorded_fields, "field_code"));
    let is_built_in = |code: &&&str| code.len() < 40;
    let codes = |fields: &BTreeMap<&str, &Value>| {
        fields.keys().filter(is_built_in).map(|code| (*code).to_owned()).collect::<Vec<_>>()
    };
    // The sandbox has no separate currency field and no product fields.
    assert_eq!(codes(&sandbox_fields), codes(&recorded_fields));
    for (code, field) in &sandbox_fields {
        assert_eq!(keys(field), keys(recorded_fields["title"]), "{code}");
        if let Some(recorded) = recorded_fields.get(code) {
            let properties = |field: &Value| {
                let part = |key: &str| field[key].clone();
                (part("field_type"), part("subfields"), part("is_optional_response_field"))
            };
            let name = |parts: &Value| parts.to_string().replace("Quantia", "Amount");
            let named = |(kind, parts, optional): (Value, Value, Value)| {
                (kind, name(&parts).replace("Moeda", "Currency"), optional)
            };
            assert_eq!(named(properties(field)), named(properties(recorded)), "{code}");
        }
    }
    let ids = |code: &str| {
        let options = sandbox_fields[code]["options"].as_array().unwrap().iter();
        options.map(|option| option["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("is_archived"), [json!(false), json!(true)]);
    assert_eq!(ids("status"), [json!("open"), json!("lost"), json!("won"), json!("deleted")]);
    assert_eq!(ids("visible_to"), [json!(1), json!(3), json!(5), json!(7)]);
    let reasons = sandbox_fields["lost_reason"]["options"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["label"] == "Price"), "{reasons:?}");
}

#[test]
fn v1_fields_have_mandatory_conditions() {
    let sandbox = sandbox_with(3);
    let sandbox_fields = get(&sandbox, "/api/v1/dealFields");
    let recorded_fields = recorded("v1-dealFields-53.json");
    let (sandbox_fields, recorded_fields) =
        (by_key(&sandbox_fields, "key"), by_key(&recorded_fields, "key"));
    for (key, field) in &sandbox_fields {
        // Custom fields have an additional key, and those with options another one.
        let recorded = match (key.len(), field["field_type"].as_str()) {
            (40, Some("enum" | "set")) => "085ce4bc177952b3ebf7e2286055b7afe0998a4b",
            (40, _) => "id",
            _ => key,
        };
        if let Some(recorded) = recorded_fields.get(recorded) {
            let known = |keys: Vec<&str>| {
                keys.into_iter().filter(|key| *key != "use_field" && *key != "link").count()
            };
            assert_eq!(known(keys(field)), known(keys(recorded)), "{key}");
            if key.len() < 40 {
                assert_eq!(field["field_type"], recorded["field_type"], "{key}");
                assert_eq!(field["mandatory_flag"], recorded["mandatory_flag"], "{key}");
            }
        }
    }
    assert_eq!(sandbox_fields["won_time"]["mandatory_flag"], json!({"status": "=won"}));
    assert_eq!(sandbox_fields["person_id"]["mandatory_flag"], json!({"org_id": "<=0"}));
    assert_eq!(sandbox_fields["currency"]["id"], Value::Null);
    assert_eq!(sandbox_fields["channel"]["options"][0]["alt_id"], "prospector");
}

/// Whether all keys of an object are in the recorded one, in the same order.
fn is_like(object: &Value, recorded: &Value) -> bool {
    let mut recorded_fields = keys(recorded).into_iter();
    keys(object).into_iter().all(|key| recorded_fields.any(|their| their == key))
}

/// The data of the recorded events of one kind.
fn recorded_event(object: &str) -> Value {
    let flow = recorded("v1-deal-flow.json");
    let mut events = flow["data"].as_array().unwrap().iter();
    events.find(|event| event["object"] == object).unwrap()["data"].clone()
}

fn fields_of(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["data"]["field_key"].as_str()).collect()
}

#[test]
fn flow_matches_recording() {
    let sandbox = sandbox_with(60);
    let mut kinds = BTreeMap::new();
    for deal in 1..=60 {
        let path = format!("/api/v1/deals/{deal}/flow");
        let Response { status: 200, body, .. } = send(&sandbox, "GET", &path, &Value::Null) else {
            continue;
        };
        let expected = recorded("v1-deal-flow.json");
        assert_eq!(keys(&body), keys(&expected), "no related_objects");
        assert_eq!(keys(&body["additional_data"]), keys(&expected["additional_data"]));
        assert_eq!(body["additional_data"]["pagination"]["limit"], 50);
        for event in body["data"].as_array().into_iter().flatten() {
            kinds.insert(event["object"].as_str().unwrap().to_owned(), event["data"].clone());
        }
    }
    for object in ["activity", "dealChange", "note", "mailMessage"] {
        let (sandbox_fields, recorded_fields) = (&kinds[object], recorded_event(object));
        assert!(
            is_like(sandbox_fields, &recorded_fields),
            "{object}: {:?}\n{:?}",
            keys(sandbox_fields),
            keys(&recorded_fields)
        );
    }
    assert_eq!(keys(&kinds["dealChange"]), keys(&recorded_event("dealChange")));
    assert_eq!(keys(&kinds["note"]), keys(&recorded_event("note")));
    assert!(kinds["note"]["user"]["name"].is_string());
}

#[test]
fn flow_lists_undone_activities_first() {
    let sandbox = sandbox_with(60);
    let mut undone = 0;
    for deal in 1..=60 {
        let path = format!("/api/v1/deals/{deal}/flow?limit=500");
        let Response { status: 200, body, .. } = send(&sandbox, "GET", &path, &Value::Null) else {
            continue;
        };
        let events = body["data"].as_array().cloned().unwrap_or_default();
        let is_undone = |event: &&Value| event["data"]["done"] == false;
        let first = events.iter().take_while(is_undone).count();
        assert_eq!(first, events.iter().filter(is_undone).count(), "deal {deal}");
        let times = events[first..].iter().map(|event| event["timestamp"].as_str().unwrap());
        assert!(times.is_sorted_by(|newer, older| newer >= older), "deal {deal}");
        undone += first;
    }
    assert!(undone > 5, "{undone}");
}

#[test]
fn changelog_entries_match_recording() {
    let sandbox = sandbox_with(10);
    let patch = |body: Value| {
        let response = send(&sandbox, "PATCH", "/api/v2/deals/1", &body);
        assert_eq!(response.status, 200, "{}", response.body);
    };
    let newest = |count: usize| {
        let path = format!("/api/v1/deals/1/flow?items=dealChange&limit={count}");
        get(&sandbox, &path)["data"].as_array().unwrap().clone()
    };
    patch(json!({"stage_id": 4}));
    let moved = newest(2);
    assert_eq!(fields_of(&moved), ["stage_change_time", "stage_id"]);
    let stage = &moved[1]["data"];
    assert_eq!((&stage["old_value"], &stage["new_value"]), (&json!("3"), &json!("4")));
    let names = json!({"old_value_formatted": "Proposal", "new_value_formatted": "Negotiation"});
    assert_eq!(stage["additional_data"], names);
    patch(json!({"status": "won"}));
    assert_eq!(fields_of(&newest(3)), ["won_time", "close_time", "status"]);
    patch(json!({"status": "open"}));
    let reopened = newest(3);
    assert_eq!(fields_of(&reopened), ["won_time", "close_time", "status"]);
    assert_eq!(reopened[0]["data"]["new_value"], Value::Null);
    patch(json!({"owner_id": 5, "value": 99}));
    let handed = newest(2);
    assert_eq!(fields_of(&handed), ["value", "user_id"]);
    assert_eq!(handed[0]["data"]["old_value"], "12500");
    assert_eq!(handed[0]["data"]["additional_data"], json!([]));
    assert_eq!(handed[1]["data"]["additional_data"]["new_value_formatted"], "Priya Nair");
    let all = get(&sandbox, "/api/v1/deals/1/flow?items=dealChange&limit=500");
    let first = all["data"].as_array().unwrap().last().unwrap();
    let created = &first["data"];
    assert_eq!((&created["field_key"], &created["old_value"]), (&json!("add_time"), &Value::Null));
}

#[test]
fn duplicate_matches_recording() {
    let sandbox = sandbox_with(10);
    let response = send(&sandbox, "POST", "/api/v1/deals/1/duplicate", &Value::Null);
    assert_eq!(response.status, 201);
    let (copy, recorded) = (&response.body["data"], &recorded("v1-deal-duplicate.json")["data"]);
    assert_eq!(keys(copy), keys(recorded));
    assert_eq!(copy["title"], "Copper roof (copy)");
    for key in ["update_time", "lost_time", "stage_change_time", "score", "source_lead_id"] {
        assert_eq!(copy[key], Value::Null, "{key}");
    }
    assert_eq!((&copy["visible_to"], &copy["stage_order_nr"]), (&json!("3"), &json!(3)));
    let all: Vec<&String> = copy.as_object().unwrap().keys().collect();
    let place = |key: &str| all.iter().position(|own| *own == key).unwrap();
    let custom = all.iter().position(|key| key.len() == 40).unwrap();
    assert!((place("cc_email")..place("org_hidden")).contains(&custom), "{all:?}");
}

#[test]
fn v1_post_returns_201() {
    let sandbox = sandbox_with(10);
    let path = "/api/v1/deals/1/participants";
    assert_eq!(send(&sandbox, "POST", path, &json!({"person_id": 60})).status, 201);
}

#[test]
fn users_match_recording() {
    let sandbox = sandbox_with(3);
    let (sandbox_fields, recorded_fields) =
        (get(&sandbox, "/api/v1/users"), recorded("v1-users.json"));
    let (me, other) = (&sandbox_fields["data"][0], &sandbox_fields["data"][1]);
    assert_eq!(keys(me), keys(&recorded_fields["data"][0]));
    assert_eq!((&me["is_admin"], &other["is_admin"]), (&json!(1), &json!(0)));
    assert!(other.get("phone").is_none() && is_like(other, me), "{other}");
    assert_eq!(keys(&sandbox_fields["additional_data"]), ["company_id"]);
}

#[test]
fn search_results_match_recording() {
    let sandbox = sandbox_with(10);
    let sandbox_fields = get(&sandbox, "/api/v2/deals/search?term=copper");
    let recorded_fields = recorded("v2-deals-search.json");
    let item = |search: &Value| search["data"]["items"][0]["item"].clone();
    assert_eq!(keys(&item(&sandbox_fields)), keys(&item(&recorded_fields)));
    for part in ["pipeline", "organization", "stage", "owner", "person"] {
        assert_eq!(
            keys(&item(&sandbox_fields)[part]),
            keys(&item(&recorded_fields)[part]),
            "{part}"
        );
    }
    let sandbox_fields = get(&sandbox, "/api/v2/persons/search?term=ada");
    assert_eq!(keys(&item(&sandbox_fields)), keys(&item(&recorded("v1-persons-search.json"))));
}

#[test]
fn other_records_have_the_recorded_keys_in_order() {
    let sandbox = sandbox_with(10);
    for (path, file) in [
        ("/api/v2/stages", "v2-stages.json"),
        ("/api/v2/pipelines", "v2-pipelines.json"),
        ("/api/v2/organizations", "v2-organizations-list.json"),
        ("/api/v1/filters?type=deals", "v1-filters-deals.json"),
        ("/api/v1/currencies", "v1-currencies.json"),
        ("/api/v1/deals/7/files", "v1-deal-files.json"),
    ] {
        let (sandbox_fields, recorded_fields) = (get(&sandbox, path), recorded(file));
        assert_eq!(keys(&sandbox_fields["data"][0]), keys(&recorded_fields["data"][0]), "{path}");
    }
    let sandbox_fields = &get(&sandbox, "/api/v1/deals/7/participants")["data"][0];
    let recorded_fields = &recorded("v1-deal-participants.json")["data"][0];
    assert!(
        is_like(&sandbox_fields["person_id"], &recorded_fields["person_id"]),
        "{sandbox_fields}"
    );
    assert!(recorded_fields["person"]["primary_email"].is_string());
    assert!(sandbox_fields["person"]["primary_email"].is_string());
    let currencies = get(&sandbox, "/api/v1/currencies");
    let names = currencies["data"].as_array().unwrap().iter().map(|row| row["name"].as_str());
    assert!(names.is_sorted(), "by name, not by ID");
}

#[test]
fn stages_and_pipelines_match_recording() {
    let sandbox = sandbox_with(3);
    let stages = get(&sandbox, "/api/v2/stages");
    let stages = stages["data"].as_array().unwrap();
    let named = |name: &str, pipeline: u64| {
        stages
            .iter()
            .filter(|stage| stage["name"] == name && stage["pipeline_id"] == pipeline)
            .count()
    };
    assert!(stages.iter().any(|one| named(one["name"].as_str().unwrap(), 4) == 2), "{stages:?}");
    assert!(stages.iter().any(|stage| stage["update_time"].is_null()));
    let pipelines = get(&sandbox, "/api/v2/pipelines");
    let pipelines = pipelines["data"].as_array().unwrap();
    assert!(pipelines.iter().any(|pipeline| pipeline["update_time"].is_null()));
    assert!(pipelines.iter().any(|pipeline| pipeline["name"].as_str().unwrap().ends_with(' ')));
}
