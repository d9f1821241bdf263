//! Figures: what is counted, once, and when.

use callcenter_core::stats::{AgentFigures, Figures, FloorFigures, Formula, Merge, QueueFigures, Ratio};
use callcenter_core::view::{Board, queues_today};
use callcenter_core::{Span, Stats};

use crate::story::{Story, at, tell};

fn all(story: &Story) -> Figures {
    let mut all = story.stats.figures().clone();
    all.merge(&story.stats.live(story.state(), story.engine.now()));
    all
}

fn queue(story: &Story, queue: &str) -> QueueFigures {
    let figures = all(story).queue(queue, at(0.0), at(86_400.0));
    assert!(figures.is_balanced(), "{figures:?}");
    figures
}

fn agent(story: &Story, agent: &str) -> AgentFigures {
    all(story).agent(agent, at(0.0), at(86_400.0))
}

fn floor(story: &Story) -> FloorFigures {
    all(story).floor(at(0.0), at(86_400.0))
}

fn secs(secs: i64) -> Span {
    Span::from_secs(secs)
}

/// Three agents ring for one caller; the first answers after 4 s of waiting and talks for 100 s, 20 of them on hold.
const RINGALL: &str = "
    0.0  member support PJSIP/1001 added
    0.0  member support PJSIP/1002 added
    0.0  member support PJSIP/1003 added
    0.0  member sales PJSIP/1001 added
    1.0  leg a trunk calls 100
    1.0  queue support a joins
    2.0  leg b 1001 for a
    2.0  leg c 1002 for a
    2.0  leg d 1003 for a
    2.0  queue support offers a to b as PJSIP/1001
    2.0  queue support offers a to c as PJSIP/1002
    2.0  queue support offers a to d as PJSIP/1003
    5.0  b answers
    5.0  b dial answer
    5.0  c dial cancel
    5.0  d dial noanswer
    5.0  c ends 26
    5.0  d ends 21
    5.0  queue support a leaves
    5.0  queue support connects a to b as PJSIP/1001
    5.0  bridge x a b
   50.0  b holds
   70.0  b unholds
  105.0  a hangs up
  105.0  b ends
  115.0  tick
";

#[test]
fn hc_32_one_caller_is_one_offer_however_many_phones_rang() {
    let story = tell(RINGALL);
    let support = queue(&story, "support");
    assert_eq!((support.offered, support.answered, support.abandoned), (1, 1, 0));
    assert_eq!(support.attempts.all(), 3);
    assert_eq!(
        (support.attempts.answered, support.attempts.answered_elsewhere, support.attempts.declined),
        (1, 1, 1)
    );
    assert_eq!(support.attempts.missed(), 1, "who was cancelled because a colleague answered missed nothing");
    assert_eq!(agent(&story, "1002").attempts.answer_rate(), Ratio::new(0, 0));
    assert_eq!(agent(&story, "1003").attempts.answer_rate(), Ratio::new(0, 1));
    assert_eq!(support.speed_of_answer(), Some(secs(4)));
    assert_eq!(
        (support.handled, support.talk, support.hold, support.wrap_up),
        (1, secs(100), secs(20), secs(10))
    );
    assert_eq!(support.handle_time(), Some(secs(110)));
}

#[test]
fn hc_44_an_agents_time_is_counted_once_and_shown_in_each_queue() {
    let story = tell(RINGALL);
    let alice = agent(&story, "1001");
    assert_eq!(alice.time.signed_in(), secs(115), "not twice for two queues");
    assert_eq!(
        (alice.time.ready, alice.time.ringing, alice.time.talking, alice.time.wrap_up),
        (secs(2), secs(3), secs(100), secs(10))
    );
    assert_eq!(alice.queues["support"].time.talking, secs(100));
    assert_eq!(alice.queues["sales"].time.talking, secs(100), "she cannot take a call of sales meanwhile");
    assert_eq!(alice.occupancy().per_mille(), Some(957));
    let support = &alice.queues["support"];
    assert_eq!((support.answered, support.credited, support.talks.count), (1, 1, 1));
    assert_eq!((support.talks.net(), support.wrap_up), (secs(80), secs(10)));
    assert_eq!(alice.queues["sales"].talks.count, 0);
    assert_eq!(queue(&story, "support").time.signed_in(), secs(345), "three agents were there");
}

