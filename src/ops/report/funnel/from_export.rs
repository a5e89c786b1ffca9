//! Computes the funnel of an export from the older versions of its deals.

use super::{COLUMNS, chart, row};
use crate::app::App;
use crate::error::Error;
use crate::model::deal_status::DealStatus;
use crate::model::record::Record;
use crate::model::time;
use crate::ops::diff::Source;
use crate::ops::report::company::{Company, Stage};
use crate::ops::report::facts::Facts;
use crate::ops::report::kinds::{Report, records};
use crate::ops::report::rates::Share;
use crate::ops::report::read::{Tally, scope};
use crate::ops::report::{Options, Scope};
use crate::store::database::Database;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::Path;

/// Number of deals to read at a time.
const PAGE: usize = 500;

/// The time that a deal spent in a stage.
struct Visit {
    stage: u64,
    begin: Timestamp,
    end: Option<Timestamp>,
}

/// The visits of a deal, and the deal itself.
struct DealPath {
    visits: Vec<Visit>,
    deal: Facts,
}

#[derive(Default)]
struct Counts {
    /// For each stage: the deals that were in it, and how many of them moved to a later one.
    moved: Vec<Share>,
    won: Share,
    lost: Share,
    tally: Tally,
}

pub async fn report(
    app: &App,
    options: &Options<'_>,
    path: &Path,
) -> anyhow::Result<(Report, Tally)> {
    let source = Source::open(path)?;
    let database = source.database().ok_or_else(|| {
        Error::usage(format!("{} has no older states of deals", path.display()))
            .hint("export to a database, and run it again with --since-last: it keeps them")
    })?;
    for (lookup, records) in source.lists()? {
        app.set_list(lookup, records);
    }
    let company = Company::from_memory(app);
    let scope = scope(options, &app.now().await?)?;
    let names = app.names_so_far();
    let pipeline = match &options.pipeline {
        Some(word) => crate::model::names::find_by_name("pipeline", word, &names.pipelines)?,
        None => company.first_pipeline().ok_or_else(|| Error::usage("there is no pipeline"))?,
    };
    let user = match options.user.as_deref() {
        None | Some("all") => None,
        Some(word) => Some(names.find_user(word)?),
    };
    let stages: Vec<&Stage> = company.stages_in(pipeline).collect();
    let counts = count(database, &scope, pipeline, user, &stages)?;
    let start = json!({
        "user_id": user,
        "user": user.map(|user| company.user_name(Some(user))),
        "pipeline_id": pipeline,
        "pipeline": company.pipeline_name(Some(pipeline)),
    });
    let rate = |share: Share, mut members: Value| {
        members["conversion_rate"] = share.percent();
        members["rate"] = share.text();
        row(&start, members)
    };
    let mut rows: Vec<Value> = stages
        .windows(2)
        .zip(&counts.moved)
        .map(|(pair, share)| {
            let members = json!({
                "step": step(pair[0], pair[1]),
                "from_stage_id": pair[0].id,
                "to_stage_id": pair[1].id,
            });
            rate(*share, members)
        })
        .collect();
    rows.push(rate(counts.won, json!({"step": "pipeline → won"})));
    rows.push(rate(counts.lost, json!({"step": "pipeline → lost"})));
    let whom = user.map_or("all users".to_owned(), |user| company.user_name(Some(user)));
    let notes = vec![
        format!(
            "{} of {whom}, from {} to {}",
            company.pipeline_name(Some(pipeline)),
            scope.first,
            scope.last
        ),
        "rate: deals that were in the stage in the period and moved to a later one in it"
            .to_owned(),
        "an export has the state of a deal at the times of its runs only: moves between two runs are missing"
            .to_owned(),
    ];
    let columns = COLUMNS.into_iter().filter(|one| ["step", "rate"].contains(&one.code));
    Ok((
        Report {
            columns: columns.collect(),
            rows: records(rows),
            notes,
            chart: Some(chart(false)),
        },
        counts.tally,
    ))
}

