"""cc_calls and cc_agent_activities: each fact once, whoever writes, however often writing fails."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Iterator, List, NamedTuple, Tuple

import pytest

pytest.importorskip("flask_limiter")

import callcenter
from callcenter.flask.books import Books
from callcenter.flask.desk import make_engine
from callcenter.flask.tables import carry_forward, look
from callcenter.testing import Simulator
from flask_house import PATIENCE_S, SALES, House, connect, until
from sqlalchemy import event, text
from sqlalchemy.engine import Engine


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """A call center with some calls in its journal, at which nobody keeps books yet."""
    folder = tmp_path_factory.mktemp("past")
    with Simulator(still=True) as switch, connect(switch, store=f"sqlite:{folder}/journal.db", control=True, name="pbx") as center:
        yield Past(center, day(center, switch, 4))


class Past(NamedTuple):
    """What has been."""

    center: callcenter.CallCenter
    closed: List[str]


def day(center: callcenter.CallCenter, switch: Simulator, calls: int) -> List[str]:
    """Calls that are taken, held and over; their identities."""
    closed = []
    for n in range(calls):
        leg = switch.caller(f"4917000{n:05}", f"Caller {n}", SALES)
        rung = until(center, lambda: next((row for row in center.agents() if row["activity"].lower() == "ringing"), None))
        assert switch.phone_answers(rung["agent"])
        call = until(center, lambda: (row := center.agent(rung["agent"])) and row["activity"].lower() == "talking" and row["call"])
        center.hold(call["leg"])
        center.unhold(call["leg"])
        switch.hangs_up(leg)
        closed.append(call["call_id"])
    for name in closed:
        until(center, lambda: center.past_call(name))
    is_kept(center)
    return closed


def is_kept(center: callcenter.CallCenter) -> int:
    """Waits until all that is known now is in the journal; the number of the last fact."""
    seq = int(center.standing()["seq"])
    until(center, lambda: center.journal(seq - 1, limit=1))
    return seq


def tables(folder: Path) -> Engine:
    engine = make_engine(f"sqlite:///{folder}/host.db", str(folder))
    carry_forward(engine)
    return engine


def written(engine: Engine) -> Tuple[List[Tuple[Any, ...]], List[Tuple[Any, ...]]]:
    """Everything that the books say."""
    with engine.connect() as connection:
        calls = connection.execute(text("SELECT callcenter_id, status, agent_id, caller_number, talk_seconds FROM cc_calls ORDER BY callcenter_id"))
        activities = connection.execute(text("SELECT event_key, agent_id, activity_type, occurred_at, callcenter_id FROM cc_agent_activities ORDER BY event_key"))
        return [tuple(row) for row in calls], [tuple(row) for row in activities]


def drain(books: Books, center: callcenter.CallCenter, engine: Engine) -> None:
    """Writes until the bookmark is at the journal's head."""
    head = is_kept(center)
    for _ in range(1_000):
        books.step()
        with engine.connect() as connection:
            seq = connection.execute(text("SELECT seq FROM cc_bookmarks")).scalar_one()
        if seq >= head:
            return
    raise AssertionError(f"the books stand at {seq}, the journal at {head}")


