//! The built binary, as somebody at a shell meets it.

mod cli {
    #[cfg(feature = "server")]
    mod accounts;
    pub(super) mod cable;
    mod demo;
    mod http;
    pub(super) mod program;
    #[cfg(feature = "server")]
    mod secrets;
}

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::thread;

use callcenter_ami::mirror::{Mirror, Pace};
use cli::cable::Cable;
use cli::program::{Folder, callcenter, run};

fn trace(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("callcenter-ami/tests/traces/22.10.1")
        .join(name)
        .join("events.ami")
}

fn path(name: &str) -> String {
    trace(name).display().to_string()
}

/// A switch that plays a trace to whoever connects; its port.
fn mirror(name: &str) -> u16 {
    let recorded = fs::read(trace(name)).expect("the trace is part of the project");
    let mirror = Mirror::bind(("127.0.0.1", 0), &recorded, Pace::AtOnce).expect("a port is free");
    let port = mirror.address().expect("a listener has an address").port();
    thread::spawn(move || mirror.serve());
    port
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

#[test]
fn replay_tells_what_is_in_a_trace_and_ends_with_the_hash_of_the_state() {
    let done = run(callcenter(&["replay", &path("queue_ringall_four")]));
    assert!(done.ok(), "{done:?}");
    for word in ["messages", "events", "facts", "span", "calls", "problems"] {
        assert!(done.out.lines().any(|line| line.starts_with(word)), "{word}: {}", done.out);
    }
    let hash = last_line(&done.out).strip_prefix("state ").unwrap_or_default().trim();
    assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", done.out);
}

#[test]
fn replay_prints_records_in_order_of_start_as_one_object() {
    let done = run(callcenter(&["replay", &path("busy_hour"), "--output", "calls"]));
    assert!(done.ok(), "{done:?}");
    let records: serde_json::Value = serde_json::from_str(&done.out).expect("one JSON object");
    let starts: Vec<f64> = records["calls"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|call| call["started_at"].as_f64())
        .collect();
    assert_eq!(starts.len(), 150);
    assert!(starts.is_sorted());
}

#[test]
fn replay_prints_facts_a_line_each_with_numbers_without_gaps() {
    let done = run(callcenter(&["replay", &path("did_answered"), "--output", "facts"]));
    let numbers: Vec<u64> = done
        .out
        .lines()
        .map(|line| {
            let fact: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
            fact["seq"].as_u64().expect("a number")
        })
        .collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

#[test]
fn replay_prints_figures_as_one_object() {
    let done = run(callcenter(&["replay", &path("queue_ringall_four"), "--output", "stats"]));
    assert!(done.ok(), "{done:?}");
    assert!(
        serde_json::from_str::<serde_json::Value>(&done.out).is_ok_and(|figures| figures.is_object()),
        "{}",
        done.out
    );
}

#[test]
fn the_same_bytes_in_one_file_in_many_and_from_standard_input_give_the_same_state() {
    let bytes = fs::read(trace("blind_refer_answered")).expect("the trace is part of the project");
    let whole = run(callcenter(&["replay", &path("blind_refer_answered")]));
    let piped = run(callcenter(&["replay", "-"]).stdin(&bytes));
    assert_eq!(last_line(&whole.out), last_line(&piped.out));

    let folder = Folder::new("parts");
    // Sizes that cut messages, lines and line ends in two.
    for size in [997, 4_096, bytes.len() / 2 + 1] {
        let parts: Vec<String> = bytes
            .chunks(size)
            .enumerate()
            .map(|(number, part)| folder.file(&format!("{size}-{number:05}"), part))
            .collect();
        let mut arguments = vec!["replay"];
        arguments.extend(parts.iter().map(String::as_str));
        let done = run(callcenter(&arguments));
        assert_eq!(last_line(&done.out), last_line(&whole.out), "in parts of {size} bytes");
    }
}

#[test]
fn a_trace_without_times_is_replayed_too() {
    let text = fs::read(trace("did_answered")).expect("the trace is part of the project");
    let lines = text.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(b";"));
    let done =
        run(callcenter(&["replay", "-", "--output", "calls"]).stdin(&lines.collect::<Vec<_>>().concat()));
    let records: serde_json::Value = serde_json::from_str(&done.out).expect("one JSON object");
    assert_eq!(records["calls"][0]["status"], "answered");
    assert_eq!(records["calls"][0]["started_at"], serde_json::Value::Null);
}

#[test]
fn what_is_no_trace_is_refused_in_one_sentence_with_its_place() {
    let folder = Folder::new("bad");
    let png = folder.file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0");
    let empty = folder.file("empty.ami", b"");
    let missing = folder.path("missing.ami");
    for (file, words) in [
        (png, vec!["picture.png, byte ", "no AMI trace"]),
        (empty, vec!["empty.ami: empty"]),
        (missing, vec!["missing.ami: there is no such file"]),
        (folder.path(""), vec!["it is a directory"]),
    ] {
        let done = run(callcenter(&["replay", &file, "--output", "calls"]));
        assert_eq!((done.code, done.out.as_str()), (Some(1), ""), "{done:?}");
        assert_eq!(done.err.lines().count(), 1, "{done:?}");
        assert!(words.iter().all(|word| done.err.contains(word)), "{done:?}");
    }
}

#[test]
fn half_a_message_at_the_end_is_a_note_and_no_failure() {
    let bytes = fs::read(trace("did_answered")).expect("the trace is part of the project");
    let last = bytes.windows(8).rposition(|text| text == b"\nEvent: ").expect("a trace has events");
    let done = run(callcenter(&["replay", "-", "--output", "calls"]).stdin(&bytes[..last + 20]));
    assert!(done.ok() && !done.out.is_empty(), "{done:?}");
    let told = done
        .err
        .strip_prefix("callcenter: standard input, byte ")
        .and_then(|rest| rest.split_once(": the trace ends within a message"));
    let offset: usize =
        told.and_then(|(offset, _)| offset.parse().ok()).expect("the place and what is wrong");
    // An empty line before a message belongs to it.
    assert!((last - 4..=last + 1).contains(&offset), "{offset} is not about {last}");
}

#[test]
fn who_closes_the_output_early_hears_no_complaint() {
    let mut child = callcenter(&["replay", &path("busy_hour"), "--output", "facts"]).spawn();
    let mut line = String::new();
    BufReader::new(child.stdout()).read_line(&mut line).expect("a first line");
    let done = child.wait();
    assert!(done.ok() && done.err.is_empty(), "{done:?}");
}

#[test]
fn a_key_that_the_configuration_does_not_know_is_refused_with_its_line() {
    let folder = Folder::new("config");
    let config = folder.file("callcenter.toml", b"switch = 'berlin'\ntrunk = ['a']\n");
    let done = run(callcenter(&["replay", &path("did_answered"), "--config", &config]));
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("callcenter.toml, line 2: unknown field `trunk`"), "{}", done.err);

    let config = folder.file("good.toml", b"switch = 'berlin'\n[queue]\nservice_level_s = 10\n");
    let done = run(callcenter(&["replay", &path("did_answered"), "--config", &config, "--output", "calls"]));
    assert!(done.out.contains("\"switch\":\"berlin\""), "{}", done.out);
}

