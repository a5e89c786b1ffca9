//! `deals api`: sends a request to any path of the account's host, and lists the known endpoints.

use super::Coverage;
use crate::api::endpoints::{self as ep, Endpoint, Paging};
use crate::api::pages;
use crate::api::request::Request;
use crate::app::{self, App, Columns};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::field::{Column, Field, FieldKind, column};
use crate::model::record::{Record, RecordView, string};
use crate::output::Format;
use crate::settings::Settings;
use crate::text;
use http::Method;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Send a request to any path of the Pipedrive API
///
/// For endpoints that have no command. Prints the whole response unchanged, as JSON; with -o ndjson or
/// csv, the objects in its `data`, one per line. The path must be on the host of the account, and the
/// token is sent nowhere else. Asks for confirmation before a DELETE, a merge and a conversion.
///
/// Cost: the cost of the endpoint in tokens; --list shows it for the endpoints that `deals` knows
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals api GET /api/v2/deals -f status=won -F limit=2
  $ deals api PATCH /api/v2/deals/1 -f title='North roof' -F probability=60
  $ deals api GET /api/v2/persons --paginate -o csv --fields id,name
  $ deals api --list")]
pub struct ApiArgs {
    /// HTTP method: GET, POST, PUT, PATCH or DELETE
    #[arg(value_name = "METHOD", add = ArgKind::Method, value_parser = parse_method, required_unless_present = "list")]
    method: Option<Method>,
    /// Path, starting with `/`; may have a query
    #[arg(value_name = "PATH", add = ArgKind::Path, required_unless_present = "list")]
    path: Option<String>,
    /// Add a string to the query (GET) or the body (repeatable)
    #[arg(short = 'f', value_name = "KEY=VALUE")]
    texts: Vec<String>,
    /// Add a JSON value: `true`, `17`, `[1,2]`, `null` (repeatable)
    #[arg(short = 'F', value_name = "KEY=JSON")]
    values: Vec<String>,
    /// Read the body from a file, or `-` for stdin; -f and -F override it
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    input: Option<String>,
    /// Fetch all pages of a list, and print all `data` as one array
    #[arg(long)]
    paginate: bool,
    /// List the known endpoints with tokens, paging and command
    #[arg(long, conflicts_with_all = ["method", "path", "texts", "values", "input", "paginate"])]
    list: bool,
}

impl ApiArgs {
    pub fn is_list(&self) -> bool {
        self.list
    }
}

/// Prints the endpoint table, without a token or a request. `program` provides the command of each endpoint.
pub fn list(settings: &Settings, program: &clap::Command) -> anyhow::Result<()> {
    const COLUMNS: &[Column] = &[
        column("method", "Method", FieldKind::Text),
        column("path", "Path", FieldKind::Text),
        column("tokens", "Tokens", FieldKind::Number),
        column("paging", "Paging", FieldKind::Text),
        column("page", "Page", FieldKind::Number),
        column("command", "Command", FieldKind::Text),
    ];
    let covered = super::covered_endpoints(program);
    let rows: Vec<Value> = ep::rows().map(|row| endpoint_json(row, &covered)).collect();
    app::print_list(settings, Columns::new(COLUMNS), &rows)
}

fn endpoint_json(row: &'static Endpoint, covered: &[(&Endpoint, String)]) -> Value {
    let (paging, page) = match row.paging {
        Paging::Whole => ("none", None),
        Paging::Cursor { max } => ("cursor", Some(max)),
        Paging::Offset { max } => ("offset", Some(max)),
    };
    let known = covered.iter().find(|(known, _)| std::ptr::eq(*known, row));
    json!({
        "method": row.method.as_str(),
        "path": row.path,
        "tokens": row.cost,
        "paging": paging,
        "page": page,
        "command": known.map_or("deals api", |(_, command)| command.as_str()),
    })
}

