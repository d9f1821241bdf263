//! Callers who wait while somebody else is asked: put apart and brought together by the engine, step by step.

use callcenter_core::Span;
use callcenter_core::action::Action;
use callcenter_core::record::{TransferKind, TransferResult};

use crate::story::{Story, control};

/// A controller whose switch has all our places in its dialplan, and agent 1001 in a call of queue support. The next
/// action has the number 16.
const TALK: &str = "
    0.0  link up
    0.0  ready
    0.1  list queue support
    0.1  list member support PJSIP/1001
    0.1  list whole queues 6
    0.1  reply 10 ok     => hook Customer · action 10 done
    0.1  reply 11 ok     => hook Agent · action 11 done
    0.1  reply 12 ok     => hook Alone · action 12 done
    0.1  reply 13 ok     => hook Room · action 13 done
    0.1  reply 14 ok     => hook Pickup · action 14 done
    0.1  reply 15 ok     => hook Phone · action 15 done
    1.0  contact 1002 reachable
    10   leg c trunk calls 100
    10   c answers
    10   queue support c joins
    11   leg a 1001 for c
    15   a answers
    15   a dial answer
    15   queue support c leaves
    15   queue support connects c to a as PJSIP/1001
    15   bridge x a c                         => a talks with c
";

/// 1001 asks 1002, who has answered; the next action has the number 22.
const CONSULT: &str = "
    30   command 7 consult a 1002             => command 7 accepted · a puts c aside for 1002 · asks 16 VariableSet · asks 17 VariableSet · asks 18 Redirect
    30   reply 16 ok                          => action 16 done
    30   reply 17 ok                          => action 17 done
    30   reply 18 ok                          => nothing
    30   bridge x without a                   => nothing
    30   bridge x without c                   => nothing
    30   place p c                            => nothing
    30   place q a                            => action 18 done · asks 19 Originate · a holds
    30   leg b 1002 called by 7 at 30
    30   reply 19 ok                          => nothing
    31   b rings
    35   b answers                            => nothing
    35   originated 19 answered               => nothing
    35   place q b                            => action 19 done · asks 20 Bridge
    35   reply 20 ok                          => nothing
    35   bridge y a
    35   b belongs to c
    35   bridge y b                           => action 20 done · command 7 done · a consults 1002
";

fn talk(more: &str) -> Story {
    control(&format!("{TALK}\n{more}"))
}

fn consult(more: &str) -> Story {
    control(&format!("{TALK}\n{CONSULT}\n{more}"))
}

/// The only call of a story with somebody in it, as it was concluded.
fn record(story: &Story) -> &callcenter_core::CallRecord {
    let of_queue =
        story.closed().into_iter().find(|record| record.talk_s.is_some_and(|talk| talk > Span::ZERO));
    of_queue.expect("a call with a talk is closed")
}

