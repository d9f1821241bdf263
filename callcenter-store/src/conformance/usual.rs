//! What dashboards and reports ask all day: each must find its rows by an index.

use crate::row::{AGENT_SPANS, ATTEMPTS, CALLS, FIGURES, JOURNAL, LEGS, SNAPSHOTS, TALKS, VISITS};
use crate::select::{Condition, Select};
use crate::value::Value;

/// The beginning and the end of a week in these questions, in µs since the Unix epoch.
const WEEK: (i64, i64) = (1_795_219_200_000_000, 1_795_824_000_000_000);

/// The beginning and the end of a month.
const MONTH: (i64, i64) = (1_793_491_200_000_000, 1_796_083_200_000_000);

/// Each with what it asks for. No backend may read a whole table, or sort more than it gives, for any of them.
pub fn usual_selects() -> Vec<(&'static str, Select)> {
    let calls = || Select::from(CALLS);
    vec![
        ("the latest calls", ours(calls()).latest_first("started_at").limit(50)),
        ("the next page of calls", {
            let older = ours(calls()).only(Condition::Below("started_at", WEEK.1.into()));
            older.latest_first("started_at").limit(50)
        }),
        ("calls of a week", ours(within(calls(), "started_at", WEEK)).by("started_at").limit(1_000)),
        ("calls of a queue in a week", {
            let queue = calls().only(Condition::Is("queue", "support".into()));
            ours(within(queue, "started_at", WEEK)).latest_first("started_at")
        }),
        ("calls that an agent answered in a week", {
            let agent = calls().only(Condition::Is("answered_by", "alice".into()));
            ours(within(agent, "started_at", WEEK)).latest_first("started_at")
        }),
        ("calls by a caller", {
            ours(calls().only(Condition::Is("caller", "+4930123".into())))
                .latest_first("started_at")
                .limit(50)
        }),
        ("calls to a number", {
            ours(calls().only(Condition::Is("dialed", "100".into()))).latest_first("started_at").limit(50)
        }),
        ("live calls", ours(calls().only(Condition::Is("live", true.into()))).by("started_at")),
        ("a call", ours(calls().only(Condition::Is("call_id", "0190".into())))),
        ("the legs of a call", ours(Select::from(LEGS).only(Condition::Is("call_id", "0190".into())))),
        ("figures of a scope in a month", {
            let scope = Select::from(FIGURES)
                .only(Condition::Is("scope", "queue".into()))
                .only(Condition::Is("width", 96.into()));
            ours(within(scope, "start", MONTH)).by("start").by("name")
        }),
        ("figures of a queue in a week", {
            let queue = Select::from(FIGURES)
                .only(Condition::Is("scope", "queue".into()))
                .only(Condition::Is("name", "support".into()))
                .only(Condition::Is("width", 1.into()));
            ours(within(queue, "start", WEEK)).by("start")
        }),
        ("visits of a queue in a week", {
            let queue = Select::from(VISITS).only(Condition::Is("queue", "support".into()));
            ours(within(queue, "entered_at", WEEK)).by("entered_at")
        }),
        ("attempts of an agent in a week", {
            let agent = Select::from(ATTEMPTS).only(Condition::Is("agent", "alice".into()));
            ours(within(agent, "from_at", WEEK)).by("from_at")
        }),
        ("talks of an agent in a week", {
            let agent = Select::from(TALKS).only(Condition::Is("with_whom", "alice".into()));
            ours(within(agent, "from_at", WEEK)).by("from_at")
        }),
        ("an agent's time in a week", {
            let agent = Select::from(AGENT_SPANS).only(Condition::Is("agent", "alice".into()));
            ours(within(agent, "from_at", WEEK)).by("from_at")
        }),
        ("the agents' states now", {
            let open = Select::from(AGENT_SPANS).only(Condition::Is("open", true.into()));
            open.only(Condition::Is("stream", 1.into())).by("seq")
        }),
        ("the newest snapshot", {
            let until = Select::from(SNAPSHOTS).only(Condition::AtMost("seq", 1_000_000.into()));
            until.only(Condition::Is("stream", 1.into())).latest_first("seq").limit(1)
        }),
        ("entries from a number on", {
            let from = Select::from(JOURNAL).only(Condition::AtLeast("first", 1_000_000.into()));
            from.only(Condition::Is("stream", 1.into())).by("first").limit(16)
        }),
    ]
}

/// Of the streams that count: the live one and what was imported.
fn ours(select: Select) -> Select {
    select.only(Condition::In("stream", vec![1.into(), 2.into(), 3.into()]))
}

fn within(select: Select, column: &'static str, (from, until): (i64, i64)) -> Select {
    select
        .only(Condition::AtLeast(column, Value::Int(from)))
        .only(Condition::Below(column, Value::Int(until)))
}
