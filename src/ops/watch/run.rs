//! Runs a watch: start, polls, and end.

use super::Options;
use super::deliver::Delivery;
use super::poll::{Failure, Poll, load_names};
use super::schedule::{ARCHIVED_INTERVAL, FULL_INTERVAL, PollOutcome, Schedule, tokens_per_day};
use super::state::{kept_file, open, temporary_file};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::names::Lookup;
use crate::ops::export::{self, list_request};
use crate::store::database::{Database, WalkedList, WatchTime};
use crate::store::files::with_end;
use crate::text;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Minimum wait to print a message, besides the longest wait of an idle watch.
const LONG_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// Which poll of a watch: the first and the last also read archived deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Of a watch that continues.
    First,
    Later,
    Last,
}

/// The state of a running watch.
struct Watch<'a> {
    app: &'a App,
    database: Database,
    path: PathBuf,
    poll: Poll<'a>,
    delivery: Delivery<'a>,
    schedule: Schedule,
    read_archived: Instant,
    read_all: Instant,
    /// The start of the current outage.
    outage: Option<Timestamp>,
    /// The wait that the server requested.
    retry_after: Option<Duration>,
}

pub async fn run(app: &App, options: Options) -> anyhow::Result<()> {
    let deadline = deadline(app, &options).await?;
    if app.is_dry() {
        return show_plan(app, &options);
    }
    note_cost(app, &options);
    let day = app.now().await?.date();
    load_names(app).await?;
    let (path, _temporary) = if options.since_last {
        (kept_file(app, &options.conditions).await?, None)
    } else {
        let file = temporary_file()?;
        (file.0.clone(), Some(file))
    };
    let (database, is_new) = prepare(app, &options, &path).await?;
    let mut watch = Watch {
        app,
        database,
        path,
        poll: Poll::new(app, options.conditions.clone(), day),
        delivery: Delivery::new(app, options.exec.as_deref()).await?,
        schedule: Schedule::new(options.every),
        read_archived: Instant::now(),
        read_all: Instant::now(),
        outage: None,
        retry_after: None,
    };
    if !is_new {
        watch.delivery.deliver(&mut watch.database).await?;
        watch.poll(When::First).await?;
    }
    // A watch without --since-last has no later one that reads what was archived since.
    let last = if options.since_last { When::Later } else { When::Last };
    // The last poll is at the deadline.
    let has_ended = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
    loop {
        watch.wait(deadline).await;
        let is_last = has_ended();
        watch.poll(if is_last { last } else { When::Later }).await?;
        if is_last {
            break;
        }
    }
    let tokens = text::count(app.client.spent() as usize, "token");
    let events = text::count(watch.delivery.count, "event");
    app.note(format_args!("stopped at the time of --until: {events}, {tokens}"));
    watch.database.close()?;
    Ok(())
}

/// The time at which the watch stops.
async fn deadline(app: &App, options: &Options) -> Result<Option<Instant>, Error> {
    let Some(until) = options.until else { return Ok(None) };
    let left = until.duration_since(app.now().await?.timestamp());
    match Duration::try_from(left) {
        Ok(left) if !left.is_zero() => Ok(Instant::now().checked_add(left)),
        _ => Err(Error::usage(format!("--until is in the past: {}", app.display_time(until)))
            .hint("write it like +8h, tomorrow or \"2026-01-31 18:00\"")),
    }
}

/// Opens the database, and whether it is new. A new one gets all deals first, without events.
async fn prepare(app: &App, options: &Options, path: &Path) -> Result<(Database, bool), Error> {
    let mut database = open(path)?;
    database.prepare_watch()?;
    let last = database.watch_time(WatchTime::Current)?;
    if let Some(last) = last {
        database.learn(&export::company_lists(app).await?)?;
        let pause = app.now().await?.timestamp().duration_since(last);
        let at = app.display_time(last);
        if pause > LONG_PAUSE {
            app.note(format_args!(
                "nothing was read since {at}: several changes of a field since then are one event"
            ));
        } else {
            app.note(format_args!("continuing from {at}"));
        }
        return Ok((database, false));
    }
    database.close()?;
    let mut database = export::fetch(app, path, true).await?;
    let run = database.last_run()?;
    let mark = run
        .and_then(|run| run.mark)
        .ok_or_else(|| Error::unexpected("the deals were read without a time to continue from"))?;
    database.prepare_watch()?;
    let times = [WatchTime::Current, WatchTime::Archived, WatchTime::Full].map(|name| (name, mark));
    database.store_events(&[], &[], &[], &times)?;
    let deals = text::count(database.count_deals()?, "deal");
    let tokens = text::count(app.client.spent() as usize, "token");
    let no_earlier = if options.since_last { "no earlier watch; " } else { "" };
    app.note(format_args!("{no_earlier}watching {deals} ({tokens} so far)"));
    Ok((database, true))
}

