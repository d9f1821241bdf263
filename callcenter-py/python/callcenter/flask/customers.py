"""Who calls: as the host's own source knows it, else as far as the calls of before tell."""

from __future__ import annotations

import inspect
import json
import logging
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional

from sqlalchemy import String, or_, select

from .fitting import moment
from .numbers import same_number
from .status import written
from .tables import Kept

if TYPE_CHECKING:
    from .desk import Desk

log = logging.getLogger("callcenter.flask")

CustomerSource = Callable[..., Any]
"""`get_customer_data(customer_id)`, or with `number` as a second one: gives a dict of what is known, `None` for nobody."""

CUSTOMER_BYTES_MAX = 65_536
"""Most that a source may tell of one customer, as JSON."""

HISTORY_MAX = 10
"""Calls of before that a card shows."""

_LOOKED_AT_MAX = 500
"""Calls whose numbers are compared, the latest first."""


class Customers:
    """Asks the source, and looks at the calls of before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.source: Optional[CustomerSource] = None

    def card(self, customer_id: str) -> dict[str, Any]:
        """The card of a customer, by what the source calls one or by number in any form: `found` is `customer`, `not_found`, or
        `away` when the source failed, which is told and breaks nothing."""
        history = self._history(customer_id)
        card: dict[str, Any] = {
            "number": customer_id if _is_number(customer_id) else None,
            "found": "not_found",
            "source": None,
            "customer": None,
            "others": 0,
            "away": [],
            "history": history,
            "notes": [],
        }
        if self.source is None:
            return self._by_history(card)
        name = getattr(self.source, "__name__", "source")
        try:
            told = self._ask(self.source, customer_id)
        except Exception as why:  # noqa: BLE001 — whatever the host's source does, the call goes on
            log.exception("the customer source %s failed", name)
            card["found"] = "away"
            card["away"] = [{"source": name, "why": f"{type(why).__name__}: {why}"[:300]}]
            return card
        if told is not None:
            card.update(found="customer", source=name, customer=told)
        return card

    def _ask(self, source: CustomerSource, customer_id: str) -> Optional[Mapping[str, Any]]:
        told = source(customer_id, number=customer_id) if _takes_number(source) else source(customer_id)
        if told is None or told == {}:
            return None
        if not isinstance(told, Mapping):
            raise TypeError(f"a dict or None is wanted of a customer source, not {type(told).__name__}")
        size = len(json.dumps(told, default=str))
        if size > CUSTOMER_BYTES_MAX:
            raise ValueError(f"it told {size} bytes of one customer; at most {CUSTOMER_BYTES_MAX} are shown")
        plain: Mapping[str, Any] = json.loads(json.dumps(told, default=str))
        return plain

    def _by_history(self, card: dict[str, Any]) -> dict[str, Any]:
        """Without a source: what the calls tell, and that they do."""
        if not card["history"]:
            return card
        name = next((call["caller_name"] for call in card["history"] if call["caller_name"]), None)
        customer = {"id": None, "name": name or "", "number": card["number"], "known_by": "the calls of before: no customer source is plugged in"}
        card.update(found="customer", source="calls", customer=customer)
        return card

    def _history(self, number: str) -> list[dict[str, Any]]:
        """The last calls with a number, ours and older ones."""
        digits = "".join(letter for letter in number if letter.isdigit()).lstrip("0")
        if len(digits) < 3 or not _is_number(number):
            return []
        calls = self._desk.tables.calls
        # Spellings differ at their beginning; the end is compared by the database, all of it here.
        columns = [calls.table.c[name] for name in _columns(calls, "caller_number") + _columns(calls, "dialed_number")]
        ending = f"%{digits[-4:]}"
        matches = or_(*(column.like(ending) for column in columns))
        order = (calls.table.c.started_at.is_(None), calls.table.c.started_at.desc())
        with self._desk.engine.connect() as connection:
            found = connection.execute(select(calls.table).where(matches).order_by(*order).limit(_LOOKED_AT_MAX)).mappings().all()
        shown = []
        for row in map(dict, found):
            # One that lives was not before.
            if calls.value(row, "callcenter_id") is not None and calls.value(row, "ended_at") is None:
                continue
            numbers = (calls.value(row, "caller_number"), calls.value(row, "dialed_number"))
            if any(same_number(str(other), number) for other in numbers if other is not None):
                shown.append(call_before(calls, row))
        return shown[:HISTORY_MAX]


def _columns(kept: Kept, name: str) -> list[str]:
    own = kept.shape.own(name)
    also = own.also if own is not None else ()
    return [column for column in (name, *also) if column in kept.table.c and isinstance(kept.table.c[column].type, String)]


def call_before(calls: Kept, row: Mapping[str, Any]) -> dict[str, Any]:
    """A call of cc_calls, ours or an older module's, as lists show it."""
    value = calls.value
    return {
        "call_id": value(row, "callcenter_id") or _text(value(row, "call_id")),
        "started_at": written(moment(value(row, "started_at"))),
        "direction": _text(value(row, "direction")),
        "status": _text(value(row, "status")),
        "caller": _text(value(row, "caller_number")),
        "caller_name": _text(value(row, "caller_name")),
        "dialed": _text(value(row, "dialed_number")),
        "queue": _text(value(row, "queue")),
        "answered_by": _text(value(row, "answered_by")),
        "wait_s": _seconds(value(row, "wait_seconds")),
        "talk_s": _seconds(value(row, "talk_seconds")),
    }


def _text(value: Any) -> Optional[str]:
    return str(value) if value is not None else None


def _seconds(value: Any) -> Optional[float]:
    try:
        return float(value) if value is not None else None
    except (TypeError, ValueError):
        return None


def _is_number(text: str) -> bool:
    return bool(text) and all(letter.isdigit() or letter in "+-/(). *#" for letter in text)


def _takes_number(source: CustomerSource) -> bool:
    try:
        parameters = inspect.signature(source).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(parameter.name == "number" or parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
