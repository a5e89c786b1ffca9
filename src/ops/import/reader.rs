//! Opens a file, understands it, and reads its rows. The first pass over the file decides what the cells
//! of each column mean; the second one yields the rows.

use super::columns::{self, Column, Columns, Role};
use super::decisions;
use super::facts::ColumnFacts;
use super::people::People;
use super::reading::{Reading, field_of};
use super::rows::{Bounds, Counts, Rows};
use super::source::Source;
use super::table::{Cell, RawRow, Table};
use super::values::{Format, Values};
use super::words;
use super::{ImportRow, ReadOptions};
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, ContactKind, Lookup, Names};
use crate::model::record::Record;
use crate::ops::resolve;
use crate::text;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A file that is understood.
pub struct ImportReader {
    table: Table,
    bounds: Bounds,
    headings: Vec<String>,
    reading: Reading,
    notes: Vec<String>,
}

/// What the first pass has learned.
#[derive(Default)]
pub struct Facts {
    pub columns: Vec<ColumnFacts>,
    pub rows: usize,
    pub counts: Counts,
    /// Rows without the ID of a deal.
    pub new_rows: usize,
    /// The first of them with an amount that has no currency.
    pub bare_amount: Option<usize>,
    /// Rows with fewer cells than there are headings.
    pub short: usize,
    /// Cells with spaces around them.
    pub trimmed: usize,
}

impl ImportReader {
    /// Opens and understands a file. All mistakes about the file and its columns are one error.
    pub async fn open(
        app: &App,
        file: &Path,
        read: &ReadOptions,
        key: Option<&str>,
    ) -> Result<ImportReader, Error> {
        let flags = decisions::Flags::parse(read)?;
        let source = Source::open(app, file, read.encoding.as_deref())?;
        let table = Table::open(source)?;
        check_sheets(app, &table)?;
        let mut notes = table.notes();
        let mut names = app.names(&[Lookup::Fields]).await?;
        let mut numbered = find_numbered(app).await?;
        let (headings, header_line) = find_headings(&table, read.header_row, &names, &numbered)?;
        let is_objects = table.keys().is_some();
        let read_columns = |names: &Names, numbered: &HashSet<String>| {
            columns::Reader::new(&headings, names, numbered, is_objects).read(read)
        };
        let mut found = read_columns(&names, &numbered)?;
        if !found.problems.is_empty() && app.refresh(&[Lookup::Fields]).await? {
            names = app.names(&[Lookup::Fields]).await?;
            numbered = find_numbered(app).await?;
            found = read_columns(&names, &numbered)?;
        }
        let Columns { list, settings, system, mut problems } = found;
        let cells = decisions::cell_rules(read, &headings, &mut problems)?;
        let key = match key {
            Some(word) => Some(resolve::field(app, word).await?),
            None => None,
        };
        if let Some(key) = &key {
            decisions::check_key(key, &list, &settings, &mut problems);
        }
        if let Some(system) = system {
            let how = if read.from.is_some() { "" } else { " (by the headings)" };
            notes.push(format!("read as a file of {system}{how}"));
        }
        let names = app.names(&needed(&list, &settings)).await?;
        let now = app.now().await?;
        let zone = flags.zone.clone().unwrap_or_else(|| now.time_zone().clone());
        let values = Values { names, now, zone, currencies: Vec::new(), people: People::default() };
        let mut reading = Reading {
            formats: vec![Format::default(); list.len()],
            columns: list,
            settings,
            cells,
            values,
            links: HashMap::new(),
            key,
            clear_empty: read.clear_empty,
            zone_of_updates: flags.zone.clone(),
            width: headings.len(),
            known: RefCell::default(),
        };
        let bounds = Bounds {
            header_line,
            skip_last: read.skip_last,
            has_footer: system == Some(super::presets::System::Salesforce),
        };
        let facts = first_pass(&table, bounds, &reading)?;
        decisions::check_columns(&mut reading, &facts, is_objects, &mut problems);
        decisions::decide(app, &mut reading, &facts, &flags, is_objects, &mut problems).await?;
        if !problems.is_empty() {
            return Err(all_in_one(&table.source.name, problems));
        }
        look_up(app, &mut reading, &facts).await?;
        words::ask(app, &mut reading, &facts)?;
        notes.extend(super::notes::collect(&reading, &facts, &table));
        Ok(ImportReader { table, bounds, headings, reading, notes })
    }

