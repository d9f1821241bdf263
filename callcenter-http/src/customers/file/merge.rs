//! Lines against what is there.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::Timestamp;
use callcenter_store::{
    CUSTOMER_NUMBERS, CUSTOMERS, Condition, CustomerNumberRow, CustomerRow, Select, Value, Write, rows,
};

use super::read::Line;
use super::{ImportReport, Run};
use crate::customers::customer::{Customer, CustomerDraft, CustomerKind, known};
use crate::customers::directory::Directory;
use crate::problem::Problem;

/// Who stands behind a chunk of lines.
#[derive(Debug)]
pub(super) struct Merge<'a> {
    directory: &'a Directory,
    run: Run,
    now: Timestamp,
    held: Held,
}

/// Customers by whatever a line may name them.
#[derive(Debug, Default)]
struct Held {
    customers: BTreeMap<String, Customer>,
    by_external: BTreeMap<String, String>,
    by_number: BTreeMap<String, BTreeSet<String>>,
}

/// What a line makes of a customer.
enum Became {
    Created(String),
    Changed(String),
    Unchanged,
}

impl<'a> Merge<'a> {
    pub(super) fn new(directory: &'a Directory, run: Run, now: Timestamp) -> Self {
        Self { directory, run, now, held: Held::default() }
    }

    /// Takes a chunk: all of it is kept, or nothing.
    pub(super) async fn chunk(&mut self, chunk: Vec<Line>, report: &mut ImportReport) -> Result<(), Problem> {
        let rules = self.directory.rules();
        let mut drafts = Vec::new();
        for Line { line, said } in chunk {
            match said.and_then(|draft| draft.checked(rules).map_err(|why| why.to_string())) {
                Ok(draft) => drafts.push((line, draft)),
                Err(why) => report.fails(line, why),
            }
        }
        let directory = self.directory;
        let _writing = directory.writing().await;
        if self.run == Run::Keep {
            // What was kept is read again; what a dry run would have kept is remembered.
            self.held = Held::default();
        }
        self.look(&drafts).await?;
        let mut touched = BTreeSet::new();
        for (line, draft) in drafts {
            match self.take(draft) {
                Ok(Became::Created(id)) => {
                    report.created += 1;
                    touched.insert(id);
                }
                Ok(Became::Changed(id)) => {
                    report.changed += 1;
                    touched.insert(id);
                }
                Ok(Became::Unchanged) => report.unchanged += 1,
                Err(why) => report.fails(line, why),
            }
        }
        if self.run == Run::Keep && !touched.is_empty() {
            directory.store().write(self.write(&touched)).await?;
        }
        Ok(())
    }

    fn write(&self, touched: &BTreeSet<String>) -> Write {
        let rules = self.directory.rules();
        let ids: Vec<Value> = touched.iter().map(|id| id.as_str().into()).collect();
        let customers = || touched.iter().filter_map(|id| self.held.customers.get(id));
        let row =
            |own: &Customer| own.draft().row(own.id.clone(), own.version, own.created_at.0, own.changed_at.0);
        Write::default()
            .delete(CUSTOMER_NUMBERS, vec![Condition::In("customer", ids)])
            .put(customers().map(row))
            .put(customers().flat_map(|own| own.draft().number_rows(&own.id, rules)))
    }

    /// Reads whoever the lines may name.
    async fn look(&mut self, drafts: &[(u64, CustomerDraft)]) -> Result<(), Problem> {
        let rules = self.directory.rules();
        let store = self.directory.store();
        let external: Vec<Value> =
            drafts.iter().filter_map(|(_, draft)| draft.external_id.as_deref()).map(Value::from).collect();
        let digits: BTreeSet<String> = drafts
            .iter()
            .flat_map(|(_, draft)| &draft.numbers)
            .map(|number| known(&number.number, rules).1)
            .collect();
        let tails: BTreeSet<&str> =
            digits.iter().map(|digits| crate::customers::number::tail(digits)).collect();
        let tails = tails.into_iter().map(Value::from).collect();
        let numbers = Select::from(CUSTOMER_NUMBERS).only(Condition::In("tail", tails));
        let numbers = rows::<CustomerNumberRow>(store, &numbers).await?;
        let ids: BTreeSet<String> =
            numbers.into_iter().filter(|row| digits.contains(&row.digits)).map(|row| row.customer).collect();
        let ids = ids.into_iter().map(Value::from).collect();
        let select = Select::from(CUSTOMERS)
            .only(Condition::Any(vec![Condition::In("external_id", external), Condition::In("id", ids)]));
        let found = rows::<CustomerRow>(store, &select).await?;
        for customer in self.directory.with_numbers(found).await? {
            // A dry run may have changed it already.
            if !self.held.customers.contains_key(&customer.id) {
                self.held.put(customer, self.directory);
            }
        }
        Ok(())
    }