#[test]
fn a_hold_by_the_switch_is_a_hold_of_the_agent_and_no_end_of_the_talk() {
    let story = talk("
        30   command 7 hold a                 => command 7 accepted · a puts c aside · asks 16 Redirect
        30   reply 16 ok                      => nothing
        30   command 8 hold a                 => command 8 refused: something else is being done with this call; wait until it is settled
        30   bridge x without c               => nothing
        30   place p c                        => nothing
        30   bridge x without a               => nothing
        30   place q a                        => action 16 done · command 7 done · a holds
        50   command 9 unhold a               => command 9 accepted · asks 17 VariableSet · asks 18 VariableSet · asks 19 Bridge
        50   reply 17 ok
        50   reply 18 ok
        50   reply 19 ok                      => nothing
        50   bridge z c                       => nothing
        50   bridge z a                       => action 19 done · command 9 done · a holds no more · a puts nobody aside
        80   c hangs up
        80   a ends
        90   finish
    ");
    let record = record(&story);
    assert_eq!(record.hold.seconds, Some(Span::from_secs(20)), "{record:?}");
    assert_eq!(record.talk_s, Some(Span::from_secs(65)));
    assert_eq!(record.transfers, []);
    let Action::Redirect { context, exten, extra: Some((_, extra_context, extra, _)), .. } =
        &story.actions[15].1
    else {
        panic!("a redirect of both")
    };
    let places = (context.as_str(), exten.as_str(), extra_context.as_str(), extra.as_str());
    assert_eq!(places, ("callcenter-wait", "customer", "callcenter-wait", "agent"));
}

#[test]
fn a_hold_that_the_switch_refuses_changes_nothing() {
    talk("
        30   command 7 hold a                 => command 7 accepted · a puts c aside · asks 16 Redirect
        30   reply 16 no Channel not up       => action 16 refused · command 7 refused: Channel not up · a puts nobody aside
        31   command 8 hold a                 => command 8 accepted · a puts c aside · asks 17 Redirect
        50   tick                             => 41.0 action 17 timedout · 41.0 command 8 timedout: the switch did not answer in time · a puts nobody aside
    ");
}

#[test]
fn an_agent_whose_caller_leaves_while_held_waits_for_nobody() {
    let story = talk("
        30   command 7 hold a
        30   bridge x without c
        30   place p c
        30   place q a
        40   c hangs up                       => a holds no more · a puts nobody aside · asks 17 Hangup
        40   a ends                           => action 17 done · 1001 wraps up support until 50.0 · 1001 wrapup
        60   finish
    ");
    assert_eq!(record(&story).hold.seconds, Some(Span::from_secs(10)));
}

#[test]
fn a_caller_whose_agent_leaves_while_held_goes_on_in_the_dialplan() {
    let story = talk("
        30   command 7 hold a
        30   bridge x without c
        30   place p c
        30   place q a
        40   a hangs up                       => a puts nobody aside · asks 17 Redirect · 1001 wraps up support until 50.0 · 1001 wrapup
        40   c ends
        60   finish
    ");
    let Action::Redirect { context, exten, .. } = &story.actions[16].1 else { panic!("a redirect") };
    assert_eq!((context.as_str(), exten.as_str()), ("callcenter-wait", "alone"));
    assert_eq!(record(&story).transfers, []);
}

#[test]
fn a_consultation_that_is_completed_is_an_attended_transfer() {
    let story = consult("
        45   command 8 complete a             => command 8 accepted · asks 21 VariableSet · asks 22 VariableSet · asks 23 Bridge
        45   reply 21 ok
        45   reply 22 ok
        45   bridge z c                       => nothing
        45   bridge y without b
        45   bridge z b                       => a transferred to 1002 · action 23 done · a holds no more · a puts nobody aside · asks 24 Hangup · b talks with c
        45   bridge y without a
        45   a ends                           => action 24 done · command 8 done · 1001 wraps up support until 55.0 · 1001 wrapup
        60   c hangs up
        60   b ends
        70   finish
    ");
    let record = record(&story);
    let [transfer] = record.transfers.as_slice() else { panic!("one transfer: {:?}", record.transfers) };
    assert_eq!(transfer.kind, TransferKind::Attended);
    assert_eq!(transfer.by.as_deref(), Some("1001"));
    assert_eq!(transfer.to.as_deref(), Some("1002"));
    assert_eq!(transfer.result, Some(TransferResult::Answered));
    assert_eq!(transfer.consult_s, Some(Span::from_secs(10)));
    assert!(!transfer.blonde);
    assert_eq!(record.hold.seconds, Some(Span::from_secs(15)));
    assert_eq!(story.closed().len(), 1, "the consultation is part of the call");
}

#[test]
fn hc_22_a_caller_given_on_while_it_rings_is_a_blonde_transfer() {
    let story = talk("
        30   command 7 consult a 1002
        30   reply 16 ok
        30   reply 17 ok
        30   place p c
        30   place q a                        => action 18 done · asks 19 Originate · a holds
        30   leg b 1002 called by 7 at 30
        31   b rings
        33   command 8 complete a             => command 8 accepted · asks 20 Hangup
        33   a ends                           => action 20 done · command 8 done · 1001 wraps up support until 43.0 · 1001 wrapup
        36   b answers
        36   place q b                        => a puts c aside for 1002 · asks 21 VariableSet · asks 22 VariableSet · asks 23 Bridge · action 19 done
        36   bridge z c
        36   b belongs to c
        36   bridge z b                       => action 23 done · a transferred to 1002 · a puts nobody aside · action 24 done · command 7 done · b talks with c
        60   c hangs up
        60   b ends
        70   finish
    ");
    let record = record(&story);
    let [transfer] = record.transfers.as_slice() else { panic!("one transfer: {:?}", record.transfers) };
    assert!(transfer.blonde);
    assert_eq!(transfer.result, Some(TransferResult::Answered));
}

#[test]
fn hc_22_a_blonde_transfer_that_nobody_takes_leaves_the_caller_to_the_dialplan() {
    talk("
        30   command 7 consult a 1002
        30   reply 16 ok
        30   reply 17 ok
        30   place p c
        30   place q a
        30   leg b 1002 called by 7 at 30
        31   b rings
        33   command 8 complete a
        33   a ends
        60   b ends 19                        => 43.0 1001 has wrapped up · 43.0 1001 ready · a puts nobody aside · asks 21 Redirect
        61   c ends
        70   finish
    ");
}

#[test]
fn a_consultation_that_is_taken_back_brings_the_caller_back() {
    let story = consult("
        45   command 8 cancel a               => command 8 accepted · asks 21 Hangup
        45   bridge y without b
        45   b ends                           => action 21 done · asks 22 VariableSet · asks 23 VariableSet · asks 24 Bridge · a puts c aside
        45   reply 22 ok
        45   reply 23 ok
        45   bridge y without a
        45   place q a
        46   bridge z c a                     => action 24 done · command 8 done · a holds no more · a puts nobody aside
        60   c hangs up
        60   a ends
        70   finish
    ");
    let record = record(&story);
    let [transfer] = record.transfers.as_slice() else { panic!("one transfer: {:?}", record.transfers) };
    assert_eq!(transfer.result, Some(TransferResult::Cancelled));
    assert_eq!(record.talk_s, Some(Span::from_secs(45)));
}

#[test]
fn somebody_who_does_not_answer_is_told_and_the_caller_comes_back() {
    talk("
        30   command 7 consult a 1002
        30   reply 16 ok
        30   reply 17 ok
        30   place p c
        30   place q a
        30   leg b 1002 called by 7 at 30
        31   b rings
        60   originated 19 rang-out           => action 19 refused · command 7 refused: nobody there: no answer · asks 20 Hangup · asks 21 VariableSet · asks 22 VariableSet · asks 23 Bridge
        60   b ends 19                        => action 20 done · a puts c aside
        60   bridge z c a                     => action 23 done · a holds no more · a puts nobody aside
        70   c hangs up
        70   a ends
        80   finish
    ");
}

#[test]
fn an_extension_that_does_not_exist_is_asked_for_first() {
    talk("
        30   command 7 consult a 0555         => command 7 accepted · a puts c aside for 0555 · asks 16 whether 0555
        30   reply 16 no No such extension    => action 16 refused · command 7 refused: the dialplan has no such extension: No such extension · a puts c aside · a puts nobody aside
        31   command 8 transfer a 0555        => command 8 accepted · asks 17 whether 0555
        31   reply 17 no No such extension    => action 17 refused · command 8 refused: the dialplan has no such extension: No such extension
        32   command 9 transfer a 112         => command 9 accepted · asks 18 BlindTransfer
    ");
}

#[test]
fn who_asks_goes_to_and_fro() {
    let story = consult(
        "
        40   command 8 swap a                 => command 8 accepted · asks 21 Bridge
        40   bridge z c a                     => action 21 done · command 8 done · a holds no more
        40   place q b
        50   command 9 swap a                 => command 9 accepted · asks 22 Bridge
        50   bridge z without c
        50   place p c
        50   bridge y a b                     => action 22 done · command 9 done · a holds · a consults 1002
        60   command 10 complete a            => command 10 accepted · asks 23 VariableSet · asks 24 VariableSet · asks 25 Bridge
        60   reply 23 ok
        60   reply 24 ok
        60   bridge z c b
        60   a ends                           => action 26 done · command 10 done · 1001 wraps up support until 70.0 · 1001 wrapup
        65   c hangs up
        65   b ends
        90   finish
    ",
    );
    let record = record(&story);
    let [transfer] = record.transfers.as_slice() else { panic!("one transfer: {:?}", record.transfers) };
    assert_eq!(transfer.result, Some(TransferResult::Answered));
    assert_eq!(record.hold.count, 2, "{record:#?}");
}

#[test]
fn three_come_together_in_a_room() {
    let story = consult("
        40   command 8 merge a                => command 8 accepted · asks 21 Redirect
        40   room room8 a b                   => action 21 done · asks 22 Redirect
        40   room room8 c                     => action 22 done · command 8 done · a transferred to 1002 · a holds no more · a puts nobody aside · b talks with c
        60   a hangs up
        70   c hangs up                       => 1001 has wrapped up · 1001 ready · asks 23 Hangup
        70   b ends                           => action 23 done
        80   finish
    ");
    let record = record(&story);
    assert_eq!(record.hold.seconds, Some(Span::from_secs(10)), "{record:?}");
    let with = |talk: &callcenter_core::record::Segment| (talk.with.as_deref() == Some("1002"), talk.seconds);
    let talks: Vec<_> = record.segments.iter().map(with).collect();
    let (agent, asked) = (Span::from_secs(45), Span::from_secs(30));
    assert_eq!(talks, [(false, Some(agent)), (true, Some(asked))], "the two talk on without the agent");
    assert_eq!(record.hangup.as_ref().map(|hangup| hangup.by.as_str()), Some("customer"));
}

#[test]
fn an_agent_who_leaves_while_three_come_together_gives_the_caller_on() {
    let story = consult("
        40   command 8 merge a                => command 8 accepted · asks 21 Redirect
        40   room room8 a b                   => action 21 done · asks 22 Redirect
        40   a hangs up                       => action 22 refused · command 8 refused: the agent hung up · 1001 wraps up support until 50.0 · 1001 wrapup
        40   room room8 c                     => a transferred to 1002 · a puts nobody aside · b talks with c
        45   b hangs up                       => asks 23 Hangup
        45   c ends                           => action 23 done
        70   finish
    ");
    assert_eq!(record(&story).transfers.len(), 1);
}

#[test]
fn a_conference_of_others_is_left_alone() {
    talk(
        "
        30   room room7 c a
        40   a hangs up                       => 1001 wraps up support until 50.0 · 1001 wrapup
    ",
    );
}

#[test]
fn a_caller_who_leaves_during_a_consultation_does_not_end_it() {
    consult("
        40   c hangs up                       => a holds no more · a puts nobody aside · asks 21 VariableSet · asks 22 VariableSet
        50   a hangs up
        50   b ends
        60   finish
    ");
}

#[test]
fn an_agent_who_leaves_during_a_consultation_gives_the_caller_on() {
    let story = consult("
        40   bridge y without a
        40   a hangs up                       => 1001 wraps up support until 50.0 · 1001 wrapup
        40   place q b                        => a puts c aside for 1002 · asks 21 VariableSet · asks 22 VariableSet · asks 23 Bridge
        40   bridge z c b                     => action 23 done · a transferred to 1002 · a puts nobody aside · b talks with c
        60   c hangs up
        60   b ends
        70   finish
    ");
    assert_eq!(record(&story).transfers.len(), 1);
}

#[test]
fn hc_02_a_hold_outlives_the_link() {
    talk("
        30   command 7 hold a
        30   place p c
        30   place q a                        => action 16 done · command 7 done · a holds
        31   command 8 unhold a               => command 8 accepted · asks 17 VariableSet · asks 18 VariableSet · asks 19 Bridge
        32   link down                        => action 17 linklost · action 18 linklost · action 19 linklost · command 8 linklost: the link to the switch fell
        40   link up
        40   ready
        41   list leg c trunk up p
        41   list leg a 1001 up q
        41   list whole legs 22
        49.9 command 9 unhold a               => command 9 accepted · asks 35 VariableSet · asks 36 VariableSet · asks 37 Bridge
    ");
}

#[test]
fn nothing_is_put_apart_without_places_in_the_dialplan() {
    control("
        0.0  link up
        0.0  ready
        0.1  reply 10 no
        10   leg c trunk calls 100
        10   c answers
        11   leg a 1001 for c
        15   a answers
        15   bridge x a c
        20   command 1 hold a                 => command 1 accepted · asks 16 Notify
        20   reply 16 ok                      => nothing
        30   tick                             => 22.0 action 16 refused · 22.0 command 1 refused: the phone did not react
        30   command 2 hold a                 => command 2 accepted · asks 17 Notify
        31   a holds                          => a holds · action 17 done · command 2 done
        32   command 3 unhold a               => command 3 accepted · asks 18 Notify
        33   a unholds                        => a holds no more · action 18 done · command 3 done
        34   command 4 consult a 1002         => command 4 accepted · asks 19 AttendedTransfer
        35   command 5 merge a                => command 5 refused: the leg is not in a state in which that can be done
    ");
}
