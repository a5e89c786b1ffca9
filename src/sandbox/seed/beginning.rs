//! The start date and the account ID of a company.

use crate::model::time;
use crate::sandbox::data::company::Company;
use crate::sandbox::data::custom_fields::{CUSTOM, Kind};
use crate::sandbox::data::deal::{Deal, Expected, day};
use crate::sandbox::data::directory::COMPANY_ID;
use crate::sandbox::data::related::{
    Activity, Change, Discount, File, Follower, Linked, Mail, MembershipChange, Note, Participant,
};
use crate::sandbox::world::Setup;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value;
use std::hash::{BuildHasher, RandomState};

impl Setup {
    /// Sets a new account ID, so that stored data of an earlier company is not used.
    pub fn with_new_account(self) -> Setup {
        let number = RandomState::new().hash_one(());
        Setup { account: Some(COMPANY_ID + 1 + number % 1_000_000_000), ..self }
    }
}

impl Company {
    /// Moves the start to this day, and all earlier events by the same number of days.
    pub fn move_to(&mut self, today: Date) {
        let days = day(self.start).until(today).map_or(0, |span| span.get_days());
        self.move_by(Shift { days });
    }

    fn move_by(&mut self, shift: Shift) {
        self.start = shift.time(self.start);
        self.deals.values_mut().for_each(|deal| shift.deal(deal));
        self.linked.values_mut().for_each(|linked| shift.linked(linked));
    }
}

/// A shift by whole days, which keeps the time of day.
#[derive(Clone, Copy)]
struct Shift {
    days: i32,
}

impl Shift {
    fn time(self, at: Timestamp) -> Timestamp {
        at.checked_add(SignedDuration::from_hours(24 * i64::from(self.days))).unwrap_or(at)
    }

    fn date(self, date: Date) -> Date {
        date.checked_add(self.days.days()).unwrap_or(date)
    }

    /// Shifts a text that is a date or a time.
    fn text(self, text: &mut String) {
        if let Some(date) = (text.len() == 10).then(|| text.parse().ok()).flatten() {
            *text = self.date(date).to_string();
        } else if let Some(at) = (text.len() == 19).then(|| time::read(text)).flatten() {
            *text = time::v1(self.time(at));
        }
    }

    fn times<'t>(self, times: impl IntoIterator<Item = &'t mut Timestamp>) {
        times.into_iter().for_each(|at| *at = self.time(*at));
    }

    fn deal(self, deal: &mut Deal) {
        let Deal {
            added, updated, staged, won, first_won, lost, closed, archived, deleted, ..
        } = deal;
        self.times([added, updated]);
        self.times([staged, won, first_won, lost, closed, archived, deleted].into_iter().flatten());
        if let Expected::On(date) = deal.expected {
            deal.expected = Expected::On(self.date(date));
        }
        let dated = |field: &Kind| matches!(field, Kind::Date | Kind::DateRange);
        for place in (0..CUSTOM.len()).filter(|place| dated(&CUSTOM[*place].kind)) {
            let value = deal.custom(place).and_then(|raw| serde_json::from_str(raw.get()).ok());
            if let Some(mut value) = value {
                self.value(&mut value);
                deal.set_custom(place, Some(&value));
            }
        }
    }

    fn value(self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Object(parts) => parts.values_mut().for_each(|part| self.value(part)),
            _ => {}
        }
    }

    fn linked(self, linked: &mut Linked) {
        let Linked {
            followers,
            participants,
            discounts,
            files,
            mail,
            notes,
            activities,
            products,
            changes,
            follower_changes,
            participant_changes,
        } = linked;
        self.times(followers.iter_mut().map(|Follower { added, .. }| added));
        self.times(participants.iter_mut().map(|Participant { added, .. }| added));
        self.times(
            discounts.iter_mut().flat_map(|Discount { created, updated, .. }| [created, updated]),
        );
        self.times(files.iter_mut().map(|File { added, .. }| added));
        self.times(mail.iter_mut().map(|Mail { at, .. }| at));
        self.times(products.iter_mut().map(|product| &mut product.added));
        self.times(notes.iter_mut().map(|Note { added, .. }| added));
        self.times(activities.iter_mut().flat_map(|Activity { due, added, .. }| [due, added]));
        self.times(follower_changes.iter_mut().map(|MembershipChange { at, .. }| at));
        self.times(participant_changes.iter_mut().map(|MembershipChange { at, .. }| at));
        for Change { old, new, at, .. } in changes {
            self.times([at]);
            [old, new].into_iter().flatten().for_each(|text| self.text(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::data::company::start;

    const MOVED: i32 = 500;

    /// All responses of the company, with dates shifted.
    fn responses(company: &mut Company, days: i32) -> Vec<String> {
        let mut responses = Vec::new();
        let mut request = |path: String| {
            let (status, answer) = company.respond_for_test("GET", &path, Value::Null);
            assert_eq!(status, 200, "{path}: {answer}");
            responses.push(move_dates(&answer.to_string(), days));
        };
        for list in ["deals?limit=500&", "deals/archived?limit=500&", "pipelines?", "stages?"] {
            request(format!("/api/v2/{list}sort_by=add_time"));
        }
        for list in [
            "users",
            "users/me",
            "filters",
            "dealFields",
            "files",
            "recents?since_timestamp=2020-01-01 00:00:00",
        ] {
            request(format!("/api/v1/{list}"));
        }
        for list in ["persons", "organizations", "deals/7/followers/changelog", "deals/7/discounts"]
        {
            request(format!("/api/v2/{list}"));
        }
        for list in
            ["flow?limit=500", "changelog?limit=500", "mailMessages", "files", "participants"]
        {
            for id in [1, 3, 7, 24] {
                request(format!("/api/v1/deals/{id}/{list}"));
            }
        }
        responses
    }

    fn move_dates(text: &str, days: i32) -> String {
        let (mut moved, mut rest) = (String::new(), text);
        while let Some(place) = rest.find("20") {
            moved.push_str(&rest[..place]);
            rest = &rest[place..];
            let date: Option<Date> = rest.get(..10).and_then(|date| date.parse().ok());
            let word = rest.get(..10).filter(|word| word.as_bytes()[4] == b'-');
            match date.filter(|_| word.is_some()) {
                Some(date) => {
                    moved.push_str(&Shift { days }.date(date).to_string());
                    rest = &rest[10..];
                }
                None => {
                    moved.push_str("20");
                    rest = &rest[2..];
                }
            }
        }
        moved + rest
    }

    #[test]
    fn shifts_all_dates_by_the_same_days() {
        let today = Shift { days: MOVED }.date(day(start()));
        let mut moved = Company::new(&Setup { today: Some(today), ..Setup::default() });
        assert_eq!(day(moved.now()), today);
        let mut seed = Company::new(&Setup::default());
        for (here, there) in responses(&mut seed, MOVED).iter().zip(responses(&mut moved, 0)) {
            assert_eq!(*here, there);
        }
    }

    #[test]
    fn new_accounts_differ() {
        let [one, other] = [(); 2].map(|()| Setup::default().with_new_account().account);
        assert!(one != other && one > Some(COMPANY_ID) && other > Some(COMPANY_ID));
    }
}
