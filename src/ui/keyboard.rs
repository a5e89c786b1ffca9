//! Terminal input modes for prompts: keys are not echoed, input that was queued before the prompt is
//! discarded, and the terminal is restored on every exit.

use console::Term;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Key by key.
    Keys,
    /// As a line, edited by the terminal. Ctrl-C is a signal.
    Line,
    /// Key by key, on the alternate screen; messages are held. Ctrl-C is a signal.
    #[cfg(feature = "board")]
    Screen,
}

/// The state of the terminal before the open prompt; `None` if no prompt is open.
static OPEN: Mutex<Option<Saved>> = Mutex::new(None);

struct Saved {
    mode: Mode,
    #[cfg(unix)]
    termios: Option<rustix::termios::Termios>,
}

/// An open prompt. Dropping it restores the terminal.
pub struct Keyboard(());

impl Keyboard {
    /// Sets the mode of the terminal, and discards queued input.
    pub fn open(mode: Mode) -> Keyboard {
        let saved = Saved::new(mode);
        saved.begin();
        #[cfg(feature = "board")]
        saved.enter_screen();
        *OPEN.lock().unwrap_or_else(PoisonError::into_inner) = Some(saved);
        Keyboard(())
    }

    /// Discards input that was not read yet.
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

/// Installs a panic hook that restores the terminal before the panic is reported; the program may abort
/// after that.
#[cfg(feature = "board")]
pub fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
}

/// Restores the terminal before an exit that runs no destructors.
pub fn restore() {
    if close() == Some(Mode::Line) {
        // The cursor is on the line of the prompt. Failing to move it is harmless.
        let _ = Term::stderr().write_line("");
    }
}

fn close() -> Option<Mode> {
    let saved = OPEN.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    #[cfg(feature = "board")]
    saved.leave_screen();
    saved.end();
    // The terminal may be gone.
    let _ = Term::stderr().show_cursor();
    #[cfg(feature = "board")]
    if saved.mode == Mode::Screen {
        super::stdio::release();
    }
    Some(saved.mode)
}

#[cfg(feature = "board")]
impl Saved {
    /// Enables bracketed paste, to distinguish pasted text from keys.
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
            // The terminal may be gone.
            let _ = term.write_str(codes);
        }
    }
}

#[cfg(unix)]
impl Saved {
    fn new(mode: Mode) -> Saved {
        Saved { mode, termios: rustix::termios::tcgetattr(rustix::stdio::stdin()).ok() }
    }

    /// `console` sets the mode for each key only. Between two keys the terminal would echo input, and turn
    /// Ctrl-C into a signal, which does not end the prompt.
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
            // Ctrl-Z and Ctrl-\ would leave the terminal on the alternate screen.
            const DISABLED: u8 = if cfg!(target_os = "linux") { 0 } else { 0xff };
            keys.special_codes[SpecialCodeIndex::VSUSP] = DISABLED;
            keys.special_codes[SpecialCodeIndex::VQUIT] = DISABLED;
        }
        keys.special_codes[SpecialCodeIndex::VMIN] = 1;
        keys.special_codes[SpecialCodeIndex::VTIME] = 0;
        // If this fails, keys are echoed, which is harmless.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, &keys);
    }

    fn end(&self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(termios) = &self.termios {
            // Flushed, so that the rest of a pasted text does not reach the shell. The terminal may be gone.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, termios);
        }
    }
}

#[cfg(unix)]
fn discard_input() {
    use rustix::termios::{QueueSelector, tcflush};
    // If this fails, answers that come too soon are still ignored.
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

/// There is no safe function that flushes the input of a console; answers that come too soon are ignored.
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
