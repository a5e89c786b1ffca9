//! `deals merge`

use super::Coverage;
use crate::api::endpoints::{Endpoint, GET_ORGANIZATION, GET_PERSON, MERGE_DEAL};
use crate::api::request::Request;
use crate::app::App;
use crate::app::write::Write;
use crate::error::{Error, ErrorKind};
use crate::interactive::deal_arg::{self, Purpose};
use crate::interactive::deal_picker;
use crate::model::arg::{ArgKind, DealColumns};
use crate::model::field::{Field, FieldKind};
use crate::model::names::{Lookup, Names};
use crate::model::record::{Record, RecordView};
use crate::model::value;
use crate::ops::bulk;
use crate::ops::v1_deal;
use crate::output::Format;
use crate::text;
use serde_json::json;
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, IsTerminal};

/// The compared fields, those that users set; custom fields follow.
const COMPARED: [&str; 13] = [
    "title",
    "value",
    "status",
    "pipeline_id",
    "stage_id",
    "owner_id",
    "person_id",
    "org_id",
    "label_ids",
    "probability",
    "expected_close_date",
    "visible_to",
    "channel_id",
];

/// Merge one deal into another
///
/// DEAL is deleted. SURVIVOR keeps its own values, takes those of DEAL where its own are empty, and
/// gets the activities, notes, mail, files, participants and followers of DEAL. This cannot be undone,
/// so the command shows both deals side by side and asks for confirmation; without a terminal, --yes is
/// required.
///
/// Cost: 40 tokens, plus 2 to read both deals, plus 1 per person and organization shown
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&MERGE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals merge 1 --into 2 --yes
  $ deals merge 1 --into 2 --dry-run")]
pub struct MergeArgs {
    /// ID or URL of the deal that is deleted
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
    /// ID or URL of the deal that remains
    #[arg(long, value_name = "SURVIVOR", add = ArgKind::Deal)]
    into: Option<String>,
}

pub async fn run(app: &App, args: MergeArgs) -> anyhow::Result<()> {
    deal_picker::require(
        app,
        &[("DEAL", args.deal.is_some()), ("--into", args.into.is_some())],
        "usage: deals merge 42 --into 43",
    )?;
    let gone = match &args.deal {
        Some(word) => deal_arg::id(app, word, Purpose::ConfirmedChange).await?,
        None => deal_picker::pick_id(app, "Deal that disappears", "DEAL").await?,
    };
    let stays = match &args.into {
        Some(word) => deal_arg::id(app, word, Purpose::ConfirmedChange).await?,
        None => deal_picker::pick_id(app, "Deal that stays", "--into").await?,
    };
    if gone == stays {
        return Err(Error::usage(format!("deal {gone} cannot be merged with itself"))
            .hint("name another deal with --into")
            .into());
    }
    let columns = v1_deal::load_columns(app).await?;
    let write = Write::MergeDeals { deal: gone, into: stays };
    if app.is_dry() {
        let mut plan = bulk::fetch_plan(&[gone, stays], &|request| request);
        plan.push(write.request()?);
        return app.plan(&plan);
    }
    let (deals, missing) = bulk::fetch(app, &[gone, stays], &|request| request).await?;
    bulk::check_missing(missing)?;
    let [one, other] = &deals[..] else {
        return Err(Error::unexpected("Pipedrive did not return both deals").into());
    };
    check(gone, &one.read())?;
    check(stays, &other.read())?;
    if has_reader(app) {
        compare(app, (gone, one), (stays, other)).await?;
    }
    let (one, other) = (display_name(gone, one), display_name(stays, other));
    app.note_irreversible(format_args!("{one} disappears into {other}"));
    app.confirm(&format!("Merge {one} into {other} in {}?", app.account()))?;
    let merged = app.write(write, None).await?;
    app.note(format_args!("deal {stays}: merged with {one}, which is gone"));
    v1_deal::show(app, 1, columns, &[merged]).await
}

/// Rejects what Pipedrive would reject, before tokens are spent.
fn check(id: u64, deal: &RecordView) -> Result<(), Error> {
    let is = |code: &str| deal.is_true(code);
    let (state, hint) = if is("is_deleted") {
        ("deleted", format!("restore it first: deals update {id} --deleted=false"))
    } else if is("is_archived") {
        ("archived", format!("unarchive it first: deals unarchive {id}"))
    } else {
        return Ok(());
    };
    let message = format!("deal {id} is {state} and cannot be merged");
    Err(Error::new(ErrorKind::Refused, message).hint(hint))
}

/// `deal 3 (Garden wall)`
fn display_name(id: u64, deal: &Record) -> String {
    let title = deal.read().text("title").unwrap_or_default();
    format!("deal {id} ({})", text::clean(&title))
}

/// Whether a person reads the messages. A script should not pay for the lookup of names.
fn has_reader(app: &App) -> bool {
    let quiet = app.settings.flags.quiet;
    !quiet && (app.format == Format::Table || io::stderr().is_terminal())
}

