//! The call-center engine as a Python module: thin classes over [`callcenter`]. What they promise is written in
//! `python/callcenter/_callcenter.pyi`.
//!
//! Whoever waits or works for long lets go of the interpreter. Nothing here keeps a thread that would not end with its owner.

mod action;
mod center;
mod convert;
mod doctor;
mod engine;
mod errors;
mod events;
mod fact;
mod figures;
mod history;
mod message;
mod replay;
mod simulator;
mod store;
mod wait;

/// The engine, the parser and the live call center.
#[pyo3::pymodule]
mod _callcenter {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::action::encode;
    #[pymodule_export]
    use crate::center::Center;
    #[pymodule_export]
    use crate::doctor::examine;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::events::Events;
    #[pymodule_export]
    use crate::fact::{Fact, Facts};
    #[pymodule_export]
    use crate::history::Books;
    #[pymodule_export]
    use crate::message::{Decoder, Message, parse};
    #[pymodule_export]
    use crate::replay::{replay_bytes, replay_file};
    #[pymodule_export]
    use crate::simulator::Simulator;
    #[pymodule_export]
    use crate::store::{check_store, tables};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        // Somebody else in this process may have set up a logger already: his counts.
        let _ = pyo3_log::try_init();
        Ok(())
    }
}