pub async fn run(app: &App, args: ApiArgs) -> anyhow::Result<()> {
    let (Some(method), Some(path)) = (&args.method, &args.path) else {
        return Err(Error::usage("an API call needs a method and a path").into());
    };
    if args.paginate && method != Method::GET {
        return Err(
            Error::usage(format!("--paginate works with GET only, not with {method}")).into()
        );
    }
    let format = if app.format == Format::Table { Format::Json } else { app.format };
    let is_whole = format == Format::Json && !args.paginate;
    if is_whole && app.settings.flags.fields.is_some() {
        return Err(Error::usage("--fields does not apply: the response is printed unchanged")
            .hint("--fields applies to -o ndjson, -o csv and --paginate")
            .into());
    }
    let request = build_request(app, &args, method, path)?;
    if app.is_dry() {
        let first = if args.paginate { app.pages(request).request() } else { request };
        return app.plan(&[first]);
    }
    if is_destructive(&request) {
        app.confirm(&format!("Send {method} {} to {}?", request.target(), app.account()))?;
    }
    if is_whole {
        let body = app.send_raw(&request, app.body(&request)).await?;
        if app.settings.jq.is_some()
            && let Ok(raw) = RawValue::from_string(body.clone())
        {
            let columns = Columns::from_fields(Vec::new());
            return app.print(columns, &Record::new_item(raw)).await;
        }
        let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
        return app::print_json(&app.settings, &format!("{body}{end}"));
    }
    if args.paginate {
        return print_records(app, format, request).await;
    }
    let reply = app.send_raw(&request, app.send(&request)).await?;
    let (is_cut, records) =
        (reply.next.is_some(), pages::records(reply.data).map_err(Error::from)?);
    let mut rows = app.list_as(format, choose_columns(app, &records)?).await?;
    rows.page(&records)?;
    rows.finish()?;
    if is_cut {
        app.note(format_args!("there are more: --paginate reads all pages"));
    }
    Ok(())
}

/// Whether the request deletes something, as a merge and a conversion of any kind of record do.
fn is_destructive(request: &Request) -> bool {
    let target = request.target();
    let path = target.split('?').next().unwrap_or_default().trim_end_matches('/');
    let ends = ["/merge", "/convert/lead", "/convert/deal"];
    request.method == Method::DELETE
        || (request.is_change() && ends.iter().any(|end| path.ends_with(end)))
}

/// Prints the objects in `data` of every page.
async fn print_records(app: &App, format: Format, request: Request) -> anyhow::Result<()> {
    let mut pages = app.pages(request);
    let mut page = app.next_page(&mut pages).await?;
    let mut rows =
        app.list_as(format, choose_columns(app, page.as_deref().unwrap_or_default())?).await?;
    let mut seen = 0;
    while let Some(records) = page {
        seen += records.len();
        app.progress.set_rows(seen, "row");
        rows.page(&records)?;
        page = app.next_page(&mut pages).await?;
    }
    rows.finish()?;
    Ok(())
}

/// The columns of `--fields`; without it, the keys of the first record.
fn choose_columns(app: &App, records: &[Record]) -> Result<Columns, Error> {
    let plain = |code: &str| Field {
        code: code.to_owned().into(),
        name: code.to_owned().into(),
        also: None,
        kind: FieldKind::Any,
        options: Vec::new(),
    };
    let keys = |record: &Record| record.read().members().map(|(code, _)| plain(code)).collect();
    app.columns(records.first().map(keys).unwrap_or_default(), |word| Ok(plain(word)))
}

