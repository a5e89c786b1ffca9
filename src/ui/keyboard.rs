//! The keyboard while a question is open: keys are not echoed, input that was queued before the
//! question is discarded, and the terminal is restored however the run ends.

use console::Term;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How the answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Key by key.
    Keys,
    /// As a line that the terminal edits. Ctrl-C is a signal then.
    Line,
    /// Key by key, on a screen of its own, over which no message is printed. Ctrl-C is a signal.
    #[cfg(feature = "board")]
    Screen,
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
        #[cfg(feature = "board")]
        saved.enter_screen();
        *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(saved);
        Keyboard(())
    }

    /// Discards the keys that were pressed and not read.
    pub fn discard_input(&self) {
        discard_input();
    }

    /// Whether there is input within this time.
    pub fn has_input(&self, wait: Duration) -> bool {
        has_input(wait)
    }

    /// Discards input until there is none for this time, such as the rest of a pasted text.
    pub fn discard_burst(&self, pause: Duration) {
        loop {
            discard_input();
            if !has_input(pause) {
                return;
            }
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        close();
    }
}

/// Restores the terminal before a panic is reported, after which the program may abort.
#[cfg(feature = "board")]
pub fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
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
    #[cfg(feature = "board")]
    saved.leave_screen();
    saved.end();
    // A terminal that takes none of it has lost nothing.
    let _ = Term::stderr().show_cursor();
    #[cfg(feature = "board")]
    if saved.mode == Mode::Screen {
        super::stdio::release();
    }
    Some(saved.mode)
}

#[cfg(feature = "board")]
impl Saved {
    /// A paste is bracketed, so that it is told from keys.
    fn enter_screen(&self) {
        self.switch_screen("\x1b[?1049h\x1b[?25l\x1b[?2004h");
        if self.mode == Mode::Screen {
            super::stdio::hold();
        }
    }

    fn leave_screen(&self) {
        self.switch_screen("\x1b[?2004l\x1b[?1049l");
    }

    fn switch_screen(&self, codes: &str) {
        let term = Term::stderr();
        if self.mode == Mode::Screen && term.is_term() {
            // A terminal that is gone has no screen.
            let _ = term.write_str(codes);
        }
    }
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
        let Some(mut keys) = self.termios.clone().filter(|_| self.mode != Mode::Line) else {
            return;
        };
        keys.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::IEXTEN;
        if self.mode == Mode::Keys {
            keys.local_modes -= LocalModes::ISIG;
        } else {
            // Ctrl-Z and Ctrl-\ would leave the terminal on the other screen.
            const DISABLED: u8 = if cfg!(target_os = "linux") { 0 } else { 0xff };
            keys.special_codes[SpecialCodeIndex::VSUSP] = DISABLED;
            keys.special_codes[SpecialCodeIndex::VQUIT] = DISABLED;
        }
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

#[cfg(unix)]
fn has_input(wait: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut stdin = [PollFd::from_borrowed_fd(rustix::stdio::stdin(), PollFlags::IN)];
    let wait = Timespec::try_from(wait).ok();
    // A terminal that is gone has no input, and the next read fails.
    poll(&mut stdin, wait.as_ref()).is_ok() && stdin[0].revents() == PollFlags::IN
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

/// No safe call waits for a key of a console: there a pasted key is known by the one before it.
#[cfg(windows)]
fn has_input(_: Duration) -> bool {
    false
}

#[cfg(all(test, feature = "board"))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_restores_the_terminal_before_it_is_reported() {
        use std::sync::atomic::{AtomicBool, Ordering};
        static WAS_OPEN: AtomicBool = AtomicBool::new(true);
        let is_open = || OPEN.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |_| WAS_OPEN.store(is_open(), Ordering::Relaxed)));
        restore_on_panic();
        let panicked = std::panic::catch_unwind(|| {
            let _keyboard = Keyboard::open(Mode::Screen);
            assert!(is_open());
            panic!("the screen is open");
        });
        std::panic::set_hook(before);
        assert!(panicked.is_err());
        assert!(!WAS_OPEN.load(Ordering::Relaxed));
    }
}
