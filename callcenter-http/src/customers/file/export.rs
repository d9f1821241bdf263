//! Customers as CSV, which the import takes again.

use callcenter_store::export::guarded;
use csv::{Terminator, WriterBuilder};

use crate::customers::customer::Customer;
use crate::customers::directory::{Directory, Search};
use crate::problem::Problem;

/// Customers that are read at a time.
const PAGE: usize = 500;

/// The columns.
const COLUMNS: [&str; 11] = [
    "external_id",
    "kind",
    "name",
    "company",
    "email",
    "address",
    "language",
    "status",
    "tags",
    "note",
    "numbers",
];

/// All customers, a piece of the file after the other. No text in it begins a formula.
pub fn export(directory: &Directory) -> impl futures::Stream<Item = Result<Vec<u8>, Problem>> + Send + '_ {
    let begin = Some(Search { limit: PAGE, ..Search::default() });
    futures::stream::try_unfold(begin, move |search| async move {
        let Some(search) = search else { return Ok(None) };
        let (customers, more) = directory.search(&search).await?;
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        let failed = |_| Problem::Internal;
        if search.after.is_none() {
            out.write_record(COLUMNS).map_err(failed)?;
        }
        for customer in &customers {
            let cells = cells(customer);
            out.write_record(cells.iter().map(|cell| guarded(cell, b',').into_owned())).map_err(failed)?;
        }
        let next = customers.last().filter(|_| more).map(|last| Search {
            after: Some((last.sorted_by(), last.id.clone())),
            limit: PAGE,
            ..Search::default()
        });
        let piece = out.into_inner().map_err(|_| Problem::Internal)?;
        Ok(Some((piece, next)))
    })
}

fn cells(customer: &Customer) -> [String; 11] {
    let numbers = customer.numbers.iter().map(|own| format!("{}:{}", own.kind.as_str(), own.number));
    [
        customer.external_id.clone().unwrap_or_default(),
        customer.kind.as_str().to_owned(),
        customer.name.clone(),
        customer.company.clone(),
        customer.email.clone(),
        customer.address.clone(),
        customer.language.clone(),
        customer.status.clone(),
        customer.tags.join("|"),
        customer.note.clone(),
        numbers.collect::<Vec<_>>().join("|"),
    ]
}
