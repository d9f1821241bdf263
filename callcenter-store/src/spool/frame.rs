//! A frame: what was appended together, under one check. It is there whole or not at all.
//!
//! `length (4) · check of the head (4) · check of the body (8) · body`, numbers little-endian. Both checks also cover the
//! stream, the segment and the frame's place in it, so a frame that stands elsewhere is none.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

/// Bytes of a frame before its body.
pub(super) const HEAD_BYTES: usize = 16;

/// Bytes that the body of a frame may have: far above any batch or snapshot, far below what its length can say.
pub(super) const BODY_BYTES_MAX: usize = 512 << 20;

/// Bytes that a disk writes as one: a file that a power cut left longer than what was written has whole ones of zeros.
const SECTOR_BYTES: usize = 512;

/// Whose frames: the stream's number and the segment's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub(super) stream: i64,
    pub(super) segment: u64,
}

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Bytes of the body; never 0.
    pub(super) length: usize,
    body_check: u64,
}

impl Owner {
    fn hasher(self) -> SipHasher13 {
        SipHasher13::new_with_keys(self.stream.cast_unsigned(), self.segment)
    }

    fn head_check(self, offset: u64, length: u32, body_check: u64) -> u32 {
        let mut hasher = self.hasher();
        hasher.write(&offset.to_le_bytes());
        hasher.write(&length.to_le_bytes());
        hasher.write(&body_check.to_le_bytes());
        // Half of it is enough for so few bytes.
        (hasher.finish() >> 32) as u32
    }

    fn body_check(self, offset: u64, body: &[u8]) -> u64 {
        let mut hasher = self.hasher();
        hasher.write(&offset.to_le_bytes());
        hasher.write(body);
        hasher.finish()
    }

    /// Appends a frame that will stand at `offset`. Its body is neither empty nor above [`BODY_BYTES_MAX`].
    pub(super) fn write(self, offset: u64, body: &[u8], out: &mut Vec<u8>) {
        assert!(!body.is_empty() && body.len() <= BODY_BYTES_MAX, "the spool refuses others before");
        let length = u32::try_from(body.len()).expect("the limit is below 4 GB");
        let check = self.body_check(offset, body);
        out.extend(length.to_le_bytes());
        out.extend(self.head_check(offset, length, check).to_le_bytes());
        out.extend(check.to_le_bytes());
        out.extend_from_slice(body);
    }

    /// Reads the head of a frame that stands at `offset`; nothing when it is none.
    pub(super) fn head(self, offset: u64, bytes: [u8; HEAD_BYTES]) -> Option<Head> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (head_check, rest) = rest.split_first_chunk::<4>()?;
        let (body_check, _) = rest.split_first_chunk::<8>()?;
        let (length, body_check) = (u32::from_le_bytes(*length), u64::from_le_bytes(*body_check));
        let fits = (1..=BODY_BYTES_MAX).contains(&(length as usize));
        let is_right = u32::from_le_bytes(*head_check) == self.head_check(offset, length, body_check);
        (fits && is_right).then_some(Head { length: length as usize, body_check })
    }

    /// Whether this is the body that the head is about.
    pub(super) fn is_body(self, offset: u64, head: Head, body: &[u8]) -> bool {
        head.length == body.len() && head.body_check == self.body_check(offset, body)
    }

    /// Whether any whole frame stands in `bytes`, which begin at `offset`.
    pub(super) fn has_frame(self, offset: u64, bytes: &[u8]) -> bool {
        (0..bytes.len()).any(|at| {
            let (place, rest) = (offset + at as u64, &bytes[at..]);
            let Some((head, rest)) = rest.split_first_chunk::<HEAD_BYTES>() else { return false };
            let Some(head) = self.head(place, *head) else { return false };
            rest.get(..head.length).is_some_and(|body| self.is_body(place, head, body))
        })
    }
}

/// Whether bytes that begin at `offset` of a file have a whole sector of zeros, or end in less than one: they were never
/// written, although the file is as long.
pub(super) fn was_never_written(offset: u64, bytes: &[u8]) -> bool {
    let into = usize::try_from(offset % SECTOR_BYTES as u64).expect("below a sector");
    let first = (SECTOR_BYTES - into) % SECTOR_BYTES;
    let Some(sectors) = bytes.get(first..) else { return false };
    sectors
        .chunks(SECTOR_BYTES)
        .any(|sector| sector.len() >= HEAD_BYTES && sector.iter().all(|byte| *byte == 0))
}
