//! `deals import`: create and change deals from the rows of a spreadsheet.

mod base_export;
mod deal_store;
mod decide;
mod earlier;
mod matching;
mod mistakes;
mod origin;
mod planning;
mod read;
mod read_flags;
mod reader;
mod report;
mod results;
mod row;
mod send;
mod target;

use crate::app::App;
use crate::app::write::journal::Journal;
use crate::app::write::plan::Plan;
use crate::error::Error;
use crate::ops::write_plan::{new_header, note_saved};
use crate::store::files::{self, FileLock};
use crate::store::lock;
use crate::text;
use base_export::BaseExport;
use decide::Rules;
use earlier::SentRows;
use matching::{Wanted, new_store};
use planning::{Deals, Planned};
use read::source::Source;
use read_flags::ReadFlags;
use reader::{ImportReader, RowUse};
use results::Others;
pub use row::ImportRow;
use send::Sent;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use target::Target;

/// Maximum number of requests to print in a dry run; above it, only their number is printed.
const MAX_PRINTED: usize = 1_000;

/// The file, how to read it, and what to write.
#[derive(Debug, Default, Clone)]
pub struct ImportOptions {
    /// The path; `-` is stdin.
    pub file: PathBuf,
    pub read: ReadOptions,
    pub write: WriteOptions,
}

/// How to interpret columns and cells.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadOptions {
    /// The system that exported the file, such as `hubspot`.
    pub from: Option<String>,
    /// `HEADING=FIELD`
    pub map: Vec<String>,
    pub ignore: Vec<String>,
    /// `FIELD=VALUE`; `{HEADING}` in the value is the cell of that column.
    pub set: Vec<String>,
    /// `COLUMN:WORD=VALUE`
    pub map_value: Vec<String>,
    /// A CSV file with values for words: COLUMN, WORD, VALUE.
    pub values: Option<PathBuf>,
    pub clear_empty: bool,
    /// Words to treat as an empty cell.
    pub empty: Vec<String>,
    /// `dmy` or `mdy`
    pub dates: Option<String>,
    /// `,` or `.`
    pub decimal: Option<String>,
    pub encoding: Option<String>,
    pub header_row: Option<usize>,
    pub skip_last: usize,
    pub zone: Option<String>,
}

/// Which rows to write, and where.
#[derive(Debug, Default, Clone)]
pub struct WriteOptions {
    /// The field that matches rows with deals.
    pub key: Option<String>,
    pub create_only: bool,
    pub update_only: bool,
    /// Also change deals that were changed after the file was written.
    pub force: bool,
    /// Skip rows with mistakes and import the others.
    pub skip_wrong: bool,
    pub status: bool,
    pub plan_file: Option<PathBuf>,
}

pub async fn run(app: &App, options: &ImportOptions) -> anyhow::Result<()> {
    let ImportOptions { file, read, write } = options;
    let source = Source::open(file)?;
    let flags = ReadFlags::new(read, write.key.as_deref());
    let mut target = Target::new(file, &source.hash, flags.to_journal());
    if write.status {
        return show_status(app, source, &target, flags).await;
    }
    let reader = ImportReader::open(app, source, &flags, RowUse::Import).await?;
    if reader.problems().is_empty() {
        reader.notes().iter().for_each(|note| app.note(format_args!("{note}")));
    }
    let journal = app.journal().await?;
    let _lock = match &journal {
        Some(journal) if !app.is_dry() => Some(lock_imports(journal)?),
        _ => None,
    };
    if journal.is_none() && !app.is_dry() {
        app.note(format_args!("the journal is off: an interrupted import cannot be continued"));
    }
    target.origin = origin::find(app, &reader, file, journal.as_ref())?;
    let mut sent = SentRows::read(journal.as_ref(), &target)?;
    if let Some(note) = sent.check_flags(&target)? {
        app.note(format_args!("{note}"));
    }
    if !app.is_dry() {
        sent.check(app, journal.as_ref()).await?;
    }
    let planned = plan(app, options, &reader, &sent, &target).await?;
    let has_writes = planned.totals.writes > 0;
    let has_problems = !reader.problems().is_empty();
    if has_problems || !planned.mistakes.is_empty() && !write.skip_wrong {
        return Err(planned.mistakes.error(reader.problems(), &target).into());
    }
    if planned.creates > 0 && write.key.is_none() {
        sent.check_new(&target)?;
    }
    let names = app.cached_names().await;
    if app.is_dry() {
        planned.totals.show(app, &names);
        return show_requests(app, &planned);
    }
    if let Some(path) = &write.plan_file {
        return save(app, &planned, &target, path).await;
    }
    if has_writes {
        let is_read = !app.settings.flags.yes && app.ask.can_ask();
        if is_read || app.settings.flags.verbose > 0 {
            planned.totals.show(app, &names);
        }
        let writes = text::count(planned.totals.writes, "row");
        app.confirm(&format!("Import {writes} into {}?", app.account()))?;
        app.note_reversible(&planned.totals.reversible);
    }
    // A signal stops the writes, but the results file is still written.
    let _writing = app.interrupt.begin_writing();
    let (ended, failed) = if has_writes {
        match send::send(app, &planned, &target, &mut sent).await {
            Ok(ended) => (ended, None),
            Err(error) => (Sent::default(), Some(error)),
        }
    } else {
        (Sent::default(), None)
    };
    let counts = results::write(&target, &reader, &sent, Others::Planned(&planned.others))?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    report::print(app, &target, &counts, &ended)?;
    let results = target.results().map(|_| target.shown_results());
    Ok(report::error(results.as_deref(), &planned, &counts, &ended)?)
}

