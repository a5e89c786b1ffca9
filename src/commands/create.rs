//! `deals create`

use crate::app::write::Write;
use crate::app::{self, App};
use crate::draft::{DraftArgs, LabelArgs};
use crate::interactive::deal_form::{self, Wish};
use crate::ops::resolve;
use crate::text;

/// Create a deal
///
/// Without a title a terminal asks: for the title, for what the company marks as required or
/// important, and for whatever else you want to say; the last answer may also be to print the
/// command that does the same. Elsewhere the title must be given. What is left out Pipedrive fills
/// in: the first stage of the first pipeline, the token's user as owner, the account's currency.
/// Costs 5 tokens.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals create \"Copper roof\" --value \"1200 EUR\"
  $ deals create Roof --set \"Contract term=12 months\" --set Tier=Gold --label Hot
  $ deals create --title \"Night train\" --stage 2 --label 1 -o json")]
pub struct CreateArgs {
    /// The deal's title
    #[arg(value_name = "TITLE")]
    name: Option<String>,
    /// The deal's title, as a flag
    #[arg(long, value_name = "TEXT", conflicts_with = "name", help_heading = "Fields of the deal")]
    title: Option<String>,
    #[command(flatten)]
    fields: DraftArgs,
}

pub async fn run(app: &App, args: CreateArgs) -> anyhow::Result<()> {
    let title = args.name.or(args.title);
    let mut draft =
        resolve::draft(app, &args.fields, title.as_deref(), &LabelArgs::default()).await?;
    if draft.get("title").is_none() {
        draft = match deal_form::create(app, draft, args.fields.body.as_deref()).await? {
            Wish::Send(draft) => draft,
            Wish::Print(line) => return app::print_text(&format!("{line}\n")),
        };
    }
    draft.check_new()?;
    let columns = app.deal_card().await?;
    app.prepare(&columns).await?;
    let write = Write::CreateDeal { body: draft.into_body() };
    if app.is_dry() {
        return app.plan(&[write.request()?]);
    }
    let deal = app.write(write, None).await?;
    let reading = deal.read();
    let title = reading.text("title").unwrap_or_default();
    app.note(format_args!(
        "created deal {}: {}",
        reading.id().unwrap_or_default(),
        text::clean(&title)
    ));
    app.print(columns, &deal).await
}
