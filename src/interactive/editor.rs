//! A text in the person's own editor. It stays on disk until what was written in it has arrived.

use crate::app;
use crate::error::Failure;
use crate::store::files;
use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Editor {
    dir: PathBuf,
    name: String,
    /// How often it was opened.
    times: Cell<u32>,
}

impl Editor {
    /// For a text of that name.
    pub fn of(name: &str) -> Result<Editor, Failure> {
        // Two at once do not write into each other's.
        let name = format!("{name}.{}", std::process::id());
        Ok(Editor { dir: app::places()?.data_dir().join("edit"), name, times: Cell::default() })
    }

    /// Where the text is. Each time under another name, for an editor that knows the name goes where
    /// it was before, and not to the top.
    fn file(&self) -> PathBuf {
        self.dir.join(format!("{}.{}.toml", self.name, self.times.get()))
    }

    /// The text as it is when the editor is closed. An editor that fails, or leaves nothing, cancels.
    pub fn edit(&self, text: &str) -> Result<String, Failure> {
        self.forget();
        self.times.set(self.times.get() + 1);
        let path = self.file();
        let file = path.display();
        let wrong = |what: &str, error: io::Error| {
            Failure::unexpected(format!("the text to edit cannot be {what}: {file}: {error}"))
        };
        files::replace(&path, text.as_bytes()).map_err(|error| wrong("written", error))?;
        let named = |name| {
            app::env(name).map(|command| command.filter(|command| !command.trim().is_empty()))
        };
        let command = match named("VISUAL")? {
            Some(command) => command,
            None => named("EDITOR")?.unwrap_or_else(|| "vi".into()),
        };
        let ended = started(&command, &path).map_err(|error| {
            Failure::usage(format!("`{command}` cannot be started: {error}"))
                .hint("name another editor in VISUAL or EDITOR")
        })?;
        let left = fs::read_to_string(&path).map_err(|error| wrong("read", error))?;
        if ended.success() && !left.trim().is_empty() {
            return Ok(left);
        }
        if left == text || left.trim().is_empty() {
            self.forget();
        }
        let why = match ended.success() {
            true => "the text was left empty".to_owned(),
            false => format!("`{command}` ended with {ended}"),
        };
        let cancelled = Failure { message: format!("cancelled: {why}"), ..Failure::cancelled() };
        Err(self.kept(cancelled))
    }

    /// The text has arrived, or is not wanted.
    pub fn forget(&self) {
        // A file too many does no harm.
        let _ = fs::remove_file(self.file());
    }

    /// A failure that tells where the text is, if it is still there.
    pub fn kept(&self, failure: Failure) -> Failure {
        let file = self.file();
        if !file.exists() {
            return failure;
        }
        let kept = format!("what you wrote is kept in {}", file.display());
        let hint = match &failure.hint {
            Some(hint) => format!("{hint}; {kept}"),
            None => kept,
        };
        failure.hint(hint)
    }
}

/// Runs the editor through the shell, as git does: its name may bring arguments along. It draws on
/// stderr, for stdout is where the deals go.
fn started(command: &str, file: &Path) -> io::Result<std::process::ExitStatus> {
    let mut shell = match cfg!(windows) {
        true => {
            let mut shell = Command::new("cmd");
            shell.arg("/C").arg(format!("{command} \"{}\"", file.display()));
            shell
        }
        false => {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(format!("{command} \"$@\"")).arg(command).arg(file);
            shell
        }
    };
    shell.stdout(Stdio::from(io::stderr())).status()
}
