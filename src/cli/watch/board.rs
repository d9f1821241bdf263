//! What the screen and the plain tables show: rows of text and colours of meaning, made of what is true now.

use callcenter::core::Span;

/// Everything that is shown at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Board {
    pub(super) head: Head,
    pub(super) queues: Vec<QueueLine>,
    pub(super) agents: Vec<AgentLine>,
    pub(super) calls: Vec<CallLine>,
}

/// The first line.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) switch: String,
    pub(super) version: String,
    pub(super) link: Live,
    /// The time of day here.
    pub(super) clock: String,
    /// Since when the figures count, as a time of day.
    pub(super) since: String,
    /// Messages at which the engine failed.
    pub(super) poisoned: u64,
    /// How often a clock was found to have been set.
    pub(super) clock_steps: u64,
    /// How the books stand; absent: none are kept.
    pub(super) kept: Option<Kept>,
}

/// How the books stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// Whether it must not be overlooked.
    pub(super) is_urgent: bool,
    /// What is so.
    pub(super) news: String,
    /// How much of it.
    pub(super) numbers: String,
}

/// How true the picture is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Live {
    /// Not connected yet.
    #[default]
    Connecting,
    /// Connected, and asking what there is.
    Listing,
    /// Without a gap; so long ago something was heard.
    Now(Span),
    /// The link is away.
    Lost {
        /// The time of day of what is shown; empty: nothing was ever heard.
        as_of: String,
        why: String,
    },
}

#[derive(Debug, Clone, Default)]
pub(super) struct QueueLine {
    pub(super) name: String,
    pub(super) waiting: u32,
    pub(super) longest: Option<Span>,
    /// Whether the longest wait is beyond the service level.
    pub(super) late: bool,
    pub(super) ready: u32,
    pub(super) ringing: u32,
    pub(super) talking: u32,
    pub(super) wrap_up: u32,
    pub(super) paused: u32,
    /// Percent.
    pub(super) service_level: Option<u8>,
    pub(super) offered: u32,
    pub(super) answered: u32,
    pub(super) abandoned: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct AgentLine {
    pub(super) agent: String,
    pub(super) name: String,
    pub(super) state: &'static str,
    pub(super) tone: Tone,
    pub(super) since: Option<Span>,
    pub(super) reason: String,
    pub(super) queues: String,
    pub(super) with: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct CallLine {
    pub(super) status: &'static str,
    pub(super) tone: Tone,
    pub(super) caller: String,
    pub(super) dialed: String,
    pub(super) queue: String,
    pub(super) with: String,
    pub(super) duration: Option<Span>,
}

/// What a state means to who looks: a colour on the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing to see.
    #[default]
    Quiet,
    /// Free, well.
    Good,
    /// In conversation.
    Busy,
    /// Something is about to happen.
    Soon,
    /// Work after a call.
    After,
    /// Away from work.
    Away,
    /// Somebody waits too long.
    Bad,
}
