//! Laws of figures: parts are the whole, every stay is accounted for, nothing is forgotten before it is taken out.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::event::{DeviceState, Membership};
use crate::fact::{Activity, MemberNow};
use crate::record::{
    Direction, HoldRecord, Observed, Part, RingAttempt, RingResult, Segment, Status, VisitRecord,
};
use crate::time::Span;

const START: i64 = 1_795_219_200;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(START + secs)
}

fn call(direction: Direction, status: Status, caller: &str, channels: &[(&str, &str)]) -> CallRecord {
    CallRecord {
        switch: "pbx".into(),
        call_id: "1".into(),
        linkedid: channels.first().map_or("", |(_, leg)| leg).into(),
        aliases: Vec::new(),
        direction,
        status,
        caller: Some(caller.into()),
        caller_name: None,
        dialed: None,
        queue: None,
        queues: Vec::new(),
        answered_by: None,
        started_at: Some(at(0)),
        queue_entered_at: None,
        answered_at: None,
        ended_at: Some(at(100)),
        wait_s: None,
        visits: Vec::new(),
        ring_s: None,
        segments: Vec::new(),
        talk_s: None,
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
        legs: channels.len() as u32,
        channels: channels.iter().map(|&(name, leg)| (name.into(), leg.into())).collect(),
        observed: Observed { part: Part::Whole, from: None, to: None },
        anomalies: Vec::new(),
    }
}

fn talk(with: &str, from: i64, to: i64) -> Segment {
    Segment {
        with: Some(with.into()),
        from: Some(at(from)),
        to: Some(at(to)),
        seconds: Some(Span::from_secs(to - from)),
    }
}

fn attempt(agent: &str, from: i64, to: i64, result: RingResult) -> RingAttempt {
    RingAttempt { agent: agent.into(), from: Some(at(from)), to: Some(at(to)), result: Some(result) }
}

fn of(record: &CallRecord) -> Figures {
    Figures::of_call(record, |_| false)
}

#[test]
fn a_trunk_is_what_no_phone_of_the_call_is() {
    let inbound = call(
        Direction::Inbound,
        Status::Answered,
        "+4930",
        &[("PJSIP/provider-0000000a", "pbx-1795219200.10"), ("PJSIP/alice-0000000b", "pbx-1795219200.11")],
    );
    let mut inbound = CallRecord { segments: alloc::vec![talk("alice", 5, 65)], ..inbound };
    inbound.talk_s = Some(Span::from_secs(60));
    let all = of(&inbound);
    assert_eq!(all.trunks.keys().collect::<Vec<_>>(), ["provider"]);
    let provider = all.trunk("provider", at(0), at(900));
    assert_eq!((provider.inbound.calls, provider.inbound.talk), (1, Span::from_secs(60)));
    assert_eq!(provider.outbound.calls + provider.further, 0);
}

#[test]
fn of_two_trunks_tried_the_last_one_has_the_call_whatever_their_numbers_look_like() {
    let tried = call(
        Direction::Outbound,
        Status::Answered,
        "1001",
        &[
            ("PJSIP/1001-00000001", "1795219200.8"),
            ("PJSIP/second-00000003", "1795219200.10"),
            ("PJSIP/first-00000002", "1795219200.9"),
        ],
    );
    let all = of(&tried);
    assert_eq!(all.trunk("second", at(0), at(900)).outbound.calls, 1);
    assert_eq!(all.trunk("first", at(0), at(900)).further, 1);
    assert_eq!(all.extension("1001", at(0), at(900)).made_outside.answered, 1);
}

#[test]
fn a_trunk_of_digits_is_one_when_the_policy_said_so() {
    let channels = [("PJSIP/1001-00000001", "1795219200.8"), ("SIP/4930-00000002", "1795219200.9")];
    let all = of(&call(Direction::Outbound, Status::Answered, "1001", &channels));
    assert_eq!(all.trunks.keys().collect::<Vec<_>>(), ["4930"]);
    let all = of(&call(Direction::Internal, Status::Answered, "1001", &channels));
    assert!(all.trunks.is_empty(), "within the house no trunk is needed");
}

#[test]
fn hc_32_an_extension_received_a_call_once_however_often_it_rang() {
    let mut record = call(
        Direction::Inbound,
        Status::Answered,
        "+4930",
        &[("PJSIP/trunk-0000000a", "1.1"), ("PJSIP/1001-0000000b", "1.2"), ("PJSIP/1002-0000000c", "1.3")],
    );
    record.ring_attempts = alloc::vec![
        attempt("1001", 1, 6, RingResult::NoAnswer),
        attempt("1002", 1, 6, RingResult::NoAnswer),
        attempt("1001", 8, 10, RingResult::AnsweredElsewhere),
        attempt("1002", 8, 10, RingResult::Answered),
    ];
    record.segments = alloc::vec![talk("1002", 10, 70)];
    let all = of(&record);
    let (one, two) = (all.extension("1001", at(0), at(900)), all.extension("1002", at(0), at(900)));
    assert_eq!((one.received().calls, one.received().missed, one.received().elsewhere), (1, 0, 1));
    assert_eq!(one.attempts.missed(), 1, "the first try was missed all the same");
    assert_eq!((two.received().answered, two.received().talk), (1, Span::from_secs(60)));
}

