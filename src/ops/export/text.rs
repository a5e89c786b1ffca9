//! Writes the deals of a database as text: CSV, JSON or JSON Lines, optionally compressed.

use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::field::Field;
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use crate::output::Format;
use crate::store::database::{Database, cannot_write};
use crate::store::files::{self, with_end};
use bytestring::ByteString;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Number of deals to format at a time.
const PAGE: usize = 500;

/// Writes all deals by ID to `FILE.part`, and renames it.
pub async fn write(
    app: &App,
    database: &Database,
    file: &Path,
    format: Format,
    is_gzip: bool,
    columns: Columns,
    with: &[RelatedKind],
) -> anyhow::Result<()> {
    let part = with_end(file, ".part");
    let failed = |error: io::Error| cannot_write(&part, &error);
    let out = files::open_private(&part, OpenOptions::new().write(true).truncate(true));
    let out = BufWriter::new(out.map_err(failed)?);
    let out = if is_gzip {
        let mut out = GzEncoder::new(out, Compression::default());
        write_deals(app, database, format, columns, with, &mut out).await?;
        out.finish().map_err(failed)?
    } else {
        let mut out = out;
        write_deals(app, database, format, columns, with, &mut out).await?;
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
    mut columns: Columns,
    with: &[RelatedKind],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    // `--fields` does not exclude records of `--with`.
    columns.fields.extend(with.iter().map(|kind| Field::from_code(kind.as_str())));
    let mut rows = app.list_to_file(out, format, columns).await?;
    database.for_each_page(PAGE, |deals| {
        app.interrupt.check()?;
        if with.is_empty() {
            return Ok(rows.page(deals)?);
        }
        let deals = deals.iter().map(|deal| nest(database, deal, with));
        Ok(rows.page(&deals.collect::<Result<Vec<_>, Error>>()?)?)
    })?;
    Ok(rows.finish()?)
}

/// Adds a list for each kind of related records to a deal; JSON texts are copied unchanged.
fn nest(database: &Database, deal: &Record, with: &[RelatedKind]) -> Result<Record, Error> {
    let id = deal.id().unwrap_or_default();
    let mut text = deal.text().trim_end().strip_suffix('}').unwrap_or("{").trim_end().to_owned();
    for kind in with {
        let records = database.related_records(*kind, id)?.join(",");
        let comma = if text.ends_with('{') { "" } else { "," };
        text.push_str(&format!("{comma}\"{kind}\":[{records}]"));
    }
    text.push('}');
    Ok(Record::new_item_from_text(ByteString::from(text)))
}