    /// SHA-256 of the bytes of the file, in hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.table.source.hash
    }

    /// The headings as they are in the file.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Whether there is a column with IDs of deals.
    pub fn has_ids(&self) -> bool {
        self.has(&Role::Id)
    }

    /// Whether there is a column with the times at which the deals had these values.
    pub fn has_updated(&self) -> bool {
        self.has(&Role::Updated)
    }

    fn has(&self, role: &Role) -> bool {
        self.reading.columns.iter().any(|column| column.role == *role)
    }

    /// The field of `--key`.
    pub fn key_field(&self) -> Option<&Field> {
        self.reading.key.as_ref()
    }

    /// What was decided about the file, one line each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rows from the beginning of the file.
    pub fn rows(&self) -> Result<impl Iterator<Item = Result<ImportRow, Error>>, Error> {
        let rows = Rows::new(&self.table, self.bounds).enumerate();
        Ok(rows.map(|(at, raw)| raw.map(|raw| self.reading.read(at + 1, &raw))))
    }
}

/// At a terminal nobody misses the other sheets of a workbook.
fn check_sheets(app: &App, table: &Table) -> Result<(), Error> {
    if table.other_sheets.is_empty() || !app.ask.can_ask() {
        return Ok(());
    }
    let others: Vec<&str> = table.other_sheets.iter().map(String::as_str).collect();
    let question =
        format!("Other sheets have rows, too: {}. Read only the first?", columns::list(&others));
    if app.ask.agrees(&question)? { Ok(()) } else { Err(Error::canceled()) }
}

/// The codes of the fields that Pipedrive numbers.
async fn find_numbered(app: &App) -> Result<HashSet<String>, Error> {
    let fields = app.lookup(Lookup::Fields).await?;
    let is_numbered = |record: &&Record| {
        record.read().text("field_type").is_some_and(|kind| kind == "varchar_auto")
    };
    let code = |record: &Record| Some(record.read().text("field_code")?.into_owned());
    Ok(fields.iter().filter(is_numbered).filter_map(code).collect())
}

