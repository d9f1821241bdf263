//! Queues, with what `app_queue` can do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference, yes};
use super::destination::Destination;
use super::extension::NUMBERS_MAX;
use crate::problem::Problem;

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QueueDefinition)]
pub struct Queue {
    /// Its name, as the switch and all figures have it. It cannot be changed: history goes by it.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    pub name: String,
    /// The name to show.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub title: String,
    /// The extension by which it is reached inside.
    #[serde(default)]
    pub extension: Option<String>,
    /// Numbers from outside that lead into it.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Who is rung.
    #[serde(default)]
    pub strategy: Strategy,
    /// How long a phone rings before the next one is tried, 1 to 300 s.
    #[serde(default = "fifteen")]
    #[schema(minimum = 1, maximum = 300)]
    pub ring_s: u32,
    /// How long to wait between two tries, 0 to 300 s.
    #[serde(default = "one")]
    #[schema(maximum = 300)]
    pub retry_s: u32,
    /// Wrap-up after a call, 0 to 3,600 s.
    #[serde(default)]
    #[schema(maximum = 3600)]
    pub wrap_up_s: u32,
    /// Callers that may wait, 1 to 10,000; absent: any number.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    pub waiting_max: Option<u32>,
    /// How long a caller may wait, 1 to 86,400 s; absent: for ever.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 86400)]
    pub wait_s_max: Option<u32>,
    /// An answer within so many seconds meets the service level: 1 to 3,600.
    #[serde(default = "twenty")]
    #[schema(minimum = 1, maximum = 3600)]
    pub service_level_s: u32,
    /// Before other queues with the same members, when higher: 0 to 1,000.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub weight: u32,
    /// Class of the music that callers hear.
    #[serde(default = "default_music")]
    pub music: String,
    /// What callers hear.
    #[serde(default)]
    pub announcements: Announcements,
    /// Played to the agent before he is connected.
    #[serde(default)]
    pub agent_announcement: Option<String>,
    /// Who may come in.
    #[serde(default)]
    pub join: Join,
    /// Whether callers who wait must leave when nobody is there to answer any more.
    #[serde(default)]
    pub leave: Leave,
    /// Whether phones that are in use are rung too.
    #[serde(default)]
    pub ring_in_use: bool,
    /// Whether a member who does not answer is paused.
    #[serde(default)]
    pub pause_unanswered: PauseUnanswered,
    /// How long to wait before agent and caller are connected, 0 to 60 s.
    #[serde(default)]
    #[schema(maximum = 60)]
    pub connect_delay_s: u32,
    /// Whether its conversations are recorded.
    #[serde(default)]
    pub recorded: bool,
    /// Keys by which a caller may leave while he waits.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Destination>)]
    pub keys: BTreeMap<char, Destination>,
    /// Where a caller goes who waited too long, found it full or found nobody there.
    #[serde(default = "hangup")]
    pub otherwise: Destination,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn fifteen() -> u32 {
    15
}

fn twenty() -> u32 {
    20
}

fn one() -> u32 {
    1
}

fn default_music() -> String {
    "default".to_owned()
}

fn hangup() -> Destination {
    Destination::Hangup
}

/// Who is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QueueStrategy)]
pub enum Strategy {
    /// All.
    #[default]
    RingAll,
    /// Who has had no call for longest.
    LeastRecent,
    /// Who has had the fewest calls.
    FewestCalls,
    /// Anybody.
    Random,
    /// In turn.
    RoundRobin,
    /// In turn, in the order of the file.
    RoundRobinOrdered,
    /// In the order of the file, from its beginning.
    Linear,
    /// Anybody, the less often the higher his penalty.
    WeightedRandom,
}

impl Strategy {
    /// As the switch calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RingAll => "ringall",
            Self::LeastRecent => "leastrecent",
            Self::FewestCalls => "fewestcalls",
            Self::Random => "random",
            Self::RoundRobin => "rrmemory",
            Self::RoundRobinOrdered => "rrordered",
            Self::Linear => "linear",
            Self::WeightedRandom => "wrandom",
        }
    }
}

/// What callers hear while they wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = QueueAnnouncements)]
pub struct Announcements {
    /// Before they wait.
    pub greeting: Option<String>,
    /// Every so many seconds their position and how long it may take, 5 to 3,600; 0: never.
    #[schema(maximum = 3600)]
    pub every_s: u32,
    /// Whether the position is told.
    pub position: bool,
    /// Whether it is told how long it may take.
    pub hold_time: bool,
    /// Sounds played in turn.
    pub periodic: Vec<String>,
    /// Every so many seconds the next of them, 5 to 3,600.
    #[schema(maximum = 3600)]
    pub periodic_s: u32,
}

