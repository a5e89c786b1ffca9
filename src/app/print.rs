//! What goes to stdout: rows in the format asked for, with names for IDs where a person reads them.

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

/// The lists that have the names for the IDs in a deal.
const DEAL_NAMES: [Lookup; 4] = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users];

/// The width of a chart without a terminal, in columns.
const CHART_WIDTH: usize = 80;

/// Rows on their way to stdout.
pub type Out = Rows<Spool>;

impl App {
    /// Whether cells are printed, and not the records of the response.
    pub fn is_tabular(&self) -> bool {
        matches!(self.format, Format::Table | Format::Csv | Format::Markdown)
    }

    /// Whether names are printed for IDs.
    pub fn resolves_ids(&self) -> bool {
        self.is_tabular() && !self.settings.flags.raw
    }

    /// Whether times are printed for a person, in the account's zone.
    pub fn shows_times(&self) -> bool {
        self.format.is_for_people() && !self.settings.flags.raw && self.settings.jq.is_none()
    }

    /// Whether a table with names goes to a terminal.
    pub fn is_on_screen(&self) -> bool {
        self.resolves_ids() && self.is_table_on_screen()
    }

    /// Whether the records that were written are not printed: on a terminal, where neither -v nor
    /// --fields asks for them, the line about each write is the last one.
    pub fn hides_written(&self) -> bool {
        self.is_table_on_screen() && !self.shows_written()
    }

    /// Whether they are printed on a terminal, because -v or --fields ask for them.
    pub(super) fn shows_written(&self) -> bool {
        let flags = &self.settings.flags;
        self.is_table_on_screen() && (flags.verbose > 0 || flags.fields.is_some())
    }

    /// Whether a table or a card goes to a terminal, with names or --raw.
    pub fn is_table_on_screen(&self) -> bool {
        let is_table = self.format == Format::Table && self.settings.jq.is_none();
        is_table && io::stdout().is_terminal()
    }

    /// The pager for the rows of a list; none for what a program reads, nor with -v, which prints
    /// requests to the same screen meanwhile.
    pub fn pager(&self) -> Option<PagerCommand> {
        let is_paged = self.is_table_on_screen() && self.settings.flags.verbose == 0;
        self.settings.pager.clone().filter(|_| is_paged)
    }

    /// Rows that are all at hand, to stdout, through the pager where they are longer than the screen.
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

    /// The rows as bars, to stdout. A chart is text: no other format can be asked for.
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

    /// A text of our own, to stdout, through the pager where it is longer than the screen; `styled` keeps
    /// its colors.
    pub async fn print_paged(&self, text: &str, styled: bool) -> anyhow::Result<()> {
        let out = Spool::new_paged().with_pager(self.pager());
        out.style(styled);
        out.clone().write_all(text.as_bytes())?;
        out.close().await?;
        Ok(())
    }

    /// Refuses `--chart` beside a format that has none.
    pub fn check_chart(&self, is_chart: bool) -> Result<(), Error> {
        let format = self.settings.output.filter(|format| *format != Format::Table);
        match format {
            _ if !is_chart => Ok(()),
            None if self.settings.jq.is_none() => Ok(()),
            _ => Err(Error::usage("--chart prints bars, not data")
                .hint("leave out --chart, or -o and --jq")),
        }
    }

    /// Rows of a list, to stdout.
    pub async fn list(&self, columns: Columns) -> Result<Out, Error> {
        self.list_as(self.format, columns).await
    }

    /// The same in a format of the command's own choice.
    pub async fn list_as(&self, format: Format, columns: Columns) -> Result<Out, Error> {
        self.list_to(Spool::through(), format, columns).await
    }

    /// The same for a list of many pages; the caller drains the spool.
    pub async fn list_to(
        &self,
        out: Spool,
        format: Format,
        columns: Columns,
    ) -> Result<Out, Error> {
        let names = self.words_for(&columns.fields).await?;
        Ok(rows_to(out, &self.settings, format, true, view(&self.settings, columns, names)))
    }

    /// Rows of a list of deals, to a file. CSV has names for IDs unless `--raw` is given.
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

    /// One record, to stdout, through the pager where it is longer than the screen.
    pub async fn print(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let out = match self.pager() {
            Some(pager) => Spool::new_paged().with_pager(Some(pager)),
            // A filter may print without an end.
            None => Spool::through(),
        };
        self.print_to(out.clone(), columns, record).await?;
        out.close().await
    }

    /// One record that was written, without a pager, unless the line about the write is enough.
    pub async fn print_written(&self, columns: Columns, record: &Record) -> anyhow::Result<()> {
        if self.hides_written() {
            return Ok(());
        }
        self.print_to(Spool::through(), columns, record).await
    }

