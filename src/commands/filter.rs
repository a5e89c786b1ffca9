//! The filter and extra-field flags of the commands that read deals.

use super::Coverage;
use crate::api::endpoints::{LIST_ARCHIVED, SEARCH_ORGANIZATIONS, SEARCH_PERSONS};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::model::deal_status::DealStatus;
use crate::model::field::{MAX_CUSTOM, OptionalField, is_custom_key};
use crate::model::time;
use crate::ops::resolve;
use clap::ValueEnum;

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Use a saved filter; Pipedrive ignores the other filters then
    #[arg(long, value_name = "FILTER", add = ArgKind::Filter, conflicts_with_all = ["ids", "owner", "person", "org", "pipeline", "stage", "status"])]
    filter: Option<String>,
    /// Deal IDs, separated by commas; one request per 100 deals
    #[arg(long, value_name = "ID,...", add = ArgKind::Deal, value_delimiter = ',', num_args = 1.., conflicts_with = "cursor")]
    pub ids: Vec<String>,
    /// Owner: name, email or ID of a user
    #[arg(long, value_name = "USER", add = ArgKind::User)]
    owner: Option<String>,
    /// Linked person: name or ID
    #[arg(long, value_name = "PERSON", add = ArgKind::Person, add = Coverage::Endpoint(&SEARCH_PERSONS))]
    person: Option<String>,
    /// Linked organization: name or ID
    #[arg(long, value_name = "ORGANIZATION", add = ArgKind::Organization, add = Coverage::Endpoint(&SEARCH_ORGANIZATIONS))]
    org: Option<String>,
    /// Pipeline: name or ID
    #[arg(long, value_name = "PIPELINE", add = ArgKind::Pipeline)]
    pipeline: Option<String>,
    /// Stage: name or ID
    #[arg(long, value_name = "STAGE", add = ArgKind::Stage)]
    stage: Option<String>,
    /// Statuses, separated by commas: open, won, lost, deleted [default: all but deleted]
    #[arg(long, value_name = "STATUS,...", value_delimiter = ',', value_parser = DealStatus::parser(&DealStatus::ALL), hide_possible_values = true)]
    status: Vec<DealStatus>,
    /// Updated at this time or later: 2026-01-31, "2026-01-31 10:20", today, -7d
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    updated_since: Option<String>,
    /// Updated before this time
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true)]
    updated_until: Option<String>,
}

/// The extra fields of each deal.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Extra fields")]
pub struct IncludeArgs {
    /// Include more fields; fields in --fields are included anyway
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    include_fields: Vec<OptionalField>,
    /// Custom fields to include, at most 15 [default: those in --fields, or all]
    #[arg(long, value_name = "FIELD,...", add = ArgKind::CustomFields)]
    custom_fields: Vec<String>,
    /// Show options as {id, label} objects instead of IDs
    #[arg(long)]
    include_option_labels: bool,
    /// Add the labels as a list of {id, label} objects
    #[arg(long)]
    include_labels: bool,
}

impl FilterArgs {
    /// Whether the filters allow a single status only.
    pub fn has_one_status(&self) -> bool {
        self.status.len() == 1
    }

    /// Adds these filters to a request, except `ids`, which the caller may have to split into
    /// several requests.
    pub async fn apply(&self, app: &App, request: Request) -> Result<Request, Error> {
        let since = parse_moment(app, &self.updated_since).await?;
        let until = parse_moment(app, &self.updated_until).await?;
        let pipeline =
            find_optional(&self.pipeline, async |word| resolve::pipeline(app, word).await).await?;
        let stage =
            find_optional(&self.stage, async |word| resolve::stage(app, word, pipeline).await)
                .await?;
        let filter =
            find_optional(&self.filter, async |word| resolve::filter(app, word).await).await?;
        let owner = find_optional(&self.owner, async |word| resolve::user(app, word).await).await?;
        let person =
            find_optional(&self.person, async |word| resolve::person(app, word).await).await?;
        let org =
            find_optional(&self.org, async |word| resolve::organization(app, word).await).await?;
        let text = |id: Option<u64>| id.map(|id| id.to_string());
        Ok(request
            .query("filter_id", text(filter))
            .query("owner_id", text(owner))
            .query("person_id", text(person))
            .query("org_id", text(org))
            .query("pipeline_id", text(pipeline))
            .query("stage_id", text(stage))
            .list("status", &self.status)
            .query("updated_since", since)
            .query("updated_until", until))
    }
}

/// Parses a time, if given, into the format of v2.
async fn parse_moment(app: &App, text: &Option<String>) -> Result<Option<String>, Error> {
    match text {
        Some(text) => Ok(Some(time::v2(resolve::moment(app, text).await?))),
        None => Ok(None),
    }
}

/// Resolves a name to its ID, if given.
pub async fn find_optional(
    word: &Option<String>,
    find: impl AsyncFn(&str) -> Result<u64, Error>,
) -> Result<Option<u64>, Error> {
    match word {
        Some(word) => find(word).await.map(Some),
        None => Ok(None),
    }
}

impl IncludeArgs {
    /// The keys of --custom-fields, checked for what Pipedrive would reject (pipedrive.md P128,
    /// P129).
    pub async fn custom_keys(&self, app: &App) -> Result<Vec<String>, Error> {
        let words = self.custom_fields.iter().flat_map(|list| list.split(',')).map(str::trim);
        let mut keys: Vec<String> = words.map(str::to_owned).collect();
        if !keys.iter().all(|key| is_custom_key(key)) {
            let fields = resolve::fields(app, &self.custom_fields).await?;
            if let Some(field) = fields.iter().find(|field| !field.is_custom()) {
                return Err(Error::usage(format!("{} is not a custom field", field.code))
                    .hint("--include-fields adds fields that are not custom"));
            }
            keys = fields.into_iter().map(|field| field.code.into_owned()).collect();
        }
        match keys.len() {
            0..=MAX_CUSTOM => Ok(keys),
            many => Err(Error::usage(format!(
                "{many} custom fields, but a request can have at most 15"
            ))
            .hint("leave out --custom-fields to get all")),
        }
    }

    /// Adds the fields that the flags name, `custom` among them, and those that the columns of
    /// `--fields` need: fields that Pipedrive sends on request only, and no other custom fields than
    /// the shown ones.
    pub fn apply(&self, request: Request, columns: &Columns, custom: &[String]) -> Request {
        let mut extra: Vec<String> =
            self.include_fields.iter().map(|extra| api_name(*extra)).collect();
        let mut custom = custom.to_vec();
        let chosen = if columns.chosen { &columns.fields[..] } else { &[] };
        let asked = |code: &str| chosen.iter().any(|field| field.code == code);
        for field in chosen {
            let code = field.code.to_string();
            if field.is_custom() && !asked("custom_fields") && !custom.contains(&code) {
                custom.push(code);
            } else if field.is_optional() && !extra.contains(&code) {
                extra.push(code);
            }
        }
        if custom.len() > MAX_CUSTOM {
            custom.clear();
        }
        let has_labels = !request.is_to(&LIST_ARCHIVED);
        let labels = self.include_labels || asked("labels") && has_labels;
        let yes = |flag: bool| flag.then(|| "true".to_owned());
        request
            .list("include_fields", &extra)
            .list("custom_fields", &custom)
            .query("include_option_labels", yes(self.include_option_labels))
            .query("include_labels", yes(labels))
    }

    /// Whether to request the names of labels or options, which archived deals do not have
    /// (pipedrive.md P131).
    pub fn wants_labels(&self) -> bool {
        self.include_option_labels || self.include_labels
    }
}

/// The value of a flag as the API spells it.
pub fn api_name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
