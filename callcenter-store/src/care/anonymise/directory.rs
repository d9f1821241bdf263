//! Customers without a person: who has the number is forgotten, with all that was written about him.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::Pages;
use super::{Anonymise, Caller};
use crate::error::StoreError;
use crate::row::{AUDIT, AuditRow, CUSTOMER_NUMBERS, CUSTOMERS, CustomerNumberRow, CustomerRow};
use crate::select::{Condition, Select};
use crate::store::{Store, Write, rows};
use crate::value::Value;

/// What was forgotten of customers, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Customers who had the number: they are gone, with name, address, note and all their numbers.
    pub customers: u64,
    /// Other numbers that these customers had: calls with them are about the same person, and are looked for by them.
    pub other_numbers: Vec<String>,
    /// Customers in whose notes, names or addresses the number stood; a pseudonym stands there now.
    pub mentions: u64,
}

impl Forgotten {
    /// Whether nothing was there to be forgotten.
    pub fn is_empty(&self) -> bool {
        self.customers + self.mentions == 0
    }
}

/// Makes a caller unknown among the customers. Those who have the number are deleted; where it stands in what is written
/// about others, the pseudonym takes its place. All of it happens, or nothing. Run [`Store::scrub`] afterwards.
///
/// # Errors
/// What the database says.
pub async fn forget_customers(
    store: &dyn Store,
    caller: &Caller,
    how: Anonymise,
) -> Result<Forgotten, StoreError> {
    let number = &caller.number;
    let is_it = |row: &CustomerNumberRow| {
        number.is_in(row.written.as_bytes())
            || row.e164.as_ref().is_some_and(|e164| number.is_in(e164.as_bytes()))
    };
    // One written without its country, or not at all as others write it, has no digits in common with the likeliest
    // spelling: each number is looked at.
    let mut numbers = BTreeMap::<String, Vec<CustomerNumberRow>>::new();
    let mut own = BTreeSet::new();
    let mut pages = Pages::of(CUSTOMER_NUMBERS);
    while let Some(page) = pages.next::<CustomerNumberRow>(store).await? {
        let open = page.last().map(|row| row.customer.clone());
        for row in page {
            if is_it(&row) {
                own.insert(row.customer.clone());
            }
            // Only those of whoever has the number are needed afterwards.
            numbers.entry(row.customer.clone()).or_default().push(row);
        }
        numbers.retain(|customer, _| own.contains(customer) || open.as_ref() == Some(customer));
    }
    numbers.retain(|customer, _| own.contains(customer));
    let others = numbers.into_values().flatten().filter(|row| !is_it(row));
    let mut done = Forgotten {
        customers: own.len() as u64,
        other_numbers: others.map(|row| row.e164.unwrap_or(row.written)).collect(),
        mentions: 0,
    };
    let mut write = Write::default();
    let mentioned = mentioned(store, caller, &own).await?;
    done.mentions = mentioned.len() as u64;
    let deeds = deeds(store, caller, &own).await?;
    let ids: Vec<Value> = own.into_iter().map(Value::from).collect();
    for ids in ids.chunks(500) {
        write = write
            .delete(CUSTOMER_NUMBERS, vec![Condition::In("customer", ids.to_vec())])
            .delete(CUSTOMERS, vec![Condition::In("id", ids.to_vec())]);
    }
    write = write.put(mentioned).put(deeds);
    if how == Anonymise::Replace && !done.is_empty() {
        store.write(write).await?;
    }
    Ok(done)
}

/// Others in whose texts the number stands, without it.
async fn mentioned(
    store: &dyn Store,
    caller: &Caller,
    own: &BTreeSet<String>,
) -> Result<Vec<CustomerRow>, StoreError> {
    let mut changed = Vec::new();
    let mut pages = Pages::of(CUSTOMERS);
    while let Some(page) = pages.next::<CustomerRow>(store).await? {
        for mut row in page.into_iter().filter(|row| !own.contains(&row.id)) {
            let mut is_changed = false;
            let texts = [
                &mut row.name,
                &mut row.company,
                &mut row.email,
                &mut row.address,
                &mut row.status,
                &mut row.tags,
                &mut row.note,
                &mut row.words,
                &mut row.sorted_by,
            ];
            for text in texts.into_iter().chain(row.external_id.as_mut()) {
                if let Some(other) = without(caller, text) {
                    *text = other;
                    is_changed = true;
                }
            }
            if is_changed {
                row.version += 1;
                changed.push(row);
            }
        }
    }
    Ok(changed)
}

/// What the audit tells of customers that are deleted: that something was done stays, what it said of them goes.
async fn deeds(
    store: &dyn Store,
    caller: &Caller,
    own: &BTreeSet<String>,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut foreign = BTreeSet::new();
    for ids in own.iter().cloned().map(Value::from).collect::<Vec<_>>().chunks(500) {
        let select = Select::from(CUSTOMERS).only(Condition::In("id", ids.to_vec()));
        let page = rows::<CustomerRow>(store, &select).await?;
        foreign.extend(page.into_iter().filter_map(|row| row.external_id));
    }
    let mut changed = Vec::new();
    let mut pages = Pages::of(AUDIT);
    while let Some(page) = pages.next::<AuditRow>(store).await? {
        for mut row in page.into_iter().filter(|row| row.action.starts_with("customer.")) {
            let is_foreign = foreign.contains(&row.target);
            if !is_foreign && (!own.contains(&row.target) || row.detail == "{}") {
                continue;
            }
            "{}".clone_into(&mut row.detail);
            if is_foreign {
                row.target.clone_from(&caller.pseudonym);
            }
            changed.push(row);
        }
    }
    Ok(changed)
}

