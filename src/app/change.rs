//! The one door for writes. A write whose answer was lost is never sent again: what became of it is
//! looked up, and the run says *done*, *not done* or *unknown*.

use super::{App, record_of};
use crate::api::endpoints::{
    ADD_DISCOUNT, ADD_FOLLOWER, ADD_PARTICIPANT, CONVERT_DEAL, CREATE_DEAL, DELETE_DEAL,
    DUPLICATE_DEAL, GET_DEAL, LIST_ARCHIVED, LIST_DEALS, LIST_DISCOUNTS, LIST_FOLLOWERS,
    LIST_PARTICIPANTS, MERGE_DEAL, REMOVE_DISCOUNT, REMOVE_FOLLOWER, REMOVE_PARTICIPANT,
    UPDATE_DEAL, UPDATE_DISCOUNT,
};
use crate::api::request::Request;
use crate::error::{Effect, Failure, Kind};
use crate::model::record::{Reading, Record};
use crate::model::time;
use crate::model::value;
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::time::Duration;

/// The pauses between the looks: something that was lost on the way back is there at once, and
/// something that the other side is still at takes longer.
const LOOKS: [Duration; 2] = [Duration::ZERO, Duration::from_secs(1)];
const PATIENT_LOOKS: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// Times on the wire have no parts of a second, in a header and in a record.
const ROUGHLY: SignedDuration = SignedDuration::from_secs(2);

/// What a look has found.
enum Found {
    Done(Record),
    NotDone,
    /// It cannot be told, and why.
    Unclear(String),
}

impl App {
    /// Writes, and gives back what the answer says or, where it was lost, what was found instead.
    pub async fn change(&self, request: &Request) -> Result<Record, Failure> {
        let began = Timestamp::now();
        let failure = match self.client.send(request).await.map(record_of) {
            Ok(Ok(record)) => {
                let makes = [&CREATE_DEAL, &DUPLICATE_DEAL, &ADD_DISCOUNT];
                if makes.into_iter().any(|row| request.is_to(row)) {
                    id_of(&record).into_iter().for_each(|id| self.ledger.make(id));
                }
                self.saw(request, std::slice::from_ref(&record));
                return Ok(record);
            }
            // A yes that says nothing more: most likely it was done.
            Ok(Err(failure)) => Failure { effect: Effect::Unknown, ..failure },
            Err(failure) => failure,
        };
        if failure.effect == Effect::Nothing {
            return Err(failure);
        }
        let found = self.look_up(request, began, failure.effect).await;
        let failure = Failure { kind: Kind::Unavailable, ..failure };
        match found {
            Ok(Found::Done(record)) => {
                self.note(format_args!("{failure}; looked it up: it was done"));
                self.saw(request, std::slice::from_ref(&record));
                Ok(record)
            }
            Ok(Found::NotDone) if failure.effect == Effect::Unknown => {
                let message = format!("{failure}; looked it up: it was not done");
                Err(Failure { message, effect: Effect::Nothing, ..failure }
                    .hint("it is safe to run it again"))
            }
            Ok(Found::NotDone) => Err(unknown(
                failure,
                "it is not done yet, and may still be under way",
                &where_to_look(request),
            )),
            Ok(Found::Unclear(why)) => Err(unknown(failure, &why, &where_to_look(request))),
            Err(trouble) => {
                let why = format!("looking it up failed ({trouble})");
                Err(unknown(failure, &why, &where_to_look(request)))
            }
        }
    }

    async fn look_up(
        &self,
        request: &Request,
        began: Timestamp,
        effect: Effect,
    ) -> Result<Found, Failure> {
        let looks: &[Duration] = if effect == Effect::Underway { &PATIENT_LOOKS } else { &LOOKS };
        for pause in looks {
            tokio::time::sleep(*pause).await;
            match self.look(request, began).await? {
                Found::NotDone => {}
                found => return Ok(found),
            }
        }
        Ok(Found::NotDone)
    }

