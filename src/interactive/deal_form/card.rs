//! The card of a form: a line for each value that the deal has or will have.

use super::Form;
use crate::text;

/// A line of the card.
struct Row {
    name: String,
    value: String,
    /// The value before a change.
    before: Option<String>,
    is_default: bool,
}

/// Number of rows of the menu below a card, with a line above and below.
const MENU_ROWS: usize = 9;

impl Form<'_> {
    /// The fields with a value: given, of the deal, or a default of Pipedrive.
    async fn rows(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        for field in self.fields.clone() {
            let code = field.code.as_ref();
            let (before, after) = (self.before(code), self.current_value(code));
            // The amount already shows the currency.
            let is_shown = code == "currency" && self.current_value("value").is_some();
            if is_shown || before.is_none() && after.is_none() {
                continue;
            }
            let value =
                self.display_value(&field, after.clone(), self.current_value("currency")).await;
            let was = self.display_value(&field, before, self.before("currency")).await;
            let is_change = self.deal.is_some() && was != value;
            rows.push(Row {
                name: text::clean(&field.name).into_owned(),
                value,
                before: is_change.then_some(was),
                is_default: self.deal.is_none() && self.draft.get(code).is_none(),
            });
        }
        rows
    }

    /// The lines of the card. If the screen is too small, fields that were not given are omitted.
    pub(super) async fn card(&mut self) -> Vec<String> {
        let (height, width) = console::Term::stderr().size();
        let room = usize::from(height).saturating_sub(MENU_ROWS).max(3);
        let width = usize::from(width).max(20) - 1;
        let style = self.style;
        let mut rows = self.rows().await;
        let mut hidden = 0;
        while rows.len() > room {
            let is_minor =
                |row: &Row| row.is_default || self.deal.is_some() && row.before.is_none();
            let at = rows.iter().rposition(is_minor).unwrap_or(rows.len() - 1);
            rows.remove(at);
            hidden += 1;
        }
        let widest = rows.iter().map(|row| text::width(&row.name)).max().unwrap_or(0);
        let widest = widest.min(width / 3);
        let or_nothing = |value: &str| match value {
            "" => "nothing".to_owned(),
            value => value.to_owned(),
        };
        let line = |row: &Row| {
            let name = text::fit(&row.name, widest);
            let gap = " ".repeat(widest - text::width(&name) + 2);
            let value = match &row.before {
                Some(before) => {
                    let (before, value) = (or_nothing(before), or_nothing(&row.value));
                    format!("{} → {}", style.bad(&before), style.good(&value))
                }
                None if row.is_default => format!("{} {}", row.value, style.faint("(default)")),
                None => row.value.clone(),
            };
            format!("  {}{gap}{value}", style.strong(&name))
        };
        let mut lines = vec![style.highlight(&self.heading)];
        lines.extend(rows.iter().map(line));
        if hidden > 0 {
            lines.push(style.faint(&format!("  and {} more", text::count(hidden, "field"))));
        }
        lines
    }
}