impl Watch<'_> {
    /// Waits for the next poll, or until the deadline.
    async fn wait(&mut self, deadline: Option<Instant>) {
        let wait = self.schedule.wait().max(self.retry_after.take().unwrap_or_default());
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        tokio::time::sleep(left.map_or(wait, |left| left.min(wait))).await;
    }

    /// Reads changes and delivers the events. Only errors that the next poll would also get end the watch.
    async fn poll(&mut self, when: When) -> anyhow::Result<()> {
        let read = self.read(when).await;
        let outcome = match read {
            Ok(0) => PollOutcome::Idle,
            Ok(_) => PollOutcome::Changes,
            Err(Failure::Final(error)) => return Err(error.into()),
            Err(Failure::Temporary(error, wait)) => {
                self.schedule.record(PollOutcome::Failed);
                self.note_outage(&error)?;
                self.retry_after = wait;
                return Ok(());
            }
        };
        self.schedule.record(outcome);
        if let Some(since) = self.outage.take() {
            let since = self.app.display_time(since);
            self.app.note(format_args!(
                "connected again: nothing was read since {since}; several changes of a field since then \
                 are one event"
            ));
        }
        self.delivery.deliver(&mut self.database).await
    }

    async fn read(&mut self, when: When) -> Result<usize, Failure> {
        let has_waited = |since: Instant, interval| since.elapsed() >= interval;
        let full = self.database.watch_time(WatchTime::Full)?;
        let now = self.app.now().await?;
        self.poll.update_conditions(&now);
        let now = now.timestamp();
        let is_old = |at: Timestamp| now.duration_since(at).unsigned_abs() >= FULL_INTERVAL;
        let is_full = if when == When::First {
            full.is_none_or(is_old)
        } else {
            has_waited(self.read_all, FULL_INTERVAL)
        };
        if is_full {
            let count =
                self.poll.read_all(&mut self.database, &with_end(&self.path, ".full")).await?;
            (self.read_all, self.read_archived) = (Instant::now(), Instant::now());
            return Ok(count);
        }
        let archived = when != When::Later || has_waited(self.read_archived, ARCHIVED_INTERVAL);
        let count = self.poll.read_changes(&mut self.database, archived).await?;
        if archived {
            self.read_archived = Instant::now();
        }
        Ok(count)
    }

    fn note_outage(&mut self, error: &Error) -> Result<(), Error> {
        if self.outage.is_none() {
            self.outage = self.database.watch_time(WatchTime::Current)?;
            self.app.note(format_args!("{error}; trying again"));
        }
        Ok(())
    }
}

fn poll_requests(app: &App) -> [Request; 2] {
    [WalkedList::Current, WalkedList::Archived]
        .map(|list| app.pages(list_request(list, true)).request())
}

/// Prints the daily cost before anything is sent.
fn note_cost(app: &App, options: &Options) {
    let [poll, archived] = poll_requests(app).map(|request| request.cost().unwrap_or_default());
    let (polls, archive) = tokens_per_day(options.every, poll, archived);
    let count = |tokens: u64| text::group_digits(&tokens.to_string());
    app.note(format_args!(
        "cost: up to {} tokens a day for polls and {} for archived deals; at the start and once a day {poll} \
         for each 500 deals, {archived} for archived ones and {} for changes meanwhile",
        count(polls),
        count(archive),
        poll + archived
    ));
}

/// Prints the requests that read all deals, and those of a poll.
fn show_plan(app: &App, options: &Options) -> anyhow::Result<()> {
    for lookup in [Lookup::Fields, Lookup::Pipelines, Lookup::Stages, Lookup::Users] {
        app.plan_lookup(lookup);
    }
    note_cost(app, options);
    app.plan(&poll_requests(app))
}
