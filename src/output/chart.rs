//! Horizontal bar charts, for a terminal of 40 columns or more, a file or a pipe.

use crate::model::amount::Amount;
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
    /// The keys that identify a bar; names need not be unique.
    pub id: &'static [&'static str],
    pub value: &'static str,
    /// The key of the currency; the bars of each currency have their own scale.
    pub currency: Option<&'static str>,
    /// The unit of the values: `days`, `%`.
    pub unit: &'static str,
    /// Whether the values of rows with the same ID are added, as counts and amounts are.
    pub is_sum: bool,
}

/// The key of rows that have the total of other rows; it is true in these.
pub const TOTAL: &str = "is_total";

/// The bars of a currency.
struct Group {
    currency: String,
    bars: Vec<Bar>,
}

struct Bar {
    /// The values of the keys in `Chart::id`.
    id: Vec<String>,
    label: String,
    value: Amount,
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
                .map(|bar| self.value_text(bar.value, currencies, currency))
                .collect();
            if !group.currency.is_empty() {
                let _ = writeln!(chart, "{}", group.currency);
            }
            let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
            let label_room = width * 2 / 5;
            let labels: Vec<String> =
                group.bars.iter().map(|bar| bar.fit_label(&group.bars, label_room)).collect();
            let label_width = widest(&mut labels.iter().map(|label| text::width(label)));
            let value_width = widest(&mut shown.iter().map(|value| text::width(value)));
            let room = width.saturating_sub(label_width + value_width + 4).max(4);
            let largest = match self.unit {
                "%" => 100.0,
                _ => group.bars.iter().map(|bar| bar.value.as_f64()).fold(0.0, f64::max),
            };
            for ((one, label), shown) in group.bars.iter().zip(&labels).zip(&shown) {
                let gap = " ".repeat(label_width - text::width(label));
                let bar = bar(one.value.as_f64(), largest, room, is_unicode);
                let _ = writeln!(
                    chart,
                    "  {label}{gap} {bar}{}{shown}",
                    if bar.is_empty() { "" } else { " " }
                );
            }
        }
        chart
    }

    /// Groups the rows by currency, and adds up the values of each bar.
    fn groups(&self, rows: &[Record]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for row in rows {
            let row = row.read();
            // The bar of a total would make all others short.
            if row.is_true(TOTAL) {
                continue;
            }
            let number = row.get(self.value).and_then(|raw| Amount::from_json(raw.get()));
            let Some(number) = number else { continue };
            let member = |code: &&str| {
                let shown = row.get(code).map(value::plain).unwrap_or_default();
                (!shown.is_empty()).then(|| text::clean(&shown).into_owned())
            };
            let id = self.id.iter().map(|code| member(code).unwrap_or_default());
            let id: Vec<String> = id.collect();
            let label = self.label.iter().filter_map(member).collect::<Vec<_>>().join(": ");
            let currency = self.currency.as_ref().and_then(member).unwrap_or_default();
            let place = groups.iter().position(|group| group.currency == currency);
            let place = place.unwrap_or_else(|| {
                groups.push(Group { currency, bars: Vec::new() });
                groups.len() - 1
            });
            let bars = &mut groups[place].bars;
            match bars.iter_mut().find(|bar| self.is_sum && bar.id == id) {
                Some(bar) => bar.value += number,
                None => bars.push(Bar { id, label, value: number }),
            }
        }
        groups
    }

    fn value_text(&self, value: Amount, currencies: &Currencies, currency: &str) -> String {
        let value = value.to_json();
        match self.unit {
            "" => {
                let currency = (!currency.is_empty()).then_some(currency);
                currencies.amount(&value.to_string(), currency)
            }
            "%" => format!("{value}%"),
            unit if value == 1 => format!("1 {}", unit.trim_end_matches('s')),
            unit => format!("{value} {unit}"),
        }
    }
}

impl Bar {
    /// The label, cut to this width, with the number in the ID if another bar has the same label.
    fn fit_label(&self, all: &[Bar], width: usize) -> String {
        let is_number = |part: &&String| part.parse::<u64>().is_ok();
        let is_ambiguous = all.iter().any(|bar| bar.label == self.label && bar.id != self.id);
        match self.id.iter().rfind(is_number).filter(|_| is_ambiguous) {
            Some(id) => {
                let id = format!(" ({id})");
                format!("{}{id}", text::fit(&self.label, width.saturating_sub(id.len())))
            }
            None => text::fit(&self.label, width).into_owned(),
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

    const CHART: Chart = Chart {
        label: &["stage"],
        id: &["stage_id"],
        value: "value",
        currency: Some("currency"),
        unit: "",
        is_sum: true,
    };

    fn rows() -> Vec<Record> {
        let rows = [
            json!({"stage_id": 1, "stage": "Lead in", "currency": "EUR", "value": 1000}),
            json!({"stage_id": 2, "stage": "Proposal – with a long name, 日本語", "currency": "EUR", "value": 500.5}),
            json!({"stage_id": 1, "stage": "Lead in", "currency": "EUR", "value": 1000}),
            json!({"stage_id": 3, "stage": "Won", "currency": "SEK", "value": 0}),
            json!({"stage_id": 4, "stage": "Lost", "currency": "SEK", "value": null}),
            json!({"stage_id": null, "stage": "all", "currency": "SEK", "value": 7, "is_total": true}),
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
    fn bars_of_one_id_are_added_and_bars_of_one_name_are_not() {
        const NAME: &str = "Sam Roe, North";
        let row = |id: u64, name: &str, value: f64| {
            let row = json!({"owner_id": id, "owner": name, "rate": value});
            Record::new(serde_json::value::to_raw_value(&row).unwrap()).unwrap()
        };
        let rows = [
            row(3, NAME, 50.0),
            row(5, NAME, 100.0),
            row(6, "all", 0.1),
            row(6, "all", 0.2),
            row(7, "One", 1.0),
        ];
        let chart = |is_sum: bool, unit: &'static str| {
            let chart = Chart {
                label: &["owner"],
                id: &["owner_id"],
                value: "rate",
                currency: None,
                unit,
                is_sum,
            };
            let drawn = chart.draw(&rows, &Currencies::default(), 40, false);
            let bars = drawn.lines().map(|line| line.replace('#', ""));
            bars.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            chart(false, "%"),
            ["Sam Roe, No… (3) 50%", "Sam Roe, No… (5) 100%", "all 0.1%", "all 0.2%", "One 1%"]
        );
        // 0.1 + 0.2 is not 0.3 in binary.
        assert_eq!(
            chart(true, "deals"),
            [
                "Sam Roe, No… (3) 50 deals",
                "Sam Roe, No… (5) 100 deals",
                "all 0.3 deals",
                "One 1 deal"
            ]
        );
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
