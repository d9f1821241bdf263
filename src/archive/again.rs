//! A stream for a later reading, beside the one that was read.

use std::sync::Arc;

use callcenter_core::{Policy, Snapshot, Timestamp};
use callcenter_store::{
    Guard, Holder, Journal, ReadingRow, STREAMS, Select, SnapshotRow, Source, Store, StoreError, StreamId,
    StreamRow, Write, come_into_force, rows,
};

use crate::clock::wall_clock;

/// Begins the next generation of a stream, where `snapshot` stands, or with nothing.
pub(super) async fn begin(
    store: &Arc<dyn Store>,
    of: &StreamRow,
    policy: &Policy,
    snapshot: Option<&Snapshot>,
) -> Result<Journal, StoreError> {
    let others: Vec<StreamRow> = rows(&**store, &Select::from(STREAMS)).await?;
    let last = others.iter().filter(|row| row.again_of == Some(of.id)).map(|row| row.generation).max();
    let generation = last.unwrap_or_default() + 1;
    let StreamId { switch, source } = of.stream_id()?;
    let id = StreamId { switch, source: Source::Again { generation, of: Box::new(source) } };
    let mut row = StreamRow { term: 1, again_of: Some(of.id), generation, ..StreamRow::new(&id, policy)? };
    let mut write = Write::guarded(Guard { stream: row.id, term: 0, tip: None });
    if let Some(snapshot) = snapshot.filter(|snapshot| snapshot.seq > 0) {
        row.tip = snapshot.seq.cast_signed();
        row.tip_at = snapshot.at;
        row.first_at = snapshot.at;
        write = write.put_new([SnapshotRow::of(row.id, snapshot)]);
    }
    store.write(write.put_new([row])).await?;
    Journal::open(store.clone(), &id, policy, Holder::this_process("reconclude")).await
}

/// Makes a later reading, which is complete, answer for a time in place of what was concluded before: all at once.
pub(super) async fn bring_into_force(
    store: &dyn Store,
    later: &StreamRow,
    of: &StreamRow,
    (from_at, until_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let row = ReadingRow {
        stream: later.id,
        of_stream: of.id,
        generation: later.generation,
        from_at,
        until_at,
        since_at: wall_clock(),
    };
    come_into_force(store, of, row).await
}
