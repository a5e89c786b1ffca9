//! The database export that the imported file belongs to, if one lies next to it. It tells cells that nobody
//! edited from fields that were changed in Pipedrive since the export.

use crate::error::Error;
use crate::model::names::Names;
use crate::model::record::Record;
use std::path::Path;

#[cfg(feature = "sqlite")]
pub use with_sqlite::BaseExport;

/// Placeholder for builds without SQLite.
#[cfg(not(feature = "sqlite"))]
pub enum BaseExport {}

#[cfg(not(feature = "sqlite"))]
impl BaseExport {
    pub fn find(_: &Path, _: &str) -> Result<Option<BaseExport>, Error> {
        Ok(None)
    }

    pub fn names(&self) -> &Names {
        match *self {}
    }

    pub fn deal(&self, _: u64) -> Result<Option<Record>, Error> {
        match *self {}
    }
}

#[cfg(feature = "sqlite")]
mod with_sqlite {
    use super::{Error, Names, Path, Record};
    use crate::model::names::Lookup;
    use crate::store::database::Database;
    use crate::store::files::with_end;
    use std::path::PathBuf;

    pub struct BaseExport {
        database: Database,
        names: Names,
    }

    impl BaseExport {
        /// Finds the complete export of this account that has the name of the file.
        pub fn find(file: &Path, account: &str) -> Result<Option<BaseExport>, Error> {
            let Some(path) = places(file).into_iter().find(|path| path.exists()) else {
                return Ok(None);
            };
            // An unrelated database may have that name.
            let Ok(database) = Database::open_read_only(&path) else { return Ok(None) };
            if database.last_run()?.is_none_or(|run| run.account != account) {
                return Ok(None);
            }
            let lists = database.company_lists()?;
            let mut names = Names::default();
            names.learn(Lookup::Fields, &lists.fields);
            names.learn(Lookup::Pipelines, &lists.pipelines);
            names.learn(Lookup::Stages, &lists.stages);
            names.learn(Lookup::Users, &lists.users);
            Ok(Some(BaseExport { database, names }))
        }

        pub fn names(&self) -> &Names {
            &self.names
        }

        pub fn deal(&self, id: u64) -> Result<Option<Record>, Error> {
            let found = self.database.deals_after(id.checked_sub(1), 1)?.pop();
            Ok(found.filter(|deal| deal.id() == Some(id)))
        }
    }

    /// The paths to try: a spreadsheet program may have saved `deals.csv` as `deals.xlsx`.
    fn places(file: &Path) -> Vec<PathBuf> {
        let text = file.to_string_lossy();
        let file = text.strip_suffix(".result.csv").map_or(file, Path::new);
        let mut places = vec![with_end(file, ".state.db"), file.with_extension("db")];
        places.extend(
            ["csv", "json", "ndjson"].map(|end| with_end(&file.with_extension(end), ".state.db")),
        );
        places
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_export_of_a_file_is_found_by_its_name() {
            let shown = |file: &str| {
                let places = places(Path::new(file));
                places.iter().map(|path| path.display().to_string()).collect::<Vec<_>>()
            };
            assert!(shown("a/deals.xlsx").contains(&"a/deals.csv.state.db".to_owned()));
            assert!(shown("a/deals.xlsx").contains(&"a/deals.db".to_owned()));
            assert_eq!(shown("deals.csv")[0], "deals.csv.state.db");
            assert_eq!(shown("deals.csv.result.csv"), shown("deals.csv"));
        }
    }
}
