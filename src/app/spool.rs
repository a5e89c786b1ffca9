//! A buffer in front of stdout or the pager. The pages of a list are written on a blocking thread, so that
//! a slow reader does not delay the network, Ctrl-C and the rate limiter.

use crate::error::Error;
use crate::ui::pager::{Pager, PagerCommand};
use crate::ui::stdio;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

/// Buffer size in bytes from which text is written, if the caller does not drain.
const DIRECT_BUFFER: usize = 64 * 1024;
/// Maximum buffer size in bytes if the caller drains: the output of a filter may have any size.
const MAX_BUFFER: usize = 8 * 1024 * 1024;

/// A handle to the buffer, which its clones share.
#[derive(Clone)]
pub struct Spool(Rc<RefCell<Buffer>>);

struct Buffer {
    text: Vec<u8>,
    /// Whether the caller calls [`Spool::drain`].
    is_drained: bool,
    /// Whether the text has colors.
    styled: bool,
    is_terminal: bool,
    pager: Paging,
}

enum Paging {
    Off,
    /// The pager is started once the text is longer than the screen.
    Held(PagerCommand),
    On(Pager),
}

impl Spool {
    /// For one record or a short text: a flush writes it.
    pub fn new_direct() -> Spool {
        Spool::new(false)
    }

    /// For a list: a flush does nothing, and the caller writes each page with [`Spool::drain`].
    pub fn new_paged() -> Spool {
        Spool::new(true)
    }

    /// Uses this pager if the text is longer than the screen; requires [`Spool::close`] at the end.
    pub fn with_pager(self, command: Option<PagerCommand>) -> Spool {
        self.0.borrow_mut().pager = command.map_or(Paging::Off, Paging::Held);
        self
    }

    fn new(is_drained: bool) -> Spool {
        let is_terminal = io::stdout().is_terminal();
        let text = Vec::new();
        let buffer = Buffer { text, is_drained, styled: false, is_terminal, pager: Paging::Off };
        Spool(Rc::new(RefCell::new(buffer)))
    }

    /// Sets whether the text has colors.
    pub fn style(&self, styled: bool) {
        self.0.borrow_mut().styled = styled;
    }

    /// Writes the buffered text on a blocking thread, unless it may still fit the screen without a pager.
    pub async fn drain(&self) -> anyhow::Result<()> {
        if self.0.borrow_mut().start_pager()? {
            self.write().await?;
        }
        Ok(())
    }

    /// Writes the rest, and waits until the user quits the pager.
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
            let mut buffer = self.0.borrow_mut();
            let input = match &mut buffer.pager {
                Paging::On(pager) => pager.take_input(),
                Paging::Off | Paging::Held(_) => None,
            };
            (buffer.styled, std::mem::take(&mut buffer.text), input)
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
        let mut buffer = self.0.borrow_mut();
        // Reuses the allocation: pages have similar sizes.
        buffer.text = text;
        if let (Paging::On(pager), Some(input)) = (&mut buffer.pager, input) {
            pager.set_input(input);
        }
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut buffer = self.0.borrow_mut();
        buffer.text.extend_from_slice(bytes);
        if buffer.text.len() >= if buffer.is_drained { MAX_BUFFER } else { DIRECT_BUFFER } {
            if !buffer.is_terminal {
                buffer.write_all_text()?;
            } else if memchr::memchr(b'\n', bytes).is_some() {
                buffer.write_lines()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut buffer = self.0.borrow_mut();
        if buffer.is_drained { Ok(()) } else { buffer.write_all_text() }
    }
}

impl Buffer {
    /// Starts the pager if it is needed; returns whether the buffered text may be written.
    fn start_pager(&mut self) -> Result<bool, Error> {
        let Paging::Held(command) = &self.pager else { return Ok(true) };
        let lines = memchr::memchr_iter(b'\n', &self.text).count();
        // The last line is for the shell's prompt.
        if lines < stdio::screen_rows() {
            return Ok(false);
        }
        self.pager = command.start()?.map_or(Paging::Off, Paging::On);
        Ok(true)
    }

    fn write_all_text(&mut self) -> io::Result<()> {
        let written = stdio::print(&self.text, self.styled);
        self.text.clear();
        written
    }

    /// Writes complete lines only: text that is escaped for a terminal must not be split within a character
    /// or an escape sequence.
    fn write_lines(&mut self) -> io::Result<()> {
        let Some(end) = memchr::memrchr(b'\n', &self.text) else { return Ok(()) };
        let rest = self.text.split_off(end + 1);
        let written = self.write_all_text();
        self.text = rest;
        written
    }
}
