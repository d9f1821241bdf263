"""A Flask application at a simulated switch, for browsers: `python page_house.py FOLDER [SETTING=VALUE…]`. It says where it is, then
does what it is told, line by line: `{"do": "rings", "number": "…", "name": "…"}`."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any, Dict, Optional

from callcenter.testing import Simulator
from flask_house import SALES, House
from werkzeug.serving import make_server


class Told:
    """What a test wants of the switch."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.leg: Optional[str] = None

    def rings(self, number: str, name: str) -> None:
        self.house.alone("1001")
        self.leg = self.house.switch.caller(number, name, SALES)

    def answered(self) -> None:
        """The phone of 1001 was answered: the switch is told of it as a switch is."""
        assert self.house.until(lambda: self.house.switch.phone_answers("1001"))

    def calls_out(self, exten: str) -> None:
        assert self.house.switch.phone_calls("1001", exten)

    def gone(self) -> None:
        """The caller hangs up."""
        assert self.leg and self.house.switch.hangs_up(self.leg)


def main(folder: str, *settings: str) -> None:
    config: Dict[str, Any] = dict(setting.split("=", 1) for setting in settings)
    with Simulator(still=True) as switch, House(Path(folder), switch, **config) as house:
        server = make_server("127.0.0.1", 0, house.app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = Told(house)
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                getattr(told, asked.pop("do"))(**asked)
                print(json.dumps({"done": True}), flush=True)
            except Exception as why:  # noqa: BLE001: whoever asked is told
                print(json.dumps({"wrong": f"{type(why).__name__}: {why}"}), flush=True)
        server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
