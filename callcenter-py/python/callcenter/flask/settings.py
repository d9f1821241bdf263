"""What the extension is told: by `app.config`, else by the environment."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, TypeVar

from flask import Flask
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from .numbers import Pattern, is_name
from .softphone import Turn, Websocket, stun_servers, turn_servers, websocket

SHARE_BYTES_MAX = 74
"""Longest name of the folder by whose socket worker processes share a switch: what the system lets a socket be called."""

T = TypeVar("T")

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql"}


class SettingsError(ValueError):
    """A setting is missing or cannot be; the text names it and says what to write."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. docs/FLASK.md has the table."""

    db_uri: Optional[str]
    store: Optional[str]
    ami: str
    ami_user: str
    ami_secret: str = field(repr=False)
    ami_tls: Optional[str]
    ami_tls_name: Optional[str]
    ami_plain_login: bool
    switch: str
    control: bool
    engine_config: Optional[Mapping[str, Any]]
    share: Optional[str]
    spool: Optional[str]
    queues: tuple[str, ...]
    sip_domains: tuple[str, ...]
    sip_websocket: Optional[Websocket]
    stun_servers: tuple[str, ...]
    turn_servers: tuple[Turn, ...]
    technology: str
    context: str
    ring_seconds: float
    numbers_allowed: tuple[Pattern, ...]
    numbers_denied: tuple[Pattern, ...]
    key: Optional[str] = field(repr=False)
    csrf: bool
    rate_limit: str
    login_limit: str
    streams_max: int
    session_hours: float
    cookie_secure: Optional[bool]
    content_security_policy: Optional[str]

    @classmethod
    def of(cls, app: Flask) -> Settings:
        """Reads the settings of an application.

        # Errors
        `SettingsError` names the setting that cannot be.
        """
        read = _Reader(app)
        own_db_uri = read.text("DB_URI")
        db_uri = own_db_uri or read.text("SQLALCHEMY_DATABASE_URI")
        technology = read.text("CALLCENTER_TECHNOLOGY") or "PJSIP"
        if not is_name(technology):
            raise SettingsError("CALLCENTER_TECHNOLOGY: a channel technology as the switch names it, e.g. `PJSIP`")
        context = read.text("CALLCENTER_CONTEXT") or ""
        if context and not is_name(context):
            raise SettingsError("CALLCENTER_CONTEXT: a context of the dialplan: letters, digits, `-`, `_` and `.`")
        ring = read.number("CALLCENTER_RING_S", 30.0)
        if not 5 <= ring <= 120:
            raise SettingsError("CALLCENTER_RING_S: 5 to 120 seconds")
        queues = read.list("CALLCENTER_QUEUES")
        for queue in queues:
            if not is_name(queue):
                raise SettingsError(f"CALLCENTER_QUEUES: {queue!r} is no queue: letters, digits, `-`, `_` and `.`")
        streams = read.number("CALLCENTER_STREAMS_MAX", 16)
        if streams < 0 or streams != int(streams):
            raise SettingsError("CALLCENTER_STREAMS_MAX: a whole number, 0 to switch live pages to asking")
        config = app.config.get("CALLCENTER_CONFIG")
        if config is not None and not isinstance(config, Mapping):
            raise SettingsError("CALLCENTER_CONFIG: a dict with the keys of callcenter.toml")
        return cls(
            db_uri=db_uri,
            store=_store(app, read, db_uri),
            ami=read.text("CALLCENTER_AMI") or "127.0.0.1:5038",
            ami_user=read.text("CALLCENTER_AMI_USER") or "callcenter",
            ami_secret=read.text("CALLCENTER_AMI_SECRET") or "",
            ami_tls=read.text("CALLCENTER_AMI_TLS"),
            ami_tls_name=read.text("CALLCENTER_AMI_TLS_NAME"),
            ami_plain_login=read.flag("CALLCENTER_AMI_PLAIN_LOGIN", False),
            switch=read.text("CALLCENTER_SWITCH") or "asterisk",
            control=read.flag("CALLCENTER_CONTROL", True),
            engine_config=config,
            share=_share(app, read),
            spool=read.text("CALLCENTER_SPOOL"),
            queues=queues,
            sip_domains=read.list("CALLCENTER_SIP_DOMAINS"),
            sip_websocket=read.checked("CALLCENTER_SIP_WEBSOCKET", lambda name: websocket(text) if (text := read.text(name)) else None),
            stun_servers=read.checked("CALLCENTER_STUN_SERVERS", lambda name: stun_servers(read.list(name))),
            turn_servers=read.checked("CALLCENTER_TURN_SERVERS", lambda name: turn_servers(read.raw(name))),
            technology=technology,
            context=context,
            ring_seconds=ring,
            numbers_allowed=read.checked("CALLCENTER_NUMBERS_ALLOWED", read.patterns),
            numbers_denied=read.checked("CALLCENTER_NUMBERS_DENIED", read.patterns),
            key=read.text("CALLCENTER_KEY"),
            csrf=read.flag("CALLCENTER_CSRF", True) and read.flag("WTF_CSRF_ENABLED", True),
            rate_limit=read.text("CALLCENTER_RATE_LIMIT") or "600 per minute",
            login_limit=read.text("CALLCENTER_LOGIN_LIMIT") or "5 per minute; 30 per hour",
            streams_max=int(streams),
            session_hours=read.number("CALLCENTER_SESSION_HOURS", 12.0),
            cookie_secure=read.maybe_flag("CALLCENTER_COOKIE_SECURE"),
            content_security_policy=read.text("CALLCENTER_CSP"),
        )