#[test]
fn figures_of_calls_that_live_are_added_when_somebody_reads() {
    let before = RINGALL.split("50.0").next().expect("a beginning");
    let story = tell(before);
    assert_eq!(story.stats.figures().queue("support", at(0.0), at(900.0)).offered, 0);
    let support = queue(&story, "support");
    assert_eq!((support.offered, support.answered, support.handled), (1, 1, 0));
    assert_eq!(agent(&story, "1001").queues["support"].answered, 1);
    assert_eq!(floor(&story).inbound.live, 1);
    let waiting = RINGALL.split(" 5.0").next().expect("a beginning");
    let support = queue(&tell(waiting), "support");
    assert_eq!((support.offered, support.waiting, support.attempts.ringing), (1, 1, 3));
}

/// Five callers: answered after 10 s and 30 s, gave up after 3 s and 25 s, and one whom the queue sent on after 40 s.
fn five() -> Story {
    let mut text = String::from("0.0 member support PJSIP/1001 added\n");
    for (n, wait) in [(0, 10), (1, 30)] {
        let start = 100 + n * 200;
        text += &format!(
            "
            {start} leg a{n} trunk calls 100
            {start} queue support a{n} joins
            {} leg b{n} 1001 for a{n}
            {} queue support offers a{n} to b{n} as PJSIP/1001
            {} b{n} answers
            {} queue support a{n} leaves
            {} queue support connects a{n} to b{n} as PJSIP/1001
            {} bridge x{n} a{n} b{n}
            {} a{n} hangs up
            {} b{n} ends
        ",
            start + 1,
            start + 1,
            start + wait,
            start + wait,
            start + wait,
            start + wait,
            start + 100,
            start + 100
        );
    }
    for (n, wait) in [(2, 3), (3, 25)] {
        let start = 100 + n * 200;
        text += &format!(
            "
            {start} leg a{n} trunk calls 100
            {start} queue support a{n} joins
            {end} a{n} wants to end
            {end} queue support a{n} abandons
            {end} queue support a{n} leaves
            {end} a{n} ends
        ",
            end = start + wait
        );
    }
    text += "
        910 leg a4 trunk calls 100
        910 queue support a4 joins
        950 queue support a4 abandons
        950 queue support a4 leaves
        950 a4 status TIMEOUT
        960 a4 hangs up
        970 tick
    ";
    tell(&text)
}

#[test]
fn service_levels_of_every_school_stand_side_by_side() {
    let story = five();
    let support = queue(&story, "support");
    assert_eq!((support.offered, support.answered, support.abandoned, support.timed_out), (5, 2, 2, 1));
    assert_eq!(support.flowed_out(), 1);
    let level = |formula| support.service_level(formula, secs(20), secs(5));
    assert_eq!(level(Formula::Sl1), Ratio::new(1, 4));
    assert_eq!(level(Formula::Sl2), Ratio::new(1, 3));
    assert_eq!(level(Formula::Sl3), Ratio::new(2, 4));
    assert_eq!(level(Formula::Sl4), Ratio::new(1, 2));
    assert_eq!(level(Formula::Sl5), Ratio::new(2, 4));
    assert_eq!(
        level(Formula::SlG { flow_outs: true, short_abandons: false, abandons: true }),
        Ratio::new(1, 4)
    );
    assert_eq!(
        level(Formula::SlG { flow_outs: false, short_abandons: false, abandons: false }),
        Ratio::new(1, 2)
    );
    assert_eq!(level(Formula::SlN { breakouts: true }), Ratio::new(1, 4));
    assert_eq!(
        support.service_level(Formula::Sl4, secs(10), secs(5)),
        Ratio::new(1, 2),
        "exactly the target meets it"
    );
    assert_eq!(support.short_abandons(secs(5)), 1);
    assert_eq!(support.answered_waits.percentile(90), Some(secs(30)));
    assert_eq!(support.longest_wait.0, secs(40));
    assert_eq!(support.speed_of_answer(), Some(secs(20)));
}

#[test]
fn the_wallboard_has_the_same_figures_as_a_report() {
    let story = five();
    let board = Board::new(story.state(), &story.stats, story.engine.now(), at(0.0), at(1_800.0));
    let today = queues_today(story.state(), &board)[0].today.expect("it was asked for");
    assert_eq!((today.offered, today.answered, today.abandoned, today.flowed_out), (5, 2, 2, 1));
    assert_eq!((today.service_level, today.formula), (Some(250), "sl-1"));
    assert_eq!(board.queue("support"), queue(&story, "support"));
    assert_eq!(board.agent("1001").answered(), 2);
    assert_eq!(board.floor().inbound.calls, 5);
}

