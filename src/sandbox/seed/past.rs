//! Events before the start: history, files, mail, notes, activities, followers, participants and
//! discounts of the initial deals.

use crate::model::deal_status::DealStatus;
use crate::model::time;
use crate::sandbox::data::company::{Company, LAST_SEED_DEAL, start};
use crate::sandbox::data::deal::Deal;
use crate::sandbox::data::directory;
use crate::sandbox::data::related::{
    Activity, Change, Discount, File, Follower, Mail, MembershipChange, Note, Participant, Source,
};
use crate::sandbox::data::rng::splitmix64;

use jiff::{SignedDuration, Timestamp};

/// A deal with lists long enough for several pages.
const BUSY: u64 = 7;
/// Deals up to this ID have files and mail.
const LAST_DETAILED: u64 = 60;

pub fn fill(company: &mut Company) {
    let ids: Vec<u64> =
        company.deals.keys().copied().take_while(|id| *id <= LAST_SEED_DEAL).collect();
    for id in ids {
        let deal = company.deals[&id].clone();
        add_history(company, &deal);
        add_followers_and_participants(company, &deal);
        if id <= LAST_DETAILED {
            add_files_and_mail(company, &deal);
            add_activities_and_notes(company, &deal);
            add_discounts(company, &deal);
        }
    }
}

/// A time `hours` later, at most the start.
fn after(at: Timestamp, hours: u64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(hours as i64 * 3_600 + 61)).unwrap_or(at).min(start())
}

/// Adds the history of a deal: creation, stages and closing. One action logs several entries (pipedrive.md
/// P314).
fn add_history(company: &mut Company, deal: &Deal) {
    let text = |at: Timestamp| Some(time::v1(at));
    add_change(company, deal, ("add_time", None, text(deal.added)), deal.added);
    let stages: Vec<u64> = directory::pipeline_stages(deal.pipeline)
        .map(|stage| stage.id)
        .take_while(|stage| *stage <= deal.stage)
        .collect();
    let arrived = deal.staged.unwrap_or(deal.added);
    let steps = stages.len() as u64;
    let mut staged = None;
    for (place, pair) in stages.windows(2).enumerate() {
        let back = (steps - 2 - place as u64) * 5;
        let at = arrived
            .checked_sub(SignedDuration::from_hours(back as i64))
            .unwrap_or(arrived)
            .max(deal.added);
        let (old, new) = (pair[0].to_string(), pair[1].to_string());
        add_change(company, deal, ("stage_id", Some(old), Some(new)), at);
        add_change(company, deal, ("stage_change_time", staged.and_then(text), text(at)), at);
        staged = Some(at);
    }
    if let Some(closed) = deal.closed {
        let status = Some(deal.status.to_string());
        let ended = if deal.won.is_some() { "won_time" } else { "lost_time" };
        add_change(company, deal, ("status", Some(DealStatus::Open.to_string()), status), closed);
        add_change(company, deal, ("close_time", None, text(closed)), closed);
        add_change(company, deal, (ended, None, text(closed)), closed);
    }
    if let Some(reason) = &deal.lost_reason {
        let at = deal.closed.unwrap_or(deal.updated);
        add_change(company, deal, ("lost_reason", None, Some(reason.to_string())), at);
    }
    if deal.id == BUSY {
        for step in 1..=140u64 {
            let (old, new) = ((step - 1) * 25, step * 25);
            let at = after(deal.added, step);
            let field = ("value", Some(old.to_string()), Some(new.to_string()));
            add_change(company, deal, field, at);
        }
        // The last entry is a bulk edit.
        if let Some(last) = company.linked_mut(deal.id).changes.last_mut() {
            last.source = Source::BulkAction;
        }
    }
}

