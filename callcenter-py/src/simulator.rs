//! A simulated switch behind a real AMI socket, for demonstrations and tests.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use callcenter::core::sim::{AGENTS_MAX, Plan, World};
use callcenter::wall_clock;
use callcenter_ami::mirror::{Manager, Remote, Switch};
use pyo3::prelude::*;

use crate::errors;

/// A simulated call center on this machine.
#[pyclass(frozen, module = "callcenter.testing")]
pub(crate) struct Simulator {
    address: String,
    manager: Manager,
    remote: Remote,
    serves: Mutex<Option<JoinHandle<std::io::Result<()>>>>,
}

impl Simulator {
    fn end(&self) {
        self.remote.close();
        if let Some(serves) = self.serves.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // It ends because it was told to; what else it says is nobody's business any more.
            let _ = serves.join();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.end();
    }
}

#[pymethods]
impl Simulator {
    #[new]
    #[pyo3(signature = (*, seed = 1, still = false, agents = None, user = "callcenter", secret = "simulated"))]
    fn new(seed: u64, still: bool, agents: Option<usize>, user: &str, secret: &str) -> PyResult<Self> {
        let plan = if still { Plan::still() } else { Plan::default() };
        let plan = match agents {
            Some(count) if (1..=AGENTS_MAX).contains(&count) => plan.with_agents(count),
            Some(count) => return Err(errors::config(format!("agents: 1 to {AGENTS_MAX}, not {count}"))),
            None => plan,
        };
        let world = World::new(Plan { seed, ..plan }, wall_clock());
        let manager = Manager { username: user.to_owned(), secret: secret.to_owned() };
        let switch = Switch::bind(("127.0.0.1", 0), world, manager.clone())?;
        let (address, remote) = (switch.address()?.to_string(), switch.remote());
        let serves = thread::Builder::new().name("simulator".to_owned()).spawn(|| switch.serve())?;
        Ok(Self { address, manager, remote, serves: Mutex::new(Some(serves)) })
    }

    /// Where its manager interface is: `127.0.0.1:PORT`.
    #[getter]
    fn address(&self) -> &str {
        &self.address
    }

    /// Who may log in there.
    #[getter]
    fn user(&self) -> &str {
        &self.manager.username
    }

    /// And how he proves it.
    #[getter]
    fn secret(&self) -> &str {
        &self.manager.secret
    }

    /// Somebody outside calls; the id of the caller's leg.
    fn caller(&self, py: Python<'_>, number: &str, name: &str, dials: &str) -> String {
        py.detach(|| {
            self.remote.lead(|world, now, tell| world.somebody_calls(now, [number, name], dials, tell))
        })
    }

    /// Whoever is at a phone calls; the id of the leg, `None` where there is no such phone.
    fn phone_calls(&self, py: Python<'_>, phone: &str, exten: &str) -> Option<String> {
        py.detach(|| self.remote.lead(|world, now, tell| world.phone_calls(now, phone, exten, tell)))
    }

    /// Whoever is at a phone answers it; the id of the leg that rang, `None` where none did.
    fn phone_answers(&self, py: Python<'_>, phone: &str) -> Option<String> {
        py.detach(|| self.remote.lead(|world, now, tell| world.phone_answers(now, phone, tell)))
    }

    /// Whoever is at a phone declines; whether it rang.
    fn phone_declines(&self, py: Python<'_>, phone: &str) -> bool {
        py.detach(|| self.remote.lead(|world, now, tell| world.phone_declines(now, phone, tell)))
    }

    /// The party on a leg hangs up; whether there was such a leg.
    fn hangs_up(&self, py: Python<'_>, leg: &str) -> bool {
        py.detach(|| self.remote.lead(|world, now, tell| world.hangs_up(now, leg, tell)))
    }

    /// The party on a leg puts the other side on hold, or takes it back; whether it could.
    fn holds(&self, py: Python<'_>, leg: &str) -> bool {
        py.detach(|| self.remote.lead(|world, now, tell| world.holds(now, leg, tell)))
    }

    /// Sends every program away that is logged in, as a switch does that goes down; each may come again.
    fn cut(&self, py: Python<'_>) {
        py.detach(|| self.remote.cut());
    }

    /// Ends it. Once more does nothing.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.end());
    }

    fn __enter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __exit__(
        &self,
        py: Python<'_>,
        _kind: &Bound<'_, PyAny>,
        _error: &Bound<'_, PyAny>,
        _trace: &Bound<'_, PyAny>,
    ) {
        self.close(py);
    }
}
