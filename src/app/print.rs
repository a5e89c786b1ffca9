//! What goes to stdout: rows in the format asked for, in words where words are wanted; and what a
//! dry run would have sent.

use super::columns::{Columns, narrow};
use super::spool::Spool;
use super::{App, choose_format};
use crate::api::endpoints::Paging;
use crate::api::request::Request;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::output::style::{Colour, StreamStyle};
use crate::output::{Format, Rows, View};
use crate::settings::Settings;
use crate::text;
use crate::ui::stdio;
use clap::builder::StyledStr;
use console::Term;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Write;

/// The lists that the words in a deal are from.
const DEAL_WORDS: [Lookup; 4] = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users];

/// Rows on their way to stdout.
pub type Out = Rows<Spool>;

impl App {
    /// Whether what is printed are cells, and not the records as they came.
    pub fn is_tabular(&self) -> bool {
        matches!(self.format, Format::Table | Format::Csv)
    }

    /// Whether what is printed has words for ids.
    pub fn resolves_ids(&self) -> bool {
        self.is_tabular() && !self.settings.flags.raw
    }

    /// Rows of a list, to stdout.
    pub async fn list(&self, columns: Columns) -> Result<Out, Error> {
        self.list_as(self.format, columns).await
    }

    /// The same in a format of the command's own choice.
    pub async fn list_as(&self, format: Format, columns: Columns) -> Result<Out, Error> {
        self.list_to(Spool::through(), format, columns).await
    }

    /// The same for a list of many pages; whoever prints them drains the spool.
    pub async fn list_to(
        &self,
        out: Spool,
        format: Format,
        columns: Columns,
    ) -> Result<Out, Error> {
        let names = self.words_for(&columns.fields).await?;
        Ok(rows_to(out, &self.settings, format, true, view(&self.settings, columns, names)))
    }

