//! The keys of the board, read without a thread, which would take those of a question.

use crate::error::Error;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::Duration;

/// How often keys are looked for.
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

/// Drops the keys that were pressed already.
pub fn discard() -> Result<(), Error> {
    while poll()?.is_some() {}
    Ok(())
}

fn poll() -> Result<Option<Event>, Error> {
    let event =
        event::poll(Duration::ZERO).and_then(|is_there| is_there.then(event::read).transpose());
    event.map_err(|error| Error::unexpected(format!("cannot read the keyboard: {error}")))
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
        _ => return None,
    })
}
