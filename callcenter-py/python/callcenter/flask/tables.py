"""The tables `cc_agents`, `cc_calls`, `cc_agent_activities`: made where they are missing, carried forward where they are not.

Whatever an older module or the host put there stays: columns are added, none is dropped, renamed or changed, and rows of before
are not touched. (The one exception is what must not stay: SIP passwords in plain text are sealed, see `passwords`.)
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.schema import CreateColumn, CreateIndex
from sqlalchemy.types import TypeEngine

from . import fitting
from .fitting import Choices

log = logging.getLogger("callcenter.flask")

TRIES_MAX = 5
"""How often several processes that begin at once try to make the same tables."""

# What MySQL keeps to the second only, unless it is told.
_MOMENT: TypeEngine[Any] = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
_LARGE: TypeEngine[Any] = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
_ID: TypeEngine[Any] = BigInteger().with_variant(Integer(), "sqlite")


@dataclass(frozen=True)
class Own:
    """A column of ours: its name, and names under which older modules kept the same."""

    name: str
    type: TypeEngine[Any]
    also: tuple[str, ...] = ()
    unique: bool = False
    index: bool = False


@dataclass(frozen=True)
class Shape:
    """A table as we need it."""

    name: str
    columns: tuple[Own, ...]

    def own(self, name: str) -> Optional[Own]:
        """The column of ours of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def fresh(self) -> Table:
        """The table as it is made where there is none."""
        columns = [Column(own.name, own.type) for own in self.columns]
        return Table(self.name, MetaData(), Column("id", _ID, primary_key=True, autoincrement=True), *columns)


AGENTS = Shape(
    "cc_agents",
    (
        Own("agent_id", String(80), unique=True),
        Own("name", String(80), ("display_name", "full_name")),
        Own("extension", String(80), ("sip_extension",)),
        Own("sip_username", String(80), ("sip_user",)),
        Own("sip_password", Text()),
        Own("sip_password_sealed", Text()),
        Own("sip_domain", String(253), ("sip_server", "sip_host")),
        Own("queues", Text()),
        Own("status", String(32), ("current_status",)),
        Own("status_reason", String(80), ("not_ready_reason",)),
        Own("status_since", _MOMENT, ("last_status_change", "status_changed_at")),
        Own("session_stamp", String(32)),
        Own("created_at", _MOMENT),
        Own("updated_at", _MOMENT),
    ),
)

CALLS = Shape(
    "cc_calls",
    (
        # The engine's name of the call, beside whatever older rows have in `call_id`.
        Own("callcenter_id", String(64), unique=True),
        Own("call_id", String(150)),
        # What a browser called it when it said that it rings.
        Own("client_call_id", String(150), index=True),
        Own("linkedid", String(150)),
        Own("switch", String(80)),
        Own("agent_id", String(80), index=True),
        Own("queue", String(80), ("queue_name",)),
        Own("direction", String(16), ("call_direction", "call_type")),
        Own("status", String(32), ("call_status", "disposition")),
        Own("caller_number", String(80), ("caller", "caller_id", "from_number", "phone_number", "src"), index=True),
        Own("caller_name", String(255), ()),
        Own("dialed_number", String(80), ("callee", "callee_number", "called_number", "to_number", "destination", "dst")),
        Own("answered_by", String(80)),
        Own("started_at", _MOMENT, ("start_time", "call_start", "ring_time", "ringing_at"), index=True),
        Own("answered_at", _MOMENT, ("answer_time", "answered_time")),
        Own("ended_at", _MOMENT, ("end_time", "call_end", "hangup_time")),
        Own("wait_seconds", Float(), ("wait_time", "queue_time")),
        Own("ring_seconds", Float(), ()),
        Own("talk_seconds", Float(), ("talk_time", "talk_duration", "billsec")),
        Own("hold_seconds", Float(), ("hold_time", "hold_duration")),
        Own("duration_seconds", Float(), ("duration", "total_duration")),
        Own("transfers", Integer()),
        Own("hangup_by", String(80)),
        Own("hangup_cause", Integer()),
        Own("recording", String(255), ("recording_path", "recording_url", "recording_file")),
        Own("created_at", _MOMENT),
        Own("updated_at", _MOMENT),
    ),
)

