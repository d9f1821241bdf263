//! `callcenter export`, as somebody at a shell meets it: over a store that `replay` filled from a recorded hour.

mod cli {
    #[expect(dead_code, reason = "other tests run the program in other ways")]
    pub(super) mod program;
}

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use callcenter::store::{CALLS, CallRow, Select, Write, rows};
use cli::program::{Done, Folder, callcenter, run};
use serde_json::Value;

/// How often an export is begun to be interrupted in its middle.
const TRIES_MAX: u32 = 20;

fn trace(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("callcenter-ami/tests/traces/22.10.1").join(name).join("events.ami").display().to_string()
}

/// A store with a recorded trace in it, and the folder in which it is.
struct Kept {
    folder: Folder,
    url: String,
}

impl Kept {
    fn of(name: &str) -> Self {
        let folder = Folder::new("export");
        let url = format!("sqlite:{}", folder.path("calls.db"));
        let kept = Self { folder, url };
        kept.add(name);
        kept
    }

    fn add(&self, name: &str) {
        let done = run(callcenter(&["replay", &trace(name), "--store", &self.url]));
        assert!(done.ok(), "{done:?}");
    }

    fn export(&self, arguments: &[&str]) -> Done {
        run(callcenter(&[&["export", "--store", &self.url], arguments].concat()))
    }

    /// Objects that JSON lines on standard output have.
    fn objects(&self, arguments: &[&str]) -> Vec<Value> {
        let done = self.export(&[arguments, &["--format", "jsonl"]].concat());
        assert!(done.ok(), "{done:?}");
        done.out.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }

    /// Puts other calls into the store than it has.
    fn change(&self, change: impl FnOnce(&mut Vec<CallRow>)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let store = callcenter::store::open(&self.url).await.expect("the store");
            let mut calls = rows::<CallRow>(&*store, &Select::from(CALLS)).await.expect("its calls");
            change(&mut calls);
            store.write(Write::default().put(calls)).await.expect("they are written");
            store.close().await;
        });
    }

    /// The files beside the store.
    fn files(&self) -> Vec<String> {
        self.folder.names().into_iter().filter(|name| !name.starts_with("calls.db")).collect()
    }
}

/// What `replay` says of the calls.
fn records(name: &str) -> Vec<Value> {
    let done = run(callcenter(&["replay", &trace(name), "--output", "calls"]));
    let all: Value = serde_json::from_str(&done.out).expect("one JSON object");
    all["calls"].as_array().expect("a list of calls").clone()
}

/// A table of CSV by its header.
fn table(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

fn micros(seconds: &Value) -> i64 {
    (seconds.as_f64().expect("seconds") * 1e6).round() as i64
}

#[test]
fn calls_as_csv_are_the_calls_that_replay_finds() {
    let kept = Kept::of("busy_hour");
    let done = kept.export(&["calls", "--zone", "Europe/Berlin"]);
    assert!(done.ok(), "{done:?}");
    assert_eq!(done.out.matches("\r\n").count(), done.out.lines().count());
    let rows = table(&done.out);
    let records = records("busy_hour");
    assert_eq!(rows.len(), records.len());
    assert!(done.err.contains(&format!("{} rows of calls", rows.len())), "{}", done.err);
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(record["call_id"], row["call_id"].as_str(), "in order of their beginning");
        assert_eq!(record["status"], row["status"].as_str());
        assert_eq!(record["caller"].as_str().unwrap_or_default(), row["caller"].trim_start_matches('\''));
        let at: jiff::Timestamp = row["started_at"].parse().expect("ISO 8601");
        assert_eq!(at.as_microsecond(), micros(&record["started_at"]));
        assert!(row["started_at"].ends_with("+01:00"), "{}", row["started_at"]);
        let talk = row["talk"].replace('.', "");
        assert_eq!(talk.parse().ok(), record["talk_s"].as_f64().map(|_| micros(&record["talk_s"])));
    }
}

#[test]
fn json_lines_carry_the_whole_record() {
    let kept = Kept::of("busy_hour");
    let lines = kept.objects(&["calls", "--record", "--columns", "call_id"]);
    let found: Vec<_> = lines.iter().map(|line| line["record"].clone()).collect();
    assert_eq!(found, records("busy_hour"));
}

