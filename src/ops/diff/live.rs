//! The deals of the account, read into a database that is removed afterwards.

use super::Source;
use crate::app::App;
use crate::error::Error;

/// The account's deals.
pub struct Live {
    source: Source,
    #[cfg(feature = "sqlite")]
    _file: TemporaryFile,
}

impl Live {
    pub fn source(&mut self) -> &mut Source {
        &mut self.source
    }
}

/// Reads all deals of the account, with `everything` deleted and archived ones too.
#[cfg(feature = "sqlite")]
pub async fn fetch_live(app: &App, everything: bool) -> Result<Live, Error> {
    let dir = crate::app::directories()?.cache_dir().to_owned();
    remove_leftovers(&dir);
    let file = TemporaryFile(dir.join(format!("{NAME}{}.db", std::process::id())));
    let database = crate::ops::export::fetch(app, &file.0, everything).await?;
    Ok(Live { source: Source::from_database(database), _file: file })
}

#[cfg(not(feature = "sqlite"))]
pub async fn fetch_live(_: &App, _: bool) -> Result<Live, Error> {
    Err(Error::usage(
        "this build of deals has no SQLite, which a comparison with the account needs",
    )
    .hint("export the account with `deals export --to - -o ndjson`, and compare the files"))
}

/// What the name of such a database begins with, before the ID of the process.
#[cfg(feature = "sqlite")]
const NAME: &str = "live-";

/// Removes the databases of processes that were killed.
#[cfg(feature = "sqlite")]
fn remove_leftovers(dir: &std::path::Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.strip_prefix(NAME)?.strip_suffix(".db"));
        let id: Option<u32> = id.and_then(|id| id.parse().ok());
        if id.is_some_and(|id| id == std::process::id() || !crate::store::lock::is_running(id)) {
            // A leftover file does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(feature = "sqlite")]
struct TemporaryFile(std::path::PathBuf);

#[cfg(feature = "sqlite")]
impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
