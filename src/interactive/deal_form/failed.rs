//! A form that could not be sent: the answers are kept, and the person says what to do with them.

use super::{Form, Outcome};
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app;
use crate::error::{Error, ErrorKind};
use crate::store::files;
use crate::text;
use crate::ui::prompt::{Item, Question};
use jiff::Zoned;
use std::io;
use std::path::PathBuf;

#[derive(Clone, Copy)]
enum Next {
    TryAgain,
    Edit,
    Save,
    Print,
    Cancel,
}

impl Form<'_> {
    /// Sends what was filled in. When that fails, asks what to do; `None` to show the card again. A
    /// form that is given up ends with the failure, and its exit code.
    pub(super) async fn send<T>(
        &mut self,
        send: &impl AsyncFn(&Form) -> Result<T, Error>,
    ) -> Result<Option<Outcome<T>>, Error> {
        loop {
            let failure = match send(self).await {
                Ok(done) => return Ok(Some(Outcome::Sent(done))),
                Err(failure) if failure.kind == ErrorKind::Canceled => return Err(failure),
                Err(failure) => failure,
            };
            self.may_exist |= self.deal.is_none() && failure.is_in_doubt();
            match self.ask_next(&failure) {
                Next::TryAgain => {}
                Next::Edit => {
                    self.failed = Some(failure);
                    self.refresh().await;
                    return Ok(None);
                }
                Next::Save => return Err(self.save_answers(failure)),
                Next::Print => return Ok(Some(Outcome::Print(self.command(), Some(failure)))),
                Next::Cancel => return Err(failure),
            }
        }
    }

    /// Shows the failure and asks what to do.
    fn ask_next(&self, failure: &Error) -> Next {
        let (height, width) = console::Term::stderr().size();
        let columns = usize::from(width).max(20) - 3;
        let mut above = vec![self.ink.highlight(&self.heading)];
        let lines = text::wrap(&text::clean(&failure.message), columns);
        above.extend(lines.iter().map(|line| format!("  {}", self.ink.bad(line))));
        if let Some(hint) = &failure.hint {
            let lines = text::wrap(&text::clean(&format!("hint: {hint}")), columns);
            above.extend(lines.iter().map(|line| format!("  {line}")));
        }
        // The menu below takes seven lines.
        above.truncate(usize::from(height).saturating_sub(8).max(2));
        let again =
            if self.may_exist { "Try again (it may create a second deal)" } else { "Try again" };
        let choices = [
            (again, Next::TryAgain),
            ("Edit the answers", Next::Edit),
            ("Save the answers to a file", Next::Save),
            ("Print the command", Next::Print),
            ("Cancel", Next::Cancel),
        ];
        let question = match &self.deal {
            _ if self.may_exist || failure.is_in_doubt() => "The outcome is unknown. What now?",
            None => "Not created. What now?",
            Some(_) => "Not saved. What now?",
        };
        let question = Question::new(question, "--yes").above(&above).vanishes();
        let items = choices.map(|(text, _)| Item::new(text));
        // What would most likely fail again, or be done twice, is not what Enter does.
        let may_pass = failure.kind == ErrorKind::Unavailable || failure.wait.is_some();
        let first = usize::from(!may_pass || self.may_exist);
        let chosen = self.app.ask.pick(question, &items, first);
        chosen.map_or(Next::Cancel, |at| choices[at].1)
    }

    /// Reads the deal again: somebody may have changed it, and the change that failed may have been
    /// applied. Without an answer the card stays as it is.
    async fn refresh(&mut self) {
        let Some(id) = self.id() else { return };
        let read = self.app.one(&Request::to(&GET_DEAL).with("id", id)).await;
        if let Ok(deal) = read {
            self.deal = Some(deal);
            let codes: Vec<String> = self.draft.codes().into_iter().map(String::from).collect();
            for code in codes {
                if self.draft.get(&code).is_some_and(|value| self.is_unchanged(&code, value)) {
                    self.draft.forget(&code);
                }
            }
        }
    }

    /// Saves the answers; the failure then says where they are.
    fn save_answers(&self, failure: Error) -> Error {
        let saved = match self.write_file() {
            Ok(file) => {
                let command = self.speller().with_body(self.id(), &file.to_string_lossy());
                format!("the answers are saved; to send them: {command}")
            }
            Err(error) => {
                format!("the answers cannot be saved: {error}; as a command: {}", self.command())
            }
        };
        let hint = match &failure.hint {
            Some(hint) => format!("{hint}; {saved}"),
            None => saved,
        };
        failure.hint(hint)
    }

    /// Writes the answers to a file that `--body` reads.
    fn write_file(&self) -> io::Result<PathBuf> {
        let dir = app::directories().map_err(io::Error::other)?.data_dir().join("edit");
        let what = self.id().map_or("new-deal".to_owned(), |id| format!("deal-{id}"));
        let now = Zoned::now().strftime("%Y%m%d-%H%M%S");
        let file = dir.join(format!("{what}.{now}.{}.json", std::process::id()));
        let body = serde_json::to_string_pretty(&self.draft.clone().into_body())?;
        files::replace(&file, format!("{body}\n").as_bytes())?;
        Ok(file)
    }
}
