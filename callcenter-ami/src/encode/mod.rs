//! [`Action`] → AMI request bytes.
//!
//! Values come from people and from other programs. Whatever they hold, one action is one request and does only what
//! it says: what the switch would read differently is refused before a byte is written.

mod request;
#[cfg(test)]
mod tests;

use bytes::BytesMut;
use callcenter_core::Span;
use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{List, SpyMode};

use crate::error::EncodeError;
use request::Request;
pub use request::{HEADERS_MAX, LINE_BYTES_MAX};

/// Applications that an originated leg may be sent into, compared without case.
///
/// The others are reached through the dialplan, whose author decides: `System`, `AGI`, `Exec` and their like run
/// programs, and a new application is dangerous until somebody has read what it does. Listening in is
/// [`Action::Spy`].
pub const APPLICATIONS: [&str; 13] = [
    "Bridge",
    "BridgeWait",
    "ConfBridge",
    "Echo",
    "Hangup",
    "MusicOnHold",
    "ParkedCall",
    "PickupChan",
    "Playback",
    "Queue",
    "VoiceMail",
    "VoiceMailMain",
    "Wait",
];

/// Dialplan functions that may stand where a variable is named, compared without case.
///
/// The others are refused: `SHELL` runs programs, `FILE` and `CURL` reach out of the switch.
pub const FUNCTIONS: [&str; 13] = [
    "CALLERID",
    "CHANNEL",
    "CONNECTEDLINE",
    "DEVICE_STATE",
    "PJSIP_AOR",
    "PJSIP_ENDPOINT",
    "PJSIP_HEADER",
    "QUEUE_EXISTS",
    "QUEUE_MEMBER",
    "QUEUE_VARIABLES",
    "QUEUE_WAITING_COUNT",
    "REDIRECTING",
    "VOLUME",
];

/// Appends `action` to `out` as one request whose answer will carry `id`.
///
/// # Errors
/// Each variant of [`EncodeError`]; `out` is then as it was.
///
/// # Example
/// ```
/// use bytes::BytesMut;
/// use callcenter_ami::encode;
/// use callcenter_core::action::Action;
///
/// let mut out = BytesMut::new();
/// encode("cc-1-7", &Action::Hangup { channel: "PJSIP/1001-0000002a".into(), cause: Some(16) }, &mut out)?;
/// assert_eq!(&out[..], b"Action: Hangup\r\nActionID: cc-1-7\r\nChannel: PJSIP/1001-0000002a\r\nCause: 16\r\n\r\n");
///
/// let injected = Action::Hangup { channel: "x\r\n\r\nAction: Command".into(), cause: None };
/// assert!(encode("cc-1-8", &injected, &mut out).is_err());
/// # Ok::<(), callcenter_ami::EncodeError>(())
/// ```
pub fn encode(id: &str, action: &Action, out: &mut BytesMut) -> Result<(), EncodeError> {
    let mut request = Request::new(out, id);
    write(&mut request, action);
    request.finish()
}

/// Appends a request made of any headers, with the same limits and checks of characters as [`encode`].
///
/// Inside the crate only: with it any action can be spelled, `Command` too. The session's login needs headers that no
/// [`Action`] may carry, and nothing that comes from outside ever reaches it.
pub(crate) fn encode_raw(
    id: &str,
    action: &str,
    fields: &[(&str, &str)],
    out: &mut BytesMut,
) -> Result<(), EncodeError> {
    let mut request = Request::new(out, id);
    request.action(action);
    for (name, value) in fields {
        request.named(name, value);
    }
    request.finish()
}

