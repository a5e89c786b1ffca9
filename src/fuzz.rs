//! Entry points for fuzzing: one function per subject, which panics if a property is violated. Only
//! compiled with `--cfg fuzzing`, which `cargo fuzz` sets.

use crate::api::endpoints::{self as ep, Endpoint};
use crate::api::response::Data;
use crate::api::{pages, response};
use crate::cli;
use crate::error::Error;
use crate::model::account_url::{BaseUrl, company_name};
use crate::model::deal_url::DealUrl;
use crate::model::field::{Choice, Field, FieldKind};
use crate::model::names::{NamedEntity, Names};
use crate::model::record::Record;
use crate::model::value;
use crate::output::style::StreamStyle;
use crate::output::{Format, Rows, View};
use crate::sandbox::{Body, Call, Cursor, World};
use crate::settings::{File, KEYS};
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

/// Takes a choice from the start of the bytes.
fn choose<'b, T: Copy>(bytes: &'b [u8], among: &[T]) -> Option<(T, &'b [u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((among[usize::from(*first) % among.len()], rest))
}

/// Any response is parsed or rejected, and every parsed record can be read.
pub fn response(bytes: &[u8]) {
    let Some((status, body)) = choose(bytes, &[200, 201, 204, 302, 400, 403, 404, 429, 500]) else {
        return;
    };
    let status = StatusCode::from_u16(status).expect("a valid status code");
    let body = body.to_vec().into();
    let Ok(response) = response::parse_response(status, None, &body) else { return };
    let Ok(records) = pages::records(response.data) else { return };
    for record in &records {
        let reading = record.read();
        for (_, member) in reading.members().chain(reading.custom_members()) {
            let _ = value::plain(member);
        }
        let _ = (reading.id(), reading.reference("user_id"), reading.get("item.title"));
        let own = record.with_members(&[("who", "x")]);
        assert_eq!(own.read().text("who").as_deref(), Some("x"), "{}", own.text());
        let _ = record.changes(&own);
    }
}

/// Any error response is printed as at most two short lines without control characters, and as one
/// JSON object.
pub fn error_text(bytes: &[u8]) {
    let statuses = [200, 302, 400, 401, 402, 403, 404, 408, 409, 410, 422, 429, 500, 503];
    let Some((status, rest)) = choose(bytes, &statuses) else { return };
    let Some((wait, body)) = choose(rest, &[None, Some(Duration::from_secs(2))]) else { return };
    let status = StatusCode::from_u16(status).expect("a valid status code");
    let Err(failure) = response::parse_response(status, wait, &body.to_vec().into()) else {
        return;
    };
    let error = anyhow::Error::new(Error::from(failure));
    let text_output = cli::format_text(&error);
    assert!(
        text_output.split('\n').count() <= 2 && text_output.chars().count() < 2_500,
        "{text_output:?}"
    );
    assert!(text_output.split('\n').all(text::is_harmless), "{text_output:?}");
    assert_eq!(text::escape(&text_output, false), text_output);
    let json = text::escape(&cli::format_json(&error), false).into_owned();
    assert!(text::is_harmless(&json), "{json:?}");
    let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let message = read["error"]["message"].as_str().expect("it has a message");
    assert!(message.chars().count() < 10_500, "{json:?}");
}

/// Fragments that are inserted into a page.
const PIECES: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"\\ude00",
    b"-",
    b"+",
    b".",
    b"e",
    b"0",
    b"1e999",
    b"null",
    b"NaN",
    b"\n",
    b"\0",
    b"\xff",
    b"/**/",
    b"\"data\":[],",
];

