//! Prompts on stderr, with dialoguer. Without a terminal they are errors that name the flag to use.
//! Ctrl-C cancels every prompt. Esc leaves a list or a confirmation, and the caller decides what
//! follows.
//!
//! Queued or pasted input must not cause a write: input is discarded before every prompt, Enter alone
//! chooses only the current item, and answers that come too soon or within a burst of keys are ignored.

use crate::error::Error;
use crate::text;
use crate::ui::choice_lines;
pub use crate::ui::choice_lines::Item;
use crate::ui::keyboard::Mode;
use crate::ui::multi_select;
use crate::ui::question::Exit;
pub use crate::ui::question::Question;
use crate::ui::screen::{MAX_ROWS, Screen, TOO_SOON};
use crate::ui::stdio;
use crate::ui::style::Style;
use dialoguer::{FuzzySelect, Input, Password, Select};
use std::sync::atomic::Ordering;
use std::time::Instant;

pub enum Ask {
    Terminal { color: bool },
    Never,
}

impl Ask {
    /// Asks for a line of text, until `check` accepts it.
    pub fn text(
        &self,
        question: Question,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Error> {
        let screen = Screen::new(self.style_for(&question)?, Mode::Keys);
        let mut initial = text::clean(question.initial).into_owned();
        let mut wrong = question.wrong.to_owned();
        loop {
            let theme = screen.theme("");
            let shown = screen.show(&text_lines(&screen, &question, &wrong))?;
            let input = Input::<String>::with_theme(&theme)
                .with_prompt(theme.fit_prompt(question.text))
                .with_initial_text(&initial)
                .allow_empty(true)
                .report(false);
            let begun = Instant::now();
            let (term, is_burst) = screen.line_term();
            let typed = input.interact_text_on(&term);
            let typed = typed.map_err(|error| screen.cancel_in_line(error))?;
            screen.clear_line()?;
            screen.clear(shown + screen.input_rows(&theme, question.text, &typed))?;
            let typed: String = typed.chars().filter(|c| !c.is_control()).collect();
            let has_more = screen.has_more_keys();
            if is_burst.load(Ordering::Relaxed) || has_more {
                // A line break of a pasted text separates words.
                initial = if has_more { format!("{} ", typed.trim()) } else { typed };
                continue;
            }
            let answer = typed.trim();
            if answer == initial.trim() && begun.elapsed() < TOO_SOON {
                continue;
            }
            match check(answer) {
                Ok(()) => {
                    screen.report(&question, answer);
                    return Ok(answer.to_owned());
                }
                Err(why) => (wrong, initial) = (why, answer.to_owned()),
            }
        }
    }

    /// Asks for a text that is not echoed, until `check` accepts it.
    pub fn secret(
        &self,
        question: Question,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Error> {
        let screen = Screen::new(self.style_for(&question)?, Mode::Line);
        let mut wrong = question.wrong.to_owned();
        loop {
            let theme = screen.theme("");
            let shown = screen.show(&text_lines(&screen, &question, &wrong))?;
            let password = Password::with_theme(&theme)
                .with_prompt(theme.fit_prompt(question.text))
                .allow_empty_password(true)
                .report(false);
            let typed = password.interact_on(&screen.term);
            let typed = typed.map_err(|error| screen.cancel_in_line(error))?;
            screen.clear(shown)?;
            match check(typed.trim()) {
                Ok(()) => {
                    screen.report(&question, "••••••••");
                    return Ok(typed.trim().to_owned());
                }
                Err(why) => wrong = why,
            }
        }
    }

    /// Asks for one of `items`, and returns its index; `None` for Esc. Typing filters the list. The
    /// `current` item is the default, and is shown first. Without one, Enter alone chooses no item.
    pub fn pick(
        &self,
        question: Question,
        items: &[Item],
        current: Option<usize>,
    ) -> Result<Option<usize>, Error> {
        let screen = Screen::new(self.style_for(&question)?, Mode::Keys);
        // dialoguer does not scroll to its default.
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|at| Some(*at) != current);
        let exit = question.exit.item();
        let is_long = screen.is_long(items.len());
        // Without a default, ↑ moves to the last item, and dialoguer does not scroll there.
        let has_exit = current.is_none() && (is_long || question.exit == Exit::Search);
        let mut ordered: Vec<&Item> = has_exit.then_some(&exit).into_iter().collect();
        ordered.extend(order.iter().map(|at| &items[*at]));
        let count = count_items(&screen, items.len());
        let key = question.exit.key();
        loop {
            let lines = choice_lines::format(&ordered, screen.columns(), "❯ ");
            let theme = screen
                .theme(&format!("{count}type to filter, ↑↓ and Enter; {key}"))
                .with_no_match(&lines, format!("no match; {key}"));
            let shown = screen.show(&screen.fit_lines(question.above))?;
            let mut select = FuzzySelect::with_theme(&theme)
                .with_prompt(theme.fit_prompt(question.text))
                .items(&lines)
                .max_length(MAX_ROWS)
                .report(false);
            if has_exit || current.is_some() {
                select = select.default(0);
            }
            let begun = Instant::now();
            let picked = select.interact_on_opt(&screen.term);
            let picked = picked.map_err(|error| screen.cancel(error))?;
            screen.clear(shown)?;
            if screen.discard_pasted(&theme) {
                continue;
            }
            let Some(place) = picked else { return Ok(None) };
            if current.is_none() && begun.elapsed() < TOO_SOON {
                screen.discard_input();
                continue;
            }
            let Some(place) = place.checked_sub(usize::from(has_exit)) else { return Ok(None) };
            screen.report(&question, &items[order[place]].label);
            return Ok(Some(order[place]));
        }
    }

    /// Asks for any number of `items`, and returns their indexes; `None` for Esc.
    pub fn pick_some(
        &self,
        question: Question,
        items: &[Item],
        chosen: &[usize],
    ) -> Result<Option<Vec<usize>>, Error> {
        let screen = Screen::new(self.style_for(&question)?, Mode::Keys);
        let refs: Vec<&Item> = items.iter().collect();
        let lines = choice_lines::format(&refs, screen.columns(), "❯ [x] ");
        let keys = format!("Space to select, Enter to confirm; {}", question.exit.key());
        let theme = screen.theme(&format!("{}{keys}", count_items(&screen, items.len())));
        let shown = screen.show(&screen.fit_lines(question.above))?;
        let picked = multi_select::pick_lines(&screen, &theme, question.text, &lines, chosen);
        let picked = picked.map_err(|error| screen.cancel(error.into()))?;
        screen.clear(shown)?;
        let Some(picked) = picked else { return Ok(None) };
        let labels: Vec<&str> = picked.iter().map(|at| items[*at].label.as_str()).collect();
        screen.report(&question, &labels.join(", "));
        Ok(Some(picked))
    }

    /// Asks for one of `actions`, and returns its index; `None` for Esc. There is no default, so that Enter
    /// alone does nothing.
    pub fn choose(&self, question: Question, actions: &[&str]) -> Result<Option<usize>, Error> {
        let screen = Screen::new(self.style_for(&question)?, Mode::Keys);
        let items: Vec<Item> = actions.iter().map(Item::new).collect();
        let refs: Vec<&Item> = items.iter().collect();
        loop {
            let lines = choice_lines::format(&refs, screen.columns(), "❯ ");
            let theme = screen
                .theme(&format!("↑↓ and Enter; {}", question.exit.key()))
                .with_pages(screen.is_long(lines.len()));
            let shown = screen.show(&screen.fit_lines(question.above))?;
            let select = Select::with_theme(&theme)
                .with_prompt(theme.fit_prompt(question.text))
                .items(&lines)
                .max_length(MAX_ROWS)
                .report(false);
            let begun = Instant::now();
            let picked = select.interact_on_opt(&screen.term);
            let picked = picked.map_err(|error| screen.cancel(error))?;
            screen.clear(shown)?;
            if screen.discard_pasted(&theme) || picked.is_some() && begun.elapsed() < TOO_SOON {
                screen.discard_input();
                continue;
            }
            if let Some(place) = picked {
                screen.report(&question, actions[place]);
            }
            return Ok(picked);
        }
    }

    /// Asks for confirmation of a write. The error is a cancellation for no and Esc; without a terminal it
    /// names `--yes`.
    pub fn confirm(&self, question: &str) -> Result<(), Error> {
        let Ask::Terminal { .. } = self else {
            let message = "cannot ask for confirmation: not a terminal (use --yes)";
            return Err(Error::usage(message)
                .hint(format!("--yes answers `{question}`; --dry-run shows the requests")));
        };
        if self.yes_or_no(question, true)? { Ok(()) } else { Err(Error::canceled()) }
    }

    /// Asks before answers are discarded. The prompt is cleared from the screen.
    pub fn agrees(&self, question: &str) -> Result<bool, Error> {
        self.yes_or_no(question, false)
    }

    /// Asks a yes/no question without a default; Esc is a no.
    fn yes_or_no(&self, question: &str, is_reported: bool) -> Result<bool, Error> {
        let screen = Screen::new(self.style(), Mode::Keys);
        // Room for the mark in front and for the answer.
        let mut lines = text::wrap(&text::clean(question), screen.columns().max(20) - 12);
        let last = lines.pop().unwrap_or_default();
        let mark = |at: usize| if at == 0 { "?" } else { " " };
        let style = screen.style;
        let above: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| format!("{} {}", style.good(mark(at)), style.strong(line)))
            .collect();
        let shown = screen.show(&above)?;
        let theme = screen.theme("").with_mark(mark(above.len()));
        let answer = screen.read_answer(&theme, &last);
        let answer = answer.map_err(|error| screen.cancel_in_line(error.into()))?;
        if !is_reported {
            screen.clear(shown)?;
            return Ok(answer);
        }
        screen.flush()?;
        let word = style.highlight(if answer { "yes" } else { "no" });
        let mark = style.good(mark(above.len()));
        stdio::lines(format!("{mark} {} {word}", style.strong(&last)), style.color);
        Ok(answer)
    }

