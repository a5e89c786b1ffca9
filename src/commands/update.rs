//! `deals update`

use super::Coverage;
use crate::api::endpoints::{GET_DEAL, UPDATE_DEAL};
use crate::api::request::Request;
use crate::app::{App, Columns};
use crate::draft::{Draft, DraftArgs, LabelArgs};
use crate::error::Error;
use crate::interactive::deal_arg::{DealsArg, Purpose, SelectionArgs};
use crate::interactive::deal_form::{self, Outcome};
use crate::interactive::deal_picker::{self, Pool};
use crate::model::arg::{ArgKind, DealColumns};
use crate::model::record::Record;
use crate::model::time;
use crate::ops::bulk;
use crate::ops::change::{self, Edit, Targets};
use crate::ops::resolve;
use jiff::Timestamp;

/// Change fields of deals
///
/// Sends only the fields given, and prints what changed. Without any field, shows the deal on a terminal
/// and asks what to change; if the request fails, your answers are kept. Asks for confirmation if there
/// are several deals.
///
/// Cost: 5 tokens per deal, plus 1 to read it first, and 20 to 40 to search for a person or organization by
/// name
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&UPDATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals update 1 --value \"1500 EUR\" --probability 60
  $ deals update 2 --expected-close-date +1mo --label 1,2
  $ deals update 3 --set \"Budget=5000 EUR\" --clear Source --add-label Hot
  $ deals update 1 2 3 --owner 2 --yes
  $ deals update 1 2 --probability 40 --plan raise.plan")]
pub struct UpdateArgs {
    #[command(flatten)]
    deals: DealsArg,
    /// New title
    #[arg(long, value_name = "TEXT", help_heading = "Deal fields")]
    title: Option<String>,
    #[command(flatten)]
    fields: DraftArgs,
    #[command(flatten)]
    labels: LabelArgs,
    /// Fail if the deal was changed after this time
    #[arg(long, value_name = "TIME", add = ArgKind::Time, allow_hyphen_values = true, help_heading = "Safety")]
    if_unmodified_since: Option<String>,
    #[command(flatten)]
    pub selection: SelectionArgs,
}

pub async fn run(app: &App, args: UpdateArgs) -> anyhow::Result<()> {
    let is_given = args.deals.is_given() || args.selection.is_given();
    let resolve_targets =
        async || args.selection.targets(app, &args.deals, Purpose::Change, Pool::All).await;
    let given = if is_given { Some(resolve_targets().await?) } else { None };
    let ids = given.as_ref().map(|targets| targets.known_ids(app)).unwrap_or_default();
    let title = args.title.as_deref();
    let draft = resolve::draft(app, &args.fields, title, &args.labels, ids).await?;
    let has_changes = !draft.is_empty();
    deal_picker::require(
        app,
        &[("DEAL", is_given), ("a field to change", has_changes)],
        "usage: deals update 42 --value 1500",
    )?;
    let targets = match given {
        Some(targets) => targets,
        None => resolve_targets().await?,
    };
    let since = match &args.if_unmodified_since {
        Some(text) => Some(resolve::moment(app, text).await?),
        None => None,
    };
    match targets.ids[..] {
        _ if has_changes => change::run_update(app, targets, &draft, since).await,
        [deal] => ask_for_changes(app, deal, since).await,
        _ => Err(Error::usage("nothing to change")
            .hint("pass a field, or name one deal to fill in a form")
            .into()),
    }
}

/// Shows the deal and prompts for changes. A deal that was changed since it was shown is not
/// written.
async fn ask_for_changes(app: &App, id: u64, since: Option<Timestamp>) -> anyhow::Result<()> {
    let read = app.one(&Request::to(&GET_DEAL).with("id", id)).await;
    let deal = read.map_err(|failure| bulk::with_deal_name(id, failure))?;
    let send = async |deal: &Record, draft: Draft| {
        let seen = since.or(deal.read().text("update_time").as_deref().and_then(time::read));
        let (card, row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
        app.prepare(&card).await?;
        if app.is_dry() {
            return Ok(Sent::Plan(change::update_requests(&Targets::new(vec![id]), &draft)));
        }
        let edit = Edit { id, draft: &draft, unmodified_since: seen };
        let outcome = change::update(app, &[edit]).await?;
        let changed = outcome.records.clone();
        outcome.check("deal")?;
        Ok(Sent::Deal { card, row, changed })
    };
    match deal_form::update(app, deal, send).await? {
        Outcome::Sent(Sent::Deal { card, row, changed }) => {
            bulk::show(app, 1, card, row, &changed).await
        }
        Outcome::Sent(Sent::Plan(plan)) => app.plan(&plan),
        Outcome::Print(line, failure) => deal_form::print(&line, failure),
    }
}

enum Sent {
    Deal {
        card: Columns,
        row: Columns,
        changed: Vec<Record>,
    },
    /// A dry run sends nothing.
    Plan(Vec<Request>),
}
