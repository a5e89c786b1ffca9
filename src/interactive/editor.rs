//! Opens a text in the user's editor. The file is kept until the changes have been sent.

use crate::app;
use crate::error::Error;
use crate::store::files;
use crate::text;
use crate::ui::signals;
use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

pub struct Editor {
    dir: PathBuf,
    name: String,
    /// Number of times the text was opened.
    times: Cell<u32>,
}

impl Editor {
    /// Creates an editor for a file with this name.
    pub fn from_name(name: &str) -> Result<Editor, Error> {
        // Concurrent processes use different files.
        let name = format!("{name}.{}", std::process::id());
        Ok(Editor {
            dir: app::directories()?.data_dir().join("edit"),
            name,
            times: Cell::default(),
        })
    }

    /// The file with the text. Its name changes each time: an editor opens a known file at
    /// the last position instead of the top.
    fn file(&self) -> PathBuf {
        self.dir.join(format!("{}.{}.toml", self.name, self.times.get()))
    }

    /// Opens the text and returns the edited one. If the editor fails or the text is empty, cancels.
    pub fn edit(&self, text: &str) -> Result<String, Error> {
        self.forget();
        self.times.set(self.times.get() + 1);
        let path = self.file();
        let file = path.display();
        let wrong = |what: &str, error: io::Error| {
            Error::unexpected(format!("the text to edit cannot be {what}: {file}: {error}"))
        };
        files::replace(&path, text.as_bytes()).map_err(|error| wrong("written", error))?;
        let (command, origin) = command(cfg!(windows), &app::env)?;
        let ended = signals::ignore_interrupts(|| start(&command, &path)).map_err(|error| {
            if self.times.get() == 1 {
                self.forget();
            }
            let why = match error.kind() {
                io::ErrorKind::NotFound => "command not found".to_owned(),
                _ => error.to_string(),
            };
            self.keep_text(
                Error::usage(format!("cannot run the editor `{command}` ({origin}): {why}"))
                    .hint("set VISUAL or EDITOR to the command of your editor"),
            )
        })?;
        // Editors on Windows may write CRLF, which is not a change.
        let left = files::read(&path)
            .and_then(text::decode)
            .map(|left| left.replace("\r\n", "\n"))
            .map_err(|error| wrong("read", error))?;
        if ended.success() && !left.trim().is_empty() {
            return Ok(left);
        }
        if left == text || left.trim().is_empty() {
            self.forget();
        }
        let why = if ended.success() {
            "the text is empty".to_owned()
        } else {
            format!("`{command}` ended with {ended}")
        };
        let canceled = Error { message: format!("canceled: {why}"), ..Error::canceled() };
        Err(self.keep_text(canceled))
    }

    /// Removes the file with the text.
    pub fn forget(&self) {
        // A leftover file is harmless.
        let _ = fs::remove_file(self.file());
    }

    /// Adds the path of the kept text, if there is one, to an error.
    pub fn keep_text(&self, failure: Error) -> Error {
        let file = self.file();
        if !file.exists() {
            return failure;
        }
        let kept = format!("the text is kept in {}", file.display());
        let hint = match &failure.hint {
            Some(hint) => format!("{hint}; {kept}"),
            None => kept,
        };
        failure.hint(hint)
    }
}

/// The command of the editor, and its source.
fn command(
    is_windows: bool,
    env: &dyn Fn(&str) -> Result<Option<String>, Error>,
) -> Result<(String, &'static str), Error> {
    for variable in ["VISUAL", "EDITOR"] {
        if let Some(command) = env(variable)?.filter(|command| !command.trim().is_empty()) {
            return Ok((command, variable));
        }
    }
    let default = if is_windows { "notepad" } else { "vi" };
    Ok((default.to_owned(), "the default; VISUAL and EDITOR are not set"))
}

/// Runs the editor through the shell, as git does: the command may have arguments. Its stdout is our
/// stderr, since stdout is for the deals.
#[cfg(unix)]
fn start(command: &str, file: &Path) -> io::Result<ExitStatus> {
    let mut shell = Command::new("sh");
    // With a trap the shell outlives a Ctrl-C in the editor, and the editor does not inherit it.
    shell.arg("-c").arg(format!("trap : INT; {command} \"$@\"")).arg(command).arg(file);
    let ended = shell.stdout(Stdio::from(io::stderr())).status()?;
    // The exit codes of a shell for a command that it cannot run.
    match ended.code() {
        Some(126) => Err(io::ErrorKind::PermissionDenied.into()),
        Some(127) => Err(io::ErrorKind::NotFound.into()),
        _ => Ok(ended),
    }
}

/// Runs the editor without a shell: `cmd` would read `&` and `%` in the name of the file, and cannot
/// tell a missing command from one that fails.
#[cfg(not(unix))]
fn start(command: &str, file: &Path) -> io::Result<ExitStatus> {
    let mut words = match Path::new(command).is_file() {
        // A path with spaces and without quotes.
        true => vec![command.to_owned()],
        false => words(command),
    }
    .into_iter();
    let (program, args) = (words.next().unwrap_or_default(), words.collect::<Vec<_>>());
    // Only `.exe` is added by default; many editors are started by a script, such as `code.cmd`.
    for suffix in ["", ".cmd", ".bat"] {
        let mut editor = Command::new(format!("{program}{suffix}"));
        match editor.args(&args).arg(file).stdout(Stdio::from(io::stderr())).status() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            ended => return ended,
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Splits a command line on Windows: a backslash is part of a path; quotes, double ones
/// anywhere and single ones around a word, keep spaces.
#[cfg(any(not(unix), test))]
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(end) if c == end => quote = None,
            None if c == '"' || c == '\'' && word.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_editor_depends_on_the_platform_and_the_environment() {
        let chosen = |is_windows, set: &[(&str, &str)]| {
            let env = |name: &str| {
                let known = set.iter().find(|(known, _)| *known == name);
                Ok(known.map(|(_, value)| (*value).to_owned()))
            };
            let (command, origin) = command(is_windows, &env).unwrap();
            format!("{command} from {}", origin.split(';').next().unwrap())
        };
        assert_eq!(chosen(false, &[]), "vi from the default");
        assert_eq!(chosen(true, &[]), "notepad from the default");
        assert_eq!(chosen(true, &[("VISUAL", " "), ("EDITOR", "")]), "notepad from the default");
        assert_eq!(chosen(true, &[("EDITOR", "code --wait")]), "code --wait from EDITOR");
        assert_eq!(chosen(false, &[("EDITOR", "ed"), ("VISUAL", "vim")]), "vim from VISUAL");
    }

    #[test]
    fn a_command_line_of_windows_has_quotes_and_backslashes() {
        for (command, expected) in [
            ("notepad", &["notepad"][..]),
            (r"  C:\Tools\vim.exe  -n ", &[r"C:\Tools\vim.exe", "-n"]),
            (
                r#""C:\Program Files\Vim\vim.exe" -c "set tw=0""#,
                &[r"C:\Program Files\Vim\vim.exe", "-c", "set tw=0"],
            ),
            (
                r"'C:/Program Files/Notepad++/notepad++.exe' -multiInst",
                &["C:/Program Files/Notepad++/notepad++.exe", "-multiInst"],
            ),
            (
                r#"perl -pi -e s/don't/do/ --x="a b""#,
                &["perl", "-pi", "-e", "s/don't/do/", "--x=a b"],
            ),
            (r#"ed """#, &["ed", ""]),
            ("", &[]),
        ] {
            assert_eq!(words(command), expected);
        }
    }
}
