//! Draws a board as text: as many stages side by side as fit.

use super::{Board, BoardDeal, BoardStage};
use crate::model::currency::Currencies;
use crate::model::value::short;
use crate::text;
use crate::ui::style::Style;
use std::fmt::Write;

/// The drawn text, and the stages that are not in it.
#[derive(Debug, PartialEq, Eq)]
pub struct DrawnBoard {
    pub text: String,
    /// The stages that did not fit, with their numbers of deals.
    pub hidden: Vec<(String, usize)>,
}

const WIDTHS: (usize, usize) = (40, 200);
/// Minimum and maximum width of a stage, in columns.
const STAGE_WIDTHS: (usize, usize) = (22, 44);
pub const GAP: usize = 2;
const BETWEEN: &str = "  ";

/// Draws the board in this width, in columns. If not all stages fit, empty ones are hidden first, then the
/// last ones.
pub fn draw(board: &Board, currencies: &Currencies, width: usize, style: Style) -> DrawnBoard {
    let width = width.clamp(WIDTHS.0, WIDTHS.1);
    let shown = choose(board, stages_that_fit(width));
    let hidden = (0..board.stages.len()).filter(|place| !shown.contains(place));
    let hidden = hidden.map(|place| &board.stages[place]);
    let hidden = hidden.map(|stage| (stage.name.clone(), stage.deals.len())).collect();
    let count = shown.len().max(1);
    let each = stage_width(width, count);
    let columns: Vec<Vec<(String, Look)>> =
        shown.iter().map(|place| draw_stage(&board.stages[*place], currencies, each)).collect();
    // Aligns the first cards of all stages.
    let heads: Vec<usize> = columns
        .iter()
        .map(|lines| lines.iter().take_while(|(_, look)| *look == Look::Heading).count())
        .collect();
    let tallest = heads.iter().max().copied().unwrap_or(0);
    let padded = columns.into_iter().zip(heads).map(|(mut lines, head)| {
        lines.splice(head..head, vec![(String::new(), Look::Plain); tallest - head]);
        lines
    });
    DrawnBoard { text: join_columns(&padded.collect::<Vec<_>>(), each, style), hidden }
}

/// The number of stages that fit in a width; at least one.
pub fn stages_that_fit(width: usize) -> usize {
    ((width + GAP) / (STAGE_WIDTHS.0 + GAP)).max(1)
}

/// The width of each stage if there are `count`.
pub fn stage_width(width: usize, count: usize) -> usize {
    (width.saturating_sub(GAP * (count - 1)) / count).clamp(1, STAGE_WIDTHS.1)
}

/// The indexes of the visible stages.
fn choose(board: &Board, room: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..board.stages.len()).collect();
    while places.len() > room {
        let empty = places.iter().rposition(|place| board.stages[*place].deals.is_empty());
        places.remove(empty.unwrap_or(places.len() - 1));
    }
    places
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Heading,
    Title,
    Plain,
    Faint,
    Rotting,
}

fn join_columns(columns: &[Vec<(String, Look)>], each: usize, style: Style) -> String {
    let mut text = String::new();
    for line in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
        let mut gap = 0;
        for column in columns {
            let (cell, look) = match column.get(line) {
                Some((cell, look)) => (cell.as_str(), *look),
                None => ("", Look::Plain),
            };
            if !cell.is_empty() {
                let _ = write!(text, "{:gap$}{}", "", look.paint(cell, style));
                gap = 0;
            }
            gap += each - text::width(cell) + GAP;
        }
        text.push('\n');
    }
    text
}

impl Look {
    fn paint(self, text: &str, style: Style) -> String {
        match self {
            Look::Heading => style.strong(text),
            Look::Title => style.highlight(text),
            Look::Plain => text.to_owned(),
            Look::Faint => style.faint(text),
            Look::Rotting => style.bad(text),
        }
    }
}

fn draw_stage(stage: &BoardStage, currencies: &Currencies, width: usize) -> Vec<(String, Look)> {
    let parts = heading_parts(stage, currencies, width);
    let heading = join_parts(&parts, width).into_iter().map(|line| (line, Look::Heading));
    let mut lines: Vec<(String, Look)> = heading.collect();
    for deal in &stage.deals {
        lines.push((String::new(), Look::Plain));
        let title = format!("{} {}", deal.id, deal.title);
        lines.push((text::fit(&title, width).into_owned(), Look::Title));
        lines.push((text::fit(&deal.value, width).into_owned(), Look::Plain));
        let look = if deal.is_rotting { Look::Rotting } else { Look::Faint };
        lines.push((owner_line(deal, width), look));
    }
    lines
}

/// Returns `Proposal`, `12 · 84,000 EUR`, `+ 2 other`; the amount is a separate part if both do not fit.
pub fn heading_parts(stage: &BoardStage, currencies: &Currencies, width: usize) -> Vec<String> {
    let grouped = |count: usize| text::group_digits(&count.to_string());
    let (mut parts, count) = (vec![stage.name.clone()], grouped(stage.deals.len()));
    let Some(total) = stage.total() else {
        parts.push(count);
        return parts;
    };
    let amount = currencies.amount(&total.amount.to_json().to_string(), Some(&total.currency));
    let amount = text::clean(&format!("{amount} {}", total.currency)).trim_end().to_owned();
    let both = format!("{count} · {amount}");
    if text::width(&both) <= width {
        parts.push(both);
    } else {
        parts.extend([count, amount]);
    }
    if total.others > 0 {
        parts.push(format!("+ {} other", grouped(total.others)));
    }
    parts
}

