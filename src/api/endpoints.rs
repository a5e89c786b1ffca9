//! The parts of the Pipedrive API that `deals` speaks, one row each.
//!
//! The client builds requests from these rows and the sandbox routes by them, so a row is the only
//! place where a path is spelled out.

use http::Method;

/// One operation, as its reference page describes it.
#[derive(Debug)]
pub struct Endpoint {
    pub method: Method,
    /// From the host on, holes in braces: `/api/v2/deals/{id}`.
    pub path: &'static str,
    /// Tokens one call takes from the company's daily budget, whatever its size.
    pub cost: u32,
    pub paging: Paging,
}

/// How an endpoint hands out a long list, and how much of it at most in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    Whole,
    Cursor { max: u32 },
    Offset { max: u32 },
}

use Paging::{Cursor, Offset, Whole};

const fn get(path: &'static str, cost: u32, paging: Paging) -> Endpoint {
    Endpoint { method: Method::GET, path, cost, paging }
}

const fn change(method: Method, path: &'static str, cost: u32) -> Endpoint {
    Endpoint { method, path, cost, paging: Whole }
}

const ALL_500: Paging = Cursor { max: 500 };
const START_500: Paging = Offset { max: 500 };

// Deals.
pub static LIST_DEALS: Endpoint = get("/api/v2/deals", 10, ALL_500);
pub static LIST_ARCHIVED: Endpoint = get("/api/v2/deals/archived", 20, ALL_500);
pub static GET_DEAL: Endpoint = get("/api/v2/deals/{id}", 1, Whole);
/// The reference allows 500; the live service refused more than 100 (pipedrive.md P165).
pub static SEARCH_DEALS: Endpoint = get("/api/v2/deals/search", 20, Cursor { max: 100 });
pub static CREATE_DEAL: Endpoint = change(Method::POST, "/api/v2/deals", 5);
pub static UPDATE_DEAL: Endpoint = change(Method::PATCH, "/api/v2/deals/{id}", 5);
pub static DELETE_DEAL: Endpoint = change(Method::DELETE, "/api/v2/deals/{id}", 3);
pub static DUPLICATE_DEAL: Endpoint = change(Method::POST, "/api/v1/deals/{id}/duplicate", 10);
/// The deal in the path disappears; the one in the body survives.
pub static MERGE_DEAL: Endpoint = change(Method::PUT, "/api/v1/deals/{id}/merge", 40);
/// Wants a JSON body, if only `{}` (pipedrive.md P266).
pub static CONVERT_DEAL: Endpoint = change(Method::POST, "/api/v2/deals/{id}/convert/lead", 40);
pub static CONVERSION_STATUS: Endpoint =
    get("/api/v2/deals/{id}/convert/status/{conversion_id}", 1, Whole);

// What hangs on a deal.
pub static LIST_FOLLOWERS: Endpoint = get("/api/v2/deals/{id}/followers", 10, ALL_500);
pub static ADD_FOLLOWER: Endpoint = change(Method::POST, "/api/v2/deals/{id}/followers", 5);
pub static REMOVE_FOLLOWER: Endpoint =
    change(Method::DELETE, "/api/v2/deals/{id}/followers/{follower_id}", 3);
pub static FOLLOWERS_CHANGELOG: Endpoint =
    get("/api/v2/deals/{id}/followers/changelog", 10, ALL_500);
pub static LIST_PARTICIPANTS: Endpoint = get("/api/v1/deals/{id}/participants", 10, START_500);
pub static ADD_PARTICIPANT: Endpoint = change(Method::POST, "/api/v1/deals/{id}/participants", 10);
pub static REMOVE_PARTICIPANT: Endpoint =
    change(Method::DELETE, "/api/v1/deals/{id}/participants/{deal_participant_id}", 6);
pub static PARTICIPANTS_CHANGELOG: Endpoint =
    get("/api/v1/deals/{id}/participantsChangelog", 10, ALL_500);
pub static LIST_DISCOUNTS: Endpoint = get("/api/v2/deals/{id}/discounts", 10, Whole);
pub static ADD_DISCOUNT: Endpoint = change(Method::POST, "/api/v2/deals/{id}/discounts", 5);
pub static UPDATE_DISCOUNT: Endpoint =
    change(Method::PATCH, "/api/v2/deals/{id}/discounts/{discount_id}", 5);
pub static REMOVE_DISCOUNT: Endpoint =
    change(Method::DELETE, "/api/v2/deals/{id}/discounts/{discount_id}", 3);
