//! What is asked of a switch at the beginning of each connection, so that everything that was there before is known.

use callcenter_ami::{Client, ClientError};
use callcenter_core::action::Action;
use callcenter_core::event::List;

/// The only requests that an observer sends besides its login and pings: who the switch is, and everything that is.
/// All of them only read, each once a connection, after `FullyBooted`.
pub const OPENING: [Action; 9] = [
    Action::Settings,
    Action::Status,
    Action::List(List::Legs),
    Action::List(List::LegDetails),
    Action::List(List::Bridges),
    Action::List(List::Queues),
    Action::List(List::Devices),
    Action::List(List::Parked),
    Action::List(List::Contacts),
];

/// What the ids of these requests begin with, behind the client's own prefix.
const PREFIX: &str = "opening-";

/// Sends the [`OPENING`] requests on connection `epoch`. The answers come through the client's feed, where they stand
/// in order with everything else.
///
/// # Errors
/// What [`Client::send`] says; [`ClientError::NotConnected`] means that the next connection will have to be asked.
pub async fn ask(client: &Client, epoch: u64) -> Result<(), ClientError> {
    for (number, action) in OPENING.into_iter().enumerate() {
        client.send(format!("{PREFIX}{epoch}-{}", number + 1), action).await?;
    }
    Ok(())
}

/// Whether an answer with this id is one to the last of them.
pub(crate) fn is_last(id: &str) -> bool {
    let number = id.rsplit_once(PREFIX).and_then(|(_, rest)| rest.split_once('-')).map(|(_, number)| number);
    number.and_then(|number| number.parse().ok()) == Some(OPENING.len())
}
