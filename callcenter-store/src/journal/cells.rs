//! The figures that a stream's writer adds to: read once, then remembered, for nobody else writes them.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::Figures;

use crate::error::StoreError;
use crate::figures::{CellKey, cells};
use crate::row::{FIGURES, FigureRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};

/// Rows of figures that are remembered. Beyond them all are forgotten and read again when they are needed.
const CELLS_MAX: usize = 50_000;

/// Names, and beginnings, that are asked for in one question.
const ASKED_MAX: usize = 200;

/// Rows of figures as they were last written.
#[derive(Debug)]
pub(super) struct Cells {
    stream: i64,
    kept: BTreeMap<CellKey, FigureRow>,
}

impl Cells {
    pub(super) fn new(stream: i64) -> Self {
        Self { stream, kept: BTreeMap::new() }
    }

    /// The rows to put so that these figures are added.
    pub(super) async fn add(
        &mut self,
        store: &dyn Store,
        figures: &Figures,
    ) -> Result<Vec<FigureRow>, StoreError> {
        let delta = cells(self.stream, figures);
        if self.kept.len() > CELLS_MAX {
            self.kept.clear();
        }
        let missing: Vec<&CellKey> = delta.keys().filter(|key| !self.kept.contains_key(*key)).collect();
        let mut existing: Vec<FigureRow> =
            delta.keys().filter_map(|key| self.kept.get(key).cloned()).collect();
        existing.extend(read(store, self.stream, &missing).await?);
        let rows = delta.merged(existing)?;
        for row in &rows {
            self.kept.insert(CellKey::of(row)?, row.clone());
        }
        Ok(rows)
    }
}

/// The rows of these keys that exist. Rows of one scope, width and beginning are asked for together.
async fn read(store: &dyn Store, stream: i64, keys: &[&CellKey]) -> Result<Vec<FigureRow>, StoreError> {
    let mut asked: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for key in keys {
        asked.entry((key.scope, key.width, key.start)).or_default().insert(&key.name);
    }
    let mut found = Vec::new();
    for ((scope, width, start), names) in asked {
        let names: Vec<&str> = names.into_iter().collect();
        for names in names.chunks(ASKED_MAX) {
            let select = Select::from(FIGURES)
                .only(Condition::Is("stream", stream.into()))
                .only(Condition::Is("scope", scope.as_str().into()))
                .only(Condition::In("name", names.iter().map(|&name| name.into()).collect()))
                .only(Condition::Is("width", i64::from(width).into()))
                .only(Condition::Is("start", start.into()));
            found.extend(rows::<FigureRow>(store, &select).await?);
        }
    }
    Ok(found)
}
