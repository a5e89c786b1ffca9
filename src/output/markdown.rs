//! A Markdown table, for documents and issues, with cells formatted for people.

use super::View;
use crate::model::record::Record;
use std::io::{self, Write};

pub struct Markdown<W: Write> {
    view: View,
    out: W,
    headed: bool,
}

impl<W: Write> Markdown<W> {
    pub fn new(view: View, out: W) -> Markdown<W> {
        Markdown { view, out, headed: false }
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        self.write_header()?;
        let keys = self.view.keys();
        for record in records {
            let reading = keys.read(record);
            let cells = self.view.columns.iter().map(|field| self.view.cell_text(field, &reading));
            let row = join(cells);
            self.out.write_all(row.as_bytes())?;
        }
        self.out.flush()
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.write_header()?;
        self.out.flush()
    }

    /// Writes the headings. A Markdown table requires them, so `--no-header` is ignored.
    fn write_header(&mut self) -> io::Result<()> {
        if self.headed {
            return Ok(());
        }
        self.headed = true;
        self.out.write_all(join(self.view.headings()).as_bytes())?;
        let rule = |is_figure: bool| if is_figure { "---:" } else { "---" };
        let rules = self.view.columns.iter().map(|field| rule(field.is_figure()));
        self.out.write_all(join(rules).as_bytes())
    }
}

/// Joins cells to a line. A `|` would end its cell, and a backslash would escape the next character.
fn join(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let escape = |cell: &str| cell.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "<br>");
    let cells: Vec<String> = cells.into_iter().map(|cell| escape(cell.as_ref())).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_one_cell() {
        assert_eq!(join(["a|b", "c\\", "d\ne"]), "| a\\|b | c\\\\ | d<br>e |\n");
    }
}
