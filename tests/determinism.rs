//! The same bytes give the same state, however they come and whoever applies the facts.

mod common;

use std::io::Read;

use callcenter::{Entry, Policy, Replay};
use common::{Dice, bytes, run, traces};

/// Gives its bytes in pieces of any size.
struct Pieces<'a> {
    rest: &'a [u8],
    dice: Dice,
    most: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let len = (1 + self.dice.below(self.most)).min(into.len()).min(self.rest.len());
        into[..len].copy_from_slice(&self.rest[..len]);
        self.rest = &self.rest[len..];
        Ok(len)
    }
}

fn in_pieces(bytes: &[u8], seed: u64, most: usize) -> (Vec<Entry>, u128) {
    let mut replay = Replay::new(Policy::default());
    let mut entries = Vec::new();
    let pieces = Pieces { rest: bytes, dice: Dice::new(seed), most };
    replay.read(pieces, |entry| entries.push(entry)).expect("pieces can be read");
    replay.finish(|entry| entries.push(entry));
    (entries, replay.engine().state().hash())
}

#[test]
fn the_same_bytes_in_any_pieces_give_the_same_facts_and_state() {
    for (name, folder) in traces() {
        let bytes = bytes(&folder);
        let whole = run(&bytes);
        for (seed, most) in [(1, 3), (2, 70), (3, 5_000), (4, 100_000)] {
            if bytes.len() > 1_000_000 && most < 1_000 {
                continue;
            }
            let (entries, hash) = in_pieces(&bytes, seed, most);
            assert_eq!(entries, whole.entries, "{name} in pieces of up to {most} bytes");
            assert_eq!(hash, whole.state.hash(), "{name} in pieces of up to {most} bytes");
        }
    }
}

#[test]
fn a_second_run_gives_the_same_entries() {
    for (name, folder) in traces() {
        let bytes = bytes(&folder);
        let (one, other) = (run(&bytes), run(&bytes));
        assert_eq!(one.entries, other.entries, "{name}");
    }
}

#[test]
fn entries_and_states_survive_being_written_down() {
    for (name, folder) in traces() {
        let outcome = run(&bytes(&folder));
        for entry in &outcome.entries {
            let json = serde_json::to_string(entry).expect("an entry is JSON");
            let back: Entry =
                serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {json}: {error}"));
            assert_eq!(*entry, back, "{name}");
        }
    }
}
