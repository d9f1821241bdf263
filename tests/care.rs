//! What is kept is cared for: the archive gives the same again, figures can be folded anew, old data goes, a caller becomes
//! unknown; and everything that is left agrees.

mod common;
#[path = "care/kept.rs"]
mod kept;
#[path = "../callcenter-store/tests/servers/mod.rs"]
mod servers;

#[path = "care/anonymise.rs"]
mod anonymise;
#[path = "care/archive.rs"]
mod archive;
#[path = "care/commands.rs"]
mod commands;
#[path = "care/databases.rs"]
mod databases;
#[path = "care/purge.rs"]
mod purge;
#[path = "care/recalc.rs"]
mod recalc;
#[path = "care/reconclude.rs"]
mod reconclude;
