//! Names with commas, equals signs and spaces in every flag that accepts names, against a company in
//! which all records have such names.

use super::support::{Home, Output, StubServer};
use super::terminal::Terminal;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Names that contain one another, or differ only in case or spaces.
const NAMES: [&str; 16] = [
    "area: db,cache",
    "area: db",
    "cache",
    "Price",
    "Price=Net",
    "Zeta = why",
    " lead",
    "lead",
    "two  spaces",
    "Two spaces",
    "two spaces",
    "name:x",
    "x",
    "a,b",
    "=",
    ",",
];

fn id(at: usize) -> u64 {
    at as u64 + 101
}

/// The key of the custom field at that index.
fn key(at: usize) -> String {
    format!("{:c>37}{at:03}", "")
}

const TAGS: &str = "dddddddddddddddddddddddddddddddddddddddd";
const PICK: &str = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

/// A company whose pipelines, stages, users, filters, labels, options and text fields have these
/// names, and additional fields: code, name, type.
fn company(names: &[&str], more: &[(&str, &str, &str)]) -> StubServer {
    let each = |row: &dyn Fn(usize, &str) -> Value| -> Value {
        names.iter().enumerate().map(|(at, name)| row(at, name)).collect()
    };
    let options = each(&|at, name| json!({"id": id(at), "label": name}));
    let field = |code: &str, name: &str, kind: &str, options: &Value| json!({"field_code": code, "field_name": name, "field_type": kind, "options": options});
    let mut fields = vec![
        field("label_ids", "Label", "set", &options),
        field(TAGS, "Tags", "set", &options),
        field(PICK, "Pick", "enum", &options),
    ];
    let none = Value::Null;
    fields
        .extend(names.iter().enumerate().map(|(at, name)| field(&key(at), name, "varchar", &none)));
    fields.extend(more.iter().map(|(code, name, kind)| field(code, name, kind, &none)));
    let named = each(&|at, name| json!({"id": id(at), "name": name, "pipeline_id": id(at)}));
    let user = |at, name: &str| json!({"id": id(at), "name": name, "email": format!("u{at}@example.com"), "active_flag": true});
    let users = each(&user);
    let deal = json!({"id": 5, "title": "Roof", "status": "open", "stage_id": id(0),
        "pipeline_id": id(0), "owner_id": id(0), "label_ids": [id(1), id(2)],
        "update_time": "2026-01-01T00:00:00Z",
        "custom_fields": {TAGS: [id(1), id(2)], PICK: id(1), key(4): "old"}});
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let data = match path.rsplit('/').next().unwrap_or_default() {
            "dealFields" => json!(fields),
            "pipelines" | "stages" | "filters" => named.clone(),
            "users" => users.clone(),
            "me" => json!({"id": 1, "name": "Me", "timezone_name": "UTC"}),
            _ => deal.clone(),
        };
        let page = json!({"success": true, "data": data, "additional_data": {"next_cursor": null}});
        StubServer::response(
            "200 OK",
            "content-type: application/json\r\n",
            page.to_string().as_bytes(),
        )
    })
}

fn at(home: &Home, server: &StubServer, args: &[&str]) -> Output {
    Output::from_output(home.command(args).env("DEALS_BASE_URL", &server.url).output().unwrap())
}

/// A home in which the names are cached.
fn home_with_lookups(server: &StubServer) -> Home {
    let home = Home::new();
    for list in ["fields", "pipelines", "stages", "users", "filters"] {
        let _ = at(&home, server, &[list]).ok();
    }
    home
}

/// The body of the last request of a dry run.
fn plan(home: &Home, server: &StubServer, args: &[&str]) -> Value {
    let plan = at(home, server, &[args, &["--dry-run", "-o", "json"]].concat()).json();
    plan.as_array().unwrap().last().unwrap().clone()
}

#[test]
fn every_name_resolves_to_itself_in_every_flag() {
    assert_names_resolve(&NAMES);
}

