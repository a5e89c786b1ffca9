//! `deals watch`

use super::Coverage;
use crate::app::App;
use crate::error::Error;
use crate::model::arg::{self, ArgKind};
use crate::ops::conditions::WhereArgs;
use crate::ops::listing::ListSpec;
use crate::ops::resolve;
use crate::ops::watch::{self, EVENTS, Options};
use jiff::SignedDuration;
use std::time::Duration;

/// Print changes of deals as they happen
///
/// Reads all deals once, then polls for changes, and prints an event for each changed field: one
/// JSON object per line, or on a terminal a line of text. Kinds of events: created, changed, stage, won,
/// lost, archived, deleted, and left for a deal that no longer meets --where or is no longer visible.
///
/// Events come in the order of update_time, then by deal. Each has an ID that never changes, and is
/// delivered at least once: --since-last continues where the last watch with the same --where stopped, and
/// repeats an event whose delivery was interrupted. Several changes of a field between two polls are one
/// event. Archived deals are read every 15 minutes and at the time of --until, and all deals once a day.
///
/// While nothing changes, the interval grows up to 4 times, but at least every 15 minutes. A watch
/// continues after network and server errors. It ends at --until (exit code 0), at --max-tokens and the
/// daily budget (6), and when the token is rejected (3).
///
/// The command of --exec runs in a shell, for one event at a time and at most 60 s, without the token in its
/// environment. Its stdout goes to stderr. If it fails, the watch reports that and continues.
///
/// Cost: 10 tokens per poll (every 60 s: 14,400 a day) and 1,920 a day for archived deals; at the start and
/// once a day 10 tokens per 500 deals and 20 for archived ones, and 30 for changes meanwhile; 30 at --until
#[derive(clap::Args, Debug)]
#[command(add = Coverage::Nothing)]
#[command(after_long_help = "\
Examples:
  $ deals watch --where status=won
  $ deals watch --every 60s --since-last -o ndjson
  $ deals watch --where \"value>=10000\" --exec ./notify")]
pub struct WatchArgs {
    #[command(flatten)]
    pub conditions: WhereArgs,
    /// Time between two polls: 60s, 5m, 1h
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = arg::new_parser(parse_interval))]
    every: Duration,
    /// Continue where the last watch with the same --where stopped; its deals are kept in the data directory
    #[arg(long)]
    since_last: bool,
    /// Stop at this time: +8h, tomorrow, "2026-01-31 18:00"
    #[arg(long, value_name = "TIME", add = ArgKind::Date)]
    until: Option<String>,
    /// Run COMMAND for each event, which is on its stdin
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
}

impl WatchArgs {
    /// The columns that `--fields` accepts.
    pub fn sheet() -> &'static ListSpec {
        &EVENTS
    }
}

fn parse_interval(text: &str) -> Result<Duration, String> {
    const FORMS: &str = "must be a duration like 60s, 5m or 1h";
    let text = text.trim();
    // Without a unit, a number could mean seconds or minutes.
    let parsed: SignedDuration = text.parse().map_err(|_| FORMS.to_owned())?;
    let duration = Duration::try_from(parsed).map_err(|_| FORMS.to_owned())?;
    if duration < Duration::from_secs(1) {
        return Err("must be at least 1s".to_owned());
    }
    if duration > Duration::from_secs(24 * 60 * 60) {
        return Err("must be at most 24h".to_owned());
    }
    Ok(duration)
}

pub async fn run(app: &App, args: WatchArgs) -> anyhow::Result<()> {
    let WatchArgs { conditions, every, since_last, until, exec } = args;
    if exec.as_deref().is_some_and(|command| command.trim().is_empty()) {
        return Err(Error::usage("--exec has no command").into());
    }
    let until = match until {
        Some(text) => Some(resolve::moment(app, &text).await?),
        None => None,
    };
    let conditions = conditions.conditions(app).await?;
    watch::run(app, Options { conditions, every, since_last, until, exec }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_has_a_unit() {
        for (text, seconds) in
            [("60s", 60), ("5m", 300), (" 1h ", 3_600), ("1m 30s", 90), ("24h", 86_400)]
        {
            assert_eq!(parse_interval(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["60", "", "x", "-5m", "0s", "500ms", "25h", "1mo"] {
            assert!(parse_interval(text).unwrap_err().starts_with("must be "), "{text}");
        }
    }
}
