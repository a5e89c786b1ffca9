//! The destination of an export: a database, a text file with a database next to it, or stdout.

use crate::output::Format;
#[cfg(feature = "sqlite")]
use crate::store::files::with_end;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    Stdout,
    Database(PathBuf),
    Text { file: PathBuf, format: Format, is_gzip: bool },
}

impl Destination {
    /// Parses a path: the extension selects the format; `-` is stdout.
    pub fn parse(text: &str) -> Result<Destination, String> {
        if text == "-" {
            return Ok(Destination::Stdout);
        }
        let name = text.to_ascii_lowercase();
        let (name, is_gzip) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (&*name, false),
        };
        let file = PathBuf::from(text);
        let format = match Path::new(name).extension().and_then(|end| end.to_str()) {
            Some("db") if is_gzip => return Err("a database cannot be compressed".to_owned()),
            Some("db") => return Ok(Destination::Database(file)),
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            Some("ndjson") => Format::Ndjson,
            _ => {
                return Err("must end in .db, .csv, .json or .ndjson, the last three also with \
                            .gz, or be - for stdout"
                    .to_owned());
            }
        };
        Ok(Destination::Text { file, format, is_gzip })
    }
}

#[cfg(feature = "sqlite")]
impl Destination {
    /// The file to export to; `None` for stdout.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Destination::Stdout => None,
            Destination::Database(file) | Destination::Text { file, .. } => Some(file),
        }
    }

    /// The path of the database: the file itself, or `FILE.state.db` next to a text file.
    pub fn database(&self) -> Option<PathBuf> {
        match self {
            Destination::Stdout => None,
            Destination::Database(file) => Some(file.clone()),
            Destination::Text { file, .. } => Some(with_end(file, ".state.db")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_selects_the_format() {
        let text = |file: &str, format, is_gzip| {
            Ok(Destination::Text { file: file.into(), format, is_gzip })
        };
        for (name, expected) in [
            ("-", Ok(Destination::Stdout)),
            ("a/deals.db", Ok(Destination::Database("a/deals.db".into()))),
            ("deals.csv", text("deals.csv", Format::Csv, false)),
            ("Deals.CSV.GZ", text("Deals.CSV.GZ", Format::Csv, true)),
            ("deals.2026.ndjson.gz", text("deals.2026.ndjson.gz", Format::Ndjson, true)),
            ("deals.json", text("deals.json", Format::Json, false)),
        ] {
            assert_eq!(Destination::parse(name), expected, "{name}");
        }
        for wrong in ["deals", "deals.gz", "deals.xlsx", "deals.db.gz", "csv", ""] {
            assert!(Destination::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn a_text_file_has_a_database_next_to_it() {
        let state = Destination::parse("deals.csv.gz").unwrap().database();
        assert_eq!(state, Some("deals.csv.gz.state.db".into()));
    }
}
