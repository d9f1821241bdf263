//! Hard cases of identity, queues and time, each by its number. What a real Asterisk did is recorded; what it was not
//! seen to do is told to the engine in its own words.

mod common;

use std::path::Path;

use callcenter::core::record::{Part, RingResult, Status, TransferKind, TransferResult};
use callcenter::{CallRecord, Fact};
use common::{Outcome, bytes, run};

fn trace(name: &str) -> Outcome {
    run(&bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("callcenter-ami/tests/traces/22.10.1").join(name)))
}

/// The calls of a trace in order of their beginning.
fn calls(name: &str) -> Vec<CallRecord> {
    let mut calls = trace(name).calls;
    calls.sort_by_key(|call| call.started_at);
    calls
}

fn first(name: &str) -> CallRecord {
    calls(name).remove(0)
}

fn results(call: &CallRecord) -> Vec<(&str, RingResult)> {
    call.agents_rung
        .iter()
        .map(|rung| (rung.agent.as_str(), rung.result.expect("the call is over")))
        .collect()
}

fn talked_with(call: &CallRecord) -> Vec<&str> {
    call.segments.iter().map(|segment| segment.with.as_deref().unwrap_or("?")).collect()
}

/// Writes AMI messages as a trace: lines `at Event Key=Value …`; `at` in seconds after 1,700,000,000.
fn told(lines: &str) -> Outcome {
    let mut out = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let at: f64 = words.next().expect("a time").parse().expect("a time in seconds");
        let event = words.next().expect("an event");
        out.extend(format!(";@ {:.6}\r\n", 1_700_000_000.0 + at).bytes());
        match event {
            "Greeting" => out.extend(b"Asterisk Call Manager/11.0.0\r\n"),
            _ => {
                out.extend(format!("Event: {event}\r\n").bytes());
                for word in words {
                    let (key, value) = word.split_once('=').expect("Key=Value");
                    out.extend(format!("{key}: {}\r\n", value.replace('_', " ")).bytes());
                }
                out.extend(b"\r\n");
            }
        }
    }
    run(&out)
}

const DIRECT_CALL: &str = "
    0.0 Newchannel Channel=PJSIP/trunk-00000000 ChannelState=4 CallerIDNum=4930 Exten=100 Uniqueid=1.0 Linkedid=1.0
    0.1 Newchannel Channel=PJSIP/1001-00000001 ChannelState=0 CallerIDNum=1001 Uniqueid=1.1 Linkedid=1.0
    0.1 DialBegin Channel=PJSIP/trunk-00000000 Uniqueid=1.0 Linkedid=1.0 DestChannel=PJSIP/1001-00000001 DestUniqueid=1.1 DestLinkedid=1.0 DialString=1001
    2.0 Newstate Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
    2.0 BridgeEnter BridgeUniqueid=b BridgeType=basic Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
    2.0 BridgeEnter BridgeUniqueid=b BridgeType=basic Channel=PJSIP/trunk-00000000 ChannelState=6 Uniqueid=1.0 Linkedid=1.0
";

#[test]
fn hc_01_calls_that_ended_while_the_link_was_away_close_with_an_uncertain_interval() {
    let calls = calls("connection_gap");
    let unseen = &calls[1];
    assert_eq!(unseen.status, Status::Answered);
    assert_eq!(unseen.observed.part, Part::NoEnd);
    let (from, to) = (unseen.observed.from.expect("when"), unseen.observed.to.expect("when"));
    assert!(from < to);
    assert_eq!(unseen.ended_at, Some(from), "what was not seen is not counted");
    assert_eq!(calls[2].observed.part, Part::NoStart, "it began while nobody looked");
    assert_eq!(calls[0].observed.part, Part::Whole, "it lived through the gap");
}

