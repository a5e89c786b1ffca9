//! `deals mail`

use super::Coverage;
use crate::api::endpoints::LIST_MAIL;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::field::{Column, FieldKind, column, derived_column};
use crate::model::record::Record;
use crate::ops::history;
use crate::ops::listing::{self, ListSpec, StartArgs};
use crate::text;

const WHEN: Column = column("data.message_time", "When", FieldKind::Time);
const FROM: Column = derived_column("from", "From", "data.from");
const TO: Column = derived_column("to", "To", "data.to");
const SUBJECT: Column = column("data.subject", "Subject", FieldKind::Text);

const MORE: &[&str] = &[
    "object",
    "timestamp",
    "data.id",
    "data.body",
    "data.cc",
    "data.bcc",
    "data.snippet",
    "data.body_url",
    "data.user_id",
    "data.mail_thread_id",
    "data.mail_tracking_status",
    "data.read_flag",
    "data.sent_flag",
    "data.draft_flag",
    "data.has_attachments_flag",
    "data.attachments",
    "data.add_time",
    "data.update_time",
];

const MAILS: ListSpec = ListSpec { noun: "mail", columns: &[WHEN, FROM, TO, SUBJECT], more: MORE };

const MAILS_WITH_BODY: ListSpec = ListSpec {
    columns: &[WHEN, FROM, TO, SUBJECT, derived_column("body", "Body", "data.body")],
    ..MAILS
};

/// List the mail messages of a deal
///
/// Newest first, with time, sender, recipients and subject.
///
/// Cost: 20 tokens per 500 messages
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&LIST_MAIL))]
#[command(after_long_help = "\
Examples:
  $ deals mail 7 --limit 5
  $ deals mail 7 --include-body --limit 1 -o json")]
pub struct MailArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Include the text of the messages
    #[arg(long)]
    include_body: bool,
    #[command(flatten)]
    range: StartArgs,
}

/// The columns that `--fields` accepts.
pub fn sheet() -> &'static ListSpec {
    &MAILS
}

pub async fn run(app: &App, args: MailArgs) -> anyhow::Result<()> {
    let request = Request::to(&LIST_MAIL)
        .with("id", args.deal.resolve(app, Purpose::Read).await?)
        .query("include_body", args.include_body.then(|| "1".to_owned()));
    let sheet = if args.include_body { &MAILS_WITH_BODY } else { &MAILS };
    listing::list_wrapped(app, sheet, args.range.apply(app.pages(request)), format_cells).await
}

/// Replaces addresses with names, and removes markup from bodies.
async fn format_cells(page: Vec<Record>) -> Result<Vec<Record>, Error> {
    let row = |record: &Record| {
        let mail = record.read();
        let data = mail.get("data").and_then(|data| Record::new(data.to_owned()));
        let Some(data) = data else {
            return record.clone();
        };
        let data = data.read();
        let body = data.text("body").map(|body| text::html_to_text(&body)).unwrap_or_default();
        record.with_members(&[
            ("from", history::parties(&data, "from")),
            ("to", history::parties(&data, "to")),
            ("body", body),
        ])
    };
    Ok(page.iter().map(row).collect())
}
