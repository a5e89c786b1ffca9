//! Prints rows to stdout in the requested format, and in tables with names instead of IDs.

use super::columns::{Columns, narrow};
use super::spool::Spool;
use super::{App, choose_format};
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::output::chart::{self, Chart};
use crate::output::style::{Color, StreamStyle};
use crate::output::{Format, Layout, Rows, View, indent};
use crate::settings::Settings;
use crate::ui::pager::PagerCommand;
use crate::ui::stdio;
use clap::builder::StyledStr;
use console::Term;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::io::{self, IsTerminal, Write};

/// The lists to resolve the IDs in a deal.
const DEAL_NAMES: [Lookup; 4] = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users];

/// The width of a chart without a terminal, in columns.
const CHART_WIDTH: usize = 80;

/// Rows that are printed to stdout.
pub type Out = Rows<Spool>;

impl App {
    /// Whether the format has cells, rather than the records of the response.
    pub fn is_tabular(&self) -> bool {
        matches!(self.format, Format::Table | Format::Csv | Format::Markdown)
    }

    /// Whether names are printed instead of IDs.
    pub fn resolves_ids(&self) -> bool {
        self.is_tabular() && !self.settings.flags.raw
    }

    /// Whether times are formatted for reading, in the account's time zone.
    pub fn shows_times(&self) -> bool {
        self.format.is_for_people() && !self.settings.flags.raw && self.settings.jq.is_none()
    }

    /// Whether a table with names is printed to a terminal.
    pub fn is_on_screen(&self) -> bool {
        self.resolves_ids() && self.is_table_on_screen()
    }

    /// Whether written records are not printed: on a terminal without -v and --fields, the message about
    /// each write is enough.
    pub fn hides_written(&self) -> bool {
        self.is_table_on_screen() && !self.shows_written()
    }

    /// Whether written records are printed to a terminal, because of -v or --fields.
    pub(super) fn shows_written(&self) -> bool {
        let flags = &self.settings.flags;
        self.is_table_on_screen() && (flags.verbose > 0 || flags.fields.is_some())
    }

    /// Whether a table or a card is printed to a terminal, with names or --raw.
    pub fn is_table_on_screen(&self) -> bool {
        let is_table = self.format == Format::Table && self.settings.jq.is_none();
        is_table && io::stdout().is_terminal()
    }

    /// The pager for a list; `None` if stdout is not a table on a terminal, or with -v, which prints requests
    /// to the same screen.
    pub fn pager(&self) -> Option<PagerCommand> {
        let is_paged = self.is_table_on_screen() && self.settings.flags.verbose == 0;
        self.settings.pager.clone().filter(|_| is_paged)
    }

    /// Prints a complete list of rows, through the pager if they are longer than the screen.
    pub async fn print_rows(&self, columns: Columns, records: &[Record]) -> anyhow::Result<()> {
        let out = Spool::new_paged().with_pager(self.pager());
        let is_free = self.is_on_screen() && !columns.chosen;
        let implied = if is_free { columns.layout.implied } else { &[] };
        let mut rows = self.list_to(out.clone(), self.format, columns).await?;
        rows.leave_out_implied(implied, records);
        rows.page(records)?;
        let hidden = rows.hidden();
        rows.finish()?;
        out.close().await?;
        self.note_hidden_columns(hidden);
        Ok(())
    }

    /// Prints rows as a bar chart, which is text; `check_chart` rejects other formats.
    pub async fn print_chart(&self, chart: &Chart, records: &[Record]) -> anyhow::Result<()> {
        let width = terminal_width().unwrap_or(CHART_WIDTH);
        let is_unicode = chart::is_unicode(|name| std::env::var(name).ok());
        let names = self.names_so_far();
        let drawn = chart.draw(records, &names.currencies, width, is_unicode);
        self.print_paged(&drawn, false).await
    }

    /// The color and the width of stdout.
    pub fn stdout_style(&self) -> StreamStyle {
        StreamStyle::new(&Term::stdout(), self.settings.color)
    }

    /// Prints trusted text, through the pager if it is longer than the screen; `styled` keeps its colors.
    pub async fn print_paged(&self, text: &str, styled: bool) -> anyhow::Result<()> {
        let out = Spool::new_paged().with_pager(self.pager());
        out.style(styled);
        out.clone().write_all(text.as_bytes())?;
        out.close().await?;
        Ok(())
    }

    /// Rejects `--chart` together with another format or `--jq`.
    pub fn check_chart(&self, is_chart: bool) -> Result<(), Error> {
        let format = self.settings.output.filter(|format| *format != Format::Table);
        match format {
            _ if !is_chart => Ok(()),
            None if self.settings.jq.is_none() => Ok(()),
            _ => Err(Error::usage("--chart prints bars, not data")
                .hint("leave out --chart, or -o and --jq")),
        }
    }

