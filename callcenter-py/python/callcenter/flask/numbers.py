"""What may be called, and which spellings are one number: as the callcenter server decides it."""

from __future__ import annotations

import re
from typing import Callable, Sequence

from .problems import Problem

TARGET_CHARS_MAX = 40
"""Longest number or name that can be called, in characters."""

NAME_CHARS_MAX = 80
"""Longest name of an agent, an extension or a queue, in characters."""

EMERGENCY_NUMBERS = frozenset({"112", "110", "911", "999", "000"})
"""Always called, whatever the lists say."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}\Z")
_NUMBER = re.compile(r"\+?[0-9*#]{1,40}\Z")
_PATTERN = re.compile(r"_(?:[0-9*#+XxZzNn]|\[[0-9*#-]+\])*(?:[0-9*#+XxZzNn]|\[[0-9*#-]+\]|[.!])\Z")
_WRITTEN = str.maketrans("", "", " -/().")


def is_name(text: str) -> bool:
    """Whether a name is safe wherever the switch takes one: no separators of channels, options or lines."""
    return _NAME.match(text) is not None


class Pattern:
    """A pattern of numbers as dialplans have them: `_` and then `X` a digit, `Z` 1 to 9, `N` 2 to 9, `[…]` one of these,
    `.` one or more of anything, `!` anything or nothing; without `_` the number itself.

    # Example
    >>> Pattern("_0049X.").matches("004930123"), Pattern("112").matches("1123")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        if len(text) > TARGET_CHARS_MAX or not (_PATTERN if text.startswith("_") else _NUMBER).match(text):
            raise ValueError(f"{text!r} is no pattern of numbers, such as `_0049X.` or `112`")
        self._text = text
        self._expression = re.compile(_expression(text) + r"\Z")

    def matches(self, number: str) -> bool:
        """Whether a number fits."""
        return self._expression.match(number) is not None

    def __repr__(self) -> str:
        return f"Pattern({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def _expression(text: str) -> str:
    if not text.startswith("_"):
        return re.escape(text)
    classes = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
    parts = re.findall(r"\[[^]]*\]|.", text[1:])
    # In a set, all but a `-` between two others stands for itself.
    return "".join(
        part.replace("#", r"\#") if part.startswith("[") else classes.get(part.upper(), re.escape(part)) for part in parts
    )


def target(
    field: str,
    to: str,
    *,
    is_extension: Callable[[str], bool],
    allowed: Sequence[Pattern],
    denied: Sequence[Pattern],
) -> str:
    """The number or extension that may be called.

    # Errors
    `Problem` `invalid` for what can be no number, `refused` for what may not be called.
    """
    to = to.strip()
    # Spaces, brackets and the like are how people write numbers; nothing of the kind reaches the switch.
    number = to.translate(_WRITTEN)
    if not _NUMBER.match(number) or len(number) > TARGET_CHARS_MAX:
        if not is_name(to) or len(to) > TARGET_CHARS_MAX:
            why = f"{to[:TARGET_CHARS_MAX]!r} is no number: digits, `*`, `#` and a leading `+`, at most {TARGET_CHARS_MAX}"
            raise Problem.invalid(field, why)
        if not is_extension(to):
            raise Problem.invalid(field, f"there is no extension {to}")
        return to
    if number in EMERGENCY_NUMBERS:
        return number
    if any(pattern.matches(number) for pattern in denied):
        raise Problem("refused", f"{number} may not be called: the settings deny it")
    if not allowed or any(pattern.matches(number) for pattern in allowed) or is_extension(number):
        return number
    detail = f"{number} may not be called: the settings allow other numbers only; an administrator can add it"
    raise Problem("refused", detail)


def same_number(one: str, two: str) -> bool:
    """Whether two spellings may be of one number: the shorter one ends the longer one.

    # Example
    >>> same_number("+49 176 1234567", "0176/1234567"), same_number("030 1", "")
    (True, False)
    """
    one, two = _digits(one), _digits(two)
    return bool(one and two) and (one.endswith(two) or two.endswith(one))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text).lstrip("0")
