//! `list --where` and `--sort-by`: the number of fetched pages, the order of deals, and which fields are
//! requested.

use super::support::{Home, Output, StubServer, sandbox_with};
use serde_json::{Value, json};

fn lines(output: Output) -> Vec<String> {
    output.ok().lines().map(str::to_owned).collect()
}

fn numbers(output: Output) -> Vec<u64> {
    output.ok().lines().map(|line| line.parse().unwrap()).collect()
}

#[test]
fn the_limit_counts_matching_deals_and_stops_fetching() {
    let (sandbox, home) = (sandbox_with(3_000), Home::new());
    let list = |limit: &str, condition: &str| {
        let ran = home.at(
            &sandbox,
            &["list", "-v", "-o", "ndjson", "--jq", ".id", "--limit", limit, "--where", condition],
        );
        let pages = ran.err.matches("GET /api/v2/deals?").count();
        (numbers(ran), pages)
    };
    let (all, pages) = list("1000000", "id>=0");
    assert!(all.len() > 2_000 && pages >= 5, "{} deals, {pages} pages", all.len());
    let (first, pages) = list("3", "id>1200");
    let wanted: Vec<u64> = all.iter().copied().filter(|id| *id > 1_200).take(3).collect();
    assert_eq!((first, pages), (wanted, 3));
    // The server filters: a page is no larger than the limit.
    let ran =
        home.at(&sandbox, &["list", "-v", "-o", "json", "--limit", "3", "--where", "owner=me"]);
    assert!(ran.err.contains("GET /api/v2/deals?owner_id=1&limit=3: 200"), "{}", ran.err);
    assert!(ran.err.contains("filtered by Pipedrive: owner=me (owner_id=1)"), "{}", ran.err);
}

#[test]
fn a_cursor_is_offered_only_if_it_skips_no_deal() {
    let (sandbox, home) = (sandbox_with(1_200), Home::new());
    let list = |more: &[&str]| {
        home.at(&sandbox, &[&["list", "-v", "-o", "ndjson", "--jq", ".id"], more].concat())
    };
    let within = list(&["--where", "id>100", "--limit", "3"]);
    assert!(within.err.contains("3 deals shown; there are more\n"), "{}", within.err);
    let end = list(&["--where", "status=open,won,lost", "--limit", "3"]);
    let cursor = end.err.split("--cursor ").nth(1).unwrap();
    let cursor = cursor.split_whitespace().next().unwrap().to_owned();
    let next = list(&["--where", "status=open,won,lost", "--limit", "2", "--cursor", &cursor]);
    let all = numbers(list(&["--limit", "5"]));
    assert_eq!([numbers(end), numbers(next)].concat(), all);
}

#[test]
fn ids_that_need_several_requests_are_sorted_locally() {
    let (sandbox, home) = (sandbox_with(300), Home::new());
    let ids = (1..=150).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    let list = |more: &[&str]| {
        let jq = ["list", "-o", "ndjson", "--jq", "[.id, .value, .add_time]"];
        lines(home.at(&sandbox, &[&jq, more].concat()))
    };
    for by in ["id", "add_time", "value"] {
        for direction in ["asc", "desc"] {
            let sort = ["--sort-by", by, "--sort-direction", direction];
            let rows = list(&[&["--ids", &ids], &sort[..]].concat());
            assert!(rows.len() > 100, "{}", rows.len());
            let key = |row: &String| {
                let row: Value = serde_json::from_str(row).unwrap();
                Some(match by {
                    "id" => format!("{:020}", row[0].as_u64()?),
                    "value" => format!("{:020.3}", row[1].as_f64()?),
                    _ => row[2].as_str()?.to_owned(),
                })
            };
            let keys: Vec<String> = rows.iter().map_while(key).collect();
            assert!(rows[keys.len()..].iter().all(|row| key(row).is_none()), "{by} {direction}");
            let mut sorted = keys.clone();
            sorted.sort();
            if direction == "desc" {
                sorted.reverse();
            }
            assert_eq!(keys, sorted, "{by} {direction}");
            let first = list(&[&["--ids", &ids, "--limit", "7"], &sort[..]].concat());
            assert_eq!(first, rows[..7], "{by} {direction}");
        }
    }
    // IDs in a condition are sent too, split into several requests.
    let condition = format!("id={ids}");
    let by_condition = list(&["--where", &condition]);
    assert_eq!(by_condition, list(&["--ids", &ids]));
    let both = list(&["--ids", &ids, "--where", "id=149,150,299"]);
    assert_eq!(both.len(), 2);
    let resumed = home.at(&sandbox, &["list", "--where", &condition, "--cursor", "x"]);
    assert_eq!(resumed.code, Some(2), "{}", resumed.err);
    assert!(resumed.err.contains("--cursor resumes one request"), "{}", resumed.err);
}

