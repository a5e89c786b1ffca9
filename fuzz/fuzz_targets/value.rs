//! Parses any text for a field, and formats any value of a field.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::value(bytes));
