"""A live call center: what is true now, what becomes true, and asking for something."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from dataclasses import dataclass
from logging import getLogger
from types import TracebackType
from typing import Any, Callable, Collection, Iterable, Iterator, Mapping, Optional, Sequence, Type, Union

from ._callcenter import Books, Center, Events, Fact, Facts
from .errors import ClosedError, ConfigError, LaggedError
from .store import Store

__all__ = ["CallCenter", "Listener", "Settlement"]

_log = getLogger("callcenter")

_open: "weakref.WeakSet[CallCenter]" = weakref.WeakSet()


@dataclass(frozen=True)
class Settlement:
    """What came of a command. Anything but its being done is raised instead."""

    message: str
    """What the switch said about it; empty: nothing."""
    evidence: str
    """``reported``: the switch reported that it happened. ``answered``: it answered that it did it, and nothing reports it."""
    outcome: str = "done"


class Listener:
    """A function that is called with every fact, until it is cancelled."""

    def __init__(self, center: "CallCenter", callback: Callable[[Fact], None], kinds: Optional[Collection[str]]) -> None:
        self._center = center
        self._callback = callback
        self._ended = threading.Event()
        # Followed from here on, not from when the thread comes to it.
        self._events = center.events(timeout=0.5, kinds=kinds)
        self._thread = threading.Thread(target=self._run, name="callcenter-listener", daemon=True)
        self._thread.start()

    def cancel(self, timeout: Optional[float] = None) -> None:
        """Calls it no more. Waits so many seconds for a call that is under way; not from within the function itself."""
        self._ended.set()
        if timeout is not None and threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                for fact in self._events:
                    if self._ended.is_set():
                        return
                    try:
                        self._callback(fact)
                    except Exception:
                        _log.exception("a listener failed at %r; it is called with the next fact all the same", fact)
                if self._center.closed:
                    return
            except LaggedError as why:
                _log.warning("a listener was too slow: %s", why)
            except ClosedError:
                return


class CallCenter:
    """A live call center: the link to a switch, the engine, and its books.

    ``address`` is ``HOST`` or ``HOST:PORT`` of the manager interface, ``user`` a section of its ``manager.conf``. With
    ``control`` it may be asked for something; else it only reads along. ``switch`` is our name of the switch.

    ``store`` keeps facts, calls and figures: ``sqlite:FILE``, ``postgres://…``, ``mysql://…``, or a :class:`Store` of your
    own. ``spool`` is the folder in which facts wait while the database is away. ``config`` has the keys of a configuration
    file: ``{"queue": {"wrap_up_s": 15}, "trunks": ["provider"]}``.

    With ``share``, a folder on this machine, all processes that name the same switch and store share one link: one of them
    leads, by the store's lease, the others follow and pass commands on. When the leader ends, another one leads.

    It starts at its first use, in each process anew after a fork, and ends with :meth:`close`, a ``with`` block, or the
    interpreter.

    >>> with CallCenter("127.0.0.1:5038", "callcenter", "secret", store="sqlite:calls.db") as center:   # doctest: +SKIP
    ...     center.wait_ready()
    ...     for fact in center.events(kinds={"CallStarted"}):
    ...         print(fact)

    Raises :class:`ConfigError` for what makes no sense, at once; :class:`StoreError` when the store cannot be opened, at the
    start. A switch that is away is waited for: :meth:`wait_ready`.
    """

    def __init__(
        self,
        address: str,
        user: str,
        secret: str,
        *,
        switch: Optional[str] = None,
        store: Union[str, Store, None] = None,
        control: bool = False,
        config: Optional[Mapping[str, Any]] = None,
        tls_trust: Union[str, "os.PathLike[str]", None] = None,
        tls_name: Optional[str] = None,
        plain_login: bool = False,
        spool: Union[str, "os.PathLike[str]", None] = None,
        share: Union[str, "os.PathLike[str]", None] = None,
    ) -> None:
        if store is not None and not isinstance(store, (str, Store)):
            raise ConfigError("store= is an address, as sqlite:calls.db, or a callcenter.Store")
        self._store = store if isinstance(store, Store) else None
        self._options = {
            "address": address,
            "user": user,
            "secret": secret,
            "switch": switch,
            "store": store if isinstance(store, str) else None,
            "control": control,
            "config": None if config is None else _plain(config),
            "tls_trust": _path(tls_trust),
            "tls_name": tls_name,
            "plain_login": plain_login,
            "spool": _path(spool),
            "share": _path(share),
        }
        Center.check(self._options)
        self._lock = threading.Lock()
        self._native: Optional[Center] = None
        self._ended = False
        _open.add(self)

    # ── beginning and end ───────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> "CallCenter":
        """Opens the store and begins to connect. Further calls do nothing."""
        self._center()
        return self

    def close(self, timeout: float = 10.0) -> None:
        """Ends it: logs off, makes everything durable, within so many seconds. Further calls do nothing.

        Raises :class:`StoreError` when something is not durable.
        """
        with self._lock:
            self._ended = True
            native, self._native = self._native, None
        if native is not None:
            native.close(timeout)

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._ended

    def __enter__(self) -> "CallCenter":
        return self.start()

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def wait_ready(self, timeout: Optional[float] = 10.0) -> bool:
        """Waits until the link is up and the first lists are in, at most so many seconds (``None``: for ever); whether it
        came to that."""
        return self._center().wait_ready(timeout)

    def _center(self) -> Center:
        with self._lock:
            if self._ended:
                raise ClosedError("the call center is closed")
            if self._native is None:
                self._native = Center(self._options, self._store)
            return self._native

    def _forked(self) -> None:
        """In a child: the link and its threads are the parent's."""
        self._lock = threading.Lock()
        native, self._native = self._native, None
        if native is not None:
            native.abandon()

    # ── what is true ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def role(self) -> str:
        """``leading``: this process has the link. ``following``: another one has it, and we see what it sees."""
        role: str = self.standing()["role"]
        return role

    def standing(self) -> dict[str, Any]:
        """How it stands: ``link`` (``connecting``, ``ready``, ``down``, ``closed``) and ``why`` it is down, ``role``,
        whether the first lists are in (``listed``), ``heard_at``, ``seq`` of the last fact, ``epoch`` (another one at each start), ``books`` with how much is durable."""
        return self._center().standing()

    def now(self) -> float:
        """What time it is for the switch."""
        return self._center().now()

    def calls(self) -> list[dict[str, Any]]:
        """The calls that live, a row each, in order of their start."""
        return self._center().calls()

    def call(self, call_id: str) -> Optional[dict[str, Any]]:
        """A call that lives, by its ``call_id`` or its linkedid."""
        return self._center().call(call_id)

    def call_record(self, call_id: str) -> Optional[dict[str, Any]]:
        """A call that lives, as its record stands now."""
        return self._center().call_record(call_id)

    def agents(self) -> list[dict[str, Any]]:
        """The agents, a row each."""
        return self._center().agents()

    def agent(self, agent: str) -> Optional[dict[str, Any]]:
        """One agent."""
        return self._center().agent(agent)

    def queues(self) -> list[dict[str, Any]]:
        """The queues, a row each, with who waits."""
        return self._center().queues()

    def queue(self, queue: str) -> Optional[dict[str, Any]]:
        """One queue."""
        return self._center().queue(queue)

    def phones(self) -> list[dict[str, Any]]:
        """The phones that the switch knows, a row each."""
        return self._center().phones()

    def capabilities(self, leg: str) -> list[dict[str, Any]]:
        """What can be asked for with a leg now, and why not what cannot."""
        return self._center().capabilities(leg)

    def state_hash(self) -> str:
        """The hash of everything that is true: 32 hexadecimal digits."""
        return self._center().state_hash()

    # ── what becomes true ───────────────────────────────────────────────────────────────────────────────────────

    def events(self, timeout: Optional[float] = None, *, kinds: Optional[Collection[str]] = None) -> Events:
        """Facts as they become true from here on. The iteration ends when none came for ``timeout`` seconds (``None``: when
        the call center is closed), and can be gone on with. ``kinds`` are the only ones wanted: ``{"CallStarted"}``.

        Who does not read for too long gets :class:`LaggedError`, and the facts after that.
        """
        return self._center().events(timeout, None if kinds is None else list(kinds))

    def listen(self, callback: Callable[[Fact], None], *, kinds: Optional[Collection[str]] = None) -> Listener:
        """Calls a function with every fact, in a thread of ours. What it raises is logged."""
        return Listener(self, callback, kinds)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, command: str, /, **fields: Any) -> Settlement:
        """Asks for something by its name in the engine, and waits for what comes of it: the switch did it, refused, or did
        not answer in time. ``ask("Pause", agent="1001", queues=[], reason="Lunch")``.

        Raises a kind of :class:`AskError`; :class:`ConfigError` for what is no command.
        """
        name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in command).lstrip("_")
        return Settlement(*self._center().ask(name, **fields))

    def sign_in(
        self,
        agent: str,
        queues: Iterable[str],
        *,
        interface: Optional[str] = None,
        name: str = "",
        penalty: int = 0,
        paused: Optional[str] = None,
    ) -> Settlement:
        """Makes an agent a member of queues, paused for a reason if one is given. ``interface``: ``PJSIP/<agent>``."""
        return self.ask(
            "SignIn",
            queues=list(queues),
            interface=interface or f"PJSIP/{agent}",
            name=name,
            state_interface="",
            penalty=penalty,
            paused=paused,
        )

    def sign_out(self, agent: str, queues: Iterable[str] = ()) -> Settlement:
        """Takes an agent out of queues; none: of all."""
        return self.ask("SignOut", agent=agent, queues=list(queues))

    def ready(self, agent: str, queues: Iterable[str] = ()) -> Settlement:
        """Ends an agent's pause, and wrap-up."""
        return self.ask("Ready", agent=agent, queues=list(queues))

    def pause(self, agent: str, reason: str = "", queues: Iterable[str] = (), *, after_call: bool = False) -> Settlement:
        """Pauses an agent; ``after_call``: at the end of the call that he is in."""
        begins = "after_call" if after_call else "now"
        return self.ask("Pause", agent=agent, queues=list(queues), reason=reason, **{"from": begins})

    def originate(
        self,
        phone: str,
        number: str,
        *,
        context: str,
        timeout: float = 30.0,
        caller_id: Optional[str] = None,
        account: str = "",
        variables: Sequence[tuple[str, str]] = (),
    ) -> Settlement:
        """Calls a phone (``PJSIP/1001``), and when it answers ``number`` through the dialplan's ``context``. Settled when the
        phone answered, or did not within ``timeout`` seconds."""
        return self._originate(
            channel=phone,
            to={"Dialplan": {"context": context, "exten": number, "priority": 1}},
            caller_id=f"<{number}>" if caller_id is None else caller_id,
            timeout=timeout,
            leg_id="",
            other_leg_id="",
            account=account,
            variables=[list(pair) for pair in variables],
        )

    def _originate(self, **fields: Any) -> Settlement:
        return Settlement(*self._center().ask("originate", **fields))

    def answer(self, leg: str) -> Settlement:
        """Asks a phone that rings to answer. Not all phones listen."""
        return self.ask("Answer", leg=leg)

    def hangup(self, leg: str, cause: Optional[int] = None) -> Settlement:
        """Ends a leg; ``cause`` after Q.850."""
        return self.ask("Hangup", leg=leg, cause=cause)

    def hold(self, leg: str, *, how: str = "auto") -> Settlement:
        """Puts the other side of a leg on hold: ``auto``, by the ``device``, or by the ``server``."""
        return self.ask("Hold", leg=leg, how=how)

    def unhold(self, leg: str, *, how: str = "auto") -> Settlement:
        """Takes the other side of a leg back."""
        return self.ask("Unhold", leg=leg, how=how)

    def transfer(self, leg: str, to: str, *, context: str = "", attended: bool = False) -> Settlement:
        """Gives the other side of a leg to an extension; ``attended``: after asking, see :meth:`complete_transfer`."""
        return self.ask("Transfer", leg=leg, to=to, context=context, how="attended" if attended else "blind")

    def complete_transfer(self, leg: str) -> Settlement:
        """Completes an attended transfer: the transferer leaves."""
        return self.ask("CompleteTransfer", leg=leg)

    def cancel_transfer(self, leg: str) -> Settlement:
        """Takes an attended transfer back that is not complete."""
        return self.ask("CancelTransfer", leg=leg)

    def swap_transfer(self, leg: str) -> Settlement:
        """Goes back to the party who waits, and from there to the other one again."""
        return self.ask("SwapTransfer", leg=leg)

    def merge_transfer(self, leg: str) -> Settlement:
        """Brings all three of an attended transfer together."""
        return self.ask("MergeTransfer", leg=leg)

    def dtmf(self, leg: str, keys: str, *, to: str = "party") -> Settlement:
        """Sends keys, 32 at most; ``to`` the ``party`` of the leg, or the ``switch`` as if the party had pressed them."""
        return self.ask("Dtmf", leg=leg, keys=keys, to=to)

    def mute(self, leg: str, on: bool = True, *, direction: str = "In") -> Settlement:
        """Mutes a leg, or lets it be heard again: what the party says (``In``), hears (``Out``), ``Both``."""
        return self.ask("Mute", leg=leg, direction=direction, on=on)

    def park(self, leg: str, lot: str = "") -> Settlement:
        """Parks a leg; no lot: the default one."""
        return self.ask("Park", leg=leg, lot=lot)

    def retrieve(self, space: str, phone: str) -> Settlement:
        """Takes up with a phone what is parked at a space (``701``)."""
        return self.ask("Retrieve", parked={"space": space}, channel=phone)

    def pickup(self, leg: str, phone: str) -> Settlement:
        """Answers with a phone what rings elsewhere."""
        return self.ask("Pickup", channel=phone, leg=leg)

    def pull(self, leg: str, phone: str) -> Settlement:
        """Sends a leg, waiting in a queue or not, to a phone."""
        return self.ask("Pull", leg=leg, channel=phone)

    def move_to(self, leg: str, context: str, exten: str) -> Settlement:
        """Sends a leg elsewhere in the dialplan."""
        return self.ask("MoveTo", leg=leg, context=context, exten=exten)

    def supervise(self, leg: str, phone: str, mode: str = "listen") -> Settlement:
        """Lets a supervisor ``listen``, ``whisper`` or ``barge`` in, on a phone of his."""
        return self.ask("Supervise", channel=phone, leg=leg, mode=mode)

    def record_start(self, leg: str, file: str, *, tracks: str = "mixed") -> Settlement:
        """Records a leg and who talks with it, into a file below the switch's folder of recordings."""
        return self.ask("RecordStart", leg=leg, file=file, tracks=tracks)

    def record_stop(self, leg: str) -> Settlement:
        """Stops a leg's recordings."""
        return self.ask("RecordStop", leg=leg)

    def record_pause(self, leg: str, on: bool = True) -> Settlement:
        """Silences a leg's recordings, or records again."""
        return self.ask("RecordPause", leg=leg, on=on)

    # ── what is kept ────────────────────────────────────────────────────────────────────────────────────────────

    def report(
        self,
        about: str = "queues",
        period: Union[str, tuple[str, str]] = "today",
        *,
        by: str = "total",
        names: Optional[Collection[str]] = None,
        teams: Optional[Mapping[str, Collection[str]]] = None,
        zone: Optional[str] = None,
        service_level_s: Optional[float] = None,
        short_abandon_s: Optional[float] = None,
        compare: Union[str, tuple[str, str], None] = None,
    ) -> dict[str, Any]:
        """Figures of a time, from the store; see :func:`report`."""
        return report(
            self._books(),
            about,
            period,
            by=by,
            names=names,
            teams=teams,
            zone=zone,
            service_level_s=service_level_s,
            short_abandon_s=short_abandon_s,
            compare=compare,
        )

    def history(
        self,
        *,
        since: Optional[float] = None,
        until: Optional[float] = None,
        queue: Optional[str] = None,
        agent: Optional[str] = None,
        number: Optional[str] = None,
        limit: int = 50,
    ) -> list[dict[str, Any]]:
        """Records of calls that are over, the latest first: begun from ``since`` on and before ``until``, first in a queue,
        made or answered by an agent, from or to a number that has these digits in it; 10,000 at most."""
        asked = {
            "since": since,
            "until": until,
            "queue": queue,
            "agent": agent,
            "number": number,
            "limit": limit,
        }
        return self._books().calls(asked)

    def past_call(self, call_id: str) -> Optional[dict[str, Any]]:
        """The record of a call that is over, by its ``call_id`` or its linkedid."""
        return self._books().call(call_id)

    def journal(self, after: int = 0, *, limit: int = 1_000) -> Facts:
        """Facts as the store has them, oldest first, from the one after number ``after`` on: for a table of one's own that has
        each of them once, whoever leads and whatever was down meanwhile. None at the head.

        Raises :class:`StoreError`: ``corrupt`` where retention has removed them, ``unavailable`` while the database is away.
        """
        return self._center().journal(after, limit)

    def _books(self) -> Books:
        books = self._center().books()
        if books is None:
            raise ConfigError("nothing is kept: say store= to have history and reports")
        return books


