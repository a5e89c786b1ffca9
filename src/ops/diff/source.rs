//! Reads the deals of an export by ID: from a database, or from JSON of `deals export` and `deals list`.

use super::lines::{Lines, has_ordered_lines, is_blank, read_error, read_whole};
use crate::error::Error;
use crate::model::names::{Lookup, Names};
use crate::model::record::Record;
#[cfg(feature = "sqlite")]
use crate::store::database::Database;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// Number of deals to read from a database at a time.
#[cfg(feature = "sqlite")]
const PAGE: usize = 500;

/// An export that is read deal by deal.
pub struct Source {
    deals: Deals,
    /// Deals that were read ahead.
    next: VecDeque<Record>,
    last: Option<u64>,
}

enum Deals {
    #[cfg(feature = "sqlite")]
    Database(Box<Database>),
    Lines(Lines),
    /// All deals are in memory.
    Read,
}

impl Source {
    /// Opens an export: `.db`, `.json` and `.ndjson`, the last two also with `.gz`. For CSV the database next
    /// to it is opened.
    pub fn open(path: &Path) -> Result<Source, Error> {
        let name = path.to_string_lossy().to_ascii_lowercase();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        if plain.ends_with(".csv") {
            return open_beside_csv(path);
        }
        if !path.exists() {
            return Err(read_error(path, "no such file"));
        }
        if plain.ends_with(".db") {
            return open_database(path);
        }
        if !plain.ends_with(".json") && !plain.ends_with(".ndjson") {
            return Err(Error::usage(format!("{} is not an export", path.display()))
                .hint("an export ends in .db, .json or .ndjson"));
        }
        if is_blank(path)? && !is_finished_export(path) {
            return Err(Error::usage(format!("{} is empty", path.display()))
                .hint("a list without deals is `[]`"));
        }
        // Deals in another order, or not one per line, are read into memory.
        let deals = if has_ordered_lines(path)? {
            return Ok(Source::new(Deals::Lines(Lines::open(path)?)));
        } else {
            read_whole(path)?
        };
        Ok(Source { next: deals.into(), ..Source::new(Deals::Read) })
    }

    fn new(deals: Deals) -> Source {
        Source { deals, next: VecDeque::new(), last: None }
    }

    /// The deals of a database.
    #[cfg(feature = "sqlite")]
    pub fn from_database(database: Database) -> Source {
        Source::new(Deals::Database(Box::new(database)))
    }

    /// The names of fields, stages and users in a database; `None` for JSON.
    pub fn names(&self) -> Result<Option<Names>, Error> {
        let lists = self.lists()?;
        if lists.is_empty() {
            return Ok(None);
        }
        let mut names = Names::default();
        for (lookup, records) in &lists {
            names.learn(*lookup, records);
        }
        Ok(Some(names))
    }

