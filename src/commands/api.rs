//! `deals api`: any path of the account's host, and the table of those that `deals` knows.

use crate::api::endpoints::{self as ep, Endpoint, Paging};
use crate::api::pages;
use crate::api::request::Request;
use crate::app::{self, App, Columns};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::field::{Field, FieldKind};
use crate::model::record::Record;
use crate::output::Format;
use crate::settings::Settings;
use crate::text;
use http::Method;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// Which command covers a row; the others can be had with `deals api` only.
static COMMANDS: &[(&Endpoint, &str)] = &[
    (&ep::LIST_DEALS, "deals list"),
    (&ep::LIST_ARCHIVED, "deals list --archived"),
    (&ep::GET_DEAL, "deals get"),
    (&ep::SEARCH_DEALS, "deals search"),
    (&ep::CREATE_DEAL, "deals create"),
    (&ep::UPDATE_DEAL, "deals update"),
    (&ep::DELETE_DEAL, "deals delete"),
    (&ep::DUPLICATE_DEAL, "deals duplicate"),
    (&ep::MERGE_DEAL, "deals merge"),
    (&ep::CONVERT_DEAL, "deals convert start"),
    (&ep::CONVERSION_STATUS, "deals convert status"),
    (&ep::LIST_FOLLOWERS, "deals followers list"),
    (&ep::ADD_FOLLOWER, "deals followers add"),
    (&ep::REMOVE_FOLLOWER, "deals followers remove"),
    (&ep::FOLLOWERS_CHANGELOG, "deals followers changelog"),
    (&ep::LIST_PARTICIPANTS, "deals participants list"),
    (&ep::ADD_PARTICIPANT, "deals participants add"),
    (&ep::REMOVE_PARTICIPANT, "deals participants remove"),
    (&ep::PARTICIPANTS_CHANGELOG, "deals participants changelog"),
    (&ep::LIST_DISCOUNTS, "deals discounts list"),
    (&ep::ADD_DISCOUNT, "deals discounts add"),
    (&ep::UPDATE_DISCOUNT, "deals discounts update"),
    (&ep::REMOVE_DISCOUNT, "deals discounts remove"),
    (&ep::LIST_FILES, "deals files"),
    (&ep::LIST_MAIL, "deals mail"),
    (&ep::DEAL_FLOW, "deals flow"),
    (&ep::DEAL_CHANGELOG, "deals changelog"),
    (&ep::PERMITTED_USERS, "deals permitted-users"),
    (&ep::SUMMARY, "deals summary"),
    (&ep::SUMMARY_ARCHIVED, "deals summary --archived"),
    (&ep::TIMELINE, "deals timeline"),
    (&ep::TIMELINE_ARCHIVED, "deals timeline --archived"),
    (&ep::LIST_DEAL_FIELDS, "deals fields"),
    (&ep::LIST_PIPELINES, "deals pipelines"),
    (&ep::LIST_STAGES, "deals stages"),
    (&ep::LIST_USERS, "deals users"),
    (&ep::GET_ME, "deals auth status"),
    (&ep::LIST_FILTERS, "deals filters"),
    (&ep::LIST_CURRENCIES, "deals currencies"),
    (&ep::SEARCH_PERSONS, "deals list --person"),
    (&ep::SEARCH_ORGANIZATIONS, "deals list --org"),
];

/// Call any path of the Pipedrive API
///
/// For what has no command of its own. Prints the whole answer as it came, in JSON; with -o ndjson
/// or csv the objects in its `data`, a line each. The path is on the account's own host, and the
/// token goes nowhere else. Asks before a DELETE. Costs what the path costs: --list tells it of
/// those that `deals` knows.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals api GET /api/v2/deals -f status=won -F limit=2
  $ deals api PATCH /api/v2/deals/1 -f title='Copper roof, north' -F probability=60
  $ deals api GET /api/v2/persons --paginate -o csv --fields id,name
  $ deals api --list")]
