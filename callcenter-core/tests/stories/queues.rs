//! Callers in queues: how they leave, and what of it counts.

use callcenter_core::record::{RingResult, Status};
use callcenter_core::view::{agents, calls, queues};

use crate::story::{Story, at, tell};

/// Four agents in support; a caller waits and all four ring.
const RINGALL: &str = "
    0.0  member support PJSIP/1001 added
    0.0  member support PJSIP/1002 added
    0.0  member support PJSIP/1003 added
    0.0  member support PJSIP/1004 added paused reason=lunch
    1.0  leg a trunk calls 100
    1.0  a enters support
    1.0  queue support a joins
    2.0  leg b 1001 for a
    2.0  leg c 1002 for a
    2.0  leg d 1003 for a
    2.0  queue support offers a to b as PJSIP/1001
    2.0  queue support offers a to c as PJSIP/1002
    2.0  queue support offers a to d as PJSIP/1003
";

fn with(more: &str) -> Story {
    tell(&format!("{RINGALL}\n{more}"))
}

fn results(story: &Story) -> Vec<(&str, RingResult)> {
    let call = story.closed()[0];
    call.agents_rung
        .iter()
        .map(|rung| (rung.agent.as_str(), rung.result.expect("the call is over")))
        .collect()
}

#[test]
fn hc_32_a_ringall_call_is_one_call_and_cancelled_colleagues_missed_nothing() {
    let story = with(
        "
        5.0  b answers                                    => 1001 talking
        5.0  b dial answer
        5.0  c dial cancel                                => 1002 ready
        5.0  d dial cancel                                => 1003 ready
        5.0  c ends 26
        5.0  d ends 26
        5.0  queue support a leaves
        5.0  queue support connects a to b as PJSIP/1001
        5.1  bridge x a b
        9.0  a hangs up
        9.0  b ends
       20.0  tick
    ",
    );
    assert_eq!(story.closed().len(), 1);
    assert_eq!(story.closed()[0].visits[0].result, Status::Answered);
    let elsewhere = RingResult::AnsweredElsewhere;
    assert_eq!(results(&story), [("1001", RingResult::Answered), ("1002", elsewhere), ("1003", elsewhere)]);
}

#[test]
fn hc_33_a_caller_who_gives_up_while_phones_ring_leaves_no_miss() {
    let story = with(
        "
        5.0  a wants to end
        5.0  b dial cancel
        5.0  c dial cancel
        5.0  d dial cancel
        5.0  b ends 0
        5.0  c ends 0
        5.0  d ends 0
        5.0  queue support a abandons
        5.0  queue support a leaves
        5.0  a ends 0
       20.0  tick
    ",
    );
    assert_eq!(story.closed()[0].visits[0].result, Status::Abandoned);
    assert!(results(&story).iter().all(|(_, result)| *result == RingResult::Cancelled));
}

#[test]
fn hc_36_leaving_the_queue_is_not_being_answered() {
    for (status, result) in [
        ("TIMEOUT", Status::QueueTimeout),
        ("LEAVEEMPTY", Status::QueueLeftEmpty),
        ("WITHDRAW", Status::QueueWithdrawn),
    ] {
        let story = with(&format!(
            "
            9.0  b dial cancel
            9.0  b ends
            9.0  c ends
            9.0  d ends
            9.0  queue support a abandons
            9.0  queue support a leaves
            9.0  a status {status}
            9.5  a goes to mailbox
           12.0  a hangs up
           20.0  tick
        "
        ));
        assert_eq!(story.closed()[0].visits[0].result, result, "{status}");
        assert!(queues(story.state())[0].waiting.is_empty());
    }
}

#[test]
fn hc_37_a_queue_that_refuses_was_never_waited_in() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        1.0  leg a trunk calls 100
        1.0  a enters support
        1.0  a status JOINEMPTY
        2.0  a hangs up
        9.0  tick                                   => 4.0 call of a queuerefused
    ",
    );
    let visit = &story.closed()[0].visits[0];
    assert_eq!(visit.result, Status::QueueRefused);
    assert_eq!(visit.wait_s.map(|wait| wait.as_micros()), Some(0));
}

#[test]
fn hc_35_a_caller_who_hangs_up_as_the_agent_answers_abandons() {
    let story = with(
        "
        5.0  a wants to end
        5.0  b answers
        5.0  b dial answer
        5.0  queue support a abandons
        5.0  queue support a leaves
        5.0  a ends
        5.0  b ends
        5.0  c ends
        5.0  d ends
       20.0  tick
    ",
    );
    assert_eq!(story.closed()[0].visits[0].result, Status::Abandoned);
    assert_eq!(agents(story.state())[0].reason, "", "no wrap-up for a call that nobody had");
}

#[test]
fn hc_34_an_agent_who_answers_and_hangs_up_at_once_dumps_the_call() {
    with(
        "
        5.0  b answers
        5.0  b dial answer
        5.0  c ends 26
        5.0  d ends 26
        5.1  queue support dumps a at b as PJSIP/1001
        5.1  b hangs up                                   => 1001 ready
        6.0  leg e 1002 for a                             => 1002 ringing
        6.0  queue support offers a to e as PJSIP/1002
    ",
    );
}

#[test]
fn the_wallboard_shows_who_waits_and_who_does_what() {
    let story = with(
        "
        3.0  leg w trunk calls 100
        3.0  queue support w joins 2
        5.0  leg x trunk calls 100
        5.0  queue support x joins 3
    ",
    );
    let row = &queues(story.state())[0];
    assert_eq!(row.waiting.iter().map(|waiting| waiting.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(row.longest_since, Some(at(1.0)));
    assert_eq!((row.agents.members, row.agents.ringing, row.agents.paused, row.agents.ready), (4, 3, 1, 0));
    let row = &calls(story.state())[0];
    assert_eq!((row.status, row.since), (Status::Waiting, Some(at(1.0))));
    assert_eq!(row.with, ["1001", "1002", "1003"]);
    let agent = &agents(story.state())[0];
    assert_eq!(
        agent.call.as_ref().and_then(|call| call.queue.as_ref()).map(|queue| queue.as_str()),
        Some("support")
    );
    assert!(serde_json::to_string(&queues(story.state())).expect("rows serialise").contains("longest_since"));
}

#[test]
fn positions_close_up_when_one_in_the_middle_leaves() {
    let story = tell(
        "
        1.0  leg a trunk calls 100
        1.0  queue support a joins 1
        2.0  leg b trunk calls 100
        2.0  queue support b joins 2
        3.0  leg c trunk calls 100
        3.0  queue support c joins 1               => c waits in support, 1
        4.0  queue support a leaves
    ",
    );
    let order: Vec<_> =
        queues(story.state())[0].waiting.iter().map(|waiting| (waiting.position, waiting.since)).collect();
    assert_eq!(order, [(1, Some(at(3.0))), (2, Some(at(2.0)))], "a caller of higher priority came in before");
}

#[test]
fn a_caller_who_ends_without_leaving_waits_no_more() {
    let story = tell(
        "
        1.0  leg a trunk calls 100
        1.0  queue support a joins 1
        2.0  a ends
    ",
    );
    assert!(queues(story.state())[0].waiting.is_empty());
}
