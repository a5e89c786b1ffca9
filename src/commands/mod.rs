//! One file per command. To add a command, add a file, a variant of [`Command`] and its match arms.

mod api;
mod apply;
mod auth;
mod board;
mod changelog;
mod completions;
mod config;
mod convert;
mod create;
mod delete;
mod diff;
mod discounts;
mod duplicate;
mod edit;
mod export;
mod files;
mod filter;
mod flow;
mod followers;
mod get;
mod help;
mod history;
mod import;
mod limits;
mod list;
mod log;
mod lookups;
mod mail;
mod man;
mod merge;
mod open;
mod participants;
mod permitted_users;
mod report;
mod sandbox;
mod search;
mod summary;
mod timeline;
mod transition;
mod undo;
mod update;
mod watch;

pub use help::{GROUPS, MAX_TERM_WIDTH, is_change, with_help_pages};
pub use man::pages as manual;

use crate::api::endpoints::Endpoint;
use crate::app::{self, App, Columns, Interrupt};
use crate::model::field::{Field, FieldKind, column};
use crate::model::names::{Lookup, Names};
use crate::ops::conditions::{self, WhereArgs};
use crate::ops::listing::ListSpec;
use crate::settings::Settings;
use crate::ui::stdio;
use clap::builder::{ArgExt, CommandExt};
use serde_json::{Value, json};
use std::fmt;

