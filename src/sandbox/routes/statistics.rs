//! Statistics of a pipeline in a period, for one user. The reference says what is counted, not how
//! (pipedrive.md P349): here a stage is converted if a deal that was in it moved to a later one.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::currency::{self, HOME, Plain, round_amount};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::directory::{self, Stage};
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The pipeline, user and period of a request.
struct Scope {
    pipeline: u64,
    user: u64,
    begin: Timestamp,
    /// The end of the period, exclusive.
    end: Timestamp,
}

/// The time of a deal in a stage; without an end, the deal is still in it.
struct Visit {
    stage: u64,
    begin: Timestamp,
    end: Option<Timestamp>,
}

pub fn conversions(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let scope = Scope::read(call, &ids[0])?;
    let deals: Vec<(&Deal, Vec<Visit>)> = scope.deals(company).collect();
    let stages: Vec<&Stage> = scope.stages();
    let place = |id: u64| stages.iter().position(|stage| stage.id == id);
    let conversions = stages.windows(2).enumerate().map(|(n, pair)| {
        let was_there = |visit: &&Visit| visit.stage == pair[0].id && scope.meets(visit);
        let was_in = deals.iter().filter(|(_, visits)| visits.iter().any(|one| was_there(&one)));
        let (mut all, mut moved) = (0, 0);
        for (_, visits) in was_in {
            all += 1;
            let is_later = |visit: &Visit| {
                place(visit.stage).is_some_and(|place| place > n) && scope.has(visit.begin)
            };
            moved += u64::from(visits.iter().any(is_later));
        }
        json!({
            "from_stage_id": pair[0].id,
            "to_stage_id": pair[1].id,
            "conversion_rate": percent(moved, all),
        })
    });
    let closed = |status| {
        let is_closed = |deal: &Deal| scope.closed(deal) == Some(status);
        deals.iter().filter(|(deal, _)| is_closed(deal)).count() as u64
    };
    let all = deals.len() as u64;
    Answer::ok(json!({
        "stage_conversions": conversions.collect::<Vec<_>>(),
        "won_conversion": percent(closed(DealStatus::Won), all),
        "lost_conversion": percent(closed(DealStatus::Lost), all),
    }))
}

pub fn movements(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let scope = Scope::read(call, &ids[0])?;
    let deals: Vec<(&Deal, Vec<Visit>)> = scope.deals(company).collect();
    let chosen = |is_chosen: &dyn Fn(&Deal) -> bool| {
        totals(deals.iter().map(|(deal, _)| *deal).filter(|deal| is_chosen(deal)))
    };
    let moves =
        |visits: &[Visit]| visits.iter().skip(1).filter(|visit| scope.has(visit.begin)).count();
    let ages = |stage: Option<u64>| {
        let visits = deals.iter().flat_map(|(_, visits)| visits);
        let mine = visits.filter(|one| stage.is_none_or(|id| one.stage == id) && scope.meets(one));
        let (mut days, mut count) = (0, 0);
        for visit in mine {
            let end = visit.end.unwrap_or(scope.end).min(scope.end);
            days += end.duration_since(visit.begin).as_hours() / 24;
            count += 1;
        }
        if count == 0 { 0 } else { days / count }
    };
    let by_stages: Vec<Value> = scope
        .stages()
        .into_iter()
        .map(|stage| json!({"stage_id": stage.id, "value": ages(Some(stage.id))}))
        .collect();
    Answer::ok(json!({
        "movements_between_stages": {
            "count": deals.iter().map(|(_, visits)| moves(visits)).sum::<usize>(),
        },
        "new_deals": chosen(&|deal| scope.has(deal.added)),
        "deals_left_open": chosen(&|deal| deal.status == DealStatus::Open),
        "won_deals": chosen(&|deal| scope.closed(deal) == Some(DealStatus::Won)),
        "lost_deals": chosen(&|deal| scope.closed(deal) == Some(DealStatus::Lost)),
        "average_age_in_days": {"across_all_stages": ages(None), "by_stages": by_stages},
    }))
}

impl Scope {
    fn read(call: &Call, id: &str) -> Result<Scope, Answer> {
        let pipeline = parse_id(call, id)?;
        let query = Query::new(call);
        query.require("start_date");
        query.require("end_date");
        let (first, last) = (query.date("start_date"), query.date("end_date"));
        let user = query.id("user_id");
        query.finish()?;
        if !directory::PIPELINES.iter().any(|known| known.id == pipeline) {
            return Err(Answer::new_refusal(404, "Pipeline not found"));
        }
        let moment = |date: Option<jiff::civil::Date>| {
            let date = date.and_then(|date| date.to_zoned(TimeZone::UTC).ok());
            date.map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
        };
        let last = last.and_then(|date| date.checked_add(1.day()).ok());
        let user = user.unwrap_or(crate::sandbox::data::company::ME);
        Ok(Scope { pipeline, user, begin: moment(first), end: moment(last) })
    }

