//! What a frame holds: records, each with its kind and its length.

use callcenter_core::{Entry, Snapshot, Timestamp};

use crate::error::StoreError;
use crate::journal::{decode_entries, encode_entries, pack_snapshot, unpack_snapshot};
use crate::row::ArchiveRow;
use crate::table::Row;
use crate::value::Value;

/// Something that waits for the database.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// The engine as it stood, perhaps with another policy from here on.
    Snapshot(Box<Snapshot>),
    /// Entries that follow each other.
    Entries(Vec<Entry>),
    /// What the switch said: a piece of the archive.
    Archive(ArchiveRow),
    /// The program was started again: by the entry of this number begins the time in which it did not run.
    Restarted(u64),
    /// The program still watched at this time.
    Seen(Timestamp),
    /// So many pieces of the archive were begun.
    Pieces(i64),
}

/// A record as far as it is looked at when a spool is opened.
pub(super) enum Sketch {
    Snapshot(Box<Snapshot>),
    Entries { first: u64, last: u64, at: Timestamp },
    Seen(Timestamp),
    Pieces(i64),
    Other,
}

const SNAPSHOT: u8 = 1;
const ENTRIES: u8 = 2;
const ARCHIVE: u8 = 3;
const RESTARTED: u8 = 4;
const SEEN: u8 = 5;
const PIECES: u8 = 6;

/// Bytes before the entries of a record: first number, how many, time of the first.
const ENTRIES_HEAD: usize = 8 + 4 + 8;

impl Record {
    /// Appends it to the body of a frame.
    pub(super) fn write(&self, body: &mut Vec<u8>) -> Result<(), StoreError> {
        let begin = body.len();
        body.extend([self.kind(), 0, 0, 0, 0]);
        match self {
            Self::Snapshot(snapshot) => body.extend(pack_snapshot(snapshot)),
            Self::Entries(entries) => {
                let first =
                    entries.first().ok_or_else(|| StoreError::Invalid("no entries to spool".to_owned()))?;
                body.extend(first.seq.to_le_bytes());
                let count = u32::try_from(entries.len()).map_err(|_| {
                    StoreError::Invalid("more than 4 billion entries in one record".to_owned())
                })?;
                body.extend(count.to_le_bytes());
                body.extend(first.at.as_micros().to_le_bytes());
                body.extend(encode_entries(entries).data);
            }
            Self::Archive(row) => row.to_values().iter().for_each(|value| write_value(value, body)),
            Self::Restarted(seq) => body.extend(seq.to_le_bytes()),
            Self::Seen(at) => body.extend(at.as_micros().to_le_bytes()),
            Self::Pieces(pieces) => body.extend(pieces.to_le_bytes()),
        }
        let length = u32::try_from(body.len() - begin - 5)
            .map_err(|_| StoreError::Invalid("a record of more than 4 GB cannot be spooled".to_owned()))?;
        body[begin + 1..begin + 5].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Snapshot(_) => SNAPSHOT,
            Self::Entries(_) => ENTRIES,
            Self::Archive(_) => ARCHIVE,
            Self::Restarted(_) => RESTARTED,
            Self::Seen(_) => SEEN,
            Self::Pieces(_) => PIECES,
        }
    }

    fn read(kind: u8, content: &[u8]) -> Result<Self, StoreError> {
        Ok(match kind {
            SNAPSHOT => Self::Snapshot(Box::new(unpack_snapshot(content)?)),
            ENTRIES => {
                let (first, last, _) = entries_head(content)?;
                let entries = decode_entries(&content[ENTRIES_HEAD..], first)?;
                if entries.last().map(|entry| entry.seq) != Some(last) {
                    return Err(corrupt("entries are not as many as said"));
                }
                Self::Entries(entries)
            }
            ARCHIVE => Self::Archive(ArchiveRow::from_values(read_values(content)?)?),
            RESTARTED => Self::Restarted(number(content)?.cast_unsigned()),
            SEEN => Self::Seen(Timestamp::from_micros(number(content)?)),
            PIECES => Self::Pieces(number(content)?),
            other => return Err(unknown(other)),
        })
    }
}

impl Sketch {
    fn read(kind: u8, content: &[u8]) -> Result<Self, StoreError> {
        Ok(match kind {
            SNAPSHOT => Self::Snapshot(Box::new(unpack_snapshot(content)?)),
            ENTRIES => {
                let (first, last, at) = entries_head(content)?;
                Self::Entries { first, last, at }
            }
            SEEN => Self::Seen(Timestamp::from_micros(number(content)?)),
            PIECES => Self::Pieces(number(content)?),
            ARCHIVE => Self::Pieces(ArchiveRow::from_values(read_values(content)?)?.piece),
            RESTARTED => Self::Other,
            other => return Err(unknown(other)),
        })
    }
}

