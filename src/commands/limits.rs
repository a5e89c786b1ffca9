//! `deals limits`

use super::Coverage;
use crate::api::endpoints::GET_ME;
use crate::api::rate_headers::RateLimitHeaders;
use crate::api::request::Request;
use crate::app::App;
use crate::model::field::{Column, FieldKind, column};
use crate::model::record::Record;
use crate::output::Format;
use crate::text;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const COLUMNS: &[Column] = &[
    column("limit", "Requests in 2 s", FieldKind::Number),
    column("remaining", "Requests left", FieldKind::Number),
    column("reset", "Seconds until reset", FieldKind::Number),
    column("plan", "Plan", FieldKind::Text),
    column("tokens", "Tokens a day", FieldKind::Number),
    column("tokens_left", "Tokens left", FieldKind::Number),
    column("writes_left", "Writes left today", FieldKind::Number),
    column("spent_today", "Tokens spent here today", FieldKind::Number),
    column("requests_today", "Requests from here today", FieldKind::Number),
    column("by_command", "By command", FieldKind::Any),
];

/// The plans by the requests of their burst window (pipedrive.md P73, P88).
const PLANS: [(u32, &str); 8] = [
    (20, "Lite"),
    (40, "Growth"),
    (80, "Power, or Lite with OAuth"),
    (100, "Premium"),
    (120, "Ultimate"),
    (160, "Growth with OAuth"),
    (400, "Premium with OAuth"),
    (480, "Ultimate with OAuth"),
];

/// Show the remaining rate limit and token budget
///
/// Shows the requests left in the current two-second window, which all clients of this token share; the
/// plan that has such a window; the remaining daily tokens of the company and writes of the user, if
/// Pipedrive reports them; and the tokens that this machine spent today with this token, by command.
///
/// Cost: 2 tokens, for one small request
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals limits
  $ deals limits -o json --jq .remaining")]
pub struct LimitsArgs {}

pub async fn run(app: &App, _: LimitsArgs) -> anyhow::Result<()> {
    let columns = app.choose_columns("a limit", COLUMNS)?;
    let request = Request::to(&GET_ME);
    if app.is_dry() {
        return app.plan(&[request]);
    }
    app.send(&request).await?;
    let RateLimitHeaders { limit, remaining, reset, tokens, tokens_left, writes_left, .. } =
        app.client.rate_limit_headers();
    let today = app.usage_log.cost_by_command(Timestamp::now());
    // This run is in the usage log once it has ended.
    let spent = today.values().map(|spent| spent.tokens).sum::<u64>();
    let requests = today.values().map(|spent| spent.requests).sum::<u64>();
    let tokens_by_command: BTreeMap<&str, u64> =
        today.iter().map(|(command, spent)| (command.as_str(), spent.tokens)).collect();
    let by_command = match app.format {
        Format::Json | Format::Ndjson => json!(tokens_by_command),
        Format::Table | Format::Csv | Format::Markdown => {
            Value::from(join_counts(&tokens_by_command))
        }
    };
    let limits = json!({
        "limit": limit,
        "remaining": remaining,
        "reset": reset,
        "plan": limit.and_then(plan),
        "tokens": tokens,
        "tokens_left": tokens_left,
        "writes_left": writes_left,
        "spent_today": spent,
        "requests_today": requests,
        "by_command": by_command,
    });
    let record = serde_json::value::to_raw_value(&limits)?;
    app.print(columns, &Record::new_item(record)).await?;
    if tokens.is_none() {
        app.note(format_args!("the response has no daily token budget"));
    }
    Ok(())
}

fn plan(limit: u32) -> Option<&'static str> {
    PLANS.iter().find(|(window, _)| *window == limit).map(|(_, name)| *name)
}

/// Formats `list 120, get 4`, highest count first.
fn join_counts(tokens: &BTreeMap<&str, u64>) -> String {
    let mut all: Vec<_> = tokens.iter().collect();
    all.sort_by_key(|(_, tokens)| std::cmp::Reverse(**tokens));
    let all: Vec<String> =
        all.iter().map(|(command, tokens)| format!("{} {tokens}", text::clean(command))).collect();
    all.join(", ")
}