#[test]
fn who_picks_up_or_takes_over_joined_a_call_that_never_rang_there() {
    let mut record = call(
        Direction::Internal,
        Status::Answered,
        "1001",
        &[("PJSIP/1001-0000000a", "1.1"), ("PJSIP/1002-0000000b", "1.2"), ("PJSIP/1003-0000000c", "1.3")],
    );
    record.ring_attempts = alloc::vec![attempt("1002", 1, 6, RingResult::PickedUpElsewhere)];
    record.segments = alloc::vec![talk("1003", 6, 20)];
    let all = of(&record);
    let three = all.extension("1003", at(0), at(900)).received();
    assert_eq!((three.calls, three.joined, three.talk), (0, 1, Span::from_secs(14)));
    assert_eq!(all.extension("1002", at(0), at(900)).received().elsewhere, 1);
}

fn entry(seq: u64, at: Timestamp, fact: Fact) -> Entry {
    Entry { seq, at, fact }
}

fn member(queue: &str, agent: &str, paused: bool) -> Fact {
    Fact::MemberSet(Box::new(MemberNow {
        queue: queue.into(),
        interface: format!("PJSIP/{agent}").into(),
        agent: agent.into(),
        name: "".into(),
        device: format!("PJSIP/{agent}").into(),
        membership: Membership::Dynamic,
        penalty: 0,
        paused,
        pause_reason: "".into(),
        pause_since: None,
        login: None,
        state: DeviceState::NotInUse,
        ring_in_use: false,
        wrap_up: Span::ZERO,
    }))
}

fn changed(agent: &str, activity: Activity) -> Fact {
    Fact::AgentChanged { agent: agent.into(), activity, reason: "".into() }
}

fn applied(entries: &[Entry]) -> Stats {
    let mut stats = Stats::drained();
    entries.iter().for_each(|entry| stats.apply(entry));
    stats
}

#[test]
fn f_092_the_longest_idle_time_is_not_cut_where_figures_are() {
    let stats = applied(&[
        entry(1, at(60), member("support", "1001", false)),
        entry(2, at(60), changed("1001", Activity::Ready)),
        entry(3, at(2_460), changed("1001", Activity::Ringing)),
        entry(4, at(2_470), changed("1001", Activity::Ready)),
        entry(5, at(2_500), changed("1001", Activity::Paused)),
    ]);
    let idle = |from, until| stats.figures().agent("1001", at(from), at(until)).longest_idle.0;
    assert_eq!(idle(0, 3_600), Span::from_secs(2_400));
    assert_eq!(idle(0, 900), Span::from_secs(840), "up to the end of the interval");
    assert_eq!(idle(900, 1_800), Span::from_secs(1_740), "from its own beginning, before the interval's");
    assert_eq!(idle(2_700, 3_600), Span::ZERO);
}

#[test]
fn hc_52_a_quiet_weekend_is_not_forgotten_before_somebody_took_it_out() {
    let days = 5;
    let entries = [
        entry(1, at(0), member("support", "1001", false)),
        entry(2, at(0), changed("1001", Activity::Ready)),
        entry(3, at(days * 86_400), changed("1001", Activity::Paused)),
    ];
    let all = |stats: &Stats| stats.figures().agent("1001", at(0), at(days * 86_400)).time.ready;
    assert_eq!(all(&applied(&entries)), Span::from_secs(days * 86_400));
    let mut wallboard = Stats::default();
    entries.iter().for_each(|entry| wallboard.apply(entry));
    assert!(all(&wallboard) < Span::from_secs(3 * 86_400), "a wallboard keeps two days");
}

#[test]
fn names_beyond_the_limit_share_one_row() {
    let mut figures = Figures::default();
    for n in 0..NAMES_MAX + 3 {
        let caller = format!("{n}");
        let channel = format!("PJSIP/{n}-00000001");
        let record =
            call(Direction::Internal, Status::SelfService, &caller, &[(channel.as_str(), "1795219200.1")]);
        super::endpoint::fold(&mut figures, &record, at(0), |_| false);
    }
    assert_eq!(figures.extensions.len(), NAMES_MAX + 1);
    assert_eq!(figures.extension("…", at(0), at(900)).made(), 3);
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Answered),
        Just(Status::Abandoned),
        Just(Status::QueueTimeout),
        Just(Status::QueueLeftEmpty),
        Just(Status::QueueExitKey),
        Just(Status::QueueWithdrawn),
        Just(Status::QueueRefused),
        Just(Status::Failed),
    ]
}

