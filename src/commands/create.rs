//! `deals create`

use super::Coverage;
use crate::api::endpoints::CREATE_DEAL;
use crate::api::request::Request;
use crate::app::write::Write;
use crate::app::{App, Columns};
use crate::draft::{Draft, DraftArgs, LabelArgs};
use crate::error::Error;
use crate::interactive::deal_form::{self, Outcome};
use crate::model::arg::DealColumns;
use crate::model::record::Record;
use crate::ops::lost_reason;
use crate::ops::resolve;
use crate::text;

/// Create a deal
///
/// Without a title, asks on a terminal: for the title, for fields that the company marks as required or
/// important, and for any others you choose. The last question also offers to print the equivalent
/// command. If the request fails, your answers are kept: edit them, retry, save them to a file, or print
/// them as a command. Without a terminal, the title is required.
///
/// Pipedrive fills in the rest: the first stage of the first pipeline, you as the owner, and the
/// currency of the account.
///
/// Cost: 5 tokens, plus 20 to 40 to search for a person or organization by name
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&CREATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals create \"Copper roof\" --value \"1200 EUR\"
  $ deals create Roof --set \"Contract term=12 months\" --set Tier=Gold
  $ deals create --title \"Night train\" --stage 2 --label 1 -o json")]
pub struct CreateArgs {
    /// Title of the deal
    #[arg(value_name = "TITLE")]
    name: Option<String>,
    /// Title of the deal, as a flag
    #[arg(long, value_name = "TEXT", conflicts_with = "name", help_heading = "Deal fields")]
    title: Option<String>,
    #[command(flatten)]
    fields: DraftArgs,
}

pub async fn run(app: &App, args: CreateArgs) -> anyhow::Result<()> {
    let title = args.name.or(args.title);
    let draft =
        resolve::draft(app, &args.fields, title.as_deref(), &LabelArgs::default(), &[]).await?;
    let send = async |draft| send(app, draft).await;
    let sent = match draft.get("title") {
        Some(_) => send(draft).await?,
        None => match deal_form::create(app, draft, args.fields.body.as_deref(), send).await? {
            Outcome::Sent(sent) => sent,
            Outcome::Print(line, failure) => return deal_form::print(&line, failure),
        },
    };
    let (columns, deal) = match sent {
        Sent::Deal(columns, deal) => (columns, deal),
        Sent::Plan(request) => return app.plan(&[request]),
    };
    let reading = deal.read();
    let title = reading.text("title").unwrap_or_default();
    app.note(format_args!(
        "created deal {}: {}",
        reading.id().unwrap_or_default(),
        text::clean(&title)
    ));
    app.print_written(columns, &deal).await
}

enum Sent {
    Deal(Columns, Record),
    /// A dry run sends nothing.
    Plan(Request),
}

async fn send(app: &App, draft: Draft) -> Result<Sent, Error> {
    draft.check_new()?;
    let columns = app.deal_card().await?;
    app.prepare(&columns).await?;
    lost_reason::check(app, &draft, None).await?;
    let write = Write::CreateDeal { body: draft.into_body() };
    if app.is_dry() {
        return Ok(Sent::Plan(write.request()?));
    }
    Ok(Sent::Deal(columns, app.write(write, None).await?))
}
