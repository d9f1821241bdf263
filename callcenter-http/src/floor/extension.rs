//! Extensions: the phones inside.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference, yes};
use crate::problem::Problem;

/// Numbers from outside that ring one extension, queue or menu, at most.
pub(super) const NUMBERS_MAX: usize = 100;

/// An extension: a phone inside, and how it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExtensionDefinition)]
pub struct Extension {
    /// The number that rings it: 2 to 15 digits. It is also the name of its endpoint, `PJSIP/<number>`.
    #[schema(pattern = "^[0-9]{2,15}$")]
    pub number: String,
    /// Whose it is: shown on other phones.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub name: String,
    /// By which name the phone logs in; absent: the number.
    #[serde(default)]
    pub sip_user: Option<String>,
    /// The phone's secret, 12 to 64 characters. Only ever sent, never shown again; left out at first: one is made and
    /// shown once; left out later: it stays.
    #[serde(default, skip_serializing)]
    #[schema(write_only, value_type = Option<String>)]
    pub secret: Option<Secret>,
    /// Whether it is a phone in a browser: encrypted media, over WebSocket.
    #[serde(default)]
    pub webrtc: bool,
    /// Codecs, the dearest first.
    #[serde(default = "codecs")]
    pub codecs: Vec<Codec>,
    /// How many devices may be logged in to it at once, 1 to 10; a further one takes the place of the oldest.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 10)]
    pub devices_max: u32,
    /// From how many calls on it is busy, 1 to 100; absent: never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    pub call_limit: Option<u32>,
    /// How long it rings, in seconds, before its voicemail answers or the caller hears that nobody does: 5 to 600.
    #[serde(default = "half_a_minute")]
    #[schema(minimum = 5, maximum = 600)]
    pub ring_s: u32,
    /// The mailbox that answers when nobody does: `1001@default`, as the switch's voicemail.conf has it.
    #[serde(default)]
    pub voicemail: Option<String>,
    /// Which of its calls are recorded.
    #[serde(default)]
    pub recording: Recording,
    /// Whether it may call outside. Emergency numbers it may always call.
    #[serde(default = "yes")]
    pub outside: bool,
    /// The number that is shown outside; absent: the one of the whole house.
    #[serde(default)]
    pub caller_number: Option<String>,
    /// Numbers from outside that ring it.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The team.
    #[serde(default)]
    pub team: Option<String>,
    /// Whether it is in use: otherwise the switch does not know it.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn codecs() -> Vec<Codec> {
    vec![Codec::Ulaw, Codec::Alaw]
}

fn one() -> u32 {
    1
}

fn half_a_minute() -> u32 {
    30
}

/// A codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// G.711 µ-law: every phone.
    Ulaw,
    /// G.711 A-law: every phone.
    Alaw,
    /// G.722: wide band.
    G722,
    /// G.729: narrow lines; the switch needs a module.
    G729,
    /// GSM.
    Gsm,
    /// Opus. The switch needs a codec module to connect it with anything else.
    Opus,
}

impl Codec {
    /// As the switch calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ulaw => "ulaw",
            Self::Alaw => "alaw",
            Self::G722 => "g722",
            Self::G729 => "g729",
            Self::Gsm => "gsm",
            Self::Opus => "opus",
        }
    }
}

/// Which calls are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecordingRule)]
pub enum Recording {
    /// None.
    #[default]
    Never,
    /// Those that come to it.
    Inbound,
    /// Those that it makes.
    Outbound,
    /// All.
    Always,
}

impl Recording {
    pub(crate) fn inbound(self) -> bool {
        matches!(self, Self::Inbound | Self::Always)
    }

    pub(crate) fn outbound(self) -> bool {
        matches!(self, Self::Outbound | Self::Always)
    }
}

/// A secret on its way to the vault: it can be sent, and is in no log and no list.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret")
    }
}

impl Extension {
    /// By which name its phone logs in.
    pub fn login(&self) -> &str {
        self.sip_user.as_deref().unwrap_or(&self.number)
    }
}

impl Definition for Extension {
    const KIND: Kind = Kind::Extension;

    #[expect(
        clippy::misnamed_getters,
        reason = "an extension is known by its number; its name is for people"
    )]
    fn name(&self) -> &str {
        &self.number
    }

    fn check(&self) -> Result<(), Problem> {
        check::extension("number", &self.number)?;
        check::title("name", &self.name)?;
        if let Some(user) = &self.sip_user {
            check::key("sip_user", user)?;
        }
        if let Some(Secret(secret)) = &self.secret {
            check::secret("secret", secret)?;
        }
        if self.codecs.is_empty() {
            return Err(Problem::Invalid { field: "codecs", why: "one at least".to_owned() });
        }
        check::list("codecs", &self.codecs, 6)?;
        check::within("devices_max", self.devices_max, 1..=10)?;
        if let Some(limit) = self.call_limit {
            check::within("call_limit", limit, 1..=100)?;
        }
        check::within("ring_s", self.ring_s, 5..=600)?;
        if let Some(mailbox) = &self.voicemail {
            check::mailbox("voicemail", mailbox)?;
        }
        if let Some(number) = &self.caller_number {
            check::number("caller_number", number)?;
        }
        check::list("numbers", &self.numbers, NUMBERS_MAX)?;
        self.numbers.iter().try_for_each(|number| check::number("numbers", number))?;
        self.team.iter().try_for_each(|team| check::named("team", team))
    }

    fn references(&self) -> Vec<Reference> {
        let team =
            self.team.iter().map(|team| Reference { field: "team", kind: Kind::Team, name: team.clone() });
        team.collect()
    }

    fn inside(&self) -> Option<&str> {
        Some(&self.number)
    }

    fn numbers(&self) -> &[String] {
        &self.numbers
    }
}
