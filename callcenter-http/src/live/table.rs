//! A topic's rows as they were last looked at, and what changes from look to look.

use std::sync::Arc;

use super::ring::Ring;
use super::row::{Cell, Row, Shown};
use super::sheet::{Delta, Point, Sheet};
use super::topic::Topic;

/// A topic's rows, by key.
pub(super) struct Table<R> {
    topic: Topic,
    cells: Vec<Arc<Cell<R>>>,
    point: Point,
    /// Made when somebody asks for it.
    sheet: Option<Arc<Sheet>>,
    ring: Ring,
}

/// What changed.
pub(super) struct Change<R> {
    pub(super) set: Vec<Arc<Cell<R>>>,
    pub(super) gone: Vec<Arc<Cell<R>>>,
}

impl<R: Row> Table<R> {
    pub(super) fn new(topic: Topic, point: Point, rows: Vec<R>) -> Self {
        // Rows at one entry are the same whenever they are looked at; figures are not.
        let whole_from = if topic == Topic::Stats { point.seq + 1 } else { point.seq };
        let mut table =
            Self { topic, cells: Vec::new(), point, sheet: None, ring: Ring::starting_at(whole_from) };
        table.change(rows);
        table
    }

    pub(super) fn cells(&self) -> &[Arc<Cell<R>>] {
        &self.cells
    }

    /// The whole of it.
    pub(super) fn sheet(&mut self) -> Arc<Sheet> {
        let rows = || self.cells.iter().map(|cell| Arc::clone(cell) as Arc<dyn Shown>).collect();
        let sheet = self.sheet.get_or_insert_with(|| Arc::new(Sheet::new(self.topic, self.point, rows())));
        Arc::clone(sheet)
    }

    /// What whoever has everything up to `seq` has not; nothing when too much was forgotten.
    pub(super) fn since(&self, seq: u64) -> Option<Vec<Arc<Delta>>> {
        self.ring.since(seq)
    }

    /// Takes in what was found at a later point; gives what changed, with its message.
    pub(super) fn update(&mut self, point: Point, rows: Vec<R>) -> Option<(Change<R>, Arc<Delta>)> {
        let change = self.change(rows);
        if change.set.is_empty() && change.gone.is_empty() {
            return None;
        }
        self.point = point;
        self.sheet = None;
        let shown = |cells: &[Arc<Cell<R>>]| {
            cells.iter().map(|cell| Arc::clone(cell) as Arc<dyn Shown>).collect::<Vec<_>>()
        };
        let delta = Arc::new(Delta::new(self.topic, point, shown(&change.set), shown(&change.gone)));
        self.ring.push(Arc::clone(&delta));
        Some((change, delta))
    }

    fn change(&mut self, mut rows: Vec<R>) -> Change<R> {
        rows.sort_by(|one, other| one.key().cmp(other.key()));
        let (mut set, mut gone) = (Vec::new(), Vec::new());
        let mut cells = Vec::with_capacity(rows.len());
        let mut old = std::mem::take(&mut self.cells).into_iter().peekable();
        for row in rows {
            while let Some(cell) = old.next_if(|cell| cell.row.key() < row.key()) {
                gone.push(cell);
            }
            match old.next_if(|cell| cell.row.key() == row.key()) {
                Some(cell) if cell.row == row => cells.push(cell),
                _ => {
                    let cell = Arc::new(Cell::new(row));
                    set.push(Arc::clone(&cell));
                    cells.push(cell);
                }
            }
        }
        gone.extend(old);
        self.cells = cells;
        Change { set, gone }
    }
}
