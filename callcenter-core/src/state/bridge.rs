//! Who is together with whom.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::BridgeKind;
use crate::table::Slot;

/// A bridge with at least one leg in it; an empty one is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Bridge {
    pub(crate) kind: BridgeKind,
    /// Legs in it, in the order they entered.
    pub(crate) legs: Vec<Slot>,
}
