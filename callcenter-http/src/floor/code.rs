//! Codes: why somebody pauses, and what came of a call.

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference, yes};
use crate::problem::Problem;

/// Why an agent pauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseCode {
    /// The reason as it stands in the switch, in figures and in reports: `lunch`.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    pub code: String,
    /// In words.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    /// Whether the time counts as work: a training does, a lunch does not.
    #[serde(default)]
    pub productive: bool,
    /// After how many minutes it is too long, 1 to 1,440; absent: never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1440)]
    pub minutes_max: Option<u32>,
    /// Whether it can be chosen.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Definition for PauseCode {
    const KIND: Kind = Kind::PauseCode;

    #[expect(clippy::misnamed_getters, reason = "a code is known by its code; its name is for people")]
    fn name(&self) -> &str {
        &self.code
    }

    fn check(&self) -> Result<(), Problem> {
        check::key("code", &self.code)?;
        check::named("name", &self.name)?;
        self.minutes_max.iter().try_for_each(|minutes| check::within("minutes_max", *minutes, 1..=1_440))
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DispositionCode)]
pub struct Disposition {
    /// The code: `sold`.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    pub code: String,
    /// In words.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    /// How it is judged.
    #[serde(default)]
    pub outcome: Judgement,
    /// Whether a note must be written with it.
    #[serde(default)]
    pub needs_note: bool,
    /// Only after calls of these queues; none: of every call.
    #[serde(default)]
    pub queues: Vec<String>,
    /// Whether it can be chosen.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// How what came of a call is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DispositionJudgement)]
pub enum Judgement {
    /// What was wished for.
    Success,
    /// Not that.
    Failure,
    /// Neither.
    #[default]
    Neutral,
    /// Somebody has to call back.
    CallBack,
}

impl Definition for Disposition {
    const KIND: Kind = Kind::Disposition;

    #[expect(clippy::misnamed_getters, reason = "a code is known by its code; its name is for people")]
    fn name(&self) -> &str {
        &self.code
    }

    fn check(&self) -> Result<(), Problem> {
        check::key("code", &self.code)?;
        check::named("name", &self.name)?;
        check::list("queues", &self.queues, 500)?;
        self.queues.iter().try_for_each(|queue| check::key("queues", queue))
    }

    fn references(&self) -> Vec<Reference> {
        let queue = |queue: &String| Reference { field: "queues", kind: Kind::Queue, name: queue.clone() };
        self.queues.iter().map(queue).collect()
    }
}
