//! Reads rows page by page, each page beginning after the last row of the one before.
//!
//! No cursor is held open, so a slow reader blocks nobody. A row that comes in or goes away meanwhile makes no other row
//! appear twice or be left out: a page begins after a key, not after a number of rows.

use std::collections::BTreeMap;

use futures::Stream;
use futures::stream::try_unfold;

use super::wanted::{Plan, Walk, Way};
use crate::error::StoreError;
use crate::select::{Condition, Select};
use crate::store::Store;
use crate::table::Table;
use crate::value::Value;

/// Rows that one question to the store asks for at most.
pub const ROWS_PER_PAGE_MAX: usize = 5_000;

/// Calls whose belongings one page has.
pub const CALLS_PER_PAGE_MAX: usize = 1_000;

/// Rows that were read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Cells in the order of the plan's columns.
    pub rows: Vec<Vec<Value>>,
    /// How many of the plan's steps they are.
    pub steps: u64,
}

impl Plan {
    /// The rows, in the order of the calls' beginnings, or of the table's key. After an error nothing follows.
    pub fn pages<'a>(
        &'a self,
        store: &'a dyn Store,
    ) -> impl Stream<Item = Result<Page, StoreError>> + Send + 'a {
        let chosen: Vec<&'static str> = self.columns.names().collect();
        let (walks, per_page) = match &self.way {
            Way::Own(walks) => (walks, ROWS_PER_PAGE_MAX),
            Way::OfCalls(walks, _) => (walks, CALLS_PER_PAGE_MAX),
        };
        let walks = walks.iter().map(|walk| match &self.way {
            Way::Own(_) => Walker::new(walk, &chosen, per_page),
            Way::OfCalls(..) => Walker::new(walk, &["stream", "call_id"], per_page),
        });
        let walks: Vec<_> = walks.rev().collect();
        try_unfold((walks, chosen), move |(mut walks, chosen)| async move {
            while let Some(walk) = walks.last_mut() {
                let Some(rows) = walk.next(store).await? else {
                    walks.pop();
                    continue;
                };
                let steps = rows.len() as u64;
                let rows = match &self.way {
                    Way::Own(_) => rows,
                    Way::OfCalls(_, own) => {
                        belongings(store, self.columns.table(), &chosen, &rows, own).await?
                    }
                };
                return Ok(Some((Page { rows, steps }, (walks, chosen))));
            }
            Ok(None)
        })
    }
}

/// A walk under way.
struct Walker<'a> {
    walk: &'a Walk,
    /// The columns that are given out, then those that are only needed to go on.
    columns: Vec<&'static str>,
    given: usize,
    /// Where the columns of the order stand among them.
    order: Vec<usize>,
    per_page: usize,
    /// The order's cells of the last row; nothing before the first page.
    last: Option<Vec<Value>>,
    /// How many columns of the order are, for now, held equal to the last row's.
    ///
    /// "After (a, b)" is asked as "a is the same and b is above", and when nothing is left there, as "a is above": a
    /// database finds either by its index, which none does with the two joined by "or".
    held: usize,
    over: bool,
}

impl<'a> Walker<'a> {
    fn new(walk: &'a Walk, given: &[&'static str], per_page: usize) -> Self {
        let mut columns = given.to_vec();
        let missing = walk.order.iter().filter(|column| !given.contains(column));
        columns.extend(missing);
        let place =
            |column| columns.iter().position(|own| own == column).expect("missing ones were added above");
        let order = walk.order.iter().map(place).collect();
        Self { walk, given: given.len(), order, columns, per_page, last: None, held: 0, over: false }
    }

    /// The next rows, at least one; nothing at the end.
    async fn next(&mut self, store: &dyn Store) -> Result<Option<Vec<Vec<Value>>>, StoreError> {
        while !self.over {
            let mut rows = store.select(&self.select()).await?;
            if let Some(row) = rows.last() {
                self.last = Some(self.order.iter().map(|place| row[*place].clone()).collect());
            }
            if rows.len() >= self.per_page {
                self.held = self.order.len() - 1;
            } else if self.held == 0 {
                self.over = true;
            } else {
                self.held -= 1;
            }
            if !rows.is_empty() {
                rows.iter_mut().for_each(|row| row.truncate(self.given));
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    fn select(&self) -> Select {
        let order = &self.walk.order;
        let mut select = Select::from(self.walk.table).columns(&self.columns).limit(self.per_page as u64);
        select.conditions.clone_from(&self.walk.conditions);
        if let Some(last) = &self.last {
            for (column, value) in order.iter().copied().zip(last).take(self.held) {
                select = select.only(Condition::Is(column, value.clone()));
            }
            select = select.only(Condition::Above(order[self.held], last[self.held].clone()));
        }
        order[self.held..].iter().copied().fold(select, Select::by)
    }
}

/// What belongs to some calls, in their order. Each of `calls` is a stream and a call's identity.
async fn belongings(
    store: &dyn Store,
    table: &'static Table,
    chosen: &[&'static str],
    calls: &[Vec<Value>],
    own: &[Condition],
) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut places = BTreeMap::new();
    let mut by_stream = BTreeMap::<&Value, Vec<Value>>::new();
    for (place, call) in calls.iter().enumerate() {
        places.insert((call[0].clone(), call[1].clone()), place);
        by_stream.entry(&call[0]).or_default().push(call[1].clone());
    }
    // Key first, to put the rows in order by it.
    let key: Vec<&'static str> = table.columns[..table.key].iter().map(|column| column.name).collect();
    let columns: Vec<_> = key.iter().chain(chosen).copied().collect();
    let mut columns_once = columns.clone();
    columns_once.sort_unstable();
    columns_once.dedup();
    let place_of = |column: &&str| {
        columns_once.iter().position(|own| own == column).expect("every column is among those asked for")
    };
    let (key, given): (Vec<_>, Vec<_>) =
        (key.iter().map(place_of).collect(), chosen.iter().map(place_of).collect());

    let mut found = Vec::new();
    for (stream, calls) in by_stream {
        let mut select = Select::from(table)
            .columns(&columns_once)
            .only(Condition::Is("stream", stream.clone()))
            .only(Condition::In("call_id", calls));
        select.conditions.extend_from_slice(own);
        for row in store.select(&select).await? {
            let place =
                places.get(&(row[key[0]].clone(), row[key[1]].clone())).copied().unwrap_or(usize::MAX);
            let rest: Vec<Value> = key[2..].iter().map(|place| row[*place].clone()).collect();
            found.push(((place, rest), given.iter().map(|place| row[*place].clone()).collect()));
        }
    }
    found.sort_by(|(one, _), (other, _): &(_, Vec<Value>)| one.cmp(other));
    Ok(found.into_iter().map(|(_, row)| row).collect())
}