pub static LIST_FILES: Endpoint = get("/api/v1/deals/{id}/files", 20, Offset { max: 100 });
pub static LIST_MAIL: Endpoint = get("/api/v1/deals/{id}/mailMessages", 20, START_500);
pub static DEAL_FLOW: Endpoint = get("/api/v1/deals/{id}/flow", 40, START_500);
pub static DEAL_CHANGELOG: Endpoint = get("/api/v1/deals/{id}/changelog", 20, ALL_500);
pub static PERMITTED_USERS: Endpoint = get("/api/v1/deals/{id}/permittedUsers", 10, Whole);

// Numbers.
pub static SUMMARY: Endpoint = get("/api/v1/deals/summary", 40, Whole);
pub static SUMMARY_ARCHIVED: Endpoint = get("/api/v1/deals/summary/archived", 80, Whole);
pub static TIMELINE: Endpoint = get("/api/v1/deals/timeline", 20, Whole);
pub static TIMELINE_ARCHIVED: Endpoint = get("/api/v1/deals/timeline/archived", 40, Whole);

// Look-ups: what ids mean. Users, filters, currencies and leads exist in v1 only.
pub static LIST_DEAL_FIELDS: Endpoint = get("/api/v2/dealFields", 10, ALL_500);
pub static GET_DEAL_FIELD: Endpoint = get("/api/v2/dealFields/{field_code}", 1, Whole);
pub static LIST_PIPELINES: Endpoint = get("/api/v2/pipelines", 5, ALL_500);
pub static GET_PIPELINE: Endpoint = get("/api/v2/pipelines/{id}", 1, Whole);
pub static LIST_STAGES: Endpoint = get("/api/v2/stages", 5, ALL_500);
pub static GET_STAGE: Endpoint = get("/api/v2/stages/{id}", 1, Whole);
pub static LIST_USERS: Endpoint = get("/api/v1/users", 20, Whole);
pub static GET_USER: Endpoint = get("/api/v1/users/{id}", 2, Whole);
pub static GET_ME: Endpoint = get("/api/v1/users/me", 2, Whole);
pub static FIND_USERS: Endpoint = get("/api/v1/users/find", 40, Whole);
pub static LIST_PERSONS: Endpoint = get("/api/v2/persons", 10, ALL_500);
pub static GET_PERSON: Endpoint = get("/api/v2/persons/{id}", 1, Whole);
pub static SEARCH_PERSONS: Endpoint = get("/api/v2/persons/search", 20, Cursor { max: 100 });
pub static LIST_ORGANIZATIONS: Endpoint = get("/api/v2/organizations", 10, ALL_500);
pub static GET_ORGANIZATION: Endpoint = get("/api/v2/organizations/{id}", 1, Whole);
pub static SEARCH_ORGANIZATIONS: Endpoint =
    get("/api/v2/organizations/search", 20, Cursor { max: 100 });
pub static LIST_FILTERS: Endpoint = get("/api/v1/filters", 20, Whole);
pub static GET_FILTER: Endpoint = get("/api/v1/filters/{id}", 2, Whole);
pub static LIST_CURRENCIES: Endpoint = get("/api/v1/currencies", 20, Whole);
pub static GET_LEAD: Endpoint = get("/api/v1/leads/{id}", 2, Whole);

/// Of which [`LIST_DEAL_FIELDS`] is the successor; other clients still ask for it.
pub static LIST_V1_DEAL_FIELDS: Endpoint = get("/api/v1/dealFields", 20, START_500);
pub static LIST_V1_PERSON_FIELDS: Endpoint = get("/api/v1/personFields", 20, START_500);
pub static LIST_V1_ORGANIZATION_FIELDS: Endpoint = get("/api/v1/organizationFields", 20, START_500);
pub static LIST_V1_PRODUCT_FIELDS: Endpoint = get("/api/v1/productFields", 20, START_500);
pub static LIST_V1_NOTE_FIELDS: Endpoint = get("/api/v1/noteFields", 20, START_500);
pub static LIST_V1_ACTIVITY_FIELDS: Endpoint = get("/api/v1/activityFields", 20, START_500);
pub static LIST_ALL_FILES: Endpoint = get("/api/v1/files", 20, Offset { max: 100 });
pub static LIST_RECENTS: Endpoint = get("/api/v1/recents", 20, START_500);

