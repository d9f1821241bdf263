//! Reports over rows that were made by the figures' own code: borders, zones, gaps, teams, comparison.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::event::{DeviceState, Membership};
use callcenter_core::fact::{Activity, MemberNow};
use callcenter_core::record::{Direction, HoldRecord, Observed, Part, Segment, Status, VisitRecord};
use callcenter_core::stats::{Figures, Merge, Stats};
use callcenter_core::{CallRecord, Entry, Fact, Span, Timestamp};
use callcenter_store::report::{
    About, Amount, By, Calendar, Compare, Period, Query, Report, ReportRow, Streams, WeekStart, local_time,
};
use callcenter_store::{FigureRow, GapRow, MemoryStore, Store, StoreError, StreamRow, Write, cells};

const STREAM: i64 = 7;

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn berlin() -> Calendar {
    Calendar::of("Europe/Berlin", WeekStart::Monday).expect("it is known")
}

/// A local time in Berlin.
fn at(text: &str) -> Timestamp {
    let from = local_time(text).expect("a local time");
    let until = from.date().tomorrow().expect("a day").to_datetime(from.time());
    let period = berlin().period(Period::Custom { from, until }, Timestamp::from_secs(0));
    period.expect("in the calendar").expect("it has ends").0
}

/// A caller who enters a queue at `entered`, is answered by 1001 after `wait` and talks for `talk` seconds; without a talk
/// he gives up.
fn caller(queue: &str, entered: Timestamp, wait: i64, talk: Option<i64>) -> CallRecord {
    let left = entered + Span::from_secs(wait);
    let ended = left + Span::from_secs(talk.unwrap_or_default());
    let status = if talk.is_some() { Status::Answered } else { Status::Abandoned };
    let visit = VisitRecord {
        queue: queue.into(),
        entered_at: Some(entered),
        left_at: Some(left),
        wait_s: Some(left.since(entered)),
        result: status,
    };
    let segment = talk.map(|talk| Segment {
        with: Some("1001".into()),
        from: Some(left),
        to: Some(ended),
        seconds: Some(Span::from_secs(talk)),
    });
    CallRecord {
        switch: "pbx".into(),
        call_id: format!("{queue}-{}", entered.as_micros()),
        linkedid: "1.1".into(),
        aliases: Vec::new(),
        direction: Direction::Inbound,
        status,
        caller: Some("+4930".into()),
        caller_name: None,
        dialed: None,
        queue: Some(queue.into()),
        queues: vec![queue.into()],
        answered_by: talk.map(|_| "1001".into()),
        started_at: Some(entered),
        queue_entered_at: Some(entered),
        answered_at: talk.map(|_| left),
        ended_at: Some(ended),
        wait_s: Some(left.since(entered)),
        visits: vec![visit],
        ring_s: None,
        segments: segment.into_iter().collect(),
        talk_s: talk.map(Span::from_secs),
        hold: HoldRecord::default(),
        transfers: Vec::new(),
        parked: Vec::new(),
        consult: false,
        forwarded: Vec::new(),
        picked_up: false,
        spied: Vec::new(),
        conference: None,
        mode: None,
        hangup: None,
        agents_rung: Vec::new(),
        ring_attempts: Vec::new(),
        recordings: Vec::new(),
        legs: 2,
        channels: [
            ("PJSIP/trunk-00000001".into(), "1.1".into()),
            ("PJSIP/1001-00000002".into(), "1.2".into()),
        ]
        .into(),
        observed: Observed { part: Part::Whole, from: None, to: None },
        anomalies: Vec::new(),
    }
}

fn figures(calls: &[CallRecord]) -> Figures {
    let mut all = Figures::default();
    for call in calls {
        all.merge(&Figures::of_call(call, |name| name == "1001"));
    }
    all
}

fn stream(from: Timestamp, until: Timestamp) -> StreamRow {
    StreamRow {
        id: STREAM,
        switch: "pbx".to_owned(),
        source: "live".to_owned(),
        term: 1,
        holder: String::new(),
        held_until: until,
        seen_at: until,
        tip: 1,
        tip_at: until,
        first_at: from,
        policy: "{}".to_owned(),
        again_of: None,
        generation: 0,
    }
}

async fn store(figures: &Figures, from: Timestamp, until: Timestamp) -> MemoryStore {
    let store = MemoryStore::new();
    let rows = cells(STREAM, figures).merged(Vec::new()).expect("nothing is there");
    store.write(Write::default().put([stream(from, until)]).put(rows)).await.expect("it is written");
    store
}

