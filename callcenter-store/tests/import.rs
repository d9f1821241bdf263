//! History becomes calls, members and figures, whatever is in the files and wherever an import was broken off.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use callcenter_core::stats::QueueFigures;
use callcenter_core::{Policy, Span, Timestamp};
use callcenter_store::import::{
    ImportError, ImportReport, Kind, LINE_BYTES_MAX, Plan, Reading, SourceFile, dry_run, import,
};
use callcenter_store::{
    ATTEMPTS, CALLS, CallRow, IMPORTS, JOURNAL, MemoryStore, STREAMS, Select, Store, TABLES, TALKS,
    TRANSFERS, Table, Value, VisitRow, rows,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;

const QUEUE_LOG: &str = include_str!("history/queue_log");
const CDR: &str = include_str!("history/cdr_custom.csv");
const MASTER: &str = include_str!("history/Master.csv");
const CEL: &str = include_str!("history/cel.csv");

fn plan(kind: Kind) -> Plan {
    let policy = Policy { switch: "pbx".into(), ..Policy::default() };
    let reading = Reading {
        policy,
        zone: TimeZone::UTC,
        members: BTreeMap::new(),
        now: Timestamp::from_secs(1_800_000_000),
        columns: Vec::new(),
    };
    Plan { kind, name: "main".to_owned(), reading }
}

fn file(name: &str, bytes: impl AsRef<[u8]>) -> SourceFile {
    SourceFile { name: name.to_owned(), input: Box::new(Cursor::new(bytes.as_ref().to_vec())) }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn store() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}

fn imported(store: &Arc<dyn Store>, plan: &Plan, files: Vec<SourceFile>) -> ImportReport {
    run(import(Arc::clone(store), plan, files)).expect("it is imported")
}

fn all<R: callcenter_store::Row>(store: &Arc<dyn Store>) -> Vec<R> {
    run(rows(&**store, &Select::from(R::TABLE))).expect("rows")
}

fn cells(store: &Arc<dyn Store>, table: &'static Table) -> Vec<Vec<Value>> {
    let mut cells = run(store.select(&Select::from(table))).expect("rows");
    cells.sort();
    cells
}

/// Every row that says what happened, without when it was written and in which batches.
fn content(store: &Arc<dyn Store>) -> Vec<(&'static str, Vec<Vec<Value>>)> {
    let about = TABLES
        .iter()
        .filter(|table| ![STREAMS, JOURNAL, callcenter_store::SNAPSHOTS, IMPORTS].contains(table));
    about.map(|table| (table.name, cells(store, table))).collect()
}

fn statuses(store: &Arc<dyn Store>) -> Vec<(String, String)> {
    let mut calls: Vec<CallRow> = all(store);
    calls.sort_by(|one, two| one.linkedid.cmp(&two.linkedid));
    calls.into_iter().map(|call| (call.linkedid, call.status)).collect()
}

#[test]
fn a_queue_log_becomes_calls_with_their_stays_tries_and_transfers() {
    let store = store();
    let report = imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    assert_eq!(
        (report.lines, report.not_understood_count(), report.calls, report.open),
        (31, 0, 6, 1),
        "{report:?}"
    );
    assert_eq!(
        statuses(&store),
        [
            ("1795225606.0", "answered"),
            ("1795225656.2", "abandoned"),
            ("1795225668.4", "answered"),
            ("1795225709.7", "answered"),
            ("1795225713.9", "abandoned"),
            ("1795225719.3", "queue_exit_key"),
        ]
        .map(|(one, two)| (one.to_owned(), two.to_owned()))
    );
    let calls: Vec<CallRow> = all(&store);
    let first = calls.iter().find(|call| call.linkedid == "1795225606.0").expect("it is there");
    assert_eq!(first.caller.as_deref(), Some("491711234509"));
    assert_eq!(first.caller_name.as_deref(), Some("Anna Kundin"));
    assert_eq!(first.answered_by.as_deref(), Some("1001"));
    assert_eq!(
        (first.wait, first.ring, first.talk),
        (Some(Span::from_secs(10)), Some(Span::from_secs(3)), Some(Span::from_secs(30)))
    );
    assert_eq!((first.hangup_by.as_deref(), first.observed.as_str()), (Some("customer"), "whole"));
    assert_eq!(first.ended_at, Some(Timestamp::from_secs(1_795_225_650)));
    let visits: Vec<VisitRow> = all(&store);
    let journey: Vec<(&str, &str)> = visits
        .iter()
        .filter(|visit| {
            calls.iter().any(|call| call.call_id == visit.call_id && call.linkedid == "1795225668.4")
        })
        .map(|visit| (visit.queue.as_str(), visit.result.as_str()))
        .collect();
    assert_eq!(
        journey,
        [("support", "queue_timeout"), ("sales", "answered")],
        "HC-29: one caller, two queues"
    );
    assert_eq!(cells(&store, TRANSFERS).len(), 1);
    assert_eq!(cells(&store, TALKS).len(), 3);
    assert_eq!(cells(&store, ATTEMPTS).len(), 5);
}

#[test]
fn hc_53_figures_of_an_import_come_from_the_same_fold_as_live_ones() {
    let store = store();
    imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let support = figures(&store, "support");
    assert!(support.is_balanced(), "{support:?}");
    let counts =
        (support.offered, support.answered, support.abandoned, support.timed_out, support.exited_by_key);
    assert_eq!(counts, (6, 2, 2, 1, 1), "HC-36, HC-35: an abandon with a member's name is an abandon");
    assert_eq!((support.credited, support.dumped), (2, 1), "HC-34");
    assert_eq!((support.answered_wait, support.abandoned_wait), (Span::from_secs(12), Span::from_secs(9)));
    assert_eq!(support.talk, Span::from_secs(58));
    assert_eq!(
        (support.attempts.answered, support.attempts.no_answer, support.attempts.cancelled),
        (2, 1, 1),
        "HC-33"
    );
    let sales = figures(&store, "sales");
    assert_eq!((sales.offered, sales.answered, sales.abandoned), (1, 1, 0), "HC-29");
}

fn figures(store: &Arc<dyn Store>, queue: &str) -> QueueFigures {
    use callcenter_core::stats::Merge as _;
    let mut sum = QueueFigures::default();
    for row in all::<callcenter_store::FigureRow>(store) {
        if row.scope == "queue" && row.name == queue && row.width == 96 {
            sum.merge(&postcard::from_bytes(&row.data[1..]).expect("figures of a queue"));
        }
    }
    sum
}

#[test]
fn hc_38_hc_42_members_pauses_and_sessions_come_from_the_log() {
    let store = store();
    imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let sessions: Vec<(String, Option<i64>, Option<i64>)> = all::<callcenter_store::AgentSessionRow>(&store)
        .into_iter()
        .map(|row| (row.agent, seconds(row.from_at), seconds(row.until_at)))
        .collect();
    assert_eq!(
        sessions,
        [
            ("1001".to_owned(), Some(1_795_225_601), None),
            ("1002".to_owned(), Some(1_795_225_602), Some(1_795_225_745))
        ]
    );
    let pauses: Vec<_> = all::<callcenter_store::PauseRow>(&store)
        .into_iter()
        .map(|row| (row.agent, row.queue, row.reason, seconds(row.from_at), seconds(row.until_at)))
        .collect();
    let pause = |agent: &str, queue: &str, reason: &str, from, until| {
        (agent.to_owned(), queue.to_owned(), reason.to_owned(), Some(from), until)
    };
    assert_eq!(
        pauses,
        [
            pause("1002", "support", "", 1_795_225_602, Some(1_795_225_616)),
            pause("1001", "sales", "Lunch", 1_795_225_705, None),
            pause("1001", "support", "Lunch", 1_795_225_705, None),
        ]
    );
    let spans = all::<callcenter_store::AgentSpanRow>(&store);
    let of = |agent: &str| {
        spans.iter().filter(|row| row.agent == agent).map(|row| row.activity.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("1001"), ["ready", "talking", "ready", "talking", "ready", "partly_ready", "paused"]);
    assert_eq!(of("1002"), ["paused", "ready", "talking", "ready"], "HC-46: from calls first");
}

fn seconds(at: Option<Timestamp>) -> Option<i64> {
    at.map(|at| at.as_micros() / 1_000_000)
}

#[test]
fn the_same_file_again_changes_nothing_whatever_it_is_called() {
    let store = store();
    imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let before = content(&store);
    let report = imported(&store, &plan(Kind::QueueLog), vec![file("queue_log.1", QUEUE_LOG)]);
    assert_eq!((report.lines, report.entries, report.known.len()), (0, 0, 1), "{report:?}");
    assert_eq!(content(&store), before);
}

#[test]
fn a_file_that_grows_is_read_on_and_a_half_written_line_waits() {
    let whole = store();
    imported(&whole, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let bit_by_bit = store();
    let mut early = plan(Kind::QueueLog);
    early.reading.now = Timestamp::from_secs(1_795_225_600);
    for end in [0, 30, 41, 500, 501, 777, 1_200, QUEUE_LOG.len()] {
        imported(&bit_by_bit, &early, vec![file("queue_log", &QUEUE_LOG[..end])]);
    }
    imported(&bit_by_bit, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    assert_eq!(content(&bit_by_bit), content(&whole));
}

#[test]
fn rotated_files_are_read_in_the_order_of_their_times_and_calls_go_over_from_one_to_the_next() {
    let whole = store();
    imported(&whole, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let lines: Vec<&str> = QUEUE_LOG.split_inclusive('\n').collect();
    let parts: Vec<String> = lines.chunks(7).map(<[&str]>::concat).collect();
    let rotated = store();
    let name = |n: usize| format!("queue_log.{}", parts.len() - n);
    let files = parts.iter().enumerate().rev().map(|(n, part)| file(&name(n), part)).collect();
    let report = imported(&rotated, &plan(Kind::QueueLog), files);
    assert_eq!((report.calls, report.files.len()), (6, parts.len()));
    assert_eq!(content(&rotated), content(&whole));
}

#[test]
fn a_file_older_than_what_is_imported_is_refused_with_a_way_out() {
    let store = store();
    imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    let older = "1700000000|1.0|support|NONE|ENTERQUEUE||1|1\n";
    let refused = run(import(Arc::clone(&store), &plan(Kind::QueueLog), vec![file("old", older)]));
    let Err(error @ ImportError::Earlier { .. }) = refused else { panic!("{refused:?}") };
    assert!(error.to_string().contains("--name"), "{error}");
    let mut apart = plan(Kind::QueueLog);
    apart.name = "before".to_owned();
    assert_eq!(imported(&store, &apart, vec![file("old", older)]).open, 1);
}

#[test]
fn another_history_of_the_same_time_is_warned_about() {
    let store = store();
    assert_eq!(imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]).warnings, [""; 0]);
    let mut other = plan(Kind::QueueLog);
    other.name = "copy".to_owned();
    let report = imported(&store, &other, vec![file("queue_log", QUEUE_LOG)]);
    assert!(report.warnings.iter().any(|warning| warning.contains("import:queue-log:main")), "{report:?}");
}

#[test]
fn cdr_is_read_as_cdr_csv_and_as_cdr_custom_write_it() {
    let told = |log: &str, time_zone: &str| {
        let store = store();
        let mut plan = plan(Kind::Cdr);
        plan.reading.zone = TimeZone::get(time_zone).expect("the zones are installed");
        let report = imported(&store, &plan, vec![file("cdr", log)]);
        assert_eq!(report.not_understood_count(), 0, "{report:?}");
        let mut calls: Vec<CallRow> = all(&store);
        calls.sort_by_key(|call| call.started_at);
        calls
            .into_iter()
            .map(|call| (seconds(call.started_at), call.caller, call.status, call.answered_by))
            .collect::<Vec<_>>()
    };
    let (master, custom) = (told(MASTER, "UTC"), told(CDR, "UTC"));
    assert!(!custom.is_empty());
    assert_eq!(master, custom);
    let elsewhere = told(MASTER, "Europe/Berlin");
    assert_eq!(
        elsewhere[0].0.map(|at| at + 3_600),
        master[0].0,
        "a time without a zone is in the one that is said"
    );
    let header = "calldate,clid,src,dst,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,uniqueid\n\
                  2026-11-21 02:05:30,\"\"\"Anna\"\" <49301>\",49301,1001,PJSIP/trunk-1,PJSIP/1001-2,Dial,PJSIP/1001,30,20,ANSWERED,7.1\n";
    assert_eq!(
        told(header, "UTC"),
        [(Some(1_795_226_730), Some("49301".to_owned()), "answered".to_owned(), Some("1001".to_owned()))]
    );
}

#[test]
fn hc_32_a_phone_that_rang_while_another_answered_missed_nothing() {
    let store = store();
    let row = |to: &str, disposition: &str, answer: &str| {
        format!(
            "7.0,7.0,0,49301,5000,in,PJSIP/trunk-1,PJSIP/{to}-2,Dial,x,1795226730.1,{answer},1795226760.1,30,20,{disposition}\n"
        )
    };
    let log = row("1001", "ANSWERED", "1795226740.1") + &row("1002", "NO ANSWER", "");
    imported(&store, &plan(Kind::Cdr), vec![file("cdr", log)]);
    let mut results: Vec<(String, Option<String>)> =
        all::<callcenter_store::AttemptRow>(&store).into_iter().map(|row| (row.agent, row.result)).collect();
    results.sort();
    let wanted = [("1001", "answered"), ("1002", "answered_elsewhere")];
    assert_eq!(results, wanted.map(|(agent, result)| (agent.to_owned(), Some(result.to_owned()))));
}

/// A store whose connection breaks at a write, as when the program is killed there: before it, or after it was done.
#[derive(Debug)]
struct Breaks {
    store: Arc<dyn Store>,
    writes: std::sync::atomic::AtomicUsize,
    done: bool,
}

#[async_trait::async_trait]
impl Store for Breaks {
    fn backend(&self) -> &'static str {
        self.store.backend()
    }
    async fn write(&self, write: callcenter_store::Write) -> Result<(), callcenter_store::StoreError> {
        use std::sync::atomic::Ordering;
        let left = self.writes.load(Ordering::SeqCst);
        self.writes.store(left.saturating_sub(1), Ordering::SeqCst);
        if left > 1 {
            return self.store.write(write).await;
        }
        if left == 1 && self.done {
            self.store.write(write).await?;
        }
        Err(callcenter_store::StoreError::Invalid("killed".to_owned()))
    }
    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, callcenter_store::StoreError> {
        self.store.select(select).await
    }
    async fn count(&self, select: &Select) -> Result<u64, callcenter_store::StoreError> {
        self.store.count(select).await
    }
    async fn close(&self) {}
}

#[test]
fn broken_off_at_any_write_and_run_again_it_gives_the_same_rows_as_one_run() {
    for (kind, log, breaks_min) in
        [(Kind::QueueLog, QUEUE_LOG, 30), (Kind::Cdr, CDR, 5), (Kind::Cel, CEL, 30)]
    {
        let lines: Vec<&str> = log.split_inclusive('\n').collect();
        let files = || {
            lines
                .chunks(lines.len().div_ceil(8))
                .enumerate()
                .map(|(n, part)| file(&n.to_string(), part.concat()))
                .collect::<Vec<_>>()
        };
        let whole = store();
        assert!(imported(&whole, &plan(kind), files()).calls > 1);
        let mut broken = 0;
        for writes in 1..50 {
            for done in [false, true] {
                let store = store();
                let breaks = Arc::new(Breaks { store: Arc::clone(&store), writes: writes.into(), done });
                broken += usize::from(run(import(breaks, &plan(kind), files())).is_err());
                let mut later = plan(kind);
                later.reading.now = later.reading.now + Span::from_secs(3_600);
                imported(&store, &later, files());
                assert_eq!(
                    content(&store),
                    content(&whole),
                    "{kind:?} broken at write {writes}, done: {done}"
                );
            }
        }
        assert!(broken >= breaks_min, "only {broken} runs of {kind:?} broke");
    }
}

#[test]
fn what_was_broken_off_goes_on_with_its_own_file_only() {
    let grown = format!("{QUEUE_LOG}1795225760|1795225749.1|support|NONE|ABANDON|1|1|10\n");
    let mut broken_off = false;
    for writes in 1..30 {
        let store = store();
        let breaks = Arc::new(Breaks { store: Arc::clone(&store), writes: writes.into(), done: true });
        let _ = run(import(breaks, &plan(Kind::QueueLog), vec![file("queue_log", &grown)]));
        let other = "1795300000|7.0|support|NONE|ENTERQUEUE||1|1\n";
        match run(import(Arc::clone(&store), &plan(Kind::QueueLog), vec![file("other", other)])) {
            Err(ImportError::BrokenOff { file }) => {
                assert_eq!(file, "queue_log");
                broken_off = true;
                break;
            }
            Err(error) => panic!("{error}"),
            Ok(_) => continue,
        }
    }
    assert!(broken_off, "no run broke between a batch and its note");
}

#[test]
fn a_file_that_was_cut_is_refused() {
    let store = store();
    let long = QUEUE_LOG.to_owned() + &"1795225760|NONE|NONE|NONE|CONFIGRELOAD|\n".repeat(200);
    imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", &long)]);
    let refused =
        run(import(Arc::clone(&store), &plan(Kind::QueueLog), vec![file("queue_log", &long[..5_000])]));
    assert!(matches!(refused, Err(ImportError::Shorter { .. })), "{refused:?}");
}

#[test]
fn hostile_lines_are_counted_with_their_places_and_the_rest_is_read() {
    let mut bytes = b"1795225610|7.0|support|NONE|ENTERQUEUE||12\xff3|1\r\n".to_vec();
    bytes.extend_from_slice(b"\x00\x01\x02|||||\n");
    bytes.extend_from_slice(&vec![b'|'; 1 << 20]);
    bytes.extend_from_slice(b"\n1795225612|7.0|support|Anna | Sales|CONNECT|2|7.1|1\r\n");
    bytes.extend_from_slice(format!("1795225612|{}|support|A|CONNECT|2|7.1|1\n", "9".repeat(600)).as_bytes());
    bytes.extend_from_slice(b"1795225620|7.0|support|Anna | Sales|COMPLETEAGENT|2|8|1\n\n");
    bytes.extend_from_slice(
        b"99999999999|7.0|support|A|CONNECT|2|7.1|1\n1795225630|8.0|support|A|CONNECT|-3|7.1|1",
    );
    assert!(bytes.len() > LINE_BYTES_MAX);
    let store = store();
    let report = imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", &bytes)]);
    assert_eq!(
        (report.lines, report.used, report.idle, report.not_understood_count()),
        (9, 3, 1, 5),
        "{report:?}"
    );
    let places: Vec<u64> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(places, [2, 3, 5, 8, 9]);
    let calls: Vec<CallRow> = all(&store);
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].answered_by.as_deref(), Some("Anna | Sales"));
}

