//! Reports over recorded traces: each figure is the one that the entries make, and its rows and calls can be listed.

#[cfg(feature = "cli")]
#[allow(dead_code, reason = "each suite uses its part")]
mod cli {
    pub(super) mod program;
}
mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use callcenter::Entry;
use callcenter::Policy;
use callcenter::core::stats::{Figures, Merge, Stats, Unit};
use callcenter::core::{Span, Timestamp};
use callcenter_store::report::{
    About, Amount, Ask, By, Calendar, Period, Query, Report, ReportRow, Streams, WeekStart, calls_behind,
    local_time, rows_behind,
};
use callcenter_store::{Holder, Journal, MemoryStore, Scope, Source, Store, StreamId};
use common::{bytes, run, traces};

const TARGET: Span = Span::from_secs(20);
const SHORT: Span = Span::from_secs(5);

/// Figures that do not come from calls, but from the queue's own count or from the time of agents.
const NOT_OF_CALLS: [&str; 4] = ["credited", "dumped", "pauses", "waiting"];

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

async fn journalled(entries: Vec<Entry>) -> (Arc<dyn Store>, i64) {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let stream = StreamId { switch: "asterisk".to_owned(), source: Source::Replay("trace".to_owned()) };
    let holder = Holder::this_process("test");
    let mut journal =
        Journal::open(store.clone(), &stream, &Policy::default(), holder).await.expect("it opens");
    for chunk in entries.chunks(50) {
        journal.append(chunk.to_vec()).await.expect("it is written");
    }
    journal.close().await.expect("it closes");
    (store, stream.number())
}

fn query(about: About, now: Timestamp) -> Query {
    Query {
        streams: Streams::Told,
        about,
        names: BTreeSet::new(),
        period: Period::All,
        by: By::None,
        calendar: Calendar::of("UTC", WeekStart::Monday).expect("UTC is known"),
        target: TARGET,
        short: SHORT,
        now,
        compare: None,
        live: Vec::new(),
    }
}

fn about(scope: Scope) -> About {
    match scope {
        Scope::Queue => About::Queues,
        Scope::Agent => About::Agents,
        Scope::Extension => About::Extensions,
        Scope::Trunk => About::Trunks,
        Scope::Floor => About::Floor,
    }
}

/// Figures of what is over, and of what is not.
struct Made {
    over: Figures,
    live: Figures,
}

/// Every trace with times, its entries, and the figures that they make in one go.
fn each_trace(mut look: impl FnMut(&str, Vec<Entry>, Made)) {
    for (name, folder) in traces() {
        let common::Outcome { entries, state, .. } = run(&bytes(&folder));
        if entries.iter().all(|entry| !entry.at.is_known()) {
            continue;
        }
        let mut stats = Stats::drained();
        entries.iter().for_each(|entry| stats.apply(entry));
        let live = stats.live(&state, state.now());
        look(&name, entries, Made { over: stats.drain(), live });
    }
}

