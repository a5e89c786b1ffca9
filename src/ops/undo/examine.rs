//! Decides whether a change can be undone now, and with which write.

use crate::app::write::journal::State;
use crate::app::write::{Body, Change, Reversible, Write};
use crate::error::{Error, ErrorKind};
use crate::model::names::Names;
use crate::model::record::{Record, RecordView};
use crate::model::time;
use crate::ops::old_and_new::{
    changed_keys, describe_body, describe_changed, drop_deleted_options, heading, holds_values,
};
use crate::ops::write_plan::Step;
use crate::text;
use jiff::SignedDuration;
use serde_json::json;
use std::borrow::Cow;

/// Records that may be added to a deal after its creation, by the field that counts them.
pub const ADDITIONS: [(&str, &str); 5] = [
    ("files_count", "file"),
    ("notes_count", "note"),
    ("activities_count", "activity"),
    ("email_messages_count", "mail"),
    ("products_count", "product"),
];

/// The decision about a change to undo.
pub enum Finding {
    /// The write, and the fields whose old value cannot be restored.
    Undo(Box<Step>, Vec<String>),
    /// The old state is in place already.
    Settled,
    Skip(Error),
}

/// Decides whether a change can be undone now.
pub fn examine(
    state: &State,
    n: usize,
    current: Option<&Record>,
    is_in_doubt: bool,
    force: bool,
    names: &Names,
) -> Finding {
    let Change { write, before, .. } = &state.change;
    if write.reversible() == Reversible::No {
        return skip(format!("{}: it cannot be undone", write.describe()));
    }
    if is_in_doubt && !matches!(write, Write::UpdateDeal { .. }) {
        return Finding::Skip(
            Error::new(ErrorKind::Refused, format!("{}: its outcome is unknown", write.describe()))
                .hint("check it first: deals log --check"),
        );
    }
    let result = state.result.as_ref();
    let Some(mut inverse) = write.inverse(before, result.and_then(|result| result.id.as_deref()))
    else {
        return skip(format!("{}: its old values are not in the journal", write.describe()));
    };
    if let Write::UpdateDeal { body, .. } = &mut inverse.write {
        inverse.lost.extend(drop_deleted_options(body, names));
        if body.is_empty() {
            let fields: Vec<String> = inverse.lost.iter().map(|key| heading(key, names)).collect();
            return skip(format!("the API cannot restore: {}", fields.join(", ")));
        }
    }
    let is_deleted = current.is_some_and(is_deleted);
    match (write, current) {
        (Write::DeleteDeal { .. }, Some(_)) if !is_deleted => return Finding::Settled,
        (write, Some(_)) if makes_deal(write) && is_deleted => return Finding::Settled,
        (Write::UpdateDeal { .. }, Some(_)) if is_deleted && !is_restoring(write) => {
            return skip("it is deleted".to_owned());
        }
        _ => {}
    }
    let reading = current.map(Record::read);
    let after = result.map(|result| &result.after);
    // A new deal has more values than were sent.
    let written: Option<Body> = match after {
        Some(after) if makes_deal(write) => {
            let sent = write.body().cloned().unwrap_or_default();
            let known = sent.into_iter().chain(after.clone());
            Some(known.filter(|(key, _)| key != "update_time").collect())
        }
        _ => write.body().cloned(),
    };
    if let (Some(body), Some(deal)) = (&written, &reading) {
        let changed = changed_keys(body, after, before, deal, is_in_doubt);
        if let Write::UpdateDeal { body, .. } = &inverse.write
            && inverse.lost.is_empty()
            && holds_values(body, deal)
        {
            return Finding::Settled;
        }
        if !changed.is_empty() && !force {
            let changes = describe_changed(&changed, after.unwrap_or(body), deal, names);
            return Finding::Skip(
                Error::new(ErrorKind::Refused, format!("changed since: {changes}"))
                    .hint("undo it anyway with --force"),
            );
        }
    }
    if let (true, Some(deal), false) = (makes_deal(write), &reading, force) {
        if let Some(time) = after.and_then(|after| later_update(after, deal)) {
            let time = time::display_text(&time, names.zone.as_ref()).into_owned();
            return Finding::Skip(
                Error::new(ErrorKind::Refused, format!("changed since: updated {time}"))
                    .hint("delete it anyway with --force"),
            );
        }
        let added = ADDITIONS.iter().filter_map(|(code, noun)| {
            let count: usize = deal.get(code)?.get().parse().ok()?;
            (count > 0).then(|| text::count(count, noun))
        });
        let added = added.collect::<Vec<_>>();
        if !added.is_empty() {
            return Finding::Skip(
                Error::new(ErrorKind::Refused, format!("it has {} now", added.join(", ")))
                    .hint("delete it anyway with --force"),
            );
        }
    }
    let text = match (&inverse.write, &reading) {
        (Write::UpdateDeal { body, .. }, Some(deal)) => describe_body(body, deal, names),
        (write, _) => write.describe_action(),
    };
    let lost = inverse.lost.iter().map(|key| heading(key, names)).collect();
    let change = Change { reverses: Some(n), ..Change::new(inverse.write, current) };
    let change = match &change.write {
        // The terms of a removed discount and the person of a participant are also written again.
        Write::RemoveDiscount { .. }
        | Write::RemoveParticipant { .. }
        | Write::UpdateDiscount { .. } => {
            let known = result.map(|result| result.after.clone()).unwrap_or_default();
            let sent = write.body().cloned().unwrap_or_default();
            let person = match write {
                Write::AddParticipant { person, .. } => {
                    Body::from_iter([("person_id".to_owned(), json!(person))])
                }
                _ => Body::new(),
            };
            Change { before: sent.into_iter().chain(known).chain(person).collect(), ..change }
        }
        _ => change,
    };
    Finding::Undo(Box::new(Step::new(label(state), change, text, current)), lost)
}

/// The time of a change after the deal was created. `update_time` is null in the response, and set about a
/// second later (pipedrive.md P242).
fn later_update(after: &Body, deal: &RecordView) -> Option<String> {
    const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(2);
    let now = deal.text("update_time")?.into_owned();
    let recorded = after.get("update_time")?.as_str().map(str::to_owned);
    let then = recorded.or_else(|| deal.text("add_time").map(Cow::into_owned))?;
    let is_later = time::read(&now)? > time::read(&then)? + SETTLED_AFTER;
    is_later.then_some(now)
}

pub fn makes_deal(write: &Write) -> bool {
    matches!(write, Write::CreateDeal { .. } | Write::DuplicateDeal { .. })
}

/// The deal to read before a change of it is undone.
pub fn read_deal(state: &State) -> Option<u64> {
    match &state.change.write {
        Write::UpdateDeal { deal, .. } | Write::DeleteDeal { deal } => Some(*deal),
        write if makes_deal(write) => state.result.as_ref()?.id.as_ref()?.parse().ok(),
        _ => None,
    }
}

pub fn label(state: &State) -> String {
    let deal = read_deal(state).or_else(|| state.change.write.find_deal());
    deal.map_or_else(|| state.change.write.describe(), |deal| format!("deal {deal}"))
}

fn skip(why: String) -> Finding {
    Finding::Skip(Error::new(ErrorKind::Refused, why))
}

fn is_deleted(deal: &Record) -> bool {
    deal.read().is_true("is_deleted")
}

/// Whether an update restored a deleted deal.
fn is_restoring(write: &Write) -> bool {
    write.body().is_some_and(|body| body.contains_key("is_deleted"))
}
