//! `deals search`

use super::Coverage;
use super::filter::word;
use crate::api::endpoints::SEARCH_DEALS;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_picker;
use crate::model::arg::{self, ArgKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Column, Field, FieldKind, column};
use crate::ops::listing::{self, ListPrinter};
use crate::ops::resolve;
use crate::text;
use crate::ui::prompt::Question;
use clap::ValueEnum;

/// The parts of a hit: code, heading, kind. A hit is less than a deal: `deals get` has the rest.
const HIT: &[Column] = &[
    column("item.id", "ID", FieldKind::Id),
    column("item.title", "Title", FieldKind::Text),
    column("item.value", "Value", FieldKind::Money("item.currency")),
    column("item.status", "Status", FieldKind::Status),
    column("item.stage.name", "Stage", FieldKind::Text),
    column("item.owner.id", "Owner", FieldKind::Id),
    column("item.person.name", "Person", FieldKind::Text),
    column("item.organization.name", "Organization", FieldKind::Text),
    column("item.is_archived", "Archived", FieldKind::Flag),
    column("item.currency", "Currency", FieldKind::Text),
    column("item.type", "Type", FieldKind::Text),
    column("item.visible_to", "Visible to", FieldKind::Number),
    column("item.stage.id", "Stage ID", FieldKind::Id),
    column("item.person.id", "Person ID", FieldKind::Id),
    column("item.organization.id", "Organization ID", FieldKind::Id),
    column("item.notes", "Notes", FieldKind::Any),
    column("item.custom_fields", "Custom fields", FieldKind::Any),
    column("item.cc_email", "Smart BCC", FieldKind::Text),
    column("result_score", "Score", FieldKind::Number),
];

/// How many of them a table and CSV show.
const SHOWN: usize = 9;

/// Search deals by title, notes and custom fields
///
/// Finds archived deals too, but no deleted ones. Best hits first. Costs 20 tokens for each 100
/// hits; `deals list` with filters is cheaper where it serves.
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&SEARCH_DEALS))]
#[command(after_long_help = "\
Examples:
  $ deals search roof
  $ deals search \"Copper roof\" --exact --in title -o json")]
pub struct SearchArgs {
    /// What to look for: 2 characters at least, or 1 with --exact
    #[arg(value_name = "TERM")]
    term: Option<String>,
    /// Where to look; everywhere if left out
    #[arg(
        long = "in",
        value_name = "WHERE,...",
        value_delimiter = ',',
        visible_alias = "search-fields"
    )]
    places: Vec<Place>,
    /// Only what is the term from end to end, in any case
    #[arg(long, visible_alias = "exact-match")]
    exact: bool,
    /// Only deals with this person
    #[arg(long, value_name = "PERSON", add = ArgKind::Person)]
    person: Option<String>,
    /// Only deals with this organization
    #[arg(long, value_name = "ORGANIZATION", add = ArgKind::Organization, visible_alias = "organization")]
    org: Option<String>,
    /// Only open, won or lost deals
    #[arg(long, value_name = "STATUS", value_parser = DealStatus::parser(&DealStatus::SETTABLE))]
    status: Option<DealStatus>,
    /// Further fields: deal.cc_email
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    include_fields: Vec<Extra>,
    /// At most so many hits
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Go on from the marker of an earlier run
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Place {
    Title,
    Notes,
    CustomFields,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Extra {
    #[value(name = "deal.cc_email")]
    CcEmail,
}

pub async fn run(app: &App, args: SearchArgs) -> anyhow::Result<()> {
    deal_picker::require(app, &[("TERM", args.term.is_some())], "usage: deals search roof")?;
    let term = match &args.term {
        Some(term) => term.clone(),
        None => {
            let check = |term: &str| check(term, args.exact).map_err(|failure| failure.message);
            app.ask.text(Question::new("Search for", "TERM"), check)?
        }
    };
    check(&term, args.exact)?;
    let person = match &args.person {
        Some(word) => Some(resolve::person(app, word).await?.to_string()),
        None => None,
    };
    let organization = match &args.org {
        Some(word) => Some(resolve::organization(app, word).await?.to_string()),
        None => None,
    };
    let places: Vec<String> = args.places.iter().map(|place| word(*place)).collect();
    let extra: Vec<String> = args.include_fields.iter().map(|extra| word(*extra)).collect();
    let request = Request::to(&SEARCH_DEALS)
        .query("term", term)
        .list("fields", &places)
        .query("exact_match", args.exact.then(|| "true".to_owned()))
        .query("person_id", person)
        .query("organization_id", organization)
        .query("status", args.status.map(|status| status.to_string()))
        .list("include_fields", &extra);
    let columns = app.columns(HIT[..SHOWN].iter().map(Column::field).collect(), parse_column)?;
    let pages = app.pages(request).limit(args.limit).from_cursor(args.cursor);
    if app.is_dry() {
        app.will_show(&columns);
        return app.plan(&[pages.request()]);
    }
    let mut walk = ListPrinter::new(app, columns, "deal").await?;
    walk.through(pages, listing::as_is).await?;
    walk.finish().await
}

/// Refuses a term that Pipedrive would not search for.
fn check(term: &str, is_exact: bool) -> Result<(), Error> {
    let least = if is_exact { 1 } else { 2 };
    if term.trim().chars().count() >= least {
        return Ok(());
    }
    Err(Error::usage(format!(
        "`{term}` is too short to search for: {} at least",
        text::count(least, "character")
    ))
    .hint("one character can be searched for with --exact"))
}

/// A part of a hit by code, with or without its `item.`, or by heading.
fn parse_column(word: &str) -> Result<Field, Error> {
    let fits = |column: &&Column| {
        column.is_called(word) || column.code.strip_prefix("item.") == Some(word)
    };
    HIT.iter().find(fits).map(Column::field).ok_or_else(|| {
        let codes = HIT.iter().map(|column| column.code.trim_start_matches("item."));
        let hint = text::did_you_mean(word, codes.clone()).unwrap_or_else(|| {
            format!("a hit has {}; `deals get` has the rest", codes.collect::<Vec<_>>().join(", "))
        });
        Error::usage(format!("a search hit has no field `{word}`")).hint(hint)
    })
}
