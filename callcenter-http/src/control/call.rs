//! Calls: what is asked about a leg becomes a command.

use callcenter_core::action::{Destination, Direction, Originate as Making};
use callcenter_core::event::SpyMode;
use callcenter_core::{
    AgentKey, Command, HoldBy, KeysTo, LegKey, Parked, Span, Taker, Tracks, Transfer, view,
};
use serde_json::{Value, json};

use super::agent::phone;
use super::numbers;
use super::request::{Ask, Originate, TransferKind, Way};
use super::target::{Case, Else, Target};
use super::{Answer, Turn, at_least};
use crate::access::Role;
use crate::problem::Problem;

/// Most variables of one call that is made.
pub const VARIABLES_MAX: usize = 16;

/// Longest value of a variable, in characters.
pub const VARIABLE_CHARS_MAX: usize = 200;

/// Most keys that are sent at once.
pub const KEYS_MAX: usize = 32;

/// What stands before the variables that a client gives: none of them can steer the dialplan or an application.
pub const VARIABLE_PREFIX: &str = "__APP_";

/// What the switch says when a number is not in the context that it was to be called in.
const NO_EXTENSION: &str = "Extension does not exist";

/// Does what is asked about a call.
pub(super) async fn act(turn: &Turn<'_>, target: Target, ask: Ask) -> Result<Answer, Problem> {
    let whose = if matches!(ask, Ask::Hangup | Ask::Move { .. }) { Else::Caller } else { Else::Agent };
    match ask {
        Ask::Pickup { extension } => pick_up(turn, &target, extension).await,
        Ask::Retrieve { space, extension } => retrieve(turn, &target, space, extension).await,
        Ask::TakeOver { extension } => take_over(turn, &target, extension).await,
        Ask::Move { .. } => {
            at_least(turn.by, Role::Supervisor, "moving a call")?;
            on_leg(turn, &target, whose, ask).await
        }
        Ask::Listen { extension } => supervise(turn, &target, SpyMode::Listen, extension).await,
        Ask::Whisper { extension } => supervise(turn, &target, SpyMode::Whisper, extension).await,
        Ask::Barge { extension } => supervise(turn, &target, SpyMode::Barge, extension).await,
        ask => on_leg(turn, &target, whose, ask).await,
    }
}

async fn on_leg(turn: &Turn<'_>, target: &Target, whose: Else, ask: Ask) -> Result<Answer, Problem> {
    let case = target.find(turn.site, turn.by, whose)?;
    let (action, detail) = deed(&case, &ask);
    let command = command(turn, &case, ask)?;
    let answer = turn.ask(action, &case.call.call_id, detail, command).await?;
    Ok(answer.about(&case.call.call_id, case.call.call.as_str()))
}