/// A damaged page, larger or smaller than 64 kB, is accepted only if it is valid and complete JSON.
pub fn page(bytes: &[u8]) {
    let Some((count, rest)) = choose(bytes, &[700, 2]) else { return };
    let (title, damage) = rest.split_at((rest.len() / 3).min(64));
    let title = String::from_utf8_lossy(title);
    let record = |id: usize| {
        let nested = json!({"x": null, "y": [1.10, -2e-3, "\u{e9}\n"], "z": {"value": true}});
        json!({"id": id, "title": title, "value": 12.50, "custom_fields": nested})
    };
    let records: Vec<_> = (0..count).map(record).collect();
    let mut page =
        json!({"success": true, "data": records, "additional_data": {"next_cursor": "a"}})
            .to_string()
            .into_bytes();
    for edit in damage.chunks_exact(5).take(8) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize % page.len().max(1);
        let until = page.len().min(at + usize::from(edit[4]) % 16);
        match edit[3] % 5 {
            0 => drop(page.splice(at..until, [])),
            1 => drop(page.splice(at..at, [edit[4]])),
            2 => drop(
                page.splice(at..at, PIECES[usize::from(edit[4]) % PIECES.len()].iter().copied()),
            ),
            3 => drop(page.splice(at..at, page[at..until].to_vec())),
            _ => page.iter_mut().skip(at).take(1).for_each(|byte| *byte = edit[4]),
        }
    }
    let page = bytes::Bytes::from(page);
    let Ok(response) = response::parse_response(StatusCode::OK, None, &page) else { return };
    let whole: Value = match serde_json::from_slice(&page) {
        Ok(whole) => whole,
        Err(error) => {
            // Lone surrogates and numbers out of the range of f64 are valid JSON, but not a `Value`.
            let error = error.to_string();
            let known = ["surrogate", "end of hex escape", "out of range", "recursion limit"];
            assert!(known.into_iter().any(|known| error.contains(known)), "{error}");
            return;
        }
    };
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("a part of JSON is JSON");
    let data = match &response.data {
        Data::Missing | Data::Nothing => Value::Null,
        Data::One(one) => value(one.get()),
        Data::List(items) => items.iter().map(|item| value(item)).collect(),
    };
    assert_eq!(data, whole["data"]);
    for record in pages::records(response.data).into_iter().flatten() {
        assert_eq!(record.id(), record.read().id(), "{}", record.text());
        let keys = value(record.text()).as_object().map_or(0, |object| object.len());
        assert!(record.read().members().count() >= keys, "{}", record.text());
    }
}

/// Any URL is accepted or rejected. An accepted base URL is unchanged, tokens of profiles are sent
/// to Pipedrive's hosts only, no path leads to another host, and the URL of a deal belongs to the
/// account.
pub fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(base) = BaseUrl::parse(&text) {
        let plain = base.as_str();
        assert!(text.to_ascii_lowercase().starts_with(plain), "{text:?} {plain}");
        let (scheme, host) = plain.split_once("://").expect("a scheme and a host");
        assert!(!host.contains(['/', '\\', '?', '#', '@', '%']) && host.is_ascii(), "{plain}");
        let is_local = host.starts_with("127.")
            || host.starts_with("[::1]")
            || host.split(':').next() == Some("localhost");
        assert!(scheme == "https" || scheme == "http" && is_local, "{plain}");
        let is_pipedrive = scheme == "https" && host.ends_with(".pipedrive.com");
        assert_eq!(base.is_pipedrive(), is_pipedrive, "{plain}");
        if let Some(company) = base.company() {
            assert_eq!(plain, format!("https://{company}.pipedrive.com"));
        }
        assert_eq!(BaseUrl::parse(plain).expect("accepted before"), base);
    }
    if let Ok(name) = company_name(&text) {
        assert!(BaseUrl::from_company(&name).is_ok_and(|base| base.is_pipedrive()), "{name}");
    }
    let [acme, api, local] =
        ["https://acme.pipedrive.com", "https://api.pipedrive.com", "http://127.0.0.1:8080"]
            .map(|base| BaseUrl::parse(base).expect("a valid base URL"));
    for base in [&acme, &api, &local] {
        if let Ok(url) = base.join(&text) {
            assert!(url.as_str().starts_with(&format!("{base}/")), "{text:?} {url}");
        }
        if let Ok((path, _)) = base.relative_path(&text) {
            assert!(path.starts_with('/'), "{text:?} {path}");
            let url = base.join(&path).expect("a valid path");
            assert!(url.as_str().starts_with(&format!("{base}/")), "{text:?} {url}");
        }
    }
    let Some(page) = DealUrl::parse(&text) else { return };
    let url = reqwest::Url::parse(&text).expect("a deal URL is a URL");
    assert!(
        page.id > 0 && url.path().starts_with(&format!("/deal/{}", page.id))
            || url.path().starts_with("/deal/0")
    );
    let host = url.host_str().unwrap_or_default();
    let is_https = url.scheme() == "https" && url.port().is_none();
    let is_ours = is_https && ["acme.pipedrive.com", "app.pipedrive.com"].contains(&host);
    let is_here = url.scheme() == "http" && host == "127.0.0.1" && url.port() == Some(8080);
    assert_eq!(page.belongs_to(&acme, None) == Some(true), is_ours, "{text:?}");
    assert_eq!(page.belongs_to(&api, Some("acme")) == Some(true), is_ours, "{text:?}");
    assert_eq!(page.belongs_to(&local, Some("acme")) == Some(true), is_ours || is_here, "{text:?}");
    // If the company is unknown, the result is not a guess.
    assert!(page.belongs_to(&api, None) != Some(true) || host == "app.pipedrive.com", "{text:?}");
}