/// The 32 operations on deals that the reference lists.
pub static DEALS: &[&Endpoint] = &[
    &LIST_DEALS,
    &LIST_ARCHIVED,
    &GET_DEAL,
    &SEARCH_DEALS,
    &CREATE_DEAL,
    &UPDATE_DEAL,
    &DELETE_DEAL,
    &DUPLICATE_DEAL,
    &MERGE_DEAL,
    &CONVERT_DEAL,
    &CONVERSION_STATUS,
    &LIST_FOLLOWERS,
    &ADD_FOLLOWER,
    &REMOVE_FOLLOWER,
    &FOLLOWERS_CHANGELOG,
    &LIST_PARTICIPANTS,
    &ADD_PARTICIPANT,
    &REMOVE_PARTICIPANT,
    &PARTICIPANTS_CHANGELOG,
    &LIST_DISCOUNTS,
    &ADD_DISCOUNT,
    &UPDATE_DISCOUNT,
    &REMOVE_DISCOUNT,
    &LIST_FILES,
    &LIST_MAIL,
    &DEAL_FLOW,
    &DEAL_CHANGELOG,
    &PERMITTED_USERS,
    &SUMMARY,
    &SUMMARY_ARCHIVED,
    &TIMELINE,
    &TIMELINE_ARCHIVED,
];

/// The look-ups beside them.
pub static LOOKUPS: &[&Endpoint] = &[
    &LIST_DEAL_FIELDS,
    &GET_DEAL_FIELD,
    &LIST_PIPELINES,
    &GET_PIPELINE,
    &LIST_STAGES,
    &GET_STAGE,
    &LIST_USERS,
    &GET_USER,
    &GET_ME,
    &FIND_USERS,
    &LIST_PERSONS,
    &GET_PERSON,
    &SEARCH_PERSONS,
    &LIST_ORGANIZATIONS,
    &GET_ORGANIZATION,
    &SEARCH_ORGANIZATIONS,
    &LIST_FILTERS,
    &GET_FILTER,
    &LIST_CURRENCIES,
    &GET_LEAD,
];

/// What `deals` does not call, and the sandbox answers for the sake of other clients.
pub static OTHERS: &[&Endpoint] = &[
    &LIST_V1_DEAL_FIELDS,
    &LIST_V1_PERSON_FIELDS,
    &LIST_V1_ORGANIZATION_FIELDS,
    &LIST_V1_PRODUCT_FIELDS,
    &LIST_V1_NOTE_FIELDS,
    &LIST_V1_ACTIVITY_FIELDS,
    &LIST_ALL_FILES,
    &LIST_RECENTS,
];

impl Endpoint {
    /// Whether the endpoint is of the search family, which has a burst limit of its own on every
    /// plan (pipedrive.md P74).
    pub fn is_search(&self) -> bool {
        self.path.ends_with("/search")
    }

    /// What fills the holes of this row's path in `path`, still percent-encoded; `None` when the
    /// path is not of this row.
    fn fit<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let mut ids = Vec::new();
        let (mut ours, mut theirs) = (self.path.split('/'), path.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return Some(ids),
                (Some(hole), Some(part)) if hole.starts_with('{') && !part.is_empty() => {
                    ids.push(part);
                }
                (Some(word), Some(part)) if word == part => {}
                _ => return None,
            }
        }
    }
}

/// The row that a call belongs to, and what stands in its holes. `/deals/search` also fits
/// `/deals/{id}`: the row with fewer holes wins.
pub fn find<'p>(method: &Method, path: &'p str) -> Option<(&'static Endpoint, Vec<&'p str>)> {
    find_among(rows(), method, path)
}

/// The same among all that the sandbox answers.
pub fn find_served<'p>(
    method: &Method,
    path: &'p str,
) -> Option<(&'static Endpoint, Vec<&'p str>)> {
    find_among(rows().chain(OTHERS.iter().copied()), method, path)
}

fn find_among<'p>(
    rows: impl Iterator<Item = &'static Endpoint>,
    method: &Method,
    path: &'p str,
) -> Option<(&'static Endpoint, Vec<&'p str>)> {
    rows.filter(|row| row.method == *method)
        .filter_map(|row| Some((row, row.fit(path)?)))
        .min_by_key(|(_, ids)| ids.len())
}

/// Every row that `deals` calls.
pub fn rows() -> impl Iterator<Item = &'static Endpoint> {
    DEALS.iter().chain(LOOKUPS).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_row_and_its_ids() {
        let found = |method: Method, path| find(&method, path).map(|(row, ids)| (row.path, ids));
        assert_eq!(
            found(Method::DELETE, "/api/v2/deals/7/followers/3"),
            Some(("/api/v2/deals/{id}/followers/{follower_id}", vec!["7", "3"]))
        );
        assert_eq!(found(Method::GET, "/api/v2/deals/"), None);
        assert_eq!(found(Method::PUT, "/api/v2/deals/7"), None);
    }

    #[test]
    fn the_row_with_fewer_holes_wins() {
        for path in ["/api/v2/deals/search", "/api/v2/deals/archived", "/api/v1/users/me"] {
            assert_eq!(find(&Method::GET, path).unwrap().0.path, path);
        }
    }
}