fn query(about: About, from: &str, until: &str, by: By) -> Query {
    Query {
        streams: Streams::Told,
        about,
        names: BTreeSet::new(),
        period: Period::Custom {
            from: local_time(from).expect("a local time"),
            until: local_time(until).expect("a local time"),
        },
        by,
        calendar: berlin(),
        target: Span::from_secs(20),
        short: Span::from_secs(5),
        now: at("2027-01-01"),
        compare: None,
        live: Vec::new(),
    }
}

fn number(row: &ReportRow, id: &str) -> Option<f64> {
    row.measure(id).expect("the figure is defined").amount.and_then(Amount::number)
}

/// A figure of each bucket.
fn column(report: &Report, id: &str) -> Vec<Option<f64>> {
    report.rows.iter().map(|row| number(row, id)).collect()
}

#[test]
fn hc_52_a_call_across_midnight_is_counted_as_each_figure_says() {
    block(async {
        // Enters at 23:59:30, is answered after 50 s, on the next day, and talks for two minutes.
        let calls = figures(&[caller("support", at("2026-11-20 23:59:30"), 50, Some(120))]);
        let store = store(&calls, at("2026-11-01"), at("2026-11-30")).await;
        let queues = query(About::Queues, "2026-11-20", "2026-11-22", By::Day);
        let report = Report::run(&store, &queues).await.expect("it runs");
        let days = |id| column(&report, id);
        assert_eq!(days("offered"), [Some(1.0), Some(0.0)], "when it entered");
        assert_eq!(days("answered"), [Some(1.0), Some(0.0)], "O = A + B + X in each of the days");
        assert_eq!(days("sl-1"), [Some(0.0), None]);
        assert_eq!(days("asa"), [Some(50.0), None]);
        assert_eq!(days("handled"), [Some(0.0), Some(1.0)], "when the talk was over");
        assert_eq!(days("talk"), [Some(0.0), Some(120.0)]);
        let agents = query(About::Agents, "2026-11-20", "2026-11-22", By::Day);
        let report = Report::run(&store, &agents).await.expect("it runs");
        assert_eq!(column(&report, "agent-answered"), [Some(0.0), Some(1.0)], "when he answered");
        let floor = query(About::Floor, "2026-11-20", "2026-11-22", By::Day);
        let report = Report::run(&store, &floor).await.expect("it runs");
        assert_eq!(column(&report, "calls-answered"), [Some(1.0), Some(0.0)], "when the call began");
        // In another zone, midnight is elsewhere and all of it is on one day.
        let mut utc = queues.clone();
        utc.calendar = Calendar::of("UTC", WeekStart::Monday).expect("known");
        let report = Report::run(&store, &utc).await.expect("it runs");
        assert_eq!(column(&report, "handled"), [Some(1.0), Some(0.0)]);
    });
}

#[test]
fn hc_52_an_interval_has_its_beginning_and_not_its_end() {
    block(async {
        let calls: Vec<CallRecord> = ["09:00", "09:15", "09:29:59", "09:30", "09:45"]
            .iter()
            .map(|time| caller("support", at(&format!("2026-11-20 {time}")), 3, None))
            .collect();
        let store = store(&figures(&calls), at("2026-11-01"), at("2026-11-30")).await;
        let by = |from, until, by| query(About::Queues, from, until, by);
        let offered = |query: Query| {
            let store = &store;
            async move { column(&Report::run(store, &query).await.expect("it runs"), "offered") }
        };
        let half = by("2026-11-20 09:00", "2026-11-20 10:00", By::HalfHour);
        assert_eq!(offered(half).await, [Some(3.0), Some(2.0)]);
        let one = by("2026-11-20 09:15", "2026-11-20 09:45", By::None);
        assert_eq!(offered(one).await, [Some(3.0)]);
        let quarters = by("2026-11-20 09:00", "2026-11-20 10:00", By::Quarter);
        assert_eq!(offered(quarters).await, [1.0, 2.0, 1.0, 1.0].map(Some));
        let report = Report::run(&store, &by("2026-11-20 09:20", "2026-11-20 09:31", By::None))
            .await
            .expect("it runs");
        assert!(report.widened);
        assert_eq!((report.from, report.until), (at("2026-11-20 09:15"), at("2026-11-20 09:45")));
        assert_eq!(number(&report.rows[0], "offered"), Some(3.0));
    });
}

