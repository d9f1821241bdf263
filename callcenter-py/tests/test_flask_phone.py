"""The phone in the page: who is told what it logs in with, what the page may do for it, and what can be set."""

from __future__ import annotations

import base64
import hashlib
import logging
import socket
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Tuple

import pytest

pytest.importorskip("flask_limiter")

from callcenter.flask import CallCenter, Settings
from callcenter.flask.softphone import Turn, websocket
from callcenter.testing import Simulator
from cryptography.fernet import Fernet
from flask import Flask, request
from flask_house import House, is_problem
from sqlalchemy import text
from werkzeug.security import generate_password_hash

WSS = "wss://pbx.example.com:8089/ws"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
FIELDS = {"extension", "name", "sip_user", "domain", "secret", "websocket", "stun_servers", "turn_servers"}


@pytest.fixture
def switch() -> Iterator[Simulator]:
    with Simulator(still=True) as made:
        yield made


def loader() -> Optional[Dict[str, Any]]:
    """A host's login: who it is stands in a header, and which phone is his in another one."""
    user = request.headers.get("X-User")
    if user is None:
        return None
    told = {"agent_id": user, "is_supervisor": user in ("boss", "1002")}
    return {**told, "extension": request.headers["X-Phone"]} if "X-Phone" in request.headers else told


def hosted(folder: Path, switch: Simulator, **config: Any) -> House:
    return House(folder, switch, extension={"agent_loader": loader}, **config)


# ── who is told what ────────────────────────────────────────────────────────────────────────────────────────────


def test_f_178_f_186_the_own_agent_is_told_what_the_phone_needs_and_nobody_keeps_the_answer(switch: Simulator, tmp_path: Path) -> None:
    turn = [{"url": "turn:turn.example.com:3478?transport=tcp", "user": "callcenter", "secret": "of-the-turn"}]
    config = {"CALLCENTER_SIP_WEBSOCKET": WSS, "CALLCENTER_STUN_SERVERS": "stun:stun.example.com", "CALLCENTER_TURN_SERVERS": turn}
    with House(tmp_path, switch, **config) as house:
        agent = house.agent()
        answer = agent.client.post("/call-center/api/phone", json={}, headers={"X-CSRFToken": agent.token})
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
        assert answer.get_json() == {
            "extension": "1001",
            "name": "Agent 1001",
            "sip_user": "1001",
            "domain": "pbx.example.com",
            "secret": "s3cret-of-1001",
            "websocket": WSS,
            "stun_servers": ["stun:stun.example.com"],
            "turn_servers": turn,
        }
        assert agent.post("phone", agent_id="1001")[1]["secret"] == "s3cret-of-1001", "one may say who one is"


