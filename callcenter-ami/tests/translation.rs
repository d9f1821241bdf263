//! What messages mean, one by one.

mod common;

use std::collections::BTreeSet;

use callcenter_ami::{
    Content, INTEREST, Kind, Message, NOISE, TranslateError, VARIABLES, interpret, trace, translate,
};
use callcenter_core::event::{
    BridgeKind, CompleteReason, ContactState, DeviceState, DialStatus, Event, LegState, List, Listing,
    Member, Membership, OriginateOutcome, Seen, SpyMode, Step, Variable,
};
use callcenter_core::{Span, Timestamp};
use common::traces;

/// A message of these lines.
fn frame(lines: &str) -> Vec<u8> {
    lines
        .trim()
        .lines()
        .map(|line| format!("{}\r\n", line.trim_start()))
        .collect::<String>()
        .into_bytes()
        .into_iter()
        .chain(*b"\r\n")
        .collect()
}

/// What a message of these lines means; asserts on it.
fn means(lines: &str, check: impl FnOnce(Event<'_>)) {
    let frame = frame(lines);
    match translate(&Message::parse(&frame)) {
        Ok(Some(event)) => check(event),
        other => panic!("{lines}\nmeans {other:?}"),
    }
}

/// Whether a message of these lines means nothing.
fn means_nothing(lines: &str) -> bool {
    translate(&Message::parse(&frame(lines))) == Ok(None)
}

fn error(lines: &str) -> String {
    translate(&Message::parse(&frame(lines))).expect_err("this must not be translated").to_string()
}

/// A channel as Asterisk 12 and later show it.
fn channel(prefix: &str, leg: &str) -> String {
    format!(
        "{prefix}Channel: PJSIP/1001-0000002a\n{prefix}ChannelState: 5\n{prefix}ChannelStateDesc: Ringing\n\
         {prefix}CallerIDNum: 1001\n{prefix}CallerIDName: O\\'Neil\n{prefix}ConnectedLineNum: <unknown>\n\
         {prefix}ConnectedLineName: <unknown>\n{prefix}Language: en\n{prefix}AccountCode: \n\
         {prefix}Context: agents\n{prefix}Exten: 200\n{prefix}Priority: 1\n{prefix}Uniqueid: {leg}\n\
         {prefix}Linkedid: 1.0\n"
    )
}

/// What [`channel`] means.
fn seen(leg: &str) -> Seen<'_> {
    Seen {
        leg,
        linked: "1.0",
        channel: "PJSIP/1001-0000002a",
        state: Some(LegState::Ringing),
        number: "1001",
        name: "O'Neil".into(),
        exten: "200",
        context: "agents",
    }
}

#[test]
fn a_channel_is_shown_with_all_that_matters() {
    means(&format!("Event: Newchannel\nPrivilege: call,all\n{}", channel("", "1.2")), |event| {
        assert_eq!(event, Event::LegStarted(seen("1.2")));
    });
}

#[test]
fn unknown_numbers_and_names_are_empty() {
    means(
        "Event: Newstate\nChannel: a\nCallerIDNum: <unknown>\nCallerIDName: <unknown>\nUniqueid: 1.2",
        |event| {
            assert_eq!(event, Event::LegChanged(Seen { leg: "1.2", channel: "a", ..Seen::default() }));
        },
    );
}

#[test]
fn every_state_of_a_channel_has_a_meaning() {
    use LegState::{Busy, Calling, Dialing, Down, Ringing, Up};
    let states = [Down, Dialing, Dialing, Dialing, Calling, Ringing, Up, Busy, Dialing, Ringing];
    for (number, state) in states.into_iter().enumerate() {
        means(&format!("Event: Newstate\nChannelState: {number}\nUniqueid: 1"), |event| {
            assert!(matches!(event, Event::LegChanged(leg) if leg.state == Some(state)), "state {number}");
        });
    }
}