    async fn print_to(&self, out: Spool, columns: Columns, record: &Record) -> anyhow::Result<()> {
        let mut fields = columns.fields.clone();
        if !columns.chosen {
            // A card shows all fields, custom fields too.
            fields.extend(record.read().custom_members().map(|(code, _)| Field::from_code(code)));
        }
        let names = self.words_for(&fields).await?;
        let view = view(&self.settings, columns, names);
        let mut rows = rows_to(out, &self.settings, self.format, false, view);
        rows.page(std::slice::from_ref(record))?;
        rows.finish()?;
        Ok(())
    }

    /// Looks up now what the report of a write will need, so that an error comes before the write and
    /// not between it and its report.
    pub async fn prepare(&self, columns: &Columns) -> Result<(), Error> {
        if self.is_dry() {
            self.will_show_card(columns);
            return Ok(());
        }
        self.names(&self.lookups_for_card(columns)).await.map(drop)
    }

    /// The same for rows that have these columns and no others.
    pub async fn prepare_rows(&self, columns: &Columns) -> Result<(), Error> {
        self.words_for(&columns.fields).await.map(drop)
    }

    /// A dry run lists the look-ups too that these rows will need.
    pub fn will_show(&self, columns: &Columns) {
        self.wanted.borrow_mut().extend(self.lookups_for_fields(&columns.fields));
    }

    /// A dry run lists this look-up too.
    pub fn want(&self, lookup: Lookup) {
        self.wanted.borrow_mut().push(lookup);
    }

    /// The same for a deal's card.
    pub fn will_show_card(&self, columns: &Columns) {
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

    async fn words_for(&self, fields: &[Field]) -> Result<Names, Error> {
        if self.shows_times() || self.settings.flags.resolve {
            self.contacts();
        }
        let needs = self.lookups_for_fields(fields);
        if needs.contains(&Lookup::Fields) {
            self.lookup(Lookup::Fields).await?;
        }
        // Which fields hold a user is known once the fields are.
        self.names(&self.lookups_for_fields(fields)).await
    }

    /// The lists that have the names for these columns; none where IDs are printed.
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
            // An unknown field may hold a user.
            _ => field.is_custom() || field.kind == FieldKind::User,
        }) {
            needs.push(Lookup::Users);
        }
        needs
    }

    /// A table on stderr, apart from the data.
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
            says_zone: false,
            layout: Layout::default(),
            links: None,
            style: StreamStyle::new(&Term::stderr(), self.settings.color),
        };
        let (styled, mut drawn) = (view.style.color, Vec::new());
        // A vector takes everything.
        let _ = Rows::new_list(Format::Table, view, &mut drawn).page(rows);
        stdio::lines(String::from_utf8_lossy(&drawn).trim_end(), styled);
    }
}

/// A list of local data, for the commands that have no [`App`]: settings, profiles, fields.
pub fn print_list(
    settings: &Settings,
    columns: Columns,
    rows: &[impl Serialize],
) -> anyhow::Result<()> {
    print_list_in_words(settings, columns, rows, Names::default())
}

/// The same with the company's names.
pub fn print_list_in_words(
    settings: &Settings,
    columns: Columns,
    rows: &[impl Serialize],
    names: Names,
) -> anyhow::Result<()> {
    let view = view(settings, narrow(columns, settings)?, names);
    let mut out = rows_to(Spool::through(), settings, choose_format(settings), true, view);
    out.page(&to_records(rows))?;
    out.finish()?;
    Ok(())
}

/// Plain text on stdout: generated files and addresses.
pub fn print_text(content: &str) -> anyhow::Result<()> {
    Ok(stdio::print(content.as_bytes(), false)?)
}

/// The width of stdout in columns, if it is a terminal.
pub fn terminal_width() -> Option<usize> {
    StreamStyle::new(&Term::stdout(), Color::Never).width
}

/// Text of our own on stdout, in color where it can be: help.
/// JSON on stdout: unchanged, or indented on a terminal.
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

/// Help on stdout, in color where it can be.
pub fn print_styled(content: &StyledStr, color: Color) -> anyhow::Result<()> {
    let styled = StreamStyle::new(&Term::stdout(), color).color;
    let text = if styled { content.ansi().to_string() } else { content.to_string() };
    Ok(stdio::print(text.as_bytes(), styled)?)
}

fn to_records(rows: &[impl Serialize]) -> Vec<Record> {
    let record = |row| Record::new(to_raw_value(row).ok()?);
    rows.iter().filter_map(record).collect()
}

/// A list or one record, through the filter of `--jq` if there is one.
fn rows_to(out: Spool, settings: &Settings, format: Format, is_list: bool, view: View) -> Out {
    // Cells are cleaned and JSON has escapes, so what looks like a color is one; CSV and the texts that
    // a filter prints as they are have none.
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
            // Built-in fields too have the company's options.
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
