//! The made-up company: its tables, its clock, and what an id means. No files, no HTTP.

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

/// The user whose token every call is made with.
pub const ME: u64 = 1;

/// What kind of account it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CompanyKind {
    #[default]
    Full,
    /// Without custom fields, and without the amounts of products (pipedrive.md P130, P139).
    Plain,
}

impl CompanyKind {
    pub fn name(self) -> &'static str {
        match self {
            CompanyKind::Full => "full",
            CompanyKind::Plain => "plain",
        }
    }

    pub fn named(name: &str) -> Option<CompanyKind> {
        [CompanyKind::Full, CompanyKind::Plain].into_iter().find(|kind| kind.name() == name)
    }
}

pub struct Company {
    pub kind: CompanyKind,
    pub plays: Plays,
    pub deals: BTreeMap<u64, Deal>,
    /// What hangs on the deals that have something.
    pub linked: BTreeMap<u64, Linked>,
    pub people: Vec<Person>,
    pub orgs: Vec<Org>,
    pub conversions: BTreeMap<String, Conversion>,
    pub leads: BTreeMap<String, Lead>,
    /// Its ID, in which it differs from any other company.
    pub account: u64,
    /// Its first morning.
    pub start: Timestamp,
    /// Calls that changed something, which is also how far the clock has gone.
    pub changes: u64,
    /// One counter for the IDs of all related records, except changes and what goes by a UUID.
    last_row: u64,
    last_change: u64,
    last_uuid: u64,
    last_deal: u64,
}

/// The deals up to this one are the company's own two years; those after are for the crowd.
pub const OWN: u64 = 330;

/// A deal on its way to becoming a lead; each poll moves it one step.
pub struct Conversion {
    pub deal: u64,
    pub polls: u32,
    pub lead: Option<String>,
}

/// What a deal became.
pub struct Lead {
    pub deal: Deal,
    pub added: Timestamp,
}

impl Company {
    /// The company with its people, and no deal yet.
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

    /// Gives the company its first deals; later ones are numbered on from there.
    pub fn begin(&mut self, deals: BTreeMap<u64, Deal>) {
        self.last_deal = deals.keys().next_back().copied().unwrap_or_default();
        self.deals = deals;
    }

    /// Its first morning, and a second later with every change.
    pub fn now(&self) -> Timestamp {
        self.start.saturating_add((self.changes as i64).seconds()).unwrap_or(self.start)
    }

    /// Seconds until midnight, in the company's zone, which is UTC.
    pub fn day_left(&self) -> u64 {
        const DAY: i64 = 24 * 60 * 60;
        (DAY - self.now().as_second().rem_euclid(DAY)).unsigned_abs()
    }

    /// Moves the clock, because something is about to change; what it says then.
    pub fn tick(&mut self) -> Timestamp {
        self.changes += 1;
        self.now()
    }

    /// What the clock will say at the next change.
    pub fn upcoming(&self) -> Timestamp {
        self.now().saturating_add(1.seconds()).unwrap_or(self.start)
    }

    pub fn next_row(&mut self) -> u64 {
        self.last_row += 1;
        self.last_row
    }

    pub fn next_change(&mut self) -> u64 {
        self.last_change += 1;
        self.last_change
    }

    /// The id that [`Company::take_deal`] gives next.
    pub fn next_deal(&self) -> u64 {
        self.last_deal + 1
    }

    /// An id is given once, even if its deal is merged into another afterwards.
    pub fn take_deal(&mut self) -> u64 {
        self.last_deal += 1;
        self.last_deal
    }

    /// A UUID that looks like any other and is the same in every replay.
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

    /// The custom fields of its deals.
    pub fn custom_fields(&self) -> &'static [Custom] {
        match self.kind {
            CompanyKind::Full => CUSTOM,
            CompanyKind::Plain => &[],
        }
    }

    /// Where the custom field of that key stands, if the company has it.
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

    /// The deal, gone or not, unless it was deleted long ago or merged.
    pub fn find(&self, id: u64) -> Option<&Deal> {
        self.deals.get(&id).filter(|deal| !self.is_past_keeping(deal))
    }

    /// The same for a call, whose version says how it is told that there is none.
    pub fn deal(&self, call: &Call, id: u64) -> Result<&Deal, Answer> {
        self.find(id).ok_or_else(|| Answer::missing(call, "Deal not found"))
    }

    /// The deal, if it was not deleted.
    pub fn live_deal(&self, call: &Call, id: u64) -> Result<&Deal, Answer> {
        let deal = self.deal(call, id)?;
        if deal.deleted.is_some() {
            return Err(Answer::new_refusal(410, "Deal has been deleted"));
        }
        Ok(deal)
    }

    /// Deleted deals are kept for thirty days (pipedrive.md P232).
    pub fn is_past_keeping(&self, deal: &Deal) -> bool {
        deal.deleted.is_some_and(|at| self.now().duration_since(at).as_hours() > 30 * 24)
    }

    pub fn linked(&self, deal: u64) -> &Linked {
        static NOTHING: Linked = Linked::NONE;
        self.linked.get(&deal).unwrap_or(&NOTHING)
    }

    pub fn linked_mut(&mut self, deal: u64) -> &mut Linked {
        self.linked.entry(deal).or_insert(Linked::NONE)
    }

    /// How likely the deal is to be won, in percent: 100 once it is, 0 once it is lost, and while
    /// it is open its own probability, else its stage's. Open deals of a pipeline without probabilities
    /// count whole (pipedrive.md P137).
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

/// The first morning of the seed: 2026-11-02T09:00:00Z, a Monday.
pub fn start() -> Timestamp {
    Timestamp::constant(1_793_610_000, 0)
}

impl Company {
    /// Puts `after` in the place of what it was before, and writes down every field that differs.
    pub fn replace_deal(&mut self, before: &Deal, after: Deal, at: Timestamp) {
        let fields = before.tracked_fields().into_iter().zip(after.tracked_fields());
        let built_in = fields.map(|((field, old), (_, new))| (field, old, new));
        let custom = CUSTOM
            .iter()
            .enumerate()
            .map(|(place, field)| (field.key, before.custom_text(place), after.custom_text(place)));
        let changed: Vec<_> = built_in.chain(custom).filter(|(_, old, new)| old != new).collect();
        for (field, old, new) in changed {
            self.write_down(after.id, field, old, new, at);
        }
        self.deals.insert(after.id, after);
    }

    pub fn write_down(
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

    /// Says that a deal was touched without any of its own fields changing.
    pub fn touch(&mut self, deal: u64, at: Timestamp) {
        if let Some(deal) = self.deals.get_mut(&deal) {
            deal.updated = at;
        }
    }
}

#[cfg(test)]
impl Company {
    /// The usual company with so many deals.
    pub fn of(deals: usize) -> Company {
        Company::new(&Setup::with_deals(deals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_starts_on_a_monday_morning_and_is_moved_by_changes_only() {
        let mut company = Company::of(3);
        assert_eq!(company.now().to_string(), "2026-11-02T09:00:00Z");
        assert_eq!(company.tick().to_string(), "2026-11-02T09:00:01Z");
    }

    #[test]
    fn uuids_are_well_formed_and_differ() {
        let mut company = Company::of(1);
        let (one, two) = (company.next_uuid(), company.next_uuid());
        assert_ne!(one, two);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
        assert!(one.as_bytes()[14] == b'4' && matches!(one.as_bytes()[19], b'8'..=b'b'));
    }
}
