//! Replays responses of the live service through the program. `tests/fixtures/live` has the
//! recordings, with names of people, companies and IDs replaced. `index.tsv` lists
//! the source of each, and what is unusual about it. JSON is printed as recorded, digit for
//! digit; tables and CSV have names for IDs.

use super::support::{Home, Output, StubServer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

const FORMATS: [&str; 4] = ["table", "json", "ndjson", "csv"];
const INDEX: &str = include_str!("../fixtures/live/index.tsv");

/// A recording, and the expected output of the program.
struct Replay {
    file: &'static str,
    args: &'static [&'static str],
    exit: i32,
    /// Parts of the table or card; for an error, the message and the hint.
    table: &'static [&'static str],
    csv: &'static [&'static str],
}

const fn replay(
    file: &'static str,
    args: &'static [&'static str],
    table: &'static [&'static str],
    csv: &'static [&'static str],
) -> Replay {
    Replay { file, args, exit: 0, table, csv }
}

const fn failure(
    file: &'static str,
    args: &'static [&'static str],
    exit: i32,
    says: &'static [&'static str],
) -> Replay {
    Replay { file, args, exit, table: says, csv: &[] }
}

const REPLAYS: &[Replay] = &[
    replay(
        "v2-deal-get-no-custom-fields.json",
        &["get", "1"],
        &["25,000 USD", "Prospect Qualified", "Probability   65", "Acme_dev"],
        &["1,Lantern Yard - Enterprise Licence,25000,USD,open"],
    ),
    replay(
        "v2-deal-get-with-products.json",
        &["get", "8"],
        &["199.98 USD", "Annual recurring revenue   0 USD"],
        &["8,Trial Deal,199.98,USD,open", ",199.98,0,0,"],
    ),
    replay(
        "v2-deals-list.json",
        &["list"],
        &["7,000 BGN", "30,000 BGN", "[Sample] iSlate", "2026-04-13"],
        &["1,[Sample] iSlate,7000,BGN,open,Trial Sales Pipeline"],
    ),
    replay(
        "v2-deal-create.json",
        &["create", "Trial Deal", "--value", "5000 USD", "--person", "10"],
        &["Title         Trial Deal", "5,000 USD", "Added         2026-04-02 01:03:27"],
        &["8,Trial Deal,5000,USD,open"],
    ),
    replay(
        "v2-deal-update.json",
        &["update", "10", "--value", "7500"],
        &["7,500 USD", "Updated Deal"],
        &["10,Updated Deal,7500,USD,open"],
    ),
    replay("v2-deal-delete.json", &["delete", "8", "--yes"], &["ID  8"], &["8"]),
    replay(
        "v2-deals-search.json",
        &["search", "trial"],
        &["5,000 USD", "Qualified", "Jonas Trial", "Trial Org LLC"],
        &["8,Trial Deal,5000,open,Qualified"],
    ),
    replay(
        "v1-persons-search.json",
        &["api", "GET", "/api/v2/persons/search"],
        &[],
        &["0.489265,Jonas Trial", "0.489265,Jonas Updated"],
    ),
    replay(
        "v2-organizations-list.json",
        &["api", "GET", "/api/v2/organizations"],
        &[],
        &["8,Second Org LLC,2026-04-01T22:03:26Z,,3,,21000417"],
    ),
    replay(
        "v2-stages.json",
        &["stages"],
        &["17  Trial Stage              Pipeline", " 7  Prospect Qualified       Trial Sales"],
        &["16,Trial Stage,Pipeline,100,"],
    ),
    replay(
        "v2-pipelines.json",
        &["pipelines"],
        &[" 9  Acme Trial Pipeline   no", " 6  Updated Pipeline      yes"],
        &["8,Acme Trial Pipeline,no"],
    ),
    replay(
        "v1-users.json",
        &["users"],
        &["21000417  Amina Odhiambo  amina@example.org  yes     yes"],
        &["21000417,Amina Odhiambo,amina@example.org,yes,yes"],
    ),
    replay(
        "v2-dealFields-pt.json",
        &["fields"],
        &["Motivo da perda", "Preço alto, Prazo longo, Outros", "Não arquivado, Arquivado"],
        &["Status de arquivamento,is_archived,boolean,\"Não arquivado, Arquivado\""],
    ),
    replay(
        "v1-dealFields.json",
        &["api", "GET", "/api/v1/dealFields"],
        &[],
        &["12472,lost_reason,Lost reason,", ",weighted_value_currency,Currency of Weighted value"],
    ),
    replay(
        "v1-deal-flow.json",
        &["flow", "3700"],
        &[
            "Arne K.        planned the activity \"asking again by mail\" (call) for 2024-07-04",
            "Jana M         added a note: @Talia W as per our discussion",
            "moved it from Stuck/To be Canceled to Approved",
            "moved it from stage 77 to Everything Ready but not started",
            "moved it from Awaiting Site Readiness to stage 77",
            "to Talia W",
            "reopened it",
            "won it",
        ],
        &["2024-06-24 06:51:25,Jana M,added a note: For SDD Change - not yet changed"],
    ),
    replay(
        "v1-deal-mailMessages.json",
        &["mail", "3700"],
        &["Arne K.   Frida H, Ramona A, acme-568b5d+deal3700@pipedrivemail.example"],
        &[",Ramona A,\"Arne K., Frida H, acme-568b5d+deal3700@pipedrivemail.example\",Fw:"],
    ),
    replay(
        "v1-deal-files.json",
        &["files", "8"],
        &["trial-file.txt  18 B"],
        &["2,trial-file.txt,18,2026-04-01 22:03:28,Amina Odhiambo"],
    ),
    replay("v1-empty-null.json", &["files", "8"], &[], &["ID,Name,Size,Added,By"]),
    failure(
        "v1-flow-null-body.json",
        &["flow", "8", "--retries", "0"],
        7,
        &["received an incomplete or empty response", "hint: try again"],
    ),
    replay(
        "v1-deal-duplicate.json",
        &["duplicate", "8"],
        &["Trial Deal (copy)", "499.95 USD", "Jonas Updated", "Monthly recurring revenue  0 USD"],
        &["9,Trial Deal (copy),499.95,USD,open"],
    ),
    replay(
        "v1-lead-get.json",
        &["api", "GET", "/api/v1/leads/5b2c1d20-0000-11f1-a0a0-000000000001"],
        &[],
        &["5b2c1d20-0000-11f1-a0a0-000000000001,Promising Lead,21000417,21000417,,,,10,7,no"],
    ),
    failure("err-404-deal-v2.json", &["get", "7"], 4, &["no deal 7 (Deal not found)", "hint: "]),
    failure(
        "err-403-scope.json",
        &["list"],
        3,
        &["Scope and URL mismatch", "hint: the OAuth token lacks a scope", "deals:read"],
    ),
    failure(
        "err-400-validation.json",
        &["update", "8", "--value", "5"],
        5,
        &[
            "Pipedrive rejected the request: Validation failed: c3d1e0b29f4a58671d2e3f405162738495a6b7c8",
        ],
    ),
    failure(
        "err-401.json",
        &["list"],
        3,
        &["Pipedrive rejected the API token (unauthorized access)", "hint: check the token with"],
    ),
    failure("err-410-success.json", &["delete", "11", "--yes"], 5, &["deal 11 is already deleted"]),
    replay(
        "v1-filters.json",
        &["api", "GET", "/api/v1/filters"],
        &[],
        &["24,Open projects,def_open_projects,yes,yes,projects,,21000417,2024-11-02 08:14:20,,7,,"],
    ),
    replay(
        "v1-filters-deals.json",
        &["filters"],
        &[" 1  All open deals", "32  Deals in a pipeline's first stage"],
        &["7,Deals with empty pipeline or stage,Amina Odhiambo"],
    ),
    replay(
        "v1-currencies.json",
        &["currencies"],
        &["ZMK   Zambian Kwacha       ZMK            2", "ZMW   Zambian Kwacha"],
        &["AFN,Afghanistan Afghani,AFN,2"],
    ),
    replay(
        "v2-deals-list-closed.json",
        &["list"],
        &["42,000 USD", "10  Harbour Foods - Extension       0 USD  lost"],
        &["10,Harbour Foods - Extension,0,USD,lost,Pipeline,Proposal Made"],
    ),
    replay("v2-deals-search-empty.json", &["search", "nothing"], &[], &["ID,Title,Value,Status"]),
    replay(
        "v1-dealFields-53.json",
        &["api", "GET", "/api/v1/dealFields"],
        &[],
        &["38,is_archived,Archive status,", ",mrr_currency,Currency of MRR,"],
    ),
    failure(
        "err-429-daily.json",
        &["users"],
        6,
        &[
            "token budget for today is spent (daily request budget exceeded)",
            "the budget resets at",
        ],
    ),
    replay(
        "v1-deal-participants.json",
        &["participants", "list", "8"],
        &["77  Lena Brandt  lena@example.org  Lantern Yard"],
        &["77,Lena Brandt,lena@example.org,Lantern Yard,2025-01-05 11:12:13,Amina Odhiambo"],
    ),
    replay(
        "webhook-v2-deal-change.json",
        &["api", "GET", "/api/v1/webhook"],
        &[],
        &[",2025-12-23,2026-01-14T17:08:04Z,213,,"],
    ),
];