ACTIVITIES = Shape(
    "cc_agent_activities",
    (
        # What happened, once: whoever writes it down, and however often.
        Own("event_key", String(190), unique=True),
        Own("agent_id", String(80), index=True),
        Own("activity_type", String(32), ("activity", "action", "event_type", "type")),
        Own("reason", String(255), ("details", "description")),
        Own("detail", String(255)),
        Own("callcenter_id", String(64), index=True),
        Own("call_id", String(150)),
        Own("linkedid", String(150), index=True),
        Own("occurred_at", _MOMENT, ("timestamp", "activity_time", "created_at", "start_time"), index=True),
    ),
)

BOOKMARKS = Shape(
    "cc_bookmarks",
    (
        # Up to where the facts of a switch are in the tables, and what is known there of legs that live.
        Own("switch", String(80), unique=True),
        Own("seq", BigInteger()),
        Own("fold", _LARGE),
        Own("updated_at", _MOMENT),
    ),
)

SHAPES = (AGENTS, CALLS, ACTIVITIES, BOOKMARKS)


class Kept:
    """A table as it is in the database, ours or older, and how rows are written to it and read."""

    def __init__(self, shape: Shape, table: Table, choices: Mapping[str, Choices], agents: Optional[Kept] = None) -> None:
        self.shape = shape
        self.table = table
        self._choices = choices
        self._agents = agents
        # Where older rows name an agent by the row in cc_agents, new ones do as well.
        self.agent_by_row = agents is not None and fitting.is_whole(table.c.agent_id.type)

    def row(self, values: Mapping[str, Any], *, agent_row: Optional[int] = None) -> dict[str, Any]:
        """A new row: our columns, older ones that mean the same, and something harmless where older ones must be filled."""
        row = self.changes(values, agent_row=agent_row)
        for own in self.shape.columns:
            for other in own.also:
                column = self.table.c.get(other)
                if column is None or other in row or self.shape.own(other) is not None or own.name not in values:
                    continue
                fitted = fitting.fit(column, values[own.name], self._choices.get(other))
                if fitted is not None:
                    row[other] = fitted
        for column in self.table.columns:
            if row.get(column.name) is None and _must_be_filled(column):
                row[column.name] = fitting.harmless(column, self._choices.get(column.name))
        return row

    def changes(self, values: Mapping[str, Any], *, agent_row: Optional[int] = None) -> dict[str, Any]:
        """The same values as columns have them: cut to their length, in their kind of time, in their words."""
        row: dict[str, Any] = {}
        for name, value in values.items():
            column = self.table.c[name]
            fitted = agent_row if name == "agent_id" and self.agent_by_row else self.fitted(name, value)
            if fitted is not None or column.nullable:
                row[name] = fitted
        return row

    def fitted(self, column: str, value: Any) -> Any:
        """A value as a column can have it; `None` when it cannot."""
        return fitting.fit(self.table.c[column], value, self._choices.get(column))

    def value(self, row: Mapping[str, Any], name: str) -> Any:
        """What a row says: in our column, else in the first older one that means the same."""
        own = self.shape.own(name)
        for column in (name, *(own.also if own is not None else ())):
            value = row.get(column)
            if value is not None:
                return value
        return None

    def find(self, connection: Connection, column: str, value: Any) -> Optional[dict[str, Any]]:
        """The first row in which a column has this value."""
        wanted = self.fitted(column, value)
        if wanted is None:
            return None
        found = connection.execute(select(self.table).where(self.table.c[column] == wanted).limit(1)).mappings().first()
        return dict(found) if found is not None else None

    def change(self, connection: Connection, key: str, values: Mapping[str, Any], *, agent_row: Optional[int] = None) -> None:
        """Changes the row with the same `key`, and older columns of it that mean the same."""
        row = self.row(values, agent_row=agent_row)
        meant = {other for own in self.shape.columns if own.name in values for other in own.also}
        changes = {name: value for name, value in row.items() if name != key and (name in values or name in meant)}
        where = self.table.c[key] == self.fitted(key, values[key])
        try:
            with connection.begin_nested():
                connection.execute(self.table.update().where(where).values(changes))
        except DBAPIError as why:
            if not _is_about_values(why):
                raise
            log.error("%s: %s %s cannot be changed: %s", self.table.name, key, values[key], why.orig)

    def remove(self, connection: Connection, key: str, value: Any) -> None:
        """Removes the row with this `key`. One that tables of the host still need stays, which is told in the log."""
        try:
            with connection.begin_nested():
                connection.execute(self.table.delete().where(self.table.c[key] == self.fitted(key, value)))
        except DBAPIError as why:
            if not _is_about_values(why):
                raise
            log.warning("%s: %s %s is no call any more, and cannot be removed: %s", self.table.name, key, value, why.orig)

    def put(self, connection: Connection, key: str, values: Mapping[str, Any], *, agent_row: Optional[int] = None) -> None:
        """Changes the row with the same `key`, or writes one."""
        if not self.add(connection, key, values, agent_row=agent_row):
            self.change(connection, key, values, agent_row=agent_row)

    def add(self, connection: Connection, key: str, values: Mapping[str, Any], *, agent_row: Optional[int] = None) -> bool:
        """Writes a row if there is none with the same `key`; says whether it did. What the database refuses because of columns
        that are not ours is written without what can be left out; what it refuses all the same is told in the log."""
        if self._has(connection, key, values):
            return False
        row = self.row(values, agent_row=agent_row)
        try:
            with connection.begin_nested():
                connection.execute(self.table.insert().values(row))
            return True
        except DBAPIError as why:
            if not _is_about_values(why):
                raise
            if self._has(connection, key, values):
                return False
            log.warning("%s: a row is refused, and written with fewer columns: %s", self.table.name, why.orig)
        try:
            with connection.begin_nested():
                connection.execute(self.table.insert().values(self.least(row, key)))
            return True
        except DBAPIError as why:
            if not _is_about_values(why):
                raise
            log.error("%s: the row of %s %s is left out, for the database refuses it: %s", self.table.name, key, values[key], why.orig)
            return False

    def _has(self, connection: Connection, key: str, values: Mapping[str, Any]) -> bool:
        where = self.table.c[key] == self.fitted(key, values[key])
        return connection.execute(select(self.table.c[key]).where(where).limit(1)).first() is not None

    def least(self, row: Mapping[str, Any], key: str) -> dict[str, Any]:
        """What of a row cannot be left out: its key, its times, and whatever older columns must have."""
        kept = {key, "agent_id", "occurred_at", "started_at", "ended_at", "callcenter_id", "linkedid"}
        return {name: value for name, value in row.items() if name in kept or _must_be_filled(self.table.c[name])}