fn write(request: &mut Request<'_>, action: &Action) {
    match action {
        Action::Originate(call) => originate(request, call),
        Action::Spy { channel, target, mode, timeout } => spy(request, channel, target, *mode, *timeout),
        Action::Redirect { channel, context, exten, priority, extra } => {
            request.action("Redirect").channel("Channel", channel);
            request.required("Context", context).required("Exten", exten).number("Priority", *priority);
            if let Some((channel, context, exten, priority)) = extra {
                request.channel("ExtraChannel", channel);
                request.required("ExtraContext", context).required("ExtraExten", exten);
                request.number("ExtraPriority", *priority);
            }
        }
        Action::AttendedTransfer { channel, exten, context } => {
            request.action("Atxfer").channel("Channel", channel);
            request.required("Exten", exten).optional("Context", context);
        }
        Action::CancelAttendedTransfer { channel } => {
            request.action("CancelAtxfer").channel("Channel", channel);
        }
        Action::BlindTransfer { channel, exten, context } => {
            request.action("BlindTransfer").channel("Channel", channel);
            request.required("Exten", exten).optional("Context", context);
        }
        Action::Hangup { channel, cause } => {
            request.action("Hangup").channel("Channel", channel);
            if let Some(cause) = cause {
                request.number("Cause", *cause);
            }
        }
        Action::Park { channel, timeout_channel, timeout, lot } => {
            request.action("Park").channel("Channel", channel);
            request.optional("TimeoutChannel", timeout_channel).optional("Parkinglot", lot);
            request.millis("Timeout", *timeout);
        }
        Action::Bridge { one, two } => {
            request.action("Bridge").channel("Channel1", one).channel("Channel2", two);
        }
        Action::Mute { channel, direction, on } => {
            let direction = match direction {
                Direction::In => "in",
                Direction::Out => "out",
                Direction::Both => "all",
            };
            request.action("MuteAudio").channel("Channel", channel);
            request.required("Direction", direction).required("State", if *on { "on" } else { "off" });
        }
        Action::RecordStart { channel, file, options } => {
            request.action("MixMonitor").channel("Channel", channel);
            request.argument("File", file).options("Options", options);
        }
        Action::RecordStop { channel, id } => {
            request.action("StopMixMonitor").channel("Channel", channel).optional("MixMonitorID", id);
        }
        Action::RecordMute { channel, direction, on } => {
            let direction = match direction {
                Direction::In => "read",
                Direction::Out => "write",
                Direction::Both => "both",
            };
            request.action("MixMonitorMute").channel("Channel", channel);
            request.required("Direction", direction).required("State", if *on { "1" } else { "0" });
        }
        Action::MemberAdd { queue, interface, name, state_interface, penalty, paused, reason } => {
            request.action("QueueAdd").required("Queue", queue).required("Interface", interface);
            request.optional("MemberName", name).optional("StateInterface", state_interface);
            request.number("Penalty", *penalty).switch("Paused", *paused).optional("Reason", reason);
        }
        Action::MemberRemove { queue, interface } => {
            request.action("QueueRemove").required("Queue", queue).required("Interface", interface);
        }
        Action::MemberPause { queue, interface, paused, reason } => {
            request.action("QueuePause").optional("Queue", queue).required("Interface", interface);
            request.switch("Paused", *paused).optional("Reason", reason);
        }
        Action::MemberPenalty { queue, interface, penalty } => {
            request.action("QueuePenalty").optional("Queue", queue).required("Interface", interface);
            request.number("Penalty", *penalty);
        }
        Action::MemberRingInUse { queue, interface, on } => {
            request.action("QueueMemberRingInUse").optional("Queue", queue).required("Interface", interface);
            request.switch("RingInUse", *on);
        }
        Action::QueueLog { queue, event, leg, interface, message } => {
            request.action("QueueLog").column("Queue", queue).column("Event", event);
            request.optional_column("Uniqueid", leg).optional_column("Interface", interface);
            request.optional("Message", message);
        }
        Action::WithdrawCaller { queue, channel, info } => {
            request.action("QueueWithdrawCaller").required("Queue", queue).channel("Caller", channel);
            request.optional("WithdrawInfo", info);
        }
        Action::Notify { channel, variables } => {
            request.action("PJSIPNotify").channel("Channel", channel);
            for (name, value) in variables {
                request.assignment(name, value);
            }
        }
        Action::VariableGet { channel, variable } => {
            request.action("Getvar").optional_channel("Channel", channel).variable("Variable", variable);
        }
        Action::VariableSet { channel, variable, value } => {
            request.action("Setvar").optional_channel("Channel", channel);
            request.variable("Variable", variable).plain("Value", value);
        }
        Action::PlayKey { channel, key, receive } => {
            request.action("PlayDTMF").channel("Channel", channel);
            request.key("Digit", *key).switch("Receive", *receive);
        }
        Action::UserReport { name, fields } => {
            request.action("UserEvent").required("UserEvent", name);
            for (name, value) in fields {
                request.named(name, value);
            }
        }
        Action::List(list) => {
            request.action(list_action(*list));
        }
        Action::Settings => {
            request.action("CoreSettings");
        }
        Action::Status => {
            request.action("CoreStatus");
        }
        Action::Reload { module } => {
            request.action("Reload").optional("Module", module);
        }
        Action::Filter { filter } => {
            request.action("Filter").required("Operation", "Add").required("Filter", filter);
        }
        Action::Ping => {
            request.action("Ping");
        }
        Action::ConfigGet { file, category } => {
            request.action("GetConfig").required("Filename", file).optional("Category", category);
        }
        Action::Extension { context, exten } => {
            request.action("ShowDialPlan").required("Context", context).required("Extension", exten);
        }
        Action::Logoff => {
            request.action("Logoff");
        }
    }
}

/// Always asynchronous: a synchronous originate stops the session's events until the phone is answered (HC-14).
fn originate(request: &mut Request<'_>, call: &Originate) {
    request.action("Originate").required("Channel", &call.channel);
    match &call.to {
        Destination::Dialplan { context, exten, priority } => {
            request.required("Context", context).required("Exten", exten).number("Priority", *priority);
        }
        Destination::Application { name, data } => {
            request.allowed("Application", name, &APPLICATIONS).optional("Data", data);
        }
    }
    request.optional("CallerID", &call.caller_id).millis("Timeout", call.timeout);
    request.optional("ChannelId", &call.leg_id).optional("OtherChannelId", &call.other_leg_id);
    request.optional("Account", &call.account).required("Async", "true");
    for (name, value) in &call.variables {
        request.channel_variable(name, value);
    }
}

/// `u`: the target is a leg id, `q`: no beep, `d`: keys 4, 5 and 6 change the mode, `E`: ends with the target, `S`: ends when there is no target,
/// `w`: the target hears the supervisor, `B`: both parties do. Without a target the switch takes the first leg it
/// has, whoever that is.
fn spy(request: &mut Request<'_>, channel: &str, target: &str, mode: SpyMode, timeout: Span) {
    let options = match mode {
        SpyMode::Listen => "uqdES",
        SpyMode::Whisper => "uqdwES",
        SpyMode::Barge => "uqdBES",
    };
    request.action("Originate").required("Channel", channel).required("Application", "ChanSpy");
    request.arguments("Data", &[target, options]);
    request.millis("Timeout", timeout).required("Async", "true");
}

/// Conferences are listed as rooms: a list of members is of one room, which [`List`] does not name.
fn list_action(list: List) -> &'static str {
    match list {
        List::Legs => "CoreShowChannels",
        List::LegDetails => "Status",
        List::Bridges => "BridgeList",
        List::Queues => "QueueStatus",
        List::Devices => "DeviceStateList",
        List::Hints => "ExtensionStateList",
        List::Endpoints => "PJSIPShowEndpoints",
        List::Contacts => "PJSIPShowContacts",
        List::Parked => "ParkedCalls",
        List::Conference => "ConfbridgeListRooms",
    }
}
