//! `deals help`, and the commands by subject as `deals --help` shows them.

use super::Coverage;
use crate::app;
use crate::error::Error;
use crate::help_topics::{self, Topic};
use crate::model::arg::ArgKind;
use crate::settings::Settings;
use crate::text;
use clap::builder::StyledStr;
use std::fmt::Write;

/// Explain a command, or a topic that concerns them all
///
/// Topics: exit-codes, environment, output, limits. Without one: what `deals --help` says. Needs
/// neither account nor network.
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals help followers add
  $ deals help exit-codes")]
pub struct HelpArgs {
    /// A command, word for word, or a topic
    #[arg(value_name = "TOPIC", add = ArgKind::Topic)]
    words: Vec<String>,
}

/// The group of the commands that change deals.
const CHANGE: &str = "Change deals";

/// Every command in the one group that it belongs to.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Read deals", &["list", "get", "search", "open"]),
    (
        CHANGE,
        &[
            "create",
            "update",
            "edit",
            "move",
            "win",
            "lose",
            "reopen",
            "archive",
            "unarchive",
            "delete",
            "duplicate",
            "merge",
            "convert",
        ],
    ),
    (
        "What hangs on a deal",
        &[
            "followers",
            "participants",
            "discounts",
            "files",
            "mail",
            "flow",
            "changelog",
            "permitted-users",
        ],
    ),
    ("Numbers", &["summary", "timeline"]),
    (
        "The account",
        &[
            "fields",
            "pipelines",
            "stages",
            "users",
            "filters",
            "currencies",
            "limits",
            "log",
            "auth",
            "api",
        ],
    ),
    ("The tool", &["config", "sandbox", "completions", "man", "help"]),
];

/// Whether a command, given with its verb, changes something at Pipedrive.
pub fn is_change(words: &[&str]) -> bool {
    let changes = GROUPS.iter().find(|(group, _)| *group == CHANGE);
    match words {
        [_, verb] => matches!(*verb, "add" | "remove" | "update" | "start"),
        [name] => changes.is_some_and(|(_, names)| names.contains(name)),
        _ => false,
    }
}

/// The same command line, its help with the commands by subject. The list is made of the commands'
/// own words; it takes the place of clap's, which has no groups.
pub fn group_commands(mut program: clap::Command) -> clap::Command {
    let style = program.get_styles().clone();
    let (head, word) = (style.get_header(), style.get_literal());
    let names = GROUPS.iter().flat_map(|(_, names)| names.iter());
    let widest = names.map(|name| name.len()).max().unwrap_or_default();
    let mut groups = String::new();
    for (group, names) in GROUPS {
        let _ = writeln!(groups, "\n{head}{group}:{head:#}");
        for command in names.iter().filter_map(|name| program.find_subcommand(name)) {
            let name = command.get_name();
            let gap = " ".repeat(widest - name.len());
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let others: Vec<&str> = command.get_visible_aliases().collect();
            let also = if others.is_empty() {
                String::new()
            } else {
                format!(" [also: {}]", others.join(", "))
            };
            let _ = writeln!(groups, "  {word}{name}{word:#}{gap}  {about}{also}");
        }
    }
    let topics: Vec<&str> = help_topics::ALL.iter().map(|topic| topic.name).collect();
    let more = format!(
        "`deals COMMAND --help` has examples, and the price of each command in tokens.\n\
         `deals help TOPIC` explains what concerns them all: {}.",
        topics.join(", ")
    );
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n{{all-args}}\n\n{more}\n"
    );
    let names: Vec<String> =
        program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        program = program.mut_subcommand(name, |command| command.hide(true));
    }
    program.override_usage("deals [OPTIONS] <COMMAND>").help_template(StyledStr::from(template))
}

pub fn run(settings: &Settings, args: HelpArgs, mut program: clap::Command) -> anyhow::Result<()> {
    if let [word] = &args.words[..]
        && let Some(topic) = Topic::find_topic(word)
    {
        return app::print_text(&topic.text());
    }
    program.build();
    let mut command = &mut program;
    for word in &args.words {
        if command.find_subcommand(word).is_none() {
            return Err(unknown_topic(command, word, &args.words).into());
        }
        command = command.find_subcommand_mut(word).expect("it was found a line before");
    }
    app::print_styled(&command.render_long_help(), settings.colour)
}

fn unknown_topic(command: &clap::Command, word: &str, words: &[String]) -> Error {
    let commands = command.get_subcommands().map(clap::Command::get_name);
    let topics = help_topics::ALL.iter().map(|topic| topic.name).filter(|_| words.len() == 1);
    let known: Vec<&str> = commands.chain(topics.clone()).collect();
    let hint = text::did_you_mean(word, known.iter().copied()).unwrap_or_else(|| {
        let topics: Vec<&str> = help_topics::ALL.iter().map(|topic| topic.name).collect();
        format!("the topics are {}; `deals help` lists the commands", topics.join(", "))
    });
    Error::usage(format!("no help on `{}`", words.join(" "))).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_names_no_command_twice() {
        let mut names: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
