//! A progress indicator on stderr for waits longer than 300 ms: on a terminal only, cleared before other
//! output, and never drawn over data.

use crate::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal};
use std::pin::pin;
use std::time::{Duration, Instant};

/// Shorter waits show no progress.
const SHOW_AFTER: Duration = Duration::from_millis(300);
/// Interval of redraws.
const TICK: Duration = Duration::from_millis(100);

/// The progress indicator of a run. The default shows nothing.
#[derive(Default)]
pub struct Progress {
    is_seen: bool,
    /// Whether drawing is suspended because the board is open.
    is_off: Cell<bool>,
    /// Whether stdout is a terminal too, whose rows must not be overwritten.
    shares_screen: bool,
    clock: Clock,
    /// Whether an outer wait is in progress; nested waits are part of it.
    is_busy: Cell<bool>,
    rows: Cell<Option<(usize, &'static str)>>,
    /// The bar of [`Progress::show_count`], while it is drawn.
    bar: RefCell<Option<ProgressBar>>,
}

impl Progress {
    /// Draws on stderr if that is a terminal, and the user did not ask for quiet.
    pub fn on_terminal(is_quiet: bool) -> Progress {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Progress {
            is_seen: io::stderr().is_terminal() && !is_quiet && !is_dumb,
            shares_screen: io::stdout().is_terminal(),
            ..Progress::default()
        }
    }

    /// Suspends or resumes drawing.
    #[cfg(feature = "board")]
    pub fn set_off(&self, is_off: bool) {
        self.is_off.set(is_off);
    }

    /// Sets the number of rows printed until now.
    pub fn set_rows(&self, rows: usize, noun: &'static str) {
        self.rows.set(Some((rows, noun)));
    }

    /// The number of rows printed and the tokens used, if rows were printed.
    pub fn describe(&self, tokens: u32) -> Option<String> {
        let (rows, noun) = self.rows.get()?;
        let (rows, tokens) = (text::count(rows, noun), text::count(tokens as usize, "token"));
        Some(format!("{rows} so far, {tokens}"))
    }

    /// Awaits `wait`, and shows the message `what` if it takes longer than `SHOW_AFTER`. Consecutive waits
    /// count as one.
    pub async fn show_while<T>(
        &self,
        what: impl Fn() -> String,
        wait: impl Future<Output = T>,
    ) -> T {
        let is_over_data = self.shares_screen && self.rows.get().is_some();
        if !self.is_seen || self.is_off.get() || is_over_data || self.is_busy.replace(true) {
            return wait.await;
        }
        let _busy = Busy(&self.is_busy);
        let began = self.clock.start(Instant::now());
        let _clock = Running(&self.clock);
        let mut wait = pin!(wait);
        tokio::select! {
            biased;
            done = &mut wait => return done,
            () = tokio::time::sleep(SHOW_AFTER.saturating_sub(began.elapsed())) => {}
        }
        let shown = Shown::new_spinner(began);
        loop {
            shown.0.set_message(text::clean(&what()).into_owned());
            shown.0.tick();
            tokio::select! {
                biased;
                done = &mut wait => return done,
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }
}

impl Progress {
    /// Awaits `wait`, and shows how many of `total` items are done if it takes longer than `SHOW_AFTER`.
    pub async fn show_count<T>(
        &self,
        done: &Cell<usize>,
        total: usize,
        wait: impl Future<Output = T>,
    ) -> T {
        if !self.is_seen || self.is_off.get() || total < 2 || self.is_busy.replace(true) {
            return wait.await;
        }
        let _busy = Busy(&self.is_busy);
        let mut wait = pin!(wait);
        tokio::select! {
            biased;
            done = &mut wait => return done,
            () = tokio::time::sleep(SHOW_AFTER) => {}
        }
        let shown = Shown::new_bar(total);
        self.bar.replace(Some(shown.0.clone()));
        let result = loop {
            shown.0.set_position(done.get() as u64);
            tokio::select! {
                biased;
                result = &mut wait => break result,
                () = tokio::time::sleep(TICK) => {}
            }
        };
        self.bar.take();
        result
    }

    /// Clears the bar while `print` runs.
    pub fn suspend(&self, print: impl FnOnce()) {
        match &*self.bar.borrow() {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

/// The start of the current wait. Pauses, such as the time until the user answers a question, end a
/// wait.
#[derive(Default)]
struct Clock {
    began: Cell<Option<Instant>>,
    ended: Cell<Option<Instant>>,
}

impl Clock {
    /// The start of the wait that continues, or begins, at `now`.
    fn start(&self, now: Instant) -> Instant {
        let continues = |ended: Instant| now.saturating_duration_since(ended) < SHOW_AFTER;
        let began = self.began.get().filter(|_| self.ended.get().is_some_and(continues));
        let began = began.unwrap_or(now);
        self.began.set(Some(began));
        began
    }
}

/// Stops the clock when dropped, also if the future is canceled.
struct Running<'a>(&'a Clock);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.ended.set(Some(Instant::now()));
    }
}

/// Resets the flag when dropped, also if the future is canceled.
struct Busy<'a>(&'a Cell<bool>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Clears the bar when dropped, also after Ctrl-C.
struct Shown(ProgressBar);

impl Shown {
    fn new_spinner(began: Instant) -> Shown {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_elapsed(began.elapsed());
        // With an invalid template the default style is kept.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        Shown(bar)
    }

    fn new_bar(total: usize) -> Shown {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{bar:24} {pos} of {len}  {elapsed}, {eta} left")
        {
            bar.set_style(style);
        }
        Shown(bar)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_restarts_the_clock() {
        let clock = Clock::default();
        let now = Instant::now();
        let after = |millis| now + Duration::from_millis(millis);
        assert_eq!(clock.start(now), now);
        clock.ended.set(Some(after(200)));
        assert_eq!(clock.start(after(250)), now, "the next page continues the wait");
        clock.ended.set(Some(after(500)));
        assert_eq!(clock.start(after(9_000)), after(9_000), "a pause starts a new wait");
        clock.ended.set(Some(after(9_100)));
        assert_eq!(clock.start(after(9_200)), after(9_000));
    }
}
