//! One call to make: a row of the table with its holes filled, a query and a body. Plain data, so
//! that sending it, tracing it and `--dry-run` tell the same.

use super::endpoints::Endpoint;
use crate::failure::Failure;
use http::Method;
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Request {
    pub endpoint: &'static Endpoint,
    path: String,
    query: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl Request {
    pub fn to(endpoint: &'static Endpoint) -> Request {
        Request { endpoint, path: endpoint.path.to_owned(), query: Vec::new(), body: None }
    }

    /// Fills the hole `{name}` in the path. A number only: a text such as `..` would reach another
    /// endpoint.
    pub fn with(mut self, name: &str, id: u64) -> Request {
        let hole = format!("{{{name}}}");
        debug_assert!(self.path.contains(&hole), "{} has no {hole}", self.endpoint.path);
        self.path = self.path.replace(&hole, &id.to_string());
        self
    }

    /// Fills the hole `{name}` with an id that is a UUID, and with nothing else.
    pub fn with_uuid(mut self, name: &str, id: &str) -> Result<Request, Failure> {
        if !is_uuid(id) {
            return Err(Failure::usage(format!("`{id}` is not a UUID")));
        }
        let hole = format!("{{{name}}}");
        debug_assert!(self.path.contains(&hole), "{} has no {hole}", self.path);
        self.path = self.path.replace(&hole, id);
        Ok(self)
    }

    /// Adds a query parameter, unless there is no value.
    pub fn query(mut self, name: &'static str, value: impl Into<Option<String>>) -> Request {
        if let Some(value) = value.into() {
            self.query.push((name, value));
        }
        self
    }

    /// A list as the API wants it, one comma-separated parameter (field note Q24); nothing for an
    /// empty one.
    pub fn list<T: ToString>(self, name: &'static str, values: &[T]) -> Request {
        let joined = values.iter().map(T::to_string).collect::<Vec<_>>().join(",");
        self.query(name, (!values.is_empty()).then_some(joined))
    }

    /// Sets a query parameter that may be there already.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value));
    }

    pub fn json(mut self, body: Value) -> Request {
        self.body = Some(body);
        self
    }

    /// Path and query, as they go over the wire.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        // A comma means itself in a query, and lists read better with it.
        format!("{}?{}", self.path, query.finish().replace("%2C", ","))
    }

    /// `GET /api/v2/deals/{id}`: the row, for messages.
    pub fn row(&self) -> String {
        format!("{} {}", self.endpoint.method, self.endpoint.path)
    }

    /// Whether the call changes anything on the other side.
    pub fn is_change(&self) -> bool {
        self.endpoint.method != Method::GET
    }
}

/// Whether `word` is shaped like a UUID: 8, 4, 4, 4 and 12 hexadecimal digits.
pub fn is_uuid(word: &str) -> bool {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut parts = word.split('-');
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
    fn only_a_uuid_is_a_uuid() {
        let id = "30195b0e-7577-4f52-a5cf-f3ee39b9d1e0";
        let with = |id| Request::to(&REMOVE_DISCOUNT).with("id", 3).with_uuid("discount_id", id);
        assert_eq!(with(id).unwrap().target(), format!("/api/v2/deals/3/discounts/{id}"));
        let long = format!("{id}-");
        for other in ["", "..", "7", &id[1..], &long, "30195b0e-7577-4f52-a5cf-f3ee39b9d1/0"] {
            assert!(with(other).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_said_is_encoded_and_lists_are_one_parameter() {
        let request = Request::to(&SEARCH_DEALS)
            .query("term", "a&b é".to_owned())
            .query("status", None)
            .list("fields", &["title", "notes"]);
        assert_eq!(request.target(), "/api/v2/deals/search?term=a%26b+%C3%A9&fields=title,notes");
        assert_eq!(Request::to(&GET_DEAL).with("id", 7).target(), "/api/v2/deals/7");
    }
}