/// The source of a recording: the request, and the status.
struct Source {
    method: &'static str,
    /// A pattern: `/api/v2/deals/{id}`.
    path: &'static str,
    status: u16,
}

fn index() -> impl Iterator<Item = (&'static str, Source)> {
    INDEX.lines().skip(1).map(|line| {
        let [file, path, method, status, ..] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("too few columns in: {line}");
        };
        let path = match path.split('?').next().unwrap() {
            // A web hook is a request to the client; the test reads it like any other JSON.
            "(web hook)" => "/api/v1/webhook",
            path => path,
        };
        let method = if path == "/api/v1/webhook" { "GET" } else { method };
        (file, Source { method, path, status: status.parse().unwrap() })
    })
}

fn source_of(file: &str) -> Source {
    index().find(|(name, _)| *name == file).unwrap().1
}

fn recorded(file: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/live");
    fs::read_to_string(folder.join(file)).unwrap()
}

fn is_path_of(path: &str, pattern: &str) -> bool {
    let (path, pattern) = (path.split('/'), pattern.split('/'));
    path.clone().count() == pattern.clone().count()
        && path.zip(pattern).all(|(part, hole)| part == hole || hole.starts_with('{'))
}

/// The recordings for the other requests of a command.
const LOOKUPS: &[(&str, &str)] = &[
    ("/api/v2/dealFields", "v2-dealFields-pt.json"),
    ("/api/v2/pipelines", "v2-pipelines.json"),
    ("/api/v2/stages", "v2-stages.json"),
    ("/api/v1/users", "v1-users.json"),
    ("/api/v1/filters", "v1-filters-deals.json"),
    ("/api/v1/currencies", "v1-currencies.json"),
    ("/api/v2/organizations", "v2-organizations-list.json"),
    ("/api/v2/persons/search", "v1-persons-search.json"),
    ("/api/v2/deals", "v2-deals-list.json"),
];

