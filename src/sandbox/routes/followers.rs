//! Followers of a deal, their changelog, and permitted users.

use crate::sandbox::data::company::{Company, ME};
use crate::sandbox::data::directory::USERS;
use crate::sandbox::data::related::{Follower, MembershipChange};
use crate::sandbox::json::v2::At;
use crate::sandbox::routes::deals::parse_id;
use crate::sandbox::wire::body::Form;
use crate::sandbox::wire::call::{Answer, Call, Outcome};
use crate::sandbox::wire::page;
use crate::sandbox::wire::query::Query;
use jiff::Timestamp;
use serde_json::{Value, json};

pub fn list(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    company.live_deal(call, deal)?;
    let rows = company.linked(deal).followers.iter().map(row).collect();
    page::by_cursor(rows, &Query::new(call), "follower", 500)
}

fn row(follower: &Follower) -> Value {
    json!({"user_id": follower.user, "add_time": At(follower.added)})
}

pub fn add(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let form = Form::new(call)?;
    if form.value("user_id").is_none() {
        form.refuse("user_id", "The value is required");
    }
    let user = form.id("user_id");
    if let Some(user) = user
        && company.user(user).is_none()
    {
        form.object_to(format!("User {user} was not found"));
    }
    company.live_deal(call, deal)?;
    form.finish()?;
    let user = user.unwrap_or(ME);
    let followers = &company.linked(deal).followers;
    if followers.iter().any(|follower| follower.user == user) {
        return Err(Answer::new_refusal(400, "User is already following this deal"));
    }
    let now = company.tick();
    follow(company, deal, user, now);
    company.touch(deal, now);
    Answer::created(row(&Follower { user, added: now }))
}

/// Adds a follower. The creator of a deal follows it (pipedrive.md P243).
pub fn follow(company: &mut Company, deal: u64, user: u64, at: Timestamp) {
    let linked = company.linked_mut(deal);
    linked.followers.push(Follower { user, added: at });
    linked.follower_changes.push(MembershipChange { who: user, by: ME, is_added: true, at });
}

/// Removes a follower by user ID, as followers have no IDs (pipedrive.md P280).
pub fn remove(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    let user = parse_id(call, &ids[1])?;
    company.live_deal(call, deal)?;
    let followers = &company.linked(deal).followers;
    let Some(place) = followers.iter().position(|follower| follower.user == user) else {
        return Err(Answer::missing(call, "Follower not found"));
    };
    let now = company.tick();
    let linked = company.linked_mut(deal);
    linked.followers.remove(place);
    linked.follower_changes.push(MembershipChange { who: user, by: ME, is_added: false, at: now });
    company.touch(deal, now);
    Answer::ok(json!({ "user_id": user }))
}

pub fn changelog(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = parse_id(call, &ids[0])?;
    company.live_deal(call, deal)?;
    let newest_first = company.linked(deal).follower_changes.iter().rev();
    let rows = newest_first.map(|change| {
        json!({
            "action": if change.is_added { "added" } else { "removed" },
            "actor_user_id": change.by,
            "follower_user_id": change.who,
            "time": At(change.at),
        })
    });
    page::by_cursor(rows.collect(), &Query::new(call), "follower_change", 500)
}

/// Lists the users who can see a deal: for a private one the owner, admins and followers, else all
/// active users.
pub fn permitted(company: &mut Company, call: &Call, ids: &[String]) -> Outcome {
    let deal = company.live_deal(call, parse_id(call, &ids[0])?)?;
    let followers = &company.linked(deal.id).followers;
    let may_see = |id: u64| {
        deal.visible_to != 1
            || id == deal.owner
            || followers.iter().any(|follower| follower.user == id)
    };
    let users: Vec<u64> = USERS
        .iter()
        .filter(|user| user.is_active && (user.is_admin || may_see(user.id)))
        .map(|user| user.id)
        .collect();
    Answer::ok(users)
}
