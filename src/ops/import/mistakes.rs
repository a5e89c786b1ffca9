//! The mistakes in the file, told all at once by row and column.

use super::planning::KEPT_ERRORS;
use super::row::{CellError, ImportRow};
use super::target::Target;
use crate::error::Error;
use crate::text;
use serde_json::{Value, json};

#[derive(Default)]
pub struct Mistakes {
    /// Rows that have mistakes.
    pub rows: usize,
    count: usize,
    lines: Vec<String>,
    /// The same for programs.
    details: Vec<Value>,
}

impl Mistakes {
    /// Adds those of a row; returns them in one line, for the file of results.
    pub fn add(&mut self, row: &ImportRow, errors: Vec<CellError>) -> String {
        self.rows += 1;
        self.count += errors.len();
        let with_column = |error: &CellError| match &error.column {
            Some(column) => format!("{column}: {}", error.message),
            None => error.message.clone(),
        };
        let shown = errors.iter().map(with_column).collect::<Vec<_>>().join("; ");
        for error in errors {
            if self.lines.len() == KEPT_ERRORS {
                break;
            }
            let place = format!("row {} (line {})", row.number, row.line);
            self.lines.push(match &error.column {
                Some(column) => format!("{place}, {}: {}", text::clean(column), error.message),
                None => format!("{place}: {}", error.message),
            });
            self.details.push(json!({
                "row": row.number,
                "line": row.line,
                "column": error.column,
                "text": error.text,
                "message": error.message,
            }));
        }
        shown
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The lines of a message, and how many more there are.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let more = self.count - self.lines.len();
        let more = (more > 0).then(|| format!("and {more} more"));
        self.lines.iter().cloned().chain(more)
    }

    pub fn details(&self) -> &[Value] {
        &self.details
    }

    /// The error for a file with mistakes, of which nothing was sent.
    pub fn error(&self, target: &Target) -> Error {
        let mut message = format!(
            "{} in {}; nothing was sent",
            text::count(self.count, "mistake"),
            target.shown()
        );
        for line in self.lines() {
            message = format!("{message}\n  {line}");
        }
        let bulk = json!({ "wrong": self.details });
        let hint = "correct the file, or import the other rows with --skip-wrong";
        Error { bulk: Some(Box::new(bulk)), ..Error::usage(message).hint(hint) }
    }
}
