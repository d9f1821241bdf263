//! What is written, read back.

use bytes::BytesMut;
use callcenter_core::Span;
use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{List, SpyMode};
use proptest::prelude::*;

use super::{APPLICATIONS, HEADERS_MAX, LINE_BYTES_MAX, encode, encode_raw};
use crate::{EncodeError, Message, Value};

fn written(action: &Action) -> Result<String, EncodeError> {
    let mut out = BytesMut::new();
    encode("cc-1-1", action, &mut out).map(|()| String::from_utf8(out.to_vec()).expect("all parts are text"))
}

fn call() -> Originate {
    Originate {
        channel: "PJSIP/1001".into(),
        to: Destination::Dialplan { context: "cc".into(), exten: "491733000101".into(), priority: 1 },
        caller_id: "\"Anna\" <491733000101>".into(),
        timeout: Span::from_secs(15),
        leg_id: "cc-leg-1".into(),
        other_leg_id: String::new(),
        account: String::new(),
        variables: vec![("__CC_ID".into(), "7".into())],
    }
}

/// The headers of a request.
fn read(request: &str) -> Vec<(&str, &str)> {
    fn text(value: Value<'_>) -> &str {
        str::from_utf8(value.as_bytes()).expect("all parts are text")
    }
    Message::parse(request.as_bytes()).fields().map(|field| (text(field.key), text(field.value))).collect()
}

/// What Asterisk makes of the value of `Variable:`, after its `ast_app_separate_args` with quotes removed.
fn assignments(line: &str) -> Vec<(String, String)> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut depth, mut quoted) = (0_i32, false);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => part.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if depth == 0 && !quoted => parts.push(std::mem::take(&mut part)),
            _ => {
                depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
                part.push(c);
            }
        }
    }
    parts.push(part);
    let pair = |part: &String| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    parts.iter().filter_map(pair).collect()
}

#[test]
fn an_originate_is_asynchronous_and_has_a_header_for_each_variable() {
    let mut call = call();
    call.variables.push(("PJSIP_HEADER(add,Alert-Info)".into(), "<http://x>;delay=0".into()));
    assert_eq!(
        written(&Action::Originate(Box::new(call))).as_deref(),
        Ok(
            "Action: Originate\r\nActionID: cc-1-1\r\nChannel: PJSIP/1001\r\nContext: cc\r\nExten: 491733000101\r\n\
            Priority: 1\r\nCallerID: \"Anna\" <491733000101>\r\nTimeout: 15000\r\nChannelId: cc-leg-1\r\n\
            Async: true\r\nVariable: __CC_ID=7\r\n\
            Variable: PJSIP_HEADER\\(add\\,Alert-Info\\)=<http://x>;delay=0\r\n\r\n"
        )
    );
}

#[test]
fn hc_14_every_action_that_calls_somebody_is_asynchronous() {
    let spy = Action::Spy {
        channel: "PJSIP/1005".into(),
        target: "1795226308.12".into(),
        mode: SpyMode::Whisper,
        timeout: Span::ZERO,
    };
    for action in [Action::Originate(Box::new(call())), spy] {
        let request = written(&action).expect("a good action");
        assert!(read(&request).contains(&("Async", "true")), "{request}");
    }
}

#[test]
fn listening_in_names_its_target_and_the_way() {
    for (mode, options) in
        [(SpyMode::Listen, "uqdES"), (SpyMode::Whisper, "uqdwES"), (SpyMode::Barge, "uqdBES")]
    {
        let action = Action::Spy {
            channel: "PJSIP/1005".into(),
            target: "1795226308.12".into(),
            mode,
            timeout: Span::from_secs(20),
        };
        assert_eq!(
            written(&action),
            Ok(format!(
                "Action: Originate\r\nActionID: cc-1-1\r\nChannel: PJSIP/1005\r\nApplication: ChanSpy\r\n\
                 Data: 1795226308.12,{options}\r\nTimeout: 20000\r\nAsync: true\r\n\r\n"
            ))
        );
    }
}

#[test]
fn listening_in_on_nobody_is_refused_for_the_switch_would_take_the_first_leg() {
    for target in ["", " ", "1.1,uqw", "\\"] {
        let mode = SpyMode::Listen;
        let action =
            Action::Spy { channel: "PJSIP/1005".into(), target: target.into(), mode, timeout: Span::ZERO };
        assert!(
            matches!(
                written(&action),
                Err(EncodeError::Empty { ref field } | EncodeError::ForbiddenCharacter { ref field, .. })
                    if field == "Data"
            ),
            "{target:?}"
        );
    }
}

#[test]
fn a_pause_without_queue_is_of_all_queues() {
    let pause = |queue: &str| Action::MemberPause {
        queue: queue.into(),
        interface: "PJSIP/1001".into(),
        paused: true,
        reason: "lunch".into(),
    };
    assert_eq!(
        written(&pause("")).as_deref(),
        Ok(
            "Action: QueuePause\r\nActionID: cc-1-1\r\nInterface: PJSIP/1001\r\nPaused: true\r\nReason: lunch\r\n\r\n"
        )
    );
    assert!(written(&pause("support")).expect("a good action").contains("\r\nQueue: support\r\n"));
}

