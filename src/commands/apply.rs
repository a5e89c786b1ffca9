//! `deals apply`

use super::Coverage;
use crate::app::App;
use crate::model::arg::{ArgKind, DealColumns};
use crate::ops::apply;
use std::path::PathBuf;

/// Apply a plan
///
/// Sends the writes of a plan, which a command has written to FILE with --plan. The deals are read
/// first; one that was changed since is refused and named, unless --rebase is given. The outcome of each
/// write is added to FILE: applied again, a plan continues where it ended and sends nothing twice.
/// --dry-run shows a plan without the network.
///
/// Cost: that of the writes, plus 1 to read each deal
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals apply raise.plan --dry-run
  $ deals apply raise.plan --yes")]
pub struct ApplyArgs {
    /// File written by --plan
    #[arg(value_name = "FILE", add = ArgKind::File)]
    file: PathBuf,
    /// Plan again for deals that were changed since, and send that
    #[arg(long)]
    rebase: bool,
}

pub async fn run(app: &App, args: ApplyArgs) -> anyhow::Result<()> {
    apply::apply(app, args.file, args.rebase).await
}
