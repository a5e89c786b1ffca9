//! Handing out a long list in pages: cursors in v2 and the v1 changelogs, offsets elsewhere in v1.

use super::call::{Answer, Outcome};
use super::query::Query;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub const DEFAULT_LIMIT: usize = 100;

/// Where the next page begins: the sort key and the id of its first row. It names a row rather
/// than a place, so rows that come or go before it do not shift the walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    pub field: String,
    pub field_value: i64,
    pub sort_direction: String,
    pub id: u64,
}

impl Cursor {
    /// A cursor of a list that knows only one order.
    pub fn at(field: &str, id: u64) -> Cursor {
        Cursor { field: field.into(), field_value: id as i64, sort_direction: "asc".into(), id }
    }

    pub fn encode(&self) -> String {
        base64(&serde_json::to_vec(self).expect("a cursor is plain data"))
    }

    pub fn decode(text: &str) -> Option<Cursor> {
        serde_json::from_slice(&unbase64(text)?).ok()
    }
}

/// One page of rows that are already in order, walked by cursor.
pub fn by_cursor(rows: Vec<impl Serialize>, query: &Query, name: &str, max: u32) -> Outcome {
    let limit = query.limit(max);
    let start = query.cursor(name).map_or(0, |cursor| cursor.id as usize);
    query.finish()?;
    let more = rows.len() > start.saturating_add(limit);
    let next = more.then(|| Cursor::at(name, (start + limit) as u64).encode());
    let page: Vec<_> = rows.into_iter().skip(start).take(limit).collect();
    // An empty v1 list is null, an empty v2 list is `[]` (behaviours 38).
    if page.is_empty() && query.is_v1() {
        return Answer::page(Value::Null, next);
    }
    Answer::page(page, next)
}

/// One page of rows that are already in order, walked by offset; `related` sees the page's rows.
pub fn by_offset<T: Serialize>(
    rows: Vec<T>,
    query: &Query,
    max: u32,
    related: impl Fn(&[T]) -> Option<Value>,
) -> Outcome {
    let limit = query.limit(max);
    let start = query.count("start").unwrap_or(0) as usize;
    query.finish()?;
    let more = rows.len() > start.saturating_add(limit);
    let mut pagination = json!({
        "start": start,
        "limit": limit,
        "more_items_in_collection": more,
    });
    if more {
        pagination["next_start"] = json!(start + limit);
    }
    let additional = json!({ "pagination": pagination });
    let page: Vec<T> = rows.into_iter().skip(start).take(limit).collect();
    let related = related(&page);
    let data = if page.is_empty() { Value::Null } else { json!(page) };
    match related {
        Some(related) => Answer::related(data, Some(additional), related),
        None => Answer::with(data, additional),
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe and unpadded, so that a cursor needs no escaping.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=chunk.len()].copy_from_slice(chunk);
        let word = u32::from_be_bytes(word);
        for place in 0..=chunk.len() {
            text.push(ALPHABET[(word >> (18 - 6 * place)) as usize & 63] as char);
        }
    }
    text
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut word = 0u32;
        for (place, letter) in chunk.iter().enumerate() {
            let six = ALPHABET.iter().position(|known| known == letter)? as u32;
            word |= six << (18 - 6 * place);
        }
        if chunk.len() == 1 {
            return None;
        }
        bytes.extend_from_slice(&word.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(id: u64, field_value: i64, field in "[a-z_]{0,12}") {
            let cursor = Cursor { field, field_value, sort_direction: "desc".into(), id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn no_text_breaks_the_decoder(text in ".{0,40}") {
            let _ = Cursor::decode(&text);
        }
    }

    #[test]
    fn a_made_up_cursor_is_none() {
        for text in ["0", "", "x", "eyJ9", "MTIz"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