#[test]
fn an_event_without_what_it_is_about_is_an_error_and_no_guess() {
    assert_eq!(error("Event: Hangup\nCause: 16"), "a Hangup message has no Uniqueid");
    assert_eq!(error("Event: Hangup\nUniqueid: \nCause: 16"), "a Hangup message has no Uniqueid");
    assert_eq!(
        error(&format!("Event: DialBegin\n{}", channel("", "1.2"))),
        "a DialBegin message has no DestUniqueid"
    );
    let join = format!("Event: QueueCallerJoin\n{}Queue: q\nPosition: first", channel("", "1.2"));
    assert_eq!(error(&join), "a QueueCallerJoin message has a Position `first` that is no number");
}

#[test]
fn a_broken_name_is_repaired_and_a_broken_id_repairs_the_message() {
    let broken_name = b"Event: Newstate\r\nCallerIDName: \xc3\xbc\xc3\r\nUniqueid: 1\r\n\r\n";
    let event = translate(&Message::parse(broken_name));
    assert!(matches!(event, Ok(Some(Event::LegChanged(leg))) if leg.name == "ü\u{fffd}"));

    let broken_id = b"Event: Newstate\r\nCallerIDName: \xc3\xbc\xc3\r\nUniqueid: 1\xff\r\n\r\n";
    let error = translate(&Message::parse(broken_id)).expect_err("the id is broken");
    assert!(matches!(error, TranslateError::NotText { .. }));
    assert_eq!(error.to_string(), "a Newstate message has a Uniqueid that is not UTF-8");
    let repaired = interpret(
        broken_id,
        |event| matches!(event, Some(Event::LegChanged(leg)) if leg.leg == "1\u{fffd}" && leg.name == "ü\u{fffd}"),
    );
    assert_eq!(repaired, Ok(true));
}

#[test]
fn text_of_a_caller_cannot_change_what_comes_before_it() {
    let lines = format!(
        "Event: Newexten\n{}Extension: s\nApplication: Set\nAppData: EVIL=line one\nEvent: Hangup\nUniqueid: 1.1",
        channel("", "7.7")
    );
    means(&lines, |event| {
        let Event::LegExecutes { leg, arguments, .. } = event else { panic!("{event:?}") };
        assert_eq!((leg.leg, arguments), ("7.7", "EVIL=line one"));
    });
}

#[test]
fn a_step_of_the_dialplan_is_told_by_its_application() {
    let cases = [
        ("Queue", "support,tT,,,300", Step::Queue("support")),
        ("queue", "support", Step::Queue("support")),
        ("ChanSpy", "PJSIP/1001,qE", Step::Spy(SpyMode::Listen)),
        ("ChanSpy", "PJSIP/1001", Step::Spy(SpyMode::Listen)),
        ("ChanSpy", "PJSIP/1001,qwE", Step::Spy(SpyMode::Whisper)),
        ("ChanSpy", "PJSIP/1001,qW", Step::Spy(SpyMode::Whisper)),
        ("ChanSpy", "PJSIP/1001,qBE", Step::Spy(SpyMode::Barge)),
        ("ChanSpy", "PJSIP/1001,g(w,B)q", Step::Spy(SpyMode::Listen)),
        ("ExtenSpy", "1001@agents,g(a,b)w", Step::Spy(SpyMode::Whisper)),
        ("VoiceMail", "100@default,u", Step::Voicemail),
        ("VoiceMailMain", "", Step::Other),
        ("MixMonitor", "1.0.wav,b", Step::Record("1.0.wav")),
        ("Monitor", "wav,name", Step::Record("name")),
        ("ParkedCall", "default,701", Step::Retrieve),
        ("Park", "", Step::Park),
        ("Pickup", "1001", Step::PickUp),
        ("PickupChan", "PJSIP/1001", Step::PickUp),
        ("ConfBridge", "8001", Step::Conference("8001")),
        ("MeetMe", "8001,d", Step::Conference("8001")),
        ("Dial", "PJSIP/1001,20", Step::Dial),
        ("AppDial", "(Outgoing Line)", Step::Outgoing),
        ("AppDial2", "(Outgoing Line)", Step::Outgoing),
        ("AppQueue", "(Outgoing Line)", Step::Outgoing),
        ("Playback", "hello", Step::Other),
        ("AnApplicationOfALongName", "", Step::Other),
    ];
    for (application, data, expected) in cases {
        let lines =
            format!("Event: Newexten\n{}Application: {application}\nAppData: {data}", channel("", "1.2"));
        means(&lines, |event| match event {
            Event::LegExecutes { step, arguments, .. } => assert_eq!((step, arguments), (expected, data)),
            other => panic!("{other:?}"),
        });
    }
}

