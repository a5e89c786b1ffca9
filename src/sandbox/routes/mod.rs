//! The handlers of the endpoints.

mod activities;
mod attachments;
mod changelog;
mod deals;
mod discounts;
mod fields;
mod filter;
mod flow;
mod followers;
mod lookups;
mod participants;
mod people;
mod recents;
mod search;
mod statistics;
mod summary;
mod timeline;
mod transform;
mod update;
mod v1_fields;

use crate::api::endpoints::{self as ep, Endpoint};
use crate::sandbox::data::company::Company;
use crate::sandbox::wire::call::{Answer, Call, Outcome};

type Handler = fn(&mut Company, &Call, &[String]) -> Outcome;

static HANDLERS: &[(&Endpoint, Handler)] = &[
    (&ep::LIST_DEALS, deals::list),
    (&ep::LIST_ARCHIVED, deals::archived),
    (&ep::GET_DEAL, deals::get),
    (&ep::SEARCH_DEALS, search::deals),
    (&ep::CREATE_DEAL, deals::create),
    (&ep::UPDATE_DEAL, deals::update),
    (&ep::DELETE_DEAL, deals::delete),
    (&ep::DUPLICATE_DEAL, transform::duplicate),
    (&ep::MERGE_DEAL, transform::merge),
    (&ep::CONVERT_DEAL, transform::convert),
    (&ep::CONVERSION_STATUS, transform::conversion),
    (&ep::LIST_FOLLOWERS, followers::list),
    (&ep::ADD_FOLLOWER, followers::add),
    (&ep::REMOVE_FOLLOWER, followers::remove),
    (&ep::FOLLOWERS_CHANGELOG, followers::changelog),
    (&ep::LIST_PARTICIPANTS, participants::list),
    (&ep::ADD_PARTICIPANT, participants::add),
    (&ep::REMOVE_PARTICIPANT, participants::remove),
    (&ep::PARTICIPANTS_CHANGELOG, participants::changelog),
    (&ep::LIST_DISCOUNTS, discounts::list),
    (&ep::ADD_DISCOUNT, discounts::add),
    (&ep::UPDATE_DISCOUNT, discounts::update),
    (&ep::REMOVE_DISCOUNT, discounts::remove),
    (&ep::LIST_FILES, attachments::files),
    (&ep::LIST_MAIL, attachments::mail),
    (&ep::DEAL_FLOW, flow::list),
    (&ep::DEAL_CHANGELOG, changelog::changelog),
    (&ep::PERMITTED_USERS, followers::permitted),
    (&ep::SUMMARY, summary::current),
    (&ep::SUMMARY_ARCHIVED, summary::archived),
    (&ep::TIMELINE, timeline::current),
    (&ep::TIMELINE_ARCHIVED, timeline::archived),
    (&ep::CONVERSION_STATISTICS, statistics::conversions),
    (&ep::MOVEMENT_STATISTICS, statistics::movements),
    (&ep::LIST_DEAL_FIELDS, fields::list),
    (&ep::GET_DEAL_FIELD, fields::one),
    (&ep::LIST_V1_DEAL_FIELDS, fields::list_v1),
    (&ep::LIST_PIPELINES, lookups::pipelines),
    (&ep::GET_PIPELINE, lookups::pipeline),
    (&ep::LIST_STAGES, lookups::stages),
    (&ep::GET_STAGE, lookups::stage),
    (&ep::LIST_USERS, people::users),
    (&ep::GET_USER, people::user),
    (&ep::GET_ME, people::me),
    (&ep::FIND_USERS, people::find_users),
    (&ep::LIST_PERSONS, people::persons),
    (&ep::GET_PERSON, people::person),
    (&ep::SEARCH_PERSONS, search::persons),
    (&ep::LIST_ORGANIZATIONS, people::organizations),
    (&ep::GET_ORGANIZATION, people::organization),
    (&ep::SEARCH_ORGANIZATIONS, search::organizations),
    (&ep::LIST_FILTERS, lookups::filters),
    (&ep::GET_FILTER, lookups::filter),
    (&ep::LIST_CURRENCIES, lookups::currencies),
    (&ep::GET_LEAD, transform::lead),
    (&ep::LIST_ACTIVITIES, activities::activities),
    (&ep::LIST_NOTES, activities::notes),
    (&ep::LIST_PRODUCTS, activities::products),
    (&ep::LIST_V1_PERSON_FIELDS, v1_fields::person_fields),
    (&ep::LIST_V1_ORGANIZATION_FIELDS, v1_fields::organization_fields),
    (&ep::LIST_V1_PRODUCT_FIELDS, v1_fields::product_fields),
    (&ep::LIST_V1_NOTE_FIELDS, v1_fields::note_fields),
    (&ep::LIST_V1_ACTIVITY_FIELDS, v1_fields::activity_fields),
    (&ep::LIST_ALL_FILES, recents::files),
    (&ep::LIST_RECENTS, recents::list),
];

impl Company {
    /// Handles a request. The same requests in the same order always lead to the same state and
    /// responses.
    pub fn answer(&mut self, call: &Call) -> Answer {
        let Some((endpoint, holes)) = ep::find_served(&call.method, &call.path) else {
            return unknown_path(call);
        };
        let ids: Vec<String> = holes
            .iter()
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        match HANDLERS.iter().find(|(row, _)| std::ptr::eq(*row, endpoint)) {
            Some((_, handler)) => handler(self, call, &ids).unwrap_or_else(|refusal| refusal),
            None => Answer::new_refusal(501, "Not implemented in the sandbox"),
        }
    }
}

fn unknown_path(call: &Call) -> Answer {
    let is_known = ep::rows().any(|row| ep::find_served(&row.method, &call.path).is_some());
    if is_known {
        return Answer::new_refusal(405, "Method not allowed");
    }
    if call.is_v1() {
        Answer::new_refusal(404, "Unknown method .")
    } else {
        // Unknown v2 paths return an HTML page of the web app (pipedrive.md P6).
        Answer::html(404, "Page not found")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_handler_for_every_endpoint() {
        for row in ep::rows().chain(ep::OTHERS.iter().copied()) {
            let found = HANDLERS.iter().filter(|(own, _)| std::ptr::eq(*own, row));
            assert_eq!(found.count(), 1, "{} {}", row.method, row.path);
        }
    }
}
