//! The command line: parses arguments, runs the command, prints errors, and sets the exit code.

mod mistakes;
mod parse_error;
mod start;

pub use mistakes::MISTAKES;

use crate::app::{self, Interrupt};
use crate::commands::{Command, MAX_TERM_WIDTH, with_help_pages};
use crate::completion;
use crate::error::{self, Abridged, Error, ErrorKind, WriteOutcome};
use crate::output::Format;
use crate::output::style::{Color, StreamStyle};
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
use std::mem::ManuallyDrop;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Work with Pipedrive deals from the terminal
///
/// Lists, searches, creates and changes deals. Prints tables and Markdown for people, and JSON, JSON
/// Lines or CSV for programs. Try it without an account: deals --sandbox list
#[derive(Parser, Debug)]
#[command(
    name = "deals",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    override_usage = "deals [FLAGS] <COMMAND>",
    max_term_width = MAX_TERM_WIDTH
)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

/// All manual pages by file name, `deals.1` first.
pub fn manual() -> anyhow::Result<Vec<(String, String)>> {
    crate::commands::manual(command())
}

/// Runs the command in the arguments.
pub fn run() -> ExitCode {
    if let Some(code) = complete() {
        return code;
    }
    windows_console::enable_escape_codes();
    // For errors before the settings are read.
    let output = app::env("DEALS_OUTPUT").ok().flatten().and_then(|word| word.parse().ok());
    let args: Vec<OsString> = std::env::args_os().collect();
    // Not dropped: freeing the definitions of all commands takes a fifth of the startup time.
    let mut program = ManuallyDrop::new(command());
    let mut matches = match program.try_get_matches_from_mut(&args) {
        Ok(matches) => matches,
        Err(error) => return print_parse_result(&error, &args, output),
    };
    let words = command_words(&matches);
    let mistake = mistakes::check_deals(&matches).err();
    let cli = match Cli::from_arg_matches_mut(&mut matches) {
        Ok(cli) => cli,
        Err(error) => return print_parse_result(&error, &args, output),
    };
    let json = prints_json_errors(cli.flags.output.or(output));
    let settings =
        match app::config_file().and_then(|file| Settings::resolve(cli.flags, &app::env, file)) {
            Ok(settings) => settings,
            Err(failure) => return report(&failure.into(), json),
        };
    let json = prints_json_errors(settings.flags.output.or(settings.output));
    if let Some(mistake) = mistake {
        return report(&mistake.into(), json);
    }
    if settings.flags.quiet {
        lock::be_quiet();
    }
    let is_terminal = io::stdout().is_terminal();
    let (words, command) = match cli.command {
        Some(command) => (words, command),
        None if is_terminal && start::shows_today(&settings) => match today_command() {
            Some(command) => ("report".to_owned(), command),
            None => return ExitCode::FAILURE,
        },
        None => {
            let outcome = if is_terminal {
                start::run(&settings)
            } else {
                Err(start::missing_command().into())
            };
            return outcome.map_or_else(|error| report(&error, json), |()| ExitCode::SUCCESS);
        }
    };
    let interrupt = Interrupt::default();
    // Signals do not end the prompt for the token, nor on Windows any prompt.
    let has_blocking_question =
        (cfg!(windows) || words == "auth login") && app::new_prompt(&settings).can_ask();
    if settings.jq.is_some() || has_blocking_question {
        watch_for_interrupt(interrupt.writes(), json);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome =
                runtime.block_on(run_until_interrupted(words, command, settings, interrupt));
            // A write to stdout may still be blocked by a slow reader.
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

/// The command for `report today` with few rows.
fn today_command() -> Option<Command> {
    let rows = start::TODAY_ROWS.to_string();
    let line = ["deals", "report", "today", "--limit", &rows];
    Cli::try_parse_from(line).ok()?.command
}

/// Prints what clap returned instead of matches: help or the version to stdout, or an error to stderr. Help
/// pages are generated only if one is requested.
fn print_parse_result(error: &clap::Error, args: &[OsString], output: Option<Format>) -> ExitCode {
    let json = prints_json_errors(parse_error::output_format(args).or(output));
    let words: Vec<String> = args.iter().map(|arg| arg.to_string_lossy().into()).collect();
    let page = || match with_help_pages(command(), &words).try_get_matches_from(args) {
        Err(page) => page.render(),
        Ok(_) => error.render(),
    };
    match error.kind() {
        clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !json => {
            let text = page();
            let styled = StreamStyle::new(&Term::stderr(), Color::Auto).color;
            let text = if styled { text.ansi().to_string() } else { text.to_string() };
            stdio::lines(text.trim_end(), styled);
            ExitCode::from(ErrorKind::Usage.exit_code())
        }
        _ if error.use_stderr() => {
            report(&parse_error::from_clap(error, &command(), args).into(), json)
        }
        kind => {
            let is_help = kind == clap::error::ErrorKind::DisplayHelp;
            let text = if is_help { page() } else { error.render() };
            match app::print_styled(&text, Color::Auto) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => report(&error, json),
            }
        }
    }
}

/// The name of the command, with its verb if it has one: `followers add`.
fn command_words(matches: &ArgMatches) -> String {
    let mut words = Vec::new();
    let mut at = matches.subcommand();
    while let Some((word, inner)) = at {
        words.push(word);
        at = inner.subcommand();
    }
    words.join(" ")
}

/// Prints completion candidates, before anything else is set up.
fn complete() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    words.next().filter(|word| word == completion::WORD)?;
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    lock::be_quiet();
    // The shell may have closed the pipe.
    let _ = app::print_text(&completion::complete(&words, command));
    Some(ExitCode::SUCCESS)
}

