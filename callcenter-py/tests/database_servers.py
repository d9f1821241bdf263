"""Real PostgreSQL and MariaDB servers for tests, by the script that the store's tests start theirs with."""

from __future__ import annotations

import os
import subprocess
from typing import Optional

import pytest
from conftest import PROJECT

SERVE = PROJECT / "callcenter-store" / "tests" / "servers" / "serve"

WITHOUT = "CALLCENTER_WITHOUT_SERVERS"


class Server:
    """A server with throw-away databases; it ends with this process at the latest."""

    def __init__(self, kind: str) -> None:
        if os.environ.get(WITHOUT) == "1":
            assert os.environ.get("CI") != "true", f"{WITHOUT} is set, but in CI nothing is left out"
            pytest.skip(f"{WITHOUT} is set")
        self.kind = kind
        self._count = 0
        self._keeper = subprocess.Popen(["bash", str(SERVE), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._heard("ready")

    def fresh(self, *, may_make_databases: bool = True) -> str:
        """The address of a new and empty database, as SQLAlchemy has it."""
        self._count += 1
        name = f"flask_{self._count}"
        url = self._ask(f"create {name}").partition("url ")[2]
        if self.kind == "mariadb" and may_make_databases:
            self._ask(f"sql {name} GRANT ALL ON `{name}\\_callcenter`.* TO '{name}'@'%'")
        head = {"postgres": "postgresql+psycopg://", "mariadb": "mysql+pymysql://"}[self.kind]
        return head + url.partition("://")[2]

    def close(self) -> None:
        """Ends it."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        self._keeper.wait(60)

    def _ask(self, line: str) -> str:
        assert self._keeper.stdin is not None
        self._keeper.stdin.write(line + "\n")
        self._keeper.stdin.flush()
        return self._heard("")

    def _heard(self, beginning: str) -> str:
        assert self._keeper.stdout is not None
        said: Optional[str] = self._keeper.stdout.readline().strip()
        assert said and said.startswith(beginning) and not said.startswith("error"), said
        return said
