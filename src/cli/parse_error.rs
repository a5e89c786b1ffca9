//! Converts errors of clap to the form of all other errors: a message and a hint.

use super::mistakes;
use crate::commands::is_change;
use crate::error::Error;
use crate::output::Format;
use crate::text::shell_quote::quote;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// Flags that override safety checks, which are never suggested for a misspelled flag.
const OVERRIDES: [&str; 2] = ["--force", "--yes"];

/// Converts an error of clap to an [`Error`].
pub fn from_clap(error: &clap::Error, program: &clap::Command, args: &[OsString]) -> Error {
    let words: Vec<String> = args.iter().skip(1).map(|arg| arg.to_string_lossy().into()).collect();
    let texts = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let text = |kind| texts(kind).into_iter().next().unwrap_or_default();
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    // Arguments after an unknown command cannot be subcommands.
    let unknown = text(ContextKind::InvalidSubcommand);
    let end = words.iter().position(|word| *word == unknown).unwrap_or(words.len());
    let line = Line::new(program, &words, end);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let message =
                format!("no command `{}`", [&line.words[..], &[&unknown]].concat().join(" "));
            let near = texts(ContextKind::SuggestedSubcommand);
            let near = near
                .iter()
                .filter(|near| !is_change(&[&line.words[1..], &[near.as_str()]].concat()));
            let hint = mistakes::command_hint(&line, &unknown).or_else(|| did_you_mean(near));
            Error::usage(message).hint(hint.unwrap_or_else(|| line.help("lists the commands")))
        }
        ErrorKind::UnknownArgument => {
            let message = format!("no flag `{arg}` in `{}`", line.words.join(" "));
            if !arg.starts_with('-') {
                let hint = mistakes::word_hint(&line, &arg).unwrap_or_else(|| line.usage(&[]));
                return Error::usage(format!("unexpected argument `{arg}`")).hint(hint);
            }
            if let Some(hint) = mistakes::flag_hint(&line, &arg) {
                return Error::usage(message).hint(hint);
            }
            if let Some((value, hint)) = line.hyphen_value(&arg) {
                return Error::usage(format!("`{value}` is not a flag")).hint(hint);
            }
            let near = texts(ContextKind::SuggestedArg);
            let near = near
                .iter()
                .map(|near| near.split([' ', '=']).next().unwrap_or_default().to_owned())
                .filter(|near| !OVERRIDES.contains(&near.as_str()));
            let near: Vec<String> = near.collect();
            Error::usage(message)
                .hint(did_you_mean(near.iter()).unwrap_or_else(|| line.help("lists the flags")))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Error::usage(format!("missing value for {}", flag(&arg))).hint(line.flag_usage(&arg))
        }
        ErrorKind::InvalidValue => {
            let message = format!("{} cannot be `{value}`", flag(&arg));
            let valid = texts(ContextKind::ValidValue).join(", ");
            let hint = match did_you_mean(texts(ContextKind::SuggestedValue).iter()) {
                Some(near) => format!("{near} valid values: {valid}"),
                None => format!("valid values: {valid}"),
            };
            Error::usage(message).hint(hint)
        }
        // A word behind an argument: clap takes it for a command.
        ErrorKind::ArgumentConflict
            if arg.is_empty() && line.command.find_subcommand(&unknown).is_none() =>
        {
            Error::usage(format!("unexpected argument `{unknown}`")).hint(line.usage(&[]))
        }
        ErrorKind::ArgumentConflict => {
            let arg = if arg.is_empty() { format!("`{unknown}`") } else { arg };
            let others = texts(ContextKind::PriorArg);
            let others: Vec<&str> = others.iter().map(|other| flag(other)).collect();
            if others.is_empty() || others == [flag(&arg)] {
                return Error::usage(format!("{} was given more than once", flag(&arg)))
                    .hint(line.see_help());
            }
            let others = others.join(", ");
            Error::usage(format!("{} cannot be used with {others}", flag(&arg)))
                .hint(line.see_help())
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(ContextKind::InvalidArg);
            let missing: Vec<&str> = missing.iter().map(|arg| flag(arg)).collect();
            Error::usage(format!("missing {}", missing.join(" and "))).hint(line.usage(&missing))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let commands = line.command.get_subcommands().map(clap::Command::get_name);
            let commands = commands.filter(|name| *name != "help").collect::<Vec<_>>().join(", ");
            Error::usage(format!("missing command after `{}`", line.words.join(" ")))
                .hint(format!("commands: {commands}"))
        }
        ErrorKind::TooManyValues => {
            Error::usage(format!("{} takes no `{value}`", flag(&arg))).hint(line.flag_usage(&arg))
        }
        ErrorKind::NoEquals => Error::usage(format!("{} needs `=` before its value", flag(&arg)))
            .hint(line.flag_usage(&arg)),
        ErrorKind::InvalidUtf8 => {
            Error::usage("an argument is not valid UTF-8").hint(line.see_help())
        }
        // The message is from a value parser of this program.
        _ => {
            let text = error.to_string();
            let message = text.trim_start_matches("error: ").lines().next().unwrap_or_default();
            Error::usage(message).hint(line.see_help())
        }
    }
}