    /// The lists of the company in a database; empty for JSON.
    pub fn lists(&self) -> Result<Vec<(Lookup, Vec<Record>)>, Error> {
        match &self.deals {
            #[cfg(feature = "sqlite")]
            Deals::Database(database) => {
                let lists = database.company_lists()?;
                Ok(vec![
                    (Lookup::Fields, lists.fields),
                    (Lookup::Pipelines, lists.pipelines),
                    (Lookup::Stages, lists.stages),
                    (Lookup::Users, lists.users),
                ])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The database, unless the source is JSON.
    #[cfg(feature = "sqlite")]
    pub fn database(&self) -> Option<&Database> {
        match &self.deals {
            Deals::Database(database) => Some(database),
            _ => None,
        }
    }

    /// Whether the database has deleted and archived deals, and its account; `None` for JSON.
    pub fn origin(&self) -> Result<Option<(bool, String)>, Error> {
        match &self.deals {
            #[cfg(feature = "sqlite")]
            Deals::Database(database) => {
                Ok(database.last_run()?.map(|run| (run.everything, run.account)))
            }
            _ => Ok(None),
        }
    }

    /// The conditions of the export; `None` if it has all deals or they are not known. Those of a text file
    /// are in the database next to it.
    #[cfg(feature = "sqlite")]
    pub fn conditions(&self, path: &Path) -> Result<Option<String>, Error> {
        let run = match &self.deals {
            Deals::Database(database) => database.last_run()?,
            _ => match open_state(path)? {
                Some(state) => state.last_run()?,
                None => None,
            },
        };
        let conditions = run.and_then(|run| run.conditions);
        Ok(conditions.map(|conditions| conditions.texts.join(" and ")))
    }

    /// The account of which this is proven to be a finished export of all deals; `None` if that is not
    /// proven. A text needs the database of its export beside it, with as many deals.
    #[cfg(feature = "sqlite")]
    pub fn account_of_all_deals(&self, path: &Path) -> Result<Option<String>, Error> {
        let run = match &self.deals {
            Deals::Database(database) => database.last_run()?,
            _ => {
                let Some(state) = open_state(path)? else { return Ok(None) };
                let mut text = Source::open(path)?;
                let mut deals = 0;
                while text.next()?.is_some() {
                    deals += 1;
                }
                state.last_run()?.filter(|_| state.count_deals().is_ok_and(|count| count == deals))
            }
        };
        Ok(run.filter(|run| run.conditions.is_none()).map(|run| run.account))
    }

    #[cfg(not(feature = "sqlite"))]
    pub fn account_of_all_deals(&self, _: &Path) -> Result<Option<String>, Error> {
        Ok(None)
    }

    #[cfg(not(feature = "sqlite"))]
    pub fn conditions(&self, _: &Path) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Reads the next deal.
    pub fn next(&mut self) -> Result<Option<Record>, Error> {
        if self.next.is_empty() {
            match &mut self.deals {
                #[cfg(feature = "sqlite")]
                Deals::Database(database) => {
                    self.next = database.deals_after(self.last, PAGE)?.into();
                }
                Deals::Lines(lines) => self.next.extend(lines.next()?),
                Deals::Read => {}
            }
        }
        let deal = self.next.pop_front();
        self.last = deal.as_ref().and_then(Record::id).or(self.last);
        Ok(deal)
    }
}

#[cfg(feature = "sqlite")]
fn open_database(path: &Path) -> Result<Source, Error> {
    let database = Database::open_read_only(path)?;
    if database.last_run()?.is_none() {
        return Err(Error::usage(format!("{} is not a complete export", path.display()))
            .hint("run `deals export` again to complete it"));
    }
    Ok(Source::from_database(database))
}

#[cfg(not(feature = "sqlite"))]
fn open_database(_: &Path) -> Result<Source, Error> {
    Err(Error::usage("this build of deals has no SQLite, which .db files need"))
}

/// CSV has no records; the database next to it has.
fn open_beside_csv(path: &Path) -> Result<Source, Error> {
    let state = beside(path);
    if state.exists() {
        return open_database(&state);
    }
    if !path.exists() {
        return Err(read_error(path, "no such file"));
    }
    Err(Error::usage(format!("{} has text cells instead of records", path.display()))
        .hint(format!("{} beside it would have the records", state.display())))
}

/// The path of the database next to a text file.
fn beside(path: &Path) -> PathBuf {
    let mut state = path.as_os_str().to_owned();
    state.push(".state.db");
    PathBuf::from(state)
}

/// The database of the export that wrote a text, if it is beside it.
#[cfg(feature = "sqlite")]
fn open_state(path: &Path) -> Result<Option<Database>, Error> {
    let state = beside(path);
    state.exists().then(|| Database::open_read_only(&state)).transpose()
}

/// Whether the export that wrote a text has finished.
#[cfg(feature = "sqlite")]
fn is_finished_export(path: &Path) -> bool {
    let run = open_state(path).and_then(|state| state.map_or(Ok(None), |state| state.last_run()));
    run.is_ok_and(|run| run.is_some())
}

#[cfg(not(feature = "sqlite"))]
fn is_finished_export(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::Write;

    fn ids(path: &Path) -> Result<Vec<u64>, Error> {
        let mut source = Source::open(path)?;
        let mut ids = Vec::new();
        while let Some(deal) = source.next()? {
            ids.extend(deal.id());
        }
        Ok(ids)
    }

    #[test]
    fn reads_json_in_every_form() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ndjson");
        for (text, expected) in [
            ("{\"id\":1}\n{\"id\":2}\n", vec![1, 2]),
            ("[\n{\"id\":1},\n{\"id\":2}\n]\n", vec![1, 2]),
            ("[{\"id\":2},{\"id\":1}]", vec![1, 2]),
            ("{\n  \"id\": 3\n}\n{\"id\":1}", vec![1, 3]),
            ("{\"id\":2}\n{\"id\":1}\n{\"id\":2}\n", vec![1, 2]),
            ("[]", vec![]),
            ("[\n]\n", vec![]),
            ("[]\n{\"id\":1}", vec![1]),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(ids(&path).unwrap(), expected, "{text}");
        }
        for text in ["[1]", "{\"title\":\"x\"}", "hello", "{\"id\":1},\n{\"id\":2}\n]"] {
            std::fs::write(&path, text).unwrap();
            assert!(ids(&path).unwrap_err().message.contains("is not a list"), "{text}");
        }
    }

    #[test]
    fn a_text_without_an_end_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        for (text, wrong) in [
            ("", "is empty"),
            (" \n\n", "is empty"),
            ("[", "is incomplete"),
            ("[\n{\"id\":1},\n", "is incomplete"),
            ("[\n{\"id\":1}\n", "is incomplete"),
            ("[\n{\"id\":2},\n{\"id\":1},\n", "is incomplete"),
            ("[{\"id\":1},{\"id\":2", "is incomplete"),
            ("{\"id\":1", "is incomplete"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = ids(&path).unwrap_err();
            assert!(error.message.contains(wrong), "{text}: {error}");
        }
    }

    #[test]
    fn the_last_of_duplicate_deals_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        std::fs::write(&path, "[{\"id\":1,\"a\":1},{\"id\":1,\"a\":2}]").unwrap();
        let deal = Source::open(&path).unwrap().next().unwrap().unwrap();
        assert_eq!(deal.text(), "{\"id\":1,\"a\":2}");
    }

    #[test]
    fn reads_compressed_text_and_refuses_other_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ndjson.gz");
        let file = File::create(&path).unwrap();
        let mut out = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        out.write_all(b"{\"id\":7}\n").unwrap();
        out.finish().unwrap();
        assert_eq!(ids(&path).unwrap(), [7]);
        for name in ["a.csv", "a.txt", "none.json", "none.db"] {
            std::fs::write(dir.path().join("a.txt"), "x").unwrap();
            assert!(ids(&dir.path().join(name)).is_err(), "{name}");
        }
    }
}
