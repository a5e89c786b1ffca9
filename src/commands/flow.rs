//! `deals flow`

use super::Coverage;
use crate::api::endpoints::DEAL_FLOW;
use crate::api::request::Request;
use crate::app::App;
use crate::error::Error;
use crate::interactive::deal_picker::DealArg;
use crate::model::field::{FieldKind, column, derived_column};
use crate::model::record::Record;
use crate::ops::contacts::People;
use crate::ops::history::{EventFormatter, Needs};
use crate::ops::listing::{self, ListSpec, StartArgs};
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

/// Show what happened to a deal: changes, notes, mail, files, activities
///
/// Planned activities first, then the newest events, a line each. Changes of custom fields come with
/// --all-changes only. Costs 40 tokens for each 500 events; `deals changelog` has the changes alone
/// for half of that. A table or CSV asks for the names of persons and organizations that came or
/// went, 10 tokens for each 100.
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
    /// Changes of custom fields too
    #[arg(long)]
    all_changes: bool,
    /// Only events of these kinds, separated by commas
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    items: Vec<Item>,
    #[command(flatten)]
    range: StartArgs,
}

/// The kinds that the reference lists.
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

/// What `--fields` chooses from.
pub fn sheet() -> &'static ListSpec {
    &EVENTS
}

pub async fn run(app: &App, args: FlowArgs) -> anyhow::Result<()> {
    let items = args.items.iter().filter_map(ValueEnum::to_possible_value);
    let items: Vec<String> = items.map(|item| item.get_name().to_owned()).collect();
    let request = Request::to(&DEAL_FLOW)
        .with("id", args.deal.resolve(app).await?)
        .query("all_changes", args.all_changes.then(|| "1".to_owned()))
        .list("items", &items);
    let mut people = People::default();
    let pages = args.range.apply(app.pages(request));
    listing::list(app, &EVENTS, pages, async |page| in_cells(app, &mut people, page).await).await
}

/// The events with who did them, and a sentence.
async fn in_cells(app: &App, people: &mut People, page: Vec<Record>) -> Result<Vec<Record>, Error> {
    if !app.resolves_ids() {
        return Ok(page);
    }
    let mut needs = Needs::default();
    for event in &page {
        needs.event(event);
    }
    if !app.shows_times() {
        needs.forget_zone();
    }
    people.learn_persons(app, needs.persons).await?;
    people.learn_orgs(app, needs.orgs).await?;
    let names = app.names(&needs.lookups).await?;
    let teller = EventFormatter { names: &names, people, grouped: app.shows_times() };
    let rows = page.iter().map(|record| {
        let event = teller.event(record);
        record.with_own(&[("who", event.who), ("what", event.what)])
    });
    Ok(rows.collect())
}
