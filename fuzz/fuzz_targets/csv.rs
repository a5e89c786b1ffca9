//! Writes any cells as CSV, and reads them back.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::csv(bytes));