impl Default for Announcements {
    fn default() -> Self {
        Self {
            greeting: None,
            every_s: 0,
            position: false,
            hold_time: false,
            periodic: Vec::new(),
            periodic_s: 60,
        }
    }
}

/// Who may come into a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QueueJoin)]
pub enum Join {
    /// Everybody, whoever is there to answer.
    #[default]
    Always,
    /// Only when there are members that are not paused, even if all talk.
    Staffed,
    /// Only when a member could be rung at once.
    Available,
}

impl Join {
    /// As the switch has it.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Always => "yes",
            Self::Staffed => "paused,unavailable,invalid,unknown,penalty",
            Self::Available => "paused,inuse,ringing,unavailable,invalid,unknown,penalty",
        }
    }
}

/// When callers who wait must leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QueueLeave)]
pub enum Leave {
    /// Never.
    #[default]
    Never,
    /// When no member is there that is not paused.
    Unstaffed,
}

impl Leave {
    /// As the switch has it.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::Never => "no",
            Self::Unstaffed => "paused,unavailable,invalid,unknown,penalty",
        }
    }
}

/// Whether a member who does not answer is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QueuePauseUnanswered)]
pub enum PauseUnanswered {
    /// He is not.
    #[default]
    No,
    /// In this queue.
    Here,
    /// In all queues.
    Everywhere,
}

impl PauseUnanswered {
    /// As the switch has it.
    pub(crate) fn option(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Here => "yes",
            Self::Everywhere => "all",
        }
    }
}

impl Announcements {
    fn check(&self) -> Result<(), Problem> {
        const FIELD: &str = "announcements";
        self.greeting.iter().try_for_each(|sound| check::sound(FIELD, sound))?;
        if self.every_s != 0 {
            check::within(FIELD, self.every_s, 5..=3_600)?;
        }
        check::within(FIELD, self.periodic_s, 5..=3_600)?;
        check::list(FIELD, &self.periodic, 10)?;
        self.periodic.iter().try_for_each(|sound| check::sound(FIELD, sound))
    }
}

impl Definition for Queue {
    const KIND: Kind = Kind::Queue;

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Problem> {
        check::key("name", &self.name)?;
        if ["general", "default"].contains(&self.name.to_ascii_lowercase().as_str()) {
            let why = format!("{} is a section of queues.conf that is no queue", self.name);
            return Err(Problem::Invalid { field: "name", why });
        }
        check::title("title", &self.title)?;
        self.extension.iter().try_for_each(|extension| check::extension("extension", extension))?;
        check::list("numbers", &self.numbers, NUMBERS_MAX)?;
        self.numbers.iter().try_for_each(|number| check::number("numbers", number))?;
        check::within("ring_s", self.ring_s, 1..=300)?;
        check::within("retry_s", self.retry_s, 0..=300)?;
        check::within("wrap_up_s", self.wrap_up_s, 0..=3_600)?;
        self.waiting_max.iter().try_for_each(|most| check::within("waiting_max", *most, 1..=10_000))?;
        self.wait_s_max.iter().try_for_each(|most| check::within("wait_s_max", *most, 1..=86_400))?;
        check::within("service_level_s", self.service_level_s, 1..=3_600)?;
        check::within("weight", self.weight, 0..=1_000)?;
        check::key("music", &self.music)?;
        self.announcements.check()?;
        self.agent_announcement.iter().try_for_each(|sound| check::sound("agent_announcement", sound))?;
        check::within("connect_delay_s", self.connect_delay_s, 0..=60)?;
        for (key, destination) in &self.keys {
            if !key.is_ascii_digit() {
                let why = format!("{key:?} is no key: one digit each");
                return Err(Problem::Invalid { field: "keys", why });
            }
            destination.check("keys")?;
        }
        self.otherwise.check("otherwise")
    }

    fn references(&self) -> Vec<Reference> {
        let keys = self.keys.values().filter_map(|destination| destination.reference("keys"));
        keys.chain(self.otherwise.reference("otherwise")).collect()
    }

    fn inside(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    fn numbers(&self) -> &[String] {
        &self.numbers
    }
}