#[test]
fn hc_52_an_agent_signed_in_across_midnight_has_each_days_own_part() {
    let entry = |seq, at, fact| Entry { seq, at, fact };
    let member = Fact::MemberSet(Box::new(MemberNow {
        queue: "support".into(),
        interface: "PJSIP/1001".into(),
        agent: "1001".into(),
        name: "".into(),
        device: "PJSIP/1001".into(),
        membership: Membership::Dynamic,
        penalty: 0,
        paused: false,
        pause_reason: "".into(),
        pause_since: None,
        login: None,
        state: DeviceState::NotInUse,
        ring_in_use: false,
        wrap_up: Span::ZERO,
    }));
    let changed = |activity| Fact::AgentChanged { agent: "1001".into(), activity, reason: "".into() };
    let mut stats = Stats::drained();
    stats.apply(&entry(1, at("2026-11-20 22:00"), member));
    stats.apply(&entry(2, at("2026-11-20 22:00"), changed(Activity::Ready)));
    stats.apply(&entry(3, at("2026-11-21 01:30"), changed(Activity::Paused)));
    stats.apply(&entry(4, at("2026-11-21 02:00"), changed(Activity::Ready)));
    block(async {
        let store = store(&stats.drain(), at("2026-11-01"), at("2026-11-30")).await;
        let days = query(About::Agents, "2026-11-20", "2026-11-22", By::Day);
        let report = Report::run(&store, &days).await.expect("it runs");
        assert_eq!(column(&report, "signed-in"), [Some(7_200.0), Some(7_200.0)]);
        assert_eq!(column(&report, "paused"), [Some(0.0), Some(1_800.0)]);
        assert_eq!(column(&report, "availability"), [Some(1.0), Some(0.75)]);
        assert_eq!(
            column(&report, "longest-idle"),
            [Some(7_200.0), Some(12_600.0)],
            "whole, from its own beginning"
        );
    });
}

#[test]
fn hc_51_the_hours_of_a_day_of_25_hours_are_the_day() {
    block(async {
        let begin = at("2026-10-25");
        let every_half_hour =
            (0..50).map(|n| caller("support", begin + Span::from_secs(n * 1_800 + 60), 3, Some(10)));
        let calls: Vec<CallRecord> = every_half_hour.collect();
        let store = store(&figures(&calls), at("2026-10-01"), at("2026-10-31")).await;
        let day = |by| query(About::Queues, "2026-10-25", "2026-10-26", by);
        let hours = Report::run(&store, &day(By::Hour)).await.expect("it runs");
        assert_eq!(column(&hours, "offered"), vec![Some(2.0); 25]);
        assert_eq!(number(&hours.totals[0], "offered"), Some(50.0));
        let whole = Report::run(&store, &day(By::None)).await.expect("it runs");
        assert_eq!(number(&whole.rows[0], "offered"), Some(50.0));
        let of_day = Report::run(&store, &day(By::HourOfDay)).await.expect("it runs");
        assert_eq!(of_day.rows.len(), 24);
        assert_eq!(number(&of_day.rows[2], "offered"), Some(4.0), "02:00 came twice");
        let month = query(About::Queues, "2026-10-01", "2026-11-01", By::None);
        let month = Report::run(&store, &month).await.expect("it runs");
        assert_eq!(
            month.rows[0].measures, whole.rows[0].measures,
            "days and quarter hours add up to the same"
        );
    });
}

#[test]
fn hc_01_what_nobody_looked_at_is_not_zero() {
    block(async {
        let calls = [caller("support", at("2026-11-20 09:05"), 3, Some(10))];
        let store = store(&figures(&calls), at("2026-11-20 09:00"), at("2026-11-20 11:00")).await;
        let gap = GapRow {
            stream: STREAM,
            seq: 3,
            from_at: at("2026-11-20 09:30"),
            until_at: Some(at("2026-11-20 10:00")),
            cause: "link".to_owned(),
        };
        store.write(Write::default().put([gap])).await.expect("it is written");
        let mut hours = query(About::Queues, "2026-11-20 08:00", "2026-11-20 13:00", By::Hour);
        hours.now = at("2026-11-20 12:00");
        let report = Report::run(&store, &hours).await.expect("it runs");
        let observed: Vec<Option<f64>> = report.rows.iter().map(|row| row.observed).collect();
        assert_eq!(observed, [Some(0.0), Some(0.5), Some(1.0), Some(0.0), None]);
        assert_eq!(column(&report, "offered"), [None, Some(1.0), Some(0.0), None, None]);
        assert_eq!(report.totals[0].observed, Some(1.5 / 4.0));
    });
}

