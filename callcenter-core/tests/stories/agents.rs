//! Agents: pauses, rings, talks and the work after them.

use callcenter_core::event::{ContactState, DeviceState};
use callcenter_core::fact::Activity;
use callcenter_core::view::{PhoneActivity, agents, phones};
use callcenter_core::{Policy, Role, Span};

use crate::story::{at, policy, tell, tell_by};

/// Alice and Bob are ready in support; a caller waits, Alice is rung and answers.
const ANSWERED: &str = "
    0.0  member support PJSIP/1001 added name=Alice
    0.0  member support PJSIP/1002 added name=Bob
    1.0  leg a trunk calls 100
    1.1  a answers
    1.1  queue support a joins                          => a waits in support, 1
    2.0  leg b 1001 for a                               => 1001 ringing
    2.0  b rings
    2.0  queue support offers a to b as PJSIP/1001
    5.0  b answers                                      => 1001 talking
    5.0  b dial answer
    5.0  queue support a leaves                         => a leaves support
    5.0  queue support connects a to b as PJSIP/1001
    5.1  bridge x b a                                   => b talks with a
";

fn with(more: &str) -> String {
    format!("{ANSWERED}\n{more}")
}

#[test]
fn an_agent_signs_in_rings_talks_wraps_up_and_is_ready_again() {
    tell(&with("
        60.0  queue support completes a as PJSIP/1001 by caller
        60.0  bridge x without a
        60.0  a hangs up
        60.1  b ends                      => 1001 wraps up support until 70.1 · 1001 wrapup
        61.0  device PJSIP/1001 free      => PJSIP/1001 notinuse
        75.0  tick                        => 62.1 call of a answered · 70.1 1001 has wrapped up · 70.1 1001 ready
    "));
}

#[test]
fn what_is_due_happens_at_its_own_time_although_nobody_ticked() {
    let story = tell(&with("
        60.0  a hangs up
        60.0  b ends
        80.0  device PJSIP/1002 inuse     => 62.0 call of a answered · 70.0 1001 has wrapped up · 70.0 1001 ready · PJSIP/1002 inuse
    "));
    let changes = story.entries.iter().map(|entry| entry.at);
    assert!(changes.is_sorted(), "the entries' times never go back");
}

#[test]
fn the_engine_says_when_it_wants_to_be_woken() {
    let story = tell(&with("60.0 a hangs up\n60.0 b ends"));
    assert_eq!(story.engine.deadline().map(|(when, _)| when), Some(at(62.0)), "the call settles first");
    let story = tell(&with("60.0 a hangs up\n60.0 b ends\n62.0 tick"));
    assert_eq!(story.engine.deadline().map(|(when, _)| when), Some(at(70.0)), "then the wrap-up ends");
    let story = tell(&with("60.0 a hangs up\n60.0 b ends\n62.0 tick\n70.0 tick"));
    assert_eq!(story.engine.deadline(), None);
}

#[test]
fn hc_39_talk_ends_when_the_agents_leg_leaves_not_when_the_queue_says_so() {
    tell(&with(
        "
        30.0  b wants to end
        30.0  bridge x without b
        30.0  b ends                      => 1001 wraps up support until 40.0 · 1001 wrapup
        31.0  a goes to survey            => nothing
        40.0  tick                        => 1001 has wrapped up · 1001 ready
        95.0  queue support completes a as PJSIP/1001 by caller  => nothing
        95.0  a hangs up
        97.0  tick                        => call of a answered
    ",
    ));
}

#[test]
fn hc_40_the_switchs_own_counters_and_in_call_flags_change_nothing() {
    tell(&with(
        "
        6.0  member support PJSIP/1001 changed device=inuse   => 1001 in support
        6.1  member support PJSIP/1001 changed device=inuse   => nothing
        60.0 member support PJSIP/1001 changed device=free    => 1001 in support
    ",
    ));
}

#[test]
fn hc_41_wrap_up_is_our_own_clock_and_ends_at_the_next_ring() {
    tell(&with(
        "
        30.0  a hangs up
        30.0  b ends                                     => 1001 wraps up support until 40.0 · 1001 wrapup
        33.0  leg c trunk calls 100
        33.0  queue support c joins
        34.0  leg d 1001 for c                           => 1001 ringing
        34.0  queue support offers c to d as PJSIP/1001  => 1001 has wrapped up
    ",
    ));
}

#[test]
fn hc_41_a_queues_ring_ends_wrap_up_and_a_colleagues_does_not() {
    tell(&with(
        "
        30.0  a hangs up
        30.0  b ends
        32.5  leg c 1003 dials 1001                       => 32.0 call of a answered
        32.6  leg d 1001 for c                            => 1001 ringing
        33.0  d ends                                      => 1001 wrapup
        33.0  c hangs up                                  => nothing
        34.0  leg e trunk calls 100
        34.0  queue support e joins
        35.0  leg f 1001 for e
        35.0  queue support offers e to f as PJSIP/1001   => 1001 has wrapped up
        36.0  e hangs up
        36.0  f ends                                      => 1001 ready
    ",
    ));
}

#[test]
fn hc_41_a_members_own_wrap_up_comes_before_the_queues() {
    let by_queue = [("support".into(), Span::from_secs(30))].into();
    let by = Policy { wrap_up_by_queue: by_queue, ..policy(Role::Observer) };
    tell_by(
        by.clone(),
        &with("60.0 a hangs up\n60.0 b ends => 1001 wraps up support until 90.0 · 1001 wrapup"),
    );
    tell_by(
        by,
        &with(
            "
        6.0  member support PJSIP/1001 changed wrap=7
        60.0 a hangs up
        60.0 b ends                       => 1001 wraps up support until 67.0 · 1001 wrapup
    ",
        ),
    );
    let unknown = Policy { wrap_up: None, ..Policy::default() };
    tell_by(unknown, &with("60.0 a hangs up\n60.0 b ends => 1001 ready"));
}

#[test]
fn hc_41_ready_and_sign_out_end_wrap_up() {
    tell(&with(
        "
        30.0  member support PJSIP/1001 paused reason=admin   => 1001 in support paused
        31.0  a hangs up
        31.0  b ends                              => 1001 wraps up support until 41.0 · 1001 wrapup
        32.0  member support PJSIP/1001 unpaused  => 1001 in support · 1001 has wrapped up · 1001 ready
    ",
    ));
    tell(&with("
        31.0  a hangs up
        31.0  b ends
        32.0  member support PJSIP/1001 removed   => PJSIP/1001 out of support · 1001 has wrapped up · 1001 away
        50.0  tick                                => 33.0 call of a answered
    "));
}

#[test]
fn hc_42_another_reason_for_a_pause_is_another_interval() {
    let story = tell("
         0.0  member support PJSIP/1001 added                    => 1001 in support · 1001 ready
        10.0  member support PJSIP/1001 paused reason=lunch      => 1001 in support paused · 1001 paused (lunch)
        20.0  member support PJSIP/1001 paused reason=meeting    => 1001 in support paused · 1001 paused (meeting)
        25.0  member support PJSIP/1001 changed paused device=inuse reason=meeting
        30.0  member support PJSIP/1001 unpaused                 => 1001 in support · 1001 ready
        40.0  member support PJSIP/1001 paused                   => 1001 in support paused · 1001 paused
        50.0  member support PJSIP/1001 unpaused reason=back     => 1001 in support · 1001 ready
        60.0  member support PJSIP/1001 paused reason=lunch      => 1001 in support paused · 1001 paused (lunch)
        61.0  member support PJSIP/1001 changed paused           => nothing
    ");
    let row = &agents(story.state())[0];
    assert_eq!((row.activity, row.reason.as_str(), row.since), (Activity::Paused, "lunch", Some(at(60.0))));
}

#[test]
fn hc_42_a_member_added_while_paused_is_paused_from_the_start() {
    tell("
        0.0  member support PJSIP/1001 added paused reason=training   => 1001 in support paused · 1001 paused (training)
    ");
}

#[test]
fn hc_42_a_call_is_shown_before_a_pause_and_wrap_up_before_it_too() {
    tell(&with("
        30.0  member support PJSIP/1001 paused reason=lunch  => 1001 in support paused
        31.0  a hangs up
        31.0  b ends                              => 1001 wraps up support until 41.0 · 1001 wrapup
        41.0  tick                                => 33.0 call of a answered · 1001 has wrapped up · 1001 paused (lunch)
    "));
}

#[test]
fn hc_44_an_agent_in_many_queues_has_one_ledger() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added                  => 1001 in support · 1001 ready
        0.0  member sales PJSIP/1001 added penalty=3          => 1001 in sales
        1.0  member support PJSIP/1001 paused reason=admin    => 1001 in support paused · 1001 partlyready
        2.0  member sales PJSIP/1001 paused reason=admin      => 1001 in sales paused · 1001 paused (admin)
        3.0  member support PJSIP/1001 unpaused               => 1001 in support · 1001 partlyready
        4.0  leg a 1001 dials 1002                            => 1001 talking
        5.0  member sales PJSIP/1001 removed                  => PJSIP/1001 out of sales
        6.0  a hangs up                                       => 1001 ready
        7.0  member sales PJSIP/1001 added
    ",
    );
    let rows = agents(story.state());
    assert_eq!(rows.len(), 1, "one person, however many queues");
    assert_eq!(rows[0].queues.len(), 2);
}

#[test]
fn hc_45_one_agent_through_a_local_interface_and_a_hint_and_a_phone() {
    let story = tell("
        0.0  member support Local/900@from-queue/n added state=hint:900@ext-local name=Carla  => 900 in support · 900 ready
        0.0  member sales PJSIP/900 added name=Carla                                          => 900 in sales
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg l1 Local/900@from-queue-00000000;1 for a
        2.0  leg l2 Local/900@from-queue-00000000;2 for a
        2.0  pair l1 l2
        2.0  queue support offers a to l1 as Local/900@from-queue/n
        2.1  leg b 900 for l2                                                                 => 900 ringing
        5.0  b answers                                                                        => 900 talking
        5.0  l1 answers
        5.0  l2 answers
        5.0  queue support a leaves
        5.0  queue support connects a to l1 as Local/900@from-queue/n
        5.1  bridge x a l1
        5.1  bridge y l2 b                                                                    => b talks with a
        9.0  b hangs up                                         => 900 wraps up support until 19.0 · 900 wrapup
    ");
    let rows = agents(story.state());
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name, "Carla");
}

#[test]
fn hc_45_an_agent_without_a_known_phone_is_seen_by_the_queues_own_channel() {
    tell("
        0.0  member support Local/0049301@out/n added name=Dora              => 0049301 in support · 0049301 ready
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg l1 Local/0049301@out-00000000;1 for a
        2.0  queue support offers a to l1 as Local/0049301@out/n             => 0049301 ringing
        5.0  l1 answers                                                      => 0049301 talking
        9.0  l1 ends                                                         => 0049301 ready
    ");
}

#[test]
fn hc_45_a_membership_that_moves_to_another_phone_moves_to_another_agent() {
    tell(
        "
        0.0  member support Local/desk@x added state=PJSIP/1001   => 1001 in support · 1001 ready
        5.0  member support Local/desk@x changed state=PJSIP/1002 => 1002 in support · 1001 away · 1002 ready
    ",
    );
}

#[test]
fn hc_46_calls_decide_and_device_states_are_shown_beside_them() {
    let story = tell(&with(
        "
        6.0  device PJSIP/1001 free       => PJSIP/1001 notinuse
        6.0  device PJSIP/1002 inuse      => PJSIP/1002 inuse
        6.1  device PJSIP/1002 onhold     => PJSIP/1002 onhold
        6.2  contact 1002 unreachable     => 1002 unreachable
        7.0  device PJSIP/1001 ringing    => PJSIP/1001 ringing
    ",
    ));
    let rows = agents(story.state());
    assert_eq!(rows[0].activity, Activity::Talking, "whatever the device says");
    assert_eq!(rows[1].activity, Activity::Ready, "no call of his is seen");
    assert!(!rows[1].reachable, "but the row tells that the phone is gone");
}

#[test]
fn hc_46_a_parked_caller_of_the_agents_own_leaves_him_free() {
    tell(
        "
        0.0  member support PJSIP/1001 added
        1.0  leg a 1001 dials 700                         => 1001 talking
        1.0  a answers
        2.0  a parked                                     => 1001 ready
        9.0  a hangs up                                   => nothing
    ",
    );
}

#[test]
fn hc_38_a_static_member_is_an_agent_from_the_first_report_on() {
    tell(
        "
        0.0  member support PJSIP/1001 changed static silent device=free    => 1001 in support · 1001 ready
        1.0  leg a trunk calls 100
        1.0  queue support a joins
        2.0  leg b 1001 for a                               => 1001 ringing
        2.0  queue support offers a to b as PJSIP/1001
        5.0  b answers
        5.0  queue support a leaves
        5.0  queue support connects a to b as PJSIP/1001
        5.1  bridge x a b                                   => b talks with a
        9.0  a hangs up
        9.0  b ends                                         => 1001 wraps up support until 19.0 · 1001 wrapup
        11.0 tick                                           => call of a answered
    ",
    );
}

#[test]
fn a_phone_that_was_in_a_call_before_its_agent_signed_in_is_talking() {
    tell(
        "
        0.0  leg a 1001 dials 1002
        0.0  a answers
        1.0  member support PJSIP/1001 added    => 1001 in support · 1001 talking
        2.0  a hangs up                         => 1001 ready
    ",
    );
}

#[test]
fn an_agent_who_consults_is_not_wrapping_up() {
    tell(&with(
        "
        20.0  b holds                           => b holds
        21.0  leg c 1001 dials 1003             => nothing
        25.0  c hangs up                        => nothing
        26.0  b unholds
        27.0  tick                              => call of c failed
        30.0  a hangs up
        30.0  b ends                            => 1001 wraps up support until 40.0 · 1001 wrapup
    ",
    ));
}

#[test]
fn an_internal_call_has_no_wrap_up() {
    tell(
        "
        0.0  member support PJSIP/1001 added
        1.0  leg a 1003 dials 1001
        1.0  leg b 1001 for a
        2.0  b answers
        2.0  bridge x a b                       => b talks with a
        5.0  a hangs up
        5.0  b ends                             => 1001 ready
    ",
    );
}

#[test]
fn phones_show_devices_contacts_and_calls_apart_and_trunks_are_no_phones() {
    let story = tell(
        "
        0.0  member support PJSIP/1001 added
        0.0  device PJSIP/1001 free
        0.0  device PJSIP/trunk inuse
        0.0  device Queue:support inuse
        0.0  contact 1002 unreachable
        1.0  leg a trunk calls 1003
        2.0  leg b 1003 for a
        3.0  leg c 1001 calls 1004
        3.5  leg d 1004 for c
        4.0  d answers
        4.0  c answers
        4.1  bridge x c d
        5.0  c holds
    ",
    );
    let phones = phones(story.state());
    let told: Vec<_> = phones
        .iter()
        .map(|row| (row.extension.as_str(), row.activity, row.state, row.contact, row.is_agent))
        .collect();
    let unknown = DeviceState::Unknown;
    assert_eq!(
        told,
        [
            ("1001", PhoneActivity::OnHold, DeviceState::NotInUse, None, true),
            ("1002", PhoneActivity::Idle, unknown, Some(ContactState::Unreachable), false),
            ("1003", PhoneActivity::Ringing, unknown, None, false),
            ("1004", PhoneActivity::InCall, unknown, None, false),
        ]
    );
    assert_eq!(phones[0].call_id, phones[3].call_id);
    assert_ne!(phones[0].call_id, phones[2].call_id);
}
