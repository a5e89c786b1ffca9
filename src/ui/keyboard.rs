//! The keyboard while a question is open: keys are not echoed, input that was queued before the
//! question is discarded, and the terminal is restored however the run ends.

use console::Term;
use std::sync::{Mutex, PoisonError};

/// How the answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Key by key.
    Keys,
    /// As a line that the terminal edits. Ctrl-C is a signal then.
    Line,
}

/// The terminal as it was before the question that is open; none is open without it.
static OPEN: Mutex<Option<Saved>> = Mutex::new(None);

struct Saved {
    mode: Mode,
    #[cfg(unix)]
    termios: Option<rustix::termios::Termios>,
}

/// A question that is open. It is closed when this is dropped.
pub struct Keyboard(());

impl Keyboard {
    /// Opens a question: queued input is discarded.
    pub fn open(mode: Mode) -> Keyboard {
        let saved = Saved::new(mode);
        saved.begin();
        *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(saved);
        Keyboard(())
    }

    /// Discards the keys that were pressed and not read.
    pub fn discard_input(&self) {
        discard_input();
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        close();
    }
}

/// Restores the terminal for an exit that drops nothing.
pub fn restore() {
    if close() == Some(Mode::Line) {
        // The cursor stands behind the question. Nothing is lost if it cannot be moved.
        let _ = Term::stderr().write_line("");
    }
}

fn close() -> Option<Mode> {
    let saved = OPEN.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    saved.end();
    // A terminal that takes none of it has lost nothing.
    let _ = Term::stderr().show_cursor();
    Some(saved.mode)
}

#[cfg(unix)]
impl Saved {
    fn new(mode: Mode) -> Saved {
        Saved { mode, termios: rustix::termios::tcgetattr(rustix::stdio::stdin()).ok() }
    }

    /// console sets the mode for each key: between two keys the terminal would echo, and turn Ctrl-C
    /// into a signal that ends no question.
    fn begin(&self) {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcsetattr};
        discard_input();
        let Some(mut keys) = self.termios.clone().filter(|_| self.mode == Mode::Keys) else {
            return;
        };
        keys.local_modes -=
            LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        keys.special_codes[SpecialCodeIndex::VMIN] = 1;
        keys.special_codes[SpecialCodeIndex::VTIME] = 0;
        // A terminal that refuses shows an echo, which is all.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, &keys);
    }

    fn end(&self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(termios) = &self.termios {
            // A terminal that is gone needs no mode.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Drain, termios);
        }
    }
}

#[cfg(unix)]
fn discard_input() {
    use rustix::termios::{QueueSelector, tcflush};
    // Where it fails, the answers that come too soon are still ignored.
    let _ = tcflush(rustix::stdio::stdin(), QueueSelector::IFlush);
}

#[cfg(windows)]
impl Saved {
    fn new(mode: Mode) -> Saved {
        Saved { mode }
    }

    fn begin(&self) {}

    fn end(&self) {}
}

/// No safe call empties the queue of a console: there the answers that come too soon are ignored.
#[cfg(windows)]
fn discard_input() {}
