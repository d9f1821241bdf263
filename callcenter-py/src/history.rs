//! What is kept, to be read: reports, calls that are over.

use std::future::Future;
use std::sync::Arc;

use callcenter::core::{CallRecord, Entry, Timestamp};
use callcenter_store::report::{Report, Streams};
use callcenter_store::{
    CALLS, CallRow, Condition, JournalPages, Select, Source, Store, StoreError, StreamId, decode_record,
    rows, stream,
};
use pyo3::prelude::*;
use serde::Deserialize;
use tokio::sync::OnceCell;

use crate::fact::Facts;
use crate::figures::Asked;
use crate::store::PyStore;
use crate::wait::{HasRuntime, Own, wait};
use crate::{convert, errors};

/// Calls that may be asked for at once.
const CALLS_MAX: u32 = 10_000;

/// Where something is kept: its address, or a store that is open. It is opened when somebody reads.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Url { url: String, open: Arc<OnceCell<Arc<dyn Store>>> },
    Store(Arc<dyn Store>),
}

impl Place {
    /// Where the books of a live call center are.
    pub(crate) fn of(books: &callcenter::BooksConfig) -> Self {
        match &books.place {
            callcenter::books::Place::Url(url) => Self::url(url.clone()),
            callcenter::books::Place::Store(store) => Self::Store(Arc::clone(store)),
        }
    }

    fn url(url: String) -> Self {
        Self::Url { url, open: Arc::default() }
    }

    async fn open(&self) -> Result<&Arc<dyn Store>, StoreError> {
        match self {
            Self::Url { url, open } => open.get_or_try_init(|| callcenter_store::open(url)).await,
            Self::Store(store) => Ok(store),
        }
    }

    /// Ends the connections that were made for reading.
    pub(crate) async fn close(&self) {
        if let Self::Url { open, .. } = self
            && let Some(store) = open.get()
        {
            store.close().await;
        }
    }
}

/// Which calls are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CallsAsked {
    since: Option<f64>,
    until: Option<f64>,
    queue: Option<String>,
    agent: Option<String>,
    number: Option<String>,
    limit: u32,
}

/// Books that are read.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Books {
    owner: Arc<dyn HasRuntime>,
    place: Place,
}

impl Books {
    /// Opens them on somebody's runtime.
    pub(crate) fn at(py: Python<'_>, owner: Arc<dyn HasRuntime>, place: Place) -> PyResult<Self> {
        let opened = wait(py, owner.runtime(), async { place.open().await.map(drop) }, None)?;
        opened.expect("a wait without a limit ends with its end").map_err(|why| errors::store(&why))?;
        Ok(Self { owner, place })
    }

    /// Waits for something that is told as JSON.
    fn told<'py>(
        &self,
        py: Python<'py>,
        told: impl Future<Output = Result<String, StoreError>> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text =
            wait(py, self.owner.runtime(), told, None)?.expect("a wait without a limit ends with its end");
        convert::loads(py, &text.map_err(|why| errors::store(&why))?)
    }
}

#[pymethods]
impl Books {
    /// Opens a store to read in it.
    #[new]
    #[pyo3(signature = (url = None, store = None))]
    fn new(py: Python<'_>, url: Option<String>, store: Option<Py<PyAny>>) -> PyResult<Self> {
        let place = match (url, store) {
            (Some(url), None) => Place::url(url),
            (None, Some(store)) => Place::Store(Arc::new(PyStore::new(store))),
            _ => return Err(errors::config("say where the books are: an address, or a store")),
        };
        Self::at(py, Arc::new(Own::new()?), place)
    }

    /// Figures of a time.
    fn report<'py>(&self, asked: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, asked): (_, Asked) = (asked.py(), convert::from_python(asked)?);
        let made = async {
            let store = self.place.open().await?;
            let query = asked.query(&**store).await?;
            let report = Report::run_with_live(&**store, &query).await?;
            Ok(convert::to_text(&report))
        };
        self.told(py, made)
    }

    /// Records of calls that are over, the latest first.
    fn calls<'py>(&self, asked: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, asked): (_, CallsAsked) = (asked.py(), convert::from_python(asked)?);
        if !(1..=CALLS_MAX).contains(&asked.limit) {
            return Err(errors::config(format!("limit: 1 to {CALLS_MAX}")));
        }
        let found = async {
            let store = self.place.open().await?;
            Ok(convert::to_text(&asked.calls(&**store).await?))
        };
        self.told(py, found)
    }

    /// The record of a call that is over, by its identity or its linkedid.
    fn call<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        let found = async {
            let store = self.place.open().await?;
            let by = |column| Condition::Is(column, id.into());
            let select = Select::from(CALLS).only(Condition::Any(vec![by("call_id"), by("linkedid")]));
            Ok(convert::to_text(&records(&**store, select.limit(1)).await?.pop()))
        };
        self.told(py, found)
    }

    /// Facts of a live switch as they were written, from the one after a number on.
    #[pyo3(signature = (switch, after = 0, limit = 1_000))]
    pub(crate) fn journal(&self, py: Python<'_>, switch: &str, after: u64, limit: u64) -> PyResult<Facts> {
        let id = StreamId { switch: switch.to_owned(), source: Source::Live };
        let read = async {
            let store = self.place.open().await?;
            let mut found = Vec::new();
            let Some(row) = stream(&**store, &id).await? else { return Ok(found) };
            if row.tip.cast_unsigned() <= after {
                return Ok(found);
            }
            let mut pages = JournalPages::new(&**store, row.id, after + 1);
            while (found.len() as u64) < limit {
                let page = pages.next().await?;
                if page.is_empty() {
                    break;
                }
                found.extend(page);
            }
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        };
        let found: Result<Vec<Entry>, StoreError> =
            wait(py, self.owner.runtime(), read, None)?.expect("a wait without a limit ends with its end");
        found.map(Facts::new).map_err(|why| errors::store(&why))
    }

    /// Ends the connections to a store that was opened here.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        wait(py, self.owner.runtime(), self.place.close(), None).map(drop)
    }
}

impl CallsAsked {
    async fn calls(&self, store: &dyn Store) -> Result<Vec<CallRecord>, StoreError> {
        let mut select = Select::from(CALLS);
        let at = |seconds: f64| Timestamp::from_micros((seconds * 1e6) as i64);
        if let Some(since) = self.since {
            select = select.only(Condition::AtLeast("started_at", at(since).into()));
        }
        if let Some(until) = self.until {
            select = select.only(Condition::Below("started_at", at(until).into()));
        }
        if let Some(queue) = &self.queue {
            select = select.only(Condition::Is("queue", queue.as_str().into()));
        }
        if let Some(agent) = &self.agent {
            let by = |column| Condition::Is(column, agent.as_str().into());
            select = select.only(Condition::Any(vec![by("answered_by"), by("caller")]));
        }
        if let Some(number) = &self.number {
            let by = |column| Condition::Contains(column, number.clone());
            select = select.only(Condition::Any(vec![by("caller"), by("dialed")]));
        }
        records(store, select.latest_first("started_at").limit(self.limit.into())).await
    }
}

/// The records of calls that are over, each as the reading in force has it.
async fn records(store: &dyn Store, select: Select) -> Result<Vec<CallRecord>, StoreError> {
    let reading = Streams::Told.read(store).await?;
    let select = select.only(reading.at("started_at")).only(Condition::Is("live", false.into()));
    let found: Vec<CallRow> = rows(store, &select).await?;
    found.iter().map(|call| decode_record(&call.record)).collect()
}
