"""To test a program that embeds the engine: a simulated switch, and what a store of your own has to pass."""

from __future__ import annotations

import threading
from typing import Any, Callable, Mapping, Sequence

from ._callcenter import Simulator, check_store, tables
from .errors import StoreError
from .store import Cell, Store

__all__ = ["DictStore", "Simulator", "check_store", "tables"]

Row = tuple[Cell, ...]


def _rank(cell: Cell) -> tuple[int, Any]:
    """Nothing first; texts as their bytes."""
    if cell is None:
        return (0, 0)
    if isinstance(cell, int):
        return (1, cell)
    return (2, cell.encode("utf-8", "surrogatepass") if isinstance(cell, str) else cell)


def _lower(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").lower()


class DictStore(Store):
    """Rows in dictionaries: the shortest store there is. Nothing of it survives the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns = {table["name"]: [name for name, _, _ in table["columns"]] for table in tables()}
        self._keys = {table["name"]: int(table["key"]) for table in tables()}
        self._rows: dict[str, dict[Row, Row]] = {name: {} for name in self._columns}

    def write(self, write: Mapping[str, Any]) -> None:
        with self._lock:
            self._guard(write["guard"])
            changed = {put["table"] for put in write["puts"]} | {delete["table"] for delete in write["deletes"]}
            rows = {name: dict(self._rows[name]) for name in changed}
            for delete in write["deletes"]:
                holds = self._all(delete["table"], delete["conditions"])
                own = rows[delete["table"]]
                for key in [key for key, row in own.items() if holds(row)]:
                    del own[key]
            for put in write["puts"]:
                own, width = rows[put["table"]], self._keys[put["table"]]
                for row in put["rows"]:
                    if not put["replace"] and row[:width] in own:
                        raise StoreError(f"{put['table']} has {row[:width]} already", "conflict")
                    own[row[:width]] = row
            self._rows.update(rows)

    def select(self, select: Mapping[str, Any]) -> Sequence[Sequence[Cell]]:
        table = select["table"]
        with self._lock:
            found = list(self._rows[table].values())
        holds = self._all(table, select["conditions"])
        found = [row for row in found if holds(row)]
        for column, downwards in reversed(select["order"]):
            at = self._at(table, column)
            found.sort(key=lambda row: _rank(row[at]), reverse=downwards)
        if select["limit"] is not None:
            found = found[: select["limit"]]
        if not select["columns"]:
            return found
        wanted = [self._at(table, column) for column in select["columns"]]
        return [[row[at] for at in wanted] for row in found]

    def count(self, select: Mapping[str, Any]) -> int:
        return len(self.select({**select, "order": [], "limit": None, "columns": []}))

    def _guard(self, guard: Any) -> None:
        if guard is None:
            return
        row = self._rows["streams"].get((guard["stream"],))
        # A stream that nobody ever wrote has neither term nor tip.
        found = {"term": 0, "tip": 0} if row is None else dict(zip(self._columns["streams"], row))
        if found["term"] != guard["term"] or guard["tip"] not in (None, found["tip"]):
            raise StoreError("somebody else writes the stream now", "conflict")

    def _at(self, table: str, column: str) -> int:
        try:
            return self._columns[table].index(column)
        except ValueError:
            raise StoreError(f"{table} has no column {column}", "invalid") from None

    def _all(self, table: str, conditions: Sequence[Any]) -> Callable[[Row], bool]:
        parts = [self._one(table, condition) for condition in conditions]
        return lambda row: all(part(row) for part in parts)

    def _one(self, table: str, condition: Any) -> Callable[[Row], bool]:
        how = condition[0]
        if how in ("any", "all"):
            parts = [self._one(table, part) for part in condition[1]]
            put = any if how == "any" else all
            return lambda row: put(part(row) for part in parts)
        at = self._at(table, condition[1])
        if how == "empty":
            return lambda row: row[at] is None
        if how == "filled":
            return lambda row: row[at] is not None
        value = condition[2]
        if how == "in":
            return lambda row: row[at] is not None and row[at] in value
        if how == "contains":
            return lambda row: isinstance(row[at], str) and _lower(value) in _lower(str(row[at]))
        if how == "is":
            return lambda row: value is not None and row[at] == value
        if how == "is_not":
            return lambda row: value is None or row[at] != value
        compare: dict[str, Callable[[Any, Any], bool]] = {
            "below": lambda one, two: one < two,
            "at_most": lambda one, two: one <= two,
            "above": lambda one, two: one > two,
            "at_least": lambda one, two: one >= two,
        }
        holds = compare[how]

        def compared(row: Row) -> bool:
            cell = row[at]
            if cell is None or value is None or _rank(cell)[0] != _rank(value)[0]:
                return False
            return holds(_rank(cell), _rank(value))

        return compared