fn count(
    database: &Database,
    scope: &Scope,
    pipeline: u64,
    user: Option<u64>,
    stages: &[&Stage],
) -> Result<Counts, Error> {
    let mut counts = Counts { moved: vec![Share::default(); stages.len()], ..Counts::default() };
    let mut last = None;
    loop {
        let page = database.deals_after(last, PAGE)?;
        let (Some(first), Some(end)) =
            (page.first().and_then(Record::id), page.last().and_then(Record::id))
        else {
            return Ok(counts);
        };
        let versions = database.versions_between(first, end)?;
        let mut versions = versions.into_iter().peekable();
        for record in &page {
            let Some(deal) = Facts::from_record(record) else { continue };
            let mut states = Vec::new();
            while versions.peek().is_some_and(|(id, ..)| *id < deal.id) {
                versions.next();
            }
            while versions.peek().is_some_and(|(id, ..)| *id == deal.id) {
                states.extend(versions.next().map(|(_, since, record)| (since, record)));
            }
            let is_wanted = deal.pipeline == Some(pipeline)
                && !deal.is_deleted
                && user.is_none_or(|user| deal.owner == Some(user));
            if is_wanted {
                counts.tally.read += 1;
                counts.tally.untimed += usize::from(deal.is_closed() && deal.closed.is_none());
                add(&mut counts, scope, stages, &DealPath::new(deal, &states));
            }
        }
        last = Some(end);
    }
}

fn add(counts: &mut Counts, scope: &Scope, stages: &[&Stage], path: &DealPath) {
    let place = |id: u64| stages.iter().position(|stage| stage.id == id);
    let visits = path.visits.iter().filter(|visit| visit.meets(scope));
    let mut places: Vec<usize> = visits.filter_map(|visit| place(visit.stage)).collect();
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        return;
    }
    counts.tally.counted += 1;
    let entered = path.visits.iter().skip(1).filter(|visit| scope.has(visit.begin));
    let furthest = entered.filter_map(|visit| place(visit.stage)).max();
    for place in places {
        counts.moved[place].add(furthest.is_some_and(|furthest| furthest > place));
    }
    let closed = path.deal.closed.filter(|at| scope.has(*at)).and(path.deal.status);
    counts.won.add(closed == Some(DealStatus::Won));
    counts.lost.add(closed == Some(DealStatus::Lost));
}

impl DealPath {
    fn new(deal: Facts, versions: &[(Option<String>, Record)]) -> DealPath {
        let mut visits: Vec<Visit> = Vec::new();
        let mut enter = |stage: Option<u64>, at: Option<Timestamp>| {
            let (Some(stage), Some(begin)) = (stage, at) else { return };
            if visits.last().is_some_and(|last| last.stage == stage) {
                return;
            }
            if let Some(last) = visits.last_mut() {
                last.end = Some(begin);
            }
            visits.push(Visit { stage, begin, end: None });
        };
        for (since, record) in versions {
            let Some(state) = Facts::from_record(record) else { continue };
            let since = since.as_deref().and_then(time::read);
            enter(state.stage, state.stage_since.or(since));
        }
        enter(deal.stage, deal.stage_since);
        if let Some(last) = visits.last_mut() {
            last.end = deal.closed;
        }
        DealPath { visits, deal }
    }
}

impl Visit {
    fn meets(&self, scope: &Scope) -> bool {
        let day = |at: Timestamp| at.to_zoned(scope.zone.clone()).date();
        day(self.begin) <= scope.last && self.end.is_none_or(|end| scope.first <= day(end))
    }
}

impl Scope {
    fn has(&self, at: Timestamp) -> bool {
        let day = at.to_zoned(self.zone.clone()).date();
        self.first <= day && day <= self.last
    }
}

fn step(from: &Stage, to: &Stage) -> String {
    format!("{} → {}", from.name, to.name)
}
