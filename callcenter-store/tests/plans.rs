//! What is usually asked is found by an index: no table is read whole, and no more is sorted than is given.

#![cfg(feature = "sqlite")]

use callcenter_store::{CALLS, Condition, Select, SqliteStore, conformance};

/// By which index each of the usual questions is answered.
const INDEXES: [(&str, &str); 19] = [
    ("the latest calls", "calls_started"),
    ("the next page of calls", "calls_started"),
    ("calls of a week", "calls_started"),
    ("calls of a queue in a week", "calls_queue"),
    ("calls that an agent answered in a week", "calls_answered_by"),
    ("calls by a caller", "calls_caller"),
    ("calls to a number", "calls_dialed"),
    ("live calls", "calls_live"),
    ("a call", "sqlite_autoindex_calls_1 (stream=? AND call_id=?)"),
    ("the legs of a call", "PRIMARY KEY (stream=? AND call_id=?)"),
    ("figures of a scope in a month", "figures_scope (scope=? AND width=? AND start>? AND start<?)"),
    (
        "figures of a queue in a week",
        "sqlite_autoindex_figures_1 (stream=? AND scope=? AND name=? AND width=? AND start>?",
    ),
    ("visits of a queue in a week", "visits_queue"),
    ("attempts of an agent in a week", "attempts_agent"),
    ("talks of an agent in a week", "talks_with_whom"),
    ("an agent's time in a week", "agent_spans_agent"),
    ("the agents' states now", "agent_spans_open"),
    ("the newest snapshot", "sqlite_autoindex_snapshots_1 (stream=? AND seq<?)"),
    ("entries from a number on", "sqlite_autoindex_journal_1 (stream=? AND first>?)"),
];

#[tokio::test]
async fn usual_questions_are_answered_by_an_index() {
    let store = SqliteStore::open("sqlite::memory:").await.expect("memory is there");
    let selects = conformance::usual_selects();
    let asked: Vec<_> = selects.iter().map(|(what, _)| *what).collect();
    assert_eq!(asked, INDEXES.map(|(what, _)| what));
    for ((what, select), (_, index)) in selects.into_iter().zip(INDEXES) {
        let plan = store.plan(&select).await.expect(what);
        let found = plan.iter().any(|line| line.contains(index));
        assert!(found, "{what}: {index} is expected, not {plan:#?}");
        let scans = plan.iter().any(|line| line.starts_with("SCAN") && !line.contains("USING INDEX"));
        assert!(!scans, "{what}: a table is read whole: {plan:#?}");
        // Rows that are alike in the index are sorted among themselves ("LAST TERM", "RIGHT PART"); that is little.
        let sorts = plan.iter().any(|line| line == "USE TEMP B-TREE FOR ORDER BY");
        assert!(!sorts || select.limit.is_none(), "{what}: more is sorted than is given: {plan:#?}");
    }
}

#[tokio::test]
async fn a_question_without_an_index_reads_the_table_and_the_plan_says_so() {
    let store = SqliteStore::open("sqlite::memory:").await.expect("memory is there");
    let select = Select::from(CALLS).only(Condition::Is("hangup_cause", 16.into())).by("talk").limit(10);
    let plan = store.plan(&select).await.expect("calls has these columns");
    assert_eq!(plan, ["SCAN calls", "USE TEMP B-TREE FOR ORDER BY"]);
}
