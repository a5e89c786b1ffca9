//! A writer to stderr for dialoguer's text input, which counts characters instead of columns: it moves the
//! cursor and erases in the wrong place if the line has wide characters or is wrapped. The writer follows
//! what dialoguer does to the text, and draws it itself. It also measures the time between keys.

use crate::text;
use crate::ui::screen::KEY_PAUSE;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

#[derive(Debug)]
pub struct InputWriter {
    line: Line,
    /// When dialoguer wrote last, which it does after each key.
    written: Instant,
    /// Whether the key that ended the prompt came in the same burst as the one before it.
    is_burst: Arc<AtomicBool>,
}

/// The prompt and the text, and the cursor as dialoguer moves it.
#[derive(Debug)]
struct Line {
    columns: usize,
    prompt: String,
    chars: Vec<char>,
    /// The number of characters before the cursor.
    cursor: usize,
    /// The row of the cursor on the screen, counted from that of the prompt.
    row: usize,
    /// Outputs that follow a change of the text, and are not moves of the cursor.
    ignored: Vec<String>,
    /// The start and the length of a move to another row, which the next output may complete.
    moved: Option<(usize, isize)>,
    /// The previous output cleared the line: dialoguer erases at the edge, or the input is finished.
    is_clearing: bool,
}

/// dialoguer's sequence to erase a character.
const ERASE: &str = "\x1b[1D\x1b[0K";
const CLEAR_LINE: &str = "\r\x1b[2K";
/// Follows `CLEAR_LINE` when dialoguer erases at the edge of the terminal; then it moves to the right.
const UP: &str = "\x1b[1A";

impl InputWriter {
    pub fn new(columns: usize, is_burst: Arc<AtomicBool>) -> InputWriter {
        InputWriter { line: Line::new(columns), written: Instant::now(), is_burst }
    }
}

impl Line {
    fn new(columns: usize) -> Line {
        Line {
            columns,
            prompt: String::new(),
            chars: Vec::new(),
            cursor: 0,
            row: 0,
            ignored: Vec::new(),
            moved: None,
            is_clearing: false,
        }
    }

    /// The output to write instead of `output`.
    fn translate(&mut self, output: &str) -> String {
        if let Some(at) = self.ignored.iter().position(|ignored| ignored == output) {
            self.ignored.drain(..=at);
            return String::new();
        }
        self.ignored.clear();
        let is_clearing = std::mem::take(&mut self.is_clearing);
        if self.prompt.is_empty() {
            output.clone_into(&mut self.prompt);
            return output.to_owned();
        }
        match (output, move_in(output)) {
            (CLEAR_LINE, _) => {
                self.is_clearing = true;
                let up = move_by(self.row, 'A');
                self.row = 0;
                return format!("{up}\r\x1b[0J");
            }
            (ERASE, _) => self.erase(),
            (UP, _) if is_clearing => {
                self.erase();
                self.ignored.insert(0, format!("\x1b[{}C", self.columns + 1));
            }
            (_, Some((count, direction))) => self.move_cursor(count, direction),
            (typed, None) => return self.insert(typed),
        }
        self.draw()
    }

    /// Inserts what was typed. In the middle of the text dialoguer prints what follows too, and moves back.
    fn insert(&mut self, typed: &str) -> String {
        self.moved = None;
        let tail = self.chars.len() - self.cursor;
        if tail == 0 {
            self.chars.extend(typed.chars());
            self.cursor = self.chars.len();
            self.row = self.place(self.cursor).0;
            return typed.to_owned();
        }
        let new: Vec<char> = typed.chars().take(typed.chars().count() - tail).collect();
        self.ignored.push(format!("\x1b[{tail}D"));
        self.chars.splice(self.cursor..self.cursor, new.iter().copied());
        self.cursor += new.len();
        self.draw()
    }

    /// Erases the character before the cursor. dialoguer prints what follows it, and moves back.
    fn erase(&mut self) {
        self.moved = None;
        let Some(cursor) = self.cursor.checked_sub(1) else { return };
        self.cursor = cursor;
        self.chars.remove(cursor);
        if cursor == self.chars.len() {
            return;
        }
        let before = self.cell(cursor);
        let rows = self.cell(self.chars.len()) / self.columns - before / self.columns;
        self.ignored = vec![
            self.chars[cursor..].iter().collect(),
            format!("\x1b[{rows}A"),
            format!("\x1b[{}D", self.columns),
            format!("\x1b[{}C", before % self.columns),
        ];
    }

    /// Moves the cursor by what dialoguer takes for columns and rows: each character for one column. A
    /// move by all columns is one to the edge, from or to another row.
    fn move_cursor(&mut self, count: usize, direction: char) {
        let (from, rows) = self.moved.take().unwrap_or((self.cursor, 0));
        let (columns, is_edge) = (self.columns.cast_signed(), count == self.columns && rows != 0);
        let steps = if is_edge { columns - 1 } else { count.cast_signed() };
        let by = match direction {
            'A' => -columns * count.cast_signed(),
            'B' => columns * count.cast_signed(),
            'D' => rows - steps,
            _ => rows + steps,
        };
        if matches!(direction, 'A' | 'B') {
            self.moved = Some((from, by));
        }
        self.cursor = from.saturating_add_signed(by).min(self.chars.len());
    }

    /// The cell in which dialoguer expects a character.
    fn cell(&self, at: usize) -> usize {
        text::width(&console::strip_ansi_codes(&self.prompt)) + at
    }

    /// The row and column of a character, or of the end of the text; the column of the end may be one past
    /// the last.
    fn place(&self, at: usize) -> (usize, usize) {
        let prompt = text::width(&console::strip_ansi_codes(&self.prompt));
        let (mut row, mut column) = (prompt / self.columns, prompt % self.columns);
        for (n, c) in self.chars.iter().enumerate() {
            let width = text::width(c.encode_utf8(&mut [0; 4]));
            if column + width > self.columns {
                (row, column) = (row + 1, 0);
            }
            if n == at {
                return (row, column);
            }
            column += width;
        }
        (row, column)
    }

    /// Draws the prompt and the text, and moves to the cursor.
    fn draw(&mut self) -> String {
        let up = move_by(self.row, 'A');
        let text: String = self.chars.iter().collect();
        let line = format!("{up}\r\x1b[0J{}{text}", self.prompt);
        let end = self.place(self.chars.len());
        let (row, column) = self.place(self.cursor);
        self.row = row;
        if self.cursor == self.chars.len() {
            return line;
        }
        format!("{line}{}\r{}", move_by(end.0 - row, 'A'), move_by(column, 'C'))
    }
}

/// The count and the direction of a sequence that moves the cursor.
fn move_in(output: &str) -> Option<(usize, char)> {
    let inner = output.strip_prefix("\x1b[")?;
    let direction = inner.chars().next_back().filter(|c| ('A'..='D').contains(c))?;
    Some((inner[..inner.len() - 1].parse().ok()?, direction))
}

/// The sequence that moves the cursor; none for 0, which terminals take for 1.
fn move_by(count: usize, direction: char) -> String {
    if count == 0 { String::new() } else { format!("\x1b[{count}{direction}") }
}

impl Write for InputWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let output = String::from_utf8_lossy(bytes);
        if output == CLEAR_LINE {
            self.is_burst.store(self.written.elapsed() < KEY_PAUSE, Ordering::Relaxed);
        }
        let output = self.line.translate(&output);
        io::stderr().write_all(output.as_bytes())?;
        self.written = Instant::now();
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
