//! Parses amounts as spreadsheets write them. Whether `1,200` is 1200 or 1.2 is decided for a whole column,
//! by its unambiguous cells.

use crate::text;

/// The decimal mark of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    Comma,
    Point,
}

/// What the cells of a column show about its decimal mark.
#[derive(Debug, Default, Clone)]
pub struct AmountFacts {
    /// The first cell that is only valid with a comma, or with a point, as the decimal mark.
    comma: Option<Seen>,
    point: Option<Seen>,
    /// The first ambiguous cell.
    open: Option<Seen>,
}

/// A cell and the number of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub row: usize,
    pub text: String,
}

/// The decimal mark of a column, or why it is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkDecision {
    /// No cell has a mark.
    NoMark,
    Proved(DecimalMark, Seen),
    /// Every mark could separate thousands or decimals.
    Open(Seen),
    Both(Seen, Seen),
}

/// A parsed amount: a plain number, and the text before or after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub number: String,
    pub affix: String,
}

impl DecimalMark {
    pub fn parse(word: &str) -> Option<DecimalMark> {
        match word.trim() {
            "," => Some(DecimalMark::Comma),
            "." => Some(DecimalMark::Point),
            _ => None,
        }
    }

    pub fn sign(self) -> char {
        match self {
            DecimalMark::Comma => ',',
            DecimalMark::Point => '.',
        }
    }

    fn other(self) -> DecimalMark {
        match self {
            DecimalMark::Comma => DecimalMark::Point,
            DecimalMark::Point => DecimalMark::Comma,
        }
    }
}

impl AmountFacts {
    pub fn see(&mut self, row: usize, cell: &str) {
        let Some(parts) = Parts::split(cell) else { return };
        let seen = || Seen { row, text: text::clean(cell).into_owned() };
        match parts.evidence() {
            Evidence::None => {}
            Evidence::Proof(DecimalMark::Comma) => drop(self.comma.get_or_insert_with(seen)),
            Evidence::Proof(DecimalMark::Point) => drop(self.point.get_or_insert_with(seen)),
            Evidence::Open => drop(self.open.get_or_insert_with(seen)),
        }
    }

    pub fn decide(&self) -> MarkDecision {
        match (&self.comma, &self.point, &self.open) {
            (Some(comma), Some(point), _) => MarkDecision::Both(comma.clone(), point.clone()),
            (Some(comma), None, _) => MarkDecision::Proved(DecimalMark::Comma, comma.clone()),
            (None, Some(point), _) => MarkDecision::Proved(DecimalMark::Point, point.clone()),
            (None, None, Some(open)) => MarkDecision::Open(open.clone()),
            (None, None, None) => MarkDecision::NoMark,
        }
    }
}

/// Whether a cell is a number without text before or after it.
pub fn is_bare(cell: &str) -> bool {
    Parts::split(cell).is_some_and(|parts| parts.affix.is_empty())
}

/// Parses an amount with this decimal mark.
pub fn read(cell: &str, mark: Option<DecimalMark>) -> Result<Figure, String> {
    let cell = cell.trim();
    let wrong = |why: String| Err(format!("`{}` is not an amount: {why}", text::clean(cell)));
    if cell.starts_with('(') && cell.ends_with(')') {
        return wrong("write a negative amount with a minus sign".into());
    }
    let Some(parts) = Parts::split(cell) else { return wrong("it has no number".into()) };
    if let Some((number, exponent)) = parts.figure.split_once(['e', 'E'])
        && !number.is_empty()
        && exponent.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
    {
        return wrong("it is in scientific notation, in which digits may be lost".into());
    }
    if let Some(odd) = parts.figure.chars().find(|c| !is_figure_char(*c)) {
        return wrong(format!("`{}` is not part of a number", odd.escape_debug()));
    }
    let mark = match (mark, parts.evidence()) {
        (Some(mark), _) | (None, Evidence::Proof(mark)) => mark,
        (None, Evidence::None) => DecimalMark::Point,
        (None, Evidence::Open) => {
            return wrong("its separator could mean thousands or decimals".into());
        }
    };
    let (whole, fraction) = parts.figure.split_once(mark.sign()).unwrap_or((&parts.figure, ""));
    if fraction.contains(mark.sign()) {
        return wrong(format!("it has the decimal mark `{}` twice", mark.sign()));
    }
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return wrong(format!("`{fraction}` after the decimal mark is not a number"));
    }
    let Some(whole) = strip_groups(whole, mark.other().sign()) else {
        return wrong(format!("`{whole}` does not have groups of three digits"));
    };
    let sign = if parts.is_negative { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { &whole };
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    Ok(Figure { number: format!("{sign}{whole}{fraction}"), affix: parts.affix.to_owned() })
}

