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
use crate::ops::diff::Source;
use crate::ops::resolve;
use crate::ops::selection::Selection;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use std::path::Path;

/// The default period for closed deals, in days.
const DEFAULT_DAYS: i64 = 90;

/// A report after its deals were counted.
pub struct Counted {
    pub count: Count,
    pub company: Company,
    pub scope: Scope,
    /// The number of deals that were read.
    pub deals: usize,
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
    fn lists_deals(self) -> bool {
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
    let mut count = Count::new(kind, &scope);
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
                for deal in page.iter().filter_map(|deal| kind.read(deal)) {
                    add(&mut count, &deal, kind, &scope);
                }
            }
            seen = pages.into_seen_ids();
        }
    }
    Ok(Counted { count, company, scope, deals })
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
    let scope = scope(options, &Zoned::now().with_time_zone(TimeZone::system()))?;
    let conditions = options.conditions.conditions(app).await?;
    let wants_archived = conditions.archived() == Some(true);
    let mut count = Count::new(kind, &scope);
    let mut deals = 0;
    while let Some(deal) = source.next()? {
        if !conditions.is_empty() && !conditions.matches(&deal) {
            continue;
        }
        let Some(deal) = kind.read(&deal) else { continue };
        if deal.is_open() && deal.is_archived && !wants_archived {
            continue;
        }
        deals += usize::from(add(&mut count, &deal, kind, &scope));
    }
    Ok(Counted { count, company, scope, deals })
}

/// Counts a deal if the report covers it; returns whether it does.
fn add(count: &mut Count, deal: &Facts, kind: Kind, scope: &Scope) -> bool {
    let is_counted =
        kind.reads_open() && deal.is_open() || kind.reads_closed() && deal.closed().is_some();
    if is_counted {
        count.add(deal, scope);
    }
    is_counted
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
