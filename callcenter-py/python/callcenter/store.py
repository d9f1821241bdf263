"""A store of your own: what a database must be able to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Mapping, Sequence, Union

Cell = Union[None, int, str, bytes]
"""What a table's cell holds: a moment is microseconds since the Unix epoch, a duration microseconds, a flag 0 or 1."""


class Store(ABC):
    """A place where rows are kept. Hand it to :class:`CallCenter` as ``store=``.

    Its methods are called from threads of their own, several at a time. :func:`callcenter.testing.check_store` says whether
    yours is one, and :class:`callcenter.testing.DictStore` is the shortest that is. Tables and columns are those of
    :func:`callcenter.testing.tables`.

    Raise :class:`callcenter.StoreError` with its ``kind``: ``unavailable`` is tried again, ``conflict`` ends the writer.
    """

    @abstractmethod
    def write(self, write: Mapping[str, Any]) -> None:
        """Changes rows: all of it durably, or nothing.

        ``guard`` is ``None`` or ``{"stream", "term", "tip"}``: the row of the table ``streams`` with this ``id`` must have
        this ``term`` and, if it is not ``None``, this ``tip``, else ``StoreError(..., "conflict")``; a row that is not there
        has 0 for both.
        Then ``deletes``, each ``{"table", "conditions"}``. Then ``puts``, each ``{"table", "rows", "replace"}``: rows with a
        cell for each column, the key first; a row with a key that is there is replaced, or a conflict.
        """

    @abstractmethod
    def select(self, select: Mapping[str, Any]) -> Sequence[Sequence[Cell]]:
        """Reads rows as they were at one moment: ``{"table", "columns", "conditions", "order", "limit"}``.

        No ``columns`` are all of them. ``conditions`` hold all together: ``("is", column, cell)``, ``is_not`` (all
        that ``is`` does not hold for), ``below``, ``at_most``, ``above``, ``at_least``; ``("in", column, cells)``; ``("empty", column)``,
        ``("filled", column)``; ``("contains", column, text)`` with ASCII letters alike; ``("any", conditions)``,
        ``("all", conditions)``. ``None`` meets no comparison. ``order`` has pairs of a column and whether it goes
        downwards, and is complete; ``None`` comes first upwards. Texts are compared byte by byte, in UTF-8.
        """

    @abstractmethod
    def count(self, select: Mapping[str, Any]) -> int:
        """Counts rows; order, columns and limit do not matter."""

    def close(self, _: None = None) -> None:
        """Ends its connections."""
