//! Each wanted row exactly once, in order, while others come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use callcenter_core::Timestamp;
use callcenter_store::export::{
    CALLS_PER_PAGE_MAX, Columns, CsvSheet, CsvStyle, EXPORTED, ROWS_PER_PAGE_MAX, Wanted, export, exported,
};
use callcenter_store::{
    AGENT_SPANS, AgentSpanRow, CALLS, Condition, GAPS, MemoryStore, Put, Row, STREAMS, Select, Store, TALKS,
    TalkRow, VISITS, Value, Write,
};
use futures::TryStreamExt as _;

use crate::samples::{HALF_PAST_TWO, HOUR, call, usual, visit};

/// Runs over the reference and over every database.
fn on_each_store(mut story: impl AsyncFnMut(Arc<dyn Store>)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        story(Arc::new(MemoryStore::new())).await;
        #[cfg(feature = "sqlite")]
        story(callcenter_store::open("sqlite::memory:").await.expect("a store in memory")).await;
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        if crate::servers::left_out() {
            return;
        }
        #[cfg(feature = "postgres")]
        story(callcenter_store::open(&crate::servers::postgres()).await.expect("the server runs")).await;
        #[cfg(feature = "mysql")]
        story(callcenter_store::open(&crate::servers::mariadb()).await.expect("the server runs")).await;
    });
}

async fn put<R: Row>(store: &dyn Store, rows: Vec<R>) {
    store.write(Write::default().put(rows)).await.expect("rows are put");
}

async fn exported_rows(store: &dyn Store, wanted: &Wanted, columns: Columns) -> Vec<Vec<Value>> {
    let plan = wanted.plan(columns).expect("a plan");
    let steps = plan.steps(store).await.expect("a number");
    let pages: Vec<_> = plan.pages(store).try_collect().await.expect("pages");
    assert_eq!(pages.iter().map(|page| page.steps).sum::<u64>(), steps, "the progress ends at its end");
    pages.into_iter().flat_map(|page| page.rows).collect()
}

async fn ids(store: &dyn Store, wanted: &Wanted) -> Vec<String> {
    let columns = Columns::named(wanted.table, &["call_id"]).expect("a column");
    let rows = exported_rows(store, wanted, columns).await;
    rows.into_iter().flatten().map(text).collect()
}

fn text(value: Value) -> String {
    let Value::Text(text) = value else { panic!("{value:?} is no text") };
    text
}

fn calls(
    numbers: std::ops::Range<usize>,
    started_at: impl Fn(usize) -> Option<i64>,
) -> Vec<callcenter_store::CallRow> {
    numbers.map(|number| call(7, &format!("c-{number:06}"), started_at(number))).collect()
}

#[test]
fn calls_come_by_their_beginning_those_without_one_first() {
    on_each_store(async |store| {
        let count = ROWS_PER_PAGE_MAX * 2 + 17;
        // Many begin at the same moment, over the borders of pages; some at none.
        let rows =
            calls(0..count, |number| (number % 3 > 0).then_some(HALF_PAST_TWO + (number / 4_000) as i64));
        let mut expected: Vec<_> = rows.iter().map(|row| (row.started_at, row.call_id.clone())).collect();
        expected.sort();
        put(&*store, rows).await;
        let expected: Vec<String> = expected.into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids(&*store, &Wanted::all(CALLS)).await, expected);
    });
}

#[test]
fn all_columns_come_as_they_are_stored() {
    on_each_store(async |store| {
        let rows = calls(0..10, |number| Some(number as i64));
        put(&*store, rows.clone()).await;
        let expected: Vec<_> = rows.iter().map(usual).collect();
        assert_eq!(exported_rows(&*store, &Wanted::all(CALLS), Columns::usual(CALLS)).await, expected);
    });
}

