//! When the next call may go. The processes of one account on this machine keep one book of the
//! burst window, so that all of them together never provoke a 429; who else is busy is learned from
//! what Pipedrive says remains.

use super::error::{Error, ErrorKind};
use super::rate_headers::RateLimitHeaders;
use crate::store::files;
use crate::store::lock;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// The burst window of every plan (pipedrive.md P73), in milliseconds.
const WINDOW: u64 = 2_000;
/// What the smallest plan allows in it: the limit until an answer tells the real one.
const CALLS: u32 = 20;
/// What every plan allows to searches.
const SEARCHES: u32 = 10;
/// A limit that nobody reaches is none: the book is not kept.
const BOUNDLESS: u32 = 10_000;
/// Clocks are read to a millisecond, and two machines never agree on when a window ends.
const MARGIN: u64 = 10;
/// A call that has not been answered yet may arrive so late and still count.
const UNDERWAY: u64 = 3_000;
/// How long a limit is believed that another run has learned.
const BELIEVED: u64 = 60 * 60 * 1_000;
/// How long Pipedrive's guard keeps an account out (pipedrive.md P83).
const BLOCK: u64 = 15 * 60 * 1_000;

/// How long to wait for a process that does not let go of the book.
const PATIENCE: Duration = Duration::from_secs(5);

/// No wait for the window's sake alone is longer.
pub const LONGEST: Duration = Duration::from_millis(WINDOW + UNDERWAY);

/// The gate that every call passes.
pub struct RateLimiter {
    /// The book that is shared; without one, or where it cannot be kept, this process has its own.
    file: Option<PathBuf>,
    own: RefCell<Window>,
    /// How long to wait for the shared book; where that was too short, this run goes on without it.
    patience: Duration,
    is_alone: Cell<bool>,
    /// The windows that this run knows to be boundless: calls, searches.
    boundless: [Cell<bool>; 2],
    last: Cell<u64>,
}

/// A call that was let through.
pub struct Permit {
    id: u64,
    is_search: bool,
}

