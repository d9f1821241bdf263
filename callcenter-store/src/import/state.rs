//! What a stream of imports remembers between two runs.

use crate::error::StoreError;
use crate::journal::unpack_bounded;
use crate::row::{IMPORTS, ImportRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};

use super::reader::Reader;

/// The format of what is kept between two lines.
const STATE_FORMAT: u8 = 1;

/// The longest that can be unpacked: 100,000 open calls with 4 kB each.
const STATE_BYTES_MAX: usize = 400 << 20;

/// The files of a stream, in the order they were imported.
pub(crate) async fn files(store: &dyn Store, stream: i64) -> Result<Vec<ImportRow>, StoreError> {
    rows(store, &Select::from(IMPORTS).only(Condition::Is("stream", stream.into())).by("file")).await
}

pub(crate) fn pack(reader: &Reader) -> Vec<u8> {
    let plain = postcard::to_allocvec(reader).expect("what is kept between two lines always serialises");
    let mut packed = vec![STATE_FORMAT];
    packed.extend(zstd::bulk::compress(&plain, 1).expect("memory can be compressed"));
    packed
}

pub(crate) fn unpack(packed: &[u8]) -> Result<Reader, StoreError> {
    match packed.split_first() {
        Some((&STATE_FORMAT, packed)) => postcard::from_bytes(&unpack_bounded(packed, STATE_BYTES_MAX)?)
            .map_err(|error| StoreError::Corrupt(format!("what an import had open: {error}"))),
        Some((&found, _)) if found > STATE_FORMAT => {
            Err(StoreError::TooNew { found: found.into(), known: STATE_FORMAT.into() })
        }
        _ => Err(StoreError::Corrupt("what an import had open has no format".to_owned())),
    }
}
