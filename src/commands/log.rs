//! `deals log`

use super::Coverage;
use crate::app::write::Write;
use crate::app::write::journal::{Change, Entry, Journal, Outcome, State};
use crate::app::{self, App, Columns};
use crate::error::{Error, ErrorKind, WriteOutcome};
use crate::interactive::deal_arg::{self, Purpose};
use crate::model::arg::{self, ArgKind};
use crate::model::field::{Column, FieldKind, column};
use crate::model::names::Names;
use crate::model::{time, value};
use crate::ops::resolve;
use crate::text;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

const ENTRIES: &[Column] = &[
    column("entry", "Entry", FieldKind::Number),
    column("time", "Time", FieldKind::Time),
    column("what", "What", FieldKind::Text),
    column("deals", "Deals", FieldKind::Text),
    column("state", "State", FieldKind::Text),
];
const CHANGES: &[Column] = &[
    column("deal", "Deal", FieldKind::Any),
    column("what", "What", FieldKind::Any),
    column("field", "Field", FieldKind::Any),
    column("old", "Old", FieldKind::Any),
    column("new", "New", FieldKind::Any),
    column("outcome", "Outcome", FieldKind::Any),
    column("id", "ID", FieldKind::Any),
    column("undo", "Undo", FieldKind::Any),
    column("why", "Why", FieldKind::Any),
];
/// The default of --limit.
const LISTED: u64 = 20;

/// List the changes made from this machine
///
/// Newest first. The journal of the account records every write: the request, the values before and
/// after, and the outcome. --check looks up writes with an unknown outcome and records the result; a
/// write that left no trace after five minutes was not executed.
///
/// Cost: none; --check costs 1 to 20 tokens per deal and list that it reads
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(
    args_conflicts_with_subcommands = true,
    after_long_help = "\
Examples:
  $ deals log
  $ deals log --deal 1 --limit 5
  $ deals log --check"
)]
pub struct LogArgs {
    #[command(subcommand)]
    action: Option<Action>,
    /// Show only changes to this deal
    #[arg(long, value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    /// Show only entries at this time or later: 2026-01-31, today, -7d
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    since: Option<String>,
    /// Show at most N entries [default: 20]
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Look up unknown outcomes, of one entry or of all
    #[arg(
        long,
        value_name = "ENTRY",
        num_args = 0..=1,
        value_parser = arg::whole::<u64>(1),
        allow_negative_numbers = true,
        conflicts_with_all = ["deal", "since", "limit"],
    )]
    check: Option<Option<u64>>,
    /// With --check: wait until every outcome is known, at most 5 minutes
    #[arg(long, requires = "check")]
    wait: bool,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    Show(ShowArgs),
    Prune(PruneArgs),
}

/// Show one entry, field by field
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals log show 1
  $ deals log show 1 -o json")]
struct ShowArgs {
    /// Number of the entry; `deals log` lists them
    #[arg(value_name = "ENTRY")]
    entry: u64,
}

/// Remove old entries of the journal
///
/// Keeps entries with an unknown outcome. Asks for confirmation; without a terminal, --yes is required.
/// Entries older than the setting `journal_days` (default 90; 0 keeps all) are removed automatically by
/// the first write of a day.
///
/// Cost: none
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals log prune --before 2026-01-01 --yes
  $ deals log prune --before -90d --yes")]
struct PruneArgs {
    /// Remove entries before this time: 2026-01-31, -90d
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    before: String,
}

pub async fn run(app: &App, args: LogArgs) -> anyhow::Result<()> {
    match &args.action {
        Some(Action::Show(show_args)) => {
            show(app, &app.find_journal().await?, show_args.entry).await
        }
        Some(Action::Prune(prune_args)) => prune(app, &app.find_journal().await?, prune_args).await,
        None => match args.check {
            Some(entry) => check(app, &app.find_journal().await?, entry, args.wait).await,
            None => list(app, &args).await,
        },
    }
}

async fn list(app: &App, args: &LogArgs) -> anyhow::Result<()> {
    let since = match &args.since {
        Some(text) => Some(resolve::moment(app, text).await?),
        None => None,
    };
    let deal = match &args.deal {
        Some(word) => Some(deal_arg::id(app, word, Purpose::Read).await?),
        None => None,
    };
    let journal = app.find_journal().await?;
    let limit = usize::try_from(args.limit.unwrap_or(LISTED)).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut is_cut = false;
    for entry in journal.entries()? {
        let entry = entry?;
        // The clock may have been set back, so later entries may be older.
        if since.is_some_and(|since| entry.time < since) {
            continue;
        }
        if deal.is_some_and(|deal| !entry.changes.iter().any(|state| is_about(state, deal))) {
            continue;
        }
        if rows.len() == limit {
            is_cut = true;
            break;
        }
        rows.push(entry_json(&entry));
    }
    let names = app.cached_names().await;
    app::print_list_with_names(&app.settings, Columns::new(ENTRIES), &rows, names)?;
    let count = text::count(rows.len(), "entry");
    if rows.is_empty() {
        app.note(format_args!("no entries"));
    } else if is_cut {
        app.note(format_args!("{count} shown; there are more"));
    } else if app.is_table_on_screen() {
        app.note(format_args!("{count}"));
    }
    Ok(())
}

