//! Parses damaged pages of a list.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::page(bytes));
