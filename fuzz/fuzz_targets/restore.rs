//! Runs [`callcenter_fuzz::restore`] on what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| callcenter_fuzz::restore(data));
