//! A sign of life on stderr while the program waits for longer than a moment: on a terminal only,
//! gone before anything else is said, and never drawn over data.

use crate::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::Cell;
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
    /// Whether stdout is the same terminal, where rows stay.
    shares_screen: bool,
    began: Cell<Option<Instant>>,
    /// Something is being shown, or is about to be: what is waited for within is part of it.
    is_busy: Cell<bool>,
    rows: Cell<Option<(usize, &'static str)>>,
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

    /// Waits, and tells what for if it takes longer than a moment since the run began to wait.
    pub async fn during<T>(&self, what: impl Fn() -> String, wait: impl Future<Output = T>) -> T {
        let is_over_data = self.shares_screen && self.rows.get().is_some();
        if !self.is_seen || is_over_data || self.is_busy.replace(true) {
            return wait.await;
        }
        let _busy = Busy(&self.is_busy);
        let began = self.began.get().unwrap_or_else(Instant::now);
        self.began.set(Some(began));
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
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
