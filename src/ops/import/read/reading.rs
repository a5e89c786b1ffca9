//! Parses a row of cells into the fields to write.

use super::cells::{self, CellRules};
use super::checks::status_hint;
use super::columns::{FileColumn, Role, Setting};
use super::rows;
use super::table::{FileCell, RawRow};
use super::values::{self, CellContext, CellFormat, ValueError, Values};
use crate::draft::Pairs;
use crate::model::field::{Field, FieldKind};
use crate::model::names::{self, Lookup, Names};
use crate::ops::import::row::{CellError, ImportRow};
use crate::text;
use jiff::tz::TimeZone;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Everything needed to parse the rows of a file.
pub struct Reading {
    pub columns: Vec<FileColumn>,
    pub settings: Vec<Setting>,
    /// The format of each column.
    pub formats: Vec<CellFormat>,
    pub cells: CellRules,
    pub values: Values,
    /// The deals of the URLs in the ID column.
    pub links: HashMap<String, Result<u64, String>>,
    pub key: Option<Field>,
    pub clear_empty: bool,
    /// The cached lists that the columns need.
    pub lookups: Vec<Lookup>,
    /// The time zone of `Updated`, if it is known.
    pub zone_of_updates: Option<TimeZone>,
    /// The number of headings.
    pub width: usize,
    /// The codes of fields that unclear columns may hold: a row is not reported to lack them.
    pub unclear: HashSet<String>,
    /// Cache of parsed words.
    pub known: RefCell<HashMap<WordPlace, Result<Pairs, ValueError>>>,
}

/// A word of a column, with the pipeline of its row.
type WordPlace = (usize, Option<u64>, String);

/// The state of a row while it is parsed.
pub struct RowProgress {
    pub row: ImportRow,
    pub context: CellContext,
    /// The headings of the columns that wrote a field, by code.
    pub written: HashMap<String, String>,
}

impl Reading {
    pub fn names(&self) -> &Names {
        &self.values.names
    }

    pub fn text(&self, raw: &RawRow, column: &FileColumn) -> String {
        let field = match &column.role {
            Role::EndOf(field) => Some(field),
            role => role_field(role),
        };
        self.cells.text(raw, &column.places, field, self.names())
    }

    /// Parses a row. All mistakes in it are collected.
    pub fn read(&self, number: usize, raw: &RawRow) -> ImportRow {
        let cells =
            (0..self.width).map(|at| raw.cells.get(at).map(FileCell::csv_text).unwrap_or_default());
        let row =
            ImportRow { number, line: raw.line, cells: cells.collect(), ..ImportRow::default() };
        let mut progress =
            RowProgress { row, context: CellContext::default(), written: HashMap::new() };
        if let Some(total) = rows::is_total(raw) {
            let column = self.columns.iter().find(|column| {
                matches!(column.places[..], [at] if raw.cells.get(at).is_some_and(|c| !c.is_empty()))
            });
            progress.row.errors.push(CellError {
                column: column.map(|column| column.heading.clone()),
                field: Some("title".to_owned()),
                message: format!(
                    "`{}` is a total, not a deal: leave it out with --skip-last",
                    text::clean(total.trim())
                ),
                text: total,
                ..CellError::default()
            });
            return progress.row;
        }
        self.check_shape(raw, &mut progress.row);
        self.read_identity(raw, &mut progress.row);
        progress.context.currency = self.read_currency(raw, &mut progress);
        progress.context.pipeline = self.read_pipeline(raw, &mut progress);
        for (at, column) in self.columns.iter().enumerate() {
            self.read_column(at, column, raw, &mut progress);
        }
        for setting in &self.settings {
            if !matches!(setting.field.code.as_ref(), "currency" | "pipeline_id") {
                self.read_setting(setting, raw, &mut progress);
            }
        }
        self.check_contacts(raw, &mut progress.row);
        self.check_new(&mut progress);
        progress.row
    }

    /// Reads the currency of the amounts of the row.
    fn read_currency(&self, raw: &RawRow, progress: &mut RowProgress) -> Option<String> {
        self.read_first("currency", raw, progress)?.as_str().map(str::to_owned)
    }

    fn read_pipeline(&self, raw: &RawRow, progress: &mut RowProgress) -> Option<u64> {
        self.read_first("pipeline_id", raw, progress)?.as_u64()
    }

    /// Reads a field that others depend on, from its column or from `--set`.
    fn read_first(
        &self,
        code: &str,
        raw: &RawRow,
        progress: &mut RowProgress,
    ) -> Option<serde_json::Value> {
        let matches = |(_, column): &(usize, &FileColumn)| {
            role_field(&column.role).is_some_and(|f| f.code == code)
        };
        for (at, column) in self.columns.iter().enumerate().filter(matches) {
            self.read_cell(at, column, raw, progress);
        }
        for setting in self.settings.iter().filter(|setting| setting.field.code == code) {
            self.read_setting(setting, raw, progress);
        }
        progress.row.draft.get(code).cloned()
    }

