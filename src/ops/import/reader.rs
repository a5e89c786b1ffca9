//! Opens a file, detects its columns and reads its rows. The first pass decides how the cells of each column
//! are parsed; the second pass yields the rows.

use super::ImportRow;
use super::base_export::BaseExport;
use super::read::amounts::MarkDecision;
use super::read::columns::{self, FileColumn, FileColumns, Role};
use super::read::decisions;
use super::read::facts::{Facts, first_pass};
use super::read::header_row::find_headings;
use super::read::own_export;
use super::read::people::People;
use super::read::reading::{Reading, role_field};
use super::read::rows::{Bounds, FileRows};
use super::read::source::Source;
use super::read::table::FileTable;
use super::read::values::{CellFormat, Values};
use super::read::words;
use super::read_flags::ReadFlags;
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, ContactKind, Lookup, Names};
use crate::model::record::Record;
use crate::ops::resolve;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// An opened file whose columns and formats are known.
pub struct ImportReader {
    table: FileTable,
    bounds: Bounds,
    headings: Vec<String>,
    reading: Reading,
    notes: Vec<String>,
    problems: Vec<Error>,
}

/// The purpose of reading the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowUse {
    Import,
    /// To show their results: no prompts and no lookups of persons or organizations.
    Status,
}

impl ImportReader {
    /// Opens a file and detects its columns. Mistakes about columns are collected, so that they are reported
    /// together with those in cells.
    pub async fn open(
        app: &App,
        source: Source,
        flags: &ReadFlags,
        use_of_rows: RowUse,
    ) -> Result<ImportReader, Error> {
        let ReadFlags { read, key } = flags;
        let (key, is_for_status) = (key.as_deref(), use_of_rows == RowUse::Status);
        let flags = decisions::Flags::parse(read)?;
        let kind = source.find_kind(app, read.encoding.as_deref())?;
        let table = FileTable::open(source, kind)?;
        let can_ask = app.ask.can_ask() && !is_for_status;
        if can_ask {
            check_sheets(app, &table)?;
        }
        let mut notes = table.notes();
        let mut names = app.names(&[Lookup::Fields]).await?;
        let mut numbered = find_numbered(app).await?;
        let (headings, header_line) = find_headings(&table, read.header_row, &names, &numbered)?;
        let is_objects = table.keys().is_some();
        let read_columns = |names: &Names, numbered: &HashSet<String>| {
            columns::HeadingReader::new(&headings, names, numbered, is_objects).read(read)
        };
        let mut found = read_columns(&names, &numbered)?;
        if !found.problems.is_empty() && app.refresh(&[Lookup::Fields]).await? {
            names = app.names(&[Lookup::Fields]).await?;
            numbered = find_numbered(app).await?;
            found = read_columns(&names, &numbered)?;
        }
        let FileColumns { mut list, settings, system, mut problems, mut unclear } = found;
        for column in &mut list {
            let is_open = matches!(column.role, Role::Unknown { .. } | Role::Lost);
            if is_open && table.is_related(&column.heading) {
                column.role = Role::Ignored;
            }
        }
        let cells = decisions::cell_rules(read, &headings, &mut problems)?;
        let key = match key {
            Some(word) => Some(resolve::field(app, word).await?),
            None => None,
        };
        if let Some(key) = &key {
            decisions::check_key(key, &list, &settings, &mut unclear, &mut problems);
        }
        if let Some(system) = system {
            let how = if read.from.is_some() { "" } else { " (by the headings)" };
            notes.push(format!("read as a file of {system}{how}"));
        }
        // Loads the account first: its currency and its time zone are part of the names.
        let now = app.now().await?;
        let lookups = needed(&list, &settings);
        let names = app.names(&lookups).await?;
        let zone = flags.zone.clone().unwrap_or_else(|| now.time_zone().clone());
        let values = Values { names, now, zone, currencies: Vec::new(), people: People::default() };
        let mut reading = Reading {
            formats: vec![CellFormat::default(); list.len()],
            columns: list,
            settings,
            cells,
            values,
            links: HashMap::new(),
            key,
            clear_empty: read.clear_empty,
            lookups,
            zone_of_updates: flags.zone.clone(),
            width: headings.len(),
            unclear,
            known: RefCell::default(),
        };
        let bounds = Bounds {
            header_line,
            skip_last: read.skip_last,
            has_footer: system == Some(super::read::presets::System::Salesforce),
        };
        let facts = first_pass(&table, bounds, &reading)?;
        decisions::check_columns(&mut reading, &facts, is_objects, &mut problems);
        let is_own = is_own_export(app, &table, &headings, &reading, &facts).await?;
        if is_own {
            notes.push("the file is an export of deals: the decimal mark is `.`".to_owned());
        }
        let decisions = decisions::Decisions { flags: &flags, is_objects, can_ask, is_own };
        decisions.decide(app, &mut reading, &facts, &mut problems).await?;
        if is_for_status {
            reading.refuse_contacts();
        } else {
            words::refresh(app, &mut reading, &facts).await?;
            look_up(app, &mut reading, &facts).await?;
        }
        if can_ask && problems.is_empty() {
            words::ask(app, &mut reading, &facts)?;
        }
        notes.extend(super::read::notes::collect(&reading, &facts, &table));
        Ok(ImportReader { table, bounds, headings, reading, notes, problems })
    }

