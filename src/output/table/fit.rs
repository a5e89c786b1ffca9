//! Selects the columns that fit the terminal, and their widths.

use crate::model::field::{Field, FieldKind};
use crate::output::View;
use crate::text;

/// Space between two columns.
pub const GAP: usize = 2;
/// Minimum width of a text column.
const MIN_WIDTH: usize = 8;
/// Minimum width of the last column if texts are wrapped.
const MIN_LAST_WIDTH: usize = 24;
/// How much wider the first two text columns are than the others: they identify the row.
const BONUS: [usize; 2] = [3, 1];

/// The columns that are drawn.
pub struct Fit {
    /// Their indexes in the columns of the view, and their widths.
    pub columns: Vec<(usize, usize)>,
    /// Whether names and times are shortened.
    pub is_short: bool,
}

impl Fit {
    /// All columns, with these widths.
    pub fn new(widths: Vec<usize>) -> Fit {
        Fit { columns: widths.into_iter().enumerate().collect(), is_short: false }
    }
}

/// Widens each column to its widest cell.
pub fn widen(rows: &[Vec<String>], mut widths: Vec<usize>) -> Vec<usize> {
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

/// Whether a column may be narrower than its cells: figures, times and statuses are never cut.
pub fn is_flexible(field: &Field) -> bool {
    !field.is_figure()
        && !matches!(
            field.kind,
            FieldKind::Date | FieldKind::Time | FieldKind::Status | FieldKind::Flag
        )
}

/// Fits the columns into `room`. If they do not fit at their minimum widths, columns are omitted, in the
/// order of the layout and then from the right. Then text columns are narrowed, the widest first.
pub fn fit(widths: &[usize], view: &View, room: usize) -> Fit {
    let least = |at: usize| match &view.columns[at] {
        field if !is_flexible(field) => widths[at],
        _ if view.layout.wraps && at + 1 == widths.len() => widths[at].min(MIN_LAST_WIDTH),
        _ => widths[at].min(MIN_WIDTH),
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
            // A single column of figures that is wider than the terminal.
            None => columns = vec![(columns[0].0, room)],
        }
    }
    Fit { columns, is_short: true }
}
