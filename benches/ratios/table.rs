//! Formats the results as a table: medians, and ratios with minimum and maximum.

use crate::run::{Cost, Rounds};
use std::fmt::Write;

const HEAD: [&str; 10] =
    ["", "against", "CPU ms", "its", "ratio", "wall ms", "its", "ratio", "peak MB", "its"];

/// Rows under one heading, in Markdown.
pub struct Table(Vec<Vec<String>>);

impl Table {
    pub fn new(title: &str) -> Table {
        let mut head = HEAD.map(str::to_owned).to_vec();
        head[0] = title.to_owned();
        Table(vec![head])
    }

    pub fn row(&mut self, what: &str, peer: Option<&str>, rounds: &Rounds) {
        let mut row = vec![what.to_owned(), peer.unwrap_or("-").to_owned()];
        for (of, with_ratio) in [(cpu as fn(&Cost) -> f64, true), (wall, true), (peak, false)] {
            let ours: Vec<f64> = rounds.iter().map(|(our, _)| of(our)).collect();
            let peer: Vec<f64> =
                rounds.iter().filter_map(|(_, their)| their.as_ref().map(of)).collect();
            let has_peer = !peer.is_empty();
            let ratios: Vec<f64> = ours.iter().zip(&peer).map(|(our, their)| our / their).collect();
            row.push(figure(median(ours)));
            row.push(if has_peer { figure(median(peer)) } else { "-".into() });
            if with_ratio {
                row.push(if has_peer { spread(ratios) } else { "-".into() });
            }
        }
        self.0.push(row);
    }

    pub fn text(&self) -> String {
        let width = |column: usize| {
            self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
        let mut text = String::new();
        for (number, row) in self.0.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Writing to a string cannot fail.
                let _ = match column {
                    0 | 1 => write!(text, "| {cell:<width$} "),
                    _ => write!(text, "| {cell:>width$} "),
                };
            }
            text.push_str("|\n");
            if number == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let _ = match column {
                        0 | 1 => write!(text, "|{}", "-".repeat(width + 2)),
                        _ => write!(text, "|{}:", "-".repeat(width + 1)),
                    };
                }
                text.push_str("|\n");
            }
        }
        text
    }
}

fn cpu(cost: &Cost) -> f64 {
    cost.cpu.as_secs_f64() * 1_000.0
}

fn wall(cost: &Cost) -> f64 {
    cost.wall.as_secs_f64() * 1_000.0
}

fn peak(cost: &Cost) -> f64 {
    cost.peak as f64 / 1e6
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => f64::NAN,
        n if n % 2 == 0 => f64::midpoint(numbers[middle - 1], numbers[middle]),
        _ => numbers[middle],
    }
}

/// `0.53 (0.50-0.61)`: median, minimum and maximum of the ratios of the rounds.
fn spread(ratios: Vec<f64>) -> String {
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    format!("{:.2} ({least:.2}-{most:.2})", median(ratios))
}

fn figure(number: f64) -> String {
    if number < 100.0 { format!("{number:.1}") } else { format!("{number:.0}") }
}