def test_f_178_nobody_else_is_told_it_not_even_a_supervisor(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        agent, boss, both = (house.browser(**{"X-User": user}) for user in ("1001", "boss", "1002"))
        assert agent.post("phone")[1]["secret"] == "s3cret-of-1001"
        for asker in (agent, boss, both):
            status, told = asker.post("phone", agent_id="1003")
            assert status == 403 and is_problem(told, 403, "forbidden") and "s3cret" not in str(told)
        assert both.post("phone")[1]["secret"] == "s3cret-of-1002", "who supervises has a phone of his own"
        status, told = boss.post("phone")
        assert (status, told["websocket"]) == (200, None) and "s3cret" not in str(told), "and who has none gets nobody's"
        assert house.browser().post("phone")[0] == 401
    with House(tmp_path / "sessions", switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        assert is_problem(house.browser().post("phone")[1], 401, "not-logged-in")
        agent = house.agent()
        assert agent.post("agent/logout")[0] == 200
        assert agent.post("phone")[0] == 401, "whose session is over is told nothing"


def test_f_178_the_request_needs_the_token_is_counted_and_is_no_get(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS, CALLCENTER_RATE_LIMIT="6 per hour") as house:
        agent = house.agent()
        answer = agent.client.post("/call-center/api/phone", json={})
        assert answer.status_code == 400 and is_problem(answer.get_json(), 400, "csrf")
        assert agent.get("phone")[0] == 405
        statuses = [agent.post("phone")[0] for _ in range(6)]
        assert statuses[0] == 200 and statuses[-1] == 429, statuses


def test_f_178_the_secret_is_in_no_list_no_page_no_log_and_no_settings_text(switch: Simulator, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    turn = '[{"url": "turn:turn.example.com", "user": "callcenter", "secret": "of-the-turn"}]'
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS, CALLCENTER_TURN_SERVERS=turn) as house:
        agent, boss = house.browser(**{"X-User": "1001"}), house.browser(**{"X-User": "boss"})
        status, told = agent.post("phone")
        assert status == 200 and told["turn_servers"][0]["secret"] == "of-the-turn"
        shown = [agent.get(path)[1] for path in ("session", "agent/status", "state")] + [boss.get("agents")[1], repr(house.calls.desk.settings)]
        shown.append(agent.client.get("/call-center/", headers=agent.headers).get_data(as_text=True))
        shown.append(str(house.rows("cc_agents")) + str(house.rows("cc_agent_activities")))
        for secret in ("s3cret", "of-the-turn"):
            assert secret not in str(shown) and secret not in caplog.text, secret
        assert "agent 1001 was told what the phone 1001 logs in with" in caplog.text


# ── whose phone stands on the desk ──────────────────────────────────────────────────────────────────────────────


def test_f_178_without_an_address_of_the_switch_the_phone_stands_on_the_desk(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        status, told = house.agent().post("phone")
        assert status == 200 and set(told) == {"extension", "websocket", "why"}
        assert (told["extension"], told["websocket"]) == ("1001", None) and "CALLCENTER_SIP_WEBSOCKET" in told["why"]


def test_f_178_without_a_password_that_a_phone_can_use_the_words_say_what_to_do(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        agent = house.browser(**{"X-User": "1001"})

        def keeps(password: Optional[str]) -> str:
            with house.calls.desk.engine.begin() as connection:
                connection.execute(text("UPDATE cc_agents SET sip_password = :kept WHERE agent_id = '1001'"), {"kept": password})
            status, told = agent.post("phone")
            assert status == 200 and told["websocket"] is None and set(told) == {"extension", "websocket", "why"}
            return str(told["why"])

        assert "no SIP password is kept" in keeps(None) and "add-agent 1001" in keeps(None)
        assert "hash" in keeps("5f4dcc3b5aa765d61d8327deb882cf99") and "add-agent" in keeps("5f4dcc3b5aa765d61d8327deb882cf99")
        assert "another key" in keeps("fernet:" + Fernet(Fernet.generate_key()).encrypt(b"x").decode())
        assert "init-db" in keeps("written-by-an-older-program"), "what is in plain text is told by nothing"
        assert "log in here once" in keeps(generate_password_hash("s3cret-of-1001"))
        assert agent.post("agent/login", sip_password="s3cret-of-1001")[0] == 200
        assert agent.post("phone")[1]["secret"] == "s3cret-of-1001", "a login with it is enough"


def test_f_178_an_agent_of_the_host_whom_cc_agents_does_not_know_has_no_phone_here(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        status, told = house.browser(**{"X-User": "1009"}).post("phone")
        assert status == 200 and told["extension"] == "1009" and "no SIP password is kept for 1009" in told["why"]


def test_f_178_an_encrypted_page_is_told_no_address_that_browsers_refuse_it(switch: Simulator, tmp_path: Path) -> None:
    for address, is_told in (("ws://127.0.0.1:8088/ws", False), (WSS, True), ("/sip", True)):
        with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=address, CALLCENTER_CSRF=False) as house:
            client = house.app.test_client()

            def told(base_url: str, **headers: str) -> Any:
                return client.post("/call-center/api/phone", json={}, headers={"X-User": "1001", **headers}, base_url=base_url).get_json()

            for encrypted in (told("https://calls.example"), told("http://calls.example", Origin="https://calls.example")):
                assert (encrypted["websocket"] == address) is is_told, encrypted
                assert is_told or "wss://" in encrypted["why"]
            assert told("http://localhost", Origin="http://localhost")["websocket"] == address


# ── names and domains ───────────────────────────────────────────────────────────────────────────────────────────


def test_f_178_the_domain_is_the_agents_else_the_first_of_the_list_else_the_switchs(switch: Simulator, tmp_path: Path) -> None:
    def domain(folder: str, user: str = "1001", **config: Any) -> Any:
        with hosted(tmp_path / folder, switch, **config) as house:
            house.calls.add_agent("1002", sip_domain="own.example", sip_username="auth-1002")
            house.calls.add_agent("1003", sip_domain="sip:nowhere>")
            told = house.browser(**{"X-User": user}).post("phone")[1]
            assert set(told) == FIELDS or told["websocket"] is None
            return told

    listed = {"CALLCENTER_SIP_WEBSOCKET": WSS, "CALLCENTER_SIP_DOMAINS": "first.example, second.example"}
    assert domain("listed", **listed)["domain"] == "first.example"
    own = domain("own", "1002", **listed)
    assert (own["domain"], own["sip_user"], own["extension"]) == ("own.example", "auth-1002", "1002")
    assert domain("switchs", CALLCENTER_SIP_WEBSOCKET=WSS)["domain"] == "pbx.example.com"
    assert domain("pages", CALLCENTER_SIP_WEBSOCKET="/sip")["domain"] == "localhost"
    assert "--sip-domain" in domain("wrong", "1003", **listed)["why"]


def test_f_178_the_phone_is_the_one_that_the_host_says(switch: Simulator, tmp_path: Path) -> None:
    with hosted(tmp_path, switch, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        house.calls.add_agent("anna", name="Anna", sip_password="annas")
        told = house.browser(**{"X-User": "anna", "X-Phone": "2001"}).post("phone")[1]
        assert (told["extension"], told["sip_user"], told["secret"]) == ("2001", "2001", "annas")


# ── what the page may do ────────────────────────────────────────────────────────────────────────────────────────


def test_f_178_the_page_may_speak_with_the_switch_and_ask_for_the_microphone_only_where_there_is_a_phone(switch: Simulator, tmp_path: Path) -> None:
    def headers(folder: str, path: str = "/call-center/", **config: Any) -> Any:
        with House(tmp_path / folder, switch, **config) as house:
            return house.browser().client.get(path).headers

    none = headers("none")
    assert none["Content-Security-Policy"] == STRICT
    assert none["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    with_phone = headers("phone", CALLCENTER_SIP_WEBSOCKET=WSS)
    assert with_phone["Content-Security-Policy"] == STRICT.replace("connect-src 'self'", "connect-src 'self' wss://pbx.example.com:8089")
    assert with_phone["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self)"
    own = headers("own", CALLCENTER_SIP_WEBSOCKET="/sip")
    assert own["Content-Security-Policy"] == STRICT and own["Permissions-Policy"].endswith("microphone=(self)")
    hosts = headers("hosts", CALLCENTER_SIP_WEBSOCKET=WSS, CALLCENTER_CSP="default-src 'self'")
    assert hosts["Content-Security-Policy"] == "default-src 'self'", "the host's own is the host's"
    with House(tmp_path / "login", switch, extension={"agent_loader": lambda: None}, CALLCENTER_SIP_WEBSOCKET=WSS) as house:
        needed = house.browser().client.get("/call-center/")
        assert needed.status_code == 401 and needed.headers["Content-Security-Policy"] == STRICT
        assert needed.headers["Permissions-Policy"].endswith("microphone=()"), "there is no phone where one has to log in elsewhere"


def test_f_168_f_178_a_page_of_the_hosts_own_knows_whether_there_is_a_phone(switch: Simulator, tmp_path: Path) -> None:
    (tmp_path / "templates/call_center").mkdir(parents=True)
    (tmp_path / "templates/call_center/dashboard.html").write_text("{{ has_phone }}")
    for number, (config, shown) in enumerate((({"CALLCENTER_SIP_WEBSOCKET": WSS}, "True"), ({}, "False"))):
        app = Flask("host", root_path=str(tmp_path), instance_path=str(tmp_path / str(number)))
        with House(tmp_path / str(number), switch, app=app, **config) as house:
            assert house.browser().client.get("/call-center/").get_data(as_text=True) == shown


# ── what can be set ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "setting, value, words",
    [
        ("CALLCENTER_SIP_WEBSOCKET", "https://pbx.example.com/ws", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "pbx.example.com:8089", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "//pbx.example.com/ws", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://pbx.example.com:99999/ws", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://pbx.example.com/ws#x", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://pbx.example.com/w s", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "/ws'; script-src *", "wss://"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://user:secret@pbx.example.com/ws", "password"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://pbx.example.com;script-src/ws", "policy"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://*/ws", "policy"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://[::1]:8089/ws", "policy"),
        ("CALLCENTER_SIP_WEBSOCKET", "wss://bücher.example/ws", "xn--"),
        ("CALLCENTER_SIP_WEBSOCKET", "/" + "x" * 500, "500"),
        ("CALLCENTER_STUN_SERVERS", "stun.example.com", "stun:"),
        ("CALLCENTER_STUN_SERVERS", "stun:a, turn:b", "stun:"),
        ("CALLCENTER_STUN_SERVERS", "stun://stun.example.com", "stun:"),
        ("CALLCENTER_STUN_SERVERS", ",".join(f"stun:s{n}" for n in range(9)), "at most 8"),
        ("CALLCENTER_TURN_SERVERS", "turn:turn.example.com", '"url"'),
        ("CALLCENTER_TURN_SERVERS", "{}", '"url"'),
        ("CALLCENTER_TURN_SERVERS", "[1]", '"url"'),
        ("CALLCENTER_TURN_SERVERS", "[" * 100_000, '"url"'),
        ("CALLCENTER_TURN_SERVERS", '[{"url": "turn:a", "user": "x"}]', "`secret`"),
        ("CALLCENTER_TURN_SERVERS", '[{"url": "turn:a", "user": "x", "secret": 1}]', "`secret`"),
        ("CALLCENTER_TURN_SERVERS", '[{"url": "stun:a", "user": "x", "secret": "hidden"}]', "turn:"),
        ("CALLCENTER_TURN_SERVERS", '[{"url": "turn:a?transport=smoke", "user": "x", "secret": "hidden"}]', "transport=tcp"),
        ("CALLCENTER_TURN_SERVERS", '[{"url": "turn:a", "user": "x", "secret": "hidden", "credential": "x"}]', "credential"),
    ],
)
def test_f_186_f_295_a_setting_of_the_phone_that_cannot_be_is_refused_at_the_start_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, words: str
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(ValueError, match=setting) as refused:
        CallCenter(Flask("host", instance_path=str(tmp_path)))
    assert words in str(refused.value), refused.value
    assert "hidden" not in str(refused.value), "a secret is in no error"


def test_f_186_what_can_be_set_is_read_from_the_application_and_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_SIP_WEBSOCKET", " wss://PBX.example.com/ws?x=1 ")
    monkeypatch.setenv("CALLCENTER_STUN_SERVERS", "stun:stun.example.com:3478, stuns:[2001:db8::1]:5349")
    monkeypatch.setenv("CALLCENTER_TURN_SERVERS", '[{"url": "turns:turn.example.com", "user": "u", "secret": "s"}]')
    app = Flask("host", instance_path=str(tmp_path))
    found = Settings.of(app)
    assert found.sip_websocket is not None
    assert (found.sip_websocket.address, found.sip_websocket.origin) == ("wss://pbx.example.com/ws?x=1", "wss://pbx.example.com")
    assert found.stun_servers == ("stun:stun.example.com:3478", "stuns:[2001:db8::1]:5349")
    assert found.turn_servers == (Turn("turns:turn.example.com", "u", "s"),)
    app.config.update(CALLCENTER_SIP_WEBSOCKET="/sip", CALLCENTER_STUN_SERVERS=[], CALLCENTER_TURN_SERVERS=[{"url": "turn:a", "user": "u", "secret": "s"}])
    found = Settings.of(app)
    assert found.sip_websocket == websocket("/sip") and found.sip_websocket.origin is None
    assert found.stun_servers == () and found.turn_servers == (Turn("turn:a", "u", "s"),)
    assert Settings.of(Flask("other", instance_path=str(tmp_path))).sip_websocket is not None
    monkeypatch.setenv("CALLCENTER_SIP_WEBSOCKET", "")
    assert Settings.of(Flask("other", instance_path=str(tmp_path))).sip_websocket is None, "an empty one is none"


# ── what is not set right ───────────────────────────────────────────────────────────────────────────────────────


class Switch:
    """Answers who asks for a WebSocket by one line and these headers."""

    def __init__(self, status: str, **headers: str) -> None:
        self.status, self.headers = status, headers
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"ws://127.0.0.1:{self.socket.getsockname()[1]}/ws"
        self.thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Switch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _answer(self) -> None:
        there, _ = self.socket.accept()
        with there:
            asked = there.recv(4096).decode()
            key = asked.partition("Sec-WebSocket-Key: ")[2].split("\r\n")[0]
            accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
            said = {"Sec-WebSocket-Accept": accept, "Upgrade": "websocket", "Connection": "Upgrade", **self.headers}
            lines = [self.status, *(f"{name.replace('_', '-')}: {value}" for name, value in said.items())]
            there.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())


def checked(folder: Path, *arguments: str, **config: Any) -> Tuple[int, str]:
    app = Flask("host", instance_path=str(folder))
    app.config.update(SECRET_KEY="of a test", DB_URI="sqlite:///house.db", **config)
    calls = CallCenter(app)
    calls.add_agent("1001", name="Anna", sip_password="s3cret-of-1001", sip_username="anna")
    calls.add_agent("1002", name="Ben")
    told = app.test_cli_runner().invoke(args=["call-center", "check-phone", *arguments])
    assert "s3cret" not in told.output
    return told.exit_code, str(told.output)


def test_f_178_f_187_it_is_said_what_of_the_phone_is_set_right_and_for_whom_it_is_not(tmp_path: Path) -> None:
    with Switch("HTTP/1.1 101 Switching Protocols", Sec_WebSocket_Protocol="sip") as there:
        code, said = checked(tmp_path, CALLCENTER_SIP_WEBSOCKET=there.address, CALLCENTER_STUN_SERVERS="stun:stun.example.com")
    assert code == 0 and f"{there.address}: speaks SIP" in said and "STUN: stun:stun.example.com" in said and "TURN: none" in said
    assert "1001: 1001@127.0.0.1, logs in as anna" in said and "1002: on the desk; no SIP password is kept" in said
    assert checked(tmp_path, "1002", CALLCENTER_SIP_WEBSOCKET="/sip")[0] == 1, "who is asked about by name has to have one"
    code, said = checked(tmp_path, "1001", CALLCENTER_SIP_WEBSOCKET="/sip")
    assert code == 0 and "not tried" in said
    assert checked(tmp_path, "1009", CALLCENTER_SIP_WEBSOCKET="/sip")[0] == 1
    code, said = checked(tmp_path)
    assert code == 1 and "CALLCENTER_SIP_WEBSOCKET" in said


@pytest.mark.parametrize(
    "status, headers, words",
    [
        ("HTTP/1.1 404 Not Found", {}, "/ws"),
        ("HTTP/1.1 426 Upgrade Required", {}, "res_pjsip_transport_websocket"),
        ("HTTP/1.1 403 Forbidden", {}, "403"),
        ("HTTP/1.1 101 Switching Protocols", {}, "something else than SIP"),
        ("HTTP/1.1 101 Switching Protocols", {"Sec_WebSocket_Protocol": "chat"}, "something else than SIP"),
        ("HTTP/1.1 101 Switching Protocols", {"Sec_WebSocket_Protocol": "sip", "Sec-WebSocket-Accept": "x"}, "no WebSocket"),
        ("nonsense", {}, "breaks off"),
    ],
)
def test_f_178_a_websocket_that_is_none_is_told_with_what_to_look_at(tmp_path: Path, status: str, headers: Dict[str, str], words: str) -> None:
    with Switch(status, **headers) as there:
        code, said = checked(tmp_path, CALLCENTER_SIP_WEBSOCKET=there.address)
    assert code == 1 and words in said, said


def test_f_178_where_nothing_listens_or_no_tls_is_spoken_it_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code, said = checked(tmp_path, CALLCENTER_SIP_WEBSOCKET=f"ws://127.0.0.1:{port}/ws")
    assert code == 1 and "nothing listens" in said, said
    with Switch("HTTP/1.1 400 Bad Request") as there:
        code, said = checked(tmp_path, CALLCENTER_SIP_WEBSOCKET=there.address.replace("ws:", "wss:"))
    assert code == 1 and "TLS" in said, said
