//! Errors of a filter: syntax errors with their position, and runtime errors without the data.

use crate::error::Error;
use crate::text;
use jaq_core::load;
use jaq_json::Val;
use std::borrow::Cow;

/// The error of a filter that failed while it ran.
pub fn runtime_error(exception: jaq_core::Exn<Val>) -> Error {
    let message = match exception.get_err() {
        Ok(error) => error.to_string(),
        Err(_) => "it halted".to_owned(),
    };
    // jaq's message: `cannot index [1,2] with "id"`.
    let is_list_indexed = message.starts_with("cannot index [") && message.contains("] with \"");
    let message = without_data(&message);
    let failure = Error::usage(format!("--jq failed: {}", text::fit(&text::clean(&message), 160)));
    if is_list_indexed {
        failure.hint("a list is one array: begin with `.[] |`, or use -o ndjson")
    } else {
        failure
    }
}

/// Removes the value that jaq quotes in a message, which may be a deal or a whole list.
fn without_data(message: &str) -> Cow<'_, str> {
    let quotes = message.starts_with("cannot ") || message.starts_with("invalid ");
    // A number may be an ID; like jq, the message has its type only.
    let scalar = message.strip_prefix("cannot index ").and_then(|rest| rest.split_once(" with "));
    if let Some((value, with)) = scalar
        && value.parse::<f64>().is_ok()
    {
        return format!("cannot index a number with {with}").into();
    }
    match (message.find(['{', '[']), message.rfind(['}', ']'])) {
        (Some(from), Some(until)) if quotes && from < until => {
            let kind = if message[from..].starts_with('{') { "an object" } else { "an array" };
            format!("{}{kind}{}", &message[..from], &message[until + 1..]).into()
        }
        _ => message.into(),
    }
}

pub fn parse_error(code: &str, errors: load::Errors<&str, ()>) -> Error {
    let first = errors.into_iter().next().and_then(|(_, error)| match error {
        load::Error::Io(errors) => errors.into_iter().next(),
        load::Error::Lex(errors) => errors
            .into_iter()
            .next()
            .map(|(expect, found)| (found, describe_unexpected(expect.as_str(), found))),
        load::Error::Parse(errors) => errors
            .into_iter()
            .next()
            .map(|(expect, found)| (found, describe_unexpected(expect.as_str(), found))),
    });
    let (found, what) = first.unwrap_or_default();
    new_error_at(code, found, &what)
}

fn describe_unexpected(what: &str, found: &str) -> String {
    let found = found.split_whitespace().next().unwrap_or_default();
    match found {
        "" => format!("expected {what}, but the filter ends"),
        found => format!("expected {what}, found `{found}`"),
    }
}

pub fn compile_error(code: &str, errors: jaq_core::compile::Errors<&str, ()>) -> Error {
    let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
    let (name, what) = match first {
        Some((name, undefined)) => (name, format!("no {} `{name}`", undefined.as_str())),
        None => ("", "it does not compile".to_owned()),
    };
    new_error_at(code, name, &what)
}

/// An error that shows the line of the filter, with a mark under the position of `found`.
fn new_error_at(code: &str, found: &str, what: &str) -> Error {
    // `found` is a slice of `code`, unless the error has no position.
    let at = (found.as_ptr() as usize).checked_sub(code.as_ptr() as usize);
    let at = at.filter(|at| *at <= code.len() && code.is_char_boundary(*at)).unwrap_or(code.len());
    let before = &code[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = code[start..].lines().next().unwrap_or_default();
    let mark = " ".repeat(text::width(&code[start..at]));
    let column = code[start..at].chars().count() + 1;
    let place = match before.matches('\n').count() {
        0 => format!("column {column}"),
        lines => format!("line {}, column {column}", lines + 1),
    };
    Error::usage(format!("--jq: {what}, at {place}\n  {line}\n  {mark}^"))
        .hint("see the manual of jq: https://jqlang.org/manual")
}
