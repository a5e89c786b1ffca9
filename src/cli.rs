//! The command line as a whole: parse, run, report, exit.

use crate::app;
use crate::commands::{Command, grouped};
use crate::completion;
use crate::error::{self, Effect, Failure, Kind};
use crate::output::Format;
use crate::settings::{Flags, Settings};
use crate::ui::windows_console;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
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
    if settings.jq.is_some() {
        watch_for_interrupt();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(until_interrupted(words, cli.command, settings));
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

/// Listening for Ctrl-C comes first: from here on it ends a question or a walk in good order, and
/// the cursor that a question has hidden comes back.
async fn until_interrupted(
    words: String,
    command: Command,
    settings: Settings,
) -> anyhow::Result<()> {
    let asks = app::ask_of(&settings).is_somebody();
    tokio::select! {
        biased;
        _ = interrupt() => Err(Failure::cancelled().into()),
        () = until_hung_up(asks) => Err(Failure::cancelled().into()),
        outcome = command.run(words, settings, self::command) => outcome,
    }
}

/// Ctrl-C, or on Windows Ctrl-Break.
async fn interrupt() -> io::Result<()> {
    #[cfg(windows)]
    {
        let mut ctrl_break = tokio::signal::windows::ctrl_break()?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = ctrl_break.recv() => Ok(()),
        }
    }
    #[cfg(not(windows))]
    tokio::signal::ctrl_c().await
}

/// A terminal that is closed, or a polite request to end, leaves a question as Ctrl-C does. Where
/// nobody is asked both do what they always do: a run under `nohup` goes on.
#[cfg(unix)]
async fn until_hung_up(asks: bool) {
    use tokio::signal::unix::{SignalKind, signal};
    // Only to listen changes what a signal does.
    if !asks {
        return std::future::pending().await;
    }
    let (Ok(mut hung_up), Ok(mut ended)) =
        (signal(SignalKind::hangup()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = hung_up.recv() => {}
        _ = ended.recv() => {}
    }
}

/// Windows ends the process some seconds after the console is closed, the user logs off or the
/// machine shuts down: until then a run can still end in good order.
#[cfg(windows)]
async fn until_hung_up(_: bool) {
    use tokio::signal::windows::{ctrl_close, ctrl_logoff, ctrl_shutdown};
    let (Ok(mut close), Ok(mut logoff), Ok(mut shutdown)) =
        (ctrl_close(), ctrl_logoff(), ctrl_shutdown())
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = close.recv() => {}
        _ = logoff.recv() => {}
        _ = shutdown.recv() => {}
    }
}

/// A filter may go round in circles, and nothing else of ours is polled meanwhile: then Ctrl-C is
/// heard on a thread of its own. Where the run can end in good order it has the time to.
fn watch_for_interrupt() {
    const GOOD_ORDER: Duration = Duration::from_millis(300);
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(interrupt()).is_ok()) {
            std::thread::sleep(GOOD_ORDER);
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
        if known.is_some_and(|failure| failure.effect != Effect::Nothing) {
            // Everything else that failed has done nothing.
            object["error"]["outcome"] = "unknown".into();
        }
        writeln!(err, "{object}")
    } else {
        writeln!(err, "deals: {error:#}")
            .and_then(|()| hint.map_or(Ok(()), |hint| writeln!(err, "hint: {hint}")))
    };
    ExitCode::from(kind.exit_code())
}
