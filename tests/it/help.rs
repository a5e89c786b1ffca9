//! Help: every command in one group, with its cost and examples; topics and commands by name; pages that
//! fit a terminal of 80 columns.

use super::support::{Home, Output};
use super::terminal;
use deals::api::endpoints;

/// Every command that can be run, with its words.
fn commands() -> Vec<(Vec<String>, clap::Command)> {
    fn walk(
        words: &[String],
        command: &clap::Command,
        all: &mut Vec<(Vec<String>, clap::Command)>,
    ) {
        all.push((words.to_vec(), command.clone()));
        for child in command.get_subcommands() {
            walk(&[words, &[child.get_name().to_owned()]].concat(), child, all);
        }
    }
    let mut all = Vec::new();
    walk(&[], &deals::command(), &mut all);
    all.remove(0);
    all
}

/// A run whose help is as wide as a terminal of `columns`.
fn run(home: &Home, columns: &str, args: &[&str]) -> Output {
    Output::from_output(home.command(args).env("COLUMNS", columns).output().unwrap())
}

#[test]
fn every_command_is_in_exactly_one_group() {
    let program = deals::command();
    let mut commands: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let mut grouped: Vec<&str> =
        deals::GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
    commands.sort();
    grouped.sort();
    assert_eq!(grouped, commands);
}

#[test]
fn help_lists_the_commands_by_group_and_the_topics() {
    let home = Home::new();
    let (short, long) = (home.run(&["-h"]).ok(), home.run(&["--help"]).ok());
    for (group, names) in deals::GROUPS {
        for help in [&short, &long] {
            let (_, below) = help.split_once(&format!("\n{group}:\n")).expect(group);
            let below = below.split("\n\n").next().unwrap();
            assert_eq!(below.lines().count(), names.len(), "{group}");
        }
    }
    for topic in ["flags", "exit-codes", "environment", "output", "limits", "where"] {
        assert!(short.contains(&format!("\n  {topic} ")), "{topic}");
    }
    assert_eq!(home.run(&["help"]).ok(), long);
}

#[test]
fn the_page_of_a_command_has_its_own_flags_and_one_line_about_the_others() {
    let home = Home::new();
    let (short, long) =
        (run(&home, "80", &["win", "-h"]).ok(), run(&home, "80", &["win", "--help"]).ok());
    assert!(long.lines().count() <= 40, "{long}");
    for page in [&short, &long] {
        assert!(page.contains("\nCost: 5 tokens per deal"), "{page}");
        assert!(page.contains("--time <TIME>"), "{page}");
        assert_eq!(page.matches("deals help flags").count(), 1, "{page}");
        for shared in ["--max-tokens", "--retries", "--profile", "\n\n\n"] {
            assert!(!page.contains(shared), "{shared}: {page}");
        }
    }
    let examples = |page: &str| page.lines().filter(|line| line.starts_with("  $ ")).count();
    assert_eq!((examples(&short), examples(&long)), (1, 2));
    let flags = run(&home, "80", &["help", "flags"]).ok();
    for arg in deals::command().get_arguments() {
        let flag = format!("--{}", arg.get_long().unwrap());
        assert!(flags.contains(&flag), "{flag}");
    }
}

#[test]
fn every_page_is_plain_and_fits_80_columns() {
    let home = Home::new();
    let words = |page: &str| page.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for (path, command) in commands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(!about.is_empty() && about.chars().count() <= 60, "{path:?}: {about}");
        assert!(
            !about.ends_with('.') && about.starts_with(char::is_uppercase),
            "{path:?}: {about}"
        );
        let is_leaf = command.get_subcommands().next().is_none();
        for flag in ["-h", "--help"] {
            let args: Vec<&str> = path.iter().map(String::as_str).chain([flag]).collect();
            let page = run(&home, "80", &args).ok();
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{path:?}: {page}");
            assert!(!page.contains("\n\n\n"), "{path:?}: {page}");
            assert!(!page.contains("Print this message"), "{path:?}: {page}");
            assert!(
                page.contains(&format!("deals {} [FLAGS]", path.join(" "))),
                "{path:?}: {page}"
            );
            let examples = command.get_after_long_help().map(ToString::to_string);
            let examples = examples.unwrap_or_default();
            for example in examples.lines().filter(|line| line.starts_with("  $ ")) {
                let is_whole = flag == "-h" || page.lines().any(|line| line == example);
                assert!(is_whole, "{path:?}: {example}");
            }
            assert!(page.starts_with(&about), "{path:?}: {page}");
            assert!(!is_leaf || page.contains("\nCost: "), "{path:?}: {page}");
            if flag == "--help" {
                // A broken word would count as two.
                assert_eq!(words(&page), words(&run(&home, "100", &args).ok()), "{path:?}");
            }
        }
    }
}

