//! The pager that shows what is longer than the screen.

use crate::error::Error;
use std::env;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

/// Leaves a text that fits at once, keeps colors, leaves the text on the screen, ends with Ctrl-C.
const DEFAULT: &str = "less -FRXK";
/// The same for a `less` that is named without options, as git does it.
const LESS: &str = "FRXK";

/// How long a pager may take to give the terminal back.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(10);

/// A program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagerCommand {
    words: Vec<String>,
    /// The variable that names it; `None` for the default.
    source: Option<&'static str>,
}

/// A pager that runs.
pub struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl PagerCommand {
    /// The first of these variables that is set decides, else the default; none where it is empty or
    /// `cat`.
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

    /// Starts it; `None` where the default is not on this machine.
    pub fn start(&self) -> Result<Option<Pager>, Error> {
        let (program, args) = self.words.split_first().ok_or_else(|| self.error("no program"))?;
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
            Err(error) => Err(self.error(&error.to_string())),
        }
    }

    fn error(&self, why: &str) -> Error {
        let source = self.source.unwrap_or_default();
        Error::usage(format!("cannot start the pager `{}` ({source}): {why}", self.words.join(" ")))
            .hint("set DEALS_PAGER to another one, or use --no-pager")
    }
}

impl Pager {
    /// What it reads; it is given back with [`Pager::set_input`] by who has written to it.
    pub fn take_input(&mut self) -> Option<ChildStdin> {
        self.input.take()
    }

    pub fn set_input(&mut self, input: ChildStdin) {
        self.input = Some(input);
    }

    /// Waits until the person has left it.
    pub async fn wait(mut self) -> io::Result<()> {
        self.input = None;
        let status = loop {
            match self.child.try_wait()? {
                Some(status) => break status,
                None => tokio::time::sleep(TICK).await,
            }
        };
        if !status.success() {
            // Ctrl-C ends the run too, whichever of the two hears of it first.
            tokio::time::sleep(10 * TICK).await;
        }
        Ok(())
    }
}

/// A run that ends before its pager ends the pager, which gives the terminal back.
impl Drop for Pager {
    fn drop(&mut self) {
        self.input = None;
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        terminate(&mut self.child);
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && began.elapsed() < PATIENCE {
            thread::sleep(TICK);
        }
        // A process that has ended cannot be killed, and need not be.
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

/// The words of a command; quotes keep blanks in a word.
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
    fn the_first_variable_that_is_set_names_the_pager() {
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
    fn quotes_keep_the_blanks_of_a_path() {
        assert_eq!(
            split(r#""C:\Program Files\less.exe"  -R 'a "b"' """#),
            [r"C:\Program Files\less.exe", "-R", r#"a "b""#, ""]
        );
        assert_eq!(split("  "), [""; 0]);
    }
}
