//! Everything a command may use, put together once per run.

use crate::api::client::Client;
use crate::api::endpoints::Paging;
use crate::api::open::Reply;
use crate::api::pages::Pages;
use crate::api::request::Request;
use crate::ask::Ask;
use crate::cache::Cache;
use crate::failure::Failure;
use crate::field::{Field, Kind, is_custom_key};
use crate::names::{Lookup, Names};
use crate::output::style::Style;
use crate::output::{Format, Rows, View};
use crate::record::Record;
use crate::sandbox::{Sandbox, World};
use crate::settings::Settings;
use crate::text;
use anyhow::Context;
use console::Term;
use directories::ProjectDirs;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::PathBuf;
use std::rc::Rc;

/// The lists that the words in a deal are from.
const DEAL_WORDS: [Lookup; 4] = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users];

/// Rows on their way to stdout.
pub type Out = Rows<BufWriter<StdoutLock<'static>>>;

pub struct App {
    pub client: Client,
    pub ask: Ask,
    pub settings: Settings,
    pub format: Format,
    /// Stopped when the run ends.
    sandbox: Option<Sandbox>,
    cache: Cache,
    /// The look-ups this run has needed so far.
    known: RefCell<HashMap<Lookup, Known>>,
}

/// A look-up, and whether it came from the disk, where it may be out of date.
#[derive(Clone)]
struct Known {
    records: Rc<Vec<Record>>,
    is_old: bool,
}

/// The program's places on this machine.
pub fn places() -> Result<ProjectDirs, Failure> {
    ProjectDirs::from("", "", "deals").ok_or_else(|| {
        Failure::usage("no home directory: set HOME, or XDG_CONFIG_HOME and XDG_DATA_HOME")
    })
}

/// The settings file.
pub fn config_file() -> Result<PathBuf, Failure> {
    Ok(places()?.config_dir().join("config.toml"))
}

/// Where `--sandbox` keeps its world.
pub fn sandbox_file() -> Result<PathBuf, Failure> {
    Ok(places()?.data_dir().join("sandbox.ndjson"))
}

/// The process's environment.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The world kept in `file`; a broken file is named and kept.
pub fn open_world(file: &std::path::Path, deals: Option<usize>) -> Result<World, Failure> {
    let world = match deals {
        Some(deals) => World::open_of(file, deals),
        None => World::open(file),
    };
    world.map_err(|error| match error.kind() {
        // It names the file and the line itself.
        io::ErrorKind::InvalidData => Failure::usage(error.to_string()).hint(
            "it is left as it is; `deals sandbox reset` moves the one of --sandbox aside and starts afresh",
        ),
        _ => Failure::usage(format!("the sandbox's state in {} cannot be used: {error}", file.display())),
    })
}

/// The format that was asked for, else a table on a terminal and JSON elsewhere.
pub fn format_of(settings: &Settings) -> Format {
    let default = if io::stdout().is_terminal() { Format::Table } else { Format::Json };
    settings.output.unwrap_or(default)
}

/// Who can be asked.
pub fn ask_of(settings: &Settings) -> Ask {
    let somebody =
        io::stdin().is_terminal() && io::stderr().is_terminal() && !settings.flags.no_input;
    let colour = Style::of(&Term::stderr(), settings.colour).colour;
    if somebody { Ask::Terminal { colour } } else { Ask::Nobody }
}

impl App {
    /// The only wiring. A dry run needs neither token nor network.
    pub fn new(settings: Settings) -> anyhow::Result<App> {
        let sandbox = match settings.sandbox {
            true => {
                let world = open_world(&sandbox_file()?, None)?;
                Some(Sandbox::start(world).context("the sandbox did not start")?)
            }
            false => None,
        };
        let base = sandbox.as_ref().map_or_else(|| settings.base.clone(), Sandbox::url);
        let token = match settings.token(&env) {
            Ok(token) => token.text,
            Err(_) if settings.flags.dry_run => "none".to_owned(),
            Err(failure) => return Err(failure.into()),
        };
        // The sandbox's port is another one each time, its company the same.
        let account = if sandbox.is_some() { "sandbox" } else { base.as_str() };
        let cache = Cache::of(places()?.cache_dir().to_owned(), account, &token);
        let client = Client::new(&base, &token, settings.patience.clone())?;
        let (ask, format) = (ask_of(&settings), format_of(&settings));
        Ok(App { client, ask, settings, format, sandbox, cache, known: RefCell::default() })
    }

