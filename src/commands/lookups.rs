//! The commands that print the cached lists: `deals fields`, `pipelines`, `stages`, `users`,
//! `filters`, `currencies`.

use super::Coverage;
use crate::api::endpoints::{
    LIST_CURRENCIES, LIST_DEAL_FIELDS, LIST_FILTERS, LIST_PIPELINES, LIST_STAGES, LIST_USERS,
};
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::model::arg::ArgKind;
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::names::{Lookup, Names};
use crate::model::record::{Record, string};
use crate::model::value;
use crate::ops::listing::{self, ListPrinter, ListSpec};
use crate::ops::resolve;
use serde_json::value::RawValue;

pub const FIELDS: ListSpec = ListSpec {
    noun: "field",
    columns: &[
        column("field_name", "Name", FieldKind::Text),
        column("field_code", "Code", FieldKind::Text),
        column("field_type", "Kind", FieldKind::Text),
        column("options", "Options", FieldKind::Any),
    ],
    more: MORE_OF_FIELD,
};

/// The card of a single field.
const FIELD: ListSpec = ListSpec {
    noun: "field",
    columns: &[
        column("field_name", "Name", FieldKind::Text),
        column("field_code", "Code", FieldKind::Text),
        column("field_type", "Kind", FieldKind::Text),
        column("description", "Description", FieldKind::Text),
        derived_column("choices", "Options", "options"),
        derived_column("parts", "Parts", "subfields"),
        column("is_writable", "Writable", FieldKind::Flag),
    ],
    more: MORE_OF_FIELD,
};

const MORE_OF_FIELD: &[&str] =
    &["description", "subfields", "is_custom_field", "is_optional_response_field", "is_writable"];

pub const PIPELINES: ListSpec = ListSpec {
    noun: "pipeline",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("is_deal_probability_enabled", "Probability", FieldKind::Flag),
    ],
    more: &["order_nr", "is_deleted", "add_time", "update_time"],
};

pub const STAGES: ListSpec = ListSpec {
    noun: "stage",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("pipeline_id", "Pipeline", FieldKind::Pipeline),
        column("deal_probability", "Probability", FieldKind::Number),
        column("days_to_rotten", "Rots after days", FieldKind::Number),
    ],
    more: &["order_nr", "is_deleted", "is_deal_rot_enabled", "add_time", "update_time"],
};

pub const USERS: ListSpec = ListSpec {
    noun: "user",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("email", "Email", FieldKind::Text),
        column("active_flag", "Active", FieldKind::Flag),
        column("is_you", "You", FieldKind::Flag),
    ],
    more: &[
        "phone",
        "default_currency",
        "locale",
        "lang",
        "timezone_name",
        "timezone_offset",
        "activated",
        "last_login",
        "created",
        "modified",
        "has_created_company",
        "access",
        "role_id",
        "icon_url",
        "is_admin",
        "is_deleted",
    ],
};

pub const FILTERS: ListSpec = ListSpec {
    noun: "filter",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("user_id", "By", FieldKind::User),
    ],
    more: &[
        "type",
        "active_flag",
        "is_editable",
        "temporary_flag",
        "visible_to",
        "filter_code",
        "custom_view_id",
        "add_time",
        "update_time",
        "last_used_time",
    ],
};

pub const CURRENCIES: ListSpec = ListSpec {
    noun: "currency",
    columns: &[
        column("code", "Code", FieldKind::Text),
        column("name", "Name", FieldKind::Text),
        column("symbol", "Symbol", FieldKind::Text),
        column("decimal_points", "Decimals", FieldKind::Number),
    ],
    more: &["id", "active_flag", "is_custom_flag"],
};

/// List the fields of deals, or show one with its options
///
/// Cost: 10 tokens once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_DEAL_FIELDS))]
#[command(after_long_help = "\
Examples:
  $ deals fields
  $ deals fields Tier")]
pub struct FieldsArgs {
    /// Field: name, code or key
    #[arg(add = ArgKind::Field)]
    field: Option<String>,
}

/// List the pipelines
///
/// Cost: 5 tokens once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_PIPELINES))]
#[command(after_long_help = "\
Examples:
  $ deals pipelines
  $ deals pipelines --refresh -o json")]
pub struct PipelinesArgs {}

/// List the stages of the pipelines
///
/// Cost: 5 tokens, plus 5 for the names of the pipelines, once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_STAGES))]
#[command(after_long_help = "\
Examples:
  $ deals stages
  $ deals stages --pipeline Sales -o csv")]
pub struct StagesArgs {
    /// Show only the stages of this pipeline
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
}

/// List the users of the company
///
/// Cost: 20 tokens once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_USERS))]
#[command(after_long_help = "\
Examples:
  $ deals users
  $ deals users --fields id,name,default_currency -o csv")]
pub struct UsersArgs {}

/// List the saved filters for deals
///
/// Cost: 20 tokens once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_FILTERS))]
#[command(after_long_help = "\
Examples:
  $ deals filters
  $ deals filters -o ndjson")]
pub struct FiltersArgs {}

/// List the currencies
///
/// Cost: 20 tokens once a day, then cached; --refresh fetches again
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_CURRENCIES))]
#[command(after_long_help = "\
Examples:
  $ deals currencies
  $ deals currencies --term euro")]
