//! Where the card of a caller comes from.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;

use super::customer::{Customer, CustomerKind, CustomerNumber};
use super::directory::Directory;
use super::number::Telephone;

/// A place that knows customers. Whoever asks does not wait for it before a phone rings.
#[async_trait]
pub trait CardSource: Send + Sync + Debug {
    /// What it is called where it is shown: `own`, `crm`.
    fn name(&self) -> &str;

    /// Who has a number; nothing: nobody that it knows.
    ///
    /// # Errors
    /// Why it cannot be asked now. It must end within a few seconds: a card is given up after
    /// [`CARD_WAIT`](super::CARD_WAIT).
    async fn find(&self, caller: &Caller) -> Result<Option<Found>, SourceAway>;
}

/// Somebody whose card is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The number as the switch tells it.
    pub given: String,
    /// What it is as a telephone number; absent: an extension.
    pub telephone: Option<Telephone>,
}

/// Who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub customer: CardCustomer,
    /// How many others have the number too.
    pub others: usize,
}

/// Why a source cannot be asked, in words for an agent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceAway(pub String);

/// A customer as a card shows one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct CardCustomer {
    /// The id by which the source knows the customer; absent: it has none.
    pub id: Option<String>,
    /// What the customer is to the house.
    pub kind: CustomerKind,
    /// What another program calls the customer.
    pub external_id: Option<String>,
    /// The name; empty: not known.
    pub name: String,
    /// The firm; empty: none.
    pub company: String,
    /// The mail address; empty: none.
    pub email: String,
    /// The postal address; empty: none.
    pub address: String,
    /// The language; empty: not known.
    pub language: String,
    /// How it stands with the customer; empty: nothing said.
    pub status: String,
    /// Words by which the house finds the customer.
    pub tags: Vec<String>,
    /// What everybody should know; empty: nothing.
    pub note: String,
    /// The numbers.
    pub numbers: Vec<CustomerNumber>,
    /// A page about the customer in another program.
    pub url: Option<String>,
    /// What else the source says, by name.
    pub fields: BTreeMap<String, String>,
}

impl From<Customer> for CardCustomer {
    fn from(customer: Customer) -> Self {
        Self {
            id: Some(customer.id),
            kind: customer.kind,
            external_id: customer.external_id,
            name: customer.name,
            company: customer.company,
            email: customer.email,
            address: customer.address,
            language: customer.language,
            status: customer.status,
            tags: customer.tags,
            note: customer.note,
            numbers: customer.numbers,
            url: None,
            fields: BTreeMap::new(),
        }
    }
}

/// The own table.
#[derive(Debug)]
pub(super) struct OwnTable {
    pub(super) directory: Arc<Directory>,
}

#[async_trait]
impl CardSource for OwnTable {
    fn name(&self) -> &str {
        "own"
    }

    async fn find(&self, caller: &Caller) -> Result<Option<Found>, SourceAway> {
        let matches = self.directory.lookup(&caller.given).await;
        let mut matches = matches.map_err(|why| SourceAway(why.to_string()))?.into_iter();
        let first = matches.next();
        Ok(first.map(|first| Found { customer: first.customer.into(), others: matches.len() }))
    }
}
