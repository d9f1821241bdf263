//! What people ask for, and what becomes of it.

use callcenter_core::action::Action;
use callcenter_core::fact::Activity;
use callcenter_core::view::agents;
use callcenter_core::{Limits, Policy, Role};

use crate::story::{at, control, policy, tell, tell_by};

/// A controller whose lists were answered. Its next action has the number 16; the dialplan has none of our places.
const READY: &str = "
    0.0  link up
    0.0  ready      => asks 1 Status · asks 2 Settings · asks 3 for Legs · asks 4 for LegDetails · asks 5 for Bridges · asks 6 for Queues · asks 7 for Devices · asks 8 for Parked · asks 9 for Contacts · asks 10 whether customer · asks 11 whether agent · asks 12 whether alone · asks 13 whether room0 · asks 14 whether pickup · asks 15 whether phone
    0.0  ready      => nothing
    0.1  reply 1 ok
    0.1  reply 2 ok
    0.1  reply 3 ok
    0.1  reply 4 ok
    0.1  reply 5 ok
    0.1  reply 6 ok
    0.1  list queue support
    0.1  list queue sales
    0.1  list member support PJSIP/1001
    0.1  list member sales PJSIP/1001
    0.1  list whole queues 6
    0.1  reply 7 ok
    0.1  reply 8 ok
    0.1  reply 9 no No contacts found   => action 9 refused
    0.1  reply 10 no                    => action 10 done
    0.1  reply 11 no                    => action 11 done
    0.1  reply 12 no                    => action 12 done
    0.1  reply 13 no                    => action 13 done
    0.1  reply 14 no                    => action 14 done
    0.1  reply 15 no                    => action 15 done
";

fn with(more: &str) -> String {
    format!("{READY}\n{more}")
}

