//! Shell completion: `deals __complete SHELL …`, which the scripts of [`Shell::script`] call at every
//! TAB. It uses the command line and what earlier runs have cached, and makes no request.
//!
//! The engine of clap_complete finds the argument at the cursor. Its scripts are not used: they do not
//! quote words with spaces.

mod candidates;
mod known;
mod line;
mod shells;

pub use shells::{OURS, Shell};

use crate::text;
use clap_complete::engine::{self, CompletionCandidate};
use known::Known;
use std::ffi::OsString;
use std::fmt::Write;

/// The first argument of a call for candidates.
pub const WORD: &str = "__complete";

/// Maximum width of a description; the shells cut it to the terminal.
const ABOUT_WIDTH: usize = 72;

/// A candidate with its description.
struct Candidate {
    word: String,
    about: String,
}

/// Returns the candidates in the format that the script of a shell expects; `args` follow [`WORD`].
pub fn complete(args: &[String], program: fn() -> clap::Command) -> String {
    match args {
        [shell, line, how @ ..] if shell == "bash" => format_for_bash(line, how, program),
        [_, index, words @ ..] => format_lines(index, words, program),
        _ => String::new(),
    }
}

/// Formats candidates for bash, which passes the line up to the cursor, the characters that break words, the
/// kind of completion, the width of the terminal and the rest of the line, and inserts candidates unchanged.
fn format_for_bash(line: &str, how: &[String], program: fn() -> clap::Command) -> String {
    let argument = |at: usize| how.get(at).map(String::as_str).unwrap_or_default();
    let mut words = line::words(line, argument(0));
    let assignments = words.iter().take_while(|word| word.text.contains('=')).count();
    words.drain(..assignments.min(words.len() - 1));
    let Some(typed) = words.last().cloned() else {
        return String::new();
    };
    let texts = words.into_iter().map(|word| word.text).collect();
    let after = line::words(argument(3), "").into_iter().map(|word| word.text).collect();
    let found = candidates(texts, after, program);
    let put = |candidate: &Candidate| {
        Some((typed.complete_line(&candidate.word)?, candidate.about.clone()))
    };
    let rows: Vec<(String, String)> = found.iter().filter_map(put).collect();
    // 63 is `?`: bash lists the lines and inserts nothing, so they may have descriptions.
    if argument(1) == "63" && rows.len() > 1 {
        return format_columns(&rows, argument(2).parse().unwrap_or(80));
    }
    rows.into_iter().fold(String::new(), |mut out, (word, _)| {
        out.push_str(&word);
        out.push('\n');
        out
    })
}

/// Formats words and descriptions in two columns.
fn format_columns(rows: &[(String, String)], columns: usize) -> String {
    let widest = rows.iter().map(|(word, _)| text::width(word)).max().unwrap_or_default();
    let mut out = String::new();
    for (word, about) in rows {
        let room = " ".repeat(widest - text::width(word));
        let line = if about.is_empty() { word.clone() } else { format!("{word}{room}  ({about})") };
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}", text::fit(&line, columns.saturating_sub(2).max(10)));
    }
    out
}

/// Formats candidates for the other shells, which pass the words and the index of the one at the cursor, and
/// quote candidates themselves: one per line, with a tab before the description.
fn format_lines(index: &str, words: &[String], program: fn() -> clap::Command) -> String {
    let Ok(index) = index.parse::<usize>() else {
        return String::new();
    };
    let mut words: Vec<String> = words.iter().map(|word| line::unquote(word)).collect();
    // Some shells omit an empty word.
    words.resize(words.len().max(index + 1), String::new());
    let after = words.split_off(index + 1);
    candidates(words, after, program).into_iter().fold(String::new(), |mut out, found| {
        let _ = writeln!(out, "{}\t{}", found.word, found.about);
        out
    })
}

/// The candidates for the last of the words; `after` are the words after the cursor.
fn candidates(
    words: Vec<String>,
    after: Vec<String>,
    program: fn() -> clap::Command,
) -> Vec<Candidate> {
    let typed = words.last().cloned().unwrap_or_default();
    let before = words.split_last().map(|(_, before)| before).unwrap_or_default();
    let mut program = candidates::attach(program(), Known::from_words(before, &after));
    let at = words.len() - 1;
    let here = std::env::current_dir().ok();
    let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    let found = engine::complete(&mut program, words, at, here.as_deref()).unwrap_or_default();
    let flag =
        |found: &CompletionCandidate| found.get_id()?.strip_prefix("arg::").map(str::to_owned);
    let shared: Vec<String> = program.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let (flags, values): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| flag(found).is_some());
    // Without a typed word, values and commands come before flags, if there are any.
    let flags = if typed.is_empty() && !values.is_empty() { Vec::new() } else { flags };
    let (shared, own): (Vec<_>, Vec<_>) =
        flags.into_iter().partition(|found| flag(found).is_some_and(|id| shared.contains(&id)));
    let found = values.into_iter().chain(own).chain(shared);
    let found = found.filter_map(Candidate::from_candidate);
    found.filter(|found| !repeats_value(&typed, &found.word)).collect()
}

/// Whether a candidate repeats a value of a list separated by commas.
fn repeats_value(typed: &str, word: &str) -> bool {
    let list = match typed.split_once('=') {
        Some((flag, list)) if flag.starts_with("--") => list,
        _ => typed,
    };
    let start = typed.len() - list.len();
    let commas = list.match_indices(',').map(|(comma, _)| start + comma + 1);
    let Some(comma) = commas.rev().find(|comma| word.get(..*comma) == Some(&typed[..*comma]))
    else {
        return false;
    };
    let (before, added) = (text::fold(&typed[start..comma]), text::fold(&word[comma..]));
    format!(",{before}").contains(&format!(",{},", added.trim()))
}

impl Candidate {
    fn from_candidate(found: CompletionCandidate) -> Option<Candidate> {
        // Names also match without their control characters.
        let word = text::clean(found.get_value().to_str()?).into_owned();
        let about = found.get_help().map(ToString::to_string).unwrap_or_default();
        let about = text::clean(about.lines().next().unwrap_or_default()).into_owned();
        let about = text::fit(&about, ABOUT_WIDTH).into_owned();
        (!word.is_empty()).then_some(Candidate { word, about })
    }
}