#[test]
fn only_three_variables_say_something_about_a_call() {
    let set = |name: &str, value: &str| {
        format!("Event: VarSet\n{}Variable: {name}\nValue: {value}", channel("", "1.2"))
    };
    means(&set("QUEUESTATUS", "TIMEOUT"), |event| {
        let variable = Variable::QueueStatus("TIMEOUT".into());
        assert_eq!(event, Event::VariableSet { leg: seen("1.2"), variable });
    });
    means(&set("MIXMONITOR_FILENAME", r"/a\\b.wav"), |event| {
        let variable = Variable::RecordingFile(r"/a\b.wav".into());
        assert_eq!(event, Event::VariableSet { leg: seen("1.2"), variable });
    });
    means(&set("QUEUE_WITHDRAW_INFO", r"line\r\nline"), |event| {
        let variable = Variable::WithdrawInfo("line\r\nline".into());
        assert_eq!(event, Event::VariableSet { leg: seen("1.2"), variable });
    });
    assert!(means_nothing(&set("DIALSTATUS", "ANSWER")));
    assert!(means_nothing(&set("X", "QUEUESTATUS")));
    assert!(means_nothing("Event: VarSet\nVariable: QUEUESTATUS\nValue: GLOBAL"));
    assert_eq!(VARIABLES.len(), 3);
}

#[test]
fn hanging_up_says_who_asked_and_why() {
    means(&format!("Event: HangupRequest\n{}Cause: 16", channel("", "1.2")), |event| {
        assert_eq!(event, Event::HangupRequested { leg: seen("1.2"), by_party: true, cause: Some(16) });
    });
    means(&format!("Event: SoftHangupRequest\n{}", channel("", "1.2")), |event| {
        assert_eq!(event, Event::HangupRequested { leg: seen("1.2"), by_party: false, cause: None });
    });
    let lines = format!(
        "Event: Hangup\n{}ChanVariable: Cause=1\nCause: 26\nCause-txt: Answered elsewhere",
        channel("", "1.2")
    );
    means(&lines, |event| {
        assert_eq!(event, Event::LegEnded { leg: seen("1.2"), cause: 26 });
    });
}

#[test]
fn dialling_names_both_and_an_originate_only_the_one_dialled() {
    let both =
        format!("Event: DialBegin\n{}{}DialString: 1001@trunk", channel("", "1.0"), channel("Dest", "1.2"));
    means(&both, |event| {
        assert_eq!(event, Event::DialStarted { by: Some(seen("1.0")), leg: seen("1.2"), dial: "1001@trunk" });
    });
    let one =
        format!("Event: DialEnd\n{}DialStatus: NOANSWER\nForward: Local/1002@agents", channel("Dest", "1.2"));
    means(&one, |event| {
        let forward = "Local/1002@agents";
        assert_eq!(
            event,
            Event::DialEnded { by: None, leg: seen("1.2"), status: DialStatus::NoAnswer, forward }
        );
    });
    let odd = format!("Event: DialEnd\n{}DialStatus: GOTO:x", channel("Dest", "1.2"));
    means(&odd, |event| {
        assert!(matches!(event, Event::DialEnded { status: DialStatus::Other, .. }));
    });
}

#[test]
fn an_originate_ends_answered_rung_out_or_failed() {
    let lines = |response: &str, reason: u8, leg: &str| {
        format!(
            "Event: OriginateResponse\nPrivilege: call,all\nActionID: lab-26\nResponse: {response}\n\
             Channel: PJSIP/1001\nContext: click2call\nExten: 49173\nReason: {reason}\nUniqueid: {leg}"
        )
    };
    for (lines, leg, outcome) in [
        (lines("Success", 4, "camp7-1"), "camp7-1", OriginateOutcome::Answered),
        (lines("Failure", 3, "<unknown>"), "", OriginateOutcome::RangOut),
        (lines("Failure", 0, "<unknown>"), "", OriginateOutcome::Failed),
    ] {
        means(&lines, |event| {
            let expected = Event::Originated {
                action: "lab-26",
                leg,
                channel: "PJSIP/1001",
                exten: "49173",
                step: Step::Other,
                outcome,
            };
            assert_eq!(event, expected);
        });
    }
}

