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

/// Columns between a label and its note.
const GAP: usize = 2;

/// The columns that a label keeps next to a long note.
const MIN_LABEL: usize = 16;

/// Formats items as lines, leaving room for `mark` at the start. Notes are aligned in a second column, except
/// in lines that are too long for that.
pub fn format(items: &[&Item], columns: usize, mark: &str) -> Vec<String> {
    let room = columns.saturating_sub(text::width(mark) + 1);
    let label_room = label_room(items, room, columns);
    let line = |item: &Item, suffix: &str| {
        let (room, bytes) = (room.saturating_sub(text::width(suffix)), columns - suffix.len());
        let note = &item.note;
        let line = if note.is_empty() {
            text::fit(&item.label, label_room).into_owned()
        } else {
            let left = |all: usize, note: usize| all.saturating_sub(GAP + note);
            let label_room = label_room.min(left(room, text::width(note)).max(MIN_LABEL));
            // Of a long note the end is cut.
            let label_bytes = left(bytes, note.len()).max(bytes / 2);
            let label = fit_bytes(&item.label, label_room, label_bytes);
            let gap = label_room - text::width(&label);
            let gap = GAP + gap.min(label_bytes - label.len());
            format!("{label}{}{note}", " ".repeat(gap))
        };
        format!("{}{suffix}", fit_bytes(&line, room, bytes))
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

/// The columns for labels: the most with which at least three of four lines with notes fit.
fn label_room(items: &[&Item], room: usize, bytes: usize) -> usize {
    let widest = items.iter().map(|item| text::width(&item.label)).max().unwrap_or(0);
    let most = widest.min(room * 3 / 5);
    let fits = |item: &Item, columns: usize| {
        let label = text::fit(&item.label, columns);
        let gap = GAP + columns.saturating_sub(text::width(&label));
        columns + GAP + text::width(&item.note) <= room
            && label.len() + gap + item.note.len() <= bytes
    };
    let with_notes = items.iter().filter(|item| !item.note.is_empty());
    let mut rooms: Vec<usize> = with_notes
        .map(|item| (MIN_LABEL..=most).rev().find(|columns| fits(item, *columns)))
        .map(|columns| columns.unwrap_or(most.min(MIN_LABEL)))
        .collect();
    rooms.sort_unstable();
    rooms.get(rooms.len() / 4).copied().unwrap_or(room)
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
    fn notes_of_labels_in_any_script_are_shown() {
        let note = "317 · Negotiation · 12,345.00 EUR";
        let titles = [
            "Капитальный ремонт кровли городской ратуши и колокольни",
            "Ремонт",
            "屋根の改修工事と鐘楼の修理、市庁舎の正面の塗装、第二期工事",
        ];
        let shown: Vec<String> =
            lines(&titles.map(|title| Item::new(title).note(note)), 80).into_iter().collect();
        assert_eq!(
            shown,
            [
                format!("Капитальный ремонт кр…  {note}"),
                format!("Ремонт                  {note}"),
                format!("屋根の改修工事と鐘楼…   {note}"),
            ]
        );
        // One such title does not shorten the others.
        let latin = |id| Item::new(format!("Copper roof of the town hall, part {id}")).note(note);
        let mut mixed: Vec<Item> = (1..=4).map(latin).collect();
        mixed.push(Item::new(titles[0]).note(note));
        assert_eq!(
            lines(&mixed, 80)[3..],
            [
                format!("{:42}  {note}", "Copper roof of the town hall, part 4"),
                format!("Капитальный ремонт кр…  {note}"),
            ]
        );
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
