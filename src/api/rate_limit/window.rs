//! The state of the burst windows: which requests count toward the limit, and when the next one can be
//! sent. No I/O.

use super::{Admission, Permit};
use crate::api::error::{Error, ErrorKind};
use crate::api::rate_headers::RateLimitHeaders;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime};

/// The burst window of every plan (pipedrive.md P73), in milliseconds.
const WINDOW: u64 = 2_000;
/// Requests per window on the smallest plan: the limit until a response has the actual one.
const DEFAULT_LIMIT: u32 = 20;
/// Searches per window, on every plan.
const SEARCH_LIMIT: u32 = 10;
/// A limit this high is never reached, and no state is kept.
pub(super) const UNLIMITED: u32 = 10_000;
/// Added to a window for the resolution of the clocks, in milliseconds.
const MARGIN: u64 = 10;
/// Maximum time until the server counts a request without a response, in milliseconds.
const MAX_IN_FLIGHT: u64 = 3_000;
/// How long a limit from a response of another run is valid, in milliseconds.
const LIMIT_TTL: u64 = 60 * 60 * 1_000;
/// How long Pipedrive blocks an account, in milliseconds (pipedrive.md P83).
pub(super) const BLOCK_DURATION: u64 = 15 * 60 * 1_000;

/// Maximum wait for room in the burst window.
pub const MAX_WAIT: Duration = Duration::from_millis(WINDOW + MAX_IN_FLIGHT);