#[test]
fn a_team_is_its_agents_and_an_agent_of_two_teams_counts_once_in_all() {
    block(async {
        let calls = [
            caller("support", at("2026-11-20 09:05"), 3, Some(10)),
            caller("sales", at("2026-11-20 09:06"), 3, Some(30)),
        ];
        let store = store(&figures(&calls), at("2026-11-01"), at("2026-11-30")).await;
        let team = |agents: &[&str]| agents.iter().map(|&agent| agent.to_owned()).collect::<BTreeSet<_>>();
        let teams = BTreeMap::from([
            ("day".to_owned(), team(&["1001", "1002"])),
            ("experts".to_owned(), team(&["1001"])),
            ("night".to_owned(), team(&["1009"])),
        ]);
        let report = Report::run(&store, &query(About::Teams(teams), "2026-11-20", "2026-11-21", By::None))
            .await
            .expect("it runs");
        let answered: Vec<_> =
            report.totals.iter().map(|row| (row.name.as_deref(), number(row, "agent-answered"))).collect();
        assert_eq!(
            answered,
            [
                (Some("day"), Some(2.0)),
                (Some("experts"), Some(2.0)),
                (Some("night"), Some(0.0)),
                (None, Some(2.0))
            ]
        );
        let by_queue = &report.totals[0].breakdowns["answered by queue"];
        assert_eq!(by_queue.keys().collect::<Vec<_>>(), ["sales", "support"]);
    });
}

#[test]
fn two_periods_are_compared_bucket_by_bucket_of_the_local_clock() {
    block(async {
        let day = |day: &str, hour: u32, count: i64| {
            let first = at(&format!("{day} {hour:02}:00"));
            (0..count).map(move |n| caller("support", first + Span::from_secs(n), 3, Some(10)))
        };
        // The day before has 25 hours; nine in the morning is nine in the morning.
        let calls: Vec<CallRecord> =
            day("2026-10-25", 9, 2).chain(day("2026-10-26", 9, 3)).chain(day("2026-10-26", 10, 1)).collect();
        let store = store(&figures(&calls), at("2026-10-25"), at("2026-10-31")).await;
        let mut query = query(About::Queues, "2026-10-26", "2026-10-27", By::Hour);
        query.compare = Some(Compare::Previous);
        let report = Report::run(&store, &query).await.expect("it runs");
        assert_eq!(report.before, Some((at("2026-10-25"), at("2026-10-26"))));
        let place = report.metrics.iter().position(|metric| metric.id == "offered").expect("it is measured");
        let change = |row: &ReportRow| {
            let change = &row.changes[place];
            (change.before.and_then(Amount::number), change.difference, change.percent)
        };
        assert_eq!(change(&report.rows[9]), (Some(2.0), Some(1.0), Some(50.0)));
        assert_eq!(
            change(&report.rows[10]),
            (Some(0.0), Some(1.0), None),
            "from nothing there is no per cent"
        );
        assert_eq!(change(&report.totals[0]), (Some(2.0), Some(2.0), Some(100.0)));
        query.period = Period::Custom {
            from: local_time("2026-10-25").expect("a day"),
            until: local_time("2026-10-26").expect("a day"),
        };
        let report = Report::run(&store, &query).await.expect("it runs");
        assert_eq!(change(&report.totals[0]), (None, None, None), "the day before was not observed");
    });
}

#[test]
fn what_is_not_over_is_added_by_the_same_code() {
    block(async {
        let kept = figures(&[caller("support", at("2026-11-20 09:05"), 3, Some(10))]);
        let store = store(&kept, at("2026-11-01"), at("2026-11-30")).await;
        let mut query = query(About::Queues, "2026-11-20", "2026-11-21", By::None);
        query.live = vec![(
            1,
            figures(&[
                caller("support", at("2026-11-20 09:20"), 9, None),
                caller("other", at("2026-11-19 09:20"), 9, None),
            ]),
        )];
        let report = Report::run(&store, &query).await.expect("it runs");
        let offered: Vec<_> =
            report.totals.iter().map(|row| (row.name.as_deref(), number(row, "offered"))).collect();
        assert_eq!(offered, [(Some("support"), Some(2.0))], "what lies outside is not");
        assert_eq!(number(&report.rows[0], "longest-wait"), Some(9.0));
    });
}