    fn read_column(
        &self,
        at: usize,
        column: &FileColumn,
        raw: &RawRow,
        progress: &mut RowProgress,
    ) {
        let text = || self.text(raw, column);
        let is_about_column = matches!(column.role, Role::Unknown { .. });
        let mut refuse = |field: Option<&Field>, text: String, message: String| {
            progress.row.errors.push(CellError {
                is_about_column,
                column: Some(column.heading.clone()),
                field: field.map(|field| field.code.to_string()),
                text,
                message,
                ..CellError::default()
            });
        };
        match &column.role {
            Role::Field { field, .. } => {
                // These were read before the others.
                let is_first = matches!(field.code.as_ref(), "currency" | "pipeline_id");
                if !is_first {
                    self.read_cell(at, column, raw, progress);
                }
            }
            Role::Refused { field, why } => {
                let text = text();
                let is_said = field.kind != FieldKind::Flag || !is_no(&text);
                if !text.is_empty() && is_said {
                    refuse(Some(field), text, (*why).to_owned());
                }
            }
            Role::Unknown { why } => {
                let text = text();
                if !text.is_empty() {
                    let near = if why.is_empty() {
                        String::new()
                    } else {
                        format!(" (did you mean `{why}`?)")
                    };
                    let message = format!("no field `{}`{near}", text::clean(&column.heading));
                    refuse(None, text, message);
                }
            }
            Role::Period => {
                let text = text();
                if !text.is_empty() && !text.eq_ignore_ascii_case("one_time") {
                    let value = Field::from_code("value");
                    let message = format!(
                        "`{}`: only what is paid once is the value of a deal",
                        text::clean(&text)
                    );
                    refuse(Some(&value), text, message);
                }
            }
            Role::Cents => {
                let text = text();
                let value = self
                    .columns
                    .iter()
                    .position(|column| role_field(&column.role).is_some_and(|f| f.code == "value"));
                let amount = value.map(|at| {
                    let shown = self.text(raw, &self.columns[at]);
                    super::amounts::read(&shown, self.formats[at].decimal)
                        .map(|figure| figure.number)
                });
                if let (Ok(cents), Some(Ok(amount))) = (text.parse::<f64>(), amount)
                    && let Ok(amount) = amount.parse::<f64>()
                    && (cents - amount * 100.0).abs() > 0.5
                {
                    let message = format!("`{text}` is not {amount:.2} in cents");
                    refuse(Some(&Field::from_code("value")), text, message);
                }
            }
            _ => {}
        }
    }

    /// Parses the cell of a field.
    fn read_cell(&self, at: usize, column: &FileColumn, raw: &RawRow, progress: &mut RowProgress) {
        let Some(field) = role_field(&column.role) else { return };
        let mut text = self.text(raw, column);
        if let Some(end) = self
            .text_with_role(raw, |role| matches!(role, Role::EndOf(of) if of.code == field.code))
        {
            text = if text.is_empty() { format!("..{end}") } else { format!("{text}..{end}") };
        }
        if text.is_empty() {
            if self.clear_empty && !self.settings.iter().any(|s| s.field.code == field.code) {
                self.clear(field, column, &mut progress.row);
            }
            return;
        }
        if let Some(other) = progress.written.get(field.code.as_ref()) {
            let message =
                format!("`{other}` and `{}` are both the field {}", column.heading, field.name);
            progress.row.errors.push(error(Some(&column.heading), field, text, message));
            return;
        }
        progress.written.insert(field.code.to_string(), column.heading.clone());
        if cells::is_excel_error(&text) {
            let message = format!("`{text}` is an error of a formula");
            progress.row.errors.push(error(Some(&column.heading), field, text, message));
            return;
        }
        let context =
            self.collect_context(field, cells::is_typed(raw, &column.places), raw, progress);
        let found = match context {
            Ok(context) => self.value(at, field, &text, &context),
            Err(message) => Err(message.into()),
        };
        // An unknown ID is compared with that of the deal.
        let shown = match column.places[..] {
            [place] if cells::is_typed(raw, &column.places) => raw.cells[place].text(),
            _ => text,
        };
        self.add_result(field, Some(&column.heading), shown, found, progress);
    }

    /// Collects the values of other cells that this one depends on.
    fn collect_context(
        &self,
        field: &Field,
        is_typed: bool,
        raw: &RawRow,
        progress: &RowProgress,
    ) -> Result<CellContext, String> {
        let mut context = CellContext { is_typed, ..progress.context.clone() };
        if field.kind == FieldKind::Monetary {
            // The deal may have another currency.
            let own = self.text_with_role(
                raw,
                |role| matches!(role, Role::CurrencyOf(of) if of.code == field.code),
            );
            context.currency = own.map(|code| self.values.currency(&code)).transpose()?;
        }
        Ok(context)
    }

