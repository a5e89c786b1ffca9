//! `deals board`: the open deals of a pipeline by stage.

mod columns;

pub use columns::draw;
#[cfg(feature = "board")]
pub use columns::{GAP, heading_parts, join_parts, owner_line, stage_width, stages_that_fit};

use crate::api::endpoints::{LIST_ARCHIVED, LIST_DEALS};
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::model::amount::Amount;
use crate::model::names::Lookup;
use crate::model::record::Record;
use crate::ops::conditions::Conditions;
use crate::ops::report::company::Company;
use crate::ops::report::facts::Facts;
use crate::ops::resolve;
use crate::text;
use jiff::Zoned;
use std::collections::BTreeMap;

/// The pipeline of a board.
#[derive(Debug, Clone, Copy)]
pub struct BoardPipeline {
    pub id: u64,
    /// Whether it was chosen by default.
    pub is_default: bool,
}

/// The open deals of a pipeline.
#[derive(Debug, Default)]
pub struct Board {
    /// The stages in order, then those of deals whose stage is in no list.
    pub stages: Vec<BoardStage>,
}

#[derive(Debug, Clone)]
pub struct BoardStage {
    pub id: u64,
    pub name: String,
    pub deals: Vec<BoardDeal>,
}

/// The data of a card.
#[derive(Debug, Clone)]
pub struct BoardDeal {
    pub id: u64,
    pub title: String,
    pub amount: Amount,
    pub currency: String,
    /// The formatted amount with its currency.
    pub value: String,
    pub owner: String,
    /// Days in the stage.
    pub days: Option<i64>,
    /// Whether it has been in the stage for more days than the limit.
    pub is_rotting: bool,
    pub record: Record,
}

/// The total value of the deals in the most frequent currency of a stage.
#[derive(Debug, PartialEq, Eq)]
pub struct StageTotal {
    pub amount: Amount,
    pub currency: String,
    /// The number of deals in other currencies.
    pub others: usize,
}

impl BoardPipeline {
    /// Resolves a pipeline by name; without one the pipeline of a condition, else the first one.
    pub async fn find(
        app: &App,
        word: Option<&str>,
        conditions: &Conditions,
    ) -> Result<BoardPipeline, Error> {
        if let Some(word) = word {
            let id = resolve::pipeline(app, word).await?;
            return Ok(BoardPipeline { id, is_default: false });
        }
        if let Some(id) = conditions.pipeline() {
            return Ok(BoardPipeline { id, is_default: false });
        }
        let found = Company::read(app, &[Lookup::Pipelines]).await.and_then(|company| {
            company.first_pipeline().ok_or_else(|| Error::usage("there is no pipeline"))
        });
        let id = app.id_or_placeholder("first pipeline", found)?;
        Ok(BoardPipeline { id, is_default: true })
    }

    /// The request for the open deals of the pipeline, without the conditions.
    pub fn request(self, conditions: &Conditions) -> Request {
        let is_archived = conditions.archived() == Some(true);
        Request::to(if is_archived { &LIST_ARCHIVED } else { &LIST_DEALS })
            .query("status", Some("open".to_owned()))
            .query("pipeline_id", Some(self.id.to_string()))
    }
}

/// The data of a board besides its deals: the company, and the time.
pub struct BoardSource<'a> {
    app: &'a App,
    company: Company,
    pipeline: u64,
    now: Option<Zoned>,
}

impl<'a> BoardSource<'a> {
    /// `lookups` are the lists of the company to load; without users there are no owners, and without the
    /// account's time zone no days.
    pub async fn read(
        app: &'a App,
        pipeline: BoardPipeline,
        lookups: &[Lookup],
    ) -> Result<BoardSource<'a>, Error> {
        let now = if lookups.contains(&Lookup::Account) { Some(app.now().await?) } else { None };
        let company = Company::read(app, lookups).await?;
        Ok(BoardSource { app, company, pipeline: pipeline.id, now })
    }

    /// Groups the deals by stage.
    pub fn board(&self, deals: &[Record]) -> Board {
        let stages = self.company.stages_in(self.pipeline).map(|stage| BoardStage {
            id: stage.id,
            name: stage.name.clone(),
            deals: Vec::new(),
        });
        let mut board = Board { stages: stages.collect() };
        let currencies = self.app.names_so_far().currencies;
        for record in deals {
            let Some(deal) = Facts::from_listed(record) else { continue };
            let stage_id = deal.stage.unwrap_or_default();
            let stage = self.company.stages.iter().find(|stage| stage.id == stage_id);
            let days = self
                .now
                .as_ref()
                .zip(deal.stage_since)
                .map(|(now, since)| Facts::days_since(since, now.date(), now.time_zone()));
            let is_rotting = stage.zip(days).is_some_and(|(stage, days)| stage.is_rotting(days));
            let amount = deal.value.to_json().to_string();
            let value = currencies.amount(&amount, Some(&deal.currency));
            let card = BoardDeal {
                id: deal.id,
                title: text::clean(&deal.title).into_owned(),
                amount: deal.value,
                value: text::clean(&format!("{value} {}", deal.currency)).trim_end().to_owned(),
                currency: deal.currency,
                owner: self.company.user_name(deal.owner),
                days,
                is_rotting,
                record: record.clone(),
            };
            board.stage_mut(stage_id, &self.company).deals.push(card);
        }
        board
    }
}

impl Board {
    /// Finds or adds a stage. One that is deleted, or newer than the cached list, comes last.
    fn stage_mut(&mut self, id: u64, company: &Company) -> &mut BoardStage {
        let place = self.stages.iter().position(|stage| stage.id == id);
        let place = place.unwrap_or_else(|| {
            let name = company.stage_name(Some(id));
            self.stages.push(BoardStage { id, name, deals: Vec::new() });
            self.stages.len() - 1
        });
        &mut self.stages[place]
    }

    /// All deals by stage, in the order of the list.
    pub fn deals(&self) -> impl Iterator<Item = &BoardDeal> {
        self.stages.iter().flat_map(|stage| &stage.deals)
    }
}

impl BoardStage {
    /// The total in the most frequent currency; the first by code if there are several.
    pub fn total(&self) -> Option<StageTotal> {
        let mut totals: BTreeMap<&str, (usize, Amount)> = BTreeMap::new();
        for deal in &self.deals {
            let (count, amount) = totals.entry(&deal.currency).or_default();
            *count += 1;
            *amount += deal.amount;
        }
        // `max_by_key` would return the last of several maximums.
        let (currency, (count, amount)) =
            totals.into_iter().rev().max_by_key(|(_, (count, _))| *count)?;
        let others = self.deals.len() - count;
        Some(StageTotal { amount, currency: currency.to_owned(), others })
    }
}

impl BoardDeal {
    /// The record with the members that the table adds to it.
    pub fn row(&self) -> Record {
        let days = self.days.map_or(serde_json::Value::Null, Into::into);
        self.record.with_members(&[("days", days), ("rotting", self.is_rotting.into())])
    }
}
