//! Customers as they are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use callcenter_core::Timestamp;
use callcenter_store::{
    CUSTOMER_NUMBERS, CUSTOMERS, Condition, CustomerNumberRow, CustomerRow, Select, Store, Value, Write, rows,
};
use tokio::sync::Mutex;

use super::customer::{Customer, CustomerDraft, CustomerKind};
use super::number::{Given, Numbers, may_be_same, tail};
use crate::problem::Problem;

/// Customers that one number leads to; more are left out.
pub const MATCHES_MAX: usize = 20;

/// Numbers with the same last digits that are looked at.
const TAILS_MAX: u64 = 200;

/// Customers whom a search finds by their numbers; more are found by more digits.
const FOUND_BY_NUMBER_MAX: u64 = 300;

/// Digits by which a search looks for numbers.
const SEARCHED_DIGITS_MIN: usize = 3;

/// Customers as they are kept.
#[derive(Debug)]
pub struct Directory {
    store: Arc<dyn Store>,
    rules: Numbers,
    /// Whoever reads and then writes holds it.
    writing: Mutex<()>,
}

/// How sure it is that a customer has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// It is the number, with its country; or the extension.
    Exact,
    /// The number, if the country or area code that was left out is the likely one.
    Likely,
    /// At least the last seven digits are the same, and no parser understands one of the two.
    LastDigits,
}

/// A customer who has a number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Match {
    /// The customer.
    pub customer: Customer,
    /// How sure that is.
    pub sureness: Sureness,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    /// In names, firms, mail addresses, tags and numbers.
    pub(crate) text: String,
    pub(crate) kind: Option<CustomerKind>,
    pub(crate) tag: Option<String>,
    /// After which name and id.
    pub(crate) after: Option<(String, String)>,
    pub(crate) limit: usize,
}

/// What a change starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// Whatever is there.
    Any,
    /// This version.
    Version(i64),
}

impl Directory {
    pub(crate) fn new(store: Arc<dyn Store>, rules: Numbers) -> Self {
        Self { store, rules, writing: Mutex::new(()) }
    }

    pub(crate) fn rules(&self) -> &Numbers {
        &self.rules
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Keeps everybody else from writing.
    pub(crate) async fn writing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.writing.lock().await
    }

    /// A customer by id.
    pub(crate) async fn get(&self, id: &str) -> Result<Option<Customer>, Problem> {
        Ok(self.by_ids(&[id.to_owned()]).await?.pop())
    }

    /// A customer by what another program calls it.
    pub(crate) async fn by_external_id(&self, id: &str) -> Result<Option<Customer>, Problem> {
        let select = Select::from(CUSTOMERS).only(Condition::Is("external_id", id.into())).limit(1);
        let found = rows::<CustomerRow>(self.store(), &select).await?;
        Ok(self.with_numbers(found).await?.pop())
    }

    /// Puts a customer in.
    pub(crate) async fn create(
        &self,
        id: String,
        draft: CustomerDraft,
        now: Timestamp,
    ) -> Result<Customer, Problem> {
        let draft = draft.checked(&self.rules)?;
        let _writing = self.writing().await;
        self.is_free(draft.external_id.as_deref(), None).await?;
        let row = draft.row(id, 1, now, now);
        self.put(row, &draft).await
    }

    /// Puts something else in a customer's place.
    pub(crate) async fn replace(
        &self,
        id: &str,
        since: Since,
        draft: CustomerDraft,
        now: Timestamp,
    ) -> Result<Customer, Problem> {
        let draft = draft.checked(&self.rules)?;
        let _writing = self.writing().await;
        let there = self.there(id, since).await?;
        self.is_free(draft.external_id.as_deref(), Some(id)).await?;
        let row = draft.row(there.id, there.version + 1, there.created_at.0, now);
        self.put(row, &draft).await
    }

    /// Changes a customer's note.
    pub(crate) async fn annotate(
        &self,
        id: &str,
        since: Since,
        note: String,
        now: Timestamp,
    ) -> Result<Customer, Problem> {
        let _writing = self.writing().await;
        let there = self.there(id, since).await?;
        let draft = CustomerDraft { note, ..there.draft() }.checked(&self.rules)?;
        let row = draft.row(there.id, there.version + 1, there.created_at.0, now);
        self.put(row, &draft).await
    }