/// Prints the results of the rows. The file is read with the flags of the last run, so that its rows get the
/// same numbers.
async fn show_status(
    app: &App,
    source: Source,
    target: &Target,
    given: ReadFlags,
) -> anyhow::Result<()> {
    let journal = app.find_cached_journal()?;
    let sent = SentRows::read(journal.as_ref(), target)?;
    let kept = sent.read.as_ref();
    if let Some(kept) = kept.filter(|kept| !target.read.is_empty() && **kept != target.read) {
        let flags = earlier::name_flags(kept);
        app.note(format_args!("the file was imported with {flags}; the status is by these flags"));
    }
    let flags = kept.and_then(ReadFlags::from_journal).unwrap_or(given);
    let reader = ImportReader::open(app, source, &flags, RowUse::Status).await?;
    let counts = results::write(target, &reader, &sent, Others::Earlier)?;
    report::print(app, target, &counts, &Sent::default())
}

/// Reads the deals of the rows and plans the writes.
async fn plan(
    app: &App,
    options: &ImportOptions,
    reader: &ImportReader,
    sent: &SentRows,
    target: &Target,
) -> Result<Planned, Error> {
    let mut store = new_store(reader)?;
    let wanted = Wanted::read(reader, sent, &store)?;
    wanted.read_deals(app, &mut store).await?;
    let base = match target.file() {
        Some(file) if reader.has_ids() => BaseExport::find(file, &app.account_key().await?)?,
        _ => None,
    };
    let names = app.cached_names().await;
    let rules = Rules {
        names: &names,
        create_only: options.write.create_only,
        update_only: options.write.update_only,
        force: options.write.force,
        status_heading: reader.find_heading("status", false),
        unclear: reader.unclear_fields(),
        key: reader.key_field().map(|key| key.code.as_ref()),
        show_time: &|at| app.display_time(at),
    };
    let key_heading = reader.key_field().and_then(|key| reader.find_heading(&key.code, true));
    let id_heading = reader.find_heading("id", true);
    let deals = Deals { store, wanted, base, id_heading, key_heading };
    planning::plan(app, reader, sent, &deals, &rules).await
}

/// Allows one import at a time: two runs of the same file would send the same rows twice.
fn lock_imports(journal: &Journal) -> Result<FileLock, Error> {
    let path = journal.path().with_extension("import");
    files::acquire_lock(&path, lock::REQUIRED_TIMEOUT).map_err(|error| {
        error.downcast::<Error>().unwrap_or_else(|error| {
            Error::unexpected(format!("cannot lock {}: {error}", path.display()))
        })
    })
}

fn show_requests(app: &App, planned: &Planned) -> anyhow::Result<()> {
    let (count, tokens) = (planned.totals.writes, planned.totals.tokens);
    if count <= MAX_PRINTED {
        let mut requests = Vec::new();
        for write in planned.writes.read()? {
            requests.push(write?.1.write.request()?);
        }
        return app.plan(&requests);
    }
    app.note(format_args!(
        "dry run: nothing was changed; {count} requests, {tokens} tokens to write, {} spent on reading; \
         --plan FILE writes them to a file",
        app.client.spent()
    ));
    Ok(())
}

/// Saves the plan to a file instead of sending it.
async fn save(app: &App, planned: &Planned, target: &Target, path: &Path) -> anyhow::Result<()> {
    let names = app.cached_names().await;
    let totals = &planned.totals;
    if totals.writes == 0 {
        app.note(format_args!("nothing to write: {} was not created", text::path(path)));
    } else {
        totals.show(app, &names);
        let import = Some(target.imported_file(planned.left_out()));
        let header = new_header(app, totals.writes, totals.tokens, import).await?;
        Plan::create(path, header, planned.writes.read()?)?;
        note_saved(app, path);
    }
    Ok(report::error(None, planned, &planned.counts(), &Sent::default())?)
}
