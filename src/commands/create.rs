//! `deals create`

use crate::api::endpoints::{CREATE_DEAL, LIST_PIPELINES, LIST_STAGES, LIST_USERS};
use crate::api::request::Request;
use crate::app::App;
use crate::draft::{Draft, DraftArgs, LabelArgs, checked_title};
use crate::failure::Failure;
use crate::record::Record;
use crate::{text, value, words};

/// Create a deal
///
/// On a terminal it asks for what is missing: title, value, pipeline, stage and owner; elsewhere
/// the title must be given. What is left out Pipedrive fills in: the first stage of the first
/// pipeline, the token's user as owner, the account's currency. Costs 5 tokens.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals create \"Copper roof\" --value \"1200 EUR\"
  $ deals create Roof --set \"Contract term=12 months\" --set Tier=Gold --label Hot
  $ deals create --title \"Night train\" --stage 2 --label 1 -o json")]
pub struct CreateArgs {
    /// The deal's title
    #[arg(value_name = "TITLE")]
    name: Option<String>,
    /// The deal's title, as a flag
    #[arg(long, value_name = "TEXT", conflicts_with = "name", help_heading = "Fields of the deal")]
    title: Option<String>,
    #[command(flatten)]
    fields: DraftArgs,
}

pub async fn run(app: &App, args: CreateArgs) -> anyhow::Result<()> {
    let title = args.name.or(args.title);
    let mut draft =
        words::draft(app, &args.fields, title.as_deref(), &LabelArgs::default()).await?;
    if draft.get("title").is_none() {
        draft = asked_for(app, draft).await?;
    }
    draft.check_new()?;
    let columns = app.deal_card().await?;
    app.prepare(&columns).await?;
    let request = Request::to(&CREATE_DEAL).json(draft.into_body());
    if app.is_dry() {
        return app.plan(&[request]);
    }
    let deal = app.change(&request).await?;
    let reading = deal.read();
    let title = reading.text("title").unwrap_or_default();
    app.note(format_args!(
        "created deal {}: {}",
        reading.id().unwrap_or_default(),
        text::clean(&title)
    ));
    app.print(columns, &deal).await
}

/// Asks for the title and whatever else a deal begins with, shows it all and asks once more.
async fn asked_for(app: &App, mut draft: Draft) -> Result<Draft, Failure> {
    let ask = &app.ask;
    let title = ask.text("Title", "--title", |text| {
        checked_title(text).map(drop).map_err(|failure| failure.message)
    })?;
    let mut card = vec![("Title", title.clone())];
    draft.set("title", title);
    if draft.get("value").is_none() {
        let amount = |text: &str| match text.is_empty() {
            true => Ok(()),
            false => value::money(text).map(drop).map_err(|failure| failure.message),
        };
        let text = ask.text("Value, like 1200 EUR (empty for none)", "--value", amount)?;
        if !text.is_empty() {
            let (amount, currency) = value::money(&text)?;
            draft.set("value", serde_json::Value::Number(amount));
            if let Some(currency) = currency {
                draft.set("currency", currency);
            }
            card.push(("Value", text));
        }
    }
    if draft.get("stage_id").is_none() && !app.is_dry() {
        place(app, &mut draft, &mut card).await?;
    }
    if draft.get("owner_id").is_none() && !app.is_dry() {
        let users: Vec<Record> = app
            .all(Request::to(&LIST_USERS))
            .await?
            .into_iter()
            .filter(|user| flag(user, "active_flag"))
            .collect();
        let me = users.iter().position(|user| flag(user, "is_you")).unwrap_or(0);
        if let Some(user) = pick(app, "Owner", "--owner", &users, me)? {
            draft.set("owner_id", user.0);
            card.push(("Owner", user.1));
        }
    }
    for (name, words) in &card {
        app.note(format_args!("  {name:<9} {}", text::clean(words)));
    }
    if !app.is_dry() {
        app.confirm(&format!("Create this deal in {}?", app.account()))?;
    }
    Ok(draft)
}

/// The pipeline, if there is more than one, and the stage in it.
async fn place(
    app: &App,
    draft: &mut Draft,
    card: &mut Vec<(&str, String)>,
) -> Result<(), Failure> {
    let chosen = match draft.get("pipeline_id").and_then(serde_json::Value::as_u64) {
        Some(id) => Some(id),
        None => {
            let pipelines = living(app.all(Request::to(&LIST_PIPELINES)).await?);
            let picked = pick(app, "Pipeline", "--pipeline", &pipelines, 0)?;
            picked.map(|(id, name)| {
                card.push(("Pipeline", name));
                id
            })
        }
    };
    let mut stages = living(app.all(Request::to(&LIST_STAGES)).await?);
    stages.retain(|stage| chosen.is_none() || stage.read().reference("pipeline_id") == chosen);
    if let Some((id, name)) = pick(app, "Stage", "--stage", &stages, 0)? {
        // The stage alone: its pipeline follows (behaviours 62).
        draft.set("stage_id", id);
        card.push(("Stage", name));
    }
    Ok(())
}

/// The id and name of the one that was picked; with one there is nothing to pick.
fn pick(
    app: &App,
    question: &str,
    flag: &str,
    records: &[Record],
    first: usize,
) -> Result<Option<(u64, String)>, Failure> {
    let named = |record: &Record| {
        let reading = record.read();
        Some((reading.id()?, text::clean(&reading.text("name")?).into_owned()))
    };
    let mut named: Vec<(u64, String)> = records.iter().filter_map(named).collect();
    let at = match named.len() {
        0 => return Ok(None),
        1 => 0,
        _ => app.ask.pick(
            question,
            flag,
            &named.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>(),
            first,
        )?,
    };
    Ok(Some(named.swap_remove(at)))
}

/// Those that are not deleted, in their own order.
fn living(mut records: Vec<Record>) -> Vec<Record> {
    records.retain(|record| !flag(record, "is_deleted"));
    records.sort_by_key(|record| record.read().reference("order_nr"));
    records
}

fn flag(record: &Record, code: &str) -> bool {
    record.read().get(code).is_some_and(|raw| raw.get() == "true")
}