#[test]
fn without_a_command_the_help_is_shown_and_every_command_has_examples() {
    assert!(run(callcenter(&[])).err.contains("Usage: callcenter"));
    for command in ["replay", "watch", "capture", "doctor", "demo"] {
        let help = run(callcenter(&[command, "--help"]));
        assert!(help.ok() && help.out.contains("Examples:"), "{command}: {}", help.out);
    }
    assert!(run(callcenter(&["--version"])).out.starts_with("callcenter "));
}

#[test]
fn no_command_takes_the_secret_as_an_argument() {
    for command in ["watch", "capture", "doctor"] {
        let done = run(callcenter(&[command, "--ami", "127.0.0.1:1", "--user", "u", "--secret", "hush"]));
        assert_eq!(done.code, Some(2), "{done:?}");
        let done = run(callcenter(&[command, "--ami", "127.0.0.1:1", "--user", "u", "--out", "x"]));
        assert_ne!(done.code, Some(0), "{done:?}");
    }
    let done = run(callcenter(&["watch", "--ami", "127.0.0.1:1", "--user", "u"]));
    assert!(done.err.contains("CALLCENTER_AMI_SECRET"), "{done:?}");
}

#[test]
fn watch_says_when_the_link_is_lost_comes_back_and_quits_on_sigint() {
    let cable = Cable::to(mirror("queue_ringall_four"), 30_000);
    let mut watch =
        callcenter(&["watch", "--plain", "--ami", &cable.place(), "--user", "u"]).secret().spawn();
    let mut lines = BufReader::new(watch.stdout()).lines().map_while(Result::ok);
    for awaited in [" link lost, as of ", " live: "] {
        assert!(lines.any(|line| line.contains(awaited)), "the output ended before {awaited:?}");
    }
    watch.interrupt();
    let rest: Vec<String> = lines.collect();
    let done = watch.wait();
    assert!(done.ok(), "{done:?}");
    assert!(rest.iter().any(|line| line.contains("1001")), "{rest:?}");
}