#[test]
fn a_bridge_is_for_talk_parking_holding_or_a_conference() {
    let lines = |kind: &str, technology: &str, creator: &str| {
        format!(
            "Event: BridgeEnter\nBridgeUniqueid: b-1\nBridgeType: {kind}\nBridgeTechnology: {technology}\n\
             BridgeCreator: {creator}\nBridgeName: x\n{}SwapUniqueid: 1.9",
            channel("", "1.2")
        )
    };
    for (lines, expected) in [
        (lines("basic", "simple_bridge", "<unknown>"), BridgeKind::Talk),
        (lines("parking", "holding_bridge", "Parking"), BridgeKind::Parking),
        (lines("base", "holding_bridge", "BridgeWait"), BridgeKind::Holding),
        (lines("base", "softmix", "ConfBridge"), BridgeKind::Conference),
    ] {
        means(&lines, |event| {
            let Event::BridgeEntered { bridge, leg, swap } = event else { panic!("{event:?}") };
            assert_eq!((bridge.bridge, bridge.kind, leg, swap), ("b-1", expected, seen("1.2"), "1.9"));
        });
    }
}

#[test]
fn a_transfer_says_who_stays() {
    let lines = |kind: &str| {
        format!(
            "Event: AttendedTransfer\nResult: Success\n{}{}{}DestType: {kind}",
            channel("OrigTransferer", "1.1"),
            channel("SecondTransferer", "1.3"),
            channel("Transferee", "1.0"),
        )
    };
    for (kind, expected_stays, expected_ok) in
        [("Bridge", false, true), ("Threeway", true, true), ("Fail", false, false)]
    {
        means(&lines(kind), |event| {
            let Event::AttendedTransferred { first, second, transferee, target, stays, ok } = event else {
                panic!("{event:?}")
            };
            assert_eq!((first, second), (seen("1.1"), seen("1.3")));
            assert_eq!((transferee, target), (Some(seen("1.0")), None));
            assert_eq!((stays, ok), (expected_stays, expected_ok));
        });
    }
}

#[test]
fn times_of_a_queue_are_seconds_but_for_a_missed_ringing() {
    let lines = |event: &str, more: &str| {
        format!(
            "Event: {event}\n{}{}Queue: support\nInterface: PJSIP/1001\nMemberName: Anna\n{more}",
            channel("", "1.0"),
            channel("Dest", "1.2")
        )
    };
    means(&lines("AgentConnect", "HoldTime: 12\nRingTime: 3"), |event| {
        let Event::AgentConnected { queue, caller, phone, interface, name, wait, ring } = event else {
            panic!("{event:?}")
        };
        assert_eq!((queue, interface, &*name), ("support", "PJSIP/1001", "Anna"));
        assert_eq!((caller, phone), (seen("1.0"), seen("1.2")));
        assert_eq!((wait, ring), (Some(Span::from_secs(12)), Some(Span::from_secs(3))));
    });
    means(&lines("AgentRingNoAnswer", "RingTime: 6000"), |event| {
        assert!(matches!(event, Event::AgentMissed { ring: Some(ring), .. } if ring == Span::from_secs(6)));
    });
    means(&lines("AgentComplete", "HoldTime: 1\nTalkTime: 61\nReason: transfer"), |event| {
        let Event::AgentCompleted { talk, reason, .. } = event else { panic!("{event:?}") };
        assert_eq!((talk, reason), (Some(Span::from_secs(61)), CompleteReason::Transfer));
    });
}

#[test]
fn a_completed_call_needs_no_phone_for_that_can_be_gone() {
    let lines = format!(
        "Event: AgentComplete\n{}Queue: q\nInterface: PJSIP/1001\nTalkTime: 6\nReason: caller",
        channel("", "1.0")
    );
    means(&lines, |event| {
        assert!(matches!(event, Event::AgentCompleted { interface: "PJSIP/1001", .. }));
    });
    let lines = lines.replace("AgentComplete", "AgentConnect");
    assert_eq!(error(&lines), "a AgentConnect message has no DestUniqueid");
}

