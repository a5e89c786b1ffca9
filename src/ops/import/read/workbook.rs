//! Reads the first sheet of an Excel workbook, with the computed values of its cells. Rows are stored one per
//! line, so that each pass reads them as a stream.

use super::objects::{LineWriter, Lines};
use super::source::Source;
use crate::error::Error;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, open_workbook_from_rs};
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Value, json};
use std::io::{self, BufReader};

/// The first sheet of a workbook.
pub struct Sheet {
    pub lines: Lines,
    /// The names of the other sheets that are not empty.
    pub others: Vec<String>,
}

pub fn read(source: &Source) -> Result<Sheet, Error> {
    let wrong = |error: calamine::XlsxError| {
        Error::usage(format!("{} is not a workbook that can be read: {error}", source.name))
            .hint("save it as .xlsx again, or as \"CSV UTF-8\"")
    };
    let mut workbook: Xlsx<_> =
        open_workbook_from_rs(BufReader::new(source.bytes())).map_err(wrong)?;
    let sheets = workbook.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut names = sheets.map(|sheet| sheet.name.clone()).collect::<Vec<_>>().into_iter();
    let first = names
        .next()
        .ok_or_else(|| Error::usage(format!("the workbook {} has no sheet", source.name)))?;
    let failed = |error: io::Error| source.error(&error);
    let (lines, writer) = Lines::new().map_err(failed)?;
    let mut store = RowWriter { writer, line: 0, cells: Vec::new() };
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let (row, column) = cell.get_position();
        store.add(row, column, cell_value(cell.get_value())).map_err(failed)?;
    }
    drop(cells);
    store.finish().map_err(failed)?;
    let mut others = Vec::new();
    for name in names {
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(wrong)?;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            if cell_value(cell.get_value()) != json!("") {
                others.push(name);
                break;
            }
        }
    }
    Ok(Sheet { lines, others })
}

/// Collects the cells of a row.
struct RowWriter {
    writer: LineWriter,
    /// The number of the current row, from 1; 0 before the first.
    line: u64,
    cells: Vec<Value>,
}

impl RowWriter {
    fn add(&mut self, row: u32, column: u32, value: Value) -> io::Result<()> {
        let line = u64::from(row) + 1;
        if line != self.line {
            self.end()?;
            self.line = line;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, json!(""));
        }
        self.cells[column] = value;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if self.line == 0 {
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        self.writer.write(self.line, &Value::Array(cells).to_string())
    }

    fn finish(mut self) -> io::Result<()> {
        self.end()?;
        self.writer.finish()
    }
}

fn cell_value(value: &DataRef) -> Value {
    match value {
        DataRef::Empty => json!(""),
        DataRef::Int(number) => json!(number),
        DataRef::Float(number) => number_value(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            json!(text)
        }
        DataRef::SharedString(text) => json!(text),
        // As displayed in the sheet.
        DataRef::Bool(yes) => json!(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(at) => json!(date_text(at)),
        DataRef::Error(error) => json!(error.to_string()),
    }
}

/// Formats a whole number without a fraction, as it was typed.
fn number_value(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT { json!(number as i64) } else { json!(number) }
}

/// Formats a date, a time, or both, in ISO 8601.
fn date_text(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let part = |n: u8| i8::try_from(n).unwrap_or(i8::MAX);
    let civil = DateTime::new(
        i16::try_from(year).unwrap_or_default(),
        part(month),
        part(day),
        part(hour),
        part(minute),
        part(second),
        0,
    );
    // A fraction of a day is not exact.
    let civil = civil.and_then(|civil| civil.checked_add(i64::from(milli >= 500).seconds()));
    let Ok(civil) = civil else { return at.as_f64().to_string() };
    let is_clock = at.as_f64() < 1.0;
    let is_day = at.as_f64().fract() == 0.0;
    let clock = if civil.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    let format = match (is_clock, is_day) {
        (true, _) => clock.to_owned(),
        (false, true) => "%Y-%m-%d".to_owned(),
        (false, false) => format!("%Y-%m-%d {clock}"),
    };
    civil.strftime(&format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn workbook_cells_become_json_values() {
        let at = |value| ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
        for (value, text) in [
            (46_085.0, "2026-03-04"),
            (46_085.395_833_333_336, "2026-03-04 09:30"),
            (0.395_833_333_333_333, "09:30"),
            (0.5, "12:00"),
        ] {
            assert_eq!(date_text(&at(value)), text);
        }
        assert_eq!(number_value(447_946_000_005.0), json!(447_946_000_005_i64));
        assert_eq!(number_value(1200.5), json!(1200.5));
        assert_eq!(cell_value(&DataRef::Bool(true)), json!("TRUE"));
        assert_eq!(cell_value(&DataRef::Error(calamine::CellErrorType::NA)), json!("#N/A"));
    }
}