    /// One record, to stdout.
    pub async fn print(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let mut fields = columns.fields.clone();
        if !columns.chosen {
            // A card shows whatever came, custom fields too.
            fields.extend(record.read().custom_members().map(|(code, _)| Field::from_code(code)));
        }
        let names = self.words_for(&fields).await?;
        let mut rows = rows_to(
            Spool::through(),
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
    pub async fn prepare(&self, columns: &Columns) -> Result<(), Error> {
        if self.is_dry() {
            self.will_show_card(columns);
            return Ok(());
        }
        self.names(&self.lookups_for_card(columns)).await.map(drop)
    }

    /// A dry run tells the look-ups too that these rows will need.
    pub fn will_show(&self, columns: &Columns) {
        self.wanted.borrow_mut().extend(self.lookups_for_fields(&columns.fields));
    }

    /// The same for a deal's card.
    pub fn will_show_card(&self, columns: &Columns) {
        self.wanted.borrow_mut().extend(self.lookups_for_card(columns));
    }

    fn lookups_for_card(&self, columns: &Columns) -> Vec<Lookup> {
        if columns.chosen || !self.resolves_ids() {
            self.lookups_for_fields(&columns.fields)
        } else {
            // A card shows whatever comes, of any kind.
            DEAL_WORDS.to_vec()
        }
    }

    async fn words_for(&self, fields: &[Field]) -> Result<Names, Error> {
        self.names(&self.lookups_for_fields(fields)).await
    }

    /// The lists that these columns need to be shown in words; none where they are not.
    fn lookups_for_fields(&self, fields: &[Field]) -> Vec<Lookup> {
        if self.settings.flags.resolve {
            return DEAL_WORDS.to_vec();
        }
        if !self.resolves_ids() {
            return Vec::new();
        }
        let has = |is: &dyn Fn(&Field) -> bool| fields.iter().any(is);
        let mut needs = Vec::new();
        if has(&|field| {
            field.is_custom() || matches!(field.kind, FieldKind::Choice | FieldKind::Choices)
        }) {
            needs.push(Lookup::Fields);
        }
        if has(&|field| field.kind == FieldKind::Stage) {
            needs.push(Lookup::Stages);
        }
        if has(&|field| field.kind == FieldKind::Pipeline) {
            needs.push(Lookup::Pipelines);
        }
        if has(&|field| field.kind == FieldKind::User)
            || needs.contains(&Lookup::Fields) && has(&Field::is_custom)
        {
            // A custom field may be a user's.
            needs.push(Lookup::Users);
        }
        needs
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
            style: StreamStyle::new(&Term::stderr(), self.settings.colour),
        };
        let (styled, mut drawn) = (view.style.colour, Vec::new());
        // A vector takes everything.
        let _ = Rows::list(Format::Table, view, &mut drawn).page(rows);
        stdio::lines(String::from_utf8_lossy(&drawn).trim_end(), styled);
    }

    /// Prints the calls that a run would make, and their price, instead of making them.
    pub fn plan(&self, requests: &[Request]) -> anyhow::Result<()> {
        let mut wanted = self.wanted.take();
        wanted.retain(|lookup| self.cached(*lookup).is_none());
        let mut seen = HashSet::new();
        wanted.retain(|lookup| seen.insert(*lookup));
        let lookups =
            wanted.into_iter().map(|lookup| self.pages(App::lookup_request(lookup)).request());
        let requests = &lookups.chain(requests.iter().cloned()).collect::<Vec<_>>()[..];
        if self.settings.jq.is_some() {
            let calls: Vec<Value> = requests.iter().map(request_json).collect();
            print_list(&self.settings, Columns::from_pairs(&[]), &calls)?;
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
        let mut out = Spool::through();
        match self.format {
            Format::Json | Format::Ndjson => {
                let calls: Vec<Value> = requests.iter().map(request_json).collect();
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

/// A list of our own making, for the commands that have no [`App`]: settings, profiles, fields.
pub fn print_list(settings: &Settings, columns: Columns, rows: &[Value]) -> anyhow::Result<()> {
    let view = view(settings, narrow(columns, settings)?, Names::default());
    let mut out = rows_to(Spool::through(), settings, choose_format(settings), true, view);
    out.page(&to_records(rows))?;
    out.finish()?;
    Ok(())
}

/// Plain text on stdout: generated files and addresses.
pub fn print_text(content: &str) -> anyhow::Result<()> {
    Ok(stdio::print(content.as_bytes(), false)?)
}

/// Text of our own on stdout, in color where it can be: help.
pub fn print_styled(content: &StyledStr, color: Colour) -> anyhow::Result<()> {
    let styled = StreamStyle::new(&Term::stdout(), color).colour;
    let text = if styled { content.ansi().to_string() } else { content.to_string() };
    Ok(stdio::print(text.as_bytes(), styled)?)
}

fn to_records(rows: &[Value]) -> Vec<Record> {
    let record = |row| Record::new(serde_json::value::to_raw_value(row).ok()?);
    rows.iter().filter_map(record).collect()
}

/// A list or one record, through the filter of `--jq` if there is one.
fn rows_to(out: Spool, settings: &Settings, format: Format, is_list: bool, view: View) -> Out {
    // Cells are cleaned, so what looks like a color is one; JSON, CSV and filters have none.
    out.style(format == Format::Table && settings.jq.is_none() && view.style.colour);
    match &settings.jq {
        Some(filter) => Rows::new_filtered(filter.clone(), format, is_list, view, out),
        None if is_list => Rows::list(format, view, out),
        None => Rows::one(format, view, out),
    }
}

fn view(settings: &Settings, mut columns: Columns, names: Names) -> View {
    for field in &mut columns.fields {
        if matches!(field.kind, FieldKind::Choice | FieldKind::Choices) {
            // The options are the company's, of built-in fields too.
            field.options = names.field_for_code(&field.code).options;
        }
    }
    View {
        names,
        columns: columns.fields,
        chosen: columns.chosen,
        resolve: settings.flags.resolve,
        raw: settings.flags.raw,
        header: !settings.flags.no_header,
        style: StreamStyle::new(&Term::stdout(), settings.colour),
    }
}

fn request_json(request: &Request) -> Value {
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
