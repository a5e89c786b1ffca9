//! A sign of life on stderr while the program waits for longer than a moment: on a terminal only,
//! gone before anything else is said, and never drawn over data.

use crate::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal};
use std::pin::pin;
use std::time::{Duration, Instant};

/// How long nobody minds waiting.
const MOMENT: Duration = Duration::from_millis(300);
/// How often it moves.
const TICK: Duration = Duration::from_millis(100);

/// What is shown of the waiting of one run; by default nothing.
#[derive(Default)]
pub struct Progress {
    is_seen: bool,
    /// Nothing is drawn over a screen that is open.
    is_off: Cell<bool>,
    /// Whether stdout is the same terminal, where rows stay.
    shares_screen: bool,
    clock: Clock,
    /// Something is being shown, or is about to be: what is waited for within is part of it.
    is_busy: Cell<bool>,
    rows: Cell<Option<(usize, &'static str)>>,
    /// What is on the screen.
    bar: RefCell<Option<ProgressBar>>,
}

impl Progress {
    /// On this terminal, if stderr is one and the person has not asked for quiet.
    pub fn on_terminal(is_quiet: bool) -> Progress {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Progress {
            is_seen: io::stderr().is_terminal() && !is_quiet && !is_dumb,
            shares_screen: io::stdout().is_terminal(),
            ..Progress::default()
        }
    }

    /// Draws nothing, or again what there is to draw.
    #[cfg(feature = "board")]
    pub fn set_off(&self, is_off: bool) {
        self.is_off.set(is_off);
    }

    /// Takes note of how many rows have gone out.
    pub fn rows(&self, rows: usize, noun: &'static str) {
        self.rows.set(Some((rows, noun)));
    }

    /// The rows that have gone out and what they cost, if there are any.
    pub fn so_far(&self, tokens: u32) -> Option<String> {
        let (rows, noun) = self.rows.get()?;
        let (rows, tokens) = (text::count(rows, noun), text::count(tokens as usize, "token"));
        Some(format!("{rows} so far, {tokens}"))
    }

    /// Waits, and tells what for if it takes longer than a moment. Waits that follow one another
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
            () = tokio::time::sleep(MOMENT.saturating_sub(began.elapsed())) => {}
        }
        let shown = Shown::since(began);
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
    /// Waits, and shows how many of `total` are done if it takes longer than a moment.
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
            () = tokio::time::sleep(MOMENT) => {}
        }
        let shown = Shown::counting(total);
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

    /// Prints something while the bar is off the screen.
    pub fn suspend(&self, print: impl FnOnce()) {
        match &*self.bar.borrow() {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

/// Since when has been waited without a pause: the time in which a person thought about a question
/// is not waiting.
#[derive(Default)]
struct Clock {
    began: Cell<Option<Instant>>,
    ended: Cell<Option<Instant>>,
}

impl Clock {
    /// When the waiting began that goes on `now`.
    fn start(&self, now: Instant) -> Instant {
        let goes_on = |ended: Instant| now.saturating_duration_since(ended) < MOMENT;
        let began = self.began.get().filter(|_| self.ended.get().is_some_and(goes_on));
        let began = began.unwrap_or(now);
        self.began.set(Some(began));
        began
    }
}

/// Stops the clock however the waiting ends.
struct Running<'a>(&'a Clock);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.ended.set(Some(Instant::now()));
    }
}

/// Taken back however the waiting ends.
struct Busy<'a>(&'a Cell<bool>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Cleared however the waiting ends, by Ctrl-C too.
struct Shown(ProgressBar);

impl Shown {
    fn since(began: Instant) -> Shown {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_elapsed(began.elapsed());
        // A template of ours that is wrong would leave the library's own.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        Shown(bar)
    }

    fn counting(total: usize) -> Shown {
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
    fn the_clock_starts_anew_after_a_pause() {
        let clock = Clock::default();
        let now = Instant::now();
        let after = |millis| now + Duration::from_millis(millis);
        assert_eq!(clock.start(now), now);
        clock.ended.set(Some(after(200)));
        assert_eq!(clock.start(after(250)), now, "the next page is part of the same waiting");
        clock.ended.set(Some(after(500)));
        assert_eq!(clock.start(after(9_000)), after(9_000), "a question was answered in between");
        clock.ended.set(Some(after(9_100)));
        assert_eq!(clock.start(after(9_200)), after(9_000));
    }
}
