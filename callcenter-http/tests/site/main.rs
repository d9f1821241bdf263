//! The site as clients see it: over a real socket, with a real engine and a real store behind it.

mod access;
mod client;
mod console;
mod control;
mod customers;
mod description;
mod desk;
mod doctor;
mod floor;
mod floor_at_work;
mod front;
mod health;
mod kept;
mod live;
mod matrix;
#[cfg(feature = "oidc")]
mod oidc;
mod older_clients;
mod reading;
mod recordings;
mod routes;
mod settings;
mod shared_pages;
mod softphone;