def test_f_307_each_fact_is_written_once_and_reading_them_all_again_changes_nothing(past: Past, tmp_path: Path) -> None:
    center, closed = past
    engine = tables(tmp_path)
    drain(Books(engine, look(engine), "pbx", center), center, engine)
    once = written(engine)
    assert sorted(closed) == [row[0] for row in once[0]] and all(row[1] == "answered" and row[4] > 0 for row in once[0])
    kinds = [row[2] for row in once[1]]
    assert kinds.count("hold") == kinds.count("unhold") == 4 and kinds.count("call") >= 4 and kinds.count("ringing") >= 4
    assert kinds.count("login") == 12, "of every agent once"
    assert all(row[4] in closed for row in once[1] if row[2] in ("hold", "unhold", "ringing", "call"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE cc_bookmarks SET seq = 0, fold = NULL"))
    drain(Books(engine, look(engine), "pbx", center), center, engine)
    assert written(engine) == once


def test_two_who_write_at_once_write_everything_once(past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.flask.books.FACTS_MAX", 7)
    center, closed = past
    alone = make_engine(f"sqlite:///{tmp_path}/alone.db", str(tmp_path))
    carry_forward(alone)
    drain(Books(alone, look(alone), "pbx", center), center, alone)
    engine = tables(tmp_path)
    failed: List[BaseException] = []

    def write() -> None:
        try:
            drain(Books(engine, look(engine), "pbx", center), center, engine)
        except BaseException as why:  # noqa: BLE001
            failed.append(why)

    writers = [threading.Thread(target=write) for _ in range(3)]
    [writer.start() for writer in writers]
    [writer.join(PATIENCE_S) for writer in writers]
    assert not failed, failed
    assert written(engine) == written(alone) and len(written(engine)[0]) == len(closed)


@pytest.mark.parametrize("at", range(1, 40, 6))
def test_a_writer_that_dies_anywhere_leaves_no_hole_and_no_double(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The database fails at the n-th statement; whoever comes next goes on."""
    monkeypatch.setattr("callcenter.flask.books.FACTS_MAX", 40)
    center, _ = past
    whole = make_engine(f"sqlite:///{tmp_path}/whole.db", str(tmp_path))
    carry_forward(whole)
    drain(Books(whole, look(whole), "pbx", center), center, whole)
    engine = tables(tmp_path)
    left = [at]

    def fails(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise ConnectionError("the plug was pulled")

    kept = look(engine)
    event.listen(engine, "before_cursor_execute", fails)
    with pytest.raises(ConnectionError):
        for _ in range(1_000):
            Books(engine, kept, "pbx", center).step()
    event.remove(engine, "before_cursor_execute", fails)
    drain(Books(engine, kept, "pbx", center), center, engine)
    assert written(engine) == written(whole)


def test_a_journal_that_was_begun_anew_is_read_from_its_beginning(past: Past, tmp_path: Path) -> None:
    center, _ = past
    engine = tables(tmp_path)
    books = Books(engine, look(engine), "pbx", center)
    drain(books, center, engine)
    once = written(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE cc_bookmarks SET seq = 1000000"))
    for _ in range(10):
        books.step()
    assert written(engine) == once
    with engine.connect() as connection:
        assert 0 < connection.execute(text("SELECT seq FROM cc_bookmarks")).scalar_one() < 1_000_000


def test_where_retention_removed_facts_the_calls_come_from_the_history(past: Past, tmp_path: Path) -> None:
    center, closed = past
    engine = tables(tmp_path)

    class Purged:
        """A journal whose beginning is gone."""

        def __getattr__(self, name: str) -> Any:
            return getattr(center, name)

        def journal(self, after: int = 0, *, limit: int = 1000) -> Any:
            if after < 5:
                raise callcenter.StoreError("the entries after 0 are gone", "corrupt")
            return center.journal(after, limit=limit)

    books = Books(engine, look(engine), "pbx", Purged())  # type: ignore[arg-type]
    for _ in range(3):
        books.step()
    assert [row[0] for row in written(engine)[0]] == sorted(closed)


def test_what_happened_while_no_application_ran_is_in_the_tables_afterwards(tmp_path: Path) -> None:
    with Simulator(still=True) as switch:
        with House(tmp_path, switch) as house:
            agent = house.agent()
            agent.post("agent/not-ready", reason="Lunch")
        with connect(switch, store=f"sqlite:{tmp_path}/house.callcenter.db", control=True, name="asterisk") as center:
            # Another program leads the same switch and journal meanwhile.
            center.ready("1001")
            center.pause("1001", "Training")
            is_kept(center)
        from flask import Flask

        with House(tmp_path, switch, app=Flask("again", instance_path=str(tmp_path))) as house:

            def reasons() -> Any:
                rows = [row["reason"] for row in house.rows("cc_agent_activities") if row["agent_id"] == "1001" and row["activity_type"] == "not_ready"]
                return rows if "Training" in rows else None

            assert house.until(reasons) == ["Lunch", "Training"]


def test_while_the_database_is_away_nothing_is_lost_and_the_page_says_so(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch) as house:
        house.alone("1001")
        agent = house.agent()
        away = [True]

        def fails(_: Any, __: Any, statement: str, *___: Any) -> None:
            if away[0] and statement.startswith(("UPDATE cc_bookmarks", "INSERT INTO cc_calls")):
                raise ConnectionError("the database is away")

        event.listen(house.calls.desk.engine, "before_cursor_execute", fails)
        _, call = house.talks(agent)
        assert agent.post("call/drop")[0] == 200
        assert "away" in house.until(lambda: agent.get("state")[1]["books"])
        assert call["id"] not in {row["callcenter_id"] for row in house.rows("cc_calls")}
        away[0] = False
        row = house.until(lambda: next((row for row in house.rows("cc_calls") if row["callcenter_id"] == call["id"] and row["ended_at"]), None))
        assert row["status"] == "answered" and agent.get("state")[1]["books"] is None


def test_without_a_journal_what_is_seen_is_written(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch, DB_URI="sqlite://") as house:
        house.alone("1001")
        agent = house.agent()
        _, call = house.talks(agent)
        agent.post("call/drop")
        row = house.until(lambda: next((row for row in house.rows("cc_calls") if row["ended_at"]), None))
        assert row["callcenter_id"] == call["id"] and row["status"] == "answered"
        assert not list(tmp_path.glob("*.db"))


def test_a_row_that_the_database_refuses_keeps_no_others_from_being_written(past: Past, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    center, _ = past
    engine = make_engine(f"sqlite:///{tmp_path}/host.db", str(tmp_path))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cc_calls (id INTEGER PRIMARY KEY, caller VARCHAR(50), CHECK (caller NOT LIKE '%00001'))"))
    carry_forward(engine)
    drain(Books(engine, look(engine), "pbx", center), center, engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT caller_number, caller FROM cc_calls ORDER BY started_at")).fetchall()
    assert len(rows) == 4 and rows[1].caller is None and rows[2].caller == "491700000002"
    assert "fewer columns" in caplog.text


def test_a_consultation_that_became_a_part_of_its_call_leaves_no_row_of_its_own(tmp_path: Path) -> None:
    with Simulator(still=True) as switch, House(tmp_path, switch) as house:
        house.alone("1001")
        agent = house.agent()
        caller, call = house.talks(agent)
        consulting = threading.Thread(target=agent.post, args=("call/transfer",), kwargs={"target": "1002", "type": "attended"})
        consulting.start()
        rung = house.until(lambda: (row := house.calls.live.agent("1002")) and row["call"])
        house.until(lambda: [row for row in house.rows("cc_calls") if row["callcenter_id"] == rung["call_id"]])
        assert house.until(lambda: switch.phone_answers("1002"))
        consulting.join(PATIENCE_S)
        assert agent.post("call/transfer/complete")[0] == 200
        assert switch.hangs_up(caller)
        row = house.until(lambda: next((row for row in house.rows("cc_calls") if row["callcenter_id"] == call["id"] and row["ended_at"]), None))
        assert row["transfers"] == 1 and row["agent_id"] == "1001"
        assert house.until(lambda: len(house.rows("cc_calls")) == 1), "only what was a call is in the table of calls"
