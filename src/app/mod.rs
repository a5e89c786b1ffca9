//! Everything a command may use, put together once per run.

mod api_error;
mod columns;
pub mod deals;
mod dry_run;
mod interrupt;
mod lookups;
mod print;
mod spool;
mod trace;
pub mod write;

use dry_run::DryRun;

pub use columns::Columns;
pub use interrupt::Interrupt;
pub use lookups::endpoint as lookup_endpoint;
pub use print::{Out, print_list, print_list_in_words, print_styled, print_text};
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
use crate::error::{self, Error, ErrorKind, WriteOutcome};
use crate::model::account_url::BaseUrl;
use crate::model::names::{Lookup, account_zone};
use crate::model::record::Record;
use crate::model::time;
use crate::output::Format;
use crate::output::style::StreamStyle;
use crate::sandbox::{self, CompanyKind, Sandbox, Setup, World};
use crate::settings::Settings;
use crate::store::cache::Cache;
use crate::store::journal::JournalFile;
use crate::store::recent_deals::Recent;
use crate::store::usage_log::{Spent, UsageLog};
use crate::text;
use crate::ui::progress::Progress;
use crate::ui::prompt::Ask;
use crate::ui::stdio;
use crate::ui::windows_console;
use anyhow::Context;
use console::Term;
use directories::ProjectDirs;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use lookups::CachedLookup;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::env::VarError;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use write::Write;
use write::journal::Journal;

pub struct App {
    pub client: Client,
    /// What a terminal shows while the run waits.
    pub progress: Progress,
    pub ask: Ask,
    pub settings: Settings,
    pub format: Format,
    /// Stopped when the run ends.
    sandbox: Option<Sandbox>,
    cache: Cache,
    pub ledger: UsageLog,
    /// The command that is run, for the usage log and the journal.
    command: String,
    /// Raised by a signal.
    pub interrupt: Interrupt,
    /// The writes that were done so far.
    written: RefCell<Vec<Written>>,
    /// The deals this run has seen so far.
    recent: Recent,
    /// The look-ups this run has needed so far.
    known: RefCell<HashMap<Lookup, CachedLookup>>,
    /// Those in which a name was found for an ID that is sent.
    resolved: RefCell<BTreeSet<Lookup>>,
    /// Those that a dry run would need as well.
    wanted: RefCell<Vec<Lookup>>,
    dry_run: DryRun,
}

/// A write that was done: what it was, and the ID in its response.
#[derive(Debug, Clone)]
pub struct Written {
    pub what: String,
    pub id: Option<String>,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "{} (ID {id})", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The program's places on this machine.
pub fn places() -> Result<ProjectDirs, Error> {
    ProjectDirs::from("", "", "deals").ok_or_else(|| {
        Error::usage("no home directory: set HOME, or XDG_CONFIG_HOME and XDG_DATA_HOME")
    })
}

/// The settings file.
pub fn config_file() -> Result<PathBuf, Error> {
    Ok(places()?.config_dir().join("config.toml"))
}

/// Where `--sandbox` keeps its world.
pub fn sandbox_file() -> Result<PathBuf, Error> {
    Ok(places()?.data_dir().join("sandbox.ndjson"))
}

/// A variable of the process's environment. One that is not UTF-8 is there, and cannot be read.
pub fn env(name: &str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            Err(Error::usage(format!("the environment variable {name} is not valid UTF-8"))
                .hint(format!("set it again in a UTF-8 locale, or unset {name}")))
        }
    }
}

/// The world kept in `file`; a broken file is named and kept.
pub fn open_world(file: &Path, setup: &Setup) -> Result<World, Error> {
    let failed = |error: io::Error| {
        match error.kind() {
        // It names the file and the line itself.
        io::ErrorKind::InvalidData => Error::usage(error.to_string()).hint(
            "it is left as it is; `deals sandbox reset` moves the one of --sandbox aside and starts afresh",
        ),
        _ => Error::usage(format!("the sandbox's state in {} cannot be used: {error}", file.display())),
    }
    };
    // One that waited for the lock in vain says so itself.
    World::open_with(file, setup).map_err(|error| error.downcast().unwrap_or_else(failed))
}

