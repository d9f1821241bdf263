//! The engine without a link: bytes in, facts out.

use std::sync::{Mutex, MutexGuard};

use callcenter::core::{Snapshot, view};
use callcenter::{Entry, Fold, Replay};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;

use crate::fact::Facts;
use crate::replay::{open_file, policy};
use crate::{convert, errors};

/// A call-center engine that is fed with the bytes of AMI.
///
/// In a box of its own: Python aligns its objects by 16 bytes, and searching by vectors wants 32.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Engine(Box<Mutex<Inner>>);

struct Inner {
    replay: Replay,
    /// Figures of all that was fed.
    fold: Fold,
}

impl Engine {
    fn of(replay: Replay) -> Self {
        Self(Box::new(Mutex::new(Inner { replay, fold: Fold::default() })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("the engine panicked before: its state cannot be trusted")
    }

    /// Lets go of the interpreter while the engine works.
    fn work(&self, py: Python<'_>, work: impl FnOnce(&mut Replay, &mut dyn FnMut(Entry)) + Send) -> Facts {
        let entries = py.detach(|| {
            let mut inner = self.lock();
            let mut entries = Vec::new();
            let Inner { replay, fold } = &mut *inner;
            work(replay, &mut |entry| {
                fold.take(&entry);
                entries.push(entry);
            });
            entries
        });
        Facts::new(entries)
    }

    fn shown<'py, T: Serialize>(
        &self,
        py: Python<'py>,
        show: impl FnOnce(&Inner) -> T + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = py.detach(|| convert::to_text(&show(&self.lock())));
        convert::loads(py, &text)
    }
}

#[pymethods]
impl Engine {
    /// An engine that has seen nothing; `config` has the keys of a configuration file.
    #[new]
    #[pyo3(signature = (config = None))]
    fn new(config: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let replay = Replay::new(policy(config)?);
        Ok(Self::of(replay))
    }

    /// Goes on from a snapshot.
    #[staticmethod]
    fn restore(py: Python<'_>, snapshot: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = convert::bytes(snapshot)?;
        let data = bytes.as_bytes();
        let replay = py.detach(|| Replay::resume(Snapshot::from_bytes(data)?)).map_err(errors::restore)?;
        Ok(Self::of(replay))
    }

    /// Takes the next bytes of a connection or a trace, cut anywhere; what becomes true by them.
    #[pyo3(signature = (data, *, at = None))]
    fn feed(&self, data: &Bound<'_, PyAny>, at: Option<f64>) -> PyResult<Facts> {
        let (py, bytes) = (data.py(), convert::bytes(data)?);
        let at = at.map(convert::moment).transpose()?;
        let data = bytes.as_bytes();
        Ok(self.work(py, |replay, take| {
            if let Some(at) = at {
                replay.tick(at, &mut *take);
            }
            replay.feed(data, take);
        }))
    }

    /// Reads a file to its end; what becomes true by it.
    fn read(&self, py: Python<'_>, path: std::path::PathBuf) -> PyResult<Facts> {
        let file = open_file(&path)?;
        let mut failed = None;
        let facts = self.work(py, |replay, take| failed = replay.read(file, take).err());
        failed.map_or(Ok(facts), |why| Err(why.into()))
    }

    /// Time has passed, up to this moment.
    fn tick(&self, py: Python<'_>, at: f64) -> PyResult<Facts> {
        let at = convert::moment(at)?;
        Ok(self.work(py, |replay, take| replay.tick(at, take)))
    }

    /// Nothing more comes: closes the calls that are over.
    fn finish(&self, py: Python<'_>) -> Facts {
        self.work(py, |replay, take| {
            replay.finish(take);
        })
    }

    /// The calls that live, a row each.
    fn calls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| view::calls(inner.replay.engine().state()))
    }

    /// The calls that are not closed, as their records stand.
    fn records<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| inner.replay.engine().state().records())
    }

    /// The agents, a row each.
    fn agents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| view::agents(inner.replay.engine().state()))
    }

    /// The queues, a row each.
    fn queues<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| view::queues(inner.replay.engine().state()))
    }

    /// The phones, a row each.
    fn phones<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| view::phones(inner.replay.engine().state()))
    }

    /// The figures of what was fed, as `callcenter replay --output stats` prints them.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| {
            let engine = inner.replay.engine();
            inner.fold.clone().report(engine.state(), engine.now())
        })
    }

    /// How much was read, and what could not be understood.
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.shown(py, |inner| crate::replay::Told::of(inner.replay.report()))
    }

    /// The hash of everything that is true: 32 hexadecimal digits, the same on every machine.
    fn state_hash(&self, py: Python<'_>) -> String {
        py.detach(|| format!("{:032x}", self.lock().replay.engine().state().hash()))
    }

    /// Everything that is true, in bytes.
    fn snapshot<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| self.lock().replay.engine().snapshot().to_bytes());
        PyBytes::new(py, &bytes)
    }

    /// The engine's time, in Unix seconds; 0 when nothing told one.
    #[getter]
    fn now(&self, py: Python<'_>) -> f64 {
        convert::seconds(py.detach(|| self.lock().replay.engine().now()))
    }

    /// The number of the last fact.
    #[getter]
    fn seq(&self, py: Python<'_>) -> u64 {
        py.detach(|| self.lock().replay.engine().state().seq())
    }
}