#[test]
fn rows_that_come_and_go_meanwhile_make_no_other_appear_twice_or_be_left_out() {
    on_each_store(async |store| {
        let size = ROWS_PER_PAGE_MAX;
        let first =
            calls(0..size * 3 + 1, |number| (number >= 100).then_some(HALF_PAST_TWO + (number / 7) as i64));
        let at_first: BTreeSet<String> = first.iter().map(|row| row.call_id.clone()).collect();
        put(&*store, first.clone()).await;

        let columns = Columns::named(CALLS, &["call_id"]).expect("a column");
        let plan = Wanted::all(CALLS).plan(columns).expect("a plan");
        let mut pages = std::pin::pin!(plan.pages(&*store));
        let mut seen = Vec::new();
        let mut gone = BTreeSet::new();
        let mut number = 0;
        while let Some(page) = pages.try_next().await.expect("a page") {
            seen.extend(page.rows.into_iter().flatten().map(text));
            number += 1;
            // Before, at and after the place that was reached, with and without a beginning.
            let place = seen.len() / 7;
            let new = [None, Some(0), Some(HALF_PAST_TWO + place as i64), Some(HALF_PAST_TWO + HOUR)];
            let new = new
                .iter()
                .enumerate()
                .map(|(nth, at)| call(7, &format!("c-{place:06}-new-{number}-{nth}"), *at));
            put(&*store, new.collect()).await;
            // The very row after which the next page begins, and one that has not been seen.
            let last = seen.last().expect("no page is empty").clone();
            let next = first.iter().rev().map(|row| &row.call_id).find(|id| !seen.contains(id));
            for id in next.into_iter().chain([&last]) {
                gone.insert(id.clone());
                let conditions = vec![Condition::Is("call_id", id.as_str().into())];
                store.write(Write::default().delete(CALLS, conditions)).await.expect("it is deleted");
            }
        }
        let once: BTreeSet<String> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "no row twice");
        assert!(
            number > 3 && once.iter().any(|id| id.ends_with("-3")),
            "what came behind the place is there"
        );
        let left_out: Vec<_> = at_first.difference(&once).filter(|id| !gone.contains(*id)).collect();
        assert_eq!(left_out, Vec::<&String>::new());
    });
}

#[test]
fn what_belongs_to_calls_comes_in_their_order() {
    on_each_store(async |store| {
        let count = CALLS_PER_PAGE_MAX + 5;
        // The later a call's name, the earlier it began.
        put(&*store, calls(0..count, |number| Some(HALF_PAST_TWO - number as i64))).await;
        let visits = (0..count).flat_map(|number| {
            [2, 1].map(|n| visit(7, &format!("c-{number:06}"), n, if n == 1 { "support" } else { "sales" }))
        });
        put(&*store, visits.collect()).await;
        let columns = Columns::named(VISITS, &["n", "call_id"]).expect("columns");
        let rows = exported_rows(&*store, &Wanted::all(VISITS), columns).await;
        let expected = (0..count)
            .rev()
            .flat_map(|number| [1, 2].map(|n| vec![Value::Int(n), Value::Text(format!("c-{number:06}"))]));
        assert_eq!(rows, expected.collect::<Vec<_>>());
    });
}

