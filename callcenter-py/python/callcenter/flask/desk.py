"""What an application has of the call center: the engine, the tables, who asks. One per application."""

from __future__ import annotations

import atexit
import logging
import os
import stat
import threading
import weakref
from pathlib import Path
from typing import Any, Callable, Optional, cast

from flask import Flask, current_app, request
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import StaticPool

from callcenter import CallCenter as LiveCallCenter

from .access import Access, AgentLoader, IsSupervisor
from .books import Books, Followed, Keeper, Source
from .customers import Customers
from .guard import Limits
from .passwords import Sealing, seal_all
from .pulse import Pulse
from .roster import Roster
from .settings import SCHEMA, Settings, SettingsError
from .tables import Step, Tables, carry_forward, look
from .vault import Vault

log = logging.getLogger("callcenter.flask")

READY_S = 3.0
"""How long the first request waits for the link to the switch."""

POOL_RECYCLE_S = 1_800
"""Age at which a connection to the database is made anew: servers and firewalls drop idle ones."""


class Desk:
    """The call center of one application, in one process. A process that was forked off makes its own at the first use."""

    def __init__(self, app: Flask, settings: Settings, loader: Optional[AgentLoader], is_supervisor: Optional[IsSupervisor]) -> None:
        self.settings = settings
        self.vault = Vault(settings.key, app.instance_path)
        self.access = Access(self, loader, is_supervisor)
        self.customers = Customers(self)
        self.limits = Limits(app, settings, self._asker)
        self._app = weakref.ref(app)
        self._making = threading.RLock()
        self._process: Optional[int] = None
        self._forget()

    def _forget(self) -> None:
        self.pulse = Pulse()
        self.streams = 0
        self.streams_changing = threading.Lock()
        self._engine: Optional[Engine] = None
        self._tables: Optional[Tables] = None
        self._roster: Optional[Roster] = None
        self._center: Optional[LiveCallCenter] = None
        self._keeper: Optional[Keeper] = None
        self._listener: Any = None

    def _own(self) -> None:
        """Whatever a process before the fork had is not this one's: its threads are not here, its connections are the other's."""
        if self._process == os.getpid():
            return
        if self._process is not None:
            if self._engine is not None:
                self._engine.dispose(close=False)
            self._making = threading.RLock()
            self._forget()
        self._process = os.getpid()

    # ── the database ─────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def engine(self) -> Engine:
        """The database of `DB_URI`: the host's own connection pool where it is the host's database."""
        self._own()
        with self._making:
            if self._engine is None:
                self._engine = self._make_engine()
            return self._engine

    def _make_engine(self) -> Engine:
        app = self._host()
        host = app.extensions.get("sqlalchemy")
        own = app.config.get("DB_URI") or os.environ.get("DB_URI")
        if host is not None and hasattr(host, "engine") and (not own or str(own) == str(app.config.get("SQLALCHEMY_DATABASE_URI"))):
            with app.app_context():
                return cast(Engine, host.engine)
        if self.settings.db_uri is None:
            raise SettingsError("DB_URI: set it to the address of your database, e.g. `sqlite:///app.db`")
        return make_engine(self.settings.db_uri, app.instance_path)

    @property
    def tables(self) -> Tables:
        """The tables; made and carried forward at the first use."""
        self._own()
        with self._making:
            if self._tables is None:
                self.prepare()
            assert self._tables is not None, "prepare fills it"
            return self._tables

    def prepare(self) -> tuple[list[Step], Sealing]:
        """Makes the tables, or adds what is missing, and seals passwords; says what was done."""
        steps = carry_forward(self.engine)
        for step in steps:
            log.info("%s: %s", step.table, step.what)
        tables = look(self.engine)
        sealing = seal_all(self.engine, tables.agents, self.vault)
        self._tables = tables
        return steps, sealing

    @property
    def roster(self) -> Roster:
        """The agents of cc_agents."""
        self._own()
        with self._making:
            if self._roster is None:
                self._roster = Roster(self.engine, self.tables.agents, self.vault)
            return self._roster

    # ── the engine ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def center(self) -> LiveCallCenter:
        """The live call center; started at the first use in this process."""
        self._own()
        with self._making:
            if self._center is None:
                self._start()
            assert self._center is not None, "start fills it"
            return self._center

    def start(self) -> None:
        """Connects to the switch now rather than at the first request."""
        assert self.center is not None

    def _start(self) -> None:
        settings = self.settings
        tables = self.tables
        if settings.store is not None:
            make_room(self.engine, settings.store)
        share = settings.share if settings.store is not None else None
        if share is not None:
            own_folder(share)
        center = LiveCallCenter(
            settings.ami,
            settings.ami_user,
            settings.ami_secret,
            switch=settings.switch,
            store=settings.store,
            control=settings.control,
            config=settings.engine_config,
            tls_trust=settings.ami_tls,
            tls_name=settings.ami_tls_name,
            plain_login=settings.ami_plain_login,
            spool=settings.spool,
            share=share,
        )
        center.start()
        # Whoever comes first shall not be told that there is no link only because it is being made.
        center.wait_ready(READY_S)
        self._center = center
        self._listener = center.listen(self.pulse.beat)
        source: Source = center if settings.store is not None else Followed(center)
        self._keeper = Keeper(Books(self.engine, tables, settings.switch, source), source, self.pulse)
        self._keeper.start()
        atexit.register(_close, weakref.ref(self), os.getpid())

    @property
    def books_trouble(self) -> Optional[str]:
        """Why cc_calls cannot be written now; `None`: it can."""
        return self._keeper.trouble if self._keeper is not None else None

    def close(self, timeout: float = 10.0) -> None:
        """Ends what runs in this process; `timeout` in seconds. It begins anew when it is used again."""
        if self._process != os.getpid():
            return
        with self._making:
            keeper, center = self._keeper, self._center
            self._keeper = self._center = None
        if keeper is not None:
            keeper.stop()
        if center is not None:
            center.close(timeout)
        self.pulse.beat()

    # ── whatever the parts need ──────────────────────────────────────────────────────────────────────────────────────

    def _host(self) -> Flask:
        app = self._app()
        if app is None:
            raise RuntimeError("the application is gone")
        return app

    def _asker(self) -> str:
        """By whom requests are counted: the person, or who is not known by address."""
        person = self.access.maybe()
        address = request.remote_addr or ""
        return f"{person.agent_id or person.name}@{address}" if person is not None else f"@{address}"

    def is_extension(self, name: str) -> bool:
        """Whether a phone of this name is an agent's, at the switch or in cc_agents."""
        return self.center.agent(name) is not None or self.roster.find(name) is not None