/// Listens for signals before the command runs, so that they end a prompt or a list cleanly and a hidden
/// cursor is restored. Waits for a write in progress; a second signal ends the run at once.
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
        outcome = &mut run => return match outcome {
            Err(error) if error_kind(&error) == ErrorKind::Canceled => {
                Err(override_kind_by_signal(error, &mut signals).await)
            }
            outcome => outcome,
        },
    };
    interrupt.raise(signal);
    if !interrupt.is_writing() {
        return Err(signal.to_error().into());
    }
    tokio::select! {
        biased;
        signal = signals.next() => {
            let failure = signal.to_error().hint("check what was done with `deals log --check`");
            Err(Error { effect: WriteOutcome::Unknown, ..failure }.into())
        }
        outcome = &mut run => outcome.map_err(|error| signal.override_kind(error)),
    }
}

/// A signal may end a blocking wait for a lock or a key: it then decides the exit code.
async fn override_kind_by_signal(error: anyhow::Error, signals: &mut Signals) -> anyhow::Error {
    /// Signals are received only after the wait, and that of a closed terminal may come after its end.
    const SIGNAL_WAIT: Duration = Duration::from_millis(100);
    let received = tokio::time::timeout(SIGNAL_WAIT, signals.next()).await;
    match received.ok().or_else(signals::requested) {
        Some(signal) => signal.override_kind(error),
        None => error,
    }
}

/// Listens for signals on a separate thread, because a jq filter may loop forever and block the runtime.
/// Prompts block too, and on Windows no signal ends them. Before the exit, the run has `EXIT_GRACE` to
/// end cleanly.
#[expect(clippy::exit, reason = "nothing else can end a jq filter that loops")]
fn watch_for_interrupt(writes: Arc<AtomicU32>, json: bool) {
    const EXIT_GRACE: Duration = Duration::from_millis(300);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        let Ok(runtime) = runtime else { return };
        let signal = runtime.block_on(async { Signals::listen().next().await });
        std::thread::sleep(EXIT_GRACE);
        // Wait for a write in progress, whose outcome is then reported.
        while writes.load(Ordering::Relaxed) > 0 {
            std::thread::sleep(EXIT_GRACE);
        }
        keyboard::restore();
        let failure = signal.to_error();
        let code = failure.kind.exit_code();
        report(&failure.into(), json);
        std::process::exit(code.into());
    });
}

/// Whether errors are printed as JSON: stdout is not a terminal, and the output is JSON.
fn prints_json_errors(output: Option<Format>) -> bool {
    let format = output.unwrap_or(Format::Json);
    !io::stdout().is_terminal() && matches!(format, Format::Json | Format::Ndjson)
}

/// Prints the error to stderr, and returns the exit code.
fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    if error::is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    // The differences were already printed.
    if error_kind(error) != ErrorKind::Different {
        let text = if json { format_json(error) } else { stdio::wrap(format_text(error)) };
        stdio::lines(text, false);
    }
    ExitCode::from(error_kind(error).exit_code())
}

fn error_kind(error: &anyhow::Error) -> ErrorKind {
    error::from_anyhow(error).map_or(ErrorKind::Unexpected, |failure| failure.kind)
}

/// Formats an error as text: the message, and the hint on its own line.
pub(crate) fn format_text(error: &anyhow::Error) -> String {
    let message = stdio::message_lines(&format!("deals: {error:#}"));
    match error::from_anyhow(error).and_then(|failure| failure.hint.as_deref()) {
        Some(hint) => format!("{message}\nhint: {}", text::clean(hint)),
        None => message,
    }
}

/// Formats an error as one JSON object, with more of a long error text from Pipedrive.
pub(crate) fn format_json(error: &anyhow::Error) -> String {
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
    fn every_command_declares_its_coverage() {
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
    fn every_argument_declares_the_kind_of_its_value() {
        // Value names without candidates.
        const PLAIN: &str = "EXPR N URL SECS CURSOR TERM TITLE TEXT AMOUNT PERCENT LEVEL \
            JSON CONVERSION ROW KEY=VALUE KEY=JSON COMMAND DATE|REAL PORT MS TOKENS WHEN=WHAT COMPANY ENTRY DURATION \
            SYSTEM HEADING=FIELD COLUMN WORD COLUMN:WORD=VALUE ORDER MARK ENCODING ZONE";
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
    fn a_number_out_of_range_is_an_error_with_the_name_of_its_flag() {
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
