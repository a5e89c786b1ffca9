//! Questions to the person at the terminal, on stderr; an error that names the flag when there is
//! nobody to ask.

use crate::failure::Failure;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, Password, Select};

pub enum Ask {
    Terminal { colour: bool },
    Nobody,
}

impl Ask {
    /// A line of text. `check` says what is wrong with it, and the question is put again.
    pub fn text(
        &self,
        question: &str,
        flag: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Failure> {
        let theme = self.theme(question, flag)?;
        Input::<String>::with_theme(&*theme)
            .with_prompt(question)
            .allow_empty(true)
            .validate_with(|text: &String| check(text.trim()))
            .interact_text()
            .map(|text| text.trim().to_owned())
            .map_err(cancelled)
    }

    /// A text that is not shown.
    pub fn secret(&self, question: &str, flag: &str) -> Result<String, Failure> {
        let theme = self.theme(question, flag)?;
        Password::with_theme(&*theme).with_prompt(question).interact().map_err(cancelled)
    }

    /// One of `items`, by its place.
    pub fn pick(
        &self,
        question: &str,
        flag: &str,
        items: &[String],
        first: usize,
    ) -> Result<usize, Failure> {
        let theme = self.theme(question, flag)?;
        Select::with_theme(&*theme)
            .with_prompt(question)
            .items(items)
            .default(first)
            .max_length(12)
            .interact_opt()
            .map_err(cancelled)?
            .ok_or_else(Failure::cancelled)
    }

    /// Yes or no; nobody to ask is a no that names `--yes`.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        let Ask::Terminal { .. } = self else {
            return Err(Failure::usage(format!("{question} Nobody is there to ask"))
                .hint("pass --yes to go ahead, or --dry-run to see what would be sent"));
        };
        let theme = self.theme(question, "--yes")?;
        match Confirm::with_theme(&*theme)
            .with_prompt(question)
            .default(false)
            .interact_opt()
            .map_err(cancelled)?
        {
            Some(true) => Ok(()),
            _ => Err(Failure::cancelled()),
        }
    }

    pub fn is_somebody(&self) -> bool {
        matches!(self, Ask::Terminal { .. })
    }

    fn theme(&self, question: &str, flag: &str) -> Result<Box<dyn Theme>, Failure> {
        match self {
            Ask::Terminal { colour: true } => Ok(Box::new(ColorfulTheme::default())),
            Ask::Terminal { colour: false } => Ok(Box::new(SimpleTheme)),
            Ask::Nobody => Err(Failure::usage(format!(
                "{} is missing: pass {flag}",
                question.trim_end_matches(':')
            ))),
        }
    }
}

/// A question that ends early leaves the cursor hidden and in the middle of a line; put it back.
fn cancelled(_: dialoguer::Error) -> Failure {
    let term = console::Term::stderr();
    // A terminal that takes neither has lost nothing.
    let _ = term.show_cursor().and_then(|()| term.write_line(""));
    Failure::cancelled()
}