#[test]
fn hc_03_a_restarted_switch_ends_everything_it_had() {
    let outcome = told(&format!(
        "0.0 Greeting
        {DIRECT_CALL}
        10.0 Greeting
        10.0 FullyBooted Uptime=1
        10.5 Newchannel Channel=PJSIP/trunk-00000000 ChannelState=4 CallerIDNum=4931 Exten=100 Uniqueid=2.0 Linkedid=2.0"
    ));
    assert!(outcome.entries.iter().any(|entry| entry.fact == Fact::SwitchRestarted));
    assert_eq!(outcome.calls.len(), 2);
    assert_eq!(outcome.calls[0].observed.part, Part::NoEnd);
    assert_eq!(outcome.calls[1].status, Status::Ringing, "channel names begin again, calls do not");
}

#[test]
fn hc_03_a_switch_that_ran_all_the_time_keeps_its_calls() {
    let outcome = told(&format!("0.0 Greeting\n{DIRECT_CALL}\n10.0 Greeting\n10.0 FullyBooted Uptime=86400"));
    assert_eq!(outcome.calls[0].status, Status::Talking);
}

#[test]
fn hc_03_a_restart_in_the_middle_of_calls_is_recorded() {
    let calls = calls("restart_mid_call");
    assert_eq!(calls[0].hangup.as_ref().map(|hangup| hangup.by.as_str()), Some("pbx"));
    assert_eq!(calls[1].status, Status::Abandoned);
    assert_eq!(calls[2].status, Status::Answered);
}

#[test]
fn hc_04_an_enumeration_cut_off_by_the_link_ends_nothing() {
    let outcome = told(&format!(
        "0.0 Greeting
        {DIRECT_CALL}
        5.0 Greeting
        5.1 CoreShowChannel ActionID=a Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0 Duration=00:00:05 BridgeId=b
        6.0 Greeting
        6.1 CoreShowChannelsComplete ActionID=a EventList=cancelled ListItems=1"
    ));
    assert_eq!(outcome.calls[0].status, Status::Talking, "a list that was not whole proves nothing");
}

#[test]
fn hc_04_rows_and_reports_in_either_order_say_the_same() {
    let row = "5.1 CoreShowChannel ActionID=a Channel=PJSIP/trunk-00000000 ChannelState=6 Uniqueid=1.0 Linkedid=1.0 Duration=00:00:05";
    let done = "5.1 CoreShowChannelsComplete ActionID=a EventList=Complete ListItems=1";
    let end = "5.1 Hangup Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0 Cause=16";
    let early = told(&format!("0.0 Greeting\n{DIRECT_CALL}\n5.0 Greeting\n{row}\n{end}\n{done}"));
    let late = told(&format!("0.0 Greeting\n{DIRECT_CALL}\n5.0 Greeting\n{row}\n{done}\n{end}"));
    assert_eq!(early.calls[0].segments.len(), 1);
    assert_eq!(talked_with(&early.calls[0]), talked_with(&late.calls[0]));
    assert_eq!(early.calls[0].status, late.calls[0].status);
}

#[test]
fn hc_16_a_clock_set_back_gives_no_negative_duration_and_is_noticed() {
    let outcome = told(
        "100.0 Newchannel Channel=PJSIP/trunk-00000000 ChannelState=4 CallerIDNum=4930 Exten=100 Uniqueid=1.0 Linkedid=1.0
         100.1 Newchannel Channel=PJSIP/1001-00000001 ChannelState=0 CallerIDNum=1001 Uniqueid=1.1 Linkedid=1.0
         100.1 DialBegin Channel=PJSIP/trunk-00000000 Uniqueid=1.0 Linkedid=1.0 DestChannel=PJSIP/1001-00000001 DestUniqueid=1.1 DestLinkedid=1.0 DialString=1001
         40.0 Newstate Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
         40.0 BridgeEnter BridgeUniqueid=b BridgeType=basic Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
         40.0 BridgeEnter BridgeUniqueid=b BridgeType=basic Channel=PJSIP/trunk-00000000 ChannelState=6 Uniqueid=1.0 Linkedid=1.0
         45.0 Hangup Channel=PJSIP/1001-00000001 ChannelState=6 Uniqueid=1.1 Linkedid=1.0 Cause=16
         45.0 Hangup Channel=PJSIP/trunk-00000000 ChannelState=6 Uniqueid=1.0 Linkedid=1.0 Cause=16",
    );
    let call = &outcome.calls[0];
    assert!(call.talk_s.expect("known").as_micros() >= 0);
    assert!(call.ring_s.expect("known").as_micros() >= 0);
    assert!(call.ended_at >= call.answered_at && call.answered_at >= call.started_at);
    let noticed = |entry: &callcenter::Entry| {
        matches!(&entry.fact, Fact::Noticed { anomaly: callcenter::core::fact::Anomaly::ClockStep(_), .. })
    };
    assert_eq!(outcome.entries.iter().filter(|entry| noticed(entry)).count(), 1);
}

