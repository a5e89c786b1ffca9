//! `deals get`

use super::Coverage;
use super::filter::IncludeArgs;
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::model::arg::DealColumns;
use crate::ops::{bulk, deal_pages};

/// Show deals
///
/// Shows one deal as a card, several as a table. If a deal does not exist, prints its ID and exits with
/// 4.
///
/// Cost: 1 token per deal; 10 tokens per 100 deals from 11 deals on
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
    let (card, row) = (app.deal_card().await?, app.deal_columns(&bulk::ROW).await?);
    let options = |request: Request| args.with.apply(request, &card, &custom);
    if app.is_dry() {
        match ids.len() {
            1 => app.will_show_card(&card),
            _ => app.will_show(&row),
        }
        return app.plan(&bulk::fetch_plan(&ids, &options));
    }
    // Every deal that exists is here, so the document is whole; who is missing is said beside it.
    let (deals, missing) = bulk::fetch(app, &ids, &options).await?;
    bulk::show(app, ids.len(), card.clone(), row, &deals).await?;
    Ok(bulk::check_missing(missing)?)
}