/// What the cache of a sandbox goes by. Its port is another one each time, its company the same.
fn sandbox_account(company: CompanyKind) -> &'static str {
    match company {
        CompanyKind::Full => "sandbox",
        CompanyKind::Plain => "sandbox of the plain company",
    }
}

/// The format that was asked for, else a table on a terminal and JSON elsewhere.
pub fn choose_format(settings: &Settings) -> Format {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    settings.output.unwrap_or(default)
}

/// The cache of the account that the settings name, if it can be told without asking anybody: what
/// a `token_command` would print is not known, so an earlier run has left a pointer.
pub fn cache_at_hand(settings: &Settings) -> Option<Cache> {
    settings.must_have_profile().ok()?;
    let root = places().ok()?.cache_dir().to_owned();
    if let Some(command) = settings.token_command(&env).ok()? {
        return Cache::pointed_to(root, &[settings.base.as_str(), command]);
    }
    let account = if settings.sandbox {
        sandbox_account(sandbox::company_in(&sandbox_file().ok()?))
    } else {
        settings.base.as_str()
    };
    Some(Cache::new(root, account, &settings.token(&env).ok()?.text))
}

/// Who can be asked.
pub fn new_prompt(settings: &Settings) -> Ask {
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let somebody = is_terminal && windows_console::has_keys() && !settings.flags.no_input;
    let colour = StreamStyle::new(&Term::stderr(), settings.colour).colour;
    if somebody { Ask::Terminal { colour } } else { Ask::Never }
}

/// A client that tells those who asked with `-v` what it does.
pub fn client_to(
    base: &BaseUrl,
    token: &str,
    settings: &Settings,
    pace: RateLimiter,
) -> Result<Client, Error> {
    let level = settings.flags.verbose;
    let observer = Box::new(move |event: &Event| trace::print(event, level));
    Ok(Client::new(base, token, settings.patience.clone(), pace, observer)?)
}

impl App {
    /// The only wiring. A dry run needs neither token nor network.
    pub fn new(
        mut settings: Settings,
        command: String,
        interrupt: Interrupt,
    ) -> anyhow::Result<App> {
        settings.must_have_profile()?;
        let sandbox = if settings.sandbox {
            let world = open_world(&sandbox_file()?, &Setup::default())?;
            Some(Sandbox::start(world).context("the sandbox did not start")?)
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
            Err(failure) => return Err(failure.into()),
        };
        if settings.flags.dry_run {
            // What cannot be looked up at once is shown by its name.
            settings.patience.retries = 0;
        }
        // The sandbox's port is another one each time, its company the same.
        let account = match &sandbox {
            Some(sandbox) => sandbox_account(sandbox.world().company()),
            None => base.as_str(),
        };
        let cache = Cache::new(places()?.cache_dir().to_owned(), account, &token);
        if let Some(command) = settings.token_command(&env)? {
            cache.point_to(&[account, command]);
        }
        let pace = RateLimiter::open_shared(cache.place("pace.json"));
        let client = client_to(&base, &token, &settings, pace)?;
        // What -v prints would be mixed up with it.
        let progress = Progress::on_terminal(settings.flags.quiet || settings.flags.verbose > 0);
        let (ask, format) = (new_prompt(&settings), choose_format(&settings));
        let ledger = UsageLog::new(cache.place("ledger.ndjson"));
        Ok(App {
            client,
            progress,
            ask,
            settings,
            format,
            sandbox,
            cache,
            ledger,
            command,
            interrupt,
            written: RefCell::default(),
            recent: Recent::default(),
            known: RefCell::default(),
            resolved: RefCell::default(),
            wanted: RefCell::default(),
            dry_run,
        })
    }

    /// Now, in the account's time zone: what a person means by today is what Pipedrive means by it.
    /// The sandbox has a clock of its own.
    pub async fn now(&self) -> Result<Zoned, Error> {
        let now = match &self.sandbox {
            Some(sandbox) => sandbox.world().now(),
            None => Timestamp::now(),
        };
        let account = match self.lookup(Lookup::Account).await {
            Ok(account) => account,
            Err(_) if self.is_offline() => {
                let zone = TimeZone::system();
                let name = zone.iana_name().unwrap_or("local");
                self.note(format_args!(
                    "the account's time zone is not known; times are in this machine's ({name})"
                ));
                return Ok(now.to_zoned(zone));
            }
            Err(failure) => return Err(failure),
        };
        Ok(now.to_zoned(account_zone(&account)))
    }

