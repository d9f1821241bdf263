"""A Flask application with a call center at a simulated switch, and browsers that use it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar

import callcenter
from callcenter.flask import CallCenter
from callcenter.testing import Simulator
from conftest import PATIENCE_S
from flask import Flask
from flask.testing import FlaskClient

T = TypeVar("T")

SALES = "4930555100"
"""What callers dial to get into the queue that 1001 to 1004 serve."""

PASSWORD = "s3cret-of-1001"


def connect(simulator: Simulator, *, name: str, **options: Any) -> callcenter.CallCenter:
    """A call center without an application, connected."""
    center = callcenter.CallCenter(simulator.address, simulator.user, simulator.secret, switch=name, **options)
    assert center.wait_ready(PATIENCE_S), center.standing()
    return center


def until(center: callcenter.CallCenter, holds: Callable[[], Optional[T]]) -> T:
    """Waits for something that facts make true."""
    end = time.monotonic() + PATIENCE_S
    events = center.events(timeout=0.1)
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        next(events, None)
    raise AssertionError(f"it never came to that; {center.standing()}")


class House:
    """An application, its call center, and the switch."""

    def __init__(self, folder: Path, switch: Simulator, *, app: Optional[Flask] = None, extension: Optional[Dict[str, Any]] = None, **config: Any) -> None:
        self.switch = switch
        self.app = app or Flask("house", instance_path=str(folder))
        settings: Dict[str, Any] = {
            "SECRET_KEY": "of a test",
            "DB_URI": "sqlite:///house.db",
            "CALLCENTER_AMI": switch.address,
            "CALLCENTER_AMI_USER": switch.user,
            "CALLCENTER_AMI_SECRET": switch.secret,
            "CALLCENTER_QUEUES": "sales",
            "CALLCENTER_CONTEXT": "internal",
            # One process: nothing is to be shared, and no folder to be left behind.
            "CALLCENTER_SHARE": "none",
            "CALLCENTER_LOGIN_LIMIT": "1000 per minute",
            "CALLCENTER_RATE_LIMIT": "100000 per minute",
        }
        self.app.config.update({**settings, **config})
        self.calls = CallCenter(self.app, **(extension or {}))

    def __enter__(self) -> House:
        for n in range(1001, 1004):
            self.calls.add_agent(str(n), name=f"Agent {n}", sip_password=f"s3cret-of-{n}")
        self.calls.start()
        assert self.calls.live.wait_ready(PATIENCE_S), self.calls.live.standing()
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.close()

    def browser(self, **headers: str) -> Browser:
        """Somebody's browser."""
        return Browser(self, headers)

    def agent(self, extension: str = "1001", **said: Any) -> Browser:
        """The browser of an agent who is logged in, and is the only one whom the queue can ring."""
        browser = self.browser()
        login = {"agent_id": extension, "sip_password": f"s3cret-of-{extension}", **said}
        status, told = browser.post("agent/login", **login)
        assert status == 200, told
        return browser

    def alone(self, extension: str) -> None:
        """Nobody but this agent is in a queue."""
        for row in self.calls.live.agents():
            if row["agent"] != extension and row["queues"]:
                self.calls.live.sign_out(row["agent"])

    def until(self, holds: Callable[[], Optional[T]]) -> T:
        """Waits for something that the switch makes true, or the books."""
        return until(self.calls.live, holds)

    def rings(self, browser: Browser, number: str = "491761234567", name: str = "Eve", dials: str = SALES) -> Tuple[str, Dict[str, Any]]:
        """Somebody calls the queue, and the agent's phone rings; the caller's leg, and the agent's call."""
        leg = self.switch.caller(number, name, dials)
        return leg, self.until(lambda: browser.call_if("ringing"))

    def talks(self, browser: Browser, extension: str = "1001", number: str = "491761234567", name: str = "Eve", dials: str = SALES) -> Tuple[str, Dict[str, Any]]:
        """Somebody calls, and the agent takes up the phone."""
        leg, _ = self.rings(browser, number, name, dials)
        assert self.switch.phone_answers(extension)
        return leg, self.until(lambda: browser.call_if("on_call"))

    def rows(self, table: str) -> list:
        """What is in a table."""
        from sqlalchemy import text

        with self.calls.desk.engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]


class Browser:
    """Asks as a page does: with the cookies it was given, and its token against CSRF."""

    def __init__(self, house: House, headers: Dict[str, str]) -> None:
        self.client: FlaskClient = house.app.test_client()
        self.headers = headers
        self.token: Optional[str] = None

    def get(self, path: str, base: str = "/call-center/api/") -> Tuple[int, Any]:
        answer = self.client.get(base + path, headers=self.headers)
        return answer.status_code, answer.get_json()

    def post(self, path: str, **body: Any) -> Tuple[int, Any]:
        if self.token is None:
            page = self.get("session")[1]
            self.token = page["csrf_token"]
        answer = self.client.post(f"/call-center/api/{path}", json=body, headers={**self.headers, "X-CSRFToken": self.token})
        return answer.status_code, answer.get_json()

    def call_if(self, status: str) -> Optional[Dict[str, Any]]:
        """The agent's call, if the agent stands so."""
        stands = self.get("agent/status")[1]
        return stands["agent"]["call"] if stands["status"] == status else None


def is_problem(told: Any, status: int, kind: str) -> bool:
    """Whether an answer is a problem document of this kind, with a sentence in it."""
    assert set(told) == {"type", "title", "status", "detail"}, told
    assert told["type"] == f"https://callcenter.invalid/problems/{kind}", told
    return bool(told["status"] == status and re.search(r"\w+ \w+", told["detail"]))
