//! Facts, which become Python's objects when somebody looks at them.

use std::io::{self, Write};
use std::sync::Arc;

use callcenter::{Entry, Fact as Told};
use pyo3::exceptions::{PyIndexError, PyKeyError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::convert;

/// Something that became true.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Fact(Arc<Entry>);

impl From<Entry> for Fact {
    fn from(entry: Entry) -> Self {
        Self(Arc::new(entry))
    }
}

/// Takes the beginning of a text, and then no more: as much as a kind's name needs.
struct Beginning {
    bytes: [u8; 64],
    len: usize,
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let len = bytes.len().min(self.bytes.len() - self.len);
        if len == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.bytes[self.len..self.len + len].copy_from_slice(&bytes[..len]);
        self.len += len;
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a fact is called: `LegStarted`.
pub(crate) fn kind(fact: &Told) -> String {
    let mut beginning = Beginning { bytes: [0; 64], len: 0 };
    // It is full before the fact is written: only the name is wanted.
    let _ = serde_json::to_writer(&mut beginning, fact);
    let mut parts = beginning.bytes[..beginning.len].split(|byte| *byte == b'"');
    parts.nth(1).map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default()
}

#[pymethods]
impl Fact {
    /// Its number: from 1, without gaps.
    #[getter]
    fn seq(&self) -> u64 {
        self.0.seq
    }

    /// When it became true, in Unix seconds.
    #[getter]
    fn at(&self) -> f64 {
        convert::seconds(self.0.at)
    }

    /// What it is called: `LegStarted`.
    #[getter]
    fn kind(&self) -> String {
        kind(&self.0.fact)
    }

    /// What it says.
    #[getter]
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fact = convert::to_python(py, &self.0.fact)?;
        match fact.cast_into::<PyDict>() {
            Ok(fact) => match fact.get_item(self.kind())? {
                Some(said) => Ok(said.cast_into::<PyDict>().unwrap_or_else(|_| PyDict::new(py))),
                None => Ok(PyDict::new(py)),
            },
            // A fact that says nothing but that it is one.
            Err(_) => Ok(PyDict::new(py)),
        }
    }

    /// As `callcenter replay --output facts` prints it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::to_python(py, &*self.0)
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        self.data(py)?.get_item(key)?.ok_or_else(|| PyKeyError::new_err(key.to_owned()))
    }

    fn __repr__(&self) -> String {
        format!("<Fact {} {} at {}>", self.0.seq, self.kind(), self.0.at)
    }
}

/// Facts in order: a sequence.
#[pyclass(frozen, sequence, module = "callcenter")]
pub(crate) struct Facts(Vec<Arc<Entry>>);

impl Facts {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        Self(entries.into_iter().map(Arc::new).collect())
    }
}

#[pymethods]
impl Facts {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__(&self, index: isize) -> PyResult<Fact> {
        let index = if index < 0 { index + self.0.len() as isize } else { index };
        let found = usize::try_from(index).ok().and_then(|index| self.0.get(index));
        found.map(|entry| Fact(Arc::clone(entry))).ok_or_else(|| PyIndexError::new_err("no such fact"))
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, &format!("<{} facts>", self.0.len()))
    }
}