    /// One look at what a write should have left behind.
    async fn look(&self, request: &Request, began: Timestamp) -> Result<Found, Failure> {
        let id = request.id("id").unwrap_or_default();
        let body = request.body.as_ref().unwrap_or(&Value::Null);
        if request.is_to(&CREATE_DEAL) {
            let title = body["title"].as_str().unwrap_or_default();
            let archived = body["is_archived"] == true;
            let newest = self.newest(archived, body["owner_id"].as_u64(), began).await?;
            return Ok(the_one(newest, &|deal| {
                deal.text("title").as_deref() == Some(title) && agrees(body, deal)
            }));
        }
        if request.is_to(&DUPLICATE_DEAL) {
            let original = self.deal(id).await?;
            let title =
                original.as_ref().and_then(|deal| deal.read().text("title").map(String::from));
            let Some(title) = title else {
                return Ok(Found::Unclear(format!("deal {id} is not there any more")));
            };
            let newest = self.newest(false, None, began).await?;
            // Whether a copy says so in its title is not documented.
            return Ok(the_one(newest, &|deal| {
                deal.id() != Some(id)
                    && deal.text("title").is_some_and(|copy| copy.contains(&title))
            }));
        }
        if request.is_to(&UPDATE_DEAL) {
            return Ok(match self.deal(id).await? {
                Some(deal) if agrees(body, &deal.read()) => Found::Done(deal),
                Some(_) => Found::NotDone,
                None => Found::Unclear(format!("deal {id} is not there any more")),
            });
        }
        if request.is_to(&DELETE_DEAL) {
            return Ok(match self.deal(id).await?.filter(|deal| !is_deleted(deal)) {
                Some(_) => Found::NotDone,
                None => Found::Done(made_up(json!({ "id": id }))?),
            });
        }
        if request.is_to(&MERGE_DEAL) {
            if self.deal(id).await?.is_some_and(|deal| !is_deleted(&deal)) {
                return Ok(Found::NotDone);
            }
            let survivor = body["merge_with_id"].as_u64().unwrap_or_default();
            return Ok(match self.deal(survivor).await? {
                Some(deal) => Found::Done(deal),
                None => Found::Unclear(format!("deal {survivor} is not there any more")),
            });
        }
        if request.is_to(&CONVERT_DEAL) {
            let is_gone = self.deal(id).await?.is_none_or(|deal| is_deleted(&deal));
            return Ok(Found::Unclear(match is_gone {
                true => format!("deal {id} is deleted, so it most likely became a lead"),
                false => format!("deal {id} is still there, and a conversion may have begun"),
            }));
        }
        self.look_at_linked(request, id, body, began).await
    }

    /// The same of what hangs on a deal.
    async fn look_at_linked(
        &self,
        request: &Request,
        deal: u64,
        body: &Value,
        began: Timestamp,
    ) -> Result<Found, Failure> {
        let listed = async |endpoint| self.all(Request::to(endpoint).with("id", deal)).await;
        if request.is_to(&ADD_FOLLOWER) {
            let user = body["user_id"].as_u64();
            let is_it = |row: &Reading| row.reference("user_id") == user;
            return Ok(present(listed(&LIST_FOLLOWERS).await?, &is_it));
        }
        if request.is_to(&REMOVE_FOLLOWER) {
            let user = request.id("follower_id");
            let is_it = |row: &Reading| row.reference("user_id") == user;
            return absent(&listed(&LIST_FOLLOWERS).await?, &is_it, json!({ "user_id": user }));
        }
        if request.is_to(&ADD_PARTICIPANT) {
            let person = body["person_id"].as_u64();
            let is_it = |row: &Reading| row.reference("person_id") == person;
            return Ok(present(listed(&LIST_PARTICIPANTS).await?, &is_it));
        }
        if request.is_to(&REMOVE_PARTICIPANT) {
            let id = request.id("deal_participant_id");
            let is_it = |row: &Reading| row.id() == id;
            return absent(&listed(&LIST_PARTICIPANTS).await?, &is_it, json!({ "id": id }));
        }
        let discount = request.hole("discount_id").unwrap_or_default();
        let is_it = |row: &Reading| row.text("id").as_deref() == Some(&discount);
        if request.is_to(&ADD_DISCOUNT) {
            let since = self.over_there(began);
            let fits = |row: &Reading| {
                let added = row.text("created_at").as_deref().and_then(time::read);
                added.is_some_and(|at| at >= since) && agrees(body, row)
            };
            let mut rows = listed(&LIST_DISCOUNTS).await?;
            let made = self.ledger.made();
            rows.retain(|row| id_of(row).is_some_and(|id| !made.contains(&id)));
            return Ok(the_one(rows, &fits));
        }
        if request.is_to(&UPDATE_DISCOUNT) {
            let rows = listed(&LIST_DISCOUNTS).await?;
            return Ok(present(rows, &|row| is_it(row) && agrees(body, row)));
        }
        if request.is_to(&REMOVE_DISCOUNT) {
            return absent(&listed(&LIST_DISCOUNTS).await?, &is_it, json!({ "id": discount }));
        }
        Ok(Found::Unclear("nothing is known of what it does".into()))
    }

