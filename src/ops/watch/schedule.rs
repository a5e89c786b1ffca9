//! The time of the next poll: less often while nothing changes, and after errors.

use std::time::Duration;

/// Number of polls without a change after which the wait doubles.
const IDLE_POLLS: u32 = 10;
/// Maximum wait of an idle watch, as a multiple of the interval, and absolute.
const MAX_IDLE_FACTOR: u32 = 4;
const MAX_IDLE_WAIT: Duration = Duration::from_secs(15 * 60);
/// The wait after the first error; it doubles with each further error.
const FIRST_RETRY: Duration = Duration::from_secs(5);
const MAX_RETRY_WAIT: Duration = Duration::from_secs(5 * 60);
/// How often archived deals are read.
pub const ARCHIVED_INTERVAL: Duration = Duration::from_secs(15 * 60);
/// How often all deals are read.
pub const FULL_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// The result of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollOutcome {
    Changes,
    Idle,
    Failed,
}

#[derive(Debug)]
pub struct Schedule {
    every: Duration,
    idle: u32,
    failures: u32,
}

impl Schedule {
    pub fn new(every: Duration) -> Schedule {
        Schedule { every, idle: 0, failures: 0 }
    }

    pub fn record(&mut self, outcome: PollOutcome) {
        match outcome {
            PollOutcome::Changes => (self.idle, self.failures) = (0, 0),
            PollOutcome::Idle => (self.idle, self.failures) = (self.idle.saturating_add(1), 0),
            PollOutcome::Failed => self.failures = self.failures.saturating_add(1),
        }
    }

    /// The wait before the next poll.
    pub fn wait(&self) -> Duration {
        if self.failures > 0 {
            let wait = self.every.min(FIRST_RETRY) * 2u32.saturating_pow(self.failures.min(16) - 1);
            return wait.min(MAX_RETRY_WAIT.max(self.every));
        }
        let factor = 2u32.saturating_pow((self.idle / IDLE_POLLS).min(8)).min(MAX_IDLE_FACTOR);
        (self.every * factor).min(MAX_IDLE_WAIT.max(self.every))
    }
}

/// The tokens per day without back-off: polls, and archived deals. Each request returns up to 500 changed
/// deals.
pub fn tokens_per_day(every: Duration, poll_cost: u32, archived_cost: u32) -> (u64, u64) {
    let day = FULL_INTERVAL.as_secs_f64();
    let tokens = |interval: Duration, cost: u32| {
        ((day / interval.as_secs_f64()).ceil() * f64::from(cost)) as u64
    };
    (tokens(every, poll_cost), tokens(ARCHIVED_INTERVAL.max(every), archived_cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(every: u64, outcomes: &[(PollOutcome, u32)]) -> u64 {
        let mut schedule = Schedule::new(Duration::from_secs(every));
        for (outcome, times) in outcomes {
            (0..*times).for_each(|_| schedule.record(*outcome));
        }
        schedule.wait().as_secs()
    }

    #[test]
    fn waits_longer_while_nothing_changes() {
        use PollOutcome::{Changes, Failed, Idle};
        for (every, outcomes, expected) in [
            (60, &[][..], 60),
            (60, &[(Idle, 9)], 60),
            (60, &[(Idle, 10)], 120),
            (60, &[(Idle, 20)], 240),
            (60, &[(Idle, 10_000)], 240),
            (60, &[(Idle, 50), (Changes, 1)], 60),
            // 15 minutes at most, unless the interval itself is longer.
            (300, &[(Idle, 50)], 900),
            (3_600, &[(Idle, 50)], 3_600),
            // After errors the first wait is shorter than the interval.
            (300, &[(Failed, 1)], 5),
            (300, &[(Failed, 3)], 20),
            (300, &[(Failed, 100)], 300),
            (1, &[(Failed, 1)], 1),
            (1, &[(Failed, 4)], 8),
            (60, &[(Failed, 5), (Idle, 1)], 60),
        ] {
            assert_eq!(waits(every, outcomes), expected, "{every} {outcomes:?}");
        }
    }

    #[test]
    fn the_daily_cost_depends_on_the_interval() {
        let cost = |every| tokens_per_day(Duration::from_secs(every), 10, 20);
        assert_eq!(cost(60), (14_400, 1_920));
        assert_eq!(cost(300), (2_880, 1_920));
        assert_eq!(cost(3_600), (240, 480));
    }
}
