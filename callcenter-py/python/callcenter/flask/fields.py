"""What a request says, checked. Fields that are not known are passed over: older clients send more than is read."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Mapping, Optional

from flask import g, request

from .numbers import NAME_CHARS_MAX, is_name
from .problems import Problem

BODY_BYTES_MAX = 65_536
"""Largest body of a request, in bytes."""

QUEUES_MAX = 200
"""Most queues in one request."""


class Fields:
    """The fields of a JSON object."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    @classmethod
    def of_body(cls) -> Fields:
        """Reads the body of the current request.

        # Errors
        `Problem`: another kind of body, one that is too large, no JSON, no object.
        """
        if "callcenter_body" not in g:
            g.callcenter_body = _body()
        return cls(g.callcenter_body)

    @classmethod
    def of_query(cls) -> Fields:
        """Reads what stands behind the `?` of the current request."""
        return cls(request.args)

    def text(self, field: str, most: int, *also: str) -> Optional[str]:
        """A text of at most so many characters, without control characters; `None`: it is not there, or null.

        `also` are other names of the field. Whole numbers are taken for texts: clients send `1001` as they like.
        """
        for name in (field, *also):
            value = self._values.get(name)
            if value is None:
                continue
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if not isinstance(value, str):
                raise Problem.invalid(name, "a text is wanted here")
            if len(value) > most:
                raise Problem.invalid(name, f"at most {most} characters; it has {len(value)}")
            # Surrogates cannot be sent on: half a character is no text.
            if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value):
                raise Problem.invalid(name, "a text without line breaks and control characters")
            return value
        return None

    def filled(self, field: str, most: int, *also: str) -> Optional[str]:
        """As `text`, an empty one counts as none."""
        value = self.text(field, most, *also)
        return value.strip() or None if value is not None else None

    def name(self, field: str, most: int = NAME_CHARS_MAX) -> Optional[str]:
        """A name that is safe wherever the switch takes one; an empty one counts as none."""
        value = self.filled(field, most)
        if value is not None and not is_name(value):
            raise Problem.invalid(field, f"letters, digits, `-`, `_` and `.`, at most {NAME_CHARS_MAX}")
        return value

    def names(self, field: str) -> list[str]:
        """A list of names; empty: it is not there."""
        value = self._values.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Problem.invalid(field, "a list is wanted here")
        if len(value) > QUEUES_MAX:
            raise Problem.invalid(field, f"at most {QUEUES_MAX}")
        for name in value:
            if not isinstance(name, str) or not is_name(name):
                raise Problem.invalid(field, f"letters, digits, `-`, `_` and `.`, at most {NAME_CHARS_MAX}")
        return list(value)

    def whole(self, field: str, default: int, least: int, most: int) -> int:
        """A whole number of the query."""
        value = self._values.get(field)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise Problem.invalid(field, f"a whole number, {least} to {most}") from None
        if not least <= number <= most:
            raise Problem.invalid(field, f"{least} to {most}")
        return number


def _body() -> dict[str, Any]:
    if not request.is_json:
        raise Problem("unsupported", "send JSON, with `Content-Type: application/json`")
    # Its length may not have been said: read to the limit, and see whether there is more.
    data = request.stream.read(BODY_BYTES_MAX + 1) if (request.content_length or 0) <= BODY_BYTES_MAX else b""
    if (request.content_length or len(data)) > BODY_BYTES_MAX or len(data) > BODY_BYTES_MAX:
        raise Problem("too-large", "the body is larger than is taken here")
    try:
        body = json.loads(data.decode("utf-8"))
    # A pile of brackets is too deep for the parser long before it is too large for us.
    except (ValueError, RecursionError) as why:
        raise Problem("malformed", f"the body is no JSON: {why}") from None
    if not isinstance(body, dict):
        raise Problem.invalid("body", "an object is wanted here")
    return body