    /// A deal, if it is there.
    async fn deal(&self, id: u64) -> Result<Option<Record>, Failure> {
        match self.one(&Request::to(&GET_DEAL).with("id", id)).await {
            Ok(deal) => Ok(Some(deal)),
            Err(failure) if failure.kind == Kind::NotFound => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The deals that came since then, but for those that other runs on this machine have made.
    async fn newest(
        &self,
        archived: bool,
        owner: Option<u64>,
        began: Timestamp,
    ) -> Result<Vec<Record>, Failure> {
        let endpoint = if archived { &LIST_ARCHIVED } else { &LIST_DEALS };
        let asked = |since: Timestamp| {
            Request::to(endpoint)
                .query("owner_id", owner.map(|id| id.to_string()))
                .query("updated_since", time::v2(since))
                .query("sort_by", "add_time".to_owned())
                .query("sort_direction", "desc".to_owned())
        };
        if self.client.ahead().is_none() {
            // What time it is over there has not been told yet; this is the cheapest way to ask.
            self.one(&Request::to(&crate::api::endpoints::GET_ME)).await?;
        }
        let since = self.over_there(began);
        let made = self.ledger.made();
        let mut deals = self.all(asked(since)).await?;
        deals.retain(|deal| {
            let deal = deal.read();
            let added = deal.text("add_time").as_deref().and_then(time::read);
            added.is_some_and(|at| at >= since)
        });
        deals.retain(|deal| id_of(deal).is_some_and(|id| !made.contains(&id)));
        Ok(deals)
    }

    /// A moment of ours by the other side's clock, and not after it.
    fn over_there(&self, at: Timestamp) -> Timestamp {
        let ahead = self.client.ahead().unwrap_or_default();
        at.checked_add(ahead).and_then(|at| at.checked_sub(ROUGHLY)).unwrap_or(at)
    }
}

fn unknown(failure: Failure, why: &str, look: &str) -> Failure {
    let message = format!("{failure}; whether it was done is not known: {why}");
    Failure { message, ..failure }.hint(format!("look before you run it again: {look}"))
}

/// The command that shows what a write should have left behind.
fn where_to_look(request: &Request) -> String {
    let id = request.id("id").unwrap_or_default();
    if request.is_to(&CREATE_DEAL) || request.is_to(&DUPLICATE_DEAL) {
        return "deals list --sort-by add_time --sort-direction desc --limit 5".into();
    }
    let linked = [
        (&ADD_FOLLOWER, "followers list"),
        (&REMOVE_FOLLOWER, "followers list"),
        (&ADD_PARTICIPANT, "participants list"),
        (&REMOVE_PARTICIPANT, "participants list"),
        (&ADD_DISCOUNT, "discounts list"),
        (&UPDATE_DISCOUNT, "discounts list"),
        (&REMOVE_DISCOUNT, "discounts list"),
    ];
    match linked.into_iter().find(|(row, _)| request.is_to(row)) {
        Some((_, command)) => format!("deals {command} {id}"),
        None if id > 0 => format!("deals get {id}"),
        None => "what it was to change".into(),
    }
}

/// The only one that fits; two that fit are one too many to tell.
fn the_one(records: Vec<Record>, fits: &dyn Fn(&Reading) -> bool) -> Found {
    let mut fitting: Vec<Record> =
        records.into_iter().filter(|record| fits(&record.read())).collect();
    match fitting.len() {
        0 => Found::NotDone,
        1 => Found::Done(fitting.remove(0)),
        _ => {
            let ids: Vec<String> = fitting.iter().filter_map(id_of).collect();
            Found::Unclear(format!("it may be any of {}", ids.join(", ")))
        }
    }
}

/// A number or a UUID.
fn id_of(record: &Record) -> Option<String> {
    record.read().get("id").map(|id| value::plain(id).into_owned())
}

fn present(rows: Vec<Record>, is_it: &dyn Fn(&Reading) -> bool) -> Found {
    rows.into_iter().find(|row| is_it(&row.read())).map_or(Found::NotDone, Found::Done)
}

fn absent(
    rows: &[Record],
    is_it: &dyn Fn(&Reading) -> bool,
    answer: Value,
) -> Result<Found, Failure> {
    match rows.iter().any(|row| is_it(&row.read())) {
        true => Ok(Found::NotDone),
        false => Ok(Found::Done(made_up(answer)?)),
    }
}

/// The answer that a removal would have had, which is nothing but the id that was sent.
fn made_up(answer: Value) -> Result<Record, Failure> {
    let raw = RawValue::from_string(answer.to_string()).ok();
    raw.and_then(Record::new).ok_or_else(|| Failure::unexpected("an id that is none"))
}

fn is_deleted(deal: &Record) -> bool {
    deal.read().get("is_deleted").is_some_and(|raw| raw.get() == "true")
}

/// Whether a record has everything that was written. Pipedrive writes a time, an address or an
/// amount in its own way and adds to it: what was not said is not compared.
fn agrees(body: &Value, record: &Reading) -> bool {
    body.as_object().into_iter().flatten().all(|(key, wanted)| {
        let raw = record.get(key).map_or("null", RawValue::get);
        serde_json::from_str(raw).is_ok_and(|kept| alike(wanted, &kept))
    })
}

fn alike(wanted: &Value, kept: &Value) -> bool {
    match (wanted, kept) {
        (Value::Object(wanted), Value::Object(kept)) => {
            wanted.iter().all(|(key, value)| alike(value, kept.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(wanted), Value::Array(kept)) => {
            wanted.len() == kept.len()
                && wanted.iter().all(|one| kept.iter().any(|other| alike(one, other)))
        }
        (Value::Number(wanted), Value::Number(kept)) => wanted.as_f64() == kept.as_f64(),
        // Nothing is written as any of these.
        (Value::Null, Value::String(text)) | (Value::String(text), Value::Null) => text.is_empty(),
        (Value::Null, Value::Array(items)) => items.is_empty(),
        (Value::String(wanted), Value::String(kept)) => {
            wanted == kept
                || matches!((time::read(wanted), time::read(kept)), (Some(a), Some(b)) if a == b)
        }
        (wanted, kept) => wanted == kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_known_again_however_it_is_kept() {
        let raw = r#"{"id":7,"title":"Roof","value":1200.0,"label_ids":[2,1],"lost_reason":null,
            "won_time":"2026-01-02T10:00:00.000Z","custom_fields":{"f":{"value":5,"currency":"EUR"},"g":null}}"#;
        let record = Record::new(RawValue::from_string(raw.into()).unwrap()).unwrap();
        let agrees = |body: Value| agrees(&body, &record.read());
        assert!(agrees(json!({"title": "Roof", "value": 1200, "label_ids": [1, 2]})));
        assert!(agrees(json!({"won_time": "2026-01-02T10:00:00Z", "lost_reason": ""})));
        assert!(agrees(json!({"custom_fields": {"f": {"value": 5.0}, "g": null}})));
        assert!(!agrees(json!({"title": "roof"})));
        assert!(!agrees(json!({"value": 1201})));
        assert!(!agrees(json!({"label_ids": [1]})));
        assert!(!agrees(json!({"custom_fields": {"f": {"value": 5, "currency": "USD"}}})));
    }
}