const LISTS: [&Endpoint; 7] = [
    &ep::LIST_DEALS,
    &ep::LIST_ARCHIVED,
    &ep::SEARCH_DEALS,
    &ep::LIST_FOLLOWERS,
    &ep::FOLLOWERS_CHANGELOG,
    &ep::DEAL_CHANGELOG,
    &ep::PARTICIPANTS_CHANGELOG,
];

/// Any cursor gives a page or an error; a decoded cursor survives a round trip.
pub fn cursor(bytes: &[u8]) {
    thread_local!(static WORLD: RefCell<World> = RefCell::new(World::with_deals(20)));
    let Some((list, rest)) = choose(bytes, &LISTS) else { return };
    let Some((is_bare, text)) = choose(rest, &[false, true]) else { return };
    let cursor = if is_bare {
        String::from_utf8_lossy(text).into_owned()
    } else {
        URL_SAFE_NO_PAD.encode(text)
    };
    if let Some(read) = Cursor::decode(&cursor) {
        assert_eq!(Cursor::decode(&read.encode()), Some(read));
    }
    let query = [("cursor", cursor.as_str()), ("limit", "3"), ("term", "roof")];
    let wanted = if list.is_search() { &query[..] } else { &query[..2] };
    let query = wanted.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let (path, token) = (list.path.replace("{id}", "1"), "t".to_owned());
    let call = Call { method: Method::GET, path, query, body: Body::Empty, token };
    let answer = WORLD.with_borrow_mut(|world| world.receive(&call).answer);
    assert!(matches!(answer.status, 200 | 400), "{}", answer.text);
}

const KINDS: [FieldKind; 24] = [
    FieldKind::Text,
    FieldKind::LongText,
    FieldKind::Phone,
    FieldKind::Number,
    FieldKind::Money("currency"),
    FieldKind::Monetary,
    FieldKind::Date,
    FieldKind::DateRange,
    FieldKind::Time,
    FieldKind::Clock,
    FieldKind::ClockRange,
    FieldKind::Status,
    FieldKind::Choice,
    FieldKind::Choices,
    FieldKind::Stage,
    FieldKind::Pipeline,
    FieldKind::User,
    FieldKind::Person,
    FieldKind::Org,
    FieldKind::Address,
    FieldKind::Id,
    FieldKind::Flag,
    FieldKind::Size,
    FieldKind::Any,
];

