//! One line of text under the cursor: what keys make of it, and the part of it that there is room
//! for.

use crate::text;
use console::Key;

#[derive(Debug, Default, Clone)]
pub struct Line {
    chars: Vec<char>,
    at: usize,
}

impl Line {
    /// A line that says this already, the cursor at its end.
    pub fn from_text(text: &str) -> Line {
        let chars: Vec<char> = text::clean(text).chars().collect();
        Line { at: chars.len(), chars }
    }

    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Takes a key; `false` for one that means nothing to a line.
    pub fn press(&mut self, key: &Key) -> bool {
        match key {
            Key::ArrowLeft | Key::Char('\u{2}') => self.at = self.at.saturating_sub(1),
            Key::ArrowRight | Key::Char('\u{6}') => self.at = self.chars.len().min(self.at + 1),
            Key::Home => self.at = 0,
            Key::End => self.at = self.chars.len(),
            Key::UnknownEscSeq(keys) if keys[..] == ['b'] => self.at = self.word_before(),
            Key::UnknownEscSeq(keys) if keys[..] == ['f'] => self.at = self.word_after(),
            Key::Backspace => self.cut(self.at.saturating_sub(1)),
            Key::Del if self.at < self.chars.len() => drop(self.chars.remove(self.at)),
            Key::Char('\u{15}') => self.cut(0),
            Key::Char('\u{17}') => self.cut(self.word_before()),
            Key::Char('\u{b}') => self.chars.truncate(self.at),
            Key::Char(c) if !c.is_control() => {
                self.chars.insert(self.at, *c);
                self.at += 1;
            }
            _ => return false,
        }
        true
    }

    /// The part around the cursor that has room in so many columns, and the cursor's column.
    pub fn view(&self, columns: usize) -> (String, usize) {
        let wide = |c: &char| text::width(c.encode_utf8(&mut [0; 4]));
        let room = columns.max(2) - 1;
        let mut column = 0;
        let before = self.chars[..self.at].iter().rev();
        let fitting = before.take_while(|c| {
            column += wide(c);
            column <= room
        });
        let start = self.at - fitting.count();
        let column: usize = self.chars[start..self.at].iter().map(wide).sum();
        let mut used = 0;
        let shown = self.chars[start..].iter().take_while(|c| {
            used += wide(c);
            used <= room
        });
        (shown.collect(), column)
    }

    fn cut(&mut self, from: usize) {
        self.chars.drain(from..self.at);
        self.at = from;
    }

    fn word_before(&self) -> usize {
        let before = &self.chars[..self.at];
        let end = before.iter().rposition(|c| !c.is_whitespace()).map_or(0, |at| at + 1);
        before[..end].iter().rposition(|c| c.is_whitespace()).map_or(0, |at| at + 1)
    }

    fn word_after(&self) -> usize {
        let after = &self.chars[self.at..];
        let word = after.iter().position(|c| !c.is_whitespace()).unwrap_or(after.len());
        let end = after[word..].iter().position(|c| c.is_whitespace());
        self.at + end.map_or(after.len(), |end| word + end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn type_keys(line: &mut Line, keys: &[Key]) -> String {
        for key in keys {
            line.press(key);
        }
        line.text()
    }

    #[test]
    fn keys_move_and_cut_as_in_a_shell() {
        let mut line = Line::from_text("Bell tower");
        assert_eq!(type_keys(&mut line, &[Key::Backspace, Key::Char('é')]), "Bell toweé");
        assert_eq!(type_keys(&mut line, &[Key::Char('\u{17}')]), "Bell ");
        assert_eq!(type_keys(&mut line, &[Key::Home, Key::Char('A'), Key::Char(' ')]), "A Bell ");
        assert_eq!(
            type_keys(&mut line, &[Key::UnknownEscSeq(vec!['f']), Key::Char('s')]),
            "A Bells "
        );
        assert_eq!(type_keys(&mut line, &[Key::ArrowLeft, Key::Del]), "A Bell ");
        assert_eq!(
            type_keys(&mut line, &[Key::UnknownEscSeq(vec!['b']), Key::Char('\u{b}')]),
            "A "
        );
        assert_eq!(
            type_keys(&mut line, &[Key::Char('\u{15}'), Key::Backspace, Key::ArrowLeft]),
            ""
        );
        assert!(!line.press(&Key::Char('\u{7}')) && !line.press(&Key::Tab));
    }

    #[test]
    fn what_has_no_room_is_out_of_sight() {
        let mut line = Line::from_text("0123456789");
        assert_eq!(line.view(20), ("0123456789".into(), 10));
        assert_eq!(line.view(5), ("6789".into(), 4));
        line.press(&Key::Home);
        assert_eq!(line.view(5), ("0123".into(), 0));
        assert_eq!(Line::from_text("日本語").view(5), ("本語".into(), 4));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_in_sight(text in any::<String>(), columns in 2usize..30, left in 0usize..40) {
            let mut line = Line::from_text(&text);
            for _ in 0..left {
                line.press(&Key::ArrowLeft);
            }
            let (shown, column) = line.view(columns);
            prop_assert!(column < columns && text::width(&shown) < columns);
        }
    }
}
