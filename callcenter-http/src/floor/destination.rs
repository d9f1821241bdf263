//! Where a call goes next.

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Kind, Reference};
use crate::problem::Problem;

/// Where a call goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = CallDestination)]
pub enum Destination {
    /// Waits in a queue.
    Queue {
        /// Its name.
        queue: String,
    },
    /// Rings an extension.
    Extension {
        /// Its number.
        extension: String,
    },
    /// Hears a menu.
    Ivr {
        /// Its name.
        ivr: String,
    },
    /// Is put through to a number outside, over the trunk.
    Number {
        /// The number.
        number: String,
    },
    /// May leave a message.
    Voicemail {
        /// The mailbox: `1001@default`.
        mailbox: String,
    },
    /// Hears something, and is hung up.
    Announcement {
        /// The sound.
        sound: String,
    },
    /// Is hung up.
    Hangup,
}

impl Destination {
    pub(super) fn check(&self, field: &'static str) -> Result<(), Problem> {
        match self {
            Self::Queue { queue } => check::key(field, queue),
            Self::Extension { extension } => check::extension(field, extension),
            Self::Ivr { ivr } => check::key(field, ivr),
            Self::Number { number } => check::number(field, number),
            Self::Voicemail { mailbox } => check::mailbox(field, mailbox),
            Self::Announcement { sound } => check::sound(field, sound),
            Self::Hangup => Ok(()),
        }
    }

    /// What must be there for it.
    pub(super) fn reference(&self, field: &'static str) -> Option<Reference> {
        let (kind, name) = match self {
            Self::Queue { queue } => (Kind::Queue, queue),
            Self::Extension { extension } => (Kind::Extension, extension),
            Self::Ivr { ivr } => (Kind::Ivr, ivr),
            Self::Number { .. } | Self::Voicemail { .. } | Self::Announcement { .. } | Self::Hangup => {
                return None;
            }
        };
        Some(Reference { field, kind, name: name.clone() })
    }
}
