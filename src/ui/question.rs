//! The text and options of a prompt.

use crate::ui::choice_lines::Item;

/// A question and its options; see the builder methods.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    pub text: &'q str,
    pub flag: &'q str,
    pub above: &'q [String],
    pub help: &'q str,
    pub initial: &'q str,
    pub wrong: &'q str,
    pub exit: Exit,
    pub vanishes: bool,
}

/// What Esc does in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Cancel,
    Back,
    Search,
}

impl Exit {
    /// Describes the key in the hint of a list.
    pub fn key(self) -> &'static str {
        match self {
            Exit::Cancel => "Esc cancels",
            Exit::Back => "Esc goes back",
            Exit::Search => "Esc searches again",
        }
    }

    /// The list item with the same effect.
    pub fn item(self) -> Item {
        Item::new(match self {
            Exit::Cancel => "Cancel",
            Exit::Back => "Go back",
            Exit::Search => "Search again…",
        })
    }
}

impl<'q> Question<'q> {
    /// `flag` is the flag that answers the question on the command line.
    pub fn new(text: &'q str, flag: &'q str) -> Question<'q> {
        Question {
            text,
            flag,
            above: &[],
            help: "",
            initial: "",
            wrong: "",
            exit: Exit::Cancel,
            vanishes: false,
        }
    }

    /// Shows lines above the question until it is answered.
    pub fn above(self, above: &'q [String]) -> Question<'q> {
        Question { above, ..self }
    }

    /// Shows a help text, such as the format of an answer.
    pub fn help(self, help: &'q str) -> Question<'q> {
        Question { help, ..self }
    }

    /// Sets the initial text, which the user can edit.
    pub fn initial(self, initial: &'q str) -> Question<'q> {
        Question { initial, ..self }
    }

    /// Shows why the previous answer was rejected.
    pub fn wrong(self, wrong: &'q str) -> Question<'q> {
        Question { wrong, ..self }
    }

    /// Esc goes back to the previous question.
    pub fn goes_back(self) -> Question<'q> {
        Question { exit: Exit::Back, ..self }
    }

    /// The list has search results; Esc searches again.
    pub fn searches_again(self) -> Question<'q> {
        Question { exit: Exit::Search, ..self }
    }

    /// Clears the prompt after the answer, which is shown elsewhere.
    pub fn vanishes(self) -> Question<'q> {
        Question { vanishes: true, ..self }
    }
}