    /// The headings as written in the file.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Whether there is a column with deal IDs.
    pub fn has_ids(&self) -> bool {
        self.has(&Role::Id)
    }

    /// Whether the file is one of results.
    pub fn has_results(&self) -> bool {
        self.has(&Role::EarlierResult)
    }

    fn has(&self, role: &Role) -> bool {
        self.reading.columns.iter().any(|column| column.role == *role)
    }

    /// The heading of the column of a field; without `mapped`, columns of `--map` are skipped.
    pub fn find_heading(&self, code: &str, mapped: bool) -> Option<&str> {
        let is_it = |column: &&FileColumn| match &column.role {
            Role::Id => code == "id",
            role => role_field(role).is_some_and(|field| field.code == code),
        };
        let column = self.reading.columns.iter().find(is_it)?;
        Some(column.heading.as_str()).filter(|_| mapped || !column.is_mapped)
    }

    /// The `--key` field.
    pub fn key_field(&self) -> Option<&Field> {
        self.reading.key.as_ref()
    }

    /// The notes about how the file was read, one line each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The mistakes about columns.
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// The codes of fields that unclear columns may hold.
    pub fn unclear_fields(&self) -> &HashSet<String> {
        &self.reading.unclear
    }

    /// Returns the rows, from the beginning of the file.
    pub fn rows(&self) -> Result<impl Iterator<Item = Result<ImportRow, Error>>, Error> {
        self.table.source.check_unchanged()?;
        let rows = FileRows::new(&self.table, self.bounds).enumerate();
        Ok(rows.map(|(at, raw)| raw.map(|raw| self.reading.read(at + 1, &raw))))
    }
}

/// Asks at a terminal whether to ignore the other sheets of a workbook.
fn check_sheets(app: &App, table: &FileTable) -> Result<(), Error> {
    if table.other_sheets.is_empty() {
        return Ok(());
    }
    let others: Vec<&str> = table.other_sheets.iter().map(String::as_str).collect();
    let question =
        format!("Other sheets have rows, too: {}. Read only the first?", columns::list(&others));
    if app.ask.agrees(&question)? { Ok(()) } else { Err(Error::canceled()) }
}

/// Whether the file is an export of deals, by its columns or by the database export next to it. The database
/// is only looked up if the cells leave the decimal mark open.
async fn is_own_export(
    app: &App,
    table: &FileTable,
    headings: &[String],
    reading: &Reading,
    facts: &Facts,
) -> Result<bool, Error> {
    let is_open =
        facts.columns.iter().any(|facts| matches!(facts.amounts.decide(), MarkDecision::Open(_)));
    if !is_open || !own_export::is_as_written(table, facts) {
        return Ok(false);
    }
    Ok(own_export::has_columns(headings, reading, facts)
        || BaseExport::find(&table.source.path, &app.account_key().await?)?.is_some())
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

/// The cached lists that the columns need.
fn needed(list: &[FileColumn], settings: &[columns::Setting]) -> Vec<Lookup> {
    let mut needed = vec![Lookup::Fields];
    let fields = list.iter().filter_map(|column| role_field(&column.role));
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

/// Looks up persons, organizations, and deals by their URLs.
async fn look_up(app: &App, reading: &mut Reading, facts: &Facts) -> Result<(), Error> {
    let mut people = std::mem::take(&mut reading.values.people);
    for kind in ContactKind::ALL {
        let is_it = |column: &FileColumn| {
            role_field(&column.role).is_some_and(|f| ContactKind::from_field(f.kind) == Some(kind))
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
            let found = match names::parse_deal(word) {
                Ok(deal) => app.check_deal(deal, word).await,
                Err(error) => Err(error),
            };
            let found = match found {
                Err(error) if !error.is_mistake() => return Err(error),
                found => found.map_err(super::read::values::into_line),
            };
            reading.links.insert(word.clone(), found);
        }
    }
    Ok(())
}