#[test]
fn hc_17_a_linkedid_that_changes_in_mid_call_is_one_call_with_an_alias() {
    let calls = calls("atx_replaces");
    assert_eq!(calls[0].aliases, [calls[1].linkedid.clone()]);
    assert!(calls[1].consult);
    assert_eq!(talked_with(&calls[0]), ["1001", "1002"]);
}

#[test]
fn hc_18_a_call_has_one_identity_of_its_own_in_every_run() {
    let (one, other) = (first("park_retrieve"), first("park_retrieve"));
    assert_eq!(one.call_id, other.call_id);
    assert_eq!(one.call_id.len(), 36);
    assert_eq!(&one.call_id[14..15], "8", "a UUID of version 8");
    assert_ne!(one.call_id, first("park_giveup").call_id);
}

#[test]
fn hc_19_a_masqueraded_leg_is_followed_through_its_renaming() {
    let outcome = told(&format!(
        "{DIRECT_CALL}
        3.0 Rename Channel=PJSIP/1001-00000001 Newname=PJSIP/1001-00000001<MASQ> Uniqueid=1.1
        3.0 Rename Channel=PJSIP/1001-00000001<MASQ> Newname=PJSIP/1002-00000002 Uniqueid=1.1
        5.0 HangupRequest Channel=PJSIP/1002-00000002 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
        5.0 BridgeLeave BridgeUniqueid=b BridgeType=basic Channel=PJSIP/1002-00000002 ChannelState=6 Uniqueid=1.1 Linkedid=1.0
        5.0 Hangup Channel=PJSIP/1002-00000002 ChannelState=6 Uniqueid=1.1 Linkedid=1.0 Cause=16
        5.0 Hangup Channel=PJSIP/trunk-00000000 ChannelState=6 Uniqueid=1.0 Linkedid=1.0 Cause=16"
    ));
    let call = &outcome.calls[0];
    assert_eq!((call.legs, call.segments.len()), (2, 1), "one leg, one talk, whatever its name");
    assert_eq!(talked_with(call), ["1002"]);
    assert_eq!(call.talk_s.map(|talk| talk.as_millis()), Some(3_000));
}

#[test]
fn hc_20_halves_of_internal_channels_are_nobody() {
    let call = first("vip_local_member");
    assert_eq!(talked_with(&call), ["1005"]);
    assert_eq!(results(&call), [("1005", RingResult::Answered)]);
    assert_eq!(call.legs, 4);
    assert_eq!(talked_with(&first("queue_nested_local_member")), ["1005"]);
}

#[test]
fn hc_21_an_attended_transfer_is_one_call_and_a_consultation() {
    let calls = calls("atx_replaces");
    let transfer = &calls[0].transfers[0];
    assert_eq!((transfer.kind, transfer.result), (TransferKind::Attended, Some(TransferResult::Answered)));
    assert!(transfer.consult_s.is_some_and(|span| span.as_millis() > 1_000));
    let [before, after] = &calls[0].segments[..] else { panic!("two talks") };
    let gap = after.from.expect("known").since(before.to.expect("known"));
    assert!(gap.as_millis() < 10, "the caller was handed over, not left alone: {gap} s");
}

