//! The site as clients see it: over a real socket, with a real engine and a real store behind it.

mod access;
mod client;
mod customers;
mod control;
mod desk;
mod floor;
mod floor_at_work;
mod health;
mod settings;
