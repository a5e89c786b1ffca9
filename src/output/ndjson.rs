//! One JSON object per line, for tools that read lines.

use super::{View, narrow};
use crate::model::record::Record;
use std::io::{self, Write};

pub struct Ndjson<W: Write> {
    view: View,
    out: W,
}

impl<W: Write> Ndjson<W> {
    pub fn new(view: View, out: W) -> Ndjson<W> {
        Ndjson { view, out }
    }

    pub fn page(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            narrow::write_object(&self.view, record, &mut self.out)?;
            self.out.write_all(b"\n")?;
        }
        self.out.flush()
    }
}
