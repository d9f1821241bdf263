//! HTTP, WebSocket and Socket.IO over a call-center engine.
//!
//! [`app`] makes an [`axum::Router`] of a [`Desk`], which is the live call center, and a [`Store`](callcenter_store::Store),
//! which keeps everything. It needs nothing else: embed it in a server of your own, or run `callcenter serve`.
//!
//! * [`Desk`] is all that is needed of a live call center.
//! * Who may do what is said by an argument of each handler, [`By`]; the table of routes is [`openapi`].
//! * Whatever goes wrong is told as a [`Problem`].

pub mod access;
mod app;
mod calls;
pub mod clock;
#[cfg(feature = "console")]
mod console;
pub mod control;
pub mod customers;
pub mod desk;
mod devices;
mod doctor;
pub mod extract;
mod figures;
pub mod floor;
mod front;
pub mod generate;
pub mod live;
mod measured;
mod page;
mod problem;
pub mod recordings;
mod rendered;
mod routes;
mod said;
pub mod serve;
pub mod shown;
mod site;
pub mod softphone;
mod when;
mod zone;

pub use access::{By, Person, Role, Scope};
pub use app::{app, openapi};
pub use desk::Desk;
pub use problem::Problem;
pub use serve::{TlsFiles, serve, serve_looking};
pub use site::{MetricsFor, Site, SiteConfig};
