//! Sends any cursor to the sandbox.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| deals::fuzz::cursor(bytes));
