//! List prompts with duplicate names, wide names and many names.

use super::support::{Home, StubServer};
use super::terminal::{DOWN, ENTER, READING, Terminal};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A company with these users, three labels and one deal.
fn company(users: Vec<Value>) -> StubServer {
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let data = match path.rsplit('/').next().unwrap_or_default() {
            "me" => json!({"id": 1, "name": "Me", "company_id": 1, "timezone_name": "UTC"}),
            "users" => json!(users),
            "followers" => json!({"user_id": 1, "add_time": "2026-01-01T00:00:00Z"}),
            "dealFields" => json!([{"field_code": "label_ids", "field_name": "Labels",
                "field_type": "set", "options": [{"id": 1, "label": "Hot, new"},
                {"id": 2, "label": "Hot, old"}, {"id": 3, "label": "Cold"}]}]),
            "7" => json!({"id": 7, "title": "Roof", "status": "open", "label_ids": []}),
            _ => json!([]),
        };
        let body = json!({"success": true, "data": data, "additional_data": {"next_cursor": null}});
        StubServer::response("200 OK", "", body.to_string().as_bytes())
    })
}

/// Picks a follower on a terminal of this size, and returns the request that adds it.
fn pick_follower(server: &StubServer, size: (u16, u16), pick: impl Fn(&mut Terminal)) -> String {
    let home = Home::new();
    let env =
        [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1"), ("DEALS_JOURNAL", "off")];
    let mut asked = Terminal::start_with_size(&home, size, &env, &["followers", "add", "7"]);
    asked.wait_for("? User ›");
    std::thread::sleep(READING);
    pick(&mut asked);
    asked.wait_for_end();
    let requests = server.requests();
    let body = requests.iter().rev().find(|request| request.starts_with("POST")).cloned();
    body.unwrap_or_default()
}

#[test]
fn an_ambiguous_label_is_chosen_from_a_list() {
    let (server, home) = (company(Vec::new()), Home::new());
    let env =
        [("DEALS_BASE_URL", server.url.as_str()), ("NO_COLOR", "1"), ("DEALS_JOURNAL", "off")];
    let args = ["update", "7", "--label", "cold,hot"];
    let mut asked = Terminal::start_with_size(&home, (80, 24), &env, &args);
    asked.decide("Which label is `hot`?", "old");
    asked.wait_for_end();
    let requests = server.requests();
    assert!(
        requests.iter().any(|request| request.contains(r#""label_ids":[3,2]"#)),
        "{requests:?}"
    );
}

#[test]
fn users_with_the_same_name_are_distinguished_by_id() {
    let user = |id: u64| json!({"id": id, "name": "Tom Okafor", "active_flag": true});
    let server = company(vec![user(2), user(3), user(4)]);
    for (place, id) in [(1, 2), (3, 4)] {
        let request = pick_follower(&server, (80, 24), |asked| {
            assert!(asked.screen().contains("Tom Okafor (3)"));
            asked.press(&format!("{}{ENTER}", DOWN.repeat(place)));
        });
        assert!(request.contains(&format!("\"user_id\":{id}")), "{request}");
    }
}

#[test]
fn wide_names_keep_the_list_in_place_at_40_columns() {
    let name = |id: u64| format!("日本語のとても長い名前のユーザー{id}さんと東京支社の皆様");
    let user = |id: u64| json!({"id": id, "name": name(id), "active_flag": true});
    let server = company((1..=30).map(user).collect());
    let request = pick_follower(&server, (40, 24), |asked| {
        let rows = |asked: &mut Terminal| {
            let screen = asked.screen();
            let lines: Vec<&str> = screen.lines().collect();
            assert!(lines[0].starts_with("? User ›"), "{screen}");
            assert!(lines.len() <= 13, "{screen}");
            screen.lines().position(|line| line.starts_with('❯'))
        };
        assert_eq!(rows(asked), Some(1), "on the way out");
        for place in 2..=16 {
            asked.press(DOWN);
            // The list scrolls after 12 rows.
            assert_eq!(rows(asked), Some(place.min(12)));
        }
        asked.press(ENTER);
    });
    assert!(request.contains("\"user_id\":15"), "{request}");
}

#[test]
fn a_list_of_10000_users_filters_without_delay() {
    let user = |id: u64| json!({"id": id, "name": format!("User {id}"), "active_flag": true});
    let server = company((1..=10_000).map(user).collect());
    let request = pick_follower(&server, (80, 24), |asked| {
        assert!(asked.screen().contains("10,000 items; type to filter"));
        let begun = Instant::now();
        asked.press("9876");
        asked.wait_for("? User › 9876|");
        asked.wait_for("❯ User 9876");
        // Debug builds take much longer than the 20 ms a key of a release build.
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
        asked.press(ENTER);
    });
    assert!(request.contains("\"user_id\":9876"), "{request}");
}
