//! A recorded trace as a whole.

use std::fs::File;
use std::path::{Path, PathBuf};

use callcenter::{CallRecord, Calls, Config, Policy, Replay, ReplayReport};
use pyo3::exceptions::{PyIsADirectoryError, PyOSError};
use pyo3::prelude::*;
use serde::Serialize;

use crate::{convert, errors};

/// What `callcenter replay --output calls` prints.
#[derive(Serialize)]
struct Whole {
    calls: Vec<CallRecord>,
}

/// What was read.
#[derive(Serialize)]
pub(crate) struct Told {
    bytes: u64,
    messages: u64,
    events: u64,
    facts: u64,
    problems: Vec<Problem>,
    problems_count: u64,
}

#[derive(Serialize)]
struct Problem {
    offset: u64,
    what: String,
}

impl Told {
    pub(crate) fn of(report: &ReplayReport) -> Self {
        let problems = report.problems.iter();
        Self {
            bytes: report.bytes,
            messages: report.messages,
            events: report.events,
            facts: report.facts,
            problems: problems
                .map(|problem| Problem { offset: problem.offset, what: problem.what.clone() })
                .collect(),
            problems_count: report.problems_count,
        }
    }
}

/// What the engine is told beforehand: the keys of a configuration file.
pub(crate) fn configuration(config: Option<&Bound<'_, PyAny>>) -> PyResult<Config> {
    config.map_or_else(|| Ok(Config::default()), convert::from_python)
}

pub(crate) fn policy(config: Option<&Bound<'_, PyAny>>) -> PyResult<Policy> {
    configuration(config).map(|config| config.policy())
}

/// Opens a file to read it.
///
/// # Errors
/// `OSError` of the kind that Python has for it, with the file's name.
pub(crate) fn open_file(path: &Path) -> PyResult<File> {
    let failed = |why: std::io::Error| match why.raw_os_error() {
        Some(number) => PyOSError::new_err((number, why.kind().to_string(), path.to_path_buf())),
        None => why.into(),
    };
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(PyIsADirectoryError::new_err((path.to_path_buf(),)));
    }
    Ok(file)
}

fn whole(mut replay: Replay, mut calls: Calls) -> PyResult<String> {
    let open = replay.finish(|entry| calls.take(entry));
    let report = replay.report();
    if report.messages == 0 {
        let (offset, what) = match report.problems.first() {
            Some(problem) => (problem.offset, problem.what.clone()),
            None => (0, "no message of a switch is in it".to_owned()),
        };
        return Err(errors::parse(format!("byte {offset}: {what}: this is no AMI trace"), offset));
    }
    Ok(convert::to_text(&Whole { calls: calls.in_order(open) }))
}

/// The records of every call in a trace in memory.
#[pyfunction]
#[pyo3(signature = (data, config = None))]
pub(crate) fn replay_bytes<'py>(
    data: &Bound<'py, PyAny>,
    config: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, bytes, policy) = (data.py(), convert::bytes(data)?, policy(config)?);
    let data = bytes.as_bytes();
    let text = py.detach(|| {
        let (mut replay, mut calls) = (Replay::new(policy), Calls::default());
        replay.feed(data, |entry| calls.take(entry));
        whole(replay, calls)
    })?;
    convert::loads(py, &text)
}

/// The records of every call in a file.
#[pyfunction]
#[pyo3(signature = (path, config = None))]
pub(crate) fn replay_file<'py>(
    py: Python<'py>,
    path: PathBuf,
    config: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (file, policy) = (open_file(&path)?, policy(config)?);
    let text = py.detach(|| {
        let (mut replay, mut calls) = (Replay::new(policy), Calls::default());
        replay.read(file, |entry| calls.take(entry)).map_err(PyErr::from)?;
        whole(replay, calls)
    })?;
    convert::loads(py, &text)
}
