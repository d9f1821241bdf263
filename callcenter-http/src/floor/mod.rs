//! What administrators define, and who may be reached how: extensions, agents, teams, queues, menus, codes.
//!
//! A definition is checked for itself ([`Definition::check`]) and with all others before it is kept: whatever it
//! names is there, and no number rings two things. Each change has a number, the revision, which never comes twice; the one of
//! the last change says which state all definitions are in, and is the generation of what is generated from them.

mod check;
mod code;
mod coherence;
mod definition;
mod desk;
mod destination;
mod extension;
mod house;
mod ivr;
mod people;
mod queue;
mod reseal;
mod roll;
mod secret;

use std::sync::Arc;

use callcenter_core::Timestamp;
use callcenter_store::{Condition, DEFINITIONS, DefinitionRow, SIP_SECRETS, Select, Store, Write, rows};
use tokio::sync::Mutex;

pub use self::code::{Disposition, Judgement, PauseCode};
pub use self::definition::{Definition, Definitions, Kept, Kind, Reference, Shelf, Shelved};
pub use self::desk::Desk;
pub use self::destination::Destination;
pub use self::extension::{Codec, Extension, Recording, Secret};
pub use self::house::{House, WebSocket};
pub use self::ivr::{Hours, Ivr, Open, Weekday};
pub use self::people::{Agent, Membership, Rings, Team};
pub use self::queue::{Announcements, Join, Leave, PauseUnanswered, Queue, Strategy};
pub use self::reseal::{Resealed, reseal, sealed_by_older};
use self::roll::LastRoll;
pub(crate) use self::roll::Roll;
use crate::access::{Person, Vault, audit_entry};
use crate::clock::Clock;
use crate::problem::Problem;

#[cfg(test)]
pub(crate) use self::definition::kept;

/// Definitions of one kind, at most; a further one is refused.
pub const DEFINITIONS_MAX: usize = 20_000;

/// Bytes of one definition, at most.
const DEFINITION_BYTES_MAX: usize = 256 << 10;

/// The kind of the one row that counts changes.
const COUNTER: &str = "changes";

/// Keeps definitions.
///
/// One program changes them at a time: changes wait for each other here, not in the database.
#[derive(Debug)]
pub struct Floor {
    store: Arc<dyn Store>,
    vault: Vault,
    clock: Clock,
    changing: Mutex<()>,
    last_roll: LastRoll,
}

/// Which state of a definition somebody means to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// Whatever it is now.
    Any,
    /// This revision only: `If-Match`.
    Revision(i64),
}

impl Floor {
    pub(crate) fn new(store: Arc<dyn Store>, vault: Vault, clock: Clock) -> Self {
        Self { store, vault, clock, changing: Mutex::default(), last_roll: LastRoll::default() }
    }

    /// Everything that is defined.
    ///
    /// # Errors
    /// What the store says.
    pub async fn all(&self) -> Result<Definitions, Problem> {
        let found: Vec<DefinitionRow> = rows(&*self.store, &Select::from(DEFINITIONS)).await?;
        let mut all = Definitions::default();
        for row in found {
            if row.kind == COUNTER {
                all.revision = row.revision;
            } else {
                all.take(row)?;
            }
        }
        Ok(all)
    }

