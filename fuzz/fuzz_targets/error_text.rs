//! Any error response, as it is printed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::error_text(bytes));
