//! Draws name-value pairs, one per line: cards, also for the rows of a table that is too narrow.

use super::style::StreamStyle;
use crate::text;
use comfy_table::{Attribute, Cell, ContentArrangement};

/// Maximum width of a value, in columns over all of its lines.
const MAX_WIDTH: usize = 10_000;

/// Draws the pairs in two columns; the second one wraps.
pub fn draw(pairs: impl IntoIterator<Item = (String, String)>, style: StreamStyle) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    if let Some(width) = style.width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width.try_into().unwrap_or(u16::MAX));
    }
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    for (name, value) in pairs {
        table.add_row([
            Cell::new(text::clean(&name)).add_attribute(Attribute::Bold),
            Cell::new(text::fit(&value, MAX_WIDTH)),
        ]);
    }
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 2));
    }
    if let Some(column) = table.column_mut(1) {
        column.set_padding((0, 0));
    }
    table.trim_fmt()
}
