//! Draws the board on the screen.

use super::state::{BoardView, KEYS, State, Status};
use crate::model::currency::Currencies;
use crate::ops::board::{BoardDeal, heading_parts, join_parts, owner_line};
use crate::text;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// The least and the most columns of a stage, and the gap between two.
const STAGE_WIDTHS: (usize, usize) = (22, 44);
const GAP: usize = 2;
/// The lines of a card.
const CARD: usize = 3;
/// The status and the keys.
const FOOTER: usize = 2;

/// What does not change while the board is open.
pub struct Look<'a> {
    pub currencies: &'a Currencies,
    pub color: bool,
    /// The pipeline.
    pub name: &'a str,
}

impl Look<'_> {
    fn colored(&self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }
}

pub fn draw(frame: &mut Frame<'_>, state: &State, look: &Look<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let body = height.saturating_sub(FOOTER);
    match &state.view {
        BoardView::Stages | BoardView::Filter => draw_stages(buffer, area, state, look, body),
        BoardView::Card { lines, from } => {
            for (line, text) in lines.iter().skip(*from).take(body).enumerate() {
                put(buffer, area, 0, line, text, width, Style::new());
            }
        }
        BoardView::Help => {
            let keys = KEYS.iter().filter(|(_, _, writes)| !(*writes && state.is_read_only));
            let widest = KEYS.iter().map(|(keys, _, _)| keys.len()).max().unwrap_or(0);
            for (line, (keys, about, _)) in keys.take(body).enumerate() {
                let text = format!("{keys:widest$}  {about}");
                put(buffer, area, 0, line, &text, width, Style::new());
            }
        }
    }
    draw_footer(buffer, area, state, look);
}

fn draw_footer(buffer: &mut Buffer, area: Rect, state: &State, look: &Look<'_>) {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let (status, style) = match &state.status {
        Status::Error(text) => {
            (format!("{text} (press a key)"), look.colored(Color::Red).add_modifier(Modifier::BOLD))
        }
        Status::Note(text) => (text.clone(), Style::new()),
        Status::Empty => (String::new(), Style::new()),
    };
    // A long error takes the room of cards, not of the keys.
    let lines = text::wrap(&text::clean(&status), width);
    let lines = &lines[..lines.len().min(height.saturating_sub(1))];
    let first = height.saturating_sub(1 + lines.len().max(1));
    for (line, text) in lines.iter().enumerate() {
        put(buffer, area, 0, first + line, &" ".repeat(width), width, Style::new());
        put(buffer, area, 0, first + line, text, width, style);
    }
    let keys = match &state.view {
        BoardView::Filter => format!("filter: {}▏ Enter keeps it, Esc clears it", state.filter),
        BoardView::Card { .. } => "↑↓ scroll, any other key goes back".to_owned(),
        BoardView::Help => "any key goes back".to_owned(),
        BoardView::Stages => {
            let filter = match state.filter.as_str() {
                "" => String::new(),
                filter => format!(" · filter: {}", text::clean(filter)),
            };
            let writes =
                if state.is_read_only { "" } else { ", H/L move, w won, x lost, e edit, u undo" };
            format!("{}{filter} · ? keys, q leave{writes}", look.name)
        }
    };
    let style = Style::new().add_modifier(Modifier::DIM);
    put(buffer, area, 0, height.saturating_sub(1), &keys, width, style);
}

fn draw_stages(buffer: &mut Buffer, area: Rect, state: &State, look: &Look<'_>, body: usize) {
    let width = usize::from(area.width);
    let count = state.board.stages.len();
    let shown = ((width + GAP) / (STAGE_WIDTHS.0 + GAP)).clamp(1, count.max(1));
    let each = ((width.saturating_sub(GAP * (shown - 1))) / shown).clamp(1, STAGE_WIDTHS.1);
    let first = first_shown(state.stage, shown, count);
    let headings: Vec<Vec<String>> = state
        .board
        .stages
        .iter()
        .skip(first)
        .take(shown)
        .map(|stage| join_parts(&heading_parts(stage, look.currencies), each))
        .collect();
    let top = headings.iter().map(Vec::len).max().unwrap_or(0) + 1;
    for (place, heading) in headings.iter().enumerate() {
        let (stage, left) = (first + place, place * (each + GAP));
        let is_current = stage == state.stage;
        let mut style = Style::new().add_modifier(Modifier::BOLD);
        if is_current {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        for (line, text) in heading.iter().enumerate() {
            let text = match line {
                // More stages on this side.
                0 if place == 0 && first > 0 => format!("‹ {text}"),
                0 if place + 1 == shown && stage + 1 < count => {
                    format!("{} ›", text::fit(text, each - 2))
                }
                _ => text.clone(),
            };
            put(buffer, area, left, line, &text, each, style);
        }
        let rows = body.saturating_sub(top) / CARD;
        let cards = state.cards(stage);
        let row = if is_current { state.row } else { 0 };
        let from = first_shown(row, rows.max(1), cards.len());
        for (line, deal) in cards.iter().skip(from).take(rows).enumerate() {
            let is_cursor = is_current && from + line == state.row;
            draw_card(buffer, area, (left, top + line * CARD, each), deal, is_cursor, look);
        }
    }
}

fn draw_card(
    buffer: &mut Buffer,
    area: Rect,
    (left, top, width): (usize, usize, usize),
    deal: &BoardDeal,
    is_cursor: bool,
    look: &Look<'_>,
) {
    let mark = if is_cursor { Modifier::REVERSED } else { Modifier::empty() };
    let owner = if deal.is_rotting { look.colored(Color::Red) } else { Style::new() };
    let lines = [
        (format!("{} {}", deal.id, deal.title), look.colored(Color::Cyan)),
        (deal.value.clone(), Style::new()),
        (owner_line(deal, width), owner),
    ];
    for (line, (text, style)) in lines.iter().enumerate() {
        let fitted = text::fit(text, width);
        let fill = " ".repeat(width.saturating_sub(text::width(&fitted)));
        put(
            buffer,
            area,
            left,
            top + line,
            &format!("{fitted}{fill}"),
            width,
            style.add_modifier(mark),
        );
    }
}

/// The first of `count` items, of which `shown` are shown with `current` in the middle.
fn first_shown(current: usize, shown: usize, count: usize) -> usize {
    current.saturating_sub(shown / 2).min(count.saturating_sub(shown))
}

/// Puts a line of text within the area.
fn put(
    buffer: &mut Buffer,
    area: Rect,
    x: usize,
    y: usize,
    text: &str,
    width: usize,
    style: Style,
) {
    let place = u16::try_from(x).ok().zip(u16::try_from(y).ok());
    let Some((x, y)) = place.filter(|(x, y)| *x < area.width && *y < area.height) else { return };
    let width = width.min(usize::from(area.width - x));
    buffer.set_stringn(x, y, text::fit(text, width), width, style);
}
