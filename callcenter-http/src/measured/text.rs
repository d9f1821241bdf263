//! Everything that is measured, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use callcenter_core::view;

use super::histogram::escaped;
use crate::desk::Link;
use crate::shown::{Activity, Status};
use crate::site::Site;

/// Queues that have a line of their own, by name; the others are counted together as `…`.
const QUEUES_MAX: usize = 200;

/// The page of metrics.
pub(crate) fn page(site: &Site) -> String {
    let mut text = String::with_capacity(16 << 10);
    let standing = site.desk.standing();
    let (seq, live, legs, calls, queues, agents, kept) = site.desk.read(|moment| {
        let state = moment.state;
        let calls: Vec<_> = view::calls(state).into_iter().map(|call| call.status).collect();
        let queues: Vec<_> =
            view::queues(state).into_iter().map(|row| (row.queue, row.waiting.len())).collect();
        let agents: Vec<_> = view::agents(state).into_iter().map(|agent| agent.activity).collect();
        (state.seq(), state.is_live(), state.legs_count(), calls, queues, agents, state.calls_count())
    });
    let mut one = |name: &str, kind: &str, help: &str, value: f64| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    };
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    one(
        "callcenter_link_up",
        "gauge",
        "Whether the link to the switch is up.",
        flag(standing.link == Link::Ready),
    );
    one("callcenter_followed", "gauge", "Whether the switch is followed without a gap.", flag(live));
    one(
        "callcenter_entries_total",
        "counter",
        "Entries concluded: their rate is that of events.",
        seq as f64,
    );
    one("callcenter_legs", "gauge", "Legs in the engine's state.", legs as f64);
    one("callcenter_calls_kept", "gauge", "Calls in the engine's state, those just over too.", kept as f64);
    let name = "callcenter_link_overflows_total";
    one(name, "counter", "Links given up because we were too slow.", standing.overflows as f64);
    one("callcenter_clock_steps_total", "counter", "How often a clock was set.", standing.clock_steps as f64);
    one("callcenter_poisoned_total", "counter", "Messages left out.", standing.poisoned as f64);
    let live = site.live.counts();
    one("callcenter_live_clients", "gauge", "Clients that are told what changes.", live.clients as f64);
    let name = "callcenter_live_cut_total";
    one(name, "counter", "Live clients cut off for being too slow.", live.cut as f64);
    let name = "callcenter_live_messages_total";
    one(name, "counter", "Messages handed to live clients' connections.", live.messages as f64);
    let name = "callcenter_live_failures_total";
    one(name, "counter", "How often telling live clients failed, and was begun again.", live.failures as f64);
    if let Some(books) = &standing.books {
        let behind = seq.saturating_sub(books.durable_seq) as f64;
        one("callcenter_journal_waiting", "gauge", "Entries that are not durable yet.", behind);
        let uncommitted = seq.saturating_sub(books.committed_seq) as f64;
        one(
            "callcenter_journal_uncommitted",
            "gauge",
            "Entries that are not in the database yet.",
            uncommitted,
        );
        one("callcenter_spool_entries", "gauge", "Entries in the spool.", books.spooled_entries as f64);
        one("callcenter_spool_bytes", "gauge", "Bytes in the spool.", books.spooled_bytes as f64);
        one(
            "callcenter_store_away",
            "gauge",
            "Whether the database is away.",
            flag(books.away_since.is_some()),
        );
        one(
            "callcenter_stands_still",
            "gauge",
            "Whether nothing more can be kept.",
            flag(books.stands_still),
        );
    }
    let recordings = site.recordings.counts();
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64;
    one(
        "callcenter_recordings_begun_total",
        "counter",
        "Recordings that the rule began.",
        count(&recordings.started),
    );
    one(
        "callcenter_recordings_failed_total",
        "counter",
        "Conversations that were to be recorded and were not.",
        count(&recordings.failed),
    );
    one(
        "callcenter_recordings_left_over",
        "gauge",
        "Files whose time is over and which cannot be removed.",
        count(&recordings.left_over),
    );
    by_label(
        &mut text,
        "callcenter_calls_live",
        "Calls that live, by status.",
        "status",
        &counted(calls.into_iter().map(|status| word(&Status::from(status)))),
    );
    by_label(
        &mut text,
        "callcenter_agents",
        "Agents, by what they do.",
        "activity",
        &counted(agents.into_iter().map(|activity| word(&Activity::from(activity)))),
    );
    let mut waiting: BTreeMap<String, u64> = BTreeMap::new();
    for (n, (queue, count)) in queues.into_iter().enumerate() {
        let name = if n < QUEUES_MAX { queue.to_string() } else { "…".to_owned() };
        *waiting.entry(name).or_default() += count as u64;
    }
    by_label(&mut text, "callcenter_waiting", "Callers who wait, by queue.", "queue", &waiting);
    site.requests.write(&mut text);
    site.questions.write(&mut text);
    text
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn by_label(text: &mut String, name: &str, help: &str, label: &str, counts: &BTreeMap<String, u64>) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (value, count) in counts {
        let _ = writeln!(text, "{name}{{{label}=\"{}\"}} {count}", escaped(value));
    }
}

fn word(variant: &impl serde::Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