#[test]
fn every_generated_name_resolves_to_itself_in_every_flag() {
    let name = "(name:)?[abAB ,=é]{1,5}".prop_filter("no name", |name| !name.trim().is_empty());
    let names = prop::collection::hash_set(name, 6);
    let mut runner = TestRunner::deterministic();
    for _ in 0..2 {
        let names = names.new_tree(&mut runner).unwrap().current();
        assert_names_resolve(&names.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

fn assert_names_resolve(names: &[&str]) {
    let server = company(names, &[]);
    let home = &home_with_lookups(&server);
    let planned = |args: &[&str]| plan(home, &server, args);
    for (at, name) in names.iter().enumerate() {
        let (id, key) = (id(at), key(at));
        let set = [format!("{name}=5 = five"), format!("Tags={name}"), format!("Pick={name}")];
        let body = planned(&[
            "update",
            "5",
            "--owner",
            name,
            "--pipeline",
            name,
            "--stage",
            name,
            "--label",
            name,
            "--set",
            &set[0],
            "--set",
            &set[1],
            "--set",
            &set[2],
        ]);
        assert_eq!(
            body["body"],
            json!({"owner_id": id, "pipeline_id": id, "stage_id": id, "label_ids": [id],
                "custom_fields": {&key: "5 = five", TAGS: [id], PICK: id}}),
            "{name:?}"
        );
        let body = planned(&["update", "5", "--add-label", name, "--clear", name]);
        let labels = format!("those of the deal and {id}");
        assert_eq!(
            body["body"],
            json!({"label_ids": labels, "custom_fields": {&key: null}}),
            "{name:?}"
        );
        let body = planned(&["update", "5", "--remove-label", name]);
        assert_eq!(
            body["body"]["label_ids"],
            format!("those of the deal without {id}"),
            "{name:?}"
        );
        let path = |args: &[&str]| planned(args)["path"].as_str().unwrap().to_owned();
        let fields = path(&["list", "--fields", name]);
        assert!(fields.contains(&format!("custom_fields={key}&")), "{name:?}: {fields}");
        let fields = path(&["list", "--fields", &format!("{name}, Tags")]);
        assert!(fields.contains(&format!("custom_fields={key},{TAGS}&")), "{name:?}: {fields}");
        let list = path(&["list", "--filter", name, "--custom-fields", name]);
        let query = format!("filter_id={id}&custom_fields={key}&");
        assert!(list.contains(&query), "{name:?}: {list}");
        let list = path(&["list", "--owner", name, "--pipeline", name, "--stage", name]);
        let query = format!("owner_id={id}&pipeline_id={id}&stage_id={id}");
        assert!(list.contains(&query), "{name:?}: {list}");
        assert_eq!(planned(&["move", "5", name])["body"], json!({"stage_id": id}), "{name:?}");
    }
}

#[test]
fn lists_are_split_at_commas_outside_names() {
    let server = company(&NAMES, &[]);
    let home = &home_with_lookups(&server);
    let labels = |word: &str| {
        let plan = plan(
            home,
            &server,
            &["update", "5", "--label", word, "--set", &format!("Tags={word}")],
        );
        assert_eq!(plan["body"]["label_ids"], plan["body"]["custom_fields"][TAGS], "{word}");
        plan["body"]["label_ids"].clone()
    };
    assert_eq!(labels("area: db,cache"), json!([101]));
    assert_eq!(labels("cache,area: db"), json!([103, 102]));
    assert_eq!(labels("x, area: db,cache,PRICE"), json!([113, 101, 104]));
    assert_eq!(labels("102,cache"), json!([102, 103]));
    let two = at(
        home,
        &server,
        &["update", "5", "--label", "nowhere,cache,neither", "-n", "-o", "table"],
    );
    assert_eq!(two.code, Some(2));
    assert!(
        two.err.contains("2 mistakes") && two.err.contains("no label `neither`"),
        "{}",
        two.err
    );
}

#[test]
fn a_custom_field_named_like_a_built_in_one_is_ambiguous() {
    let notes = "ffffffffffffffffffffffffffffffffffffffff";
    let won = "abababababababababababababababababababab";
    let server = company(&[], &[(notes, "Notes", "varchar"), (won, "Won", "date")]);
    let home = &Home::new();
    for args in [
        &["list", "--fields", "Notes"][..],
        &["list", "--fields", "id,notes"],
        &["list", "--custom-fields", "Notes"],
        &["update", "5", "--set", "Notes=x"],
        &["update", "5", "--clear", "Notes"],
        &["fields", "Notes"],
    ] {
        let ran = at(home, &server, &[args, &["-o", "table"]].concat());
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.err);
        for code in ["(notes_count)", notes] {
            assert!(ran.err.contains(code), "{args:?}: {}", ran.err);
        }
    }
    let ran = at(home, &server, &["timeline", "--field", "Won"]);
    assert!(ran.code == Some(2) && ran.err.contains("won_time"), "{}", ran.err);
    // Each of the two also has a unique name.
    let path = |word: &str| {
        plan(home, &server, &["list", "--fields", word])["path"].as_str().unwrap().to_owned()
    };
    assert!(path("notes_count").contains("include_fields=notes_count&"));
    assert!(path("Notes [ffff]").contains(&format!("custom_fields={notes}&")));
    assert!(path(notes).contains(&format!("custom_fields={notes}&")));
}

#[test]
fn an_offline_dry_run_accepts_ids_and_codes() {
    let home = Home::new();
    let args = ["update", "5", "--label", "101,102", "--set", "title=a=b", "--fields", "ID,Title"];
    let ran = offline(&home, &args);
    let body = &ran.json()[1]["body"];
    assert_eq!(*body, json!({"title": "a=b", "label_ids": [101, 102]}));
}

/// A dry run without a reachable server.
fn offline(home: &Home, args: &[&str]) -> Output {
    let mut command = home.command(&[args, &["--dry-run", "-o", "json"]].concat());
    command.envs([("DEALS_BASE_URL", "http://127.0.0.1:9"), ("PIPEDRIVE_API_TOKEN", "x")]);
    Output::from_output(command.output().unwrap())
}

#[test]
fn a_dry_run_without_lookups_shows_names_and_the_reason() {
    let home = Home::new();
    let args = ["create", "T", "--stage", "Lead in", "--owner", "me", "--label", "Hot,Cold"];
    let ran = offline(&home, &args);
    assert!(
        ran.err.contains("could not look up <me>, <Lead in>, <Hot,Cold>: cannot reach"),
        "{}",
        ran.err
    );
    let plan = ran.json();
    let expected = json!({
        "title": "T", "owner_id": "<me>", "stage_id": "<Lead in>", "label_ids": ["<Hot,Cold>"]
    });
    assert_eq!(plan.as_array().unwrap().last().unwrap()["body"], expected);
    let ran = offline(&home, &["list", "--org", "Birch \"& Son", "--updated-since", "today"]);
    assert!(ran.err.contains("the account's time zone is unknown"), "{}", ran.err);
    let plan = ran.json();
    assert!(plan[0]["path"].as_str().unwrap().contains("org_id=<Birch \"& Son>"), "{plan}");
    let ran = offline(&home, &["update", "5", "--set", "Contract term=12"]);
    assert_eq!(ran.code, Some(7));
    assert!(ran.err.contains("the dry run cannot look up the fields: "), "{}", ran.err);
    assert!(ran.err.contains("use IDs and keys instead of names"), "{}", ran.err);
}

#[test]
fn a_dry_run_looks_up_names_shows_costs_and_agrees_with_the_run() {
    let server = company(&NAMES, &[]);
    let home = Home::new();
    let args = ["update", "5", "--label", "area: db", "--fields", "ID"];
    let ran = at(&home, &server, &[&args[..], &["--dry-run", "-o", "json"]].concat());
    assert!(ran.err.contains("nothing was changed; "), "{}", ran.err);
    assert!(ran.err.contains(" of them spent on look-ups"), "{}", ran.err);
    let planned = ran.json()[1]["body"].clone();
    let _ = at(&home, &server, &[&args[..], &["--yes", "-o", "json"]].concat());
    let sent = server.requests().into_iter().find(|request| request.starts_with("PATCH"));
    let sent = sent.expect("a PATCH was sent");
    let body = sent.split("\r\n\r\n").nth(1).unwrap();
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), planned);
    let changes = server.requests().iter().filter(|request| !request.starts_with("GET")).count();
    assert_eq!(changes, 1);
}

