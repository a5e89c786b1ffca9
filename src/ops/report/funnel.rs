//! The funnel of a pipeline: how many deals move on to the next stage. Pipedrive computes it, for one user at
//! a time; of an export it is computed from the older states of the deals.

use super::amount::Amount;
use super::company::{Company, Stage};
use super::kinds::Report;
use super::rates::Share;
use super::read::scope;
use super::{Options, Scope};
use crate::api::endpoints::{CONVERSION_STATISTICS, MOVEMENT_STATISTICS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Lookup;
use crate::model::record::{Record, RecordView};
use crate::ops::resolve;
use crate::output::chart::Chart;
use serde_json::{Value, json};

const LOOKUPS: [Lookup; 3] = [Lookup::Pipelines, Lookup::Stages, Lookup::Users];

/// The kinds of movements, and what they are called.
const MOVEMENTS: [(&str, &str); 4] = [
    ("new_deals", "new deals"),
    ("won_deals", "won"),
    ("lost_deals", "lost"),
    ("deals_left_open", "left open"),
];

const COLUMNS: [Column; 6] = [
    column("user", "User", FieldKind::Text),
    column("step", "Step", FieldKind::Text),
    column("rate", "Rate", FieldKind::Text),
    column("deals", "Deals", FieldKind::Number),
    column("currency", "Currency", FieldKind::Text),
    column("value", "Value", FieldKind::Amount("currency")),
];

/// The bars, with the user where there are several.
fn chart(users: usize) -> Chart {
    let label: &[&str] = if users == 1 { &["step"] } else { &["user", "step"] };
    Chart { label, value: "conversion_rate", currency: None, unit: "%" }
}

/// A funnel of this pipeline, for these users.
struct Funnel {
    company: Company,
    scope: Scope,
    pipeline: u64,
    /// `None` is the token's user.
    users: Vec<Option<u64>>,
}

impl Funnel {
    async fn new(app: &App, options: &Options<'_>) -> Result<Funnel, Error> {
        let scope = scope(options, &app.now().await?)?;
        let company = Company::read(app, &LOOKUPS).await?;
        let pipeline = match &options.pipeline {
            Some(word) => resolve::pipeline(app, word).await?,
            None => company.first_pipeline().ok_or_else(|| Error::usage("there is no pipeline"))?,
        };
        let users = match options.user.as_deref() {
            None => vec![None],
            Some("all") => company.active_users().iter().copied().map(Some).collect(),
            Some(word) => vec![Some(resolve::user(app, word).await?)],
        };
        Ok(Funnel { company, scope, pipeline, users })
    }

    /// The two requests for a user.
    fn requests(&self, user: Option<u64>) -> [Request; 2] {
        [&CONVERSION_STATISTICS, &MOVEMENT_STATISTICS].map(|endpoint| {
            Request::to(endpoint)
                .with("id", self.pipeline)
                .query("start_date", Some(self.scope.first.to_string()))
                .query("end_date", Some(self.scope.last.to_string()))
                .query("user_id", user.map(|user| user.to_string()))
        })
    }

    fn notes(&self, user: &str) -> Vec<String> {
        vec![format!(
            "{} of {user}, from {} to {}",
            self.company.pipeline_name(Some(self.pipeline)),
            self.scope.first,
            self.scope.last
        )]
    }
}

/// The requests, for a dry run.
pub async fn plan(app: &App, options: &Options<'_>) -> anyhow::Result<()> {
    let funnel = Funnel::new(app, options).await?;
    let requests: Vec<Request> =
        funnel.users.iter().flat_map(|user| funnel.requests(*user)).collect();
    app.plan(&requests)
}

/// The report, and the number of deals if it was computed here.
pub async fn report(app: &App, options: &Options<'_>) -> anyhow::Result<(Report, Option<usize>)> {
    if let Some(path) = &options.from {
        return from_export::report(app, options, path);
    }
    let funnel = Funnel::new(app, options).await?;
    let me = app.lookup(Lookup::Account).await?.first().and_then(Record::id);
    let names: Vec<String> =
        funnel.users.iter().map(|user| funnel.company.user_name(user.or(me))).collect();
    let mut rows = Vec::new();
    for (user, name) in funnel.users.iter().zip(&names) {
        let [conversions, movements] = funnel.requests(*user);
        let (conversions, movements) = (app.one(&conversions).await?, app.one(&movements).await?);
        let start = json!({
            "user_id": user.or(me),
            "user": name,
            "pipeline_id": funnel.pipeline,
            "pipeline": funnel.company.pipeline_name(Some(funnel.pipeline)),
        });
        add_conversions(&mut rows, &start, &conversions.read(), &funnel.company);
        add_movements(&mut rows, &start, &movements.read());
    }
    let user = match &names[..] {
        [name] => name.clone(),
        names => format!("{} users", names.len()),
    };
    let mut notes = funnel.notes(&user);
    notes.push("rates and counts are those that Pipedrive computes".to_owned());
    let columns = COLUMNS.into_iter().skip(usize::from(names.len() == 1)).collect();
    Ok((Report { columns, rows, notes, chart: Some(chart(names.len())) }, None))
}

/// A row that begins with these members.
fn row(start: &Value, members: Value) -> Value {
    let mut row = start.clone();
    if let (Value::Object(row), Value::Object(members)) = (&mut row, members) {
        row.extend(members);
    }
    row
}

fn step(from: &Stage, to: &Stage) -> String {
    format!("{} → {}", from.name, to.name)
}

fn add_conversions(rows: &mut Vec<Value>, start: &Value, all: &RecordView, company: &Company) {
    let number = |raw: Option<&serde_json::value::RawValue>| -> Value {
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null)
    };
    let shown = |rate: &Value| match rate {
        Value::Null => Value::Null,
        rate => format!("{rate}%").into(),
    };
    let conversions: Vec<Value> = all
        .get("stage_conversions")
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default();
    for conversion in conversions {
        let id = |key: &str| conversion[key].as_u64();
        let (from, to) = (id("from_stage_id"), id("to_stage_id"));
        let rate = conversion["conversion_rate"].clone();
        rows.push(row(
            start,
            json!({
                "step": format!("{} → {}", company.stage_name(from), company.stage_name(to)),
                "from_stage_id": from,
                "to_stage_id": to,
                "conversion_rate": rate,
                "rate": shown(&rate),
            }),
        ));
    }
    for (key, name) in
        [("won_conversion", "pipeline → won"), ("lost_conversion", "pipeline → lost")]
    {
        let rate = number(all.get(key));
        let shown = shown(&rate);
        rows.push(row(start, json!({"step": name, "conversion_rate": rate, "rate": shown})));
    }
}

