//! Runs an export to files: reads deals and writes the result.

use super::choice::{Choice, Plan, choose_plan};
use super::destination::Destination;
use super::explain::{note_filters, show_plan};
use super::mark::Mark;
use super::pool::Pool;
use super::related::{RelatedProgress, RelatedReader};
use super::scope::Scope;
use super::thread::DatabaseThread;
use super::{Options, columns, text};
use crate::api::endpoints::SUMMARY;
use crate::api::request::Request;
use crate::api::response::Response;
use crate::app::{App, Columns};
use crate::error::{Error, ErrorKind};
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::related::RelatedKind;
use crate::model::time;
use crate::store::database::{CompanyLists, Counts, Database, Run, Walk, WalkedList};
use crate::text as words;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use std::cell::Cell;
use std::path::Path;

/// Maximum number of times to compare the number of deals with the summary: deals may be created and deleted
/// between the two requests.
const MAX_COMPARISONS: u32 = 3;

/// The lists that are needed for columns and names.
pub const LISTS: [Lookup; 4] = [Lookup::Fields, Lookup::Pipelines, Lookup::Stages, Lookup::Users];

/// The state of a run.
struct Running<'a> {
    app: &'a App,
    thread: &'a DatabaseThread,
    scope: &'a Scope,
    with: &'a [RelatedKind],
    progress: &'a RunProgress,
    walks: usize,
}

/// The progress of a run.
#[derive(Default)]
struct RunProgress {
    /// The number of received deals.
    received: Cell<usize>,
    related: RelatedProgress,
}

impl RunProgress {
    fn describe(&self, app: &App) -> String {
        let tokens = words::count(app.client.spent() as usize, "token");
        match self.related.all.get() {
            0 => format!("{} so far, {tokens}", words::count(self.received.get(), "deal")),
            all => {
                format!("related records: request {} of {all}, {tokens}", self.related.done.get())
            }
        }
    }
}

pub async fn run(app: &App, options: &Options) -> anyhow::Result<()> {
    let (Some(file), Some(path)) = (options.destination.file(), options.destination.database())
    else {
        return Err(Error::unexpected("stdout has no database").into());
    };
    let columns = match &options.destination {
        Destination::Text { .. } => columns(app).await?,
        _ => Columns::new(&[]),
    };
    if app.is_dry() {
        return show_plan(app, options, &path).await;
    }
    if matches!(options.destination, Destination::Text { .. }) && file.exists() && !path.exists() {
        let name = file.display();
        app.confirm(&format!("{name} exists and is not from an export. Replace it?"))?;
    }
    let account = app.account_key().await?;
    let lists = company_lists(app).await?;
    let mut database = Database::open(&path)?;
    let Choice { plan, scope, note } = choose_plan(&database, options, &account)?;
    note_filters(app, &scope, &plan)?;
    database.learn(&lists)?;
    if let Some(note) = note {
        app.note(format_args!("{note}"));
    }
    let with = &options.with[..];
    database.prepare_related(with, matches!(plan, Plan::Full))?;
    let progress = RunProgress::default();
    let thread = start(database, &scope)?;
    let read = read(app, &thread, plan, account, &scope, with, &progress);
    let message = || progress.describe(app);
    let (run, counts) = match app.progress.show_while(message, read).await {
        Ok(read) => read,
        Err(error) => {
            // Stores the deals that were received before the error. The first error is reported.
            let _ = thread.finish().await;
            return Err(with_hint(error).into());
        }
    };
    let database = thread.finish().await?;
    if let Destination::Text { file, format, is_gzip } = &options.destination {
        text::write(app, &database, file, *format, *is_gzip, columns, with).await?;
    }
    let related = database.count_related(with)?;
    database.close()?;
    let line = describe(app, file, &run, counts, progress.received.get());
    let related = match with {
        [] => String::new(),
        _ => format!("; {}", words::count(related, "related record")),
    };
    app.note(format_args!("{line}{related}"));
    progress.related.check()?;
    Ok(())
}

