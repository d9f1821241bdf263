"""What goes wrong, told as problem documents (RFC 9457), in the words of the callcenter server."""

from __future__ import annotations

import json
import math
from typing import Optional

from flask import Response

_KINDS = {
    "malformed": (400, "The request is malformed"),
    "csrf": (400, "The request does not come from our page"),
    "not-logged-in": (401, "Nobody is logged in"),
    "wrong-password": (401, "The login failed"),
    "forbidden": (403, "You may not do that"),
    "unknown": (404, "There is no such thing"),
    "method": (405, "The method is not taken"),
    "refused": (409, "It was refused"),
    "too-large": (413, "It is too large"),
    "unsupported": (415, "The body is of another kind"),
    "invalid": (422, "A value is invalid"),
    "too-many": (429, "Too many requests"),
    "internal": (500, "An error of the server"),
    "unavailable": (503, "Something is away"),
    "timed-out": (504, "No answer in time"),
}


class Problem(Exception):
    """Something went wrong; `detail` says what, and what to do about it.

    `kind` is one of `malformed`, `csrf`, `not-logged-in`, `wrong-password`, `forbidden`, `unknown`, `method`, `refused`,
    `too-large`, `unsupported`, `invalid`, `too-many`, `internal`, `unavailable`, `timed-out`. `retry_after` is in seconds.
    """

    def __init__(self, kind: str, detail: str, *, retry_after: Optional[float] = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.status, self.title = _KINDS[kind]
        self.retry_after = retry_after
        self.allow: Optional[str] = None

    @classmethod
    def invalid(cls, field: str, why: str) -> Problem:
        """A field has a value that cannot be."""
        return cls("invalid", f"{field}: {why}")

    @classmethod
    def not_logged_in(cls) -> Problem:
        """Nobody is logged in."""
        return cls("not-logged-in", "log in first: POST /call-center/api/agent/login")

    @classmethod
    def no_agent(cls) -> Problem:
        """Somebody is logged in at the host, and is no agent."""
        return cls(
            "forbidden",
            "your user is bound to no agent: an administrator gives the agent the user's id by `flask call-center add-agent ID --extension PHONE`, "
            "or has agent_loader say which agent the user is; an id that is only somebody's extension is not enough",
        )

    @classmethod
    def wrong_password(cls) -> Problem:
        """A login failed: it is not told by what."""
        return cls("wrong-password", "the name or the password is wrong")

    def response(self) -> Response:
        """The document."""
        body = {
            "type": f"https://callcenter.invalid/problems/{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        response = Response(json.dumps(body), self.status, mimetype="application/problem+json")
        response.headers["Cache-Control"] = "no-store"
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(max(1, math.ceil(self.retry_after)))
        if self.allow is not None:
            response.headers["Allow"] = self.allow
        return response