    /// A moment in a message: in the account's time zone where that is known, else in UTC, which it
    /// then says.
    pub fn display_time(&self, at: Timestamp) -> String {
        match self.in_memory(Lookup::Account) {
            Some(account) => time::display(at, &account_zone(&account)),
            None => time::v2(at),
        }
    }

    /// Whose deals these are, for a question before a write.
    pub fn account(&self) -> &str {
        match self.sandbox {
            Some(_) => "the sandbox",
            None => self.client.base().host(),
        }
    }

    pub fn pages(&self, request: Request) -> Pages<'_> {
        Pages::new(&self.client, request)
    }

    /// The whole of a list, where all of it is needed at once.
    pub async fn all(&self, request: Request) -> Result<Vec<Record>, Error> {
        let mut pages = self.pages(request);
        let mut all = Vec::new();
        while let Some(page) = self.next_page(&mut pages).await? {
            all.extend(page);
        }
        self.saw(&pages.request(), &all);
        Ok(all)
    }

    /// The journal of this account's writes; `None` where none is kept.
    pub async fn journal(&self) -> Result<Option<Journal>, Error> {
        if !self.settings.keeps_journal {
            return Ok(None);
        }
        let account = match &self.sandbox {
            Some(sandbox) => sandbox_account_id(sandbox),
            None => {
                let account = self.current_account().await?;
                account.first().map(account_id).unwrap_or_default()
            }
        };
        let file = places()?.data_dir().join("journal").join(format!("{account}.ndjson"));
        let journal = Journal::new(JournalFile::new(file));
        Ok(Some(match self.settings.journal_days {
            Some(days) => journal.with_retention(days),
            None => journal,
        }))
    }

    /// The journal to read, without asking anybody whose it is.
    pub fn journal_at_hand(&self) -> Result<Journal, Error> {
        let dir = places()?.data_dir().join("journal");
        if let Some(sandbox) = &self.sandbox {
            let file = dir.join(format!("{}.ndjson", sandbox_account_id(sandbox)));
            return Ok(Journal::new(JournalFile::new(file)));
        }
        let account = self.in_memory(Lookup::Account);
        if let Some(account) = account.as_ref().and_then(|account| account.first()) {
            let file = dir.join(format!("{}.ndjson", account_id(account)));
            return Ok(Journal::new(JournalFile::new(file)));
        }
        Err(Error::not_found("nothing was written with this profile yet")
            .hint("the journal begins with the first write"))
    }

    /// Takes note of a write that was done.
    pub fn did(&self, write: &Write, id: Option<String>) {
        self.written.borrow_mut().push(Written { what: write.describe(), id });
    }

    /// The writes that were done so far.
    pub fn written(&self) -> Vec<Written> {
        self.written.borrow().clone()
    }

    /// Sends a request; the response, out of its envelope.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        Ok(self.show_wait(self.client.send(request)).await?)
    }

    /// Sends a request; the response's whole text, envelope and all.
    pub async fn body(&self, request: &Request) -> Result<String, Error> {
        Ok(self.show_wait(self.client.body(request)).await?)
    }

    /// The next page of a list, or `None` after the last.
    pub async fn next_page(&self, pages: &mut Pages<'_>) -> Result<Option<Vec<Record>>, Error> {
        Ok(self.show_wait(pages.next()).await?)
    }

    /// Waits for the service, and shows that it does.
    async fn show_wait<T>(&self, response: impl Future<Output = T>) -> T {
        let host = self.client.base().host();
        let first = || format!("waiting for {host}");
        let what = || self.progress.so_far(self.client.spent()).unwrap_or_else(first);
        self.progress.show_while(what, response).await
    }

    /// One record.
    pub async fn one(&self, request: &Request) -> Result<Record, Error> {
        let record = require_record(self.send(request).await?)?;
        self.saw(request, std::slice::from_ref(&record));
        Ok(record)
    }

    /// Takes note of the deals that a call has brought, for the shell to offer.
    pub fn saw(&self, request: &Request, records: &[Record]) {
        const DEALS: [&Endpoint; 6] =
            [&GET_DEAL, &LIST_DEALS, &SEARCH_DEALS, &CREATE_DEAL, &UPDATE_DEAL, &DUPLICATE_DEAL];
        if request.is_to(&DELETE_DEAL) {
            records
                .iter()
                .filter_map(|deal| deal.read().id())
                .for_each(|id| self.recent.forget(id));
        } else if DEALS.iter().any(|row| request.is_to(row)) {
            self.recent.see(records);
        }
    }

    /// Keeps what the run has seen.
    pub fn remember(&self) {
        self.recent.keep(&self.cache);
    }

    /// Asks before a destructive write, unless `--yes` said it already.
    pub fn confirm(&self, question: &str) -> Result<(), Error> {
        if self.settings.flags.yes { Ok(()) } else { self.ask.confirm(question) }
    }

    /// Says something to the person, apart from the data.
    pub fn note(&self, line: fmt::Arguments) {
        if !self.settings.flags.quiet {
            stdio::message(line);
        }
    }

    /// What the run has cost, for those who asked with `-v`.
    pub fn tell_price(&self) {
        if self.settings.flags.verbose > 0 {
            let calls = text::count(self.client.calls() as usize, "request");
            self.note(format_args!(
                "{calls}, {}",
                text::count(self.client.spent() as usize, "token")
            ));
        }
    }

    /// How the run ended, with the writes that it did before: whoever hears of a failure must not
    /// take it for a failure of the write.
    pub fn account_for(&self, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
        let done = self.written();
        let error = match (outcome, self.interrupt.signal()) {
            (Ok(()), None) => return Ok(()),
            (Ok(()), Some(signal)) => signal.failure().into(),
            (Err(error), _) => error,
        };
        if done.is_empty() {
            return Err(error);
        }
        let done: Vec<String> = done.iter().map(Written::to_string).collect();
        let done = done.join(", ");
        if error::is_closed_pipe(&error) {
            self.note(format_args!("done: {done}"));
            return Err(error);
        }
        let known = error::from_anyhow(&error);
        if known.is_some_and(|failure| failure.bulk.is_some() || failure.is_in_doubt()) {
            return Err(error);
        }
        let kind = match known.map(|failure| failure.kind) {
            // The command line was good enough for the write.
            None | Some(ErrorKind::Usage | ErrorKind::Ambiguous) => ErrorKind::Unexpected,
            Some(kind) => kind,
        };
        let message = format!("{error:#}; the write was done, verified by its response: {done}");
        let hint = "the write itself succeeded; do not run it again";
        Err(Error { effect: WriteOutcome::Done, ..Error::new(kind, message).hint(hint) }.into())
    }

    /// Says that columns had no room.
    pub fn tell_hidden(&self, hidden: usize) {
        if hidden > 0 {
            let hidden = text::count(hidden, "column");
            self.note(format_args!(
                "{hidden} left out: the terminal is too narrow; choose with --fields"
            ));
        }
    }
}

/// A run that came to its end, in whatever way, has cost what it has cost.
impl Drop for App {
    fn drop(&mut self) {
        let (requests, tokens) = (self.client.calls().into(), self.client.spent().into());
        if requests > 0 {
            self.ledger.spend(&self.command, Spent { requests, tokens });
        }
    }
}

/// What the journal of `--sandbox` goes by, whose world is another company after each reset.
fn sandbox_account_id(sandbox: &Sandbox) -> String {
    match sandbox.world().account() {
        None => "sandbox".to_owned(),
        Some(account) => format!("sandbox-{account}"),
    }
}

/// What tells one account's journal from another's: the company and the user, never a token.
fn account_id(me: &Record) -> String {
    let me = me.read();
    let part = |key: &str| me.text(key).or_else(|| me.get(key).map(|raw| raw.get().into()));
    let company = part("company_id").or_else(|| part("company_domain")).unwrap_or_default();
    let user = part("id").unwrap_or_default();
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("{company}-{user}").chars().map(safe).collect()
}

/// The record in an answer that must hold one.
pub fn require_record(reply: Response) -> Result<Record, Error> {
    reply
        .data
        .one()
        .and_then(Record::new)
        .ok_or_else(|| Error::unexpected("the answer holds no record"))
}
