//! Pages of lists: cursors in v2 and the v1 changelogs, offsets elsewhere in v1.

use crate::sandbox::wire::call::{Answer, Outcome};
use crate::sandbox::wire::cursor::Cursor;
use crate::sandbox::wire::query::Query;
use serde::Serialize;
use serde_json::{Value, json};

/// A page of sorted rows, paged by cursor.
pub fn by_cursor(rows: Vec<impl Serialize>, query: &Query, name: &str, max: u32) -> Outcome {
    let limit = query.limit(max);
    let start = query.cursor(name).map_or(0, |cursor| cursor.id as usize);
    query.finish()?;
    let more = rows.len() > start.saturating_add(limit);
    let next = more.then(|| Cursor::at(name, (start + limit) as u64).encode());
    let page: Vec<_> = rows.into_iter().skip(start).take(limit).collect();
    // An empty list is null in v1 and `[]` in v2 (pipedrive.md P109).
    if page.is_empty() && query.is_v1() {
        return Answer::page(Value::Null, next);
    }
    Answer::page(page, next)
}

/// A page of sorted rows, paged by offset; `related` gets the rows of the page.
pub fn by_offset<T: Serialize>(
    rows: Vec<T>,
    query: &Query,
    max: u32,
    related: impl Fn(&[T]) -> Option<Value>,
) -> Outcome {
    let (page, pagination) = from_offset(rows, query, query.limit(max))?;
    let additional = json!({ "pagination": pagination });
    let related = related(&page);
    match related {
        Some(related) => Answer::related(or_null(&page), Some(additional), related),
        None => Answer::with(or_null(&page), additional),
    }
}

/// The rows of a page by offset, and its `pagination`.
pub fn from_offset<T>(
    rows: Vec<T>,
    query: &Query,
    limit: usize,
) -> Result<(Vec<T>, Value), Answer> {
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
    Ok((rows.into_iter().skip(start).take(limit).collect(), pagination))
}

/// An empty v1 list is null (pipedrive.md P109).
pub fn or_null(page: &[impl Serialize]) -> Value {
    if page.is_empty() { Value::Null } else { json!(page) }
}
