//! Shares of deals, shown with their counts.

use serde_json::Value;

/// The deals in a part, and in the whole.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    pub whole: u64,
}

impl Share {
    /// Counts a deal, in the part if `is_part`.
    pub fn add(&mut self, is_part: bool) {
        self.whole += 1;
        self.part += u64::from(is_part);
    }

    pub fn extend(&mut self, other: Share) {
        self.part += other.part;
        self.whole += other.whole;
    }

    /// The number of deals outside the part.
    pub fn rest(self) -> u64 {
        self.whole - self.part
    }

    /// `None` if there are no deals.
    pub fn ratio(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Formats `58% (14/24)`.
    pub fn text(self) -> Value {
        let shown = |ratio: f64| format!("{:.0}% ({}/{})", ratio * 100.0, self.part, self.whole);
        self.ratio().map_or(Value::Null, |ratio| shown(ratio).into())
    }

    /// The share in percent, with one decimal.
    pub fn percent(self) -> Value {
        self.ratio().map_or(Value::Null, |ratio| ((ratio * 1000.0).round() / 10.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_the_percentage_with_its_counts() {
        assert_eq!(Share { part: 14, whole: 24 }.text(), "58% (14/24)");
        assert_eq!(Share { part: 1, whole: 3 }.percent(), 33.3);
        assert_eq!(Share::default().text(), Value::Null);
    }
}