/// Times are milliseconds since 1970, by the local clock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Window {
    calls: BurstWindow,
    searches: BurstWindow,
    /// No request is sent before this time.
    pub(super) resume: u64,
    /// When Pipedrive blocked the account; 0 if it did not.
    pub(super) blocked: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct BurstWindow {
    /// The limit of the last response, and the time of that response.
    limit: u32,
    limit_time: u64,
    /// Requests of this machine that may still count.
    pending: Vec<PendingRequest>,
    /// Requests of other clients as of the last response, and until when they count.
    others: u32,
    others_until: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct PendingRequest {
    id: u64,
    /// When it stops counting: one window after its response was received.
    until: u64,
}

impl Window {
    /// Admits a request, or returns how long to wait.
    pub(super) fn admit(
        &mut self,
        permit: Permit,
        force: bool,
        now: u64,
    ) -> Result<Admission, Error> {
        // A time in the future is from before the local clock was set back.
        self.blocked = if self.blocked > now { 0 } else { self.blocked };
        self.resume = if self.resume > now + BLOCK_DURATION { 0 } else { self.resume };
        let since = now - self.blocked;
        if !force && self.blocked > 0 && since < BLOCK_DURATION {
            let (since, left) =
                (Duration::from_millis(since), Duration::from_millis(BLOCK_DURATION - since));
            return Err(Error::new(
                ErrorKind::Blocked { since, left },
                "Pipedrive blocked this account's API traffic",
            ));
        }
        if now < self.resume {
            return Ok(Admission::Wait(Duration::from_millis(self.resume - now)));
        }
        Ok(self.burst_window(permit.is_search).admit(permit, now))
    }

    pub(super) fn burst_window(&mut self, is_search: bool) -> &mut BurstWindow {
        if is_search { &mut self.searches } else { &mut self.calls }
    }
}

impl BurstWindow {
    pub(super) fn admit(&mut self, permit: Permit, now: u64) -> Admission {
        self.remove_expired(now);
        let limit = if now.saturating_sub(self.limit_time) < LIMIT_TTL {
            self.limit
        } else if permit.is_search {
            SEARCH_LIMIT
        } else {
            DEFAULT_LIMIT
        };
        let room = self.room(limit);
        let pending = self.pending.len();
        if pending < room {
            self.pending
                .push(PendingRequest { id: permit.id, until: now + MAX_IN_FLIGHT + WINDOW });
            return Admission::Go(permit);
        }
        let mut ends: Vec<u64> = self.pending.iter().map(|call| call.until).collect();
        ends.sort_unstable();
        // The next request can be sent when enough own requests, or those of other clients, have expired.
        let own = (room > 0).then(|| ends[pending - room]);
        let others = (self.others > 0).then_some(self.others_until);
        let at = own.into_iter().chain(others).min().unwrap_or(now + WINDOW);
        Admission::Wait(Duration::from_millis(at.saturating_sub(now).max(1)))
    }

    /// Number of requests that this machine may send, given those of other clients. If there are any, a
    /// tenth of the limit is reserved for them, as they may need more than before.
    fn room(&self, limit: u32) -> usize {
        let reserve = if self.others > 0 { limit.div_ceil(10) } else { 0 };
        limit.saturating_sub(self.others + reserve) as usize
    }

    pub(super) fn record_response(
        &mut self,
        permit: &Permit,
        limits: Option<&RateLimitHeaders>,
        now: u64,
    ) {
        if let Some(call) = self.pending.iter_mut().find(|call| call.id == permit.id) {
            call.until = now + WINDOW + MARGIN;
        }
        self.remove_expired(now);
        let Some(limits) = limits else {
            return;
        };
        let Some(limit) = limits.limit else {
            return;
        };
        (self.limit, self.limit_time) = (limit, now);
        if limit >= UNLIMITED {
            self.pending.clear();
        }
        let used = limits.remaining.map_or(0, |remaining| limit.saturating_sub(remaining));
        let own = u32::try_from(self.pending.len()).unwrap_or(u32::MAX);
        (self.others, self.others_until) = (used.saturating_sub(own), now + WINDOW);
    }

    /// Removes requests that no longer count. An end too far in the future is from before the local
    /// clock was set back.
    fn remove_expired(&mut self, now: u64) {
        self.pending.retain(|call| call.until > now && call.until <= now + MAX_IN_FLIGHT + WINDOW);
        if self.others_until <= now || self.others_until > now + WINDOW {
            self.others = 0;
        }
    }
}

pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map(millis).unwrap_or_default()
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A server that counts the requests of the last two seconds.
    struct Server {
        limit: u32,
        arrived: Vec<u64>,
    }

    impl Server {
        fn respond(&mut self, now: u64) -> Option<RateLimitHeaders> {
            self.arrived.retain(|at| now - at < WINDOW);
            if self.arrived.len() >= self.limit as usize {
                return None;
            }
            self.arrived.push(now);
            let remaining = Some(self.limit - self.arrived.len() as u32);
            Some(RateLimitHeaders {
                limit: Some(self.limit),
                remaining,
                ..RateLimitHeaders::default()
            })
        }
    }

    const START: u64 = 1_700_000_000_000;

    fn permit(id: u64) -> Permit {
        Permit { id, is_search: false }
    }

    fn is_admitted(admission: Result<Admission, Error>) -> bool {
        matches!(admission.unwrap(), Admission::Go(_))
    }

    fn delay(admission: Result<Admission, Error>) -> Option<u64> {
        match admission.unwrap() {
            Admission::Wait(wait) => Some(millis(wait)),
            Admission::Go(_) => None,
        }
    }

    #[test]
    fn uses_most_of_the_limit_without_a_429() {
        for limit in [20, 40, 100, 120] {
            let mut server = Server { limit, arrived: Vec::new() };
            let (mut window, mut now, mut calls) = (Window::default(), START, 0);
            while now < START + 60_000 {
                match window.admit(permit(calls), false, now).unwrap() {
                    Admission::Go(permit) => {
                        now += 4;
                        let limits = server.respond(now).expect("a 429 was provoked");
                        now += 4;
                        window.calls.record_response(&permit, Some(&limits), now);
                        calls += 1;
                    }
                    Admission::Wait(wait) => now += millis(wait),
                }
            }
            let allowed = u64::from(limit) * 30;
            assert!(calls * 10 >= allowed * 9, "{calls} of {allowed}");
        }
    }

    #[test]
    fn leaves_room_for_other_clients() {
        let mut window = Window::default();
        assert!(is_admitted(window.admit(permit(1), false, START)));
        // One own request, and 15 of other clients.
        let limits =
            RateLimitHeaders { limit: Some(20), remaining: Some(4), ..RateLimitHeaders::default() };
        window.calls.record_response(&permit(1), Some(&limits), START + 10);
        let mut more = 0;
        while is_admitted(window.admit(permit(2 + more), false, START + 20)) {
            more += 1;
        }
        // 20 minus 15 of other clients, one own request, and two in reserve.
        assert_eq!(more, 2);
        assert_eq!(delay(window.admit(permit(9), false, START + 20)), Some(1_990));
        assert!(is_admitted(window.admit(permit(9), false, START + 2_010)));
    }

    #[test]
    fn searches_have_their_own_window_and_a_pause_holds_all_requests() {
        let mut window = Window::default();
        for id in 0..10 {
            let search = Permit { id, is_search: true };
            assert!(is_admitted(window.admit(search, false, START)));
        }
        let search = Permit { id: 10, is_search: true };
        assert!(delay(window.admit(search, false, START)).is_some());
        assert!(is_admitted(window.admit(permit(11), false, START)));
        window.resume = START + 700;
        assert_eq!(delay(window.admit(permit(12), false, START)), Some(700));
    }

    #[test]
    fn sends_nothing_for_15_minutes_after_a_block() {
        let mut window = Window { blocked: START, ..Window::default() };
        let refused = window.admit(permit(1), false, START + 61_000).unwrap_err();
        let (since, left) = (Duration::from_secs(61), Duration::from_secs(14 * 60 - 1));
        assert_eq!(refused.kind, ErrorKind::Blocked { since, left });
        assert!(is_admitted(window.admit(permit(1), true, START + 61_000)));
        assert!(is_admitted(window.admit(permit(2), false, START + BLOCK_DURATION)));
    }

    #[test]
    fn ignores_times_in_the_future() {
        let ahead = START + 86_400_000;
        let mut window =
            Window { blocked: ahead, resume: ahead + BLOCK_DURATION, ..Window::default() };
        for id in 0..20 {
            assert!(is_admitted(Ok(window.calls.admit(permit(id), ahead))));
        }
        assert!(is_admitted(window.admit(permit(21), false, START)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Several processes, with delays of requests and responses.
        #[test]
        fn stays_below_the_limit_with_any_delays(
            limit in 1u32..130,
            calls in proptest::collection::vec((0u64..900, 0u64..900, 0u64..40), 1..200),
        ) {
            let mut server = Server { limit, arrived: Vec::new() };
            let mut window = Window::default();
            // Otherwise the first response would have to set the limit.
            (window.calls.limit, window.calls.limit_time) = (limit, START);
            let mut now = START;
            let (mut arriving, mut returning) = (Vec::<(u64, u64, u64)>::new(), Vec::new());
            let mut waiting = calls.into_iter().enumerate();
            let mut next = waiting.next();
            while next.is_some() || !arriving.is_empty() || !returning.is_empty() {
                arriving.sort();
                while let Some(&(at, id, back)) = arriving.first().filter(|(at, ..)| *at <= now) {
                    let limits = server.respond(at);
                    prop_assert!(limits.is_some(), "a 429 at {}", at - START);
                    returning.push((at + back, id, limits));
                    arriving.remove(0);
                }
                for (_, id, limits) in returning.extract_if(.., |(at, ..)| *at <= now) {
                    window.calls.record_response(&permit(id), limits.as_ref(), now);
                }
                now += 1;
                if let Some((id, (out, back, pause))) = next
                    && is_admitted(window.admit(permit(id as u64), false, now))
                {
                    arriving.push((now + out, id as u64, back));
                    now += pause;
                    next = waiting.next();
                }
            }
        }
    }
}
