//! Today's figures, those of what is not over included.

use serde::Serialize;
use utoipa::ToSchema;

use super::Row;
use crate::figures::{AgentCounts, Board, Day, FloorToday, queue_today};
use crate::shown::{Instant, QueueToday};

/// Today's figures of the floor, a queue or an agent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FiguresNow)]
pub(crate) struct FiguresNow {
    /// `floor`, `queue:support`, `agent:1001`.
    pub(crate) key: String,
    /// The beginning of the day.
    pub(crate) since: Instant,
    /// When it stood so. A row is told again when something happened, and once a minute for the times in it that run.
    pub(crate) as_of: Instant,
    /// Whether they reach back to the day's beginning; else they are those since the program began.
    pub(crate) whole: bool,
    /// Whose they are, and what they are.
    #[serde(flatten)]
    pub(crate) figures: Figures,
}

/// Whose figures, and what they are.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "of", content = "figures", rename_all = "snake_case")]
pub(crate) enum Figures {
    /// The whole floor's.
    Floor(Box<FloorToday>),
    /// A queue's.
    Queue(QueueToday),
    /// An agent's.
    Agent(AgentCounts),
}

/// Running times are told once in so many seconds.
const RUNNING_S: i64 = 60;

impl PartialEq for FiguresNow {
    /// Whether there is nothing new to tell: times that run are new once a minute.
    fn eq(&self, other: &Self) -> bool {
        self.since == other.since
            && self.whole == other.whole
            && minute(self.as_of) == minute(other.as_of)
            && standing(&self.figures) == standing(&other.figures)
    }
}

fn minute(at: Instant) -> i64 {
    at.0.as_micros().div_euclid(RUNNING_S * 1_000_000)
}

/// The figures without the times that run.
fn standing(figures: &Figures) -> Figures {
    let mut figures = figures.clone();
    match &mut figures {
        Figures::Floor(floor) => {
            floor.as_of = floor.from;
            let floor = &mut **floor;
            for calls in [&mut floor.total, &mut floor.inbound, &mut floor.outbound, &mut floor.internal] {
                // A call that lives talks on.
                if calls.live > 0 {
                    calls.talk_s = Default::default();
                    calls.mean_talk_s = None;
                    calls.longest_talk_s = Default::default();
                }
            }
        }
        Figures::Queue(queue) => {
            queue.availability = None;
            if queue.waiting > 0 {
                queue.longest_wait_s = Default::default();
            }
        }
        Figures::Agent(agent) => {
            agent.longest_idle_s = Default::default();
            agent.signed_in_s = Default::default();
            agent.ready_s = Default::default();
            agent.paused_s = Default::default();
            agent.wrap_up_s = Default::default();
            agent.occupancy = None;
        }
    }
    figures
}

impl Row for FiguresNow {
    fn key(&self) -> &str {
        &self.key
    }

    /// Colleagues' figures are none of an agent's business.
    fn masked(&self) -> Option<Self> {
        match self.figures {
            Figures::Agent(_) => None,
            _ => Some(self.clone()),
        }
    }
}

/// The figures of the floor, and of these queues and agents.
pub(in crate::live) fn figures(
    board: &Board,
    day: Day,
    tz: &str,
    queues: &[String],
    agents: &[String],
) -> Vec<FiguresNow> {
    let row = |key, figures| FiguresNow {
        key,
        since: day.from.into(),
        as_of: board.now.into(),
        whole: board.is_whole(),
        figures,
    };
    let floor = Figures::Floor(Box::new(FloorToday::of(board, day, tz)));
    let mut rows = vec![row("floor".to_owned(), floor)];
    rows.extend(queues.iter().map(|queue| {
        let figures = Figures::Queue(queue_today(&board.queue(queue, day), board));
        row(format!("queue:{queue}"), figures)
    }));
    rows.extend(agents.iter().map(|agent| {
        let figures = Figures::Agent((&board.agent(agent, day)).into());
        row(format!("agent:{agent}"), figures)
    }));
    rows
}
