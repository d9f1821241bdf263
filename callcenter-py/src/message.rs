//! AMI's messages, read in place.

use callcenter_ami::{DecodeError, Kind, Message as Read, Value, frames};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyMemoryView, PySlice};
use std::sync::{Mutex, PoisonError};

use crate::{convert, errors};

/// One message of AMI: a view of the bytes it came in, of which nothing is copied until somebody asks for a text.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Message {
    data: Py<PyBytes>,
    from: usize,
    to: usize,
}

impl Message {
    fn read<'py>(&'py self, py: Python<'py>) -> Read<'py> {
        Read::parse(&self.data.as_bytes(py)[self.from..self.to])
    }

    fn view<'py>(&self, py: Python<'py>, part: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let data = self.data.bind(py);
        let from = part.as_ptr() as usize - data.as_bytes().as_ptr() as usize;
        let slice = PySlice::new(py, from as isize, (from + part.len()) as isize, 1);
        PyMemoryView::from(data.as_any())?.get_item(slice)
    }
}

fn text(value: Value<'_>) -> String {
    value.text().into_owned()
}

#[pymethods]
impl Message {
    /// `event`, `response`, `banner`, or `other` for what no switch sends.
    #[getter]
    fn kind(&self, py: Python<'_>) -> &'static str {
        match self.read(py).kind() {
            Kind::Event(_) => "event",
            Kind::Response(_) => "response",
            Kind::Greeting(_) => "banner",
            Kind::Other => "other",
        }
    }

    /// The event's name, how a response went, the banner's version; empty for anything else.
    #[getter]
    fn name(&self, py: Python<'_>) -> String {
        match self.read(py).kind() {
            Kind::Event(name) | Kind::Response(name) | Kind::Greeting(name) => text(name),
            Kind::Other => String::new(),
        }
    }

    /// The id of the action that this answers.
    #[getter]
    fn action_id(&self, py: Python<'_>) -> Option<String> {
        self.read(py).action_id().map(text)
    }

    /// The first value with this key, or `default`.
    #[pyo3(signature = (key, default = None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        key: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.read(py).get(key) {
            Some(value) => Ok(Some(text(value).into_pyobject(py)?.into_any())),
            None => Ok(default),
        }
    }

    /// All values with this key, in order.
    fn all(&self, py: Python<'_>, key: &str) -> Vec<String> {
        self.read(py).all(key).map(text).collect()
    }

    /// The headers as pairs, in order.
    fn fields(&self, py: Python<'_>) -> Vec<(String, String)> {
        self.read(py).fields().map(|field| (text(field.key), text(field.value))).collect()
    }

    /// The lines that a command printed.
    fn output(&self, py: Python<'_>) -> Vec<String> {
        self.read(py).output().map(text).collect()
    }

    /// The bytes of the first value with this key, as a view that copies nothing.
    fn raw<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        match self.read(py).get(key) {
            Some(value) => self.view(py, value.as_bytes()),
            None => Err(PyKeyError::new_err(key.to_owned())),
        }
    }

    /// The message's own bytes, as a view that copies nothing.
    #[getter]
    fn bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, self.read(py).as_bytes())
    }

    fn __getitem__(&self, py: Python<'_>, key: &str) -> PyResult<String> {
        self.read(py).get(key).map(text).ok_or_else(|| PyKeyError::new_err(key.to_owned()))
    }

    fn __contains__(&self, py: Python<'_>, key: &str) -> bool {
        self.read(py).get(key).is_some()
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<Message {} {:?}, {} bytes>", self.kind(py), self.name(py), self.to - self.from)
    }
}

/// The messages in bytes, which have to be whole.
#[pyfunction]
pub(crate) fn parse<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let (py, data) = (data.py(), convert::bytes(data)?);
    let list = PyList::empty(py);
    let mut found = frames(data.as_bytes());
    let mut begin = 0;
    while let Some(frame) = found.next() {
        let frame = frame.map_err(too_long)?;
        let end = found.offset() as usize;
        list.append(Message { data: data.clone().unbind(), from: end - frame.len(), to: end })?;
        begin = end;
    }
    let rest = found.rest();
    if !rest.trim_ascii().is_empty() {
        let why = format!(
            "the bytes end within a message, after {} bytes of it; use a Decoder for a stream",
            rest.len()
        );
        return Err(errors::parse(why, begin as u64));
    }
    Ok(list)
}

fn too_long(why: DecodeError) -> PyErr {
    let DecodeError::TooLong { offset } = why else { return errors::parse(why, 0) };
    errors::parse(why, offset)
}

/// Takes the bytes of a connection as they come, and gives whole messages.
///
/// In a box of its own, as the engine.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Decoder(Box<Mutex<callcenter_ami::Decoder>>);

#[pymethods]
impl Decoder {
    #[new]
    fn new() -> Self {
        Self(Box::default())
    }

    /// Takes the next bytes, cut anywhere; the messages that are whole now.
    fn feed<'py>(&self, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let (py, data) = (data.py(), convert::bytes(data)?);
        let list = PyList::empty(py);
        let mut decoder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        decoder.feed(data.as_bytes());
        while let Some(frame) = decoder.next_frame().map_err(too_long)? {
            list.append(Message { data: PyBytes::new(py, &frame).unbind(), from: 0, to: frame.len() })?;
        }
        Ok(list)
    }

    /// How many bytes wait for the rest of their message.
    #[getter]
    fn pending(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pending().len()
    }
}
