//! `deals apply`

use super::Coverage;
use crate::app::App;
use crate::app::write::plan::PlanFile;
use crate::model::arg::{ArgKind, DealColumns};
use crate::ops::apply;
use std::path::PathBuf;

/// Apply a plan
///
/// Sends the writes that a command has written to FILE with --plan. The deals are read first; one that was
/// changed since the plan was made is refused and named, unless --rebase is given. What became of each
/// write is added to FILE: applied again, a plan goes on where it ended, and sends nothing twice. Costs 1
/// token to read each deal (10 for each 100 from 11 on) and the tokens that the plan names.
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing, add = DealColumns)]
#[command(after_long_help = "\
Examples:
  $ deals apply raise.plan --dry-run
  $ deals apply raise.plan --yes")]
pub struct ApplyArgs {
    /// File that --plan has written
    #[arg(value_name = "FILE", add = ArgKind::File)]
    file: PathBuf,
    /// Write also to deals that were changed since the plan was made
    #[arg(long)]
    rebase: bool,
}

pub async fn run(app: &App, args: ApplyArgs) -> anyhow::Result<()> {
    apply::apply(app, PlanFile::new(args.file), args.rebase).await
}
