//! Whether all definitions together make sense: whatever one needs is there, and no number rings two things.

use std::collections::BTreeMap;

use super::definition::{Definitions, Kind, Reference};
use crate::problem::Problem;

/// What does not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Incoherence {
    /// Something needs what is not there.
    Missing { user: (Kind, String), reference: Reference },
    /// Two things would be reached by the same number.
    Taken { user: (Kind, String), field: &'static str, number: String, owner: String },
}

/// Looks at all of it.
pub(super) fn check(all: &Definitions) -> Result<(), Incoherence> {
    let mut wrong = None;
    let (mut inside, mut outside) = (BTreeMap::new(), BTreeMap::new());
    for number in all.house().emergency_numbers {
        inside.insert(number, "an emergency number".to_owned());
    }
    all.each(|kind, name, references, extension, numbers| {
        let user = || (kind, name.to_owned());
        for reference in references {
            if !all.has(reference.kind, &reference.name) {
                wrong.get_or_insert(Incoherence::Missing { user: user(), reference });
            }
        }
        if let Some(number) = extension {
            let field = field_inside(kind);
            let before = inside.insert(number.to_owned(), format!("{kind} {name}"));
            if let Some(owner) = before {
                let number = number.to_owned();
                wrong.get_or_insert(Incoherence::Taken { user: user(), field, number, owner });
            }
        }
        for number in numbers {
            let bare = number.trim_start_matches('+').to_owned();
            if let Some(owner) = outside.insert(bare, format!("{kind} {name}")) {
                let number = number.clone();
                wrong.get_or_insert(Incoherence::Taken { user: user(), field: "numbers", number, owner });
            }
        }
    });
    let mut desks = BTreeMap::new();
    for (login, agent) in &all.agents {
        let Some(extension) = &agent.definition.extension else { continue };
        if let Some(owner) = desks.insert(extension.clone(), format!("agent {login}")) {
            let (user, number) = ((Kind::Agent, login.clone()), extension.clone());
            wrong.get_or_insert(Incoherence::Taken { user, field: "extension", number, owner });
        }
    }
    wrong.map_or(Ok(()), Err)
}

impl Incoherence {
    /// What is said to who changed something: his own value is wrong, or somebody else's stands in the way.
    pub(super) fn problem(self, changed: (Kind, &str)) -> Problem {
        match self {
            Self::Missing { user, reference } if (user.0, user.1.as_str()) == changed => Problem::Invalid {
                field: reference.field,
                why: format!("there is no {} {}: make it first", reference.kind, reference.name),
            },
            Self::Missing { user: (kind, name), reference } => Problem::Conflict(format!(
                "{} {} is used by {kind} {name} ({}): take it out there first",
                reference.kind, reference.name, reference.field
            )),
            Self::Taken { user, field, number, owner } => {
                // Which of the two was looked at first says nothing: the owner may be the one that was changed.
                let (kind, name) = changed;
                let (field, other) = match owner == format!("{kind} {name}") {
                    true if field == "numbers" => (field, format!("{} {}", user.0, user.1)),
                    true => (field_inside(kind), format!("{} {}", user.0, user.1)),
                    false => (field, owner),
                };
                Problem::Invalid { field, why: format!("{number} is {other} already") }
            }
        }
    }
}

/// The field with the extension by which something is reached.
fn field_inside(kind: Kind) -> &'static str {
    if kind == Kind::Extension { "number" } else { "extension" }
}
