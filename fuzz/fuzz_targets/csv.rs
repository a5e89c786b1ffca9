//! Any cells, written and read as CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::csv(bytes));