class _Reader:
    """A setting is taken from `app.config`, else from the environment; an empty one counts as none."""

    def __init__(self, app: Flask) -> None:
        self._config = app.config

    def raw(self, name: str) -> Any:
        """As it was set: of any kind in `app.config`, a text in the environment."""
        value = self._config.get(name)
        return os.environ.get(name) if value is None else value

    def text(self, name: str) -> Optional[str]:
        value = self.raw(name)
        if value is None or value == "":
            return None
        # A URL object of SQLAlchemy shows its password only when it is asked to.
        return value.render_as_string(hide_password=False) if isinstance(value, URL) else str(value)

    def maybe_flag(self, name: str) -> Optional[bool]:
        value = self.raw(name)
        if value is None or value == "" or isinstance(value, bool):
            return value if isinstance(value, bool) else None
        word = str(value).strip().lower()
        if word in ("1", "true", "yes", "on"):
            return True
        if word in ("0", "false", "no", "off"):
            return False
        raise SettingsError(f"{name}: `true` or `false`")

    def flag(self, name: str, default: bool) -> bool:
        value = self.maybe_flag(name)
        return default if value is None else value

    def number(self, name: str, default: float) -> float:
        value = self.raw(name)
        if value is None or value == "":
            return default
        try:
            return float(value)
        except (TypeError, ValueError):
            raise SettingsError(f"{name}: a number") from None

    def list(self, name: str) -> tuple[str, ...]:
        value = self.raw(name)
        if value is None:
            return ()
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(part for part in (str(part).strip() for part in parts) if part)

    def patterns(self, name: str) -> tuple[Pattern, ...]:
        return tuple(Pattern(text) for text in self.list(name))

    def checked(self, name: str, read: Callable[[str], T]) -> T:
        """What `read` makes of a setting; the `ValueError` of one that cannot be gets its name."""
        try:
            return read(name)
        except ValueError as why:
            raise SettingsError(f"{name}: {why}") from None


def _store(app: Flask, read: _Reader, db_uri: Optional[str]) -> Optional[str]:
    """Where the engine keeps its journal: where `CALLCENTER_STORE` says, else beside the tables of `DB_URI`."""
    told = read.text("CALLCENTER_STORE")
    if told is not None:
        return None if told == "none" else told
    return None if db_uri is None else store_url(db_uri, instance=app.instance_path)


def store_url(db_uri: str, *, instance: Optional[str] = None) -> Optional[str]:
    """The engine's address for its journal in the database that SQLAlchemy calls `db_uri`; `None` for one in memory.

    The engine has tables of its own (`calls`, `agents`, `users` …) that must not meet the host's. So it gets a file of its own
    beside an SQLite file (two programs that write to one SQLite file also lock each other out), a schema `callcenter` in a
    PostgreSQL database, and a database `NAME_callcenter` beside a MySQL one. A relative SQLite file lies in `instance`, as
    with Flask-SQLAlchemy.

    # Errors
    `SettingsError` for a database that the engine cannot keep its journal in.

    # Example
    >>> store_url("postgresql+psycopg://app:secret@db/shop")
    'postgres://app:secret@db/shop?options=-c%20search_path%3Dcallcenter'
    """
    try:
        url = make_url(db_uri)
    except ArgumentError:
        raise SettingsError("DB_URI: no address of a database as SQLAlchemy has them, e.g. `sqlite:///app.db`") from None
    backend = _DRIVERS.get(url.get_backend_name())
    if backend is None:
        raise SettingsError(
            f"DB_URI: the engine cannot keep its journal in {url.get_backend_name()!r}; set CALLCENTER_STORE to an address "
            "that it can (`sqlite:FILE`, `postgres://…`, `mysql://…`), or to `none`"
        )
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
            return None
        path = Path(url.database)
        if instance is not None and not path.is_absolute():
            path = Path(instance) / path
        return f"sqlite:{path.with_name(path.stem + '.callcenter.db')}"
    if not url.database:
        raise SettingsError("DB_URI: it names no database")
    # Options of a Python driver mean nothing to the engine's: what decides about safety is taken over, the rest left out.
    kept = {name: value for name, value in url.query.items() if name in ("sslmode", "ssl-mode", "sslrootcert", "ssl-ca")}
    if backend == "postgres":
        kept["options"] = f"-c search_path={SCHEMA}"
        return _rendered(url.set(drivername="postgres", query=kept))
    return _rendered(url.set(drivername="mysql", database=f"{url.database}_{SCHEMA}", query=kept))


SCHEMA = "callcenter"
"""Schema (PostgreSQL), or what follows the name of the database (MySQL), for the engine's own tables."""


def _rendered(url: URL) -> str:
    # SQLAlchemy writes a space as `+`, which is one in forms only.
    head, mark, query = url.render_as_string(hide_password=False).partition("?")
    return head + mark + query.replace("+", "%20")


def _share(app: Flask, read: _Reader) -> Optional[str]:
    """The folder of the socket by which the worker processes share one switch."""
    told = read.text("CALLCENTER_SHARE")
    if told is not None:
        return None if told == "none" else told
    folder = Path(app.instance_path) / "callcenter"
    if len(os.fsencode(folder)) <= SHARE_BYTES_MAX:
        return str(folder)
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return str(Path(tempfile.gettempdir()) / f"callcenter-{os.getuid() if hasattr(os, 'getuid') else 0}-{name}")
