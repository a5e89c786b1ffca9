//! The state of a run, shared by all commands.

mod account;
mod api_error;
mod columns;
mod contacts;
pub mod deals;
mod dry_run;
mod interrupt;
mod lookups;
mod paths;
mod plan;
mod print;
mod spool;
mod trace;
pub mod write;
mod written;

use dry_run::DryRun;

pub use columns::Columns;
pub use interrupt::Interrupt;
pub use lookups::endpoint as lookup_endpoint;
pub use paths::{config_file, directories, env, find_cache, open_world, sandbox_file};
pub use print::{
    Out, print_json, print_list, print_list_with_names, print_styled, print_text, terminal_width,
};
pub use spool::Spool;

use crate::api::Event;
use crate::api::client::Client;
use crate::api::endpoints::{
    CREATE_DEAL, DELETE_DEAL, DUPLICATE_DEAL, Endpoint, GET_DEAL, LIST_DEALS, SEARCH_DEALS,
    UPDATE_DEAL,
};
use crate::api::pages::Pages;
use crate::api::rate_limit::RateLimiter;
use crate::api::request::Request;
use crate::api::response::Response;
use crate::error::Error;
use crate::model::account_url::BaseUrl;
use crate::model::names::{Contacts, Lookup, account_zone};
use crate::model::record::Record;
use crate::model::time;
use crate::output::Format;
use crate::output::style::StreamStyle;
use crate::sandbox::{Sandbox, Setup};
use crate::settings::Settings;
use crate::store::cache::Cache;
use crate::store::recent_deals::Recent;
use crate::store::usage_log::{Spent, UsageLog};
use crate::text;
use crate::ui::progress::Progress;
use crate::ui::prompt::Ask;
use crate::ui::stdio;
use crate::ui::windows_console;
use anyhow::Context;
use console::Term;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use lookups::CachedLookup;
use paths::sandbox_account;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io::{self, IsTerminal};
use std::rc::Rc;
use written::WrittenLog;

pub struct App {
    pub client: Client,
    /// Progress display on a terminal.
    pub progress: Progress,
    pub ask: Ask,
    pub settings: Settings,
    pub format: Format,
    /// Stopped when dropped.
    sandbox: Option<Sandbox>,
    cache: Cache,
    pub usage_log: UsageLog,
    /// Name of the command, for the usage log and the journal.
    command: String,
    /// Set by a signal.
    pub interrupt: Interrupt,
    /// Writes that were applied by this run.
    written: WrittenLog,
    /// Whether the note about undoing the writes was printed.
    has_noted_reversible: Cell<bool>,
    /// The tokens that were spent before the current action of a screen.
    spent_before: Cell<u32>,
    /// Whether the note about the local time zone was printed.
    has_noted_zone: Cell<bool>,
    /// Messages to print after the written records.
    held_notes: RefCell<Vec<String>>,
    /// Deals seen by this run.
    recent: Recent,
    /// Lookups loaded by this run.
    known: RefCell<HashMap<Lookup, CachedLookup>>,
    /// The known names of persons and organizations.
    contacts: Rc<Contacts>,
    has_read_contacts: Cell<bool>,
    /// Lookups that provided an ID for a request.
    resolved: RefCell<BTreeSet<Lookup>>,
    /// Lookups that only a run without --dry-run would send.
    wanted: RefCell<Vec<Lookup>>,
    dry_run: DryRun,
}

/// The requested format; by default a table on a terminal, else JSON.
pub fn choose_format(settings: &Settings) -> Format {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    settings.output.unwrap_or(default)
}

/// The prompt, disabled if there is no terminal or --no-input is set.
pub fn new_prompt(settings: &Settings) -> Ask {
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let is_interactive = is_terminal && windows_console::has_keys() && !settings.flags.no_input;
    let color = StreamStyle::new(&Term::stderr(), settings.color).color;
    if is_interactive { Ask::Terminal { color } } else { Ask::Never }
}

/// An API client that prints its events with `-v`.
pub fn client_to(
    base: &BaseUrl,
    token: &str,
    settings: &Settings,
    rate_limiter: RateLimiter,
) -> Result<Client, Error> {
    let level = settings.flags.verbose;
    let secret = token.to_owned();
    let observer = Box::new(move |event: &Event| trace::print(event, level, &secret));
    Ok(Client::new(base, token, settings.retry_policy.clone(), rate_limiter, observer)?)
}

