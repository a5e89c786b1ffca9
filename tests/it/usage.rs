//! Usage errors: common mistakes and their messages, as text and as JSON.

use crate::support::{Home, Output, at_once, run_with_stdin, sandbox_with};
use serde_json::Value;

/// A command line for each kind of mistake, with the message and the hint.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("list --limit 0", "--limit must be at least 1 (got `0`)", "see `deals list --help`"),
    ("list --statsu won", "no flag `--statsu` in `deals list`", "did you mean `--status`?"),
    ("list --status OPEN", "--status cannot be `OPEN`", "valid values: open, won, lost, deleted"),
    ("list --version", "no flag `--version` in `deals list`", "use `deals --version`"),
    ("lsit", "no command `deals lsit`", "did you mean `limits` or `list`?"),
    (
        "list --filter 1 --owner 1",
        "--filter cannot be used with --owner",
        "see `deals list --help`",
    ),
    ("auth", "missing command after `deals auth`", "commands: login, status, logout, switch"),
    ("get 1 --retries x", "--retries must be a whole number (got `x`)", "see `deals get --help`"),
    ("create T --title U", "TITLE cannot be used with --title", "see `deals create --help`"),
    ("list --limit", "missing value for --limit", "usage: deals list --limit N"),
    ("list --limit 1 --limit 2", "--limit was given more than once", "see `deals list --help`"),
    ("api GET", "missing PATH", "usage: deals api [METHOD] PATH"),
    (
        "followers",
        "missing command after `deals followers`",
        "commands: list, add, remove, changelog",
    ),
    ("list 5", "unexpected argument `5`", "use `deals get 5` for a deal, or `--limit 5`"),
    ("list roof", "unexpected argument `roof`", "use `deals search roof`"),
    ("get 1 --from x", "no flag `--from` in `deals get`", "`deals get --help` lists the flags"),
    ("pipelines x", "unexpected argument `x`", "usage: deals pipelines"),
    ("3 get", "no command `deals 3`", "write the command first: deals get 3"),
    ("3", "no command `deals 3`", "use `deals get 3` to show the deal"),
    (
        "list --status open won",
        "unexpected argument `won`",
        "separate values with commas: --status open,won",
    ),
    (
        "list --status=open won lost --limit 1",
        "unexpected argument `won`",
        "separate values with commas: --status open,won,lost",
    ),
    ("list --format csv", "no flag `--format` in `deals list`", "use `-o csv`"),
    ("list --format=csv", "no flag `--format` in `deals list`", "use `-o csv`"),
    ("list --columns id,title", "no flag `--columns` in `deals list`", "use `--fields id,title`"),
    ("list --label Hot", "no flag `--label` in `deals list`", "use `--where \"label=NAME\"`"),
    (
        "update 3 stage=Won",
        "`stage=Won` is not a deal ID or URL",
        "use `deals update 3 --stage Won`",
    ),
    (
        "update 3 4 Tier=Gold",
        "`Tier=Gold` is not a deal ID or URL",
        "use `deals update 3 4 --set Tier=Gold`",
    ),
    ("lose 3 dear", "`dear` is not a deal ID or URL", "use `deals lose 3 --reason dear`"),
    (
        "search copper roof",
        "unexpected argument `roof`",
        "quote a value with spaces: deals search 'copper roof'",
    ),
    (
        "create Slate roof --value 5",
        "unexpected argument `roof`",
        "quote a value with spaces: deals create 'Slate roof'",
    ),
    (
        "create --title -10%",
        "`-10%` is not a flag",
        "join a value that starts with `-` to its flag: --title=-10%",
    ),
    ("list --owner --statsu won", "no flag `--statsu` in `deals list`", "did you mean `--status`?"),
    ("create -10%", "`-10%` is not a flag", "write `--` before it: -- -10%"),
];

