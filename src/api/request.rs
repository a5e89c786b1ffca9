//! A request as plain data: method, path, query and body. Requests are sent, traced, and printed by
//! `--dry-run`.

use super::endpoints::{self, Endpoint, Paging};
use super::error::{Error, ErrorKind};
use http::Method;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    /// `None` if the path is not in the endpoint table; the cost is then unknown.
    endpoint: Option<&'static Endpoint>,
    path: String,
    query: Vec<(Cow<'static, str>, String)>,
    /// JSON text, sent unchanged.
    pub body: Option<Box<RawValue>>,
    /// Whether it is on its way to the server, or may have been executed.
    in_flight: Rc<Cell<bool>>,
}

impl Request {
    pub fn to(endpoint: &'static Endpoint) -> Request {
        Request::new(endpoint.method.clone(), Some(endpoint), endpoint.path.to_owned())
    }

    /// A request to any path of the host; its cost is known if the path is in the endpoint table.
    pub fn free(method: Method, path: String) -> Request {
        let endpoint = endpoints::find(&method, &path).map(|(row, _)| row);
        Request::new(method, endpoint, path)
    }

    fn new(method: Method, endpoint: Option<&'static Endpoint>, path: String) -> Request {
        let (query, in_flight) = (Vec::new(), Rc::default());
        Request { method, endpoint, path, query, body: None, in_flight }
    }

    /// Whether the request is on its way, or may have been executed; false while it waits for the rate limit.
    pub fn is_in_flight(&self) -> bool {
        self.in_flight.get()
    }

    pub(super) fn set_in_flight(&self, in_flight: bool) {
        self.in_flight.set(in_flight);
    }

    /// Cost in tokens, if known.
    pub fn cost(&self) -> Option<u32> {
        self.endpoint.map(|row| row.cost)
    }

    /// How the response is paged, if known.
    pub fn paging(&self) -> Option<Paging> {
        self.endpoint.map(|row| row.paging)
    }

    /// Fills the path parameter `{name}`. Takes only numbers: a text such as `..` would reach
    /// another endpoint.
    pub fn with(mut self, name: &str, id: u64) -> Request {
        let parameter = format!("{{{name}}}");
        debug_assert!(self.path.contains(&parameter), "{} has no {parameter}", self.path);
        self.path = self.path.replace(&parameter, &id.to_string());
        self
    }

    /// Fills the path parameter `{name}` with an ID that must be a UUID.
    pub fn with_uuid(mut self, name: &str, id: &str) -> Result<Request, Error> {
        if !is_uuid(id) {
            return Err(Error::new(ErrorKind::Path, format!("`{id}` is not a UUID")));
        }
        let parameter = format!("{{{name}}}");
        debug_assert!(self.path.contains(&parameter), "{} has no {parameter}", self.path);
        self.path = self.path.replace(&parameter, id);
        Ok(self)
    }

    /// Adds a query parameter; `None` adds nothing.
    pub fn query(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Option<String>>,
    ) -> Request {
        if let Some(value) = value.into() {
            self.query.push((name.into(), value));
        }
        self
    }

    /// Adds a list as one comma-separated parameter (pipedrive.md P60); an empty list adds nothing.
    pub fn list<T: ToString>(self, name: &'static str, values: &[T]) -> Request {
        let joined = values.iter().map(T::to_string).collect::<Vec<_>>().join(",");
        self.query(name, (!values.is_empty()).then_some(joined))
    }

    /// Sets a query parameter, replacing an earlier value.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name.into(), value));
    }

    /// Whether the query has the parameter `name`.
    pub fn has_query(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| known == name)
    }

    /// The value of the query parameter `name`.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Removes a query parameter.
    pub fn remove_query(&mut self, name: &str) {
        self.query.retain(|(known, _)| known != name);
    }

    /// Replaces the endpoint, keeping the query. The path of `endpoint` must not have parameters.
    pub fn with_endpoint(self, endpoint: &'static Endpoint) -> Request {
        Request { query: self.query, ..Request::to(endpoint) }
    }

    pub fn json(self, body: &Value) -> Request {
        self.raw_json(to_raw_value(body).expect("a value is JSON"))
    }

    pub fn raw_json(mut self, body: Box<RawValue>) -> Request {
        self.body = Some(body);
        self
    }

    /// Path and query, encoded.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.query.iter().map(|(name, value)| (name.as_ref(), value)));
        // A comma needs no encoding in a query.
        format!("{}?{}", self.path, query.finish().replace("%2C", ","))
    }

    /// The deal that the path names.
    pub fn deal(&self) -> Option<u64> {
        let (row, ids) = endpoints::find(&self.method, &self.path)?;
        ids.first().filter(|_| row.path.contains("/deals/{id}"))?.parse().ok()
    }

    /// Whether the request is to this endpoint.
    pub fn is_to(&self, endpoint: &Endpoint) -> bool {
        self.endpoint.is_some_and(|row| std::ptr::eq(row, endpoint))
    }

    /// Whether the request counts in the burst window of searches.
    pub fn is_search(&self) -> bool {
        self.endpoint.is_some_and(Endpoint::is_search)
    }

    /// Method and path pattern, for messages: `GET /api/v2/deals/{id}`.
    pub fn row(&self) -> String {
        format!("{} {}", self.method, self.endpoint.map_or(self.path.as_str(), |row| row.path))
    }

    /// Whether the request may change data.
    pub fn is_change(&self) -> bool {
        self.method != Method::GET
    }
}

/// Whether `text` is a UUID: 8, 4, 4, 4 and 12 hexadecimal digits.
pub fn is_uuid(text: &str) -> bool {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    let fits = |length| {
        let part = parts.next();
        part.is_some_and(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    PARTS.into_iter().all(fits) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::endpoints::{GET_DEAL, REMOVE_DISCOUNT, SEARCH_DEALS};

    #[test]
    fn recognizes_uuids() {
        let id = "30195b0e-7577-4f52-a5cf-f3ee39b9d1e0";
        let with = |id| Request::to(&REMOVE_DISCOUNT).with("id", 3).with_uuid("discount_id", id);
        assert_eq!(with(id).unwrap().target(), format!("/api/v2/deals/3/discounts/{id}"));
        let long = format!("{id}-");
        for other in ["", "..", "7", &id[1..], &long, "30195b0e-7577-4f52-a5cf-f3ee39b9d1/0"] {
            assert!(with(other).is_err(), "{other}");
        }
    }

    #[test]
    fn encodes_the_query_and_joins_lists() {
        let request = Request::to(&SEARCH_DEALS)
            .query("term", "a&b é".to_owned())
            .query("status", None)
            .list("fields", &["title", "notes"]);
        assert_eq!(request.target(), "/api/v2/deals/search?term=a%26b+%C3%A9&fields=title,notes");
        assert_eq!(Request::to(&GET_DEAL).with("id", 7).target(), "/api/v2/deals/7");
    }

    #[test]
    fn knows_the_cost_of_a_free_path() {
        let free = |path: &str| Request::free(Method::GET, path.to_owned());
        let known = free("/api/v2/deals/7");
        assert_eq!((known.cost(), known.row().as_str()), (Some(1), "GET /api/v2/deals/{id}"));
        let unknown = free("/api/v1/goals/find");
        assert_eq!((unknown.cost(), unknown.row().as_str()), (None, "GET /api/v1/goals/find"));
    }
}
