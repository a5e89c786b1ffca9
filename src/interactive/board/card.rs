//! The card of a deal on the board: its fields and its history.

use crate::model::value::short;
use crate::text;
use std::rc::Rc;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub deal: u64,
    /// The names and values of the fields that have a value.
    pub fields: Vec<(String, String)>,
    /// The lines of `deals history`; `None` until they are read.
    pub history: Option<Rc<Vec<CardEvent>>>,
    /// The index of the first visible line.
    pub from: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub struct CardEvent {
    pub when: String,
    pub who: String,
    pub what: String,
}

/// A line of a card.
#[derive(Debug, PartialEq, Eq)]
pub struct CardLine {
    pub text: String,
    pub is_heading: bool,
}

const GAP: usize = 2;
const MOST_OF_NAME: usize = 24;
const MOST_OF_WHO: usize = 20;
/// Minimum width in columns for events as rows of three columns; below it the sentence has a separate line.
const WIDE: usize = 60;

impl Card {
    /// The lines of the card, wrapped to this width.
    pub fn lines(&self, width: usize) -> Vec<CardLine> {
        let mut lines = Vec::new();
        let name_width = widest(self.fields.iter().map(|(name, _)| name));
        let name_width = name_width.min(MOST_OF_NAME).min(width * 2 / 5);
        for (name, value) in &self.fields {
            add_hanging(&mut lines, &pad(name, name_width), value, width);
        }
        let Some(events) = &self.history else { return lines };
        lines.push(CardLine { text: String::new(), is_heading: false });
        lines.push(CardLine { text: "History".to_owned(), is_heading: true });
        if events.is_empty() {
            lines.push(CardLine { text: "no events".to_owned(), is_heading: false });
        }
        let who_width = widest(events.iter().map(|event| &event.who)).min(MOST_OF_WHO);
        let what_width = widest(events.iter().map(|event| &event.what));
        let when_width = widest(events.iter().map(|event| &event.when));
        let is_short = width < when_width + who_width + what_width + 2 * GAP;
        let times: Vec<String> = events.iter().map(|event| event.time(is_short)).collect();
        let when_width = widest(times.iter());
        for (when, CardEvent { who, what, .. }) in times.iter().zip(events.iter()) {
            if width < WIDE {
                add_hanging(&mut lines, &text::fit(when, width), who, width);
                add_hanging(&mut lines, "", what, width);
            } else {
                let (when, who) = (pad(when, when_width), pad(who, who_width));
                add_hanging(&mut lines, &format!("{when}{:GAP$}{who}", ""), what, width);
            }
        }
        lines
    }

    /// Scrolls down by `by` lines (up if negative); `shown` is the number of visible lines.
    pub fn scroll(&mut self, by: isize, width: usize, shown: usize) {
        let last = self.lines(width).len().saturating_sub(shown);
        self.from = self.from.saturating_add_signed(by).min(last);
    }

    /// Scrolls to the history, or to the end if that is nearer.
    pub fn scroll_to_history(&mut self, width: usize, shown: usize) {
        let lines = self.lines(width);
        let heading = lines.iter().position(|line| line.is_heading).unwrap_or(0);
        self.from = heading.min(lines.len().saturating_sub(shown));
    }
}

impl CardEvent {
    /// The time, without seconds if it must be short.
    fn time(&self, is_short: bool) -> String {
        let short = short::shorten_time(&self.when).filter(|_| is_short);
        short.unwrap_or_else(|| self.when.clone())
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| text::width(text)).max().unwrap_or(0)
}

fn pad(text: &str, width: usize) -> String {
    let fitted = text::fit(text, width);
    format!("{fitted}{}", " ".repeat(width.saturating_sub(text::width(&fitted))))
}

/// Adds a line of `first` and `text`; continuation lines are indented by the width of `first`.
fn add_hanging(lines: &mut Vec<CardLine>, first: &str, text: &str, width: usize) {
    let left = text::width(first) + GAP;
    let wrapped = text::wrap(text, width.saturating_sub(left));
    for (line, text) in wrapped.iter().enumerate() {
        let before = if line == 0 { first } else { "" };
        let gap = left - text::width(before);
        lines.push(CardLine { text: format!("{before}{:gap$}{text}", ""), is_heading: false });
    }
    if wrapped.is_empty() {
        lines.push(CardLine { text: first.to_owned(), is_heading: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let fields =
            [("Title", "Copper roof of the old mill by the harbour"), ("Value", "8,000 EUR")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Card { deal: 2, fields: fields.to_vec(), history: None, from: 0 }
    }

    fn with_history() -> Card {
        let event = CardEvent {
            when: "2026-11-03 11:00:59".to_owned(),
            who: "Mara Lindqvist".to_owned(),
            what: "added a note: Scaffolding must be down before the regatta".to_owned(),
        };
        Card { history: Some(Rc::new(vec![event])), ..card() }
    }

    fn texts(card: &Card, width: usize) -> Vec<String> {
        card.lines(width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn long_values_are_wrapped_at_every_width() {
        let narrow = [
            "Title  Copper roof of the old mill by the",
            "       harbour",
            "Value  8,000 EUR",
            "",
            "History",
            "2026-11-03 11:00  Mara Lindqvist",
            "  added a note: Scaffolding must be down",
            "  before the regatta",
        ];
        assert_eq!(texts(&with_history(), 41), narrow);
        let wide = [
            "History",
            "2026-11-03 11:00  Mara Lindqvist  added a note: Scaffolding must be",
            "                                  down before the regatta",
        ];
        assert_eq!(texts(&with_history(), 70)[3..], wide);
        let all = texts(&with_history(), 200);
        assert!(all[4].starts_with("2026-11-03 11:00:59  Mara Lindqvist  added"), "{all:?}");
        for width in [1, 5, 22, 40, 59, 60, 200] {
            let lines = texts(&with_history(), width);
            assert!(width < 22 || lines.iter().all(|line| text::width(line) <= width), "{lines:?}");
        }
    }

    #[test]
    fn a_card_scrolls_to_its_last_line() {
        let mut card = with_history();
        card.scroll(100, 40, 3);
        assert_eq!(card.from, texts(&card, 40).len() - 3);
        card.scroll(-100, 40, 3);
        assert_eq!(card.from, 0);
        card.scroll_to_history(40, 3);
        assert_eq!(texts(&card, 40)[card.from], "History");
        card.scroll_to_history(40, 50);
        assert_eq!(card.from, 0, "all of it is shown");
    }
}
