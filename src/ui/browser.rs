//! The user's web browser.

use crate::error::{Error, ErrorKind};

/// Opens a URL. Output of the browser is discarded.
pub fn open(url: &str) -> Result<(), Error> {
    webbrowser::open(url).map_err(|error| {
        Error::new(ErrorKind::Unexpected, format!("cannot open a browser: {error}"))
            .hint("set BROWSER to the command that opens a URL, or print it with --print")
    })
}
