//! A writer to stderr that corrects how dialoguer erases the last character of a text input: dialoguer
//! erases one column for any character, and the wrong row if the line is wrapped.

use crate::text;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, RawFd};

#[derive(Debug)]
pub struct InputWriter {
    columns: usize,
    /// For each character, the row and column at which the line ended before it.
    ends: Vec<(usize, usize)>,
    /// The row and column at which the line ends; the column may be one past the last.
    end: (usize, usize),
    /// The row of the cursor.
    row: usize,
    /// The cursor was moved: from then on output is passed through unchanged.
    is_moved: bool,
    /// The previous output cleared the line: dialoguer erases at the edge, or the input is finished.
    is_clearing: bool,
}

/// dialoguer's sequence to erase a character.
const ERASE: &str = "\x1b[1D\x1b[0K";
const CLEAR_LINE: &str = "\r\x1b[2K";
/// Follows `CLEAR_LINE` when dialoguer erases at the edge of the terminal; then it moves to the right.
const UP: &str = "\x1b[1A";

impl InputWriter {
    pub fn new(columns: usize) -> InputWriter {
        InputWriter {
            columns,
            ends: Vec::new(),
            end: (0, 0),
            row: 0,
            is_moved: false,
            is_clearing: false,
        }
    }

    /// The output to write instead of `output`.
    fn translate(&mut self, output: &str) -> String {
        let is_clearing = std::mem::take(&mut self.is_clearing);
        match output {
            _ if self.is_moved => output.to_owned(),
            ERASE => self.erase(),
            UP if is_clearing => self.erase(),
            CLEAR_LINE => {
                self.is_clearing = true;
                String::new()
            }
            // The last part of erasing at the edge, where the cursor has moved up.
            output if output == format!("\x1b[{}C", self.columns + 1) => String::new(),
            output if output.starts_with('\x1b') && !output.ends_with('m') => {
                self.is_moved = true;
                output.to_owned()
            }
            output => {
                self.print(output);
                output.to_owned()
            }
        }
    }

    fn print(&mut self, output: &str) {
        for c in console::strip_ansi_codes(output).chars() {
            let width = text::width(c.encode_utf8(&mut [0; 4]));
            self.ends.push(self.end);
            if self.end.1 + width > self.columns {
                self.end = (self.end.0 + 1, 0);
            }
            self.end.1 += width;
            self.row = self.end.0;
        }
    }

    /// Moves the cursor to the end of the line without its last character, and erases from there.
    fn erase(&mut self) -> String {
        let Some(end) = self.ends.pop() else { return String::new() };
        self.end = end;
        let (row, column) = if end.1 < self.columns { end } else { (end.0 + 1, 0) };
        let up = self.row.saturating_sub(row);
        self.row = row;
        let up = if up > 0 { format!("\x1b[{up}A") } else { String::new() };
        let right = if column > 0 { format!("\x1b[{column}C") } else { String::new() };
        format!("{up}\r{right}\x1b[0J")
    }
}

impl Write for InputWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let output = self.translate(&String::from_utf8_lossy(bytes));
        io::stderr().write_all(output.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl AsRawFd for InputWriter {
    fn as_raw_fd(&self) -> RawFd {
        io::stderr().as_raw_fd()
    }
}