#[test]
fn hc_52_an_interval_has_its_own_stays_and_its_own_part_of_the_time() {
    let story = five();
    let first = all(&story).queue("support", at(0.0), at(900.0));
    let second = all(&story).queue("support", at(900.0), at(1_800.0));
    assert_eq!((first.offered, second.offered), (4, 1), "by entering the queue");
    assert!(first.is_balanced() && second.is_balanced());
    let alice = |from, to| all(&story).agent("1001", at(from), at(to)).time.signed_in();
    assert_eq!((alice(0.0, 900.0), alice(900.0, 1_800.0)), (secs(900), secs(70)));
}

#[test]
fn hc_37_a_refused_caller_is_neither_offered_nor_abandoned() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        1.0  leg a trunk calls 100
        1.0  a enters support
        1.0  a status JOINEMPTY
        2.0  a hangs up
        9.0  tick
    ",
    );
    let support = queue(&story, "support");
    assert_eq!((support.offered, support.abandoned, support.refused), (0, 0, 1));
    assert_eq!(floor(&story).journeys.callers, 0);
}

#[test]
fn hc_29_a_caller_who_goes_through_two_queues_is_one_journey_and_two_stays() {
    let story = tell(
        "
        0.0  member sales PJSIP/1001 added
       10.0  leg a trunk calls 100
       10.0  a enters support
       10.0  queue support a joins
       40.0  queue support a abandons
       40.0  queue support a leaves
       40.0  a status TIMEOUT
       40.0  a enters sales
       40.0  queue sales a joins
       41.0  leg b 1001 for a
       41.0  queue sales offers a to b as PJSIP/1001
       50.0  b answers
       50.0  queue sales a leaves
       50.0  queue sales connects a to b as PJSIP/1001
       50.0  bridge x a b
       90.0  a hangs up
       90.0  b ends
      110.0  tick
    ",
    );
    let (support, sales) = (queue(&story, "support"), queue(&story, "sales"));
    assert_eq!((support.offered, support.timed_out, support.answered, support.abandoned), (1, 1, 0, 0));
    assert_eq!((sales.offered, sales.answered, sales.speed_of_answer()), (1, 1, Some(secs(10))));
    let journeys = floor(&story).journeys;
    assert_eq!((journeys.callers, journeys.answered, journeys.wait), (1, 1, secs(40)), "the waits add up");
}

#[test]
fn hc_33_a_caller_who_gives_up_while_phones_ring_is_an_abandon_and_nobodys_miss() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg b 1001 for a
        2.0  queue support offers a to b as PJSIP/1001
        6.0  a wants to end
        6.0  b dial cancel
        6.0  b ends 0
        6.0  queue support a abandons
        6.0  queue support a leaves
        6.0  a ends 0
        9.0  tick
    ",
    );
    let support = queue(&story, "support");
    assert_eq!((support.abandoned, support.attempts.cancelled, support.attempts.missed()), (1, 1, 0));
}

#[test]
fn hc_42_paused_time_is_told_apart_by_reason() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
       10.0  member support PJSIP/1001 paused reason=lunch
       30.0  member support PJSIP/1001 paused reason=meeting
       35.0  member support PJSIP/1001 unpaused
       40.0  member support PJSIP/1001 paused reason=lunch
       50.0  member support PJSIP/1001 removed
       90.0  tick
    ",
    );
    let alice = agent(&story, "1001");
    assert_eq!((alice.paused["lunch"].count, alice.paused["lunch"].time), (2, secs(30)));
    assert_eq!((alice.paused["meeting"].count, alice.paused["meeting"].time), (1, secs(5)));
    assert_eq!((alice.time.paused, alice.time.ready, alice.time.signed_in()), (secs(35), secs(15), secs(50)));
    assert_eq!(alice.time.availability(), Ratio::new(15_000_000, 50_000_000));
}

