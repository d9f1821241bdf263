//! Objects of ours become Python's, and back. What Python gets is what the JSON of the other adapters has: one spelling.

use callcenter::core::Timestamp;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::errors;

/// An object as Python has it: dictionaries, lists, texts, numbers.
pub(crate) fn to_python<'py>(py: Python<'py>, object: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    loads(py, &to_text(object))
}

/// An object as JSON, for what is made without the interpreter.
pub(crate) fn to_text(object: &impl Serialize) -> String {
    serde_json::to_string(object)
        .expect("what is shown has texts for keys and nothing that cannot be written")
}

/// JSON as Python has it.
pub(crate) fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((PyString::new(py, text),))
}

/// An object of ours from Python's.
///
/// # Errors
/// `ConfigError`, with what is wrong in it, when it is not what is wanted.
pub(crate) fn from_python<T: DeserializeOwned>(object: &Bound<'_, PyAny>) -> PyResult<T> {
    static DUMPS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = object.py();
    let strict = PyDict::new(py);
    strict.set_item("allow_nan", false)?;
    let dumped = DUMPS.import(py, "json", "dumps")?.call((object,), Some(&strict));
    let text = dumped.map_err(|why| errors::config(why.value(py)))?;
    serde_json::from_str(&text.extract::<String>()?).map_err(|why| {
        let text = why.to_string();
        errors::config(text.rsplit_once(" at line").map_or(text.as_str(), |(what, _)| what))
    })
}

/// Bytes of whatever holds some; `bytes` are not copied.
pub(crate) fn bytes<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    match object.cast::<PyBytes>() {
        Ok(bytes) => Ok(bytes.clone()),
        // A number would become so many zeros.
        Err(_) => {
            let view = object.py().import("builtins")?.getattr("memoryview")?.call1((object,))?;
            Ok(view.call_method0("tobytes")?.cast_into::<PyBytes>()?)
        }
    }
}

/// A moment from Unix seconds.
///
/// # Errors
/// `ConfigError` for what is no moment within 285 years around 1970.
pub(crate) fn moment(seconds: f64) -> PyResult<Timestamp> {
    let micros = seconds * 1e6;
    if !micros.is_finite() || micros.abs() >= 9e15 {
        return Err(errors::config(format!("{seconds} is no moment in Unix seconds")));
    }
    Ok(Timestamp::from_micros(micros.round() as i64))
}

/// Unix seconds of a moment.
pub(crate) fn seconds(at: Timestamp) -> f64 {
    at.as_micros() as f64 / 1e6
}
