//! Each error of ours as the one that Python has for it; the classes are in `python/callcenter/errors.py`.

use callcenter::LiveError;
use callcenter::core::fact::Settled;
use callcenter::core::{AskError, Settlement};
use callcenter_store::StoreError as Failed;
use pyo3::prelude::*;

/// The classes, as Python has them.
mod python {
    pyo3::import_exception!(callcenter.errors, BusyError);
    pyo3::import_exception!(callcenter.errors, ClosedError);
    pyo3::import_exception!(callcenter.errors, ConfigError);
    pyo3::import_exception!(callcenter.errors, EncodeError);
    pyo3::import_exception!(callcenter.errors, LaggedError);
    pyo3::import_exception!(callcenter.errors, LinkError);
    pyo3::import_exception!(callcenter.errors, LinkLostError);
    pyo3::import_exception!(callcenter.errors, ParseError);
    pyo3::import_exception!(callcenter.errors, RefusedError);
    pyo3::import_exception!(callcenter.errors, RestoreError);
    pyo3::import_exception!(callcenter.errors, StoreError);
    pyo3::import_exception!(callcenter.errors, SwitchRefusedError);
    pyo3::import_exception!(callcenter.errors, TimedOutError);
}

/// What was written makes no sense.
pub(crate) fn config(why: impl ToString) -> PyErr {
    python::ConfigError::new_err(why.to_string())
}

/// Bytes that are no messages, and where.
pub(crate) fn parse(why: impl ToString, offset: u64) -> PyErr {
    python::ParseError::new_err((why.to_string(), offset))
}

pub(crate) fn encode(why: impl ToString) -> PyErr {
    python::EncodeError::new_err(why.to_string())
}

pub(crate) fn restore(why: impl ToString) -> PyErr {
    python::RestoreError::new_err(why.to_string())
}

pub(crate) fn link(why: impl ToString) -> PyErr {
    python::LinkError::new_err(why.to_string())
}

/// It was ended.
pub(crate) fn closed(what: &str) -> PyErr {
    python::ClosedError::new_err(format!("{what} is closed"))
}

/// Somebody did not read for too long.
pub(crate) fn lagged(batches: u64) -> PyErr {
    let why =
        format!("{batches} batches of facts were missed by not reading for too long; look again, and go on");
    python::LaggedError::new_err((why, batches))
}

/// Another process leads the switch now, and did not go on exactly where the last one ended.
pub(crate) fn hole() -> PyErr {
    let why = "another process leads the switch now, and facts around the change may be missing; look again, and go on";
    python::LaggedError::new_err((why, 1))
}

pub(crate) fn store(why: &Failed) -> PyErr {
    let kind = match why {
        Failed::Unavailable(_) => "unavailable",
        Failed::Denied(_) => "denied",
        Failed::ReadOnly(_) => "read_only",
        Failed::Full(_) => "full",
        Failed::TooNew { .. } => "too_new",
        Failed::Conflict(_) => "conflict",
        Failed::Corrupt(_) => "corrupt",
        Failed::SpoolFull(_) => "spool_full",
        Failed::Invalid(_) => "invalid",
        Failed::File { .. } => "file",
        _ => "failed",
    };
    python::StoreError::new_err((why.to_string(), kind))
}

pub(crate) fn live(why: &LiveError) -> PyErr {
    match why {
        LiveError::Store(why) => store(why),
        LiveError::Link(why) => link(why),
        LiveError::Share { .. } => config(why),
        _ => link(why),
    }
}

/// Why nothing came of a command.
pub(crate) fn ask(why: &AskError) -> PyErr {
    match why {
        AskError::Refused(refusal) => {
            let word = match serde_json::to_value(refusal) {
                Ok(serde_json::Value::String(word)) => word,
                _ => "refused".to_owned(),
            };
            python::RefusedError::new_err((why.to_string(), word))
        }
        AskError::Busy => python::BusyError::new_err(why.to_string()),
        AskError::Stopped => python::ClosedError::new_err(why.to_string()),
        _ => python::TimedOutError::new_err(why.to_string()),
    }
}

/// What came of a command: an error, where the switch did not do it.
pub(crate) fn settled(settlement: &Settlement) -> PyResult<()> {
    let said = |otherwise: &str| match settlement.message.as_str() {
        "" => otherwise.to_owned(),
        said => said.to_owned(),
    };
    match settlement.outcome {
        Settled::Done => Ok(()),
        Settled::Refused => Err(python::SwitchRefusedError::new_err(said("the switch refused"))),
        Settled::TimedOut => Err(python::TimedOutError::new_err(said(
            "the switch did not answer in time; it may still happen",
        ))),
        Settled::LinkLost => Err(python::LinkLostError::new_err(said(
            "the link to the switch fell before its answer; it may have happened",
        ))),
    }
}