#[test]
fn names_and_streams_that_are_asked_for_are_the_ones_that_are_answered() {
    block(async {
        let calls = [
            caller("support", at("2026-11-20 09:05"), 3, Some(10)),
            caller("sales", at("2026-11-20 09:06"), 3, None),
        ];
        let store = store(&figures(&calls), at("2026-11-01"), at("2026-11-30")).await;
        let mut again = stream(at("2026-11-01"), at("2026-11-30"));
        (again.id, again.source, again.again_of, again.generation) =
            (8, "again:1:live".to_owned(), Some(STREAM), 1);
        let mut replay = stream(at("2026-11-01"), at("2026-11-30"));
        (replay.id, replay.source) = (9, "replay:abc".to_owned());
        let twice: Vec<FigureRow> = [8, 9]
            .into_iter()
            .flat_map(|id| cells(id, &figures(&calls)).merged(Vec::new()).expect("nothing is there"))
            .collect();
        store.write(Write::default().put([again, replay]).put(twice)).await.expect("it is written");

        let mut query = query(About::Queues, "2026-11-20", "2026-11-21", By::None);
        let report = Report::run(&store, &query).await.expect("it runs");
        assert_eq!(
            report.streams.iter().map(|stream| stream.id).collect::<Vec<_>>(),
            [STREAM],
            "the same is not told twice"
        );
        assert_eq!(
            report.totals.iter().map(|row| number(row, "offered")).collect::<Vec<_>>(),
            [1.0, 1.0, 2.0].map(Some)
        );
        query.names = BTreeSet::from(["support".to_owned(), "nobody's".to_owned()]);
        let report = Report::run(&store, &query).await.expect("it runs");
        let offered: Vec<_> =
            report.rows.iter().map(|row| (row.name.as_deref(), number(row, "offered"))).collect();
        assert_eq!(offered, [(Some("nobody's"), Some(0.0)), (Some("support"), Some(1.0))]);
        query.streams = Streams::Ids(vec![8]);
        assert_eq!(Report::run(&store, &query).await.expect("it runs").streams[0].source, "again:1:live");
        query.streams = Streams::Switch("other".to_owned());
        let error = Report::run(&store, &query).await.expect_err("there is none").to_string();
        assert!(error.contains("other"), "{error}");
        let error = Report::run(&MemoryStore::new(), &query).await.expect_err("it is empty").to_string();
        assert!(error.contains("empty"), "{error}");
    });
}

#[test]
fn figures_of_a_later_version_stop_a_report_rather_than_being_left_out() {
    block(async {
        let calls = figures(&[caller("support", at("2026-11-20 09:05"), 3, Some(10))]);
        let store = store(&calls, at("2026-11-01"), at("2026-11-30")).await;
        let mut rows = cells(STREAM, &calls).merged(Vec::new()).expect("nothing is there");
        rows.iter_mut().for_each(|row| row.data[0] = 200);
        store.write(Write::default().put(rows)).await.expect("it is written");
        let error = Report::run(&store, &query(About::Queues, "2026-11-20", "2026-11-21", By::None)).await;
        assert!(matches!(error, Err(StoreError::TooNew { found: 200, .. })), "{error:?}");
    });
}

#[test]
fn a_report_as_an_object_and_as_a_sheet_says_what_each_figure_is() {
    block(async {
        let calls = figures(&[caller("=1+1", at("2026-10-25 02:05"), 3, Some(10))]);
        let store = store(&calls, at("2026-10-01"), at("2026-10-30")).await;
        let mut query = query(About::Queues, "2026-10-25", "2026-10-26", By::Hour);
        query.compare = Some(Compare::Previous);
        let report = Report::run(&store, &query).await.expect("it runs");
        let object = serde_json::to_value(&report).expect("it is an object");
        assert_eq!(object["rows"].as_array().map(Vec::len), Some(25));
        let row = &object["rows"][2];
        assert_eq!(row["time"][0]["from"], "2026-10-25T02:00:00+02:00");
        assert_eq!(object["rows"][3]["time"][0]["from"], "2026-10-25T02:00:00+01:00");
        assert_eq!(
            (&row["values"]["offered@1"], &row["values"]["sl-1@1"], &row["values"]["asa@1"]),
            (&1.into(), &1.0.into(), &3.0.into())
        );
        assert!(object["rows"][4]["values"]["sl-1@1"].is_null());
        assert_eq!(object["definitions"]["asa@1"]["unit"], "seconds");
        assert_eq!(object["definitions"]["asa@1"]["attribution"], "enter");
        let mut sheet = Vec::new();
        report.write_csv(&mut sheet).expect("memory takes it");
        let mut sheet = csv::Reader::from_reader(sheet.as_slice());
        let head = sheet.headers().expect("a head").clone();
        let place = head.iter().position(|name| name == "offered@1").expect("a column");
        assert_eq!(&head[place + 3], "offered@1:percent");
        let lines: Vec<csv::StringRecord> =
            sheet.records().map(|line| line.expect("as long as the head")).collect();
        assert_eq!(lines.len(), 26, "25 hours and the total");
        assert_eq!(
            (&lines[2][3], &lines[2][place]),
            ("'=1+1", "1"),
            "no spreadsheet takes a name for a formula"
        );
    });
}

