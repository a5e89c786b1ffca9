//! Opens the pages of deals in the web app in a browser, or prints their URLs.

use crate::api::pages::Pages;
use crate::app::{App, print_text};
use crate::error::Error;
use crate::model::record::Record;
use crate::text;
use crate::ui::browser;

/// Maximum number of pages to open at once; more are probably a mistake.
const MAX_PAGES: usize = 10;

/// Opens the pages of listed deals, whose IDs are in the key `code`.
pub async fn open_listed(
    app: &App,
    lists: impl IntoIterator<Item = Pages<'_>>,
    code: &str,
) -> anyhow::Result<()> {
    let mut ids = Vec::new();
    for mut pages in lists {
        // One more than the maximum is enough for the error.
        while ids.len() <= MAX_PAGES
            && let Some(deals) = app.next_page(&mut pages).await?
        {
            ids.extend(deals.iter().filter_map(|deal| deal.read().reference(code)));
        }
    }
    open_any(app, &ids).await
}

/// Opens the pages of these deals.
pub async fn open_records(app: &App, deals: &[Record]) -> anyhow::Result<()> {
    let ids: Vec<u64> = deals.iter().filter_map(Record::id).collect();
    open_any(app, &ids).await
}

async fn open_any(app: &App, ids: &[u64]) -> anyhow::Result<()> {
    if ids.is_empty() {
        app.note(format_args!("no deals"));
        return Ok(());
    }
    open_pages(app, ids).await
}

/// Opens the page of each deal.
pub async fn open_pages(app: &App, deals: &[u64]) -> anyhow::Result<()> {
    if app.is_dry() {
        return print_pages(app, deals).await;
    }
    if deals.len() > MAX_PAGES {
        return Err(Error::usage(format!("will not open more than {MAX_PAGES} pages at once"))
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

/// Prints the URL of each deal's page, one per line.
pub async fn print_pages(app: &App, deals: &[u64]) -> anyhow::Result<()> {
    let mut lines = String::new();
    for deal in deals {
        lines.push_str(&app.deal_page(*deal).await?);
        lines.push('\n');
    }
    print_text(&lines)
}