#[test]
fn a_member_is_shown_with_all_that_matters() {
    let expected = Member {
        queue: "vip",
        interface: "Local/1005@queue-agent/n",
        name: "Eva Ebert".into(),
        state_interface: "PJSIP/1005",
        membership: Membership::Static,
        penalty: Some(5),
        paused: Some(true),
        pause_reason: "Lunch".into(),
        device: Some(DeviceState::InUse),
        in_call: Some(true),
        ring_in_use: Some(false),
        last_call: None,
        last_pause: Some(Timestamp::from_secs(1_795_225_831)),
        login: Some(Timestamp::from_secs(1_795_225_619)),
        wrap_up: Some(Span::ZERO),
        calls_taken: Some(3),
    };
    let lines = "Event: QueueMemberPause\nPrivilege: agent,all\nQueue: vip\nMemberName: Eva Ebert
        Interface: Local/1005@queue-agent/n\nStateInterface: PJSIP/1005\nMembership: static\nPenalty: 5
        CallsTaken: 3\nLastCall: 0\nLastPause: 1795225831\nLoginTime: 1795225619\nInCall: 1\nStatus: 2
        Paused: 1\nPausedReason: Lunch\nRinginuse: 0\nWrapuptime: 0\nReason: Lunch";
    means(lines, |event| {
        assert_eq!(event, Event::MemberPaused(expected.clone()));
    });
    for name in ["QueueMemberStatus", "QueueMemberPenalty", "QueueMemberRinginuse"] {
        means(&lines.replace("QueueMemberPause", name), |event| {
            assert_eq!(event, Event::MemberChanged(expected.clone()));
        });
    }
    let listed = lines.replace("QueueMemberPause", "QueueMember").replace("MemberName", "Name");
    let listed = listed.replace("        Interface:", "Location:") + "\nActionID: lab-12";
    means(&listed, |event| {
        assert_eq!(event, Event::Listed { action: "lab-12", row: Listing::Member(expected.clone()) });
    });
}

#[test]
fn only_the_action_id_tells_a_row_from_a_live_report() {
    means("Event: DeviceStateChange\nPrivilege: call,all\nDevice: PJSIP/1\nState: INUSE", |event| {
        assert_eq!(event, Event::DeviceChanged { device: "PJSIP/1", state: DeviceState::InUse });
    });
    means("Event: DeviceStateChange\nActionID: lab-20\nDevice: PJSIP/1\nState: 8", |event| {
        let row = Listing::Device { device: "PJSIP/1", state: DeviceState::OnHold };
        assert_eq!(event, Event::Listed { action: "lab-20", row });
    });
    let parked = format!(
        "{}ParkerDialString: PJSIP/1001\nParkingSpace: 701\nParkingDuration: 5",
        channel("Parkee", "1.2")
    );
    means(&format!("Event: ParkedCall\n{parked}"), |event| {
        assert_eq!(event, Event::Parked { leg: seen("1.2"), parker: "PJSIP/1001", slot: "701" });
    });
    means(&format!("Event: ParkedCall\n{parked}\nActionID: lab-27"), |event| {
        let age = Some(Span::from_secs(5));
        let row = Listing::Parked { leg: seen("1.2"), slot: "701", parker: "PJSIP/1001", age };
        assert_eq!(event, Event::Listed { action: "lab-27", row });
    });
}