pub struct ApiArgs {
    /// GET, POST, PUT, PATCH or DELETE
    #[arg(value_name = "METHOD", add = ArgKind::Method, value_parser = method, required_unless_present = "list")]
    method: Option<Method>,
    /// The path from the host on, perhaps with a query
    #[arg(value_name = "PATH", add = ArgKind::Path, required_unless_present = "list")]
    path: Option<String>,
    /// A text: in the query of a GET, else in the body; again for another
    #[arg(short = 'f', value_name = "KEY=VALUE")]
    texts: Vec<String>,
    /// A JSON value: `true`, `17`, `[1,2]`, `null`
    #[arg(short = 'F', value_name = "KEY=JSON")]
    values: Vec<String>,
    /// The body, from a file or `-` for stdin; -f and -F go on top
    #[arg(long, value_name = "FILE", add = ArgKind::File)]
    input: Option<String>,
    /// Walk a list to its end, and print all of its `data` as one array
    #[arg(long)]
    paginate: bool,
    /// List the endpoints that `deals` knows: tokens, paging, and the command for each
    #[arg(long, conflicts_with_all = ["method", "path", "texts", "values", "input", "paginate"])]
    list: bool,
}

impl ApiArgs {
    pub fn is_list(&self) -> bool {
        self.list
    }
}

/// The table of endpoints, which needs neither token nor network.
pub fn list(settings: &Settings) -> anyhow::Result<()> {
    const COLUMNS: [(&str, &str, FieldKind); 6] = [
        ("method", "Method", FieldKind::Text),
        ("path", "Path", FieldKind::Text),
        ("tokens", "Tokens", FieldKind::Number),
        ("paging", "Paging", FieldKind::Text),
        ("page", "Page", FieldKind::Number),
        ("command", "Command", FieldKind::Text),
    ];
    let fields = COLUMNS.map(|(code, name, kind)| Field::new(code, name, kind)).to_vec();
    let rows: Vec<Value> = ep::rows().map(endpoint_json).collect();
    app::print_list(settings, Columns { fields, chosen: false }, &rows)
}

fn endpoint_json(row: &'static Endpoint) -> Value {
    let (paging, page) = match row.paging {
        Paging::Whole => ("none", None),
        Paging::Cursor { max } => ("cursor", Some(max)),
        Paging::Offset { max } => ("offset", Some(max)),
    };
    let known = COMMANDS.iter().find(|(known, _)| std::ptr::eq(*known, row));
    json!({
        "method": row.method.as_str(),
        "path": row.path,
        "tokens": row.cost,
        "paging": paging,
        "page": page,
        "command": known.map_or("deals api", |(_, command)| command),
    })
}

pub async fn run(app: &App, args: ApiArgs) -> anyhow::Result<()> {
    let (Some(method), Some(path)) = (&args.method, &args.path) else {
        return Err(Error::usage("an API call needs a method and a path").into());
    };
    if args.paginate && method != Method::GET {
        return Err(Error::usage(format!("--paginate walks a GET, not a {method}")).into());
    }
    let format = if app.format == Format::Table { Format::Json } else { app.format };
    let is_whole = format == Format::Json && !args.paginate;
    if is_whole && app.settings.flags.fields.is_some() {
        return Err(Error::usage("the answer is printed as it came, so --fields has no say")
            .hint("it narrows the rows of -o ndjson, -o csv and --paginate")
            .into());
    }
    let request = request(app, &args, method, path)?;
    if app.is_dry() {
        let first = if args.paginate { app.pages(request).request() } else { request };
        return app.plan(&[first]);
    }
    if method == Method::DELETE {
        app.confirm(&format!("Send DELETE {} to {}?", request.target(), app.account()))?;
    }
    if is_whole {
        let body = app.send_raw(&request, app.body(&request)).await?;
        if app.settings.jq.is_some()
            && let Ok(raw) = RawValue::from_string(body.clone())
        {
            let columns = Columns { fields: Vec::new(), chosen: false };
            return app.print(columns, &Record::item(raw)).await;
        }
        let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
        return app::print_text(&format!("{body}{end}"));
    }
    if args.paginate {
        return walk(app, format, request).await;
    }
    let reply = app.send_raw(&request, app.send(&request)).await?;
    let (is_cut, records) =
        (reply.next.is_some(), pages::records(reply.data).map_err(Error::from)?);
    let mut rows = app.list_as(format, columns(app, &records)?).await?;
    rows.page(&records)?;
    rows.finish()?;
    if is_cut {
        app.note(format_args!("there are more: --paginate walks to the end"));
    }
    Ok(())
}

