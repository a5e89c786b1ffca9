//! Text styles for a terminal: strong, faint, good, bad. Without color, text stays plain.

use console::Style as ConsoleStyle;

#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub color: bool,
}

impl Style {
    pub fn strong(self, text: &str) -> String {
        self.in_style(ConsoleStyle::new().bold(), text)
    }

    pub fn faint(self, text: &str) -> String {
        self.in_style(ConsoleStyle::new().dim(), text)
    }

    /// The current item of a list.
    pub fn highlight(self, text: &str) -> String {
        self.in_style(ConsoleStyle::new().cyan(), text)
    }

    pub fn good(self, text: &str) -> String {
        self.in_style(ConsoleStyle::new().green(), text)
    }

    pub fn bad(self, text: &str) -> String {
        self.in_style(ConsoleStyle::new().red(), text)
    }

    fn in_style(self, style: ConsoleStyle, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        style.force_styling(self.color).apply_to(text).to_string()
    }
}