/// A server that responds to the recorded request with the recording, and to earlier reads with others.
fn server(file: &'static str) -> StubServer {
    let (source, body) = (source_of(file), recorded(file));
    StubServer::start_recording(move |_, line| {
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let found = LOOKUPS.iter().find(|(asked, _)| *asked == path);
        let (status, body) = match found {
            // The second page, if the first one announces it.
            _ if query.contains("cursor=") => (200, r#"{"success":true,"data":[]}"#.to_owned()),
            _ if method == source.method && is_path_of(path, source.path) => {
                (source.status, body.clone())
            }
            Some((_, file)) => (200, recorded(file)),
            // A deal is read before a change; the recording gets the requested ID.
            None if is_path_of(path, "/api/v2/deals/{id}") => {
                let id = path.rsplit('/').next().unwrap();
                let deal = recorded("v2-deal-get-with-products.json");
                (200, deal.replace("\"id\": 8,", &format!("\"id\": {id},")))
            }
            // users/me, which has the time zone for display, was not recorded.
            None if is_path_of(path, "/api/v1/users/me") => {
                let me = r#"{"success":true,"data":{"id":1,"timezone_name":"Europe/Tallinn"}}"#;
                (200, me.to_owned())
            }
            None => (404, r#"{"success":false,"error":"not recorded"}"#.to_owned()),
        };
        let headers = if status == 429 { "retry-after: 3939\r\n" } else { "" };
        StubServer::response(&format!("{status} Recorded"), headers, body.as_bytes())
    })
}

fn run(server: &StubServer, args: &[&str], format: &str) -> Output {
    let home = Home::new();
    let mut command = home.command(args);
    command.args(["-o", format]);
    // These servers have no account for the journal.
    command.env("DEALS_BASE_URL", &server.url).env("DEALS_JOURNAL", "off");
    Output::from_output(command.output().unwrap())
}

/// JSON without whitespace between tokens; digits and the order of keys are kept.
fn squeezed(json: &str) -> String {
    let (mut squeezed, mut in_string, mut is_escaped) = (String::new(), false, false);
    for c in json.chars() {
        if in_string || !c.is_ascii_whitespace() {
            squeezed.push(c);
        }
        match c {
            '"' if !is_escaped => in_string = !in_string,
            '\\' if in_string && !is_escaped => {
                is_escaped = true;
                continue;
            }
            _ => {}
        }
        is_escaped = false;
    }
    squeezed
}

/// The text of `data`, or of the list in it.
fn data_of(body: &str) -> Box<RawValue> {
    fn member(json: &str, key: &str) -> Option<Box<RawValue>> {
        let mut members: std::collections::HashMap<String, Box<RawValue>> =
            serde_json::from_str(json).ok()?;
        members.remove(key)
    }
    let data = member(body, "data").unwrap();
    member(data.get(), "items").unwrap_or(data)
}

/// The records in `data`.
fn records_of(data: &RawValue) -> Vec<String> {
    if data.get() == "null" {
        return Vec::new();
    }
    let list: Result<Vec<Box<RawValue>>, _> = serde_json::from_str(data.get());
    let records = list.unwrap_or_else(|_| vec![data.to_owned()]);
    records.iter().map(|record| squeezed(record.get())).collect()
}

/// Asserts that the text has nothing unreadable: nulls, floating-point noise, invalid dates, or text for
/// programs.
fn assert_readable(text: &str, context: &str) {
    for wrong in ["null", "0000-00-00", "None", "panicked"] {
        assert!(!text.contains(wrong), "{context}: `{wrong}` in\n{text}");
    }
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    for (at, _) in text.match_indices(".0") {
        let is_fraction = at > 0 && is_digit(at - 1) && !is_digit(at + 2);
        assert!(!is_fraction, "{context}: a zero fraction in\n{text}");
    }
}

/// Checks formats for people.
fn check_words(replay: &Replay, format: &str, ran: &Output) {
    let context = format!("{} {format}", replay.file);
    let is_api = replay.args[0] == "api";
    let words = if format == "csv" { replay.csv } else { replay.table };
    for word in words {
        assert!(ran.out.contains(word), "{context}: no `{word}` in\n{}", ran.out);
    }
    // `deals api` prints JSON instead of a table, since an arbitrary path has no columns.
    if !(is_api && format == "table") {
        assert_readable(&ran.out, &context);
    }
    assert_readable(&ran.err, &context);
}

/// Checks formats for programs, which print the recording unchanged.
fn check_json(replay: &Replay, format: &str, ran: &Output) {
    let context = format!("{} {format}", replay.file);
    let body = recorded(replay.file);
    if replay.args[0] == "api" && format == "json" {
        assert_eq!(ran.out.trim_end(), body.trim_end(), "{context}");
        return;
    }
    let data = data_of(&body);
    let records = records_of(&data);
    if format == "ndjson" {
        let lines: Vec<String> = ran.out.lines().map(squeezed).collect();
        assert_eq!(lines, records, "{context}");
    } else if data.get().starts_with('{') {
        assert_eq!(squeezed(&ran.out), squeezed(data.get()), "{context}");
    } else {
        assert_eq!(squeezed(&ran.out), format!("[{}]", records.join(",")), "{context}");
    }
}

/// Checks that an error has a message and a hint, and prints no data.
fn check_failure(replay: &Replay, format: &str, ran: &Output) {
    let context = format!("{} {format}", replay.file);
    assert_eq!(ran.out, "", "{context}");
    if !matches!(format, "json" | "ndjson") {
        let is_two_lines = ran.err.lines().count() <= 2 && ran.err.starts_with("deals: ");
        assert!(is_two_lines, "{context}: {}", ran.err);
        for word in replay.table {
            assert!(ran.err.contains(word), "{context}: no `{word}` in\n{}", ran.err);
        }
        return assert_readable(&ran.err, &context);
    }
    let error: Value = serde_json::from_str(&ran.err).unwrap_or_else(|_| panic!("{}", ran.err));
    let error = &error["error"];
    assert_eq!(error["exit"], replay.exit, "{context}");
    if source_of(replay.file).status != 200 {
        assert_eq!(error["status"], source_of(replay.file).status, "{context}");
    }
    let words = [&error["message"], &error["hint"]].map(|text| text.as_str().unwrap_or_default());
    for word in replay.table {
        let word = word.strip_prefix("hint: ").unwrap_or(word);
        assert!(words.iter().any(|text| text.contains(word)), "{context}: no `{word}` in {error}");
    }
}

#[test]
fn every_recording_is_replayed_in_every_format() {
    let listed: BTreeSet<&str> = index().map(|(file, _)| file).collect();
    let replayed: BTreeSet<&str> = REPLAYS.iter().map(|replay| replay.file).collect();
    assert_eq!((replayed.len(), &replayed), (35, &listed));
    for replay in REPLAYS {
        for format in FORMATS {
            let ran = run(&server(replay.file), replay.args, format);
            let Output { code, out, err } = &ran;
            assert_eq!(*code, Some(replay.exit), "{} {format}: {out}{err}", replay.file);
            match format {
                _ if replay.exit != 0 => check_failure(replay, format, &ran),
                "json" | "ndjson" => check_json(replay, format, &ran),
                _ => check_words(replay, format, &ran),
            }
        }
    }
}

#[test]
fn the_names_of_the_recorded_companies_are_resolved() {
    let home = Home::new();
    let asks = |args: &[&str], request: &str| {
        let server = server("v2-deals-list.json");
        let mut command = home.command(args);
        command.args(["-o", "csv"]).env("DEALS_BASE_URL", &server.url);
        let ran = Output::from_output(command.env("DEALS_JOURNAL", "off").output().unwrap());
        if !request.is_empty() {
            let heard = server.requests().join("\n");
            assert!(heard.contains(request), "{args:?}: {heard}{}", ran.err);
        }
        ran
    };
    asks(&["list", "--owner", "Amina"], "owner_id=21000417").ok();
    asks(&["list", "--stage", "negotiations started"], "stage_id=6").ok();
    asks(&["list", "--pipeline", "Updated Pipeline"], "pipeline_id=6").ok();
    asks(&["list", "--filter", "All open deals"], "filter_id=1").ok();
    asks(&["list", "--person", "Jonas Updated"], "person_id=9").ok();
    asks(&["list", "--fields", "Motivo da perda,Filial", "--limit", "1"], "").ok();
    // Three stages with the same name in one pipeline: an error with their IDs.
    let ran = asks(&["list", "--stage", "Trial Stage", "--pipeline", "1"], "");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    for id in ["(15)", "(16)", "(17)"] {
        assert!(ran.err.contains(id), "{}", ran.err);
    }
    let ran = asks(&["list", "--pipeline", "Acme Trial Pipeline"], "");
    assert!(ran.err.contains("(5)") && ran.err.contains("(9)"), "{}", ran.err);
    // Two currencies with the same name.
    let out = asks(&["currencies", "--term", "kwacha"], "").ok();
    assert_eq!(out.lines().count(), 3, "{out}");
    // The options of a yes-or-no field are booleans, with labels of the company.
    let out = asks(&["fields", "Status de arquivamento"], "").ok();
    assert!(out.contains("Não arquivado (false), Arquivado (true)"), "{out}");
}
