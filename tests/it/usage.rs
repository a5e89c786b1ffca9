//! What is wrong with a command line, said in our form, and to a program in JSON.

use crate::support::Home;
use serde_json::Value;

/// A command line for each kind of mistake, and what is said of it.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("list --limit 0", "--limit must be at least 1 (got `0`)", "`deals list --help` explains it"),
    ("list --statsu won", "no flag `--statsu` in `deals list`", "did you mean `--status`?"),
    ("list --status OPEN", "--status cannot be `OPEN`", "valid values: open, won, lost, deleted"),
    ("lsit", "no command `deals lsit`", "did you mean `limits` or `list`?"),
    (
        "list --filter 1 --owner 1",
        "--filter cannot be used with --owner",
        "`deals list --help` explains them",
    ),
    ("auth", "missing command after `deals auth`", "commands: login, status, logout, switch"),
    (
        "get 1 --retries x",
        "--retries must be a whole number (got `x`)",
        "`deals get --help` explains it",
    ),
    (
        "create T --title U",
        "TITLE cannot be used with --title",
        "`deals create --help` explains them",
    ),
    ("list --limit", "missing value for --limit", "usage: deals list --limit N"),
    (
        "list --limit 1 --limit 2",
        "--limit was given more than once",
        "`deals list --help` explains it",
    ),
    ("api GET", "missing PATH", "usage: deals api [METHOD] PATH"),
    (
        "followers",
        "missing command after `deals followers`",
        "commands: list, add, remove, changelog",
    ),
    ("list 5", "unexpected argument `5`", "usage: deals list"),
    (
        "create --title -10%",
        "`-10%` is not a flag",
        "join a value that begins with `-` to its flag: --title=-10%",
    ),
    ("list --owner --statsu won", "no flag `--statsu` in `deals list`", "did you mean `--status`?"),
    ("create -10%", "`-10%` is not a flag", "write `--` before it: -- -10%"),
];

#[test]
fn every_usage_error_has_message_and_hint_in_words_and_in_json() {
    let home = Home::new();
    for (line, message, hint) in MISTAKES {
        let args: Vec<&str> = line.split(' ').collect();
        for format in ["json", "ndjson"] {
            let ran = home.run(&[&args[..], &["-o", format]].concat());
            let error: Value = serde_json::from_str(&ran.err).expect(line);
            assert_eq!(error["error"]["message"], **message, "{line}");
            assert_eq!(error["error"]["hint"], **hint, "{line}");
            assert_eq!(error["error"]["code"], "usage", "{line}");
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}");
        }
        let ran = home.run(&[&args[..], &["-o", "table"]].concat());
        assert_eq!(ran.err, format!("deals: {message}\nhint: {hint}\n"), "{line}");
        assert_eq!(ran.code, Some(2), "{line}");
    }
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
    ] {
        let ran = home.run(&[&line.split(' ').collect::<Vec<_>>()[..], &["-o", "table"]].concat());
        let hint = ran.err.lines().nth(1).unwrap_or_default();
        for word in [
            "delete`", "merge`", "update`", "reopen`", "win`", "archive`", "add`", "remove`",
            "--yes", "--force",
        ] {
            assert!(!hint.contains(word), "{line}: {hint}");
        }
        assert_eq!(ran.code, Some(2), "{line}");
    }
}
