//! Draws the board on the screen.

use super::state::{BoardView, DEAL_LINES, FOOTER, KEYS, State, Status};
use crate::model::currency::Currencies;
use crate::ops::board::{
    BoardDeal, GAP, heading_parts, join_parts, owner_line, stage_width, stages_that_fit,
};
use crate::text;
use ratatui::Frame;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

const WRITING_KEYS: &str = ", H/L move, w won, x lost, e edit, u undo";
const READ_ONLY: &str = ", read-only";

/// The display settings, which do not change while the board is open.
pub struct Look<'a> {
    pub currencies: &'a Currencies,
    pub color: bool,
    /// The name of the pipeline.
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
        BoardView::Card(card) => {
            let lines = card.lines(width);
            for (line, text) in lines.iter().skip(card.from).take(body).enumerate() {
                let style = if text.is_heading { Modifier::BOLD } else { Modifier::empty() };
                put(buffer, area, 0, line, &text.text, width, Style::new().add_modifier(style));
            }
        }
        BoardView::Help => {
            let widest = KEYS.iter().map(|(keys, _, _)| keys.len()).max().unwrap_or(0);
            let keys = KEYS.iter().filter(|(_, _, writes)| !(*writes && state.is_read_only));
            let keys = keys.map(|(keys, about, _)| format!("{keys:widest$}  {about}"));
            let note = "Read-only: no key changes a deal".to_owned();
            let note = state.is_read_only.then(|| [String::new(), note]);
            for (line, text) in keys.chain(note.into_iter().flatten()).enumerate() {
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
    // A long error takes space from the cards, not from the keys.
    let lines = text::wrap(&text::clean(&status), width);
    let lines = &lines[..lines.len().min(height.saturating_sub(1))];
    let first = height.saturating_sub(1 + lines.len().max(1));
    for (line, text) in lines.iter().enumerate() {
        put(buffer, area, 0, first + line, &" ".repeat(width), width, Style::new());
        put(buffer, area, 0, first + line, text, width, style);
    }
    let keys = match &state.view {
        BoardView::Filter => {
            let keys = format!("filter: {}▏", state.filter);
            let about = " Enter keeps it, Esc clears it";
            let fits = text::width(&keys) + text::width(about) <= width;
            if fits { format!("{keys}{about}") } else { keys }
        }
        BoardView::Card(card) if card.history.is_none() => {
            "q back, ↑↓ scroll, h history (80 tokens)".to_owned()
        }
        BoardView::Card(_) => "q back, ↑↓ scroll".to_owned(),
        BoardView::Help => "any key goes back".to_owned(),
        BoardView::Stages => {
            let filter = match state.filter.as_str() {
                "" => String::new(),
                filter => format!(" · filter: {}", text::clean(filter)),
            };
            let writes = if state.is_read_only { READ_ONLY } else { WRITING_KEYS };
            let keys = format!("{}{filter} · ? keys, q leave", look.name);
            // Shows either all keys that write or none of them.
            let fits = text::width(&keys) + text::width(writes) <= width;
            if fits { format!("{keys}{writes}") } else { keys }
        }
    };
    let style = Style::new().add_modifier(Modifier::DIM);
    put(buffer, area, 0, height.saturating_sub(1), &keys, width, style);
}

fn draw_stages(buffer: &mut Buffer, area: Rect, state: &State, look: &Look<'_>, body: usize) {
    let width = usize::from(area.width);
    let count = state.board.stages.len();
    let shown = stages_that_fit(width).min(count.max(1));
    let each = stage_width(width, shown);
    let first = first_shown(state.stage, shown, count);
    // The width without the marks for more stages on the left and on the right.
    let sides =
        |place: usize| (place == 0 && first > 0, place + 1 == shown && first + shown < count);
    let room = |place: usize| {
        let (left, right) = sides(place);
        each.saturating_sub(GAP * (usize::from(left) + usize::from(right)))
    };
    let stages = state.board.stages.iter().skip(first).take(shown).enumerate();
    let headings: Vec<Vec<String>> = stages
        .map(|(place, stage)| {
            let room = room(place);
            join_parts(&heading_parts(stage, look.currencies, room), room)
        })
        .collect();
    let top = headings.iter().map(Vec::len).max().unwrap_or(0) + 1;
    if let Some(why) = state.no_cards() {
        put(buffer, area, 0, top, why, width, Style::new());
    }
    for (place, heading) in headings.iter().enumerate() {
        let (stage, left) = (first + place, place * (each + GAP));
        let is_current = stage == state.stage;
        let mut style = Style::new().add_modifier(Modifier::BOLD);
        let (has_left, has_right) = sides(place);
        if has_left {
            put(buffer, area, left, 0, "‹", 1, style);
        }
        if has_right {
            put(buffer, area, left + each - 1, 0, "›", 1, style);
        }
        if is_current {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        let indent = if has_left { GAP } else { 0 };
        for (line, text) in heading.iter().enumerate() {
            put(buffer, area, left + indent, line, text, room(place), style);
        }
        let rows = body.saturating_sub(top) / DEAL_LINES;
        let cards = state.cards(stage);
        let row = if is_current { state.row } else { 0 };
        let from = first_shown(row, rows.max(1), cards.len());
        for (line, deal) in cards.iter().skip(from).take(rows).enumerate() {
            let is_cursor = is_current && from + line == state.row;
            draw_card(buffer, area, (left, top + line * DEAL_LINES, each), deal, is_cursor, look);
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
        (
            format!("{} {}", deal.id, deal.title),
            look.colored(Color::Cyan).add_modifier(Modifier::BOLD),
        ),
        (deal.value.clone(), Style::new()),
        (owner_line(deal, width), owner),
    ];
    for (line, (text, style)) in lines.iter().enumerate() {
        put(
            buffer,
            area,
            left,
            top + line,
            &" ".repeat(width),
            width,
            Style::new().add_modifier(mark),
        );
        put(buffer, area, left, top + line, text, width, style.add_modifier(mark));
    }
}

/// The index of the first visible of `count` items, if `shown` are visible and `current` is centered.
fn first_shown(current: usize, shown: usize, count: usize) -> usize {
    current.saturating_sub(shown / 2).min(count.saturating_sub(shown))
}

/// Draws a line of text within the area.
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
    let end = x + u16::try_from(width).unwrap_or(u16::MAX - x);
    let (mut next, mut last) = (x, None);
    let text = separate(text);
    for c in text::fit(&text, width).chars() {
        let columns = text::width(c.encode_utf8(&mut [0; 4])) as u16;
        if let (0, Some(last)) = (columns, last) {
            // A combining mark on the previous character.
            let cell: &mut Cell = &mut buffer[(last, y)];
            let marked = format!("{}{c}", cell.symbol());
            cell.set_symbol(&marked);
        }
        if columns == 0 {
            continue;
        }
        if next + columns > end {
            break;
        }
        buffer[(next, y)].set_char(c).set_style(style);
        // The second cell of a wide character.
        (next + 1..next + columns).for_each(|column| buffer[(column, y)].reset());
        last = Some(next);
        next += columns;
    }
}

/// Removes control characters, and characters that join others to one whose width differs between
/// terminals: joiners, variation selectors and skin tones of emoji. If the terminal's width differs from
/// that in the buffer, the rest of the line is shifted, and remains on the screen after a redraw.
fn separate(text: &str) -> String {
    let joins =
        |c: &char| matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    text.chars().filter(|c| !joins(c) && !text::is_harmful(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::card::Card;
    use super::*;
    use crate::api::request::Request;
    use crate::model::amount::Amount;
    use crate::model::record::Record;
    use crate::ops::board::{Board, BoardStage};
    use crate::ops::history;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn state(title: &str) -> State {
        let deal = BoardDeal {
            id: 7,
            title: title.to_owned(),
            amount: Amount::default(),
            currency: "EUR".to_owned(),
            value: "84,000 EUR".to_owned(),
            owner: "Mara Lindqvist".to_owned(),
            days: Some(3),
            is_rotting: false,
            record: Record::from_text("{}".into()).unwrap(),
        };
        let stage =
            |name: &str| BoardStage { id: 1, name: name.to_owned(), deals: vec![deal.clone()] };
        let stages = ["Lead in", "A stage with a long name", "Proposal"].map(stage);
        State { stage: 1, ..State::new(Board { stages: stages.into() }, false) }
    }

    /// The cells of each line.
    fn screen(state: &State, (width, height): (u16, u16)) -> Vec<Vec<String>> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let currencies = Currencies::default();
        let look = Look { currencies: &currencies, color: false, name: "Sales" };
        terminal.draw(|frame| draw(frame, state, &look)).unwrap();
        let cells = terminal.backend().buffer().content();
        let line = |cells: &[Cell]| cells.iter().map(|cell| cell.symbol().to_owned()).collect();
        cells.chunks(width.into()).map(line).collect()
    }

    fn lines(state: &State, size: (u16, u16)) -> Vec<String> {
        screen(state, size).iter().map(|line| line.concat().trim_end().to_owned()).collect()
    }

    #[test]
    fn no_cell_is_wider_where_characters_are_not_joined() {
        let titles = [
            "👩‍🔧 roof 🏗️ 👍🏽 ✈️ done",
            "日本語の屋根の長い名前と塔",
            "Z̵͑a̴͂l̷͒g̶̕o̸̿ roof",
            "گچ‌بری سقف مدرسه",
            "क्षत्रिय छत",
            "\u{1b}[31mred\u{1b}[0m \u{202e}roof\u{301}",
        ];
        for title in titles {
            for size in [(80, 24), (40, 15), (23, 9), (5, 3)] {
                for cell in screen(&state(title), size).concat() {
                    let apart: usize = cell.chars().map(|c| text::width(&c.to_string())).sum();
                    assert!(apart <= 2 && apart == text::width(&cell), "{title}: {cell:?}");
                    assert!(text::is_harmless(&cell), "{title:?}: {cell:?}");
                }
            }
        }
    }

    #[test]
    fn a_narrow_board_says_that_there_is_more_on_both_sides() {
        let lines = lines(&state("Roof"), (40, 15));
        assert_eq!(lines[0], "‹ A stage with a long name  1 · 0 EUR  ›");
        assert_eq!(lines[2], "7 Roof");
        assert_eq!(lines[14], "Sales · ? keys, q leave");
    }

    #[test]
    fn the_price_of_a_history_is_that_of_its_requests() {
        let tokens: u32 = history::requests(7).iter().filter_map(Request::cost).sum();
        let price = format!("({tokens} tokens)");
        let card = Card { deal: 7, ..Card::default() };
        for view in [BoardView::Help, BoardView::Card(card)] {
            let lines = lines(&State { view, ..state("Roof") }, (80, 24));
            assert!(lines.iter().any(|line| line.contains(&price)), "{price}: {lines:#?}");
        }
    }

    #[test]
    fn the_help_fits_40_columns_and_15_lines() {
        for is_read_only in [false, true] {
            let state = State { view: BoardView::Help, is_read_only, ..state("Roof") };
            let lines = lines(&state, (40, 15));
            assert!(lines.iter().all(|line| !line.ends_with('…')), "{lines:#?}");
            let keys = KEYS.iter().filter(|(_, _, writes)| !(is_read_only && *writes));
            for (keys, about, _) in keys {
                let line = |line: &&String| line.starts_with(keys) && line.ends_with(about);
                assert!(lines.iter().any(|shown| line(&shown)), "{keys}: {lines:#?}");
            }
            assert_eq!(lines[14], "any key goes back");
            assert_eq!(lines.iter().any(|line| line.starts_with("Read-only")), is_read_only);
        }
    }
}
