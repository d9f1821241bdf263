//! A live call center: the link, the engine and the books on threads of their own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callcenter::ami::{Link, Login, Proof, Tls, host_and_port};
use callcenter::books::Depth;
use callcenter::core::{Command, Evidence, LegKey, Moment, Role, Timestamp, view};
use callcenter::live::{Handle, Live, LiveConfig, ShareConfig, TeamRole};
use callcenter::{BooksConfig, Config};
use callcenter_store::Store;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use crate::action::variant;
use crate::events::Events;
use crate::fact::Facts;
use crate::history::{Books, Place};
use crate::store::PyStore;
use crate::wait::{HasRuntime, Own, limit, wait};
use crate::{convert, errors};

/// How long stopping may take when nobody says.
const STOP: Duration = Duration::from_secs(10);

/// What a live call center is told; `center.py` says what each means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    address: String,
    user: String,
    secret: String,
    switch: Option<String>,
    store: Option<String>,
    control: bool,
    config: Option<Config>,
    tls_trust: Option<PathBuf>,
    tls_name: Option<String>,
    plain_login: bool,
    spool: Option<PathBuf>,
    share: Option<PathBuf>,
}

/// A live call center. What is public of it is in `center.py`.
#[pyclass(frozen, module = "callcenter._callcenter")]
pub(crate) struct Center(Mutex<Option<Arc<Inner>>>);

struct Inner {
    runtime: Own,
    live: Mutex<Option<Live>>,
    handle: Handle,
    /// What is kept, to be read.
    place: Option<Place>,
}

impl HasRuntime for Inner {
    fn runtime(&self) -> &Runtime {
        self.runtime.runtime()
    }
}

impl Options {
    fn ami(&self) -> PyResult<callcenter::ami::Config> {
        let wrong = || {
            errors::config(format!(
                "{:?}: not a HOST:PORT; say for instance pbx.example.com:5038",
                self.address
            ))
        };
        let (host, port) = host_and_port(&self.address).ok_or_else(wrong)?;
        if self.secret.is_empty() {
            return Err(errors::config("the user's secret is empty; Asterisk takes no login without one"));
        }
        let proof = if self.plain_login { Proof::Plain } else { Proof::Challenge };
        let login = Login { username: self.user.clone(), secret: self.secret.as_str().into(), proof };
        let mut ami = callcenter::ami::Config::new(host, login);
        ami.port = port.unwrap_or(if self.tls_trust.is_some() { 5039 } else { 5038 });
        ami.tls = self.tls_trust.clone().map(|trusted| Tls { trusted, server_name: self.tls_name.clone() });
        Ok(ami)
    }

    fn live(self, own: Option<Arc<dyn Store>>) -> PyResult<LiveConfig> {
        let ami = self.ami()?;
        let mut config = self.config.unwrap_or_default();
        config.switch = self.switch.or(config.switch);
        let mut policy = config.policy();
        if self.control {
            policy.role = Role::Controller;
        }
        config.store.spool = self.spool.or(config.store.spool);
        let url = self.store.or_else(|| config.store.url.clone());
        let place = match own {
            Some(store) => Some(callcenter::books::Place::Store(store)),
            None => url.map(callcenter::books::Place::Url),
        };
        let books = place.map(|place| {
            BooksConfig::of(&config, place, &policy).ok_or_else(|| {
                errors::config(
                    "where may facts wait while the database is away? Say spool=, a folder on this machine",
                )
            })
        });
        let books = books.transpose()?;
        if self.share.is_some() && books.is_none() {
            return Err(errors::config(
                "processes share a switch by the lease of a store: say store= as well",
            ));
        }
        let share = self.share.map(|folder| ShareConfig { folder });
        Ok(LiveConfig { ami, policy, books, share })
    }
}