#[test]
fn capture_writes_both_connections_of_a_link_that_was_cut_and_ends_whole_on_sigint() {
    let folder = Folder::new("capture");
    let out = folder.path("cut.ami");
    let cable = Cable::to(mirror("queue_ringall_four"), 30_000);
    let capture =
        callcenter(&["capture", "--ami", &cable.place(), "--user", "u", "--out", &out]).secret().spawn();
    cable.wait_for_passed(0);
    cable.wait_for_text(1, "Event: QueueStatusComplete");
    capture.interrupt();
    let done = capture.wait();
    assert!(done.ok(), "{done:?}");
    assert!(done.err.contains("messages") && done.err.contains(&out), "{}", done.err);

    let text = String::from_utf8_lossy(&fs::read(&out).expect("the trace was written")).into_owned();
    assert_eq!(text.matches("Asterisk Call Manager/").count(), 2);
    assert!(text.matches(" connection closed\r\n").count() >= 2, "{}", last_line(&text));
    assert!(text.contains("Event: QueueStatusComplete"), "the lists that were asked for are in it");
    assert!(run(callcenter(&["replay", &out])).out.contains("problems   0"));

    let again = run(callcenter(&["capture", "--ami", &cable.place(), "--user", "u", "--out", &out]).secret());
    assert!(again.err.contains("it exists already"), "{again:?}");
}

#[test]
fn capture_begins_a_new_file_when_one_is_full_and_keeps_the_newest() {
    let folder = Folder::new("rotate");
    let out = folder.path("big.ami");
    let cable = Cable::to(mirror("busy_hour"), usize::MAX);
    let mut capture = callcenter(&[
        "capture",
        "--ami",
        &cable.place(),
        "--user",
        "u",
        "--out",
        &out,
        "--rotate-mb",
        "1",
        "--keep",
        "2",
    ])
    .secret()
    .spawn();
    cable.wait_for_bytes(5_000_000);
    capture.interrupt();
    let mut err = String::new();
    capture.stderr().read_to_string(&mut err).expect("text");
    assert!(capture.wait().ok(), "{err}");
    let names = folder.names();
    assert_eq!(names.len(), 3, "{names:?}");
    let parts: Vec<String> = names[1..].iter().chain(&names[..1]).map(|name| folder.path(name)).collect();
    let mut arguments = vec!["replay"];
    arguments.extend(parts.iter().map(String::as_str));
    assert!(run(callcenter(&arguments)).ok());
}

#[test]
fn doctor_prints_what_it_takes_for_trunks_and_what_to_change() {
    let place = format!("127.0.0.1:{}", mirror("queue_ringall_four"));
    let done = run(callcenter(&["doctor", "--ami", &place, "--user", "u", "--seconds", "1"]).secret());
    assert!(matches!(done.code, Some(0 | 1)), "{done:?}");
    assert!(done.out.contains("extensions, for queues ring them"), "{}", done.out);
    assert!(done.out.contains("trunk-main"), "{}", done.out);

    let done = run(callcenter(&["doctor", "--ami", "127.0.0.1:1", "--user", "u"]).secret());
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.err.contains("127.0.0.1:1"), "{done:?}");
}
