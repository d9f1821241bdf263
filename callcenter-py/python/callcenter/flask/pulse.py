"""Tells threads that wait when something happened at the switch."""

from __future__ import annotations

import threading


class Pulse:
    """Counts what happens."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often something happened."""
        return self._count

    def beat(self, _: object = None) -> None:
        """Something happened."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: int, timeout: float) -> int:
        """Waits until something happened after `seen`, at most `timeout` seconds; gives the count."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, timeout)
            return self._count
