//! Hints for common mistakes on the command line: the words in [`MISTAKES`], and mistakes of syntax. No
//! hint replaces a read by a write, or suggests a flag that overrides a safety check.

use super::parse_error::Line;
use crate::error::Error;
use crate::model::names;
use crate::text::shell_quote::quote;
use clap::ArgMatches;

/// A flag or word that does not exist, and its replacement.
pub struct Mistake {
    /// The command with its verb; empty for all commands.
    pub command: &'static str,
    /// A flag, or a word where the command takes none.
    pub typed: &'static str,
    /// The hint; `{value}` is the value after the flag.
    pub hint: &'static str,
}

/// The known mistakes; tests run each of them.
pub const MISTAKES: &[Mistake] = &[
    mistake("", "--json", "use `-o json`"),
    mistake("", "--ndjson", "use `-o ndjson`"),
    mistake("", "--jsonl", "use `-o ndjson`"),
    mistake("", "--csv", "use `-o csv`"),
    mistake("", "--table", "use `-o table`"),
    mistake("", "--format", "use `-o {value}`"),
    mistake("", "--columns", "use `--fields {value}`"),
    mistake("", "--debug", "use `-vv`"),
    mistake("", "--token", "run `deals auth login`, or set PIPEDRIVE_API_TOKEN"),
    mistake("", "--api-token", "run `deals auth login`, or set PIPEDRIVE_API_TOKEN"),
    mistake("list", "open", "use `--status open`"),
    mistake("list", "won", "use `--status won`"),
    mistake("list", "lost", "use `--status lost`"),
    mistake("list", "deleted", "use `--status deleted`"),
    mistake("list", "archived", "use `--archived`"),
    mistake("list", "--title", "use `deals search {value}`"),
    mistake("list", "--name", "use `deals search {value}`"),
    mistake("list", "--search", "use `deals search {value}`"),
    mistake("list", "--label", "use `--where \"label=NAME\"`"),
    mistake("list", "--won", "use `--status won`"),
    mistake("list", "--lost", "use `--status lost`"),
    mistake("list", "--open", "use `--status open`"),
    mistake("create", "--name", "use `--title {value}`"),
    mistake("update", "--name", "use `--title {value}`"),
    mistake("", "ls", "use `deals list`"),
    mistake("", "view", "use `deals get`"),
    mistake("", "find", "use `deals search`"),
    mistake("", "login", "use `deals auth login`"),
    mistake("", "version", "use `deals --version`"),
    mistake("", "--version", "use `deals --version`"),
];

const fn mistake(command: &'static str, typed: &'static str, hint: &'static str) -> Mistake {
    Mistake { command, typed, hint }
}

/// The hint for an unknown flag.
pub fn flag_hint(line: &Line, flag: &str) -> Option<String> {
    let value = line.value_after(flag).unwrap_or("VALUE");
    let value = quote(value);
    find(line, flag).map(|row| row.hint.replace("{value}", &value))
}

/// The hint for an unexpected argument.
pub fn word_hint(line: &Line, word: &str) -> Option<String> {
    let listed = || find(line, word).map(|row| row.hint.to_owned());
    several_values(line, word).or_else(listed).or_else(|| unquoted(line, word)).or_else(|| {
        let is_list = line.words == ["deals", "list"];
        is_list.then(|| match names::parse_deal(word) {
            Ok(_) => format!("use `deals get {word}` for a deal, or `--limit {word}`"),
            Err(_) => format!("use `deals search {}`", quote(word)),
        })
    })
}

/// The hint for an unknown command.
pub fn command_hint(line: &Line, word: &str) -> Option<String> {
    if let Some(row) = find(line, word) {
        return Some(row.hint.to_owned());
    }
    names::parse_deal(word).ok()?;
    // The deal is before the command: `3 get`.
    let place = line.args.iter().position(|arg| arg == word)?;
    match line.args.get(place + 1).filter(|next| line.command.find_subcommand(next).is_some()) {
        Some(next) => Some(format!("write the command first: deals {next} {word}")),
        None => Some(format!("use `deals get {word}` to show the deal")),
    }
}

