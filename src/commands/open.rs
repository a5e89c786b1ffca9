//! `deals open`

use super::Coverage;
use crate::app::App;
use crate::interactive::deal_arg::{DealsArg, Purpose};
use crate::ops::deal_pages;

/// Open deals in the web browser
///
/// Each deal opens in a page of its own, at most 10 at once. The browser is $BROWSER or the default of
/// the system. Costs nothing, or 2 tokens once a day where the company is not known from the profile.
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
