//! `deals update`

use crate::app::App;
use crate::bulk;
use crate::draft::{DraftArgs, LabelArgs};
use crate::failure::Failure;
use crate::words;

/// Change deals
///
/// Sends only what is said here, and tells of each deal what became different. Costs 5 tokens for
/// each deal, and 1 to read it before. Several deals are asked for first.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  $ deals update 1 --value \"1500 EUR\" --probability 60
  $ deals update 2 --expected-close-date +1mo --label 1,2
  $ deals update 3 --set \"Budget=5000 EUR\" --clear Source --add-label Hot
  $ deals update 1 2 3 --owner 2 --yes")]
pub struct UpdateArgs {
    /// The deals, by id or by the address of their page; `-` reads them from stdin
    #[arg(required = true, value_name = "DEAL")]
    deals: Vec<String>,
    /// The new title
    #[arg(long, value_name = "TEXT", help_heading = "Fields of the deal")]
    title: Option<String>,
    #[command(flatten)]
    fields: DraftArgs,
    #[command(flatten)]
    labels: LabelArgs,
    /// Refuse when the deal was changed after this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = "Care")]
    if_unmodified_since: Option<String>,
}

pub async fn run(app: &App, args: UpdateArgs) -> anyhow::Result<()> {
    let draft = words::draft(app, &args.fields, args.title.as_deref(), &args.labels).await?;
    if draft.is_empty() {
        return Err(Failure::usage("nothing to change")
            .hint("say what: deals update 42 --value 1500; see deals update --help")
            .into());
    }
    let since = match &args.if_unmodified_since {
        Some(text) => Some(words::moment(app, text).await?),
        None => None,
    };
    bulk::run_change(app, &args.deals, &draft, since).await
}