/// Shows both deals, and the values after the merge.
async fn compare(app: &App, gone: (u64, &Record), stays: (u64, &Record)) -> Result<(), Error> {
    let words = [Lookup::Fields, Lookup::Stages, Lookup::Pipelines, Lookup::Users];
    let names = app.names(&words).await?;
    let column = |code: &'static str, name: String| Field {
        name: name.into(),
        ..Field::new(code, "", FieldKind::Text)
    };
    let columns = vec![
        column("field", "Field".into()),
        column("gone", format!("Deal {} (disappears)", gone.0)),
        column("stays", format!("Deal {} (stays)", stays.0)),
        column("keeps", format!("Deal {} afterwards", stays.0)),
    ];
    let (gone, stays) = (gone.1.read(), stays.1.read());
    let mut linked = HashMap::new();
    for (code, endpoint) in [("person_id", &GET_PERSON), ("org_id", &GET_ORGANIZATION)] {
        for id in [gone.reference(code), stays.reference(code)].into_iter().flatten() {
            if let Entry::Vacant(place) = linked.entry((code, id)) {
                place.insert(fetch_name(app, endpoint, id).await);
            }
        }
    }
    app.print_table_to_stderr(columns, &compare_fields(&gone, &stays, &names, &linked));
    Ok(())
}

/// The name of a person or an organization; its ID where the name cannot be fetched.
async fn fetch_name(app: &App, endpoint: &'static Endpoint, id: u64) -> String {
    let found = app.one(&Request::to(endpoint).with("id", id)).await;
    let name = found.ok().and_then(|found| found.read().text("name").map(Cow::into_owned));
    name.unwrap_or_else(|| id.to_string())
}

/// The names of linked persons and organizations, by field and ID.
type Linked<'a> = HashMap<(&'a str, u64), String>;

/// A row for each field that either deal has.
fn compare_fields(
    gone: &RecordView,
    stays: &RecordView,
    names: &Names,
    linked: &Linked,
) -> Vec<Record> {
    let custom = |deal: &RecordView| -> Vec<String> {
        deal.custom_members().map(|(code, _)| code.to_owned()).collect()
    };
    let (gone_has, stays_has) = (custom(gone), custom(stays));
    let mut codes: Vec<&str> = COMPARED.to_vec();
    for code in gone_has.iter().chain(&stays_has) {
        if !codes.contains(&code.as_str()) {
            codes.push(code);
        }
    }
    let row = |code: &str| {
        let field = names.field_for_code(code);
        let shown =
            |deal: &RecordView| match deal.reference(code).and_then(|id| linked.get(&(code, id))) {
                Some(name) => name.clone(),
                None => display_value(&field, deal, names),
            };
        let (gone, stays) = (shown(gone), shown(stays));
        // A value of the survivor wins (pipedrive.md P260).
        let keeps = if stays.is_empty() { &gone } else { &stays };
        let row = json!({"field": field.name, "gone": gone, "stays": stays, "keeps": keeps});
        let is_empty = gone.is_empty() && stays.is_empty();
        serde_json::value::to_raw_value(&row).ok().and_then(Record::new).filter(|_| !is_empty)
    };
    codes.into_iter().filter_map(row).collect()
}

fn display_value(field: &Field, deal: &RecordView, names: &Names) -> String {
    let Some(raw) = deal.get(&field.code) else {
        return String::new();
    };
    let currency = value::currency_beside(field, deal);
    value::cell_text(field, raw, currency.as_deref(), names).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_survivor_wins() {
        let deal = |value: serde_json::Value| {
            Record::new(serde_json::value::to_raw_value(&value).unwrap()).unwrap()
        };
        let gone = deal(json!({"title": "A", "value": 5, "currency": "EUR", "label_ids": [1],
            "person_id": 4, "custom_fields": {"x": "only here"}}));
        let stays = deal(json!({"title": "B", "value": null, "currency": "USD", "label_ids": [],
            "person_id": null, "custom_fields": {"x": null, "y": 2}}));
        let rows = compare_fields(
            &gone.read(),
            &stays.read(),
            &Names::default(),
            &HashMap::from([(("person_id", 4), "Ada".to_owned())]),
        );
        let keeps: Vec<(String, String)> = rows
            .iter()
            .map(|row| {
                let text = |code| row.read().text(code).unwrap().into_owned();
                (text("field"), text("keeps"))
            })
            .collect();
        let kept = |field: &str, keeps: &str| (field.to_owned(), keeps.to_owned());
        assert_eq!(
            keeps,
            [
                kept("Title", "B"),
                kept("Value", "5 EUR"),
                kept("Person", "Ada"),
                kept("Labels", "1"),
                kept("x", "only here"),
                kept("y", "2")
            ]
        );
    }
}
