//! A histogram of numbers of days. Its memory does not grow with the number of deals.

use std::collections::BTreeMap;

#[derive(Debug, Default, Clone)]
pub struct Days {
    counts: BTreeMap<i64, u64>,
    total: u64,
}

impl Days {
    pub fn add(&mut self, days: i64) {
        *self.counts.entry(days).or_default() += 1;
        self.total += 1;
    }

    /// Adds a number of days, unless it is unknown.
    pub fn extend_one(&mut self, days: Option<i64>) {
        if let Some(days) = days {
            self.add(days);
        }
    }

    /// The number of values that meet a condition.
    pub fn count(&self, is_counted: impl Fn(i64) -> bool) -> u64 {
        self.counts.iter().filter(|(days, _)| is_counted(**days)).map(|(_, count)| count).sum()
    }

    pub fn extend(&mut self, other: &Days) {
        for (days, count) in &other.counts {
            *self.counts.entry(*days).or_default() += count;
        }
        self.total += other.total;
    }

    /// The median; the mean of the two middle values if their number is even.
    pub fn median(&self) -> Option<f64> {
        let low = self.nth(self.total.checked_sub(1)? / 2)?;
        let high = self.nth(self.total / 2)?;
        Some((low + high) as f64 / 2.0)
    }

    /// The percentile by nearest rank: the smallest value that is not exceeded by this share of the values.
    pub fn percentile(&self, percent: u64) -> Option<i64> {
        self.nth((self.total * percent).div_ceil(100).checked_sub(1)?)
    }

    fn nth(&self, place: u64) -> Option<i64> {
        let mut before = 0;
        self.counts.iter().find_map(|(days, count)| {
            before += count;
            (before > place).then_some(*days)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_like_a_sorted_list() {
        let values = [5, 1, 9, 1, 40, 7, 7, 3, 2, 100];
        let mut days = Days::default();
        assert_eq!((days.median(), days.percentile(90)), (None, None));
        for (n, value) in values.iter().enumerate() {
            days.add(*value);
            let mut sorted = values[..=n].to_vec();
            sorted.sort_unstable();
            let len = sorted.len();
            let median = (sorted[(len - 1) / 2] + sorted[len / 2]) as f64 / 2.0;
            assert_eq!(days.median(), Some(median));
            assert_eq!(days.percentile(90), Some(sorted[(len * 9).div_ceil(10) - 1]));
        }
    }
}
