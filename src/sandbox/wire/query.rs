//! Reads query parameters. Errors are collected, so that one response lists all of them.

use crate::sandbox::wire::call::{Answer, Call};
use crate::sandbox::wire::cursor::Cursor;
use jiff::Timestamp;
use jiff::civil::Date;
use std::cell::RefCell;

/// Default page size (pipedrive.md P100).
const DEFAULT_LIMIT: usize = 100;

pub struct Query<'a> {
    call: &'a Call,
    violations: RefCell<Vec<String>>,
}

impl<'a> Query<'a> {
    pub fn new(call: &'a Call) -> Query<'a> {
        Query { call, violations: RefCell::default() }
    }

    pub fn is_v1(&self) -> bool {
        self.call.is_v1()
    }

    /// Must be called after all reads: fails with the error response if anything was invalid.
    pub fn finish(&self) -> Result<(), Answer> {
        let violations = self.violations.borrow();
        if violations.is_empty() {
            Ok(())
        } else if self.is_v1() {
            // v1 gives no details (pipedrive.md P52).
            Err(Answer::new_refusal(400, "Bad request"))
        } else {
            Err(Answer::invalid(&violations))
        }
    }

    /// A 404 in the format of the API version.
    pub fn missing(&self, error: &str) -> Answer {
        Answer::missing(self.call, error)
    }

    pub fn refuse(&self, name: &str, why: &str) {
        self.violations.borrow_mut().push(format!("{name}: {why}"));
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        let mut values = self.call.query.iter().filter(|(key, _)| key == name);
        let first = values.next()?;
        // Lists are one comma-separated parameter; a repeated key is rejected (pipedrive.md P60).
        if values.next().is_some() {
            self.refuse(&format!("querystring/{name}"), "must be string");
        }
        Some(&first.1)
    }

    /// A required, non-empty string.
    pub fn require(&self, name: &str) -> &'a str {
        match self.text(name) {
            Some(text) if !text.is_empty() => text,
            _ => {
                self.refuse(name, "The value is required");
                ""
            }
        }
    }

    /// A whole number.
    pub fn count(&self, name: &str) -> Option<u64> {
        let text = self.text(name)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(count) if digits => Some(count),
            _ => {
                self.refuse(name, "The value is not a valid 'integer'");
                None
            }
        }
    }

    /// A whole number, at least 1.
    pub fn id(&self, name: &str) -> Option<u64> {
        let id = self.count(name)?;
        if id == 0 {
            self.refuse(name, "The value must be at least 1");
        }
        Some(id)
    }

    pub fn limit(&self, max: u32) -> usize {
        self.limit_or(DEFAULT_LIMIT, max)
    }

    /// The page size, with another default.
    pub fn limit_or(&self, default: usize, max: u32) -> usize {
        let Some(limit) = self.count("limit") else {
            return default;
        };
        if limit == 0 || limit > u64::from(max) {
            self.refuse("limit", &format!("The value must be a number from 1 to {max}"));
        }
        limit as usize
    }

    /// The cursor, if it is valid for this list.
    pub fn cursor(&self, field: &str) -> Option<Cursor> {
        let text = self.text("cursor")?;
        let cursor = Cursor::decode(text).filter(|cursor| cursor.field == field);
        if cursor.is_none() {
            self.refuse("cursor", "The value is not a valid cursor");
        }
        cursor
    }

    pub fn flag(&self, name: &str) -> bool {
        match self.text(name) {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                self.refuse(name, "The value is not a valid 'boolean'");
                false
            }
        }
    }

    /// One of a set of values.
    pub fn choice(&self, name: &str, known: &[&str]) -> Option<&'a str> {
        let text = self.text(name)?;
        if !known.contains(&text) {
            self.refuse(name, &format!("The value must be one of: {}", known.join(", ")));
        }
        Some(text)
    }

    /// Several of a set of values, separated by commas.
    pub fn choices(&self, name: &str, known: &[&str]) -> Option<Vec<&'a str>> {
        let words: Vec<&str> = self.text(name)?.split(',').collect();
        for word in words.iter().filter(|word| !known.contains(word)) {
            let known = known.join(", ");
            self.refuse(name, &format!("'{word}' is not one of: {known}"));
        }
        Some(words)
    }

    /// Up to 100 IDs, separated by commas.
    pub fn ids(&self, name: &str) -> Option<Vec<u64>> {
        let words: Vec<&str> = self.text(name)?.split(',').collect();
        if words.len() > 100 {
            self.refuse(name, "The value must not have more than 100 items");
        }
        let ids = words.iter().map(|word| match word.parse() {
            Ok(id) if !word.starts_with('+') => id,
            _ => {
                self.refuse(name, &format!("'{word}' is not a valid 'integer'"));
                0
            }
        });
        Some(ids.collect())
    }

    /// RFC 3339 with whole seconds; the live service rejects fractions (pipedrive.md P126).
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?;
        let at = (!text.contains('.')).then(|| moment(text)).flatten();
        if at.is_none() {
            self.refuse(name, "The value is not a valid datetime");
        }
        at
    }

    pub fn date(&self, name: &str) -> Option<Date> {
        let date = date(self.require(name));
        if date.is_none() {
            self.refuse(name, "The value is not a valid 'date'");
        }
        date
    }
}

/// Parses RFC 3339 as strictly as v2: with `T`, seconds and a zone.
pub fn moment(text: &str) -> Option<Timestamp> {
    let shaped = text.len() >= 20 && text.as_bytes()[10] == b'T' && text.as_bytes()[16] == b':';
    let at: Timestamp = shaped.then(|| text.parse().ok()).flatten()?;
    Timestamp::from_second(at.as_second()).ok()
}

/// Parses `2026-01-31`, and no other format.
pub fn date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::wire::call::Body;

    fn call(pairs: &[(&str, &str)]) -> Call {
        Call {
            method: http::Method::GET,
            path: "/api/v2/deals".into(),
            query: pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
            body: Body::Empty,
            token: "t".into(),
        }
    }

    #[test]
    fn error_lists_all_violations() {
        let call = call(&[
            ("limit", "501"),
            ("owner_id", "x"),
            ("updated_since", "2026-01-01T00:00:00.5Z"),
        ]);
        let query = Query::new(&call);
        query.limit(500);
        query.id("owner_id");
        query.moment("updated_since");
        let refusal = query.finish().unwrap_err();
        assert_eq!(refusal.status, 400);
        for name in ["limit: ", "; owner_id: ", "; updated_since: "] {
            assert!(refusal.text.contains(name), "{}", refusal.text);
        }
    }

    #[test]
    fn accepts_only_strict_rfc_3339() {
        assert!(moment("2026-01-31T10:20:30Z").is_some());
        assert!(moment("2026-01-31T10:20:30+02:00").is_some());
        for wrong in ["2026-01-31", "2026-01-31 10:20:30Z", "2026-01-31T10:20Z"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
