//! Entries and records as bytes, in formats that every later version reads.
//!
//! The first byte is the format. When a fact or a record changes its shape, the format gets a new number and the old
//! one's types stay here, with a function that raises them to today's; `tests/fixtures` keeps a journal of each.

use std::hash::Hasher as _;

use callcenter_core::{CallRecord, Entry, Fact, Timestamp};
use siphasher::sip::SipHasher13;

use crate::error::StoreError;

/// The format of entries that this version writes: zstd of, for each entry, its length and postcard of (time, fact). So
/// a reader can pass over an entry by its time and its kind, which is the number of the fact's variant.
pub const JOURNAL_FORMAT: u8 = 1;

/// The format of records that this version writes: postcard.
pub const RECORD_FORMAT: u8 = 1;

/// Bytes that one batch of entries may have when unpacked: what claims more is damaged, not large.
const UNPACKED_BYTES_MAX: usize = 1 << 30;

/// Entries as they are written: in bytes, with the hash of what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The bytes, with their format.
    pub data: Vec<u8>,
    /// A hash of the entries: equal for equal entries, whatever packed them.
    pub digest: i64,
}

/// Turns entries that follow each other into bytes.
///
/// # Panics
/// When their numbers have a gap: the journal passes none on.
pub fn encode_entries(entries: &[Entry]) -> Encoded {
    let plain = plain(entries);
    let mut data = vec![JOURNAL_FORMAT];
    zstd::stream::copy_encode(plain.as_slice(), &mut data, 1).expect("packing in memory cannot fail");
    Encoded { data, digest: digest(&plain) }
}

/// The hash that [`encode_entries`] gives, without the work of packing.
pub fn digest_of(entries: &[Entry]) -> i64 {
    digest(&plain(entries))
}

/// Takes entries out of bytes. `first` is the number of the first one.
///
/// # Errors
/// [`StoreError::TooNew`] when a later version wrote them, [`StoreError::Corrupt`] when they are damaged.
pub fn decode_entries(data: &[u8], first: u64) -> Result<Vec<Entry>, StoreError> {
    let plain = unpack(data)?;
    let mut entries = Vec::new();
    for body in Bodies::new(&plain, first) {
        let (seq, body) = body?;
        let (at, fact) = exactly::<(Timestamp, Fact)>(seq, body)?;
        entries.push(Entry { seq, at, fact });
    }
    Ok(entries)
}

/// Takes out of bytes the entries whose time and kind are wanted, in order; the others are not decoded. The kind is the
/// first byte of the fact: there are fewer than 128.
///
/// # Errors
/// As [`decode_entries`].
pub(crate) fn decode_wanted(
    data: &[u8],
    first: u64,
    mut wanted: impl FnMut(Timestamp, u8) -> bool,
    mut take: impl FnMut(Entry),
) -> Result<(), StoreError> {
    let plain = unpack(data)?;
    for body in Bodies::new(&plain, first) {
        let (seq, body) = body?;
        let (at, fact) =
            postcard::take_from_bytes::<Timestamp>(body).map_err(|error| damaged(seq, &error.to_string()))?;
        let kind = *fact.first().ok_or_else(|| damaged(seq, "it has no fact"))?;
        if wanted(at, kind) {
            take(Entry { seq, at, fact: exactly(seq, fact)? });
        }
    }
    Ok(())
}

/// The entries in unpacked bytes, each still in bytes, with its number.
struct Bodies<'a> {
    rest: &'a [u8],
    seq: u64,
}

impl<'a> Bodies<'a> {
    fn new(plain: &'a [u8], first: u64) -> Self {
        Self { rest: plain, seq: first }
    }
}

impl<'a> Iterator for Bodies<'a> {
    type Item = Result<(u64, &'a [u8]), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let seq = self.seq;
        self.seq += 1;
        let rest = std::mem::take(&mut self.rest);
        Some(match postcard::take_from_bytes::<u32>(rest) {
            Ok((length, after)) => match after.split_at_checked(length as usize) {
                Some((body, after)) => {
                    self.rest = after;
                    Ok((seq, body))
                }
                None => Err(damaged(seq, "it is cut off")),
            },
            Err(error) => Err(damaged(seq, &error.to_string())),
        })
    }
}

fn exactly<T: serde::de::DeserializeOwned>(seq: u64, body: &[u8]) -> Result<T, StoreError> {
    match postcard::take_from_bytes::<T>(body) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(damaged(seq, "it is longer than its content")),
        Err(error) => Err(damaged(seq, &error.to_string())),
    }
}

