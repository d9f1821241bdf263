//! A write is done whole or not at all.

use std::sync::Arc;

use callcenter_core::Timestamp;

use super::{Case, Checked, all, case, conflict, fine, invalid, refused, same};
use crate::row::{AGENT_SPANS, AgentSpanRow, GAPS, GapRow};
use crate::rows;
use crate::select::{Condition, Select};
use crate::store::{Store, Write};
use crate::table::{Column, Row, Table};
use crate::value::Kind;

pub(super) const CASES: &[Case] = &[
    case!("a row put again replaces the whole row with its key", replaces),
    case!("a row put as new that is there already leaves nothing of its write", new_conflicts),
    case!("deletes come before puts, and puts in their order", order),
    case!("a delete takes the rows that it names and no others", deletes),
    case!("twenty thousand rows go into one write", big),
    case!("a table that is not ours is refused", unknown_table),
    case!("a write that is given up is there whole or not at all", given_up),
    case!("readers see whole writes while others are made", readers),
];

/// A gap with something to recognise it by.
pub(super) fn gap(stream: i64, seq: i64, cause: &str) -> GapRow {
    GapRow { stream, seq, from_at: Timestamp::from_micros(seq), until_at: None, cause: cause.to_owned() }
}

/// All gaps, by their key.
pub(super) async fn gaps(store: &dyn Store) -> Result<Vec<GapRow>, String> {
    fine("gaps", rows(store, &Select::from(GAPS)).await)
}

/// An interval of an agent's time.
pub(super) fn span(stream: i64, seq: i64) -> AgentSpanRow {
    AgentSpanRow {
        stream,
        seq,
        agent: format!("agent {}", seq % 7),
        activity: "ready".to_owned(),
        reason: String::new(),
        from_at: (seq % 3 != 0).then_some(Timestamp::from_micros(seq * 1_000)),
        until_at: None,
        open: true,
    }
}

async fn replaces(store: Arc<dyn Store>) -> Checked {
    let closed = GapRow { until_at: Some(Timestamp::from_micros(9)), ..gap(1, 1, "link") };
    fine("put", store.write(Write::default().put([closed, gap(1, 2, "link")])).await)?;
    fine("put again", store.write(Write::default().put([gap(1, 3, "new"), gap(1, 1, "program")])).await)?;
    same("gaps", &gaps(&*store).await?, &vec![gap(1, 1, "program"), gap(1, 2, "link"), gap(1, 3, "new")])?;
    fine("put the same", store.write(Write::default().put([gap(1, 1, "program")])).await)?;
    same("gaps", &gaps(&*store).await?.len(), &3)
}

async fn new_conflicts(store: Arc<dyn Store>) -> Checked {
    let before = vec![gap(1, 1, "link"), gap(1, 500, "link")];
    fine("put", store.write(Write::default().put_new(before.clone())).await)?;
    let write = Write::default()
        .delete(GAPS, vec![Condition::Is("seq", 1.into())])
        .put([span(1, 1)])
        .put([gap(1, 2, "link")])
        .put_new((3..600).map(|seq| gap(1, seq, "link")));
    refused("a key that is there", store.write(write).await, conflict)?;
    same("gaps", &gaps(&*store).await?, &before)?;
    same("agent spans", &all(&*store, AGENT_SPANS).await?, &Vec::new())?;
    let write = Write::default().put_new((3..500).map(|seq| gap(1, seq, "link")));
    fine("keys that are not there", store.write(write).await)?;
    same("gaps", &gaps(&*store).await?.len(), &499)
}

async fn order(store: Arc<dyn Store>) -> Checked {
    fine("nothing", store.write(Write::default()).await)?;
    fine("put", store.write(Write::default().put([gap(1, 1, "old"), gap(1, 2, "old")])).await)?;
    let write = Write::default()
        .put_new([gap(1, 1, "new")])
        .put([gap(1, 1, "newer"), gap(1, 3, "new")])
        .put([gap(1, 3, "newer")])
        .delete(GAPS, vec![Condition::Is("cause", "old".into())]);
    fine("delete and put", store.write(write).await)?;
    same("gaps", &gaps(&*store).await?, &vec![gap(1, 1, "newer"), gap(1, 3, "newer")])
}

async fn deletes(store: Arc<dyn Store>) -> Checked {
    let put = |stream| (1..=50).map(move |seq| span(stream, seq));
    fine("put", store.write(Write::default().put(put(1)).put(put(2)).put([gap(1, 1, "link")])).await)?;
    let conditions = vec![
        Condition::Is("stream", 1.into()),
        Condition::Any(vec![Condition::AtMost("seq", 10.into()), Condition::Empty("from_at")]),
    ];
    let left = Select::from(AGENT_SPANS).only(Condition::Is("stream", 1.into()));
    fine("delete", store.write(Write::default().delete(AGENT_SPANS, conditions.clone())).await)?;
    same("left of stream 1", &fine("count", store.count(&left).await)?, &(40 - 13))?;
    same("left of both", &all(&*store, AGENT_SPANS).await?.len(), &(50 + 27))?;
    fine("delete nothing", store.write(Write::default().delete(AGENT_SPANS, conditions)).await)?;
    same("left of both", &all(&*store, AGENT_SPANS).await?.len(), &(50 + 27))?;
    fine("delete all", store.write(Write::default().delete(AGENT_SPANS, Vec::new())).await)?;
    same("left", &all(&*store, AGENT_SPANS).await?.len(), &0)?;
    same("gaps", &gaps(&*store).await?.len(), &1)
}

