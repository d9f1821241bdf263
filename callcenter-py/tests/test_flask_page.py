"""The page: what it is made of, that the host can replace it, and that it is told what changes."""

from __future__ import annotations

import json
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest

pytest.importorskip("flask_limiter")

from callcenter.testing import Simulator
from flask import Flask
from flask_house import PATIENCE_S, House, is_problem
from werkzeug.serving import make_server


@pytest.fixture
def switch() -> Iterator[Simulator]:
    with Simulator(still=True) as made:
        yield made


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: List[Tuple[str, Dict[str, Any]]] = []
        self.scripts: List[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Any]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and data.strip():
            self.scripts.append(data)


def page_of(house: House) -> Tuple[Any, Page]:
    answer = house.browser().client.get("/call-center/")
    return answer, Page(answer.get_data(as_text=True))


def test_f_168_the_page_asks_no_other_host_and_has_no_script_within(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        answer, page = page_of(house)
        assert answer.status_code == 200 and answer.mimetype == "text/html"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
        assert not page.scripts, "no script stands in the page"
        for tag, attributes in page.tags:
            assert "style" not in attributes and not any(name.startswith("on") for name in attributes), (tag, attributes)
            for name in ("src", "href", "action"):
                assert not re.match(r"[a-z]+:|//", attributes.get(name) or ""), (tag, attributes)
        client = house.browser().client
        loaded = [attributes.get("src") or attributes.get("href") for tag, attributes in page.tags if tag in ("script", "link", "img")]
        assert len(loaded) >= 3
        for path in loaded:
            file = client.get(path)
            assert file.status_code == 200 and file.headers["X-Content-Type-Options"] == "nosniff", path
            assert "http://" not in file.get_data(as_text=True).replace("http://www.w3.org/2000/svg", ""), path
            assert client.get(path, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304


def test_f_040_the_login_has_the_six_fields_and_each_has_a_label(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_SIP_DOMAINS="pbx.example") as house:
        answer, page = page_of(house)
        names = [attributes.get("name") for tag, attributes in page.tags if tag in ("input", "select")]
        for field in ("agent_id", "name", "sip_username", "sip_password", "sip_domain", "extension"):
            assert field in names, field
        text = answer.get_data(as_text=True)
        assert "<option selected>pbx.example</option>" in text
        for number, (tag, attributes) in enumerate(page.tags):
            if tag in ("input", "select"):
                around = [name for name, _ in page.tags[max(0, number - 3) : number]]
                assert "label" in around, attributes
        assert {attributes.get("aria-live") for _, attributes in page.tags} >= {"assertive", "polite"}
        assert dict(page.tags)["html"]["lang"] == "en"


def test_f_168_the_host_replaces_the_page_or_a_part_of_it(switch: Simulator, tmp_path: Path) -> None:
    (tmp_path / "templates/call_center").mkdir(parents=True)
    (tmp_path / "static/call_center").mkdir(parents=True)
    (tmp_path / "static/call_center/dashboard.css").write_text("body { color: purple }")
    (tmp_path / "templates/call_center/dashboard.html").write_text("Our own page: {{ person or 'nobody' }}")
    app = Flask("host", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    with House(tmp_path / "instance", switch, app=app) as house:
        client = house.browser().client
        assert client.get("/call-center/").get_data(as_text=True) == "Our own page: nobody"
        assert client.get("/call-center/static/dashboard.css").get_data(as_text=True) == "body { color: purple }"
        assert "EventSource" in client.get("/call-center/static/dashboard.js").get_data(as_text=True), "the rest is ours"


def test_f_168_a_host_without_a_login_page_of_its_own_is_told_to_log_in(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, extension={"agent_loader": lambda: None}) as house:
        answer = house.browser().client.get("/call-center/")
        assert answer.status_code == 401 and "Log in to this application" in answer.get_data(as_text=True)
        house.app.config["CALLCENTER_LOGIN_URL"] = "/enter"
        answer = house.browser().client.get("/call-center/")
        assert answer.status_code == 302 and answer.headers["Location"] == "/enter"


def test_f_043_f_175_the_state_has_the_call_the_queues_and_what_can_be_done(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        house.alone("1001")
        agent = house.agent()
        house.rings(agent)
        state = agent.get("state")[1]
        assert state["agent"]["status"] == "ringing" and state["link"] == {"state": "ready", "why": None}
        assert state["call"]["caller"] == "491761234567" and state["call"]["is_up"] is False
        assert state["call"]["can"]["answer"] is True and state["call"]["can"]["hold"] is False
        sales = next(queue for queue in state["queues"] if queue["queue"] == "sales")
        assert sales["waiting"] == 1 and sales["longest_since"] and sales["agents"]["ringing"] == 1
        assert "491761234567" not in json.dumps(state["queues"]), "who waits is counted, not named"
        assert house.browser().get("state")[0] == 401


class Served:
    """The application behind a real server: a stream is nothing without one."""

    def __init__(self, house: House) -> None:
        self.server = make_server("127.0.0.1", 0, house.app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join(PATIENCE_S)

    def stream(self, cookie: str) -> Any:
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=PATIENCE_S)
        connection.request("GET", "/call-center/api/events", headers={"Cookie": cookie, "Accept": "text/event-stream"})
        return connection.getresponse()


def states(answer: Any) -> Iterator[Dict[str, Any]]:
    """The states that a stream tells."""
    for line in answer:
        if line.startswith(b"data: "):
            yield json.loads(line[len(b"data: ") :])


def cookie_of(browser: Any) -> str:
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.client._cookies.values())


def test_a_page_that_follows_is_told_what_changes_and_nothing_else(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house, Served(house) as served:
        house.alone("1001")
        agent = house.agent()
        answer = served.stream(cookie_of(agent))
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/event-stream")
        told = states(answer)
        assert next(told)["agent"]["status"] == "ready"
        agent.post("agent/not-ready", reason="Lunch")
        assert next(state for state in told if state["agent"]["status"] == "not_ready")["agent"]["reason"] == "Lunch"
        agent.post("agent/ready")
        switch.caller("491761234567", "Eve", "4930555100")
        ringing = next(state for state in told if state["agent"]["status"] == "ringing")
        assert ringing["call"]["caller_name"] == "Eve"
        answer.close()


def test_streams_are_bounded_and_beyond_that_pages_are_told_to_ask(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch, CALLCENTER_STREAMS_MAX=2) as house, Served(house) as served:
        agent = house.agent()
        open_ones = [served.stream(cookie_of(agent)) for _ in range(2)]
        for answer in open_ones:
            next(states(answer))
        refused = served.stream(cookie_of(agent))
        assert refused.status == 503 and refused.headers["Retry-After"] == "30"
        assert is_problem(json.loads(refused.read()), 503, "unavailable")
        for answer in open_ones:
            answer.close()
        # A server finds that a page is gone when it next writes to it.
        for n in range(100):
            agent.post("agent/not-ready", reason=f"Reason {n}")
            agent.post("agent/ready")
            if house.calls.desk.streams < 2:
                break
        assert house.calls.desk.streams < 2


def test_a_stream_ends_when_its_session_does(switch: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.flask.live.LOOK_S", 0.1)
    with House(tmp_path, switch) as house, Served(house) as served:
        agent = house.agent()
        told = states(served.stream(cookie_of(agent)))
        assert next(told)["agent"]["status"] == "ready"
        assert agent.post("agent/logout")[0] == 200
        assert len(list(told)) <= 1, "and it is not told what came after"


def test_the_pages_address_is_found_without_its_last_stroke(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        answer = house.browser().client.get("/call-center")
        assert answer.status_code == 308 and answer.headers["Location"].endswith("/call-center/")


def test_nobody_follows_without_being_logged_in(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        answer = house.browser().client.get("/call-center/api/events")
        assert answer.status_code == 401 and house.calls.desk.streams == 0


def test_nothing_that_is_told_is_kept_by_caches(switch: Simulator, tmp_path: Path) -> None:
    with House(tmp_path, switch) as house:
        agent = house.agent()
        for path in ("", "api/state", "api/session", "api/agent/status", "api/nothing"):
            assert agent.client.get(f"/call-center/{path}").headers["Cache-Control"] == "no-store", path
