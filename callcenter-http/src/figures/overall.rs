//! An agent's figures of all times (F-093 to F-099): never reset, because they are derived from what is kept.

use callcenter_core::Timestamp;
use callcenter_core::stats::{AgentFigures, Merge};
use callcenter_store::{
    Cell, Condition, DAY_QUARTERS, FIGURES, FigureRow, Scope, Select, Store, StoreError, Value, rows,
};

use super::today::{Board, Day};
use crate::calls::told;

/// Every time that there can be.
const EVER: Day = Day { from: Timestamp::from_micros(i64::MIN), until: Timestamp::from_micros(i64::MAX) };

/// An agent's figures since the first thing that is known, with what is not over; nothing where nothing is known of him.
///
/// # Errors
/// What the database says.
pub(crate) async fn overall(
    store: &dyn Store,
    board: &Board,
    agent: &str,
) -> Result<Option<AgentFigures>, StoreError> {
    let streams: Vec<Value> = told(store).await?.iter().map(|stream| stream.id.into()).collect();
    if streams.is_empty() {
        return Ok(Some(board.agent(agent, EVER)));
    }
    let select = Select::from(FIGURES)
        .only(Condition::In("stream", streams))
        .only(Condition::Is("scope", Scope::Agent.as_str().into()))
        .only(Condition::Is("name", agent.into()))
        .only(Condition::Is("width", i64::from(DAY_QUARTERS).into()));
    let mut sum = board.live().agent(agent, EVER.from, EVER.until);
    let rows = rows::<FigureRow>(store, &select).await?;
    let is_known = !rows.is_empty() || sum != AgentFigures::default();
    for row in rows {
        if let Cell::Agent(own) = Cell::read(Scope::Agent, &row.data)? {
            sum.merge(&own);
        }
    }
    Ok(is_known.then_some(sum))
}