/// All times are milliseconds since 1970, by this machine's clock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Window {
    calls: BurstWindow,
    searches: BurstWindow,
    /// Nobody calls before this.
    resume: u64,
    /// When Pipedrive's guard answered with a page.
    blocked: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct BurstWindow {
    /// As an answer told it, and when.
    limit: u32,
    told: u64,
    /// This machine's calls that may still count.
    busy: Vec<Busy>,
    /// The calls of others, at the last answer, and until when they count.
    others: u32,
    others_until: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Busy {
    id: u64,
    /// When it counts no longer: a window after its answer came, for it arrived before that.
    until: u64,
}

impl RateLimiter {
    /// A gate that shares its book with whoever uses the same file.
    pub fn open_shared(file: PathBuf) -> RateLimiter {
        RateLimiter { file: Some(file), ..RateLimiter::alone() }
    }

    /// A gate for this process only.
    pub fn alone() -> RateLimiter {
        RateLimiter {
            file: None,
            own: RefCell::default(),
            patience: PATIENCE,
            is_alone: Cell::default(),
            boundless: Default::default(),
            // Two processes must not take each other's calls for their own.
            last: Cell::new(RandomState::new().hash_one(std::process::id())),
        }
    }

    /// Lets one call through, now or in how long it must ask again. `force` passes a guard that has
    /// shut the door.
    pub fn admit(&self, is_search: bool, force: bool) -> Result<Result<Permit, Duration>, Error> {
        let id = self.last.get().wrapping_add(1);
        let ticket = Permit { id, is_search };
        if self.boundless[usize::from(is_search)].get() {
            return Ok(Ok(ticket));
        }
        self.last.set(id);
        self.keep(|book| book.admit(&ticket, force, now()))?
            .map(|admitted| admitted.map(|()| ticket).map_err(Duration::from_millis))
    }

    /// Notes what the answer to a call says; with no answer, that it may have counted.
    pub fn record_response(&self, ticket: &Permit, told: Option<&RateLimitHeaders>) {
        let boundless = &self.boundless[usize::from(ticket.is_search)];
        let limit = told.and_then(|told| told.limit);
        if boundless.get() && limit.is_none_or(|limit| limit >= BOUNDLESS) {
            return;
        }
        // What is not noted ends with the run: only Ctrl-C fails here, and in the two below.
        let _ =
            self.keep(|book| book.window(ticket.is_search).record_response(ticket, told, now()));
        boundless.set(limit.is_some_and(|limit| limit >= BOUNDLESS));
    }

    /// Nobody calls for so long: a 429 asked for it.
    pub fn pause(&self, pause: Duration) {
        // A header that says nonsense does not keep this machine from calling for long.
        let until = now() + millis(pause).min(BLOCK);
        let _ = self.keep(|book| book.resume = book.resume.max(until));
        self.boundless.iter().for_each(|boundless| boundless.set(false));
    }

    /// Pipedrive's guard has shut the door, or has opened it again.
    pub fn set_blocked(&self, is_blocked: bool) {
        // Most runs have nothing to take back.
        if is_blocked || self.own.borrow().blocked > 0 {
            let _ = self.keep(|book| book.blocked = if is_blocked { now() } else { 0 });
        }
    }

    /// One look at the book, with the right to write in it. A file that cannot be kept costs the
    /// sharing and nothing else; Ctrl-C ends the wait for it.
    fn keep<T>(&self, change: impl FnOnce(&mut Window) -> T) -> Result<T, Error> {
        let mut own = self.own.borrow_mut();
        if let Some(mut page) = self.page()? {
            // A broken book is an empty one.
            *own = serde_json::from_slice(&page.text).unwrap_or_default();
            let outcome = change(&mut own);
            if let Ok(text) = serde_json::to_vec(&*own) {
                let _ = page.write(&text);
            }
            return Ok(outcome);
        }
        Ok(change(&mut own))
    }

    /// The shared book, locked; `None` where there is none to be had.
    fn page(&self) -> Result<Option<files::LockedFile>, Error> {
        let Some(file) = self.file.as_ref().filter(|_| !self.is_alone.get()) else {
            return Ok(None);
        };
        let error = match files::LockedFile::open(file, self.patience) {
            Ok(page) => return Ok(Some(page)),
            Err(error) => error,
        };
        match error.kind() {
            io::ErrorKind::Interrupted => {
                return Err(Error::new(ErrorKind::Canceled, error.to_string()));
            }
            io::ErrorKind::TimedOut => {
                self.is_alone.set(true);
                lock::note(&format!("{error}; continuing without it"));
            }
            _ => {}
        }
        Ok(None)
    }
}

impl Window {
    /// Enters the call, or says in how many milliseconds to ask again.
    fn admit(&mut self, ticket: &Permit, force: bool, now: u64) -> Result<Result<(), u64>, Error> {
        // What is said of times that have not come yet was said before this machine's clock was set.
        self.blocked = if self.blocked > now { 0 } else { self.blocked };
        self.resume = if self.resume > now + BLOCK { 0 } else { self.resume };
        let since = now - self.blocked;
        if !force && self.blocked > 0 && since < BLOCK {
            let (since, left) =
                (Duration::from_millis(since), Duration::from_millis(BLOCK - since));
            return Err(Error::new(
                ErrorKind::Blocked { since, left },
                "Pipedrive blocked this account's API traffic",
            ));
        }
        if now < self.resume {
            return Ok(Err(self.resume - now));
        }
        Ok(self.window(ticket.is_search).admit(ticket.id, now, ticket.is_search))
    }

    fn window(&mut self, is_search: bool) -> &mut BurstWindow {
        if is_search { &mut self.searches } else { &mut self.calls }
    }
}

impl BurstWindow {
    fn admit(&mut self, id: u64, now: u64, is_search: bool) -> Result<(), u64> {
        self.forget(now);
        let limit = if now.saturating_sub(self.told) < BELIEVED {
            self.limit
        } else if is_search {
            SEARCHES
        } else {
            CALLS
        };
        let room = self.room(limit);
        let busy = self.busy.len();
        if busy < room {
            self.busy.push(Busy { id, until: now + UNDERWAY + WINDOW });
            return Ok(());
        }
        let mut ends: Vec<u64> = self.busy.iter().map(|call| call.until).collect();
        ends.sort_unstable();
        // The first moment at which one more fits: enough of ours are over, or the others are.
        let ours = (room > 0).then(|| ends[busy - room]);
        let others = (self.others > 0).then_some(self.others_until);
        let at = ours.into_iter().chain(others).min().unwrap_or(now + WINDOW);
        Err(at.saturating_sub(now).max(1))
    }

    /// How many of ours fit beside the others; where there are others a tenth is left to them, for
    /// they may want more than they had.
    fn room(&self, limit: u32) -> usize {
        let reserve = if self.others > 0 { limit.div_ceil(10) } else { 0 };
        limit.saturating_sub(self.others + reserve) as usize
    }

    fn record_response(&mut self, ticket: &Permit, told: Option<&RateLimitHeaders>, now: u64) {
        if let Some(call) = self.busy.iter_mut().find(|call| call.id == ticket.id) {
            call.until = now + WINDOW + MARGIN;
        }
        self.forget(now);
        let Some(told) = told else {
            return;
        };
        let Some(limit) = told.limit else {
            return;
        };
        (self.limit, self.told) = (limit, now);
        if limit >= BOUNDLESS {
            self.busy.clear();
        }
        let used = told.remaining.map_or(0, |remaining| limit.saturating_sub(remaining));
        let ours = u32::try_from(self.busy.len()).unwrap_or(u32::MAX);
        (self.others, self.others_until) = (used.saturating_sub(ours), now + WINDOW);
    }

    /// Lets go of what no longer counts; an end far away is from before this machine's clock was
    /// set.
    fn forget(&mut self, now: u64) {
        self.busy.retain(|call| call.until > now && call.until <= now + UNDERWAY + WINDOW);
        if self.others_until <= now || self.others_until > now + WINDOW {
            self.others = 0;
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map(millis).unwrap_or_default()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A server that counts the calls of the last two seconds, as it sees them arrive.
    struct Server {
        limit: u32,
        arrived: Vec<u64>,
    }

    impl Server {
        fn answer(&mut self, now: u64) -> Option<RateLimitHeaders> {
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

    fn ticket(id: u64) -> Permit {
        Permit { id, is_search: false }
    }

    #[test]
    fn a_long_walk_uses_what_the_plan_allows_and_provokes_nothing() {
        for limit in [20, 40, 100, 120] {
            let mut server = Server { limit, arrived: Vec::new() };
            let (mut book, mut now, mut calls) = (Window::default(), START, 0);
            while now < START + 60_000 {
                match book.admit(&ticket(calls), false, now).unwrap() {
                    Ok(()) => {
                        now += 4;
                        let told = server.answer(now).expect("a 429 was provoked");
                        now += 4;
                        book.calls.record_response(&ticket(calls), Some(&told), now);
                        calls += 1;
                    }
                    Err(wait) => now += wait,
                }
            }
            let allowed = u64::from(limit) * 30;
            assert!(calls * 10 >= allowed * 9, "{calls} of {allowed}");
        }
    }

    #[test]
    fn others_are_seen_and_given_way_to() {
        let mut book = Window::default();
        assert_eq!(book.admit(&ticket(1), false, START).unwrap(), Ok(()));
        // One of ours, and 15 of somebody else's.
        let told =
            RateLimitHeaders { limit: Some(20), remaining: Some(4), ..RateLimitHeaders::default() };
        book.calls.record_response(&ticket(1), Some(&told), START + 10);
        let mut more = 0;
        while book.admit(&ticket(2 + more), false, START + 20).unwrap().is_ok() {
            more += 1;
        }
        // 20 less 15 of theirs, one of ours and two that are left to them.
        assert_eq!(more, 2);
        assert_eq!(book.admit(&ticket(9), false, START + 20).unwrap(), Err(1_990));
        assert_eq!(book.admit(&ticket(9), false, START + 2_010).unwrap(), Ok(()));
    }

    #[test]
    fn searches_have_a_window_of_their_own_and_nobody_calls_in_a_pause() {
        let mut book = Window::default();
        for id in 0..10 {
            let search = Permit { id, is_search: true };
            assert_eq!(book.admit(&search, false, START).unwrap(), Ok(()));
        }
        assert!(book.admit(&Permit { id: 10, is_search: true }, false, START).unwrap().is_err());
        assert_eq!(book.admit(&ticket(11), false, START).unwrap(), Ok(()));
        book.resume = START + 700;
        assert_eq!(book.admit(&ticket(12), false, START).unwrap(), Err(700));
    }

    #[test]
    fn a_shut_door_is_not_knocked_at_for_a_quarter_of_an_hour() {
        let mut book = Window { blocked: START, ..Window::default() };
        let refused = book.admit(&ticket(1), false, START + 61_000).unwrap_err();
        let (since, left) = (Duration::from_secs(61), Duration::from_secs(14 * 60 - 1));
        assert_eq!(refused.kind, ErrorKind::Blocked { since, left });
        assert!(book.admit(&ticket(1), true, START + 61_000).is_ok());
        assert!(book.admit(&ticket(2), false, START + BLOCK).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_waiting() {
        let ahead = START + 86_400_000;
        let mut book = Window { blocked: ahead, resume: ahead + BLOCK, ..Window::default() };
        for id in 0..20 {
            assert!(book.calls.admit(id, ahead, false).is_ok());
        }
        assert_eq!(book.admit(&ticket(21), false, START).unwrap(), Ok(()));
    }

    #[test]
    fn processes_share_one_book_and_a_broken_one_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/pace.json");
        let admitted =
            || RateLimiter::open_shared(file.clone()).admit(false, false).unwrap().is_ok();
        assert_eq!((0..25).filter(|_| admitted()).count(), 20);
        std::fs::write(&file, "{\"calls\":[").unwrap();
        assert!(admitted());
        // What is no folder cannot hold a book: each process then has its own.
        let lost = RateLimiter::open_shared(file.join("pace.json"));
        assert_eq!((0..25).filter(|_| lost.admit(false, false).unwrap().is_ok()).count(), 20);
    }

    #[test]
    fn a_book_that_stays_locked_is_done_without_and_waited_for_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pace.json");
        let patience = Duration::from_millis(100);
        let held = files::LockedFile::open(&file, patience).unwrap();
        let pace = RateLimiter { patience, ..RateLimiter::open_shared(file) };
        let began = std::time::Instant::now();
        assert_eq!((0..25).filter(|_| pace.admit(false, false).unwrap().is_ok()).count(), 20);
        assert!((patience..patience * 10).contains(&began.elapsed()), "{:?}", began.elapsed());
        drop(held);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Several processes at once, with answers that take their time, on the way out and back.
        #[test]
        fn no_429_is_provoked_whatever_the_delays(
            limit in 1u32..130,
            calls in proptest::collection::vec((0u64..900, 0u64..900, 0u64..40), 1..200),
        ) {
            let mut server = Server { limit, arrived: Vec::new() };
            let mut book = Window::default();
            // Known from before, or the first answer would have to teach it.
            (book.calls.limit, book.calls.told) = (limit, START);
            let mut now = START;
            let (mut arriving, mut returning) = (Vec::<(u64, u64, u64)>::new(), Vec::new());
            let mut waiting = calls.into_iter().enumerate();
            let mut next = waiting.next();
            while next.is_some() || !arriving.is_empty() || !returning.is_empty() {
                arriving.sort();
                while let Some(&(at, id, back)) = arriving.first().filter(|(at, ..)| *at <= now) {
                    let told = server.answer(at);
                    prop_assert!(told.is_some(), "a 429 at {}", at - START);
                    returning.push((at + back, id, told));
                    arriving.remove(0);
                }
                for (_, id, told) in returning.extract_if(.., |(at, ..)| *at <= now) {
                    book.calls.record_response(&ticket(id), told.as_ref(), now);
                }
                now += 1;
                if let Some((id, (out, back, pause))) = next
                    && book.admit(&ticket(id as u64), false, now).unwrap().is_ok()
                {
                    arriving.push((now + out, id as u64, back));
                    now += pause;
                    next = waiting.next();
                }
            }
        }
    }
}
