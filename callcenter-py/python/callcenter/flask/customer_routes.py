"""Who calls (F-234)."""

from __future__ import annotations

from typing import Any

from .desk import desk
from .problems import Problem
from .rules import Rule

CUSTOMER_ID_CHARS_MAX = 128


def customer(customer_id: str) -> dict[str, Any]:
    """A customer by what the source calls one, or by number in any form. A source that fails is told as `away`, with status 200:
    the popup of a call goes on with what is known."""
    if len(customer_id) > CUSTOMER_ID_CHARS_MAX or not customer_id.isprintable():
        raise Problem.invalid("customer_id", f"an id or a number, at most {CUSTOMER_ID_CHARS_MAX} characters")
    here = desk()
    here.access.person()
    card = here.customers.card(customer_id)
    if card["found"] == "not_found":
        raise Problem("unknown", f"there is no customer {customer_id}")
    return {"success": card["found"] == "customer", "customer_id": customer_id, "customer": card["customer"], "card": card}


RULES: list[Rule] = [("GET", "/api/customer/<path:customer_id>", "customer", customer)]