#[test]
fn without_a_command_a_terminal_gets_help_and_a_script_an_error() {
    let home = Home::new();
    for (env, args, account) in [
        (&[][..], &[][..], "Account: not set up (run `deals auth login`)"),
        (&[], &["--sandbox"], "Account: the sandbox"),
        (&[("DEALS_SANDBOX", "1"), ("DEALS_OUTPUT", "json")], &[], "Account: the sandbox"),
        (
            &[("PIPEDRIVE_API_TOKEN", "sesame42"), ("PIPEDRIVE_COMPANY", "acme")],
            &[],
            "Account: acme.pipedrive.com (token from PIPEDRIVE_API_TOKEN)",
        ),
    ] {
        let page = terminal::show(&home, env, args);
        assert!(page.contains(account), "{page}");
        assert!(!page.contains("sesame42"), "{page}");
        assert!(page.lines().count() <= 20, "{page}");
        assert!(page.lines().all(|line| line.trim_end().chars().count() <= 80), "{page}");
        let starts: Vec<&str> =
            page.lines().filter_map(|line| line.trim_end().strip_prefix("  deals ")).collect();
        assert_eq!(starts.len(), 5, "{page}");
        for line in starts {
            let words = line.split("  ").next().unwrap();
            let args = ["deals"].into_iter().chain(words.split(' '));
            assert!(deals::command().try_get_matches_from(args).is_ok(), "{words}");
        }
    }
    for args in [&[][..], &["--sandbox"]] {
        let ran = home.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["message"], "missing command");
        let ran = home.run(&[args, &["-o", "csv"]].concat());
        assert_eq!(ran.err, "deals: missing command\nhint: `deals --help` lists the commands\n");
    }
}

#[test]
fn help_accepts_a_command_or_a_topic() {
    let home = Home::new();
    let help = |words: &[&str]| home.run(&[&["help"], words].concat());
    assert_eq!(help(&["followers", "add"]).ok(), home.run(&["followers", "add", "--help"]).ok());
    assert_eq!(help(&["list"]).ok(), home.run(&["list", "--help"]).ok());
    for (topic, text) in [
        ("exit-codes", "130  Canceled"),
        ("environment", "PIPEDRIVE_API_TOKEN"),
        ("output", "-o ndjson"),
        ("output", "-o markdown"),
        ("import", "deals import"),
        ("flags", "omit the header, which Markdown"),
        ("limits", "--max-tokens"),
        ("where", "FIELD!=VALUE"),
    ] {
        let ran = help(&[topic]);
        assert_eq!(ran.err, "");
        let page = ran.ok();
        assert!(page.contains(text), "{topic}");
        assert!(page.lines().all(|line| line.chars().count() <= 80), "{topic}: {page}");
    }
    let near = help(&["exit-code", "-o", "table"]);
    assert_eq!(near.code, Some(2));
    assert!(near.err.contains("did you mean `exit-codes`?"), "{}", near.err);
    assert!(help(&["followers", "ad", "-o", "table"]).err.contains("did you mean `add`?"));
    let far = help(&["zzz", "-o", "table"]);
    assert!(
        far.err.contains("flags, exit-codes, environment, output, limits, where"),
        "{}",
        far.err
    );
}

/// For every endpoint in `deals api --list`, the help of its command states the endpoint's cost.
#[test]
fn every_command_has_the_cost_of_its_endpoint() {
    let rows = Home::new().run(&["api", "--list", "-o", "json"]).json();
    let mut lacking = Vec::new();
    for (row, endpoint) in rows.as_array().unwrap().iter().zip(endpoints::rows()) {
        let command_line = row["command"].as_str().unwrap();
        let words = command_line.split(" --").next().unwrap().split(' ').skip(1);
        let mut command = deals::command();
        for word in words {
            command = command.find_subcommand(word).unwrap().clone();
        }
        if command.get_name() == "api" {
            continue;
        }
        let help = command.render_long_help().to_string();
        let about = help.split("\nUsage:").next().unwrap().replace('\n', " ");
        let cost = about.split_once("Cost: ").map(|(_, cost)| cost).unwrap_or_default();
        let tokens = endpoint.cost.to_string();
        let has_it = cost.split(|c: char| !c.is_alphanumeric()).any(|word| word == tokens);
        if !has_it || !cost.contains("token") {
            lacking.push(format!("{command_line}: {} tokens", endpoint.cost));
        }
    }
    assert!(lacking.is_empty(), "missing costs:\n{}", lacking.join("\n"));
}
