//! `deals files`

use super::Coverage;
use crate::api::endpoints::LIST_FILES;
use crate::api::request::Request;
use crate::app::App;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::field::{FieldKind, column};
use crate::ops::listing::{self, ListSpec, StartArgs};
use clap::ValueEnum;

const FILES: ListSpec = ListSpec {
    noun: "file",
    columns: &[
        column("id", "ID", FieldKind::Id),
        column("name", "Name", FieldKind::Text),
        column("file_size", "Size", FieldKind::Size),
        column("add_time", "Added", FieldKind::Time),
        column("user_id", "By", FieldKind::User),
    ],
    more: &[
        "file_name",
        "file_type",
        "update_time",
        "description",
        "url",
        "deal_id",
        "deal_name",
        "person_id",
        "person_name",
        "people_name",
        "org_id",
        "org_name",
        "product_id",
        "product_name",
        "activity_id",
        "lead_id",
        "lead_name",
        "project_id",
        "project_name",
        "log_id",
        "active_flag",
        "inline_flag",
        "remote_location",
        "remote_id",
        "cid",
        "s3_bucket",
        "mail_message_id",
        "mail_template_id",
    ],
};

/// List the files of a deal
///
/// Shows names and sizes. For download URLs, use `--fields name,url`; a download needs the API token.
///
/// Cost: 20 tokens per 100 files
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_FILES))]
#[command(after_long_help = "\
Examples:
  $ deals files 3
  $ deals files 7 --sort update_time --limit 5
  $ deals files 7 --fields name,file_size -o csv")]
pub struct FilesArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Sort by `id` or `update_time`
    #[arg(long, value_name = "FIELD", hide_possible_values = true)]
    sort: Option<Sort>,
    #[command(flatten)]
    range: StartArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Sort {
    Id,
    UpdateTime,
}

/// The columns that `--fields` accepts.
pub fn sheet() -> &'static ListSpec {
    &FILES
}

pub async fn run(app: &App, args: FilesArgs) -> anyhow::Result<()> {
    let sort = args.sort.and_then(|sort| sort.to_possible_value());
    let request = Request::to(&LIST_FILES)
        .with("id", args.deal.resolve(app, Purpose::Read).await?)
        .query("sort", sort.map(|sort| sort.get_name().to_owned()));
    listing::list(app, &FILES, args.range.apply(app.pages(request)), listing::as_is).await
}
