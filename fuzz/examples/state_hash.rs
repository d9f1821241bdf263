//! The hash of the state at the end of each trace, in this build: `cargo run --release -p callcenter-fuzz --example state_hash -- TRACE …`
//!
//! Lines are `HASH TRACE`. `scripts/same-hash` compares them with what another build of `callcenter replay` says.

use std::fs::File;

use callcenter::{Policy, Replay};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let mut replay = Replay::new(Policy::default());
        replay.read(File::open(&path)?, |_| ())?;
        replay.finish(|_| ());
        println!("{:032x} {path}", replay.engine().state().hash());
    }
    Ok(())
}