#[test]
fn hc_22_a_blonde_transfer_is_answered_by_whom_it_was_for_or_comes_back() {
    let answered = first("atx_ami_blonde");
    assert!(answered.transfers[0].blonde);
    assert_eq!(talked_with(&answered), ["1001", "1002"]);
    let recalled = first("atx_ami_blonde_recalled");
    assert_eq!(recalled.transfers[0].result, Some(TransferResult::NoAnswer));
    assert_eq!(talked_with(&recalled), ["1001", "1001"]);
}

#[test]
fn hc_23_an_attended_transfer_into_a_queue_is_answered_there() {
    let call = first("atx_replaces_into_queue");
    assert_eq!(talked_with(&call), ["1001", "1003"]);
    assert_eq!(call.transfers[0].to.as_deref(), Some("2001"));
    assert_eq!(call.transfers[0].result, Some(TransferResult::Answered));
}

#[test]
fn hc_24_who_picks_up_is_credited_and_who_rang_missed_nothing() {
    for trace in ["pickup_directed", "pickup_group"] {
        let call = first(trace);
        assert!(call.picked_up, "{trace}");
        assert_eq!(talked_with(&call), [call.answered_by.as_deref().expect("answered")], "{trace}");
        assert!(
            results(&call).contains(&("1001", RingResult::PickedUpElsewhere)),
            "{trace}: {:?}",
            results(&call)
        );
        assert_eq!(calls(trace).len(), 1, "{trace}: the one who picked up has no call of his own");
    }
}

#[test]
fn hc_25_a_redirect_is_a_transfer_although_nothing_reports_it() {
    let call = first("redirect_to_queue");
    assert_eq!(call.transfers[0].kind, TransferKind::Redirect);
    assert_eq!(call.transfers[0].to.as_deref(), Some("sales"));
    assert_eq!(call.queue, None, "it had been a direct call");
    assert_eq!(call.queues.iter().map(|queue| queue.as_str()).collect::<Vec<_>>(), ["sales"]);
}

#[test]
fn hc_26_a_members_phone_that_forwards_credits_the_one_who_talks() {
    let call = first("forward_queue_member");
    assert_eq!(call.answered_by.as_deref(), Some("1003"));
    assert_eq!(call.forwarded[0].from, "1001");
}

#[test]
fn hc_27_click_to_call_is_outbound_from_the_agent_to_the_customer() {
    let call = first("c2c_answered");
    assert_eq!(call.direction, callcenter::core::record::Direction::Outbound);
    assert_eq!((call.caller.as_deref(), call.answered_by.as_deref()), (Some("1001"), Some("customer")));
    assert_eq!(call.dialed.as_deref(), Some("491733000101"));
    let through_local = first("originate_local");
    assert_eq!(through_local.caller.as_deref(), Some("1001"));
}

#[test]
fn hc_28_one_phone_tried_twice_is_one_entry_with_its_last_result() {
    let call = first("queue_all_decline");
    assert_eq!(results(&call).len(), 2);
    assert!(call.ring_attempts.len() > 2, "every try is kept beside it");
}

#[test]
fn hc_29_a_journey_through_queues_keeps_every_stay() {
    let call = first("three_queues_answered_in_third");
    let stays: Vec<_> = call.visits.iter().map(|visit| (visit.queue.as_str(), visit.result)).collect();
    assert_eq!(
        stays,
        [("support", Status::QueueTimeout), ("quick", Status::QueueTimeout), ("tech", Status::Answered)]
    );
    assert_eq!(call.status, Status::Answered);
}

#[test]
fn hc_30_equal_uniqueids_of_two_switches_or_two_days_are_two_calls() {
    use callcenter::core::CallId;
    assert_ne!(CallId::of("one", "7.1", 1), CallId::of("two", "7.1", 1));
    assert_ne!(CallId::of("one", "7.1", 1), CallId::of("one", "7.1", 2));
    assert_eq!(CallId::of("one", "7.1", 1), CallId::of("one", "7.1", 1));
}

