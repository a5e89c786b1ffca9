//! stdout, with what is to go there next. What a list prints is handed over page by page, to a
//! thread that may wait for a slow reader: the network, Ctrl-C and the pace do not wait with it.

use crate::ui::stdio;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

/// So much goes out in one piece where nobody says when.
const PIECE: usize = 64 * 1024;
/// More than this is never kept waiting: what a filter makes of a page may be of any size.
const MOST: usize = 8 * 1024 * 1024;

/// One end of it; the clones share what is waiting.
#[derive(Clone)]
pub struct Spool(Rc<RefCell<Waiting>>);

struct Waiting {
    text: Vec<u8>,
    /// Somebody calls [`Spool::drain`].
    is_drained: bool,
    /// The text has colors of our own.
    styled: bool,
    is_terminal: bool,
}

impl Spool {
    /// For one record or a short text: it goes out when it is flushed.
    pub fn through() -> Spool {
        Spool::new(false)
    }

    /// For a list: a flush ends a page, which waits for [`Spool::drain`].
    pub fn new_paged() -> Spool {
        Spool::new(true)
    }

    fn new(is_drained: bool) -> Spool {
        let is_terminal = io::stdout().is_terminal();
        let waiting = Waiting { text: Vec::new(), is_drained, styled: false, is_terminal };
        Spool(Rc::new(RefCell::new(waiting)))
    }

    /// Says whether what is written has colors of our own.
    pub fn style(&self, styled: bool) {
        self.0.borrow_mut().styled = styled;
    }

    /// Writes what is waiting, without keeping the rest of the program waiting.
    pub async fn drain(&self) -> io::Result<()> {
        let styled = self.0.borrow().styled;
        let text = std::mem::take(&mut self.0.borrow_mut().text);
        if text.is_empty() {
            return Ok(());
        }
        let written =
            tokio::task::spawn_blocking(move || stdio::print(&text, styled).map(|()| text));
        let mut text = written.await.map_err(io::Error::other)??;
        text.clear();
        // The room is used again: pages are of one size.
        self.0.borrow_mut().text = text;
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.borrow_mut();
        waiting.text.extend_from_slice(bytes);
        if waiting.text.len() >= if waiting.is_drained { MOST } else { PIECE } {
            if !waiting.is_terminal {
                waiting.out()?;
            } else if memchr::memchr(b'\n', bytes).is_some() {
                waiting.out_lines()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut waiting = self.0.borrow_mut();
        if waiting.is_drained { Ok(()) } else { waiting.out() }
    }
}

impl Waiting {
    fn out(&mut self) -> io::Result<()> {
        let written = stdio::print(&self.text, self.styled);
        self.text.clear();
        written
    }

    /// Writes the lines that are whole: what is made harmless for a terminal must not be cut within a
    /// character or an escape sequence.
    fn out_lines(&mut self) -> io::Result<()> {
        let Some(end) = memchr::memrchr(b'\n', &self.text) else { return Ok(()) };
        let rest = self.text.split_off(end + 1);
        let written = self.out();
        self.text = rest;
        written
    }
}