#[test]
fn each_list_is_asked_for_by_its_own_action() {
    let asked = |list| written(&Action::List(list)).map(|request| read(&request)[0].1.to_owned());
    assert_eq!(asked(List::Legs).as_deref(), Ok("CoreShowChannels"));
    assert_eq!(asked(List::LegDetails).as_deref(), Ok("Status"));
    assert_eq!(asked(List::Conference).as_deref(), Ok("ConfbridgeListRooms"));
}

#[test]
fn sound_has_other_words_for_a_leg_than_for_a_recording() {
    let (channel, direction) = ("PJSIP/1001-00000001", Direction::In);
    let mute = written(&Action::Mute { channel: channel.into(), direction, on: true });
    assert!(mute.expect("a good action").ends_with("Direction: in\r\nState: on\r\n\r\n"));
    let mute = written(&Action::RecordMute { channel: channel.into(), direction, on: true });
    assert!(mute.expect("a good action").ends_with("Direction: read\r\nState: 1\r\n\r\n"));
}

#[test]
fn hc_11_line_breaks_and_nul_are_refused_in_every_value_and_key_and_in_the_id() {
    let mut out = BytesMut::from(&b"before"[..]);
    for bad in ["\r\n\r\nAction: Command", "a\nb", "a\rb", "a\0b"] {
        let action = Action::Hangup { channel: bad.into(), cause: None };
        assert_eq!(
            encode("cc-1-1", &action, &mut out),
            Err(EncodeError::ControlCharacter { field: "Channel".into() })
        );
        assert_eq!(
            encode(bad, &Action::Ping, &mut out),
            Err(EncodeError::ControlCharacter { field: "ActionID".into() })
        );
        let fields = vec![(bad.to_owned(), "x".to_owned())];
        assert!(encode("cc-1-1", &Action::UserReport { name: "Note".into(), fields }, &mut out).is_err());
        let fields = vec![("x".to_owned(), bad.to_owned())];
        assert!(encode("cc-1-1", &Action::UserReport { name: "Note".into(), fields }, &mut out).is_err());
        assert!(encode_raw("cc-1-1", "Login", &[("Secret", bad)], &mut out).is_err());
        let mut call = call();
        call.variables = vec![("X".into(), bad.into())];
        assert_eq!(
            encode("cc-1-1", &Action::Originate(Box::new(call)), &mut out),
            Err(EncodeError::ControlCharacter { field: "Variable X".into() })
        );
    }
    assert_eq!(&out[..], b"before", "a refused action leaves nothing behind");
}

#[test]
fn hc_11_only_harmless_applications_and_functions_can_be_reached() {
    let mut call = call();
    for name in ["System", "system", " System", "AGI", "Exec", "ChanSpy", ""] {
        call.to = Destination::Application { name: name.into(), data: "touch /tmp/x".into() };
        let refused = written(&Action::Originate(Box::new(call.clone())));
        assert_eq!(refused, Err(EncodeError::NotAllowed { field: "Application".into(), name: name.into() }));
    }
    for name in APPLICATIONS {
        call.to = Destination::Application { name: name.into(), data: "1".into() };
        assert!(written(&Action::Originate(Box::new(call.clone()))).is_ok());
    }
    for variable in ["SHELL(id)", "shell(id)", " SHELL(id)", "FILE(/etc/passwd)"] {
        let get = Action::VariableGet { channel: String::new(), variable: variable.into() };
        assert!(matches!(written(&get), Err(EncodeError::NotAllowed { .. })), "{variable}");
        call = self::call();
        call.variables = vec![(variable.into(), "x".into())];
        let originate = Action::Originate(Box::new(call.clone()));
        assert!(matches!(written(&originate), Err(EncodeError::NotAllowed { .. })), "{variable}");
    }
}

#[test]
fn hc_11_a_file_name_cannot_become_a_program_to_run() {
    let record = |file: &str, options: &str| Action::RecordStart {
        channel: "PJSIP/1001-00000001".into(),
        file: file.into(),
        options: options.into(),
    };
    assert!(written(&record("x.wav", "bi(CC_MM)r(x-in.wav)t(x-out.wav)")).is_ok());
    for (file, options) in
        [("x.wav,,touch /tmp/x", ""), ("x.wav", "b,touch /tmp/x"), ("\"x.wav", ""), ("", "")]
    {
        assert!(written(&record(file, options)).is_err(), "{file:?} {options:?}");
    }
}

#[test]
fn hc_11_a_channel_cannot_become_a_pattern() {
    for channel in ["/^PJSIP.*/", " /.*/"] {
        assert_eq!(
            written(&Action::Hangup { channel: channel.into(), cause: None }),
            Err(EncodeError::ForbiddenCharacter { field: "Channel".into(), found: '/' })
        );
    }
}