/// The command for what is asked about a leg.
fn command(turn: &Turn<'_>, case: &Case, ask: Ask) -> Result<Command, Problem> {
    let leg = case.leg.leg.clone();
    Ok(match ask {
        Ask::Hangup => Command::Hangup { leg, cause: None },
        Ask::Answer => Command::Answer { leg },
        Ask::Hold => Command::Hold { leg, how: HoldBy::Auto },
        Ask::Unhold => Command::Unhold { leg, how: HoldBy::Auto },
        Ask::Mute { way } => Command::Mute { leg, direction: way.into(), on: true },
        Ask::Unmute { way } => Command::Mute { leg, direction: way.into(), on: false },
        Ask::Transfer { to, kind } => {
            let config = &turn.rules.control;
            let to = turn.site.desk.read(|moment| config.target(moment.state, "to", &to))?;
            let how = match kind {
                TransferKind::Blind => Transfer::Blind,
                TransferKind::Attended => Transfer::Attended,
            };
            Command::Transfer { leg, to: to.into(), context: config.dial_context.as_str().into(), how }
        }
        Ask::CompleteTransfer => Command::CompleteTransfer { leg },
        Ask::CancelTransfer => Command::CancelTransfer { leg },
        Ask::SwapTransfer => Command::SwapTransfer { leg },
        Ask::MergeTransfer => Command::MergeTransfer { leg },
        Ask::Dtmf { digits } => {
            let is_key = |key: char| key.is_ascii_digit() || matches!(key, '*' | '#' | 'A'..='D');
            if digits.is_empty() || digits.len() > KEYS_MAX || !digits.chars().all(is_key) {
                return Err(Problem::Invalid {
                    field: "digits",
                    why: format!("digits, `*`, `#` and `A` to `D`, 1 to {KEYS_MAX}"),
                });
            }
            Command::Dtmf { leg: case.other()?, keys: digits.into(), to: KeysTo::Party }
        }
        Ask::Move { to, context } => {
            let config = &turn.rules.control;
            let exten = turn.site.desk.read(|moment| config.target(moment.state, "to", &to))?;
            let context = config.context(context.as_deref().unwrap_or(&config.dial_context))?;
            Command::MoveTo { leg, context: context.into(), exten: exten.into() }
        }
        Ask::Park { lot } => {
            let lot = if lot.is_empty() { lot } else { numbers::name("lot", &lot)? };
            Command::Park { leg: case.other()?, lot: lot.into() }
        }
        Ask::RecordStart => {
            let leg = case.other()?;
            let file = turn.site.recordings.on_switch(&recording(&case.call.call, leg.as_str()));
            Command::RecordStart { leg, file: file.into(), tracks: Tracks::Mixed }
        }
        Ask::RecordStop => Command::RecordStop { leg: case.other()? },
        Ask::RecordPause => Command::RecordPause { leg: case.other()?, on: true },
        Ask::RecordResume => Command::RecordPause { leg: case.other()?, on: false },
        other => {
            return Err(Problem::Malformed(format!("{other:?} is not about a call")));
        }
    })
}

/// What the audit says of it.
fn deed(case: &Case, ask: &Ask) -> (&'static str, Value) {
    let leg = case.leg.leg.as_str();
    let action = match ask {
        Ask::Hangup => "call.hangup",
        Ask::Answer => "call.answer",
        Ask::Hold => "call.hold",
        Ask::Unhold => "call.unhold",
        Ask::Mute { .. } => "call.mute",
        Ask::Unmute { .. } => "call.unmute",
        Ask::Transfer { to, kind } => {
            return ("call.transfer", json!({ "leg": leg, "to": to, "kind": kind }));
        }
        Ask::CompleteTransfer => "call.transfer_complete",
        Ask::CancelTransfer => "call.transfer_cancel",
        Ask::SwapTransfer => "call.transfer_swap",
        Ask::MergeTransfer => "call.transfer_merge",
        // Keys may be a card's number: how many there are is all that is written down.
        Ask::Dtmf { digits } => return ("call.dtmf", json!({ "leg": leg, "keys": digits.len() })),
        Ask::Move { to, context } => {
            return ("call.move", json!({ "leg": leg, "to": to, "context": context }));
        }
        Ask::Park { .. } => "call.park",
        Ask::RecordStart => "call.record_start",
        Ask::RecordStop => "call.record_stop",
        Ask::RecordPause => "call.record_pause",
        Ask::RecordResume => "call.record_resume",
        _ => "call.control",
    };
    (action, json!({ "leg": leg, "endpoint": case.leg.endpoint.as_str() }))
}

/// The file that a call is recorded to when somebody asks for it: never of a client's choosing.
fn recording(call: &callcenter_core::CallKey, leg: &str) -> String {
    let name = format!("{call}-{leg}-{}", uuid::Uuid::now_v7().simple());
    let safe =
        |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
    format!("{}.wav", name.chars().map(safe).collect::<String>())
}

