//! Parses any base URL, any path of `deals api`, and any URL of a deal.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::address(bytes));
