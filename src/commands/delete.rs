//! `deals delete`

use crate::app::{App, Columns};
use crate::interactive::deal_picker;
use crate::model::arg::ArgKind;
use crate::ops::bulk;

/// Delete deals
///
/// Asks first. Pipedrive keeps a deleted deal for 30 days: `deals list --status deleted`. Costs 3
/// tokens for each deal, and 1 to read it before.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals delete 1 --yes
  $ deals delete 2 3 --dry-run")]
pub struct DeleteArgs {
    /// The deals, by id or by the address of their page; `-` reads them from stdin
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deals: Vec<String>,
}

pub async fn run(app: &App, args: DeleteArgs) -> anyhow::Result<()> {
    let ids = deal_picker::ids(app, &args.deals).await?;
    if app.is_dry() {
        return app.plan(&bulk::delete_plan(&ids));
    }
    let outcome = bulk::delete(app, &ids).await?;
    let columns = Columns::from_pairs(&[("id", "ID")]);
    bulk::show(app, ids.len(), columns.clone(), columns, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}
