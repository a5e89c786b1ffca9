//! The imported file and its results file.

use crate::app::write::Body;
use crate::app::write::journal::ImportedFile;
use crate::store::files::with_end;
use crate::text;
use std::path::{Path, PathBuf};

pub struct Target {
    file: PathBuf,
    pub sha256: String,
    /// The flags with which the file is read, as recorded in the journal.
    pub read: Body,
    /// The SHA-256 of the file whose results it has.
    pub origin: Option<String>,
}

impl Target {
    pub fn new(file: &Path, sha256: &str, read: Body) -> Target {
        Target { file: file.to_owned(), sha256: sha256.to_owned(), read, origin: None }
    }

    fn is_stdin(&self) -> bool {
        self.file.as_os_str() == "-"
    }

    /// The path; `None` for stdin.
    pub fn file(&self) -> Option<&Path> {
        (!self.is_stdin()).then_some(&*self.file)
    }

    /// The path of the results file; `None` for stdin.
    pub fn results(&self) -> Option<PathBuf> {
        self.file().map(|file| with_end(file, ".result.csv"))
    }

    /// The absolute path of the results, by which the journal knows them; empty for stdin.
    pub fn results_in_journal(&self) -> String {
        self.results().map(|path| path_in_journal(&path)).unwrap_or_default()
    }

    /// Returns the description of the import for the journal.
    pub fn imported_file(&self, left_out: usize) -> ImportedFile {
        let path = self.file().map_or_else(|| "-".to_owned(), path_in_journal);
        let (sha256, read) = (self.sha256.clone(), Some(self.read.clone()));
        ImportedFile { path, sha256, left_out, read, origin: self.origin.clone() }
    }

    /// Formats the path for messages.
    pub fn shown(&self) -> String {
        if self.is_stdin() { "stdin".to_owned() } else { text::path(&self.file).to_string() }
    }

    pub fn shown_results(&self) -> String {
        self.results().map(|path| text::path(&path).to_string()).unwrap_or_default()
    }
}

/// The absolute path of a file.
pub fn path_in_journal(file: &Path) -> String {
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    path.to_string_lossy().into_owned()
}
