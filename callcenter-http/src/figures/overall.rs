//! An agent's figures of all times (F-093 to F-099): never reset, because they are derived from what is kept.

use callcenter_core::Timestamp;
use callcenter_core::stats::{AgentFigures, Merge};
use callcenter_store::{Cell, Scope, Store, StoreError};

use super::today::{Board, Day};
use crate::calls::told;

/// Every time of which something can be kept: to the year 10000.
const KEPT: (Timestamp, Timestamp) = (Timestamp::from_secs(0), Timestamp::from_secs(253_402_300_800));

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
    let reading = told(store).await?;
    if reading.is_empty() {
        return Ok(Some(board.agent(agent, EVER)));
    }
    let (stream, mut live) = board.live();
    reading.keep_own(stream, &mut live);
    let mut sum = live.agent(agent, EVER.from, EVER.until);
    let cells = reading.figures(store, Scope::Agent, Some(agent), KEPT).await?;
    let is_known = !cells.is_empty() || sum != AgentFigures::default();
    for (_, cell) in cells {
        if let Cell::Agent(own) = cell {
            sum.merge(&own);
        }
    }
    Ok(is_known.then_some(sum))
}
