//! `deals flow`

use super::Coverage;
use crate::api::endpoints::DEAL_FLOW;
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::error::Error;
use crate::interactive::deal_arg::{DealArg, Purpose};
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::record::Record;
use crate::ops::history::{EventFormatter, Needs, fold_events};
use crate::ops::listing::{self, ListSpec, StartArgs};
use crate::output::Format;
use clap::ValueEnum;

const EVENTS: ListSpec = ListSpec {
    noun: "event",
    columns: &[
        column("timestamp", "When", FieldKind::Time),
        derived_column("who", "Who", "data.user_id"),
        derived_column("what", "What", "data"),
    ],
    more: &["object", "data.id"],
};

/// Show the history of a deal: changes, notes, mail, files
///
/// Planned activities first, then other events, newest first, one per line. Changes of custom fields
/// are included with --all-changes only. A table merges the events of one action into one row; --limit
/// and --start count events. For field changes only, `deals changelog` costs half as much.
///
/// Cost: 40 tokens per 500 events; a table or CSV also fetches the names of users for 20 tokens, and of
/// linked persons and organizations for 10 tokens per 100
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&DEAL_FLOW))]
#[command(after_long_help = "\
Examples:
  $ deals flow 3
  $ deals flow 7 --items note,mailMessage --limit 10
  $ deals flow 7 --all-changes --items dealChange --limit 5")]
pub struct FlowArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Include changes of custom fields
    #[arg(long)]
    all_changes: bool,
    /// Show only these kinds of events, separated by commas
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    items: Vec<Item>,
    #[command(flatten)]
    range: StartArgs,
}

/// The kinds of events in the API reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "camelCase")]
enum Item {
    Call,
    Activity,
    PlannedActivity,
    Change,
    Note,
    Deal,
    File,
    DealChange,
    PersonChange,
    OrganizationChange,
    Follower,
    DealFollower,
    PersonFollower,
    OrganizationFollower,
    Participant,
    Comment,
    MailMessage,
    MailMessageWithAttachment,
    Invoice,
    Document,
    #[value(name = "marketing_campaign_stat")]
    MarketingCampaignStat,
    #[value(name = "marketing_status_change")]
    MarketingStatusChange,
}

/// The columns that `--fields` accepts.
pub fn sheet() -> &'static ListSpec {
    &EVENTS
}

pub async fn run(app: &App, args: FlowArgs) -> anyhow::Result<()> {
    let items = args.items.iter().filter_map(ValueEnum::to_possible_value);
    let items: Vec<String> = items.map(|item| item.get_name().to_owned()).collect();
    let request = Request::to(&DEAL_FLOW)
        .with("id", args.deal.resolve(app, Purpose::Read).await?)
        .query("all_changes", args.all_changes.then(|| "1".to_owned()))
        .list("items", &items);
    let printed = EVENTS.columns(app)?;
    let pages = args.range.apply(app.pages(request));
    listing::list_history(app, &EVENTS, pages, "timestamp", async |page| {
        format_cells(app, &printed, page).await
    })
    .await
}

/// Adds the actor and a sentence to each event; a table merges the events of one action into a row.
async fn format_cells(
    app: &App,
    printed: &Columns,
    page: Vec<Record>,
) -> Result<Vec<Record>, Error> {
    if !app.resolves_ids() {
        return Ok(page);
    }
    let is_printed = |code: &str| printed.fields.iter().any(|field| field.code == code);
    let actions = match app.format {
        Format::Table | Format::Markdown => fold_events(&page),
        _ => page.iter().map(|event| vec![event]).collect(),
    };
    let mut needs = Needs::default();
    for event in actions.iter().flatten() {
        if is_printed("who") {
            needs.who(event);
        }
        if is_printed("what") {
            needs.what(event);
        }
    }
    let names = needs.fetch(app).await?;
    let teller = EventFormatter { names: &names, grouped: app.shows_times() };
    let row = |events: &Vec<&Record>| {
        let action = teller.action(events);
        // The oldest entry of an action is the field that was set; the later ones are its consequences.
        Some(events.last()?.with_members(&[("who", action.who), ("what", action.what)]))
    };
    Ok(actions.iter().filter_map(row).collect())
}
