//! The deals of a database as text: CSV, JSON or JSON Lines, possibly compressed.

use crate::app::{App, Columns};
use crate::output::Format;
use crate::store::database::{Database, cannot_write};
use crate::store::files::{self, with_end};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Number of deals that are formatted at a time.
const PAGE: usize = 500;

/// Writes all deals in the order of their IDs to `FILE.part`, and renames it.
pub async fn write(
    app: &App,
    database: &Database,
    file: &Path,
    format: Format,
    is_gzip: bool,
    columns: Columns,
) -> anyhow::Result<()> {
    let part = with_end(file, ".part");
    let failed = |error: io::Error| cannot_write(&part, &error);
    let out = files::open_private(&part, OpenOptions::new().write(true).truncate(true));
    let out = BufWriter::new(out.map_err(failed)?);
    let out = if is_gzip {
        let mut out = GzEncoder::new(out, Compression::default());
        write_deals(app, database, format, columns, &mut out).await?;
        out.finish().map_err(failed)?
    } else {
        let mut out = out;
        write_deals(app, database, format, columns, &mut out).await?;
        out
    };
    let out: File = out.into_inner().map_err(|error| failed(error.into_error()))?;
    out.sync_all().map_err(failed)?;
    drop(out);
    files::rename(&part, file).map_err(|error| cannot_write(file, &error))?;
    Ok(())
}

async fn write_deals(
    app: &App,
    database: &Database,
    format: Format,
    columns: Columns,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut rows = app.list_to_file(out, format, columns).await?;
    database.for_each_page(PAGE, |deals| {
        app.interrupt.check()?;
        Ok(rows.page(deals)?)
    })?;
    Ok(rows.finish()?)
}
