//! `deals duplicate`

use crate::api::endpoints::DUPLICATE_DEAL;
use crate::api::request::Request;
use crate::app::App;
use crate::interactive::deal_picker;
use crate::model::arg::ArgKind;
use crate::ops::bulk;
use crate::ops::v1_deal;
use crate::text;

/// Duplicate deals
///
/// The copy is open, whatever became of the original; Pipedrive decides what comes along. Several
/// deals are asked about first. Costs 10 tokens for each deal.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals duplicate 3
  $ deals duplicate 1 2 --yes --fields id,title")]
pub struct DuplicateArgs {
    /// The deals, by id or by the address of their page; `-` reads them from stdin
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deals: Vec<String>,
}

pub async fn run(app: &App, args: DuplicateArgs) -> anyhow::Result<()> {
    let ids = deal_picker::ids(app, &args.deals).await?;
    let faces = v1_deal::faces(app).await?;
    let copy = |id: &u64| Request::to(&DUPLICATE_DEAL).with("id", *id);
    if app.is_dry() {
        return app.plan(&ids.iter().map(copy).collect::<Vec<_>>());
    }
    if ids.len() > 1 {
        let deals = text::count(ids.len(), "deal");
        app.confirm(&format!("Duplicate {deals} in {}?", app.account()))?;
    }
    let (mut copies, mut failed) = (Vec::new(), Vec::new());
    for id in &ids {
        match app.change(&copy(id)).await {
            Ok(deal) => {
                match deal.read().id() {
                    Some(new) => app.note(format_args!("deal {id}: duplicated as deal {new}")),
                    None => app.note(format_args!("deal {id}: duplicated")),
                }
                copies.push(deal);
            }
            Err(failure) if bulk::ends_the_run(&failure) => {
                return Err(bulk::stopped(failure, &copies).into());
            }
            Err(failure) => failed.push((*id, bulk::named(*id, failure))),
        }
    }
    v1_deal::show(app, ids.len(), faces, &copies).await?;
    Ok(bulk::outcome(copies.len(), failed)?)
}
