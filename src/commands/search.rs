//! `deals search`

use super::Coverage;
use super::filter::api_name;
use crate::api::endpoints::SEARCH_DEALS;
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::interactive::deal_picker;
use crate::model::arg::{self, ArgKind};
use crate::model::deal_status::DealStatus;
use crate::model::field::{Column, Field, FieldKind, column};
use crate::model::names::ContactKind;
use crate::model::record::{Record, RecordView};
use crate::ops::contacts::CUSTOMER;
use crate::ops::deal_pages;
use crate::ops::listing::ListPrinter;
use crate::ops::resolve;
use crate::output::Layout;
use crate::text;
use crate::ui::prompt::Question;
use clap::ValueEnum;
use serde_json::Value;

/// The fields of a search result, which has fewer than a deal: code, heading, kind.
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
    column(CUSTOMER, "Customer", FieldKind::Text),
];

/// Number of default columns in CSV and in a piped table.
const SHOWN: usize = 9;

/// The default columns on a terminal.
const ON_SCREEN: [&str; 8] = [
    "item.id",
    "item.title",
    CUSTOMER,
    "item.value",
    "item.status",
    "item.stage.name",
    OWNER,
    "item.is_archived",
];

/// A search result has the ID of the owner, but no name.
const OWNER: &str = "item.owner.id";

/// The columns that are left out first on a narrow terminal, and the usual values.
const LAYOUT: Layout = Layout {
    wraps: false,
    expendable: &["item.is_archived", OWNER, "item.stage.name", CUSTOMER],
    implied: &[("item.status", "\"open\""), ("item.is_archived", "false")],
};

/// Search deals by title, notes and custom fields
///
/// Best matches first. Includes archived deals, but not deleted ones. A table on a terminal shows owners
/// by name.
///
/// Cost: 20 tokens per 100 matches; `deals list` with filters is cheaper; 20 to 40 to search for a person or
/// organization by name; names of owners: 20 tokens, once in 24 hours
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&SEARCH_DEALS))]
#[command(after_long_help = "\
Examples:
  $ deals search roof
  $ deals search \"Copper roof\" --exact --in title -o json")]
pub struct SearchArgs {
    /// Search term: at least 2 characters, or 1 with --exact
    #[arg(value_name = "TERM")]
    term: Option<String>,
    /// Search only in these places, separated by commas
    #[arg(
        long = "in",
        value_name = "WHERE,...",
        value_delimiter = ',',
        visible_alias = "search-fields"
    )]
    places: Vec<Place>,
    /// Match the whole text, ignoring case
    #[arg(long, visible_alias = "exact-match")]
    exact: bool,
    /// Show only deals with this person: name or ID
    #[arg(long, value_name = "PERSON", add = ArgKind::Person)]
    person: Option<String>,
    /// Show only deals with this organization: name or ID
    #[arg(long, value_name = "ORGANIZATION", add = ArgKind::Organization, visible_alias = "organization")]
    org: Option<String>,
    /// Show only deals with this status
    #[arg(long, value_name = "STATUS", value_parser = DealStatus::parser(&DealStatus::SETTABLE))]
    status: Option<DealStatus>,
    /// Include more fields
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    include_fields: Vec<Extra>,
    /// Show at most N deals
    #[arg(long, value_name = "N", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Resume from the cursor of an earlier run
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// Open the deals in the web browser, at most 10
    #[arg(long)]
    web: bool,
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
            let check =
                |term: &str| check_term(term, args.exact).map_err(|failure| failure.message);
            app.ask.text(Question::new("Search for", "TERM"), check)?
        }
    };
    check_term(&term, args.exact)?;
    let person = match &args.person {
        Some(word) => Some(resolve::person(app, word).await?.to_string()),
        None => None,
    };
    let organization = match &args.org {
        Some(word) => Some(resolve::organization(app, word).await?.to_string()),
        None => None,
    };
    let places: Vec<String> = args.places.iter().map(|place| api_name(*place)).collect();
    let extra: Vec<String> = args.include_fields.iter().map(|extra| api_name(*extra)).collect();
    let request = Request::to(&SEARCH_DEALS)
        .query("term", term)
        .list("fields", &places)
        .query("exact_match", args.exact.then(|| "true".to_owned()))
        .query("person_id", person)
        .query("organization_id", organization)
        .query("status", args.status.map(|status| status.to_string()))
        .list("include_fields", &extra);
    let columns = choose_columns(app)?;
    let pages = app.pages(request).limit(args.limit).from_cursor(args.cursor);
    if app.is_dry() {
        app.plan_lookups(&columns);
        return app.plan(&[pages.request()]);
    }
    if args.web {
        return deal_pages::open_listed(app, [pages], "item.id").await;
    }
    let has_customer = columns.fields.iter().any(|field| field.code == CUSTOMER);
    let mut walk = ListPrinter::new(app, columns, "deal").await?;
    walk.set_prepares_json(has_customer);
    walk.print_pages(pages, async |hits| {
        if app.is_on_screen() {
            ContactKind::ALL.iter().for_each(|kind| learn_contacts(app, *kind, &hits));
        }
        Ok(if has_customer { hits.iter().map(with_customer).collect() } else { hits })
    })
    .await?;
    walk.finish().await
}

