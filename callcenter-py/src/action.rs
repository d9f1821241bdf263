//! Requests to a switch.

use bytes::BytesMut;
use callcenter::core::action::Action;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::{convert, errors};

/// A request as AMI has it: the bytes to send. One action is one request, whatever its values hold.
#[pyfunction]
#[pyo3(signature = (action, /, *, action_id, **fields))]
pub(crate) fn encode<'py>(
    py: Python<'py>,
    action: &str,
    action_id: &str,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let action: Action = convert::from_python(&variant(py, action, fields)?)?;
    let mut out = BytesMut::new();
    callcenter_ami::encode(action_id, &action, &mut out).map_err(errors::encode)?;
    Ok(PyBytes::new(py, &out))
}

/// A variant of one of our enums: its name alone, or with its fields.
pub(crate) fn variant<'py>(
    py: Python<'py>,
    name: &str,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    match fields.filter(|fields| !fields.is_empty()) {
        None => Ok(name.into_pyobject(py)?.into_any()),
        Some(fields) => {
            let object = PyDict::new(py);
            object.set_item(name, fields)?;
            Ok(object.into_any())
        }
    }
}