    fn has(&self, at: Timestamp) -> bool {
        self.begin <= at && at < self.end
    }

    fn meets(&self, visit: &Visit) -> bool {
        visit.begin < self.end && visit.end.is_none_or(|end| self.begin <= end)
    }

    fn stages(&self) -> Vec<&'static Stage> {
        let mut stages: Vec<&Stage> = directory::pipeline_stages(self.pipeline).collect();
        stages.sort_by_key(|stage| stage.order);
        stages
    }

    /// The user's deals that were in the pipeline in the period, with the stages that they were in.
    fn deals<'c>(&self, company: &'c Company) -> impl Iterator<Item = (&'c Deal, Vec<Visit>)> {
        company
            .deals
            .values()
            .filter(|deal| {
                deal.deleted.is_none()
                    && deal.owner == self.user
                    && deal.pipeline == self.pipeline
                    && deal.added < self.end
                    && deal.closed.is_none_or(|closed| self.begin <= closed)
            })
            .map(|deal| (deal, visits(deal, company)))
    }

    /// The status of a deal that was closed in the period; `None` for other deals.
    fn closed(&self, deal: &Deal) -> Option<DealStatus> {
        let at = match deal.status {
            DealStatus::Won => deal.won,
            DealStatus::Lost => deal.lost,
            DealStatus::Open | DealStatus::Deleted => None,
        };
        at.filter(|at| self.has(*at)).map(|_| deal.status)
    }
}

fn visits(deal: &Deal, company: &Company) -> Vec<Visit> {
    let stage = |text: &Option<String>| text.as_ref().and_then(|id| id.parse::<u64>().ok());
    let mut moves: Vec<(Timestamp, Option<u64>, u64)> = company
        .linked(deal.id)
        .changes
        .iter()
        .filter(|change| change.field == "stage_id")
        .filter_map(|change| Some((change.at, stage(&change.old), stage(&change.new)?)))
        .collect();
    moves.sort_by_key(|(at, ..)| *at);
    let first = moves.first().and_then(|(_, old, _)| *old).unwrap_or(deal.stage);
    let mut visits = vec![Visit { stage: first, begin: deal.added, end: None }];
    for (at, _, new) in moves {
        if let Some(last) = visits.last_mut() {
            last.end = Some(at);
        }
        visits.push(Visit { stage: new, begin: at, end: None });
    }
    if let Some(last) = visits.last_mut() {
        last.end = deal.closed;
    }
    visits
}

fn totals<'d>(deals: impl Iterator<Item = &'d Deal>) -> Value {
    let mut ids = Vec::new();
    let mut values: BTreeMap<&str, f64> = BTreeMap::new();
    for deal in deals {
        ids.push(deal.id);
        *values.entry(deal.currency).or_default() += deal.value.unwrap_or_default();
    }
    let map = |show: &dyn Fn(&str, f64) -> Value| -> Map<String, Value> {
        values.iter().map(|(code, sum)| ((*code).to_owned(), show(code, *sum))).collect()
    };
    json!({
        "count": ids.len(),
        "deals_ids": ids,
        "values": map(&|_, sum| json!(Plain(round_amount(sum)))),
        "formatted_values": map(&|code, sum| {
            currency::currency(code).unwrap_or(HOME).format(round_amount(sum)).into()
        }),
    })
}

fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_a_stage_change_as_a_conversion() {
        let mut company = Company::with_deals(0);
        for title in ["A", "B"] {
            let body = json!({"title": title, "stage_id": 1});
            company.respond_for_test("POST", "/api/v2/deals", body);
        }
        let first = *company.deals.keys().next().unwrap();
        let path = format!("/api/v2/deals/{first}");
        company.respond_for_test("PATCH", &path, json!({"stage_id": 2}));
        company.respond_for_test("PATCH", &path, json!({"status": "won"}));
        let day = company.now().strftime("%Y-%m-%d").to_string();
        let mut ask = |what: &str, user: &str| {
            let path = format!(
                "/api/v1/pipelines/1/{what}_statistics?start_date={day}&end_date={day}{user}"
            );
            company.respond_for_test("GET", &path, json!(null)).1["data"].clone()
        };
        let rates = ask("conversion", "");
        assert_eq!(rates["stage_conversions"][0]["conversion_rate"], 50);
        assert_eq!((&rates["won_conversion"], &rates["lost_conversion"]), (&json!(50), &json!(0)));
        let moves = ask("movement", "");
        assert_eq!(moves["movements_between_stages"]["count"], 1);
        assert_eq!(
            (&moves["new_deals"]["count"], &moves["won_deals"]["count"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(ask("movement", "&user_id=2")["new_deals"]["count"], 0);
    }

    #[test]
    fn percentages_are_rounded() {
        assert_eq!((percent(1, 3), percent(2, 3), percent(0, 0)), (33, 67, 0));
    }
}
