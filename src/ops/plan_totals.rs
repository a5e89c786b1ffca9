//! The totals of a plan: its first writes, counts, values and cost, and whether it can be undone.

use crate::app::App;
use crate::app::write::{ReversibleTally, Write};
use crate::error::Error;
use crate::model::names::Names;
use crate::ops::write_plan::Step;
use crate::text;
use std::collections::BTreeMap;

/// Maximum number of writes and refusals to list.
pub const MAX_LISTED: usize = 5;

/// The totals of a plan; the writes themselves are not kept.
#[derive(Default)]
pub struct PlanTotals {
    pub writes: usize,
    /// The cost of the writes, in tokens.
    pub tokens: u32,
    /// The number of deals that need no write.
    pub unchanged: usize,
    pub refused: usize,
    /// The number of rows with mistakes in an imported file.
    wrong: usize,
    pub reversible: ReversibleTally,
    first: Vec<String>,
    first_refused: Vec<String>,
    first_wrong: Vec<String>,
    kinds: BTreeMap<Kind, Total>,
}

/// The kind of a write, in the order of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Created,
    Changed,
    Deleted,
    Added,
    Removed,
}

#[derive(Default)]
struct Total {
    count: usize,
    /// The total value of the deals by currency.
    values: BTreeMap<String, f64>,
}

impl Kind {
    fn from_write(write: &Write) -> Option<Kind> {
        Some(match write {
            Write::CreateDeal { .. } | Write::DuplicateDeal { .. } => Kind::Created,
            Write::UpdateDeal { .. } | Write::UpdateDiscount { .. } => Kind::Changed,
            Write::DeleteDeal { .. } => Kind::Deleted,
            Write::AddFollower { .. }
            | Write::AddParticipant { .. }
            | Write::AddDiscount { .. } => Kind::Added,
            Write::RemoveFollower { .. }
            | Write::RemoveParticipant { .. }
            | Write::RemoveDiscount { .. } => Kind::Removed,
            Write::MergeDeals { .. } | Write::ConvertDeal { .. } | Write::Raw { .. } => {
                return None;
            }
        })
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Created => "created",
            Kind::Changed => "changed",
            Kind::Deleted => "deleted",
            Kind::Added => "added",
            Kind::Removed => "removed",
        }
    }
}

impl PlanTotals {
    pub fn add(&mut self, step: &Step) {
        self.writes += 1;
        let write = &step.change.write;
        self.tokens += write.request().ok().and_then(|one| one.cost()).unwrap_or_default();
        self.reversible.add(&step.change);
        if self.first.len() < MAX_LISTED {
            self.first.push(format!("{}: {}", step.label(), step.text));
        }
        if let Some(kind) = Kind::from_write(write) {
            let total = self.kinds.entry(kind).or_default();
            total.count += 1;
            if let Some((amount, currency)) = &step.value {
                *total.values.entry(currency.clone()).or_default() += amount;
            }
        }
    }

    pub fn add_unchanged(&mut self) {
        self.unchanged += 1;
    }

    pub fn refuse(&mut self, name: &str, error: &Error) {
        self.refused += 1;
        if self.first_refused.len() < MAX_LISTED {
            self.first_refused.push(format!("{name}: {error}"));
        }
    }

    /// Adds a row with mistakes, to be listed.
    pub fn add_wrong(&mut self, mistakes: &str) {
        self.wrong += 1;
        if self.first_wrong.len() < MAX_LISTED {
            self.first_wrong.push(mistakes.to_owned());
        }
    }

    /// Prints the first writes, the first refusals, and the totals.
    pub fn show(&self, app: &App, names: &Names) {
        let lists = [
            ("", &self.first, self.writes),
            ("refused: ", &self.first_refused, self.refused),
            ("wrong: ", &self.first_wrong, self.wrong),
        ];
        for (what, lines, count) in lists {
            for line in lines {
                app.note(format_args!("  {what}{line}"));
            }
            if count > lines.len() {
                let what = what.trim_end_matches(": ");
                let more = count - lines.len();
                app.note(format_args!("  {}", format!("and {more} more {what}").trim_end()));
            }
        }
        let spent = match app.spent_in_action() {
            0 => String::new(),
            spent => format!(", {spent} spent on reading"),
        };
        app.note(format_args!(
            "{}; {} to write{spent}",
            self.describe_counts(names),
            text::count(self.tokens as usize, "token"),
        ));
        if self.writes > 0 {
            app.show_reversible(&self.reversible);
        }
    }

    /// Formats `40 changed (1,250 EUR), 948 unchanged, 3 refused`.
    pub fn describe_counts(&self, names: &Names) -> String {
        let kinds = self.kinds.iter().map(|(kind, total)| {
            let Total { count, values } = total;
            format!("{count} {}{}", kind.word(), describe_values(values, names))
        });
        let rest =
            [("unchanged", self.unchanged), ("refused", self.refused), ("wrong", self.wrong)];
        let rest = rest.into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}"));
        kinds.chain(rest).collect::<Vec<_>>().join(", ")
    }
}

/// Formats the total value of the deals by currency: ` (1,250 EUR, 300 USD)`.
fn describe_values(values: &BTreeMap<String, f64>, names: &Names) -> String {
    let shown: Vec<String> = values
        .iter()
        .map(|(currency, total)| {
            let amount = names.currencies.amount(&total.to_string(), Some(currency));
            format!("{amount} {currency}")
        })
        .collect();
    if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) }
}