def report(
    books: Books,
    about: str = "queues",
    period: Union[str, tuple[str, str]] = "today",
    *,
    by: str = "total",
    names: Optional[Collection[str]] = None,
    teams: Optional[Mapping[str, Collection[str]]] = None,
    zone: Optional[str] = None,
    switch: Optional[str] = None,
    service_level_s: Optional[float] = None,
    short_abandon_s: Optional[float] = None,
    compare: Union[str, tuple[str, str], None] = None,
) -> dict[str, Any]:
    """Figures of a time: ``rows``, ``totals`` and the ``definitions`` of what they mean, as ``callcenter report --format json``.

    ``about``: ``queues``, ``agents``, ``teams`` (with their agents in ``teams``), ``extensions``, ``trunks``, ``floor``.
    ``period``: ``today``, ``yesterday``, ``week``, ``month``, ``all``, or two local times, the second not part of it.
    ``by``: ``total``, ``quarter``, ``half_hour``, ``hour``, ``day``, ``weekday``, ``week``, ``month``, ``hour_of_day``.
    ``zone``: an IANA name; without it this machine's. ``compare``: ``previous``, or a period.

    Raises :class:`StoreError` of the kind ``invalid`` for what makes no sense.
    """
    return books.report(
        {
            "about": about,
            "teams": {name: sorted(agents) for name, agents in (teams or {}).items()},
            "names": None if names is None else sorted(names),
            "period": period,
            "by": by,
            "zone": zone,
            "switch": switch,
            "service_level_s": service_level_s,
            "short_abandon_s": short_abandon_s,
            "compare": compare,
        }
    )


def _path(path: Union[str, "os.PathLike[str]", None]) -> Optional[str]:
    return None if path is None else os.fspath(path)


def _plain(value: Any) -> Any:
    """Sets and paths as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value


def _all() -> Iterator[CallCenter]:
    return iter(list(_open))


def _close_all() -> None:
    for center in _all():
        try:
            center.close(timeout=5.0)
        except Exception:
            _log.exception("a call center did not end well")


def _forked() -> None:
    for center in _all():
        center._forked()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