fn build_request(app: &App, args: &ApiArgs, method: &Method, path: &str) -> Result<Request, Error> {
    let (path, query) = app.client.base().relative_path(path)?;
    let mut request = Request::free(method.clone(), path);
    for (name, value) in query {
        request = request.query(name, value);
    }
    // As text: a number keeps all its digits.
    let mut fields: Vec<(&str, Box<RawValue>)> = Vec::new();
    for text in &args.texts {
        let (key, text) = split_pair(text)?;
        let text = serde_json::value::to_raw_value(text);
        fields.push((key, text.map_err(|error| Error::unexpected(error.to_string()))?));
    }
    for value in &args.values {
        let (key, text) = split_pair(value)?;
        let value = serde_json::from_str(text).map_err(|error| {
            Error::usage(format!("`{text}` is not JSON: {error}"))
                .hint(format!("write text without quotes: -f {key}={text}"))
        })?;
        fields.push((key, value));
    }
    let mut keys = HashSet::new();
    if let Some((key, _)) = fields.iter().find(|(key, _)| !keys.insert(*key)) {
        return Err(Error::usage(format!("`{key}` is given twice by -f and -F"))
            .hint(format!("a list is one value: -F '{key}=[1,2]'")));
    }
    if method == Method::GET {
        if args.input.is_some() {
            return Err(Error::usage("--input does not apply: a GET has no body"));
        }
        for (key, value) in fields {
            request = request.query(key.to_owned(), format_query_value(&value));
        }
        return Ok(request);
    }
    let input = args.input.as_deref().map(read_json).transpose()?;
    let input = match input {
        Some(input) if fields.is_empty() => return Ok(request.raw_json(input)),
        None if fields.is_empty() => return Ok(request),
        Some(input) => Some(Record::new(input).ok_or_else(|| {
            Error::usage("-f and -F add keys to an object, but --input has none")
        })?),
        None => None,
    };
    let reading = input.as_ref().map(Record::read);
    let kept = reading.iter().flat_map(RecordView::members).filter(|(key, _)| !keys.contains(key));
    let own = fields.iter().map(|(key, value)| (*key, &**value));
    let members = kept.chain(own).map(|(key, value)| format!("{}:{}", json!(key), value.get()));
    let body = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    let body = RawValue::from_string(body).map_err(|error| Error::unexpected(error.to_string()))?;
    Ok(request.raw_json(body))
}

fn parse_method(word: &str) -> Result<Method, String> {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let fits = |method: &Method| method.as_str().eq_ignore_ascii_case(word);
    known.into_iter().find(fits).ok_or_else(|| "one of GET, POST, PUT, PATCH and DELETE".into())
}

/// Splits `key=value`.
fn split_pair(text: &str) -> Result<(&str, &str), Error> {
    text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        Error::usage(format!("`{text}` has no key")).hint("write it like -f status=won")
    })
}

/// Formats a value for a query: a string without quotes, a list with commas (pipedrive.md P60).
fn format_query_value(value: &RawValue) -> String {
    let items = || serde_json::from_str::<Vec<&RawValue>>(value.get()).ok();
    match (string(value), value.get().starts_with('[').then(items).flatten()) {
        (Some(text), _) => text.into_owned(),
        (None, Some(items)) => {
            items.into_iter().map(format_query_value).collect::<Vec<_>>().join(",")
        }
        (None, None) => value.get().to_owned(),
    }
}

/// Reads JSON from a file, or from stdin for `-`, unchanged.
fn read_json(file: &str) -> Result<Box<RawValue>, Error> {
    let text = text::read_input(file).map_err(|error| {
        let why = text::describe_io_error(&error);
        Error::usage(format!("cannot read `{file}`: {why}"))
    })?;
    serde_json::from_str(&text)
        .map_err(|error| Error::usage(format!("`{file}` is not JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_in_a_query_have_no_quotes() {
        let format = |text: &str| format_query_value(serde_json::from_str(text).unwrap());
        assert_eq!(format("12345678901234567890.10"), "12345678901234567890.10");
        assert_eq!(
            (format("17"), format("\"a b\""), format("[1,2]")),
            ("17".into(), "a b".into(), "1,2".into())
        );
        assert!(split_pair("=x").is_err() && split_pair("x").is_err());
        assert_eq!(split_pair("a=b=c").unwrap(), ("a", "b=c"));
    }
}
