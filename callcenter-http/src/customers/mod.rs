//! Customers: a directory of those who call, and the card that is shown when they do.
//!
//! A caller's number is looked for in one [`CardSource`] after the other, the own table first. Nobody waits for it before a
//! phone rings: the card comes when it comes, and says which source could not be asked.

mod card;
mod customer;
mod directory;
pub mod file;
mod history;
mod number;
mod source;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use callcenter_core::CallRecord;
use callcenter_core::record::Direction;
use callcenter_store::Store;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

pub use self::card::{AwaySource, Card, CardFound};
pub use self::customer::{
    ADDRESS_CHARACTERS_MAX, Customer, CustomerDraft, CustomerKind, CustomerNumber, EMAIL_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX, NUMBERS_MAX, NumberDraft, NumberKind, TAG_CHARACTERS_MAX,
    TAGS_MAX,
};
pub use self::directory::{Directory, MATCHES_MAX, Match, Sureness};
pub(crate) use self::directory::{Search, Since};
pub use self::history::{CALLS_SHOWN, CallBefore, NOTES_SHOWN, NoteBefore};
pub use self::number::{Given, NUMBER_CHARACTERS_MAX, NumberConfig, Numbers, TAIL_DIGITS, Telephone};
use self::source::OwnTable;
pub use self::source::{Caller, CardCustomer, CardSource, Found, SourceAway};
pub use self::webhook::{
    ANSWER_BYTES_MAX, QUESTIONS_MAX, Secret, TIMEOUT_MAX, Webhook, WebhookConfig, WebhookMethod,
};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::site::Site;

/// How long all sources together may take; what did not answer by then is away.
pub const CARD_WAIT: Duration = Duration::from_secs(5);

/// Sources of cards.
pub const SOURCES_MAX: usize = 8;

/// How customers are known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CustomersConfig {
    /// How numbers are read.
    pub numbers: NumberConfig,
    /// Where cards come from, in this order. Default: the own table.
    pub sources: Vec<SourceConfig>,
}

/// Where cards come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceConfig {
    /// The own table.
    Own,
    /// Another program.
    Webhook(WebhookConfig),
}

/// Customers.
#[derive(Debug)]
pub struct Customers {
    directory: Arc<Directory>,
    sources: Vec<Arc<dyn CardSource>>,
}

impl Customers {
    /// Customers as a configuration has them.
    ///
    /// # Errors
    /// Which key is wrong, and why.
    pub fn new(store: Arc<dyn Store>, clock: &Clock, config: CustomersConfig) -> Result<Self, String> {
        let CustomersConfig { numbers, mut sources } = config;
        if sources.len() > SOURCES_MAX {
            return Err(format!("sources: {} are too many; at most {SOURCES_MAX} are asked", sources.len()));
        }
        let rules = Numbers::new(&numbers).map_err(|why| format!("numbers.{why}"))?;
        let directory = Arc::new(Directory::new(store, rules));
        if sources.is_empty() {
            sources.push(SourceConfig::Own);
        }
        let made = sources.into_iter().map(|source| -> Result<Arc<dyn CardSource>, String> {
            Ok(match source {
                SourceConfig::Own => Arc::new(OwnTable { directory: Arc::clone(&directory) }),
                SourceConfig::Webhook(config) => {
                    Arc::new(Webhook::new(config, clock.clone()).map_err(|why| format!("sources: {why}"))?)
                }
            })
        });
        Ok(Self { sources: made.collect::<Result<_, _>>()?, directory })
    }

    /// The same with sources of somebody's own, in this order; the own table is asked only if it is [`Customers::own_table`].
    pub fn with_sources(self, sources: Vec<Arc<dyn CardSource>>) -> Self {
        Self { sources, ..self }
    }

    /// The own table as a source.
    pub fn own_table(&self) -> Arc<dyn CardSource> {
        Arc::new(OwnTable { directory: Arc::clone(&self.directory) })
    }

    /// The own table.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// What is known of a number. It takes at most [`CARD_WAIT`], and never fails: what cannot be asked is said in it.
    pub async fn card(&self, number: Option<&str>) -> Card {
        let number = number.filter(|number| !number.is_empty());
        let mut card = Card {
            number: number.map(str::to_owned),
            e164: None,
            found: CardFound::NotFound,
            source: None,
            customer: None,
            others: 0,
            away: Vec::new(),
            history: Vec::new(),
            notes: Vec::new(),
        };
        let telephone = match self.directory.rules().read(number.unwrap_or_default()) {
            Given::Anonymous => {
                card.found = CardFound::Anonymous;
                return card;
            }
            Given::Number(telephone) => Some(telephone),
            Given::Extension(_) | Given::Other => None,
        };
        card.e164 = telephone.as_ref().and_then(|telephone| telephone.e164.first().cloned());
        let caller = Caller { given: number.unwrap_or_default().to_owned(), telephone };
        let until = Instant::now() + CARD_WAIT;
        self.ask(&caller, until, &mut card).await;
        let mut numbers = vec![caller.given];
        let others = card.customer.iter().flat_map(|customer| &customer.numbers);
        numbers.extend(others.map(|other| other.number.clone()));
        let before = history::before(self.directory.store(), self.directory.rules(), &numbers);
        match timeout_at(until, before).await {
            Ok(Ok(before)) => (card.history, card.notes) = (before.calls, before.notes),
            Ok(Err(why)) => card.away.push(AwaySource { source: "history".to_owned(), why: why.to_string() }),
            Err(_) => card.away.push(AwaySource { source: "history".to_owned(), why: late() }),
        }
        card
    }

    /// One source after the other, until one knows the caller.
    async fn ask(&self, caller: &Caller, until: Instant, card: &mut Card) {
        for source in &self.sources {
            let away = |why| AwaySource { source: source.name().to_owned(), why };
            match timeout_at(until, source.find(caller)).await {
                Ok(Ok(Some(Found { customer, others }))) => {
                    card.found = CardFound::Customer;
                    card.source = Some(source.name().to_owned());
                    (card.customer, card.others) = (Some(customer), others);
                    return;
                }
                Ok(Ok(None)) => {}
                Ok(Err(SourceAway(why))) => card.away.push(away(why)),
                Err(_) => card.away.push(away(late())),
            }
        }
        if !card.away.is_empty() {
            card.found = CardFound::Away;
        }
    }
}

fn late() -> String {
    format!("it took longer than {} s", CARD_WAIT.as_secs())
}

/// The number of the one outside, or of who called: whose card a call has.
pub fn number_of(record: &CallRecord) -> Option<&str> {
    let number = match record.direction {
        Direction::Outbound => &record.dialed,
        Direction::Inbound | Direction::Internal => &record.caller,
    };
    number.as_deref()
}

impl Site {
    /// The card of a call that lives or is kept, by its `call_id`, or the linkedid of one that lives.
    ///
    /// # Errors
    /// [`Problem::Unknown`] when there is no such call; [`Problem::Unavailable`] when the store is away.
    pub async fn card_of_call(&self, call: &str) -> Result<Card, Problem> {
        let found = crate::recordings::call_of(self, call).await?;
        Ok(self.customers.card(number_of(&found.record)).await)
    }
}
