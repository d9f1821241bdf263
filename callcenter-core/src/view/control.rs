//! What can be done with a leg now, and why something else cannot: asked of the rules that commands go by.

use alloc::vec::Vec;

use serde::Serialize;

use crate::action::Direction;
use crate::command::{Command, Evidence, HoldBy, KeysTo, Refusal, Taker, Tracks, Transfer};
use crate::event::SpyMode;
use crate::key::{LegKey, Text};
use crate::state::State;

/// What can be done with a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Control {
    /// Let its phone answer.
    Answer,
    /// End it.
    Hangup,
    /// Hold the other side: by the switch where that is possible, else by the phone.
    Hold,
    /// Hold the other side by the phone.
    HoldByDevice,
    /// Hold the other side by the switch.
    HoldByServer,
    /// Take the other side back.
    Unhold,
    /// Mute it.
    Mute,
    /// Send keys.
    Dtmf,
    /// Transfer the other side without asking.
    BlindTransfer,
    /// Ask somebody, and transfer then.
    AttendedTransfer,
    /// Complete a transfer.
    CompleteTransfer,
    /// Take a transfer back.
    CancelTransfer,
    /// Go to the other of two.
    SwapTransfer,
    /// Bring three together.
    MergeTransfer,
    /// Park it.
    Park,
    /// Record it.
    Record,
    /// Listen in.
    Supervise,
    /// Take it over.
    TakeOver,
    /// Answer it with another phone.
    Pickup,
    /// Send it elsewhere.
    Move,
    /// Send it to a phone.
    Pull,
    /// Take it out of its queue.
    Withdraw,
}

/// Whether something can be done with a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capability {
    /// What.
    pub control: Control,
    /// Whether it can be asked for now.
    pub possible: bool,
    /// Why not.
    pub why: Option<Refusal>,
    /// What is known when it is done.
    pub evidence: Evidence,
}

/// What can be done with a leg now. Phones and extensions that a command needs beside are taken to be there.
pub fn capabilities(state: &State, leg: &LegKey) -> Vec<Capability> {
    let all = commands(leg);
    let each = all.into_iter().map(|(control, command)| {
        let why = state.may(&command).err();
        Capability { control, possible: why.is_none(), why, evidence: command.evidence() }
    });
    each.collect()
}

/// Every control with a command that stands for it.
fn commands(leg: &LegKey) -> [(Control, Command); 22] {
    let leg = || leg.clone();
    let phone = || Text::const_new("PJSIP/0");
    let to = || Text::const_new("0");
    let hold = |how| Command::Hold { leg: leg(), how };
    let transfer = |how| Command::Transfer { leg: leg(), to: to(), context: to(), how };
    [
        (Control::Answer, Command::Answer { leg: leg() }),
        (Control::Hangup, Command::Hangup { leg: leg(), cause: None }),
        (Control::Hold, hold(HoldBy::Auto)),
        (Control::HoldByDevice, hold(HoldBy::Device)),
        (Control::HoldByServer, hold(HoldBy::Server)),
        (Control::Unhold, Command::Unhold { leg: leg(), how: HoldBy::Auto }),
        (Control::Mute, Command::Mute { leg: leg(), direction: Direction::In, on: true }),
        (Control::Dtmf, Command::Dtmf { leg: leg(), keys: to(), to: KeysTo::Party }),
        (Control::BlindTransfer, transfer(Transfer::Blind)),
        (Control::AttendedTransfer, transfer(Transfer::Attended)),
        (Control::CompleteTransfer, Command::CompleteTransfer { leg: leg() }),
        (Control::CancelTransfer, Command::CancelTransfer { leg: leg() }),
        (Control::SwapTransfer, Command::SwapTransfer { leg: leg() }),
        (Control::MergeTransfer, Command::MergeTransfer { leg: leg() }),
        (Control::Park, Command::Park { leg: leg(), lot: Text::default() }),
        (
            Control::Record,
            Command::RecordStart { leg: leg(), file: Text::const_new("x.wav"), tracks: Tracks::Mixed },
        ),
        (Control::Supervise, Command::Supervise { channel: phone(), leg: leg(), mode: SpyMode::Listen }),
        (Control::TakeOver, Command::TakeOver { leg: leg(), by: Taker::Phone(phone()) }),
        (Control::Pickup, Command::Pickup { channel: phone(), leg: leg() }),
        (Control::Move, Command::MoveTo { leg: leg(), context: to(), exten: to() }),
        (Control::Pull, Command::Pull { leg: leg(), channel: phone() }),
        (Control::Withdraw, Command::Withdraw { leg: leg(), info: alloc::string::String::new() }),
    ]
}