    pub fn can_ask(&self) -> bool {
        matches!(self, Ask::Terminal { .. })
    }

    /// The style for lines above a prompt.
    pub fn style(&self) -> Style {
        Style { color: matches!(self, Ask::Terminal { color: true }) }
    }

    fn style_for(&self, question: &Question) -> Result<Style, Error> {
        match self {
            Ask::Terminal { color } => Ok(Style { color: *color }),
            Ask::Never => {
                let Question { text, flag, .. } = question;
                Err(Error::usage(format!("missing {text}: pass {flag}")))
            }
        }
    }
}

/// The number of items of a list that has to scroll.
fn count_items(screen: &Screen, items: usize) -> String {
    if screen.is_long(items) {
        format!("{} items; ", text::group_digits(&items.to_string()))
    } else {
        String::new()
    }
}

/// The lines above a text prompt: the error in the previous answer, or else the help.
fn text_lines(screen: &Screen, question: &Question, wrong: &str) -> Vec<String> {
    let style = screen.style;
    let mut lines = screen.fit_lines(question.above);
    let columns = screen.columns().max(20) - 3;
    let wrap = |sentence: &str| text::wrap(&text::clean(sentence), columns);
    if wrong.is_empty() {
        lines.extend(wrap(question.help).iter().map(|line| format!("  {}", style.faint(line))));
    } else {
        lines.extend(wrap(wrong).iter().map(|line| format!("  {}", style.bad(line))));
    }
    lines
}
