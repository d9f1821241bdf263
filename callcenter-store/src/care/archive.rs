//! Archived traces: packed, unpacked, and read piece by piece.

use crate::error::StoreError;
use crate::journal::unpack_bounded;
use crate::row::{ARCHIVE, ArchiveRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};

/// Bytes that a piece of the archive may have when unpacked: what claims more is damaged, not large.
pub const PIECE_BYTES_HELD_MAX: usize = 64 << 20;

/// How hard a piece is packed.
const LEVEL: i32 = 3;

/// A trace, or a part of one, packed. Packed parts put one behind the other are the packed whole.
pub fn pack_trace(trace: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(trace, LEVEL).expect("packing in memory cannot fail")
}

/// A trace from its packed bytes.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is damaged, or has more than [`PIECE_BYTES_HELD_MAX`] bytes.
pub fn unpack_trace(data: &[u8]) -> Result<Vec<u8>, StoreError> {
    unpack_bounded(data, PIECE_BYTES_HELD_MAX)
}

/// The next piece of a stream's archive after number `after`, and nothing behind the last one.
///
/// # Errors
/// As [`Store::select`].
pub async fn next_piece(
    store: &dyn Store,
    stream: i64,
    after: i64,
) -> Result<Option<ArchiveRow>, StoreError> {
    let select = Select::from(ARCHIVE)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::Above("piece", after.into()))
        .by("piece")
        .limit(1);
    Ok(rows(store, &select).await?.pop())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_parts_are_the_packed_whole() {
        let mut data = pack_trace(b"Event: Hold\r\n\r\n");
        data.extend(pack_trace(b""));
        data.extend(pack_trace(b"Event: Unhold\r\n\r\n"));
        assert_eq!(unpack_trace(&data).expect("whole"), b"Event: Hold\r\n\r\nEvent: Unhold\r\n\r\n");
        data.pop();
        assert!(matches!(unpack_trace(&data), Err(StoreError::Corrupt(_))));
    }
}