#[test]
fn hc_11_a_line_of_queue_log_cannot_be_forged() {
    let line = |queue: &str, leg: &str| Action::QueueLog {
        queue: queue.into(),
        event: "NOTE".into(),
        leg: leg.into(),
        interface: String::new(),
        message: "a|b".into(),
    };
    assert!(written(&line("support", "1.1")).is_ok());
    assert!(written(&line("support|x", "1.1")).is_err());
    assert!(written(&line("support", "1|1")).is_err());
}

#[test]
fn hc_10_a_line_that_the_switch_would_discard_is_refused() {
    let set = |value: String| Action::VariableSet { channel: String::new(), variable: "V".into(), value };
    let room = LINE_BYTES_MAX - "Value: \r\n".len();
    assert!(written(&set("x".repeat(room))).is_ok());
    assert_eq!(
        written(&set("x".repeat(room + 1))),
        Err(EncodeError::LineTooLong { field: "Value".into(), bytes: LINE_BYTES_MAX + 1 })
    );
}

#[test]
fn hc_10_more_headers_than_the_switch_keeps_are_refused() {
    let report = |count: usize| {
        let fields = (0..count).map(|n| (format!("H{n}"), "x".to_owned())).collect();
        Action::UserReport { name: "Note".into(), fields }
    };
    let others = 3; // Action, ActionID, UserEvent
    assert!(written(&report(HEADERS_MAX - others)).is_ok());
    assert_eq!(written(&report(HEADERS_MAX - others + 1)), Err(EncodeError::TooManyHeaders));
}

proptest! {
    /// Whatever is in them, the headers that are read are those that were meant, once each and in order.
    #[test]
    fn hc_11_what_is_written_is_read_as_it_was_meant(
        name in ".{0,20}", fields in prop::collection::vec((".{0,12}", ".{0,40}"), 0..6)
    ) {
        let action = Action::UserReport { name: name.clone(), fields: fields.clone() };
        if let Ok(request) = written(&action) {
            let mut meant = vec![("Action", "UserEvent"), ("ActionID", "cc-1-1"), ("UserEvent", name.as_str())];
            meant.extend(fields.iter().map(|(key, value)| (key.as_str(), value.as_str())));
            prop_assert_eq!(read(&request), meant);
        }
    }

    /// Hostile characters are frequent here: each variable is set to what it should be, and no other is set.
    #[test]
    fn hc_11_a_variable_sets_itself_only(
        variables in prop::collection::vec(("[A-Z_]{1,8}", "[a-c,=\\\\\"()\\[\\]\r\n\0 ä]{0,16}"), 0..5)
    ) {
        let mut call = call();
        call.variables = variables.clone();
        let refused = variables.iter().any(|(_, value)| value.contains(['\r', '\n', '\0']));
        match written(&Action::Originate(Box::new(call))) {
            Ok(request) => {
                prop_assert!(!refused);
                let lines = read(&request).into_iter().filter(|(name, _)| *name == "Variable");
                let set: Vec<_> = lines.flat_map(|(_, line)| assignments(line)).collect();
                prop_assert_eq!(set, variables);
            }
            Err(error) => prop_assert!(refused, "{}", error),
        }
    }

    /// No text in any place makes a second request, a longer line or a header more.
    #[test]
    fn hc_11_one_action_is_one_request(
        id in ".{0,12}", one in "[ -~\r\n]{0,30}", two in "\\PC{0,30}", list in prop::collection::vec(".{0,9}", 0..3)
    ) {
        let pairs: Vec<_> = list.iter().map(|text| (text.clone(), one.clone())).collect();
        let actions = [
            Action::Bridge { one: one.clone(), two: two.clone() },
            Action::VariableSet { channel: one.clone(), variable: two.clone(), value: one.clone() },
            Action::Notify { channel: two.clone(), variables: pairs.clone() },
            Action::UserReport { name: two.clone(), fields: pairs },
            Action::Filter { filter: one.clone() },
            Action::RecordStart { channel: two.clone(), file: one.clone(), options: two.clone() },
        ];
        for action in &actions {
            let mut out = BytesMut::from(&b"x"[..]);
            match encode(&id, action, &mut out) {
                Ok(()) => {
                    let text = std::str::from_utf8(&out[1..]).expect("all parts are text");
                    prop_assert_eq!(text.matches("\r\n\r\n").count(), 1);
                    prop_assert_eq!(text.matches(['\r', '\n', '\0']).count(), 2 * text.matches("\r\n").count());
                    prop_assert!(text.split("\r\n").all(|line| line.len() + 2 <= LINE_BYTES_MAX));
                    prop_assert_eq!(read(text)[1], ("ActionID", id.as_str()));
                }
                Err(_) => prop_assert_eq!(&out[..], b"x"),
            }
        }
    }
}
