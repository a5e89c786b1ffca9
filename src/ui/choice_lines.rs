//! Formats the items of a list for dialoguer, which finds the chosen item by its text and measures lines
//! in bytes: each line is unique, and has no more columns or bytes than the terminal has columns.

use crate::text;
use std::collections::{HashMap, HashSet};

/// An item of a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub label: String,
    /// Shown next to the label; filtering matches it too.
    note: String,
    /// Shown if several items have the same label and note.
    id: Option<u64>,
}

impl Item {
    pub fn new(label: impl AsRef<str>) -> Item {
        Item { label: text::clean(label.as_ref()).into_owned(), note: String::new(), id: None }
    }

    pub fn note(mut self, note: impl AsRef<str>) -> Item {
        self.note = text::clean(note.as_ref()).into_owned();
        self
    }

    pub fn id(mut self, id: u64) -> Item {
        self.id = Some(id);
        self
    }
}

/// Formats items as lines, leaving room for `mark` at the start. Notes are aligned in a second column.
pub fn format(items: &[&Item], columns: usize, mark: &str) -> Vec<String> {
    let room = columns.saturating_sub(text::width(mark) + 1);
    let widest = items.iter().map(|item| text::width(&item.label)).max().unwrap_or(0);
    let has_notes = items.iter().any(|item| !item.note.is_empty());
    let label_room = if has_notes { widest.min(room * 3 / 5) } else { room };
    let line = |item: &Item, suffix: &str| {
        let label = text::fit(&item.label, label_room);
        let mut line = label.clone().into_owned();
        if !item.note.is_empty() {
            let gap = label_room.min(widest).saturating_sub(text::width(&label)) + 2;
            line = format!("{label}{}{}", " ".repeat(gap), item.note);
        }
        let taken = text::width(suffix);
        format!("{}{suffix}", fit_bytes(&line, room.saturating_sub(taken), columns - suffix.len()))
    };
    let mut lines: Vec<String> = items.iter().map(|item| line(item, "")).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for line in &lines {
        *counts.entry(line.clone()).or_default() += 1;
    }
    let mut seen = HashSet::new();
    for (at, item) in items.iter().enumerate() {
        if let (true, Some(id)) = (counts[&lines[at]] > 1, item.id) {
            lines[at] = line(item, &format!(" ({id})"));
        }
        let mut number = 2;
        while !seen.insert(lines[at].clone()) {
            lines[at] = line(item, &format!(" #{number}"));
            number += 1;
        }
    }
    lines
}

/// Truncates `text` to a number of columns and bytes.
fn fit_bytes(text: &str, columns: usize, bytes: usize) -> String {
    let mut columns = columns;
    loop {
        let fitting = text::fit(text, columns);
        if fitting.len() <= bytes || columns == 0 {
            return fitting.into_owned();
        }
        columns -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(items: &[Item], columns: usize) -> Vec<String> {
        format(&items.iter().collect::<Vec<_>>(), columns, "❯ ")
    }

    #[test]
    fn notes_are_aligned() {
        let items = [Item::new("Lead in").note("in Sales"), Item::new("Won").note("in Partners")];
        assert_eq!(lines(&items, 80), ["Lead in  in Sales", "Won      in Partners"]);
    }

    #[test]
    fn items_with_the_same_label_show_their_id() {
        let items = [Item::new("Roof").id(7), Item::new("Roof").id(12), Item::new("Wall").id(9)];
        assert_eq!(lines(&items, 80), ["Roof (7)", "Roof (12)", "Wall"]);
        let long = "Copper roof of the town hall and the bell tower";
        let items = [Item::new(format!("{long} A")).id(7), Item::new(format!("{long} B")).id(12)];
        assert_eq!(
            lines(&items, 40),
            ["Copper roof of the town hall and… (7)", "Copper roof of the town hall an… (12)"]
        );
    }

    #[test]
    fn items_without_an_id_are_numbered() {
        let items = [Item::new("10 %"), Item::new("10 %"), Item::new("10 %")];
        assert_eq!(lines(&items, 80), ["10 %", "10 % #2", "10 % #3"]);
    }

    proptest! {
        #[test]
        fn lines_are_unique_and_fit_the_terminal(
            labels in prop::collection::vec("[aé日 ]{0,40}", 1..40),
            columns in 20usize..90,
        ) {
            let items: Vec<Item> = labels
                .iter()
                .enumerate()
                .map(|(at, label)| {
                    let item = Item::new(label);
                    if at % 3 == 0 { item } else { item.id(at as u64).note("日本 · 12") }
                })
                .collect();
            let lines = lines(&items, columns);
            let unique: HashSet<&String> = lines.iter().collect();
            prop_assert_eq!(unique.len(), lines.len());
            for line in &lines {
                prop_assert!(text::width(line) + 2 < columns && line.len() <= columns, "{}", line);
            }
        }
    }
}
