//! Reads the keys of the board. Without a thread, which would take keys from prompts.

use crate::error::Error;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
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

/// Waits for a key; `None` if the size of the terminal has changed.
pub async fn next() -> Result<Option<Key>, Error> {
    loop {
        match poll()? {
            Some(Event::Key(event)) => {
                if let Some(key) = read(event) {
                    return Ok(Some(key));
                }
            }
            Some(Event::Resize(..)) => return Ok(None),
            Some(_) => {}
            None => tokio::time::sleep(TICK).await,
        }
    }
}

/// Discards pending keys.
pub fn discard() -> Result<(), Error> {
    while poll()?.is_some() {}
    Ok(())
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