/// Rejects a term that is too short for Pipedrive.
fn check_term(term: &str, is_exact: bool) -> Result<(), Error> {
    let least = if is_exact { 1 } else { 2 };
    if term.trim().chars().count() >= least {
        return Ok(());
    }
    Err(Error::usage(format!(
        "search term `{term}` is too short: at least {}",
        text::count(least, "character")
    ))
    .hint("use --exact to search for one character"))
}

/// The columns of `--fields`, or the default ones. Where names are looked up, the
/// owner is a name.
fn choose_columns(app: &App) -> Result<Columns, Error> {
    let is_shown = |column: &&Column| ON_SCREEN.contains(&column.code);
    let mut default: Vec<Field> = HIT[..SHOWN].iter().map(Column::field).collect();
    if app.is_on_screen() {
        default = HIT.iter().filter(is_shown).map(Column::field).collect();
        default.sort_by_key(|field| ON_SCREEN.iter().position(|code| *code == field.code));
    }
    let mut columns = app.columns(default, parse_column)?.with_layout(LAYOUT).with_links(app);
    if app.is_on_screen() || app.resolves_ids() && app.settings.flags.resolve {
        let owners = columns.fields.iter_mut().filter(|field| field.code == OWNER);
        owners.for_each(|owner| owner.kind = FieldKind::User);
    }
    Ok(columns)
}

/// The object in a search result that names a person or an organization.
fn contact<'h>(hit: &RecordView<'h>, kind: ContactKind) -> RecordView<'h> {
    hit.object("item").object(kind.noun())
}

/// Caches the contact names in the search results.
fn learn_contacts(app: &App, kind: ContactKind, hits: &[Record]) {
    let named = hits.iter().filter_map(|hit| {
        let hit = hit.read();
        let contact = contact(&hit, kind);
        let name = text::clean(&contact.text("name")?).trim().to_owned();
        Some((contact.id()?, Some(name)))
    });
    app.learn_contacts(kind, named);
}

/// Adds the name of the organization, or else of the person.
fn with_customer(hit: &Record) -> Record {
    let reading = hit.read();
    let name = |kind| contact(&reading, kind).text("name").map(String::from);
    let name = name(ContactKind::Organization).or_else(|| name(ContactKind::Person));
    hit.with_members(&[(CUSTOMER, Value::from(name))])
}

/// Parses a column: a code, with or without `item.`, or a heading.
fn parse_column(word: &str) -> Result<Field, Error> {
    let fits = |column: &&Column| {
        column.is_called(word) || column.code.strip_prefix("item.") == Some(word)
    };
    HIT.iter().find(fits).map(Column::field).ok_or_else(|| {
        let codes = HIT.iter().map(|column| column.code.trim_start_matches("item."));
        let hint = text::did_you_mean(word, codes.clone()).unwrap_or_else(|| {
            format!(
                "valid fields: {}; `deals get` shows all fields of a deal",
                codes.collect::<Vec<_>>().join(", ")
            )
        });
        Error::usage(format!("search results have no field `{word}`")).hint(hint)
    })
}
