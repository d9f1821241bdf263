//! What has to change at a switch so that nothing of it stays unseen.

use std::time::Duration;

use callcenter::ami::{Login, Proof, host_and_port};
use callcenter::doctor::{How, SelfTest, examine as look};
use callcenter::{Config, Policy};
use pyo3::prelude::*;

use crate::wait::{HasRuntime, Own, wait};
use crate::{convert, errors};

/// Examines a switch.
#[pyfunction]
#[pyo3(signature = (address, user, secret, *, seconds = 3.0, config = None))]
pub(crate) fn examine<'py>(
    py: Python<'py>,
    address: &str,
    user: &str,
    secret: &str,
    seconds: f64,
    config: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy: Policy = config.map(convert::from_python::<Config>).transpose()?.unwrap_or_default().policy();
    let wrong =
        || errors::config(format!("{address:?}: not a HOST:PORT; say for instance pbx.example.com:5038"));
    let (host, port) = host_and_port(address).ok_or_else(wrong)?;
    let login = Login { username: user.to_owned(), secret: secret.into(), proof: Proof::Challenge };
    let mut ami = callcenter::ami::Config::new(host, login);
    ami.port = port.unwrap_or(ami.port);
    let listen = Duration::try_from_secs_f64(seconds).map_err(errors::config)?;
    let runtime = Own::new()?;
    let examined =
        wait(py, runtime.runtime(), look(ami, &policy, How { listen, self_test: SelfTest::Made }), None);
    let examined = examined?.expect("a wait without a limit ends with its end");
    convert::to_python(py, &examined.map_err(|why| errors::link(format!("{address}: {why}")))?)
}
