//! The start page, printed by `deals` without a command: the account, and commands to start with.

use crate::app;
use crate::error::Error;
use crate::help_topics::{self, MAX_WIDTH, Part};
use crate::settings::Settings;

/// Commands to start with.
const COMMANDS: [(&str, &str); 5] = [
    ("list --status open", "List open deals"),
    ("search roof", "Search deals by title and notes"),
    ("get 1", "Show a deal"),
    ("create", "Create a deal by answering questions"),
    ("edit 1", "Change a deal in your editor"),
];

/// Number of rows of `report today` that `deals` without a command prints.
pub const TODAY_ROWS: usize = 10;

/// Whether the setting `home` is `today`, and an account is set up.
pub fn shows_today(settings: &Settings) -> bool {
    let has_account =
        || settings.sandbox || matches!(settings.token_origin(&app::env), Ok(Some(_)));
    settings.shows_today && has_account()
}

/// Prints the start page.
pub fn run(settings: &Settings) -> anyhow::Result<()> {
    let width = app::terminal_width().map_or(MAX_WIDTH, |width| width.min(MAX_WIDTH));
    let page = help_topics::render(parts(settings)?, width, width / 2);
    app::print_text(page.trim_start())
}

fn parts(settings: &Settings) -> Result<Vec<Part>, Error> {
    let host = settings.base.host();
    let (account, is_demo) = match settings.token_origin(&app::env)? {
        _ if settings.sandbox => ("the sandbox, an embedded demo company".to_owned(), true),
        Some(origin) => (format!("{host} (token from {origin})"), false),
        None => ("not set up (run `deals auth login`)".to_owned(), true),
    };
    // If DEALS_SANDBOX is set, the commands need no flag.
    let is_implied = settings.sandbox && !settings.flags.sandbox;
    let program = if is_demo && !is_implied { "deals --sandbox" } else { "deals" };
    let is_offer = is_demo && !settings.sandbox;
    let sandbox = if is_offer { ", in the sandbox with its embedded demo company" } else { "" };
    let line = |(command, about): (&str, &str)| (format!("{program} {command}"), about.to_owned());
    Ok(vec![
        Part::Text(
            "Work with Pipedrive deals from the terminal: list, search, create, change".into(),
        ),
        Part::Text(format!("Account: {account}")),
        Part::Heading(format!("Commands to start with{sandbox}")),
        Part::Terms(COMMANDS.map(line).to_vec()),
        Part::Text("All commands: deals --help".into()),
        Part::Text("Flags that all commands share: deals help flags".into()),
    ])
}

/// The error of a run without a command whose stdout is not a terminal.
pub fn missing_command() -> Error {
    Error::usage("missing command").hint("`deals --help` lists the commands")
}