#[test]
fn sorts_by_any_kind_of_field_with_empty_values_last() {
    let (sandbox, home) = (sandbox_with(200), Home::new());
    let list = |key: &str, by: &str, direction: &str| {
        let jq = format!("[.id, {key}]");
        let args =
            ["list", "-o", "ndjson", "--jq", &jq, "--sort-by", by, "--sort-direction", direction];
        let rows = lines(home.at(&sandbox, &args)).into_iter();
        rows.map(|row| serde_json::from_str::<Value>(&row).unwrap()[1].clone()).collect::<Vec<_>>()
    };
    let options = home.at(&sandbox, &["fields", "Tier", "-o", "json"]).json();
    // An option that no longer exists is sorted last.
    let place = |id: &Value| {
        let options = options["options"].as_array().unwrap();
        options.iter().position(|option| option["id"] == *id).unwrap_or(usize::MAX)
    };
    for direction in ["asc", "desc"] {
        let tiers =
            list(".custom_fields[\"056df6b90dbc08086de6d809bff5aab89bc2c1a9\"]", "Tier", direction);
        let filled: Vec<_> = tiers.iter().take_while(|tier| !tier.is_null()).map(place).collect();
        assert!(filled.len() > 20 && tiers[filled.len()..].iter().all(Value::is_null));
        let mut sorted = filled.clone();
        sorted.sort();
        if direction == "desc" {
            sorted.reverse();
        }
        assert_eq!(filled, sorted);
        let dates = list(".expected_close_date", "expected_close_date", direction);
        let filled: Vec<_> = dates.iter().filter_map(Value::as_str).collect();
        assert!(filled.len() > 20 && dates[filled.len()..].iter().all(Value::is_null));
        assert!(filled.is_sorted_by(|one, two| if direction == "asc" {
            one <= two
        } else {
            one >= two
        }));
    }
    for (by, word) in
        [("labels", "labels"), ("custom_fields", "custom_fields"), ("customer", "customer")]
    {
        let ran = home.at(&sandbox, &["list", "--sort-by", by, "-o", "table"]);
        if by == "labels" {
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            continue;
        }
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(&format!("deals cannot be sorted by {word}")), "{}", ran.err);
    }
}

#[test]
fn fields_of_conditions_are_requested() {
    let (sandbox, home) = (sandbox_with(30), Home::new());
    let plan = |args: &[&str]| {
        let all = [&["list", "--dry-run", "-o", "table"], args].concat();
        let lines = lines(home.at(&sandbox, &all));
        let list = lines.iter().find_map(|line| line.strip_prefix("GET /api/v2/deals?"));
        list.unwrap().split("  ").next().unwrap().to_owned()
    };
    let term = "48f49808ade3e1bc48258fca7e2c121cec3bebbf";
    let tier = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
    for (args, query) in [
        (&["--where", "files_count>0"][..], "include_fields=files_count&limit=500"),
        (
            &["--where", "files_count>0", "--sort-by", "notes_count"],
            "include_fields=files_count,notes_count&limit=500",
        ),
        (
            &["--fields", "id,notes_count", "--where", "files_count>0"],
            "include_fields=notes_count,files_count&limit=500",
        ),
        (&["--where", "Tier=Gold"], "limit=500"),
        (
            &["--fields", "id,Tier", "--where", "Contract term~month"],
            &format!("custom_fields={tier},{term}&limit=500"),
        ),
    ] {
        assert_eq!(plan(args), query, "{args:?}");
    }
}