async fn supervise(
    turn: &Turn<'_>,
    target: &Target,
    mode: SpyMode,
    extension: Option<String>,
) -> Result<Answer, Problem> {
    at_least(turn.by, Role::Supervisor, "listening in")?;
    let case = target.find(turn.site, turn.by, Else::Agent)?;
    let channel = asker(turn, "extension", extension)?;
    let leg = case.leg.leg.clone();
    let action = match mode {
        SpyMode::Listen => "call.listen",
        SpyMode::Whisper => "call.whisper",
        SpyMode::Barge => "call.barge",
    };
    let detail = json!({ "with": channel, "leg": leg.as_str() });
    let command = Command::Supervise { channel: channel.into(), leg, mode };
    let answer = turn.ask(action, &case.call.call_id, detail, command).await?;
    Ok(answer.about(&case.call.call_id, case.call.call.as_str()))
}

/// Answers with a phone what rings elsewhere. What rings is anybody's to answer.
async fn pick_up(turn: &Turn<'_>, target: &Target, extension: Option<String>) -> Result<Answer, Problem> {
    let call = target.call(turn.site, turn.by)?;
    let channel = asker(turn, "extension", extension)?;
    let mut rings = call.legs.iter().filter(|leg| !leg.up && leg.leg != call.caller_leg);
    let leg = match &target.leg {
        None => rings.next(),
        Some(named) => rings.find(|leg| leg.leg.as_str() == named || leg.endpoint == *named),
    };
    let leg = leg.map(|leg| leg.leg.clone()).ok_or_else(|| {
        Problem::Refused("no phone rings for this call now; there is nothing to pick up".to_owned())
    })?;
    let detail = json!({ "with": channel, "leg": leg.as_str() });
    let command = Command::Pickup { channel: channel.into(), leg };
    let answer = turn.ask("call.pickup", &call.call_id, detail, command).await?;
    Ok(answer.about(&call.call_id, call.call.as_str()))
}

/// Takes a parked call up again. What is parked is anybody's to take.
async fn retrieve(
    turn: &Turn<'_>,
    target: &Target,
    space: Option<String>,
    extension: Option<String>,
) -> Result<Answer, Problem> {
    let channel = asker(turn, "extension", extension)?;
    let detail = json!({ "with": channel, "space": space });
    if let Some(space) = space {
        let space = numbers::name("space", &space)?;
        let parked = Parked::Space(space.as_str().into());
        let command = Command::Retrieve { parked, channel: channel.into() };
        return turn.ask("call.retrieve", &space, detail, command).await;
    }
    let call = target.call(turn.site, turn.by)?;
    let parked = Parked::Leg(call.caller_leg.clone());
    let command = Command::Retrieve { parked, channel: channel.into() };
    let answer = turn.ask("call.retrieve", &call.call_id, detail, command).await?;
    Ok(answer.about(&call.call_id, call.call.as_str()))
}

async fn take_over(turn: &Turn<'_>, target: &Target, extension: Option<String>) -> Result<Answer, Problem> {
    at_least(turn.by, Role::Supervisor, "taking a call over")?;
    let case = target.find(turn.site, turn.by, Else::Agent)?;
    let channel = asker(turn, "extension", extension)?;
    let leg = case.leg.leg.clone();
    let detail = json!({ "with": channel, "leg": leg.as_str() });
    let command = Command::TakeOver { leg, by: Taker::Phone(channel.into()) };
    let answer = turn.ask("call.take_over", &case.call.call_id, detail, command).await?;
    Ok(answer.about(&case.call.call_id, case.call.call.as_str()))
}