#[test]
fn rows_are_chosen_by_the_call_and_by_themselves() {
    on_each_store(async |store| {
        let mut rows = calls(0..6, |number| Some(HALF_PAST_TWO + number as i64 * HOUR));
        rows[1].status = "abandoned".to_owned();
        rows[2].direction = "outbound".to_owned();
        rows[2].caller = Some("1001".to_owned());
        rows[3].answered_by = Some("1001".to_owned());
        rows[4].queue = Some("sales".to_owned());
        rows[5].stream = 8;
        put(&*store, rows).await;
        let visits = [(1, "sales"), (4, "sales"), (4, "support"), (5, "sales")];
        let visits = (1..).zip(visits).map(|(n, (number, queue))| {
            visit(if number == 5 { 8 } else { 7 }, &format!("c-{number:06}"), n, queue)
        });
        put(&*store, visits.collect()).await;
        let talk = |number: usize, with: &str| TalkRow {
            stream: 7,
            call_id: format!("c-{number:06}"),
            n: 1,
            with_whom: Some(with.to_owned()),
            from_at: None,
            until_at: None,
            talk: None,
        };
        put(&*store, vec![talk(1, "1001"), talk(3, "1002")]).await;

        let all = |table| Wanted::all(table);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let at = |hours: i64| Some(Timestamp::from_micros(HALF_PAST_TWO + hours * HOUR));
        for (wanted, expected) in [
            (Wanted { from: at(1), until: at(4), ..all(CALLS) }, vec![1, 2, 3]),
            (Wanted { from: at(4), ..all(CALLS) }, vec![4, 5]),
            (Wanted { until: at(1), ..all(CALLS) }, vec![0]),
            (Wanted { statuses: names(&["abandoned", "busy"]), ..all(CALLS) }, vec![1]),
            (Wanted { directions: names(&["outbound"]), ..all(CALLS) }, vec![2]),
            (Wanted { agents: names(&["1001"]), ..all(CALLS) }, vec![2, 3]),
            (Wanted { queues: names(&["sales"]), ..all(CALLS) }, vec![4]),
            (Wanted { streams: vec![8], ..all(CALLS) }, vec![5]),
            (Wanted { queues: names(&["sales"]), ..all(VISITS) }, vec![1, 4, 5]),
            (Wanted { queues: names(&["sales"]), from: at(4), streams: vec![7], ..all(VISITS) }, vec![4]),
            (Wanted { statuses: names(&["abandoned"]), ..all(VISITS) }, vec![1]),
            (Wanted { agents: names(&["1001"]), ..all(TALKS) }, vec![1]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|number: usize| format!("c-{number:06}")).collect();
            assert_eq!(ids(&*store, &wanted).await, expected, "{wanted:?}");
        }
    });
}

#[test]
fn what_agents_did_comes_stream_by_stream_in_order() {
    on_each_store(async |store| {
        let count = ROWS_PER_PAGE_MAX as i64;
        let span = |stream: i64, seq: i64| AgentSpanRow {
            stream,
            seq,
            agent: if seq % 2 == 0 { "1001" } else { "1002" }.to_owned(),
            activity: "ready".to_owned(),
            reason: String::new(),
            from_at: Some(Timestamp::from_micros(HALF_PAST_TWO + seq)),
            until_at: None,
            open: true,
        };
        // Exactly a page of the first stream, more of the second, a few of the third.
        let streams = [(-3, count), (5, count * 2 + 1), (9, 3)];
        let rows: Vec<_> =
            streams.iter().flat_map(|(stream, last)| (1..=*last).map(|seq| span(*stream, seq))).collect();
        put(&*store, rows.clone()).await;
        let columns = || Columns::named(AGENT_SPANS, &["stream", "seq"]).expect("columns");
        let pairs = |rows: &[AgentSpanRow]| -> Vec<Vec<Value>> {
            rows.iter().map(|row| vec![Value::Int(row.stream), Value::Int(row.seq)]).collect()
        };
        assert_eq!(exported_rows(&*store, &Wanted::all(AGENT_SPANS), columns()).await, pairs(&rows));
        let wanted = Wanted {
            agents: vec!["1001".to_owned()],
            streams: vec![5, 9],
            from: Some(Timestamp::from_micros(HALF_PAST_TWO + 2)),
            until: Some(Timestamp::from_micros(HALF_PAST_TWO + 5)),
            ..Wanted::all(AGENT_SPANS)
        };
        let chosen = [span(5, 2), span(5, 4), span(9, 2)];
        assert_eq!(exported_rows(&*store, &wanted, columns()).await, pairs(&chosen));
    });
}