#[test]
fn a_mistake_costs_no_request_for_deals() {
    let (sandbox, home) = (sandbox_with(30), Home::new());
    let _ = home.at(&sandbox, &["fields"]).ok();
    let calls = sandbox.world().calls();
    for condition in
        ["value", "value>", "value>10k", "Valeu=1", "status>won", "value=1,200", "labels>1", "x~"]
    {
        let ran = home.at(&sandbox, &["list", "--where", condition, "-o", "table"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{condition}");
        assert!(
            ran.err.starts_with(&format!("deals: --where `{condition}`, character ")),
            "{}",
            ran.err
        );
    }
    // An unknown field may be new, so the fields are fetched again.
    assert!(sandbox.world().calls() - calls <= 2);
}

#[test]
fn each_field_in_the_help_accepts_its_example_with_each_operator() {
    let home = Home::new();
    // Cached names are examples.
    for list in ["stages", "pipelines"] {
        let _ = home.run(&["--sandbox", list]).ok();
    }
    let rows = home.run(&["--sandbox", "list", "--where", "help", "-o", "json"]).json();
    let rows = rows.as_array().unwrap();
    let tier = rows.iter().find(|row| row["field"] == "Tier").unwrap();
    assert_eq!(tier["code"], "056df6b90dbc08086de6d809bff5aab89bc2c1a9");
    assert_eq!(
        (tier["operators"].as_str(), tier["example"].as_str()),
        (Some("= != ~"), Some("Gold"))
    );
    let mut args = ["--sandbox", "list", "--dry-run"].map(str::to_owned).to_vec();
    for row in rows {
        let text = |key: &str| row[key].as_str().unwrap();
        // `me` is a user, not a part of a name.
        for op in text("operators").split(' ').filter(|op| text("kind") != "user" || *op != "~") {
            args.push(format!("--where={}{op}{}", text("field"), text("example")));
        }
    }
    assert!(args.len() > 200, "{}", args.len());
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = home.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // Without an account the built-in fields are listed.
    let ran = home.run(&["list", "--where", "help", "-o", "csv"]);
    assert!(ran.err.contains("custom fields are missing: no account is set up"), "{}", ran.err);
    assert!(ran.ok().contains("\nstatus,status,'= !=,won,Status\r\n"));
}

#[test]
fn a_dry_run_without_an_account_accepts_built_in_names() {
    let home = Home::new();
    let ran = home.run(&["list", "-n", "-o", "csv", "--where", "owner=me", "--where", "Value>=5"]);
    assert!(ran.err.contains("filtered by Pipedrive: owner=me (owner_id=<me>)"), "{}", ran.err);
    assert!(ran.err.contains("filtered here: Value>=5"), "{}", ran.err);
    assert!(ran.ok().contains("GET /api/v2/deals?owner_id=<me>&limit=500"));
}

/// A company in Auckland, where the day starts 13 hours before that in UTC, with a field whose name has an
/// operator and an option whose label has a comma.
fn auckland() -> StubServer {
    let key = |n: char| n.to_string().repeat(40);
    let (rate, size) = (key('a'), key('b'));
    StubServer::start_recording(move |_, line| {
        let path = line.split([' ', '?']).nth(1).unwrap_or_default();
        let data = match path.rsplit('/').next().unwrap_or_default() {
            "me" => {
                json!({"id": 1, "name": "Me", "company_id": 1, "timezone_name": "Pacific/Auckland"})
            }
            "dealFields" => json!([
                {"field_code": rate, "field_name": "Rate>5", "field_type": "double", "options": null},
                {"field_code": size, "field_name": "Size", "field_type": "enum", "options": [
                    {"id": 1, "label": "S"}, {"id": 2, "label": "M, L"}, {"id": 3, "label": "M"}]},
            ]),
            _ => json!([
                {"id": 1, "title": "a", "add_time": "2026-01-30T10:59:59Z", "custom_fields": {rate.as_str(): 5, size.as_str(): 1}},
                {"id": 2, "title": "b", "add_time": "2026-01-30T11:00:00Z", "custom_fields": {rate.as_str(): 6, size.as_str(): 2}},
                {"id": 3, "title": "c, d", "add_time": "2026-01-31T10:59:59Z", "custom_fields": {rate.as_str(): 7, size.as_str(): 3}},
                {"id": 4, "title": "D", "add_time": "2026-01-31T11:00:00Z", "custom_fields": {rate.as_str(): null, size.as_str(): null}},
            ]),
        };
        let body = json!({"success": true, "data": data, "additional_data": {"next_cursor": null}});
        StubServer::response("200 OK", "", body.to_string().as_bytes())
    })
}

#[test]
fn days_names_and_commas_are_parsed_with_the_data_of_the_company() {
    let (server, home) = (auckland(), Home::new());
    for (condition, ids) in [
        ("add_time=2026-01-31", &[2, 3][..]),
        ("add_time<2026-01-31", &[1]),
        ("add_time<=2026-01-31", &[1, 2, 3]),
        ("add_time>2026-01-31", &[4]),
        ("add_time!=2026-01-31", &[1, 4]),
        ("add_time=2026-01-31..2026-02-01", &[2, 3, 4]),
        ("add_time=2026-01-31T00:00", &[2]),
        ("Rate>5>5", &[2, 3]),
        ("Rate>5=6", &[2]),
        ("rate>5!=6", &[1, 3, 4]),
        ("Rate>5=", &[4]),
        ("Rate>5=5, 6,", &[1, 2, 4]),
        ("Size=M, L", &[2]),
        ("Size=M, L,S", &[1, 2]),
        ("Size=S,M", &[1, 3]),
        ("Size!=M, L", &[1, 3, 4]),
        ("Size~m", &[2, 3]),
        ("title=c, d", &[3, 4]),
        ("title=A,d", &[1, 4]),
        ("title~d,a", &[1, 3, 4]),
    ] {
        let args = ["list", "-o", "ndjson", "--jq", ".id", "--where", condition];
        let mut command = home.command(&args);
        command.env("DEALS_BASE_URL", &server.url);
        let found = numbers(Output::from_output(command.output().unwrap()));
        assert_eq!(found, ids, "{condition}");
    }
}
