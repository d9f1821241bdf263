"""A call center inside a Flask application.

# Example
>>> from flask import Flask
>>> from callcenter.flask import CallCenter
>>> app = Flask(__name__)
>>> app.config.update(SECRET_KEY="…", DB_URI="sqlite:///app.db", CALLCENTER_AMI="127.0.0.1:5038",
...                   CALLCENTER_AMI_USER="callcenter", CALLCENTER_AMI_SECRET="…", CALLCENTER_QUEUES="support")
>>> calls = CallCenter(app)

The page is at `/call-center/`; what is asked and answered below it stands in docs/FLASK.md.
"""

from __future__ import annotations

try:
    from .access import Person
    from .blueprint import create_blueprint
    from .extension import CallCenter
    from .problems import Problem
    from .settings import Settings, SettingsError, store_url
except ModuleNotFoundError as why:
    if why.name is None or why.name.split(".")[0] not in ("flask", "sqlalchemy", "flask_wtf", "flask_limiter", "cryptography", "wtforms", "limits"):
        raise
    raise ModuleNotFoundError(f"callcenter.flask needs {why.name}: pip install 'callcenter-engine[flask]'", name=why.name) from why

__all__ = ["CallCenter", "Person", "Problem", "Settings", "SettingsError", "create_blueprint", "store_url"]
