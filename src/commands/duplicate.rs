//! `deals duplicate`

use super::Coverage;
use crate::api::endpoints::DUPLICATE_DEAL;
use crate::app::App;
use crate::app::write::{Change, RunOptions, Write};
use crate::error::Error;
use crate::interactive::deal_arg::{Purpose, TargetsArg};
use crate::interactive::deal_picker::Pool;
use crate::model::arg::DealColumns;
use crate::model::record::Record;
use crate::ops::bulk;
use crate::ops::v1_deal;
use crate::ops::write_plan::{Step, WritePlan};
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
    pub deals: TargetsArg,
}

pub async fn run(app: &App, args: DuplicateArgs) -> anyhow::Result<()> {
    let targets = args.deals.resolve(app, Purpose::Change, Pool::All).await?;
    let columns = v1_deal::load_columns(app).await?;
    let deal_of = |id: &u64| targets.read.iter().find(|deal| deal.id() == Some(*id));
    let step = |id: &u64| {
        let change = Change::new(Write::DuplicateDeal { deal: *id }, None);
        Step::new(id.to_string(), change, "duplicate".to_owned(), deal_of(id))
    };
    let steps = targets.ids.iter().map(step).collect();
    let plan = WritePlan { steps, ..WritePlan::default() };
    if app.is_dry() {
        // Deals that are named are not read.
        let reads = if targets.is_selection { targets.reads } else { Vec::new() };
        return app.plan(&[reads, plan.requests()?].concat());
    }
    let names = app.names_so_far();
    if let Some(path) = &targets.plan_file {
        return Ok(plan.save(app, &names, path).await?);
    }
    if !plan.is_empty() {
        let deals = text::count(plan.steps.len(), "deal");
        let titles = if targets.is_selection { plan.list_titles() } else { String::new() };
        let question = format!("Duplicate {deals} in {}? {titles}", app.account());
        let how = targets.confirmation(question.trim_end(), targets.ids.len() > 1);
        plan.confirm(app, &names, how)?;
    }
    let ids = targets.ids;
    let report = async |n: usize, sent: Result<Record, Error>| {
        let id = ids[n];
        let deal = sent.map_err(|failure| bulk::with_deal_name(id, failure))?;
        let new = deal.read().id().unwrap_or_default();
        app.note(format_args!("deal {id}: duplicated as deal {new}"));
        Ok(Some(deal))
    };
    let outcome = plan.send(app, RunOptions::default(), report).await?;
    v1_deal::show(app, ids.len(), columns, &outcome.records).await?;
    Ok(outcome.check("deal")?)
}