/// Finds the output format in the arguments, even if they have errors.
pub fn output_format(args: &[OsString]) -> Option<Format> {
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    let mut format = None;
    while let Some(arg) = args.next() {
        let value = match arg.as_ref() {
            "--" => break,
            "-o" | "--output" => args.next().map(|value| value.to_string()),
            arg => arg
                .strip_prefix("--output=")
                .or_else(|| arg.strip_prefix("-o"))
                .map(|value| value.trim_start_matches('=').to_owned()),
        };
        format = value.and_then(|value| value.parse().ok()).or(format);
    }
    format
}

/// The name of an argument without its value: `--limit` of `--limit <N>`, `DEAL` of `<DEAL>`.
fn flag(arg: &str) -> &str {
    let name = arg.split([' ', '=']).next().unwrap_or(arg);
    name.trim_matches(['<', '>', '[', ']', '.'])
}

fn did_you_mean<'a>(near: impl Iterator<Item = &'a String>) -> Option<String> {
    let near: Vec<String> = near.map(|near| format!("`{near}`")).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

/// The arguments, and the command that they name.
pub struct Line<'a> {
    pub command: clap::Command,
    /// `deals`, then the command and its verb.
    pub words: Vec<&'a str>,
    /// All the arguments.
    pub args: &'a [String],
}

impl<'a> Line<'a> {
    /// Finds the command in the arguments before the index `end`.
    fn new(program: &clap::Command, args: &'a [String], end: usize) -> Line<'a> {
        let mut program = program.clone();
        program.build();
        let mut command = &program;
        let mut words = vec!["deals"];
        for arg in args[..end].iter().take_while(|arg| *arg != "--") {
            if let Some(inner) = command.find_subcommand(arg) {
                command = inner;
                words.push(arg);
            }
        }
        Line { command: command.clone(), words, args }
    }

    fn see_help(&self) -> String {
        format!("see `{} --help`", self.words.join(" "))
    }

    fn help(&self, what: &str) -> String {
        format!("`{} --help` {what}", self.words.join(" "))
    }

    /// The value after a flag that the command does not have.
    pub fn value_after(&self, flag: &str) -> Option<&str> {
        let place = self.args.iter().position(|arg| arg.split('=').next() == Some(flag))?;
        let next = self.args.get(place + 1).filter(|next| !next.starts_with('-'));
        let joined = self.args[place].split_once('=').map(|(_, value)| value);
        joined.or(next.map(String::as_str))
    }

    /// `usage: deals get [DEAL]...`, without brackets around a missing argument, and with missing flags.
    fn usage(&self, missing: &[&str]) -> String {
        let taken = self.command.get_positionals().map(|arg| {
            let names = arg.get_value_names().unwrap_or_default();
            let name = names.first().map_or(arg.get_id().as_str(), |name| name.as_str());
            let is_many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
            let more = if is_many { "..." } else { "" };
            let is_needed = arg.is_required_set() || missing.contains(&name);
            if is_needed { format!("{name}{more}") } else { format!("[{name}]{more}") }
        });
        let is_missing =
            |arg: &&clap::Arg| missing.iter().any(|name| name.strip_prefix("--") == arg.get_long());
        let flags = self.command.get_arguments().filter(|arg| arg.get_long().is_some());
        let flags = flags.filter(is_missing).map(|arg| arg.to_string().replace(['<', '>'], ""));
        let words = self.words.iter().map(|word| (*word).to_owned()).chain(taken).chain(flags);
        format!("usage: {}", words.collect::<Vec<_>>().join(" "))
    }

    /// The usage of an argument; `arg` is formatted by clap, such as `--limit <N>`.
    fn flag_usage(&self, arg: &str) -> String {
        if arg.starts_with('-') {
            format!("usage: {} {}", self.words.join(" "), arg.replace(['<', '>'], ""))
        } else {
            self.usage(&[])
        }
    }

    /// Finds a value that starts with a hyphen and was parsed as a flag; returns it with a hint.
    fn hyphen_value(&self, arg: &str) -> Option<(&str, String)> {
        let place = self.args.iter().position(|word| word.starts_with(arg))?;
        let value = self.args[place].as_str();
        let before = place.checked_sub(1).map_or("", |place| &self.args[place]);
        let takes_value = |flag: &clap::Arg| {
            flag.get_action().takes_values()
                && (flag.get_long().is_some_and(|long| before == format!("--{long}"))
                    || flag.get_short().is_some_and(|short| before == format!("-{short}")))
        };
        let equals = if before.starts_with("--") { "=" } else { "" };
        // With two hyphens it is a misspelled flag, after a flag whose value is missing.
        if !arg.starts_with("--") && self.command.get_arguments().any(takes_value) {
            let hint = "join a value that starts with `-` to its flag";
            return Some((value, format!("{hint}: {before}{equals}{}", quote(value))));
        }
        // Text with spaces or a number is not a flag.
        let is_text = value.contains(char::is_whitespace)
            || value.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        (is_text && self.command.get_positionals().next().is_some())
            .then(|| (value, format!("write `--` before it: -- {}", quote(value))))
    }
}