#[test]
fn an_edited_text_has_names_as_keys_and_one_option_per_item() {
    let server = company(&NAMES, &[]);
    let home = Home::new();
    let script = r#"cp "$1" "$HOME/seen"
        sed -i -e 's/^"Price=Net" = .*/"Price=Net" = "new"/' \
            -e 's/^Tags = .*/Tags = ["area: db", "cache", " lead"]/' \
            -e 's/^Pick = .*/Pick = " lead"/' -e 's/^Stage = .*/Stage = "a,b"/' \
            -e '/^Pipeline/d' "$1""#;
    std::fs::write(home.path().join("editor.sh"), script).unwrap();
    let mut command = home.command(&["edit", "5", "--dry-run", "-o", "json"]);
    command.env("DEALS_BASE_URL", &server.url).env("EDITOR", "sh \"$HOME/editor.sh\"");
    for list in ["fields", "pipelines", "stages", "users"] {
        let _ = at(&home, &server, &[list]).ok();
    }
    let plan = Output::from_output(command.output().unwrap());
    let seen = std::fs::read_to_string(home.path().join("seen")).unwrap();
    assert!(seen.contains("\n\"Price=Net\" = \"old\"\n"), "{seen}");
    assert!(seen.contains("\nTags = [\"area: db\", \"cache\"]\n"), "{seen}");
    let plan = plan.json();
    assert_eq!(
        plan.as_array().unwrap().last().unwrap()["body"],
        json!({"stage_id": 114, "custom_fields": {key(4): "new", TAGS: [102, 103, 107], PICK: 107}})
    );
}

