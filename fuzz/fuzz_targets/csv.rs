//! Any cells, out and in again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::csv(bytes));