def _must_be_filled(column: Column[Any]) -> bool:
    if column.nullable or column.server_default is not None or column.identity is not None or column.computed is not None:
        return False
    table = column.table
    counts = column.primary_key and fitting.is_whole(column.type) and len(table.primary_key.columns) == 1
    return not counts


def _is_about_values(why: DBAPIError) -> bool:
    """Whether the database refuses what is to be written, rather than being away, full or locked."""
    # A check that fails is an operational error to drivers of MariaDB (4025) and MySQL (3819).
    return isinstance(why, (IntegrityError, DataError)) or getattr(why.orig, "args", ())[:1] in ((4025,), (3819,))


@dataclass(frozen=True)
class Tables:
    """All four, as they are in the database."""

    agents: Kept
    calls: Kept
    activities: Kept
    bookmarks: Kept


@dataclass(frozen=True)
class Step:
    """Something that was done to the database, or would be."""

    table: str
    what: str


def carry_forward(engine: Engine) -> list[Step]:
    """Makes the tables, or adds to them what is missing. Doing it again does nothing.

    # Errors
    What SQLAlchemy says of the database.
    """
    for attempt in range(TRIES_MAX):
        try:
            return _carry_forward(engine)
        except DBAPIError as why:
            # Another process was quicker: what it made is found the next time.
            if attempt + 1 == TRIES_MAX:
                raise
            log.info("the tables are being made by another process as well: %s", why.orig)
            time.sleep(random.uniform(0.05, 0.3) * (attempt + 1))
    raise AssertionError("the last attempt returns or raises")


