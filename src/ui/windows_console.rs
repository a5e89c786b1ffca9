//! Consoles of Windows: escape codes have to be turned on, and keys can be read nowhere else.

/// Lets the console interpret escape codes, for colors and for the cursor. Whether there are colors
/// is decided elsewhere: questions move the cursor without them, too.
#[cfg(windows)]
pub fn enable_escape_codes() {
    use winapi_util::console::Console;
    // A stream that is no console needs none, and a console that has none shows no colors.
    for console in [Console::stdout(), Console::stderr()] {
        let _ = console.and_then(|mut console| console.set_virtual_terminal_processing(true));
    }
}

#[cfg(not(windows))]
pub fn enable_escape_codes() {}

/// Whether keys can be read from a stdin that is a terminal. The terminal of Git Bash is none to
/// Windows programs, but pipes.
#[cfg(windows)]
pub fn has_keys() -> bool {
    use winapi_util::{HandleRef, console};
    console::mode(HandleRef::stdin()).is_ok()
}

#[cfg(not(windows))]
pub fn has_keys() -> bool {
    true
}
