//! What a simulated call center is like.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use crate::key::Text;
use crate::time::Span;

/// What a simulated call center is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The same seed gives the same day.
    pub seed: u64,
    /// Whether people act by themselves.
    pub people: People,
    /// Those who answer.
    pub agents: Vec<AgentPlan>,
    /// Phones of people who are in no queue: supervisors.
    pub others: Vec<(Text, Text)>,
    /// Numbers and names of those who call, as the trunk tells them; nobody in it: anybody.
    pub callers: Vec<(Text, Text)>,
    /// What callers are put into.
    pub queues: Vec<QueuePlan>,
    /// The endpoint that leads outside.
    pub trunk: Text,
    /// Calls to an agent's own number in an hour, at 100 %.
    pub direct_per_hour: u32,
    /// Calls that agents make to the outside in an hour, at 100 %.
    pub outbound_per_hour: u32,
    /// Calls among agents in an hour, at 100 %.
    pub internal_per_hour: u32,
    /// Whether the dialplan records every call.
    pub dialplan_records: bool,
    /// How busy each hour of the day (UTC) is, in percent. Agents sign out when an hour of 0 begins.
    pub day: [u8; 24],
}

/// Whether people act by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// They call, answer, talk, pause and go home.
    Lively,
    /// They do only what they are told, but take up a phone that was called by order: for tests with commands.
    Obliging,
    /// They do only what they are told: for tests that tell a story of their own.
    Still,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentPlan {
    /// The phone's number: `1001` for `PJSIP/1001`.
    pub extension: Text,
    /// The agent's name.
    pub name: Text,
    /// Queues and the penalty in each.
    pub queues: Vec<(Text, u32)>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePlan {
    /// Its name.
    pub name: Text,
    /// The number that callers dial to get there.
    pub number: Text,
    /// How it chooses who rings.
    pub strategy: Strategy,
    /// Callers in an hour, at 100 %.
    pub calls_per_hour: u32,
    /// How long a talk is, in the mean.
    pub talk: Span,
    /// How long a caller would wait, in the mean.
    pub patience: Span,
    /// How long a phone rings before the queue tries another.
    pub ring: Span,
    /// How long an agent is left alone after a call.
    pub wrap_up: Span,
    /// After this wait the dialplan goes on.
    pub longest_wait: Span,
    /// The service-level threshold that the queue is configured with.
    pub service_level: Span,
}

impl QueuePlan {
    /// A queue that nobody calls by himself.
    pub(super) fn quiet(name: Text) -> Self {
        Self {
            name,
            number: Text::default(),
            strategy: Strategy::RingAll,
            calls_per_hour: 0,
            talk: Span::from_secs(60),
            patience: Span::from_secs(90),
            ring: Span::from_secs(15),
            wrap_up: Span::ZERO,
            longest_wait: Span::from_secs(180),
            service_level: Span::from_secs(20),
        }
    }
}

/// How a queue chooses who rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// All at once.
    RingAll,
    /// Who was not called for the longest time.
    LeastRecent,
    /// Who took the fewest calls.
    FewestCalls,
}

impl Strategy {
    /// As the switch writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RingAll => "ringall",
            Self::LeastRecent => "leastrecent",
            Self::FewestCalls => "fewestcalls",
        }
    }
}

/// A weekday, by percent: two peaks, nobody at night.
pub const WORKING_DAY: [u8; 24] =
    [0, 0, 0, 0, 0, 0, 0, 20, 60, 100, 120, 100, 60, 70, 110, 100, 70, 30, 0, 0, 0, 0, 0, 0];

/// Every hour alike.
pub const EVEN_DAY: [u8; 24] = [100; 24];

/// Twelve agents in three queues, each queue with about two callers a minute.
impl Default for Plan {
    fn default() -> Self {
        const NAMES: [&str; 12] = [
            "Anna Berg",
            "Ben Okafor",
            "Carla Rossi",
            "David Kim",
            "Elif Aydın",
            "Farid Haddad",
            "Grace Liu",
            "Hugo Martin",
            "Ines Silva",
            "Jonas Weber",
            "Kateryna Bondar",
            "Liam O'Neil",
        ];
        let queue = |name: &str, number: &str, strategy, talk, wrap_up| QueuePlan {
            name: Text::from(name),
            number: Text::from(number),
            strategy,
            calls_per_hour: 120,
            talk: Span::from_secs(talk),
            patience: Span::from_secs(90),
            ring: Span::from_secs(15),
            wrap_up: Span::from_secs(wrap_up),
            longest_wait: Span::from_secs(180),
            service_level: Span::from_secs(20),
        };
        // Who helps out elsewhere does so with a penalty.
        let queues_of = |n: usize| match n {
            0..4 => vec![("sales", 0), ("billing", 5)],
            4..8 => vec![("support", 0)],
            8..10 => vec![("billing", 0)],
            _ => vec![("support", 2), ("billing", 2), ("sales", 2)],
        };
        let agents = NAMES.iter().enumerate().map(|(n, name)| AgentPlan {
            extension: Text::from((1_001 + n).to_string()),
            name: Text::from(*name),
            queues: queues_of(n).into_iter().map(|(queue, penalty)| (Text::from(queue), penalty)).collect(),
        });
        Self {
            seed: 1,
            people: People::Lively,
            agents: agents.collect(),
            others: vec![(Text::from("1090"), Text::from("Sofia Lindqvist"))],
            queues: vec![
                queue("sales", "4930555100", Strategy::FewestCalls, 70, 8),
                queue("support", "4930555200", Strategy::LeastRecent, 80, 10),
                queue("billing", "4930555300", Strategy::RingAll, 60, 5),
            ],
            callers: Vec::new(),
            trunk: Text::from("trunk-main"),
            direct_per_hour: 20,
            outbound_per_hour: 30,
            internal_per_hour: 15,
            dialplan_records: true,
            day: EVEN_DAY,
        }
    }
}

/// Agents whom a plan can have: their numbers begin with 1.
pub const AGENTS_MAX: usize = 80;

impl Plan {
    /// So many agents of this kind, from one to [`AGENTS_MAX`], and as many more or fewer callers.
    pub fn with_agents(mut self, count: usize) -> Self {
        let (count, before) = (count.clamp(1, AGENTS_MAX), self.agents.len().max(1));
        let like = core::mem::take(&mut self.agents);
        let agent = |n: usize| {
            let model = &like[n % before];
            let name = match n / before {
                0 => model.name.clone(),
                // There are two of them, as in any larger house.
                more => Text::from(format!("{} {}", model.name, more + 1)),
            };
            AgentPlan { extension: Text::from((1_001 + n).to_string()), name, queues: model.queues.clone() }
        };
        if !like.is_empty() {
            self.agents = (0..count).map(agent).collect();
        }
        let percent = u32::try_from(count * 100 / before).unwrap_or(100);
        self.paced(percent)
    }

    /// So many percent of its calls.
    pub fn paced(mut self, percent: u32) -> Self {
        let paced = |rate: &mut u32| *rate = rate.saturating_mul(percent).div_ceil(100);
        self.queues.iter_mut().for_each(|queue| paced(&mut queue.calls_per_hour));
        paced(&mut self.direct_per_hour);
        paced(&mut self.outbound_per_hour);
        paced(&mut self.internal_per_hour);
        self
    }

    /// The usual people and queues, who do only what they are told, and take up a phone that was called by order.
    pub fn obliging() -> Self {
        Self { people: People::Obliging, ..Self::default() }
    }

    /// The usual people and queues, who do only what they are told.
    pub fn still() -> Self {
        Self { people: People::Still, ..Self::default() }
    }
}
