//! Figures in the store: what a batch of entries adds to which rows.
//!
//! A row holds the figures of one name in a UTC quarter hour, and another one those of its whole UTC day, so that any
//! interval is a few days and the quarter hours at its edges.

use std::collections::BTreeMap;

use callcenter_core::Timestamp;
use callcenter_core::stats::{
    AgentFigures, ExtensionFigures, Figures, FloorFigures, Merge, Quarter, QueueFigures, Series, TrunkFigures,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::row::FigureRow;
use crate::words::key_text;

/// The format that this version writes, and the newest that it reads. The first byte of each row's figures.
///
/// A later one reads every earlier one: fields are added at the end of a struct with a new format, never taken out, and
/// statuses are added at the end of theirs.
pub const FIGURES_VERSION: u8 = 1;

/// Quarter hours of a day.
pub const DAY_QUARTERS: u32 = 96;

/// Length of a UTC day in µs.
pub(crate) const DAY_MICROS: i64 = 86_400_000_000;

/// What a row of figures is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A queue.
    Queue,
    /// An agent.
    Agent,
    /// An extension.
    Extension,
    /// A trunk.
    Trunk,
    /// The whole floor; its name is empty.
    Floor,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Queue, Self::Agent, Self::Extension, Self::Trunk, Self::Floor];

    /// As the column has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Agent => "agent",
            Self::Extension => "extension",
            Self::Trunk => "trunk",
            Self::Floor => "floor",
        }
    }

    fn of(name: &str) -> Result<Self, StoreError> {
        let scope = Self::ALL.into_iter().find(|scope| scope.as_str() == name);
        scope.ok_or_else(|| StoreError::Corrupt(format!("figures of an unknown kind, {name}")))
    }
}

/// Which row: the columns of the key of `figures`, less the stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// What it is about.
    pub scope: Scope,
    /// The name; empty for the floor.
    pub name: String,
    /// How long, in quarter hours: 1 or [`DAY_QUARTERS`].
    pub width: u32,
    /// Its beginning.
    pub start: Timestamp,
}

/// Figures of one row, by what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A queue's.
    Queue(Box<QueueFigures>),
    /// An agent's.
    Agent(Box<AgentFigures>),
    /// An extension's.
    Extension(Box<ExtensionFigures>),
    /// A trunk's.
    Trunk(Box<TrunkFigures>),
    /// The floor's.
    Floor(Box<FloorFigures>),
}

/// What a batch of entries adds to the rows of a stream.
#[derive(Debug, Clone, Default)]
pub struct Delta {
    stream: i64,
    cells: BTreeMap<CellKey, Cell>,
}

/// What drained figures add to which rows of a stream, quarter hours and days.
pub fn cells(stream: i64, delta: &Figures) -> Delta {
    let mut cells = Delta { stream, cells: BTreeMap::new() };
    for (name, series) in &delta.queues {
        cells.add(Scope::Queue, name.as_str(), series, Cell::Queue);
    }
    for (name, series) in &delta.agents {
        cells.add(Scope::Agent, name.as_str(), series, Cell::Agent);
    }
    for (name, series) in &delta.extensions {
        cells.add(Scope::Extension, name, series, Cell::Extension);
    }
    for (name, series) in &delta.trunks {
        cells.add(Scope::Trunk, name, series, Cell::Trunk);
    }
    cells.add(Scope::Floor, "", &delta.floor, Cell::Floor);
    if delta.unplaced > 0 {
        let unplaced = FloorFigures { unplaced: delta.unplaced, ..FloorFigures::default() };
        let series = Series::from([(Quarter::of(Timestamp::UNKNOWN), unplaced)]);
        cells.add(Scope::Floor, "", &series, Cell::Floor);
    }
    cells
}

impl Delta {
    fn add<F: Clone>(&mut self, scope: Scope, name: &str, series: &Series<F>, cell: fn(Box<F>) -> Cell) {
        for (quarter, figures) in series {
            for width in [1, DAY_QUARTERS] {
                let start = if width == 1 { quarter.start() } else { day_of(quarter.start()) };
                let key = CellKey { scope, name: key_text(name), width, start };
                let more = cell(Box::new(figures.clone()));
                match self.cells.get_mut(&key) {
                    Some(own) => own.merge(&more),
                    None => drop(self.cells.insert(key, more)),
                }
            }
        }
    }

    /// Whether nothing is added.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The rows to which something is added, in the order of their key.
    pub fn keys(&self) -> impl Iterator<Item = &CellKey> {
        self.cells.keys()
    }

    /// What is added to each row, in the order of their key.
    pub fn iter(&self) -> impl Iterator<Item = (&CellKey, &Cell)> {
        self.cells.iter()
    }

    /// The rows as they are to be put: those that exist with what is added, and new ones. Rows of others are passed over.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] when a row was written by a later version, [`StoreError::Corrupt`] when it cannot be read.
    pub fn merged(mut self, existing: Vec<FigureRow>) -> Result<Vec<FigureRow>, StoreError> {
        for row in existing.into_iter().filter(|row| row.stream == self.stream) {
            let key = CellKey::of(&row)?;
            if let Some(own) = self.cells.get_mut(&key) {
                let mut whole = Cell::read(key.scope, &row.data)?;
                whole.merge(own);
                *own = whole;
            }
        }
        let stream = self.stream;
        Ok(self.cells.into_iter().map(|(key, cell)| key.row(stream, &cell)).collect())
    }
}

