//! Disputed behaviors of the sandbox, and the company without custom fields.

use super::service::{get, keys, recorded, send};
use super::support::Home;
use deals::sandbox::{CompanyKind, Sandbox, Setup, World};
use serde_json::{Value, json};

/// A sandbox of ten deals with these disputed behaviors.
fn sandbox_with_plays(plays: &[&str]) -> Sandbox {
    let plays = plays.iter().map(|play| play.parse().unwrap()).collect();
    Sandbox::start(World::new(&Setup { deals: Some(10), plays, ..Setup::default() })).unwrap()
}

#[test]
fn second_delete_follows_the_play_option() {
    for (plays, status) in [
        (&[][..], 410),
        (&["second-delete=200"], 200),
        (&["second-delete=404"], 404),
        (&["second-delete=410"], 410),
    ] {
        let sandbox = sandbox_with_plays(plays);
        let delete = || send(&sandbox, "DELETE", "/api/v2/deals/1", &Value::Null);
        assert_eq!(delete().status, 200);
        let changes = sandbox.world().changes();
        let second = delete();
        assert_eq!(second.status, status, "{plays:?}");
        let expected = match status {
            404 => recorded("err-404-deal-v2.json"),
            // Success, as recorded.
            _ => json!({"success": true, "data": {"id": 1}}),
        };
        assert_eq!(second.body, expected, "{plays:?}");
        assert_eq!(sandbox.world().changes(), changes);
    }
}

#[test]
fn restore_and_unarchive_follow_the_play_option() {
    for (key, works) in [("restore", "is_deleted"), ("unarchive", "is_archived")] {
        for (how, status, is_back) in
            [("works", 200, true), ("refused", 4, false), ("ignored", 200, false)]
        {
            let play = format!("{key}={how}");
            let sandbox = sandbox_with_plays(&[&play]);
            let path = "/api/v2/deals/1";
            let gone = if works == "is_deleted" {
                send(&sandbox, "DELETE", path, &Value::Null)
            } else {
                send(&sandbox, "PATCH", path, &json!({"is_archived": true}))
            };
            assert_eq!(gone.status, 200);
            let back = send(&sandbox, "PATCH", path, &json!({works: false}));
            let is_status = back.status == status || status == 4 && back.status / 100 == 4;
            assert!(is_status, "{play}: {} {}", back.status, back.body);
            assert_eq!(get(&sandbox, path)["data"][works], !is_back, "{play}");
        }
    }
    let sandbox = sandbox_with_plays(&[]);
    send(&sandbox, "DELETE", "/api/v2/deals/1", &Value::Null);
    let back = send(&sandbox, "PATCH", "/api/v2/deals/1", &json!({"is_deleted": false}));
    assert_eq!(back.body["data"]["is_deleted"], false, "the likeliest, unless asked otherwise");
}

#[test]
fn rejects_an_unknown_play_option() {
    for play in ["restore", "restore=maybe", "second-delete=500", "third-delete=200"] {
        let output = Home::new().run(&["sandbox", "serve", "--play", play, "-o", "table"]);
        assert_eq!(output.code, Some(2), "{play}");
        assert!(output.err.contains("second-delete=410"), "{play}: {}", output.err);
    }
}

#[test]
fn plain_company_has_no_custom_fields() {
    let setup = Setup { deals: Some(30), company: CompanyKind::Plain, ..Setup::default() };
    let sandbox = Sandbox::start(World::new(&setup)).unwrap();
    let deals = get(&sandbox, "/api/v2/deals");
    let recorded = recorded("v2-deal-get-no-custom-fields.json");
    for deal in deals["data"].as_array().unwrap() {
        assert_eq!(keys(deal), keys(&recorded["data"]));
        assert_eq!(deal["custom_fields"], Value::Null);
    }
    let fields = get(&sandbox, "/api/v2/dealFields");
    let is_custom = |field: &Value| field["is_custom_field"] == true;
    assert!(!fields["data"].as_array().unwrap().iter().any(is_custom));
    let key = "48f49808ade3e1bc48258fca7e2c121cec3bebbf";
    let body = json!({"title": "x", "custom_fields": {key: "12 months"}});
    let refused = send(&sandbox, "POST", "/api/v2/deals", &body);
    assert_eq!(
        refused.body["error"],
        format!("Validation failed: custom_fields: Unknown key '{key}'")
    );
    assert_eq!(
        send(&sandbox, "GET", &format!("/api/v2/deals?custom_fields={key}"), &Value::Null).status,
        400
    );
    let filters = get(&sandbox, "/api/v1/filters?type=deals");
    assert!(!filters.to_string().contains("Gold tier"));
    let copy = send(&sandbox, "POST", "/api/v1/deals/1/duplicate", &Value::Null);
    assert!(copy.body["data"].as_object().unwrap().keys().all(|key| key.len() < 40));
    // All commands work with it.
    for format in ["table", "json", "csv"] {
        let (sandbox, home) = (Sandbox::start(World::new(&setup)).unwrap(), Home::new());
        for args in [
            &["list"][..],
            &["get", "1"],
            &["fields"],
            &["list", "--filter", "Mara's open deals"],
            &["create", "Roof", "--value", "5 EUR"],
            &["update", "1", "--value", "7"],
            &["duplicate", "2"],
            &["timeline", "--start", "2026-11-01"],
            &["search", "copper"],
            &["merge", "1", "--into", "2", "--yes"],
        ] {
            let out = home.at(&sandbox, &[args, &["-o", format]].concat()).ok();
            assert!(format == "json" || !out.contains("null"), "{args:?}: {out}");
        }
    }
}
