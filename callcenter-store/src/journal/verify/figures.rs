//! Figures: the same fold of the same entries gives the same bytes.

use std::collections::BTreeMap;

use callcenter_core::stats::Figures;

use super::Differences;
use crate::error::StoreError;
use crate::figures::{CellKey, cells};
use crate::row::{FIGURES, FigureRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};

/// Compares the figures of a stream with those that follow from its entries, and says how many rows that were.
pub(super) async fn compare(
    store: &dyn Store,
    stream: i64,
    figures: &Figures,
    differences: &mut Differences,
) -> Result<u64, StoreError> {
    let mut expected: BTreeMap<CellKey, FigureRow> = BTreeMap::new();
    for row in cells(stream, figures).merged(Vec::new())? {
        expected.insert(CellKey::of(&row)?, row);
    }
    let mut compared = 0;
    for scope in crate::figures::Scope::ALL {
        let select = Select::from(FIGURES)
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::Is("scope", scope.as_str().into()));
        for row in rows::<FigureRow>(store, &select).await? {
            let key = CellKey::of(&row)?;
            compared += 1;
            match expected.remove(&key) {
                Some(own) if own == row => {}
                Some(_) => differences.note(|| format!("{}: the entries make other figures", words(&key))),
                None => differences.note(|| format!("{}: no entry makes these figures", words(&key))),
            }
        }
    }
    for key in expected.keys() {
        differences.note(|| format!("{}: the figures are missing", words(key)));
    }
    Ok(compared)
}

fn words(key: &CellKey) -> String {
    let CellKey { scope, name, width, start } = key;
    format!("figures of {} {name}, {width} quarter hours from {start}", scope.as_str())
}