    /// One definition.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn get<T: Definition>(&self, name: &str) -> Result<Kept<T>, Problem> {
        self.find(name).await?.ok_or_else(|| unknown::<T>(name))
    }

    /// One definition, if it is there.
    ///
    /// # Errors
    /// What the store says.
    pub async fn find<T: Definition>(&self, name: &str) -> Result<Option<Kept<T>>, Problem> {
        let select = of_kind::<T>().only(Condition::Is("name", name.into()));
        rows(&*self.store, &select).await?.pop().map(Kept::read).transpose()
    }

    /// Definitions of a kind in the order of their names, from behind `after`, `limit` of them at most.
    ///
    /// # Errors
    /// What the store says.
    pub async fn page<T: Definition>(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<Kept<T>>, Problem> {
        let mut select = of_kind::<T>().by("name").limit(limit);
        if let Some(after) = after {
            select = select.only(Condition::Above("name", after.into()));
        }
        let found: Vec<DefinitionRow> = rows(&*self.store, &select).await?;
        found.into_iter().map(Kept::read).collect()
    }

    /// Makes something that is not there yet.
    ///
    /// # Errors
    /// [`Problem::Invalid`]; [`Problem::Conflict`] when there is one of this name; what the store says.
    pub async fn create<T: Shelved>(&self, by: &Person, definition: T) -> Result<Kept<T>, Problem> {
        let name = definition.name().to_owned();
        self.change(by, &name, |all, next| {
            let shelf = T::shelf_mut(all);
            if shelf.contains_key(&name) {
                return Err(Problem::Conflict(format!(
                    "there is {} {name} already: change it with PUT",
                    T::KIND
                )));
            }
            if shelf.len() >= DEFINITIONS_MAX {
                return Err(Problem::Conflict(format!("there are {DEFINITIONS_MAX} of them already")));
            }
            Ok(Some(Kept::new(definition, next.revision, next.at, &by.login)))
        })
        .await
    }

    /// Puts something in the place of what is there.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; [`Problem::Changed`] when another state was meant; [`Problem::Invalid`]; what the store says.
    pub async fn replace<T: Shelved>(
        &self,
        by: &Person,
        name: &str,
        meant: Meant,
        definition: T,
    ) -> Result<Kept<T>, Problem> {
        if definition.name() != name {
            let why = format!(
                "{:?} is not the {name:?} of the address: a name cannot be changed, for history goes by it; make a new one",
                definition.name()
            );
            return Err(Problem::Invalid { field: "name", why });
        }
        self.change(by, name, |all, next| {
            let before = T::shelf(all).get(name).ok_or_else(|| unknown::<T>(name))?;
            meant.is(before.revision)?;
            let created_at = before.created_at;
            Ok(Some(Kept { created_at, ..Kept::new(definition, next.revision, next.at, &by.login) }))
        })
        .await
    }

    /// Puts something in its place, whether or not there was one.
    ///
    /// # Errors
    /// As [`Floor::replace`].
    pub async fn put<T: Shelved>(
        &self,
        by: &Person,
        meant: Meant,
        definition: T,
    ) -> Result<Kept<T>, Problem> {
        let name = definition.name().to_owned();
        self.change(by, &name, |all, next| {
            let before = T::shelf(all).get(&name);
            meant.is(before.map_or(0, |before| before.revision))?;
            let created_at = before.map(|before| before.created_at);
            let kept = Kept::new(definition, next.revision, next.at, &by.login);
            Ok(Some(Kept { created_at: created_at.unwrap_or(kept.created_at), ..kept }))
        })
        .await
    }

    /// Takes something away.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; [`Problem::Changed`]; [`Problem::Conflict`] when something else needs it; what the store says.
    pub async fn delete<T: Shelved>(
        &self,
        by: &Person,
        name: &str,
        meant: Meant,
    ) -> Result<Kept<T>, Problem> {
        self.change(by, name, |all, _| {
            let before = T::shelf(all).get(name).ok_or_else(|| unknown::<T>(name))?;
            meant.is(before.revision)?;
            Ok(None)
        })
        .await
    }

    /// Changes what stands under one name: to what `edit` says, or to nothing. Gives what stands there then, or stood.
    async fn change<T: Shelved>(
        &self,
        by: &Person,
        name: &str,
        edit: impl FnOnce(&mut Definitions, Next) -> Result<Option<Kept<T>>, Problem>,
    ) -> Result<Kept<T>, Problem> {
        let _alone = self.changing.lock().await;
        let mut all = self.all().await?;
        let next = Next { revision: all.revision + 1, at: self.clock.now() };
        let after = edit(&mut all, next)?;
        if let Some(kept) = &after {
            kept.definition.check()?;
        }
        let shelf = T::shelf_mut(&mut all);
        let before = match &after {
            Some(kept) => shelf.insert(name.to_owned(), kept.clone()),
            None => shelf.remove(name),
        };
        coherence::check(&all).map_err(|wrong| wrong.problem((T::KIND, name)))?;
        let mut write = Write::default();
        match &after {
            Some(kept) => {
                let row = kept.row();
                if row.definition.len() > DEFINITION_BYTES_MAX {
                    return Err(Problem::TooLarge(format!(
                        "a definition has at most {DEFINITION_BYTES_MAX} bytes"
                    )));
                }
                write = write.put([row]);
            }
            None => {
                let own =
                    vec![Condition::Is("kind", T::KIND.name().into()), Condition::Is("name", name.into())];
                write = write.delete(DEFINITIONS, own);
            }
        }
        let (action, detail) = match (&before, &after) {
            (None, Some(kept)) => ("create", serde_json::json!(kept.definition)),
            (_, Some(kept)) => ("change", serde_json::json!(kept.definition)),
            (_, None) => ("delete", serde_json::Value::Null),
        };
        let action = format!("{}.{action}", T::KIND.name());
        write = write.put([counter(next, by)]).put_new([audit_entry(next.at, by, &action, name, &detail)]);
        write = self.beside(by, name, &after, next, write).await?;
        let written = self.store.write(write).await;
        // Also when it failed: it may be there all the same.
        self.last_roll.forget().await;
        written?;
        Ok(after.or(before).expect("what is changed is there before or after"))
    }

    /// What is written beside a definition: where an agent sits, that a phone which is gone has no secret.
    async fn beside<T: Shelved>(
        &self,
        by: &Person,
        name: &str,
        after: &Option<Kept<T>>,
        next: Next,
        write: Write,
    ) -> Result<Write, Problem> {
        let after = after.as_ref().map(|kept| &kept.definition as &dyn std::any::Any);
        match T::KIND {
            Kind::Agent => {
                let agent = after.and_then(|agent| agent.downcast_ref::<Agent>());
                self.moved(name, agent.and_then(|agent| agent.extension.as_deref()), next.at, write).await
            }
            Kind::Extension => match after.and_then(|extension| extension.downcast_ref::<Extension>()) {
                None => Ok(write.delete(SIP_SECRETS, vec![Condition::Is("extension", name.into())])),
                Some(Extension { secret: Some(Secret(secret)), .. }) => self.sealed(by, name, secret, write),
                Some(_) => Ok(write),
            },
            _ => Ok(write),
        }
    }

    /// Gives an extension a new secret, and returns it: the one time that it is shown.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what vault and store say.
    pub async fn rotate(&self, by: &Person, number: &str) -> Result<(Kept<Extension>, String), Problem> {
        let secret = secret::make()?;
        let kept = self.get::<Extension>(number).await?;
        let definition = Extension { secret: Some(Secret(secret.clone())), ..kept.definition };
        let kept = self.replace(by, number, Meant::Revision(kept.revision), definition).await?;
        Ok((kept, secret))
    }

    /// Makes an extension; without a secret of its own it is given one, which is returned.
    ///
    /// # Errors
    /// As [`Floor::create`].
    pub async fn create_extension(
        &self,
        by: &Person,
        mut extension: Extension,
    ) -> Result<(Kept<Extension>, String), Problem> {
        let secret = match extension.secret.take() {
            Some(Secret(secret)) => secret,
            None => secret::make()?,
        };
        extension.secret = Some(Secret(secret.clone()));
        Ok((self.create(by, extension).await?, secret))
    }
}

/// What a change is numbered, and when it is made.
#[derive(Debug, Clone, Copy)]
struct Next {
    revision: i64,
    at: Timestamp,
}

impl Meant {
    fn is(self, revision: i64) -> Result<(), Problem> {
        match self {
            Self::Revision(meant) if meant != revision => Err(Problem::Changed),
            Self::Any | Self::Revision(_) => Ok(()),
        }
    }
}

fn of_kind<T: Definition>() -> Select {
    Select::from(DEFINITIONS).only(Condition::Is("kind", T::KIND.name().into()))
}

fn unknown<T: Definition>(name: &str) -> Problem {
    Problem::Unknown { what: T::KIND.words(), id: name.to_owned() }
}

fn counter(next: Next, by: &Person) -> DefinitionRow {
    DefinitionRow {
        kind: COUNTER.to_owned(),
        name: String::new(),
        revision: next.revision,
        created_at: next.at,
        changed_at: next.at,
        changed_by: by.login.clone(),
        definition: "{}".to_owned(),
    }
}
