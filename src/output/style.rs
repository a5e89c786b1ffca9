//! Color and width of a stream, decided once.

use console::Term;
use std::env;

/// What a stream can show.
#[derive(Debug, Clone, Copy)]
pub struct StreamStyle {
    pub colour: bool,
    /// Columns of the terminal, or for a pipe those that COLUMNS says; `None` where nothing is cut.
    pub width: Option<usize>,
}

/// When to use color: `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal that supports it, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl StreamStyle {
    /// No color, no width.
    #[cfg(test)]
    pub const fn plain() -> StreamStyle {
        StreamStyle { colour: false, width: None }
    }

    pub fn new(term: &Term, colour: Colour) -> StreamStyle {
        let width = if term.is_term() {
            term.size_checked().map(|(_, columns)| columns.into())
        } else {
            env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
        };
        // The console of an old Windows has no escape codes.
        let is_capable = !cfg!(windows) || term.features().colors_supported();
        StreamStyle {
            colour: is_coloured(colour, term.is_term() && is_capable, |name| {
                env::var_os(name).map(|value| value.to_string_lossy().into_owned())
            }),
            width: width.map(|width: usize| width.clamp(20, u16::MAX.into())),
        }
    }
}

/// NO_COLOR and TERM=dumb turn color off, CLICOLOR_FORCE turns it on, `--color` overrides them all.
fn is_coloured(colour: Colour, terminal: bool, env: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if env("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Colour::Auto if set("CLICOLOR_FORCE") => true,
        Colour::Auto => {
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
        let on = |colour, terminal, pairs: &[(&str, &str)]| {
            is_coloured(colour, terminal, |name| {
                pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
            })
        };
        assert!(on(Colour::Auto, true, &[]));
        assert!(!on(Colour::Auto, false, &[]));
        assert!(!on(Colour::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(!on(Colour::Auto, true, &[("TERM", "dumb")]));
        assert!(on(Colour::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(on(Colour::Always, false, &[("NO_COLOR", "1")]));
        assert!(!on(Colour::Never, true, &[("CLICOLOR_FORCE", "1")]));
    }
}
