//! `deals help`, and the help pages of all commands.

use super::Coverage;
use crate::app;
use crate::error::Error;
use crate::help_topics::{self, MAX_WIDTH, Topic};
use crate::model::arg::ArgKind;
use crate::settings::Settings;
use crate::text;
use clap::builder::StyledStr;
use clap::builder::styling::Style;
use std::fmt::Write;

/// Show help for a command or a topic
///
/// Topics: flags, exit-codes, environment, output, limits, where, import.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals help followers add
  $ deals help flags")]
pub struct HelpArgs {
    /// Command with its verb, or topic
    #[arg(value_name = "TOPIC", add = ArgKind::Topic)]
    words: Vec<String>,
}

/// The heading of the commands that change deals.
const CHANGE: &str = "Change deals";

/// All commands by group.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Read deals", &["list", "board", "get", "search", "open", "export", "diff", "watch"]),
    (
        CHANGE,
        &[
            "create",
            "import",
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
            "apply",
            "undo",
            "redo",
        ],
    ),
    (
        "Related records",
        &[
            "followers",
            "participants",
            "discounts",
            "files",
            "mail",
            "flow",
            "changelog",
            "history",
            "permitted-users",
        ],
    ),
    ("Reports", &["summary", "timeline", "report"]),
    (
        "Account",
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
    ("Tool", &["config", "sandbox", "completions", "man", "help"]),
];

/// Whether a command, given with its verb, changes deals or removes local data.
pub fn is_change(words: &[&str]) -> bool {
    let changes = GROUPS.iter().find(|(group, _)| *group == CHANGE);
    match words {
        [_, verb] => matches!(
            *verb,
            "add" | "remove" | "update" | "start" | "prune" | "logout" | "reset" | "unset"
        ),
        [name] => changes.is_some_and(|(_, names)| names.contains(name)),
        _ => false,
    }
}

/// The maximum width of a page, in columns.
pub const MAX_TERM_WIDTH: usize = 100;

/// The last line of every page of a command.
const SHARED: &str = "Shared flags, such as -o json, --fields, -n and --sandbox: deals help flags";

/// Replaces the help pages of clap: the page of the program has the commands by group, and that of a
/// command its own flags, cost and examples.
///
/// Only the pages of commands among `words` are built: building all of them would take longer than the
/// rest of a run.
pub fn with_help_pages(program: clap::Command, words: &[String]) -> clap::Command {
    let template = root_page(&program);
    let name = program.get_name().to_owned();
    program.mut_subcommands(|command| with_page(command, &name, words)).help_template(template)
}

/// Builds the page of the program: commands by group, and topics.
fn root_page(program: &clap::Command) -> StyledStr {
    let style = program.get_styles();
    let (head, word) = (style.get_header(), style.get_literal());
    let names = GROUPS.iter().flat_map(|(_, names)| names.iter());
    let widest = names.map(|name| name.len()).max().unwrap_or_default();
    let mut page = "{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    let row = |page: &mut String, name: &str, about: &str| {
        let _ = writeln!(page, "  {word}{name:widest$}{word:#}  {about}");
    };
    for (group, names) in GROUPS {
        let _ = writeln!(page, "\n{head}{group}:{head:#}");
        for command in names.iter().filter_map(|name| program.find_subcommand(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let others: Vec<&str> = command.get_visible_aliases().collect();
            let also = match &others[..] {
                [] => String::new(),
                others => format!(" [also: {}]", others.join(", ")),
            };
            row(&mut page, command.get_name(), &format!("{about}{also}"));
        }
    }
    let _ = writeln!(page, "\n{head}Topics (deals help TOPIC):{head:#}");
    for topic in help_topics::ALL {
        row(&mut page, topic.name, topic.about);
    }
    let _ =
        writeln!(page, "\n`deals COMMAND --help` shows the flags, cost and examples of a command.");
    StyledStr::from(page)
}

/// Sets the page of a command and its subcommands.
fn with_page(command: clap::Command, parent: &str, words: &[String]) -> clap::Command {
    let is_named = |word: &String| {
        command.get_name() == word || command.get_all_aliases().any(|alias| alias == word)
    };
    if !words.iter().any(is_named) {
        return command;
    }
    let path = format!("{parent} {}", command.get_name());
    let command = command.bin_name(&path).max_term_width(MAX_TERM_WIDTH);
    let usage = super::usage(&command);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let long = command.get_long_about().map(ToString::to_string);
    let long = long.unwrap_or_else(|| about.clone());
    let cost = long.split("\n\n").find(|paragraph| paragraph.starts_with("Cost: "));
    let short = match cost {
        Some(cost) => format!("{about}\n\n{cost}"),
        None => about,
    };
    let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let examples: Vec<&str> =
        after.lines().filter(|line| line.trim_start().starts_with("$ ")).collect();
    let style = command.get_styles();
    let head = style.get_header();
    let mut short_end = String::new();
    if let Some(example) = examples.first() {
        let _ = write!(short_end, "{head}Example:{head:#}\n{example}\n\n");
    }
    short_end.push_str(SHARED);
    let mut long_end = notes(&command, head);
    long_end += &after.replacen("Examples:", &format!("{head}Examples:{head:#}"), 1);
    if !long_end.is_empty() {
        long_end.push_str("\n\n");
    }
    long_end.push_str(SHARED);
    let arguments = own_arguments(&command).ansi().to_string();
    let arguments = arguments.trim_end();
    let gap = if arguments.is_empty() { "" } else { "\n\n" };
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}{gap}{arguments}{{after-help}}\n"
    );
    command
        .mut_subcommands(|command| with_page(command, &path, words))
        .about(short)
        .long_about(long)
        .after_help(StyledStr::from(short_end))
        .after_long_help(StyledStr::from(long_end))
        .override_usage(usage.replace('\n', "\n       "))
        .help_template(StyledStr::from(template))
}

/// The further paragraphs of the flags' long help, as notes below the flags.
fn notes(command: &clap::Command, head: &Style) -> String {
    let note = |arg: &clap::Arg| {
        let text = arg.get_long_help()?.to_string();
        let (_, note) = text.split_once("\n\n")?;
        Some(format!("  --{}: {}\n", arg.get_long()?, note.replace('\n', " ")))
    };
    let notes: String = command.get_arguments().filter_map(note).collect();
    if notes.is_empty() { notes } else { format!("{head}Notes:{head:#}\n{notes}\n") }
}

/// The arguments of a command in the short layout, without the shared flags.
fn own_arguments(command: &clap::Command) -> StyledStr {
    let own = |arg: clap::Arg| match arg.get_help_heading() {
        None if !arg.is_positional() => arg.help_heading("Flags"),
        _ => arg,
    };
    let command = command.clone().disable_help_flag(true).disable_help_subcommand(true);
    let mut command = command.mut_args(own).help_template("{all-args}");
    command.render_help()
}

pub fn run(settings: &Settings, args: HelpArgs, mut program: clap::Command) -> anyhow::Result<()> {
    if let [word] = &args.words[..]
        && let Some(topic) = Topic::find_topic(word)
    {
        let width = app::terminal_width().map_or(MAX_WIDTH, |width| width.min(MAX_WIDTH));
        return app::print_text(&topic.text(width));
    }
    program = with_help_pages(program, &args.words);
    let mut command = &mut program;
    for word in &args.words {
        if command.find_subcommand(word).is_none() {
            return Err(unknown_topic(command, word, &args.words).into());
        }
        command = command.find_subcommand_mut(word).expect("it was found a line before");
    }
    app::print_styled(&command.render_long_help(), settings.color)
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
    fn every_command_is_in_one_group() {
        let mut names: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