fn damaged(seq: u64, why: &str) -> StoreError {
    StoreError::Corrupt(format!("entry {seq}: {why}"))
}

/// Turns a record into bytes.
pub fn encode_record(record: &CallRecord) -> Vec<u8> {
    postcard::to_extend(record, vec![RECORD_FORMAT]).expect("a record in memory always serialises")
}

/// Takes a record out of bytes.
///
/// # Errors
/// [`StoreError::TooNew`] when a later version wrote it, [`StoreError::Corrupt`] when it is damaged.
pub fn decode_record(data: &[u8]) -> Result<CallRecord, StoreError> {
    match data.split_first() {
        Some((&RECORD_FORMAT, record)) => postcard::from_bytes(record)
            .map_err(|error| StoreError::Corrupt(format!("a call's record: {error}"))),
        Some((&found, _)) if found > RECORD_FORMAT => {
            Err(StoreError::TooNew { found: found.into(), known: RECORD_FORMAT.into() })
        }
        _ => Err(StoreError::Corrupt("a call's record has no format".to_owned())),
    }
}

fn plain(entries: &[Entry]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(entries.len() * 64);
    let mut body = Vec::new();
    for (entry, seq) in entries.iter().zip(entries.first().map_or(0, |entry| entry.seq)..) {
        assert_eq!(entry.seq, seq, "entries are written in order, without a gap");
        body.clear();
        body = postcard::to_extend(&(entry.at, &entry.fact), body)
            .expect("an entry in memory always serialises");
        let length = u32::try_from(body.len()).expect("an entry is far below 4 GB: its texts have limits");
        plain = postcard::to_extend(&length, plain).expect("a number always serialises");
        plain.extend_from_slice(&body);
    }
    plain
}

fn digest(plain: &[u8]) -> i64 {
    let mut hasher = SipHasher13::new();
    hasher.write(plain);
    hasher.finish().cast_signed()
}

/// The entries in bytes, unpacked.
pub(crate) fn unpack(data: &[u8]) -> Result<Vec<u8>, StoreError> {
    match data.split_first() {
        Some((&JOURNAL_FORMAT, packed)) => unpack_bounded(packed, UNPACKED_BYTES_MAX),
        Some((&found, _)) if found > JOURNAL_FORMAT => {
            Err(StoreError::TooNew { found: found.into(), known: JOURNAL_FORMAT.into() })
        }
        _ => Err(StoreError::Corrupt("a batch of entries has no format".to_owned())),
    }
}

/// Unpacks zstd, up to so many bytes.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is damaged or longer.
pub fn unpack_bounded(packed: &[u8], bytes_max: usize) -> Result<Vec<u8>, StoreError> {
    use std::io::Read as _;
    let damaged = |error: std::io::Error| StoreError::Corrupt(format!("what was packed: {error}"));
    let mut plain = Vec::new();
    let limit = bytes_max as u64 + 1;
    zstd::stream::read::Decoder::new(packed)
        .map_err(damaged)?
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(damaged)?;
    if plain.len() > bytes_max {
        return Err(StoreError::Corrupt(format!("what was packed has more than {bytes_max} bytes")));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        (5..40)
            .map(|seq| Entry {
                seq,
                at: Timestamp::from_secs(seq.cast_signed()),
                fact: Fact::LinkUp { epoch: u32::try_from(seq).expect("small") },
            })
            .collect()
    }

    #[test]
    fn entries_come_back_as_they_were() {
        let encoded = encode_entries(&entries());
        assert_eq!(decode_entries(&encoded.data, 5).expect("whole"), entries());
        assert_eq!(encoded.digest, digest_of(&entries()));
        assert_ne!(encoded.digest, digest_of(&entries()[1..]));
    }

    #[test]
    fn what_a_later_version_wrote_is_told_from_what_is_damaged() {
        let mut data = encode_entries(&entries()).data;
        data[0] = JOURNAL_FORMAT + 1;
        assert!(matches!(decode_entries(&data, 5), Err(StoreError::TooNew { found: 2, known: 1 })));
        data[0] = JOURNAL_FORMAT;
        for cut in 1..data.len() {
            assert!(matches!(decode_entries(&data[..cut], 5), Err(StoreError::Corrupt(_))), "cut at {cut}");
        }
        assert!(matches!(decode_entries(&[], 5), Err(StoreError::Corrupt(_))));
        assert!(matches!(decode_record(&[9]), Err(StoreError::TooNew { found: 9, known: 1 })));
    }
}
