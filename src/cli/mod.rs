//! The command line as a whole: parse, run, report, exit.

mod parse_error;

use crate::app::{self, Interrupt};
use crate::commands::{Command, group_commands};
use crate::completion;
use crate::error::{self, Abridged, Error, ErrorKind, WriteOutcome};
use crate::output::Format;
use crate::output::style::{Colour, StreamStyle};
use crate::settings::{Flags, Settings};
use crate::store::lock;
use crate::text;
use crate::ui::keyboard;
use crate::ui::signals::{self, Signals};
use crate::ui::stdio;
use crate::ui::windows_console;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use console::Term;
use serde_json::json;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Work with Pipedrive deals from the terminal
///
/// Lists, finds, creates and changes deals; prints tables for people and JSON, JSON Lines or CSV
/// for programs. Try it without an account: deals --sandbox list
#[derive(Parser, Debug)]
#[command(
    name = "deals",
    version,
    propagate_version = false,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

/// The whole command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Every page of the manual by its file name, `deals.1` first.
pub fn manual() -> anyhow::Result<Vec<(String, String)>> {
    crate::commands::manual(command())
}

/// Runs what the arguments ask for.
pub fn run() -> ExitCode {
    if let Some(code) = complete() {
        return code;
    }
    windows_console::enable_escape_codes();
    // For what is wrong before the settings are read.
    let output = app::env("DEALS_OUTPUT").ok().flatten().and_then(|word| word.parse().ok());
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut matches = match group_commands(command()).try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => return not_run(&error, &args, output),
    };
    let words = command_words(&matches);
    let cli = match Cli::from_arg_matches_mut(&mut matches) {
        Ok(cli) => cli,
        Err(error) => return not_run(&error, &args, output),
    };
    let json = speaks_json(cli.flags.output.or(output));
    let settings =
        match app::config_file().and_then(|file| Settings::resolve(cli.flags, &app::env, file)) {
            Ok(settings) => settings,
            Err(failure) => return report(&failure.into(), json),
        };
    let json = speaks_json(settings.flags.output.or(settings.output));
    if settings.flags.quiet {
        lock::be_quiet();
    }
    let interrupt = Interrupt::default();
    // No signal ends the wait for the line with the token, nor on Windows the wait for any answer.
    let has_blocking_question =
        (cfg!(windows) || words == "auth login") && app::new_prompt(&settings).can_ask();
    if settings.jq.is_some() || has_blocking_question {
        watch_for_interrupt(interrupt.writes(), json);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome =
                runtime.block_on(run_until_interrupted(words, cli.command, settings, interrupt));
            // Whoever gave up on a reader that does not read does not wait for it after all.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error, json),
    }
}

/// Prints what clap has instead of a command: help or the version to stdout, which may fail, or what
/// is wrong with the command line to stderr.
fn not_run(error: &clap::Error, args: &[OsString], output: Option<Format>) -> ExitCode {
    let json = speaks_json(parse_error::output_format(args).or(output));
    match error.kind() {
        clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !json => {
            let text = error.render();
            let styled = StreamStyle::new(&Term::stderr(), Colour::Auto).colour;
            let text = if styled { text.ansi().to_string() } else { text.to_string() };
            stdio::lines(text.trim_end(), styled);
            ExitCode::from(ErrorKind::Usage.exit_code())
        }
        _ if error.use_stderr() => {
            report(&parse_error::from_clap(error, &command(), args).into(), json)
        }
        _ => match app::print_styled(&error.render(), Colour::Auto) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => report(&error, json),
        },
    }
}

/// The command's name, with its verb where it has one: `followers add`.
fn command_words(matches: &ArgMatches) -> String {
    let mut words = Vec::new();
    let mut at = matches.subcommand();
    while let Some((word, inner)) = at {
        words.push(word);
        at = inner.subcommand();
    }
    words.join(" ")
}

/// Answers a shell that asks what may stand at the cursor, before anything else is set up.
fn complete() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    words.next().filter(|word| word == completion::WORD)?;
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    lock::be_quiet();
    // A shell that has gone does not mind.
    let _ = app::print_text(&completion::answer(&words, command));
    Some(ExitCode::SUCCESS)
}

