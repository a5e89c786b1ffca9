//! Prints lists page by page: the columns of a record, the limit, and the note about the count.

use crate::api::pages::{Pages, SeenIds};
use crate::app::{App, Columns, Out, Spool};
use crate::error::Error;
use crate::model::arg;
use crate::model::field::{Column, Field};
use crate::model::names::Names;
use crate::model::record::Record;
use crate::model::value;
use crate::ops::bulk;
use crate::output::{Format, Layout};
use crate::text;
use std::borrow::Cow;

/// The columns of one kind of records.
pub struct ListSpec {
    /// The singular noun for a record.
    pub noun: &'static str,
    pub columns: &'static [Column],
    /// Additional keys for `--fields`.
    pub more: &'static [&'static str],
}

/// The flags of a list that is paged by cursor.
#[derive(clap::Args, Debug)]
pub struct CursorArgs {
    /// Show at most N rows
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Resume from the cursor of an earlier run
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

/// The flags of a list that is paged by offset.
#[derive(clap::Args, Debug)]
pub struct StartArgs {
    /// Show at most N rows
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Skip the first N rows
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(0), allow_negative_numbers = true)]
    start: Option<u64>,
}

impl CursorArgs {
    pub fn apply<'a>(&self, pages: Pages<'a>) -> Pages<'a> {
        pages.limit(self.limit).from_cursor(self.cursor.clone())
    }
}

impl StartArgs {
    pub fn apply<'a>(&self, pages: Pages<'a>) -> Pages<'a> {
        pages.limit(self.limit).from_start(self.start)
    }
}

impl ListSpec {
    /// The columns of `--fields`, or else all columns that are not in `more`.
    pub fn columns(&self, app: &App) -> Result<Columns, Error> {
        let words = app.resolves_ids();
        let default = self.columns.iter().map(|column| field(column, words)).collect();
        app.columns(default, |word| self.find_column(word, words))
    }

    /// Does the lookups for [`show`] before a write.
    pub async fn prepare(&self, app: &App) -> Result<(), Error> {
        app.prepare_rows(&self.columns(app)?).await
    }

    /// The columns of the card of a record: only those with a value, since v1 returns many more fields.
    fn card(&self, app: &App, record: &Record) -> Result<Columns, Error> {
        let mut columns = self.columns(app)?;
        if app.format == Format::Table && !columns.chosen {
            let reading = record.read();
            let says = |field: &Field| {
                let shown = |raw| value::show(field, raw, &Names::default());
                reading.get(&field.code).is_some_and(|raw| !shown(raw).is_empty())
            };
            columns.fields.retain(says);
            columns.chosen = true;
        }
        Ok(columns)
    }

    /// Finds a column by its code or heading, or a key of the record, with or without the prefix `data.` of
    /// some keys.
    fn find_column(&self, word: &str, words: bool) -> Result<Field, Error> {
        let is = |code: &str| code == word || code.strip_prefix("data.") == Some(word);
        let fits = |column: &&Column| column.is_called(word) || is(column.code);
        if let Some(column) = self.columns.iter().find(fits) {
            return Ok(field(column, words));
        }
        let sources = self.columns.iter().map(|column| column.source);
        if let Some(code) = sources.chain(self.more.iter().copied()).find(|code| is(code)) {
            let field = Field::from_code(code);
            return Ok(match code.strip_prefix("data.") {
                Some(short) if words => Field { name: short.into(), ..field },
                _ => field,
            });
        }
        let known: Vec<&str> = self.fields().map(|(code, _)| code).collect();
        let hint = text::did_you_mean(word, known.iter().copied())
            .unwrap_or_else(|| format!("valid fields: {}", known.join(", ")));
        Err(Error::usage(format!("{} have no field `{word}`", text::plural(self.noun))).hint(hint))
    }

    /// The columns for `--fields`, by code and heading.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let name = |code| self.columns.iter().find(|column| column.code == code);
        let short = |code: &'static str| code.strip_prefix("data.").unwrap_or(code);
        let columns = self.columns.iter().map(|column| column.code);
        columns
            .chain(self.more.iter().copied())
            .map(move |code| (short(code), name(code).map_or("", |column| column.name)))
    }
}

/// The field of a column, formatted for people or as in the record.
fn field(column: &Column, words: bool) -> Field {
    if words { column.field() } else { column.source_field() }
}

/// Prints the rows of a list and counts them.
pub struct ListPrinter<'a> {
    app: &'a App,
    rows: Out,
    /// The output of the rows.
    out: Spool,
    noun: &'static str,
    seen: usize,
    /// The number of records that the rows were made of: a row of a table may have several.
    taken: usize,
    /// The key of a time: `convert` gets all records of the same second together, even across pages.
    together: Option<&'static str>,
    /// Whether JSON gets names that are not in the response.
    prepares_json: bool,
    /// The IDs of printed records, to print each only once.
    printed: SeenIds,
    /// Columns to drop if all rows have this JSON value.
    implied: &'static [(&'static str, &'static str)],
    /// A note that there are more rows, and how to get them.
    cut: Option<String>,
}