prop_compose! {
    fn visit()(queue in 0..3_u8, from in 0..200_000_i64, wait in 0..600_000_i64, result in status()) -> VisitRecord {
        VisitRecord {
            queue: format!("q{queue}").into(),
            entered_at: Some(at(from)),
            left_at: Some(at(from) + Span::from_millis(wait)),
            wait_s: Some(Span::from_millis(wait)),
            result,
        }
    }
}

prop_compose! {
    fn record()(
        mut visits in prop::collection::vec(visit(), 0..4),
        ended in status(),
        outside in any::<bool>(),
        started in 0..200_000_i64,
    ) -> CallRecord {
        visits.sort_by_key(|visit| visit.entered_at);
        let direction = if outside { Direction::Inbound } else { Direction::Internal };
        let channels = [("PJSIP/trunk-00000001", "1.1"), ("PJSIP/1001-00000002", "1.2")];
        let segments = visits
            .iter()
            .filter(|visit| visit.result == Status::Answered)
            .filter_map(|visit| {
                let from = visit.left_at?;
                Some(Segment { with: Some("1001".into()), from: Some(from), to: Some(from + Span::from_secs(60)), seconds: Some(Span::from_secs(60)) })
            })
            .collect();
        CallRecord {
            visits,
            segments,
            started_at: Some(at(started)),
            ..call(direction, ended, "1001", &channels)
        }
    }
}

prop_compose! {
    fn agents_fact()(agent in 0..2_u8, what in 0..6_u8, queue in 0..2_u8, wait in prop_oneof![0..1_000_i64, 0..150_000_i64])
        -> (i64, Fact)
    {
        let (agent, queue) = (format!("100{agent}"), format!("q{queue}"));
        let fact = match what {
            0 => member(&queue, &agent, false),
            1 => member(&queue, &agent, true),
            2 => Fact::MemberRemoved { queue: queue.into(), interface: format!("PJSIP/{agent}").into() },
            3 => changed(&agent, Activity::Ready),
            4 => changed(&agent, Activity::Paused),
            _ => changed(&agent, Activity::Talking),
        };
        (wait, fact)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_added_up_in_any_order_are_the_whole_and_every_stay_is_accounted_for(
        records in prop::collection::vec(record(), 0..20),
        turn in 0..20_usize,
    ) {
        let mut whole = Figures::default();
        records.iter().for_each(|record| call::fold(&mut whole, record, |name| name == "1001"));
        let mut turned: Vec<&CallRecord> = records.iter().collect();
        turned.rotate_left(turn % records.len().max(1));
        let (mut left, mut right) = (Figures::default(), Figures::default());
        for (n, record) in turned.iter().enumerate() {
            let part = Figures::of_call(record, |name| name == "1001");
            if n % 3 == 0 { left.merge(&part) } else { right.merge(&part) }
        }
        right.merge(&left);
        prop_assert_eq!(&right, &whole);
        let mut offered = BTreeMap::new();
        for visit in records.iter().flat_map(|record| &record.visits).filter(|visit| visit.result != Status::QueueRefused) {
            *offered.entry(visit.queue.clone()).or_insert(0_u32) += 1;
        }
        for (queue, series) in &whole.queues {
            for figures in series.values() {
                prop_assert!(figures.is_balanced(), "{}: {:?}", queue, figures);
            }
            let all = whole.queue(queue.as_str(), at(-1_000_000), at(10_000_000));
            prop_assert_eq!(all.offered, offered.get(queue).copied().unwrap_or_default());
        }
    }

    #[test]
    fn figures_taken_out_at_any_time_are_the_whole_whatever_pauses_lie_between(
        facts in prop::collection::vec(agents_fact(), 0..40),
        cuts in prop::collection::vec(any::<bool>(), 40),
    ) {
        let mut now = START;
        let entries: Vec<Entry> = facts.into_iter().enumerate().map(|(n, (wait, fact))| {
            now += wait;
            entry(n as u64 + 1, Timestamp::from_secs(now), fact)
        }).collect();
        let whole = applied(&entries).drain();
        let (mut stats, mut sum) = (Stats::drained(), Figures::default());
        for (entry, cut) in entries.iter().zip(&cuts) {
            stats.apply(entry);
            if *cut {
                sum.merge(&stats.drain());
            }
        }
        sum.merge(&stats.drain());
        prop_assert_eq!(&sum, &whole);
        for (agent, series) in &whole.agents {
            for (quarter, figures) in series {
                let time = figures.time.signed_in();
                prop_assert!(time <= Span::from_secs(900), "{} at {:?}: {}", agent, quarter, time);
                prop_assert!(figures.longest_idle.0 >= figures.time.ready.min(Span::from_micros(1)), "{}", agent);
            }
        }
    }
}
