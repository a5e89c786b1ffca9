//! Any settings file, read and changed.
#![no_main]

use std::sync::LazyLock;

/// In memory if possible, since each run writes it several times.
static HOME: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    home.expect("a folder of its own")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    deals::fuzz::settings(&HOME.path().join("config.toml"), bytes);
});
