//! The alternate screen of the board. Prompts and the end of a run restore the normal screen.

use super::draw::{Look, draw};
use super::state::State;
use crate::app::App;
use crate::error::Error;
use crate::ui::keyboard::{Keyboard, Mode};
use console::Term;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io;
use std::mem::ManuallyDrop;

pub struct BoardScreen<'a> {
    app: &'a App,
    /// Never dropped: its `drop` shows the cursor, which the keyboard does, and panics on a closed terminal.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Term>>>,
    /// `None` during a prompt.
    keyboard: Option<Keyboard>,
}

impl<'a> BoardScreen<'a> {
    pub fn open(app: &'a App) -> Result<BoardScreen<'a>, Error> {
        let mut screen = BoardScreen { app, terminal: new_terminal()?, keyboard: None };
        screen.enter()?;
        Ok(screen)
    }

    /// Shows the board again.
    pub fn enter(&mut self) -> Result<(), Error> {
        self.keyboard = Some(Keyboard::open(Mode::Screen));
        self.app.progress.set_off(true);
        // A new terminal draws every cell. `clear` would query the cursor position and wait for the answer.
        self.terminal = new_terminal()?;
        set_raw(true).map_err(|error| cannot_draw(&error))
    }

    /// Restores the normal screen, for a prompt.
    pub fn leave(&mut self) {
        // If this fails, the console stays in raw mode, which is harmless here.
        let _ = set_raw(false);
        self.keyboard = None;
        self.app.progress.set_off(false);
    }

    /// The size in columns and lines.
    pub fn size(&self) -> Result<(usize, usize), Error> {
        let size = self.terminal.size().map_err(|error| cannot_draw(&error))?;
        Ok((size.width.into(), size.height.into()))
    }

    pub fn draw(&mut self, state: &State, look: &Look<'_>) -> Result<(), Error> {
        let drawn = self.terminal.draw(|frame| draw(frame, state, look));
        drawn.map(drop).map_err(|error| cannot_draw(&error))
    }
}

impl Drop for BoardScreen<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

fn new_terminal() -> Result<ManuallyDrop<Terminal<CrosstermBackend<Term>>>, Error> {
    let terminal = Terminal::new(CrosstermBackend::new(Term::buffered_stderr()));
    terminal.map(ManuallyDrop::new).map_err(|error| cannot_draw(&error))
}

/// Sets the mode of a Windows console; on Unix the keyboard sets it.
fn set_raw(is_raw: bool) -> io::Result<()> {
    match is_raw {
        _ if !cfg!(windows) => Ok(()),
        true => ratatui::crossterm::terminal::enable_raw_mode(),
        false => ratatui::crossterm::terminal::disable_raw_mode(),
    }
}

fn cannot_draw(error: &io::Error) -> Error {
    Error::unexpected(format!("cannot draw on the terminal: {error}"))
}