/// Removes the marks or spaces between groups of three digits; `None` if the groups are wrong.
fn strip_groups(whole: &str, mark: char) -> Option<String> {
    let is_separator = |c: char| c == mark || is_group_space(c);
    let Some(separator) = whole.chars().find(|c| is_separator(*c)) else {
        return Some(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = groups.iter().enumerate().all(|(at, group)| {
        is_digits(group) && if at == 0 { group.len() <= 3 } else { group.len() == 3 }
    });
    is_grouped.then(|| groups.concat())
}

/// What a cell shows about the decimal mark.
#[derive(Debug, PartialEq, Eq)]
enum Evidence {
    None,
    Proof(DecimalMark),
    Open,
}

/// The parts of a cell.
struct Parts<'c> {
    is_negative: bool,
    /// Digits with marks and spaces between them. A mark at the end is the one in `15.600,-`.
    figure: String,
    /// A currency or a unit, before or after.
    affix: &'c str,
}

impl<'c> Parts<'c> {
    fn split(cell: &'c str) -> Option<Parts<'c>> {
        let cell = cell.trim();
        let first = cell.find(|c: char| c.is_ascii_digit())?;
        let last = cell.rfind(|c: char| c.is_ascii_digit())?;
        let is_sign = |c: char| matches!(c, '-' | '+' | '−');
        let (before, after) = (cell[..first].trim(), cell[last + 1..].trim());
        let unsigned = before.trim_matches(|c| is_sign(c) || c.is_whitespace());
        let is_negative = before.contains(['-', '−']);
        // `.5`, but not `Fr.500`.
        let is_fraction = matches!(unsigned, "." | ",");
        let mut figure = if is_fraction { unsigned.to_owned() } else { String::new() };
        figure.push_str(&cell[first..=last]);
        // `15.600,-` has no cents.
        let mut after = after;
        if let Some(mark) = after.chars().next().filter(|c| matches!(c, ',' | '.')) {
            let rest = after[1..].trim_start_matches(['-', '–', '—']);
            if rest.len() < after.len() - 1 || rest.trim().is_empty() {
                figure.push(mark);
                after = rest.trim();
            }
        }
        let affix = match (is_fraction || unsigned.is_empty(), after.is_empty()) {
            (true, _) => after,
            (false, true) => unsigned,
            // Both: a currency is only on one side.
            (false, false) => cell,
        };
        Some(Parts { is_negative, figure, affix })
    }

    fn evidence(&self) -> Evidence {
        let figure = &self.figure;
        if figure.chars().any(|c| !is_figure_char(c)) {
            return Evidence::None;
        }
        let count = |mark: DecimalMark| figure.matches(mark.sign()).count();
        let (commas, points) = (count(DecimalMark::Comma), count(DecimalMark::Point));
        let mark = match (commas, points) {
            (0, 0) => return Evidence::None,
            (_, 0) => DecimalMark::Comma,
            (0, _) => DecimalMark::Point,
            _ => {
                let last = if figure.rfind(',') > figure.rfind('.') {
                    DecimalMark::Comma
                } else {
                    DecimalMark::Point
                };
                return if count(last) == 1 { Evidence::Proof(last) } else { Evidence::None };
            }
        };
        if count(mark) > 1 {
            let is_grouped = strip_groups(figure, mark.sign()).is_some();
            return if is_grouped { Evidence::Proof(mark.other()) } else { Evidence::None };
        }
        let (whole, fraction) = figure.split_once(mark.sign()).unwrap_or((figure, ""));
        let is_group = fraction.len() == 3
            && matches!(whole.len(), 1..=3)
            && !whole.starts_with('0')
            && whole.bytes().all(|b| b.is_ascii_digit());
        if is_group { Evidence::Open } else { Evidence::Proof(mark) }
    }
}

/// Whether a character is a space or apostrophe between groups of digits.
fn is_group_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’')
}

fn is_figure_char(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ',' | '.') || is_group_space(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decide(cells: &[&str]) -> MarkDecision {
        let mut facts = AmountFacts::default();
        cells.iter().enumerate().for_each(|(at, cell)| facts.see(at + 1, cell));
        facts.decide()
    }

    fn number(cell: &str, mark: DecimalMark) -> Result<String, String> {
        read(cell, Some(mark)).map(|figure| figure.number)
    }

    #[test]
    fn unambiguous_cells_decide_the_decimal_mark_of_a_column() {
        let proved =
            |mark, row, text: &str| MarkDecision::Proved(mark, Seen { row, text: text.into() });
        assert_eq!(
            decide(&["1,200", "18,500", "640"]),
            MarkDecision::Open(Seen { row: 1, text: "1,200".into() })
        );
        assert_eq!(decide(&["640", "1200", "3.412E+10"]), MarkDecision::NoMark);
        for (cell, mark) in [
            ("1.200,50", DecimalMark::Comma),
            ("450,05", DecimalMark::Comma),
            ("27.999,99 €", DecimalMark::Comma),
            ("1.000.000", DecimalMark::Comma),
            ("640,-", DecimalMark::Comma),
            ("1,200.50", DecimalMark::Point),
            ("1200.5", DecimalMark::Point),
            ("0.500", DecimalMark::Point),
            ("1200.500", DecimalMark::Point),
            ("1 200.500", DecimalMark::Point),
            ("$92,000,000", DecimalMark::Point),
            ("1.2345", DecimalMark::Point),
        ] {
            assert_eq!(decide(&["1,200", cell]), proved(mark, 2, cell), "{cell}");
        }
        assert!(matches!(decide(&["1.5", "2,5"]), MarkDecision::Both(..)));
    }

    #[test]
    fn amounts_are_parsed_with_the_decimal_mark_of_their_column() {
        for (cell, mark, expected) in [
            ("1.200,50", DecimalMark::Comma, "1200.50"),
            ("18.500", DecimalMark::Comma, "18500"),
            ("92 000,00", DecimalMark::Comma, "92000.00"),
            ("92\u{202f}000,00", DecimalMark::Comma, "92000.00"),
            ("15.600,-", DecimalMark::Comma, "15600"),
            ("-350,00", DecimalMark::Comma, "-350.00"),
            ("−350", DecimalMark::Comma, "-350"),
            ("1'200.50", DecimalMark::Point, "1200.50"),
            ("1,200", DecimalMark::Comma, "1.200"),
            ("1,200", DecimalMark::Point, "1200"),
            (".5", DecimalMark::Point, "0.5"),
            ("Fr.500", DecimalMark::Point, "500"),
            ("€ -5", DecimalMark::Point, "-5"),
        ] {
            assert_eq!(number(cell, mark).as_deref(), Ok(expected), "{cell}");
        }
        for (cell, affix) in [
            ("27.999,99 €", "€"),
            ("$92,5", "$"),
            ("500 SEK", "SEK"),
            ("EUR 12", "EUR"),
            ("1 200 m²", "m²"),
            ("12", ""),
        ] {
            assert_eq!(read(cell, Some(DecimalMark::Comma)).unwrap().affix, affix, "{cell}");
        }
    }

    #[test]
    fn ambiguous_and_invalid_amounts_are_errors() {
        for (cell, why) in [
            ("(3.300,00)", "minus sign"),
            ("1.20,5", "groups of three"),
            ("12 13", "groups of three"),
            ("1,2,3", "twice"),
            ("1.0E7", "scientific"),
            ("3.412E+10", "scientific"),
            ("NULL", "no number"),
            ("5-6", "`-`"),
            ("5x6", "`x`"),
        ] {
            let refused = number(cell, DecimalMark::Comma).unwrap_err();
            assert!(refused.contains(why), "{cell}: {refused}");
        }
        assert!(read("1,200", None).unwrap_err().contains("thousands or decimals"));
    }

    proptest! {
        #[test]
        fn grouped_numbers_are_parsed_back(whole in 0u64..10_000_000_000, cents in 0u8..100, comma: bool) {
            let (mark, group) = if comma { (DecimalMark::Comma, '.') } else { (DecimalMark::Point, ',') };
            let grouped = text::group_digits(&whole.to_string()).replace(',', &group.to_string());
            let cell = format!("{grouped}{}{cents:02}", mark.sign());
            let plain = format!("{whole}.{cents:02}");
            prop_assert_eq!(number(&cell, mark), Ok(plain.clone()));
            // A column with only this cell is decided.
            let mut facts = AmountFacts::default();
            facts.see(1, &cell);
            let proved = matches!(facts.decide(), MarkDecision::Proved(proved, _) if proved == mark);
            prop_assert!(proved, "{}", cell);
        }
    }
}
