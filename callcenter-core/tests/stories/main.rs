//! Stories: what the switch reports, line by line, and what must be concluded.

mod agents;
mod apart;
mod chaos;
mod commands;
mod controls;
mod figures;
mod queues;
mod read_back;
mod replaced;
mod resync;
mod story;
