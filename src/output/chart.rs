//! Horizontal bar charts, for a terminal of 40 columns or more, a file or a pipe.

use crate::model::currency::Currencies;
use crate::model::record::Record;
use crate::model::value;
use crate::text;
use std::fmt::Write;

/// The keys of the rows that a chart uses.
#[derive(Debug, Clone, Copy)]
pub struct Chart {
    /// The keys of a bar's label; their values are joined.
    pub label: &'static [&'static str],
    pub value: &'static str,
    /// The key of the currency; the bars of each currency have their own scale.
    pub currency: Option<&'static str>,
    /// The unit of the values: `days`, `%`.
    pub unit: &'static str,
}

/// The bars of a currency.
struct Group {
    currency: String,
    bars: Vec<(String, f64)>,
}

/// Minimum and maximum width of a chart, in columns.
const WIDTHS: (usize, usize) = (40, 200);
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Whether the output may contain more than ASCII, by the locale; always on Windows.
pub fn is_unicode(env: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env);
    let locale = locale.filter(|value| !value.is_empty()).map(|value| value.to_ascii_lowercase());
    let mut locale = locale.take(1);
    cfg!(windows) || locale.any(|name| name.contains("utf-8") || name.contains("utf8"))
}

impl Chart {
    /// Draws the rows, except those without a value and the row with the total.
    pub fn draw(
        &self,
        rows: &[Record],
        currencies: &Currencies,
        width: usize,
        is_unicode: bool,
    ) -> String {
        let width = width.clamp(WIDTHS.0, WIDTHS.1);
        let mut chart = String::new();
        for group in self.groups(rows) {
            let currency = group.currency.rsplit(' ').next().unwrap_or_default();
            let shown: Vec<String> = group
                .bars
                .iter()
                .map(|(_, value)| self.value_text(*value, currencies, currency))
                .collect();
            if !group.currency.is_empty() {
                let _ = writeln!(chart, "{}", group.currency);
            }
            let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
            let labels = group.bars.iter().map(|(label, _)| label);
            let label_width =
                widest(&mut labels.map(|label| text::width(label))).min(width * 2 / 5);
            let value_width = widest(&mut shown.iter().map(|value| text::width(value)));
            let room = width.saturating_sub(label_width + value_width + 4).max(4);
            let largest = match self.unit {
                "%" => 100.0,
                _ => group.bars.iter().map(|(_, value)| *value).fold(0.0, f64::max),
            };
            for ((label, value), shown) in group.bars.iter().zip(&shown) {
                let label = text::fit(label, label_width);
                let gap = " ".repeat(label_width - text::width(&label));
                let bar = bar(*value, largest, room, is_unicode);
                let _ = writeln!(
                    chart,
                    "  {label}{gap} {bar}{}{shown}",
                    if bar.is_empty() { "" } else { " " }
                );
            }
        }
        chart
    }

    /// Groups the rows by currency, and adds up the values of each label.
    fn groups(&self, rows: &[Record]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for row in rows {
            let row = row.read();
            let number = row.get(self.value).and_then(|raw| raw.get().parse::<f64>().ok());
            let Some(number) = number else { continue };
            let member = |code: &&str| {
                let shown = row.get(code).map(value::plain).unwrap_or_default();
                (!shown.is_empty()).then(|| text::clean(&shown).into_owned())
            };
            // The bar of a total would make all others short.
            if self.label.iter().any(|code| row.text(code).as_deref() == Some("all")) {
                continue;
            }
            let label = self.label.iter().filter_map(member).collect::<Vec<_>>().join(": ");
            let currency = self.currency.as_ref().and_then(member).unwrap_or_default();
            let place = groups.iter().position(|group| group.currency == currency);
            let place = place.unwrap_or_else(|| {
                groups.push(Group { currency, bars: Vec::new() });
                groups.len() - 1
            });
            let bars = &mut groups[place].bars;
            match bars.iter_mut().find(|(known, _)| *known == label) {
                Some((_, sum)) => *sum += number,
                None => bars.push((label, number)),
            }
        }
        groups
    }

    fn value_text(&self, value: f64, currencies: &Currencies, currency: &str) -> String {
        match self.unit {
            "" => {
                let currency = (!currency.is_empty()).then_some(currency);
                currencies.amount(&value.to_string(), currency)
            }
            "%" => format!("{value}%"),
            unit => format!("{value} {unit}"),
        }
    }
}

/// Draws a bar of up to `room` columns; a value above zero has a bar of at least one eighth, or `#`.
fn bar(value: f64, largest: f64, room: usize, is_unicode: bool) -> String {
    if value <= 0.0 || largest <= 0.0 {
        return String::new();
    }
    let eighths = (value / largest * room as f64 * 8.0).round().max(1.0) as usize;
    if !is_unicode {
        return "#".repeat((eighths / 8).max(1));
    }
    let mut bar = "█".repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).map(|rest| EIGHTHS[rest]));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CHART: Chart =
        Chart { label: &["stage"], value: "value", currency: Some("currency"), unit: "" };

    fn rows() -> Vec<Record> {
        let rows = [
            json!({"stage": "Lead in", "currency": "EUR", "value": 1000}),
            json!({"stage": "Proposal – with a long name, 日本語", "currency": "EUR", "value": 500.5}),
            json!({"stage": "Lead in", "currency": "EUR", "value": 1000}),
            json!({"stage": "Won", "currency": "SEK", "value": 0}),
            json!({"stage": "Lost", "currency": "SEK", "value": null}),
            json!({"stage": "all", "currency": "SEK", "value": 7}),
        ];
        let record = |row| Record::new(serde_json::value::to_raw_value(&row).unwrap()).unwrap();
        rows.into_iter().map(record).collect()
    }

    #[test]
    fn each_currency_has_its_own_scale() {
        let currencies = Currencies::default();
        for width in [40, 80, 200] {
            for is_unicode in [true, false] {
                let chart = CHART.draw(&rows(), &currencies, width, is_unicode);
                let widest = chart.lines().map(text::width).max().unwrap();
                assert!(widest <= width, "{width}: {widest}\n{chart}");
                assert!(chart.contains(" 2,000\n") && chart.contains(" 500.50\n"), "{chart}");
                assert!(chart.contains("SEK\n  Won 0\n") && !chart.contains("Lost"), "{chart}");
                assert_eq!(is_unicode, chart.contains('█'));
            }
        }
        let chart = CHART.draw(&rows(), &currencies, 10, false);
        assert!(chart.lines().all(|line| text::width(line) <= 40), "{chart}");
    }

    #[test]
    fn ascii_is_chosen_by_locale() {
        let has = |pairs: &'static [(&str, &str)]| {
            is_unicode(|name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(has(&[("LANG", "en_US.UTF-8")]) && has(&[("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        if !cfg!(windows) {
            assert!(!has(&[]) && !has(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        }
    }

    #[test]
    fn draws_bars_in_eighths_of_a_column() {
        assert_eq!(bar(1.0, 16.0, 2, true), "▏");
        assert_eq!(bar(16.0, 16.0, 2, true), "██");
        assert_eq!(bar(11.0, 16.0, 2, true), "█▍");
        assert_eq!(bar(0.001, 16.0, 2, false), "#");
    }
}
