//! A list to choose from, narrowed by what is typed: which items fit, which one the cursor is on,
//! which are marked.

use super::line::Line;
use crate::text::{self, fold};
use console::Key;

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub face: String,
    /// Said beside it, and found by typing too.
    pub note: String,
}

impl Item {
    pub fn new(face: impl AsRef<str>) -> Item {
        Item { face: text::clean(face.as_ref()).into_owned(), note: String::new() }
    }

    pub fn note(mut self, note: impl AsRef<str>) -> Item {
        self.note = text::clean(note.as_ref()).into_owned();
        self
    }
}

pub struct List<'i> {
    pub items: &'i [Item],
    pub filter: Line,
    /// What is looked in, item by item: face and note, in any case, without accents.
    folded: Vec<String>,
    /// Which items fit the filter.
    fitting: Vec<usize>,
    /// The cursor's place among those.
    at: usize,
    /// The first one in sight.
    top: usize,
    /// Which items are marked, where several may be.
    marks: Option<Vec<bool>>,
}

impl<'i> List<'i> {
    /// To choose one from; the cursor begins on the item `first`.
    pub fn new_single(items: &'i [Item], first: usize) -> List<'i> {
        let folded = items.iter().map(|item| fold(&format!("{} {}", item.face, item.note)));
        List {
            filter: Line::default(),
            folded: folded.collect(),
            fitting: (0..items.len()).collect(),
            at: first.min(items.len().saturating_sub(1)),
            top: 0,
            marks: None,
            items,
        }
    }

    /// To mark some of; these are marked already.
    pub fn new_multiple(items: &'i [Item], marked: &[usize]) -> List<'i> {
        let marks = (0..items.len()).map(|at| marked.contains(&at)).collect();
        List { marks: Some(marks), ..List::new_single(items, 0) }
    }

    pub fn press(&mut self, key: &Key) {
        let last = self.fitting.len().saturating_sub(1);
        match key {
            Key::ArrowUp | Key::BackTab | Key::Char('\u{10}') => {
                self.at = self.at.checked_sub(1).unwrap_or(last);
            }
            Key::ArrowDown | Key::Tab | Key::Char('\u{e}') => {
                self.at = if self.at < last { self.at + 1 } else { 0 };
            }
            Key::PageUp => self.at = self.at.saturating_sub(10),
            Key::PageDown => self.at = last.min(self.at + 10),
            Key::Char(' ') if self.marks.is_some() => {
                if let (Some(item), Some(marks)) = (self.chosen(), &mut self.marks) {
                    marks[item] = !marks[item];
                }
            }
            key => {
                let before = self.filter.text();
                if self.filter.press(key) && self.filter.text() != before {
                    self.narrow();
                }
            }
        }
    }

    /// Those that hold every word that was typed; that begin with all of it, first.
    fn narrow(&mut self) {
        let typed = fold(self.filter.text().trim());
        let fits = |item: &usize| typed.split_whitespace().all(|w| self.folded[*item].contains(w));
        let mut fitting: Vec<usize> = (0..self.items.len()).filter(fits).collect();
        fitting.sort_by_key(|item| !self.folded[*item].starts_with(&typed));
        (self.fitting, self.at, self.top) = (fitting, 0, 0);
    }

    /// The item under the cursor, if any fits.
    pub fn chosen(&self) -> Option<usize> {
        self.fitting.get(self.at).copied()
    }

    pub fn marked(&self) -> Vec<usize> {
        let marks = self.marks.as_deref().unwrap_or_default();
        (0..marks.len()).filter(|at| marks[*at]).collect()
    }

    /// Whether an item is marked; `None` where there are no marks.
    pub fn mark(&self, item: usize) -> Option<bool> {
        self.marks.as_ref().map(|marks| marks[item])
    }

    /// How many fit.
    pub fn len(&self) -> usize {
        self.fitting.len()
    }

    /// The items in sight where there is room for so many, and whether the cursor is on them.
    pub fn in_sight(&mut self, room: usize) -> Vec<(usize, bool)> {
        let room = room.max(1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(room));
        // No empty rows below the last one when the terminal has grown.
        self.top = self.top.min(self.fitting.len().saturating_sub(room));
        let seen = self.fitting.iter().enumerate().skip(self.top).take(room);
        seen.map(|(place, item)| (*item, place == self.at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        ["Lead in", "Qualified", "Proposal", "Unqualified", "Café"].map(Item::new).to_vec()
    }

    fn labels(list: &mut List) -> Vec<String> {
        let seen = list.in_sight(10);
        seen.into_iter().map(|(item, _)| list.items[item].face.clone()).collect()
    }

    #[test]
    fn typing_narrows_and_the_beginning_comes_first() {
        let items = items();
        let mut list = List::new_single(&items, 2);
        assert_eq!(list.chosen(), Some(2));
        "QUAL".chars().for_each(|c| list.press(&Key::Char(c)));
        assert_eq!(labels(&mut list), ["Qualified", "Unqualified"]);
        assert_eq!(list.chosen(), Some(1));
        list.press(&Key::Char('\u{15}'));
        "cafe".chars().for_each(|c| list.press(&Key::Char(c)));
        assert_eq!(list.chosen(), Some(4));
        list.press(&Key::Char('x'));
        assert_eq!((list.chosen(), list.len()), (None, 0));
        list.press(&Key::ArrowDown);
        list.press(&Key::ArrowUp);
        assert_eq!(list.chosen(), None);
    }

    #[test]
    fn the_cursor_is_always_in_sight_and_goes_round() {
        let items = items();
        let mut list = List::new_single(&items, 4);
        assert_eq!(list.in_sight(2), [(3, false), (4, true)]);
        list.press(&Key::ArrowDown);
        assert_eq!(list.in_sight(2), [(0, true), (1, false)]);
        list.press(&Key::ArrowUp);
        assert_eq!(list.in_sight(2), [(3, false), (4, true)]);
        assert_eq!(list.in_sight(4).len(), 4);
    }

    #[test]
    fn marks_stay_while_the_list_is_narrowed() {
        let items = items();
        let mut list = List::new_multiple(&items, &[1]);
        list.press(&Key::Char('c'));
        list.press(&Key::Char(' '));
        list.press(&Key::Backspace);
        assert_eq!(list.marked(), [1, 4]);
    }
}
