//! Everything a command may use, put together once per run.

use crate::api::client::Client;
use crate::api::endpoints::Paging;
use crate::api::open::Reply;
use crate::api::pages::Pages;
use crate::api::request::Request;
use crate::ask::Ask;
use crate::failure::Failure;
use crate::field::{Field, Kind};
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
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::PathBuf;

/// Rows on their way to stdout.
pub type Out = Rows<BufWriter<StdoutLock<'static>>>;

pub struct App {
    pub client: Client,
    pub ask: Ask,
    pub settings: Settings,
    pub format: Format,
    /// Stopped when the run ends.
    sandbox: Option<Sandbox>,
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
    world.map_err(|error| {
        Failure::usage(format!("the sandbox's state in {} cannot be used: {error}", file.display()))
            .hint("it is left as it is; `deals sandbox reset` moves it aside and starts afresh")
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
    /// The only wiring. A dry run needs neither token nor network, and starts nothing.
    pub fn new(settings: Settings) -> anyhow::Result<App> {
        let dry = settings.flags.dry_run;
        let sandbox = match settings.sandbox && !dry {
            true => {
                let world = open_world(&sandbox_file()?, None)?;
                Some(Sandbox::start(world).context("the sandbox did not start")?)
            }
            false => None,
        };
        let base = sandbox.as_ref().map_or_else(|| settings.base.clone(), Sandbox::url);
        let token = match dry {
            true => "none".to_owned(),
            false => settings.token(&env)?.text,
        };
        let client = Client::new(&base, &token, settings.patience.clone())?;
        Ok(App { client, ask: ask_of(&settings), format: format_of(&settings), settings, sandbox })
    }

    pub fn is_dry(&self) -> bool {
        self.settings.flags.dry_run
    }

    /// Now, where the deals are: the sandbox has a clock of its own.
    pub fn now(&self) -> Zoned {
        match &self.sandbox {
            Some(sandbox) => sandbox.world().now().to_zoned(TimeZone::UTC),
            None => Timestamp::now().to_zoned(TimeZone::system()),
        }
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

    /// Says that a limit cut the list, and with `-v` how to go on.
    pub fn tell_cut(&self, pages: &Pages, shown: usize) {
        let shown = text::count(shown, "deal");
        match pages.cursor().filter(|_| self.settings.flags.verbose > 0) {
            Some(cursor) => {
                self.note(format_args!("{shown} shown; there are more: --cursor {cursor}"))
            }
            None => self.note(format_args!("{shown} shown; there are more")),
        }
    }

    /// The deal columns that `--fields` asks for, or else these.
    pub fn deal_columns(&self, default: &[&str]) -> Result<Columns, Failure> {
        self.columns(default.iter().map(|code| Field::of_code(code)).collect(), Field::of_deal)
    }

    /// The fields of a deal's card: those that `--fields` asks for, or else all.
    pub fn deal_card(&self) -> Result<Columns, Failure> {
        self.columns(Field::built_in().collect(), Field::of_deal)
    }

    /// The columns that `--fields` asks for, each word read by `known`, or else `default`.
    pub fn columns(
        &self,
        default: Vec<Field>,
        known: impl Fn(&str) -> Result<Field, Failure>,
    ) -> Result<Columns, Failure> {
        match &self.settings.flags.fields {
            None => Ok(Columns { fields: default, chosen: false }),
            Some(words) => {
                let words = words.iter().map(|word| word.trim()).filter(|word| !word.is_empty());
                let fields = words.map(known).collect::<Result<Vec<_>, _>>()?;
                match fields.is_empty() {
                    true => Err(Failure::usage("--fields names no field")
                        .hint("`--fields help` lists them")),
                    false => Ok(Columns { fields, chosen: true }),
                }
            }
        }
    }

    /// Rows of a list, to stdout.
    pub fn list(&self, columns: Columns) -> Out {
        Rows::list(self.format, self.view(columns), stdout())
    }

    /// One record, to stdout.
    pub fn print(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let mut rows = Rows::one(self.format, self.view(columns), stdout());
        rows.page(std::slice::from_ref(record))?;
        rows.finish()?;
        Ok(())
    }

    fn view(&self, columns: Columns) -> View {
        view(&self.settings, columns)
    }

    /// Prints the calls that a run would make, and their price, instead of making them.
    pub fn plan(&self, requests: &[Request]) -> anyhow::Result<()> {
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
                    writeln!(
                        out,
                        "{} {}  {}",
                        request.endpoint.method,
                        request.target(),
                        price(request)
                    )?;
                    if let Some(body) = &request.body {
                        writeln!(out, "{}", serde_json::to_string_pretty(body)?)?;
                    }
                }
            }
        }
        out.flush()?;
        let total: u32 = requests.iter().map(|request| request.endpoint.cost).sum();
        self.note(format_args!(
            "dry run: nothing was sent; {}, {}",
            text::count(requests.len(), "request"),
            text::count(total as usize, "token")
        ));
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
    let mut out = Rows::list(format_of(settings), view(settings, columns), stdout());
    let records =
        rows.iter().filter_map(|row| Record::new(serde_json::value::to_raw_value(row).ok()?));
    out.page(&records.collect::<Vec<_>>())?;
    out.finish()?;
    Ok(())
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

fn view(settings: &Settings, columns: Columns) -> View {
    View {
        columns: columns.fields,
        chosen: columns.chosen,
        raw: settings.flags.raw,
        header: !settings.flags.no_header,
        style: Style::of(&Term::stdout(), settings.colour),
    }
}

fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

fn described(request: &Request) -> Value {
    let mut call = json!({"method": request.endpoint.method.as_str(), "path": request.target(), "tokens": request.endpoint.cost});
    if let Some(body) = &request.body {
        call["body"] = body.clone();
    }
    call
}

fn price(request: &Request) -> String {
    let cost = text::count(request.endpoint.cost as usize, "token");
    match request.endpoint.paging {
        Paging::Whole => cost,
        Paging::Cursor { max } | Paging::Offset { max } => format!("{cost} for each {max}"),
    }
}
