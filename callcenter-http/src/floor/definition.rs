//! What all definitions have in common.

use std::collections::BTreeMap;
use std::fmt;

use callcenter_core::Timestamp;
use callcenter_store::DefinitionRow;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Agent, Disposition, Extension, House, Ivr, PauseCode, Queue, Team};
use crate::clock::Utc;
use crate::problem::Problem;

/// What is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An extension.
    Extension,
    /// An agent.
    Agent,
    /// A team.
    Team,
    /// A queue.
    Queue,
    /// A menu.
    Ivr,
    /// Why an agent pauses.
    PauseCode,
    /// What came of a call.
    Disposition,
    /// What holds for the whole house.
    House,
}

impl Kind {
    /// As the table has it, and actions in the audit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Agent => "agent",
            Self::Team => "team",
            Self::Queue => "queue",
            Self::Ivr => "ivr",
            Self::PauseCode => "pause_code",
            Self::Disposition => "disposition",
            Self::House => "house",
        }
    }

    /// For people.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::PauseCode => "pause code",
            Self::Ivr => "IVR menu",
            other => other.name(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// That a definition needs another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The field in which it stands.
    pub field: &'static str,
    /// What is needed.
    pub kind: Kind,
    /// Its name.
    pub name: String,
}

/// Something that an administrator defines.
pub trait Definition: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is.
    const KIND: Kind;

    /// Its name among its kind; it never changes.
    fn name(&self) -> &str;

    /// Whether each value can be.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with the field.
    fn check(&self) -> Result<(), Problem>;

    /// What must be there for it.
    fn references(&self) -> Vec<Reference>;

    /// The extension by which it is reached inside.
    fn inside(&self) -> Option<&str> {
        None
    }

    /// The numbers by which it is reached from outside.
    fn numbers(&self) -> &[String] {
        &[]
    }
}

/// A definition that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// What is defined.
    pub definition: T,
    /// Which change of all definitions made it what it is; also its `ETag`.
    pub revision: i64,
    /// When it was made.
    pub created_at: Utc,
    /// When it was last changed.
    pub changed_at: Utc,
    /// Who changed it last.
    pub changed_by: String,
}

impl<T: Definition> Kept<T> {
    pub(super) fn new(definition: T, revision: i64, at: Timestamp, by: &str) -> Self {
        Self { definition, revision, created_at: Utc(at), changed_at: Utc(at), changed_by: by.to_owned() }
    }

    /// What holds as long as nobody said anything.
    pub(crate) fn unsaid(definition: T) -> Self {
        Self::new(definition, 0, Timestamp::from_micros(0), "")
    }

    pub(super) fn read(row: DefinitionRow) -> Result<Self, Problem> {
        let definition = serde_json::from_str(&row.definition).map_err(|why| {
            tracing::error!(kind = row.kind, name = row.name, %why, "a definition cannot be read");
            Problem::Internal
        })?;
        Ok(Self {
            definition,
            revision: row.revision,
            created_at: Utc(row.created_at),
            changed_at: Utc(row.changed_at),
            changed_by: row.changed_by,
        })
    }

    pub(super) fn row(&self) -> DefinitionRow {
        DefinitionRow {
            kind: T::KIND.name().to_owned(),
            name: self.definition.name().to_owned(),
            revision: self.revision,
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            changed_by: self.changed_by.clone(),
            definition: serde_json::to_string(&self.definition)
                .expect("a definition in memory always serialises"),
        }
    }
}

/// All definitions of a kind, by name.
pub type Shelf<T> = BTreeMap<String, Kept<T>>;

/// Everything that is defined.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// The number of the last change; which state this is.
    pub revision: i64,
    /// Extensions by number.
    pub extensions: Shelf<Extension>,
    /// Agents by login.
    pub agents: Shelf<Agent>,
    /// Teams by name.
    pub teams: Shelf<Team>,
    /// Queues by name.
    pub queues: Shelf<Queue>,
    /// Menus by name.
    pub ivrs: Shelf<Ivr>,
    /// Pause codes.
    pub pause_codes: Shelf<PauseCode>,
    /// What can come of calls.
    pub dispositions: Shelf<Disposition>,
    pub(super) houses: Shelf<House>,
}

/// A definition that has a place among all.
pub trait Shelved: Definition {
    /// Those of its kind.
    fn shelf(all: &Definitions) -> &Shelf<Self>;
    /// Those of its kind, to be changed.
    fn shelf_mut(all: &mut Definitions) -> &mut Shelf<Self>;
}

macro_rules! shelved {
    ($($type:ty: $shelf:ident;)*) => {$(
        impl Shelved for $type {
            fn shelf(all: &Definitions) -> &Shelf<Self> {
                &all.$shelf
            }
            fn shelf_mut(all: &mut Definitions) -> &mut Shelf<Self> {
                &mut all.$shelf
            }
        }
    )*

    impl Definitions {
        /// Puts a row in its place; rows of kinds that are not known are left where they are.
        pub(super) fn take(&mut self, row: DefinitionRow) -> Result<(), Problem> {
            $(if row.kind == <$type>::KIND.name() {
                let kept = Kept::<$type>::read(row)?;
                self.$shelf.insert(kept.definition.name().to_owned(), kept);
                return Ok(());
            })*
            Ok(())
        }

        /// Calls with each definition: what it is, its name, what it needs, the extension and numbers by which it is reached.
        pub(super) fn each(&self, mut look: impl FnMut(Kind, &str, Vec<Reference>, Option<&str>, &[String])) {
            $(for (name, kept) in &self.$shelf {
                let one = &kept.definition;
                look(<$type>::KIND, name, one.references(), one.inside(), one.numbers());
            })*
        }

        /// Whether there is such a thing.
        pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
            match kind {
                $(<$type>::KIND => self.$shelf.contains_key(name),)*
            }
        }
    }
    };
}

shelved! {
    Extension: extensions;
    Agent: agents;
    Team: teams;
    Queue: queues;
    Ivr: ivrs;
    PauseCode: pause_codes;
    Disposition: dispositions;
    House: houses;
}

impl Definitions {
    /// What holds for the whole house.
    pub fn house(&self) -> House {
        self.houses.get(super::house::NAME).map(|kept| kept.definition.clone()).unwrap_or_default()
    }
}

/// What most definitions are.
pub(super) fn yes() -> bool {
    true
}

/// For tests of those who read definitions.
#[cfg(test)]
pub(crate) fn kept<T: Definition>(definition: T) -> Kept<T> {
    Kept::new(definition, 1, Timestamp::from_micros(0), "test")
}