#[test]
fn what_belongs_to_calls_is_what_their_records_have() {
    let kept = Kept::of("busy_hour");
    let closed: Vec<Value> = records("busy_hour");
    for (name, list) in [
        ("visits", "visits"),
        ("attempts", "ring_attempts"),
        ("talks", "segments"),
        ("transfers", "transfers"),
        ("parkings", "parked"),
        ("recordings", "recordings"),
    ] {
        let counted = |call: &Value| call[list].as_array().map_or(0, Vec::len);
        let of_record: BTreeMap<_, _> =
            closed.iter().map(|call| (call["call_id"].clone().to_string(), counted(call))).collect();
        let mut of_rows: BTreeMap<String, usize> = of_record.keys().map(|call| (call.clone(), 0)).collect();
        for row in kept.objects(&[name]) {
            *of_rows.entry(row["call_id"].to_string()).or_default() += 1;
        }
        assert_eq!(of_rows, of_record, "{name}");
    }
}

#[test]
fn rows_are_chosen_and_columns_put_in_order() {
    let kept = Kept::of("busy_hour");
    ["queue_abandon_ringing", "outbound_answered", "queue_ringall_four"]
        .iter()
        .for_each(|name| kept.add(name));
    let all = kept.objects(&["calls"]);
    let count = |meets: &dyn Fn(&Value) -> bool| all.iter().filter(|call| meets(call)).count();
    let (first, middle) = (&all[0], &all[all.len() / 2]);
    let from = middle["started_at"].as_str().expect("a time");
    for (arguments, expected) in [
        (vec!["--status", "abandoned"], count(&|call| call["status"] == "abandoned")),
        (
            vec!["--status", "abandoned,busy"],
            count(&|call| call["status"] == "abandoned" || call["status"] == "busy"),
        ),
        (vec!["--direction", "inbound"], count(&|call| call["direction"] == "inbound")),
        (vec!["--queue", "support"], count(&|call| call["queue"] == "support")),
        (vec!["--from", from], all.len() - all.len() / 2),
        (vec!["--until", from], all.len() / 2),
        (vec!["--until", "2001-01-01"], 0),
    ] {
        let found = kept.objects(&[&["calls"], arguments.as_slice()].concat());
        assert_eq!(found.len(), expected, "{arguments:?}");
        assert!(expected < all.len(), "{arguments:?} leaves something out");
    }
    assert!(
        count(&|call| call["status"] == "abandoned") > 0 && count(&|call| call["queue"] == "support") > 0
    );

    let done = kept.export(&["calls", "--columns", "status,call_id", "--delimiter", "semicolon", "--bom"]);
    let start = format!(
        "\u{feff}status;call_id\r\n{};{}\r\n",
        first["status"].as_str().expect("a status"),
        first["call_id"].as_str().expect("an id")
    );
    assert!(done.out.starts_with(&start), "{}", &done.out[..200]);
}

#[test]
fn a_day_begins_at_midnight_of_the_zone() {
    let kept = Kept::of("busy_hour");
    let all = kept.objects(&["calls", "--zone", "Asia/Kathmandu"]);
    let first = all[0]["started_at"].as_str().expect("a time");
    assert!(first.ends_with("+05:45"), "{first}");
    let day = &first[..10];
    let midnight = format!("{day}T00:00+05:45");
    let by_day = kept.objects(&["calls", "--zone", "Asia/Kathmandu", "--from", day]);
    assert_eq!(by_day, kept.objects(&["calls", "--zone", "Asia/Kathmandu", "--from", &midnight]));
    assert_eq!(by_day.len(), all.len());
    assert_eq!(kept.objects(&["calls", "--zone", "Asia/Kathmandu", "--until", day]).len(), 0);
    let (before, since) =
        (kept.objects(&["calls", "--until", "today"]), kept.objects(&["calls", "--from", "today"]));
    assert_eq!(before.len() + since.len(), all.len());
}