/// How it stands, as Python gets it.
#[derive(Serialize)]
struct Standing {
    link: &'static str,
    why: Option<String>,
    role: &'static str,
    heard_at: Option<Timestamp>,
    seq: u64,
    epoch: u64,
    listed: bool,
    overflows: u64,
    clock_steps: u64,
    poisoned: u64,
    books: Option<Depth>,
}

impl Center {
    fn inner(&self) -> PyResult<Arc<Inner>> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.as_ref().map(Arc::clone).ok_or_else(|| errors::closed("the call center"))
    }

    /// Looks at what is true now, without holding the interpreter.
    fn look<'py, T: Serialize>(
        &self,
        py: Python<'py>,
        look: impl FnOnce(Moment<'_>) -> T + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let inner = self.inner()?;
        let text = py.detach(|| convert::to_text(&inner.handle.look(look)));
        convert::loads(py, &text)
    }
}

#[pymethods]
impl Center {
    /// Opens the books and begins to connect.
    #[new]
    #[pyo3(signature = (options, store = None))]
    fn new(options: &Bound<'_, PyAny>, store: Option<Py<PyAny>>) -> PyResult<Self> {
        let py = options.py();
        let options: Options = convert::from_python(options)?;
        let own: Option<Arc<dyn Store>> = store.map(|store| Arc::new(PyStore::new(store)) as _);
        let config = options.live(own)?;
        let place = config.books.as_ref().map(Place::of);
        let runtime = Own::new()?;
        let started = wait(py, runtime.runtime(), Live::start(config), None)?;
        let live =
            started.expect("a wait without a limit ends with its end").map_err(|why| errors::live(&why))?;
        let handle = live.handle();
        let inner = Inner { runtime, live: Mutex::new(Some(live)), handle, place };
        Ok(Self(Mutex::new(Some(Arc::new(inner)))))
    }

    /// Whether the options make sense, as far as that can be told without a start.
    #[staticmethod]
    fn check(options: &Bound<'_, PyAny>) -> PyResult<()> {
        convert::from_python::<Options>(options)?.live(None).map(drop)
    }

    /// Ends it: logs off, makes everything durable. Once more does nothing.
    #[pyo3(signature = (timeout = None))]
    fn close(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<()> {
        let within = limit(timeout)?.unwrap_or(STOP);
        let Some(inner) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Ok(()) };
        let live = inner.live.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(live) = live else { return Ok(()) };
        let stopped = wait(py, inner.runtime(), live.stop(), Some(within))?;
        if let Some(place) = &inner.place {
            wait(py, inner.runtime(), place.close(), Some(within))?;
        }
        match stopped {
            Some(stopped) => stopped.map_err(|why| errors::live(&why)),
            None => Err(errors::link(format!(
                "it did not end within {} s; what is not in the database yet is in the spool",
                within.as_secs_f64()
            ))),
        }
    }

    /// Lets go of it in a process that was forked: its threads are the other process's.
    fn abandon(&self) {
        // Nobody is there any more who could unlock it.
        if let Ok(mut inner) = self.0.try_lock() {
            std::mem::forget(inner.take());
        }
    }

    #[getter]
    fn closed(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn standing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let inner = self.inner()?;
        let standing = inner.handle.standing();
        let seq = inner.handle.look(|moment| moment.state.seq());
        let (link, why) = match &standing.link.link {
            Link::Connecting => ("connecting", None),
            Link::Ready => ("ready", None),
            Link::Down { why, .. } => ("down", Some(why.to_string())),
            Link::Closed => ("closed", None),
        };
        let standing = Standing {
            link,
            why: standing.vacant.or(why),
            role: match standing.role {
                TeamRole::Leading => "leading",
                TeamRole::Following => "following",
            },
            heard_at: standing.heard,
            seq,
            epoch: inner.handle.epoch(),
            listed: standing.listed,
            overflows: standing.link.overflows,
            clock_steps: standing.clock_steps,
            poisoned: standing.poisoned,
            books: standing.books,
        };
        convert::to_python(py, &standing)
    }

