//! Reads the deals of a report from the account or from an export.

use super::company::Company;
use super::facts::{Facts, OPTIONAL};
use super::kinds::Count;
use super::{By, Kind, Options, Scope};
use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS};
use crate::api::pages::SeenIds;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::model::time;
use crate::ops::conditions::Conditions;
use crate::ops::diff::Source;
use crate::ops::resolve;
use crate::ops::selection::{Selection, lacks_labels};
use jiff::{ToSpan, Zoned};
use std::path::Path;

/// The default period for closed deals, in days.
const DEFAULT_DAYS: i64 = 90;

/// A report after its deals were counted.
pub struct Counted {
    pub count: Count,
    pub company: Company,
    pub scope: Scope,
    pub tally: Tally,
}

/// The numbers of deals that were read and counted.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Open deals if the report is about these, and closed ones if it is about those.
    pub read: usize,
    pub counted: usize,
    /// Closed deals that have no time of it, and are not counted.
    pub untimed: usize,
    /// Deals whose labels are needed and missing.
    pub unlabeled: usize,
}

/// Counts the deals of a report.
struct Counter {
    kind: Kind,
    scope: Scope,
    count: Count,
    tally: Tally,
    /// Whether the report is grouped by labels, and no condition on labels counts those that are missing.
    needs_labels: bool,
}

impl Counter {
    fn new(kind: Kind, scope: Scope, conditions: &Conditions) -> Counter {
        let needs_labels = scope.by == Some(By::Label) && !conditions.reads_labels();
        let count = Count::new(kind, &scope);
        Counter { kind, scope, count, tally: Tally::default(), needs_labels }
    }

    /// Counts a deal if the report is about it.
    fn add(&mut self, deal: &Facts) {
        let Counter { kind, scope, count, tally, needs_labels } = self;
        let is_read =
            kind.reads_open() && deal.is_open() || kind.reads_closed() && deal.is_closed();
        if !is_read {
            return;
        }
        tally.read += 1;
        if deal.is_closed() && deal.closed.is_none() {
            tally.untimed += 1;
        } else if count.add(deal, scope) {
            tally.counted += 1;
            tally.unlabeled += usize::from(*needs_labels && deal.labels.is_none());
        }
    }

    fn finish(self, company: Company) -> Counted {
        Counted { count: self.count, company, scope: self.scope, tally: self.tally }
    }
}

impl Kind {
    /// The lists with the names in its rows.
    fn lookups(self, by: Option<By>) -> &'static [Lookup] {
        match (self, by) {
            (Kind::Pipeline | Kind::Aging, _) => &[Lookup::Pipelines, Lookup::Stages],
            (Kind::Stale | Kind::Today, _) => &[Lookup::Stages, Lookup::Users],
            (Kind::Owners, _) => &[Lookup::Users],
            (Kind::Forecast | Kind::Funnel, _) => &[],
            (_, Some(By::Owner)) => &[Lookup::Users],
            (_, Some(By::Pipeline)) => &[Lookup::Pipelines],
            (_, Some(By::Label)) => &[Lookup::Fields],
            (_, None) => &[],
        }
    }

    /// Whether it lists deals, which needs fields that are only returned on request.
    pub fn lists_deals(self) -> bool {
        matches!(self, Kind::Stale | Kind::Today)
    }

    fn read(self, deal: &Record) -> Option<Facts> {
        if self.lists_deals() { Facts::from_listed(deal) } else { Facts::from_record(deal) }
    }

    /// The requests for its deals, without conditions.
    fn requests(self, archived: Option<bool>) -> Vec<Request> {
        let statuses = match (self.reads_open(), self.reads_closed()) {
            (true, false) => "open",
            (false, _) => "won,lost",
            (true, true) => "open,won,lost",
        };
        let list = |endpoint, statuses: &str| {
            let request = Request::to(endpoint).query("status", Some(statuses.to_owned()));
            let fields = self.lists_deals().then(|| OPTIONAL.join(","));
            request.query("include_fields", fields)
        };
        match archived {
            Some(true) => vec![list(&LIST_ARCHIVED, statuses)],
            None if self.reads_closed() => {
                vec![list(&LIST_DEALS, statuses), list(&LIST_ARCHIVED, "won,lost")]
            }
            _ => vec![list(&LIST_DEALS, statuses)],
        }
    }
}

