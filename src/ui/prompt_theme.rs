//! The theme of dialoguer's prompts: `? Stage › nego|`, and `❯` before the current item.

use crate::text;
use crate::ui::style::Style;
use dialoguer::theme::Theme;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::cell::Cell;
use std::fmt::{Result, Write};
use std::time::Instant;

pub struct PromptTheme<'l> {
    style: Style,
    columns: usize,
    mark: &'static str,
    has_pages: bool,
    /// Describes the keys; shown until the user types.
    hint: String,
    /// The items of a list that typing filters.
    lines: &'l [String],
    /// Shown if no item matches.
    no_match: String,
    matcher: SkimMatcherV2,
    /// When a part of a list was drawn last.
    drawn: Cell<Instant>,
}

/// dialoguer appends ` [Page 1/3] ` to the question of a long list.
const PAGE_COLUMNS: usize = 16;

impl PromptTheme<'static> {
    pub fn new(style: Style, columns: usize, hint: &str) -> PromptTheme<'static> {
        PromptTheme {
            style,
            columns,
            mark: "?",
            has_pages: false,
            hint: hint.to_owned(),
            lines: &[],
            no_match: String::new(),
            matcher: SkimMatcherV2::default(),
            drawn: Cell::new(Instant::now()),
        }
    }
}

impl PromptTheme<'_> {
    /// Sets the items of a filtered list, and the message if none matches.
    pub fn with_no_match<'l>(self, lines: &'l [String], no_match: String) -> PromptTheme<'l> {
        let PromptTheme { style, columns, mark, has_pages, hint, matcher, drawn, .. } = self;
        PromptTheme { style, columns, mark, has_pages, hint, lines, no_match, matcher, drawn }
    }

    /// Sets whether the list has several pages.
    pub fn with_pages(self, has_pages: bool) -> Self {
        PromptTheme { has_pages, ..self }
    }

    /// Replaces the mark `?`.
    pub fn with_mark(self, mark: &'static str) -> Self {
        PromptTheme { mark, ..self }
    }

    /// When the list was drawn last, which dialoguer does after each key: the time of the key before the
    /// one that ends the list.
    pub fn drawn(&self) -> Instant {
        self.drawn.get()
    }

    /// Truncates a question to leave room for an answer.
    pub fn fit_prompt(&self, question: &str) -> String {
        let room = self.columns.saturating_sub(16).max(4);
        text::fit(&text::clean(question), room).into_owned()
    }

    /// The number of rows that a question and the typed text take, not counting the last.
    pub fn wrapped_rows(&self, question: &str, typed: &str) -> usize {
        let prompt = self.prompt(&self.fit_prompt(question));
        (text::width(&prompt) + text::width(typed)).saturating_sub(1) / self.columns
    }

    /// `? Title › `
    fn prompt(&self, question: &str) -> String {
        let Self { style, mark, .. } = self;
        format!("{} {} {} ", style.good(mark), style.strong(question), style.faint("›"))
    }

    /// Writes the question of a list, followed by the hint.
    fn write_list_prompt(&self, f: &mut dyn Write, question: &str) -> Result {
        self.drawn.set(Instant::now());
        let prompt = self.prompt(question);
        let pages = if self.has_pages { PAGE_COLUMNS } else { 0 };
        let room = self.columns.saturating_sub(text::width(&prompt) + 1 + pages);
        write!(f, "{prompt}{}", self.style.faint(&text::fit(&self.hint, room)))
    }

    fn write_item(&self, f: &mut dyn Write, mark: &str, text: &str, active: bool) -> Result {
        self.drawn.set(Instant::now());
        if active {
            let cursor = self.style.highlight("❯");
            write!(f, "{cursor} {}", self.style.highlight(&format!("{mark}{text}")))
        } else {
            write!(f, "  {mark}{text}")
        }
    }
}

impl Theme for PromptTheme<'_> {
    fn format_input_prompt(&self, f: &mut dyn Write, question: &str, _: Option<&str>) -> Result {
        f.write_str(&self.prompt(question))
    }

    fn format_confirm_prompt(&self, f: &mut dyn Write, question: &str, _: Option<bool>) -> Result {
        let Self { style, mark, .. } = self;
        write!(f, "{} {} {} ", style.good(mark), style.strong(question), style.faint("(y/n)"))
    }

    fn format_select_prompt(&self, f: &mut dyn Write, question: &str) -> Result {
        self.write_list_prompt(f, question)
    }

    fn format_multi_select_prompt(&self, f: &mut dyn Write, question: &str) -> Result {
        self.write_list_prompt(f, question)
    }

    fn format_select_prompt_item(&self, f: &mut dyn Write, text: &str, active: bool) -> Result {
        self.write_item(f, "", text, active)
    }

    fn format_multi_select_prompt_item(
        &self,
        f: &mut dyn Write,
        text: &str,
        checked: bool,
        active: bool,
    ) -> Result {
        self.write_item(f, if checked { "[x] " } else { "[ ] " }, text, active)
    }

    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn Write,
        question: &str,
        typed: &str,
        cursor: usize,
    ) -> Result {
        if typed.is_empty() {
            return self.write_list_prompt(f, question);
        }
        self.drawn.set(Instant::now());
        let (before, behind) = typed.split_at(cursor);
        let line = format!("{}{before}|{behind}", self.prompt(question));
        let room = self.columns.saturating_sub(text::width(&line) + 3);
        let is_match = |line: &String| self.matcher.fuzzy_match(line, typed).is_some();
        if self.lines.iter().any(is_match) {
            f.write_str(&line)
        } else {
            write!(f, "{line}  {}", self.style.bad(&text::fit(&self.no_match, room)))
        }
    }

    fn format_fuzzy_select_prompt_item(
        &self,
        f: &mut dyn Write,
        text: &str,
        active: bool,
        _: bool,
        _: &SkimMatcherV2,
        _: &str,
    ) -> Result {
        self.write_item(f, "", text, active)
    }
}
