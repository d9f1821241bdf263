//! A call, wherever it is.

use crate::access::Person;
use crate::calls::{Found, Whose, find, told, took_part};
use crate::problem::Problem;
use crate::site::Site;

/// A call by its identity or its linkedid, whoever may see it.
pub(crate) async fn call_of(site: &Site, call: &str) -> Result<Found, Problem> {
    let reading = told(&*site.store).await?;
    find(&*site.desk, &*site.store, &reading, call, &Whose::Everybody, site.clock.now()).await
}

/// Whether somebody's agent took part in a call.
pub(crate) fn is_own(person: &Person, found: &Found) -> bool {
    person.agent.as_ref().is_some_and(|agent| took_part(&found.record, agent.as_str()))
}
