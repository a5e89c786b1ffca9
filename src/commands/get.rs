//! `deals get`

use super::Coverage;
use super::filter::IncludeArgs;
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::model::arg::DealColumns;
use crate::ops::contacts::{self, ContactNames};
use crate::ops::{bulk, deal_pages};

/// Show deals
///
/// Shows one deal as a card, several as a table. If a deal does not exist, prints its ID and exits with
/// 4. On a terminal, or with --resolve, persons and organizations are shown by name.
///
/// Cost: 1 token per deal; 10 tokens per 100 deals from 11 deals on; names: 10 tokens per 100 persons and
/// per 100 organizations, once in 24 hours
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&GET_DEAL), add = DealColumns)]
#[command(
    visible_alias = "show",
    after_long_help = "\
Examples:
  $ deals get 1
  $ deals get 1 2 3 --fields id,title,status -o csv
  $ deals get 1 --include-fields files_count,followers_count -o json"
)]
pub struct GetArgs {
    #[command(flatten)]
    deals: DealsArg,
    #[command(flatten)]
    with: IncludeArgs,
    /// Open the deals in the web browser instead
    #[arg(long)]
    web: bool,
}

pub async fn run(app: &App, args: GetArgs) -> anyhow::Result<()> {
    let custom = args.with.custom_keys(app).await?;
    let ids = args.deals.resolve(app, Purpose::Read).await?;
    if args.web {
        return deal_pages::open_pages(app, &ids).await;
    }
    let card = contacts::with_name_columns(app, app.deal_card().await?);
    let row = bulk::list_columns(app, bulk::list_row(app)).await?;
    let options = |request: Request| args.with.apply(request, &card, &custom);
    let shown = if ids.len() == 1 { &card } else { &row };
    if app.is_dry() {
        match ids.len() {
            1 => app.plan_card_lookups(&card),
            _ => app.plan_lookups(&row),
        }
        let names = ContactNames::new(app, shown).await?.plan();
        return app.plan(&[bulk::fetch_plan(&ids, &options), names].concat());
    }
    // stdout has the deals that were found; missing ones are an error on stderr.
    let (mut deals, missing) = bulk::fetch(app, &ids, &options).await?;
    let mut names = ContactNames::new(app, shown).await?;
    if app.is_tabular() || names.is_for_json() {
        deals = names.add(deals).await?;
    }
    bulk::show_deals(app, ids.len(), card.clone(), row.clone(), &deals).await?;
    names.note_unnamed();
    Ok(bulk::check_missing(missing)?)
}
