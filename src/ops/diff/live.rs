//! Reads the deals of the account into a temporary database.

use super::Source;
use crate::app::App;
use crate::error::Error;
#[cfg(feature = "sqlite")]
use crate::store::temporary::TemporaryFile;

/// The deals of the account.
pub struct LiveDeals {
    source: Source,
    #[cfg(feature = "sqlite")]
    _file: TemporaryFile,
}

impl LiveDeals {
    pub fn source(&mut self) -> &mut Source {
        &mut self.source
    }
}

/// Reads all deals of the account, with `everything` deleted and archived ones too.
#[cfg(feature = "sqlite")]
pub async fn fetch_live(app: &App, everything: bool) -> Result<LiveDeals, Error> {
    let dir = crate::app::directories()?.cache_dir().to_owned();
    let file = TemporaryFile::new(&dir, "live", "db");
    let database = crate::ops::export::fetch(app, file.path(), everything).await?;
    Ok(LiveDeals { source: Source::from_database(database), _file: file })
}

#[cfg(not(feature = "sqlite"))]
pub async fn fetch_live(_: &App, _: bool) -> Result<LiveDeals, Error> {
    Err(Error::usage(
        "this build of deals has no SQLite, which a comparison with the account needs",
    )
    .hint("export the account with `deals export --to - -o ndjson`, and compare the files"))
}