impl App {
    /// Builds the state from the settings. A dry run needs neither token nor network.
    pub fn new(
        mut settings: Settings,
        command: String,
        interrupt: Interrupt,
    ) -> anyhow::Result<App> {
        settings.require_profile()?;
        let sandbox = if settings.sandbox {
            let world = open_world(&sandbox_file()?, &Setup::default())?;
            Some(Sandbox::start(world).context("cannot start the sandbox")?)
        } else {
            None
        };
        let base = match &sandbox {
            Some(sandbox) => BaseUrl::parse(&sandbox.url())?,
            None => settings.base.clone(),
        };
        let (token, dry_run) = match settings.token(&env) {
            Ok(token) => (token.text, DryRun::default()),
            Err(failure) if settings.flags.dry_run => {
                ("none".to_owned(), DryRun::new(Some(failure.message)))
            }
            Err(_) if !settings.needs_token => ("none".to_owned(), DryRun::default()),
            Err(failure) => return Err(failure.into()),
        };
        if settings.flags.dry_run {
            // A failed lookup is replaced by a placeholder, without retries.
            settings.retry_policy.retries = 0;
        }
        // The port of a sandbox changes, its company does not.
        let account = match &sandbox {
            Some(sandbox) => sandbox_account(sandbox.world().company()),
            None => base.as_str(),
        };
        let cache = Cache::new(directories()?.cache_dir().to_owned(), account, &token);
        if let Some(command) = settings.token_command(&env)? {
            cache.write_pointer(&[account, command]);
        }
        let rate_limiter = RateLimiter::new(Some(cache.path("pace.json")));
        let client = client_to(&base, &token, &settings, rate_limiter)?;
        // `-v` prints lines that would mix with the progress display.
        let progress = Progress::on_terminal(settings.flags.quiet || settings.flags.verbose > 0);
        let (ask, format) = (new_prompt(&settings), choose_format(&settings));
        let usage_log = UsageLog::new(cache.path("ledger.ndjson"));
        Ok(App {
            client,
            progress,
            ask,
            settings,
            format,
            sandbox,
            cache,
            usage_log,
            command,
            interrupt,
            written: WrittenLog::default(),
            has_noted_reversible: Cell::default(),
            spent_before: Cell::default(),
            has_noted_zone: Cell::default(),
            held_notes: RefCell::default(),
            recent: Recent::default(),
            known: RefCell::default(),
            contacts: Rc::default(),
            has_read_contacts: Cell::default(),
            resolved: RefCell::default(),
            wanted: RefCell::default(),
            dry_run,
        })
    }

    /// The current time in the account's time zone, so that `today` is the same day as in Pipedrive. The
    /// sandbox has its own clock. Without an account the cached time zone is used at any age, else the local
    /// one.
    pub async fn now(&self) -> Result<Zoned, Error> {
        let now = match &self.sandbox {
            Some(sandbox) => sandbox.world().now(),
            None => Timestamp::now(),
        };
        let account = match self.lookup(Lookup::Account).await {
            Ok(account) => account,
            Err(_) if self.is_offline() || !self.settings.needs_token => {
                match self.cached_at_any_age(Lookup::Account) {
                    Some(account) => account,
                    None => return Ok(now.to_zoned(self.local_zone())),
                }
            }
            Err(failure) => return Err(failure),
        };
        Ok(now.to_zoned(account_zone(&account)))
    }

    /// The time zone of this machine, in place of the account's, with a note.
    fn local_zone(&self) -> TimeZone {
        let zone = TimeZone::system();
        if !self.has_noted_zone.replace(true) {
            let name = zone.iana_name().unwrap_or("local");
            self.note(format_args!(
                "the account's time zone is unknown; using the local one ({name})"
            ));
        }
        zone
    }

    /// Formats a time for a message, in the account's time zone if known, else in UTC.
    pub fn display_time(&self, at: Timestamp) -> String {
        match self.cached_at_any_age(Lookup::Account) {
            Some(account) => {
                let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
                time::display(at, &account_zone(&account))
            }
            None => time::v2(at),
        }
    }

