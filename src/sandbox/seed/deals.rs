//! The initial deals: deterministic, without a clock.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::company::{Company, LAST_SEED_DEAL, start};
use crate::sandbox::data::currency::Plain;
use crate::sandbox::data::custom_fields;
use crate::sandbox::data::deal::{Deal, Expected, day};
use crate::sandbox::data::directory;
use crate::sandbox::data::rng::splitmix64;
use crate::sandbox::play::Plays;
use crate::sandbox::seed::past;
use crate::sandbox::seed::titles;
use crate::sandbox::world::Setup;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Default number of listed deals.
pub const DEALS: usize = 300;

/// The ID of a removed option of Tier (pipedrive.md P191), used by deal 24.
const REMOVED_OPTION: u64 = 109;

impl Company {
    /// Creates the company with its deals.
    pub fn new(setup: &Setup) -> Company {
        let mut company = Company::empty(setup.company, Plays::new(&setup.plays));
        let deals = deals(setup.deals.unwrap_or(DEALS), &company);
        company.begin(deals);
        past::fill(&mut company);
        if let Some(today) = setup.today {
            company.move_to(today);
        }
        if let Some(account) = setup.account {
            company.account = account;
        }
        company
    }
}

/// Creates deals until `listed` of them are neither archived nor deleted.
fn deals(listed: usize, company: &Company) -> BTreeMap<u64, Deal> {
    let mut left = listed;
    let mut deals = BTreeMap::new();
    for deal in (1..).map(|id| deal(id, company)) {
        if left == 0 {
            break;
        }
        left -= usize::from(deal.is_listed());
        deals.insert(deal.id, deal);
    }
    deals
}

fn deal(id: u64, company: &Company) -> Deal {
    let title = titles::title(id);
    let owner = splitmix64(id, 1, 6) + 1;
    let mut deal = Deal::new(id, &title, owner, added_at(id));
    deal.creator = splitmix64(id, 2, 5) + 1;
    set_stage(&mut deal);
    set_value(&mut deal);
    set_optional_fields(&mut deal, company);
    set_status(&mut deal);
    set_custom_fields(&mut deal, company);
    if let Some(example) = example(id) {
        apply_example(&mut deal, example);
    }
    if company.custom_fields().is_empty() {
        deal.clear_custom();
    }
    deal
}

/// When a deal was added: spread over the two years before the start, in ID order, not on a full hour.
fn added_at(id: u64) -> Timestamp {
    let span = 730 * 86_400 - 40 * 86_400;
    let step =
        if id <= LAST_SEED_DEAL { (id - 1) * (span / LAST_SEED_DEAL) } else { (id * 7_919) % span };
    let ago = 730 * 86_400 - step + splitmix64(id, 5, 40_000);
    before_start(ago)
}

fn before_start(seconds: u64) -> Timestamp {
    start().checked_sub(SignedDuration::from_secs(seconds as i64)).unwrap_or(start())
}

fn set_stage(deal: &mut Deal) {
    deal.pipeline = [1, 1, 1, 2, 2, 3][splitmix64(deal.id, 6, 6) as usize];
    let stages: Vec<_> = directory::pipeline_stages(deal.pipeline).collect();
    let at = splitmix64(deal.id, 7, stages.len() as u64) as usize;
    deal.stage = stages[at].id;
    if at > 0 {
        deal.staged = Some(later(deal.added, splitmix64(deal.id, 8, 20) + 1));
    }
    deal.updated = deal.staged.unwrap_or(deal.added);
    deal.visible_to = [3, 3, 3, 1, 5, 7][splitmix64(deal.id, 9, 6) as usize];
    if splitmix64(deal.id, 10, 4) == 0 {
        deal.origin = "API";
    }
    if splitmix64(deal.id, 11, 9) == 0 {
        deal.channel = Some((7, "Harbour newsletter"));
    }
}

/// A time `days` later, at most the start.
fn later(at: Timestamp, days: u64) -> Timestamp {
    let seconds = days as i64 * 86_400 + 4_217;
    let moved = at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(at);
    moved.min(before_start(3_600))
}

fn set_value(deal: &mut Deal) {
    let id = deal.id;
    deal.currency =
        ["EUR", "EUR", "EUR", "EUR", "USD", "GBP", "SEK", "JPY"][splitmix64(id, 12, 8) as usize];
    let amount = (splitmix64(id, 13, 400) + 2) as f64 * 250.0;
    deal.value = match splitmix64(id, 14, 20) {
        0 => Some(0.0),
        1 => None,
        2 => Some(amount + 0.75),
        3 => Some(amount / 3.0),
        _ => Some(amount),
    };
    deal.probability = match splitmix64(id, 15, 6) {
        0 => Some(splitmix64(id, 16, 101) as f64),
        1 => Some(12.5),
        _ => None,
    };
}