type Field = (&'static str, Option<String>, Option<String>);

fn add_change(company: &mut Company, deal: &Deal, (field, old, new): Field, at: Timestamp) {
    let (id, by) = (company.next_change(), deal.creator);
    let change = Change { id, field, old, new, by, source: Source::App, at };
    company.linked_mut(deal.id).changes.push(change);
}

fn add_followers_and_participants(company: &mut Company, deal: &Deal) {
    // The creator of a deal follows it (pipedrive.md P243); some deals have more followers.
    let mut followers = vec![(deal.creator, deal.added)];
    if splitmix64(deal.id, 80, 2) == 0 || deal.id == 1 {
        let more = 1..=splitmix64(deal.id, 81, 3) + 1;
        let more = more.map(|who| (who, after(deal.added, who * 7)));
        followers.extend(more.filter(|(who, _)| *who != deal.creator));
    }
    let linked = company.linked_mut(deal.id);
    for (who, at) in followers {
        linked.followers.push(Follower { user: who, added: at });
        linked.follower_changes.push(MembershipChange {
            who,
            by: deal.creator,
            is_added: true,
            at,
        });
    }
    let Some(person) = deal.person else { return };
    if deal.id > LAST_DETAILED && splitmix64(deal.id, 82, 3) > 0 {
        return;
    }
    let more = if deal.id == BUSY { 40 } else { splitmix64(deal.id, 83, 3) };
    let all = company.people.len() as u64;
    for step in 0..=more {
        let who = (person - 1 + step * 5) % all + 1;
        let id = company.next_row();
        let at = after(deal.added, step);
        let linked = company.linked_mut(deal.id);
        if linked.participants.iter().any(|own| own.person == who) {
            continue;
        }
        linked.participants.push(Participant {
            id,
            person: who,
            added_by: deal.creator,
            added: at,
        });
        linked.participant_changes.push(MembershipChange {
            who,
            by: deal.creator,
            is_added: true,
            at,
        });
    }
}

const FILE_NAMES: &[&str] = &["Quote", "Drawing", "Site photo", "Contract", "Invoice"];
const FILE_EXTENSIONS: &[&str] = &["pdf", "dwg", "jpg", "docx", "xlsx"];

fn add_files_and_mail(company: &mut Company, deal: &Deal) {
    let files = if deal.id == BUSY { 130 } else { splitmix64(deal.id, 84, 4) };
    for step in 1..=files {
        let at = splitmix64(deal.id + step, 85, 5) as usize;
        let file = File {
            id: company.next_row(),
            user: deal.creator,
            name: format!("{} {step}.{}", FILE_NAMES[at], FILE_EXTENSIONS[at]),
            size: 20_000 + splitmix64(deal.id + step, 86, 900_000),
            added: after(deal.added, step * 2),
        };
        company.linked_mut(deal.id).files.push(file);
    }
    let Some(person) = deal.person else { return };
    let mails = if deal.id == BUSY { 25 } else { splitmix64(deal.id, 87, 5) };
    for step in 1..=mails {
        let is_incoming = step % 2 == 0;
        let mail = Mail {
            id: company.next_row(),
            person,
            user: deal.owner,
            subject: format!("{}About lot {}", if is_incoming { "Re: " } else { "" }, deal.id),
            snippet: format!("Message {step} about the works, the dates and the price"),
            is_incoming,
            has_attachment: step % 5 == 0,
            at: after(deal.added, step * 9),
        };
        company.linked_mut(deal.id).mail.push(mail);
    }
}

fn add_activities_and_notes(company: &mut Company, deal: &Deal) {
    for step in 1..=splitmix64(deal.id, 88, 3) {
        let note = Note {
            id: company.next_row(),
            user: deal.owner,
            content: [
                "Prefers to be called in the morning",
                "Scaffolding must be down before the regatta",
                "Wants a second quote for cedar shingles",
            ][(deal.id + step) as usize % 3]
                .into(),
            added: after(deal.added, step * 11),
        };
        company.linked_mut(deal.id).notes.push(note);
    }
    for step in 1..=splitmix64(deal.id, 89, 4) {
        let is_done = step > 1 || deal.status != DealStatus::Open;
        let ahead = SignedDuration::from_hours(step as i64 * 26);
        let activity = Activity {
            id: company.next_row(),
            user: deal.owner,
            kind: ["call", "meeting", "task"][step as usize % 3],
            subject: ["Call about the quote", "Visit the site", "Order samples"][step as usize % 3]
                .into(),
            due: if is_done {
                after(deal.added, step * 30)
            } else {
                start().checked_add(ahead).unwrap_or(start())
            },
            is_done,
            added: after(deal.added, step * 8),
        };
        company.linked_mut(deal.id).activities.push(activity);
    }
}

fn add_discounts(company: &mut Company, deal: &Deal) {
    for step in 1..=splitmix64(deal.id, 90, 3) {
        let at = after(deal.added, step * 30);
        let is_percentage = step == 1;
        let discount = Discount {
            id: company.next_uuid(),
            description: if is_percentage { "Early order" } else { "Old customer" }.into(),
            amount: if is_percentage { 5.0 } else { 250.0 },
            is_percentage,
            created: at,
            updated: at,
        };
        company.linked_mut(deal.id).discounts.push(discount);
    }
}