    /// Starts a list on stdout, in the format of the run.
    pub async fn list(&self, columns: Columns) -> Result<Out, Error> {
        self.list_as(self.format, columns).await
    }

    /// Like `list`, in another format.
    pub async fn list_as(&self, format: Format, columns: Columns) -> Result<Out, Error> {
        self.list_to(Spool::new_direct(), format, columns).await
    }

    /// Like `list_as`, for a list of several pages; the caller drains the spool.
    pub async fn list_to(
        &self,
        out: Spool,
        format: Format,
        columns: Columns,
    ) -> Result<Out, Error> {
        let names = self.names_for_fields(&columns.fields).await?;
        Ok(rows_to(out, &self.settings, format, true, view(&self.settings, columns, names)))
    }

    /// Starts a list of deals in a file. CSV has names instead of IDs unless `--raw` is set.
    #[cfg(feature = "sqlite")]
    pub async fn list_to_file<W: Write>(
        &self,
        out: W,
        format: Format,
        columns: Columns,
    ) -> Result<Rows<W>, Error> {
        let flags = &self.settings.flags;
        let has_names = flags.resolve || format == Format::Csv && !flags.raw;
        let names = if has_names { self.names(&DEAL_NAMES).await? } else { Names::default() };
        Ok(Rows::new_list(format, view(&self.settings, columns, names), out))
    }

    /// Prints one record, through the pager if it is longer than the screen.
    pub async fn print(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let out = match self.pager() {
            Some(pager) => Spool::new_paged().with_pager(Some(pager)),
            // The output of a filter may be endless.
            None => Spool::new_direct(),
        };
        self.print_to(out.clone(), columns, record).await?;
        out.close().await
    }

    /// Prints a written record, without a pager, unless `hides_written`.
    pub async fn print_written(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        if self.hides_written() {
            return Ok(());
        }
        self.print_to(Spool::new_direct(), columns, record).await
    }

    async fn print_to(&self, out: Spool, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let mut fields = columns.fields.clone();
        if !columns.chosen {
            // A card shows all fields, including custom fields.
            fields.extend(record.read().custom_members().map(|(code, _)| Field::from_code(code)));
        }
        let names = self.names_for_fields(&fields).await?;
        let view = view(&self.settings, columns, names);
        let mut rows = rows_to(out, &self.settings, self.format, false, view);
        rows.page(std::slice::from_ref(record))?;
        rows.finish()?;
        Ok(())
    }

    /// Looks up the names that printing the written record needs, so that an error occurs before the write
    /// and not after it.
    pub async fn prepare(&self, columns: &Columns) -> Result<(), Error> {
        if self.is_dry() {
            self.plan_card_lookups(columns);
            return Ok(());
        }
        self.names(&self.lookups_for_card(columns)).await.map(drop)
    }

    /// Like `prepare`, for rows with exactly these columns.
    pub async fn prepare_rows(&self, columns: &Columns) -> Result<(), Error> {
        self.names_for_fields(&columns.fields).await.map(drop)
    }

    /// In a dry run, adds the lookups that these rows need to the plan.
    pub fn plan_lookups(&self, columns: &Columns) {
        self.wanted.borrow_mut().extend(self.lookups_for_fields(&columns.fields));
    }

    /// In a dry run, adds a lookup to the plan.
    pub fn plan_lookup(&self, lookup: Lookup) {
        self.wanted.borrow_mut().push(lookup);
    }

    /// In a dry run, adds the lookups that a deal's card needs to the plan.
    pub fn plan_card_lookups(&self, columns: &Columns) {
        self.wanted.borrow_mut().extend(self.lookups_for_card(columns));
    }

    fn lookups_for_card(&self, columns: &Columns) -> Vec<Lookup> {
        if columns.chosen || !self.resolves_ids() {
            self.lookups_for_fields(&columns.fields)
        } else {
            // A card shows fields of any kind.
            DEAL_NAMES.into_iter().chain(self.shows_times().then_some(Lookup::Account)).collect()
        }
    }

    async fn names_for_fields(&self, fields: &[Field]) -> Result<Names, Error> {
        if self.shows_times() || self.settings.flags.resolve {
            self.contacts();
        }
        let needs = self.lookups_for_fields(fields);
        if needs.contains(&Lookup::Fields) {
            self.lookup(Lookup::Fields).await?;
        }
        // Once the fields are known, so are those that contain a user.
        self.names(&self.lookups_for_fields(fields)).await
    }

