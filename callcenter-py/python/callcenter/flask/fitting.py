"""Values as an older column can have them: its kind of time, its length, its words."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timezone
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Float, Integer, LargeBinary, Numeric, String, Table, Uuid, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeEngine

Choices = Sequence[str]
"""The words that a column takes, where the database lets it have no others."""

# What one word of ours is called elsewhere: the first that the column takes is written.
_SAME = {
    "inbound": ("incoming", "in"),
    "outbound": ("outgoing", "out"),
    "internal": ("local", "inbound", "incoming", "in"),
    "answered": ("completed", "complete", "ended", "connected", "finished", "hangup"),
    "abandoned": ("missed", "no_answer", "cancelled", "canceled", "failed", "ended", "completed"),
    "no_answer": ("noanswer", "no answer", "missed", "unanswered", "failed", "ended", "completed"),
    "busy": ("rejected", "missed", "no_answer", "failed", "ended", "completed"),
    "declined": ("rejected", "busy", "missed", "no_answer", "failed", "ended", "completed"),
    "failed": ("error", "missed", "no_answer", "ended", "completed"),
    "ringing": ("incoming", "new", "started", "initiated", "ring"),
    "waiting": ("queued", "ringing", "new", "started"),
    "talking": ("in_progress", "active", "connected", "answered", "answer"),
    "on_hold": ("hold", "held", "in_progress", "active", "answered"),
    "parked": ("on_hold", "hold", "held", "in_progress", "active", "answered"),
    "voicemail": ("no_answer", "missed", "ended", "completed"),
    "self_service": ("completed", "answered", "ended"),
    "ready": ("available", "online", "idle"),
    "not_ready": ("unavailable", "break", "paused", "away", "not ready", "notready"),
    "logged_out": ("offline", "logout", "unavailable"),
    "wrap_up": ("acw", "after_call", "wrapup", "not_ready", "busy"),
    "on_call": ("busy", "in_call", "talking", "call"),
    "login": ("logged_in", "agent_login"),
    "logout": ("logged_out", "agent_logout"),
    "call": ("call_answered", "answered", "answer", "on_call", "call_answer"),
    "hold": ("call_hold", "on_hold", "held"),
    "unhold": ("call_unhold", "resume", "resumed"),
    "transfer": ("call_transfer", "transferred"),
}
# Whatever else ended without an answer.
_ENDED = ("failed", "missed", "no_answer", "ended", "completed")


def is_whole(kind: TypeEngine[Any]) -> bool:
    """Whether a column holds whole numbers."""
    return isinstance(kind, Integer)


def choices(connection: Connection, table: Table) -> dict[str, Choices]:
    """The words that columns are limited to: by their type, or by a check `column IN ('a', 'b')`."""
    found: dict[str, Choices] = {}
    for column in table.columns:
        if isinstance(column.type, Enum) and column.type.enums:
            found[column.name] = list(column.type.enums)
    for check in _checks(connection, table.name):
        for name, words in _checked(check):
            if name in table.c:
                found.setdefault(name, words)
    return found


def _checks(connection: Connection, table: str) -> list[str]:
    if getattr(connection.dialect, "is_mariadb", False):
        # Checks that stand at a column are not among those that SQLAlchemy finds.
        asked = text("SELECT check_clause FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND table_name = :table")
        return [str(clause) for (clause,) in connection.execute(asked, {"table": table})]
    return [str(check.get("sqltext") or "") for check in inspect(connection).get_check_constraints(table)]


def _checked(expression: str) -> list[tuple[str, list[str]]]:
    # PostgreSQL shows `IN` as `((status)::text = ANY ((ARRAY['a'::character varying, …])::text[]))`.
    shapes = (
        r"[\"`(]*(\w+)[\"`)]*\s+IN\s*\(([^)]*)\)",
        r"[\"(]*(\w+)[\")]*(?:::[\w ]+)?\s*=\s*ANY\s*\(+ARRAY\[([^\]]*)\]",
    )
    found = []
    for shape in shapes:
        for name, words in re.findall(shape, expression, re.IGNORECASE):
            found.append((name, re.findall(r"'((?:[^']|'')*)'", words)))
    return [(name, words) for name, words in found if words]


def fit(column: Column[Any], value: Any, words: Optional[Choices]) -> Any:
    """The value as the column can have it; `None` when it cannot."""
    if value is None:
        return None
    if words is not None:
        return _word(str(value), words)
    kind = column.type
    if isinstance(value, datetime):
        return _moment(kind, value)
    if isinstance(kind, Boolean):
        return bool(value) if isinstance(value, (bool, int)) else None
    if isinstance(kind, Integer):
        return _whole(value)
    if isinstance(kind, (Float, Numeric)):
        return _number(value)
    if isinstance(kind, Uuid):
        return _uuid(value) if kind.as_uuid else str(_uuid(value) or "") or None
    if isinstance(kind, JSON):
        return value
    if isinstance(kind, String):
        cleaned = str(value).replace("\0", "")
        return cleaned[: kind.length] if kind.length else cleaned
    return value if not isinstance(kind, (DateTime, Date, LargeBinary)) else None


def _word(value: str, words: Choices) -> Optional[str]:
    by_small = {word.lower(): word for word in words}
    for candidate in (value, *_SAME.get(value, _ENDED)):
        found = by_small.get(candidate.lower())
        if found is not None:
            return found
    return None


def _moment(kind: TypeEngine[Any], value: datetime) -> Any:
    aware = value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)
    if isinstance(kind, DateTime):
        return aware if kind.timezone else aware.astimezone(timezone.utc).replace(tzinfo=None)
    if isinstance(kind, Date):
        return aware.date()
    if isinstance(kind, Integer):
        return int(aware.timestamp())
    if isinstance(kind, (Float, Numeric)):
        return aware.timestamp()
    if isinstance(kind, String):
        said = aware.astimezone(timezone.utc).isoformat()
        return said if not kind.length or len(said) <= kind.length else said[:19][: kind.length]
    return None


def _whole(value: Any) -> Optional[int]:
    try:
        return round(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def _number(value: Any) -> Optional[float]:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _uuid(value: Any) -> Optional[uuid.UUID]:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def harmless(column: Column[Any], words: Optional[Choices]) -> Any:
    """Something that says nothing, for an older column that must be filled and of which we know nothing."""
    kind = column.type
    if words:
        return words[0]
    if isinstance(kind, Uuid):
        return uuid.uuid4() if kind.as_uuid else str(uuid.uuid4())
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, (Integer, Float, Numeric)):
        return 0
    if isinstance(kind, DateTime):
        return datetime.now(timezone.utc) if kind.timezone else datetime.now(timezone.utc).replace(tzinfo=None)
    if isinstance(kind, Date):
        return date.today()
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, LargeBinary):
        return b""
    if isinstance(kind, String):
        is_named = column.primary_key or column.unique
        return (uuid.uuid4().hex[: kind.length] if kind.length else uuid.uuid4().hex) if is_named else ""
    return None


def moment(value: Any) -> Optional[datetime]:
    """A moment as any kind of column has it, in UTC; `None`: it says none. Times without a zone are taken for UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, timezone.utc)
    if isinstance(value, str):
        try:
            return moment(datetime.fromisoformat(value.replace("Z", "+00:00")))
        except ValueError:
            return None
    return None


def said(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The first of these columns that a row fills."""
    return next((row[name] for name in names if row.get(name) is not None), None)