/// The lists of the company that the columns need.
fn needed(list: &[Column], settings: &[columns::Setting]) -> Vec<Lookup> {
    let mut needed = vec![Lookup::Fields];
    let fields = list.iter().filter_map(|column| field_of(&column.role));
    for field in fields.chain(settings.iter().map(|setting| &setting.field)) {
        match field.kind {
            FieldKind::Stage | FieldKind::Pipeline => {
                needed.extend([Lookup::Stages, Lookup::Pipelines]);
            }
            FieldKind::User => needed.push(Lookup::Users),
            FieldKind::Money(_) | FieldKind::Monetary => needed.push(Lookup::Currencies),
            _ if field.code == "currency" => needed.push(Lookup::Currencies),
            _ => {}
        }
    }
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// The headings, and the line in which they are.
fn find_headings(
    table: &Table,
    header_row: Option<usize>,
    names: &Names,
    numbered: &HashSet<String>,
) -> Result<(Vec<String>, Option<u64>), Error> {
    /// How far a row of headings is looked for.
    const ROWS: usize = 20;
    let name = &table.source.name;
    if let Some(keys) = table.keys() {
        return match header_row {
            Some(_) => Err(Error::usage(format!("{name} is JSON: --header-row is for tables"))),
            None => Ok((keys.to_vec(), None)),
        };
    }
    let texts = |row: &RawRow| {
        let mut cells: Vec<String> = row.cells.iter().map(Cell::text).collect();
        // Spreadsheets write empty columns behind the last one.
        while cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        cells
    };
    if let Some(number) = header_row {
        for row in table.rows() {
            let row = row?;
            if row.line == number as u64 && !row.is_blank() {
                return Ok((texts(&row), Some(row.line)));
            }
        }
        return Err(Error::usage(format!("{name} has no row {number} that is not empty")));
    }
    let mut rows = Vec::new();
    for row in table.rows().filter(|row| !row.as_ref().is_ok_and(RawRow::is_blank)).take(ROWS) {
        // What is wrong further down is found by the first pass.
        match row {
            Ok(row) => rows.push(row),
            Err(error) if rows.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    let Some(first) = rows.first() else {
        return Err(Error::usage(format!("{name} has no rows")));
    };
    let headings = texts(first);
    let known = |row: &RawRow| columns::count_known(&texts(row), names, numbered);
    let count = known(first);
    let better = rows.iter().skip(1).max_by_key(|row| known(row)).filter(|row| known(row) >= 2);
    if let Some(row) = better.filter(|_| count == 0) {
        return Err(Error::usage(format!(
            "row {} of {name} does not look like headings, and row {} does",
            first.line, row.line
        ))
        .hint(format!("use --header-row {}", row.line)));
    }
    Ok((headings, Some(first.line)))
}

fn first_pass(table: &Table, bounds: Bounds, reading: &Reading) -> Result<Facts, Error> {
    let mut facts = Facts::default();
    facts.columns.resize_with(reading.columns.len(), ColumnFacts::default);
    let id = Field::from_code("id");
    let place = |code: &str| {
        let is_it =
            |column: &Column| field_of(&column.role).is_some_and(|field| field.code == code);
        reading.columns.iter().position(is_it)
    };
    let (title, value) = (place("title"), place("value"));
    let mut rows = Rows::new(table, bounds);
    while let Some(raw) = rows.next() {
        let raw = raw?;
        facts.rows += 1;
        facts.short += usize::from(raw.cells.len() < reading.width);
        let is_total = super::rows::is_total(&raw).is_some();
        let mut has_id = false;
        let mut texts = HashMap::new();
        for (at, column) in reading.columns.iter().enumerate() {
            let field = match &column.role {
                Role::Id => Some(&id),
                role => field_of(role),
            };
            let text = reading.cells.text(&raw, &column.places, field, reading.names());
            let is_typed = super::cells::is_typed(&raw, &column.places);
            has_id |= column.role == Role::Id && !text.is_empty();
            if let [place] = column.places[..]
                && field.is_some()
                && let Some(Cell::Text(whole)) = raw.cells.get(place)
            {
                facts.trimmed += usize::from(whole.len() != whole.trim().len() && !text.is_empty());
            }
            if is_total {
                continue;
            }
            // The type of a cell leaves no doubt.
            let is_figure = field.is_some_and(|field| field.is_figure() && field.code != "id");
            if column.role == Role::Updated {
                facts.columns[at].has_local_time |= text.parse::<jiff::Timestamp>().is_err();
            }
            facts.columns[at].see(facts.rows, field.filter(|_| !(is_typed && is_figure)), &text);
            if Some(at) == title || Some(at) == value {
                texts.insert(at, text);
            }
        }
        if has_id || is_total {
            continue;
        }
        facts.new_rows += 1;
        let is_filled =
            |at: Option<usize>| at.is_none_or(|at| texts.get(&at).is_some_and(|t| !t.is_empty()));
        let is_bare = value.and_then(|at| texts.get(&at)).is_some_and(|text| {
            !text.is_empty() && super::amounts::read(text, None).is_ok_and(|f| f.affix.is_empty())
        });
        if is_filled(title) && is_bare {
            facts.bare_amount.get_or_insert(facts.rows);
        }
    }
    facts.counts = rows.counts;
    Ok(facts)
}

/// Looks up persons, organizations, and the deals behind URLs.
async fn look_up(app: &App, reading: &mut Reading, facts: &Facts) -> Result<(), Error> {
    let mut people = std::mem::take(&mut reading.values.people);
    for kind in ContactKind::ALL {
        let is_it = |column: &Column| {
            field_of(&column.role).is_some_and(|f| ContactKind::from_field(f.kind) == Some(kind))
        };
        let columns = reading.columns.iter().zip(&facts.columns);
        let words =
            columns.filter(|(column, _)| is_it(column)).flat_map(|(_, facts)| facts.words.keys());
        people.look_up(app, kind, words).await?;
    }
    reading.values.people = people;
    let columns = reading.columns.iter().zip(&facts.columns);
    for (_, facts) in columns.filter(|(column, _)| column.role == Role::Id) {
        for word in facts.words.keys() {
            let found = match names::deal(word) {
                Ok(deal) => app.check_deal(deal, word).await,
                Err(error) => Err(error),
            };
            let found = match found {
                Err(error) if !error.is_mistake() => return Err(error),
                found => found.map_err(super::values::into_line),
            };
            reading.links.insert(word.clone(), found);
        }
    }
    Ok(())
}

/// One mistake by itself, several with a line each.
fn all_in_one(name: &str, mut problems: Vec<Error>) -> Error {
    if problems.len() == 1 {
        return problems.remove(0);
    }
    let line = |problem: &Error| match &problem.hint {
        Some(hint) => format!("\n  {problem} ({hint})"),
        None => format!("\n  {problem}"),
    };
    let lines: String = problems.iter().map(line).collect();
    let count = text::count(problems.len(), "mistake");
    Error::usage(format!("{count} about the columns of {name}:{lines}"))
}
