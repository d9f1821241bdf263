//! The live layer as clients see it.

mod acts;
mod comes_back;
mod day;
mod events;
mod fails;
mod follows;
mod limits;
mod own;
mod socketio;
mod stage;