#[test]
fn a_list_has_a_beginning_rows_and_an_end() {
    means("Response: Success\nActionID: lab-6\nEventList: start\nMessage: Channels will follow", |event| {
        assert_eq!(event, Event::ListStarted { action: "lab-6" });
    });
    let row = format!(
        "Event: CoreShowChannel\nActionID: lab-6\n{}Application: Queue\nApplicationData: support,tT\n\
         Duration: 01:00:02\nBridgeId: b-1",
        channel("", "1.2")
    );
    means(&row, |event| {
        let row = Listing::Leg {
            leg: seen("1.2"),
            bridge: "b-1",
            age: Some(Span::from_secs(3_602)),
            step: Step::Queue("support"),
            detail: false,
            dialed: "",
        };
        assert_eq!(event, Event::Listed { action: "lab-6", row });
    });
    let row = format!(
        "Event: Status\nPrivilege: Call\n{}Type: PJSIP\nDNID: 4930\nBridgeID: b-1\nApplication: Dial\n\
         Data: PJSIP/1001\nSeconds: 2\nVariable: Seconds=9\nActionID: lab-8",
        channel("", "1.2")
    );
    means(&row, |event| {
        let row = Listing::Leg {
            leg: seen("1.2"),
            bridge: "b-1",
            age: Some(Span::from_secs(2)),
            step: Step::Dial,
            detail: true,
            dialed: "4930",
        };
        assert_eq!(event, Event::Listed { action: "lab-8", row });
    });
    for (name, expected) in [
        ("CoreShowChannelsComplete", List::Legs),
        ("StatusComplete", List::LegDetails),
        ("BridgeListComplete", List::Bridges),
        ("QueueStatusComplete", List::Queues),
        ("DeviceStateListComplete", List::Devices),
        ("ExtensionStateListComplete", List::Hints),
        ("EndpointListComplete", List::Endpoints),
        ("ContactListComplete", List::Contacts),
        ("ContactStatusDetailComplete", List::Contacts),
        ("ParkedCallsComplete", List::Parked),
        ("ConfbridgeListComplete", List::Conference),
    ] {
        for (how, expected_whole) in [("Complete", true), ("cancelled", false)] {
            means(&format!("Event: {name}\nActionID: 7\nEventList: {how}\nListItems: 0"), |event| {
                let Event::ListEnded { action, list, whole } = event else { panic!("{event:?}") };
                assert_eq!((action, list, whole), ("7", expected, expected_whole));
            });
        }
    }
    assert!(means_nothing("Event: QueueSummaryComplete\nActionID: 7\nEventList: Complete"));
}

#[test]
fn an_answer_says_whether_it_worked() {
    means("Response: Error\nActionID: 7\nMessage: No such channel", |event| {
        assert_eq!(event, Event::Replied { action: "7", ok: false, message: "No such channel" });
    });
    means("Response: Error\nActionID: 7\nMessage: No Contacts found", |event| {
        assert_eq!(
            event,
            Event::Replied { action: "7", ok: true, message: "No Contacts found" },
            "an empty list"
        );
    });
    means("Response: Success\nActionID: 7\nVariable: QUEUE_EXISTS(support)\nValue: 1", |event| {
        assert_eq!(event, Event::Replied { action: "7", ok: true, message: "1" });
    });
    for how in ["Success", "Goodbye", "Follows", "Pong"] {
        means(&format!("Response: {how}\nActionID: 7"), |event| {
            assert_eq!(event, Event::Replied { action: "7", ok: true, message: "" });
        });
    }
}

#[test]
fn hc_03_a_start_in_1969_is_none() {
    means("Response: Success\nCoreStartupDate: 2026-11-21\nCoreStartupTime: 01:51:05", |event| {
        let started = Some(Timestamp::from_secs(1_795_225_865));
        assert_eq!(event, Event::Identified { version: "", system: "", started });
    });
    means("Response: Success\nCoreStartupDate: 1969-12-31\nCoreStartupTime: 18:00:00", |event| {
        assert_eq!(event, Event::Identified { version: "", system: "", started: None });
    });
    means("Response: Success\nActionID: 2\nAsteriskVersion: 22.10.1\nSystemName: pbx1", |event| {
        assert_eq!(event, Event::Identified { version: "22.10.1", system: "pbx1", started: None });
    });
}

#[test]
fn a_report_of_the_dialplans_own_keeps_its_lines() {
    let lines = format!(
        "Event: UserEvent\nPrivilege: user,all\n{}UserEvent: Note\nAgent: 1001\nUniqueid: 6.6",
        channel("", "1.2")
    );
    means(&lines, |event| {
        let body = "Agent: 1001\r\nUniqueid: 6.6\r\n";
        assert_eq!(event, Event::UserReported { name: "Note", leg: Some(seen("1.2")), body });
    });
    means("Event: UserEvent\nUserEvent: Note\nChannel: x\nUniqueid: 6.6", |event| {
        let body = "Channel: x\r\nUniqueid: 6.6\r\n";
        assert_eq!(event, Event::UserReported { name: "Note", leg: None, body });
    });
}