#[test]
fn a_report_that_would_be_too_large_says_what_to_ask_instead() {
    block(async {
        let calls: Vec<CallRecord> =
            (0..30).map(|n| caller(&format!("q{n}"), at("2026-11-20 09:05"), 3, None)).collect();
        let store = store(&figures(&calls), at("2026-11-01"), at("2026-11-30")).await;
        let query = query(About::Queues, "2026-06-01", "2026-11-30", By::Quarter);
        let error = Report::run(&store, &query).await.expect_err("17,000 rows").to_string();
        assert!(error.contains("longer steps"), "{error}");
        let query = Query {
            period: Period::Custom {
                from: local_time("2026-08-25").expect("a day"),
                until: local_time("2026-11-30").expect("a day"),
            },
            ..query
        };
        let error = Report::run(&store, &query).await.expect_err("30 names of 9,000 rows").to_string();
        assert!(error.contains("fewer names"), "{error}");
    });
}

mod any_time {
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 6] =
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"];
    const STEPS: [By; 9] = [
        By::None,
        By::Quarter,
        By::HalfHour,
        By::Hour,
        By::Day,
        By::Weekday,
        By::Week,
        By::Month,
        By::HourOfDay,
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn hc_51_every_call_is_in_one_row_of_any_zone_and_step(
            entered in prop::collection::vec(0..90 * 86_400_i64, 1..40),
            zone in 0..ZONES.len(),
            step in 0..STEPS.len(),
            first in 0..60 * 96_i64,
            length in 1..60 * 96_i64,
        ) {
            // From the 1st of September: clocks are changed in all of these zones but two.
            let start = Timestamp::from_secs(1_788_220_800);
            let calls: Vec<CallRecord> = entered
                .iter()
                .map(|&after| caller("support", start + Span::from_secs(after), 3, (after % 2 == 0).then_some(60)))
                .collect();
            let calendar = Calendar::of(ZONES[zone], WeekStart::Monday).expect("it is known");
            let from = start + Span::from_secs(first * 900);
            let until = from + Span::from_secs(length * 900);
            let inside = |at: Timestamp| from <= at && at < until;
            let offered = entered.iter().filter(|&&after| inside(start + Span::from_secs(after))).count();
            let handled = entered.iter().filter(|&&after| after % 2 == 0 && inside(start + Span::from_secs(after + 63))).count();

            let mut query = query(About::Queues, "2026-09-01", "2026-09-02", STEPS[step]);
            let local = |at: Timestamp| calendar.text(at)[..19].to_owned();
            query.period = Period::Custom {
                from: local_time(&local(from)).expect("a local time"),
                until: local_time(&local(until)).expect("a local time"),
            };
            query.calendar = calendar;
            // An hour that comes twice is told by its first: then the interval is another one.
            let span = query.calendar.period(query.period, query.now);
            prop_assume!(matches!(span, Ok(Some(span)) if span == (from, until)));
            let report = block(async {
                let store = store(&figures(&calls), start, start + Span::from_secs(200 * 86_400)).await;
                Report::run(&store, &query).await
            });
            let Ok(report) = report else {
                let error = report.expect_err("it is one").to_string();
                prop_assert!(error.contains("longer steps"), "{}", error);
                return Ok(());
            };
            let sum = |id: &str| report.rows.iter().filter_map(|row| number(row, id)).sum::<f64>() as usize;
            prop_assert_eq!((sum("offered"), sum("handled")), (offered, handled));
            let totals = report.totals.first().map(|row| (number(row, "offered"), number(row, "handled")));
            prop_assert!(totals.is_none_or(|totals| totals == (Some(offered as f64), Some(handled as f64))));
            prop_assert_eq!(totals.is_none(), offered + handled == 0);
        }
    }
}