/// The records of a frame.
pub(super) fn records(body: &[u8]) -> Result<Vec<Record>, StoreError> {
    each(body, Record::read)
}

/// The same without unpacking entries.
pub(super) fn sketches(body: &[u8]) -> Result<Vec<Sketch>, StoreError> {
    each(body, Sketch::read)
}

fn each<T>(body: &[u8], read: impl Fn(u8, &[u8]) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some((head, after)) = rest.split_first_chunk::<5>() {
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let (content, after) =
            after.split_at_checked(length).ok_or_else(|| corrupt("a record is cut off"))?;
        found.push(read(head[0], content)?);
        rest = after;
    }
    if rest.is_empty() { Ok(found) } else { Err(corrupt("a record is cut off")) }
}

fn entries_head(content: &[u8]) -> Result<(u64, u64, Timestamp), StoreError> {
    let cut = || corrupt("entries are cut off");
    let (first, rest) = content.split_first_chunk::<8>().ok_or_else(cut)?;
    let (count, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
    let (at, _) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
    let (first, count) = (u64::from_le_bytes(*first), u32::from_le_bytes(*count));
    if first == 0 || count == 0 {
        return Err(corrupt("entries without a number"));
    }
    let last =
        first.checked_add(u64::from(count) - 1).ok_or_else(|| corrupt("entries beyond all numbers"))?;
    Ok((first, last, Timestamp::from_micros(i64::from_le_bytes(*at))))
}

fn number(content: &[u8]) -> Result<i64, StoreError> {
    content.try_into().map(i64::from_le_bytes).map_err(|_| corrupt("a number has another length"))
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    let (kind, bytes) = match value {
        Value::Null => (0_u8, Vec::new()),
        Value::Int(number) => (1, number.to_le_bytes().to_vec()),
        Value::Text(text) => (2, text.clone().into_bytes()),
        Value::Bytes(bytes) => (3, bytes.clone()),
    };
    out.push(kind);
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn read_values(content: &[u8]) -> Result<Vec<Value>, StoreError> {
    let cut = || corrupt("a row is cut off");
    let mut values = Vec::new();
    let mut rest = content;
    while let Some((&kind, after)) = rest.split_first() {
        let (length, after) = after.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let (bytes, after) = after.split_at_checked(length).ok_or_else(cut)?;
        values.push(match kind {
            0 if bytes.is_empty() => Value::Null,
            1 => Value::Int(number(bytes)?),
            2 => Value::Text(String::from_utf8(bytes.to_vec()).map_err(|_| corrupt("a text is no UTF-8"))?),
            3 => Value::Bytes(bytes.to_vec()),
            _ => return Err(corrupt("a row holds something else")),
        });
        rest = after;
    }
    Ok(values)
}

fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

fn unknown(kind: u8) -> StoreError {
    StoreError::TooNew { found: kind.into(), known: PIECES.into() }
}

#[cfg(test)]
mod tests {
    use callcenter_core::{Engine, Fact, Policy};

    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        let at = Timestamp::from_secs(1_795_226_730);
        let piece = ArchiveRow::from_values(
            crate::row::ARCHIVE
                .columns
                .iter()
                .map(|column| match column.kind {
                    crate::value::Kind::Bytes => Value::Bytes(b"Event: Hold\r\n\r\n".to_vec()),
                    _ => Value::Int(7),
                })
                .collect(),
        )
        .expect("a row of numbers and bytes");
        let written = vec![
            Record::Snapshot(Box::new(Engine::new(Policy::default()).snapshot())),
            Record::Restarted(4),
            Record::Entries(vec![
                Entry { seq: 4, at, fact: Fact::LinkLost },
                Entry { seq: 5, at, fact: Fact::LinkUp { epoch: 2 } },
            ]),
            Record::Archive(piece),
            Record::Seen(at),
            Record::Pieces(3),
        ];
        let mut body = Vec::new();
        for record in &written {
            record.write(&mut body).expect("it has a form");
        }
        assert_eq!(records(&body).expect("whole"), written);
        assert_eq!(sketches(&body).expect("whole").len(), written.len());
        let whole = body.len();
        assert!((1..whole).filter(|&cut| records(&body[..cut]).is_ok()).count() <= written.len());
        body[0] = 99;
        assert!(matches!(records(&body), Err(StoreError::TooNew { found: 99, known: 6 })));
    }
}
