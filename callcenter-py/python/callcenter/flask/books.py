"""Keeps cc_calls, cc_agent_activities and the agents' states by what the switch did.

The engine's journal is read from a bookmark on. Rows and bookmark are written in one transaction, and only if the bookmark is
still where this process read it: whoever leads, however often the lead changes or a process dies, every fact is in the tables once.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from itertools import islice
from typing import Any, Deque, Optional, Protocol, Sequence

from callcenter import CallCenter, StoreError
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from .fold import Fold, Rows, call_row, live_row, moment
from .pulse import Pulse
from .tables import Tables

log = logging.getLogger("callcenter.flask")

FACTS_MAX = 2_000
"""Most facts of one transaction."""

HISTORY_MAX = 10_000
"""Most calls that are taken from the history where the journal has a hole."""

PAUSE_S = 0.25
"""How long the books wait after a transaction for more to come."""

IDLE_S = 2.0
"""How often they look when nothing happens."""

FOLLOWED_MAX = 100_000
"""Most facts of a switch without a journal that wait for the database; beyond, the oldest are lost."""

AWAY_S_MAX = 30.0
"""Longest wait before a database that is away is tried again."""


class Fact(Protocol):
    """As the engine tells one."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> float: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Source(Protocol):
    """What the books need of the engine."""

    @property
    def role(self) -> str: ...
    def journal(self, after: int = 0, *, limit: int = 1000) -> Sequence[Fact]: ...
    def history(self, *, limit: int = 50) -> list[dict[str, Any]]: ...
    def calls(self) -> list[dict[str, Any]]: ...
    def standing(self) -> dict[str, Any]: ...
    def now(self) -> float: ...


class Followed:
    """A switch without a journal: its facts as they come, kept until they are written down. What happens while this process is not
    there is in no book."""

    def __init__(self, center: CallCenter) -> None:
        self._center = center
        self._facts: Deque[Fact] = deque(maxlen=FOLLOWED_MAX)
        self._first = center.standing()["seq"]
        self._listener = center.listen(self._facts.append)

    @property
    def role(self) -> str:
        return self._center.role

    def journal(self, after: int = 0, *, limit: int = 1000) -> Sequence[Fact]:
        while self._facts and self._facts[0].seq <= after:
            self._facts.popleft()
        return list(islice(self._facts, limit))

    def history(self, *, limit: int = 50) -> list[dict[str, Any]]:
        return []

    def calls(self) -> list[dict[str, Any]]:
        return self._center.calls()

    def standing(self) -> dict[str, Any]:
        return self._center.standing()

    def now(self) -> float:
        return self._center.now()


class Moved(Exception):
    """Another process wrote to the books meanwhile."""


