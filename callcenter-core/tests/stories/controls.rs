//! Controls one by one: what each asks of the switch, and what settles it.

use callcenter_core::action::{Action, Destination};
use callcenter_core::view::{Control, capabilities};
use callcenter_core::{Command, Evidence, HoldBy, KeysTo, LegKey, Refusal, Span, Text, Transfer};

use crate::story::{Story, control, tell};

/// A controller whose switch has all our places in its dialplan; caller c talks with agent 1001, caller d waits in queue
/// support while 1002 rings. The next action has the number 16.
const FLOOR: &str = "
    0.0  link up
    0.0  ready
    0.1  list queue support
    0.1  list queue sales
    0.1  list member support PJSIP/1001
    0.1  list member support PJSIP/1002
    0.1  list whole queues 6
    0.1  reply 1 ok
    0.1  reply 2 ok
    0.1  reply 3 ok
    0.1  reply 4 ok
    0.1  reply 5 ok
    0.1  reply 6 ok
    0.1  reply 7 ok
    0.1  reply 8 ok
    0.1  reply 9 ok
    0.1  reply 10 ok
    0.1  reply 11 ok
    0.1  reply 12 ok
    0.1  reply 13 ok
    0.1  reply 14 ok
    0.1  reply 15 ok
    1    leg c trunk calls 100
    1    c answers
    1    queue support c joins
    1    leg a 1001 for c
    2    a answers
    2    queue support c leaves
    2    queue support connects c to a as PJSIP/1001
    2    bridge x a c
    3    leg d trunk calls 100
    3    d answers
    3    queue support d joins
    4    leg b 1002 for d
    4    b rings
";

fn floor(more: &str) -> Story {
    control(&format!("{FLOOR}\n{more}"))
}

fn last(story: &Story) -> &Action {
    &story.actions.last().expect("something was asked for").1
}

