//! `deals undo` and `deals redo`

use super::Coverage;
use crate::app::App;
use crate::error::Error;
use crate::model::arg;
use crate::ops::undo::Target;

/// Undo the writes of a command
///
/// Puts back the old values of all writes of one journal entry (see `deals log`). A deal that was changed
/// since is skipped and named, unless --force is given. Times that Pipedrive sets itself, and IDs of records
/// that are added again, will differ; a merge and a conversion cannot be undone. The undo is an entry of its
/// own, which `deals redo` takes back.
///
/// Cost: that of the opposite writes (update 5 tokens, delete 3), plus 1 to read each deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals undo 1 --yes
  $ deals undo 1 --dry-run")]
pub struct UndoArgs {
    /// Entry of the journal [default on a terminal: the newest]
    #[arg(value_name = "ENTRY", value_parser = arg::whole::<u64>(1))]
    entry: Option<u64>,
}

/// Redo writes that were undone
///
/// ENTRY is the number of the undo, or of the entry that was undone.
///
/// Cost: that of the writes, plus 1 token to read each deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals redo 1 --yes
  $ deals redo 2 --dry-run")]
pub struct RedoArgs {
    /// Entry of the journal [default on a terminal: the newest undo]
    #[arg(value_name = "ENTRY", value_parser = arg::whole::<u64>(1))]
    entry: Option<u64>,
}

pub async fn undo(app: &App, args: UndoArgs) -> anyhow::Result<()> {
    run(app, args.entry, false).await
}

pub async fn redo(app: &App, args: RedoArgs) -> anyhow::Result<()> {
    run(app, args.entry, true).await
}

async fn run(app: &App, entry: Option<u64>, is_redo: bool) -> anyhow::Result<()> {
    if entry.is_none() && !app.ask.can_ask() {
        let word = if is_redo { "redo" } else { "undo" };
        return Err(Error::usage("missing ENTRY")
            .hint(format!("list the entries with `deals log`, then: deals {word} ENTRY"))
            .into());
    }
    let journal = app.find_journal().await?;
    if app.is_dry() {
        return app.plan(&Target::find(&journal, entry, is_redo)?.requests()?);
    }
    let target = Target::find_locked(&journal, entry, is_redo)?;
    target.plan(app, app.settings.flags.force).await?.run(app).await
}
