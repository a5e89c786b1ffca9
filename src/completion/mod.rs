//! What a shell may offer at the cursor: `deals __complete SHELL …`, which the scripts of
//! [`Shell::script`] call at every TAB. It knows the command line and whatever an earlier run has
//! left on the disk; it makes no request, and says nothing where nothing is known.
//!
//! The engine of clap_complete finds out what the cursor is at. Its scripts are not used: they put
//! words with spaces back without quotes.

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

/// How wide a description may be; the shells cut it to the terminal themselves.
const ABOUT_WIDTH: usize = 72;

/// A word that fits, and what it stands for.
struct Candidate {
    word: String,
    about: String,
}

/// The answer to a call for candidates, `args` being what followed [`WORD`].
pub fn answer(args: &[String], program: fn() -> clap::Command) -> String {
    match args {
        [shell, line, how @ ..] if shell == "bash" => bash(line, how, program),
        [_, index, words @ ..] => lines(index, words, program),
        _ => String::new(),
    }
}

/// For bash, which hands over the line up to the cursor, the characters that break words for it,
/// the kind of completion, the terminal's width and the rest of the line, and puts in as they are
/// the lines it gets.
fn bash(line: &str, how: &[String], program: fn() -> clap::Command) -> String {
    let said = |at: usize| how.get(at).map(String::as_str).unwrap_or_default();
    let mut words = line::words(line, said(0));
    let assignments = words.iter().take_while(|word| word.text.contains('=')).count();
    words.drain(..assignments.min(words.len() - 1));
    let Some(typed) = words.last().cloned() else {
        return String::new();
    };
    let texts = words.into_iter().map(|word| word.text).collect();
    let after = line::words(said(3), "").into_iter().map(|word| word.text).collect();
    let found = candidates(texts, after, program);
    let put = |candidate: &Candidate| {
        Some((typed.complete_line(&candidate.word)?, candidate.about.clone()))
    };
    let rows: Vec<(String, String)> = found.iter().filter_map(put).collect();
    // 63 is a `?`: bash lists and puts in nothing, so there is room for a description.
    if said(1) == "63" && rows.len() > 1 {
        return format_columns(&rows, said(2).parse().unwrap_or(80));
    }
    rows.into_iter().fold(String::new(), |mut out, (word, _)| {
        out.push_str(&word);
        out.push('\n');
        out
    })
}

/// Words with their descriptions, in two columns.
fn format_columns(rows: &[(String, String)], columns: usize) -> String {
    let widest = rows.iter().map(|(word, _)| text::width(word)).max().unwrap_or_default();
    let mut out = String::new();
    for (word, about) in rows {
        let room = " ".repeat(widest - text::width(word));
        let line = if about.is_empty() { word.clone() } else { format!("{word}{room}  ({about})") };
        // A write into a string does not fail.
        let _ = writeln!(out, "{}", text::fit(&line, columns.saturating_sub(2).max(10)));
    }
    out
}

/// For the others, which hand over the words and the place of the one at the cursor, and quote what
/// they get by themselves: a word and its description a line, a tab between.
fn lines(index: &str, words: &[String], program: fn() -> clap::Command) -> String {
    let Ok(index) = index.parse::<usize>() else {
        return String::new();
    };
    let mut words: Vec<String> = words.iter().map(|word| line::unquote(word)).collect();
    // Some shells leave out an empty word.
    words.resize(words.len().max(index + 1), String::new());
    let after = words.split_off(index + 1);
    candidates(words, after, program).into_iter().fold(String::new(), |mut out, found| {
        let _ = writeln!(out, "{}\t{}", found.word, found.about);
        out
    })
}

/// What the last of the words may be; `after` are those behind the cursor.
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
    let mut found: Vec<Candidate> =
        found.into_iter().filter_map(Candidate::from_candidate).collect();
    // Whoever has typed nothing yet means a word before a flag, if there is one.
    if typed.is_empty() && found.iter().any(|found| !found.word.starts_with('-')) {
        found.retain(|found| !found.word.starts_with('-'));
    }
    found
}

impl Candidate {
    fn from_candidate(found: CompletionCandidate) -> Option<Candidate> {
        // What a shell's terminal would obey is left out: names are found without it too.
        let word = text::clean(found.get_value().to_str()?).into_owned();
        let about = found.get_help().map(ToString::to_string).unwrap_or_default();
        let about = text::clean(about.lines().next().unwrap_or_default()).into_owned();
        let about = text::fit(&about, ABOUT_WIDTH).into_owned();
        (!word.is_empty()).then_some(Candidate { word, about })
    }
}
