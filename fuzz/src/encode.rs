//! Actions to bytes.

use bytes::BytesMut;
use callcenter_ami::{HEADERS_MAX, Kind, LINE_BYTES_MAX, Message, frames};
use callcenter_core::Span;
use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{List, SpyMode};

use crate::choices::Choices;

/// Requests: whatever the values are, one action is one request within the switch's limits that says what was meant,
/// or it is refused and nothing is written.
pub fn encode(data: &[u8]) {
    let mut choices = Choices::new(data);
    let id = choices.text();
    let action = action(&mut choices);
    let mut out = BytesMut::from("before");
    if callcenter_ami::encode(&id, &action, &mut out).is_err() {
        assert_eq!(&out[..], b"before", "a refused action left something behind");
        return;
    }
    let request = out.strip_prefix(b"before").expect("what was there before stays");
    let mut found = frames(request);
    let frame = found.next().expect("a request is a frame").expect("a request is short");
    assert_eq!(frame, request, "one action is one request");

    let message = Message::parse(frame);
    assert_eq!(message.kind(), Kind::Other, "a request is no event and no answer");
    let fields: Vec<_> = message.fields().collect();
    assert!(fields.len() <= HEADERS_MAX, "{} headers", fields.len());
    assert_eq!(fields[0].key, "Action");
    assert_eq!(fields[1].key, "ActionID");
    assert_eq!(fields[1].value.text(), id);
    assert_eq!(message.all("Action").count(), 1, "another action in the same request");
    for field in &fields {
        assert!(field.raw.len() - 2 <= LINE_BYTES_MAX, "a line of {} bytes", field.raw.len() - 2);
        assert!(field.raw.ends_with(b"\r\n"));
        let line = &field.raw[..field.raw.len() - 2];
        assert!(
            !line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)),
            "a control character got through"
        );
    }
    for wanted in said(&action) {
        let values = || fields.iter().map(|field| field.value.text());
        assert!(
            wanted.is_empty() || values().any(|value| value.contains(wanted)),
            "{wanted:?} of {action:?} is not in the request"
        );
    }
}

/// Values that a reader of the request must find in it, letter by letter.
fn said(action: &Action) -> Vec<&str> {
    match action {
        Action::Redirect { channel, context, exten, .. } => vec![channel, context, exten],
        Action::Hangup { channel, .. } => vec![channel],
        Action::MemberAdd { queue, interface, name, state_interface, .. } => {
            vec![queue, interface, name, state_interface]
        }
        Action::MemberPause { queue, interface, reason, .. } => vec![queue, interface, reason],
        Action::VariableSet { channel, variable, value } => vec![channel, variable, value],
        Action::Originate(call) => vec![&call.channel, &call.caller_id, &call.account],
        _ => Vec::new(),
    }
}

