"""Who may ask: the host's login, sessions, CSRF, limits, sealed passwords, texts that mean harm."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

import pytest

pytest.importorskip("flask_limiter")

from callcenter.flask import CallCenter, create_blueprint
from callcenter.testing import Simulator
from cryptography.fernet import Fernet
from flask import Flask, request
from flask_house import House, is_problem
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def switch() -> Iterator[Simulator]:
    with Simulator(still=True) as made:
        yield made


def loader() -> Optional[Dict[str, Any]]:
    """A host's login: who it is stands in a header."""
    user = request.headers.get("X-User")
    return {"agent_id": user, "is_supervisor": user == "boss"} if user else None


def hosted(folder: Path, switch: Simulator, **config: Any) -> House:
    return House(folder, switch, extension={"agent_loader": loader}, **config)


# ── sessions of our own ─────────────────────────────────────────────────────────────────────────────────────────


def test_f_294_the_sessions_cookie_is_signed_http_only_and_lax(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        agent = house.agent()
        cookie = agent.client.get_cookie("callcenter_session")
        assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
        assert agent.get("agent/status")[0] == 200
        changed = cookie.value[:-2] + ("aa" if not cookie.value.endswith("aa") else "bb")
        agent.client.set_cookie("callcenter_session", changed)
        assert agent.get("agent/status")[0] == 401
        for wrong in ("", "x", "." * 500, "é"):
            agent.client.set_cookie("callcenter_session", wrong)
            assert agent.get("agent/status")[0] == 401


def test_f_294_a_session_ends_in_all_browsers_when_the_agent_logs_out(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        one, two = house.agent(), house.agent()
        kept = one.client.get_cookie("callcenter_session")
        assert two.get("agent/status")[0] == 200
        assert one.post("agent/logout")[0] == 200
        assert two.get("agent/status")[0] == 401
        assert kept is not None
        stolen = house.browser()
        stolen.client.set_cookie("callcenter_session", kept.value)
        assert stolen.get("agent/status")[0] == 401, "a cookie that somebody kept is worth nothing"


def test_f_291_f_294_away_from_this_machine_a_login_needs_https_and_the_cookie_is_secure(switch: Simulator, tmp_path: Path) -> None:
    login = {"agent_id": "1001", "sip_password": "s3cret-of-1001"}
    with House(tmp_path, switch, WTF_CSRF_ENABLED=False) as house:
        client = house.app.test_client()
        plain = client.post("/call-center/api/agent/login", json=login, base_url="http://calls.example")
        assert plain.status_code == 403 and "HTTPS" in plain.get_json()["detail"]
        secure = client.post("/call-center/api/agent/login", json=login, base_url="https://calls.example")
        assert secure.status_code == 200
        assert "; Secure;" in secure.headers["Set-Cookie"]
        for local in ("http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000"):
            assert client.post("/call-center/api/agent/login", json=login, base_url=local).status_code == 200, local
    with House(tmp_path / "open", switch, WTF_CSRF_ENABLED=False, CALLCENTER_COOKIE_SECURE=False) as house:
        plain = house.app.test_client().post("/call-center/api/agent/login", json=login, base_url="http://calls.example")
        assert plain.status_code == 200 and "Secure" not in plain.headers["Set-Cookie"]


def test_f_292_logins_that_fail_are_throttled_by_agent_and_by_address(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_LOGIN_LIMIT="3 per hour", WTF_CSRF_ENABLED=False) as house:
        client = house.app.test_client()

        def login(agent: str, password: str, address: str) -> Any:
            body = {"agent_id": agent, "sip_password": password}
            return client.post("/call-center/api/agent/login", json=body, environ_base={"REMOTE_ADDR": address})

        assert [login("1001", "wrong", f"10.0.0.{n}").status_code for n in range(4)] == [401, 401, 401, 429]
        refused = login("1001", "s3cret-of-1001", "10.0.0.9")
        assert refused.status_code == 429, "not even the right one is tried any more"
        assert is_problem(refused.get_json(), 429, "too-many") and int(refused.headers["Retry-After"]) > 0
        assert [login(f"no-{n}", "wrong", "10.9.9.9").status_code for n in range(4)] == [401, 401, 401, 429]
        assert login("1002", "s3cret-of-1002", "10.0.0.1").status_code == 200, "others log in as before"


def test_f_292_requests_are_limited_by_person_and_address(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_RATE_LIMIT="5 per hour") as house:
        one, two = house.browser(**{"X-User": "1001"}), house.browser(**{"X-User": "1002"})
        statuses = [one.get("agent/status")[0] for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        answer = one.client.get("/call-center/api/state", headers=one.headers)
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
        assert two.get("agent/status")[0] == 200


def test_f_292_limits_of_the_host_for_its_own_pages_stay_its_own(switch: Simulator, tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config["RATELIMIT_DEFAULT"] = "1 per hour"
    app.add_url_rule("/", "home", lambda: "home")
    with House(tmp_path, switch, app=app):
        assert [app.test_client().get("/").status_code for _ in range(3)] == [200] * 3


# ── CSRF ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_f_289_what_another_sites_page_has_a_browser_send_is_refused(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        agent = house.agent()
        other = house.agent("1002")
        before = house.calls.live.agent("1001")["activity"]
        for headers in ({}, {"X-CSRFToken": "x"}, {"X-CSRFToken": other.token or ""}, {"X-CSRFToken": (agent.token or "")[:-1]}):
            answer = agent.client.post("/call-center/api/agent/not-ready", json={"reason": "x"}, headers=headers)
            assert answer.status_code == 400 and is_problem(answer.get_json(), 400, "csrf"), headers
        assert house.calls.live.agent("1001")["activity"] == before
        for header in ("X-CSRFToken", "X-CSRF-Token"):
            assert agent.client.post("/call-center/api/agent/ready", json={}, headers={header: agent.token}).status_code in (200, 409)


def test_f_289_every_route_that_changes_something_needs_the_token(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        agent = house.agent()
        changing = [rule for rule in house.app.url_map.iter_rules() if "POST" in (rule.methods or set()) and rule.rule.startswith("/call-center/")]
        assert len(changing) >= 14
        for rule in changing:
            path = rule.rule.replace("<path:path>", "nothing")
            assert agent.client.post(path, json={}).status_code == 400, path


def test_f_289_a_host_with_csrf_protection_of_its_own_checks_once(switch: Simulator, tmp_path: Path) -> None:
    from flask_wtf.csrf import CSRFProtect

    app = Flask("host", instance_path=str(tmp_path))
    app.config["SECRET_KEY"] = "of a test"
    CSRFProtect(app)
    with House(tmp_path, switch, app=app) as house:
        agent = house.agent()
        assert agent.post("agent/not-ready", reason="Lunch")[0] == 200
        answer = agent.client.post("/call-center/api/agent/ready", json={})
        assert answer.status_code == 400 and is_problem(answer.get_json(), 400, "csrf")


# ── the host's login ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_hosts_own_login_says_who_the_agent_is(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch) as house:
        nobody = house.browser()
        assert nobody.get("agent/status")[0] == 401
        assert nobody.post("agent/login", agent_id="1001", sip_password="s3cret-of-1001")[0] == 401, "the host has not let anybody in"
        agent = house.browser(**{"X-User": "1001"})
        status, told = agent.post("agent/login")
        assert status == 200 and told["message"] == "logged in; no SIP password was given"
        assert agent.client.get_cookie("callcenter_session") is None, "the session is the host's"
        assert agent.post("agent/login", sip_password="wrong")[0] == 401
        assert agent.post("agent/login", sip_password="s3cret-of-1001")[1]["message"] == "logged in; the SIP credentials are right"
        assert agent.post("agent/login", agent_id="1002")[0] == 403
        assert agent.post("agent/login", extension="1002")[0] == 403


def test_a_supervisor_acts_for_others_only_if_the_host_says_so(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch) as house:
        house.alone("1001")
        agent, boss = house.browser(**{"X-User": "1001"}), house.browser(**{"X-User": "boss"})
        assert agent.post("agent/login")[0] == 200
        assert boss.post("agent/not-ready", agent_id="1001", reason="Training")[0] == 200
        assert house.until(lambda: boss.get("agent/status?agent_id=1001")[1]["reason"] == "Training")
        assert boss.post("agent/ready", agent_id="1001")[0] == 200
        _, call = house.talks(agent)
        assert boss.post("call/hold", call_id=call["id"])[0] == 200
        assert boss.post("call/drop", call_id=call["id"])[0] == 200
        status, told = boss.get("agents")
        assert status == 200 and {item["agent_id"] for item in told["items"]} == {"1001", "1002", "1003"}
        assert "password" not in str(told) and "s3cret" not in str(told)


def test_is_supervisor_is_asked_of_what_the_loader_told(switch: Simulator, tmp_path: Path) -> None:
    extension = {"agent_loader": lambda: request.headers.get("X-User"), "is_supervisor": lambda user: user == "1003"}
    with House(tmp_path, switch, extension=extension) as house:
        assert house.browser(**{"X-User": "1001"}).get("agents")[0] == 403
        assert house.browser(**{"X-User": "1003"}).get("agents")[0] == 200


def flask_logins_host(folder: Path) -> Flask:
    """A host with Flask-Login: its user's name, id, agent and phone stand in headers."""
    import flask_login

    app = Flask("host", instance_path=str(folder))
    app.secret_key = "of a test"
    manager = flask_login.LoginManager(app)
    manager.login_view = "sign_in"
    app.add_url_rule("/sign-in", "sign_in", lambda: "sign in")

    class User(flask_login.UserMixin):  # type: ignore[misc]
        def __init__(self, said: Any) -> None:
            name = said["X-User"]
            self.id = int(said["X-Id"]) if "X-Id" in said else f"id-of-{name}"
            self.username, self.agent_id, self.extension = name, said.get("X-Agent"), said.get("X-Phone")

    @manager.request_loader
    def load(asked: Any) -> Optional[User]:
        return User(asked.headers) if "X-User" in asked.headers else None

    return app


def test_flask_logins_user_is_an_agent_if_cc_agents_knows_one(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, app=flask_logins_host(tmp_path)) as house:
        assert house.browser().get("agent/status")[0] == 401
        page = house.browser().client.get("/call-center/")
        assert page.status_code == 302 and page.headers["Location"].startswith("/sign-in")
        agent = house.browser(**{"X-User": "1001"})
        assert agent.get("agent/status")[1]["agent_id"] == "1001"
        stranger = house.browser(**{"X-User": "accountant"})
        status, told = stranger.get("agent/status")
        assert status == 403 and "bound to no agent" in told["detail"]


WSS = "wss://pbx.example.com:8089/ws"


def is_nobodys(browser: Any) -> bool:
    """Whether somebody gets no agent's desk and no phone's secret, and is told what to set."""
    answers = [browser.get("agent/status"), browser.get("calls"), browser.post("phone")]
    answers += [browser.post(f"agent/{path}") for path in ("login", "ready", "not-ready", "logout")]
    answers += [browser.post("call/originate", to="1003")]
    page = browser.client.get("/call-center/", headers=browser.headers)
    answers.append((page.status_code, page.get_json(silent=True) or {"detail": page.get_data(as_text=True)}))
    for status, told in answers:
        assert status == 403 and "s3cret" not in str(told), told
        assert "agent_loader" in told["detail"] and "add-agent" in told["detail"], told
    # Nor by saying whose it is.
    for named in ("anna", "2001", "ben", "7"):
        for path in ("phone", "agent/not-ready", "agent/login"):
            status, told = browser.post(path, agent_id=named)
            assert status == 403 and "s3cret" not in str(told), (path, named, told)
    return True


def anna_and_ben(house: House) -> None:
    """Two agents whose ids are not their phones'."""
    house.calls.add_agent("anna", extension="2001", sip_password="s3cret-of-anna")
    house.calls.add_agent("ben", extension="7", sip_password="s3cret-of-ben")


def test_f_178_a_user_whose_id_or_name_is_somebodys_extension_gets_neither_desk_nor_secret(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, app=flask_logins_host(tmp_path), CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        anna_and_ben(house)
        before = house.rows("cc_agents")
        assert is_nobodys(house.browser(**{"X-User": "carla", "X-Id": "7"}))
        assert is_nobodys(house.browser(**{"X-User": "2001"}))
        assert is_nobodys(house.browser(**{"X-User": "carla", "X-Agent": "2001"}))
        assert house.rows("cc_agents") == before, "nor does one become an agent at another's phone"
        told = house.browser(**{"X-User": "anna", "X-Id": "7"}).post("phone")[1]
        assert (told["extension"], told["secret"]) == ("2001", "s3cret-of-anna"), "the name is an agent's id"
        house.calls.add_agent("8", extension="2008", sip_password="s3cret-of-8")
        told = house.browser(**{"X-User": "carla", "X-Id": "8"}).post("phone")[1]
        assert (told["extension"], told["secret"]) == ("2008", "s3cret-of-8"), "and so may the user's id be"


def test_f_178_a_loader_that_tells_somebodys_extension_as_the_agents_id_tells_nobody(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        anna_and_ben(house)
        assert is_nobodys(house.browser(**{"X-User": "7"}))
        assert house.browser(**{"X-User": "anna"}).post("phone")[1]["secret"] == "s3cret-of-anna"
        boss = house.browser(**{"X-User": "boss"})
        assert boss.get("agent/status?agent_id=2001")[1]["agent_id"] == "anna", "supervisors name an agent as people do"
    with House(tmp_path / "bare", switch, extension={"agent_loader": lambda: int(request.headers["X-User"])}, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        anna_and_ben(house)
        assert is_nobodys(house.browser(**{"X-User": "7"}))
        assert house.browser(**{"X-User": "1001"}).post("phone")[1]["secret"] == "s3cret-of-1001"


def test_f_178_a_phone_that_the_host_tells_is_the_agents_whose_id_is_the_phones_or_the_users(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, app=flask_logins_host(tmp_path), CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        anna_and_ben(house)
        house.calls.add_agent("2009", extension="2010", sip_password="s3cret-of-2009")
        told = house.browser(**{"X-User": "anna", "X-Phone": "2001"}).post("phone")[1]
        assert (told["extension"], told["secret"]) == ("2001", "s3cret-of-anna")
        assert house.browser(**{"X-User": "dora", "X-Phone": "1002"}).post("phone")[1]["secret"] == "s3cret-of-1002"
        assert is_nobodys(house.browser(**{"X-User": "carla", "X-Phone": "2001"}))
        assert is_nobodys(house.browser(**{"X-User": "carla", "X-Phone": "2009"})), "an agent's id is no phone"
        told = house.browser(**{"X-User": "carla", "X-Phone": "2011"}).post("phone")[1]
        assert (told["extension"], told["websocket"]) == ("2011", None), "a phone that nobody has yet"


def test_who_logs_in_with_sip_credentials_may_name_the_extension(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        anna_and_ben(house)
        for said in ({"agent_id": "2001"}, {"extension": "2001"}, {"agent_id": "anna"}):
            agent = house.browser()
            assert agent.post("agent/login", sip_password="s3cret-of-ben", **said)[0] == 401
            assert agent.post("agent/login", sip_password="s3cret-of-anna", **said)[0] == 200, said
            assert agent.get("agent/status")[1]["agent_id"] == "anna"
            assert agent.post("phone")[1]["secret"] == "s3cret-of-anna"


def test_an_agent_of_the_host_who_is_not_in_cc_agents_yet_is_added_at_the_login(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch) as house:
        agent = house.browser(**{"X-User": "1005"})
        status, told = agent.post("agent/login", name="Elif", sip_username="1005", sip_password="typed", queues=["support"])
        assert status == 200 and "not kept" in told["message"]
        row = next(row for row in house.rows("cc_agents") if row["agent_id"] == "1005")
        assert row["name"] == "Elif" and row["sip_password"] is None


# ── passwords ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_f_293_passwords_are_sealed_by_a_key_that_only_its_owner_reads(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        rows = house.rows("cc_agents")
        assert all(row["sip_password"].startswith("fernet:") for row in rows)
        assert "s3cret" not in str(rows)
        key = tmp_path / "callcenter.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        opened = Fernet(key.read_text()).decrypt(rows[0]["sip_password"][len("fernet:") :].encode())
        assert opened == b"s3cret-of-1001"
        database = b"".join(path.read_bytes() for path in tmp_path.rglob("house*") if path.is_file())
        assert b"s3cret-of" not in database, "nor in any other file"


def test_f_293_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    from callcenter.flask import SettingsError
    from callcenter.flask.vault import Vault

    (tmp_path / "callcenter.key").write_bytes(Fernet.generate_key())
    os.chmod(tmp_path / "callcenter.key", 0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        Vault(None, str(tmp_path)).seal("x")
    with pytest.raises(SettingsError, match="CALLCENTER_KEY"):
        Vault("no key", str(tmp_path)).seal("x")


def test_f_293_what_another_key_sealed_opens_nothing(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_KEY=Fernet.generate_key().decode()) as house:
        house.agent()
        assert not (tmp_path / "callcenter.key").exists()
    with House(tmp_path, switch, CALLCENTER_KEY=Fernet.generate_key().decode()) as house:
        house.app.config.update()
    app = Flask("later", instance_path=str(tmp_path))
    with House(tmp_path, switch, app=app, CALLCENTER_KEY=Fernet.generate_key().decode()) as house:
        with house.calls.desk.engine.begin() as connection:
            from sqlalchemy import text

            other = "fernet:" + Fernet(Fernet.generate_key()).encrypt(b"").decode()
            connection.execute(text("UPDATE cc_agents SET sip_password = :other WHERE agent_id = '1001'"), {"other": other})
        for password in ("", "s3cret-of-1001"):
            assert house.browser().post("agent/login", agent_id="1001", sip_password=password)[0] == 401


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=st.text(min_size=1, max_size=128).filter(lambda text: text.isprintable()), other=st.text(max_size=128))
def test_f_293_only_the_password_itself_opens(tmp_path: Path, password: str, other: str) -> None:
    from callcenter.flask.vault import Vault

    vault = Vault(None, str(tmp_path))
    sealed = vault.seal(password)
    assert password == vault.open(sealed) and vault.matches(password, sealed)
    try:
        other.encode()
    except UnicodeEncodeError:
        return
    assert vault.matches(other, sealed) == (other == password)
    assert len(password) < 4 or password not in sealed


# ── texts that mean harm ────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}"


def test_markup_in_a_callers_name_stays_text_everywhere(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        house.alone("1001")
        agent = house.agent()
        house.rings(agent, name=HOSTILE)
        answer = agent.client.get("/call-center/api/state")
        assert answer.mimetype == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
        name = answer.get_json()["call"]["caller_name"]
        assert "<img" in name, "it is told as it is"
        page = agent.client.get("/call-center/").get_data(as_text=True)
        assert "<img src=x" not in page and "alert(1)" not in page


def test_markup_in_an_agents_own_name_is_escaped_in_the_page(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch) as house:
        house.calls.add_agent("1001", name='"><script>alert(1)</script>{{7*7}}')
        page = house.browser(**{"X-User": "1001"}).client.get("/call-center/", headers={"X-User": "1001"}).get_data(as_text=True)
        assert "&#34;&gt;&lt;script&gt;" in page and "<script>alert" not in page and ">49" not in page


def test_a_problem_tells_hostile_text_as_json_only(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        agent = house.agent()
        answer = agent.client.get("/call-center/api/<script>alert(1)</script>")
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json"


@settings(max_examples=150, deadline=None)
@given(
    body=st.dictionaries(
        st.sampled_from(["agent_id", "reason", "call_id", "target", "to", "kind", "caller_number", "queues", "extension", "sip_username", "sip_password", "sip_domain", "x"]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=200), st.lists(st.text(max_size=5), max_size=3)),
    ),
    path=st.sampled_from(["agent/login", "agent/ready", "agent/not-ready", "call/ringing", "call/answer", "call/drop", "call/transfer", "call/hold", "call/originate", "phone"]),
)
def test_whatever_is_sent_is_answered_in_order(fuzzed: House, body: Dict[str, Any], path: str) -> None:
    # Nobody has the phone from which would be called: it is known at once that it cannot be.
    user = "9999" if path == "call/originate" else "1003"
    answer = fuzzed.browser(**{"X-User": user}).post(path, **body)
    assert answer[0] in (200, 400, 401, 403, 404, 409, 422), (path, body, answer)
    if answer[0] != 200:
        assert set(answer[1]) == {"type", "title", "status", "detail"}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with Simulator(still=True) as switch, hosted(tmp_path_factory.mktemp("fuzzed"), switch) as house:
        logging.getLogger("callcenter.flask").setLevel(logging.CRITICAL)
        yield house
        logging.getLogger("callcenter.flask").setLevel(logging.NOTSET)


# ── being given to an application ───────────────────────────────────────────────────────────────────────────────


def test_a_blueprint_alone_gives_the_application_its_call_center(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="x", DB_URI="sqlite:///x.db")
    app.register_blueprint(create_blueprint(url_prefix="/phones"))
    assert app.test_client().get("/phones/api/agent/status").status_code == 401
    assert app.test_client().get("/call-center/api/agent/status").status_code == 404
    with pytest.raises(RuntimeError, match="already"):
        CallCenter(app)


def test_without_a_secret_key_the_log_says_what_to_set(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config["DB_URI"] = "sqlite:///x.db"
    CallCenter(app)
    answer = app.test_client().get("/call-center/api/session")
    assert answer.status_code == 500 and is_problem(answer.get_json(), 500, "internal")
    assert "SECRET_KEY" in caplog.text


@pytest.mark.parametrize(
    "setting, value",
    [
        ("DB_URI", "oracle://x"),
        ("CALLCENTER_QUEUES", "a b"),
        ("CALLCENTER_CONTEXT", "x,1"),
        ("CALLCENTER_RING_S", "1"),
        ("CALLCENTER_RING_S", "soon"),
        ("CALLCENTER_CONTROL", "perhaps"),
        ("CALLCENTER_NUMBERS_DENIED", "_0[9"),
        ("CALLCENTER_STREAMS_MAX", "-1"),
        ("CALLCENTER_LOGIN_LIMIT", "often"),
        ("CALLCENTER_CONFIG", "x"),
    ],
)
def test_f_295_a_setting_that_cannot_be_is_refused_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    monkeypatch.setenv(setting, value)
    app = Flask("host", instance_path=str(tmp_path))
    if setting == "CALLCENTER_CONFIG":
        app.config[setting] = value
    with pytest.raises(ValueError, match=setting):
        CallCenter(app)


def test_f_295_settings_come_from_the_application_else_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from callcenter.flask import Settings

    monkeypatch.setenv("CALLCENTER_AMI", "of-the-environment:5038")
    monkeypatch.setenv("CALLCENTER_AMI_SECRET", "never-shown")
    monkeypatch.setenv("CALLCENTER_QUEUES", "sales, support,")
    app = Flask("host", instance_path=str(tmp_path))
    app.config.update(CALLCENTER_AMI="of-the-application:5038", DB_URI="sqlite:///x.db")
    found = Settings.of(app)
    assert found.ami == "of-the-application:5038" and found.queues == ("sales", "support")
    assert found.ami_secret == "never-shown" and "never-shown" not in repr(found)


def test_a_folder_whose_name_is_too_long_for_a_socket_has_one_elsewhere_and_is_our_own(tmp_path: Path) -> None:
    from callcenter.flask import Settings, SettingsError
    from callcenter.flask.desk import own_folder

    app = Flask("host", instance_path=str(tmp_path / ("x" * 80)))
    one, two = Settings.of(app).share, Settings.of(app).share
    assert one is not None and one == two and len(os.fsencode(one)) <= 74
    own_folder(str(tmp_path / "share"))
    assert stat.S_IMODE((tmp_path / "share").stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(tmp_path / "share")
    with pytest.raises(SettingsError, match="CALLCENTER_SHARE"):
        own_folder(str(tmp_path / "link"))


def test_one_extension_serves_several_applications(tmp_path: Path) -> None:
    calls = CallCenter()
    apps = []
    for name in ("one", "two"):
        app = Flask(name, instance_path=str(tmp_path / name))
        app.config.update(SECRET_KEY=name, DB_URI="sqlite:///x.db")
        calls.init_app(app)
        apps.append(app)
    with apps[1].app_context():
        calls.add_agent("7", name="of two")
    with apps[0].app_context():
        assert calls.desk.roster.find("7") is None
    with apps[1].app_context():
        assert calls.desk.roster.find("7") is not None
