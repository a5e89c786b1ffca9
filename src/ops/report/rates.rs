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

    /// Formats `58% (14/24)`. Between 0 and 1%, and between 99 and 100%, it has one decimal.
    pub fn text(self) -> Value {
        let shown = |tenths: u64| {
            let percent = match tenths {
                1..10 | 991..1000 => format!("{}.{}", tenths / 10, tenths % 10),
                _ => self.round(100).to_string(),
            };
            format!("{percent}% ({}/{})", self.part, self.whole)
        };
        self.tenths().map_or(Value::Null, |tenths| shown(tenths).into())
    }

    /// The share in percent, with one decimal.
    pub fn percent(self) -> Value {
        self.tenths().map_or(Value::Null, |tenths| (tenths as f64 / 10.0).into())
    }

    /// The share in tenths of a percent. Only an empty part is 0, and only the whole is 1000.
    fn tenths(self) -> Option<u64> {
        match (self.part, self.whole) {
            (_, 0) => None,
            (part, whole) if part == 0 || part == whole => Some(self.round(1000)),
            _ => Some(self.round(1000).clamp(1, 999)),
        }
    }

    /// The share of `scale`, rounded half up.
    fn round(self, scale: u64) -> u64 {
        (2 * self.part * scale + self.whole) / (2 * self.whole)
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
        assert_eq!(Share::default().percent(), Value::Null);
    }

    #[test]
    fn rounds_half_up_and_only_the_whole_is_100_percent() {
        let text = |part, whole| Share { part, whole }.text().as_str().unwrap().to_owned();
        for (part, whole, shown, percent) in [
            (1, 8, "13% (1/8)", 12.5),
            (5, 8, "63% (5/8)", 62.5),
            (1, 40, "3% (1/40)", 2.5),
            (99, 100, "99% (99/100)", 99.0),
            (199, 200, "99.5% (199/200)", 99.5),
            (2999, 3000, "99.9% (2999/3000)", 99.9),
            (3000, 3000, "100% (3000/3000)", 100.0),
            (1, 200, "0.5% (1/200)", 0.5),
            (1, 3000, "0.1% (1/3000)", 0.1),
            (0, 3000, "0% (0/3000)", 0.0),
        ] {
            assert_eq!(text(part, whole), shown);
            assert_eq!(Share { part, whole }.percent(), percent, "{shown}");
        }
    }
}
