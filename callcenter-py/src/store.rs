//! A store that is written in Python.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use callcenter_store::{
    Condition, Delete, Guard, MemoryStore, Put, Select, Store, StoreError, TABLES, Table, Value, Write,
    conformance,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

use crate::errors;
use crate::wait::{HasRuntime, Own};

/// A store of Python's. Its methods are called on threads of their own, one for each request that is under way.
#[derive(Clone)]
pub(crate) struct PyStore(Arc<Py<PyAny>>);

impl PyStore {
    pub(crate) fn new(store: Py<PyAny>) -> Self {
        Self(Arc::new(store))
    }

    /// Calls a method without keeping anybody waiting who works on something else.
    async fn call<T: Send + 'static>(
        &self,
        name: &'static str,
        arguments: impl for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>> + Send + 'static,
        answer: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.0);
        let called = tokio::task::spawn_blocking(move || {
            let ended = || StoreError::Unavailable("the interpreter has ended".to_owned());
            let called = Python::try_attach(|py| {
                let done = arguments(py).and_then(|argument| store.bind(py).call_method1(name, (argument,)));
                done.and_then(|done| answer(&done)).map_err(|why| failed(py, &why))
            });
            called.unwrap_or_else(|| Err(ended()))
        });
        called.await.unwrap_or_else(|why| Err(StoreError::Failed(format!("{name}: {why}"))))
    }
}

impl fmt::Debug for PyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PyStore")
    }
}

/// What Python raised, as the error that it means.
fn failed(py: Python<'_>, why: &PyErr) -> StoreError {
    let value = why.value(py);
    let text = value.to_string();
    let kind = value.getattr("kind").and_then(|kind| kind.extract::<String>()).unwrap_or_default();
    match kind.as_str() {
        "conflict" => StoreError::Conflict(text),
        "unavailable" => StoreError::Unavailable(text),
        "denied" => StoreError::Denied(text),
        "read_only" => StoreError::ReadOnly(text),
        "full" => StoreError::Full(text),
        "corrupt" => StoreError::Corrupt(text),
        "invalid" => StoreError::Invalid(text),
        _ => StoreError::Failed(format!("{}: {text}", why.get_type(py))),
    }
}

#[async_trait]
impl Store for PyStore {
    fn backend(&self) -> &'static str {
        "python"
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        write.check()?;
        self.call("write", move |py| writing(py, &write), |_| Ok(())).await
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        select.check()?;
        let select = select.clone();
        self.call(
            "select",
            move |py| selecting(py, &select),
            |rows| {
                rows.try_iter()?.map(|row| row?.try_iter()?.map(|cell| from_cell(&cell?)).collect()).collect()
            },
        )
        .await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        select.check()?;
        let select = select.clone();
        self.call("count", move |py| selecting(py, &select), |count| count.extract()).await
    }

    async fn close(&self) {
        // A store that fails at its end has nothing more to lose.
        let _ = self.call("close", |py| Ok(py.None().into_bound(py)), |_| Ok(())).await;
    }
}

fn cell<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Int(number) => number.into_pyobject(py)?.into_any(),
        Value::Text(text) => text.into_pyobject(py)?.into_any(),
        Value::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
    })
}

fn from_cell(cell: &Bound<'_, PyAny>) -> PyResult<Value> {
    if cell.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(bytes) = cell.cast::<PyBytes>() {
        return Ok(Value::Bytes(bytes.as_bytes().to_vec()));
    }
    if let Ok(text) = cell.extract::<String>() {
        return Ok(Value::Text(text));
    }
    cell.extract().map(Value::Int)
}

fn cells<'py>(py: Python<'py>, values: &[Value]) -> PyResult<Bound<'py, PyTuple>> {
    let cells: Vec<_> = values.iter().map(|value| cell(py, value)).collect::<PyResult<_>>()?;
    PyTuple::new(py, cells)
}

