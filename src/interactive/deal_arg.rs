//! The deals that a command line names; where it names none, one is picked.

use super::deal_picker::pick_id;
use crate::app::App;
use crate::error::Error;
use crate::model::arg::ArgKind;
use crate::ops::bulk;

/// The one deal that a command is about.
#[derive(clap::Args, Debug)]
pub struct DealArg {
    /// Deal ID or URL
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deal: Option<String>,
}

/// The deals that a command is about.
#[derive(clap::Args, Debug)]
pub struct DealsArg {
    /// Deal IDs or URLs; `-` reads them from stdin
    #[arg(value_name = "DEAL", add = ArgKind::Deal)]
    deals: Vec<String>,
}

impl DealArg {
    pub fn is_given(&self) -> bool {
        self.deal.is_some()
    }

    /// The ID of the deal, or of the one that is picked.
    pub async fn resolve(&self, app: &App) -> Result<u64, Error> {
        match &self.deal {
            Some(word) => app.deal_id(word).await,
            None => pick_id(app, "Deal", "DEAL").await,
        }
    }
}

impl DealsArg {
    pub fn is_given(&self) -> bool {
        !self.deals.is_empty()
    }

    /// The IDs of the deals, or that of the one that is picked.
    pub async fn resolve(&self, app: &App) -> Result<Vec<u64>, Error> {
        ids(app, &self.deals).await
    }
}

/// The deals that are meant, or the one that is picked.
pub async fn ids(app: &App, words: &[String]) -> Result<Vec<u64>, Error> {
    match words {
        [] => Ok(vec![pick_id(app, "Deal", "DEAL").await?]),
        words => bulk::ids(app, words).await,
    }
}
