//! What a recorded trace makes true: `cargo run --example replay -- trace.ami`

use std::fs::File;

use callcenter::{Policy, Replay};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which trace? Record one with `callcenter capture`")?;
    let mut replay = Replay::new(Policy::default());

    replay.read(File::open(path)?, |entry| println!("{} {:?}", entry.at, entry.fact))?;
    let open = replay.finish(|entry| println!("{} {:?}", entry.at, entry.fact));

    println!("{:?}", replay.report());
    println!("{} calls are not over at the end", open.len());
    Ok(())
}
