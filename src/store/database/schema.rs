//! The schema of the database, and its migrations.

use super::{explain, not_an_export};
use crate::error::Error;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// The application ID in the header of the SQLite file: `deal` in ASCII.
const APPLICATION_ID: i32 = 0x6465_616c;

/// The migration from each version to the next; the first one creates the tables. Columns for the fields
/// of deals are added in `lists.rs`, where the fields are known.
///
/// `deals` has a rowid, so that deals are appended in whatever order they are read; the index on the ID
/// is small.
const MIGRATIONS: &[&str] = &["
CREATE TABLE deals (id INTEGER NOT NULL UNIQUE, record TEXT NOT NULL);
CREATE TABLE deal_versions (
    deal_id INTEGER NOT NULL, valid_from TEXT, valid_to TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX deal_versions_by_deal ON deal_versions (deal_id, valid_from);
CREATE TABLE fields (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT, is_custom INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE TABLE options (
    field_code TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL, PRIMARY KEY (field_code, id)
) WITHOUT ROWID;
CREATE TABLE pipelines (id INTEGER PRIMARY KEY, name TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE stages (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, pipeline_id INTEGER, record TEXT NOT NULL
);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, record TEXT NOT NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, everything INTEGER NOT NULL, since TEXT,
    mark TEXT, started TEXT NOT NULL, finished TEXT, walks INTEGER, tokens INTEGER, deals INTEGER
);
CREATE TABLE walks (
    id INTEGER PRIMARY KEY, list TEXT NOT NULL, sort TEXT NOT NULL, since TEXT, until TEXT,
    cursor TEXT, position INTEGER, is_done INTEGER NOT NULL
);
CREATE TABLE seen (id INTEGER PRIMARY KEY);
", "
ALTER TABLE runs ADD COLUMN conditions TEXT;
ALTER TABLE runs ADD COLUMN condition_key TEXT;
ALTER TABLE seen ADD COLUMN is_current INTEGER NOT NULL DEFAULT 1;
CREATE TABLE related_kinds (kind TEXT PRIMARY KEY, requests INTEGER) WITHOUT ROWID;
CREATE TABLE related_left (
    kind TEXT NOT NULL, deal_id INTEGER NOT NULL, PRIMARY KEY (kind, deal_id)
) WITHOUT ROWID;
CREATE TABLE related_walks (kind TEXT PRIMARY KEY, next TEXT, requests INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE related_seen (
    kind TEXT NOT NULL, deal_id INTEGER NOT NULL, id NOT NULL, PRIMARY KEY (kind, deal_id, id)
) WITHOUT ROWID;
"];

/// Configures the connection. Rows have about 3 kB, and large pages waste less space. The lock is held
/// until the connection is closed, so that readers see complete runs only.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "PRAGMA page_size = 16384;
         PRAGMA cache_size = -8000;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA journal_mode = DELETE;
         PRAGMA synchronous = NORMAL;
         PRAGMA temp_store = MEMORY;",
    )
}

/// Creates the tables of an empty database, or migrates an older version.
pub fn migrate(connection: &mut Connection, file: &Path) -> Result<(), Error> {
    migrate_by(connection, file, MIGRATIONS)
}

/// Checks that a file is an export that this version can read.
pub fn check(connection: &Connection, file: &Path) -> Result<(), Error> {
    let read = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let failed = |error: rusqlite::Error| explain(file, &error);
    if read("PRAGMA application_id").map_err(failed)? != APPLICATION_ID {
        return Err(not_an_export(file));
    }
    let version = read("PRAGMA user_version").map_err(failed)?;
    if usize::try_from(version).is_ok_and(|version| version > MIGRATIONS.len()) {
        return Err(newer_version(file));
    }
    Ok(())
}

fn newer_version(file: &Path) -> Error {
    let name = file.display();
    Error::usage(format!("{name} was written by a newer version of deals"))
        .hint("update deals, or export to another file")
}

fn migrate_by(connection: &mut Connection, file: &Path, steps: &[&str]) -> Result<(), Error> {
    let failed = |error: rusqlite::Error| explain(file, &error);
    let current = steps.len();
    let read = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let application = read("PRAGMA application_id").map_err(failed)?;
    let version = read("PRAGMA user_version").map_err(failed)?;
    let tables = read("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
    if (application, version, tables) != (0, 0, 0) && application != APPLICATION_ID {
        return Err(not_an_export(file));
    }
    // Only after the check above: some settings would change the file of another program.
    configure(connection).map_err(failed)?;
    // Takes the lock even if no migration is needed.
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(failed)?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > current {
        return Err(newer_version(file));
    }
    if version == current {
        return transaction.commit().map_err(failed);
    }
    if version > 0 {
        let copy = copy_path(file, version);
        std::fs::copy(file, &copy).map_err(|error| super::cannot_write(&copy, &error))?;
    }
    for step in &steps[version..] {
        transaction.execute_batch(step).map_err(failed)?;
    }
    let marks =
        format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {current};");
    transaction.execute_batch(&marks).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// The path of the copy made before a migration: `deals.db.v1`.
fn copy_path(file: &Path, version: usize) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".v{version}"));
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [&str; 2] = ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"];

    fn migrate_to(file: &Path, version: usize) -> Result<Vec<String>, Error> {
        let mut connection = Connection::open(file).unwrap();
        migrate_by(&mut connection, file, &STEPS[..version])?;
        let mut columns = connection.prepare("SELECT name FROM pragma_table_info('a')").unwrap();
        let columns = columns.query_map([], |row| row.get(0)).unwrap();
        Ok(columns.map(Result::unwrap).collect())
    }

    #[test]
    fn migrates_an_older_version_after_a_copy() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deals.db");
        assert_eq!(migrate_to(&file, 1).unwrap(), ["x"]);
        assert!(!copy_path(&file, 1).exists());
        assert_eq!(migrate_to(&file, 2).unwrap(), ["x", "y"]);
        assert_eq!(migrate_to(&file, 2).unwrap(), ["x", "y"]);
        let copy = copy_path(&file, 1);
        assert_eq!(migrate_to(&copy, 1).unwrap(), ["x"]);
        let refused = migrate_to(&file, 1).unwrap_err();
        assert!(refused.message.contains("newer version"), "{refused}");
    }

    #[test]
    fn does_not_change_the_file_of_another_program() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("other.db");
        Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        let before = std::fs::read(&file).unwrap();
        let refused = super::super::Database::open(&file).err().unwrap();
        assert!(refused.message.contains("not an export"), "{refused}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
        std::fs::write(&file, "a text that is long enough to be read as a header").unwrap();
        let refused = super::super::Database::open(&file).err().unwrap();
        assert!(refused.message.contains("not an export"), "{refused}");
    }
}
