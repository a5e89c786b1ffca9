//! stdout, with what is to go there next. What a list prints is handed over page by page, to a
//! thread that may wait for a slow reader: the network, Ctrl-C and the pace do not wait with it.

use std::cell::RefCell;
use std::io::{self, Write};
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
}

impl Spool {
    /// For one record or a short text: it goes out when it is flushed.
    pub fn through() -> Spool {
        Spool(Rc::new(RefCell::new(Waiting { text: Vec::new(), is_drained: false })))
    }

    /// For a list: a flush ends a page, which waits for [`Spool::drain`].
    pub fn paged() -> Spool {
        Spool(Rc::new(RefCell::new(Waiting { text: Vec::new(), is_drained: true })))
    }

    /// Writes what is waiting, without keeping the rest of the program waiting.
    pub async fn drain(&self) -> io::Result<()> {
        let text = std::mem::take(&mut self.0.borrow_mut().text);
        if text.is_empty() {
            return Ok(());
        }
        let written = tokio::task::spawn_blocking(move || write(&text).map(|()| text));
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
            waiting.out()?;
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
        let written = write(&self.text);
        self.text.clear();
        written
    }
}

fn write(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}