/// Whether a write changed or created a deal.
fn is_about(state: &State, deal: u64) -> bool {
    let made = state.result.as_ref().and_then(|result| result.id.as_deref());
    let is_made =
        matches!(state.change.write, Write::CreateDeal { .. } | Write::DuplicateDeal { .. })
            && made == Some(deal.to_string().as_str());
    state.change.write.find_deal() == Some(deal)
        || matches!(state.change.write, Write::MergeDeals { into, .. } if into == deal)
        || is_made
}

fn entry_json(entry: &Entry) -> Value {
    let what = match &entry.changes[..] {
        [] => entry.command.clone(),
        [one] => one.change.write.describe(),
        many => format!("{}: {}", entry.command, text::count(many.len(), "write")),
    };
    let deal = |state: &State| {
        let made = state.result.as_ref().and_then(|result| result.id.clone());
        match (&state.change.write, state.change.write.find_deal()) {
            (Write::CreateDeal { .. } | Write::DuplicateDeal { .. }, _) => made,
            (_, deal) => deal.map(|deal| deal.to_string()),
        }
    };
    let mut deals: Vec<String> = entry.changes.iter().filter_map(deal).collect();
    deals.dedup();
    json!({
        "entry": entry.id,
        "time": time::v2(entry.time),
        "command": entry.command,
        "what": what,
        "deals": deals.join(" "),
        "state": entry_state(entry),
    })
}

/// `done`, or the number of the entry's writes by outcome.
fn entry_state(entry: &Entry) -> String {
    const STATES: [&str; 5] = ["done", "not done", "unknown", "under way", "not tried"];
    let mut counts = [0; 5];
    for state in &entry.changes {
        let word = change_outcome(entry, state);
        if let Some(at) = STATES.iter().position(|known| *known == word) {
            counts[at] += 1;
        }
    }
    let damaged = (entry.damaged > 0).then(|| format!("{} damaged", entry.damaged));
    let parts: Vec<String> = STATES
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| {
            if count == entry.changes.len() + entry.damaged {
                (*word).to_owned()
            } else {
                format!("{count} {word}")
            }
        })
        .chain(damaged)
        .collect();
    parts.join(", ")
}

fn change_outcome(entry: &Entry, state: &State) -> &'static str {
    match state.result.as_ref().map(|result| result.outcome) {
        Some(Outcome::Done) => "done",
        Some(Outcome::NotDone) => "not done",
        Some(Outcome::Unknown) => "unknown",
        None if state.sent.is_some() && !entry.is_ended && !state.is_lost => "under way",
        None if entry.is_in_doubt(state) => "unknown",
        None => "not tried",
    }
}

async fn show(app: &App, journal: &Journal, number: u64) -> anyhow::Result<()> {
    let entry = find(journal, number)?;
    let names = app.cached_names().await;
    let rows: Vec<Value> = entry
        .changes
        .iter()
        .flat_map(|state| change_rows(&entry, state, &names, app.shows_times()))
        .collect();
    app::print_list(&app.settings, Columns::new(CHANGES), &rows)
}

fn find(journal: &Journal, number: u64) -> Result<Entry, Error> {
    let unread = |error: std::io::Error| {
        Error::unexpected(format!("cannot read {}: {error}", journal.path().display()))
    };
    for entry in journal.entries().map_err(unread)? {
        let entry = entry.map_err(unread)?;
        if entry.id == number {
            return Ok(entry);
        }
        if entry.id < number {
            break;
        }
    }
    Err(Error::not_found(format!("no entry {number} in the journal")).hint("list them: deals log"))
}

