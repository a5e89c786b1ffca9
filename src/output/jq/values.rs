//! Converts JSON to values of jaq, and back.

use crate::error::Error;
use jaq_json::{Num, Val, read};
use std::io;
use std::rc::Rc;

/// Maximum nesting: jaq parses, prints and drops values recursively. serde_json has the same limit.
const MAX_DEPTH: usize = 128;

/// Whether the value can be printed as JSON without [`to_json`].
pub fn is_json(value: &Val) -> bool {
    match value {
        Val::Null | Val::Bool(_) | Val::TStr(_) => true,
        Val::Num(Num::Float(number)) => number.is_finite() && to_whole(*number).is_none(),
        Val::Num(_) => true,
        Val::BStr(_) => false,
        Val::Arr(items) => items.iter().all(is_json),
        Val::Obj(members) => {
            members.iter().all(|(key, value)| matches!(key, Val::TStr(_)) && is_json(value))
        }
    }
}

/// Converts a value to one that JSON supports: as in jq, NaN becomes null, infinity the largest number, and the
/// result of `6/2` is 3, not 3.0. Fails for keys that are not strings, which jaq allows.
pub fn to_json(value: Val) -> Result<Val, Error> {
    const LARGEST: Num = Num::Float(f64::MAX);
    Ok(match value {
        Val::Num(Num::Float(number)) if to_whole(number).is_some() => {
            to_whole(number).map_or(value, |whole| Val::Num(Num::Int(whole)))
        }
        Val::Num(Num::Float(number)) if number.is_nan() => Val::Null,
        Val::Num(Num::Float(f64::INFINITY)) => Val::Num(LARGEST),
        Val::Num(Num::Float(f64::NEG_INFINITY)) => Val::Num(Num::Float(f64::MIN)),
        Val::BStr(_) => return Err(Error::usage("--jq failed: bytes are not JSON")),
        Val::Arr(items) => {
            let items = Rc::unwrap_or_clone(items).into_iter().map(to_json);
            Val::Arr(Rc::new(items.collect::<Result<_, _>>()?))
        }
        Val::Obj(members) => {
            let members = Rc::unwrap_or_clone(members).into_iter().map(|(key, value)| match key {
                Val::TStr(_) => Ok((key, to_json(value)?)),
                _ => Err(Error::usage("--jq failed: the key of an object is not a string")
                    .hint("make it one: {(.id|tostring): .title}")),
            });
            Val::Obj(Rc::new(members.collect::<Result<_, _>>()?))
        }
        value => value,
    })
}

/// The whole number that is equal to a number, if jq prints it with all digits.
fn to_whole(number: f64) -> Option<isize> {
    const LARGEST: f64 = 1e17;
    let is_whole = number.fract() == 0.0 && number.abs() < LARGEST;
    let is_zero_with_sign = number == 0.0 && number.is_sign_negative();
    let whole = isize::try_from(number as i64).ok();
    whole.filter(|_| is_whole && !is_zero_with_sign)
}

/// Parses one JSON value.
pub fn parse(json: &[u8]) -> io::Result<Val> {
    if is_too_deep(json) {
        return Err(io::Error::other(Error::unexpected(format!(
            "--jq cannot read JSON that is nested deeper than {MAX_DEPTH} levels"
        ))));
    }
    let value = read::parse_single(json);
    value.or_else(|_| read::parse_single(&without_halves(json))).map_err(io::Error::other)
}

/// Returns a string unchanged; fails if it is JSON that [`is_too_deep`].
pub fn check_depth(val: Val) -> jaq_json::ValR {
    match &val {
        Val::TStr(text) if is_too_deep(text) => Err(jaq_json::Error::str(format_args!(
            "fromjson cannot read JSON that is nested deeper than {MAX_DEPTH} levels"
        ))),
        _ => Ok(val),
    }
}

/// Whether brackets are nested deeper than [`MAX_DEPTH`], in JSON as jaq parses it.
fn is_too_deep(json: &[u8]) -> bool {
    let (mut depth, mut in_string) = (0usize, false);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_string => drop(bytes.next()),
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            // jaq skips comments.
            b'#' => drop(bytes.find(|byte| **byte == b'\n')),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Replaces each escaped half of a surrogate pair with U+FFFD, as jq does; jaq rejects them.
fn without_halves(json: &[u8]) -> Vec<u8> {
    let unit = |bytes: &[u8]| {
        let digits = str::from_utf8(bytes.strip_prefix(b"\\u")?.get(..4)?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut whole = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, escape) = rest.split_at(at);
        whole.extend_from_slice(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => 6,
            _ => escape.len().min(2),
        };
        whole.extend_from_slice(if length == 6 { br"\ufffd" } else { &escape[..length] });
        rest = &escape[length..];
    }
    whole.extend_from_slice(rest);
    whole
}
