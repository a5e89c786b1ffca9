//! A question: its text, what is shown with it, and where Esc leads.

use crate::ui::choice_lines::Item;

/// A question, and what is shown with it.
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

/// Where a list leads that is left by Esc.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Cancel,
    Back,
    Search,
}

impl Exit {
    /// The key, for the hint of a list.
    pub fn key(self) -> &'static str {
        match self {
            Exit::Cancel => "Esc cancels",
            Exit::Back => "Esc goes back",
            Exit::Search => "Esc searches again",
        }
    }

    /// The item that does the same.
    pub fn item(self) -> Item {
        Item::new(match self {
            Exit::Cancel => "Cancel",
            Exit::Back => "Go back",
            Exit::Search => "Search again…",
        })
    }
}

impl<'q> Question<'q> {
    /// `flag` is what answers it on the command line.
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

    /// Lines above the question, until it is answered.
    pub fn above(self, above: &'q [String]) -> Question<'q> {
        Question { above, ..self }
    }

    /// The format of an answer.
    pub fn help(self, help: &'q str) -> Question<'q> {
        Question { help, ..self }
    }

    /// The text that the line begins with.
    pub fn initial(self, initial: &'q str) -> Question<'q> {
        Question { initial, ..self }
    }

    /// Why the previous answer was not accepted.
    pub fn wrong(self, wrong: &'q str) -> Question<'q> {
        Question { wrong, ..self }
    }

    /// Esc leads back to another question.
    pub fn goes_back(self) -> Question<'q> {
        Question { exit: Exit::Back, ..self }
    }

    /// Lists the hits of a search, which can be repeated.
    pub fn searches_again(self) -> Question<'q> {
        Question { exit: Exit::Search, ..self }
    }

    /// Leaves nothing on the screen: the answer is shown elsewhere.
    pub fn vanishes(self) -> Question<'q> {
        Question { vanishes: true, ..self }
    }
}