pub struct CurrenciesArgs {
    /// Show only currencies with this text in their name or code
    #[arg(long, value_name = "TEXT")]
    term: Option<String>,
}

pub async fn fields(app: &App, args: FieldsArgs) -> anyhow::Result<()> {
    if app.is_dry() {
        return show_plan(app, Lookup::Fields);
    }
    let Some(word) = &args.field else {
        return print_lookup(app, &FIELDS, Lookup::Fields).await;
    };
    let found = match find_field(&app.lookup(Lookup::Fields).await?, word) {
        // The field may be newer than the cache.
        Err(failure)
            if failure.kind == ErrorKind::NotFound && app.refresh(&[Lookup::Fields]).await? =>
        {
            find_field(&app.lookup(Lookup::Fields).await?, word)?
        }
        found => found?,
    };
    let found = if app.resolves_ids() { with_parts(&found) } else { found };
    listing::show_one(app, &FIELD, &found).await
}

/// Finds a field by code, by Pipedrive's name, or by the name that this program uses.
fn find_field(records: &[Record], word: &str) -> Result<Record, Error> {
    let mut names = Names::default();
    names.learn(Lookup::Fields, records);
    let code = names.field(word)?.code;
    let is_it = |record: &&Record| record.read().text("field_code").is_some_and(|it| it == code);
    let found = records.iter().find(is_it).cloned();
    found.ok_or_else(|| Error::not_found(format!("the account has no field {code}")))
}

/// Lists the options and subfields of a field as `name (ID)`.
fn with_parts(field: &Record) -> Record {
    let reading = field.read();
    let each = |list: &str, name: &str, id: &str| {
        let raw = reading.get(list).map_or("null", |raw| raw.get());
        let items: Vec<Box<RawValue>> = serde_json::from_str(raw).unwrap_or_default();
        let face = |item: Box<RawValue>| {
            let item = Record::new_item(item);
            let item = item.read();
            let name = item.get(name).map(value::plain).unwrap_or_default();
            // The ID of a yes-or-no option is `true` or `false` (pipedrive.md P189).
            let id = item.get(id).map(|id| string(id).unwrap_or(id.get().into()));
            format!("{name} ({})", id.unwrap_or_default())
        };
        items.into_iter().map(face).collect::<Vec<_>>().join(", ")
    };
    field.with_members(&[
        ("choices", each("options", "label", "id")),
        ("parts", each("subfields", "field_name", "field_code")),
    ])
}

pub async fn pipelines(app: &App, _: PipelinesArgs) -> anyhow::Result<()> {
    print_lookup(app, &PIPELINES, Lookup::Pipelines).await
}

pub async fn stages(app: &App, args: StagesArgs) -> anyhow::Result<()> {
    let pipeline = match &args.pipeline {
        Some(word) => Some(resolve::pipeline(app, word).await?),
        None => None,
    };
    if app.is_dry() {
        return show_plan(app, Lookup::Stages);
    }
    let stages = app.lookup(Lookup::Stages).await?;
    let fits =
        |stage: &&Record| pipeline.is_none() || stage.read().reference("pipeline_id") == pipeline;
    print_records(app, &STAGES, stages.iter().filter(fits).cloned()).await
}

pub async fn users(app: &App, _: UsersArgs) -> anyhow::Result<()> {
    print_lookup(app, &USERS, Lookup::Users).await
}

pub async fn filters(app: &App, _: FiltersArgs) -> anyhow::Result<()> {
    print_lookup(app, &FILTERS, Lookup::Filters).await
}

pub async fn currencies(app: &App, args: CurrenciesArgs) -> anyhow::Result<()> {
    if app.is_dry() {
        return show_plan(app, Lookup::Currencies);
    }
    let currencies = app.lookup(Lookup::Currencies).await?;
    let term = args.term.unwrap_or_default().to_lowercase();
    let fits = |currency: &&Record| {
        let currency = currency.read();
        ["code", "name"]
            .into_iter()
            .any(|key| currency.text(key).is_some_and(|text| text.to_lowercase().contains(&term)))
    };
    print_records(app, &CURRENCIES, currencies.iter().filter(fits).cloned()).await
}

async fn print_lookup(app: &App, sheet: &ListSpec, lookup: Lookup) -> anyhow::Result<()> {
    if app.is_dry() {
        return show_plan(app, lookup);
    }
    let records = app.lookup(lookup).await?;
    print_records(app, sheet, records.iter().cloned()).await
}

async fn print_records(
    app: &App,
    sheet: &ListSpec,
    records: impl Iterator<Item = Record>,
) -> anyhow::Result<()> {
    let mut walk = ListPrinter::new(app, sheet.columns(app)?, sheet.noun).await?;
    walk.page(&records.collect::<Vec<_>>())?;
    walk.finish().await
}

/// Shows the dry run: a cached list needs no request.
fn show_plan(app: &App, lookup: Lookup) -> anyhow::Result<()> {
    match app.cached(lookup) {
        Some(_) => app.plan(&[]),
        None => app.plan(&[app.pages(App::lookup_request(lookup)).request()]),
    }
}