fn add_movements(rows: &mut Vec<Value>, start: &Value, all: &RecordView) {
    let count = |of: &RecordView| -> Value {
        of.get("count").and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null)
    };
    let moved = count(&all.object("movements_between_stages"));
    rows.push(row(start, json!({"step": "moves between stages", "deals": moved})));
    for (key, name) in MOVEMENTS {
        let group = all.object(key);
        let values = group.object("values");
        let amounts: Vec<(&str, Value)> = values
            .members()
            .filter_map(|(code, raw)| Some((code, Amount::from_json(raw.get())?.to_json())))
            .collect();
        let deals = count(&group);
        match &amounts[..] {
            [(currency, value)] => {
                let members =
                    json!({"step": name, "deals": deals, "currency": currency, "value": value});
                rows.push(row(start, members));
            }
            amounts => {
                rows.push(row(start, json!({"step": name, "deals": deals})));
                for (currency, value) in amounts {
                    let members = json!({"step": name, "currency": currency, "value": value});
                    rows.push(row(start, members));
                }
            }
        }
    }
}

#[cfg(not(feature = "sqlite"))]
mod from_export {
    use super::{App, Error, Options, Report};
    use std::path::Path;

    pub fn report(_: &App, _: &Options<'_>, _: &Path) -> anyhow::Result<(Report, Option<usize>)> {
        Err(Error::usage("this build of deals has no SQLite, which .db files need").into())
    }
}

#[cfg(feature = "sqlite")]
mod from_export {
    use super::*;
    use crate::model::deal_status::DealStatus;
    use crate::model::time;
    use crate::ops::diff::Source;
    use crate::ops::report::facts::Facts;
    use crate::store::database::Database;
    use jiff::tz::TimeZone;
    use jiff::{Timestamp, Zoned};
    use std::path::Path;