/// A text without the number; nothing when it has none.
fn without(caller: &Caller, text: &str) -> Option<String> {
    let other = caller.number.replaced(text.as_bytes(), &caller.pseudonym)?;
    Some(String::from_utf8(other).expect("whole characters were put in the place of whole characters"))
}

#[cfg(test)]
mod tests {
    use callcenter_core::Timestamp;

    use super::super::Number;
    use super::*;
    use crate::memory::MemoryStore;

    fn customer(id: &str, note: &str) -> CustomerRow {
        CustomerRow {
            id: id.to_owned(),
            version: 1,
            kind: "customer".to_owned(),
            external_id: None,
            name: format!("Name of {id}"),
            company: String::new(),
            email: String::new(),
            address: String::new(),
            language: String::new(),
            status: String::new(),
            tags: "[]".to_owned(),
            note: note.to_owned(),
            words: format!("name of {id}"),
            sorted_by: format!("name of {id}"),
            created_at: Timestamp::from_secs(1),
            changed_at: Timestamp::from_secs(1),
        }
    }

    fn deed(id: &str, action: &str, target: &str, detail: &str) -> AuditRow {
        AuditRow {
            id: id.to_owned(),
            at: Timestamp::from_secs(1),
            user_id: None,
            login: "root".to_owned(),
            via: "session".to_owned(),
            address: String::new(),
            action: action.to_owned(),
            target: target.to_owned(),
            detail: detail.to_owned(),
        }
    }

    fn number(customer: &str, n: u32, written: &str, e164: Option<&str>) -> CustomerNumberRow {
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        CustomerNumberRow {
            customer: customer.to_owned(),
            n,
            kind: "other".to_owned(),
            written: written.to_owned(),
            e164: e164.map(str::to_owned),
            tail: digits[digits.len().saturating_sub(7)..].to_owned(),
            digits,
        }
    }

    #[tokio::test]
    async fn hc_58_a_customer_is_forgotten_with_every_number_and_named_by_others_no_more() {
        let store = MemoryStore::default();
        let customers = [
            CustomerRow { external_id: Some("K 17".to_owned()), ..customer("anna", "call back") },
            CustomerRow {
                external_id: Some("crm-0301234567".to_owned()),
                email: "+49-30-1234567@fax.example".to_owned(),
                ..customer("bertha", "sister of 030 1234567, rude")
            },
            customer("claas", "nothing"),
        ];
        let deeds = [
            deed("1", "customer.create", "K 17", "{\"name\":\"Anna Ott\"}"),
            deed("2", "customer.change", "anna", "{\"name\":\"Anna Otto\"}"),
            deed("3", "customer.change", "claas", "{\"name\":\"Claas\"}"),
            deed("4", "user.create", "anna", "{\"role\":\"agent\"}"),
        ];
        let numbers = [
            number("anna", 1, "(030) 123 45 67", Some("+49301234567")),
            number("anna", 2, "0176 12345678", Some("+4917612345678")),
            number("bertha", 1, "030 7654321", Some("+49307654321")),
            number("claas", 1, "030 12345678", None),
        ];
        store
            .write(Write::default().put_new(customers).put_new(numbers).put_new(deeds))
            .await
            .expect("written");
        let caller = Caller::new(Number::parse("+49 30 1234567").expect("a number"));
        let would = forget_customers(&store, &caller, Anonymise::DryRun).await.expect("read");
        assert_eq!(
            store.count(&Select::from(CUSTOMERS)).await.expect("counted"),
            3,
            "a dry run changes nothing"
        );
        let done = forget_customers(&store, &caller, Anonymise::Replace).await.expect("written");
        assert_eq!(done, would);
        assert_eq!(
            (done.customers, done.mentions, done.other_numbers),
            (1, 1, vec!["+4917612345678".to_owned()])
        );
        let mut left = format!("{:?}", store.select(&Select::from(CUSTOMERS)).await.expect("read"));
        left.push_str(&format!("{:?}", store.select(&Select::from(CUSTOMER_NUMBERS)).await.expect("read")));
        for gone in ["anna", "1234567\"", "1234567,", "17612345678", "-1234567"] {
            assert!(!left.contains(gone), "{gone} in {left}");
        }
        assert!(left.contains(&caller.pseudonym) && left.contains("claas") && left.contains("030 7654321"));
        let audit = rows::<AuditRow>(&store, &Select::from(AUDIT).by("id")).await.expect("read");
        let told: Vec<_> = audit.iter().map(|row| (row.target.as_str(), row.detail.as_str())).collect();
        assert_eq!(
            told,
            [
                (caller.pseudonym.as_str(), "{}"),
                ("anna", "{}"),
                ("claas", "{\"name\":\"Claas\"}"),
                ("anna", "{\"role\":\"agent\"}"),
            ],
            "what was said of her is gone from the audit; what was done stays"
        );
        let again = forget_customers(&store, &caller, Anonymise::Replace).await.expect("read");
        assert!(again.is_empty());
    }
}
