//! stdout and stderr of the program. All output is printed here, so that no text from the service can
//! control the terminal; `tests/it/terminal_safety.rs` checks that no other module writes to them.

use crate::text;
use console::Term;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Prints a message to stderr. Only line breaks followed by two spaces, as before list items, are kept;
/// others become spaces, so that no name can imitate another message.
pub fn message(message: impl Display) {
    lines(wrap(message_lines(&message.to_string())), false);
}

/// Wraps a message if stderr is a terminal.
pub fn wrap(message: String) -> String {
    match Term::stderr().size_checked() {
        Some((_, columns)) => text::wrap_message(&message, columns.into()),
        None => message,
    }
}

/// Messages held until the board is closed; `None` if messages are printed at once.
#[cfg(feature = "board")]
static HELD: std::sync::Mutex<Option<Vec<String>>> = std::sync::Mutex::new(None);

#[cfg(feature = "board")]
fn held() -> std::sync::MutexGuard<'static, Option<Vec<String>>> {
    HELD.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Holds messages from now on instead of printing them.
#[cfg(feature = "board")]
pub fn hold() {
    held().get_or_insert_default();
}

/// Takes the messages held since the last call.
#[cfg(feature = "board")]
pub fn take_held() -> Vec<String> {
    held().as_mut().map(std::mem::take).unwrap_or_default()
}

/// Prints the held messages, and prints messages at once from now on.
#[cfg(feature = "board")]
pub fn release() {
    let kept = held().take();
    kept.into_iter().flatten().for_each(|message| lines(message, false));
}

/// Prints lines to stderr, with harmful characters as JSON escapes; `styled` keeps colors.
pub fn lines(lines: impl Display, styled: bool) {
    #[cfg(feature = "board")]
    if let Some(kept) = &mut *held() {
        kept.push(console::strip_ansi_codes(&lines.to_string()).into_owned());
        return;
    }
    let text = format!("{lines}\n");
    // An error of stderr cannot be reported anywhere.
    let _ = io::stderr().lock().write_all(text::escape(&text, styled).as_bytes());
}

/// stderr, to be used as the stdout of another program.
#[cfg(feature = "sqlite")]
pub fn stderr_for_child() -> std::process::Stdio {
    io::stderr().into()
}

/// Prints bytes to stdout: unchanged, except that on a terminal harmful characters become JSON escapes,
/// which keeps JSON equivalent; `styled` keeps colors.
pub fn print(bytes: &[u8], styled: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = if out.is_terminal() {
        out.write_all(&escape(bytes, styled))
    } else {
        out.write_all(bytes)
    };
    written
        .and_then(|()| out.flush())
        .map_err(|error| io::Error::new(error.kind(), format!("cannot write to stdout: {error}")))
}

/// Height of the terminal of stdout in rows.
pub fn screen_rows() -> usize {
    usize::from(Term::stdout().size().0)
}

/// Escapes bytes for a terminal: harmful characters become JSON escapes; `styled` keeps colors.
pub fn escape(bytes: &[u8], styled: bool) -> Vec<u8> {
    text::escape(&String::from_utf8_lossy(bytes), styled).into_owned().into_bytes()
}

/// Sanitizes a message, and keeps the line breaks before list items.
pub fn message_lines(message: &str) -> String {
    const ITEM: &str = "\n  ";
    message.split(ITEM).map(text::clean).collect::<Vec<_>>().join(ITEM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_an_indented_line_begins_a_new_line() {
        for (message, lines) in [
            ("one", "one"),
            (
                "2 of 3 failed:\n  7: no deal 7\n  8: bad\nhint: evil",
                "2 of 3 failed:\n  7: no deal 7\n  8: bad hint: evil",
            ),
            ("--jq: no filter\n  .[] | x\n        ^", "--jq: no filter\n  .[] | x\n        ^"),
            ("a\r\nb\x1b[31m\n  \u{202e}c", "a b\n  c"),
        ] {
            assert_eq!(message_lines(message), lines);
        }
    }

    proptest! {
        #[test]
        fn no_message_controls_a_terminal_or_looks_like_another(message in "(.|\n|\n  |\r|\x1b\\[31m|[\u{7f}-\u{9f}\u{202a}-\u{202e}]|hint: ){0,12}") {
            let printed = message_lines(&message);
            prop_assert!(printed.split('\n').all(text::is_harmless), "{printed:?}");
            prop_assert!(printed.split('\n').skip(1).all(|line| line.starts_with("  ")), "{printed:?}");
        }
    }
}
