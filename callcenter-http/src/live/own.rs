//! What concerns one agent: his calls, and the customer of each.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use callcenter_core::AgentKey;
use serde_json::Value;
use tokio::task::JoinSet;

use super::card::{CARD_WAIT, CardSource};
use super::hub::Batch;
use super::row::{Cell, Class, OwnCall, Shown, leg_of};
use super::sheet::{Point, delta, snapshot};
use super::topic::Topic;
use crate::shown::LiveCall;

type Cards = OnceLock<Arc<dyn CardSource>>;

/// The calls of the agent that somebody is; of nobody without one.
pub(super) struct Own {
    agent: Option<AgentKey>,
    point: Option<Point>,
    calls: BTreeMap<String, Mine>,
    asked: JoinSet<(String, Parties, Option<Value>)>,
}

/// One call of the agent.
struct Mine {
    cell: Arc<Cell<LiveCall>>,
    /// For whom the card was asked.
    parties: Option<Parties>,
    card: Option<Value>,
}

/// Who calls whom: another one needs another card.
type Parties = (Option<String>, Option<String>);

impl Own {
    pub(super) fn new(agent: Option<AgentKey>) -> Self {
        Self { agent, point: None, calls: BTreeMap::new(), asked: JoinSet::new() }
    }

    /// Begins with the calls that there are at a point; cards that are known stay.
    pub(super) fn begin(&mut self, point: Point, calls: Vec<Arc<Cell<LiveCall>>>, cards: &Cards) {
        self.point = Some(point);
        let mut known = std::mem::take(&mut self.calls);
        for cell in calls {
            let (parties, card) =
                known.remove(&cell.row.id).map_or((None, None), |mine| (mine.parties, mine.card));
            self.calls.insert(cell.row.id.clone(), Mine { cell, parties, card });
        }
        let ids: Vec<String> = self.calls.keys().cloned().collect();
        for id in ids {
            self.ask(&id, cards);
        }
    }

    /// All of it.
    pub(super) fn snapshot(&self, topic: Topic, point: Point) -> Utf8Bytes {
        let rows: Vec<String> = self.calls.values().filter_map(|mine| self.render(topic, mine)).collect();
        snapshot(topic, point, rows.iter().map(String::as_str))
    }

    /// Takes in what changed; tells it for each of these topics.
    pub(super) fn take(&mut self, batch: &Batch, topics: &[Topic], cards: &Cards, out: &mut Vec<Utf8Bytes>) {
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
                    let mine = Mine { cell: Arc::clone(cell), parties: None, card: None };
                    self.calls.insert(cell.row.id.clone(), mine);
                }
            }
            self.ask(&cell.row.id, cards);
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
        let (id, parties, card) = answer.ok()?;
        let mine = self.calls.get_mut(&id).filter(|mine| mine.parties.as_ref() == Some(&parties))?;
        mine.card = Some(card?);
        let row = self.render(Topic::Own, self.calls.get(&id)?)?;
        delta(Topic::Own, self.point?, &[&row], &[])
    }

    /// Asks who the other side of a call is, unless that was done.
    fn ask(&mut self, id: &str, cards: &Cards) {
        let (Some(agent), Some(cards)) = (&self.agent, cards.get()) else { return };
        let Some(mine) = self.calls.get_mut(id) else { return };
        let call = &mine.cell.row;
        let parties = (call.caller.clone(), call.dialed.clone());
        if mine.parties.as_ref() == Some(&parties) {
            return;
        }
        mine.parties = Some(parties.clone());
        mine.card = None;
        let (id, agent, cell, cards) =
            (id.to_owned(), agent.clone(), Arc::clone(&mine.cell), Arc::clone(cards));
        self.asked.spawn(async move {
            let card = tokio::time::timeout(CARD_WAIT, cards.card(&cell.row, &agent)).await;
            (id, parties, card.unwrap_or_default())
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
