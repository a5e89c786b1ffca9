//! Every `$ deals …` of the help runs in a fresh sandbox, and so do the recipes of the README.

use super::support::{Home, Output, at_once};
use std::process::Command;

fn examples(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mine: Vec<_> =
        help.lines().filter_map(|line| line.trim_start().strip_prefix("$ ")).collect();
    if command.get_subcommands().next().is_none() && command.get_name() != "help" {
        assert!(mine.len() >= 2, "{path} has fewer than two examples");
    }
    found.extend(mine.into_iter().map(|line| (path.to_owned(), line.to_owned())));
    for child in command.get_subcommands() {
        examples(child, &format!("{path} {}", child.get_name()), found);
    }
}

#[test]
fn every_example_in_the_help_runs() {
    let mut found = Vec::new();
    examples(&deals::command(), "deals", &mut found);
    found.retain(|(path, line)| {
        // `sandbox serve` runs until it is stopped, and `auth` needs a real account.
        let has_to_wait = path.ends_with("sandbox serve") || path.starts_with("deals auth");
        // Exports to files, comparisons with the account and watches need SQLite.
        let needs_sqlite = match path.as_str() {
            "deals export" => !line.contains("--to - "),
            "deals diff" => !line.contains("friday"),
            "deals watch" => true,
            _ => false,
        };
        let has_no_sqlite = needs_sqlite && !cfg!(feature = "sqlite");
        !has_to_wait && !has_no_sqlite
    });
    at_once(4, found, |(path, line)| {
        // Prepares what an example needs: a profile, a setting, a discount, a closed deal, an archived one.
        let before = match path.as_str() {
            "deals config unset" => {
                "deals config set output csv; deals config set max_tokens 5 --profile acme"
            }
            "deals log show" | "deals undo" => "deals create Roof",
            "deals redo" => "deals create Roof; deals undo 1 --yes",
            "deals discounts update" | "deals discounts remove" => {
                "deals discounts add 1 --percent 10 --description Loyalty"
            }
            "deals diff" => "deals list -o ndjson > monday.ndjson; cp monday.ndjson friday.ndjson",
            "deals report" => "deals list -o ndjson > deals.ndjson",
            "deals import" => {
                "printf 'Title,Value,Currency\\nSlate kiln,1200,EUR\\n' > leads.csv; \
                 printf 'Expo\\n2026\\nLeads\\nCompany,Value,Currency\\nAcme,,\\n' > fair.csv"
            }
            "deals apply" => "deals win 1 2 --plan raise.plan",
            "deals reopen" => "deals win 1 2 --yes",
            "deals convert status" => "deals convert start 3 --yes",
            "deals unarchive" => "deals archive 1 2 --yes",
            _ => "true",
        };
        // A watch would not end.
        let end = if path == "deals watch" { "--until +1s" } else { "" };
        let ran = in_a_shell(&Home::new(), &format!("{before}\n{line} {end}"));
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
    });
}

/// The section "In scripts", as one script.
#[test]
fn the_recipes_of_the_readme_run() {
    let page = include_str!("../../README.md");
    let section = page.split("\n## In scripts\n").nth(1).unwrap();
    let recipes = section.split("\n```sh\n").nth(1).unwrap().split("\n```\n").next().unwrap();
    let has_jq = Command::new("jq").arg("--version").output().is_ok_and(|ran| ran.status.success());
    let lines = recipes.lines().filter(|line| has_jq || !line.contains(" jq "));
    let script = lines.collect::<Vec<_>>().join("\n");
    let home = Home::new();
    let ran = in_a_shell(&home, &format!("set -eu\n{script}"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // By default, a shell ignores an error of the first command of a pipeline.
    assert!(!ran.err.contains("\"error\""), "{}", ran.err);
    for (file, column) in [("open.csv", "Stage"), ("raw.csv", "stage_id")] {
        let text = std::fs::read_to_string(home.path().join(file)).unwrap();
        let heading = text.lines().next().unwrap();
        assert!(
            heading.split(',').any(|name| name == column) && text.lines().count() > 10,
            "{file}"
        );
    }
}

fn in_a_shell(home: &Home, script: &str) -> Output {
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
    let ran = Command::new("sh")
        .args(["-c", script])
        .current_dir(home.path())
        .env_clear()
        .envs(super::support::environment(home.path()))
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .env("DEALS_SANDBOX", "1")
        .output()
        .unwrap();
    Output::from_output(ran)
}
