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
}

impl Target {
    pub fn new(file: &Path, sha256: &str, read: Body) -> Target {
        Target { file: file.to_owned(), sha256: sha256.to_owned(), read }
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

    /// The absolute paths of both, as recorded in the journal; empty for stdin.
    pub fn paths_in_journal(&self) -> (String, String) {
        let absolute = |path: &Path| {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            path.to_string_lossy().into_owned()
        };
        match (self.file(), self.results()) {
            (Some(file), Some(results)) => (absolute(file), absolute(&results)),
            _ => (String::new(), String::new()),
        }
    }

    /// Returns the description of the import for the journal.
    pub fn imported_file(&self, left_out: usize) -> ImportedFile {
        let path = if self.is_stdin() { "-".to_owned() } else { self.paths_in_journal().0 };
        let (sha256, read) = (self.sha256.clone(), Some(self.read.clone()));
        ImportedFile { path, sha256, left_out, read }
    }

    /// Formats the path for messages.
    pub fn shown(&self) -> String {
        if self.is_stdin() { "stdin".to_owned() } else { text::path(&self.file).to_string() }
    }

    pub fn shown_results(&self) -> String {
        self.results().map(|path| text::path(&path).to_string()).unwrap_or_default()
    }
}
