//! The usual questions of a dashboard, asked of a large store: calls of a year, made of recorded ones, with their figures.
//!
//!     cargo bench --bench reports -- sqlite 10000000        calls; 200,000 unless said otherwise
//!     cargo bench --bench reports -- postgres 10000000
//!
//! Ten million calls take about 10 GB, removed at the end. Prints for each kind of question how long half of them and 95 of
//! 100 took, and the plan by which the database answers it.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

mod common;
#[path = "../callcenter-store/tests/servers/mod.rs"]
mod servers;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callcenter::core::stats::{Figures, Merge};
use callcenter::core::{QueueKey, Span, Text, Timestamp};
use callcenter::store::report::{About, By, Calendar, Period, Query, Report, Streams, WeekStart};
use callcenter::store::{
    CALLS, CallRow, Condition, Holder, Journal, MemoryStore, Select, Source, Store, StreamId, StreamRow,
    Write, cells, decode_record, encode_record, open, rows, streams,
};
use callcenter::{CallRecord, Policy, Replay};
use sqlx::{AssertSqlSafe, Connection, Row};

/// The first day of the year: 2026-01-01T00:00:00Z.
const YEAR: i64 = 1_767_225_600_000_000;
const DAY: i64 = 86_400_000_000;
const DAYS: i64 = 365;

/// The hours of a day in which calls begin, UTC.
const OPENS: i64 = 7 * 3_600_000_000;
const OPEN_FOR: i64 = 12 * 3_600_000_000;

const QUEUES: u64 = 10;
const AGENTS: u64 = 100;
const CALLERS: u64 = 500_000;

/// Calls written in one transaction.
const BATCH: usize = 5_000;

/// Questions of each kind.
const TIMES: u64 = 40;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = |word: &String| word.replace('_', "").parse::<u64>().ok();
    let calls = arguments.iter().find_map(number).unwrap_or(200_000);
    let names: Vec<&str> =
        arguments.iter().filter(|word| number(word).is_none()).map(String::as_str).collect();
    for name in ["sqlite", "postgres", "mariadb"] {
        if !names.is_empty() && !names.contains(&name) {
            continue;
        }
        let folder = Folder::new();
        let url = match name {
            "sqlite" => format!("sqlite:{}", folder.0.join("calls.db").display()),
            "postgres" => servers::postgres(),
            _ => servers::mariadb(),
        };
        let began = Instant::now();
        let store = open(&url).await.expect("the database is there");
        fill(&*store, calls).await;
        println!("{name}: {calls} calls written in {:.0} s", began.elapsed().as_secs_f64());
        settle(name, &url).await;
        ask(name, &*store, calls).await;
        plans(name, &url).await;
        store.close().await;
    }
}

/// Calls as the journal keeps those of the recorded busy hour.
async fn recorded() -> (StreamRow, Vec<(CallRow, CallRecord)>) {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let stream = StreamId { switch: "pbx".to_owned(), source: Source::Live };
    let mut bytes = Vec::new();
    for (time, frame) in common::busy_hour() {
        bytes.extend_from_slice(format!(";@ {}.{:06}\r\n", time / 1_000_000, time % 1_000_000).as_bytes());
        bytes.extend_from_slice(&frame);
    }
    let mut entries = Vec::new();
    Replay::new(Policy::default())
        .read(bytes.as_slice(), |entry| entries.push(entry))
        .expect("memory can be read");
    let holder = Holder::this_process("bench");
    let mut journal =
        Journal::open(store.clone(), &stream, &Policy::default(), holder).await.expect("the stream is new");
    journal.append(entries).await.expect("they follow");
    journal.close().await.expect("it is ours");
    let select = Select::from(CALLS).only(Condition::Is("live", false.into())).by("started_at");
    let found: Vec<CallRow> = rows(&*store, &select).await.expect("it is in memory");
    let with_record = |row: CallRow| {
        let record = decode_record(&row.record).expect("this version wrote it");
        (row, record)
    };
    let stream = streams(&*store).await.expect("it is in memory").remove(0);
    (stream, found.into_iter().map(with_record).collect())
}

