//! What goes into the engine and what comes out.

use crate::action::Action;
use crate::command::Command;
use crate::event::Event;
use crate::fact::Entry;

/// What goes into the engine.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "events are nearly all inputs, and borrow")]
pub enum Input<'a> {
    /// The switch reported something.
    Event(Event<'a>),
    /// Somebody asks for something.
    Command {
        /// The command's number, the asker's own: facts about it carry it. Not 0.
        id: u64,
        /// What is asked for.
        command: Command,
    },
    /// Time has passed.
    Tick,
    /// Nothing more will come (the end of a trace): calls that are over are closed without waiting for late reports.
    Finish,
}

/// What comes out of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Something became true.
    Entry(Entry),
    /// Something is asked of the switch, under this number.
    Action(u64, Action),
}
