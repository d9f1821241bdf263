//! Queues as they stand.

use super::Row;
use crate::shown::{Queue, Waiting};

impl Row for Queue {
    fn key(&self) -> &str {
        &self.queue
    }

    /// Agents see that somebody waits, not who.
    fn masked(&self) -> Option<Self> {
        let waiting = self.waiting.iter();
        let waiting = waiting.map(|waiting| Waiting { number: None, name: None, ..waiting.clone() });
        Some(Self { waiting: waiting.collect(), ..self.clone() })
    }
}