    /// The lists that are needed to resolve the IDs in these columns; empty if IDs are printed.
    fn lookups_for_fields(&self, fields: &[Field]) -> Vec<Lookup> {
        let has = |is: &dyn Fn(&Field) -> bool| fields.iter().any(is);
        let mut needs = Vec::new();
        if self.shows_times() && has(&|field| field.kind == FieldKind::Time) {
            needs.push(Lookup::Account);
        }
        if self.settings.flags.resolve {
            needs.extend(DEAL_NAMES);
            return needs;
        }
        if !self.resolves_ids() {
            return needs;
        }
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
        let known = self.cached(Lookup::Fields).filter(|_| needs.contains(&Lookup::Fields));
        let known = known.map(|fields| {
            let mut names = Names::default();
            names.learn(Lookup::Fields, &fields);
            names
        });
        if has(&|field| match &known {
            Some(names) if field.is_custom() => {
                names.field_for_code(&field.code).kind == FieldKind::User
            }
            // An unknown field may contain a user.
            _ => field.is_custom() || field.kind == FieldKind::User,
        }) {
            needs.push(Lookup::Users);
        }
        needs
    }

    /// Prints a table to stderr.
    pub fn print_table_to_stderr(&self, columns: Vec<Field>, rows: &[Record]) {
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
            says_zone: false,
            layout: Layout::default(),
            links: None,
            style: StreamStyle::new(&Term::stderr(), self.settings.color),
        };
        let (styled, mut drawn) = (view.style.color, Vec::new());
        // Writing to a vector cannot fail.
        let _ = Rows::new_list(Format::Table, view, &mut drawn).page(rows);
        stdio::lines(String::from_utf8_lossy(&drawn).trim_end(), styled);
    }
}

/// Prints a list of local data, for commands without an [`App`]: settings, profiles, fields.
pub fn print_list(
    settings: &Settings,
    columns: Columns,
    rows: &[impl Serialize],
) -> anyhow::Result<()> {
    print_list_with_names(settings, columns, rows, Names::default())
}

/// Like `print_list`, with the company's names.
pub fn print_list_with_names(
    settings: &Settings,
    columns: Columns,
    rows: &[impl Serialize],
    names: Names,
) -> anyhow::Result<()> {
    let view = view(settings, narrow(columns, settings)?, names);
    let mut out = rows_to(Spool::new_direct(), settings, choose_format(settings), true, view);
    out.page(&to_records(rows))?;
    out.finish()?;
    Ok(())
}

/// Prints plain text to stdout, such as generated files and URLs.
pub fn print_text(content: &str) -> anyhow::Result<()> {
    Ok(stdio::print(content.as_bytes(), false)?)
}

/// The width of stdout in columns, if it is a terminal.
pub fn terminal_width() -> Option<usize> {
    StreamStyle::new(&Term::stdout(), Color::Never).width
}

/// Prints JSON to stdout: unchanged, or indented on a terminal.
pub fn print_json(settings: &Settings, content: &str) -> anyhow::Result<()> {
    let is_json = serde_json::from_str::<&RawValue>(content).is_ok();
    if !io::stdout().is_terminal() || !is_json {
        return print_text(content);
    }
    let (mut text, style) = (Vec::new(), StreamStyle::new(&Term::stdout(), settings.color));
    indent::write(content, 0, style.color, &mut text)?;
    text.push(b'\n');
    Ok(stdio::print(&text, style.color)?)
}

/// Prints help to stdout, in color if supported.
pub fn print_styled(content: &StyledStr, color: Color) -> anyhow::Result<()> {
    let styled = StreamStyle::new(&Term::stdout(), color).color;
    let text = if styled { content.ansi().to_string() } else { content.to_string() };
    Ok(stdio::print(text.as_bytes(), styled)?)
}

fn to_records(rows: &[impl Serialize]) -> Vec<Record> {
    let record = |row| Record::new(to_raw_value(row).ok()?);
    rows.iter().filter_map(record).collect()
}

/// Rows of a list or of one record, with the filter of `--jq` if set.
fn rows_to(out: Spool, settings: &Settings, format: Format, is_list: bool, view: View) -> Out {
    // Cells are sanitized and JSON is escaped, so color sequences are ours; CSV and raw output of a
    // filter have none.
    let is_json = format == Format::Json && io::stdout().is_terminal();
    let is_styled = match &settings.jq {
        Some(filter) => is_json && !filter.raw,
        None => is_json || format == Format::Table,
    };
    out.style(is_styled && view.style.color);
    let mut rows = match &settings.jq {
        Some(filter) => Rows::new_filtered(filter.clone(), format, is_list, view, out),
        None if is_list => Rows::new_list(format, view, out),
        None => Rows::new_single(format, view, out),
    };
    if is_json {
        rows.indent();
    }
    rows
}

fn view(settings: &Settings, mut columns: Columns, names: Names) -> View {
    for field in &mut columns.fields {
        if matches!(field.kind, FieldKind::Choice | FieldKind::Choices) {
            // The options of built-in fields are company-specific too.
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
        says_zone: settings.flags.fields.is_none(),
        layout: columns.layout,
        links: columns.links,
        style: StreamStyle::new(&Term::stdout(), settings.color),
    }
}