fn set_optional_fields(deal: &mut Deal, company: &Company) {
    let id = deal.id;
    let person = &company.people[splitmix64(id, 17, company.people.len() as u64) as usize];
    match splitmix64(id, 18, 10) {
        0 => {}
        1 => deal.org = Some(splitmix64(id, 19, company.orgs.len() as u64) + 1),
        2 => deal.person = Some(person.id),
        _ => {
            deal.person = Some(person.id);
            deal.org = person.org;
        }
    }
    deal.labels = match splitmix64(id, 20, 8) {
        0 => vec![1],
        1 => vec![2],
        2 => vec![3],
        3 => vec![1, 3],
        _ => Vec::new(),
    };
    if splitmix64(id, 21, 3) > 0 {
        let due = later(start(), 0).max(deal.added);
        let days = splitmix64(id, 22, 120) as i64 - 30;
        let due = due.checked_add(SignedDuration::from_secs(days * 86_400)).unwrap_or(due);
        deal.expected = Expected::On(day(due));
    }
}

/// Makes a deal won, lost, archived or deleted, or keeps it open. Deals with titles that are hard to print
/// stay open, so that every list has them.
fn set_status(deal: &mut Deal) {
    let id = deal.id;
    if titles::is_hard(id) {
        return;
    }
    let end = later(deal.updated, splitmix64(id, 23, 45) + 2);
    match splitmix64(id, 24, 100) {
        0..=26 => {
            deal.status = DealStatus::Won;
            deal.won = Some(end);
            deal.first_won = Some(end);
        }
        27..=46 => {
            deal.status = DealStatus::Lost;
            deal.lost = Some(end);
            let reason = splitmix64(id, 25, 5) as usize;
            deal.lost_reason =
                custom_fields::LOST_REASONS.get(reason).map(|(_, reason)| (*reason).into());
        }
        _ => {}
    }
    if deal.status != DealStatus::Open {
        deal.closed = Some(end);
        deal.updated = end;
    }
    if deal.status == DealStatus::Lost && deal.pipeline == 3 && splitmix64(id, 28, 3) == 0 {
        // A deleted stage.
        deal.stage = 13;
    }
    match splitmix64(id, 26, 100) {
        0..=7 if deal.status != DealStatus::Open => {
            deal.archived = Some(later(end, 30));
            deal.updated = later(end, 30);
        }
        8..=9 => deal.archived = Some(deal.updated),
        10..=14 => {
            let deleted = before_start((splitmix64(id, 27, 28) + 1) * 86_400);
            deal.deleted = Some(deleted.max(deal.updated));
            deal.updated = deleted.max(deal.updated);
        }
        _ => {}
    }
}

/// Sets about half of the fields of two deals in three.
fn set_custom_fields(deal: &mut Deal, company: &Company) {
    let id = deal.id;
    if id == 24 {
        deal.set_custom(1, Some(&json!(REMOVED_OPTION)));
        return;
    }
    if splitmix64(id, 30, 3) == 0 {
        return;
    }
    for (place, field) in custom_fields::CUSTOM.iter().enumerate() {
        if splitmix64(id, 31 + place as u64, 2) == 0 {
            continue;
        }
        let value = custom_value(id, place, deal.currency, company);
        // Skips values that the service would reject.
        if let Ok(Some(value)) = field.accept(&value, company) {
            deal.set_custom(place, Some(&value));
        }
    }
}