/// Mistakes that need the names of a company: exit code, message, hint.
const IN_A_COMPANY: &[(&str, i32, &str, &str)] = &[
    (
        "update 3 --stage Won",
        4,
        "no stage `Won`",
        "won is a status, not a stage: use `--status won`",
    ),
    ("list --stage won", 4, "no stage `won`", "won is a status, not a stage: use `--status won`"),
    ("move 3 Won", 4, "no stage `Won`", "`Won` is a status, not a stage: use `deals win`"),
    (
        "update 3 --value 1,5",
        2,
        "`1,5` is not an amount: a comma may mean thousands or decimals",
        "write it like 1200, 1200.50 or \"1,200.50 EUR\"",
    ),
    (
        "update 3 --value $5",
        2,
        "`$5` is not an amount: several currencies have the sign `$`",
        "write it like 1200, 1200.50 or \"1,200.50 EUR\"",
    ),
    (
        "update 3 --expected-close-date someday",
        2,
        "`someday` is not a date",
        "valid dates: 2026-01-31, \"31 Jan\", \"Jan 31\", \"31 Jan 2026\", today, yesterday, tomorrow, -7d, +2w, \
         -3mo, +1y",
    ),
    (
        "list --updated-since someday",
        2,
        "`someday` is not a date or time",
        "valid times: 2026-01-31T10:20:00Z, \"2026-01-31 10:20\", 2026-01-31, \"31 Jan\", \"31 Jan 2026\", now, \
         today, yesterday, tomorrow, -90m, -12h, -7d, +2w, -3mo, -1y",
    ),
    ("create Roof --set Budget=5000", 2, "`5000` has no currency", "write it like \"5000 EUR\""),
];

/// Asserts that the run ends with this code, message and hint, as text and as JSON.
#[track_caller]
fn check(run: impl Fn(&[&str]) -> Output, line: &str, code: i32, message: &str, hint: &str) {
    let args: Vec<&str> = line.split(' ').collect();
    for format in ["json", "ndjson"] {
        let ran = run(&[&args[..], &["-o", format]].concat());
        let error: Value = serde_json::from_str(&ran.err).expect(line);
        assert_eq!(error["error"]["message"], *message, "{line}");
        assert_eq!(error["error"]["hint"], *hint, "{line}");
        let kind = if code == 2 { "usage" } else { "not_found" };
        assert_eq!(error["error"]["code"], kind, "{line}");
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{line}");
    }
    let ran = run(&[&args[..], &["-o", "table"]].concat());
    assert_eq!(ran.err, format!("deals: {message}\nhint: {hint}\n"), "{line}");
    assert_eq!(ran.code, Some(code), "{line}");
}

#[test]
fn a_word_behind_an_argument_is_named() {
    let home = Home::new();
    for (line, message, hint) in [
        ("convert 9 10", "unexpected argument `10`", "usage: deals convert [DEAL]"),
        ("convert 9 start", "`start` cannot be used with DEAL", "see `deals convert --help`"),
        ("log --limit 5 show", "`show` cannot be used with --limit", "see `deals log --help`"),
        ("completions bash 10", "unexpected argument `10`", "usage: deals completions SHELL"),
        ("convert start 9 10", "unexpected argument `10`", "usage: deals convert start [DEAL]"),
    ] {
        let args: Vec<&str> = line.split(' ').chain(["-o", "table"]).collect();
        let ran = home.run(&args);
        assert_eq!(ran.code, Some(2), "{line}: {}", ran.err);
        assert_eq!(ran.err, format!("deals: {message}\nhint: {hint}\n"), "{line}");
    }
}

#[test]
fn every_usage_error_has_a_message_and_a_hint() {
    let home = Home::new();
    at_once(4, MISTAKES, |(line, message, hint)| {
        check(|args| home.run(args), line, 2, message, hint);
    });
    let sandbox = sandbox_with(5);
    at_once(4, IN_A_COMPANY, |(line, code, message, hint)| {
        check(|args| home.at(&sandbox, args), line, *code, message, hint);
    });
}

#[test]
fn every_mistake_in_a_company_has_its_hint() {
    let home = Home::new();
    at_once(4, deals::MISTAKES, |row| {
        let is_flag = row.typed.starts_with('-');
        let command = if row.command.is_empty() && is_flag { "get" } else { row.command };
        let line = format!("{command} {} x", row.typed);
        let value = if row.typed == "--label" { "\"x\"" } else { "x" };
        let hint = row.hint.replace("{value}", value);
        let message = match (is_flag, row.command) {
            (true, _) => format!("no flag `{}` in `deals {command}`", row.typed),
            (false, "") => format!("no command `deals {}`", row.typed),
            (false, _) => format!("unexpected argument `{}`", row.typed),
        };
        check(|args| home.run(args), line.trim(), 2, &message, &hint);
        for word in ["--yes", "--force", "reopen", "deals update", "deals create", "deals delete"] {
            assert!(!hint.contains(word), "{hint}");
        }
    });
}

