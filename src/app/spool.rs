//! stdout, or a pager in front of it, with what is to go there next. What a list prints is handed over
//! page by page, to a thread that may wait for a slow reader: the network, Ctrl-C and the rate limiter
//! do not wait with it.

use crate::error::Error;
use crate::ui::pager::{Pager, PagerCommand};
use crate::ui::stdio;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

/// The size of a piece that goes out where the caller does not drain.
const PIECE: usize = 64 * 1024;
/// The most that is kept waiting: the output of a filter may be of any size.
const MOST: usize = 8 * 1024 * 1024;

/// One end of it; the clones share what is waiting.
#[derive(Clone)]
pub struct Spool(Rc<RefCell<Waiting>>);

struct Waiting {
    text: Vec<u8>,
    /// The caller calls [`Spool::drain`].
    is_drained: bool,
    /// The text has colors.
    styled: bool,
    is_terminal: bool,
    pager: Paging,
}

enum Paging {
    Off,
    /// What is waiting goes to a pager once it is longer than the screen.
    Held(PagerCommand),
    On(Pager),
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

    /// The same, through this pager where it is longer than the screen; it ends with
    /// [`Spool::close`].
    pub fn with_pager(self, command: Option<PagerCommand>) -> Spool {
        self.0.borrow_mut().pager = command.map_or(Paging::Off, Paging::Held);
        self
    }

    fn new(is_drained: bool) -> Spool {
        let is_terminal = io::stdout().is_terminal();
        let text = Vec::new();
        let waiting = Waiting { text, is_drained, styled: false, is_terminal, pager: Paging::Off };
        Spool(Rc::new(RefCell::new(waiting)))
    }

    /// Sets whether the text has colors.
    pub fn style(&self, styled: bool) {
        self.0.borrow_mut().styled = styled;
    }

    /// Writes what is waiting, without keeping the rest of the program waiting.
    pub async fn drain(&self) -> anyhow::Result<()> {
        if self.0.borrow_mut().start_pager()? {
            self.write().await?;
        }
        Ok(())
    }

    /// Writes the rest, and waits until the person has left the pager.
    pub async fn close(&self) -> anyhow::Result<()> {
        self.drain().await?;
        self.write().await?;
        let pager = std::mem::replace(&mut self.0.borrow_mut().pager, Paging::Off);
        if let Paging::On(pager) = pager {
            pager.wait().await?;
        }
        Ok(())
    }

    async fn write(&self) -> io::Result<()> {
        let (styled, text, input) = {
            let mut waiting = self.0.borrow_mut();
            let input = match &mut waiting.pager {
                Paging::On(pager) => pager.take_input(),
                Paging::Off | Paging::Held(_) => None,
            };
            (waiting.styled, std::mem::take(&mut waiting.text), input)
        };
        if text.is_empty() && input.is_none() {
            return Ok(());
        }
        let written = tokio::task::spawn_blocking(move || match input {
            Some(mut input) => {
                input.write_all(&stdio::escape(&text, styled))?;
                Ok::<_, io::Error>((text, Some(input)))
            }
            None => stdio::print(&text, styled).map(|()| (text, None)),
        });
        let (mut text, input) = written.await.map_err(io::Error::other)??;
        text.clear();
        let mut waiting = self.0.borrow_mut();
        // The room is used again: pages are of one size.
        waiting.text = text;
        if let (Paging::On(pager), Some(input)) = (&mut waiting.pager, input) {
            pager.set_input(input);
        }
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
    /// Starts the pager once it is needed, and says whether what is waiting may go out.
    fn start_pager(&mut self) -> Result<bool, Error> {
        let Paging::Held(command) = &self.pager else { return Ok(true) };
        let lines = memchr::memchr_iter(b'\n', &self.text).count();
        // The shell's prompt has the last line.
        if lines < stdio::screen_rows() {
            return Ok(false);
        }
        self.pager = command.start()?.map_or(Paging::Off, Paging::On);
        Ok(true)
    }

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
