//! Rates of won deals among closed ones.

use serde_json::Value;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub won: u64,
    pub lost: u64,
}

impl Rate {
    pub fn add(&mut self, is_won: bool) {
        if is_won { self.won += 1 } else { self.lost += 1 }
    }

    pub fn closed(self) -> u64 {
        self.won + self.lost
    }

    /// The share of won deals; `None` without a closed deal.
    pub fn share(self) -> Option<f64> {
        (self.closed() > 0).then(|| self.won as f64 / self.closed() as f64)
    }

    /// `58% (14/24)`
    pub fn text(self) -> Value {
        let shown = |share: f64| format!("{:.0}% ({}/{})", share * 100.0, self.won, self.closed());
        self.share().map_or(Value::Null, |share| shown(share).into())
    }

    /// The share in percent, with one decimal.
    pub fn percent(self) -> Value {
        self.share().map_or(Value::Null, |share| ((share * 1000.0).round() / 10.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_counts_beside_the_percentage() {
        assert_eq!(Rate { won: 14, lost: 10 }.text(), "58% (14/24)");
        assert_eq!(Rate { won: 1, lost: 2 }.percent(), 33.3);
        assert_eq!(Rate::default().text(), Value::Null);
    }
}
