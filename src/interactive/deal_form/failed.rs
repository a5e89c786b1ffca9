//! Sends a form. After an error, keeps the answers and asks what to do with them.

use super::{Form, Outcome};
use crate::api::endpoints::GET_DEAL;
use crate::api::request::Request;
use crate::app;
use crate::error::{Error, ErrorKind};
use crate::store::files;
use crate::text;
use crate::ui::prompt::Question;
use jiff::Zoned;
use std::io;
use std::path::PathBuf;

/// Number of rows of the menu, with a line above and below.
const MENU_ROWS: usize = 8;

#[derive(Clone, Copy)]
enum Next {
    TryAgain,
    Edit,
    Save,
    Print,
    Cancel,
}

impl Form<'_> {
    /// Sends the answers. If that fails, asks what to do; `None` to show the card again. If the user leaves
    /// the form, it ends with the error and its exit code.
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
            let next = match self.ask_next(&failure) {
                Ok(next) => next,
                Err(_) => Next::Cancel,
            };
            match next {
                Next::TryAgain => {}
                Next::Edit => {
                    self.send_error = Some(failure);
                    self.refresh().await;
                    return Ok(None);
                }
                Next::Save => return Err(self.save_answers(failure)),
                Next::Print => return Ok(Some(Outcome::Print(self.command(), Some(failure)))),
                Next::Cancel => return Err(failure),
            }
        }
    }

    /// Shows the error and asks what to do.
    fn ask_next(&self, failure: &Error) -> Result<Next, Error> {
        let (height, width) = console::Term::stderr().size();
        let columns = usize::from(width).max(20) - 3;
        let mut above = vec![self.style.highlight(&self.heading)];
        let lines = text::wrap(&text::clean(&failure.message), columns);
        above.extend(lines.iter().map(|line| format!("  {}", self.style.bad(line))));
        if let Some(hint) = &failure.hint {
            let hint = text::wrap_message(&format!("hint: {}", text::clean(hint)), columns);
            above.extend(hint.lines().map(|line| format!("  {line}")));
        }
        above.truncate(usize::from(height).saturating_sub(MENU_ROWS).max(2));
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
        let question = Question::new(question, "--yes").above(&above).goes_back().vanishes();
        let chosen = self.app.ask.choose(question, &choices.map(|(action, _)| action))?;
        Ok(chosen.map_or(Next::Edit, |place| choices[place].1))
    }

    /// Reads the deal again: another user may have changed it, or the failed change may have been
    /// applied. If that fails, the card is not updated.
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

    /// Saves the answers to a file, and adds its path to the error.
    fn save_answers(&self, failure: Error) -> Error {
        let saved = match self.write_file() {
            Ok(file) => {
                let command = self.command_line().with_body(self.id(), &file.to_string_lossy());
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