#[test]
fn json_on_stdin_is_not_parsed_as_ids() {
    let (home, sandbox) = (Home::new(), sandbox_with(5));
    let listed = home.at(&sandbox, &["list", "-o", "ndjson"]).ok();
    for stdin in [listed.as_str(), "[{\"id\": 1}]"] {
        let mut command = home.command(&["win", "-", "--yes", "-o", "table"]);
        command.env("DEALS_BASE_URL", sandbox.url());
        let ran = run_with_stdin(command, stdin.as_bytes());
        let expected = "deals: stdin has JSON instead of deal IDs\nhint: pipe IDs: deals list -o ndjson --jq .id\n";
        assert_eq!((ran.code, ran.err.as_str()), (Some(2), expected));
    }
}

#[test]
fn amounts_and_times_are_parsed_in_common_formats() {
    let (home, sandbox) = (Home::new(), sandbox_with(5));
    let body = |args: &[&str]| {
        let dry = home.at(&sandbox, &[args, &["-n", "-o", "table"]].concat()).ok();
        let body = dry.split_once("{\n").unwrap().1.split_once("\n}\n").unwrap().0.to_owned();
        serde_json::from_str::<Value>(&format!("{{{body}}}")).unwrap()
    };
    for (text, amount, currency) in [
        ("12,500 EUR", 12500.0, Some("EUR")),
        ("1,200.50 EUR", 1200.5, Some("EUR")),
        ("€1200", 1200.0, Some("EUR")),
        ("1200", 1200.0, None),
    ] {
        let body = body(&["update", "3", "--value", text]);
        assert_eq!(body["value"].as_f64(), Some(amount), "{text}");
        assert_eq!(body.get("currency").and_then(Value::as_str), currency, "{text}");
    }
    let clock = |text: &str| {
        let body = body(&["update", "3", "--set", text]);
        body["custom_fields"].as_object().unwrap().values().next().unwrap().clone()
    };
    assert_eq!(clock("Delivery time=9:30")["value"], "09:30:00");
    let hours = clock("Site hours=09:00-17:00");
    assert_eq!((&hours["value"], &hours["until"]), (&"09:00:00".into(), &"17:00:00".into()));
    // An amount without a currency in a custom field gets the current or new currency of the deal.
    let field = |body: Value| {
        let fields = body["custom_fields"].as_object().unwrap().clone();
        fields.into_values().next().unwrap()
    };
    let both = ["update", "3", "--set", "Budget=5,000.5", "--currency", "USD"];
    assert_eq!(field(body(&both)), serde_json::json!({"value": 5000.5, "currency": "USD"}));
    let _ = home.at(&sandbox, &["update", "3", "--currency", "USD"]).ok();
    let _ = home.at(&sandbox, &["update", "3", "--set", "Budget=5000"]).ok();
    let filter = "[.custom_fields[] | select(type == \"object\" and .value == 5000) | .currency]";
    let currencies = home.at(&sandbox, &["get", "3", "--jq", filter]).json();
    assert_eq!(currencies, serde_json::json!(["USD"]));
}

#[test]
fn a_misspelled_word_is_never_corrected_to_a_write_or_an_override() {
    let home = Home::new();
    for line in [
        "delte 1",
        "mrege 1",
        "updat 1",
        "reopn 1",
        "wni 1",
        "arhcive 1",
        "followers ad 1",
        "participants remve 1",
        "discounts upate 1",
        "delete 1 --yse",
        "delete 1 --ye",
        "list --forse",
        "sandbox rset",
        "log prun",
    ] {
        let ran = home.run(&[&line.split(' ').collect::<Vec<_>>()[..], &["-o", "table"]].concat());
        let hint = ran.err.lines().nth(1).unwrap_or_default();
        for word in [
            "delete`", "merge`", "update`", "reopen`", "win`", "archive`", "add`", "remove`",
            "--yes", "--force", "reset`", "prune`",
        ] {
            assert!(!hint.contains(word), "{line}: {hint}");
        }
        assert_eq!(ran.code, Some(2), "{line}");
    }
}
