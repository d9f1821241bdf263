//! Who sits where: an agent is a person, and has one extension after the other.

use callcenter_core::Timestamp;
use callcenter_store::{AGENT_EXTENSIONS, AgentExtensionRow, Condition, Select, Write, rows};
use serde::Serialize;

use super::Floor;
use crate::clock::Utc;
use crate::problem::Problem;

/// Changes of extension that are told of one agent, the latest first.
const TOLD_MAX: u64 = 500;

/// That an agent had an extension for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = AgentDesk)]
pub struct Desk {
    /// The extension.
    pub extension: String,
    /// Since when.
    pub from: Utc,
    /// Until when; absent: he has it now.
    pub until: Option<Utc>,
}

impl Floor {
    /// Which extensions an agent had, the latest first, 500 at most. History stays when the agent is taken away.
    ///
    /// # Errors
    /// What the store says.
    pub async fn desks(&self, agent: &str) -> Result<Vec<Desk>, Problem> {
        let select = Select::from(AGENT_EXTENSIONS)
            .only(Condition::Is("agent", agent.into()))
            .latest_first("from_at")
            .limit(TOLD_MAX);
        let found: Vec<AgentExtensionRow> = rows(&*self.store, &select).await?;
        Ok(found
            .into_iter()
            .map(|row| Desk {
                extension: row.extension,
                from: Utc(row.from_at),
                until: row.until_at.map(Utc),
            })
            .collect())
    }

    /// Which extension an agent had at a moment.
    ///
    /// # Errors
    /// What the store says.
    pub async fn extension_of(&self, agent: &str, at: Timestamp) -> Result<Option<String>, Problem> {
        let row = self.desk_at(Condition::Is("agent", agent.into()), at).await?;
        Ok(row.map(|row| row.extension))
    }

    /// Which agent had an extension at a moment: who a call of then was with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn agent_at(&self, extension: &str, at: Timestamp) -> Result<Option<String>, Problem> {
        let row = self.desk_at(Condition::Is("extension", extension.into()), at).await?;
        Ok(row.map(|row| row.agent))
    }

    async fn desk_at(&self, whose: Condition, at: Timestamp) -> Result<Option<AgentExtensionRow>, Problem> {
        let lasts =
            Condition::Any(vec![Condition::Empty("until_at"), Condition::Above("until_at", at.into())]);
        let select = Select::from(AGENT_EXTENSIONS)
            .only(whose)
            .only(Condition::AtMost("from_at", at.into()))
            .only(lasts)
            .latest_first("from_at")
            .limit(1);
        Ok(rows(&*self.store, &select).await?.pop())
    }

    /// What to write when an agent has another extension from now on.
    pub(super) async fn moved(
        &self,
        agent: &str,
        to: Option<&str>,
        now: Timestamp,
        write: Write,
    ) -> Result<Write, Problem> {
        let select = Select::from(AGENT_EXTENSIONS)
            .only(Condition::Is("agent", agent.into()))
            .only(Condition::Empty("until_at"));
        let held: Vec<AgentExtensionRow> = rows(&*self.store, &select).await?;
        if held.iter().any(|row| Some(row.extension.as_str()) == to) {
            return Ok(write);
        }
        let mut write = write;
        let mut from_at = now;
        for row in held {
            // Two moves within one µs, or a clock set back: time goes on all the same.
            from_at = from_at.max(row.from_at + callcenter_core::Span::from_micros(1));
            write = write.put([AgentExtensionRow { until_at: Some(from_at), ..row }]);
        }
        Ok(match to {
            None => write,
            Some(extension) => write.put([AgentExtensionRow {
                agent: agent.to_owned(),
                from_at,
                until_at: None,
                extension: extension.to_owned(),
            }]),
        })
    }
}
