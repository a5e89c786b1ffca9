//! The lines of a question on stderr, painted over for every key. However it ends, the cursor is
//! shown and stands below them.

use crate::error::Error;
use crate::text;
use crate::ui::style::Style;
use console::{Key, Term};
use std::io;

pub struct Screen {
    term: Term,
    ink: Style,
    /// The widths of the lines that are there.
    drawn: Vec<usize>,
    /// Line and column of the cursor.
    cursor: (usize, usize),
}

impl Screen {
    pub fn new(ink: Style) -> Screen {
        Screen { term: Term::buffered_stderr(), ink, drawn: Vec::new(), cursor: (0, 0) }
    }

    pub fn rows(&self) -> usize {
        usize::from(self.term.size().0).max(4)
    }

    /// The columns that a line may take. The last one stays free: what ends there looks to some
    /// terminals as if it went on.
    pub fn columns(&self) -> usize {
        usize::from(self.term.size().1).max(10) - 1
    }

    /// Paints the lines over those that are there; without a cursor it is hidden.
    pub fn paint(&mut self, lines: &[String], cursor: Option<(usize, usize)>) -> Result<(), Error> {
        self.try_paint(lines, cursor).map_err(|_| Error::canceled())
    }

    fn try_paint(&mut self, lines: &[String], cursor: Option<(usize, usize)>) -> io::Result<()> {
        self.erase()?;
        let columns = self.columns();
        let lines: Vec<String> = lines.iter().map(|line| self.fit(line, columns)).collect();
        self.term.write_str(&lines.join("\n"))?;
        self.drawn = lines.iter().map(|line| text::width(line)).collect();
        let last = lines.len().saturating_sub(1);
        match cursor {
            Some((line, column)) => {
                self.term.move_cursor_up(last - line.min(last))?;
                self.term.write_str("\r")?;
                self.term.move_cursor_right(column)?;
                self.term.show_cursor()?;
                self.cursor = (line.min(last), column);
            }
            None => {
                self.term.hide_cursor()?;
                self.cursor = (last, self.drawn.last().copied().unwrap_or(0));
            }
        }
        self.term.flush()
    }

    /// A line with no more in it than the colors of our own, and no wider than the terminal.
    fn fit(&self, line: &str, columns: usize) -> String {
        let line = line.replace(['\n', '\t'], " ");
        text::fit(&text::escape(&line, self.ink.colour), columns).into_owned()
    }

    /// Takes away what is there. The terminal may have become narrower since it was painted, and
    /// has broken the lines that no longer fit.
    fn erase(&mut self) -> io::Result<()> {
        let columns = usize::from(self.term.size().1).max(1);
        let (line, column) = self.cursor;
        let broken = |width: &usize| (*width).max(1).div_ceil(columns);
        let above = self.drawn.iter().take(line).map(broken).sum::<usize>() + column / columns;
        self.term.move_cursor_up(above)?;
        self.term.write_str("\r")?;
        self.term.clear_to_end_of_screen()?;
        (self.drawn, self.cursor) = (Vec::new(), (0, 0));
        Ok(())
    }

    /// Paints what is to stay of the question, and goes on below it.
    pub fn leave(mut self, lines: &[String]) -> Result<(), Error> {
        let left = self.try_paint(lines, None).and_then(|()| match lines {
            [] => Ok(()),
            _ => self.term.write_line(""),
        });
        self.drawn.clear();
        left.map_err(|_| Error::canceled())
    }

    /// The next key. Ctrl-C, Esc, Ctrl-D and a terminal that is gone all end the question.
    pub fn key(&self) -> Result<Key, Error> {
        let read = || self.term.read_key_raw().map_err(|_| Error::canceled());
        match read()? {
            Key::CtrlC | Key::Escape | Key::Char('\u{4}') => Err(Error::canceled()),
            // Ctrl with an arrow comes as six characters, of which four are read as one key.
            Key::UnknownEscSeq(keys) if keys[..] == ['[', '1', ';'] => {
                let (_, arrow) = (read()?, read()?);
                Ok(match arrow {
                    Key::Char('C') => Key::UnknownEscSeq(vec!['f']),
                    Key::Char('D') => Key::UnknownEscSeq(vec!['b']),
                    _ => Key::Unknown,
                })
            }
            key => Ok(key),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let below = self.drawn.len().saturating_sub(self.cursor.0 + 1);
        // A terminal that takes none of it has lost nothing.
        let _ = self.term.move_cursor_down(below);
        if !self.drawn.is_empty() {
            let _ = self.term.write_line("");
        }
        let _ = self.term.show_cursor().and_then(|()| self.term.flush());
    }
}