#[test]
fn every_table_for_people_is_exported_whole() {
    on_each_store(async |store| {
        for table in EXPORTED {
            // The first columns of each key are a number and, of calls' belongings, the call's name.
            let cell = |column: &callcenter_store::Column, n: i64| match column.kind {
                callcenter_store::Kind::Text if column.name == "call_id" => {
                    Value::Text("c-000001".to_owned())
                }
                callcenter_store::Kind::Text => Value::Text(format!("t{n}")),
                callcenter_store::Kind::Bytes => Value::Bytes(vec![1]),
                callcenter_store::Kind::Flag => Value::Int(n % 2),
                _ if column.name == "stream" => Value::Int(7),
                _ => Value::Int(n),
            };
            let count = if *table == CALLS { 1 } else { 3 };
            let rows: Vec<Vec<Value>> =
                (1..=count).map(|n| table.columns.iter().map(|column| cell(column, n)).collect()).collect();
            let put = Put { table, rows: rows.clone(), replace: true };
            store.write(Write { puts: vec![put], ..Write::default() }).await.expect("rows are put");
            let bytes: Vec<_> = rows
                .into_iter()
                .map(|row| {
                    row.into_iter().filter(|value| !matches!(value, Value::Bytes(_))).collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(
                exported_rows(&*store, &Wanted::all(table), Columns::usual(table)).await,
                bytes,
                "{}",
                table.name
            );
            assert_eq!(exported(&table.name.replace('_', "-")).ok(), Some(*table));
        }
    });
}

#[test]
fn an_export_says_how_far_it_is_and_what_it_wrote() {
    on_each_store(async |store| {
        put(&*store, calls(0..ROWS_PER_PAGE_MAX + 1, |_| Some(1))).await;
        let columns = Columns::named(CALLS, &["call_id"]).expect("a column");
        let plan = Wanted::all(CALLS).plan(columns.clone()).expect("a plan");
        let mut file = Vec::new();
        let mut sheet = CsvSheet::new(&mut file, columns, CsvStyle::default()).expect("a sheet");
        let mut steps = Vec::new();
        let written = export(&*store, &plan, &mut sheet, |done| steps.push(done)).await.expect("a file");
        drop(sheet);
        let count = ROWS_PER_PAGE_MAX as u64;
        assert_eq!((steps, written.rows), (vec![count, count + 1], count + 1));
        assert_eq!(
            file.split(|byte| *byte == b'\n').count() as u64,
            count + 3,
            "a header, and nothing after the end"
        );
        let all = store.count(&Select::from(CALLS)).await.expect("a number");
        assert_eq!(all, written.rows);
    });
}

#[test]
fn a_question_that_makes_no_sense_is_refused_before_the_store_is_asked() {
    let word = || vec!["x".to_owned()];
    let plain = |table| Wanted::all(table);
    let moment = |micros| Some(Timestamp::from_micros(micros));
    for (wanted, words) in [
        (
            Wanted { statuses: word(), ..plain(CALLS) },
            "status: unknown variant `x`, expected one of `ringing`, `waiting`",
        ),
        (Wanted { directions: word(), ..plain(VISITS) }, "expected one of `inbound`, `outbound`, `internal`"),
        (Wanted { agents: word(), ..plain(GAPS) }, "gaps have no agent"),
        (Wanted { queues: word(), ..plain(AGENT_SPANS) }, "agent_spans have no queue"),
        (
            Wanted { statuses: vec!["busy".to_owned()], ..plain(AGENT_SPANS) },
            "agent_spans have no call's status or direction",
        ),
        (Wanted { from: moment(1), ..plain(STREAMS) }, "streams have no time"),
        (Wanted { from: moment(1), until: moment(1), ..plain(CALLS) }, "ends before it begins"),
    ] {
        let error = wanted.plan(Columns::usual(wanted.table)).expect_err("it makes no sense").to_string();
        assert!(error.contains(words), "{error}");
    }
    assert!(plain(CALLS).plan(Columns::usual(VISITS)).is_err());
    let error = exported("figures").expect_err("its rows are bytes").to_string();
    assert!(error.starts_with("there is no table figures; there are calls, visits"), "{error}");
}