/// Listening for signals comes first: from here on they end a question or a walk in good order, and
/// the cursor that a question has hidden comes back. A write that is under way is waited for, and a
/// second signal ends the run at once.
async fn run_until_interrupted(
    words: String,
    command: Command,
    settings: Settings,
    interrupt: Interrupt,
) -> anyhow::Result<()> {
    let mut signals = Signals::listen();
    let mut run = pin!(command.run(words, settings, interrupt.clone(), self::command));
    let signal = tokio::select! {
        biased;
        signal = signals.next() => signal,
        outcome = &mut run => return outcome.map_err(by_signal),
    };
    interrupt.raise(signal);
    if !interrupt.is_writing() {
        return Err(signal.failure().into());
    }
    tokio::select! {
        biased;
        signal = signals.next() => {
            let failure = signal.failure().hint("check what was done with `deals log --check`");
            Err(Error { effect: WriteOutcome::Unknown, ..failure }.into())
        }
        outcome = &mut run => outcome.map_err(|error| signal.stamp(error)),
    }
}

/// A wait for a lock ends without the runtime: the signal that ended it decides the exit code.
fn by_signal(error: anyhow::Error) -> anyhow::Error {
    if error_kind(&error) != ErrorKind::Cancelled {
        return error;
    }
    match signals::requested() {
        Some(signal) => signal.stamp(error),
        None => error,
    }
}

/// A filter may go round in circles, and nothing else of ours is polled meanwhile: then Ctrl-C is
/// heard on a thread of its own. Where the run can end in good order it has the time to. Some questions
/// block as well.
#[expect(clippy::exit, reason = "nothing else can end a jq filter that loops")]
fn watch_for_interrupt(writes: Arc<AtomicU32>, json: bool) {
    const GOOD_ORDER: Duration = Duration::from_millis(300);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        let Ok(runtime) = runtime else { return };
        let signal = runtime.block_on(async { Signals::listen().next().await });
        std::thread::sleep(GOOD_ORDER);
        // A write that is under way is waited for, and then said what became of it.
        while writes.load(Ordering::Relaxed) > 0 {
            std::thread::sleep(GOOD_ORDER);
        }
        keyboard::restore();
        let failure = signal.failure();
        let code = failure.kind.exit_code();
        report(&failure.into(), json);
        std::process::exit(code.into());
    });
}

/// Whether the reader of our output is a program that takes JSON.
fn speaks_json(output: Option<Format>) -> bool {
    let format = output.unwrap_or(Format::Json);
    !io::stdout().is_terminal() && matches!(format, Format::Json | Format::Ndjson)
}

/// Says on stderr why the run stopped, and gives the exit status.
fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    if error::is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    stdio::lines(if json { in_json(error) } else { in_words(error) }, false);
    ExitCode::from(error_kind(error).exit_code())
}

fn error_kind(error: &anyhow::Error) -> ErrorKind {
    error::from_anyhow(error).map_or(ErrorKind::Unexpected, |failure| failure.kind)
}

/// An error for a person: what happened, and on a line of its own what to do.
pub(crate) fn in_words(error: &anyhow::Error) -> String {
    let message = stdio::message_lines(&format!("deals: {error:#}"));
    match error::from_anyhow(error).and_then(|failure| failure.hint.as_deref()) {
        Some(hint) => format!("{message}\nhint: {}", text::clean(hint)),
        None => message,
    }
}

