//! Reads request bodies as strictly as v2: no strings for numbers, only true and false for flags,
//! no unknown keys (pipedrive.md P221).

use crate::sandbox::wire::call::{Answer, Body, Call};
use crate::sandbox::wire::query;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::cell::RefCell;

pub struct Form<'a> {
    body: &'a Map<String, Value>,
    is_v1: bool,
    violations: RefCell<Vec<String>>,
    /// Errors of well-formed values, such as an unknown ID.
    objections: RefCell<Vec<String>>,
    read: RefCell<Vec<&'a str>>,
}

impl<'a> Form<'a> {
    pub fn new(call: &'a Call) -> Result<Form<'a>, Answer> {
        let Body::Json(Value::Object(body)) = &call.body else {
            return Err(if call.is_v1() {
                Answer::new_refusal(400, "Bad request")
            } else {
                Answer::invalid(&["body: The value is not a valid 'object'".into()])
            });
        };
        Ok(Form {
            body,
            is_v1: call.is_v1(),
            violations: RefCell::default(),
            objections: RefCell::default(),
            read: RefCell::default(),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// Whether the body has only this key, with this value.
    pub fn is_only(&self, name: &str, value: &Value) -> bool {
        self.body.len() == 1 && self.body.get(name) == Some(value)
    }

    /// Must be called after all reads: fails with the error response if anything was invalid.
    pub fn finish(&self) -> Result<(), Answer> {
        let read = self.read.borrow();
        let mut violations = self.violations.borrow().clone();
        violations.extend(
            self.body
                .keys()
                .filter(|key| !read.contains(&key.as_str()))
                .map(|key| format!("{key}: Parameter '{key}' is not allowed for this request")),
        );
        let objections = self.objections.borrow();
        if !violations.is_empty() && self.is_v1 {
            Err(Answer::new_refusal(400, "Bad request"))
        } else if !violations.is_empty() {
            Err(Answer::invalid(&violations))
        } else if !objections.is_empty() {
            Err(Answer::new_refusal(400, &objections.join("; ")))
        } else {
            Ok(())
        }
    }

    pub fn refuse(&self, name: &str, why: &str) {
        self.violations.borrow_mut().push(format!("{name}: {why}"));
    }

    pub fn object_to(&self, sentence: String) {
        self.objections.borrow_mut().push(sentence);
    }

    fn wrong_kind(&self, name: &str, kind: &str) {
        self.refuse(name, &format!("The value is not a valid '{kind}'"));
    }

    /// The raw value of a key, which is thereby allowed.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        let (key, value) = self.body.get_key_value(name)?;
        self.read.borrow_mut().push(key);
        Some(value)
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        let value = self.value(name)?;
        if !value.is_string() {
            self.wrong_kind(name, "string");
        }
        value.as_str()
    }

    /// A non-empty string.
    pub fn words(&self, name: &str) -> Option<&'a str> {
        let text = self.text(name)?;
        if text.trim().is_empty() {
            self.refuse(name, "The value must not be empty");
        }
        Some(text)
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.value(name)?;
        if !value.is_number() {
            self.wrong_kind(name, "number");
        }
        value.as_f64()
    }

    pub fn id(&self, name: &str) -> Option<u64> {
        let id = whole(self.value(name)?).filter(|id| *id > 0);
        if id.is_none() {
            self.wrong_kind(name, "integer");
        }
        id
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        let value = self.value(name)?;
        if !value.is_boolean() {
            self.wrong_kind(name, "boolean");
        }
        value.as_bool()
    }

    pub fn choice(&self, name: &str, known: &[&str]) -> Option<&'a str> {
        let text = self.text(name)?;
        if !known.contains(&text) {
            self.refuse(name, &format!("The value must be one of: {}", known.join(", ")));
        }
        Some(text)
    }

    pub fn ids(&self, name: &str) -> Option<Vec<u64>> {
        let value = self.value(name)?;
        let ids = value.as_array().and_then(|ids| ids.iter().map(whole).collect());
        if ids.is_none() {
            self.wrong_kind(name, "array");
        }
        ids
    }

    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?;
        let at = query::moment(text);
        if at.is_none() {
            self.refuse(name, "The value is not a valid datetime");
        }
        at
    }

    /// Reads a value that may be null; the inner `None` is null.
    pub fn or_null<T>(
        &self,
        name: &str,
        read: impl Fn(&Self, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.value(name)? {
            Value::Null => Some(None),
            _ => read(self, name).map(Some),
        }
    }
}

/// A whole number; `5.0` counts as one.
pub fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && (0.0..9e15).contains(&number)).then_some(number as u64)
    })
}
