//! The state of the sandbox company: its records, its clock, and lookups by ID. No files, no HTTP.

use crate::model::deal_status::DealStatus;
use crate::sandbox::data::custom_fields::{self, CUSTOM, Custom};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::directory::{self, Org, Person, Stage, User};
use crate::sandbox::data::related::{Change, Linked, Source};
use crate::sandbox::data::rng::mix;
use crate::sandbox::play::Plays;
use crate::sandbox::wire::call::{Answer, Call};
#[cfg(test)]
use crate::sandbox::world::Setup;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// The user of every API token.
pub const ME: u64 = 1;

/// The kind of account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CompanyKind {
    #[default]
    Full,
    /// Without custom fields and without product amounts (pipedrive.md P130, P139).
    Plain,
}

impl CompanyKind {
    pub fn name(self) -> &'static str {
        match self {
            CompanyKind::Full => "full",
            CompanyKind::Plain => "plain",
        }
    }

    pub fn from_name(name: &str) -> Option<CompanyKind> {
        [CompanyKind::Full, CompanyKind::Plain].into_iter().find(|kind| kind.name() == name)
    }
}

pub struct Company {
    pub kind: CompanyKind,
    pub plays: Plays,
    pub deals: BTreeMap<u64, Deal>,
    /// Related records, by deal ID; only deals that have any.
    pub linked: BTreeMap<u64, Linked>,
    pub people: Vec<Person>,
    pub orgs: Vec<Org>,
    pub conversions: BTreeMap<String, Conversion>,
    pub leads: BTreeMap<String, Lead>,
    /// The ID of this company, which distinguishes it from others.
    pub account: u64,
    /// Start of the company's clock.
    pub start: Timestamp,
    /// Number of applied changes; also the seconds since the start.
    pub changes: u64,
    /// Counter for IDs of related records, except changes and records with a UUID.
    last_row: u64,
    last_change: u64,
    last_uuid: u64,
    last_deal: u64,
}

/// ID of the last deal of the regular seed; larger IDs are generated for large companies.
pub const LAST_SEED_DEAL: u64 = 330;

/// A conversion of a deal to a lead; each request for its status advances it by one step.
pub struct Conversion {
    pub deal: u64,
    pub polls: u32,
    pub lead: Option<String>,
}

/// The lead that a deal became.
pub struct Lead {
    pub deal: Deal,
    pub added: Timestamp,
}

impl Company {
    /// A company with people but without deals.
    pub fn empty(kind: CompanyKind, plays: Plays) -> Company {
        Company {
            kind,
            plays,
            deals: BTreeMap::new(),
            linked: BTreeMap::new(),
            people: directory::people(),
            orgs: directory::orgs(),
            conversions: BTreeMap::new(),
            leads: BTreeMap::new(),
            account: directory::COMPANY_ID,
            start: start(),
            changes: 0,
            last_row: 1000,
            last_change: 80_000,
            last_uuid: 0,
            last_deal: 0,
        }
    }

    /// Sets the initial deals; IDs of new deals follow theirs.
    pub fn begin(&mut self, deals: BTreeMap<u64, Deal>) {
        self.last_deal = deals.keys().next_back().copied().unwrap_or_default();
        self.deals = deals;
    }

    /// The company's time: the start plus one second per change.
    pub fn now(&self) -> Timestamp {
        self.start.saturating_add((self.changes as i64).seconds()).unwrap_or(self.start)
    }

    /// Seconds until midnight in the company's time zone, UTC.
    pub fn seconds_to_midnight(&self) -> u64 {
        const DAY: i64 = 24 * 60 * 60;
        (DAY - self.now().as_second().rem_euclid(DAY)).unsigned_abs()
    }

    /// Advances the clock for a change; returns the new time.
    pub fn tick(&mut self) -> Timestamp {
        self.changes += 1;
        self.now()
    }

    /// The time of the next change.
    pub fn next_change_time(&self) -> Timestamp {
        self.now().saturating_add(1.seconds()).unwrap_or(self.start)
    }

    /// Takes the next ID of a related record.
    pub fn next_row(&mut self) -> u64 {
        self.last_row += 1;
        self.last_row
    }

    pub fn next_change(&mut self) -> u64 {
        self.last_change += 1;
        self.last_change
    }

    /// The ID of the next deal, without taking it.
    pub fn next_deal(&self) -> u64 {
        self.last_deal + 1
    }

    /// Takes the next deal ID; IDs are not reused, even after a merge.
    pub fn take_deal(&mut self) -> u64 {
        self.last_deal += 1;
        self.last_deal
    }

    /// A UUID that is the same in every replay.
    pub fn next_uuid(&mut self) -> String {
        self.last_uuid += 1;
        let (a, b) = (mix(self.last_uuid, 0x1d), mix(self.last_uuid, 0x2d));
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }

    /// The custom fields of deals.
    pub fn custom_fields(&self) -> &'static [Custom] {
        match self.kind {
            CompanyKind::Full => CUSTOM,
            CompanyKind::Plain => &[],
        }
    }

    /// The index of the custom field with this key, if the company has it.
    pub fn custom_place(&self, key: &str) -> Option<usize> {
        custom_fields::place(key).filter(|place| *place < self.custom_fields().len())
    }

    pub fn user(&self, id: u64) -> Option<&'static User> {
        directory::USERS.iter().find(|user| user.id == id)
    }

    pub fn person(&self, id: u64) -> Option<&Person> {
        self.people.get((id as usize).checked_sub(1)?)
    }

    pub fn org(&self, id: u64) -> Option<&Org> {
        self.orgs.get((id as usize).checked_sub(1)?)
    }

    pub fn stage(&self, id: u64) -> Option<&'static Stage> {
        directory::STAGES.iter().find(|stage| stage.id == id)
    }

    /// A deal, including archived and deleted ones, unless it was merged or purged.
    pub fn find(&self, id: u64) -> Option<&Deal> {
        self.deals.get(&id).filter(|deal| !self.is_purged(deal))
    }

    /// Like `find`, with a 404 in the format of the request's API version.
    pub fn deal(&self, call: &Call, id: u64) -> Result<&Deal, Answer> {
        self.find(id).ok_or_else(|| Answer::missing(call, "Deal not found"))
    }

    /// Like `deal`, with a 410 for deleted deals.
    pub fn live_deal(&self, call: &Call, id: u64) -> Result<&Deal, Answer> {
        let deal = self.deal(call, id)?;
        if deal.deleted.is_some() {
            return Err(Answer::new_refusal(410, "Deal has been deleted"));
        }
        Ok(deal)
    }

    /// Whether a deleted deal was purged, 30 days after its deletion (pipedrive.md P232).
    pub fn is_purged(&self, deal: &Deal) -> bool {
        deal.deleted.is_some_and(|at| self.now().duration_since(at).as_hours() > 30 * 24)
    }

    pub fn linked(&self, deal: u64) -> &Linked {
        static NOTHING: Linked = Linked::NONE;
        self.linked.get(&deal).unwrap_or(&NOTHING)
    }

    pub fn linked_mut(&mut self, deal: u64) -> &mut Linked {
        self.linked.entry(deal).or_insert(Linked::NONE)
    }

    /// Win probability in percent: 100 if won, 0 if lost, else that of the deal or its stage, and 100 in
    /// a pipeline without probabilities (pipedrive.md P137).
    pub fn likelihood(&self, deal: &Deal) -> f64 {
        match deal.status {
            DealStatus::Won => 100.0,
            DealStatus::Lost => 0.0,
            DealStatus::Open | DealStatus::Deleted => {
                let stage = || self.stage(deal.stage)?.probability.map(f64::from);
                let pipeline = directory::PIPELINES.iter().find(|one| one.id == deal.pipeline);
                let own = deal.probability.or_else(stage);
                own.filter(|_| pipeline.is_none_or(|one| one.has_probability)).unwrap_or(100.0)
            }
        }
    }
}

/// Start of the seed: 2026-11-02T09:00:00Z, a Monday.
pub fn start() -> Timestamp {
    Timestamp::constant(1_793_610_000, 0)
}

impl Company {
    /// Replaces a deal and records every changed field.
    pub fn replace_deal(&mut self, before: &Deal, mut after: Deal, at: Timestamp) {
        let fields = before.tracked_fields().into_iter().zip(after.tracked_fields());
        let built_in = fields.map(|((field, old), (_, new))| (field, old, new));
        let custom = CUSTOM
            .iter()
            .enumerate()
            .map(|(place, field)| (field.key, before.custom_text(place), after.custom_text(place)));
        let changed: Vec<_> = built_in.chain(custom).filter(|(_, old, new)| old != new).collect();
        for (field, old, new) in changed {
            self.log_change(after.id, field, old, new, at);
        }
        after.has_update_time = true;
        self.deals.insert(after.id, after);
    }

    /// Adds a change of a field to the deal's history.
    pub fn log_change(
        &mut self,
        deal: u64,
        field: &'static str,
        old: Option<String>,
        new: Option<String>,
        at: Timestamp,
    ) {
        let change =
            Change { id: self.next_change(), field, old, new, by: ME, source: Source::Api, at };
        self.linked_mut(deal).changes.push(change);
    }

    /// Updates `update_time` of a deal without a field change.
    pub fn touch(&mut self, deal: u64, at: Timestamp) {
        if let Some(deal) = self.deals.get_mut(&deal) {
            deal.updated = at;
        }
    }
}

#[cfg(test)]
impl Company {
    /// The default company with this number of listed deals.
    pub fn with_deals(deals: usize) -> Company {
        Company::new(&Setup::with_deals(deals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_advances_only_with_changes() {
        let mut company = Company::with_deals(3);
        assert_eq!(company.now().to_string(), "2026-11-02T09:00:00Z");
        assert_eq!(company.tick().to_string(), "2026-11-02T09:00:01Z");
    }

    #[test]
    fn creates_valid_and_distinct_uuids() {
        let mut company = Company::with_deals(1);
        let (one, two) = (company.next_uuid(), company.next_uuid());
        assert_ne!(one, two);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
        assert!(one.as_bytes()[14] == b'4' && matches!(one.as_bytes()[19], b'8'..=b'b'));
    }
}