    pub fn is_dry(&self) -> bool {
        self.settings.flags.dry_run
    }

    /// Now, in the account's time zone: what a person means by today is what Pipedrive means by it.
    /// The sandbox has a clock of its own.
    pub async fn now(&self) -> Result<Zoned, Failure> {
        let now = match &self.sandbox {
            Some(sandbox) => sandbox.world().now(),
            None => Timestamp::now(),
        };
        let account = match self.lookup(Lookup::Account).await {
            Ok(account) => account,
            // A dry run asks nobody; this machine's zone is the best it knows.
            Err(_) if self.is_dry() => return Ok(now.to_zoned(TimeZone::system())),
            Err(failure) => return Err(failure),
        };
        let name =
            account.first().and_then(|me| Some(me.read().text("timezone_name")?.into_owned()));
        let zone = name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or_else(TimeZone::system);
        Ok(now.to_zoned(zone))
    }

    /// Whose deals these are, for a question before a write.
    pub fn account(&self) -> &str {
        match self.sandbox {
            Some(_) => "the sandbox",
            None => self.client.base().split("//").nth(1).unwrap_or_default(),
        }
    }

    pub fn pages(&self, request: Request) -> Pages<'_> {
        Pages::of(&self.client, request)
    }

    /// The whole of a list, where all of it is needed at once.
    pub async fn all(&self, request: Request) -> Result<Vec<Record>, Failure> {
        let mut pages = self.pages(request);
        let mut all = Vec::new();
        while let Some(page) = pages.next().await? {
            all.extend(page);
        }
        Ok(all)
    }

    /// One record.
    pub async fn one(&self, request: &Request) -> Result<Record, Failure> {
        record_of(self.client.send(request).await?)
    }

    /// A list of the company's: known to this run, else from the cache, else asked for.
    pub async fn lookup(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Failure> {
        match self.known(lookup) {
            Some(records) => Ok(records),
            None => self.look_up_again(lookup).await,
        }
    }

    /// A list of the company's, if it can be had without asking.
    pub fn known(&self, lookup: Lookup) -> Option<Rc<Vec<Record>>> {
        let known = self.known.borrow().get(&lookup).map(|known| known.records.clone());
        known.or_else(|| {
            let kept = self.cache.read(lookup.word()).filter(|_| !self.settings.flags.refresh);
            kept.map(|records| self.learn(lookup, records, true))
        })
    }

    /// A user by name where that costs nothing, else by number.
    pub fn user_face(&self, id: u64) -> String {
        let mut names = Names::default();
        if let Some(users) = self.known(Lookup::Users) {
            names.learn(Lookup::Users, &users);
        }
        names.user(id).unwrap_or_else(|| format!("user {id}"))
    }

    /// The call that asks for a list of the company's.
    pub fn lookup_request(lookup: Lookup) -> Request {
        let deals_only = (lookup == Lookup::Filters).then(|| "deals".to_owned());
        Request::to(lookup.endpoint()).query("type", deals_only)
    }

    async fn look_up_again(&self, lookup: Lookup) -> Result<Rc<Vec<Record>>, Failure> {
        if self.is_dry() && self.sandbox.is_none() {
            return Err(Failure::usage(format!(
                "a dry run sends nothing, and the {} are not in the cache",
                lookup.word()
            ))
            .hint("say ids instead of names, or run it once without --dry-run"));
        }
        let records = self.all(Self::lookup_request(lookup)).await?;
        self.cache.write(lookup.word(), &records);
        Ok(self.learn(lookup, records, false))
    }

    fn learn(&self, lookup: Lookup, records: Vec<Record>, is_old: bool) -> Rc<Vec<Record>> {
        let records = Rc::new(records);
        self.known.borrow_mut().insert(lookup, Known { records: records.clone(), is_old });
        records
    }

    /// The company's words, those lists of them that are needed.
    pub async fn names(&self, lookups: &[Lookup]) -> Result<Names, Failure> {
        let mut names = Names::default();
        for lookup in lookups {
            names.learn(*lookup, &self.lookup(*lookup).await?);
        }
        Ok(names)
    }

    /// The words that this run has had a use for so far; nothing is asked for.
    pub fn names_so_far(&self) -> Names {
        let mut names = Names::default();
        for (lookup, known) in self.known.borrow().iter() {
            names.learn(*lookup, &known.records);
        }
        names
    }

    /// Asks again for those of the lists that came from the disk; whether there were any.
    pub async fn refresh(&self, lookups: &[Lookup]) -> Result<bool, Failure> {
        let is_old =
            |lookup: &&Lookup| self.known.borrow().get(lookup).is_some_and(|known| known.is_old);
        let old: Vec<Lookup> = lookups.iter().filter(is_old).copied().collect();
        for lookup in &old {
            self.look_up_again(*lookup).await?;
        }
        Ok(!old.is_empty())
    }

    /// Asks before a destructive write, unless `--yes` said it already.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        match self.settings.flags.yes {
            true => Ok(()),
            false => self.ask.confirm(question),
        }
    }

    /// Says something to the person, apart from the data.
    pub fn note(&self, line: fmt::Arguments) {
        if !self.settings.flags.quiet {
            // Nothing can be said about a stderr that does not take it.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// A table for the person, apart from the data.
    pub fn tell_table(&self, columns: Vec<Field>, rows: &[Record]) {
        if self.settings.flags.quiet {
            return;
        }
        let view = View {
            names: Names::default(),
            columns,
            chosen: true,
            raw: false,
            resolve: false,
            header: true,
            style: Style::of(&Term::stderr(), self.settings.colour),
        };
        // Nothing can be said about a stderr that does not take it.
        let _ = Rows::list(Format::Table, view, io::stderr()).page(rows);
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

    /// Says that columns had no room.
    pub fn tell_hidden(&self, hidden: usize) {
        if hidden > 0 {
            let hidden = text::count(hidden, "column");
            self.note(format_args!(
                "{hidden} left out: the terminal is too narrow; choose with --fields"
            ));
        }
    }

    /// The deal columns that `--fields` asks for, or else these.
    pub async fn deal_columns(&self, default: &[&str]) -> Result<Columns, Failure> {
        let default: Vec<Field> = default.iter().map(|code| Field::of_code(code)).collect();
        let Some(words) = self.chosen()? else {
            return Ok(Columns { fields: default, chosen: false });
        };
        // A word that every company knows costs no look-up; neither does a key, for JSON.
        let own = |word: &String| {
            Field::known(word).is_none() && (!is_custom_key(word) || self.speaks_words())
        };
        let needs: &[Lookup] = if words.iter().any(own) { &[Lookup::Fields] } else { &[] };
        let mut names = self.names(needs).await?;
        let read = |names: &Names| {
            words.iter().map(|word| names.field(word)).collect::<Result<Vec<_>, _>>()
        };
        if read(&names).is_err() && self.refresh(needs).await? {
            names = self.names(needs).await?;
        }
        Ok(Columns { fields: read(&names)?, chosen: true })
    }

    /// The fields of a deal's card: those that `--fields` asks for, or else all.
    pub async fn deal_card(&self) -> Result<Columns, Failure> {
        let all: Vec<Field> = Field::built_in().collect();
        let codes: Vec<&str> = all.iter().map(|field| field.code.as_ref()).collect();
        self.deal_columns(&codes).await
    }

    /// The columns that `--fields` asks for, each word read by `known`, or else `default`.
    pub fn columns(
        &self,
        default: Vec<Field>,
        known: impl Fn(&str) -> Result<Field, Failure>,
    ) -> Result<Columns, Failure> {
        match self.chosen()? {
            None => Ok(Columns { fields: default, chosen: false }),
            Some(words) => {
                let fields = words.iter().map(|word| known(word)).collect::<Result<_, _>>()?;
                Ok(Columns { fields, chosen: true })
            }
        }
    }

    /// The columns of a table of ours, those that `--fields` asks for by code or heading, or else
    /// all.
    pub fn columns_of(
        &self,
        what: &str,
        all: &[(&'static str, &'static str, Kind)],
    ) -> Result<Columns, Failure> {
        let field =
            |&(code, name, kind): &(&'static str, &'static str, Kind)| Field::new(code, name, kind);
        self.columns(all.iter().map(field).collect(), |word| {
            let fits = |(code, name, _): &&(&str, &str, Kind)| {
                *code == word || name.eq_ignore_ascii_case(word)
            };
            all.iter().find(fits).map(field).ok_or_else(|| {
                let codes = all.iter().map(|(code, ..)| *code);
                let hint = text::did_you_mean(word, codes.clone()).unwrap_or_else(|| {
                    format!("there are {}", codes.collect::<Vec<_>>().join(", "))
                });
                Failure::usage(format!("{what} has no field `{word}`")).hint(hint)
            })
        })
    }

    /// The words of `--fields`.
    fn chosen(&self) -> Result<Option<Vec<String>>, Failure> {
        let Some(words) = &self.settings.flags.fields else {
            return Ok(None);
        };
        let words = words.iter().map(|word| word.trim().to_owned());
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(
                Failure::usage("--fields names no field").hint("`--fields help` lists them")
            );
        }
        Ok(Some(words))
    }

    /// Whether what is printed are cells, and not the records as they came.
    pub fn has_cells(&self) -> bool {
        matches!(self.format, Format::Table | Format::Csv)
    }

    /// Whether what is printed has words for ids.
    pub fn speaks_words(&self) -> bool {
        self.has_cells() && !self.settings.flags.raw
    }

    /// Rows of a list, to stdout.
    pub async fn list(&self, columns: Columns) -> Result<Out, Failure> {
        self.list_as(self.format, columns).await
    }

    /// The same in a format of the command's own choice.
    pub async fn list_as(&self, format: Format, columns: Columns) -> Result<Out, Failure> {
        let names = self.words_for(&columns.fields).await?;
        Ok(rows_to_stdout(&self.settings, format, true, view(&self.settings, columns, names)))
    }

    /// One record, to stdout.
    pub async fn print(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let mut fields = columns.fields.clone();
        if !columns.chosen {
            // A card shows whatever came, custom fields too.
            fields.extend(record.read().custom_members().map(|(code, _)| Field::of_code(code)));
        }
        let names = self.words_for(&fields).await?;
        let mut rows = rows_to_stdout(
            &self.settings,
            self.format,
            false,
            view(&self.settings, columns, names),
        );
        rows.page(std::slice::from_ref(record))?;
        rows.finish()?;
        Ok(())
    }

    /// Looks up now what the report of a write will need: what may go wrong goes wrong before the
    /// write, not between it and its report.
    pub async fn prepare(&self, columns: &Columns) -> Result<(), Failure> {
        if self.is_dry() {
            return Ok(());
        }
        if columns.chosen || !self.speaks_words() {
            return self.words_for(&columns.fields).await.map(drop);
        }
        // A card shows whatever comes, of any kind.
        self.names(&DEAL_WORDS).await.map(drop)
    }

    /// The lists that these columns need to be shown in words; none where they are not.
    async fn words_for(&self, fields: &[Field]) -> Result<Names, Failure> {
        if self.settings.flags.resolve {
            return self.names(&DEAL_WORDS).await;
        }
        if !self.speaks_words() {
            return Ok(Names::default());
        }
        let has = |is: &dyn Fn(&Field) -> bool| fields.iter().any(is);
        let mut needs = Vec::new();
        if has(&|field| field.is_custom() || matches!(field.kind, Kind::Choice | Kind::Choices)) {
            needs.push(Lookup::Fields);
        }
        if has(&|field| field.kind == Kind::Stage) {
            needs.push(Lookup::Stages);
        }
        if has(&|field| field.kind == Kind::Pipeline) {
            needs.push(Lookup::Pipelines);
        }
        if has(&|field| field.kind == Kind::User)
            || needs.contains(&Lookup::Fields) && has(&Field::is_custom)
        {
            // A custom field may be a user's.
            needs.push(Lookup::Users);
        }
        self.names(&needs).await
    }

    /// Prints the calls that a run would make, and their price, instead of making them.
    pub fn plan(&self, requests: &[Request]) -> anyhow::Result<()> {
        if self.settings.jq.is_some() {
            let calls: Vec<Value> = requests.iter().map(described).collect();
            print_list(&self.settings, Columns::fixed(&[]), &calls)?;
        } else {
            self.print_plan(requests)?;
        }
        let total: Option<u32> = requests.iter().map(Request::cost).sum();
        self.note(format_args!(
            "dry run: nothing was sent; {}, {}",
            text::count(requests.len(), "request"),
            tokens(total)
        ));
        Ok(())
    }

    fn print_plan(&self, requests: &[Request]) -> anyhow::Result<()> {
        let mut out = stdout();
        match self.format {
            Format::Json | Format::Ndjson => {
                let calls: Vec<Value> = requests.iter().map(described).collect();
                match self.format {
                    Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&calls)?)?,
                    _ => calls.iter().try_for_each(|call| writeln!(out, "{call}"))?,
                }
            }
            Format::Table | Format::Csv => {
                for request in requests {
                    writeln!(out, "{} {}  {}", request.method, request.target(), price(request))?;
                    if let Some(body) = &request.body {
                        writeln!(out, "{}", serde_json::to_string_pretty(body)?)?;
                    }
                }
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// Columns, and whether they were asked for.
#[derive(Clone)]
pub struct Columns {
    pub fields: Vec<Field>,
    pub chosen: bool,
}

impl Columns {
    /// Columns of a list of our own making.
    pub fn fixed(columns: &[(&'static str, &'static str)]) -> Columns {
        let field = |&(code, name)| Field::new(code, name, Kind::Any);
        Columns { fields: columns.iter().map(field).collect(), chosen: false }
    }
}

/// A list of our own making, for the commands that have no [`App`]: settings, profiles, fields.
pub fn print_list(settings: &Settings, columns: Columns, rows: &[Value]) -> anyhow::Result<()> {
    let view = view(settings, narrowed(columns, settings)?, Names::default());
    let mut out = rows_to_stdout(settings, format_of(settings), true, view);
    out.page(&records_of(rows))?;
    out.finish()?;
    Ok(())
}

fn records_of(rows: &[Value]) -> Vec<Record> {
    let record = |row| Record::new(serde_json::value::to_raw_value(row).ok()?);
    rows.iter().filter_map(record).collect()
}

/// A list or one record, through the filter of `--jq` if there is one.
fn rows_to_stdout(settings: &Settings, format: Format, is_list: bool, view: View) -> Out {
    match &settings.jq {
        Some(filter) => Rows::filtered(filter.clone(), format, is_list, view, stdout()),
        None if is_list => Rows::list(format, view, stdout()),
        None => Rows::one(format, view, stdout()),
    }
}

/// The columns that `--fields` asks for by code or heading, in its order.
fn narrowed(columns: Columns, settings: &Settings) -> Result<Columns, Failure> {
    let Some(words) = settings.flags.fields.as_ref().filter(|words| *words != &["help"]) else {
        return Ok(columns);
    };
    let find = |word: &String| {
        let fits = |field: &&Field| field.code == *word || field.name.eq_ignore_ascii_case(word);
        columns.fields.iter().find(fits).cloned().ok_or_else(|| {
            let codes: Vec<&str> = columns.fields.iter().map(|field| field.code.as_ref()).collect();
            Failure::usage(format!("there is no column `{word}`"))
                .hint(format!("there are {}", codes.join(", ")))
        })
    };
    Ok(Columns { fields: words.iter().map(find).collect::<Result<_, _>>()?, chosen: true })
}

/// Plain text on stdout: generated files and addresses.
pub fn print_text(content: &str) -> anyhow::Result<()> {
    let mut out = stdout();
    out.write_all(content.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// The record in an answer that must hold one.
pub fn record_of(reply: Reply) -> Result<Record, Failure> {
    reply
        .data
        .and_then(Record::new)
        .ok_or_else(|| Failure::unexpected("the answer holds no record"))
}

fn view(settings: &Settings, mut columns: Columns, names: Names) -> View {
    for field in &mut columns.fields {
        if matches!(field.kind, Kind::Choice | Kind::Choices) {
            // The options are the company's, of built-in fields too.
            field.options = names.field_of(&field.code).options;
        }
    }
    View {
        names,
        columns: columns.fields,
        chosen: columns.chosen,
        resolve: settings.flags.resolve,
        raw: settings.flags.raw,
        header: !settings.flags.no_header,
        style: Style::of(&Term::stdout(), settings.colour),
    }
}

fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

fn described(request: &Request) -> Value {
    let mut call = json!({"method": request.method.as_str(), "path": request.target(), "tokens": request.cost()});
    if let Some(body) = &request.body {
        call["body"] = body.clone();
    }
    call
}

fn price(request: &Request) -> String {
    let cost = tokens(request.cost());
    match request.paging() {
        Some(Paging::Cursor { max } | Paging::Offset { max }) => format!("{cost} for each {max}"),
        Some(Paging::Whole) | None => cost,
    }
}

fn tokens(cost: Option<u32>) -> String {
    cost.map_or("price unknown".into(), |cost| text::count(cost as usize, "token"))
}
