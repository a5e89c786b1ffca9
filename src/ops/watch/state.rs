//! The database of a watch: one per account and conditions with `--since-last`, else a temporary one.

use crate::app::{App, directories};
use crate::error::{Error, ErrorKind};
use crate::ops::conditions::Conditions;
use crate::store::database::Database;
use crate::store::files::with_end;
use crate::store::lock::is_running;
use ring::digest::{SHA256, digest};
use std::path::{Path, PathBuf};

/// A database file that is removed on drop.
pub struct TemporaryFile(pub PathBuf);

impl TemporaryFile {
    /// Claims a path; a file that a killed process left there is removed.
    pub fn new(path: PathBuf) -> TemporaryFile {
        let file = TemporaryFile(path);
        file.remove();
        file
    }

    fn remove(&self) {
        // SQLite would apply the journal of an old database to a new one.
        for path in [self.0.clone(), with_end(&self.0, "-journal")] {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The database file of watches with these conditions. Other conditions have another file, since other events
/// were delivered.
pub async fn kept_file(app: &App, conditions: &Conditions) -> Result<PathBuf, Error> {
    let account = app.account_key().await?;
    let mut texts: Vec<&str> = conditions.texts().map(str::trim).collect();
    texts.sort_unstable();
    texts.dedup();
    let name = if texts.is_empty() {
        format!("{account}.db")
    } else {
        let hash = digest(&SHA256, texts.join("\n").as_bytes());
        let hash: String = hash.as_ref()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{account}-{hash}.db")
    };
    Ok(directories()?.data_dir().join("watch").join(name))
}

/// A file for this process only; files of killed processes are removed.
pub fn temporary_file() -> Result<TemporaryFile, Error> {
    const BEGIN: &str = "watch-";
    let dir = directories()?.cache_dir().to_owned();
    for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        // Including the temporary files of SQLite and of a read of all deals.
        let begin = name.to_str().and_then(|name| name.strip_prefix(BEGIN)?.split_once(".db"));
        let process: Option<u32> = begin.and_then(|(number, _)| number.parse().ok());
        if process.is_some_and(|id| id == std::process::id() || !is_running(id)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(TemporaryFile::new(dir.join(format!("{BEGIN}{}.db", std::process::id()))))
}

/// Opens the database of a watch.
pub fn open(path: &Path) -> Result<Database, Error> {
    Database::open(path).map_err(|error| {
        if error.kind == ErrorKind::Unavailable {
            error.hint("`deals watch --since-last` with the same conditions is running already")
        } else {
            error
        }
    })
}
