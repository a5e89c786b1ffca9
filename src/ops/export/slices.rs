//! Slices of a list by update time: the remaining deals of a slice, and where to cut it in two.

use jiff::{SignedDuration, Timestamp};

/// Minimum number of deals to cut a list into slices: a shorter list is read from both ends fast enough,
/// without the comparison with the summary, which costs as much as 2,000 deals.
pub const MIN_SLICED: f64 = 5_000.0;
/// Minimum number of remaining deals to cut a slice: the second part costs an extra request.
const MIN_LEFT: f64 = 1_000.0;

/// The progress of a slice.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    pub start: Timestamp,
    pub position: Timestamp,
    pub until: Timestamp,
    /// The number of deals between start and position.
    pub read: usize,
}

impl Slice {
    /// The estimated number of remaining deals, at the same rate as so far. `None` without progress, which
    /// includes deals that all have the same time.
    pub fn left(&self) -> Option<f64> {
        let read = seconds(self.start, self.position);
        (read > 0.0).then(|| self.read as f64 / read * seconds(self.position, self.until))
    }

    /// The time at which to cut off the second half of the rest.
    pub fn cut(&self) -> Option<Timestamp> {
        if self.left()? < MIN_LEFT {
            return None;
        }
        let (from, until) = (self.position.as_second(), self.until.as_second());
        let middle = from + (until - from) / 2;
        (middle > from).then(|| Timestamp::from_second(middle).ok()).flatten()
    }
}

/// The bounds between `count` slices of equal length.
pub fn divide(from: Timestamp, until: Timestamp, count: usize) -> Vec<Timestamp> {
    let step = (until.as_second() - from.as_second()) / count.max(1) as i64;
    if step < 1 {
        return Vec::new();
    }
    let bound = |n: i64| from.checked_add(SignedDuration::from_secs(step * n)).ok();
    let bounds = (1..count as i64).filter_map(bound);
    // Filters only support whole seconds (pipedrive.md P126).
    bounds.filter_map(|at| Timestamp::from_second(at.as_second()).ok()).collect()
}

/// The estimated number of deals in a list, from its first and its last page: lowest ID, highest ID and
/// number of deals.
pub fn estimate_count(first: (u64, u64, usize), last: (u64, u64, usize)) -> f64 {
    let density =
        |(from, to, count): (u64, u64, usize)| count as f64 / (to.saturating_sub(from) + 1) as f64;
    let span = (last.1.saturating_sub(first.0) + 1) as f64;
    span * f64::midpoint(density(first), density(last))
}

fn seconds(from: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(from).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn cuts_the_rest_of_a_slice_in_the_middle() {
        let slice = Slice { start: at(0), position: at(100), until: at(1_100), read: 500 };
        assert_eq!((slice.left(), slice.cut()), (Some(5_000.0), Some(at(600))));
        assert_eq!(Slice { until: at(200), ..slice }.cut(), None);
        // All at the same time: the rest cannot be estimated.
        assert_eq!(Slice { position: at(0), ..slice }.cut(), None);
        let dense = Slice { read: 50_000, until: at(101), ..slice };
        assert_eq!(dense.cut(), None, "a second cannot be cut");
    }

    #[test]
    fn slices_have_equal_length() {
        assert_eq!(divide(at(0), at(100), 4), [at(25), at(50), at(75)]);
        assert_eq!(divide(at(0), at(3), 8), []);
        assert_eq!(divide(at(9), at(0), 8), []);
    }

    #[test]
    fn the_number_of_deals_is_estimated_from_ids() {
        assert_eq!(estimate_count((1, 500, 500), (9_501, 10_000, 500)), 10_000.0);
        assert_eq!(estimate_count((1, 1_000, 500), (99_001, 100_000, 500)), 50_000.0);
    }
}