/// Reads all deals into a new database.
pub async fn fetch(app: &App, path: &Path, everything: bool) -> Result<Database, Error> {
    let account = app.account_key().await?;
    let lists = company_lists(app).await?;
    let scope = Scope { everything, ..Scope::default() };
    let mut database = Database::open(path)?;
    database.learn(&lists)?;
    let progress = RunProgress::default();
    let thread = start(database, &scope)?;
    let read = read(app, &thread, Plan::Full, account, &scope, &[], &progress);
    let message = || progress.describe(app);
    app.progress.show_while(message, read).await?;
    thread.finish().await
}

/// Starts the database thread, which only keeps deals of the scope.
fn start(mut database: Database, scope: &Scope) -> Result<DatabaseThread, Error> {
    let scope = scope.clone();
    database.keep_only(move |deal| scope.keeps(deal));
    DatabaseThread::start(database)
}

/// Reads the number of deals in a summary.
pub fn read_count(summary: Response) -> Option<usize> {
    let summary = summary.data.one().and_then(Record::new)?;
    summary.read().get("total_count")?.get().parse().ok()
}

/// Adds a hint that an interrupted run can be resumed.
fn with_hint(error: Error) -> Error {
    const STORED: &str = "what was read is stored: run the same command again to continue";
    match &error.hint {
        None => error.hint(STORED),
        Some(hint) if error.kind == ErrorKind::RateLimited => {
            let hint = format!("{hint}; {STORED}");
            error.hint(hint)
        }
        Some(_) => error,
    }
}

/// The request for the deals of a list that were changed since a time.
pub fn changes_request(scope: &Scope, list: WalkedList, since: Timestamp) -> Request {
    scope.request_for_changes(list).query("updated_since", time::v2(since))
}

/// The lists to store in a database besides the deals.
pub async fn company_lists(app: &App) -> Result<CompanyLists, Error> {
    let reads = LISTS.map(async |list| app.lookup(list).await.map(|records| records.to_vec()));
    let parallel = app.settings.flags.parallel_requests();
    let mut lists: Vec<Vec<Record>> = stream::iter(reads).buffered(parallel).try_collect().await?;
    let mut next = || lists.pop().unwrap_or_default();
    let (users, stages, pipelines, fields) = (next(), next(), next(), next());
    Ok(CompanyLists { fields, pipelines, stages, users })
}

/// Reads the deals of the plan into the database, and completes the run.
async fn read(
    app: &App,
    thread: &DatabaseThread,
    plan: Plan,
    account: String,
    scope: &Scope,
    with: &[RelatedKind],
    progress: &RunProgress,
) -> Result<(Run, Counts), Error> {
    let mut running = Running { app, thread, scope, with, progress, walks: 0 };
    let mark = match &plan {
        Plan::Resume(Run { mark: Some(mark), .. }) => Mark::from_run(*mark),
        _ => Mark::new(),
    };
    let (everything, conditions) = (scope.everything, scope.stored_conditions());
    let new = Run { account, everything, conditions, since: None, mark: None, tokens: 0, walks: 0 };
    let run = match plan {
        Plan::Changes(since) => {
            let run = Run { since: Some(since), ..new };
            running.begin(&run).await?;
            running.read_changes(since).await?;
            run
        }
        Plan::Full => {
            running.begin(&new).await?;
            running.read_all(&mark, 0, None).await?;
            new
        }
        Plan::Resume(run) => {
            let walks = thread.run(|database| database.unfinished_walks()).await?;
            running.read_all(&mark, run.tokens, Some(walks)).await?;
            run
        }
    };
    let run = Run { mark: Some(mark.get(app)), walks: running.walks, ..run };
    running.read_related(&run).await?;
    let run = Run { tokens: run.tokens + app.client.spent(), ..run };
    let finished = run.clone();
    let counts = thread.run(move |database| database.finish(&finished)).await?;
    Ok((run, counts))
}