    /// Waits until the link is up and the first lists are in; whether it came to that.
    #[pyo3(signature = (timeout = None))]
    fn wait_ready(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<bool> {
        let inner = self.inner()?;
        let mut standing = inner.handle.watch();
        let ready = async {
            let is_ready =
                |standing: &callcenter::live::Standing| standing.listed && standing.link.link == Link::Ready;
            standing.wait_for(is_ready).await.is_ok()
        };
        Ok(wait(py, inner.runtime(), ready, limit(timeout)?)?.unwrap_or(false))
    }

    fn calls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::calls(moment.state))
    }

    fn call<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::call(moment.state, id))
    }

    /// A live call as its record stands.
    fn call_record<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| {
            let call = view::call(moment.state, id)?;
            moment.state.records().into_iter().find(|record| record.call_id == call.call_id)
        })
    }

    fn agents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::agents(moment.state))
    }

    fn agent<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::agent(moment.state, id))
    }

    fn queues<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::queues(moment.state))
    }

    fn queue<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::queue(moment.state, name))
    }

    fn phones<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.look(py, |moment| view::phones(moment.state))
    }

    /// What can be done with a leg now, and why not what cannot.
    fn capabilities<'py>(&self, py: Python<'py>, leg: &str) -> PyResult<Bound<'py, PyAny>> {
        let leg = LegKey::from(leg);
        self.look(py, |moment| view::capabilities(moment.state, &leg))
    }

    /// What time it is for the switch, in Unix seconds.
    fn now(&self, py: Python<'_>) -> PyResult<f64> {
        let inner = self.inner()?;
        Ok(convert::seconds(py.detach(|| inner.handle.look(|moment| moment.now))))
    }

    fn state_hash(&self, py: Python<'_>) -> PyResult<String> {
        let inner = self.inner()?;
        Ok(py.detach(|| inner.handle.look(|moment| format!("{:032x}", moment.state.hash()))))
    }

    /// What becomes true from here on.
    #[pyo3(signature = (timeout = None, kinds = None))]
    fn events(&self, timeout: Option<f64>, kinds: Option<Vec<String>>) -> PyResult<Events> {
        let inner = self.inner()?;
        let (follow, standing) = (inner.handle.follow(), inner.handle.watch());
        Ok(Events::new(inner, follow, standing, limit(timeout)?, kinds))
    }

    /// Asks for something, and waits for what comes of it.
    #[pyo3(signature = (command, /, **fields))]
    fn ask<'py>(
        &self,
        py: Python<'py>,
        command: &str,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(String, &'static str)> {
        let command: Command = convert::from_python(&variant(py, command, fields)?)?;
        let evidence = match command.evidence() {
            Evidence::Reported => "reported",
            Evidence::Answered => "answered",
        };
        let inner = self.inner()?;
        let settled = wait(py, inner.runtime(), inner.handle.ask(command), None)?;
        let settlement = settled.expect("a wait without a limit ends with its end");
        let settlement = settlement.map_err(|why| errors::ask(&why))?;
        errors::settled(&settlement)?;
        Ok((settlement.message.to_string(), evidence))
    }

    /// Facts as the store has them, from one number on.
    fn journal(&self, py: Python<'_>, after: u64, limit: u64) -> PyResult<Facts> {
        let inner = self.inner()?;
        let switch = inner.handle.policy().switch.to_string();
        match self.books(py)? {
            Some(books) => books.journal(py, &switch, after, limit),
            None => Err(errors::config("nothing is kept: say store= to have a journal")),
        }
    }

    /// What is kept, to be read; nothing where nothing is.
    fn books(&self, py: Python<'_>) -> PyResult<Option<Books>> {
        let inner = self.inner()?;
        match &inner.place {
            None => Ok(None),
            Some(place) => Books::at(py, Arc::clone(&inner) as _, place.clone()).map(Some),
        }
    }
}