/// The completion candidates for the last of the words.
fn candidates(home: &Home, server: &StubServer, words: &[&str]) -> Vec<String> {
    let index = (words.len() - 1).to_string();
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let words: Vec<&str> = quoted.iter().map(String::as_str).collect();
    let ran = at(home, server, &[&["__complete", "zsh", &index], &words[..]].concat());
    ran.ok().lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn names_with_commas_and_equals_signs_are_offered() {
    let server = company(&NAMES, &[]);
    let home = &home_with_lookups(&server);
    let offered = |words: &[&str]| candidates(home, &server, words);
    for flag in ["--label", "--add-label", "--remove-label"] {
        let found = offered(&["deals", "update", "5", flag, "area: db,c"]);
        assert_eq!(found, ["area: db,cache"], "{flag}");
        let found = offered(&["deals", "update", "5", flag, "x,area: db,"]);
        assert!(found.contains(&"x,area: db,cache".to_owned()), "{flag}: {found:?}");
        assert!(found.contains(&"x,area: db,Price".to_owned()), "{flag}: {found:?}");
    }
    let found = offered(&["deals", "list", "--fields", "id,area: db,c"]);
    assert_eq!(found[0], "id,area: db,cache");
    assert_eq!(offered(&["deals", "list", "--custom-fields", "a,"]), ["a,b"]);
    let found = offered(&["deals", "update", "5", "--set", "Price="]);
    assert_eq!(found, ["Price=Net="]);
    // bash splits words at `=`, and replaces only the text after it.
    let line = "deals update 5 --set Price=";
    let bash = at(home, &server, &["__complete", "bash", line, " \t\n\"'@><=;|&(:", "9", "80"]);
    assert_eq!(bash.ok(), "Net=\n");
    let found = offered(&["deals", "update", "5", "--set", "Tags=x,a,"]);
    assert_eq!(found, ["Tags=x,a,b"]);
    let found = offered(&["deals", "update", "5", "--set", "Pick=a,"]);
    assert_eq!(found, ["Pick=a,b"]);
    assert_eq!(offered(&["deals", "update", "5", "--clear", "zeta"]), ["Zeta = why"]);
    assert_eq!(offered(&["deals", "list", "--stage", "area: db,"]), ["area: db,cache"]);
}

/// The ID of a participant may be that of a person who is another participant.
#[test]
fn the_picked_participant_is_removed() {
    let row = |id: u64, person: u64, name: &str| json!({"id": id, "person_id": {"value": person, "name": name}});
    let rows = json!([row(17, 3, "Ada"), row(3, 40, "Ben")]);
    let server = StubServer::start_recording(move |_, line| {
        let data = if line.starts_with("DELETE") { json!({"id": 17}) } else { rows.clone() };
        let page = json!({"success": true, "data": data});
        StubServer::response(
            "200 OK",
            "content-type: application/json\r\n",
            page.to_string().as_bytes(),
        )
    });
    let home = Home::new();
    let env = [
        ("DEALS_BASE_URL", server.url.as_str()),
        ("PIPEDRIVE_API_TOKEN", "0123456789"),
        ("NO_COLOR", "1"),
    ];
    let mut asked =
        Terminal::start_with_size(&home, (80, 24), &env, &["participants", "remove", "7", "--yes"]);
    asked.choose("Participant", 1);
    asked.wait_for("Ada no longer takes part in deal 7");
    assert_eq!(asked.wait_for_end().0, Some(0));
    let heard = server.requests();
    let lines: Vec<&str> = heard.iter().filter_map(|request| request.lines().next()).collect();
    let lists = lines.iter().filter(|line| line.contains("/participants?")).count();
    assert_eq!(lists, 1, "{lines:?}");
    assert!(
        lines.iter().any(|line| line.starts_with("DELETE /api/v1/deals/7/participants/17 ")),
        "{lines:?}"
    );
}
