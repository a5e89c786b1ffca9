//! The pages of deals in the account's web app: opened in the browser, or their URLs printed.

use crate::app::{App, print_text};
use crate::error::Error;
use crate::text;
use crate::ui::browser;

/// Each page is a tab: more at once are more likely a mistake.
const MOST: usize = 10;

/// Opens the page of each deal.
pub async fn open_pages(app: &App, deals: &[u64]) -> anyhow::Result<()> {
    if app.is_dry() {
        return print_pages(app, deals).await;
    }
    if deals.len() > MOST {
        let pages = text::count(deals.len(), "page");
        return Err(Error::usage(format!("will not open {pages} at once; the limit is {MOST}"))
            .hint("choose fewer deals, or print the URLs with `deals open --print`")
            .into());
    }
    if app.is_sandbox() {
        return Err(Error::usage("the sandbox has no web app")
            .hint("print the URLs that an account would have with `deals open --print`")
            .into());
    }
    for deal in deals {
        browser::open(&app.deal_page(*deal).await?)?;
    }
    app.note(format_args!("opened {} in the browser", text::count(deals.len(), "page")));
    Ok(())
}

/// Prints the URL of each deal's page, one a line.
pub async fn print_pages(app: &App, deals: &[u64]) -> anyhow::Result<()> {
    let mut lines = String::new();
    for deal in deals {
        lines.push_str(&app.deal_page(*deal).await?);
        lines.push('\n');
    }
    print_text(&lines)
}