/// Rows of the big write.
const BIG: i64 = 20_000;

async fn big(store: Arc<dyn Store>) -> Checked {
    fine("put", store.write(Write::default().put_new((1..=BIG).map(|seq| span(1, seq)))).await)?;
    let found: Vec<AgentSpanRow> = fine("select", rows(&*store, &Select::from(AGENT_SPANS)).await)?;
    if found != (1..=BIG).map(|seq| span(1, seq)).collect::<Vec<_>>() {
        return Err("the rows are not those that were put".to_owned());
    }
    let write = Write::default().put((1..=BIG).map(|seq| AgentSpanRow { open: false, ..span(1, seq) }));
    fine("replace", store.write(write).await)?;
    let open = Select::from(AGENT_SPANS).only(Condition::Is("open", true.into()));
    same("open ones", &fine("count", store.count(&open).await)?, &0)?;
    let write = Write::default().put_new((BIG..2 * BIG).map(|seq| span(1, seq)));
    refused("one of them is there", store.write(write).await, conflict)?;
    let count = fine("count", store.count(&Select::from(AGENT_SPANS)).await)?;
    same("rows", &count, &BIG.unsigned_abs())
}

/// A row of a table that no store has.
struct Elsewhere;

impl Row for Elsewhere {
    const TABLE: &'static Table = &Table {
        name: "conformance_elsewhere",
        means: "nowhere",
        columns: &[Column { name: "id", kind: Kind::Int, null: false, means: "its key" }],
        key: 1,
    };
    fn to_values(&self) -> Vec<crate::Value> {
        vec![1.into()]
    }
    fn from_values(_: Vec<crate::Value>) -> Result<Self, crate::StoreError> {
        Ok(Self)
    }
}

async fn unknown_table(store: Arc<dyn Store>) -> Checked {
    let write = Write::default().put([gap(1, 1, "link")]).put([Elsewhere]);
    refused("a row", store.write(write).await, invalid)?;
    refused("a question", store.select(&Select::from(Elsewhere::TABLE)).await, invalid)?;
    refused("a count", store.count(&Select::from(Elsewhere::TABLE)).await, invalid)?;
    same("gaps", &gaps(&*store).await?, &Vec::new())
}

/// Rows of a write that is given up.
const GIVEN_UP: i64 = 2_000;

async fn given_up(store: Arc<dyn Store>) -> Checked {
    for waits in 0..20_i64 {
        let writer = store.clone();
        let rows: Vec<_> = (1..=GIVEN_UP).map(|seq| span(waits, seq)).collect();
        let write = tokio::spawn(async move { writer.write(Write::default().put(rows)).await });
        for _ in 0..waits * waits {
            tokio::task::yield_now().await;
        }
        write.abort();
        let done = write.await;
        let select = Select::from(AGENT_SPANS).only(Condition::Is("stream", waits.into()));
        let count = fine("count", store.count(&select).await)?.cast_signed();
        if count != 0 && count != GIVEN_UP {
            return Err(format!("{count} of {GIVEN_UP} rows are there"));
        }
        if matches!(done, Ok(Ok(()))) && count == 0 {
            return Err("a write that was acknowledged is not there".to_owned());
        }
        fine("the next write", store.write(Write::default().put([gap(waits, 1, "link")])).await)?;
    }
    same("gaps", &gaps(&*store).await?.len(), &20)
}

/// Writes made while others read, and rows in each.
const WRITES: i64 = 40;
const ROWS_A_WRITE: i64 = 250;

async fn readers(store: Arc<dyn Store>) -> Checked {
    let writer = store.clone();
    let writes = tokio::spawn(async move {
        for first in 0..WRITES {
            let rows = (0..ROWS_A_WRITE).map(|seq| span(1, first * ROWS_A_WRITE + seq));
            fine("write", writer.write(Write::default().put_new(rows)).await)?;
        }
        Ok::<_, String>(())
    });
    let mut seen = 0;
    while !writes.is_finished() {
        for _ in 0..3 {
            let count = fine("count", store.count(&Select::from(AGENT_SPANS)).await)?.cast_signed();
            if count % ROWS_A_WRITE != 0 || count < seen {
                return Err(format!("{count} rows were seen after {seen}, in writes of {ROWS_A_WRITE}"));
            }
            seen = count;
        }
        let found = all(&*store, AGENT_SPANS).await?.len() as i64;
        if found % ROWS_A_WRITE != 0 || found < seen {
            return Err(format!("{found} rows were read after {seen}, in writes of {ROWS_A_WRITE}"));
        }
        tokio::task::yield_now().await;
    }
    writes.await.map_err(|error| error.to_string())??;
    same("rows", &all(&*store, AGENT_SPANS).await?.len(), &((WRITES * ROWS_A_WRITE) as usize))
}
