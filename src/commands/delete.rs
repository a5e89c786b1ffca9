//! `deals delete`

use super::Coverage;
use crate::api::endpoints::DELETE_DEAL;
use crate::app::{App, Columns};
use crate::interactive::deal_arg::{Purpose, TargetsArg};
use crate::interactive::deal_picker::Pool;
use crate::model::arg::DealColumns;
use crate::model::field::{FieldKind, column};
use crate::ops::bulk;
use crate::ops::change;

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
    pub deals: TargetsArg,
}

pub async fn run(app: &App, args: DeleteArgs) -> anyhow::Result<()> {
    let targets = args.deals.resolve(app, Purpose::ConfirmedChange, Pool::All).await?;
    if app.is_dry() {
        return app.plan(&change::delete_requests(&targets));
    }
    let asked = targets.ids.len();
    let Some(outcome) = change::delete(app, targets).await? else { return Ok(()) };
    let columns = Columns::new(&[column("id", "ID", FieldKind::Any)]);
    bulk::show(app, asked, columns.clone(), columns, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}
