//! What the fuzz targets do, as plain functions: libFuzzer calls them with what it makes up, and `cargo test` with the
//! committed corpora and with everything that once failed (`regressions/`).
//!
//! Each function panics when a promise of the crates does not hold; any other outcome is fine.
#![forbid(unsafe_code)]

mod choices;
mod decode;
mod encode;
mod operations;
mod restore;

pub use decode::{decode, translate};
pub use encode::encode;
pub use operations::{operations, snapshot_after};
pub use restore::{restore, unsealed};
