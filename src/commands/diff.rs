//! `deals diff`

use super::Coverage;
use crate::app::write::RunOptions;
use crate::app::{self, App};
use crate::error::{Error, ErrorKind};
use crate::model::arg::{self, ArgKind, DealColumns};
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
use crate::ops::diff::{self, Differences, Restore, Source};
use crate::ops::old_and_new::heading;
use crate::ops::write_plan::Confirmation;
use crate::ops::{bulk, export};
use crate::output::Format;
use crate::settings::Settings;
use crate::text;
use crate::ui::stdio;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Compare two exports, or an export and the account
///
/// Prints how many deals were added, removed and changed, each changed field, and the total value by
/// currency; then the old and the new value of each field. A new update_time alone is no change. A and B
/// are files of `deals export`, or JSON of `deals list`; without B, A is compared with the account. Fields
/// that one of them does not have are not compared.
///
/// --restore FILE plans the writes that restore the account to FILE: old values, and deleted deals as far
/// as Pipedrive restores them. Deals that are new since stay, unless --delete-new is given, which needs an
/// export of all deals: a .db, or a text with its .state.db beside it. What cannot be restored is named first.
/// --dry-run reads the deals too, to show the writes.
///
/// Cost: that of an export, if the account is compared; 5 tokens per restored deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals diff monday.ndjson friday.ndjson
  $ deals diff monday.ndjson --stat
  $ deals diff --restore monday.ndjson --plan back.plan")]
pub struct DiffArgs {
    /// Export to compare: .db, .json or .ndjson
    #[arg(value_name = "A", add = ArgKind::File, required_unless_present = "restore")]
    before: Option<PathBuf>,
    /// Export to compare it with [default: the account, or `live`]
    #[arg(value_name = "B", add = ArgKind::File)]
    after: Option<PathBuf>,
    /// Print only the summary
    #[arg(long)]
    stat: bool,
    /// Exit with 9 if there are differences
    #[arg(long)]
    exit_code: bool,
    /// Plan and send the writes that restore the account to FILE
    #[arg(long, value_name = "FILE", add = ArgKind::File, conflicts_with_all = ["before", "stat", "exit_code"])]
    restore: Option<PathBuf>,
    /// With --restore: delete deals that FILE does not have
    #[arg(long, requires = "restore")]
    delete_new: bool,
    /// With --restore: send nothing if more than N writes are needed
    #[arg(long, value_name = "N", default_value_t = 100, requires = "restore", value_parser = arg::whole::<u64>(1), allow_negative_numbers = true, help_heading = "Safety")]
    max: u64,
    /// With --restore: write the plan to FILE instead of sending it; `deals apply FILE` sends it
    #[arg(long, value_name = "FILE", add = ArgKind::File, requires = "restore", help_heading = "Safety")]
    plan: Option<PathBuf>,
}

impl DiffArgs {
    /// Whether only files are compared.
    pub fn is_offline(&self) -> bool {
        self.restore.is_none()
            && self.after.as_deref().is_some_and(|after| after != Path::new("live"))
    }
}

/// Compares two files, which needs no account.
pub fn run_offline(settings: &Settings, args: DiffArgs) -> anyhow::Result<()> {
    let (Some(before), Some(after)) = (&args.before, &args.after) else {
        return Err(Error::usage("missing B").into());
    };
    let (one, other) = (before, after);
    let (mut before, mut after) = (Source::open(one)?, Source::open(other)?);
    if let (Some((one, _)), Some((other, _))) = (before.origin()?, after.origin()?)
        && one != other
        && !settings.flags.quiet
    {
        stdio::message("only one of the exports has deleted and archived deals (--everything)");
    }
    if before.conditions(one)? != after.conditions(other)? && !settings.flags.quiet {
        stdio::message("the exports have deals of different conditions (--where)");
    }
    let names = match after.names()? {
        Some(names) => Some(names),
        None => before.names()?,
    };
    let differences = diff::compare(&mut before, &mut after, false)?;
    let names = names.unwrap_or_default();
    note_missing(settings, one, &differences.only_after, &names);
    note_missing(settings, other, &differences.only_before, &names);
    report(settings, &differences, &names, &args)
}

pub async fn run(app: &App, args: DiffArgs) -> anyhow::Result<()> {
    if let Some(file) = &args.restore {
        return restore(app, file, &args).await;
    }
    let Some(file) = &args.before else { return Err(Error::usage("missing A").into()) };
    let mut before = Source::open(file)?;
    let everything = match before.origin()? {
        Some((everything, account)) => {
            check_account(app, file, &account).await?;
            everything
        }
        None => has_everything(file)?,
    };
    if app.is_dry() {
        return show_requests(app, everything);
    }
    let names = names(app).await?;
    let mut live = diff::fetch_live(app, everything).await?;
    let conditions = before.conditions(file)?;
    if let Some(conditions) = &conditions {
        let (file, conditions) = (file.display(), text::clean(conditions));
        app.note(format_args!("{file} has only deals with {conditions}: others are not compared"));
    }
    let differences = diff::compare(&mut before, live.source(), conditions.is_some())?;
    drop(live);
    note_missing(&app.settings, file, &differences.only_after, &names);
    report(&app.settings, &differences, &names, &args)
}

/// Says which fields a file does not have: they are not compared.
fn note_missing(settings: &Settings, file: &Path, missing: &BTreeSet<String>, names: &Names) {
    if missing.is_empty() || settings.flags.quiet {
        return;
    }
    let listed: Vec<String> = missing.iter().take(5).map(|code| heading(code, names)).collect();
    let more = match missing.len() - listed.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (file, listed) = (file.display(), listed.join(", "));
    stdio::message(format_args!("not compared, missing in {file}: {listed}{more}"));
}