impl<'a> ListPrinter<'a> {
    pub async fn new(
        app: &'a App,
        columns: Columns,
        noun: &'static str,
    ) -> Result<ListPrinter<'a>, Error> {
        let out = Spool::new_paged().with_pager(app.pager());
        let is_free = app.is_on_screen() && !columns.chosen;
        let implied = if is_free { columns.layout.implied } else { &[] };
        let rows = app.list_to(out.clone(), app.format, columns).await?;
        Ok(ListPrinter {
            app,
            rows,
            out,
            noun,
            seen: 0,
            taken: 0,
            together: None,
            prepares_json: false,
            printed: SeenIds::default(),
            implied,
            cut: None,
        })
    }

    /// Sets whether `convert` also converts the records of JSON.
    pub fn set_prepares_json(&mut self, prepares: bool) {
        self.prepares_json = prepares;
    }

    /// The number of rows up to `limit`.
    pub fn left(&self, limit: Option<u64>) -> Option<u64> {
        limit.map(|limit| limit.saturating_sub(self.seen as u64))
    }

    /// Prints these pages; returns whether a limit cut them. `convert` converts the records to rows of a
    /// table; JSON has the records themselves.
    pub async fn print_pages(
        &mut self,
        pages: Pages<'_>,
        convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
    ) -> anyhow::Result<bool> {
        let walked = self.walk(pages, convert).await;
        if walked.is_err() {
            // The rows before the error are flushed first.
            self.out.close().await?;
        }
        walked
    }

    async fn walk(
        &mut self,
        pages: Pages<'_>,
        mut convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
    ) -> anyhow::Result<bool> {
        let mut pages = pages.without(std::mem::take(&mut self.printed));
        let mut page = self.first_rows(&mut pages).await?;
        let mut is_first = true;
        let mut held = Vec::new();
        while let Some(records) = page {
            self.app.remember_deals(&pages.request(), &records);
            self.taken += records.len();
            let records = if self.app.is_tabular() || self.prepares_json {
                let mut records = [held, records].concat();
                let last = self.together.filter(|_| !pages.is_done());
                held = last.map(|time| split_last(&mut records, time)).unwrap_or_default();
                convert(records).await?
            } else {
                records
            };
            if is_first && pages.is_done() {
                self.leave_out_implied(&records);
            }
            if is_first {
                // If the reader of stdout has exited after the first page, the second one is not requested.
                self.page(&records)?;
                self.out.drain().await?;
                page = self.app.next_page(&mut pages).await?;
            } else {
                // The next page is fetched while this one is printed. A closed stdout ends both; after a
                // failed request the earlier rows are still printed.
                let next = async { anyhow::Ok(self.app.next_page(&mut pages).await) };
                let print = async {
                    // The request is sent by another task, which has to run first.
                    tokio::task::yield_now().await;
                    self.page(&records)?;
                    self.out.drain().await?;
                    Ok(())
                };
                let (next, ()) = tokio::try_join!(next, print)?;
                page = next?;
            }
            is_first = false;
        }
        let is_cut = pages.is_cut();
        if is_cut {
            let on = match (pages.cursor(), pages.start()) {
                (Some(cursor), _) => format!(": --cursor {cursor}"),
                (_, Some(start)) => format!(": --start {start}"),
                _ => String::new(),
            };
            let more = if pages.has_more() { "there are more" } else { "there may be more" };
            self.cut = Some(match self.app.settings.flags.verbose {
                0 => more.to_owned(),
                _ => format!("{more}{on}"),
            });
        }
        self.printed = pages.into_seen_ids();
        Ok(is_cut)
    }

    /// Reads the first page. If most records may be dropped, a table gets enough rows to compute its widths.
    async fn first_rows(&self, pages: &mut Pages<'_>) -> Result<Option<Vec<Record>>, Error> {
        const MIN_ROWS: usize = 50;
        let mut page = self.app.next_page(pages).await?;
        let is_table = self.app.format == Format::Table && pages.is_filtered();
        while let Some(records) = &mut page
            && is_table
            && records.len() < MIN_ROWS
            && let Some(more) = self.app.next_page(pages).await?
        {
            records.extend(more);
        }
        Ok(page)
    }

    /// Prints records that were read before; `is_cut` means that a limit left out others.
    pub async fn print_records(
        &mut self,
        mut records: Vec<Record>,
        is_cut: bool,
        mut convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
    ) -> anyhow::Result<()> {
        const PAGE: usize = 500;
        let is_whole = records.len() <= PAGE;
        while !records.is_empty() {
            let rest = records.split_off(records.len().min(PAGE));
            let mut page = std::mem::replace(&mut records, rest);
            self.taken += page.len();
            if self.app.is_tabular() || self.prepares_json {
                page = convert(page).await?;
            }
            if is_whole {
                self.leave_out_implied(&page);
            }
            self.page(&page)?;
            self.out.drain().await?;
        }
        self.cut = is_cut.then(|| "there are more".to_owned());
        Ok(())
    }

    /// Drops the columns that have their default value in all rows.
    fn leave_out_implied(&mut self, records: &[Record]) {
        self.rows.leave_out_implied(self.implied, records);
        self.implied = &[];
    }

    /// Prints rows without further requests.
    pub fn page(&mut self, records: &[Record]) -> anyhow::Result<()> {
        self.seen += records.len();
        self.app.progress.set_rows(self.seen, self.noun);
        Ok(self.rows.page(records)?)
    }

    /// Ends the document, and prints notes about the count and the rows that are not shown.
    pub async fn finish(self) -> anyhow::Result<()> {
        let ListPrinter { app, rows, out, noun, seen, taken, cut, .. } = self;
        let rows_shown = || {
            if taken > seen { format!(" in {}", text::count(seen, "row")) } else { String::new() }
        };
        let count = text::count(taken.max(seen), noun);
        let hidden = rows.hidden();
        rows.finish()?;
        out.close().await?;
        app.note_hidden_columns(hidden);
        match cut {
            Some(more) => {
                app.note(format_args!("{count}{} shown; {more}", rows_shown()));
            }
            None if seen == 0 => app.note(format_args!("no {}", text::plural(noun))),
            None if app.is_table_on_screen() => app.note(format_args!("{count}{}", rows_shown())),
            None => {}
        }
        Ok(())
    }
}

