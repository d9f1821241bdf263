//! How the program does: requests and questions to the store with their times, and the whole as Prometheus reads it.

mod histogram;
mod requests;
mod store;
mod text;

pub(crate) use self::requests::{Requests, measure};
pub(crate) use self::store::{Questions, Timed};
pub(crate) use self::text::page;