#[test]
fn a_contact_of_any_version_is_told() {
    for (text, state) in [
        ("NonQualified", ContactState::Registered),
        ("Created", ContactState::Registered),
        ("Reachable", ContactState::Reachable),
        ("Unreachable", ContactState::Unreachable),
        ("Removed", ContactState::Removed),
        ("Odd", ContactState::Unknown),
    ] {
        means(
            &format!("Event: ContactStatus\nURI: sip:7@h\nContactStatus: {text}\nAOR: 7\nEndpointName: 7"),
            |event| {
                assert_eq!(event, Event::ContactChanged { endpoint: "7", uri: "sip:7@h", state });
            },
        );
    }
    assert!(means_nothing("Event: PeerStatus\nChannelType: PJSIP\nPeer: PJSIP/1007\nPeerStatus: Reachable"));
    means(
        "Event: PeerStatus\nChannelType: SIP\nPeer: SIP/1007\nPeerStatus: Lagged\nAddress: h:5060",
        |event| {
            let state = ContactState::Reachable;
            assert_eq!(event, Event::ContactChanged { endpoint: "1007", uri: "h:5060", state });
        },
    );
}

#[test]
fn hc_12_asterisk_11_says_the_same_in_other_words() {
    means(
        "Event: Join\nChannel: SIP/a-1\nCallerIDNum: 4930\nCallerIDName: A\nQueue: q\nPosition: 2\nCount: 2\nUniqueid: 1.1",
        |event| {
            let leg =
                Seen { leg: "1.1", channel: "SIP/a-1", number: "4930", name: "A".into(), ..Seen::default() };
            assert_eq!(event, Event::CallerJoined { queue: "q", leg, position: 2 });
        },
    );
    means("Event: Leave\nChannel: SIP/a-1\nQueue: q\nCount: 1\nPosition: 1\nUniqueid: 1.1", |event| {
        let leg = Seen { leg: "1.1", channel: "SIP/a-1", ..Seen::default() };
        assert_eq!(event, Event::CallerLeft { queue: "q", leg });
    });
    means("Event: QueueCallerAbandon\nQueue: q\nUniqueid: 1.1\nPosition: 1\nHoldTime: 3", |event| {
        assert_eq!(event, Event::CallerAbandoned { queue: "q", leg: Seen { leg: "1.1", ..Seen::default() } });
    });
    means(
        "Event: AgentConnect\nQueue: q\nUniqueid: 1.1\nChannel: SIP/b-2\nMember: SIP/b\nMemberName: B
         Holdtime: 9\nBridgedChannel: 1.2\nRingtime: 4",
        |event| {
            let Event::AgentConnected { queue, caller, phone, interface, name, wait, ring } = event else {
                panic!("{event:?}")
            };
            assert_eq!((queue, caller.leg, phone.leg, phone.channel), ("q", "1.1", "1.2", "SIP/b-2"));
            assert_eq!((interface, &*name), ("SIP/b", "B"));
            assert_eq!((wait, ring), (Some(Span::from_secs(9)), Some(Span::from_secs(4))));
        },
    );
    means(
        "Event: AgentCalled\nQueue: q\nAgentCalled: SIP/b\nAgentName: B\nChannelCalling: SIP/a-1
         DestinationChannel: SIP/b-2\nUniqueid: 1.1",
        |event| {
            let Event::AgentOffered { caller, phone, interface, .. } = event else { panic!("{event:?}") };
            assert_eq!(
                (caller.leg, caller.channel, phone.channel, interface),
                ("1.1", "SIP/a-1", "SIP/b-2", "SIP/b")
            );
        },
    );
    means(
        "Event: QueueMemberPaused\nQueue: q\nLocation: SIP/b\nMemberName: B\nPaused: 1\nReason: Tea",
        |event| {
            let Event::MemberPaused(member) = event else { panic!("{event:?}") };
            assert_eq!(
                (member.interface, member.paused, &*member.pause_reason),
                ("SIP/b", Some(true), "Tea")
            );
        },
    );
    means(
        "Event: Dial\nSubEvent: Begin\nChannel: SIP/a-1\nDestination: SIP/b-2\nUniqueID: 1.1\nDestUniqueID: 1.2\nDialstring: b",
        |event| {
            let Event::DialStarted { by: Some(by), leg, dial } = event else { panic!("{event:?}") };
            assert_eq!((by.leg, leg.leg, leg.channel, dial), ("1.1", "1.2", "SIP/b-2", "b"));
        },
    );
    means("Event: Hold\nStatus: Off\nChannel: SIP/b-2\nUniqueid: 1.2", |event| {
        assert!(matches!(event, Event::Unheld(leg) if leg.leg == "1.2"));
    });
    means(
        "Event: ParkedCall\nExten: 701\nChannel: SIP/a-1\nFrom: SIP/b-2\nTimeout: 45\nUniqueid: 1.1",
        |event| {
            let leg = Seen { leg: "1.1", channel: "SIP/a-1", ..Seen::default() };
            assert_eq!(event, Event::Parked { leg, parker: "SIP/b-2", slot: "701" });
        },
    );
    means(
        "Event: LocalBridge\nChannel1: Local/x-1;1\nChannel2: Local/x-1;2\nUniqueid1: 1.3\nUniqueid2: 1.4",
        |event| {
            let Event::LocalPaired { one, two } = event else { panic!("{event:?}") };
            assert_eq!((one.leg, two.leg, two.channel), ("1.3", "1.4", "Local/x-1;2"));
        },
    );
    let old =
        "Event: CoreShowChannel\nChannel: SIP/a-1\nUniqueID: 1.1\nContext: c\nExtension: 200\nChannelState: 6
        Application: Dial\nApplicationData: SIP/b\nCallerIDnum: 4930\nDuration: 00:00:05";
    means(old, |event| {
        let Event::Listed { row: Listing::Leg { leg, .. }, .. } = event else { panic!("{event:?}") };
        assert_eq!((leg.leg, leg.exten, leg.number, leg.state), ("1.1", "200", "4930", Some(LegState::Up)));
    });
}