    fn take(&mut self, draft: CustomerDraft) -> Result<Became, String> {
        let Some(there) = self.whom(&draft)? else {
            let id = uuid::Uuid::now_v7().to_string();
            self.keep(&draft, id.clone(), 1, self.now)?;
            return Ok(Became::Created(id));
        };
        let merged = merged(&there, draft).checked(self.directory.rules()).map_err(|why| why.to_string())?;
        if merged == there.draft() {
            return Ok(Became::Unchanged);
        }
        self.keep(&merged, there.id.clone(), there.version + 1, there.created_at.0)?;
        Ok(Became::Changed(there.id))
    }

    /// Whom a line means: by the foreign id, else by a number that one has.
    fn whom(&self, draft: &CustomerDraft) -> Result<Option<Customer>, String> {
        let own = |id: &String| self.held.customers.get(id).cloned();
        if let Some(external) = &draft.external_id
            && let Some(id) = self.held.by_external.get(external)
        {
            return Ok(own(id));
        }
        let mut ids = BTreeSet::new();
        for number in &draft.numbers {
            let (_, digits) = known(&number.number, self.directory.rules());
            ids.extend(self.held.by_number.get(&digits).into_iter().flatten());
        }
        // Who has another foreign id is somebody else, who shares the number.
        if draft.external_id.is_some() {
            ids.retain(|id| own(id).is_some_and(|customer| customer.external_id.is_none()));
        }
        match ids.len() {
            0 => Ok(None),
            1 => Ok(ids.first().copied().and_then(own)),
            many => Err(format!("{many} customers have its number: give the line an external_id")),
        }
    }

    fn keep(
        &mut self,
        draft: &CustomerDraft,
        id: String,
        version: i64,
        created_at: Timestamp,
    ) -> Result<(), String> {
        let rules = self.directory.rules();
        let row = draft.row(id, version, created_at, self.now);
        let numbers = draft.number_rows(&row.id, rules);
        self.held.put(Customer::of(row, numbers), self.directory);
        Ok(())
    }
}

impl Held {
    fn put(&mut self, customer: Customer, directory: &Directory) {
        if let Some(external) = &customer.external_id {
            self.by_external.insert(external.clone(), customer.id.clone());
        }
        for number in &customer.numbers {
            let (_, digits) = known(&number.number, directory.rules());
            self.by_number.entry(digits).or_default().insert(customer.id.clone());
        }
        self.customers.insert(customer.id.clone(), customer);
    }
}

/// What a line says over what is there; what it leaves empty stays.
fn merged(there: &Customer, line: CustomerDraft) -> CustomerDraft {
    let own = there.draft();
    let over = |line: String, own: String| if line.is_empty() { own } else { line };
    let mut tags = own.tags;
    tags.extend(line.tags);
    let mut numbers = own.numbers;
    numbers.extend(line.numbers);
    CustomerDraft {
        kind: if line.kind == CustomerKind::default() { own.kind } else { line.kind },
        external_id: line.external_id.or(own.external_id),
        name: over(line.name, own.name),
        company: over(line.company, own.company),
        email: over(line.email, own.email),
        address: over(line.address, own.address),
        language: over(line.language, own.language),
        status: over(line.status, own.status),
        tags,
        note: over(line.note, own.note),
        numbers,
    }
}
