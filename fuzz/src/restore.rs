//! Bytes that claim to be a snapshot.

use std::hash::Hasher as _;

use callcenter_core::{Engine, RestoreError, SNAPSHOT_VERSION, Snapshot};
use siphasher::sip::SipHasher13;

use crate::choices::Choices;
use crate::operations::Desk;

/// How many bytes at the end choose what happens to what was restored.
const STORY_BYTES: usize = 64;

/// Restoring: bytes that are no snapshot are refused; one that is taken is written back the same, and an engine made
/// from it works on.
///
/// The bytes are tried as they are, and once more with the version before and the hash behind them that make a reader
/// look at the content.
pub fn restore(data: &[u8]) {
    take(data, data);
    take(&sealed(data), data);
}

/// A snapshot's content as a file: version, content, hash.
fn sealed(content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![SNAPSHOT_VERSION];
    bytes.extend_from_slice(content);
    let mut hasher = SipHasher13::new();
    hasher.write(&bytes);
    bytes.extend_from_slice(&hasher.finish().to_le_bytes());
    bytes
}

/// The content of a snapshot without its seal: what this target starts from.
pub fn unsealed(snapshot: &Snapshot) -> Vec<u8> {
    let bytes = snapshot.to_bytes();
    bytes[1..bytes.len() - size_of::<u64>()].to_vec()
}

fn take(bytes: &[u8], story: &[u8]) {
    let snapshot = match Snapshot::from_bytes(bytes) {
        Ok(snapshot) => snapshot,
        Err(RestoreError::TooNew { found }) => return assert!(found > SNAPSHOT_VERSION),
        Err(_) => return,
    };
    let again =
        Snapshot::from_bytes(&snapshot.to_bytes()).expect("what was read can be written and read again");
    assert_eq!(again, snapshot);
    let (engine, _) = Engine::restore(snapshot, []).expect("nothing is missing after it");
    let replica = engine.state().clone();
    let mut desk = Desk::of(engine, replica);
    desk.check();
    desk.play(&mut Choices::new(&story[story.len().saturating_sub(STORY_BYTES)..]));
    desk.finish();
}