    /// Deletes a customer.
    pub(crate) async fn delete(&self, id: &str, since: Since) -> Result<(), Problem> {
        let _writing = self.writing().await;
        let there = self.there(id, since).await?;
        let write = Write::default()
            .delete(CUSTOMER_NUMBERS, vec![Condition::Is("customer", there.id.as_str().into())])
            .delete(CUSTOMERS, vec![Condition::Is("id", there.id.as_str().into())]);
        Ok(self.store.write(write).await?)
    }

    async fn put(&self, row: CustomerRow, draft: &CustomerDraft) -> Result<Customer, Problem> {
        let numbers = draft.number_rows(&row.id, &self.rules);
        let write = Write::default()
            .delete(CUSTOMER_NUMBERS, vec![Condition::Is("customer", row.id.as_str().into())])
            .put([row.clone()])
            .put(numbers.clone());
        self.store.write(write).await?;
        Ok(Customer::of(row, numbers))
    }

    async fn there(&self, id: &str, since: Since) -> Result<Customer, Problem> {
        let unknown = || Problem::Unknown { what: "customer", id: id.to_owned() };
        let there = self.get(id).await?.ok_or_else(unknown)?;
        match since {
            Since::Version(version) if version != there.version => Err(Problem::Changed),
            Since::Version(_) | Since::Any => Ok(there),
        }
    }

    async fn is_free(&self, external_id: Option<&str>, own: Option<&str>) -> Result<(), Problem> {
        let Some(external_id) = external_id else { return Ok(()) };
        match self.by_external_id(external_id).await? {
            Some(other) if own != Some(other.id.as_str()) => Err(Problem::Conflict(format!(
                "external_id: {external_id:?} is customer {}; change that one, or use another id",
                other.id
            ))),
            _ => Ok(()),
        }
    }