/// An error for a program: one JSON object. A long text of Pipedrive's is longer here.
pub(crate) fn in_json(error: &anyhow::Error) -> String {
    let known = error::from_anyhow(error);
    let kind = error_kind(error);
    let mut message = format!("{error:#}");
    if let Some(Abridged { short, long }) = known.and_then(|failure| failure.abridged.as_deref()) {
        message = message.replacen(short, long, 1);
    }
    let mut object = json!({"error": {
        "code": kind.code(),
        "exit": kind.exit_code(),
        "status": known.and_then(|failure| failure.status),
        "message": message,
        "hint": known.and_then(|failure| failure.hint.as_deref()),
        "endpoint": known.and_then(|failure| failure.endpoint.as_deref()),
    }});
    let outcome = match known.map_or(WriteOutcome::Nothing, |failure| failure.effect) {
        WriteOutcome::Nothing => None,
        WriteOutcome::NotDone => Some("not_done"),
        WriteOutcome::Done => Some("done"),
        WriteOutcome::Unknown => Some("unknown"),
    };
    if let Some(outcome) = outcome {
        object["error"]["outcome"] = outcome.into();
    }
    if let Some(bulk) = known.and_then(|failure| failure.bulk.as_deref()) {
        object["error"]["deals"] = bulk.clone();
    }
    object.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Coverage;
    use crate::model::arg::ArgKind;
    use clap::error::ErrorKind;

    /// Every argument that takes a value, with the words of its command.
    fn arguments() -> Vec<(Vec<String>, clap::Arg)> {
        fn walk(
            words: &[String],
            command: &clap::Command,
            all: &mut Vec<(Vec<String>, clap::Arg)>,
        ) {
            let takes = |arg: &&clap::Arg| arg.get_action().takes_values();
            all.extend(
                command.get_arguments().filter(takes).map(|arg| (words.to_vec(), arg.clone())),
            );
            for inner in command.get_subcommands() {
                walk(&[words, &[inner.get_name().to_owned()]].concat(), inner, all);
            }
        }
        let mut all = Vec::new();
        walk(&["deals".to_owned()], &command(), &mut all);
        all
    }

    #[test]
    fn every_command_says_what_it_covers() {
        fn walk(command: &clap::Command, words: &str, lacking: &mut Vec<String>) {
            let coverage = command.get::<Coverage>();
            if matches!(coverage, Some(Coverage::Nothing)) {
                return;
            }
            if coverage.is_none() && !command.has_subcommands() {
                lacking.push(words.to_owned());
            }
            for child in command.get_subcommands() {
                walk(child, &format!("{words} {}", child.get_name()), lacking);
            }
        }
        let mut lacking = Vec::new();
        walk(&command(), "deals", &mut lacking);
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    #[test]
    fn every_argument_that_names_something_says_what() {
        // What a value is called that is no name of anything.
        const PLAIN: &str = "EXPR N URL SECS CURSOR TIME TERM TITLE TEXT AMOUNT PERCENT DATE LEVEL \
            JSON CONVERSION ROW KEY=VALUE KEY=JSON COMMAND VALUE DATE|REAL PORT MS TOKENS WHEN=WHAT COMPANY ENTRY";
        let plain: Vec<&str> = PLAIN.split_whitespace().collect();
        for (words, arg) in arguments() {
            let names = arg.get_value_names().map(|names| names.join(" ").to_uppercase());
            let name = names.unwrap_or_else(|| arg.get_id().as_str().to_uppercase());
            let is_fixed = !arg.get_possible_values().is_empty();
            let is_bound = arg.get::<ArgKind>().is_some();
            let is_plain = is_fixed || plain.contains(&name.as_str());
            assert_ne!(is_bound, is_plain, "{}: {name}", words.join(" "));
        }
    }

    #[test]
    fn a_value_that_is_no_number_or_out_of_range_is_refused_by_the_name_of_its_flag() {
        let mut numbers = 0;
        for (words, arg) in arguments() {
            let Some(long) = arg.get_long() else { continue };
            for text in ["x", "-1", "0", "99999999999999999999999"] {
                let line = words.iter().cloned().chain([format!("--{long}"), text.to_owned()]);
                let Err(error) = command().try_get_matches_from(line) else { continue };
                let message = error.to_string();
                let takes_number = arg.get_value_names().is_some_and(|names| {
                    ["N", "SECS", "MS", "TOKENS", "ROW", "PORT"].contains(&names[0].as_str())
                });
                assert!(!takes_number || error.kind() != ErrorKind::UnknownArgument, "{message}");
                for rust in ["not in ", "invalid digit", "invalid float", "too large to fit"] {
                    assert!(!message.contains(rust), "{message}");
                }
                if arg.get_possible_values().is_empty()
                    && error.kind() == ErrorKind::ValueValidation
                {
                    let begins = format!("error: --{long} must ");
                    let large = format!("error: --{long} is too large ");
                    assert!(
                        message.starts_with(&begins)
                            || message.starts_with(&large)
                            || arg.get_value_names().is_some_and(|names| names == ["WHEN=WHAT"]),
                        "{message}"
                    );
                    numbers += 1;
                }
            }
        }
        assert!(numbers > 50, "{numbers}");
    }
}