/// Calls somebody: the phone of who asks rings first.
pub(super) async fn originate(turn: &Turn<'_>, wanted: Originate) -> Result<Answer, Problem> {
    let Originate { from, to, caller_id, variables } = wanted;
    let config = &turn.rules.control;
    let channel = asker(turn, "from", from)?;
    let to = turn.site.desk.read(|moment| config.target(moment.state, "to", &to))?;
    let caller_id = match caller_id {
        Some(caller_id) => numbers::text("caller_id", &caller_id, 128)?,
        None => format!("<{to}>"),
    };
    if variables.len() > VARIABLES_MAX {
        return Err(Problem::Invalid { field: "variables", why: format!("at most {VARIABLES_MAX}") });
    }
    let variables = variables.into_iter().map(variable).collect::<Result<_, _>>()?;
    let detail = json!({ "from": channel, "to": to });
    let nowhere = format!(
        "there is no {to} in context {} of the dialplan: an administrator names the \
         context in which phones dial by the setting `control.dial_context`",
        config.dial_context
    );
    let leg = format!("callcenter-{}", uuid::Uuid::now_v7().simple());
    let making = Making {
        channel,
        to: Destination::Dialplan { context: config.dial_context.clone(), exten: to, priority: 1 },
        caller_id,
        timeout: Span::from_secs(config.ring_s.into()),
        leg_id: leg.clone(),
        other_leg_id: String::new(),
        account: String::new(),
        variables,
    };
    let command = Command::Originate(Box::new(making));
    let answer =
        turn.ask("call.originate", &leg, detail, command).await.map_err(|problem| match problem {
            // The switch names neither number nor context.
            Problem::Refused(why) if why.contains(NO_EXTENSION) => Problem::Refused(nowhere),
            other => other,
        })?;
    let call = turn.site.desk.read(|moment| {
        let call = moment.state.call_of(&LegKey::from(leg.as_str()))?;
        view::call(moment.state, call.as_str()).map(|row| (row.call_id, row.call))
    });
    Ok(match call {
        Some((call_id, call)) => answer.about(&call_id, call.as_str()),
        // It ended meanwhile: its history will have it under this linkedid.
        None => Answer { linkedid: Some(leg), ..answer },
    })
}

/// A variable that a client gives. Values go into a line in which the switch splits at commas: nothing that means something
/// there is let through (HC-11).
fn variable((name, value): (String, String)) -> Result<(String, String), Problem> {
    let wrong = |why: String| Err(Problem::Invalid { field: "variables", why });
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.is_empty() || name.len() > 40 || !name.chars().all(fits) {
        return wrong("names have letters, digits and `_`, at most 40".to_owned());
    }
    let plain = |letter: char| letter.is_alphanumeric() || " _-.:@/+#*=".contains(letter);
    if value.chars().count() > VARIABLE_CHARS_MAX || !value.chars().all(plain) {
        return wrong(format!(
            "{name} has a value with other characters than letters, digits, spaces and `_-.:@/+#*=`, or more than \
             {VARIABLE_CHARS_MAX}"
        ));
    }
    Ok((format!("{VARIABLE_PREFIX}{name}"), value))
}

/// The phone of who asks, or for supervisors any.
fn asker(turn: &Turn<'_>, field: &'static str, named: Option<String>) -> Result<String, Problem> {
    let extension = match (named, &turn.by.agent) {
        (Some(named), own) => {
            let named = AgentKey::from(numbers::name(field, &named)?);
            if own.as_ref() != Some(&named) {
                at_least(turn.by, Role::Supervisor, "using another one's phone")?;
            }
            named
        }
        (None, Some(own)) => own.clone(),
        (None, None) => {
            return Err(Problem::Invalid {
                field,
                why: "your user is bound to no extension: name the one whose phone shall ring".to_owned(),
            });
        }
    };
    if turn.site.desk.read(|moment| moment.state.policy().trunks.contains(extension.as_str())) {
        return Err(Problem::Invalid { field, why: format!("{extension} is a trunk, and nobody's phone") });
    }
    Ok(phone(turn, &extension))
}

impl From<Way> for Direction {
    fn from(way: Way) -> Self {
        match way {
            Way::In => Self::In,
            Way::Out => Self::Out,
            Way::Both => Self::Both,
        }
    }
}
