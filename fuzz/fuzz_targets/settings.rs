//! Reads and changes any settings file.
#![no_main]

use std::sync::LazyLock;

/// A folder, in memory if possible, since each run writes several times.
static HOME: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    home.expect("a temporary folder")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    deals::fuzz::settings(&HOME.path().join("config.toml"), bytes);
});
