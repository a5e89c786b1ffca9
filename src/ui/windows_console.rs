//! The Windows console: escape codes must be enabled, and keys can be read from a console only.

/// Enables escape codes, also if color is disabled: prompts move the cursor with them.
#[cfg(windows)]
pub fn enable_escape_codes() {
    use winapi_util::console::Console;
    // Fails if the stream is not a console, or an old console, which shows no colors.
    for console in [Console::stdout(), Console::stderr()] {
        let _ = console.and_then(|mut console| console.set_virtual_terminal_processing(true));
    }
}

#[cfg(not(windows))]
pub fn enable_escape_codes() {}

/// Whether keys can be read from a stdin that is a terminal. In the terminal of Git Bash, stdin of a
/// Windows program is a pipe.
#[cfg(windows)]
pub fn has_keys() -> bool {
    use winapi_util::{HandleRef, console};
    console::mode(HandleRef::stdin()).is_ok()
}

#[cfg(not(windows))]
pub fn has_keys() -> bool {
    true
}