/// Joins the parts of a heading into as few lines as possible, without breaking a part.
pub fn join_parts(parts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let between = if place == 1 { BETWEEN } else { " " };
        match lines.last_mut() {
            Some(line) if text::width(line) + between.len() + text::width(part) <= width => {
                line.push_str(between);
                line.push_str(part);
            }
            _ => lines.push(text::fit(part, width).into_owned()),
        }
    }
    lines
}

/// Formats `12 d`, with a mark for a rotting deal.
fn days_text(deal: &BoardDeal) -> String {
    let days = deal.days.map_or_else(|| "? d".to_owned(), |days| format!("{days} d"));
    if deal.is_rotting { format!("{days} !") } else { days }
}

/// Formats the owner and the days; the owner is truncated if necessary.
pub fn owner_line(deal: &BoardDeal, width: usize) -> String {
    let days = days_text(deal);
    let room = width.saturating_sub(text::width(&days) + 3);
    let short = || short::shorten_name(&deal.owner);
    let owner = Some(deal.owner.clone()).filter(|owner| text::width(owner) <= room);
    let owner = owner.or_else(short).unwrap_or_else(|| deal.owner.clone());
    match text::fit(&owner, room) {
        owner if owner.is_empty() => days,
        owner => format!("{owner} · {days}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::amount::Amount;
    use crate::model::record::Record;

    fn deal(value: &str, currency: &str, days: i64) -> BoardDeal {
        BoardDeal {
            id: 7,
            title: "Copper roof of the town hall 日本語 and the bell tower".to_owned(),
            amount: Amount::from_json(value).unwrap(),
            currency: currency.to_owned(),
            value: format!("{value} {currency}"),
            owner: "Maximilian-Alexander von Lindqvist".to_owned(),
            days: Some(days),
            is_rotting: days > 30,
            record: Record::from_text("{}".into()).unwrap(),
        }
    }

    fn stage(name: &str, deals: Vec<BoardDeal>) -> BoardStage {
        BoardStage { id: 1, name: name.to_owned(), deals }
    }

    fn board() -> Board {
        let stages = vec![
            stage("Lead in", Vec::new()),
            stage(
                "Proposal",
                vec![deal("1200", "EUR", 3), deal("800.5", "EUR", 31), deal("9", "USD", 1)],
            ),
            stage("Negotiation", vec![deal("5", "SEK", 0)]),
            stage("Agreement", vec![deal("6", "SEK", 0)]),
            stage("A stage with a name that is longer than a column", vec![deal("7", "JPY", 0); 3]),
        ];
        Board { stages }
    }

    #[test]
    fn a_board_fits_the_width_and_lists_hidden_stages() {
        let plain = Style { color: false };
        for width in [40, 80, 120, 200] {
            let drawn = draw(&board(), &Currencies::default(), width, plain);
            let widest = drawn.text.lines().map(text::width).max().unwrap();
            assert!(widest <= width, "{width}: {widest}\n{}", drawn.text);
            let fitting = (width + GAP) / (STAGE_WIDTHS.0 + GAP);
            assert_eq!(drawn.hidden.len(), 5usize.saturating_sub(fitting), "{}", drawn.text);
        }
        let drawn = draw(&board(), &Currencies::default(), 80, plain);
        let hidden: Vec<&str> = drawn.hidden.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(hidden, ["Lead in", "A stage with a name that is longer than a column"]);
        assert_eq!(drawn.hidden[1].1, 3);
        assert!(drawn.text.contains("31 d !"), "{}", drawn.text);
    }

    #[test]
    fn a_total_is_in_the_most_frequent_currency() {
        let board = board();
        let heading = |place: usize, width| {
            let stage = &board.stages[place];
            join_parts(&heading_parts(stage, &Currencies::default(), width), width)
        };
        assert_eq!(heading(0, 22), ["Lead in  0"]);
        assert_eq!(heading(1, 22), ["Proposal", "3 · 2,000.50 EUR", "+ 1 other"]);
        assert_eq!(heading(1, 14), ["Proposal  3", "2,000.50 EUR", "+ 1 other"]);
        assert_eq!(heading(1, 60), ["Proposal  3 · 2,000.50 EUR + 1 other"]);
        let even = stage("Even", vec![deal("1", "USD", 0), deal("2", "EUR", 0)]);
        let total = even.total().unwrap();
        assert_eq!((total.currency.as_str(), total.others), ("EUR", 1));
    }

    #[test]
    fn color_does_not_change_the_text() {
        let colored = draw(&board(), &Currencies::default(), 80, Style { color: true });
        let plain = draw(&board(), &Currencies::default(), 80, Style { color: false });
        assert_ne!(colored.text, plain.text);
        assert_eq!(console::strip_ansi_codes(&colored.text), plain.text);
    }
}
