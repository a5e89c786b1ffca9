//! Any text for a field, and any value of a field.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::value(bytes));
