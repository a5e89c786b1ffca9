//! Reads the keys of the board. Without a thread, which would take keys from prompts.

use crate::error::Error;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::collections::VecDeque;
use std::time::Duration;

/// The interval at which keys are polled.
const TICK: Duration = Duration::from_millis(25);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Enter,
    Esc,
    Backspace,
    CtrlC,
}

/// Maximum number of different characters to accept at once; more are treated as pasted text.
const TYPED_AHEAD: usize = 2;

/// Input from the terminal.
#[derive(Debug, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Pasted text, which must not be handled as keys.
    Paste(String),
    /// The size of the terminal has changed.
    Resize,
}

/// Input that was read but not handled yet.
#[derive(Default)]
pub struct Inputs(VecDeque<Input>);

impl Inputs {
    /// Waits for input.
    pub async fn next(&mut self) -> Result<Input, Error> {
        loop {
            if let Some(input) = self.0.pop_front() {
                return Ok(input);
            }
            self.0 = read_waiting()?;
            if let Some(text) = find_paste(&self.0) {
                // The rest of the text may follow.
                tokio::time::sleep(TICK).await;
                let rest = read_waiting()?;
                self.0.clear();
                return Ok(Input::Paste(text + &characters(&rest)));
            }
            if self.0.is_empty() {
                tokio::time::sleep(TICK).await;
            }
        }
    }

    /// Discards pending input.
    pub fn discard(&mut self) -> Result<(), Error> {
        self.0 = read_waiting()?;
        self.0.clear();
        Ok(())
    }
}

/// Reads all pending input.
fn read_waiting() -> Result<VecDeque<Input>, Error> {
    let mut inputs = VecDeque::new();
    while let Some(event) = poll()? {
        inputs.extend(match event {
            Event::Key(event) => read(event).map(Input::Key),
            Event::Paste(text) => Some(Input::Paste(text)),
            Event::Resize(..) => Some(Input::Resize),
            _ => None,
        });
    }
    Ok(inputs)
}

/// Finds text that was pasted on a terminal without bracketed paste. A held key only repeats one
/// character.
fn find_paste(inputs: &VecDeque<Input>) -> Option<String> {
    let text = characters(inputs);
    let first = text.chars().next()?;
    let is_paste = text.chars().count() > TYPED_AHEAD && text.chars().any(|c| c != first);
    is_paste.then_some(text)
}

fn characters(inputs: &VecDeque<Input>) -> String {
    let of_keys = inputs.iter().filter_map(|input| match input {
        Input::Key(Key::Char(c)) => Some(*c),
        _ => None,
    });
    of_keys.collect()
}

fn poll() -> Result<Option<Event>, Error> {
    if has_hung_up() {
        return Err(Error::unexpected("the terminal was closed"));
    }
    let event =
        event::poll(Duration::ZERO).and_then(|is_there| is_there.then(event::read).transpose());
    event.map_err(|error| Error::unexpected(format!("cannot read the keyboard: {error}")))
}

/// Whether the terminal is closed. crossterm would read end of file in an endless loop and never
/// return.
#[cfg(unix)]
fn has_hung_up() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let mut stdin = [PollFd::from_borrowed_fd(rustix::stdio::stdin(), PollFlags::IN)];
    let now = Timespec::default();
    poll(&mut stdin, Some(&now)).is_ok() && stdin[0].revents().contains(PollFlags::HUP)
}

/// Always false: closing a console ends its processes.
#[cfg(windows)]
fn has_hung_up() -> bool {
    false
}

fn read(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return (event.code == KeyCode::Char('c')).then_some(Key::CtrlC);
    }
    Some(match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        // For the test that a panic restores the terminal.
        KeyCode::F(12) if cfg!(debug_assertions) => panic!("F12 was pressed in a debug build"),
        _ => return None,
    })
}