#[test]
fn hc_12_what_is_new_or_unknown_passes_by() {
    assert!(means_nothing("Event: SomethingOfAsterisk30\nUniqueid: 1.1"));
    assert!(means_nothing("Event: \nUniqueid: 1.1"));
    assert!(means_nothing("Action: Hangup\nChannel: all"));
    means(&format!("Event: Newchannel\nSequence: 7\n{}NewHeader: x", channel("", "1.2")), |event| {
        assert_eq!(event, Event::LegStarted(seen("1.2")));
    });
}

#[test]
fn hc_13_every_report_that_moves_the_engine_is_in_the_table_with_its_class() {
    for interest in INTEREST.iter().filter(|interest| interest.event != "VarSet") {
        let bare = frame(&format!("Event: {}", interest.event));
        assert_ne!(translate(&Message::parse(&bare)), Ok(None), "{} means nothing to us", interest.event);
    }
    let mut met = BTreeSet::new();
    for (path, bytes) in traces() {
        for item in trace(&bytes) {
            let Content::Frame(frame) = item.content else {
                continue;
            };
            let message = Message::parse(frame);
            let (Kind::Event(name), Some(privilege)) = (message.kind(), message.get("Privilege")) else {
                continue;
            };
            let (name, privilege) = (name.text(), privilege.text());
            let listed = INTEREST.iter().find(|interest| interest.event == name);
            if let Some(interest) = listed {
                let class = privilege.split(',').next();
                assert_eq!(class, Some(interest.class.as_str()), "{name} in {}", path.display());
                met.insert(interest.event);
            } else if message.action_id().is_none() {
                assert_eq!(translate(&message), Ok(None), "{name} in {} is not in the table", path.display());
            }
        }
    }
    assert!(met.len() > 45, "only {} of the table's reports occur in the traces: {met:?}", met.len());
}

#[test]
fn hc_13_what_a_filter_may_drop_means_nothing() {
    for noise in NOISE {
        assert!(INTEREST.iter().all(|interest| interest.event != *noise));
        assert!(means_nothing(&format!("Event: {noise}\n{}", channel("", "1.2"))));
    }
}