/// Writes calls in order of time, each day's figures after them.
async fn fill(store: &dyn Store, calls: u64) {
    let (mut stream, recorded) = recorded().await;
    let origin =
        recorded.iter().filter_map(|(row, _)| row.started_at).min().expect("recorded calls have times");
    let per_day = calls / DAYS.cast_unsigned();
    let mut number = 0;
    for day in 0..DAYS {
        let today = if day + 1 == DAYS { calls - number } else { per_day };
        let begin = YEAR + day * DAY + OPENS;
        let mut figures = Figures::default();
        let mut batch = Vec::with_capacity(BATCH);
        for n in 0..today {
            let at = begin + OPEN_FOR / today.cast_signed().max(1) * n.cast_signed();
            let (row, record) = &recorded[(number % recorded.len() as u64) as usize];
            let by = at - row.started_at.unwrap_or(origin).as_micros();
            let call = made(row, record, number, Span::from_micros(by));
            figures.merge(&Figures::of_call(&call.1, |_| true));
            batch.push(call.0);
            number += 1;
            if batch.len() == BATCH {
                store
                    .write(Write::default().put_new(std::mem::take(&mut batch)))
                    .await
                    .expect("they are new");
            }
        }
        let kept = cells(stream.id, &figures).merged(Vec::new()).expect("nothing is there yet");
        store.write(Write::default().put_new(batch).put_new(kept)).await.expect("they are new");
    }
    stream.first_at = Timestamp::from_micros(YEAR + OPENS);
    stream.tip_at = Timestamp::from_micros(YEAR + DAYS * DAY);
    stream.seen_at = stream.tip_at;
    store.write(Write::default().put([stream])).await.expect("it is new");
}

/// A recorded call at another time, of another caller, answered by another agent out of another queue.
fn made(row: &CallRow, record: &CallRecord, number: u64, by: Span) -> (CallRow, CallRecord) {
    let dice = mixed(number);
    let later = |at: &mut Option<Timestamp>| *at = at.map(|at| at + by);
    let (mut row, mut record) = (row.clone(), record.clone());
    let queue = format!("queue{}", dice % QUEUES);
    let agent = format!("{}", 1_000 + dice / QUEUES % AGENTS);
    let caller = format!("+4930{:07}", dice / 1_000 % CALLERS);

    record.call_id = format!(
        "{:08x}-{:04x}-8{:03x}-9{:03x}-{:012x}",
        dice >> 32,
        dice >> 16 & 0xffff,
        dice >> 4 & 0xfff,
        number & 0xfff,
        number
    );
    record.linkedid = Text::from(format!("{}.{number}", 1_767_225_600 + number / 30).as_str());
    record.caller = record.caller.as_ref().map(|_| Text::from(caller.as_str()));
    record.queue = record.queue.as_ref().map(|_| QueueKey::from(queue.as_str()));
    for name in &mut record.queues {
        *name = QueueKey::from(queue.as_str());
    }
    record.answered_by = record.answered_by.as_ref().map(|_| Text::from(agent.as_str()));
    for at in
        [&mut record.started_at, &mut record.queue_entered_at, &mut record.answered_at, &mut record.ended_at]
    {
        later(at);
    }
    for visit in &mut record.visits {
        visit.queue = QueueKey::from(queue.as_str());
        later(&mut visit.entered_at);
        later(&mut visit.left_at);
    }
    for talk in &mut record.segments {
        talk.with = Some(Text::from(agent.as_str()));
        later(&mut talk.from);
        later(&mut talk.to);
    }
    for try_of in &mut record.ring_attempts {
        try_of.agent = Text::from(agent.as_str());
        later(&mut try_of.from);
        later(&mut try_of.to);
    }
    for rung in &mut record.agents_rung {
        rung.agent = Text::from(agent.as_str());
    }
    later(&mut record.observed.from);
    later(&mut record.observed.to);

    row.call_id.clone_from(&record.call_id);
    row.seq = number.cast_signed() * 30;
    record.linkedid.as_str().clone_into(&mut row.linkedid);
    row.caller = record.caller.as_ref().map(|text| text.as_str().to_owned());
    row.queue = record.queue.as_ref().map(|text| text.as_str().to_owned());
    row.answered_by = record.answered_by.as_ref().map(|text| text.as_str().to_owned());
    (row.started_at, row.queue_entered_at) = (record.started_at, record.queue_entered_at);
    (row.answered_at, row.ended_at) = (record.answered_at, record.ended_at);
    row.record = encode_record(&record);
    (row, record)
}