fn find(line: &Line, typed: &str) -> Option<&'static Mistake> {
    let command = line.words[1..].join(" ");
    let is_word = !typed.starts_with('-');
    let fits = |row: &&Mistake| match row.command {
        // Rows for all commands apply to flags, and to words in place of a command.
        "" => !is_word || command.is_empty(),
        of => command == of,
    };
    MISTAKES.iter().filter(|row| row.typed == typed).find(fits)
}

/// `--status open won`: values of a flag that must be separated by commas.
fn several_values(line: &Line, word: &str) -> Option<String> {
    let place = line.args.iter().position(|arg| arg == word)?;
    let before = &line.args[..place];
    let (flag, first) = match before {
        [.., flag, value] if !value.starts_with('-') => (flag.as_str(), value.as_str()),
        [.., both] => both.split_once('=')?,
        [] => return None,
    };
    let long = flag.strip_prefix("--")?;
    let arg = line.command.get_arguments().find(|arg| arg.get_long() == Some(long))?;
    arg.get_value_delimiter()?;
    let rest = line.args[place..].iter().take_while(|arg| !arg.starts_with('-'));
    let values: Vec<&str> = [first].into_iter().chain(rest.map(String::as_str)).collect();
    Some(format!("separate values with commas: {flag} {}", quote(&values.join(","))))
}

/// `search copper roof`: a value with spaces that was not quoted.
fn unquoted(line: &Line, word: &str) -> Option<String> {
    let mut taken = line.command.get_positionals();
    let (one, more) = (taken.next()?, taken.next());
    let name = one.get_value_names()?.first()?;
    if more.is_some() || !matches!(name.as_str(), "TERM" | "TITLE") {
        return None;
    }
    let place = line.args.iter().position(|arg| arg == word)?;
    let first = line.args[..place].last().filter(|first| !first.starts_with('-'))?;
    let rest = line.args[place..].iter().take_while(|arg| !arg.starts_with('-'));
    let words: Vec<&str> = [first].into_iter().chain(rest).map(String::as_str).collect();
    Some(format!("quote a value with spaces: {} {}", line.words.join(" "), quote(&words.join(" "))))
}

/// Fails if a DEAL argument is a field (`update 3 stage=Won`) or a reason (`lose 3 "Too dear"`);
/// `matches` are those of the whole command line.
pub fn check_deals(matches: &ArgMatches) -> Result<(), Error> {
    let mut command = Vec::new();
    let mut leaf = matches;
    while let Some((word, inner)) = leaf.subcommand() {
        command.push(word);
        leaf = inner;
    }
    let deals = leaf.try_get_many::<String>("deals").ok().flatten();
    let words: Vec<&str> = deals.into_iter().flatten().map(String::as_str).collect();
    let Some(place) =
        words.iter().position(|word| names::parse_deal(word).is_err() && *word != "-")
    else {
        return Ok(());
    };
    let (deals, word) = (words[..place].join(" "), words[place]);
    let line = format!("deals {} {deals}", command.join(" "));
    let hint = match (&command[..], word.split_once('=')) {
        (["update"], Some((field, value))) => {
            let flag = field.to_lowercase().replace(['_', ' '], "-");
            let has_flag = leaf.try_contains_id(&flag.replace('-', "_")).is_ok();
            if has_flag {
                format!("use `{line} --{flag} {}`", quote(value))
            } else {
                format!("use `{line} --set {}`", quote(word))
            }
        }
        (["lose"], _) if place > 0 && place + 1 == words.len() => {
            format!("use `{line} --reason {}`", quote(word))
        }
        _ => return Ok(()),
    };
    Err(Error::usage(format!("`{word}` is not a deal ID or URL")).hint(hint))
}
