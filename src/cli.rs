//! The command line as a whole: parse, run, report, exit.

use crate::app::{self, Interrupt, Signals};
use crate::commands::{Command, grouped};
use crate::completion;
use crate::error::{self, Effect, Failure, Kind};
use crate::output::Format;
use crate::settings::{Flags, Settings};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use serde_json::json;
use std::io::{self, IsTerminal, Write};
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
    let mut matches = grouped(command()).get_matches();
    let words = words_of(&matches);
    let cli = Cli::from_arg_matches_mut(&mut matches).unwrap_or_else(|error| error.exit());
    // For what is wrong before the settings are read.
    let output = app::env("DEALS_OUTPUT").and_then(|word| word.parse().ok());
    let json = speaks_json(&cli.flags, output);
    let settings =
        match app::config_file().and_then(|file| Settings::resolve(cli.flags, &app::env, file)) {
            Ok(settings) => settings,
            Err(failure) => return report(&failure.into(), json),
        };
    let json = speaks_json(&settings.flags, settings.output);
    let interrupt = Interrupt::default();
    if settings.jq.is_some() {
        watch_for_interrupt(interrupt.writes());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(until_interrupted(words, cli.command, settings, interrupt));
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

/// The command's name, with its verb where it has one: `followers add`.
fn words_of(matches: &ArgMatches) -> String {
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
    // A shell that has gone does not mind.
    let _ = app::print_text(&completion::answer(&words, command));
    Some(ExitCode::SUCCESS)
}

/// Listening for signals comes first: from here on they end a question or a walk in good order, and
/// the cursor that a question has hidden comes back. A write that is under way is waited for, and a
/// second signal ends the run at once.
async fn until_interrupted(
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
        outcome = &mut run => return outcome,
    };
    interrupt.raise(signal);
    if !interrupt.is_writing() {
        return Err(signal.failure().into());
    }
    tokio::select! {
        biased;
        signal = signals.next() => {
            let failure = signal.failure().hint("check what was done with `deals log --check`");
            Err(Failure { effect: Effect::Unknown, ..failure }.into())
        }
        outcome = &mut run => outcome.map_err(|error| signal.stamp(error)),
    }
}

/// A filter may go round in circles, and nothing else of ours is polled meanwhile: then Ctrl-C is
/// heard on a thread of its own. Where the run can end in good order it has the time to.
fn watch_for_interrupt(writes: Arc<AtomicU32>) {
    const GOOD_ORDER: Duration = Duration::from_millis(300);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            std::thread::sleep(GOOD_ORDER);
            // A write that is under way is waited for, and then said what became of it.
            while writes.load(Ordering::Relaxed) > 0 {
                std::thread::sleep(GOOD_ORDER);
            }
            std::process::exit(Kind::Cancelled.exit_code().into());
        }
    });
}

/// Whether the reader of our output is a program that takes JSON.
fn speaks_json(flags: &Flags, output: Option<Format>) -> bool {
    let format = flags.output.or(output).unwrap_or(Format::Json);
    !io::stdout().is_terminal() && matches!(format, Format::Json | Format::Ndjson)
}

/// Says on stderr why the run stopped, and gives the exit status.
fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    if error::is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let known = error::of(error);
    let kind = known.map_or(Kind::Unexpected, |failure| failure.kind);
    let hint = known.and_then(|failure| failure.hint.as_deref());
    let mut err = io::stderr();
    // Nothing can be said about a stderr that does not take it; the exit status still speaks.
    let _ = if json {
        let mut object = json!({"error": {
            "code": kind.code(),
            "exit": kind.exit_code(),
            "status": known.and_then(|failure| failure.status),
            "message": format!("{error:#}"),
            "hint": hint,
            "endpoint": known.and_then(|failure| failure.endpoint.as_deref()),
        }});
        let outcome = match known.map_or(Effect::Nothing, |failure| failure.effect) {
            Effect::Nothing => None,
            Effect::NotDone => Some("not_done"),
            Effect::Done => Some("done"),
            Effect::Unknown | Effect::Underway => Some("unknown"),
        };
        if let Some(outcome) = outcome {
            object["error"]["outcome"] = outcome.into();
        }
        if let Some(bulk) = known.and_then(|failure| failure.bulk.as_deref()) {
            object["error"]["deals"] = bulk.clone();
        }
        writeln!(err, "{object}")
    } else {
        writeln!(err, "deals: {error:#}")
            .and_then(|()| hint.map_or(Ok(()), |hint| writeln!(err, "hint: {hint}")))
    };
    ExitCode::from(kind.exit_code())
}