fn action(choices: &mut Choices<'_>) -> Action {
    let direction =
        |choices: &mut Choices<'_>| choices.one_of(&[Direction::In, Direction::Out, Direction::Both]);
    match choices.below(30) {
        0 | 1 => Action::Originate(Box::new(originate(choices))),
        2 => Action::Spy {
            channel: choices.text(),
            target: choices.text(),
            mode: choices.one_of(&[SpyMode::Listen, SpyMode::Whisper, SpyMode::Barge]),
            timeout: span(choices),
        },
        3 => Action::Redirect {
            channel: choices.text(),
            context: choices.text(),
            exten: choices.text(),
            priority: number(choices),
            extra: choices.yes().then(|| (choices.text(), choices.text(), choices.text(), number(choices))),
        },
        4 => Action::AttendedTransfer {
            channel: choices.text(),
            exten: choices.text(),
            context: choices.text(),
        },
        5 => Action::CancelAttendedTransfer { channel: choices.text() },
        6 => {
            Action::BlindTransfer { channel: choices.text(), exten: choices.text(), context: choices.text() }
        }
        7 => Action::Hangup {
            channel: choices.text(),
            cause: choices.yes().then(|| u16::from(choices.byte())),
        },
        8 => Action::Park {
            channel: choices.text(),
            timeout_channel: choices.text(),
            timeout: span(choices),
            lot: choices.text(),
        },
        9 => Action::Bridge { one: choices.text(), two: choices.text() },
        10 => Action::Mute { channel: choices.text(), direction: direction(choices), on: choices.yes() },
        11 => Action::RecordStart { channel: choices.text(), file: choices.text(), options: choices.text() },
        12 => Action::RecordStop { channel: choices.text(), id: choices.text() },
        13 => {
            Action::RecordMute { channel: choices.text(), direction: direction(choices), on: choices.yes() }
        }
        14 => Action::MemberAdd {
            queue: choices.text(),
            interface: choices.text(),
            name: choices.text(),
            state_interface: choices.text(),
            penalty: number(choices),
            paused: choices.yes(),
            reason: choices.text(),
        },
        15 => Action::MemberRemove { queue: choices.text(), interface: choices.text() },
        16 => Action::MemberPause {
            queue: choices.text(),
            interface: choices.text(),
            paused: choices.yes(),
            reason: choices.text(),
        },
        17 => Action::MemberPenalty {
            queue: choices.text(),
            interface: choices.text(),
            penalty: number(choices),
        },
        18 => Action::MemberRingInUse { queue: choices.text(), interface: choices.text(), on: choices.yes() },
        19 => Action::QueueLog {
            queue: choices.text(),
            event: choices.text(),
            leg: choices.text(),
            interface: choices.text(),
            message: choices.text(),
        },
        20 => Action::WithdrawCaller { queue: choices.text(), channel: choices.text(), info: choices.text() },
        21 => Action::Notify { channel: choices.text(), variables: pairs(choices) },
        22 => Action::VariableGet { channel: choices.text(), variable: choices.text() },
        23 => {
            Action::VariableSet { channel: choices.text(), variable: choices.text(), value: choices.text() }
        }
        24 => Action::PlayKey {
            channel: choices.text(),
            key: char::from(choices.byte()),
            receive: choices.yes(),
        },
        25 => Action::UserReport { name: choices.text(), fields: pairs(choices) },
        26 => Action::Reload { module: choices.text() },
        27 => Action::Filter { filter: choices.text() },
        28 => Action::ConfigGet { file: choices.text(), category: choices.text() },
        _ => choices
            .one_of(
                &[
                    Action::List(List::Legs),
                    Action::List(List::Queues),
                    Action::Settings,
                    Action::Status,
                    Action::Ping,
                    Action::Logoff,
                ]
                .each_ref(),
            )
            .clone(),
    }
}

fn originate(choices: &mut Choices<'_>) -> Originate {
    Originate {
        channel: choices.text(),
        to: if choices.yes() {
            Destination::Dialplan {
                context: choices.text(),
                exten: choices.text(),
                priority: number(choices),
            }
        } else {
            let name = match choices.below(4) {
                0 => "Queue".into(),
                1 => "System".into(),
                _ => choices.text(),
            };
            Destination::Application { name, data: choices.text() }
        },
        caller_id: choices.text(),
        timeout: span(choices),
        leg_id: choices.text(),
        other_leg_id: choices.text(),
        account: choices.text(),
        variables: pairs(choices),
    }
}

fn pairs(choices: &mut Choices<'_>) -> Vec<(String, String)> {
    let count = choices.below(160);
    (0..count).map_while(|_| (!choices.is_over()).then(|| (choices.text(), choices.text()))).collect()
}

fn span(choices: &mut Choices<'_>) -> Span {
    Span::from_millis(i64::from(number(choices)) - 1_000)
}

fn number(choices: &mut Choices<'_>) -> u32 {
    u32::from(choices.byte()) << choices.below(25)
}