/// `("is", "queue", "support")`, `("any", [...])`.
fn condition<'py>(py: Python<'py>, condition: &Condition) -> PyResult<Bound<'py, PyTuple>> {
    let word = |text: &str| Ok::<_, PyErr>(text.into_pyobject(py)?.into_any());
    let compare = |how, column, value| PyTuple::new(py, [word(how)?, word(column)?, cell(py, value)?]);
    let all = |how, parts: &[Condition]| {
        let parts: Vec<_> = parts.iter().map(|part| self::condition(py, part)).collect::<PyResult<_>>()?;
        PyTuple::new(py, [word(how)?, PyList::new(py, parts)?.into_any()])
    };
    match condition {
        Condition::Is(column, value) => compare("is", column, value),
        Condition::IsNot(column, value) => compare("is_not", column, value),
        Condition::In(column, values) => {
            PyTuple::new(py, [word("in")?, word(column)?, cells(py, values)?.into_any()])
        }
        Condition::Below(column, value) => compare("below", column, value),
        Condition::AtMost(column, value) => compare("at_most", column, value),
        Condition::Above(column, value) => compare("above", column, value),
        Condition::AtLeast(column, value) => compare("at_least", column, value),
        Condition::Empty(column) => PyTuple::new(py, [word("empty")?, word(column)?]),
        Condition::Filled(column) => PyTuple::new(py, [word("filled")?, word(column)?]),
        Condition::Contains(column, text) => {
            PyTuple::new(py, [word("contains")?, word(column)?, word(text)?])
        }
        Condition::Any(parts) => all("any", parts),
        Condition::All(parts) => all("all", parts),
    }
}

fn conditions<'py>(py: Python<'py>, parts: &[Condition]) -> PyResult<Bound<'py, PyList>> {
    let parts: Vec<_> = parts.iter().map(|part| condition(py, part)).collect::<PyResult<_>>()?;
    PyList::new(py, parts)
}

fn selecting<'py>(py: Python<'py>, select: &Select) -> PyResult<Bound<'py, PyAny>> {
    let Select { table, columns, conditions: only, order: _, limit } = select;
    let object = PyDict::new(py);
    object.set_item("table", table.name)?;
    object.set_item("columns", columns)?;
    object.set_item("conditions", conditions(py, only)?)?;
    object.set_item("order", select.full_order())?;
    object.set_item("limit", limit)?;
    Ok(object.into_any())
}

fn writing<'py>(py: Python<'py>, write: &Write) -> PyResult<Bound<'py, PyAny>> {
    let Write { guard, deletes, puts } = write;
    let object = PyDict::new(py);
    let guarded = guard.as_ref().map(|Guard { stream, term, tip }| -> PyResult<_> {
        let guard = PyDict::new(py);
        guard.set_item("stream", stream)?;
        guard.set_item("term", term)?;
        guard.set_item("tip", tip)?;
        Ok(guard)
    });
    object.set_item("guard", guarded.transpose()?)?;
    let deleted = PyList::empty(py);
    for Delete { table, conditions: only } in deletes {
        let delete = PyDict::new(py);
        delete.set_item("table", table.name)?;
        delete.set_item("conditions", conditions(py, only)?)?;
        deleted.append(delete)?;
    }
    object.set_item("deletes", deleted)?;
    let all = PyList::empty(py);
    for Put { table, rows, replace } in puts {
        let put = PyDict::new(py);
        put.set_item("table", table.name)?;
        let rows: Vec<_> = rows.iter().map(|row| cells(py, row)).collect::<PyResult<_>>()?;
        put.set_item("rows", PyList::new(py, rows)?)?;
        put.set_item("replace", replace)?;
        all.append(put)?;
    }
    object.set_item("puts", all)?;
    Ok(object.into_any())
}

/// Every table: its name, its columns with their kinds, how many of them are its key.
#[pyfunction]
pub(crate) fn tables(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let list = PyList::empty(py);
    for Table { name, means, columns, key } in TABLES.iter().copied() {
        let table = PyDict::new(py);
        table.set_item("name", name)?;
        table.set_item("means", means)?;
        let own: Vec<_> = columns
            .iter()
            .map(|column| (column.name, format!("{:?}", column.kind).to_lowercase(), column.null))
            .collect();
        table.set_item("columns", own)?;
        table.set_item("key", key)?;
        list.append(table)?;
    }
    Ok(list)
}

/// Says whether a store is one: calls `make` for a fresh one in each case, and gives the cases that it passed.
#[pyfunction]
pub(crate) fn check_store(py: Python<'_>, make: Py<PyAny>) -> PyResult<Vec<&'static str>> {
    let runtime = Own::new()?;
    let unmade = Mutex::new(None);
    let checked = py.detach(|| {
        runtime.runtime().block_on(conformance::check(async || -> Arc<dyn Store> {
            match Python::attach(|py| make.call0(py)) {
                Ok(store) => Arc::new(PyStore::new(store)) as Arc<dyn Store>,
                Err(why) => {
                    *unmade.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
                    Arc::new(MemoryStore::new())
                }
            }
        }))
    });
    if let Some(why) = unmade.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(why);
    }
    checked.map_err(|failure| errors::store(&StoreError::Failed(failure.to_string())))
}
