//! What agents write after calls: what came of them, and notes. As themselves, through the same service as through the API.

use std::collections::VecDeque;
use std::time::Duration;

use callcenter::core::record::Status;
use callcenter::core::{AgentKey, CallRecord, Entry, Fact};
use callcenter::http::control::{Disposing, Noting};
use callcenter::http::{Person, Problem, Role, Site};
use tokio::sync::broadcast::error::RecvError;

/// Calls of before of which somebody said what came of them.
pub(super) const REMEMBERED: usize = 300;

/// How long it takes to write it down; by then the call is in the books.
const WRITING: Duration = Duration::from_secs(6);

/// What comes of calls, by queue, the usual first.
const OUTCOMES: [(&str, [&str; 4]); 3] = [
    ("sales", ["sold", "offer-sent", "not-interested", "call-back"]),
    ("support", ["solved", "solved", "escalated", "call-back"]),
    ("billing", ["invoice-explained", "invoice-explained", "call-back", "complaint"]),
];

const NOTES: [&str; 6] = [
    "Wants the offer by mail, to the address that we have.",
    "Device restarted, works again. Asked to call if it comes back.",
    "Explained the second item of the invoice; is content.",
    "Decides together with a partner. Call again next week.",
    "Number has changed: the mobile one is right.",
    "Has ordered twice already; very friendly.",
];

/// A call that an agent has something to say of.
#[derive(Debug, Clone)]
pub(super) struct Done {
    call: String,
    agent: String,
    queue: Option<String>,
}

impl Done {
    /// Of what became of a call; nothing where no agent talked.
    fn of(record: &CallRecord) -> Option<Self> {
        let agent = record.answered_by.as_deref().filter(|_| record.status == Status::Answered)?;
        let queue = record.queue.as_ref().map(ToString::to_string);
        Some(Self { call: record.call_id.clone(), agent: agent.to_owned(), queue })
    }

    /// Of an entry, where it closes a call.
    pub(super) fn by(entry: &Entry) -> Option<Self> {
        match &entry.fact {
            Fact::CallClosed { record: Some(record), .. } => Self::of(record),
            _ => None,
        }
    }

    /// A number by which the same is said of the same call always.
    fn chance(&self) -> usize {
        self.call.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) >> 3
    }

    /// Says it, as the agent.
    async fn say(&self, site: &Site) -> Result<(), Problem> {
        let by = Person {
            role: Role::Agent,
            agent: Some(AgentKey::from(self.agent.as_str())),
            ..Person::program(&self.agent)
        };
        let chance = self.chance();
        let outcomes = OUTCOMES.iter().find(|(queue, _)| Some(*queue) == self.queue.as_deref());
        let Some((_, outcomes)) = outcomes else { return Ok(()) };
        // Not everybody writes always.
        if chance.is_multiple_of(5) {
            return Ok(());
        }
        let code = outcomes[[0, 0, 0, 1, 1, 2, 3][chance % 7]].to_owned();
        let note = if code == "complaint" { "Was charged twice; sent to accounting." } else { "" };
        site.dispose_call(&by, &self.call, Disposing { code, note: note.to_owned() }).await?;
        if chance.is_multiple_of(3) {
            let text = NOTES[chance / 3 % NOTES.len()].to_owned();
            site.add_note(&by, &self.call, Noting { text }).await?;
        }
        Ok(())
    }
}

/// Says what came of calls of before.
pub(super) async fn remember(site: &Site, calls: &VecDeque<Done>) -> Result<(), Problem> {
    for call in calls {
        call.say(site).await?;
    }
    Ok(())
}

/// Says what comes of calls from now on, but of those of `led`, whose agent says it himself. Ends with the call center.
pub(super) async fn go_on(site: Site, led: String) {
    loop {
        let mut follow = site.desk.follow();
        loop {
            match follow.recv().await {
                Ok(batch) => {
                    let done = batch.iter().filter_map(Done::by).filter(|done| done.agent != led);
                    for done in done.collect::<Vec<_>>() {
                        let site = site.clone();
                        tokio::spawn(async move {
                            tokio::time::sleep(WRITING).await;
                            if let Err(why) = done.say(&site).await {
                                tracing::debug!(%why, "nothing is said of a call");
                            }
                        });
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break,
            }
        }
        // The engine is set up anew, or ends; this task ends with the program.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