/// Any text is parsed or rejected, and a displayed value parses back to the same value. Any JSON can
/// be displayed.
pub fn value(bytes: &[u8]) {
    let Some((kind, text)) = choose(bytes, &KINDS) else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    let options = [("101", "Gold"), ("102", "Silver"), ("103", "Gold, old"), ("7", "12")];
    let choice = |(id, label): (&str, &str)| Choice { id: id.into(), label: label.into() };
    let code = "056df6b90dbc08086de6d809bff5aab89bc2c1a9";
    let field = Field { kind, options: options.map(choice).to_vec(), ..Field::from_code(code) };
    let field = Field { code: code.to_owned().into(), ..field };
    let named = |id, name: &str| {
        let (name, also, parent_id) = (name.into(), None, None);
        vec![NamedEntity { id, name, also, parent_id, is_inactive: false, is_you: false }]
    };
    let (users, pipelines, stages) = (named(1, "Mara"), named(1, "Sales"), named(3, "Proposal"));
    let names = Names { users, pipelines, stages, ..Names::default() };
    let now = "2026-03-31T15:00:00Z[UTC]".parse().expect("a valid time");
    let read = |text: &str| value::parse(&field, text, &names, &now);
    if let Ok(read_once) = read(text) {
        let raw = to_raw_value(&read_once).expect("a value is JSON");
        let shown = value::show(&field, &raw, &names);
        let is_read = read(&shown).is_ok_and(|read| value::is_same(&read, &read_once));
        assert!(is_read, "{kind:?} {text:?} {shown:?}");
    }
    if let Ok(raw) = serde_json::from_str::<&RawValue>(text) {
        let _ = value::show(&field, raw, &names);
        let _ = value::show_json(&field, raw, &names);
    }
}

/// CSV output parses to the same cells, and no cell is a formula.
pub fn csv(bytes: &[u8]) {
    let Some((raw, rest)) = choose(bytes, &[true, false]) else { return };
    let cells: Vec<String> = rest
        .split(|byte| *byte == b'|')
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect();
    let columns = ["title", "id", "note"].map(Field::from_code).to_vec();
    let view = View {
        columns,
        names: Names::default(),
        chosen: true,
        resolve: false,
        raw,
        header: true,
        says_zone: false,
        layout: Default::default(),
        links: None,
        style: StreamStyle { color: false, width: None },
    };
    let records: Vec<Record> = cells
        .iter()
        .filter_map(|cell| {
            let object = json!({"id": -7, "title": cell, "note": {"value": cell}});
            Record::new(to_raw_value(&object).ok()?)
        })
        .collect();
    let mut out = Vec::new();
    let mut rows = Rows::new_list(Format::Csv, view, &mut out);
    rows.page(&records).and_then(|()| rows.finish()).expect("writing to a vector cannot fail");
    let mut reader = csv::Reader::from_reader(&out[..]);
    let read: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("valid CSV")).collect();
    assert_eq!(read.len(), cells.len());
    for (row, cell) in read.iter().zip(&cells) {
        assert_eq!(&row[1], "-7");
        if raw {
            assert_eq!((&row[0], &row[2]), (cell.as_str(), &*json!({"value": cell}).to_string()));
            continue;
        }
        for out in [&row[0], &row[2]] {
            assert!(out == cell || out.strip_prefix('\'') == Some(cell), "{out:?} {cell:?}");
            let runs = out.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
            assert!(!runs || out.parse::<f64>().is_ok(), "{out:?}");
        }
    }
}

/// Any settings file is parsed or rejected; changing one key of a parsed file keeps all others. The
/// file is written to `path`.
pub fn settings(path: &Path, bytes: &[u8]) {
    let Some((profile, text)) = choose(bytes, &["a", "b c", "é", ""]) else { return };
    std::fs::write(path, text).expect("a writable path");
    let read = || File::read(path.to_owned());
    let Ok(before) = read() else { return };
    let rest = |file: &File| -> Vec<_> {
        let names = KEYS.iter().map(|key| key.name);
        let all = file.profiles().flat_map(|other| {
            names.clone().map(|name| (other.to_owned(), name, file.value(other, name)))
        });
        let but = |(other, name, value): &(String, &str, Option<String>)| {
            value.is_some() && (other.as_str(), *name) != (profile, "output")
        };
        all.filter(but).collect()
    };
    before.set(profile, "output", "json").expect("a valid file can be changed");
    let after = read().expect("a changed file is valid");
    assert_eq!(after.value(profile, "output").as_deref(), Some("json"));
    assert_eq!(rest(&after), rest(&before));
    assert!(after.unset(profile, "output").expect("it was there"));
    after.switch(profile).expect("a valid file can be changed");
    let after = read().expect("a changed file is valid");
    assert_eq!((after.active(), after.value(profile, "output")), (Some(profile), None));
    assert_eq!(rest(&after), rest(&before));
}
