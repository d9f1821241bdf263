"""The tables: made, carried forward from older ones without loss, on every database."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest

pytest.importorskip("flask_limiter")

from callcenter.flask import SettingsError, store_url
from callcenter.flask.desk import make_engine
from callcenter.flask.fold import Fold, Rows, endpoint, moment
from callcenter.flask.passwords import seal_all
from callcenter.flask.roster import Roster
from callcenter.flask.tables import carry_forward, look, missing
from callcenter.flask.vault import Vault
from callcenter.testing import Simulator
from database_servers import Server
from flask_house import House
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from werkzeug.security import generate_password_hash

# ── tables as older modules had them ────────────────────────────────────────────────────────────────────────────

# One like that of most tutorials: numbers as keys, plain passwords, times as texts or moments.
PLAIN = [
    "CREATE TABLE cc_agents (id {serial}, agent_id VARCHAR(50) NOT NULL UNIQUE, name VARCHAR(100) NOT NULL, sip_username VARCHAR(50), "
    "sip_password VARCHAR(100), sip_domain VARCHAR(100), extension VARCHAR(20), status VARCHAR(20) DEFAULT 'offline', is_active BOOLEAN NOT NULL)",
    "CREATE TABLE cc_calls (id {serial}, call_id VARCHAR(100) NOT NULL UNIQUE, agent_id VARCHAR(50), caller_number VARCHAR(50), "
    "direction VARCHAR(10), status VARCHAR(20) NOT NULL, start_time {moment}, answer_time {moment}, end_time {moment}, duration INTEGER, notes TEXT NOT NULL)",
    "CREATE TABLE cc_agent_activities (id {serial}, agent_id VARCHAR(50) NOT NULL, activity_type VARCHAR(30) NOT NULL, reason VARCHAR(100), timestamp {moment} NOT NULL)",
    "INSERT INTO cc_agents (agent_id, name, sip_username, sip_password, sip_domain, extension, is_active) VALUES ('1001', 'Anna', '1001', 'plain-1001', 'pbx.example', '1001', {true})",
    "INSERT INTO cc_agents (agent_id, name, sip_username, sip_password, extension, is_active) VALUES ('1002', 'Ben', '1002', '{werkzeug}', '1002', {true})",
    "INSERT INTO cc_agents (agent_id, name, sip_username, sip_password, extension, is_active) VALUES ('1003', 'Carla', '1003', '$2b$12$abcdefghijklmnopqrstuuVbPPZ1cVyN8Cw9dJ5Yk9kE1wE0m6jK2', '1003', {true})",
    "INSERT INTO cc_calls (call_id, agent_id, caller_number, direction, status, start_time, end_time, duration, notes) "
    "VALUES ('sip-1', '1001', '+49 176 5550001', 'incoming', 'completed', '2025-05-01 10:00:00', '2025-05-01 10:02:00', 120, 'was angry')",
    "INSERT INTO cc_agent_activities (agent_id, activity_type, timestamp) VALUES ('1001', 'login', '2025-05-01 09:00:00')",
]

# One whose rows name agents by number, with words that the database checks.
STRICT = [
    "CREATE TABLE cc_agents (id {serial}, extension VARCHAR(20) NOT NULL, display_name VARCHAR(40), sip_user VARCHAR(50), sip_password VARCHAR(40), "
    "current_status VARCHAR(12) DEFAULT 'offline' CHECK (current_status IN ('online', 'offline', 'busy', 'ringing', 'break')))",
    "CREATE TABLE cc_calls (id {serial}, agent_id INTEGER NOT NULL REFERENCES cc_agents (id), caller_id VARCHAR(12) NOT NULL, "
    "call_type VARCHAR(10) NOT NULL CHECK (call_type IN ('incoming', 'outgoing')), status VARCHAR(12) NOT NULL CHECK (status IN ('ringing', 'active', 'completed', 'missed')), "
    "start_time {moment} NOT NULL, end_time {moment})",
    "CREATE TABLE cc_agent_activities (id {serial}, agent_id INTEGER NOT NULL REFERENCES cc_agents (id), activity VARCHAR(20) NOT NULL, details VARCHAR(200), created_at {moment} NOT NULL)",
    "INSERT INTO cc_agents (extension, display_name, sip_user, sip_password) VALUES ('1001', 'Anna', '1001', 'plain-1001')",
    "INSERT INTO cc_calls (agent_id, caller_id, call_type, status, start_time) VALUES (1, '0176555', 'incoming', 'missed', '2025-05-01 10:00:00')",
    "INSERT INTO cc_agent_activities (agent_id, activity, created_at) VALUES (1, 'login', '2025-05-01 09:00:00')",
]

# One with texts for keys and times, and a column that must be filled and that nobody knows here.
TEXTUAL = [
    "CREATE TABLE cc_agents (agent_id VARCHAR(36) PRIMARY KEY, name VARCHAR(100), sip_password_hash VARCHAR(200), extension VARCHAR(20), tenant VARCHAR(36) DEFAULT 'main' NOT NULL)",
    "CREATE TABLE cc_calls (call_id VARCHAR(36) PRIMARY KEY, agent_id VARCHAR(36), from_number VARCHAR(30), to_number VARCHAR(30), status VARCHAR(20), started_at VARCHAR(40), "
    "talk_time INTEGER, tenant VARCHAR(36) NOT NULL, score INTEGER NOT NULL)",
    "CREATE TABLE cc_agent_activities (uuid VARCHAR(36) PRIMARY KEY, agent_id VARCHAR(36), action VARCHAR(20), occurred_at VARCHAR(40))",
    "INSERT INTO cc_agents (agent_id, name, sip_password_hash, extension) VALUES ('1001', 'Anna', '{werkzeug}', '1001')",
    "INSERT INTO cc_calls (call_id, agent_id, from_number, to_number, status, started_at, talk_time, tenant, score) VALUES ('old-1', '1001', '0176555', '100', 'completed', '2025-05-01T10:00:00+00:00', 60, 'main', 5)",
    "INSERT INTO cc_agent_activities (uuid, agent_id, action, occurred_at) VALUES ('a-1', '1001', 'login', '2025-05-01T09:00:00+00:00')",
]

SHAPES = {"plain": PLAIN, "strict": STRICT, "textual": TEXTUAL}
OLD = ("cc_agents", "cc_calls", "cc_agent_activities")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    server = Server("postgres")
    yield server
    server.close()


@pytest.fixture(scope="module")
def mariadb() -> Iterator[Server]:
    server = Server("mariadb")
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/old.db"
    server: Server = request.getfixturevalue(request.param)
    return server.fresh()


def build(uri: str, shape: List[str], folder: Path) -> Engine:
    """A database as an older module left it."""
    engine = make_engine(uri, str(folder))
    words = {
        "sqlite": {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "moment": "DATETIME", "true": "1"},
        "postgresql": {"serial": "SERIAL PRIMARY KEY", "moment": "TIMESTAMP WITH TIME ZONE", "true": "TRUE"},
        "mysql": {"serial": "INTEGER PRIMARY KEY AUTO_INCREMENT", "moment": "DATETIME", "true": "1"},
    }[engine.dialect.name]
    with engine.begin() as connection:
        for statement in shape:
            for name, word in {**words, "werkzeug": generate_password_hash("hashed", method="pbkdf2:sha256:1000", salt_length=8)}.items():
                statement = statement.replace("{" + name + "}", word)
            # As it is: a colon in a hash is none of SQLAlchemy's.
            connection.exec_driver_sql(statement.replace("%", "%%"))
    return engine


def contents(engine: Engine, columns: Dict[str, List[str]]) -> Dict[str, List[Tuple[Any, ...]]]:
    """What the tables hold in these columns."""
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f"SELECT {', '.join(map(quote, names))} FROM {table}"))), key=repr)
            for table, names in columns.items()
        }


def columns_of(engine: Engine) -> Dict[str, List[str]]:
    inspector = inspect(engine)
    return {table: [column["name"] for column in inspector.get_columns(table)] for table in OLD}


@pytest.mark.parametrize("shape", SHAPES)
def test_f_246_f_255_f_257_old_tables_are_carried_forward_without_loss(uri: str, shape: str, tmp_path: Path) -> None:
    engine = build(uri, SHAPES[shape], tmp_path)
    columns = columns_of(engine)
    before = contents(engine, columns)
    assert missing(engine) and carry_forward(engine)
    after = columns_of(engine)
    assert all(after[table][: len(names)] == names for table, names in columns.items()), "no column went away, or elsewhere"
    assert contents(engine, columns) == before, "what was there is there"
    assert carry_forward(engine) == [] == missing(engine), "doing it again does nothing"


@pytest.mark.parametrize(
    "uri, shape",
    [("sqlite", "plain"), ("sqlite", "strict"), ("sqlite", "textual"), ("postgres", "strict"), ("postgres", "textual"), ("mariadb", "plain"), ("mariadb", "strict")],
    indirect=["uri"],
)
def test_what_is_written_goes_beside_what_was_there(uri: str, shape: str, tmp_path: Path) -> None:
    engine = build(uri, SHAPES[shape], tmp_path)
    columns = columns_of(engine)
    old = contents(engine, columns)
    carry_forward(engine)
    seal_all(engine, look(engine).agents, Vault(None, str(tmp_path)))
    engine.dispose()
    with Simulator(still=True) as switch, House(tmp_path, switch, DB_URI=uri) as house:
        house.alone("1001")
        house.calls.add_agent("1001", sip_password="s3cret-of-1001")
        agent = house.agent()
        leg, call = house.talks(agent, number="4917612345678", name="Eve Example-With-A-Long-Name")
        assert agent.post("call/hold")[0] == 200 and agent.post("call/unhold")[0] == 200
        house.switch.hangs_up(leg)
        tables = house.calls.desk.tables

        def closed() -> Any:
            with house.calls.desk.engine.connect() as connection:
                row = tables.calls.find(connection, "callcenter_id", call["id"])
            return row if row is not None and row["talk_seconds"] and tables.calls.value(row, "ended_at") else None

        row = house.until(closed)
        started = tables.calls.value(row, "started_at")
        assert abs((as_moment(started) - datetime.now(timezone.utc)).total_seconds()) < 120, started
        activities = house.rows("cc_agent_activities")
        assert len(activities) >= 6
        items = agent.get("calls")[1]["items"]
        assert len(items) == 2 and items[0]["call_id"] == call["id"], "old and new calls stand in one list"
        if shape == "plain":
            assert (row["agent_id"], row["status"], row["notes"]) == ("1001", "answered", "") and row["start_time"] is not None
            assert items[1]["caller"] == "+49 176 5550001" and items[1]["talk_s"] is None
        if shape == "strict":
            assert row["agent_id"] == 1 and (row["call_type"], row["status"]) == ("incoming", "completed")
            assert row["caller_id"] == "4917612345678"[:12], "as long as the column"
            numbers = {each["id"] for each in house.rows("cc_agents")}
            assert 1 in (named := {each["agent_id"] for each in activities}) and named <= numbers
        if shape == "textual":
            assert row["tenant"] == "" and row["score"] == 0 and isinstance(row["started_at"], str) and row["talk_time"] == round(row["talk_seconds"])
    now = contents(engine, columns)
    for table in ("cc_calls", "cc_agent_activities"):
        assert set(old[table]) <= set(now[table]), "rows of before were not touched"


def as_moment(value: Any) -> datetime:
    from callcenter.flask.fitting import moment as read

    found = read(value)
    assert found is not None, value
    return found


def test_f_293_plain_passwords_are_sealed_in_place_and_hashes_are_left_and_said(uri: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = build(uri, PLAIN, tmp_path)
    carry_forward(engine)
    vault = Vault(None, str(tmp_path))
    tables = look(engine)
    done = seal_all(engine, tables.agents, vault)
    assert (done.sealed, done.checkable, done.useless) == (1, ("1002",), ("1003",))
    assert "1003" in caplog.text and "plain-1001" not in caplog.text
    with engine.connect() as connection:
        kept = dict(connection.execute(text("SELECT agent_id, sip_password FROM cc_agents")).fetchall())  # type: ignore[arg-type]
    assert kept["1001"].startswith("fernet:") and kept["1003"].startswith("$2b$")
    roster = Roster(engine, tables.agents, vault)
    assert roster.knows(roster.find("1001"), "1001", "plain-1001", "pbx.example")
    assert not roster.knows(roster.find("1001"), "1001", "plain-1001", "other.example")
    ben = roster.find("1002")
    assert ben is not None and roster.knows(ben, "1002", "hashed", None) and not roster.knows(ben, "1002", "other", None)
    roster.keep(ben, "hashed")
    again = roster.find("1002")
    assert again is not None and (again.password or "").startswith("fernet:") and roster.knows(again, None, "hashed", None)
    assert not roster.knows(roster.find("1003"), None, "anything", None)
    assert seal_all(engine, tables.agents, vault).sealed == 0


def test_f_293_a_sealed_password_that_would_not_fit_goes_beside_its_column(uri: str, tmp_path: Path) -> None:
    engine = build(uri, STRICT, tmp_path)
    carry_forward(engine)
    tables, vault = look(engine), Vault(None, str(tmp_path))
    assert seal_all(engine, tables.agents, vault).sealed == 1
    roster = Roster(engine, tables.agents, vault)
    anna = roster.find("1001")
    assert anna is not None and anna.name == "Anna" and roster.knows(anna, "1001", "plain-1001", None)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT sip_password, sip_password_sealed FROM cc_agents")).one()
    assert "plain" not in str(row) and row.sip_password == ("fernet:*" if engine.dialect.name != "sqlite" else row.sip_password)


def test_many_processes_may_make_the_tables_at_once(uri: str, tmp_path: Path) -> None:
    import threading

    failed: List[BaseException] = []

    def make() -> None:
        engine = make_engine(uri, str(tmp_path))
        try:
            carry_forward(engine)
        except BaseException as why:  # noqa: BLE001
            failed.append(why)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=make) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    engine = make_engine(uri, str(tmp_path))
    assert not failed and missing(engine) == []


def test_f_207_the_journal_lies_in_a_place_of_its_own_in_the_hosts_database(uri: str, tmp_path: Path) -> None:
    engine = make_engine(uri, str(tmp_path))
    with engine.begin() as connection:
        # Names that the engine's own tables have too.
        for name in ("users", "calls", "customers", "settings"):
            connection.execute(text(f"CREATE TABLE {name} (of_the_host INTEGER)"))
    with Simulator(still=True) as switch, House(tmp_path, switch, DB_URI=uri) as house:
        house.agent()
        house.until(lambda: house.calls.live.standing()["books"]["durable_seq"] > 0)
        assert house.calls.report("agents")
    inspector = inspect(engine)
    own = {"users", "calls", "customers", "settings", "cc_agents", "cc_calls", "cc_agent_activities", "cc_bookmarks"}
    assert set(inspector.get_table_names()) == own
    assert [column["name"] for column in inspector.get_columns("users")] == ["of_the_host"]


def test_a_database_that_may_not_be_made_is_told_with_what_to_do(mariadb: Server, tmp_path: Path) -> None:
    uri = mariadb.fresh(may_make_databases=False)
    with Simulator(still=True) as switch:
        house = House(tmp_path, switch, DB_URI=uri)
        with pytest.raises(SettingsError, match="CREATE DATABASE IF NOT EXISTS .* CALLCENTER_STORE"):
            house.calls.start()


@pytest.mark.parametrize(
    "db_uri, store",
    [
        ("sqlite:///x.db", "sqlite:/inst/x.callcenter.db"),
        ("sqlite:////var/lib/x.sqlite3", "sqlite:/var/lib/x.callcenter.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://u:p%40ss@h/d", "postgres://u:p%40ss@h/d?options=-c%20search_path%3Dcallcenter"),
        ("postgresql+psycopg2://h:5433/d?sslmode=require&application_name=x", "postgres://h:5433/d?options=-c%20search_path%3Dcallcenter&sslmode=require"),
        ("mysql+pymysql://u:p@h/d?charset=utf8mb4", "mysql://u:p@h/d_callcenter"),
        ("mariadb+mariadbconnector://h/d", "mysql://h/d_callcenter"),
    ],
)
def test_f_207_f_312_the_address_of_the_database_is_that_of_the_journal(db_uri: str, store: Any) -> None:
    assert store_url(db_uri, instance="/inst") == store


@pytest.mark.parametrize("db_uri", ["oracle://scott:tiger@h/d", "mssql+pyodbc://scott:tiger@h/d", "no address with tiger", "mysql://u:tiger@h"])
def test_a_database_that_the_engine_cannot_use_is_refused_without_its_password(db_uri: str) -> None:
    with pytest.raises(SettingsError) as caught:
        store_url(db_uri)
    assert "tiger" not in str(caught.value) and ("CALLCENTER_STORE" in str(caught.value) or "DB_URI" in str(caught.value))


# ── what facts become ───────────────────────────────────────────────────────────────────────────────────────────

STATES = ["away", "ready", "partly_ready", "paused", "wrap_up", "ringing", "talking"]
WHO = st.sampled_from(["1001", "1002"])
FACTS = st.one_of(
    st.tuples(st.just("AgentChanged"), WHO, st.sampled_from(STATES)),
    st.tuples(st.just("MemberSet"), WHO, st.sampled_from(["Dynamic", "Static", "Realtime"])),
    st.tuples(st.just("MemberRemoved"), WHO, st.just("")),
)


def told(kind: str, agent: str, word: str) -> Dict[str, Any]:
    """What such a fact says."""
    if kind == "AgentChanged":
        return {"agent": agent, "activity": word, "reason": ""}
    return {"queue": "sales", "interface": f"PJSIP/{agent}", "agent": agent, "membership": word}


def folded(facts: List[Tuple[str, str, str]], cuts: List[int]) -> List[Dict[str, Any]]:
    """The activities of facts, read by a fold that is put away and taken up again here and there."""
    fold, rows = Fold(), Rows()
    for seq, (kind, agent, word) in enumerate(facts, 1):
        if seq in cuts:
            fold = Fold.load(fold.dump())
        fold.take(kind, seq, 1e9 + seq, told(kind, agent, word), rows)
    return rows.activities


@given(st.lists(FACTS, max_size=40), st.integers(0, 40))
def test_a_fold_that_is_put_away_and_taken_up_again_goes_on_as_if_nothing_had_been(facts: List[Tuple[str, str, str]], cut: int) -> None:
    whole = folded(facts, [])
    assert folded(facts, [cut]) == whole == folded(facts, list(range(len(facts) + 1)))
    assert len({row["event_key"] for row in whole}) == len(whole)
    for agent in ("1001", "1002"):
        own = [row["activity_type"] for row in whole if row["agent_id"] == agent]
        turns = [kind for kind in own if kind in ("login", "logout")]
        assert turns == ["login", "logout"] * (len(turns) // 2) + ["login"] * (len(turns) % 2), "in and out take turns"


def test_f_050_states_are_written_when_they_change_and_logins_are_those_of_people() -> None:
    facts = [
        # A member by configuration, found at the start, logs in to another queue in the morning.
        ("MemberSet", "1003", "Static"),
        ("AgentChanged", "1003", "ready"),
        ("MemberSet", "1003", "Dynamic"),
        ("AgentChanged", "1003", "partly_ready"),
        ("AgentChanged", "1003", "paused"),
        ("AgentChanged", "1003", "paused"),
        ("AgentChanged", "1003", "partly_ready"),
        ("AgentChanged", "1003", "ready"),
        ("MemberRemoved", "1003", ""),
        ("AgentChanged", "1003", "ready"),
    ]
    assert [row["activity_type"] for row in folded(facts, [])] == ["login", "ready", "not_ready", "ready", "logout"]


@given(st.floats(0, 4e9))
def test_moments_are_exact_to_the_microsecond(seconds: float) -> None:
    found = moment(seconds)
    assert found is not None and abs(found.timestamp() - seconds) < 2e-6


@pytest.mark.parametrize("channel, phone", [("PJSIP/1001-0000002a", "1001"), ("PJSIP/desk-7-00000001", "desk-7"), ("SIP/1001", "1001"), ("x", "x")])
def test_a_channels_phone_is_known(channel: str, phone: str) -> None:
    assert endpoint(channel) == phone


def test_what_cannot_be_read_of_a_fold_is_begun_anew() -> None:
    for broken in ("", "{", "[]", '{"legs": 1}', "null"):
        assert Fold.load(broken).dump() == Fold().dump()
