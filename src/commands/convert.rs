//! `deals convert`: converts a deal to a lead, which is an asynchronous job of Pipedrive.

use super::Coverage;
use crate::api::endpoints::{CONVERSION_STATUS, CONVERT_DEAL, GET_DEAL};
use crate::api::request::Request;
use crate::app::write::Write;
use crate::app::{App, Columns};
use crate::error::{Error, ErrorKind};
use crate::interactive::deal_arg::{self, DealArg, Purpose};
use crate::model::arg::ArgKind;
use crate::model::field::{Column, FieldKind, column};
use crate::model::record::Record;
use crate::ops::bulk;
use crate::text;
use crate::ui::stdio;
use std::time::{Duration, Instant};

const CONVERSION: &[Column] = &[
    column("conversion_id", "Conversion", FieldKind::Text),
    column("status", "Status", FieldKind::Text),
    column("lead_id", "Lead", FieldKind::Text),
];

/// The interval between status checks grows by half each time, up to `LONGEST_PAUSE`.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Timeout of `--wait`. A conversion usually takes seconds.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Convert a deal to a lead
///
/// `deals convert DEAL` is short for `deals convert start DEAL`.
///
/// Cost: 40 tokens, plus 1 to read the deal first
#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ConvertArgs {
    #[command(subcommand)]
    command: Option<ConvertCommand>,
    #[command(flatten)]
    start: StartArgs,
}

#[derive(clap::Subcommand, Debug)]
enum ConvertCommand {
    Start(StartArgs),
    Status(StatusArgs),
}

/// Start converting a deal to a lead
///
/// Pipedrive deletes the deal when the lead has been created, and keeps the deleted deal for 30 days.
/// Asks for confirmation unless --yes is given. Invoices and history stay with the deal.
///
/// Cost: 40 tokens, plus 1 to read the deal first, plus 1 per status check with --wait
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&CONVERT_DEAL))]
#[command(after_long_help = "\
Examples:
  $ deals convert start 3 --wait --yes
  $ deals convert 3 --yes -o json
  $ deals convert start 3 --dry-run")]
struct StartArgs {
    #[command(flatten)]
    deal: DealArg,
    /// Wait for the result; exit with 5 if it failed or was rejected
    #[arg(long)]
    wait: bool,
}

/// Show the status of a conversion
///
/// Pipedrive keeps the result for a few days. Exits with 5 if the conversion failed or was rejected.
///
/// Cost: 1 token
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Endpoint(&CONVERSION_STATUS))]
#[command(after_long_help = "\
Examples:
  $ deals convert status 3 f9d03b12-2fe5-44fa-86e1-bbf7707e53bc
  $ deals convert status 3 f9d03b12-2fe5-44fa-86e1-bbf7707e53bc -o csv")]
struct StatusArgs {
    /// Deal ID or URL
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: String,
    /// Conversion ID, as printed by `deals convert`
    #[arg(value_name = "CONVERSION")]
    conversion: String,
}

pub async fn run(app: &App, args: ConvertArgs) -> anyhow::Result<()> {
    match args.command {
        Some(ConvertCommand::Start(args)) => start(app, args).await,
        Some(ConvertCommand::Status(args)) => status(app, args).await,
        None => start(app, args.start).await,
    }
}

async fn start(app: &App, args: StartArgs) -> anyhow::Result<()> {
    let id = args.deal.resolve(app, Purpose::Change).await?;
    let columns = app.choose_columns("a conversion", CONVERSION)?;
    let read = Request::to(&GET_DEAL).with("id", id);
    let write = Write::ConvertDeal { deal: id };
    if app.is_dry() {
        let mut plan = vec![read, write.request()?];
        plan.extend(args.wait.then(|| Request::to(&CONVERSION_STATUS).with("id", id)));
        return app.plan(&plan);
    }
    let deal = app.one(&read).await.map_err(|failure| bulk::with_deal_name(id, failure))?;
    let reading = deal.read();
    if reading.is_true("is_deleted") {
        return Err(Error::new(ErrorKind::Refused, format!("deal {id} is already deleted"))
            .hint(format!("bring it back first: deals update {id} --deleted=false"))
            .into());
    }
    let title = reading.text("title").unwrap_or_default();
    let title = text::clean(&title);
    app.note_irreversible(format_args!("deal {id} ({title}) becomes a lead"));
    app.confirm(&format!("Convert deal {id} ({title}) in {} to a lead?", app.account()))?;
    let response = app.write(write, None).await?;
    let conversion = response.read().text("conversion_id").map(|id| text::clean(&id).into_owned());
    let conversion =
        conversion.ok_or_else(|| Error::unexpected("the response has no conversion ID"))?;
    if !args.wait {
        app.note(format_args!("deal {id}: conversion started; {}", check_later(id, &conversion)));
        return app.print_written(columns, &response).await;
    }
    app.note(format_args!("deal {id}: conversion {conversion} started"));
    let waiting = || "Pipedrive is converting the deal".to_owned();
    let outcome = app.progress.show_while(waiting, wait(app, id, &conversion)).await?;
    print_status(app, columns, id, &outcome).await
}