#[test]
fn hc_31_a_call_whose_end_was_missed_ends_with_the_next_list() {
    let outcome = told(&format!(
        "0.0 Greeting\n{DIRECT_CALL}\n60.0 Greeting
         60.1 CoreShowChannelsComplete ActionID=a EventList=Complete ListItems=0"
    ));
    let call = &outcome.calls[0];
    assert_eq!(call.status, Status::Answered);
    assert_eq!(call.observed.part, Part::NoEnd);
    assert_eq!(outcome.state.legs_count(), 0, "nothing stays behind");
}

#[test]
fn hc_34_an_agent_who_is_gone_before_the_caller_comes_has_not_answered_the_call() {
    let call = first("queue_agent_dump");
    assert_eq!(call.answered_by.as_deref(), Some("1002"));
    assert_eq!(talked_with(&call), ["1002"], "1001 was up, but never with the caller");
}

#[test]
fn hc_35_a_caller_who_leaves_as_the_agent_answers_is_told_by_whether_they_met() {
    assert_eq!(first("queue_abandon_as_agent_answers").status, Status::Answered);
    assert!(first("queue_abandon_as_agent_answers").talk_s.expect("known").as_millis() < 100);
    assert_eq!(first("queue_abandon_between_rings").status, Status::Abandoned);
}

#[test]
fn hc_36_leaving_a_queue_is_not_being_answered() {
    for (trace, status) in [
        ("queue_timeout_exit", Status::QueueTimeout),
        ("queue_left_empty", Status::QueueLeftEmpty),
        ("queue_exit_key_goodbye", Status::QueueExitKey),
        ("queue_withdrawn", Status::QueueWithdrawn),
        ("queue_abandon_ringing", Status::Abandoned),
    ] {
        let call = first(trace);
        assert_eq!((call.status, call.visits[0].result), (status, status), "{trace}");
        assert_eq!(call.answered_by, None, "{trace}");
    }
}

#[test]
fn hc_37_a_queue_that_does_not_take_the_caller_made_nobody_wait() {
    for trace in ["queue_joinempty_refused", "queue_full"] {
        let refused = calls(trace).into_iter().find(|call| call.status == Status::QueueRefused).expect(trace);
        assert_eq!(refused.wait_s.map(|wait| wait.as_micros()), Some(0), "{trace}");
    }
}

#[test]
fn hc_39_talk_ends_when_the_agent_leaves_the_bridge_whatever_the_queue_says_later() {
    let call = first("ivr_queue_agent_hangup");
    let root_gone =
        trace("ivr_queue_agent_hangup").entries.into_iter().rev().find_map(|entry| match entry.fact {
            Fact::LegEnded { .. } => Some(entry.at),
            _ => None,
        });
    assert!(call.ended_at < root_gone, "the caller heard a goodbye after it");
}

#[test]
fn hc_47_a_switch_that_answers_is_not_a_person() {
    let call = first("ivr_caller_hangs_up");
    assert_eq!((call.status, call.answered_at), (Status::SelfService, None));
    let queued = first("ivr_queue_agent_hangup");
    assert!(queued.answered_at > queued.queue_entered_at, "waiting is not talking");
}

#[test]
fn hc_48_a_message_left_is_not_an_answer() {
    for trace in ["voicemail_left", "voicemail_hangup_in_greeting", "voicemail_left_after_busy"] {
        let call = first(trace);
        assert_eq!((call.status, call.answered_by), (Status::Voicemail, None), "{trace}");
    }
}

#[test]
fn hc_49_nobody_missed_an_outbound_call() {
    let call = first("outbound_no_answer");
    assert_eq!(call.status, Status::NoAnswer);
    assert_eq!(call.agents_rung, [], "a customer is no agent");
    assert_eq!(first("outbound_cancelled").hangup.map(|hangup| hangup.by), Some("1001".into()));
}
