//! The endpoint table: method, path, token cost and paging of each API operation. The client builds
//! requests from it and the sandbox routes by it; paths are spelled nowhere else.

use http::Method;

/// One API operation.
#[derive(Debug)]
pub struct Endpoint {
    pub method: Method,
    /// The path with parameters in braces: `/api/v2/deals/{id}`.
    pub path: &'static str,
    /// Tokens that one request costs, whatever the size of the response.
    pub cost: u32,
    pub paging: Paging,
}

/// How a list is paged, and the maximum page size.
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
/// The deal in the path is deleted; the one in the body remains.
pub static MERGE_DEAL: Endpoint = change(Method::PUT, "/api/v1/deals/{id}/merge", 40);
/// Requires a JSON body; `{}` is enough (pipedrive.md P266).
pub static CONVERT_DEAL: Endpoint = change(Method::POST, "/api/v2/deals/{id}/convert/lead", 40);
pub static CONVERSION_STATUS: Endpoint =
    get("/api/v2/deals/{id}/convert/status/{conversion_id}", 1, Whole);

// Related records.
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

// Reports.
pub static SUMMARY: Endpoint = get("/api/v1/deals/summary", 40, Whole);
pub static SUMMARY_ARCHIVED: Endpoint = get("/api/v1/deals/summary/archived", 80, Whole);
pub static TIMELINE: Endpoint = get("/api/v1/deals/timeline", 20, Whole);
pub static TIMELINE_ARCHIVED: Endpoint = get("/api/v1/deals/timeline/archived", 40, Whole);

// Statistics of a pipeline; without `user_id`, for the token's user only (pipedrive.md P349).
pub static CONVERSION_STATISTICS: Endpoint =
    get("/api/v1/pipelines/{id}/conversion_statistics", 40, Whole);
pub static MOVEMENT_STATISTICS: Endpoint =
    get("/api/v1/pipelines/{id}/movement_statistics", 40, Whole);

// Lookups: names of IDs. Users, filters, currencies and leads exist in v1 only.
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

// Records related to deals, of several deals at once.
pub static LIST_ACTIVITIES: Endpoint = get("/api/v2/activities", 10, ALL_500);
pub static LIST_NOTES: Endpoint = get("/api/v1/notes", 20, START_500);
pub static LIST_PRODUCTS: Endpoint = get("/api/v2/deals/products", 10, ALL_500);

/// Replaced by [`LIST_DEAL_FIELDS`], but still used by other clients.
pub static LIST_V1_DEAL_FIELDS: Endpoint = get("/api/v1/dealFields", 20, START_500);
pub static LIST_V1_PERSON_FIELDS: Endpoint = get("/api/v1/personFields", 20, START_500);
pub static LIST_V1_ORGANIZATION_FIELDS: Endpoint = get("/api/v1/organizationFields", 20, START_500);
pub static LIST_V1_PRODUCT_FIELDS: Endpoint = get("/api/v1/productFields", 20, START_500);
pub static LIST_V1_NOTE_FIELDS: Endpoint = get("/api/v1/noteFields", 20, START_500);
pub static LIST_V1_ACTIVITY_FIELDS: Endpoint = get("/api/v1/activityFields", 20, START_500);
pub static LIST_ALL_FILES: Endpoint = get("/api/v1/files", 20, Offset { max: 100 });
pub static LIST_RECENTS: Endpoint = get("/api/v1/recents", 20, START_500);

/// The 32 deal operations of the API reference.
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

/// The lookups that `deals` uses.
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
    &CONVERSION_STATISTICS,
    &MOVEMENT_STATISTICS,
    &LIST_ACTIVITIES,
    &LIST_NOTES,
    &LIST_PRODUCTS,
];

/// Endpoints that only other clients use; the sandbox serves them.
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
    /// Whether this is a search endpoint; these have their own burst limit on every plan
    /// (pipedrive.md P74).
    pub fn is_search(&self) -> bool {
        self.path.ends_with("/search")
    }

    /// The values of the path parameters in `path`, still percent-encoded, or `None` if the path
    /// does not match.
    fn match_path<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let mut ids = Vec::new();
        let (mut pattern, mut segments) = (self.path.split('/'), path.split('/'));
        loop {
            match (pattern.next(), segments.next()) {
                (None, None) => return Some(ids),
                (Some(parameter), Some(part)) if parameter.starts_with('{') && !part.is_empty() => {
                    ids.push(part);
                }
                (Some(word), Some(part)) if word == part => {}
                _ => return None,
            }
        }
    }
}

/// Finds the endpoint of a request, and the values of its path parameters. `/deals/search` also
/// matches `/deals/{id}`: the endpoint with fewer parameters wins.
pub fn find<'p>(method: &Method, path: &'p str) -> Option<(&'static Endpoint, Vec<&'p str>)> {
    find_among(rows(), method, path)
}

/// Like [`find`], among all endpoints that the sandbox serves.
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
        .filter_map(|row| Some((row, row.match_path(path)?)))
        .min_by_key(|(_, ids)| ids.len())
}

/// Every endpoint that `deals` uses.
pub fn rows() -> impl Iterator<Item = &'static Endpoint> {
    DEALS.iter().chain(LOOKUPS).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_endpoint_and_the_ids_of_a_path() {
        let found = |method: Method, path| find(&method, path).map(|(row, ids)| (row.path, ids));
        assert_eq!(
            found(Method::DELETE, "/api/v2/deals/7/followers/3"),
            Some(("/api/v2/deals/{id}/followers/{follower_id}", vec!["7", "3"]))
        );
        assert_eq!(found(Method::GET, "/api/v2/deals/"), None);
        assert_eq!(found(Method::PUT, "/api/v2/deals/7"), None);
    }

    #[test]
    fn prefers_the_endpoint_with_fewer_parameters() {
        for path in ["/api/v2/deals/search", "/api/v2/deals/archived", "/api/v1/users/me"] {
            assert_eq!(find(&Method::GET, path).unwrap().0.path, path);
        }
    }
}