#[test]
fn a_file_has_the_format_of_its_ending() {
    let kept = Kept::of("queue_ringall_four");
    let rows = kept.objects(&["attempts"]).len();
    for (file, begins) in
        [("a.csv", &b"stream,call_id,n"[..]), ("a.jsonl", b"{\"stream\":"), ("a.XLSX", b"PK\x03\x04")]
    {
        let path = kept.folder.path(file);
        let done = kept.export(&["attempts", "-o", &path]);
        assert!(done.ok() && done.out.is_empty(), "{done:?}");
        assert_eq!(done.err, format!("callcenter: {rows} rows of attempts in {path}\n"));
        assert!(fs::read(&path).expect("the file").starts_with(begins), "{file}");
    }
    assert_eq!(kept.files(), ["a.XLSX", "a.csv", "a.jsonl"], "nothing else is left");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written_where_it_was_built_in() {
    let kept = Kept::of("queue_ringall_four");
    let path = kept.folder.path("a.parquet");
    let done = kept.export(&["calls", "-o", &path]);
    assert!(done.ok(), "{done:?}");
    let file = fs::read(&path).expect("the file");
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet_the_program_says_how_to_get_it() {
    let kept = Kept::of("queue_ringall_four");
    let done = kept.export(&["calls", "-o", &kept.folder.path("a.parquet")]);
    assert!(done.code == Some(1) && done.err.contains("--features parquet"), "{done:?}");
}

#[test]
fn a_file_is_replaced_only_when_the_new_one_is_whole() {
    let kept = Kept::of("queue_ringall_four");
    let path = kept.folder.file("calls.csv", b"what was there");
    let done = kept.export(&["calls", "-o", &path, "--columns", "call_id,nonsense"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("the column nonsense of calls does not exist; there are stream, call_id"),
        "{done:?}"
    );
    assert_eq!(fs::read(&path).expect("the file"), b"what was there");
    // What turns out to be damaged on the way leaves nothing half either.
    kept.change(|calls| {
        calls.truncate(1);
        calls[0].record = vec![1, 255];
    });
    let whole = ["calls", "-o", &path, "--record", "--format", "jsonl"];
    let done = kept.export(&whole);
    assert!(done.code == Some(1) && done.err.contains("damaged: a call's record"), "{done:?}");
    assert_eq!(fs::read(&path).expect("the file"), b"what was there");
    assert!(kept.export(&["calls", "-o", &path]).ok());
    assert!(fs::read(&path).expect("the file").starts_with(b"stream,call_id"));
    assert_eq!(kept.files(), ["calls.csv"]);
}

#[test]
fn an_interrupted_export_leaves_no_half_file() {
    let kept = Kept::of("queue_ringall_four");
    kept.change(|calls| {
        let one = calls[0].clone();
        calls.extend((0..60_000).map(|number| CallRow { call_id: format!("more-{number}"), ..one.clone() }));
    });
    for file in ["calls.xlsx", "calls.jsonl"] {
        let path = kept.folder.path(file);
        let stopped = (0..TRIES_MAX).any(|_| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_callcenter"))
                .args(["export", "calls", "--store", &kept.url, "-o", &path])
                .stderr(Stdio::piped())
                .spawn()
                .expect("cargo has built the program");
            while kept.files().is_empty() && program.try_wait().expect("it can be asked").is_none() {
                std::thread::yield_now();
            }
            let interrupt = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
            assert!(
                interrupt.is_ok_and(|status| status.success()),
                "a program that nobody waited for is there"
            );
            let done = program.wait_with_output().expect("it ends");
            let (files, err) = (kept.files(), String::from_utf8_lossy(&done.stderr));
            if done.status.success() {
                // The signal came too late: then the file is whole.
                assert_eq!(files, [file]);
                assert!(err.contains(" rows of calls in "), "{err}");
                fs::remove_file(&path).expect("the file is there");
                return false;
            }
            assert!(done.status.code() == Some(1) && err.contains("no file of it is left"), "{done:?}");
            assert_eq!(files, Vec::<String>::new());
            true
        });
        assert!(stopped, "{file}: in {TRIES_MAX} tries no signal came in time");
    }
}

#[test]
fn who_reads_no_more_ends_it_without_a_complaint() {
    let kept = Kept::of("busy_hour");
    let mut program =
        callcenter(&["export", "calls", "--store", &kept.url, "--format", "jsonl", "--record"]).spawn();
    let mut some = [0; 1_000];
    program.stdout().read_exact(&mut some).expect("its beginning");
    let done = program.wait();
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{done:?}");
}

#[test]
fn a_pipe_is_written_and_not_replaced() {
    let kept = Kept::of("queue_ringall_four");
    let pipe = kept.folder.path("pipe.csv");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of every Unix");
    let program = callcenter(&["export", "calls", "--store", &kept.url, "-o", &pipe]).spawn();
    let read = fs::read_to_string(&pipe).expect("what is written to it");
    assert!(program.wait().ok());
    assert_eq!(read, kept.export(&["calls"]).out);
    assert!(fs::metadata(&pipe).is_ok_and(|about| !about.is_file()));
    assert_eq!(kept.files(), ["pipe.csv"]);
}

#[test]
fn what_is_wrong_is_told_in_one_sentence() {
    let kept = Kept::of("queue_ringall_four");
    let missing = kept.folder.path("missing.db");
    let url = format!("sqlite:{missing}");
    for (arguments, words) in [
        (vec!["calls"], "no store is named: say --store sqlite:calls.db or set CALLCENTER_STORE"),
        (vec!["cals", "--store", &kept.url], "there is no table cals; there are calls, visits"),
        (vec!["calls", "--store", &url], "missing.db"),
        (
            vec!["calls", "--store", &kept.url, "--zone", "Berlin"],
            "--zone Berlin: there is no such time zone",
        ),
        (vec!["calls", "--store", &kept.url, "--from", "Tuesday"], "--from Tuesday: no time; say 2026-11-21"),
        (vec!["calls", "--store", &kept.url, "--status", "lost"], "expected one of `ringing`"),
        (vec!["calls", "--store", &kept.url, "-o", "calls.doc"], "calls.doc: its ending names no format"),
        (vec!["calls", "--store", &kept.url, "--format", "xlsx"], "name one with --out FILE"),
        (vec!["calls", "--store", &kept.url, "--record"], "--record goes with --format jsonl"),
        (vec!["visits", "--store", &kept.url, "--record", "--format", "jsonl"], "visits have no records"),
        (vec!["gaps", "--store", &kept.url, "--agent", "1001"], "gaps have no agent"),
        (
            vec!["calls", "--store", &kept.url, "--switch", "other"],
            "nothing of such a switch and source; it has replay:",
        ),
        (vec!["calls", "--store", &kept.url, "-o", "/nowhere/at/all.csv"], "its folder does not exist"),
        (vec!["calls", "--store", &kept.url, "-o", "/tmp"], "its ending names no format"),
    ] {
        let done = run(callcenter(&[&["export"], arguments.as_slice()].concat()));
        assert_eq!((done.code, done.out.as_str()), (Some(1), ""), "{arguments:?} {done:?}");
        assert_eq!(done.err.lines().count(), 1, "{done:?}");
        assert!(done.err.contains(words), "{done:?}");
    }
    assert!(!PathBuf::from(missing).exists(), "a mistyped name makes no store");
}

#[test]
fn no_rows_are_told_and_the_header_is_there() {
    let kept = Kept::of("queue_ringall_four");
    let done = kept.export(&["holds", "--columns", "call_id"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), "call_id\r\n"), "{done:?}");
    assert!(done.err.contains("0 rows of holds: nothing in the store is such"), "{done:?}");
}

#[test]
fn a_later_trace_is_added_and_can_be_told_apart() {
    let kept = Kept::of("queue_ringall_four");
    let one = kept.objects(&["calls"]);
    kept.add("queue_ringall_four");
    assert_eq!(kept.objects(&["calls"]), one, "the same trace again adds nothing");
    kept.add("did_answered");
    let both = kept.objects(&["calls"]);
    let sources: BTreeSet<String> = kept
        .objects(&["streams"])
        .iter()
        .map(|row| row["source"].as_str().expect("a source").to_owned())
        .collect();
    assert_eq!(sources.len(), 2);
    let parts: Vec<usize> =
        sources.iter().map(|source| kept.objects(&["calls", "--source", source]).len()).collect();
    assert_eq!(parts.iter().sum::<usize>(), both.len());
    assert!(parts.contains(&one.len()) && both.len() > one.len());
}

#[test]
fn the_list_names_tables_and_columns_with_their_meaning() {
    let done = run(callcenter(&["export", "--list"]));
    assert!(done.ok(), "{done:?}");
    for words in [
        "calls                A call, as its record has it.",
        "  wait               seconds  ",
        "agent_spans",
    ] {
        assert!(done.out.contains(words), "{words}: {}", done.out);
    }
    let one = run(callcenter(&["export", "agent-spans", "--list"]));
    assert!(one.out.starts_with("agent_spans ") && !one.out.contains("calls "), "{}", one.out);
}

/// The commands that `--help` shows, as they stand there.
#[test]
fn the_examples_work() {
    let kept = Kept::of("queue_abandon_ringing");
    let help = run(callcenter(&["export", "--help"])).out;
    let examples: Vec<&str> =
        help.lines().filter_map(|line| line.strip_prefix("  callcenter export ")).collect();
    assert!(examples.len() >= 5, "{help}");
    for example in examples {
        let command = example.split("  ").next().unwrap_or_default();
        let command = command.split(" | ").next().unwrap_or_default();
        let url = format!("sqlite:{}", kept.folder.path("calls.db"));
        let words: Vec<String> = command
            .split_whitespace()
            .map(|word| match word {
                "sqlite:calls.db" => url.clone(),
                file if file.ends_with(".xlsx") || file.ends_with(".csv") => kept.folder.path(file),
                word => word.to_owned(),
            })
            .collect();
        let arguments: Vec<&str> =
            std::iter::once("export").chain(words.iter().map(String::as_str)).collect();
        let done = run(callcenter(&arguments));
        assert!(done.ok(), "{example}: {done:?}");
        assert!(!done.err.contains("nothing in the store"), "{example} shows something: {done:?}");
    }
}
