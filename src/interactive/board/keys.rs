//! Reads the keys of the board. Without a thread, which would take keys from prompts.

use crate::error::Error;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::collections::VecDeque;
use std::io;
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

/// The most different characters that a person types ahead; more at once were pasted.
const TYPED_AHEAD: usize = 2;

/// What the terminal sends.
#[derive(Debug, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// A pasted text, which is no keys.
    Paste(String),
    /// The size of the terminal has changed.
    Resize,
}

/// The input that was read and not used.
pub struct Inputs(VecDeque<Input>);

impl Inputs {
    pub fn new() -> Result<Inputs, Error> {
        // The first poll of crossterm takes long enough for the terminal to be closed meanwhile, so it
        // comes before the board is drawn.
        event::poll(Duration::ZERO).map_err(|error| cannot_read(&error))?;
        Ok(Inputs(VecDeque::new()))
    }

    /// Waits for input.
    pub async fn next(&mut self) -> Result<Input, Error> {
        loop {
            if let Some(input) = self.0.pop_front() {
                return Ok(input);
            }
            self.0 = read_waiting()?;
            if let Some(text) = find_paste(&self.0) {
                // The rest of it.
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

    /// Drops what was pressed already.
    pub fn discard(&mut self) -> Result<(), Error> {
        self.0 = read_waiting()?;
        self.0.clear();
        Ok(())
    }
}

/// The input that is waiting.
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

/// The text of a paste that a terminal sends as keys. A key that is held down is one character again
/// and again.
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
    event.map_err(|error| cannot_read(&error))
}

fn cannot_read(error: &io::Error) -> Error {
    Error::unexpected(format!("cannot read the keyboard: {error}"))
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