/// The objects in `data`, of every page.
async fn walk(app: &App, format: Format, request: Request) -> anyhow::Result<()> {
    let mut pages = app.pages(request);
    let mut page = app.next_page(&mut pages).await?;
    let mut rows = app.list_as(format, columns(app, page.as_deref().unwrap_or_default())?).await?;
    let mut seen = 0;
    while let Some(records) = page {
        seen += records.len();
        app.progress.rows(seen, "row");
        rows.page(&records)?;
        page = app.next_page(&mut pages).await?;
    }
    rows.finish()?;
    Ok(())
}

/// What `--fields` asks for, or else whatever the first of the records has.
fn columns(app: &App, records: &[Record]) -> Result<Columns, Error> {
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

fn request(app: &App, args: &ApiArgs, method: &Method, path: &str) -> Result<Request, Error> {
    let (path, query) = app.client.base().relative_path(path)?;
    let mut request = Request::free(method.clone(), path);
    for (name, value) in query {
        request = request.query(name, value);
    }
    let mut fields = Map::new();
    for text in &args.texts {
        let (key, text) = pair(text)?;
        fields.insert(key.to_owned(), json!(text));
    }
    for value in &args.values {
        let (key, text) = pair(value)?;
        let value = serde_json::from_str(text).map_err(|error| {
            Error::usage(format!("`{text}` is not JSON: {error}"))
                .hint(format!("a text goes without quotes in -f {key}={text}"))
        })?;
        fields.insert(key.to_owned(), value);
    }
    if method == Method::GET {
        if args.input.is_some() {
            return Err(Error::usage("a GET has no body, so --input has no use"));
        }
        for (key, value) in fields {
            request = request.query(key, in_query(value));
        }
        return Ok(request);
    }
    let body = match args.input.as_deref().map(json_in).transpose()? {
        None if fields.is_empty() => return Ok(request),
        None => Value::Object(fields),
        Some(Value::Object(mut body)) => {
            body.extend(fields);
            Value::Object(body)
        }
        Some(other) if fields.is_empty() => other,
        Some(_) => {
            return Err(Error::usage("-f and -F go into an object, and --input holds none"));
        }
    };
    Ok(request.json(body))
}

fn method(word: &str) -> Result<Method, String> {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let fits = |method: &Method| method.as_str().eq_ignore_ascii_case(word);
    known.into_iter().find(fits).ok_or_else(|| "one of GET, POST, PUT, PATCH and DELETE".into())
}

/// `key=value`
fn pair(text: &str) -> Result<(&str, &str), Error> {
    text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        Error::usage(format!("`{text}` has no key")).hint("write it like -f status=won")
    })
}

/// A value in a query: a text without its quotes, a list with commas (pipedrive.md P60).
fn in_query(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.into_iter().map(in_query).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// The JSON in a file, or on stdin for `-`.
fn json_in(file: &str) -> Result<Value, Error> {
    let text = text::read_input(file)
        .map_err(|error| Error::usage(format!("`{file}` cannot be read: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| Error::usage(format!("`{file}` does not hold JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deals_endpoint_has_a_command_and_stands_once() {
        for row in ep::DEALS {
            let named = COMMANDS.iter().filter(|(known, _)| std::ptr::eq(*known, *row)).count();
            assert_eq!(named, 1, "{} {}", row.method, row.path);
        }
    }

    #[test]
    fn what_stands_in_a_query_has_no_quotes() {
        let said = |text: &str| in_query(serde_json::from_str(text).unwrap());
        assert_eq!(
            (said("17"), said("\"a b\""), said("[1,2]")),
            ("17".into(), "a b".into(), "1,2".into())
        );
        assert!(pair("=x").is_err() && pair("x").is_err());
        assert_eq!(pair("a=b=c").unwrap(), ("a", "b=c"));
    }
}
