//! Collects the mistakes in the file, by row and column, to report them together.

use super::row::{CellError, ImportRow};
use super::target::Target;
use crate::error::Error;
use crate::text;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

pub struct Mistakes {
    /// The maximum number of mistakes to keep for messages.
    most: usize,
    /// The number of rows that have mistakes.
    pub rows: usize,
    count: usize,
    lines: Vec<Line>,
    /// The lines about columns, by column and message.
    by_column: HashMap<(Option<String>, String), usize>,
    /// The lists of valid values that were already printed; each is long.
    lists: HashSet<String>,
    /// The kept mistakes as JSON.
    details: Vec<Value>,
}

/// A mistake, and the rows that have it.
struct Line {
    /// The first and the last row of each range.
    rows: Vec<(usize, usize)>,
    /// The line of the first one in the file.
    line: u64,
    text: String,
}

impl Mistakes {
    pub fn new(most: usize) -> Mistakes {
        Mistakes {
            most,
            rows: 0,
            count: 0,
            lines: Vec::new(),
            by_column: HashMap::new(),
            lists: HashSet::new(),
            details: Vec::new(),
        }
    }

    /// Adds the mistakes of a row; returns them on one line, for the results file.
    pub fn add(&mut self, row: &ImportRow, errors: Vec<CellError>) -> String {
        self.rows += 1;
        let with_column = |error: &CellError| match &error.column {
            Some(column) => format!("{column}: {}", error.message),
            None => error.message.clone(),
        };
        let shown = errors.iter().map(with_column).collect::<Vec<_>>().join("; ");
        for error in errors {
            let key = (error.column.clone(), error.message.clone());
            if let Some(at) = self.by_column.get(&key).filter(|_| error.is_about_column) {
                self.lines[*at].add(row.number);
                self.details[*at]["row_count"] = json!(self.lines[*at].count_rows());
                continue;
            }
            self.count += 1;
            if self.lines.len() == self.most {
                continue;
            }
            if error.is_about_column {
                self.by_column.insert(key, self.lines.len());
            }
            let message = match error.message.split_once(" (valid ") {
                Some((what, list)) if !self.lists.insert(list.to_owned()) => what,
                _ => &error.message,
            };
            let text = match &error.column {
                Some(column) => format!(", {}: {message}", text::clean(column)),
                None => format!(": {message}"),
            };
            let rows = vec![(row.number, row.number)];
            self.lines.push(Line { rows, line: row.line, text });
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

    /// The first mistakes, one per line.
    pub fn lines(&self) -> Vec<String> {
        self.lines.iter().map(Line::display).collect()
    }

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn details(&self) -> &[Value] {
        &self.details
    }

    /// The error for a file with mistakes, of which nothing was sent. `problems` are mistakes about columns.
    pub fn error(&self, problems: &[Error], target: &Target) -> Error {
        let name = target.shown();
        let columns = format!("{} about the columns", text::count(problems.len(), "mistake"));
        let (mut message, hint) = match (problems, self.count) {
            ([problem], 0) => (problem.message.clone(), problem.hint.clone()),
            (_, 0) => (format!("{columns} of {name}:"), None),
            ([], count) => {
                let hint = "correct the file, or import the other rows with --skip-wrong";
                let mistakes = text::count(count, "mistake");
                (format!("{mistakes} in {name}; nothing was sent"), Some(hint.to_owned()))
            }
            (_, count) => {
                let hint = "correct the file, or use the flags named for its columns".to_owned();
                let message = format!("{columns} and {count} in the cells of {name}");
                (message + "; nothing was sent", Some(hint))
            }
        };
        let is_alone = problems.len() == 1 && self.count == 0;
        if !is_alone {
            for problem in problems {
                message = match &problem.hint {
                    Some(hint) => format!("{message}\n  {problem} ({hint})"),
                    None => format!("{message}\n  {problem}"),
                };
            }
            for line in self.lines() {
                message = format!("{message}\n  {line}");
            }
        }
        let more = self.count - self.lines.len();
        if more > 0 {
            message = format!("{message}\n  and {more} more; -v shows all");
        }
        let column = |problem: &Error| json!({ "message": problem.message, "hint": problem.hint });
        let columns: Vec<Value> = problems.iter().map(column).collect();
        let bulk = json!({ "columns": columns, "wrong": self.details, "more_wrong": more });
        Error { hint, bulk: Some(Box::new(bulk)), ..Error::usage(message) }
    }
}

impl Line {
    /// Adds a later row.
    fn add(&mut self, row: usize) {
        match self.rows.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.rows.push((row, row)),
        }
    }

    fn count_rows(&self) -> usize {
        self.rows.iter().map(|(first, last)| last - first + 1).sum()
    }

    fn display(&self) -> String {
        /// The ranges of rows that are shown.
        const MOST: usize = 10;
        let range = |(first, last): &(usize, usize)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        let place = match &self.rows[..] {
            [(first, last)] if first == last => format!("row {first} (line {})", self.line),
            rows => {
                let shown: Vec<String> = rows.iter().take(MOST).map(range).collect();
                let more = if rows.len() > MOST { ", …" } else { "" };
                format!("rows {}{more}", shown.join(", "))
            }
        };
        format!("{place}{}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::write::Body;
    use std::path::Path;

    fn add(mistakes: &mut Mistakes, count: usize, list: &str) {
        for number in 1..=count {
            let error = CellError {
                column: Some("Value".to_owned()),
                field: None,
                text: "much".to_owned(),
                message: format!("no amount{list}"),
                ..CellError::default()
            };
            let line = number as u64 + 1;
            mistakes.add(&ImportRow { number, line, ..ImportRow::default() }, vec![error]);
        }
    }

    #[test]
    fn a_mistake_about_a_column_is_listed_once() {
        let mut mistakes = Mistakes::new(9);
        for number in [1, 2, 3, 5, 7, 8] {
            let error = CellError {
                column: Some("colour".to_owned()),
                message: "no field `colour`".to_owned(),
                is_about_column: true,
                ..CellError::default()
            };
            mistakes.add(&ImportRow { number, ..ImportRow::default() }, vec![error]);
        }
        assert_eq!(mistakes.lines(), ["rows 1-3, 5, 7-8, colour: no field `colour`"]);
        assert_eq!((mistakes.count(), mistakes.rows), (1, 6));
        assert_eq!(mistakes.details()[0]["row_count"], json!(6));
    }

    #[test]
    fn a_long_message_has_the_number_of_omitted_mistakes() {
        let target = Target::new(Path::new("leads.csv"), "", Body::new());
        let message = |most: usize, problems: &[Error]| {
            let mut mistakes = Mistakes::new(most);
            add(&mut mistakes, 3, "");
            mistakes.error(problems, &target).message
        };
        assert_eq!(
            message(2, &[]),
            "3 mistakes in leads.csv; nothing was sent\n  row 1 (line 2), Value: no amount\n  \
             row 2 (line 3), Value: no amount\n  and 1 more; -v shows all"
        );
        assert!(message(usize::MAX, &[]).ends_with("\n  row 3 (line 4), Value: no amount"));
        let problem = Error::usage("no field `Foo` for column 2").hint("use --ignore Foo");
        assert!(message(3, std::slice::from_ref(&problem)).starts_with(
            "1 mistake about the columns and 3 in the cells of leads.csv; nothing was sent\n  \
             no field `Foo` for column 2 (use --ignore Foo)\n  row 1 (line 2), Value: no amount"
        ));
        let mut mistakes = Mistakes::new(2);
        add(&mut mistakes, 2, " (valid amounts: 1)");
        assert_eq!(
            mistakes.lines(),
            [
                "row 1 (line 2), Value: no amount (valid amounts: 1)",
                "row 2 (line 3), Value: no amount"
            ]
        );
        let alone = Mistakes::new(3).error(&[problem], &target);
        assert_eq!(
            (alone.message.as_str(), alone.hint.as_deref()),
            ("no field `Foo` for column 2", Some("use --ignore Foo"))
        );
    }
}