def missing(engine: Engine) -> list[Step]:
    """What `carry_forward` would do, without doing it."""
    steps: list[Step] = []
    inspector = inspect(engine)
    for shape in SHAPES:
        if not inspector.has_table(shape.name):
            steps.append(Step(shape.name, "make the table"))
            continue
        there = {column["name"] for column in inspector.get_columns(shape.name)}
        for own in shape.columns:
            if own.name not in there:
                steps.append(Step(shape.name, f"add the column {own.name}"))
    return steps


def _carry_forward(engine: Engine) -> list[Step]:
    steps: list[Step] = []
    for shape in SHAPES:
        with engine.begin() as connection:
            steps.extend(_carry(connection, shape))
    return steps


def _carry(connection: Connection, shape: Shape) -> list[Step]:
    steps: list[Step] = []
    fresh = shape.fresh()
    inspector = inspect(connection)
    is_new = not inspector.has_table(shape.name)
    if is_new:
        fresh.create(connection)
        steps.append(Step(shape.name, "made the table"))
        there = {column.name for column in fresh.columns}
        indexed: set[str] = set()
    else:
        there = {column["name"] for column in inspector.get_columns(shape.name)}
        indexed = _indexed(connection, shape.name)
    quote = connection.dialect.identifier_preparer.quote
    for own in shape.columns:
        if own.name in there:
            continue
        definition = CreateColumn(fresh.c[own.name]).compile(dialect=connection.dialect)
        connection.execute(text(f"ALTER TABLE {quote(shape.name)} ADD COLUMN {definition}"))
        steps.append(Step(shape.name, f"added the column {own.name}"))
    if shape is AGENTS and not is_new:
        _know_agents(connection, there)
    for own in shape.columns:
        if not (own.unique or own.index) or own.name in indexed:
            continue
        # A column of before may hold the same value twice, or texts too long for an index: it is left as it is.
        if not is_new and own.name in there and (not own.unique or own.name == "agent_id"):
            continue
        index = Index(f"ix_{shape.name}_{own.name}", fresh.c[own.name], unique=own.unique)
        connection.execute(CreateIndex(index))
        steps.append(Step(shape.name, f"indexed {own.name}"))
    return steps


def _know_agents(connection: Connection, before: set[str]) -> None:
    """Fills what was added to agents of before, so that they are found by it. What they had is only read."""
    table = Table(AGENTS.name, MetaData(), autoload_with=connection, resolve_fks=False)
    own_key = list(table.primary_key.columns)
    if not own_key:
        return
    for own in (AGENTS.own("extension"), AGENTS.own("name"), AGENTS.own("sip_username"), AGENTS.own("agent_id")):
        if own is None or own.name in before:
            continue
        sources = [*own.also, *(("extension", "sip_username", "username", "id") if own.name == "agent_id" else ())]
        for row in connection.execute(select(table).where(table.c[own.name].is_(None))).mappings().all():
            value = fitting.said(dict(row), sources)
            if value is not None:
                where = [column == row[column.name] for column in own_key]
                connection.execute(table.update().where(*where).values({own.name: str(value)[:80]}))


def _indexed(connection: Connection, table: str) -> set[str]:
    inspector = inspect(connection)
    found: list[Sequence[Optional[str]]] = [index["column_names"] for index in inspector.get_indexes(table)]
    found += [constraint["column_names"] for constraint in inspector.get_unique_constraints(table)]
    found.append(inspector.get_pk_constraint(table)["constrained_columns"])
    return {columns[0] for columns in found if len(columns) == 1 and columns[0] is not None}


def look(engine: Engine) -> Tables:
    """Reads how the tables are in the database; `carry_forward` goes before."""
    metadata = MetaData()
    with engine.connect() as connection:
        # Not the host's tables that ours refer to: what they are like is none of our business.
        tables = {shape.name: Table(shape.name, metadata, autoload_with=connection, resolve_fks=False) for shape in SHAPES}
        choices = {shape.name: fitting.choices(connection, tables[shape.name]) for shape in SHAPES}
    agents = Kept(AGENTS, tables["cc_agents"], choices["cc_agents"])
    return Tables(
        agents=agents,
        calls=Kept(CALLS, tables["cc_calls"], choices["cc_calls"], agents),
        activities=Kept(ACTIVITIES, tables["cc_agent_activities"], choices["cc_agent_activities"], agents),
        bookmarks=Kept(BOOKMARKS, tables["cc_bookmarks"], choices["cc_bookmarks"]),
    )