    /// Customers by their ids, in the order of their names.
    pub(crate) async fn by_ids(&self, ids: &[String]) -> Result<Vec<Customer>, Problem> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = ids.iter().map(|id| id.as_str().into()).collect();
        let select = Select::from(CUSTOMERS).only(Condition::In("id", ids)).by("sorted_by");
        self.with_numbers(rows(self.store(), &select).await?).await
    }

    pub(crate) async fn with_numbers(&self, found: Vec<CustomerRow>) -> Result<Vec<Customer>, Problem> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let ids = found.iter().map(|row| row.id.as_str().into()).collect();
        let select = Select::from(CUSTOMER_NUMBERS).only(Condition::In("customer", ids));
        let mut numbers = BTreeMap::<String, Vec<CustomerNumberRow>>::new();
        for row in rows::<CustomerNumberRow>(self.store(), &select).await? {
            numbers.entry(row.customer.clone()).or_default().push(row);
        }
        let customers = found.into_iter().map(|row| {
            let numbers = numbers.remove(&row.id).unwrap_or_default();
            Customer::of(row, numbers)
        });
        Ok(customers.collect())
    }

    /// Who has a number, the surest first; at most [`MATCHES_MAX`].
    pub(crate) async fn lookup(&self, number: &str) -> Result<Vec<Match>, Problem> {
        let found = match self.rules.read(number) {
            Given::Anonymous | Given::Other => return Ok(Vec::new()),
            Given::Extension(digits) => self.by_digits(&digits).await?,
            Given::Number(telephone) => {
                let mut found = self.by_e164(&telephone.e164).await?;
                if found.is_empty() {
                    found = self.by_tail(&telephone.digits, telephone.e164.is_empty()).await?;
                }
                found
            }
        };
        let mut surest = BTreeMap::<String, Sureness>::new();
        for (customer, sureness) in found {
            let own = surest.entry(customer).or_insert(sureness);
            *own = sureness.min(*own);
        }
        let ids: Vec<String> = surest.keys().take(MATCHES_MAX).cloned().collect();
        let customers = self.by_ids(&ids).await?.into_iter();
        let mut matches: Vec<Match> = customers
            .filter_map(|customer| Some(Match { sureness: *surest.get(&customer.id)?, customer }))
            .collect();
        matches.sort_by_key(|one| one.sureness);
        Ok(matches)
    }

    async fn by_digits(&self, digits: &str) -> Result<Vec<(String, Sureness)>, Problem> {
        let select = Select::from(CUSTOMER_NUMBERS)
            .only(Condition::Is("tail", tail(digits).into()))
            .only(Condition::Is("digits", digits.into()))
            .limit(MATCHES_MAX as u64);
        let found = rows::<CustomerNumberRow>(self.store(), &select).await?;
        Ok(found.into_iter().map(|row| (row.customer, Sureness::Exact)).collect())
    }

    async fn by_e164(&self, e164: &[String]) -> Result<Vec<(String, Sureness)>, Problem> {
        if e164.is_empty() {
            return Ok(Vec::new());
        }
        let which: Vec<Value> = e164.iter().map(|e164| e164.as_str().into()).collect();
        let select =
            Select::from(CUSTOMER_NUMBERS).only(Condition::In("e164", which)).limit(MATCHES_MAX as u64 * 2);
        let found = rows::<CustomerNumberRow>(self.store(), &select).await?;
        let sureness = |row: &CustomerNumberRow| {
            if row.e164.as_ref() == e164.first() { Sureness::Exact } else { Sureness::Likely }
        };
        Ok(found.into_iter().map(|row| (row.customer.clone(), sureness(&row))).collect())
    }

    /// Where one of the two has no country that is known; two with different ones are different.
    async fn by_tail(&self, digits: &str, no_country: bool) -> Result<Vec<(String, Sureness)>, Problem> {
        let select =
            Select::from(CUSTOMER_NUMBERS).only(Condition::Is("tail", tail(digits).into())).limit(TAILS_MAX);
        let found = rows::<CustomerNumberRow>(self.store(), &select).await?;
        let same =
            |row: &CustomerNumberRow| (no_country || row.e164.is_none()) && may_be_same(digits, &row.digits);
        Ok(found.into_iter().filter(same).map(|row| (row.customer, Sureness::LastDigits)).collect())
    }

    /// Customers in the order of their names, at most `limit` of them; and whether there are more.
    pub(crate) async fn search(&self, search: &Search) -> Result<(Vec<Customer>, bool), Problem> {
        let limit = search.limit.max(1);
        let mut select = Select::from(CUSTOMERS).by("sorted_by").by("id").limit(limit as u64 + 1);
        for word in search.text.to_lowercase().split_whitespace().take(8) {
            let mut ways = vec![Condition::Contains("words", word.to_owned())];
            let ids = self.with_digits(word, &search.text).await?;
            if !ids.is_empty() {
                ways.push(Condition::In("id", ids));
            }
            select = select.only(Condition::Any(ways));
        }
        if let Some(kind) = search.kind {
            select = select.only(Condition::Is("kind", kind.as_str().into()));
        }
        if let Some(tag) = &search.tag {
            let json = serde_json::to_string(tag).expect("a text always serialises");
            select = select.only(Condition::Contains("tags", json));
        }
        if let Some((name, id)) = &search.after {
            select = select.only(Condition::Any(vec![
                Condition::Above("sorted_by", name.as_str().into()),
                Condition::All(vec![
                    Condition::Is("sorted_by", name.as_str().into()),
                    Condition::Above("id", id.as_str().into()),
                ]),
            ]));
        }
        let mut found = rows::<CustomerRow>(self.store(), &select).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        Ok((self.with_numbers(found).await?, more))
    }

    /// Customers with these digits in a number, in any form of it. A number may be written with blanks: then all of the
    /// text is one.
    async fn with_digits(&self, word: &str, all: &str) -> Result<Vec<Value>, Problem> {
        let is_number = |text: &str| {
            !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit() || " +-/().".contains(sign))
        };
        let number = if is_number(all) { all } else { word };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if !is_number(number) || digits.len() < SEARCHED_DIGITS_MIN {
            return Ok(Vec::new());
        }
        let mut ways = vec![digits.trim_start_matches('0').to_owned(), digits];
        if let Given::Number(telephone) = self.rules.read(number) {
            ways.extend(telephone.e164.iter().map(|e164| e164.trim_start_matches('+').to_owned()));
        }
        ways.retain(|way| way.len() >= SEARCHED_DIGITS_MIN);
        let ways = ways.into_iter().map(|way| Condition::Contains("digits", way)).collect();
        let select = Select::from(CUSTOMER_NUMBERS)
            .columns(&["customer"])
            .only(Condition::Any(ways))
            .limit(FOUND_BY_NUMBER_MAX);
        Ok(self.store().select(&select).await?.into_iter().flatten().collect())
    }
}
