//! `deals delete`

use super::Coverage;
use crate::api::endpoints::DELETE_DEAL;
use crate::app::{App, Columns};
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::model::arg::DealColumns;
use crate::model::field::{FieldKind, column};
use crate::ops::bulk;

/// Delete deals
///
/// Asks for confirmation. Pipedrive keeps deleted deals for 30 days: `deals list --status deleted`.
///
/// Cost: 3 tokens per deal, plus 1 to read it first
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&DELETE_DEAL), add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals delete 1 --yes
  $ deals delete 2 3 --dry-run")]
pub struct DeleteArgs {
    #[command(flatten)]
    deals: DealsArg,
}

pub async fn run(app: &App, args: DeleteArgs) -> anyhow::Result<()> {
    let ids = args.deals.resolve(app, Purpose::ConfirmedChange).await?;
    if app.is_dry() {
        return app.plan(&bulk::delete_plan(&ids));
    }
    let outcome = bulk::delete(app, &ids).await?;
    let columns = Columns::new(&[column("id", "ID", FieldKind::Any)]);
    bulk::show(app, ids.len(), columns.clone(), columns, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}