#[test]
fn hc_53_every_figure_of_every_trace_has_as_many_rows_and_calls_behind_it_as_it_says() {
    let (mut by_rows, mut by_calls, mut wrong) = (0_u64, 0_u64, Vec::new());
    each_trace(|trace, entries, _| {
        let now = entries.last().expect("there are entries").at;
        block(async {
            let (store, _) = journalled(entries).await;
            for scope in Scope::ALL {
                let report = Report::run(&*store, &query(about(scope), now)).await.expect("it runs");
                for row in &report.rows {
                    let name = row.name.as_deref().unwrap_or_default();
                    for measure in row.measures.iter().filter(|measure| measure.metric.unit == Unit::Count) {
                        let Some(Amount::Count(count)) = measure.amount else { continue };
                        let ask = Ask {
                            reading: &report.reading,
                            scope,
                            name,
                            metric: measure.metric.id,
                            from: report.from,
                            until: report.until,
                            target: TARGET,
                            short: SHORT,
                        };
                        let what = |how: &str, found: u64| {
                            format!(
                                "{trace}: {scope:?} {name:?} {} is {count}, {how} {found}",
                                measure.metric
                            )
                        };
                        if let Some(select) = rows_behind(&ask) {
                            let found = store.count(&select).await.expect("it can be counted");
                            by_rows += count;
                            if found != count {
                                wrong.push(what("rows are", found));
                            }
                        }
                        if count > 0
                            && !NOT_OF_CALLS.contains(&measure.metric.id)
                            && measure.metric.id != "calls-unplaced"
                        {
                            let calls = calls_behind(&*store, &ask, 10_000).await.expect("they can be found");
                            let number = |amount: &Amount| amount.number().unwrap_or_default() as u64;
                            let found = calls.iter().map(|(_, amount)| number(amount)).sum();
                            by_calls += count;
                            if found != count {
                                wrong.push(what("calls add", found));
                            }
                        }
                    }
                }
            }
        });
    });
    assert!(wrong.is_empty(), "{} figures are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(by_rows > 2_000 && by_calls > 2_000, "only {by_rows} and {by_calls} were counted");
}

#[test]
fn hc_53_a_report_from_the_store_is_what_the_entries_make_in_one_go() {
    let mut names = 0;
    each_trace(|trace, entries, made| {
        let now = entries.last().expect("there are entries").at;
        block(async {
            let (store, _) = journalled(entries).await;
            let mut none = query(About::Floor, now);
            none.streams = Streams::Ids(vec![0]);
            assert!(Report::run(&*store, &none).await.is_err(), "no such stream");
            let (empty, _) = journalled(vec![]).await;
            let mut both = made.over.clone();
            both.merge(&made.live);
            for scope in Scope::ALL {
                let query = query(about(scope), now);
                let over = Report::run(&*store, &query).await.expect("it runs");
                let all = Report::run_with_live(&*store, &query).await.expect("it runs");
                for (kept, figures) in [(over, &made.over), (all, &both)] {
                    let made = from_figures(&*empty, &query, figures).await;
                    assert_eq!(kept.totals.len(), made.totals.len(), "{trace}: {scope:?}");
                    for (kept, made) in kept.totals.iter().zip(&made.totals) {
                        assert_same(trace, kept, made);
                        names += 1;
                    }
                }
            }
        });
    });
    assert!(names > 2_000, "only {names} names were compared");
}

/// The same report of an empty store, with these figures as if they were not over.
async fn from_figures(empty: &dyn Store, query: &Query, figures: &Figures) -> Report {
    let day = |text| local_time(text).expect("a day");
    let period = Period::Custom { from: day("2020-01-01"), until: day("2040-01-01") };
    let query = Query { period, live: vec![(0, figures.clone())], ..query.clone() };
    Report::run(empty, &query).await.expect("it runs")
}

fn assert_same(trace: &str, kept: &ReportRow, made: &ReportRow) {
    assert_eq!((&kept.name, &kept.breakdowns), (&made.name, &made.breakdowns), "{trace}");
    let nothing = made.measures.iter().all(|measure| measure.amount.is_none());
    for (kept, made) in kept.measures.iter().zip(&made.measures) {
        // In an empty store nothing was observed; in this one nothing happened.
        let zero = kept.amount.and_then(Amount::number).is_none_or(|number| number == 0.0);
        assert!(kept == made || nothing && zero, "{trace}: {kept:?} is not {made:?}");
    }
}

#[cfg(feature = "cli")]
mod at_a_shell {
    //! `callcenter report` as a new user tries it.

    use std::path::Path;

    use crate::cli::program::{Folder, callcenter, run};

    const DAY: &str = "2026-11-21";

    fn trace(name: &str) -> String {
        let traces = Path::new(env!("CARGO_MANIFEST_DIR")).join("callcenter-ami/tests/traces/22.10.1");
        traces.join(name).join("events.ami").display().to_string()
    }

    /// A store with a busy hour in it.
    fn busy(folder: &Folder) -> String {
        let store = format!("sqlite:{}", folder.path("calls.db"));
        let done = run(callcenter(&["replay", &trace("busy_hour"), "--store", &store]));
        assert!(done.ok(), "{done:?}");
        store
    }

    #[test]
    fn a_first_try_without_a_store_says_how_to_get_one() {
        let done = run(callcenter(&["report"]));
        assert!(!done.ok());
        assert!(done.err.contains("--store sqlite:") && done.err.contains("callcenter replay"), "{done:?}");
    }

    #[test]
    fn every_scope_has_a_table_that_adds_up_to_the_same_calls() {
        let folder = Folder::new("report_tables");
        let store = busy(&folder);
        let report = |more: &[&str]| {
            let mut words = vec!["report", DAY, "--zone", "UTC", "--store", &store];
            words.extend(more);
            let done = run(callcenter(&words));
            assert!(done.ok(), "{done:?}");
            done.out
        };
        let queues = report(&[]);
        let row = queues.lines().find(|line| line.starts_with("rush")).expect("the trace's queue has a row");
        assert_eq!(row.split_whitespace().take(4).collect::<Vec<_>>(), ["rush", "150", "88", "62"]);
        assert!(queues.contains("was observed") && queues.contains("sl-1"), "{queues}");
        let quarters = report(&["--by", "quarter", "--names", "rush"]);
        assert!(quarters.contains("2026-11-21 02:00+00:00") && quarters.contains('█'), "{quarters}");
        let floor = report(&["--scope", "floor"]);
        assert!(floor.lines().any(|line| line.starts_with("inbound")), "{floor}");
        for scope in ["agents", "extensions", "trunks"] {
            let table = report(&["--scope", scope]);
            assert!(table.lines().any(|line| line.starts_with("name")), "{scope}: {table}");
        }
        let teams = report(&["--scope", "teams", "--team", "day=1001,1002", "--figures", "agent-answered"]);
        assert!(teams.lines().any(|line| line.starts_with("day")), "{teams}");
        let nothing = report(&["--names", "nobody"]);
        assert!(nothing.lines().any(|line| line.starts_with("nobody")), "{nothing}");
    }

    #[test]
    fn figures_go_to_other_programs_with_their_definitions_and_to_their_calls() {
        let folder = Folder::new("report_objects");
        let store = busy(&folder);
        let report = |more: &[&str]| {
            let mut words = vec!["report", "all", "--zone", "Europe/Berlin", "--store", &store];
            words.extend(more);
            let done = run(callcenter(&words));
            assert!(done.ok(), "{done:?}");
            done.out
        };
        let object: serde_json::Value =
            serde_json::from_str(&report(&["--format", "json", "--by", "hour"])).expect("one object");
        let values = &object["rows"][0]["values"];
        assert_eq!((&values["offered@1"], &values["abandoned@1"]), (&150.into(), &62.into()));
        assert!(
            object["definitions"]["sl-1@1"]["means"]
                .as_str()
                .is_some_and(|means| means.contains("answered in time"))
        );
        assert!(object["rows"][0]["time"][0]["from"].as_str().is_some_and(|from| from.ends_with("+01:00")));
        let sheet = report(&["--format", "csv", "--names", "rush"]);
        assert_eq!(sheet.lines().count(), 2, "a head and the queue");
        let calls = report(&["--behind", "abandoned", "--format", "json"]);
        assert_eq!(calls.lines().count(), 62);
        for line in calls.lines() {
            let call: serde_json::Value = serde_json::from_str(line).expect("one object a line");
            assert_eq!((&call["status"], &call["adds"]), (&"abandoned".into(), &1.into()));
        }
        assert!(report(&["--list"]).lines().any(|line| line.starts_with("asa@1")));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_to_write() {
        let folder = Folder::new("report_refusals");
        let store = busy(&folder);
        for (words, hint) in [
            (&["someday"][..], "yesterday"),
            (&["2026-11-21", "2026-11-21"], "day after"),
            (&["2026-11-21 10:00"], "second time"),
            (&["today", "--zone", "Middle/Earth"], "Europe/Berlin"),
            (&["all", "--compare", "previous"], "period"),
            (&["today", "--compare", "someday"], "yesterday"),
            (&["today", "--scope", "teams"], "--team"),
            (&["today", "--team", "day=1001"], "--scope teams"),
            (&["today", "--scope", "teams", "--team", "day"], "day=1001"),
            (&["today", "--figures", "nonsense"], "--list"),
            (&["all", "--behind", "nonsense"], "--list"),
            // Nothing is known of that day; the figure is nonsense all the same.
            (&["2000-01-01", "--behind", "nonsense"], "--list"),
            (&["today", "--switch", "other"], "other"),
            (&["2000-01-01", "2026-01-01", "--by", "quarter"], "longer steps"),
            (&["today", "--scope", "floor", "--names", "x"], "--scope"),
        ] {
            let mut all = vec!["report"];
            all.extend(words);
            all.extend(["--store", &store]);
            let done = run(callcenter(&all));
            assert!(!done.ok() && done.out.is_empty(), "{words:?}: {done:?}");
            assert!(done.err.contains(hint), "{words:?} does not say {hint:?}: {}", done.err);
        }
    }
}
