//! `deals open`

use super::Coverage;
use crate::app::App;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::ops::deal_pages;

/// Open deals in the web browser
///
/// Opens the page of each deal, at most 10 at once, in $BROWSER or the system's default browser.
///
/// Cost: none, or 2 tokens once a day if the profile has no company
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals open 1 --print
  $ deals open 1 2 --print --quiet")]
pub struct OpenArgs {
    #[command(flatten)]
    deals: DealsArg,
    /// Print the URLs instead of opening them
    #[arg(long)]
    print: bool,
}

pub async fn run(app: &App, args: OpenArgs) -> anyhow::Result<()> {
    let deals = args.deals.resolve(app, Purpose::Read).await?;
    if args.print {
        deal_pages::print_pages(app, &deals).await
    } else {
        deal_pages::open_pages(app, &deals).await
    }
}
