//! What concerns one agent: his calls, and the customer of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use callcenter_core::AgentKey;
use tokio::task::JoinSet;

use super::hub::Batch;
use super::row::{Cell, Class, OwnCall, Shown, leg_of};
use super::sheet::{Point, delta, snapshot};
use super::topic::Topic;
use crate::customers::{Card, Customers};
use crate::shown::{Direction, LiveCall};

/// The calls of the agent that somebody is; of nobody without one.
pub(super) struct Own {
    agent: Option<AgentKey>,
    point: Option<Point>,
    calls: BTreeMap<String, Mine>,
    asked: JoinSet<(String, String, Card)>,
}

/// One call of the agent.
struct Mine {
    cell: Arc<Cell<LiveCall>>,
    /// The number whose card was asked for.
    number: Option<String>,
    card: Option<Arc<Card>>,
}

impl Own {
    pub(super) fn new(agent: Option<AgentKey>) -> Self {
        Self { agent, point: None, calls: BTreeMap::new(), asked: JoinSet::new() }
    }

    /// Begins with the calls that there are at a point; cards that are known stay.
    pub(super) fn begin(
        &mut self,
        point: Point,
        calls: Vec<Arc<Cell<LiveCall>>>,
        customers: &Arc<Customers>,
    ) {
        self.point = Some(point);
        let mut known = std::mem::take(&mut self.calls);
        for cell in calls {
            let (number, card) =
                known.remove(&cell.row.id).map_or((None, None), |mine| (mine.number, mine.card));
            self.calls.insert(cell.row.id.clone(), Mine { cell, number, card });
        }
        let ids: Vec<String> = self.calls.keys().cloned().collect();
        for id in ids {
            self.ask(&id, customers);
        }
    }

    /// All of it.
    pub(super) fn snapshot(&self, topic: Topic, point: Point) -> Utf8Bytes {
        let rows: Vec<String> = self.calls.values().filter_map(|mine| self.render(topic, mine)).collect();
        snapshot(topic, point, rows.iter().map(String::as_str))
    }

    /// Takes in what changed; tells it for each of these topics.
    pub(super) fn take(
        &mut self,
        batch: &Batch,
        topics: &[Topic],
        customers: &Arc<Customers>,
        out: &mut Vec<Utf8Bytes>,
    ) {
        let Some(agent) = &self.agent else { return };
        self.point = Some(batch.point);
        let is_gone = |id: &String| match batch.own.calls.get(id) {
            None => false,
            Some(None) => true,
            Some(Some(cell)) => leg_of(&cell.row, agent.as_str()).is_none(),
        };
        let gone: Vec<String> = self.calls.keys().filter(|id| is_gone(id)).cloned().collect();
        for id in &gone {
            self.calls.remove(id);
        }
        let changed = batch.own.by_phone.get(agent.as_str()).map(Vec::as_slice).unwrap_or_default();
        for cell in changed {
            match self.calls.get_mut(&cell.row.id) {
                Some(mine) => mine.cell = Arc::clone(cell),
                None => {
                    let mine = Mine { cell: Arc::clone(cell), number: None, card: None };
                    self.calls.insert(cell.row.id.clone(), mine);
                }
            }
            self.ask(&cell.row.id, customers);
        }
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        for &topic in topics {
            let rows = changed.iter().filter_map(|cell| self.calls.get(&cell.row.id));
            let rows: Vec<String> = rows.filter_map(|mine| self.render(topic, mine)).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            out.extend(delta(topic, batch.point, &rows, &gone));
        }
    }

    /// Waits for a card; gives the row that has it now. Can be cancelled.
    pub(super) async fn card(&mut self) -> Option<Utf8Bytes> {
        let Some(answer) = self.asked.join_next().await else { return std::future::pending().await };
        // A source that panics has no card; the log says why.
        let (id, number, card) = answer.ok()?;
        let mine = self.calls.get_mut(&id).filter(|mine| mine.number.as_ref() == Some(&number))?;
        mine.card = Some(Arc::new(card));
        let row = self.render(Topic::Own, self.calls.get(&id)?)?;
        delta(Topic::Own, self.point?, &[&row], &[])
    }

    /// Asks who the other side of a call is, unless that was done. Nobody waits for it.
    fn ask(&mut self, id: &str, customers: &Arc<Customers>) {
        let Some(mine) = self.calls.get_mut(id) else { return };
        let Some(number) = other_side(&mine.cell.row).map(str::to_owned) else { return };
        if mine.number.as_ref() == Some(&number) {
            return;
        }
        mine.number = Some(number.clone());
        mine.card = None;
        let (id, customers) = (id.to_owned(), Arc::clone(customers));
        self.asked.spawn(async move {
            let card = customers.card(Some(&number)).await;
            (id, number, card)
        });
    }

    fn render(&self, topic: Topic, mine: &Mine) -> Option<String> {
        if topic == Topic::Calls {
            return mine.cell.json(Class::Whole).map(str::to_owned);
        }
        let row = OwnCall::of(&mine.cell.row, self.agent.as_ref()?.as_str(), mine.card.clone())?;
        Some(serde_json::to_string(&row).expect("a row is made of texts, numbers and lists"))
    }
}

/// The number of the one outside, or of who called.
fn other_side(call: &LiveCall) -> Option<&str> {
    match call.direction {
        Direction::Outbound => call.dialed.as_deref(),
        Direction::Inbound | Direction::Internal => call.caller.as_deref(),
    }
}
