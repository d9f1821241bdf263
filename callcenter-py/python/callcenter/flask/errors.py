"""Errors of the engine as problems, in the server's words."""

from __future__ import annotations

import callcenter

from .problems import Problem

# What a refusal says that is not plain from its own words.
_REFUSALS = {
    "observer": "control is switched off: set CALLCENTER_CONTROL to true",
    "no_hooks": "the switch's dialplan lacks what that needs: put in what `callcenter dialplan` prints",
}


def problem_of(why: callcenter.CallCenterError) -> Problem:
    """The problem that an error of the engine is."""
    if isinstance(why, callcenter.RefusedError):
        if why.reason == "no_link":
            return Problem("unavailable", "the link to the switch is down; try again when it is up")
        return Problem("refused", _REFUSALS.get(why.reason, str(why)))
    if isinstance(why, callcenter.SwitchRefusedError):
        said = str(why)
        return Problem("refused", said if said.startswith("the switch refused") else f"the switch refused: {said}")
    if isinstance(why, callcenter.TimedOutError):
        return Problem("timed-out", f"{why}; look at the call before you try again")
    if isinstance(why, callcenter.BusyError):
        return Problem("too-many", "too many requests; try again in 1 s", retry_after=1)
    if isinstance(why, (callcenter.LinkLostError, callcenter.LinkError)):
        detail = "the link to the switch fell before it answered; it may have been done: look at the call"
        return Problem("unavailable", detail)
    if isinstance(why, (callcenter.ClosedError, callcenter.StoreError)):
        return Problem("unavailable", str(why))
    return Problem("internal", "something went wrong here; the application's log says what")