async fn status(app: &App, args: StatusArgs) -> anyhow::Result<()> {
    let id = deal_arg::id(app, &args.deal, Purpose::Read).await?;
    let columns = app.choose_columns("a conversion", CONVERSION)?;
    let request = status_request(id, &args.conversion)?;
    if app.is_dry() {
        return app.plan(&[request]);
    }
    let state = app.one(&request).await.map_err(|failure| explain_not_found(id, failure))?;
    print_status(app, columns, id, &state).await
}

fn status_request(id: u64, conversion: &str) -> Result<Request, Error> {
    let request = Request::to(&CONVERSION_STATUS).with("id", id);
    request.with_uuid("conversion_id", conversion).map_err(|_| {
        Error::usage(format!("`{conversion}` is not the ID of a conversion"))
            .hint("`deals convert` printed it: 32 hexadecimal digits with dashes")
    })
}

/// Polls the status until the conversion has ended, or `PATIENCE` is over.
async fn wait(app: &App, id: u64, conversion: &str) -> Result<Record, Error> {
    let request = status_request(id, conversion)?;
    let mut unfinished = Unfinished { id, conversion: conversion.to_owned(), has_ended: false };
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        let state = app.one(&request).await.map_err(|failure| explain_not_found(id, failure))?;
        match state.read().text("status").as_deref() {
            Some("not_started" | "running") => {}
            _ => {
                unfinished.has_ended = true;
                return Ok(state);
            }
        }
        if began.elapsed() > PATIENCE {
            let minutes = PATIENCE.as_secs() / 60;
            let message = format!("the conversion has not ended within {minutes} minutes");
            return Err(Error::new(ErrorKind::Unavailable, message).hint("check again later"));
        }
        tokio::time::sleep(pause).await;
        pause = pause.mul_f32(1.5).min(LONGEST_PAUSE);
    }
}

/// Prints the status of a conversion; one that failed or was rejected is an error.
async fn print_status(app: &App, columns: Columns, id: u64, state: &Record) -> anyhow::Result<()> {
    app.print(columns, state).await?;
    let reading = state.read();
    let word = reading.text("status").unwrap_or_default();
    match word.as_ref() {
        "completed" => {
            let lead = reading.text("lead_id").unwrap_or_default();
            let lead = text::clean(&lead);
            app.note(format_args!("deal {id}: is now lead {lead}, and deleted as a deal"));
            Ok(())
        }
        "not_started" | "running" => Ok(()),
        "failed" | "rejected" => {
            let message = format!("the conversion of deal {id} to a lead {}", describe_end(&word));
            let hint = format!("check the deal: deals get {id}");
            Err(Error::new(ErrorKind::Refused, message).hint(hint).into())
        }
        other => Err(Error::unexpected(format!(
            "the conversion of deal {id} has an unknown state: `{}`",
            text::clean(other)
        ))
        .into()),
    }
}

fn describe_end(word: &str) -> &'static str {
    if word == "rejected" { "was rejected" } else { "failed" }
}

/// Adds to a "not found" that Pipedrive keeps the result of a conversion for a few days only.
fn explain_not_found(id: u64, failure: Error) -> Error {
    match failure.kind {
        ErrorKind::NotFound => Error {
            message: format!("no such conversion of deal {id} ({failure})"),
            hint: Some(format!(
                "Pipedrive deletes conversions after a few days; a deal that became a lead is deleted: deals get {id}"
            )),
            ..failure
        },
        _ => failure,
    }
}

fn check_later(id: u64, conversion: &str) -> String {
    format!("check it with: deals convert status {id} {conversion}")
}

/// A pending wait for a conversion. If it is interrupted by Ctrl-C or an error, it prints how to check the
/// conversion, which continues.
struct Unfinished {
    id: u64,
    conversion: String,
    has_ended: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.has_ended {
            // Printed even with --quiet: the ID is nowhere else.
            let check = check_later(self.id, &self.conversion);
            stdio::message(format_args!("the conversion continues; {check}"));
        }
    }
}