/// The layout of histories and mail: text is wrapped.
const WRAPPED: Layout = Layout { wraps: true, expendable: &["change_source"], implied: &[] };

/// Removes the records of the last second from a page.
fn split_last(records: &mut Vec<Record>, time: &str) -> Vec<Record> {
    let at = |record: &Record| record.read().text(time).map(Cow::into_owned);
    let last = records.last().and_then(at);
    let place = records.iter().rposition(|record| at(record) != last).map_or(0, |place| place + 1);
    records.split_off(place)
}

/// Prints a list that is related to a deal, or its request in a dry run.
pub async fn list(
    app: &App,
    spec: &ListSpec,
    pages: Pages<'_>,
    convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
) -> anyhow::Result<()> {
    print_list(app, spec, pages, None, Layout::default(), convert).await
}

/// Like [`list`], with text wrapped instead of truncated.
pub async fn list_wrapped(
    app: &App,
    spec: &ListSpec,
    pages: Pages<'_>,
    convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
) -> anyhow::Result<()> {
    print_list(app, spec, pages, None, WRAPPED, convert).await
}

/// Like [`list`], for a history: `convert` gets all records of the same second together, and in a table the
/// entries of one action are one row.
pub async fn list_history(
    app: &App,
    spec: &ListSpec,
    pages: Pages<'_>,
    time: &'static str,
    convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
) -> anyhow::Result<()> {
    print_list(app, spec, pages, Some(time), WRAPPED, convert).await
}

async fn print_list(
    app: &App,
    spec: &ListSpec,
    pages: Pages<'_>,
    together: Option<&'static str>,
    layout: Layout,
    convert: impl AsyncFnMut(Vec<Record>) -> Result<Vec<Record>, Error>,
) -> anyhow::Result<()> {
    let columns = spec.columns(app)?.with_layout(layout);
    if app.is_dry() {
        app.plan_lookups(&columns);
        return app.plan(&[pages.request()]);
    }
    let walk = ListPrinter::new(app, columns, spec.noun).await?;
    let mut walk = ListPrinter { together, ..walk };
    walk.print_pages(pages, convert).await?;
    walk.finish().await
}

/// Returns records unchanged, for [`list`].
pub async fn as_is(records: Vec<Record>) -> Result<Vec<Record>, Error> {
    Ok(records)
}

/// Prints the written records: a card for one, rows for several.
pub async fn show(
    app: &App,
    spec: &ListSpec,
    asked: usize,
    records: &[Record],
) -> anyhow::Result<()> {
    let row = spec.columns(app)?;
    let card = match records {
        [record] => spec.card(app, record)?,
        _ => row.clone(),
    };
    bulk::show(app, asked, card, row, records).await
}

/// Prints one record as a card.
pub async fn show_one(app: &App, spec: &ListSpec, record: &Record) -> anyhow::Result<()> {
    app.print(spec.card(app, record)?, record).await
}