#[test]
fn paused_in_one_queue_is_paused_there_only() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        0.0  member sales PJSIP/1001 added
       10.0  member support PJSIP/1001 paused reason=admin
       20.0  tick
    ",
    );
    let alice = agent(&story, "1001");
    assert_eq!(
        (alice.time.ready, alice.time.partly_ready, alice.time.paused),
        (secs(10), secs(10), Span::ZERO)
    );
    assert_eq!(alice.queues["support"].time.paused, secs(10));
    assert_eq!(alice.queues["sales"].time.ready, secs(20));
}

#[test]
fn hc_24_whoever_picks_up_answered_and_the_queue_credits_whom_it_rang() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        0.0  member sales PJSIP/1002 added
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg b 1001 for a
        2.0  queue support offers a to b as PJSIP/1001
        4.0  leg c 1002 dials *8
        5.0  c picks up b
        5.0  c answers
        5.0  b ends 26
        5.0  queue support a leaves
        5.0  queue support connects a to c as PJSIP/1001
        5.0  bridge x a c
       65.0  a hangs up
       65.0  c ends
       80.0  tick
    ",
    );
    assert_eq!((agent(&story, "1001").credited(), agent(&story, "1001").answered()), (1, 0));
    assert_eq!((agent(&story, "1002").credited(), agent(&story, "1002").answered()), (0, 1));
    assert_eq!(agent(&story, "1001").attempts.picked_up_elsewhere, 1);
    assert_eq!(agent(&story, "1001").attempts.missed(), 0);
}

#[test]
fn a_caller_given_on_is_a_transfer_of_one_and_the_others_takeover() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        0.0  member support PJSIP/1002 added
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg b 1001 for a
        2.0  queue support offers a to b as PJSIP/1001
        5.0  b answers
        5.0  queue support a leaves
        5.0  queue support connects a to b as PJSIP/1001
        5.0  bridge x a b
       65.0  bridge x without b
       65.0  a transferred by b to 1002
       65.0  bridge x without a
       65.0  b ends
       65.0  leg c 1002 for a
       70.0  c answers
       70.0  bridge y a c
      100.0  a hangs up
      100.0  c ends
      110.0  tick
    ",
    );
    let (alice, bob) = (agent(&story, "1001"), agent(&story, "1002"));
    assert_eq!((alice.answered(), alice.transferred, alice.queues["support"].talks.talk), (1, 1, secs(60)));
    assert_eq!((bob.answered(), bob.taken_over.count, bob.taken_over.talk), (0, 1, secs(30)));
    let support = queue(&story, "support");
    assert_eq!((support.answered, support.transferred, support.handled, support.talk), (1, 1, 1, secs(90)));
}

#[test]
fn calls_that_agents_make_and_get_directly_are_theirs_too() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        0.0  member support PJSIP/1002 added
        1.0  leg a 1001 dials 1002
        1.0  leg b 1002 for a
        3.0  b answers
        3.0  bridge x a b
       33.0  a hangs up
       33.0  b ends
       40.0  tick
    ",
    );
    let (alice, bob) = (agent(&story, "1001"), agent(&story, "1002"));
    assert_eq!((alice.made.count, alice.made.talk), (1, secs(30)));
    assert_eq!((bob.direct.count, bob.direct.talk, bob.attempts.answered), (1, secs(30), 1));
    assert_eq!(floor(&story).internal.answered, 1);
}

#[test]
fn hc_01_time_without_a_link_is_told() {
    let story = tell(
        "
        0.0  link up
        1.0  member support PJSIP/1001 added
        100  link down
        160  link up
        161  list whole legs
        170  tick
    ",
    );
    assert_eq!(floor(&story).unobserved, secs(61));
}

/// Figures taken out after every entry and added up again are the figures of all entries.
#[test]
fn parts_add_up_to_the_whole_wherever_they_are_cut() {
    for story in [tell(RINGALL), five()] {
        let (mut parts, mut sum) = (Stats::default(), Figures::default());
        for entry in &story.entries {
            parts.apply(entry);
            sum.merge(&parts.drain());
        }
        assert_eq!(&sum, story.stats.figures());
        let mut backwards = Figures::default();
        let (mut parts, mut cuts) = (Stats::default(), Vec::new());
        for (n, entry) in story.entries.iter().enumerate() {
            parts.apply(entry);
            if n % 7 == 3 {
                cuts.push(parts.drain());
            }
        }
        cuts.push(parts.drain());
        cuts.iter().rev().for_each(|part| backwards.merge(part));
        assert_eq!(backwards, sum, "in any order");
    }
}
