"""CSRF and rate limits, by Flask-WTF and Flask-Limiter. What the host set up for itself is left as it is."""

from __future__ import annotations

import logging
import math
import time
from typing import Callable

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_wtf.csrf import generate_csrf, validate_csrf  # type: ignore[import-untyped,unused-ignore]
from limits import RateLimitItem, parse_many
from wtforms.validators import ValidationError

from .problems import Problem
from .settings import Settings, SettingsError

log = logging.getLogger("callcenter.flask")

TOKEN_HEADERS = ("X-CSRFToken", "X-CSRF-Token")
"""Headers in which a page says the token that it was given."""


def csrf_token() -> str:
    """The token that this browser's pages must say."""
    _need_key()
    token: str = generate_csrf()
    return token


def check_csrf(settings: Settings) -> None:
    """Refuses what another site's page had the browser send.

    # Errors
    `Problem` `csrf`.
    """
    if not settings.csrf or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    # The host checks every request by itself.
    if "csrf" in current_app.extensions and current_app.config.get("WTF_CSRF_CHECK_DEFAULT", True):
        return
    _need_key()
    token = next((request.headers[name] for name in TOKEN_HEADERS if name in request.headers), None)
    try:
        validate_csrf(token)
    except ValidationError as why:
        detail = f"{why} Read a token with GET …/api/session, and send it in the header X-CSRFToken."
        raise Problem("csrf", detail) from None


def _need_key() -> None:
    if not current_app.secret_key:
        raise RuntimeError("set app.secret_key (SECRET_KEY): sessions and tokens are signed with it")


class Limits:
    """How often a person, and an address, may ask. They are counted where `RATELIMIT_STORAGE_URI` says; without it in each process
    for itself."""

    def __init__(self, app: Flask, settings: Settings, asker: Callable[[], str]) -> None:
        self._asker = asker
        self._requests = _parsed("CALLCENTER_RATE_LIMIT", settings.rate_limit)
        self._logins = _parsed("CALLCENTER_LOGIN_LIMIT", settings.login_limit)
        self._limiter = Limiter(asker, storage_uri=app.config.get("RATELIMIT_STORAGE_URI") or "memory://")
        self._limiter.init_app(app)
        # Limits that the host has for its own pages are its own limiter's to count.
        if self._limiter.enabled:
            self._limiter.limit_manager.set_default_limits([])
            self._limiter.limit_manager.set_application_limits([])

    def request(self) -> None:
        """Counts a request.

        # Errors
        `Problem` `too-many`.
        """
        self._refuse_beyond(self._requests, "callcenter", self._asker(), hit=True)

    def may_log_in(self, agent: str) -> None:
        """Refuses a login after too many that failed, for this agent or from this address.

        # Errors
        `Problem` `too-many`.
        """
        for who in _who(agent):
            self._refuse_beyond(self._logins, "callcenter-login", who, hit=False)

    def login_failed(self, agent: str) -> None:
        """Counts a login that failed."""
        for who in _who(agent):
            for limit in self._logins:
                self._try(lambda limit=limit, who=who: self._limiter.limiter.hit(limit, "callcenter-login", who))  # type: ignore[misc]

    def _refuse_beyond(self, limits: list[RateLimitItem], scope: str, who: str, *, hit: bool) -> None:
        if not self._limiter.enabled:
            return
        for limit in limits:
            ask = self._limiter.limiter.hit if hit else self._limiter.limiter.test
            if self._try(lambda ask=ask, limit=limit: ask(limit, scope, who)):  # type: ignore[misc]
                continue
            wait = max(1.0, self._limiter.limiter.get_window_stats(limit, scope, who)[0] - time.time())
            raise Problem("too-many", f"too many requests; try again in {math.ceil(wait)} s", retry_after=wait)

    def _try(self, ask: Callable[[], bool]) -> bool:
        """Counters that are away must not keep anybody from a call."""
        if not self._limiter.enabled:
            return True
        try:
            return ask()
        except Exception:  # noqa: BLE001 — each storage has its own errors
            log.exception("requests cannot be counted; they are let through")
            return True


def _who(agent: str) -> tuple[str, str]:
    return f"agent:{agent}", f"address:{request.remote_addr or ''}"


def _parsed(name: str, text: str) -> list[RateLimitItem]:
    try:
        return parse_many(text)
    except ValueError as why:
        raise SettingsError(f"{name}: {why}; write e.g. `600 per minute`") from None