    pub fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    pub fn pages(&self, request: Request) -> Pages<'_> {
        Pages::new(&self.client, request)
    }

    /// Fails if `cost` exceeds the rest of the token budget; `what` describes the request in the error.
    pub fn check_budget(&self, cost: u32, what: &str) -> Result<(), Error> {
        Ok(self.client.check_budget(cost, || what.to_owned())?)
    }

    /// Fetches a whole list.
    pub async fn all(&self, request: Request) -> Result<Vec<Record>, Error> {
        let mut pages = self.pages(request);
        let mut all = Vec::new();
        while let Some(page) = self.next_page(&mut pages).await? {
            all.extend(page);
        }
        self.remember_deals(&pages.request(), &all);
        Ok(all)
    }

    /// The name of the command.
    pub fn command_name(&self) -> &str {
        &self.command
    }

    /// Sends a request and returns the parsed response.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        Ok(self.show_wait(self.client.send(request)).await?)
    }

    /// Sends a request and returns the unparsed response body.
    pub async fn body(&self, request: &Request) -> Result<String, Error> {
        Ok(self.show_wait(self.client.body(request)).await?)
    }

    /// Fetches the next page of a list; `None` after the last.
    pub async fn next_page(&self, pages: &mut Pages<'_>) -> Result<Option<Vec<Record>>, Error> {
        let page = self.show_wait(pages.next()).await.map_err(Error::from);
        page.map_err(|failure| match pages.request().deal() {
            Some(id) => deals::with_deal_name(id, failure),
            None => failure,
        })
    }

    /// Shows progress while waiting for a response.
    async fn show_wait<T>(&self, response: impl Future<Output = T>) -> T {
        let host = self.client.base().host();
        let first = || format!("waiting for {host}");
        let what = || self.progress.describe(self.client.spent()).unwrap_or_else(first);
        self.progress.show_while(what, response).await
    }

    /// Fetches one record.
    pub async fn one(&self, request: &Request) -> Result<Record, Error> {
        let record = require_record(self.send(request).await?)?;
        self.remember_deals(request, std::slice::from_ref(&record));
        Ok(record)
    }

    /// Adds the deals of a response to the recent deals, for completion.
    pub fn remember_deals(&self, request: &Request, records: &[Record]) {
        const DEALS: [&Endpoint; 6] =
            [&GET_DEAL, &LIST_DEALS, &SEARCH_DEALS, &CREATE_DEAL, &UPDATE_DEAL, &DUPLICATE_DEAL];
        if request.is_to(&DELETE_DEAL) {
            records
                .iter()
                .filter_map(|deal| deal.read().id())
                .for_each(|id| self.recent.remove(id));
        } else if DEALS.iter().any(|row| request.is_to(row)) {
            self.recent.add(records);
        }
    }

    /// Stores the deals seen by this run.
    pub fn store_recent(&self) {
        self.recent.store(&self.cache);
    }

    /// Asks for confirmation before a destructive write, unless `--yes` is set.
    pub fn confirm(&self, question: &str) -> Result<(), Error> {
        if self.settings.flags.yes { Ok(()) } else { self.ask.confirm(question) }
    }

    /// Prints a message to stderr, unless `--quiet` is set. If written records are printed to the same
    /// terminal, messages about the writes are held until after them.
    pub fn note(&self, line: fmt::Arguments) {
        if self.settings.flags.quiet {
            return;
        }
        if self.shows_written() && !self.written.is_empty() {
            self.held_notes.borrow_mut().push(line.to_string());
        } else {
            self.progress.suspend(|| stdio::message(line));
        }
    }

    /// Prints the messages that were held back.
    fn print_held_notes(&self) {
        self.held_notes.take().into_iter().for_each(stdio::message);
    }

    /// Prints the cost of the run with `-v`.
    pub fn print_cost(&self) {
        self.print_held_notes();
        if self.settings.flags.verbose > 0 {
            let calls = text::count(self.client.calls() as usize, "request");
            let tokens = text::count(self.client.spent() as usize, "token");
            stdio::message(format_args!("{calls}, {tokens}"));
        }
    }

    /// Prints a note with the number of columns that were left out.
    pub fn note_hidden_columns(&self, hidden: usize) {
        if hidden > 0 {
            let hidden = text::count(hidden, "column");
            self.note(format_args!(
                "{hidden} left out: the terminal is too narrow; choose with --fields"
            ));
        }
    }
}

/// Adds the cost of the run to the usage log, however the run ended.
impl Drop for App {
    fn drop(&mut self) {
        self.print_held_notes();
        let (requests, tokens) = (self.client.calls().into(), self.client.spent().into());
        if requests > 0 {
            self.usage_log.spend(&self.command, Spent { requests, tokens });
        }
    }
}

/// The record in a response that must have one.
pub fn require_record(response: Response) -> Result<Record, Error> {
    response
        .data
        .one()
        .and_then(Record::new)
        .ok_or_else(|| Error::unexpected("the response has no record"))
}
