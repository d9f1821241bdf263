//! Plays a switch: events back into AMI's text, a small server that replays a trace to whoever connects, and one behind
//! which a simulated call center does what it is asked for.
//!
//! For demonstrations, tests and fuzzing; feature `mirror`. What is written here and read by
//! [`translate`](crate::translate) gives the same event.

mod request;
mod server;
mod switch;
mod text;

use callcenter_core::event::{Event, Step, Variable};

pub use self::request::read_action;
pub use self::server::{Mirror, Pace};
pub use self::switch::{CLIENTS_MAX, Disk, Manager, PIECES_BEHIND_MAX, Remote, Switch, write_event_at};
use self::text::{
    Text, application, clock, complete_reason, contact_state, date, device_state, dial_status, list_end,
    originate_outcome,
};

/// Appends the message that a switch would send to report `event`; nothing for what no message tells.
///
/// # Example
/// ```
/// use callcenter_ami::{Message, mirror, translate};
/// use callcenter_core::event::{Event, Seen};
/// let event = Event::Held(Seen { leg: "1.1", name: "O'Neil".into(), ..Seen::default() });
/// let mut bytes = Vec::new();
/// mirror::write_event(&event, &mut bytes);
/// assert_eq!(translate(&Message::parse(&bytes))?, Some(event));
/// # Ok::<(), callcenter_ami::TranslateError>(())
/// ```
pub fn write_event(event: &Event<'_>, out: &mut Vec<u8>) {
    let begin = out.len();
    let mut text = Text(out);
    match event {
        Event::Connected { version } => {
            out.extend_from_slice(format!("Asterisk Call Manager/{version}\r\n").as_bytes());
            return;
        }
        Event::Ready { uptime } => {
            text.event("FullyBooted");
            text.seconds("Uptime", *uptime);
            text.field("Status", "Fully Booted");
        }
        Event::Identified { version, system, started } => {
            text.field("Response", "Success");
            text.field("AsteriskVersion", version);
            text.field("SystemName", system);
            if let Some(started) = started {
                text.field("CoreStartupDate", &date(*started));
                text.field(
                    "CoreStartupTime",
                    &clock(started.as_micros().div_euclid(1_000_000).rem_euclid(86_400)),
                );
            }
        }
        Event::Stopping { restart } => {
            text.event("Shutdown");
            text.field("Shutdown", "Cleanly");
            text.field("Restart", if *restart { "True" } else { "False" });
        }
        Event::Replied { action, ok, message } => {
            text.field("Response", if *ok { "Success" } else { "Error" });
            text.known("ActionID", action);
            text.known("Message", message);
        }
        Event::ListStarted { action } => {
            text.field("Response", "Success");
            text.known("ActionID", action);
            text.field("EventList", "start");
        }
        Event::ListEnded { action, list, whole } => {
            text.event(list_end(*list));
            text.known("ActionID", action);
            text.field("EventList", if *whole { "Complete" } else { "cancelled" });
        }
        Event::Listed { action, row } => text.listing(action, row),
        Event::LegStarted(leg) => text.leg("Newchannel", leg),
        Event::LegChanged(leg) => text.leg("Newstate", leg),
        Event::LegIdentified(leg) => text.leg("NewCallerid", leg),
        Event::LegRenamed { leg, channel } => {
            text.event("Rename");
            text.field("Newname", channel);
            text.field("Uniqueid", leg);
        }
        Event::LegExecutes { leg, step, arguments } => {
            text.leg("Newexten", leg);
            text.field("Application", application(step, arguments));
            text.field("AppData", arguments);
        }
        Event::VariableSet { leg, variable } => {
            text.leg("VarSet", leg);
            let (name, value) = match variable {
                Variable::QueueStatus(value) => ("QUEUESTATUS", value),
                Variable::RecordingFile(value) => ("MIXMONITOR_FILENAME", value),
                Variable::WithdrawInfo(value) => ("QUEUE_WITHDRAW_INFO", value),
            };
            text.field("Variable", name);
            text.escaped("Value", value);
        }
        Event::HangupRequested { leg, by_party, cause } => {
            text.leg(if *by_party { "HangupRequest" } else { "SoftHangupRequest" }, leg);
            text.number("Cause", *cause);
        }
        Event::LegEnded { leg, cause } => {
            text.leg("Hangup", leg);
            text.number("Cause", Some(*cause));
        }
        Event::DialStarted { by, leg, dial } => {
            text.event("DialBegin");
            text.seen_if_any("", by.as_ref());
            text.seen("Dest", leg);
            text.field("DialString", dial);
        }
        Event::DialEnded { by, leg, status, forward } => {
            text.event("DialEnd");
            text.seen_if_any("", by.as_ref());
            text.seen("Dest", leg);
            text.field("DialStatus", dial_status(*status));
            text.known("Forward", forward);
        }
        Event::Originated { action, leg, channel, exten, outcome, step } => {
            text.event("OriginateResponse");
            text.known("ActionID", action);
            let (response, reason) = originate_outcome(*outcome);
            text.field("Response", response);
            text.field("Channel", channel);
            text.field("Exten", exten);
            if *step != Step::Other {
                text.step(["Application", "Data"], step);
            }
            text.field("Reason", reason);
            text.field("Uniqueid", if leg.is_empty() { "<unknown>" } else { leg });
        }
        Event::BridgeStarted(bridge) => text.bridge_event("BridgeCreate", bridge),
        Event::BridgeEnded(bridge) => text.bridge_event("BridgeDestroy", bridge),
        Event::BridgeEntered { bridge, leg, swap } => {
            text.bridge_event("BridgeEnter", bridge);
            text.seen("", leg);
            text.known("SwapUniqueid", swap);
        }
        Event::BridgeLeft { bridge, leg } => {
            text.bridge_event("BridgeLeave", bridge);
            text.seen("", leg);
        }
        Event::BridgesMerged { into, from } => {
            text.event("BridgeMerge");
            text.bridge("To", into);
            text.bridge("From", from);
        }
        Event::LocalPaired { one, two } => text.halves("LocalBridge", one, two),
        Event::LocalOptimizing { one, two } => text.halves("LocalOptimizationBegin", one, two),
        Event::LocalOptimized { one, two } => text.halves("LocalOptimizationEnd", one, two),
        Event::Held(leg) => text.leg("Hold", leg),
        Event::Unheld(leg) => text.leg("Unhold", leg),
        Event::BlindTransferred { by, transferee, exten, by_code, ok } => {
            text.event("BlindTransfer");
            text.field("Result", if *ok { "Success" } else { "Fail" });
            text.seen("Transferer", by);
            text.seen_if_any("Transferee", transferee.as_ref());
            text.field("IsExternal", if *by_code { "No" } else { "Yes" });
            text.field("Extension", exten);
        }
        Event::AttendedTransferred { first, second, transferee, target, stays, ok } => {
            text.event("AttendedTransfer");
            text.field("Result", if *ok { "Success" } else { "Fail" });
            text.seen("OrigTransferer", first);
            text.seen("SecondTransferer", second);
            text.seen_if_any("Transferee", transferee.as_ref());
            text.seen_if_any("TransferTarget", target.as_ref());
            text.field("DestType", if *stays { "Threeway" } else { "Bridge" });
        }
        Event::Parked { leg, parker, slot } => text.parking("ParkedCall", leg, parker, slot),
        Event::Unparked { leg, by, slot } => {
            text.event("UnParkedCall");
            text.seen("Parkee", leg);
            text.seen("Retriever", by);
            text.field("ParkingSpace", slot);
        }
        Event::ParkTimedOut { leg, slot } => text.parking("ParkedCallTimeOut", leg, "", slot),
        Event::ParkAbandoned { leg, slot } => text.parking("ParkedCallGiveUp", leg, "", slot),
        Event::PickedUp { by, target } => {
            text.leg("Pickup", by);
            text.seen("Target", target);
        }
        Event::SpyStarted { spy, target } => {
            text.event("ChanSpyStart");
            text.seen("Spyer", spy);
            text.seen("Spyee", target);
        }
        Event::SpyEnded { spy, target } => {
            text.event("ChanSpyStop");
            text.seen("Spyer", spy);
            text.seen_if_any("Spyee", target.as_ref());
        }
        Event::ConferenceStarted { room, bridge } => text.conference("ConfbridgeStart", room, bridge),
        Event::ConferenceEnded { room, bridge } => text.conference("ConfbridgeEnd", room, bridge),
        Event::ConferenceJoined { room, bridge, leg } => {
            text.conference("ConfbridgeJoin", room, bridge);
            text.seen("", leg);
        }
        Event::ConferenceLeft { room, bridge, leg } => {
            text.conference("ConfbridgeLeave", room, bridge);
            text.seen("", leg);
        }
        Event::RecordingStarted(leg) => text.leg("MixMonitorStart", leg),
        Event::RecordingStopped(leg) => text.leg("MixMonitorStop", leg),
        Event::RecordingMuted { leg, muted } => {
            text.leg("MixMonitorMute", leg);
            text.flag("State", Some(*muted));
        }
        Event::KeyPressed { leg, key, by_party } => {
            text.leg("DTMFEnd", leg);
            text.field("Digit", key);
            text.field("Direction", if *by_party { "Received" } else { "Sent" });
        }
        Event::UserReported { name, leg, body } => {
            text.event("UserEvent");
            text.seen_if_any("", leg.as_ref());
            text.field("UserEvent", name);
            text.lines(body);
        }
        Event::CallerJoined { queue, leg, position } => {
            text.leg("QueueCallerJoin", leg);
            text.field("Queue", queue);
            text.number("Position", Some(*position));
        }
        Event::CallerLeft { queue, leg } => {
            text.leg("QueueCallerLeave", leg);
            text.field("Queue", queue);
        }
        Event::CallerAbandoned { queue, leg } => {
            text.leg("QueueCallerAbandon", leg);
            text.field("Queue", queue);
        }
        Event::AgentOffered { queue, caller, phone, interface, name } => {
            text.offer("AgentCalled", [Some(caller), Some(phone)], [queue, interface, name]);
        }
        Event::AgentConnected { queue, caller, phone, interface, name, wait, ring } => {
            text.offer("AgentConnect", [Some(caller), Some(phone)], [queue, interface, name]);
            text.seconds("HoldTime", *wait);
            text.seconds("RingTime", *ring);
        }
        Event::AgentCompleted { queue, caller, interface, talk, reason } => {
            text.offer("AgentComplete", [Some(caller), None], [queue, interface, ""]);
            text.seconds("TalkTime", *talk);
            text.field("Reason", complete_reason(*reason));
        }
        Event::AgentMissed { queue, caller, phone, interface, ring } => {
            text.offer("AgentRingNoAnswer", [Some(caller), Some(phone)], [queue, interface, ""]);
            text.number("RingTime", ring.map(|ring| ring.as_millis()));
        }
        Event::AgentDumped { queue, caller, phone, interface } => {
            text.offer("AgentDump", [Some(caller), Some(phone)], [queue, interface, ""]);
        }
        Event::MemberAdded(member) => text.member("QueueMemberAdded", member),
        Event::MemberRemoved(member) => text.member("QueueMemberRemoved", member),
        Event::MemberChanged(member) => text.member("QueueMemberStatus", member),
        Event::MemberPaused(member) => text.member("QueueMemberPause", member),
        Event::DeviceChanged { device, state } => {
            text.event("DeviceStateChange");
            text.field("Device", device);
            text.field("State", device_state(*state));
        }
        Event::ContactChanged { endpoint, uri, state } => {
            text.event("ContactStatus");
            text.field("URI", uri);
            text.field("ContactStatus", contact_state(*state));
            text.field("EndpointName", endpoint);
        }
        // A fallen link says nothing.
        _ => return,
    }
    debug_assert!(out.len() > begin, "every other event is told");
    out.extend_from_slice(b"\r\n");
}
