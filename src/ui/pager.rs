//! The pager, which shows output that is longer than the screen.

use crate::error::Error;
use std::env;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

/// F: exit if the text fits the screen. R: keep colors. X: leave the text on the screen. K: exit on Ctrl-C.
const DEFAULT: &str = "less -FRXK";
/// Options for `less` if `LESS` is not set, as in git.
const LESS: &str = "FRXK";

/// How long to wait for a terminated pager to exit before it is killed.
const EXIT_TIMEOUT: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(10);

/// The program of a pager, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagerCommand {
    words: Vec<String>,
    /// The environment variable that it comes from; `None` for the default.
    source: Option<&'static str>,
}

/// A running pager.
pub struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl PagerCommand {
    /// Parses the first of these variables that is set, or else the default. `None` if it is empty or `cat`:
    /// no pager.
    pub fn new(variables: [(&'static str, Option<String>); 2]) -> Option<PagerCommand> {
        let set = variables.into_iter().find_map(|(name, text)| Some((name, text?)));
        let (text, source) = match &set {
            Some((name, text)) => (text.as_str(), Some(*name)),
            None => (DEFAULT, None),
        };
        let words = split(text);
        match words.first().map(String::as_str) {
            None | Some("cat") => None,
            Some(_) => Some(PagerCommand { words, source }),
        }
    }

    /// Starts the pager; `None` if the default is not installed.
    pub fn start(&self) -> Result<Option<Pager>, Error> {
        let (program, args) =
            self.words.split_first().ok_or_else(|| self.start_error("no program"))?;
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped());
        for (name, value) in [("LESS", LESS), ("LV", "-c")] {
            if env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        match command.spawn() {
            Ok(mut child) => Ok(Some(Pager { input: child.stdin.take(), child })),
            Err(_) if self.source.is_none() => Ok(None),
            Err(error) => Err(self.start_error(&error.to_string())),
        }
    }

    fn start_error(&self, why: &str) -> Error {
        let source = self.source.unwrap_or_default();
        Error::usage(format!("cannot start the pager `{}` ({source}): {why}", self.words.join(" ")))
            .hint("set DEALS_PAGER to another one, or use --no-pager")
    }
}

impl Pager {
    /// Takes the stdin of the pager, to write to it; return it with [`Pager::set_input`].
    pub fn take_input(&mut self) -> Option<ChildStdin> {
        self.input.take()
    }

    pub fn set_input(&mut self, input: ChildStdin) {
        self.input = Some(input);
    }

    /// Closes the input, and waits until the pager exits.
    pub async fn wait(mut self) -> io::Result<()> {
        self.input = None;
        let status = loop {
            match self.child.try_wait()? {
                Some(status) => break status,
                None => tokio::time::sleep(TICK).await,
            }
        };
        if !status.success() {
            // After Ctrl-C, give the signal handler time to end the run too.
            tokio::time::sleep(10 * TICK).await;
        }
        Ok(())
    }
}

/// Terminates the pager if it still runs, so that it restores the terminal.
impl Drop for Pager {
    fn drop(&mut self) {
        self.input = None;
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        terminate(&mut self.child);
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && began.elapsed() < EXIT_TIMEOUT {
            thread::sleep(TICK);
        }
        // Fails if the process has exited meanwhile.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn terminate(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process(id, Signal::TERM);
    }
}

#[cfg(windows)]
fn terminate(child: &mut Child) {
    let _ = child.kill();
}

/// Splits a command into words at whitespace outside of quotes.
fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match c {
            c if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && quote.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_set_variable_chooses_the_pager() {
        let new = |own: Option<&str>, other: Option<&str>| {
            let variable = |name, text: Option<&str>| (name, text.map(str::to_owned));
            PagerCommand::new([variable("DEALS_PAGER", own), variable("PAGER", other)])
                .map(|command| (command.words, command.source))
        };
        let words = |text: &str| split(text);
        assert_eq!(new(None, None), Some((words("less -FRXK"), None)));
        assert_eq!(new(None, Some("most -w")), Some((words("most -w"), Some("PAGER"))));
        assert_eq!(new(Some("less"), Some("most")), Some((words("less"), Some("DEALS_PAGER"))));
        assert_eq!((new(Some(""), Some("most")), new(None, Some("cat"))), (None, None));
    }

    #[test]
    fn quotes_keep_spaces_in_a_path() {
        assert_eq!(
            split(r#""C:\Program Files\less.exe"  -R 'a "b"' """#),
            [r"C:\Program Files\less.exe", "-R", r#"a "b""#, ""]
        );
        assert_eq!(split("  "), [""; 0]);
    }
}
