//! The fence around a stream: who wrote it last writes on, all others are refused.

use std::sync::Arc;

use futures::future::join_all;

use super::values::stream;
use super::writes::{gap, gaps};
use super::{Case, Checked, case, conflict, fine, refused, same};
use crate::row::{GAPS, STREAMS, StreamRow};
use crate::rows;
use crate::select::{Condition, Select};
use crate::store::{Guard, Store, Write};

pub(super) const CASES: &[Case] = &[
    case!("a stream that nobody wrote has term 0 and tip 0", absent),
    case!("a guard that does not hold leaves nothing of its write", guarded),
    case!("of writers that race on one guard exactly one wins", race),
    case!("a writer that was taken over writes no more", takeover),
];

fn guard(stream: i64, term: i64, tip: Option<i64>) -> Guard {
    Guard { stream, term, tip }
}

async fn the_stream(store: &dyn Store, id: i64) -> Result<Option<StreamRow>, String> {
    let select = Select::from(STREAMS).only(Condition::Is("id", id.into()));
    Ok(fine("stream", rows(store, &select).await)?.pop())
}

async fn absent(store: Arc<dyn Store>) -> Checked {
    for (term, tip) in [(1, None), (0, Some(1)), (-1, None), (1, Some(0))] {
        let write = Write::guarded(guard(7, term, tip)).put([gap(7, 1, "link")]);
        refused(&format!("term {term}, tip {tip:?}"), store.write(write).await, conflict)?;
    }
    same("gaps", &gaps(&*store).await?, &Vec::new())?;
    let write = Write::guarded(guard(7, 0, None)).put([gap(7, 1, "link")]);
    fine("term 0", store.write(write).await)?;
    let write = Write::guarded(guard(7, 0, Some(0))).put([StreamRow { term: 1, ..stream(7) }]);
    fine("term 0, tip 0", store.write(write).await)?;
    let write = Write::guarded(guard(7, 0, None)).put([StreamRow { term: 1, ..stream(7) }]);
    refused("term 0 again", store.write(write).await, conflict)
}

async fn guarded(store: Arc<dyn Store>) -> Checked {
    let row = StreamRow { term: 3, tip: 10, ..stream(i64::MAX) };
    let other = StreamRow { term: 5, tip: 11, ..stream(1) };
    fine("put", store.write(Write::default().put([row.clone(), other]).put([gap(1, 1, "link")])).await)?;
    for (term, tip) in
        [(2, Some(10)), (4, Some(10)), (3, Some(9)), (3, Some(11)), (5, Some(11)), (0, None), (4, None)]
    {
        let write = Write::guarded(guard(i64::MAX, term, tip))
            .delete(GAPS, Vec::new())
            .put([StreamRow { term: 9, ..row.clone() }])
            .put([gap(2, 1, "link")]);
        refused(&format!("term {term}, tip {tip:?}"), store.write(write).await, conflict)?;
    }
    same("gaps", &gaps(&*store).await?, &vec![gap(1, 1, "link")])?;
    same("stream", &the_stream(&*store, i64::MAX).await?, &Some(row.clone()))?;
    let write = Write::guarded(guard(i64::MAX, 3, None)).put([gap(2, 1, "link")]);
    fine("term 3", store.write(write).await)?;
    let write = Write::guarded(guard(i64::MAX, 3, Some(10))).put([StreamRow { tip: 11, ..row.clone() }]);
    fine("term 3, tip 10", store.write(write).await)?;
    same("stream", &the_stream(&*store, i64::MAX).await?, &Some(StreamRow { tip: 11, ..row }))
}

/// Writers at a time, and how often they race.
const WRITERS: i64 = 4;
const RACES: i64 = 25;

async fn race(store: Arc<dyn Store>) -> Checked {
    for tip in 0..RACES {
        // The first race is for a stream that has no row yet.
        let writes = (0..WRITERS).map(|writer| {
            let store = store.clone();
            let write = Write::guarded(guard(1, i64::from(tip != 0), Some(tip)))
                .put([StreamRow { term: 1, tip: tip + 1, holder: format!("writer {writer}"), ..stream(1) }])
                .put([gap(writer, tip, "link")]);
            tokio::spawn(async move { store.write(write).await })
        });
        let mut winners = Vec::new();
        for (writer, done) in (0..WRITERS).zip(join_all(writes).await) {
            match done.map_err(|error| error.to_string())? {
                Ok(()) => winners.push(writer),
                error => refused("a loser", error, conflict)?,
            }
        }
        same(&format!("winners of race {tip}"), &winners.len(), &1)?;
        let row = the_stream(&*store, 1).await?.ok_or("the stream has no row")?;
        same("who wrote the stream", &row.holder, &format!("writer {}", winners[0]))?;
        let left: Vec<_> = gaps(&*store).await?.into_iter().filter(|gap| gap.seq == tip).collect();
        same("what is left of the race", &left, &vec![gap(winners[0], tip, "link")])?;
    }
    Ok(())
}

async fn takeover(store: Arc<dyn Store>) -> Checked {
    let old = StreamRow { term: 1, holder: "old".to_owned(), ..stream(1) };
    fine("the first writer", store.write(Write::guarded(guard(1, 0, None)).put([old.clone()])).await)?;
    let append = |tip: i64| {
        let row = StreamRow { tip: tip + 1, ..old.clone() };
        Write::guarded(guard(1, 1, Some(tip))).put([row]).put([gap(1, tip + 1, "link")])
    };
    fine("it writes", store.write(append(0)).await)?;
    let new = StreamRow { term: 2, tip: 1, holder: "new".to_owned(), ..stream(1) };
    fine("another takes over", store.write(Write::guarded(guard(1, 1, None)).put([new.clone()])).await)?;
    refused("the first writes on", store.write(append(1)).await, conflict)?;
    same("stream", &the_stream(&*store, 1).await?, &Some(new))?;
    same("gaps", &gaps(&*store).await?, &vec![gap(1, 1, "link")])
}
