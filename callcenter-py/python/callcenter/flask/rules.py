"""What a room says of its routes."""

from __future__ import annotations

from typing import Any, Callable

Rule = tuple[str, str, str, Callable[..., Any]]
"""Method, path below the prefix, name, and what answers."""
