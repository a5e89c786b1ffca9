//! The output for people: times in the zone of the account, amounts with the decimals of the currency.
//! Programs get both unchanged.

use super::support::{Home, Output, StubServer};
use serde_json::{Value, json};

const BUDGET: &str = "dddddddddddddddddddddddddddddddddddddddd";

/// A company in Berlin with one deal, updated in the hour that the end of daylight saving time repeats.
fn company() -> StubServer {
    let deal = json!({"id": 5, "title": "Roof", "status": "open", "stage_id": 1, "pipeline_id": 1,
        "owner_id": 1, "value": 27583.333333333332, "currency": "EUR",
        "add_time": "2025-01-01T10:00:00+02:00", "update_time": "2026-10-25T01:30:00Z",
        "stage_change_time": "2026-07-31T08:20:30.000Z", "expected_close_date": "0000-00-00",
        "close_time": "0000-00-00 00:00:00", "blocked_time": "2026-01-31 09:20:00",
        "custom_fields": {BUDGET: {"value": 1200.5, "currency": "KWD"}}});
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let data = match path.rsplit('/').next().unwrap_or_default() {
            "dealFields" => {
                json!([{"field_code": BUDGET, "field_name": "Budget", "field_type": "monetary"}])
            }
            "me" => {
                json!({"id": 1, "name": "Me", "company_id": 1, "timezone_name": "Europe/Berlin"})
            }
            "pipelines" => json!([{"id": 1, "name": "Sales"}]),
            "stages" => json!([{"id": 1, "name": "Lead", "pipeline_id": 1}]),
            "users" => json!([{"id": 1, "name": "Me"}]),
            "5" if line.starts_with("PATCH") => {
                let mut deal = deal.clone();
                deal["title"] = json!("New");
                deal
            }
            "5" => deal.clone(),
            "currencies" => json!([{"id": 1, "code": "KWD", "name": "Dinar", "decimal_points": 1}]),
            _ => Value::Null,
        };
        let body = json!({"success": true, "data": data, "additional_data": {"next_cursor": null}});
        StubServer::response("200 OK", "", body.to_string().as_bytes())
    })
}

fn run(home: &Home, server: &StubServer, args: &[&str]) -> Output {
    let mut command = home.command(args);
    command.env("DEALS_BASE_URL", &server.url);
    Output::from_output(command.output().unwrap())
}

#[test]
fn a_card_uses_the_time_zone_of_the_account_and_the_decimals_of_the_currency() {
    let (home, server) = (Home::new(), company());
    let card = run(&home, &server, &["get", "5", "-o", "table"]).ok();
    for row in [
        "Value          27,583.33 EUR",
        "Added          2025-01-01 09:00",
        "Updated        2026-10-25 02:30+01:00",
        "Stage changed  2026-07-31 10:20:30",
        "blocked_time   2026-01-31 10:20",
        "Budget         1,200.500 KWD",
    ] {
        assert!(card.lines().any(|line| line == row), "{row} in:\n{card}");
    }
    assert!(!card.contains("0000") && !card.contains("Closed"), "{card}");
    assert_eq!(card.lines().last(), Some("Times are in Europe/Berlin."));
    // The decimals of the company's currencies are used once they are known.
    run(&home, &server, &["currencies", "-o", "json"]).ok();
    let card = run(&home, &server, &["get", "5", "-o", "table"]).ok();
    assert!(card.contains("Budget         1,200.5 KWD"), "{card}");
}

#[test]
fn a_time_that_is_shown_can_be_passed_to_a_flag() {
    let (home, server) = (Home::new(), company());
    let shown = run(&home, &server, &["get", "5", "-o", "table", "--fields", "update_time"]).ok();
    let shown = shown.trim().strip_prefix("Updated  ").unwrap().to_owned();
    let update = |since: &str| {
        let args = ["update", "5", "--title", "New", "--if-unmodified-since", since, "-o", "table"];
        run(&home, &server, &args)
    };
    assert_eq!(update(&shown).code, Some(0));
    let refused = update("2026-10-25 02:30+02:00");
    let message = "deal 5 was changed at 2026-10-25 02:30+01:00, after 2026-10-25 02:30+02:00";
    assert!(refused.err.contains(message), "{}", refused.err);
}

#[test]
fn programs_get_unchanged_times_and_amounts_without_a_lookup_of_the_zone() {
    for args in [
        &["get", "5", "-o", "csv", "--fields", "value,add_time,expected_close_date"][..],
        &["get", "5", "-o", "table", "--raw", "--fields", "value,add_time"],
        &["get", "5", "-o", "json", "--fields", "value,add_time"],
        &["get", "5", "-o", "json"],
        &["get", "5", "-o", "table", "--fields", "title,value"],
    ] {
        let (home, server) = (Home::new(), company());
        let out = run(&home, &server, args).ok();
        if !args.contains(&"title,value") {
            assert!(out.contains("27583.333333333332"), "{out}");
            assert!(out.contains("2025-01-01T10:00:00+02:00"), "{out}");
        }
        if args.contains(&"csv") {
            assert!(out.ends_with(",2025-01-01T10:00:00+02:00,\r\n"), "{out}");
        }
        let asked = server.requests();
        assert!(!asked.iter().any(|line| line.contains("/users/me")), "{args:?} {asked:?}");
    }
}
