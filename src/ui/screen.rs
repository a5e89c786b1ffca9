//! The terminal while a prompt is open. It tells keys that a person presses from those of a pasted text,
//! which answer nothing.

use crate::error::Error;
use crate::text;
#[cfg(unix)]
use crate::ui::input_writer::InputWriter;
use crate::ui::keyboard::{Keyboard, Mode};
use crate::ui::prompt_theme::PromptTheme;
use crate::ui::question::Question;
use crate::ui::stdio;
use crate::ui::style::Style;
use console::{Key, Term};
use dialoguer::theme::Theme;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Maximum number of items of a list that are shown at once.
pub const MAX_ROWS: usize = 12;

/// Faster answers are ignored: they were pasted or queued.
pub const TOO_SOON: Duration = Duration::from_millis(150);

/// The shortest time between two keys of a person: faster ones were pasted.
pub const KEY_PAUSE: Duration = Duration::from_millis(30);

/// The terminal while a prompt is open.
pub struct Screen {
    pub term: Term,
    pub style: Style,
    keyboard: Keyboard,
}

impl Screen {
    pub fn new(style: Style, mode: Mode) -> Screen {
        Screen { term: Term::buffered_stderr(), style, keyboard: Keyboard::open(mode) }
    }

    pub fn columns(&self) -> usize {
        usize::from(self.term.size().1).max(20)
    }

    /// The terminal for a text prompt, and whether the last key of the prompt was part of a burst.
    #[cfg(unix)]
    pub fn line_term(&self) -> (Term, Arc<AtomicBool>) {
        let is_burst = Arc::new(AtomicBool::new(false));
        let writer = InputWriter::new(self.columns(), is_burst.clone());
        (Term::read_write_pair(io::stdin(), writer), is_burst)
    }

    /// dialoguer cannot write to anything but the console, so the time of the last key is not known.
    #[cfg(windows)]
    pub fn line_term(&self) -> (Term, Arc<AtomicBool>) {
        (self.term.clone(), Arc::default())
    }

    /// The number of rows above the cursor that a text prompt leaves on the screen.
    pub fn input_rows(&self, theme: &PromptTheme<'_>, question: &str, typed: &str) -> usize {
        // `InputWriter` moves the cursor to the first row.
        if cfg!(unix) { 0 } else { theme.wrapped_rows(question, typed) }
    }

    /// Whether a list of this length has to scroll.
    pub fn is_long(&self, items: usize) -> bool {
        items > usize::from(self.term.size().0).saturating_sub(2).min(MAX_ROWS)
    }

    pub fn theme(&self, hint: &str) -> PromptTheme<'static> {
        PromptTheme::new(self.style, self.columns(), hint)
    }

    /// Truncates lines to the width of the terminal. The last column stays empty, where a line would look
    /// truncated.
    pub fn fit_lines(&self, lines: &[String]) -> Vec<String> {
        lines.iter().map(|line| text::fit(line, self.columns() - 1).into_owned()).collect()
    }

    /// Prints lines above a prompt, and returns their number.
    pub fn show(&self, lines: &[String]) -> Result<usize, Error> {
        self.flush()?;
        for line in lines {
            stdio::lines(line.replace(['\n', '\t'], " "), self.style.color);
        }
        Ok(lines.len())
    }

    /// Whether the key that ended a list was part of a burst, as in a pasted text: another key came
    /// shortly before or after it. Discards the burst.
    pub fn discard_pasted(&self, theme: &PromptTheme<'_>) -> bool {
        let is_pasted = theme.drawn().elapsed() < KEY_PAUSE || self.has_more_keys();
        if is_pasted {
            self.discard_burst();
        }
        is_pasted
    }

    /// Discards keys until none comes within `KEY_PAUSE`.
    pub fn discard_burst(&self) {
        self.keyboard.discard_burst(KEY_PAUSE);
    }

    /// Whether another key follows the last one faster than a person presses keys.
    pub fn has_more_keys(&self) -> bool {
        self.keyboard.has_input(KEY_PAUSE)
    }

    /// Discards input that was not read yet.
    pub fn discard_input(&self) {
        self.keyboard.discard_input();
    }

    /// Reads a key for yes or no; Esc is a no. dialoguer would take the first such key of a pasted
    /// text. Here a key answers only if no other one but Enter comes shortly before or after it.
    pub fn read_answer(&self, theme: &PromptTheme<'_>, question: &str) -> io::Result<bool> {
        let mut prompt = String::new();
        theme.format_confirm_prompt(&mut prompt, question, None).map_err(io::Error::other)?;
        self.term.write_str(&prompt)?;
        self.term.hide_cursor()?;
        self.term.flush()?;
        let begun = Instant::now();
        let mut before: Option<Instant> = None;
        let answer = loop {
            let key = self.term.read_key()?;
            let is_pasted = begun.elapsed() < TOO_SOON
                || before.is_some_and(|before| before.elapsed() < KEY_PAUSE);
            // Scripts send Enter with the answer.
            let is_followed = self.keyboard.has_input(KEY_PAUSE)
                && (!matches!(self.term.read_key()?, Key::Enter)
                    || self.keyboard.has_input(KEY_PAUSE));
            before = Some(Instant::now());
            if is_followed || is_pasted {
                self.discard_burst();
                continue;
            }
            match key {
                Key::Char('y' | 'Y') => break true,
                Key::Char('n' | 'N' | 'q') | Key::Escape => break false,
                _ => {}
            }
        };
        self.term.clear_line()?;
        self.term.show_cursor()?;
        self.term.flush()?;
        Ok(answer)
    }

    pub fn clear_line(&self) -> Result<(), Error> {
        self.term.clear_line().map_err(|_| Error::canceled())
    }

    /// Clears the lines above the cursor.
    pub fn clear(&self, lines: usize) -> Result<(), Error> {
        let cleared = self.term.clear_last_lines(lines).and_then(|()| self.term.flush());
        cleared.map_err(|_| Error::canceled())
    }

    pub fn flush(&self) -> Result<(), Error> {
        self.term.flush().map_err(|_| Error::canceled())
    }

    /// Prints the question with its answer.
    pub fn report(&self, question: &Question, answer: &str) {
        if !question.vanishes && !answer.is_empty() {
            let (mark, answer) = (self.style.good("✓"), self.style.highlight(&text::clean(answer)));
            let line =
                format!("{mark} {} {answer}", self.style.strong(&text::clean(question.text)));
            stdio::lines(text::fit(&line, self.columns() - 1), self.style.color);
        }
    }

    /// Ctrl-C, or a terminal that is gone.
    pub fn cancel(&self, _: dialoguer::Error) -> Error {
        // The terminal may be gone.
        let _ = self.term.flush();
        Error::canceled()
    }

    /// Like `cancel`, but ends the line of the prompt first, on which the cursor is.
    pub fn cancel_in_line(&self, error: dialoguer::Error) -> Error {
        let _: io::Result<()> = self.term.write_line("");
        self.cancel(error)
    }
}