fn custom_value(id: u64, place: usize, currency: &str, company: &Company) -> Value {
    let pick = |below: u64| splitmix64(id, 60 + place as u64, below);
    let date = |shift: u64| day(later(before_start(400 * 86_400), pick(300) + shift)).to_string();
    match place {
        0 => json!(["12 months", "24 months", "36 months", "until canceled"][pick(4) as usize]),
        1 => json!(101 + pick(3)),
        2 => json!({"value": (pick(80) + 1) * 500, "currency": currency}),
        3 => match pick(3) {
            0 => json!([111]),
            1 => json!([112, 113]),
            _ => json!([114]),
        },
        4 => json!(format!("HS-{id:05}")),
        5 => json!(format!("Survey, drawings and fitting of lot {}", pick(40) + 1)),
        6 => json!(format!("+44 161 496 {:04}", pick(10_000))),
        7 => json!(pick(4000) as f64 / 8.0),
        8 => json!(pick(5) + 1),
        9 => json!(pick(company.orgs.len() as u64) + 1),
        10 => json!(pick(company.people.len() as u64) + 1),
        11 => json!(date(0)),
        12 => json!({"value": date(0), "until": date(21)}),
        13 => json!({"value": "09:30:00", "timezone_id": 318, "timezone_name": "Europe/London"}),
        14 => {
            json!({"value": "07:00:00", "until": "16:30:00", "timezone_id": 318, "timezone_name": "Europe/London"})
        }
        15 => {
            let org = &company.orgs[pick(company.orgs.len() as u64) as usize];
            json!({"value": org.full_address(), "route": org.address, "locality": org.city, "formatted_address": org.full_address()})
        }
        16 => json!(121 + pick(3)),
        _ => json!(["Saltby coast", "Fenwick levels", "Oldport docks"][pick(3) as usize]),
    }
}

/// Title, value and stage of the deals that the documentation uses as examples.
fn example(id: u64) -> Option<(&'static str, f64, u64)> {
    match id {
        1 => Some(("Copper roof", 12_500.0, 3)),
        2 => Some(("Harbour lights", 8_000.0, 2)),
        3 => Some(("Garden wall", 4_200.0, 4)),
        42 => Some(("Night train", 42_000.0, 3)),
        _ => None,
    }
}

fn apply_example(deal: &mut Deal, (title, value, stage): (&str, f64, u64)) {
    let (id, added) = (deal.id, deal.added);
    let mut plain = Deal::new(id, title, id % 5 + 1, added);
    plain.creator = 1;
    plain.value = Some(value);
    plain.stage = stage;
    plain.staged = Some(later(added, 9));
    plain.updated = later(added, 9);
    plain.person = Some(id);
    plain.org = Some(id % 24);
    plain.expected = Expected::On(jiff::civil::date(2026, 12, (id % 28 + 1) as i8));
    plain.labels = vec![id % 3 + 1];
    plain.set_custom(0, Some(&json!("24 months")));
    plain.set_custom(1, Some(&json!(101 + id % 3)));
    plain.set_custom(2, Some(&json!({"value": Plain(value * 1.2), "currency": "EUR"})));
    plain.set_custom(3, Some(&json!([111 + id % 3, 114])));
    *deal = plain;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deals_are_deterministic() {
        let (few, many) = (Company::with_deals(50), Company::with_deals(DEALS));
        for (id, deal) in &few.deals {
            assert_eq!(format!("{deal:?}"), format!("{:?}", many.deals[id]));
        }
    }

    #[test]
    fn seed_covers_all_cases() {
        let company = Company::with_deals(DEALS);
        let count = |is: fn(&Deal) -> bool| company.deals.values().filter(|deal| is(deal)).count();
        assert!(
            count(
                |deal| deal.status == DealStatus::Open && deal.deleted.or(deal.archived).is_none()
            ) > 80
        );
        assert!(
            count(|deal| deal.status == DealStatus::Won && deal.deleted.or(deal.archived).is_none())
                > 30
        );
        assert!(
            count(
                |deal| deal.status == DealStatus::Lost && deal.deleted.or(deal.archived).is_none()
            ) > 20
        );
        assert!(count(|deal| deal.archived.is_some()) > 5);
        assert!(count(|deal| deal.deleted.is_some()) > 4);
        assert!(count(|deal| deal.value.is_none()) > 2);
        assert!(count(|deal| deal.stage == 13) > 0);
        assert!(count(|deal| deal.person.is_none() && deal.org.is_none()) > 5);
        for deal in company.deals.values() {
            assert!(deal.updated >= deal.added && deal.updated < start(), "{deal:?}");
            assert!(!company.is_purged(deal), "{deal:?}");
        }
        let longest = company.deals[&18].title.chars().count();
        assert_eq!(longest, 255);
    }

    #[test]
    fn example_deals_are_open_with_round_values() {
        let company = Company::with_deals(DEALS);
        for id in [1, 2, 3, 42] {
            let deal = &company.deals[&id];
            assert!(deal.deleted.or(deal.archived).is_none() && deal.status == DealStatus::Open);
        }
        assert_eq!(&*company.deals[&1].title, "Copper roof");
        assert_eq!(company.deals[&1].value, Some(12_500.0));
    }
}
