//! Help: every command in one group, every price told, topics and commands by word.

use super::support::Home;
use deals::api::endpoints;

#[test]
fn every_command_stands_in_exactly_one_group() {
    let program = deals::command();
    let mut commands: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let mut grouped: Vec<&str> =
        deals::GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
    commands.sort();
    grouped.sort();
    assert_eq!(grouped, commands);
}

#[test]
fn help_is_grouped_short_and_long() {
    let home = Home::new();
    let (short, long) = (home.run(&["-h"]).ok(), home.run(&["--help"]).ok());
    for (group, names) in deals::GROUPS {
        for help in [&short, &long] {
            let (_, below) = help.split_once(&format!("\n{group}:\n")).expect(group);
            let below = below.split("\n\n").next().unwrap();
            assert_eq!(below.lines().count(), names.len(), "{group}");
        }
    }
    assert!(long.contains("--max-tokens") && !short.contains("--max-tokens"));
    assert_eq!(home.run(&["help"]).ok(), long);
    for line in short.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_command_or_a_topic_is_explained_by_word() {
    let home = Home::new();
    let help = |words: &[&str]| home.run(&[&["help"], words].concat());
    assert_eq!(help(&["followers", "add"]).ok(), home.run(&["followers", "add", "--help"]).ok());
    assert_eq!(help(&["list"]).ok(), home.run(&["list", "--help"]).ok());
    for (topic, says) in [
        ("exit-codes", "130  Canceled"),
        ("environment", "PIPEDRIVE_API_TOKEN"),
        ("output", "-o ndjson"),
        ("limits", "--max-tokens"),
    ] {
        let ran = help(&[topic]);
        assert_eq!(ran.err, "");
        assert!(ran.ok().contains(says), "{topic}");
    }
    let near = help(&["exit-code", "-o", "table"]);
    assert_eq!(near.code, Some(2));
    assert!(near.err.contains("did you mean `exit-codes`?"), "{}", near.err);
    assert!(help(&["followers", "ad", "-o", "table"]).err.contains("did you mean `add`?"));
    let far = help(&["zzz", "-o", "table"]);
    assert!(far.err.contains("exit-codes, environment, output, limits"), "{}", far.err);
}

/// The help of the command that `deals api --list` names for each row tells the row's price.
#[test]
fn every_command_tells_what_its_call_costs() {
    let rows = Home::new().run(&["api", "--list", "-o", "json"]).json();
    let mut lacking = Vec::new();
    for (row, endpoint) in rows.as_array().unwrap().iter().zip(endpoints::rows()) {
        let said = row["command"].as_str().unwrap();
        let words = said.split(" --").next().unwrap().split(' ').skip(1);
        let mut command = deals::command();
        for word in words {
            command = command.find_subcommand(word).unwrap().clone();
        }
        if command.get_name() == "api" {
            continue;
        }
        let help = command.render_long_help().to_string();
        let about = help.split("\nUsage:").next().unwrap().replace('\n', " ");
        let price = endpoint.cost.to_string();
        let tells = about.split(|c: char| !c.is_alphanumeric()).any(|word| word == price);
        if !tells || !about.contains("token") {
            lacking.push(format!("{said}: {} tokens", endpoint.cost));
        }
    }
    assert!(lacking.is_empty(), "the help does not tell:\n{}", lacking.join("\n"));
}
