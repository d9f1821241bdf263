//! Rows as clients have them: keyed, the same as REST has, and less of them for whom they do not concern.

mod agent;
mod call;
mod extension;
mod figures;
mod own;
mod queue;

use std::sync::OnceLock;

use serde::Serialize;

pub(super) use self::call::leg_of;
pub(crate) use self::extension::ExtensionNow;
pub(crate) use self::figures::FiguresNow;
pub(super) use self::figures::figures;
pub(crate) use self::own::OwnCall;

/// What a client may see of rows that are shared by many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Supervisors and administrators: everything.
    Whole,
    /// Agents: their queues and colleagues, without what tells who calls.
    Masked,
}

/// How many classes there are.
pub(super) const CLASSES: usize = 2;

/// A row of a topic.
pub(super) trait Row: PartialEq + Serialize + Send + Sync + Sized + 'static {
    /// Its key within the topic.
    fn key(&self) -> &str;

    /// What is left of it for agents; absent: nothing.
    fn masked(&self) -> Option<Self>;
}

/// A row with its renderings, each made once by whoever needs it first.
pub(super) struct Cell<R> {
    pub(super) row: R,
    json: [OnceLock<Option<Box<str>>>; CLASSES],
}

impl<R: Row> Cell<R> {
    pub(super) fn new(row: R) -> Self {
        Self { row, json: [const { OnceLock::new() }; CLASSES] }
    }
}

/// A row of any topic, as it is sent.
pub(super) trait Shown: Send + Sync {
    fn key(&self) -> &str;

    /// The rendering for a class; absent: nothing is shown to it.
    fn json(&self, class: Class) -> Option<&str>;
}

impl<R: Row> Shown for Cell<R> {
    fn key(&self) -> &str {
        self.row.key()
    }

    fn json(&self, class: Class) -> Option<&str> {
        let json = self.json[class as usize].get_or_init(|| match class {
            Class::Whole => Some(render(&self.row)),
            Class::Masked => self.row.masked().map(|row| render(&row)),
        });
        json.as_deref()
    }
}

fn render(row: &impl Serialize) -> Box<str> {
    serde_json::to_string(row).expect("a row is made of texts, numbers and lists").into()
}
