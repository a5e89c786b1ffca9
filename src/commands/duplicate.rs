//! `deals duplicate`

use super::Coverage;
use crate::api::endpoints::DUPLICATE_DEAL;
use crate::app::App;
use crate::app::write::{Change, Write};
use crate::error::Error;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::model::arg::DealColumns;
use crate::model::record::Record;
use crate::ops::bulk;
use crate::ops::bulk_outcome::BulkOutcome;
use crate::ops::v1_deal;
use crate::text;

/// Duplicate deals
///
/// The copy is open, whatever the status of the original; Pipedrive decides which fields are copied. Asks for
/// confirmation if there are several deals.
///
/// Cost: 10 tokens per deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&DUPLICATE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals duplicate 3
  $ deals duplicate 1 2 --yes --fields id,title")]
pub struct DuplicateArgs {
    #[command(flatten)]
    deals: DealsArg,
}

pub async fn run(app: &App, args: DuplicateArgs) -> anyhow::Result<()> {
    let ids = args.deals.resolve(app, Purpose::Change).await?;
    let faces = v1_deal::load_names(app).await?;
    let copy = |id: &u64| Write::DuplicateDeal { deal: *id };
    if app.is_dry() {
        let plan: Result<Vec<_>, _> = ids.iter().map(|id| copy(id).request()).collect();
        return app.plan(&plan?);
    }
    if ids.len() > 1 {
        let deals = text::count(ids.len(), "deal");
        app.confirm(&format!("Duplicate {deals} in {}?", app.account()))?;
    }
    let changes = ids.iter().map(|id| (id.to_string(), Change::new(copy(id), None)));
    let mut outcome = BulkOutcome::default();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let id = ids[n];
        let deal = sent.map_err(|failure| bulk::with_deal_name(id, failure))?;
        let new = deal.read().id().unwrap_or_default();
        app.note(format_args!("deal {id}: duplicated as deal {new}"));
        Ok(Some(deal))
    };
    outcome.send(app, changes.collect(), report).await?;
    v1_deal::show(app, ids.len(), faces, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}