#[test]
fn f_024_a_ringing_phone_answers_when_it_did_or_says_that_it_did_not() {
    floor("
        5    command 1 answer b               => command 1 accepted · asks 16 Notify
        5    reply 16 ok                      => nothing
        5.2  b answers                        => action 16 done · command 1 done · 1002 talking
        6    command 2 answer b               => command 2 refused: the leg is not in a state in which that can be done
    ");
    floor("
        5    command 1 answer b
        5    reply 16 ok
        8    tick                             => 7.0 action 16 refused · 7.0 command 1 refused: the phone did not react
    ");
    floor("
        5    command 1 answer b
        8    tick                             => 7.0 action 16 timedout · 7.0 command 1 timedout: the switch did not answer in time
    ");
}

#[test]
fn f_024_a_phone_that_does_not_ring_yet_is_waited_for_and_told_to_answer_then() {
    floor(
        "
        5    leg e 1003 for d
        5    command 1 answer e               => command 1 accepted
        6    e rings                          => action 16 done · asks 17 Notify
        6    reply 17 ok                      => nothing
        6.2  e answers                        => action 17 done · command 1 done
    ",
    );
    floor("
        5    leg e 1003 for d
        5    command 1 answer e
        6    e ends 17                        => action 16 refused · command 1 refused: the phone rings no more
    ");
    floor(
        "
        5    leg e 1003 for d
        5    command 1 answer e
        5    e answers                        => action 16 done · command 1 done
    ",
    );
    floor("
        5    leg e 1003 for d
        5    command 1 answer e
        30   tick                             => 15.0 action 16 refused · 15.0 command 1 refused: the phone did not ring in time
    ");
}

#[test]
fn who_holds_nobody_can_take_nobody_back() {
    let story = floor("
        5    command 1 unhold a               => command 1 refused: nothing is held: the leg holds nobody, so there is nobody to take back
        6    a holds
        7    command 2 unhold a               => command 2 accepted · asks 16 Notify
        7    a unholds                        => a holds no more · action 16 done · command 2 done
    ");
    let all = capabilities(story.state(), &LegKey::from("L.1"));
    let unhold = all.iter().find(|one| one.control == Control::Unhold).expect("every control is told");
    assert_eq!(unhold.why, Some(Refusal::NotHeld));
}

#[test]
fn who_asks_nobody_completes_nothing_and_hangs_up_on_nobody() {
    floor("
        5    command 1 complete a             => command 1 refused: no attended transfer is under way from that leg: begin one by asking somebody
        6    command 2 cancel a               => command 2 refused: no attended transfer is under way from that leg: begin one by asking somebody
    ");
}

#[test]
fn a_hangup_is_done_when_the_leg_is_gone() {
    floor("
        5    command 1 hangup a               => command 1 accepted · asks 16 Hangup
        5    reply 16 ok                      => nothing
        5.1  a ends                           => action 16 done · command 1 done · 1001 wraps up support until 15.1 · 1001 wrapup
        6    command 2 hangup c               => command 2 accepted · asks 17 Hangup
        6    reply 17 no No such channel      => action 17 refused · command 2 refused: No such channel
        7    command 3 hangup c
        7    reply 18 ok
        20   tick                             => 15.1 1001 has wrapped up · 15.1 1001 ready · 17.0 action 18 timedout · 17.0 command 3 timedout: the switch accepted it, but did not report it in time
    ");
}

#[test]
fn keys_are_sent_one_after_the_other() {
    floor("
        5    command 1 keys c 1#              => command 1 accepted · asks 16 PlayKey
        5    reply 16 ok                      => action 16 done · asks 17 PlayKey
        5    reply 17 ok                      => action 17 done · command 1 done
        6    command 2 keys c 12x             => command 2 refused: a text is empty, or has a control character in it
        7    command 3 keys c 12              => command 3 accepted · asks 18 PlayKey
        7    c ends                           => nothing
        7    reply 18 ok                      => action 18 done · command 3 refused: no such leg, or it has ended
    ");
}

#[test]
fn parking_and_taking_up_again_are_reported() {
    let story = floor(
        "
        5    command 1 park c                 => command 1 accepted · asks 16 Park
        5    bridge x without c
        5    c parked                         => action 16 done · command 1 done
        6    command 2 retrieve 709 with PJSIP/1001   => command 2 refused: no such parked call
        6    command 3 retrieve 701 with PJSIP/1001   => command 3 accepted · asks 17 Originate
        6    leg e 1001 called by 3 at 6
        6    reply 17 ok                      => nothing
        7    e answers
        7    originated 17 answered           => nothing
        7    c unparked by e                  => action 17 done · command 3 done
    ",
    );
    let Action::Originate(call) = last(&story) else { panic!("a call") };
    let place = Destination::Dialplan { context: "parkedcalls".into(), exten: "701".into(), priority: 1 };
    assert_eq!((call.channel.as_str(), &call.to), ("PJSIP/1001", &place));
}

#[test]
fn hc_24_a_pickup_is_done_when_the_switch_says_so_and_refused_when_it_came_too_late() {
    let story = floor("
        5    command 1 pickup b with PJSIP/1003   => command 1 accepted · asks 16 Originate
        5    leg p 1003 called by 1 at 5
        5    reply 16 ok
        6    p answers
        6    originated 16 answered           => nothing
        6    p picks up b                     => action 16 done · command 1 done
        7    command 2 pickup a with PJSIP/1003   => command 2 refused: the leg is not in a state in which that can be done
    ");
    let Action::Originate(call) = last(&story) else { panic!("a call") };
    assert_eq!(call.variables, [("CC_PICKUP".to_string(), "PJSIP/1002-00000003".to_string())]);
    floor("
        5    command 1 pickup b with PJSIP/1003
        5    leg p 1003 called by 1 at 5
        6    p answers
        6    p says CallcenterPickupFailed    => action 16 refused · command 1 refused: there was nothing to pick up any more
    ");
}

#[test]
fn listening_in_is_done_when_it_is_reported_and_changes_its_way_by_a_key() {
    let story = floor("
        5    command 1 supervise PJSIP/1005 a => command 1 accepted · asks 16 Spy
        5    reply 16 ok
        5    leg s 1005 originated
        7    s answers
        7    originated 16 answered           => nothing
        7.1  s spies a                        => action 16 done · command 1 done
        8    command 2 whisper s              => command 2 accepted · asks 17 PlayKey
        8    reply 17 ok                      => action 17 done · command 2 done
        9    command 3 whisper a              => command 3 refused: the leg is not in a state in which that can be done
        9    command 4 take-over a by s       => command 4 accepted · asks 18 Bridge
        9    bridge x without c
        9    s belongs to c
        9    bridge y s c                     => action 18 done · command 4 done · s talks with c
    ");
    let key = |action: &Action| matches!(action, Action::PlayKey { key: '5', receive: true, .. });
    assert!(story.actions.iter().any(|(_, action)| key(action)));
}

#[test]
fn hc_25_a_phone_that_takes_over_rings_first() {
    floor("
        5    command 1 take-over a with PJSIP/1005   => command 1 accepted · asks 16 Originate
        5    leg s 1005 called by 1 at 5
        5    reply 16 ok
        7    s answers                        => action 16 done · asks 17 Bridge
        7    bridge x without c
        7    s belongs to c
        7    bridge y s c                     => action 17 done · command 1 done · s talks with c
        8    command 2 take-over a with PJSIP/1005   => command 2 refused: nobody is on the other side of that leg
    ");
}

#[test]
fn hc_25_who_takes_over_is_part_of_the_call_and_has_none_of_his_own() {
    let story = floor(
        "
        5    command 1 take-over a with PJSIP/1005
        5    leg s 1005 called by 1 at 5
        5    reply 16 ok
        7    s answers                        => action 16 done · asks 17 Bridge
        7    bridge y s                       => nothing
        7    bridge x without c               => nothing
        7    bridge y c                       => action 17 done · command 1 done · s talks with c
        7    bridge x without a
        7    a ends
        9    c hangs up
        9    s belongs to c
        9    s ends
        20   finish
    ",
    );
    let answered = story.closed().into_iter().filter(|record| record.talk_s > Some(Span::ZERO));
    let answered: Vec<_> = answered.collect();
    let [record] = answered.as_slice() else { panic!("one call: {answered:#?}") };
    let with: Vec<_> = record.segments.iter().map(|talk| talk.with.as_deref().unwrap_or_default()).collect();
    assert_eq!(with, ["1001", "1005"]);
    assert_eq!(record.aliases.len(), 1, "{record:#?}");
}

#[test]
fn a_call_joined_to_another_by_somebody_else_is_told_once() {
    let story = tell(
        "
        1    leg c trunk calls 100
        1    c answers
        1    leg a 1001 for c
        2    a answers
        2    bridge x a c                     => a talks with c
        5    leg s 1005 originated
        7    s answers
        7    bridge y s                       => nothing
        7    bridge x without c
        7    bridge y c                       => s talks with c · c talks with s
        7    bridge x without a
        7    a ends
        9    c hangs up
        9    s belongs to c
        9    s ends
        20   finish
    ",
    );
    let closed = story.closed();
    let [record] = closed.as_slice() else { panic!("one call: {closed:#?}") };
    let with: Vec<_> = record.segments.iter().map(|talk| talk.with.as_deref().unwrap_or_default()).collect();
    assert_eq!(with, ["1001", "1005"]);
}

#[test]
fn a_leg_is_moved_only_to_where_the_dialplan_has_something() {
    floor("
        5    command 1 move c internal 200    => command 1 accepted · asks 16 whether 200
        5    reply 16 ok                      => action 16 done · asks 17 Redirect
        5    reply 17 ok                      => nothing
        5    c stands at internal 200         => action 17 done · command 1 done
        6    command 2 move c internal 404    => command 2 accepted · asks 18 whether 404
        6    reply 18 no Did not find extension 404   => action 18 refused · command 2 refused: the dialplan has no such extension: Did not find extension 404
        7    command 3 check internal 404     => command 3 accepted · asks 19 whether 404
        7    reply 19 no Not found            => action 19 refused · command 3 refused: Not found
    ");
}

#[test]
fn a_waiting_caller_is_pulled_to_a_phone() {
    let story = floor("
        5    command 1 pull d to PJSIP/1003   => command 1 accepted · asks 16 VariableSet
        5    reply 16 ok                      => action 16 done · asks 17 Redirect
        5    d stands at callcenter-reach phone   => action 17 done · command 1 done
        6    command 2 pull d to PJSIP/1&PJSIP/2  => command 2 refused: a text is empty, or has a control character in it
    ");
    assert!(matches!(last(&story), Action::Redirect { exten, .. } if exten == "phone"));
}

#[test]
fn a_blind_transfer_is_done_when_it_is_reported() {
    floor(
        "
        5    command 1 transfer a 1002        => command 1 accepted · asks 16 whether 1002
        5    list begins 16                   => action 16 done · asks 17 BlindTransfer
        5    reply 17 ok                      => nothing
        5    c transferred by a to 1002       => action 17 done · command 1 done
    ",
    );
}

#[test]
fn recordings_are_answered_and_their_files_lie_where_they_belong() {
    let story = floor("
        5    command 1 record c 2026/x.wav    => command 1 accepted · asks 16 RecordStart
        5    reply 16 ok                      => action 16 done · command 1 done
        6    command 2 record c ../x.wav      => command 2 refused: a text is empty, or has a control character in it
        6    command 3 record c /etc/x.wav    => command 3 refused: a text is empty, or has a control character in it
        6    command 4 record c x             => command 4 refused: a text is empty, or has a control character in it
        6    command 5 record c x.wav,b,rm    => command 5 refused: a text is empty, or has a control character in it
    ");
    let Action::RecordStart { options, .. } = last(&story) else { panic!("a recording") };
    assert_eq!(options, "bi(CC_RECORDING)r(2026/x-in.wav)t(2026/x-out.wav)");
}

#[test]
fn what_is_known_when_a_command_is_done_is_said() {
    let leg = LegKey::from("1.1");
    let reported = [
        Command::Hold { leg: leg.clone(), how: HoldBy::Auto },
        Command::Hangup { leg: leg.clone(), cause: None },
        Command::Transfer {
            leg: leg.clone(),
            to: Text::from("1"),
            context: Text::default(),
            how: Transfer::Blind,
        },
    ];
    assert!(reported.iter().all(|command| command.evidence() == Evidence::Reported));
    let answered = [
        Command::Dtmf { leg: leg.clone(), keys: Text::from("1"), to: KeysTo::Party },
        Command::RecordPause { leg, on: true },
        Command::Reload { module: Text::from("app_queue.so") },
    ];
    assert!(answered.iter().all(|command| command.evidence() == Evidence::Answered));
}

#[test]
fn hc_42_pauses_nest_and_only_the_last_one_that_ends_unpauses() {
    floor("
        5    command 1 pause 1002 break       => command 1 accepted · asks 16 MemberPause
        5    member support PJSIP/1002 paused reason=break
        6    command 2 pause 1002 hold        => command 2 accepted · asks 17 MemberPause
        6    member support PJSIP/1002 paused reason=hold
        7    command 3 resume 1002 break      => command 3 accepted · command 3 done
        8    command 4 resume 1002 break      => command 4 refused: the agent has no such pause that was asked for here
        9    command 5 resume 1002 hold       => command 5 accepted · asks 18 MemberPause
        9    reply 18 ok                      => nothing
        9    member support PJSIP/1002 unpaused   => 1002 in support · action 18 done · command 5 done
    ");
}

#[test]
fn hc_42_the_pause_before_goes_on_when_an_inner_one_ends() {
    let story = floor("
        5    command 1 pause 1002 break
        5    member support PJSIP/1002 paused reason=break
        6    command 2 pause 1002 hold
        6    member support PJSIP/1002 paused reason=hold
        7    command 3 resume 1002 hold       => command 3 accepted · asks 18 MemberPause
        7    member support PJSIP/1002 paused reason=break   => 1002 in support paused · action 18 done · command 3 done
    ");
    assert!(matches!(last(&story), Action::MemberPause { paused: true, reason, .. } if reason == "break"));
}

#[test]
fn hc_42_what_somebody_else_paused_is_not_unpaused_by_the_end_of_ours() {
    floor(
        "
        5    command 1 pause 1002 hold
        5    member support PJSIP/1002 paused reason=hold
        6    member support PJSIP/1002 paused reason=Auto-Pause
        7    command 2 resume 1002 hold       => command 2 accepted · command 2 done
    ",
    );
}

#[test]
fn hc_42_a_new_queue_inherits_the_pause() {
    let story = floor(
        "
        5    command 1 pause 1002 lunch
        5    member support PJSIP/1002 paused reason=lunch
        6    member sales PJSIP/1002 added    => 1002 in sales · asks 17 MemberPause
        6    member sales PJSIP/1002 paused reason=lunch   => 1002 in sales paused · action 17 done
        7    command 2 sign-in PJSIP/1002 support sales     => command 2 accepted · command 2 done
        8    member sales PJSIP/1002 removed
        9    command 3 sign-in PJSIP/1002 sales      => command 3 accepted · asks 18 MemberAdd
    ",
    );
    assert!(matches!(last(&story), Action::MemberAdd { paused: true, reason, .. } if reason == "lunch"));
}

#[test]
fn hc_42_a_pause_during_wrap_up_ends_it_and_one_after_the_call_waits_for_it() {
    floor("
        5    a ends                           => 1001 wraps up support until 15.0 · 1001 wrapup
        6    command 1 pause 1001 lunch       => command 1 accepted · asks 16 MemberPause
        6    member support PJSIP/1001 paused reason=lunch   => 1001 in support paused · action 16 done · command 1 done · 1001 has wrapped up · 1001 paused (lunch)
    ");
    floor("
        5    command 1 pause-after 1001 lunch => command 1 accepted · asks 16 MemberPause
        5    member support PJSIP/1001 paused reason=lunch   => 1001 in support paused · action 16 done · command 1 done
        6    a ends                           => 1001 wraps up support until 16.0 · 1001 wrapup
        20   tick                             => 16.0 1001 has wrapped up · 16.0 1001 paused (lunch)
    ");
}

#[test]
fn hc_43_what_was_asked_for_and_lost_is_asked_for_again() {
    let story = floor("
        5    command 1 pause 1002 lunch       => command 1 accepted · asks 16 MemberPause
        5    member support PJSIP/1002 paused reason=lunch
        6    command 2 ready 1002             => command 2 accepted · asks 17 MemberPause
        6    link down                        => action 17 linklost · command 2 linklost: the link to the switch fell
        60   link up
        60   ready
        60   list leg c trunk up x
        60   list leg a 1001 up x
        60   list leg d trunk up
        60   list leg b 1002 ringing
        60   list whole legs 20
        60   list member support PJSIP/1002 paused reason=lunch
        60   list member support PJSIP/1001
        60   list whole queues 23             => action 21 done · action 22 done · action 23 done · asks 33 MemberPause · d leaves support
        61   member support PJSIP/1002 unpaused   => 1002 in support · action 33 done
    ");
    assert!(matches!(last(&story), Action::MemberPause { paused: false, .. }));
}

#[test]
fn hc_43_what_the_switch_refused_is_not_asked_for_again() {
    floor("
        5    command 1 pause 1002 lunch
        5    reply 16 no Interface not found  => action 16 refused · command 1 refused: support: Interface not found
        6    list whole queues 6              => nothing
    ");
}

#[test]
fn what_can_be_done_with_a_leg_is_told_and_why_the_rest_cannot() {
    let possible = |story: &Story, leg: &str| {
        let all = capabilities(story.state(), &LegKey::from(leg));
        let names = all.iter().filter(|one| one.possible).map(|one| one.control);
        names.collect::<Vec<_>>()
    };
    let story = floor("");
    let talks = possible(&story, "L.1");
    for control in [Control::Hold, Control::HoldByServer, Control::AttendedTransfer, Control::TakeOver] {
        assert!(talks.contains(&control), "{control:?}: {talks:?}");
    }
    for control in [
        Control::Answer,
        Control::Pickup,
        Control::CompleteTransfer,
        Control::CancelTransfer,
        Control::SwapTransfer,
        Control::Withdraw,
    ] {
        assert!(!talks.contains(&control), "{control:?}: {talks:?}");
    }
    assert_eq!(
        possible(&story, "L.3"),
        [Control::Answer, Control::Hangup, Control::Mute, Control::Record, Control::Pickup,]
    );
    assert!(possible(&story, "L.2").contains(&Control::Withdraw));
    assert_eq!(possible(&story, "L.9"), []);
    let held = floor("5  command 1 hold a");
    let swap = capabilities(held.state(), &LegKey::from("L.1"));
    let swap = swap.iter().find(|one| one.control == Control::SwapTransfer).expect("every control is told");
    assert_eq!(swap.why, Some(Refusal::NobodyThere));
}
