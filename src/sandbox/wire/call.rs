//! Requests and responses of the sandbox, and the envelopes of the service: the v1 service, the
//! gateway and the v2 validator each have their own error format.

use http::Method;
use serde::Serialize;
use serde_json::{Value, json};

/// A request without its HTTP details.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    /// Percent-encoded, always with the `/api` prefix.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Body,
    /// The value of `x-api-token`, after `Bearer`, or in the query.
    pub token: String,
}

#[derive(Debug, Clone)]
pub enum Body {
    Empty,
    /// Sent as JSON, but invalid.
    Broken,
    Json(Value),
}

/// A response.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub headers: Vec<(&'static str, String)>,
}

/// A response; with `Err`, the company was not changed.
pub type Outcome = Result<Answer, Answer>;

const V1_INFO: &str =
    "Please check developers.pipedrive.com for more information about Pipedrive API.";
const GATEWAY_INFO: &str = "Please check developers.pipedrive.com";

impl Call {
    pub fn is_v1(&self) -> bool {
        self.path.starts_with("/api/v1/")
    }
}

#[derive(Serialize)]
struct Success<D> {
    success: bool,
    data: D,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_data: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_objects: Option<Value>,
}

impl Answer {
    fn json(status: u16, body: &impl Serialize) -> Answer {
        Answer {
            status,
            text: serde_json::to_string(body).expect("maps have string keys"),
            headers: Vec::new(),
        }
    }

    fn success(status: u16, data: impl Serialize, more: Option<Value>) -> Answer {
        Answer::json(
            status,
            &Success { success: true, data, additional_data: more, related_objects: None },
        )
    }

    pub fn ok(data: impl Serialize) -> Outcome {
        Ok(Answer::success(200, data, None))
    }

    pub fn created(data: impl Serialize) -> Outcome {
        Ok(Answer::success(201, data, None))
    }

    /// Sets the status; v1 responds to every POST with 201 (pipedrive.md P247).
    pub fn with_status(self, status: u16) -> Answer {
        Answer { status, ..self }
    }

    /// A response with explicit `additional_data`.
    pub fn with(data: impl Serialize, additional_data: Value) -> Outcome {
        Ok(Answer::success(200, data, Some(additional_data)))
    }

    /// A page of a list with cursors.
    pub fn page(data: impl Serialize, next_cursor: Option<String>) -> Outcome {
        Answer::with(data, json!({ "next_cursor": next_cursor }))
    }

    /// A response with `related_objects`, as in v1.
    pub fn related(data: impl Serialize, more: Option<Value>, related: Value) -> Outcome {
        let body =
            Success { success: true, data, additional_data: more, related_objects: Some(related) };
        Ok(Answer::json(200, &body))
    }

    /// An error response of the service.
    pub fn new_refusal(status: u16, error: &str) -> Answer {
        Answer::new_explained(status, error, V1_INFO)
    }

    /// A 404; v2 has an error code for it, v1 only a text (pipedrive.md P49).
    pub fn missing(call: &Call, error: &str) -> Answer {
        if call.is_v1() {
            return Answer::new_refusal(404, error);
        }
        Answer::json(404, &json!({"success": false, "error": error, "code": "ERR_NOT_FOUND"}))
    }

    pub fn new_explained(status: u16, error: &str, error_info: &str) -> Answer {
        Answer::json(
            status,
            &json!({
                "success": false,
                "error": error,
                "error_info": error_info,
                "data": null,
                "additional_data": null,
            }),
        )
    }

    /// An error response of the gateway, which has no `data`.
    pub fn gateway(status: u16, error: &str) -> Answer {
        Answer::json(
            status,
            &json!({
                "success": false,
                "error": error,
                "errorCode": status,
                "error_info": GATEWAY_INFO,
            }),
        )
    }

    /// The response of the gateway if the daily token budget is spent (pipedrive.md P80).
    pub fn budget_spent() -> Answer {
        let error = "daily request budget exceeded";
        Answer::json(429, &json!({"success": false, "error": error, "errorCode": 429}))
    }

    /// An error response of the v2 validator, which lists all violations.
    pub fn invalid(violations: &[String]) -> Answer {
        Answer::json(
            400,
            &json!({
                "success": false,
                "error": format!("Validation failed: {}", violations.join("; ")),
                "code": "ERR_SCHEMA_VALIDATION_FAILED",
            }),
        )
    }

    /// Only `success` and `error`.
    pub fn bare(status: u16, error: &str) -> Answer {
        Answer::json(status, &json!({"success": false, "error": error}))
    }

    /// An HTML page instead of JSON.
    pub fn html(status: u16, title: &str) -> Answer {
        Answer {
            status,
            text: format!(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{title}</title></head>\n\
                 <body><h1>{title}</h1></body>\n</html>\n"
            ),
            headers: Vec::new(),
        }
    }

    /// The block page, sent to clients that ignored 429s.
    pub fn blocked() -> Answer {
        let mut answer = Answer::html(403, "Attention Required! | Cloudflare");
        answer.headers.push(("server", "cloudflare".into()));
        answer
    }

    pub fn is_html(&self) -> bool {
        self.text.starts_with('<')
    }

    pub fn with_header(mut self, name: &'static str, value: impl ToString) -> Answer {
        self.headers.push((name, value.to_string()));
        self
    }
}

#[cfg(test)]
impl Call {
    /// A request for tests, from a method, a path with query, and a body or null.
    pub fn new_for_test(method: &str, url: &str, body: Value) -> Call {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        Call {
            method: method.parse().unwrap(),
            path: path.into(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            body: if body.is_null() { Body::Empty } else { Body::Json(body) },
            token: "t".into(),
        }
    }
}

#[cfg(test)]
impl crate::sandbox::data::company::Company {
    /// Handles such a request; returns the status and body of the response.
    pub fn respond_for_test(&mut self, method: &str, url: &str, body: Value) -> (u16, Value) {
        let answer = self.answer(&Call::new_for_test(method, url, body));
        (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::Null))
    }
}
