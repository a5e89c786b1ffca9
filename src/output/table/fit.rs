//! Which columns a table has room for, and how wide they are.

use crate::model::field::{Field, FieldKind};
use crate::output::View;
use crate::text;

/// Between two columns.
pub const GAP: usize = 2;
/// The narrowest that a column of text is made.
const LEAST: usize = 8;
/// The narrowest that the last column is made where texts are wrapped.
const LEAST_LAST: usize = 24;
/// The first texts of a row say what it is: they are so much wider than the others.
const BONUS: [usize; 2] = [3, 1];

/// The columns that are drawn.
pub struct Fit {
    /// Their places among the columns of the view, and their widths.
    pub columns: Vec<(usize, usize)>,
    /// Names and times are short.
    pub is_short: bool,
}

impl Fit {
    /// Every column, in full.
    pub fn new(widths: Vec<usize>) -> Fit {
        Fit { columns: widths.into_iter().enumerate().collect(), is_short: false }
    }
}

/// How wide each column is with all of these cells in it.
pub fn natural(rows: &[Vec<String>], mut widths: Vec<usize>) -> Vec<usize> {
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = text::width(cell).max(*width);
        }
    }
    widths
}

pub fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Whether a column may be narrower than its cells: figures, times and states lose their sense when
/// they are cut.
pub fn is_flexible(field: &Field) -> bool {
    !field.is_figure()
        && !matches!(
            field.kind,
            FieldKind::Date | FieldKind::Time | FieldKind::Status | FieldKind::Flag
        )
}

/// The columns and their widths for this terminal: what has no room even at its narrowest is left
/// out, in the order of the layout and then from the right; then text gives way, the widest first.
pub fn fit(widths: &[usize], view: &View, room: usize) -> Fit {
    let least = |at: usize| match &view.columns[at] {
        field if !is_flexible(field) => widths[at],
        _ if view.layout.wraps && at + 1 == widths.len() => widths[at].min(LEAST_LAST),
        _ => widths[at].min(LEAST),
    };
    let texts = (0..widths.len()).filter(|at| is_flexible(&view.columns[*at]));
    let bonuses: Vec<(usize, usize)> = texts.zip(BONUS).collect();
    let bonus =
        |at: usize| bonuses.iter().find(|(text, _)| *text == at).map_or(0, |(_, bonus)| *bonus);
    let mut shown: Vec<usize> = (0..widths.len()).collect();
    let mut expendable = view.layout.expendable.iter();
    while shown.len() > 1 && total(&shown.iter().map(|at| least(*at)).collect::<Vec<_>>()) > room {
        let next = expendable
            .by_ref()
            .find_map(|code| shown.iter().position(|at| view.columns[*at].code == *code));
        shown.remove(next.unwrap_or(shown.len() - 1));
    }
    let mut columns: Vec<(usize, usize)> = shown.iter().map(|at| (*at, widths[*at])).collect();
    while total(&columns.iter().map(|(_, width)| *width).collect::<Vec<_>>()) > room {
        let wider = columns.iter_mut().filter(|(at, width)| *width > least(*at));
        match wider.max_by_key(|(at, width)| width.saturating_sub(bonus(*at))) {
            Some((_, width)) => *width -= 1,
            // One column of figures that alone is wider than the terminal.
            None => columns = vec![(columns[0].0, room)],
        }
    }
    Fit { columns, is_short: true }
}
