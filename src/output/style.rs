//! Color and width of an output stream.

use console::Term;
use std::env;

/// The color and width of a stream, determined once per run.
#[derive(Debug, Clone, Copy)]
pub struct StreamStyle {
    pub color: bool,
    /// Columns of the terminal, or for a pipe the value of COLUMNS; `None` if nothing is cut.
    pub width: Option<usize>,
}

/// When to use color: `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal that supports it, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl StreamStyle {
    /// Without color and width.
    #[cfg(test)]
    pub const fn plain() -> StreamStyle {
        StreamStyle { color: false, width: None }
    }

    pub fn new(term: &Term, color: Color) -> StreamStyle {
        let width = if term.is_term() {
            term.size_checked().map(|(_, columns)| columns.into())
        } else {
            env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
        };
        // The console of old Windows versions has no escape codes.
        let is_capable = !cfg!(windows) || term.features().colors_supported();
        StreamStyle {
            color: is_colored(color, term.is_term() && is_capable, |name| {
                env::var_os(name).map(|value| value.to_string_lossy().into_owned())
            }),
            width: width.map(|width: usize| width.clamp(20, u16::MAX.into())),
        }
    }
}

/// NO_COLOR and TERM=dumb turn color off, CLICOLOR_FORCE turns it on, `--color` overrides them all.
fn is_colored(color: Color, terminal: bool, env: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if env("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Color::Auto if set("CLICOLOR_FORCE") => true,
        Color::Auto => {
            terminal
                && env("TERM").as_deref() != Some("dumb")
                && env("CLICOLOR").as_deref() != Some("0")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_overrides_the_environment() {
        let on = |color, terminal, pairs: &[(&str, &str)]| {
            is_colored(color, terminal, |name| {
                pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
            })
        };
        assert!(on(Color::Auto, true, &[]));
        assert!(!on(Color::Auto, false, &[]));
        assert!(!on(Color::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(!on(Color::Auto, true, &[("TERM", "dumb")]));
        assert!(on(Color::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(on(Color::Always, false, &[("NO_COLOR", "1")]));
        assert!(!on(Color::Never, true, &[("CLICOLOR_FORCE", "1")]));
    }
}
