//! A list with checkboxes. It draws with the theme of dialoguer, but not with its `MultiSelect`, in which
//! letters are keys too: a typed word would check items.

use crate::ui::prompt_theme::PromptTheme;
use crate::ui::screen::{KEY_PAUSE, MAX_ROWS, Screen};
use console::{Key, Term};
use dialoguer::theme::Theme;
use std::io;
use std::time::Instant;

/// Asks which of the lines to check, and returns their indexes; `None` for Esc. Letters do nothing, and
/// Space, Enter and Esc only count outside of a burst of keys.
pub fn pick_lines(
    screen: &Screen,
    theme: &PromptTheme<'_>,
    question: &str,
    lines: &[String],
    chosen: &[usize],
) -> io::Result<Option<Vec<usize>>> {
    let mut list = List::new(&screen.term, theme, question, lines, chosen);
    screen.term.hide_cursor()?;
    list.draw()?;
    let mut before = Instant::now();
    let is_confirmed = loop {
        let key = screen.term.read_key()?;
        let is_burst = before.elapsed() < KEY_PAUSE;
        before = Instant::now();
        if matches!(key, Key::Char(' ') | Key::Enter | Key::Escape)
            && (is_burst || screen.has_more_keys())
        {
            screen.discard_burst();
            before = Instant::now();
            continue;
        }
        match key {
            Key::Enter => break true,
            Key::Escape => break false,
            Key::Char(' ') => list.toggle(),
            key => list.move_cursor(&key),
        }
        list.clear()?;
        list.draw()?;
    };
    list.clear()?;
    screen.term.show_cursor()?;
    screen.term.flush()?;
    let checked = (0..lines.len()).filter(|at| list.is_checked[*at]).collect();
    Ok(is_confirmed.then_some(checked))
}

struct List<'l> {
    term: &'l Term,
    theme: &'l PromptTheme<'l>,
    question: String,
    lines: &'l [String],
    is_checked: Vec<bool>,
    cursor: usize,
    /// The first line that is shown.
    top: usize,
    /// The number of lines that are shown.
    rows: usize,
}

impl<'l> List<'l> {
    fn new(
        term: &'l Term,
        theme: &'l PromptTheme<'l>,
        question: &str,
        lines: &'l [String],
        chosen: &[usize],
    ) -> List<'l> {
        // One row for the question, and one for the cursor below the list.
        let room = usize::from(term.size().0).saturating_sub(2).max(1);
        List {
            term,
            theme,
            question: theme.fit_prompt(question),
            lines,
            is_checked: (0..lines.len()).map(|at| chosen.contains(&at)).collect(),
            cursor: 0,
            top: 0,
            rows: lines.len().min(MAX_ROWS).min(room),
        }
    }

    fn toggle(&mut self) {
        self.is_checked[self.cursor] ^= true;
    }

    fn move_cursor(&mut self, key: &Key) {
        let last = self.lines.len() - 1;
        self.cursor = match key {
            Key::ArrowDown | Key::Tab if self.cursor == last => 0,
            Key::ArrowDown | Key::Tab => self.cursor + 1,
            Key::ArrowUp | Key::BackTab => self.cursor.checked_sub(1).unwrap_or(last),
            Key::ArrowRight | Key::PageDown => (self.cursor + self.rows).min(last),
            Key::ArrowLeft | Key::PageUp => self.cursor.saturating_sub(self.rows),
            Key::Home => 0,
            Key::End => last,
            _ => self.cursor,
        };
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(self.rows), self.cursor);
    }

    fn draw(&self) -> io::Result<()> {
        let mut prompt = String::new();
        let formatted = self.theme.format_multi_select_prompt(&mut prompt, &self.question);
        formatted.map_err(io::Error::other)?;
        self.term.write_line(&prompt)?;
        for at in self.top..self.top + self.rows {
            let mut line = String::new();
            let (is_checked, is_current) = (self.is_checked[at], at == self.cursor);
            let theme = self.theme;
            theme
                .format_multi_select_prompt_item(&mut line, &self.lines[at], is_checked, is_current)
                .map_err(io::Error::other)?;
            self.term.write_line(&line)?;
        }
        self.term.flush()
    }

    fn clear(&self) -> io::Result<()> {
        self.term.clear_last_lines(self.rows + 1)
    }
}