def desk() -> Desk:
    """The desk of the current application."""
    try:
        return cast(Desk, current_app.extensions["callcenter"])
    except KeyError:
        raise RuntimeError("this application has no call center: CallCenter(app), or app.register_blueprint(create_blueprint())") from None


def make_engine(uri: str, instance: str) -> Engine:
    """A pool of connections of our own, for hosts that have none."""
    url = make_url(uri)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_recycle=POOL_RECYCLE_S)
    if not url.database or url.database == ":memory:":
        # One connection for all threads: each would have a database of its own else.
        return create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    path = Path(url.database)
    if not path.is_absolute() and not url.database.startswith("file:"):
        path = Path(instance) / path
        path.parent.mkdir(parents=True, exist_ok=True)
        url = url.set(database=str(path))
    engine = create_engine(url, connect_args={"timeout": 30})

    def prepare(connection: Any, _: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    event.listen(engine, "connect", prepare)
    return engine


def own_folder(path: str) -> None:
    """Makes a folder that is this user's alone.

    # Errors
    `SettingsError` where somebody else put something there.
    """
    Path(path).mkdir(parents=True, exist_ok=True, mode=0o700)
    there = os.lstat(path)
    if not stat.S_ISDIR(there.st_mode) or (hasattr(os, "getuid") and there.st_uid != os.getuid()):
        raise SettingsError(f"CALLCENTER_SHARE: {path} is no folder of this user's; remove it, or name another one")
    os.chmod(path, 0o700)


def make_room(engine: Engine, store: str) -> None:
    """Makes the place for the engine's own tables where that is not a file.

    # Errors
    `SettingsError` when the database does not let us, with what to do.
    """
    backend, own = engine.dialect.name, SCHEMA
    if backend == "postgresql" and f"search_path%3D{own}" in store:
        statement = f"CREATE SCHEMA IF NOT EXISTS {own}"
    elif backend in ("mysql", "mariadb") and store.partition("?")[0].endswith(f"_{own}"):
        quote = engine.dialect.identifier_preparer.quote
        statement = f"CREATE DATABASE IF NOT EXISTS {quote(str(engine.url.database) + '_' + own)}"
    else:
        if store.startswith("sqlite:"):
            Path(store[len("sqlite:") :].partition("?")[0]).parent.mkdir(parents=True, exist_ok=True)
        return
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    except Exception as why:
        raise SettingsError(
            f"the database's user may not make the place for the engine's own tables: have an administrator do `{statement}` and grant all "
            f"on it, or set CALLCENTER_STORE to another database ({why})"
        ) from why


def _close(which: Callable[[], Optional[Desk]], process: int) -> None:
    found = which()
    if found is not None and process == os.getpid():
        found.close(timeout=5.0)