/// Whether a text export has deleted or archived deals.
fn has_everything(file: &Path) -> Result<bool, Error> {
    let mut source = Source::open(file)?;
    while let Some(deal) = source.next()? {
        if diff::is_gone(&deal) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn restore(app: &App, file: &Path, args: &DiffArgs) -> anyhow::Result<()> {
    let mut wanted = Source::open(file)?;
    if let Some((_, account)) = wanted.origin()? {
        check_account(app, file, &account).await?;
    }
    let conditions = wanted.conditions(file)?;
    if let Some(conditions) = conditions.as_ref().filter(|_| args.delete_new) {
        let (file, conditions) = (file.display(), text::clean(conditions));
        return Err(Error::usage(format!(
            "--delete-new would delete deals that {file} leaves out: it has only deals with {conditions}"
        ))
        .hint("leave out --delete-new")
        .into());
    }
    if args.delete_new {
        let Some(account) = wanted.account_of_all_deals(file)? else {
            let file = file.display();
            return Err(Error::usage(format!(
                "--delete-new would delete deals that {file} leaves out: nothing proves that it has all deals"
            ))
            .hint("use a .db of `deals export`, or a text with its .state.db beside it")
            .into());
        };
        check_account(app, file, &account).await?;
    }
    let names = match names(app).await {
        Err(_) if app.is_offline() => Names::default(),
        names => names?,
    };
    let mut live = match diff::fetch_live(app, true).await {
        Err(error)
            if app.is_dry() && matches!(error.kind, ErrorKind::Unavailable | ErrorKind::Denied) =>
        {
            app.note(format_args!("the writes are not known without the deals: {error}"));
            return show_requests(app, true);
        }
        live => live?,
    };
    let Restore { plan, kept_fields, new_deals, second_pass } =
        diff::plan_restore(&mut wanted, live.source(), &names, args.delete_new)?;
    drop(live);
    if !kept_fields.is_empty() {
        let fields: Vec<String> = kept_fields
            .iter()
            .map(|(code, count)| {
                let name = heading(code, &names);
                format!("{name} ({})", text::count(*count, "deal"))
            })
            .collect();
        app.note(format_args!("cannot be restored: {}", fields.join(", ")));
    }
    if new_deals > 0 && !args.delete_new && conditions.is_none() {
        let deals = text::count(new_deals, "new deal");
        app.note(format_args!("{deals} left alone (--delete-new deletes them)"));
    }
    if second_pass > 0 {
        let deals = text::count(second_pass, "deal");
        app.note(format_args!(
            "{deals} restored or unarchived first: run it again for their other fields"
        ));
    }
    if plan.is_empty() && plan.refused.is_empty() {
        app.note(format_args!("nothing to restore"));
        return Ok(());
    }
    if app.is_dry() {
        plan.show(app, &names);
        return app.plan(&plan.requests()?);
    }
    check_max(plan.steps.len(), args.max)?;
    if let Some(path) = &args.plan {
        return Ok(plan.save(app, &names, path).await?);
    }
    if !plan.is_empty() {
        let writes = text::count(plan.steps.len(), "write");
        let question = format!("Send {writes} to {} to restore {}?", app.account(), file.display());
        plan.confirm(app, &names, Confirmation::Question(&question))?;
    }
    let texts: Vec<String> =
        plan.steps.iter().map(|step| format!("{}: {}", step.label(), step.text)).collect();
    let report = async |n: usize, sent: Result<Record, Error>| {
        let record = sent?;
        app.note(format_args!("{}", texts[n]));
        Ok(Some(record))
    };
    let outcome = plan.send(app, RunOptions::default(), report).await?;
    bulk::show_rows(app, texts.len(), &outcome.records).await?;
    Ok(outcome.check("deal")?)
}

/// Refuses more writes than --max allows.
fn check_max(writes: usize, max: u64) -> Result<(), Error> {
    if writes as u64 <= max {
        return Ok(());
    }
    let writes = text::count(writes, "write");
    Err(Error::usage(format!("the restore needs {writes}, more than --max allows ({max})"))
        .hint("look at the differences first, or allow more writes with --max N"))
}

/// Shows the requests that a dry run would send to read the account.
fn show_requests(app: &App, everything: bool) -> anyhow::Result<()> {
    let requests = export::list_requests(everything).into_iter();
    app.plan(&requests.map(|request| app.pages(request).request()).collect::<Vec<_>>())
}

async fn check_account(app: &App, file: &Path, account: &str) -> Result<(), Error> {
    let own = app.account_key().await?;
    if own == account {
        return Ok(());
    }
    let name = file.display();
    Err(Error::usage(format!("{name} is an export of another account ({account}; this is {own})"))
        .hint("choose the account with --profile"))
}

async fn names(app: &App) -> Result<Names, Error> {
    app.names(&[Lookup::Fields, Lookup::Pipelines, Lookup::Stages, Lookup::Users]).await
}

fn report(
    settings: &Settings,
    differences: &Differences,
    names: &Names,
    args: &DiffArgs,
) -> anyhow::Result<()> {
    diff::print(settings, differences, names, args.stat)?;
    if !settings.flags.quiet && app::choose_format(settings) != Format::Table {
        stdio::message(diff::summarize(differences));
    }
    if args.exit_code && !differences.deals.is_empty() {
        return Err(Error::new(ErrorKind::Different, diff::summarize(differences)).into());
    }
    Ok(())
}