impl CellKey {
    /// Which row this is.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is about something unknown.
    pub fn of(row: &FigureRow) -> Result<Self, StoreError> {
        let scope = Scope::of(&row.scope)?;
        Ok(Self { scope, name: row.name.clone(), width: row.width, start: row.start })
    }

    fn row(self, stream: i64, cell: &Cell) -> FigureRow {
        let Self { scope, name, width, start } = self;
        FigureRow { stream, scope: scope.as_str().to_owned(), name, width, start, data: cell.to_bytes() }
    }
}

impl Cell {
    /// The figures in a row.
    ///
    /// # Errors
    /// As [`Cell::read`].
    pub fn of(row: &FigureRow) -> Result<Self, StoreError> {
        Self::read(Scope::of(&row.scope)?, &row.data)
    }

    /// Reads the figures of a row.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] when a later version wrote them, [`StoreError::Corrupt`] when they cannot be read.
    pub fn read(scope: Scope, data: &[u8]) -> Result<Self, StoreError> {
        Ok(match scope {
            Scope::Queue => Self::Queue(Box::new(figures(data)?)),
            Scope::Agent => Self::Agent(Box::new(figures(data)?)),
            Scope::Extension => Self::Extension(Box::new(figures(data)?)),
            Scope::Trunk => Self::Trunk(Box::new(figures(data)?)),
            Scope::Floor => Self::Floor(Box::new(figures(data)?)),
        })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let bytes = match self {
            Self::Queue(figures) => packed(figures),
            Self::Agent(figures) => packed(figures),
            Self::Extension(figures) => packed(figures),
            Self::Trunk(figures) => packed(figures),
            Self::Floor(figures) => packed(figures),
        };
        bytes.expect("figures in memory always serialise: every map's length is known")
    }
}

/// Figures of the same kind are added; of another kind nothing is: a key has one kind.
impl Merge for Cell {
    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Queue(own), Self::Queue(other)) => own.merge(other),
            (Self::Agent(own), Self::Agent(other)) => own.merge(other),
            (Self::Extension(own), Self::Extension(other)) => own.merge(other),
            (Self::Trunk(own), Self::Trunk(other)) => own.merge(other),
            (Self::Floor(own), Self::Floor(other)) => own.merge(other),
            _ => {}
        }
    }
}

/// The beginning of the UTC day that a moment lies in.
pub(crate) fn day_of(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(DAY_MICROS) * DAY_MICROS)
}

fn packed(figures: &impl Serialize) -> postcard::Result<Vec<u8>> {
    postcard::to_extend(figures, vec![FIGURES_VERSION])
}

fn figures<F: DeserializeOwned>(data: &[u8]) -> Result<F, StoreError> {
    let (&found, content) =
        data.split_first().ok_or_else(|| StoreError::Corrupt("figures are empty".to_owned()))?;
    if found > FIGURES_VERSION {
        return Err(StoreError::TooNew { found: found.into(), known: FIGURES_VERSION.into() });
    }
    let read = postcard::take_from_bytes(content);
    let (figures, rest) = read.map_err(|error| StoreError::Corrupt(format!("figures: {error}")))?;
    if found == 0 || !rest.is_empty() {
        return Err(StoreError::Corrupt("figures are not what they say".to_owned()));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(quarter: i64) -> Timestamp {
        Timestamp::from_secs(1_795_219_200 + quarter * 900)
    }

    fn delta(quarters: &[i64]) -> Figures {
        let mut figures = Figures::default();
        for &quarter in quarters {
            let row = figures.queues.entry("support".into()).or_default();
            row.entry(Quarter::of(at(quarter))).or_default().offered += 1;
        }
        figures
    }

    #[test]
    fn parts_added_to_rows_are_the_whole() {
        let first = cells(7, &delta(&[0, 1, 96])).merged(Vec::new()).expect("nothing is there");
        assert_eq!(first.len(), 5, "three quarter hours and two days");
        let mut others = first.clone();
        others.iter_mut().for_each(|row| row.stream = 8);
        let both = first.into_iter().chain(others).collect();
        let again = cells(7, &delta(&[1, 2])).merged(both).expect("they can be read");
        let whole = cells(7, &delta(&[0, 1, 96, 1, 2])).merged(Vec::new()).expect("nothing is there");
        let touched: Vec<_> = whole
            .iter()
            .filter(|row| again.iter().any(|own| own.start == row.start && own.width == row.width))
            .collect();
        assert_eq!(again.iter().collect::<Vec<_>>(), touched);
        assert_eq!(again.len(), 3, "only what was touched is written");
    }

    #[test]
    fn figures_of_a_later_version_say_so_and_damaged_ones_are_refused() {
        let mut row = cells(7, &delta(&[0])).merged(Vec::new()).expect("nothing is there").remove(0);
        row.data[0] = FIGURES_VERSION + 1;
        let error = cells(7, &delta(&[0])).merged(vec![row.clone()]).expect_err("it is of a later version");
        assert!(matches!(error, StoreError::TooNew { found: 2, known: 1 }), "{error}");
        row.data = vec![FIGURES_VERSION, 1];
        let error = cells(7, &delta(&[0])).merged(vec![row]).expect_err("it is cut");
        assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    }
}
