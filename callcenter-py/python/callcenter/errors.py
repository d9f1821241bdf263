"""What can go wrong, one class for each thing that somebody would do something else about."""

from __future__ import annotations


class CallCenterError(Exception):
    """Anything that goes wrong here."""


class ConfigError(CallCenterError, ValueError):
    """What was said makes no sense: an unknown key, an address that is none, a value out of its range."""


class ParseError(CallCenterError, ValueError):
    """Bytes that are no whole messages of AMI, or no trace."""

    offset: int
    """Where, in bytes from the beginning."""

    def __init__(self, why: str, offset: int = 0) -> None:
        super().__init__(why)
        self.offset = offset


class EncodeError(CallCenterError, ValueError):
    """An action that cannot be one request: a line break in a value, a line that the switch would cut."""


class RestoreError(CallCenterError, ValueError):
    """A snapshot that is damaged, or that a later version wrote."""


class StoreError(CallCenterError):
    """A store that did not do what it was asked. Nothing is half-done."""

    kind: str
    """``unavailable``, ``denied``, ``read_only``, ``full``, ``too_new``, ``conflict``, ``corrupt``, ``spool_full``,
    ``invalid``, ``file`` or ``failed``. Raise it with one of these from a store of your own."""

    def __init__(self, why: str, kind: str = "failed") -> None:
        super().__init__(why)
        self.kind = kind


class LinkError(CallCenterError):
    """A switch that cannot be reached, or does not let us in."""


class ClosedError(CallCenterError):
    """It was closed, by us or because it could go on no longer."""


class LaggedError(CallCenterError):
    """Facts were missed: by not reading for too long, or because the process that led was killed before it had told them all.
    Look at what is true now, and go on reading."""

    missed: int
    """How many batches of facts."""

    def __init__(self, why: str, missed: int = 0) -> None:
        super().__init__(why)
        self.missed = missed


class AskError(CallCenterError):
    """Nothing came of a command, or nothing is known of it."""


class RefusedError(AskError):
    """The engine refused: nothing was asked of the switch."""

    reason: str
    """Why, in a word: ``unknown_leg``, ``not_now``, ``observer``, ``no_link`` …"""

    def __init__(self, why: str, reason: str = "refused") -> None:
        super().__init__(why)
        self.reason = reason


class SwitchRefusedError(AskError):
    """The switch refused, and said why."""


class TimedOutError(AskError, TimeoutError):
    """Nothing came of it in time; it may still happen."""


class LinkLostError(AskError):
    """The link fell before an answer; it may have happened."""


class BusyError(AskError):
    """Too many wait to be heard: try again."""