#[test]
fn hc_05_the_lists_are_asked_for_once_a_connection() {
    control(&with("
        5.0  tick         => nothing
        600  tick         => nothing
        700  link down    => nothing
        701  link up      => nothing
        701  ready        => asks 16 Status · asks 17 Settings · asks 18 for Legs · asks 19 for LegDetails · asks 20 for Bridges · asks 21 for Queues · asks 22 for Devices · asks 23 for Parked · asks 24 for Contacts · asks 25 whether customer · asks 26 whether agent · asks 27 whether alone · asks 28 whether room0 · asks 29 whether pickup · asks 30 whether phone
    "));
}

#[test]
fn an_observer_asks_nothing_and_refuses_everything() {
    let story = tell(
        "
        0.0  link up
        0.0  ready                            => nothing
        0.0  member support PJSIP/1001 added
        1.0  command 7 pause 1001 lunch       => command 7 refused: this engine only observes
    ",
    );
    assert!(story.actions.is_empty());
}

#[test]
fn an_agent_is_paused_when_the_switch_says_so_not_when_somebody_asks() {
    let story = control(&with("
        1.0  command 7 pause 1001 lunch       => command 7 accepted · asks 16 MemberPause · asks 17 MemberPause
        1.1  reply 16 ok                      => nothing
        1.2  member sales PJSIP/1001 paused reason=lunch     => 1001 in sales paused · action 16 done · 1001 partlyready
        1.3  member support PJSIP/1001 paused reason=lunch   => 1001 in support paused · action 17 done · command 7 done · 1001 paused (lunch)
        1.3  reply 17 ok                      => nothing
        9.0  command 8 ready 1001 sales       => command 8 accepted · asks 18 MemberPause
        9.1  reply 18 no Interface not found  => action 18 refused · command 8 refused: sales: Interface not found
    "));
    assert_eq!(agents(story.state())[0].activity, Activity::Paused);
    let Action::MemberPause { queue, interface, paused, reason } = &story.actions[15].1 else {
        panic!("a pause")
    };
    assert_eq!(
        (queue.as_str(), interface.as_str(), *paused, reason.as_str()),
        ("sales", "PJSIP/1001", true, "lunch")
    );
}

#[test]
fn signing_in_and_out_adds_and_removes_what_is_missing() {
    control(&with("
        1.0  command 1 sign-in PJSIP/1001 support sales    => command 1 accepted · command 1 done
        1.0  command 2 sign-in PJSIP/1002 support sales    => command 2 accepted · asks 16 MemberAdd · asks 17 MemberAdd
        1.1  reply 16 ok                                   => nothing
        1.1  reply 17 no Already there                     => action 17 refused
        1.1  member support PJSIP/1002 added               => 1002 in support · action 16 done · 1002 ready · command 2 refused: sales: Already there
        1.2  command 3 sign-in PJSIP/1003 nowhere          => command 3 refused: no such queue
        1.2  command 4 sign-out 1001 sales                 => command 4 accepted · asks 18 MemberRemove
        1.2  command 5 sign-out 1009                       => command 5 refused: no such agent in these queues
        1.2  command 6 penalty 1001 5                      => command 6 accepted · asks 19 MemberPenalty · asks 20 MemberPenalty
    "));
}

#[test]
fn signing_out_of_all_queues_leaves_those_of_the_configuration() {
    control(&with("
        1.0  member sales PJSIP/1001 changed static        => 1001 in sales
        1.1  command 1 sign-out 1001                       => command 1 accepted · asks 16 MemberRemove
        1.2  member support PJSIP/1001 removed             => PJSIP/1001 out of support · action 16 done · command 1 done
        1.3  command 2 sign-out 1001                       => command 2 accepted · asks 17 MemberRemove
        1.4  reply 17 no Member not dynamic                => action 17 refused · command 2 refused: sales: Member not dynamic
    "));
}

#[test]
fn ready_ends_wrap_up_at_once_for_it_is_our_own_clock() {
    control(&with("
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        1.0  leg b 1001 for a
        2.0  b answers
        2.0  queue support a leaves
        2.0  queue support connects a to b as PJSIP/1001
        2.0  bridge x a b
        5.0  a hangs up
        5.0  b ends                           => 1001 wraps up support until 15.0 · 1001 wrapup
        6.0  command 7 ready 1001             => command 7 accepted · 1001 has wrapped up · command 7 done · 1001 ready
    "));
}

#[test]
fn hc_06_an_action_that_is_not_answered_expires_and_so_does_its_command() {
    let story = control(&with("
        1.0  command 7 pause 1001 lunch support   => command 7 accepted · asks 16 MemberPause
        1.0  command 7 pause 1001 lunch support   => command 7 refused: a command with this number is still under way
        20.0 tick                                 => 11.0 action 16 timedout · 11.0 command 7 timedout: support: the switch did not answer in time
        21.0 reply 16 ok                          => late answer to 16
        21.0 reply 16 ok                          => nothing
        22.0 reply lab-7 ok                       => nothing
        22.0 reply 105 ok                          => nothing
    "));
    assert_eq!(story.engine.deadline(), None);
    let story = control(&with("1.0  command 7 pause 1001 lunch support"));
    assert_eq!(story.engine.deadline().map(|(when, _)| when), Some(at(11.0)));
}

#[test]
fn hc_06_what_is_under_way_is_lost_with_the_link() {
    control(&with(
        "
        1.0  command 7 pause 1001 lunch support   => command 7 accepted · asks 16 MemberPause
        2.0  link down                            => action 16 linklost · command 7 linklost: the link to the switch fell
        3.0  command 8 pause 1001 lunch           => command 8 refused: the link to the switch is down
        4.0  link up
        5.0  reply 16 ok                          => nothing
    ",
    ));
}

#[test]
fn an_originate_is_settled_by_its_end_not_by_being_queued() {
    control(&with(
        "
        1.0  command 7 originate PJSIP/1001       => command 7 accepted · asks 16 Originate
        1.0  reply 16 ok                          => nothing
        9.0  originated 16 answered               => action 16 done · command 7 done
        10.0 command 8 originate PJSIP/1001       => command 8 accepted · asks 17 Originate
        10.0 reply 17 ok                          => nothing
        30.0 originated 17 rang-out               => action 17 refused · command 8 refused: no answer
        31.0 command 9 originate PJSIP/1001       => command 9 accepted · asks 18 Originate
        31.0 reply 18 no Extension does not exist => action 18 refused · command 9 refused: Extension does not exist
    ",
    ));
}

#[test]
fn legs_are_controlled_by_their_ids_and_only_where_it_makes_sense() {
    let story = control(&with("
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        1.0  leg b 1001 for a
        2.0  command 1 transfer b 1002            => command 1 refused: the leg is not in a state in which that can be done
        2.1  command 2 withdraw a                 => command 2 accepted · asks 16 WithdrawCaller
        3.0  b answers
        3.0  command 3 transfer b 1002            => command 3 accepted · asks 17 whether 1002
        3.0  command 4 consult b 1002             => command 4 accepted · asks 18 AttendedTransfer
        3.0  command 5 complete b                 => command 5 accepted · asks 19 Hangup
        3.0  command 6 cancel b                   => command 6 accepted · asks 20 CancelAttendedTransfer
        3.0  command 7 hold b                     => command 7 accepted · asks 21 Notify
        3.1  reply 17 ok                          => action 17 done · asks 22 BlindTransfer
        4.0  b ends                               => action 19 done · command 5 done · 1001 ready
        4.0  command 8 hangup b                   => command 8 refused: no such leg, or it has ended
        4.0  command 9 hangup a                   => command 9 accepted · asks 23 Hangup
    "));
    let Action::BlindTransfer { channel, exten, .. } = &story.actions[21].1 else { panic!("a transfer") };
    assert_eq!((channel.as_str(), exten.as_str()), ("PJSIP/1001-00000001", "1002"));
}

#[test]
fn hc_11_a_text_that_could_end_a_line_is_refused() {
    control(&with("
        1.0  command 7 pause-badly 1001     => command 7 refused: a text is empty, or has a control character in it
    "));
}

#[test]
fn too_many_actions_under_way_are_refused() {
    let limits = Limits { pending_max: 2, ..Limits::default() };
    tell_by(Policy { limits, ..policy(Role::Controller) }, &with("
        1.0  command 7 pause 1001 lunch           => command 7 accepted · asks 16 MemberPause · asks 17 MemberPause
        1.0  command 8 pause 1001 lunch support   => command 8 refused: too many actions are under way
    "));
}