impl Running<'_> {
    async fn begin(&self, run: &Run) -> Result<(), Error> {
        let run = run.clone();
        self.thread.run(move |database| database.begin(&run)).await
    }

    /// Reads all deals, or the rest of a run that an earlier process started.
    async fn read_all(
        &mut self,
        mark: &Mark,
        spent_before: u32,
        left: Option<Vec<Walk>>,
    ) -> Result<(), Error> {
        let Running { app, thread, scope, progress, .. } = *self;
        let mut pool = Pool::new(app, thread, scope, mark, spent_before, &progress.received);
        let is_resumed = left.is_some();
        match left {
            Some(walks) => pool.resume(walks),
            None => pool.add_lists().await?,
        }
        pool.read().await?;
        // A deal may have moved from an unread part to one that was read, which requires a change.
        let is_complete = if pool.is_sliced() {
            self.is_complete(mark).await?
        } else {
            if scope.everything || is_resumed {
                self.read_changes(mark.get(app)).await?;
            }
            true
        };
        if !is_complete {
            app.note(format_args!(
                "the number of deals differs from Pipedrive's: reading them again"
            ));
            pool.add_plain_walk().await?;
            pool.read_one_by_one().await?;
            self.read_changes(mark.get(app)).await?;
        }
        self.walks += pool.walks();
        Ok(())
    }

    /// Reads the deals that were changed since a time, including deleted and archived ones.
    async fn read_changes(&mut self, since: Timestamp) -> Result<(), Error> {
        self.walks += WalkedList::BOTH.len();
        let reads = WalkedList::BOTH.iter().map(|list| self.read_changes_in(*list, since));
        let parallel = self.app.settings.flags.parallel_requests();
        stream::iter(reads).buffered(parallel).try_collect().await
    }

    async fn read_changes_in(&self, list: WalkedList, since: Timestamp) -> Result<(), Error> {
        let mut pages = self.app.pages(changes_request(self.scope, list, since));
        while let Some(deals) = pages.next().await? {
            let received = &self.progress.received;
            received.set(received.get() + deals.len());
            self.thread.send(move |database| database.store(&deals)).await?;
        }
        Ok(())
    }

    /// Reads the related records that are missing in the database, once all deals are known.
    async fn read_related(&self, run: &Run) -> Result<(), Error> {
        let Running { app, thread, with, progress, .. } = *self;
        if with.is_empty() {
            return Ok(());
        }
        let run = run.clone();
        thread.run(move |database| database.remove_unseen(&run)).await?;
        RelatedReader { app, thread, progress: &progress.related }.read(with).await
    }

    /// Reads changes, and compares the number of deals with that of Pipedrive.
    async fn is_complete(&mut self, mark: &Mark) -> Result<bool, Error> {
        let app = self.app;
        // Changes are read with two requests.
        let is_parallel = app.settings.flags.parallel_requests() > 2;
        for _ in 0..MAX_COMPARISONS {
            let summary = async { Ok(app.client.send(&Request::to(&SUMMARY)).await?) };
            let changes = self.read_changes(mark.get(app));
            let summary = if is_parallel {
                tokio::try_join!(summary, changes)?.0
            } else {
                changes.await?;
                summary.await?
            };
            if read_count(summary) == Some(self.thread.run(|database| database.count_seen()).await?)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The final message: content, kind and cost of the run.
fn describe(app: &App, file: &Path, run: &Run, counts: Counts, received: usize) -> String {
    let Counts { deals, deleted, archived } = counts;
    let deals = words::count(deals, "deal");
    let what = match run.since {
        Some(since) => format!("changes since {}", app.display_time(since)),
        None if run.everything => "everything".to_owned(),
        None if run.conditions.is_some() => "deals".to_owned(),
        None => "all current deals".to_owned(),
    };
    let conditions = run.conditions.as_ref().map_or(String::new(), |conditions| {
        format!(" with {}", words::clean(&conditions.texts.join(" and ")))
    });
    let kinds = if run.everything {
        format!(", {deleted} deleted, {archived} archived")
    } else {
        String::new()
    };
    let walks = words::count(run.walks, "walk");
    let tokens = words::count(run.tokens as usize, "token");
    format!(
        "exported {deals} to {}: {what}{conditions}{kinds}; {} read in {walks}, {tokens}",
        file.display(),
        words::count(received, "row")
    )
}
