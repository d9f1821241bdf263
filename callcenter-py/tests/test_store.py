"""A store written in Python is one, by the cases that every store has to pass."""

from __future__ import annotations

from typing import Any

import pytest

import callcenter
from callcenter.testing import DictStore, check_store, tables


def test_the_shortest_store_is_one() -> None:
    passed = check_store(DictStore)
    assert "of writers that race on one guard exactly one wins" in passed
    assert len(passed) == len(set(passed))


def test_a_store_that_is_none_is_told_by_the_case() -> None:
    class Forgetful(DictStore):
        def write(self, write: Any) -> None:
            """Says that it is done."""

    with pytest.raises(callcenter.StoreError):
        check_store(Forgetful)


def test_a_store_that_cannot_be_made_is_told() -> None:
    def broken() -> DictStore:
        raise RuntimeError("no disk")

    with pytest.raises(RuntimeError, match="no disk"):
        check_store(broken)


def test_a_store_is_asked_for_by_its_base() -> None:
    with pytest.raises(TypeError):
        callcenter.Store()  # type: ignore[abstract]


def test_tables_are_described() -> None:
    by_name = {table["name"]: table for table in tables()}
    assert by_name["calls"]["columns"][:2] == [("stream", "int", False), ("call_id", "text", False)]
    assert by_name["calls"]["key"] == 2