#[test]
fn a_dry_run_says_what_would_be_and_keeps_nothing() {
    let report = run(dry_run(&plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)])).expect("it is read");
    let kept = store();
    let kept = imported(&kept, &plan(Kind::QueueLog), vec![file("queue_log", QUEUE_LOG)]);
    assert_eq!(report, kept);
}

#[test]
fn a_call_without_an_end_is_closed_by_a_start_of_the_switch_or_by_silence() {
    let store = store();
    let log = "1795225610|7.0|support|NONE|ENTERQUEUE||1|1\n\
               1795225611|7.1|support|NONE|ENTERQUEUE||2|1\n\
               1795225612|7.1|support|PJSIP/1001|CONNECT|1|7.2|1\n\
               1795225700|NONE|NONE|NONE|QUEUESTART|\n\
               1795225710|8.0|support|NONE|ENTERQUEUE||3|1\n\
               1795325710|NONE|NONE|NONE|CONFIGRELOAD|\n";
    let report = imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", log)]);
    assert_eq!((report.calls, report.partly, report.open), (3, 3, 0), "HC-31: {report:?}");
    let calls: Vec<CallRow> = all(&store);
    assert!(calls.iter().all(|call| call.observed == "no_end" && call.ended_at.is_none()), "{calls:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_to_the_end_and_every_line_is_counted_once(bytes in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        let lines = bytes.split(|&byte| byte == b'\n').count() as u64 - u64::from(bytes.is_empty() || bytes.ends_with(b"\n"));
        for kind in [Kind::QueueLog, Kind::Cdr, Kind::Cel] {
            let report = run(dry_run(&plan(kind), vec![file("x", &bytes)])).expect("bytes can be read");
            prop_assert_eq!(report.lines, lines);
            prop_assert_eq!(report.lines, report.used + report.idle + report.not_understood_count());
        }
    }

    #[test]
    fn any_order_of_true_lines_of_cdr_and_cel_is_kept(seed in any::<u64>()) {
        for (kind, log) in [(Kind::Cdr, CDR), (Kind::Cel, CEL)] {
            let mut lines: Vec<&str> = log.lines().collect();
            let mut dice = seed | 1;
            for n in (1..lines.len()).rev() {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                lines.swap(n, (dice % (n as u64 + 1)) as usize);
            }
            let store = store();
            let log: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let report = imported(&store, &plan(kind), vec![file("log", &log)]);
            let late = report.not_understood.get("more than a second before the lines before it: CEL is written in order");
            prop_assert_eq!(report.not_understood_count(), late.copied().unwrap_or_default());
            prop_assert_eq!(cells(&store, CALLS).len() as u64, report.calls + report.open);
        }
    }

    #[test]
    fn any_order_of_true_lines_gives_rows_that_balance(order in Just((0..31_usize).collect::<Vec<_>>()).prop_shuffle(), cut in 0..31_usize) {
        let lines: Vec<&str> = QUEUE_LOG.lines().collect();
        let log: String = order[cut..].iter().map(|&n| format!("{}\n", lines[n])).collect();
        let store = store();
        let report = imported(&store, &plan(Kind::QueueLog), vec![file("queue_log", &log)]);
        let late = report.not_understood.get("about a caller whose call is over").copied().unwrap_or_default();
        prop_assert_eq!(report.not_understood_count(), late);
        prop_assert_eq!(cells(&store, CALLS).len() as u64, report.calls);
        prop_assert!(figures(&store, "support").is_balanced());
        prop_assert!(figures(&store, "sales").is_balanced());
    }
}