/// A row for each field that a write changes, or one row for a write without fields.
fn change_rows(entry: &Entry, state: &State, names: &Names, for_person: bool) -> Vec<Value> {
    let Change { write, before, .. } = &state.change;
    let result = state.result.as_ref();
    // A write that was not done needs no undo.
    let is_done = result.is_some_and(|result| result.outcome == Outcome::Done);
    let made = result.and_then(|result| result.id.as_deref());
    let undo = is_done.then(|| write.inverse(before, made)).flatten();
    let row = |field: Option<(String, String, String)>| {
        let (field, old, new) = field.unwrap_or_default();
        json!({
            "deal": write.find_deal(),
            "what": write.describe(),
            "field": field,
            "old": old,
            "new": new,
            "outcome": change_outcome(entry, state),
            "id": result.and_then(|result| result.id.as_deref()),
            "reversible": write.reversible(),
            "undo": undo.as_ref().map(|inverse| inverse.write.describe()),
            "why": result.and_then(|result| result.why.as_deref()),
        })
    };
    let Some(body) = write.body() else { return vec![row(None)] };
    let empty = Map::new();
    let after = result.map_or(&empty, |result| &result.after);
    let currency = |map: &Map<String, Value>| map.get("currency").cloned();
    let was_in = currency(before);
    let is_in = currency(after).or_else(|| currency(body)).or_else(|| was_in.clone());
    let words = |code: &str, old: &Value, new: &Value| {
        let field = names.field_for_code(code);
        let currencies = [was_in.as_ref(), is_in.as_ref()].map(|code| code.and_then(Value::as_str));
        let [old, new] = [(old, currencies[0]), (new, currencies[1])].map(|(value, currency)| {
            let Ok(raw) = serde_json::value::to_raw_value(value) else { return String::new() };
            if for_person {
                value::cell_text(&field, &raw, currency, names).into_owned()
            } else {
                value::show(&field, &raw, names).into_owned()
            }
        });
        (field.name.clone().into_owned(), old, new)
    };
    let mut rows = Vec::new();
    for (key, sent) in body {
        let of = |map: &Map<String, Value>| map.get(key).cloned();
        let (old, new) = (of(before), of(after).unwrap_or_else(|| sent.clone()));
        if let ("custom_fields", Value::Object(sent)) = (key.as_str(), sent) {
            for code in sent.keys() {
                let of = |value: &Value| value.get(code).cloned().unwrap_or_default();
                let old = old.as_ref().map(of).unwrap_or_default();
                rows.push(row(Some(words(code, &old, &of(&new)))));
            }
        } else {
            rows.push(row(Some(words(key, &old.unwrap_or_default(), &new))));
        }
    }
    rows
}

async fn check(
    app: &App,
    journal: &Journal,
    number: Option<u64>,
    waits: bool,
) -> anyhow::Result<()> {
    const PAUSE: std::time::Duration = std::time::Duration::from_secs(10);
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let entries = match number {
            Some(number) => vec![find(journal, number)?],
            None => {
                let all: Result<Vec<Entry>, _> = journal.entries()?.collect();
                all?.into_iter().filter(Entry::is_open).collect()
            }
        };
        let checked = app.check_writes(journal, &entries).await?;
        let mut open = Vec::new();
        for found in &checked {
            let result = found.state.result.as_ref();
            let outcome = result.map_or(Outcome::Unknown, |result| result.outcome);
            let row = json!({
                "entry": found.entry,
                "what": found.state.change.write.describe(),
                "outcome": outcome,
                "id": result.and_then(|result| result.id.as_deref()),
                "candidates": result.map(|result| result.candidates.join(" ")),
                "why": result.and_then(|result| result.why.as_deref()),
            });
            if outcome == Outcome::Unknown {
                open.push((found.open_until, row));
            } else {
                rows.push(row);
            }
        }
        let next = open.iter().filter_map(|(until, _)| *until).max();
        if let (true, Some(until)) = (waits, next) {
            let left = until.duration_since(Timestamp::now()).unsigned_abs();
            tokio::time::sleep(left.clamp(std::time::Duration::from_millis(100), PAUSE)).await;
            continue;
        }
        let (unknown, waiting) = (open.len(), open.iter().any(|(until, _)| until.is_some()));
        rows.extend(open.into_iter().map(|(_, row)| row));
        return report(app, &rows, unknown, waiting);
    }
}

/// Prints the result of a check; outcomes that stay unknown are an error.
fn report(app: &App, rows: &[Value], unknown: usize, waiting: bool) -> anyhow::Result<()> {
    const COLUMNS: &[Column] = &[
        column("entry", "Entry", FieldKind::Any),
        column("what", "What", FieldKind::Any),
        column("outcome", "Outcome", FieldKind::Any),
        column("id", "ID", FieldKind::Any),
        column("candidates", "Candidates", FieldKind::Any),
        column("why", "Why", FieldKind::Any),
    ];
    if rows.is_empty() {
        app.note(format_args!("no unknown outcomes"));
    }
    app::print_list(&app.settings, Columns::new(COLUMNS), rows)?;
    if unknown == 0 {
        return Ok(());
    }
    let message = format!("{} still unknown", text::count(unknown, "outcome"));
    let hint = if waiting {
        "check again five minutes after the write, or wait: deals log --check --wait"
    } else {
        "they cannot be verified: check the deals in Pipedrive"
    };
    let failure = Error::new(ErrorKind::Unavailable, message).hint(hint);
    Err(Error { effect: WriteOutcome::Unknown, ..failure }.into())
}

async fn prune(app: &App, journal: &Journal, args: &PruneArgs) -> anyhow::Result<()> {
    let before = resolve::moment(app, &args.before).await?;
    let path = journal.path().display();
    let when = app.display_time(before);
    if app.is_dry() {
        let count = text::count(journal.count_older(before)?, "entry");
        app.note(format_args!("dry run: nothing was changed; {count} would be removed"));
        return Ok(());
    }
    app.confirm(&format!("Remove the entries before {when} from {path}?"))?;
    let removed = journal.prune(before)?;
    app.note(format_args!("{} removed", text::count(removed, "entry")));
    Ok(())
}