/// A number that looks random (SplitMix64's last step).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Lets the database do once what it does by itself after a while.
async fn settle(name: &str, url: &str) {
    if name == "postgres" {
        let mut connection = sqlx::PgConnection::connect(url).await.expect("the server runs");
        sqlx::query("VACUUM ANALYZE").execute(&mut connection).await.expect("it is allowed");
    }
    if name == "mariadb" {
        let mut connection = sqlx::MySqlConnection::connect(url).await.expect("the server runs");
        sqlx::raw_sql("ANALYZE TABLE calls, figures").execute(&mut connection).await.expect("it is allowed");
    }
}

/// A kind of question.
#[derive(Debug, Clone, Copy)]
enum Question {
    LatestCalls,
    CallsOfQueueInWeek,
    CallsOfCaller,
    CallsOfAgentOnDay,
    AbandonedOfQueueInWeek,
    AbandonedInMonth,
    Report(&'static str, Period),
}

const QUESTIONS: [Question; 12] = [
    Question::LatestCalls,
    Question::CallsOfQueueInWeek,
    Question::CallsOfCaller,
    Question::CallsOfAgentOnDay,
    Question::AbandonedOfQueueInWeek,
    Question::Report("queues", Period::Today),
    Question::Report("queues", Period::Week),
    Question::Report("queues", Period::Month),
    Question::Report("agents", Period::Today),
    Question::Report("agents", Period::Week),
    Question::Report("agents", Period::Month),
    Question::AbandonedInMonth,
];

/// Asks everything often, in turn, about other days each time.
async fn ask(name: &str, store: &dyn Store, calls: u64) {
    let mut took: Vec<Vec<Duration>> = vec![Vec::new(); QUESTIONS.len()];
    for time in 0..TIMES {
        for (question, took) in QUESTIONS.iter().zip(&mut took) {
            let dice = mixed(time * 1_000 + took.len() as u64);
            let began = Instant::now();
            let found = answer(store, *question, dice).await;
            took.push(began.elapsed());
            assert!(found > 0 || calls < 1_000_000, "{question:?} found nothing");
        }
    }
    let row = |what: &str, times: &mut Vec<Duration>| {
        times.sort_unstable();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
        println!(
            "{name:<9} {what:<42} {:>9.2} ms half {:>9.2} ms p95 {:>9.2} ms most",
            at(50),
            at(95),
            at(100)
        );
    };
    let mut all = Vec::new();
    for (question, times) in QUESTIONS.iter().zip(&mut took) {
        if !matches!(question, Question::AbandonedInMonth) {
            all.extend_from_slice(times);
        }
        row(&format!("{question:?}"), times);
    }
    row("all of them but the last", &mut all);
}

/// Asks once, and says how much was found.
async fn answer(store: &dyn Store, question: Question, dice: u64) -> u64 {
    let day = YEAR + (dice % 358).cast_signed() * DAY;
    let span = |days: i64| {
        [
            Condition::AtLeast("started_at", Timestamp::from_micros(day).into()),
            Condition::Below("started_at", Timestamp::from_micros(day + days * DAY).into()),
        ]
    };
    let queue = Condition::Is("queue", format!("queue{}", dice / 1_000 % QUEUES).into());
    let select = Select::from(CALLS);
    let among =
        |select: Select, conditions: Vec<Condition>| conditions.into_iter().fold(select, Select::only);
    let abandoned = Condition::Is("status", "abandoned".into());
    let listed = match question {
        Question::LatestCalls => select.latest_first("started_at").limit(50),
        Question::CallsOfQueueInWeek => {
            among(select.only(queue), span(7).into()).latest_first("started_at").limit(100)
        }
        Question::CallsOfCaller => {
            // A caller that is there: the one of some call.
            let caller = format!("+4930{:07}", mixed(dice % 100_000) / 1_000 % CALLERS);
            select.only(Condition::Is("caller", caller.into())).latest_first("started_at").limit(50)
        }
        Question::CallsOfAgentOnDay => {
            let agent = format!("{}", 1_000 + dice / 1_000 % AGENTS);
            among(select.only(Condition::Is("answered_by", agent.into())), span(1).into())
                .latest_first("started_at")
                .limit(500)
        }
        Question::AbandonedOfQueueInWeek => {
            let select = among(select.only(queue).only(abandoned), span(7).into());
            return store.count(&select).await.expect("the database answers");
        }
        Question::AbandonedInMonth => {
            let select = among(select.only(abandoned), span(30).into());
            return store.count(&select).await.expect("the database answers");
        }
        Question::Report(about, period) => {
            let query = Query {
                streams: Streams::Told,
                about: if about == "queues" { About::Queues } else { About::Agents },
                names: BTreeSet::new(),
                period,
                by: By::None,
                calendar: Calendar::of("Europe/Berlin", WeekStart::Monday).expect("Berlin is known"),
                target: Span::from_secs(20),
                short: Span::from_secs(5),
                now: Timestamp::from_micros(day + DAY / 2),
                compare: None,
                live: Vec::new(),
            };
            return Report::run(store, &query).await.expect("the database answers").rows.len() as u64;
        }
    };
    store.select(&listed).await.expect("the database answers").len() as u64
}

/// Prints by which indexes the usual questions are answered: the same text as the store's, with values in place.
async fn plans(name: &str, url: &str) {
    let (from, week) = (YEAR + 200 * DAY, YEAR + 207 * DAY);
    let texts = [
        "SELECT * FROM calls ORDER BY started_at DESC~, stream DESC, call_id DESC LIMIT 50".to_owned(),
        format!(
            "SELECT * FROM calls WHERE queue = 'queue3' AND started_at >= {from} AND started_at < {week} \
             ORDER BY started_at DESC~, stream DESC, call_id DESC LIMIT 100"
        ),
        "SELECT * FROM calls WHERE caller = '+49300012345' ORDER BY started_at DESC~, stream DESC, call_id DESC LIMIT 50"
            .to_owned(),
        format!(
            "SELECT * FROM calls WHERE answered_by = '1042' AND started_at >= {from} AND started_at < {week} \
             ORDER BY started_at DESC~, stream DESC, call_id DESC LIMIT 500"
        ),
        format!(
            "SELECT COUNT(*) FROM calls WHERE queue = 'queue3' AND status = 'abandoned' AND started_at >= {from} \
             AND started_at < {week}"
        ),
        format!("SELECT * FROM figures WHERE scope = 'queue' AND width = 96 AND start >= {from} AND start < {week}"),
    ];
    for text in texts {
        let text = text.replace('~', if name == "postgres" { " NULLS LAST" } else { "" });
        println!("{name}: {text}");
        for line in plan(name, url, &text).await {
            println!("    {line}");
        }
    }
}

async fn plan(name: &str, url: &str, text: &str) -> Vec<String> {
    match name {
        "sqlite" => {
            let mut connection = sqlx::SqliteConnection::connect(url).await.expect("the file is there");
            let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let lines = sqlx::query(text).fetch_all(&mut connection).await.expect("it is a question");
            lines.iter().map(|line| line.get(3)).collect()
        }
        "postgres" => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("the server runs");
            let text = AssertSqlSafe(format!("EXPLAIN (COSTS OFF) {text}"));
            let lines = sqlx::query(text).fetch_all(&mut connection).await.expect("it is a question");
            lines.iter().map(|line| line.get(0)).collect()
        }
        _ => {
            let mut connection = sqlx::MySqlConnection::connect(url).await.expect("the server runs");
            let text = AssertSqlSafe(format!("EXPLAIN FORMAT=JSON {text}"));
            let lines = sqlx::query(text).fetch_all(&mut connection).await.expect("it is a question");
            lines
                .iter()
                .flat_map(|line| line.get::<String, _>(0).lines().map(str::to_owned).collect::<Vec<_>>())
                .collect()
        }
    }
}

/// A folder for a database, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("callcenter-reports-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made for temporary files");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