    /// How many deals are read at a time.
    const PAGE: usize = 500;

    /// A deal in a stage, until it was in another one or was closed.
    struct Visit {
        stage: u64,
        begin: Timestamp,
        end: Option<Timestamp>,
    }

    /// The way of a deal, and how it was closed.
    struct Way {
        visits: Vec<Visit>,
        deal: Facts,
    }

    #[derive(Default)]
    struct Counts {
        /// For each stage: the deals that were in it, and those of them that moved to a later one.
        moved: Vec<Share>,
        won: Share,
        lost: Share,
        deals: usize,
    }

    pub fn report(
        app: &App,
        options: &Options<'_>,
        path: &Path,
    ) -> anyhow::Result<(Report, Option<usize>)> {
        let source = Source::open(path)?;
        let database = source.database().ok_or_else(|| {
            Error::usage(format!("{} has no older states of deals", path.display()))
                .hint("export to a database, and run it again with --since-last: it keeps them")
        })?;
        for (lookup, records) in source.lists()? {
            app.set_list(lookup, records);
        }
        let company = Company::from_memory(app);
        let scope = scope(options, &Zoned::now().with_time_zone(TimeZone::system()))?;
        let names = app.names_so_far();
        let pipeline = match &options.pipeline {
            Some(word) => crate::model::names::find_by_name("pipeline", word, &names.pipelines)?,
            None => company.first_pipeline().ok_or_else(|| Error::usage("there is no pipeline"))?,
        };
        let user = match options.user.as_deref() {
            None | Some("all") => None,
            Some(word) => Some(names.find_user(word)?),
        };
        let stages: Vec<&Stage> = company.stages_of(pipeline).collect();
        let counts = count(database, &scope, pipeline, user, &stages)?;
        let start = json!({
            "user_id": user,
            "user": user.map(|user| company.user_name(Some(user))),
            "pipeline_id": pipeline,
            "pipeline": company.pipeline_name(Some(pipeline)),
        });
        let rate = |share: Share, members: Value| {
            let members = row(&start, members);
            row(&members, json!({"conversion_rate": share.percent(), "rate": share.text()}))
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
            "rate: deals that were in the stage in the period and moved to a later one in it".to_owned(),
            "an export knows a deal at the times of its runs only: moves between two runs are not seen"
                .to_owned(),
        ];
        let columns = COLUMNS.into_iter().filter(|one| ["step", "rate"].contains(&one.code));
        Ok((
            Report { columns: columns.collect(), rows, notes, chart: Some(chart(1)) },
            Some(counts.deals),
        ))
    }

    fn count(
        database: &Database,
        scope: &Scope,
        pipeline: u64,
        user: Option<u64>,
        stages: &[&Stage],
    ) -> Result<Counts, Error> {
        let mut counts =
            Counts { moved: vec![Share::default(); stages.len()], ..Counts::default() };
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
                    add(&mut counts, scope, stages, &Way::new(deal, &states));
                }
            }
            last = Some(end);
        }
    }

    fn add(counts: &mut Counts, scope: &Scope, stages: &[&Stage], way: &Way) {
        let place = |id: u64| stages.iter().position(|stage| stage.id == id);
        let visits = way.visits.iter().filter(|visit| visit.meets(scope));
        let mut places: Vec<usize> = visits.filter_map(|visit| place(visit.stage)).collect();
        places.sort_unstable();
        places.dedup();
        if places.is_empty() {
            return;
        }
        counts.deals += 1;
        let entered = way.visits.iter().skip(1).filter(|visit| scope.has(visit.begin));
        let furthest = entered.filter_map(|visit| place(visit.stage)).max();
        for place in places {
            counts.moved[place].add(furthest.is_some_and(|furthest| furthest > place));
        }
        let closed = way.deal.closed().filter(|at| scope.has(*at)).and(way.deal.status);
        counts.won.add(closed == Some(DealStatus::Won));
        counts.lost.add(closed == Some(DealStatus::Lost));
    }

    impl Way {
        fn new(deal: Facts, versions: &[(Option<String>, Record)]) -> Way {
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
                last.end = deal.closed();
            }
            Way { visits, deal }
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
}