class Books:
    """The books of one switch."""

    def __init__(self, engine: Engine, tables: Tables, switch: str, source: Source) -> None:
        self._engine = engine
        self._tables = tables
        self._switch = switch
        self._source = source
        self._live: dict[str, dict[str, Any]] = {}

    def step(self) -> bool:
        """Writes down what is new; says whether there is more, or will be in a moment: facts that are not in the journal yet.

        # Errors
        What SQLAlchemy says of the database, and the engine of its journal. Nothing is written then.
        """
        # Looked at before the journal is read: what ended meanwhile is overwritten by its end, not the other way round.
        seen = [live_row(call) for call in self._source.calls()]
        with self._engine.begin() as connection:
            seq, fold = self._bookmark(connection)
        head = self._source.standing()["seq"]
        try:
            facts = self._source.journal(seq, limit=FACTS_MAX)
        except StoreError as why:
            if why.kind != "corrupt":
                raise
            return self._leap(seq, why)
        if not facts and head < seq:
            return self._begin_anew(seq)
        rows = Rows()
        for fact in facts:
            fold.take(fact.kind, fact.seq, fact.at, fact.data, rows)
        # What the journal does not have yet may never be in it: a leader that is killed takes its last moment along.
        live = {row["callcenter_id"]: row for row in seen if fold.has(row["linkedid"])}
        if not facts and live == self._live:
            return bool(head > seq)
        try:
            with self._engine.begin() as connection:
                # First of all: who comes second waits here, and finds that the bookmark has moved.
                self._move(connection, seq, facts[-1].seq if facts else seq, fold)
                self._write(connection, fold, rows, [row for name, row in live.items() if self._live.get(name) != row])
        except Moved:
            log.info("the books of %s were written by another process meanwhile", self._switch)
            return True
        self._live = live
        return bool(head > (facts[-1].seq if facts else seq))

    def _begin_anew(self, seq: int) -> bool:
        """The journal is another one than that of the bookmark: it ends before it. All of it is read; what is in the tables is
        known by its key."""
        log.warning("the journal of %s was begun anew (it ends before fact %d): the books read it from its beginning", self._switch, seq)
        with self._engine.begin() as connection:
            self._move(connection, seq, 0, Fold())
        return True

    def _leap(self, seq: int, why: StoreError) -> bool:
        """What follows the bookmark was removed from the journal by its retention: calls are taken from the history, and the facts
        from the journal's head on."""
        log.warning("the journal of %s has not what follows fact %d any more (%s); the calls are taken from the history", self._switch, seq, why)
        head = int(self._source.standing()["books"]["durable_seq"])
        rows = Rows(calls=[call_row(record) for record in reversed(self._source.history(limit=HISTORY_MAX))])
        fold = Fold()
        with self._engine.begin() as connection:
            self._move(connection, seq, head, fold)
            self._write(connection, fold, rows, [])
        return True

    def _bookmark(self, connection: Connection) -> tuple[int, Fold]:
        kept = self._tables.bookmarks
        row = kept.find(connection, "switch", self._switch)
        if row is None:
            kept.add(connection, "switch", {"switch": self._switch, "seq": 0, "fold": None, "updated_at": moment(self._source.now())})
            return 0, Fold()
        return row["seq"] or 0, Fold.load(row["fold"])

    def _move(self, connection: Connection, seq: int, to: int, fold: Fold) -> None:
        table = self._tables.bookmarks.table
        where = (table.c.switch == self._switch, table.c.seq == seq)
        values = {"seq": to, "fold": fold.dump(), "updated_at": moment(self._source.now())}
        changes = self._tables.bookmarks.changes(values)
        if connection.execute(table.update().where(*where).values(changes)).rowcount != 1:
            raise Moved

    def _write(self, connection: Connection, fold: Fold, rows: Rows, live: list[dict[str, Any]]) -> None:
        agents = Agents(connection, self._tables, fold, moment(self._source.now()))
        closed = {row["callcenter_id"] for row in rows.calls}
        for row in live:
            if row["callcenter_id"] not in closed:
                self._put_call(connection, agents, row, is_over=False)
        for linkedid in rows.absorbed:
            self._take_out(connection, linkedid)
        for row in rows.calls:
            self._put_call(connection, agents, row, is_over=True)
        for row in rows.activities:
            agent_id, agent_row = agents.of(row["agent_id"])
            values = {**row, "agent_id": agent_id}
            self._tables.activities.add(connection, "event_key", values, agent_row=agent_row)
        table = self._tables.activities.table
        for linkedid, call in rows.named.items():
            changes = self._tables.activities.changes({"callcenter_id": call, "call_id": call})
            where = (table.c.linkedid == linkedid, table.c.callcenter_id.is_(None))
            connection.execute(table.update().where(*where).values(changes))
        for extension, state in rows.states.items():
            agents.stands(extension, state)

    def _take_out(self, connection: Connection, linkedid: str) -> None:
        """Takes out the row of a call that was none of its own: a consultation's, for example, is a part of the call it was for."""
        kept = self._tables.calls
        columns = kept.table.c
        where = (columns.linkedid == kept.fitted("linkedid", linkedid), columns.switch == self._switch, columns.ended_at.is_(None))
        for name in connection.execute(select(columns.callcenter_id).where(*where)).scalars().all():
            if name is not None:
                kept.remove(connection, "callcenter_id", name)

    def _put_call(self, connection: Connection, agents: Agents, row: dict[str, Any], *, is_over: bool) -> None:
        kept = self._tables.calls
        agent_id, agent_row = agents.of(row["agent_id"])
        now = moment(self._source.now())
        values = {**row, "switch": self._switch, "agent_id": agent_id, "updated_at": now}
        reported = browsers_name(connection, self._tables, row["callcenter_id"])
        if reported is not None:
            values["client_call_id"] = reported
        found = kept.find(connection, "callcenter_id", row["callcenter_id"])
        if found is None:
            kept.add(connection, "callcenter_id", {**values, "created_at": now}, agent_row=agent_row)
        elif is_over or kept.value(found, "ended_at") is None:
            kept.change(connection, "callcenter_id", values, agent_row=agent_row)


