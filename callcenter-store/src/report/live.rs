//! What is not over, as a report adds it: calls that live, and what agents have been doing since the last quarter hour.

use callcenter_core::Timestamp;
use callcenter_core::stats::Figures;

use super::calendar::Calendar;
use super::observed::is_live;
use super::query::Query;
use super::report::Report;
use crate::error::StoreError;
use crate::journal::{JournalPages, latest_snapshot};
use crate::row::StreamRow;
use crate::store::Store;

/// Streams that are looked at: of more, those that were written last.
const STREAMS_MAX: usize = 20;

/// How often figures and what is not over are read until both are of the same moment.
const TRIES: u32 = 5;

/// Figures of what is not over in the streams of a query, as it stood when each one was last known to be written, from the
/// newest snapshot and the entries after it. Put them into [`Query::live`].
///
/// A program that follows the switch itself has them at hand, from [`Stats::live`](callcenter_core::Stats::live).
///
/// # Errors
/// [`StoreError::Invalid`] when there is no such stream; what the database says.
pub async fn live(store: &dyn Store, query: &Query) -> Result<Vec<(i64, Figures)>, StoreError> {
    let mut streams = query.streams.read(store).await?.first().to_vec();
    streams.retain(|stream| is_live(stream) || stream.source.starts_with("replay:"));
    streams.retain(|stream| reaches(&query.calendar, query, stream));
    streams.sort_by_key(|stream| std::cmp::Reverse(stream.tip_at));
    let mut all = Vec::new();
    for stream in streams.iter().take(STREAMS_MAX) {
        if let Some(own) = of(store, stream, query.now).await? {
            all.push((stream.id, own));
        }
    }
    Ok(all)
}

impl Report {
    /// Makes a report with what is not over as it stands, for a program that does not follow the switch itself.
    ///
    /// The two belong to the same moment: while somebody writes, it is tried a few times. A call that ends just then may be
    /// counted twice or not at all in the last try.
    ///
    /// # Errors
    /// As [`Report::run`] and [`live`].
    pub async fn run_with_live(store: &dyn Store, query: &Query) -> Result<Self, StoreError> {
        let mut tries = 0;
        loop {
            let tips = tips(store, query).await?;
            let query = Query { live: live(store, query).await?, ..query.clone() };
            let report = Self::run(store, &query).await?;
            tries += 1;
            if tries == TRIES || tips == self::tips(store, &query).await? {
                return Ok(report);
            }
        }
    }
}

async fn tips(store: &dyn Store, query: &Query) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(query.streams.read(store).await?.first().iter().map(|stream| (stream.id, stream.tip)).collect())
}

/// Whether what is open at a stream's end may lie in the period.
fn reaches(calendar: &Calendar, query: &Query, stream: &StreamRow) -> bool {
    match calendar.period(query.period, query.now) {
        Ok(Some((_, until))) => until > stream.tip_at - super::CALL_MAX,
        _ => true,
    }
}

async fn of(store: &dyn Store, stream: &StreamRow, now: Timestamp) -> Result<Option<Figures>, StoreError> {
    let Some(mut snapshot) = latest_snapshot(store, stream.id, stream.tip.cast_unsigned()).await? else {
        return Ok(None);
    };
    let mut pages = JournalPages::new(store, stream.id, snapshot.seq + 1);
    loop {
        let page = pages.next().await?;
        if page.is_empty() {
            break;
        }
        snapshot.follow(page)?;
    }
    let seen = if is_live(stream) { stream.seen_at.max(stream.tip_at).min(now) } else { stream.tip_at };
    Ok(Some(snapshot.stats.live(&snapshot.state, seen)))
}