/// Prints the requests of a report about the account, for a dry run.
pub async fn plan(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    let conditions = options.conditions.conditions(app).await?;
    let mut pages = Vec::new();
    for request in options.kind.requests(conditions.archived()) {
        let request = narrow_to_me(app, options.kind, request).await?;
        let selection = Selection::new(app, request, &[], &conditions, None)?;
        selection.note(app);
        pages.extend(selection.requests().iter().map(|one| selection.pages(app, one).request()));
    }
    app.plan(&pages)
}

/// Reads and counts the deals.
pub async fn count(app: &App, options: &Options<'_>) -> anyhow::Result<Counted> {
    match &options.from {
        Some(path) => count_export(app, options, path).await,
        None => count_account(app, options).await,
    }
}

async fn count_account(app: &App, options: &Options<'_>) -> anyhow::Result<Counted> {
    let kind = options.kind;
    let conditions = options.conditions.conditions(app).await?;
    let scope = scope(options, &app.now().await?)?;
    let company = Company::read(app, kind.lookups(options.by)).await?;
    let mut counter = Counter::new(kind, scope, &conditions);
    let (mut seen, mut deals) = (SeenIds::default(), 0);
    for request in kind.requests(conditions.archived()) {
        let request = narrow_to_me(app, kind, request).await?;
        let selection = Selection::new(app, request, &[], &conditions, None)?;
        selection.note(app);
        for request in selection.requests() {
            let mut pages = selection.pages(app, request).without(std::mem::take(&mut seen));
            while let Some(page) = app.next_page(&mut pages).await? {
                deals += page.len();
                app.progress.set_rows(deals, "deal");
                page.iter().filter_map(|deal| kind.read(deal)).for_each(|deal| counter.add(&deal));
            }
            seen = pages.into_seen_ids();
        }
        selection.note_unlabeled(app);
    }
    Ok(counter.finish(company))
}

async fn count_export(app: &App, options: &Options<'_>, path: &Path) -> anyhow::Result<Counted> {
    let kind = options.kind;
    if kind == Kind::Today {
        return Err(Error::usage("an export does not know which deals are yours")
            .hint("use `report stale --from FILE --where owner=NAME`, or leave out --from")
            .into());
    }
    let mut source = Source::open(path)?;
    for (lookup, records) in source.lists()? {
        app.set_list(lookup, records);
    }
    let company = Company::from_memory(app);
    let scope = scope(options, &app.now().await?)?;
    let conditions = options.conditions.conditions(app).await?;
    let wants_archived = conditions.archived() == Some(true);
    let mut counter = Counter::new(kind, scope, &conditions);
    while let Some(deal) = source.next()? {
        if conditions.reads_labels() {
            counter.tally.unlabeled += usize::from(lacks_labels(&deal));
        }
        if !conditions.is_empty() && !conditions.matches(&deal) {
            continue;
        }
        let Some(deal) = kind.read(&deal) else { continue };
        if deal.is_open() && deal.is_archived && !wants_archived {
            continue;
        }
        counter.add(&deal);
    }
    Ok(counter.finish(company))
}

/// The report `today` is about the deals of the user of the token.
async fn narrow_to_me(app: &App, kind: Kind, request: Request) -> Result<Request, Error> {
    if kind != Kind::Today {
        return Ok(request);
    }
    let me = resolve::user(app, "me").await?;
    Ok(request.query("owner_id", Some(me.to_string())))
}

/// Computes the parameters of a report as of now.
pub fn scope(options: &Options<'_>, now: &Zoned) -> Result<Scope, Error> {
    let today = now.date();
    let day = |text: &Option<String>| text.as_ref().map(|text| time::day(text, now)).transpose();
    let last = day(&options.until)?.unwrap_or(today);
    let default = last.checked_sub(DEFAULT_DAYS.days()).unwrap_or(last);
    let first = day(&options.since)?.unwrap_or(default);
    if first > last {
        return Err(Error::usage(format!(
            "the period ends on {last}, before it begins on {first}"
        )));
    }
    Ok(Scope {
        today,
        zone: now.time_zone().clone(),
        first,
        last,
        by: options.by,
        days: options.days,
        commit: options.commit,
    })
}