class Agents:
    """Who an extension is in cc_agents, within one transaction."""

    def __init__(self, connection: Connection, tables: Tables, fold: Fold, now: Any) -> None:
        self._connection = connection
        self._kept = tables.agents
        self._fold = fold
        self._now = now
        self._found: dict[str, tuple[Optional[str], Optional[int]]] = {}
        # Rows that name an agent by the row in cc_agents need that row.
        self._by_row = tables.calls.agent_by_row or tables.activities.agent_by_row

    def of(self, extension: Optional[str]) -> tuple[Optional[str], Optional[int]]:
        """The agent's id, and the number of the row in cc_agents if it has numbers. Nothing: it is no agent, but somebody
        outside or a phone of nobody's."""
        if extension is None:
            return None, None
        if extension not in self._found:
            self._found[extension] = self._find(extension)
        return self._found[extension]

    def _find(self, extension: str) -> tuple[Optional[str], Optional[int]]:
        row = self._row(extension)
        if row is None and not self._fold.is_agent(extension):
            return None, None
        if row is None and self._by_row:
            values = {"agent_id": extension, "extension": extension, "name": extension, "created_at": self._now}
            self._kept.add(self._connection, "agent_id", values)
            row = self._row(extension)
        if row is None:
            return extension, None
        number = row.get("id")
        return str(row["agent_id"] or extension), number if isinstance(number, int) else None

    def _row(self, extension: str) -> Optional[dict[str, Any]]:
        found = self._kept.find(self._connection, "extension", extension)
        return found or self._kept.find(self._connection, "agent_id", extension)

    def stands(self, extension: str, state: dict[str, Any]) -> None:
        """Writes down how an agent stands, if there is a row; nobody is made an agent by being in a queue."""
        row = self._row(extension)
        if row is not None:
            self._kept.change(self._connection, "agent_id", {**state, "agent_id": row["agent_id"], "updated_at": self._now})


class Keeper:
    """Keeps the books in a thread, in the process that leads."""

    def __init__(self, books: Books, source: Source, pulse: Pulse) -> None:
        self._books = books
        self._source = source
        self._pulse = pulse
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="callcenter-books", daemon=True)
        self.trouble: Optional[str] = None
        """Why nothing can be written now; `None`: it can."""

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends after the step that is under way; `timeout` in seconds."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        away = PAUSE_S
        while not self._stop.is_set():
            seen = self._pulse.count
            try:
                more = self._source.role == "leading" and self._books.step()
            except Exception as why:  # noqa: BLE001 — whatever it is, the next try may do: the journal has it all
                if self._stop.is_set():
                    return
                self._told(why)
                away = min(away * 2, AWAY_S_MAX)
                self._stop.wait(away)
                continue
            if self.trouble is not None:
                log.info("cc_calls and cc_agent_activities are written again")
                self.trouble = None
            away = PAUSE_S
            if not more:
                self._pulse.wait(seen, IDLE_S)
            self._stop.wait(PAUSE_S)

    def _told(self, why: Exception) -> None:
        said = str(getattr(why, "orig", None) or why)
        if self.trouble == said:
            return
        self.trouble = said
        if isinstance(why, SQLAlchemyError):
            log.error("cc_calls and cc_agent_activities cannot be written; nothing is lost, it is tried again: %s", said)
        else:
            log.exception("cc_calls and cc_agent_activities cannot be kept; it is tried again")


REPORTED = "ringing_reported"
"""The activity of an agent whose browser said that it rings; its detail is the browser's own name of the call."""


def browsers_name(connection: Connection, tables: Tables, call_id: str) -> Optional[str]:
    """What a browser calls a call."""
    table = tables.activities.table
    wanted = select(table.c.detail).where(table.c.callcenter_id == call_id, table.c.activity_type == REPORTED)
    found: Optional[str] = connection.execute(wanted.order_by(table.c.event_key).limit(1)).scalar()
    return found


def bookmarks(connection: Connection, tables: Tables) -> dict[str, int]:
    """Up to where the books are, by switch."""
    table = tables.bookmarks.table
    return {row.switch: row.seq for row in connection.execute(select(table.c.switch, table.c.seq))}