    /// The text of the column with this role, if it is not empty.
    pub fn text_with_role(&self, raw: &RawRow, has_role: impl Fn(&Role) -> bool) -> Option<String> {
        let column = self.columns.iter().find(|column| has_role(&column.role))?;
        Some(self.text(raw, column)).filter(|text| !text.is_empty())
    }

    /// Parses a cell; results for words are cached.
    fn value(
        &self,
        at: usize,
        field: &Field,
        text: &str,
        context: &CellContext,
    ) -> Result<Pairs, ValueError> {
        let format = self.formats.get(at).cloned().unwrap_or_default();
        let is_word = matches!(
            field.kind,
            FieldKind::Stage
                | FieldKind::Pipeline
                | FieldKind::User
                | FieldKind::Choice
                | FieldKind::Choices
                | FieldKind::Status
        );
        if !is_word {
            return self.values.parse(field, text, &format, context);
        }
        let key = (at, context.pipeline, text.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = self.values.parse(field, text, &format, context);
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn add_result(
        &self,
        field: &Field,
        heading: Option<&str>,
        text: String,
        found: Result<Pairs, ValueError>,
        progress: &mut RowProgress,
    ) {
        let row = &mut progress.row;
        match found {
            Ok(pairs) => {
                if self.key.as_ref().is_some_and(|key| key.code == field.code) {
                    row.key =
                        pairs.iter().find(|(code, _)| *code == field.code).map(|(_, v)| v.clone());
                }
                for (code, value) in pairs {
                    if code == field.code {
                        row.texts.push((code.clone(), text.clone()));
                    }
                    row.draft.write(&code, value);
                }
            }
            Err(ValueError { message, pairs }) => {
                let hint = heading.and_then(|heading| status_hint(field, heading, &text));
                let message = format!("{message}{}", hint.unwrap_or_default());
                row.errors.push(CellError { pairs, ..error(heading, field, text, message) });
            }
        }
    }

    fn clear(&self, field: &Field, column: &FileColumn, row: &mut ImportRow) {
        if row.id.is_none() && self.key.is_none() {
            return;
        }
        match values::clear(field) {
            Ok(pairs) => {
                for (code, value) in pairs {
                    row.texts.push((code.clone(), String::new()));
                    row.draft.write(&code, value);
                }
            }
            // A deal without the value shows an empty text, too.
            Err(message) => {
                row.errors.push(error(Some(&column.heading), field, String::new(), message));
            }
        }
    }

    /// Sets a field for which the row has no cell.
    fn read_setting(&self, setting: &Setting, raw: &RawRow, progress: &mut RowProgress) {
        let field = &setting.field;
        let is_wrong = progress
            .row
            .errors
            .iter()
            .any(|error| error.field.as_deref() == Some(field.code.as_ref()));
        if is_wrong || progress.written.contains_key(field.code.as_ref()) {
            return;
        }
        let cell = |places: &[usize]| self.cells.text(raw, places, None, self.names());
        let Some(text) = setting.template.fill(cell).filter(|text| !text.trim().is_empty()) else {
            return;
        };
        progress.written.insert(field.code.to_string(), field.name.to_string());
        let format = CellFormat { is_plain: true, ..CellFormat::default() };
        let is_plain = setting.template.heading().is_none();
        let found = match field.kind {
            // The command line has words for days, such as `today`, and `me` for the user of the token.
            FieldKind::Date | FieldKind::DateRange | FieldKind::Time if is_plain => {
                self.values.parse_like_set(field, &text).map_err(ValueError::from)
            }
            FieldKind::User if is_plain && names::is_me(&text) => {
                let me = self.names().find_user(&text).map_err(values::into_line);
                me.map_err(ValueError::from).map(|id| vec![(field.code.to_string(), id.into())])
            }
            _ => match self.collect_context(field, false, raw, progress) {
                Ok(context) => self.values.parse(field, text.trim(), &format, &context),
                Err(message) => Err(message.into()),
            },
        };
        self.add_result(field, setting.template.heading(), text, found, progress);
    }
}

/// The field of a column.
pub fn role_field(role: &Role) -> Option<&Field> {
    match role {
        Role::Field { field, .. } => Some(field),
        _ => None,
    }
}

fn error(heading: Option<&str>, field: &Field, text: String, message: String) -> CellError {
    CellError {
        column: heading.map(str::to_owned),
        field: Some(field.code.to_string()),
        text,
        message,
        ..CellError::default()
    }
}

fn is_no(text: &str) -> bool {
    ["false", "no", "0", "not archived"].contains(&text.to_lowercase().as_str())
}