#[derive(clap::Subcommand, Debug)]
pub enum Command {
    List(list::ListArgs),
    Get(get::GetArgs),
    Search(search::SearchArgs),
    Open(open::OpenArgs),
    Export(export::ExportArgs),
    Diff(diff::DiffArgs),
    Watch(watch::WatchArgs),
    Create(create::CreateArgs),
    Import(import::ImportArgs),
    Update(update::UpdateArgs),
    Edit(edit::EditArgs),
    Move(transition::MoveArgs),
    Win(transition::WinArgs),
    Lose(transition::LoseArgs),
    Reopen(transition::ReopenArgs),
    Archive(transition::ArchiveArgs),
    Unarchive(transition::UnarchiveArgs),
    Delete(delete::DeleteArgs),
    Duplicate(duplicate::DuplicateArgs),
    Merge(merge::MergeArgs),
    Convert(convert::ConvertArgs),
    Followers(followers::FollowersArgs),
    Participants(participants::ParticipantsArgs),
    Discounts(discounts::DiscountsArgs),
    Files(files::FilesArgs),
    Mail(mail::MailArgs),
    Flow(flow::FlowArgs),
    Changelog(changelog::ChangelogArgs),
    History(history::HistoryArgs),
    PermittedUsers(permitted_users::PermittedUsersArgs),
    Summary(summary::SummaryArgs),
    Timeline(timeline::TimelineArgs),
    Report(report::ReportArgs),
    Board(board::BoardArgs),
    Fields(lookups::FieldsArgs),
    Pipelines(lookups::PipelinesArgs),
    Stages(lookups::StagesArgs),
    Users(lookups::UsersArgs),
    Filters(lookups::FiltersArgs),
    Currencies(lookups::CurrenciesArgs),
    Api(api::ApiArgs),
    Auth(auth::AuthArgs),
    Config(config::ConfigArgs),
    Limits(limits::LimitsArgs),
    Apply(apply::ApplyArgs),
    Log(log::LogArgs),
    Undo(undo::UndoArgs),
    Redo(undo::RedoArgs),
    Sandbox(sandbox::SandboxArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(help::HelpArgs),
}

/// The endpoints that a command or a flag covers: `#[command(add = Coverage::Endpoint(&GET_DEAL))]`. A
/// test fails for a command without one, unless its parent covers nothing.
#[derive(Debug, Clone, Copy)]
pub enum Coverage {
    Endpoint(&'static Endpoint),
    Nothing,
}

impl CommandExt for Coverage {}
impl ArgExt for Coverage {}

/// The endpoints that the commands and their flags cover, in the order of the commands. If an endpoint
/// has several, the first is the main one.
fn covered_endpoints(program: &clap::Command) -> Vec<(&'static Endpoint, String)> {
    let mut found = Vec::new();
    cover(program, program.get_name(), &mut found);
    found
}

fn cover(command: &clap::Command, words: &str, found: &mut Vec<(&'static Endpoint, String)>) {
    // A group may also accept the arguments of its default subcommand.
    let is_group = command.has_subcommands();
    if let (false, Some(Coverage::Endpoint(endpoint))) = (is_group, command.get()) {
        found.push((endpoint, words.to_owned()));
    }
    for arg in command.get_arguments() {
        if let (Some(Coverage::Endpoint(endpoint)), Some(long)) = (arg.get(), arg.get_long()) {
            found.push((endpoint, format!("{words} --{long}")));
        }
    }
    for child in command.get_subcommands() {
        cover(child, &format!("{words} {}", child.get_name()), found);
    }
}

impl Command {
    /// Runs the command, whose name is `words`; `program` builds the whole command line, for help and
    /// manual pages.
    pub async fn run(
        self,
        words: String,
        settings: Settings,
        interrupt: Interrupt,
        program: fn() -> clap::Command,
    ) -> anyhow::Result<()> {
        match self {
            Command::Auth(args) => auth::run(settings, args).await,
            Command::Config(args) => config::run(&settings, args),
            Command::Sandbox(args) => sandbox::run(&settings, args).await,
            Command::Completions(args) => completions::run(&settings, args),
            Command::Man(args) => man::run(&settings, args, program()),
            Command::Help(args) => help::run(&settings, args, program()),
            Command::Diff(args) if args.is_offline() => diff::run_offline(&settings, args),
            Command::Api(args) if args.is_list() => api::list(&settings, &program()),
            command if wants_fields(&settings) => match command.sheet() {
                Some(sheet) => list_fields(&settings, sheet.fields()),
                None => list_deal_fields(settings, words, interrupt).await,
            },
            command if command.conditions().is_some_and(WhereArgs::wants_help) => {
                list_condition_fields(settings, words, interrupt).await
            }
            deals => {
                let mut settings = settings;
                settings.needs_token = deals.needs_token();
                let app = App::new(settings, words, interrupt)?;
                let outcome = app.refresh_after_refusal(deals.run_on(&app).await).await;
                app.print_cost();
                app.store_recent();
                app.add_writes_to_error(outcome)
            }
        }
    }

    /// Whether the command uses an account, and not only files.
    fn needs_token(&self) -> bool {
        !matches!(self, Command::Report(args) if args.reads_file())
    }

    /// The columns of a command that does not print deals.
    fn sheet(&self) -> Option<&'static ListSpec> {
        Some(match self {
            Command::Followers(args) => args.sheet(),
            Command::Participants(args) => args.sheet(),
            Command::Discounts(args) => args.sheet(),
            Command::Files(_) => files::sheet(),
            Command::Mail(_) => mail::sheet(),
            Command::Flow(_) => flow::sheet(),
            Command::Changelog(_) => changelog::sheet(),
            Command::PermittedUsers(_) => permitted_users::sheet(),
            Command::Fields(_) => &lookups::FIELDS,
            Command::Pipelines(_) => &lookups::PIPELINES,
            Command::Stages(_) => &lookups::STAGES,
            Command::Users(_) => &lookups::USERS,
            Command::Filters(_) => &lookups::FILTERS,
            Command::Currencies(_) => &lookups::CURRENCIES,
            Command::Watch(_) => watch::WatchArgs::sheet(),
            _ => return None,
        })
    }

    /// The conditions of a command that has --where.
    fn conditions(&self) -> Option<&WhereArgs> {
        Some(match self {
            Command::List(args) => &args.conditions,
            Command::Export(args) => &args.conditions,
            Command::Watch(args) => &args.conditions,
            Command::Report(args) => &args.conditions,
            Command::Board(args) => &args.conditions,
            Command::Update(args) => &args.selection.conditions,
            Command::Edit(args) => &args.deals.selection.conditions,
            Command::Move(args) => &args.selection.conditions,
            Command::Win(args) => &args.deals.selection.conditions,
            Command::Lose(args) => &args.deals.selection.conditions,
            Command::Reopen(args) => &args.deals.selection.conditions,
            Command::Archive(args) => &args.deals.selection.conditions,
            Command::Unarchive(args) => &args.deals.selection.conditions,
            Command::Delete(args) => &args.deals.selection.conditions,
            Command::Duplicate(args) => &args.deals.selection.conditions,
            _ => return None,
        })
    }

    /// Runs a command that sends requests.
    async fn run_on(self, app: &App) -> anyhow::Result<()> {
        match self {
            Command::List(args) => list::run(app, args).await,
            Command::Get(args) => get::run(app, args).await,
            Command::Search(args) => search::run(app, args).await,
            Command::Open(args) => open::run(app, args).await,
            Command::Export(args) => export::run(app, args).await,
            Command::Diff(args) => diff::run(app, args).await,
            Command::Watch(args) => watch::run(app, args).await,
            Command::Create(args) => create::run(app, args).await,
            Command::Import(args) => import::run(app, args).await,
            Command::Update(args) => update::run(app, args).await,
            Command::Edit(args) => edit::run(app, args).await,
            Command::Move(args) => transition::to_stage(app, args).await,
            Command::Win(args) => transition::win(app, args).await,
            Command::Lose(args) => transition::lose(app, args).await,
            Command::Reopen(args) => transition::reopen(app, args).await,
            Command::Archive(args) => transition::archive(app, args).await,
            Command::Unarchive(args) => transition::unarchive(app, args).await,
            Command::Delete(args) => delete::run(app, args).await,
            Command::Duplicate(args) => duplicate::run(app, args).await,
            Command::Merge(args) => merge::run(app, args).await,
            Command::Convert(args) => convert::run(app, args).await,
            Command::Followers(args) => followers::run(app, args).await,
            Command::Participants(args) => participants::run(app, args).await,
            Command::Discounts(args) => discounts::run(app, args).await,
            Command::Files(args) => files::run(app, args).await,
            Command::Mail(args) => mail::run(app, args).await,
            Command::Flow(args) => flow::run(app, args).await,
            Command::Changelog(args) => changelog::run(app, args).await,
            Command::History(args) => history::run(app, args).await,
            Command::PermittedUsers(args) => permitted_users::run(app, args).await,
            Command::Summary(args) => summary::run(app, args).await,
            Command::Timeline(args) => timeline::run(app, args).await,
            Command::Report(args) => report::run(app, args).await,
            Command::Board(args) => board::run(app, args).await,
            Command::Fields(args) => lookups::fields(app, args).await,
            Command::Pipelines(args) => lookups::pipelines(app, args).await,
            Command::Stages(args) => lookups::stages(app, args).await,
            Command::Users(args) => lookups::users(app, args).await,
            Command::Filters(args) => lookups::filters(app, args).await,
            Command::Currencies(args) => lookups::currencies(app, args).await,
            Command::Api(args) => api::run(app, args).await,
            Command::Limits(args) => limits::run(app, args).await,
            Command::Apply(args) => apply::run(app, args).await,
            Command::Log(args) => log::run(app, args).await,
            Command::Undo(args) => undo::undo(app, args).await,
            Command::Redo(args) => undo::redo(app, args).await,
            Command::Auth(_)
            | Command::Config(_)
            | Command::Sandbox(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Help(_) => Ok(()),
        }
    }
}

/// The usage line of a command: `deals win [FLAGS] [DEAL]...`.
fn usage(command: &clap::Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let lines = usage.trim_start_matches("Usage:").lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let usage = lines.join("\n").replace("[OPTIONS]", "[FLAGS]");
    // The shared flags are missing until the whole program is built.
    match command.get_bin_name() {
        Some(name) if !usage.contains("[FLAGS]") => {
            usage.replacen(name, &format!("{name} [FLAGS]"), 1)
        }
        _ => usage,
    }
}

/// Whether to list the fields: `--fields` without a value, or `--fields help`.
fn wants_fields(settings: &Settings) -> bool {
    settings.flags.fields.as_deref().is_some_and(|words| words == ["help"])
}

/// Lists the columns that `--fields` takes: code and name.
fn list_fields(
    settings: &Settings,
    fields: impl Iterator<Item = (&'static str, &'static str)>,
) -> anyhow::Result<()> {
    print_fields(settings, fields.map(|(code, name)| json!({"code": code, "name": name})).collect())
}

/// Lists the fields of deals by the names that `deals fields` prints, with custom fields where there
/// is an account.
async fn list_deal_fields(
    settings: Settings,
    words: String,
    interrupt: Interrupt,
) -> anyhow::Result<()> {
    let row = |field: &Field, name: &str| json!({"code": field.code, "name": name});
    if settings.token_origin(&app::env)?.is_none() {
        let rows = Field::built_in().map(|field| row(&field, &field.name)).collect();
        print_fields(&settings, rows)?;
        if !settings.flags.quiet {
            stdio::lines("custom fields are missing: no account is set up", false);
        }
        return Ok(());
    }
    let app = App::new(settings, words, interrupt)?;
    let names = app.names(&[Lookup::Fields]).await?;
    let name = |field: &Field| match &field.also {
        Some(also) if !field.is_custom() => also.to_string(),
        _ => field.name.to_string(),
    };
    let rows = names.all_fields().iter().map(|field| row(field, &name(field))).collect();
    print_fields(&app.settings, rows)?;
    app.print_cost();
    Ok(())
}

/// Lists the fields that `--where` takes, with custom fields where there is an account.
async fn list_condition_fields(
    settings: Settings,
    words: String,
    interrupt: Interrupt,
) -> anyhow::Result<()> {
    let columns = || {
        let mut columns = vec![
            column("field", "Field", FieldKind::Text),
            column("kind", "Kind", FieldKind::Text),
            column("operators", "Operators", FieldKind::Text),
            column("example", "Example", FieldKind::Text),
        ];
        // A narrow terminal has no room for the other columns.
        if app::terminal_width().is_none_or(|width| width >= 100) {
            columns.push(column("name", "Name", FieldKind::Text));
        }
        Columns::new(&columns)
    };
    if settings.token_origin(&app::env)?.is_none() {
        app::print_list(&settings, columns(), &conditions::help_rows(&Names::default()))?;
        if !settings.flags.quiet {
            stdio::lines("custom fields are missing: no account is set up", false);
        }
        return Ok(());
    }
    let app = App::new(settings, words, interrupt)?;
    app.lookup(Lookup::Fields).await?;
    // Stages and pipelines are examples, where they are cached.
    let names = app.cached_names().await;
    app::print_list(&app.settings, columns(), &conditions::help_rows(&names))?;
    app.print_cost();
    Ok(())
}

fn print_fields(settings: &Settings, rows: Vec<Value>) -> anyhow::Result<()> {
    let columns = [column("code", "Code", FieldKind::Any), column("name", "Name", FieldKind::Any)];
    app::print_list(settings, Columns::new(&columns), &rows)
}

/// For a command that changes local files only: whether this is a dry run, after printing what it would do.
fn is_dry(settings: &Settings, what: fmt::Arguments) -> bool {
    if settings.flags.dry_run && !settings.flags.quiet {
        stdio::message(format!("dry run: nothing was changed; {what}"));
    }
    settings.flags.dry_run
}
